-- What people declare of themselves: where they work, sit, earn or hold money, and whom they are kin to, write or study with.
-- People are named as they were typed, so that nobody learns here who is known to the house.
CREATE TABLE affiliations (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people ON DELETE CASCADE,
    bond text NOT NULL,
    organization_id uuid REFERENCES organizations,
    name text NOT NULL DEFAULT '',
    email text NOT NULL DEFAULT '',
    name_key text NOT NULL DEFAULT '', -- the words of a person's name in order of the alphabet, without accents
    since date,
    until date,
    declared_at timestamptz NOT NULL,
    withdrawn_at timestamptz, -- declared by mistake; what was found by it stays until another person lifts it
    CONSTRAINT affiliations_bond_known CHECK (bond IN ('employment', 'board', 'paid_work', 'financial', 'family', 'co_author', 'teaching')),
    CONSTRAINT affiliations_to_someone CHECK (organization_id IS NOT NULL OR name <> '' OR email <> ''),
    CONSTRAINT affiliations_to_person CHECK (bond NOT IN ('family', 'co_author', 'teaching') OR organization_id IS NULL),
    CONSTRAINT affiliations_length CHECK (char_length(name) <= 300 AND char_length(email) <= 254),
    CONSTRAINT affiliations_in_order CHECK (until >= since)
);
CREATE INDEX affiliations_by_person ON affiliations (person_id, id);
CREATE INDEX affiliations_by_organization ON affiliations (organization_id) WHERE organization_id IS NOT NULL;
CREATE INDEX affiliations_by_email ON affiliations (email) WHERE email <> '';
CREATE INDEX affiliations_by_name ON affiliations (name_key) WHERE name_key <> '';

-- How a conflict was found, from the person to the proposal, and which paths were known when another person lifted it.
ALTER TABLE conflicts ADD COLUMN path jsonb NOT NULL DEFAULT '[]';
ALTER TABLE conflicts ADD COLUMN lifted_paths text[] NOT NULL DEFAULT '{}';
ALTER TABLE conflicts DROP CONSTRAINT conflicts_kind_known;
ALTER TABLE conflicts ADD CONSTRAINT conflicts_kind_known CHECK (kind IN ('employment', 'board', 'paid_work', 'family', 'co_author', 'teaching', 'financial',
    'named_in_proposal', 'own_proposal', 'endorsed', 'past_partner', 'other'));

-- Invariant 15: an ended reading does not come alive again while a conflict stands, whoever writes it.
CREATE FUNCTION guard_assignment_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM conflicts WHERE person_id = NEW.reviewer_id AND application_id = NEW.application_id AND lifted_at IS NULL) THEN
        PERFORM refuse_rule('assignments_no_conflict', 'a person with a conflict is not assigned');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER assignments_stay_ended BEFORE UPDATE OF state, reviewer_id, application_id ON assignments FOR EACH ROW
    WHEN (NEW.state NOT IN ('declined', 'conflicted', 'recused', 'voided')) EXECUTE FUNCTION guard_assignment_state();

-- Nobody declares to be free of conflict with, or calls up, what they are bound to.
CREATE FUNCTION guard_word_of_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM conflicts WHERE application_id = NEW.application_id AND lifted_at IS NULL
               AND person_id = (to_jsonb(NEW) ->> TG_ARGV[0])::uuid) THEN
        PERFORM refuse_rule('members_no_conflict', 'a person with a conflict takes no part');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER panel_declarations_no_conflict BEFORE INSERT ON panel_declarations FOR EACH ROW EXECUTE FUNCTION guard_word_of_member('person_id');
CREATE TRIGGER call_ups_no_conflict BEFORE INSERT ON call_ups FOR EACH ROW EXECUTE FUNCTION guard_word_of_member('called_by');

-- Nothing is part of what is part of it; two who would close a circle together wait for each other.
CREATE FUNCTION guard_parent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('organization parents', 0));
    IF EXISTS (WITH RECURSIVE up AS (
        SELECT NEW.parent_id AS id
        UNION SELECT o.parent_id FROM organizations o JOIN up ON o.id = up.id WHERE o.parent_id IS NOT NULL
    ) SELECT FROM up WHERE id = NEW.id) THEN
        PERFORM refuse_rule('organizations_parent_no_circle', 'an organization is not part of itself, by whatever way');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER organizations_parent_no_circle BEFORE UPDATE OF parent_id ON organizations FOR EACH ROW
    WHEN (NEW.parent_id IS NOT NULL AND NEW.parent_id IS DISTINCT FROM OLD.parent_id) EXECUTE FUNCTION guard_parent();

-- People an award names to do its work; replacing one is a change that is approved first. Rows end and are never rewritten.
CREATE TABLE key_persons (
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL REFERENCES awards,
    organization_id uuid NOT NULL REFERENCES organizations,
    person_id uuid REFERENCES people,
    name text NOT NULL,
    role text NOT NULL,
    effort_bp integer NOT NULL DEFAULT 0, -- of full time, in basis points; nought is not said
    since date NOT NULL,
    source text NOT NULL, -- public id of the agreement or amendment that named them
    ended_on date,
    ended_by uuid, -- the amendment
    CONSTRAINT key_persons_role_known CHECK (role IN ('project_director', 'key_staff')),
    CONSTRAINT key_persons_effort_range CHECK (effort_bp BETWEEN 0 AND 10000),
    CONSTRAINT key_persons_named CHECK (name <> '' AND source <> ''),
    CONSTRAINT key_persons_ended_whole CHECK ((ended_on IS NULL) = (ended_by IS NULL))
);
CREATE INDEX key_persons_by_award ON key_persons (award_id, id);

CREATE TABLE amendments (
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL REFERENCES awards,
    number integer NOT NULL,
    kind text NOT NULL,
    undoes_id uuid REFERENCES amendments,
    state text NOT NULL DEFAULT 'draft',
    effective_on date NOT NULL,
    reason text NOT NULL,
    delta jsonb NOT NULL,
    version integer NOT NULL DEFAULT 1,
    begun_by uuid NOT NULL REFERENCES people,
    begun_at timestamptz NOT NULL,
    by_office boolean NOT NULL,
    submitted_on date, -- in UTC; what an extension's notice is counted from
    signer_name text NOT NULL DEFAULT '',
    signer_title text NOT NULL DEFAULT '',
    triggers text[] NOT NULL DEFAULT '{}', -- of prior approval, as they were when it was decided
    resets boolean NOT NULL DEFAULT false, -- its budget was approved, so transfers are counted from it
    answered_on date,
    answer_reference text NOT NULL DEFAULT '',
    terms_number integer,
    applied_by uuid REFERENCES people,
    applied_at timestamptz,
    code text,
    content bytea, -- canonical JSON of what the amendment letter says, byte for byte
    document_id uuid REFERENCES documents,
    CONSTRAINT amendments_kind_known CHECK (kind IN ('supplement', 'rebudget', 'extension', 'key_person', 'scope', 'partner', 'termination')),
    CONSTRAINT amendments_state_known CHECK (state IN ('draft', 'submitted', 'withdrawn', 'aam_review', 'approved', 'rejected', 'needs_eca', 'eca_approved', 'eca_rejected', 'applied')),
    CONSTRAINT amendments_explained CHECK (reason <> ''),
    CONSTRAINT amendments_signed CHECK (state IN ('draft', 'withdrawn') OR (submitted_on IS NOT NULL AND signer_name <> '' AND signer_title <> '')),
    CONSTRAINT amendments_answered CHECK (state NOT IN ('eca_approved', 'eca_rejected') OR (answered_on IS NOT NULL AND answer_reference <> '')),
    CONSTRAINT amendments_applied_whole CHECK ((state = 'applied') = (terms_number IS NOT NULL AND applied_by IS NOT NULL AND applied_at IS NOT NULL AND code IS NOT NULL AND content IS NOT NULL AND document_id IS NOT NULL)),
    CONSTRAINT amendments_code_shape CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'),
    FOREIGN KEY (award_id, terms_number) REFERENCES award_terms
);
CREATE UNIQUE INDEX amendments_number_once ON amendments (award_id, number);
CREATE UNIQUE INDEX amendments_code_once ON amendments (code);
CREATE UNIQUE INDEX amendments_terms_once ON amendments (award_id, terms_number);
CREATE UNIQUE INDEX amendments_undone_once ON amendments (undoes_id) WHERE state NOT IN ('withdrawn', 'rejected', 'eca_rejected');
CREATE INDEX amendments_open ON amendments (id) WHERE state NOT IN ('draft', 'withdrawn', 'rejected', 'eca_rejected', 'applied');

CREATE TABLE amendment_steps (
    amendment_id uuid NOT NULL REFERENCES amendments,
    ordinal integer NOT NULL,
    verb text NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    taken_by uuid NOT NULL REFERENCES people,
    taken_at timestamptz NOT NULL,
    reason text NOT NULL DEFAULT '',
    PRIMARY KEY (amendment_id, ordinal)
);
CREATE TRIGGER amendment_steps_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON amendment_steps FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A museum that left an award stays on its record; from that day it is none of its museums.
ALTER TABLE partnership_members ADD COLUMN left_on date;

-- A closed award is not amended, what was handed in says what it said, and what was applied stays.
CREATE FUNCTION guard_amendment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM refuse_rule('amendments_kept', 'an amendment is never deleted');
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state IN ('applied', 'rejected', 'eca_rejected', 'withdrawn') THEN
        PERFORM refuse_rule('amendments_ended', 'what was applied or ended stays as it was');
    END IF;
    IF NEW.state NOT IN ('withdrawn', 'rejected', 'eca_rejected') AND EXISTS (SELECT FROM awards w WHERE w.id = NEW.award_id AND w.state = 'closed') THEN
        PERFORM refuse_rule('amendments_award_closed', 'a closed award is not amended');
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state <> 'draft' AND (NEW.award_id, NEW.number, NEW.kind, NEW.undoes_id, NEW.effective_on, NEW.reason, NEW.delta)
        IS DISTINCT FROM (OLD.award_id, OLD.number, OLD.kind, OLD.undoes_id, OLD.effective_on, OLD.reason, OLD.delta) THEN
        PERFORM refuse_rule('amendments_submitted_fixed', 'what was handed in goes back before it changes');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER amendments_guard BEFORE INSERT OR UPDATE OR DELETE ON amendments FOR EACH ROW EXECUTE FUNCTION guard_amendment();

-- Who handed it in last neither approves nor refers it; a counter-amendment is not approved by who asked for it.
CREATE FUNCTION guard_amendment_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.verb IN ('approve', 'refer') AND NEW.taken_by = (
        SELECT s.taken_by FROM amendment_steps s WHERE s.amendment_id = NEW.amendment_id AND s.verb = 'submit' ORDER BY s.ordinal DESC LIMIT 1) THEN
        PERFORM refuse_rule('amendment_steps_two_persons', 'who handed it in does not approve it');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER amendment_steps_guard BEFORE INSERT ON amendment_steps FOR EACH ROW EXECUTE FUNCTION guard_amendment_step();

CREATE FUNCTION guard_terms_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM awards w WHERE w.id = NEW.award_id AND w.state = 'closed') THEN
        PERFORM refuse_rule('award_terms_closed', 'the terms of a closed award do not change');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER award_terms_open BEFORE INSERT ON award_terms FOR EACH ROW EXECUTE FUNCTION guard_terms_open();

-- How each museum charges its indirect costs, and from what price it calls a thing equipment.
CREATE TABLE budget_rates (
    application_id uuid NOT NULL REFERENCES applications ON DELETE CASCADE,
    organization_id uuid NOT NULL REFERENCES organizations,
    kind text NOT NULL,
    rate_bp bigint NOT NULL DEFAULT 0,
    agreement text NOT NULL DEFAULT '',
    valid_until date,
    capitalization_minor bigint NOT NULL DEFAULT 0,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (application_id, organization_id),
    CONSTRAINT budget_rates_kind_known CHECK (kind IN ('none', 'de_minimis', 'negotiated')),
    CONSTRAINT budget_rates_range CHECK (rate_bp BETWEEN 0 AND 20000 AND capitalization_minor >= 0 AND (kind <> 'none' OR rate_bp = 0)),
    CONSTRAINT budget_rates_agreement CHECK ((kind = 'negotiated') = (agreement <> ''))
);
CREATE TRIGGER budget_rates_frozen BEFORE INSERT OR UPDATE OR DELETE ON budget_rates FOR EACH ROW EXECUTE FUNCTION guard_frozen_content();

-- The narrative of the budget, by object class.
CREATE TABLE budget_notes (
    application_id uuid NOT NULL REFERENCES applications ON DELETE CASCADE,
    category text NOT NULL,
    words text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (application_id, category),
    CONSTRAINT budget_notes_category_known CHECK (category IN ('personnel', 'fringe', 'travel', 'equipment', 'supplies', 'contractual', 'other', 'indirect')),
    CONSTRAINT budget_notes_length CHECK (char_length(words) <= 5000)
);
CREATE TRIGGER budget_notes_frozen BEFORE INSERT OR UPDATE OR DELETE ON budget_notes FOR EACH ROW EXECUTE FUNCTION guard_frozen_content();

-- The authorized official's signature: asked for, given over the hash of what was read, taken back by any change.
CREATE TABLE signatures (
    id uuid PRIMARY KEY,
    application_id uuid NOT NULL REFERENCES applications ON DELETE CASCADE,
    asked_by uuid REFERENCES people,
    asked_at timestamptz,
    note text NOT NULL DEFAULT '',
    signed_by uuid REFERENCES people,
    name text NOT NULL DEFAULT '',
    title text NOT NULL DEFAULT '',
    signed_at timestamptz,
    sha256 bytea,
    taken_back_at timestamptz,
    CONSTRAINT signatures_asked_or_signed CHECK (asked_at IS NOT NULL OR signed_at IS NOT NULL),
    CONSTRAINT signatures_whole CHECK ((signed_at IS NULL) = (sha256 IS NULL) AND (signed_at IS NULL) = (signed_by IS NULL)
        AND (signed_at IS NULL OR (name <> '' AND title <> '' AND octet_length(sha256) = 32)))
);
CREATE UNIQUE INDEX signatures_one_live ON signatures (application_id) WHERE taken_back_at IS NULL;
CREATE INDEX signatures_by_application ON signatures (application_id, id);

-- What was signed is no longer what is written, whoever wrote it.
CREATE FUNCTION take_back_signature() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE signatures SET taken_back_at = NEW.updated_at WHERE application_id = NEW.id AND taken_back_at IS NULL AND signed_at IS NOT NULL;
    IF NEW.state = 'signed' THEN NEW.state := 'draft'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER applications_signature BEFORE UPDATE ON applications FOR EACH ROW
    WHEN (OLD.version <> NEW.version AND OLD.state IN ('signed', 'returned_once') AND NEW.state IN ('draft', 'signed', 'returned_once'))
    EXECUTE FUNCTION take_back_signature();

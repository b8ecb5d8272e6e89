CREATE TABLE agreements (
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL REFERENCES awards,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    rule_set text NOT NULL DEFAULT '',
    funder_awarded_on date,
    contact_name text NOT NULL DEFAULT '', -- of the administrator's awarding official
    contact_email text NOT NULL DEFAULT '',
    listing_title text NOT NULL DEFAULT '',
    description text NOT NULL DEFAULT '',
    research boolean NOT NULL DEFAULT false,
    requirements text NOT NULL DEFAULT '',
    access text NOT NULL DEFAULT '',
    closeout text NOT NULL DEFAULT '',
    payee text NOT NULL DEFAULT '',
    payment text NOT NULL,
    first_need_minor bigint NOT NULL DEFAULT 0, -- US cents
    tickets text NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1,
    prepared_by uuid NOT NULL REFERENCES people,
    prepared_at timestamptz NOT NULL,
    issued_by uuid REFERENCES people,
    issued_at timestamptz,
    content bytea, -- the canonical JSON that is signed, byte for byte
    sha256 bytea,
    official_by uuid REFERENCES people,
    official_at timestamptz,
    CONSTRAINT agreements_period_runs CHECK (ends_on > starts_on),
    CONSTRAINT agreements_payment_known CHECK (payment IN ('advance', 'reimbursement')),
    CONSTRAINT agreements_need CHECK (first_need_minor >= 0 AND (payment = 'advance' OR first_need_minor = 0)),
    CONSTRAINT agreements_issued_whole CHECK (num_nonnulls(issued_by, issued_at, content, sha256) IN (0, 4)),
    CONSTRAINT agreements_hash_of_content CHECK (sha256 = sha256(content)),
    CONSTRAINT agreements_official_issued CHECK (official_at IS NULL OR issued_at IS NOT NULL)
);
CREATE UNIQUE INDEX agreements_one_per_award ON agreements (award_id);

-- What is out to be signed does not change, and what is official never does.
CREATE FUNCTION guard_agreement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.official_at IS NOT NULL THEN
        PERFORM refuse_rule('agreements_kept', 'an official agreement stays as it was signed');
    END IF;
    IF OLD.issued_at IS NOT NULL AND NEW.issued_at IS NOT NULL
       AND to_jsonb(NEW) - ARRAY['version', 'official_by', 'official_at'] <> to_jsonb(OLD) - ARRAY['version', 'official_by', 'official_at'] THEN
        PERFORM refuse_rule('agreements_issued_fixed', 'what is out to be signed is withdrawn before it changes');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreements_guard BEFORE UPDATE OR DELETE ON agreements FOR EACH ROW EXECUTE FUNCTION guard_agreement();

CREATE TABLE agreement_signatures (
    id uuid PRIMARY KEY,
    agreement_id uuid NOT NULL REFERENCES agreements,
    side text NOT NULL,
    signed_by uuid NOT NULL REFERENCES people,
    name text NOT NULL,
    title text NOT NULL,
    signed_at timestamptz NOT NULL,
    sha256 bytea NOT NULL,
    proved boolean NOT NULL,
    document_id uuid REFERENCES documents,
    taken_back_at timestamptz,
    CONSTRAINT agreement_signatures_side_known CHECK (side IN ('museum', 'administrator')),
    CONSTRAINT agreement_signatures_typed CHECK (name <> '' AND title <> '')
);
CREATE UNIQUE INDEX agreement_signatures_once ON agreement_signatures (agreement_id, side) WHERE taken_back_at IS NULL;

-- A signature stands under what is out, the museum's first, and not by who gave it out for the administrator.
CREATE FUNCTION guard_agreement_signature() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    a agreements%ROWTYPE;
BEGIN
    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND (OLD.taken_back_at IS NOT NULL OR to_jsonb(NEW) - 'taken_back_at' <> to_jsonb(OLD) - 'taken_back_at')) THEN
        PERFORM refuse_rule('agreement_signatures_kept', 'a signature stays as it was given');
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT * INTO a FROM agreements WHERE id = NEW.agreement_id FOR UPDATE;
        IF a.sha256 IS DISTINCT FROM NEW.sha256 THEN
            PERFORM refuse_rule('agreement_signatures_of_issued', 'a signature is under what is out to be signed');
        END IF;
        IF NEW.side = 'administrator' AND a.issued_by = NEW.signed_by THEN
            PERFORM refuse_rule('agreement_signatures_two_persons', 'who gave the agreement out does not sign it too');
        END IF;
        IF NEW.side = 'administrator' AND NOT EXISTS (SELECT FROM agreement_signatures g WHERE g.agreement_id = a.id AND g.side = 'museum' AND g.taken_back_at IS NULL) THEN
            PERFORM refuse_rule('agreement_signatures_museum_first', 'the museum signs first');
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_signatures_guard BEFORE INSERT OR UPDATE OR DELETE ON agreement_signatures FOR EACH ROW EXECUTE FUNCTION guard_agreement_signature();

-- An award of an application moves to signed and official only over its agreement; history comes in as it was.
CREATE FUNCTION guard_award_official() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'agreement_signed' AND 2 <> (SELECT count(*) FROM agreements a JOIN agreement_signatures g ON g.agreement_id = a.id
        WHERE a.award_id = NEW.id AND g.taken_back_at IS NULL AND g.sha256 = a.sha256) THEN
        PERFORM refuse_rule('awards_signed_by_both', 'an agreement is signed when both sides have signed');
    END IF;
    IF NEW.state = 'official' THEN
        IF NOT EXISTS (SELECT FROM agreements a WHERE a.award_id = NEW.id AND a.official_at IS NOT NULL) THEN
            PERFORM refuse_rule('awards_official_by_agreement', 'an award is official by its agreement');
        END IF;
        IF EXISTS (SELECT FROM partnership_members m WHERE m.partnership_id = NEW.partnership_id AND NOT EXISTS (
            SELECT FROM (SELECT x.result, x.checked_on FROM exclusion_checks x WHERE x.organization_id = m.organization_id ORDER BY x.checked_on DESC, x.id DESC LIMIT 1) x
             WHERE x.result = 'clear' AND x.checked_on >= (SELECT (a.official_at AT TIME ZONE 'UTC')::date - 30 FROM agreements a WHERE a.award_id = NEW.id))) THEN
            PERFORM refuse_rule('awards_official_cleared', 'every museum is clear of exclusions within 30 days');
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER awards_official BEFORE UPDATE OF state ON awards FOR EACH ROW WHEN (NEW.state IN ('agreement_signed', 'official') AND NEW.state <> OLD.state) EXECUTE FUNCTION guard_award_official();

CREATE TABLE subaward_reports (
    award_id uuid PRIMARY KEY REFERENCES awards,
    due_on date NOT NULL,
    obligated_minor bigint NOT NULL,
    filed_on date,
    filed_by uuid REFERENCES people,
    reference text NOT NULL DEFAULT '',
    CONSTRAINT subaward_reports_filed_whole CHECK ((filed_on IS NULL) = (filed_by IS NULL) AND (filed_on IS NULL) = (reference = ''))
);
CREATE INDEX subaward_reports_due ON subaward_reports (due_on) WHERE filed_on IS NULL;

CREATE TABLE risk_assessments (
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL REFERENCES awards,
    factors text[] NOT NULL,
    points integer NOT NULL,
    level text NOT NULL,
    why text NOT NULL,
    plan text NOT NULL,
    assessed_by uuid NOT NULL REFERENCES people,
    assessed_at timestamptz NOT NULL,
    CONSTRAINT risk_assessments_level_known CHECK (level IN ('low', 'medium', 'high')),
    CONSTRAINT risk_assessments_explained CHECK (why <> '' AND (level = 'low' OR plan <> ''))
);
CREATE INDEX risk_assessments_by_award ON risk_assessments (award_id, assessed_at DESC);
CREATE TRIGGER risk_assessments_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON risk_assessments FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE award_conditions (
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL REFERENCES awards,
    text text NOT NULL,
    why text NOT NULL,
    set_by uuid NOT NULL REFERENCES people,
    set_at timestamptz NOT NULL,
    lifted_by uuid REFERENCES people,
    lifted_at timestamptz,
    lifted_reason text NOT NULL DEFAULT '',
    CONSTRAINT award_conditions_explained CHECK (text <> '' AND why <> ''),
    CONSTRAINT award_conditions_lifted_why CHECK ((lifted_at IS NULL) = (lifted_reason = ''))
);
CREATE INDEX award_conditions_by_award ON award_conditions (award_id, set_at);

CREATE TABLE slates (
    id uuid PRIMARY KEY,
    cycle_id uuid NOT NULL REFERENCES cycles,
    ranking_id uuid NOT NULL REFERENCES rankings,
    state text NOT NULL DEFAULT 'draft',
    proposed_by uuid REFERENCES people,
    proposed_at timestamptz,
    approved_by uuid REFERENCES people,
    approved_at timestamptz,
    announced_at timestamptz,
    note text NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT slates_state_known CHECK (state IN ('draft', 'proposed', 'approved', 'announced')),
    CONSTRAINT slates_two_persons CHECK (approved_by <> proposed_by),
    CONSTRAINT slates_approved_when CHECK ((state IN ('approved', 'announced')) = (approved_at IS NOT NULL))
);
CREATE UNIQUE INDEX slates_one_per_cycle ON slates (cycle_id);

CREATE TABLE slate_lines (
    id uuid PRIMARY KEY,
    slate_id uuid NOT NULL REFERENCES slates ON DELETE CASCADE,
    application_id uuid NOT NULL REFERENCES applications,
    decision text NOT NULL,
    amount_minor bigint NOT NULL DEFAULT 0,
    currency text NOT NULL DEFAULT 'USD',
    place integer,
    departs boolean NOT NULL DEFAULT false,
    reason text NOT NULL DEFAULT '',
    CONSTRAINT slate_lines_decision_known CHECK (decision IN ('award', 'alternate', 'decline')),
    CONSTRAINT slate_lines_award_has_amount CHECK ((decision = 'award') = (amount_minor > 0)),
    CONSTRAINT slate_lines_departure_why CHECK (NOT departs OR reason <> ''),
    UNIQUE (id, decision)
);
CREATE UNIQUE INDEX slate_lines_once ON slate_lines (slate_id, application_id);

CREATE FUNCTION guard_slate_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM slates WHERE id = coalesce(NEW.slate_id, OLD.slate_id) AND state <> 'draft') THEN
        PERFORM refuse_rule('slate_lines_fixed', 'a proposed slate goes back to draft before it changes');
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER slate_lines_fixed BEFORE INSERT OR UPDATE OR DELETE ON slate_lines FOR EACH ROW EXECUTE FUNCTION guard_slate_lines();

CREATE TABLE awards (
    id uuid PRIMARY KEY,
    number text NOT NULL,
    cycle_id uuid NOT NULL REFERENCES cycles,
    partnership_id uuid NOT NULL REFERENCES partnerships,
    application_id uuid REFERENCES applications,
    slate_line_id uuid REFERENCES slate_lines,
    kind text NOT NULL DEFAULT 'new',
    title text NOT NULL,
    subject text NOT NULL DEFAULT '',
    theme_id uuid REFERENCES themes,
    amount_minor bigint,
    requested_minor bigint,
    cost_share_minor bigint,
    currency text NOT NULL DEFAULT 'USD',
    exception_reason text NOT NULL DEFAULT '',
    starts_on date,
    ends_on date,
    state text NOT NULL DEFAULT 'provisional',
    version integer NOT NULL DEFAULT 1,
    offered_by uuid REFERENCES people,
    offered_at timestamptz,
    CONSTRAINT awards_kind_known CHECK (kind IN ('new', 'renewal', 'supplement')),
    CONSTRAINT awards_state_known CHECK (state IN ('provisional', 'negotiating', 'agreement_signed', 'official', 'active', 'suspended', 'period_ended', 'closing', 'closed', 'declined_by_museum', 'rescinded', 'terminated')),
    CONSTRAINT awards_amount_positive CHECK (amount_minor > 0),
    CONSTRAINT awards_cost_share_not_negative CHECK (cost_share_minor >= 0)
);
CREATE UNIQUE INDEX awards_number_once ON awards (number);
CREATE UNIQUE INDEX awards_once_per_application ON awards (application_id) WHERE application_id IS NOT NULL AND kind <> 'supplement';
CREATE INDEX awards_by_cycle ON awards (cycle_id, number);
CREATE INDEX awards_by_partnership ON awards (partnership_id);

-- Invariants 3 and 26.
CREATE FUNCTION guard_award() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE c cycles%ROWTYPE;
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM refuse_rule('awards_kept', 'an award is never deleted');
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'closed' THEN
        PERFORM refuse_rule('awards_closed', 'a closed award does not change');
    END IF;
    SELECT * INTO c FROM cycles WHERE id = NEW.cycle_id;
    IF NEW.application_id IS NOT NULL AND NEW.kind <> 'supplement' AND NEW.exception_reason = ''
       AND NEW.amount_minor NOT BETWEEN c.award_min_minor AND c.award_max_minor THEN
        PERFORM refuse_rule('awards_within_limits', 'the award is outside the limits of the cycle');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER awards_guard BEFORE INSERT OR UPDATE OR DELETE ON awards FOR EACH ROW EXECUTE FUNCTION guard_award();

CREATE TABLE letters (
    id uuid PRIMARY KEY,
    cycle_id uuid NOT NULL REFERENCES cycles,
    application_id uuid NOT NULL REFERENCES applications,
    slate_line_id uuid NOT NULL,
    decision text NOT NULL,
    award_id uuid REFERENCES awards,
    locale text NOT NULL,
    addressee text NOT NULL,
    code text NOT NULL,
    content jsonb NOT NULL,
    document_id uuid REFERENCES documents,
    sha256 bytea,
    state text NOT NULL DEFAULT 'queued',
    prepared_by uuid REFERENCES people,
    prepared_at timestamptz NOT NULL,
    sent_by uuid REFERENCES people,
    sent_at timestamptz,
    revoked_at timestamptz,
    revoked_reason text NOT NULL DEFAULT '',
    CONSTRAINT letters_equal_decision FOREIGN KEY (slate_line_id, decision) REFERENCES slate_lines (id, decision),
    CONSTRAINT letters_state_known CHECK (state IN ('queued', 'held', 'sent', 'revoked')),
    CONSTRAINT letters_hash_length CHECK (octet_length(sha256) = 32),
    CONSTRAINT letters_drawn_before_held CHECK (state = 'queued' OR (sha256 IS NOT NULL AND document_id IS NOT NULL) OR state = 'revoked'),
    CONSTRAINT letters_sent_when CHECK (state <> 'sent' OR sent_at IS NOT NULL)
);
CREATE UNIQUE INDEX letters_code_once ON letters (code);
CREATE UNIQUE INDEX letters_one_live ON letters (slate_line_id) WHERE state <> 'revoked';
CREATE INDEX letters_by_cycle ON letters (cycle_id, state);
CREATE INDEX letters_by_application ON letters (application_id);

CREATE FUNCTION guard_letter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'sent' AND (NEW.content, NEW.sha256, NEW.document_id, NEW.decision, NEW.code) IS DISTINCT FROM (OLD.content, OLD.sha256, OLD.document_id, OLD.decision, OLD.code) THEN
        PERFORM refuse_rule('letters_kept_as_sent', 'a letter stays as it was sent');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER letters_kept_as_sent BEFORE UPDATE ON letters FOR EACH ROW EXECUTE FUNCTION guard_letter();

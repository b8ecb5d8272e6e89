CREATE TABLE statements (
    id uuid PRIMARY KEY,
    cycle_id uuid NOT NULL REFERENCES cycles,
    partnership_id uuid NOT NULL REFERENCES partnerships,
    form_id uuid NOT NULL REFERENCES forms,
    state text NOT NULL DEFAULT 'draft',
    round integer NOT NULL DEFAULT 0,
    version integer NOT NULL DEFAULT 1,
    created_by uuid REFERENCES people,
    created_at timestamptz NOT NULL,
    submitted_by uuid REFERENCES people,
    submitted_at timestamptz,
    answered_at timestamptz,
    invited_by uuid REFERENCES people,
    invited_at timestamptz,
    withdrawn_reason text NOT NULL DEFAULT '',
    CONSTRAINT statements_state_known CHECK (state IN ('draft', 'submitted', 'feedback_given', 'invited', 'withdrawn')),
    CONSTRAINT statements_submitted_when CHECK (state IN ('draft', 'withdrawn') OR (submitted_at IS NOT NULL AND round > 0)),
    CONSTRAINT statements_invited_when CHECK (state <> 'invited' OR (invited_at IS NOT NULL AND invited_by IS NOT NULL)),
    CONSTRAINT statements_inviter_not_submitter CHECK (invited_by <> submitted_by),
    CONSTRAINT statements_withdrawn_why CHECK (state <> 'withdrawn' OR withdrawn_reason <> '')
);
-- Invariant 14: one live statement per partnership and cycle.
CREATE UNIQUE INDEX statements_one_live ON statements (partnership_id) WHERE state <> 'withdrawn';
CREATE INDEX statements_by_cycle ON statements (cycle_id, state, submitted_at, id);

-- Late by a second is late wherever it is kept.
CREATE FUNCTION guard_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'submitted' AND OLD.state <> 'submitted' AND NOT EXISTS (
        SELECT FROM phases p WHERE p.cycle_id = NEW.cycle_id AND p.kind = 'statement'
           AND NEW.submitted_at BETWEEN p.opens_at AND p.closes_at + p.grace_seconds * interval '1 second') THEN
        PERFORM refuse_rule('statements_in_time', 'the statement phase is not open at that instant');
    END IF;
    IF NEW.partnership_id <> OLD.partnership_id OR NEW.cycle_id <> OLD.cycle_id OR NEW.round < OLD.round THEN
        PERFORM refuse_rule('statements_kept', 'a statement stays what it is of');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER statements_guard BEFORE UPDATE ON statements FOR EACH ROW EXECUTE FUNCTION guard_statement();

CREATE TABLE statement_submissions (
    statement_id uuid NOT NULL REFERENCES statements,
    round integer NOT NULL,
    content jsonb NOT NULL,
    sha256 bytea NOT NULL,
    submitted_by uuid NOT NULL REFERENCES people,
    submitted_at timestamptz NOT NULL,
    PRIMARY KEY (statement_id, round),
    CONSTRAINT statement_submissions_hash_length CHECK (octet_length(sha256) = 32)
);
CREATE TRIGGER statement_submissions_append_only BEFORE UPDATE OR DELETE ON statement_submissions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE statement_feedback (
    statement_id uuid NOT NULL REFERENCES statements,
    round integer NOT NULL,
    section text NOT NULL,
    words text NOT NULL,
    written_by uuid NOT NULL REFERENCES people,
    written_at timestamptz NOT NULL,
    sent_at timestamptz,
    PRIMARY KEY (statement_id, round, section)
);

CREATE FUNCTION guard_feedback() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.sent_at IS NOT NULL THEN PERFORM refuse_rule('statement_feedback_kept', 'feedback stays as it was sent'); END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER statement_feedback_kept BEFORE UPDATE OR DELETE ON statement_feedback FOR EACH ROW EXECUTE FUNCTION guard_feedback();

CREATE TABLE statement_calls (
    id uuid PRIMARY KEY,
    statement_id uuid NOT NULL REFERENCES statements,
    state text NOT NULL DEFAULT 'offered',
    offers timestamptz[] NOT NULL,
    minutes integer NOT NULL,
    place text NOT NULL,
    at timestamptz,
    sequence integer NOT NULL DEFAULT 0,
    offered_by uuid REFERENCES people,
    offered_at timestamptz NOT NULL,
    booked_by uuid REFERENCES people,
    reason text NOT NULL DEFAULT '',
    CONSTRAINT statement_calls_state_known CHECK (state IN ('offered', 'booked', 'cancelled')),
    CONSTRAINT statement_calls_offers_some CHECK (cardinality(offers) BETWEEN 1 AND 12),
    CONSTRAINT statement_calls_minutes_range CHECK (minutes BETWEEN 10 AND 240),
    CONSTRAINT statement_calls_booked_when CHECK ((state = 'booked') <= (at IS NOT NULL AND booked_by IS NOT NULL)),
    CONSTRAINT statement_calls_booked_offered CHECK (state <> 'booked' OR at = ANY (offers)),
    CONSTRAINT statement_calls_cancelled_why CHECK (state <> 'cancelled' OR reason <> '')
);
CREATE UNIQUE INDEX statement_calls_one_live ON statement_calls (statement_id) WHERE state <> 'cancelled';

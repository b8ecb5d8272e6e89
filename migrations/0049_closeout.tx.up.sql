-- The end of an award: opened by the end of its period, closed by two people, kept as long as the law says.
CREATE TABLE closeouts (
    award_id uuid PRIMARY KEY REFERENCES awards,
    state text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    currency text NOT NULL,
    ended_on date NOT NULL, -- the last day of the period of performance
    due_on date NOT NULL, -- the museum's last reports, and all it owes paid
    funder_due_on date NOT NULL,
    unilateral_from date NOT NULL, -- from this day it closes on what there is
    opened_at timestamptz NOT NULL,
    equipment jsonb NOT NULL DEFAULT '[]', -- what is left, as the museum declared it
    supplies_minor bigint NOT NULL DEFAULT 0,
    declared_by uuid REFERENCES people,
    declared_at timestamptz,
    instruction text NOT NULL DEFAULT '', -- what becomes of what is left
    instructed_by uuid REFERENCES people,
    instructed_at timestamptz,
    claimed_minor bigint NOT NULL DEFAULT 0, -- asked back of the museum
    received_minor bigint NOT NULL DEFAULT 0,
    signed_by uuid REFERENCES people,
    signed_name text NOT NULL DEFAULT '',
    signed_title text NOT NULL DEFAULT '',
    signed_at timestamptz,
    proved boolean NOT NULL DEFAULT false,
    content bytea, -- the canonical JSON that was certified, byte for byte
    sha256 bytea,
    final_report_on date, -- the day the final financial report was submitted
    paid_minor bigint NOT NULL DEFAULT 0, -- the totals on the day it was closed
    spent_minor bigint NOT NULL DEFAULT 0,
    share_minor bigint NOT NULL DEFAULT 0,
    deobligated_minor bigint NOT NULL DEFAULT 0,
    closed_on date,
    closed_by uuid REFERENCES people,
    closed_at timestamptz,
    keep_until date, -- the last day the records are kept; a hold keeps them longer
    CONSTRAINT closeouts_state_known CHECK (state IN ('not_due', 'open', 'reports_in', 'liquidated', 'refund_due', 'reconciled', 'certified', 'closed', 'closed_unilaterally')),
    CONSTRAINT closeouts_dated CHECK (due_on > ended_on AND funder_due_on >= due_on AND unilateral_from > funder_due_on),
    CONSTRAINT closeouts_amounts CHECK (supplies_minor >= 0 AND claimed_minor >= 0 AND received_minor >= 0 AND received_minor <= claimed_minor AND deobligated_minor >= 0),
    CONSTRAINT closeouts_declared_whole CHECK (num_nonnulls(declared_by, declared_at) IN (0, 2)),
    CONSTRAINT closeouts_instructed_whole CHECK (num_nonnulls(instructed_by, instructed_at) IN (0, 2) AND (instructed_at IS NULL) = (instruction = '')),
    CONSTRAINT closeouts_certified_whole CHECK (num_nonnulls(signed_by, signed_at, content, sha256) IN (0, 4) AND (content IS NOT NULL) = (signed_name <> '' AND signed_title <> '')),
    CONSTRAINT closeouts_certified_first CHECK (state NOT IN ('certified', 'closed') OR content IS NOT NULL),
    CONSTRAINT closeouts_hash_of_content CHECK (sha256 = sha256(content)),
    CONSTRAINT closeouts_closed_whole CHECK (num_nonnulls(closed_on, closed_by, closed_at, keep_until) = CASE WHEN state IN ('closed', 'closed_unilaterally') THEN 4 ELSE 0 END)
);
CREATE INDEX closeouts_under_way ON closeouts (due_on, award_id) WHERE state NOT IN ('not_due', 'closed', 'closed_unilaterally');

CREATE TABLE closeout_steps (
    award_id uuid NOT NULL REFERENCES closeouts,
    ordinal integer NOT NULL,
    verb text NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    taken_by uuid REFERENCES people, -- absent is the house's own clock
    taken_at timestamptz NOT NULL,
    reason text NOT NULL DEFAULT '',
    PRIMARY KEY (award_id, ordinal),
    CONSTRAINT closeout_steps_explained CHECK (verb NOT IN ('ask_unilateral', 'close_unilaterally', 'reopen') OR reason <> '')
);
CREATE TRIGGER closeout_steps_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON closeout_steps FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Whoever certifies or asks for the end does not confirm it, and it is confirmed only as it was asked for.
CREATE FUNCTION guard_closeout_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last closeout_steps%ROWTYPE;
BEGIN
    SELECT * INTO last FROM closeout_steps s WHERE s.award_id = NEW.award_id ORDER BY s.ordinal DESC LIMIT 1;
    IF NEW.ordinal <> coalesce(last.ordinal, 0) + 1 THEN
        PERFORM refuse_rule('closeout_steps_in_order', 'a step follows the last one');
    END IF;
    IF NEW.verb IN ('close', 'close_unilaterally') THEN
        IF last.verb IS DISTINCT FROM (CASE NEW.verb WHEN 'close' THEN 'ask_close' ELSE 'ask_unilateral' END) THEN
            PERFORM refuse_rule('closeout_steps_asked', 'an award is closed as it was asked for');
        END IF;
        IF NEW.taken_by IS NULL OR NEW.taken_by = last.taken_by OR (NEW.verb = 'close'
           AND NEW.taken_by = (SELECT s.taken_by FROM closeout_steps s WHERE s.award_id = NEW.award_id AND s.verb = 'certify' ORDER BY s.ordinal DESC LIMIT 1)) THEN
            PERFORM refuse_rule('closeout_steps_two_persons', 'who certifies or asks for the end does not confirm it');
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER closeout_steps_guard BEFORE INSERT ON closeout_steps FOR EACH ROW EXECUTE FUNCTION guard_closeout_step();

-- A closeout is where its last step took it, and what is closed stays.
CREATE FUNCTION guard_closeout() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.state IN ('closed', 'closed_unilaterally')
       AND to_jsonb(NEW) - ARRAY['version', 'keep_until'] <> to_jsonb(OLD) - ARRAY['version', 'keep_until']) OR NEW.keep_until < OLD.keep_until THEN
        PERFORM refuse_rule('closeouts_kept', 'what is closed stays as it was closed');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER closeouts_guard BEFORE UPDATE OR DELETE ON closeouts FOR EACH ROW EXECUTE FUNCTION guard_closeout();
CREATE FUNCTION guard_closeout_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT state FROM closeouts WHERE award_id = NEW.award_id) IS DISTINCT FROM (SELECT to_state FROM closeout_steps WHERE award_id = NEW.award_id ORDER BY ordinal DESC LIMIT 1) THEN
        PERFORM refuse_rule('closeouts_by_steps', 'a closeout moves by steps');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER closeouts_by_steps AFTER INSERT OR UPDATE OF state ON closeouts DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_closeout_state();

-- The steps of an award in force that no amendment takes: begun, suspended, resumed, over, closing, closed.
CREATE TABLE award_steps (
    award_id uuid NOT NULL REFERENCES awards,
    ordinal integer NOT NULL,
    verb text NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    taken_by uuid REFERENCES people,
    taken_at timestamptz NOT NULL,
    reason text NOT NULL DEFAULT '',
    PRIMARY KEY (award_id, ordinal),
    CONSTRAINT award_steps_explained CHECK (verb NOT IN ('suspend', 'resume') OR (reason <> '' AND taken_by IS NOT NULL))
);
CREATE TRIGGER award_steps_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON award_steps FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Reasons to keep records beyond their time.
CREATE TABLE record_holds (
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL REFERENCES awards,
    kind text NOT NULL,
    reason text NOT NULL,
    from_on date NOT NULL,
    set_by uuid NOT NULL REFERENCES people,
    set_at timestamptz NOT NULL,
    lifted_on date,
    lifted_by uuid REFERENCES people,
    lifted_at timestamptz,
    lifted_reason text NOT NULL DEFAULT '',
    CONSTRAINT record_holds_kind_known CHECK (kind IN ('litigation', 'claim', 'audit')),
    CONSTRAINT record_holds_explained CHECK (reason <> ''),
    CONSTRAINT record_holds_lifted_why CHECK (num_nonnulls(lifted_on, lifted_by, lifted_at) = CASE WHEN lifted_reason = '' THEN 0 ELSE 3 END)
);
CREATE INDEX record_holds_by_award ON record_holds (award_id, set_at);
CREATE FUNCTION guard_record_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.lifted_at IS NOT NULL OR (NEW.award_id, NEW.kind, NEW.reason, NEW.from_on, NEW.set_by, NEW.set_at)
       IS DISTINCT FROM (OLD.award_id, OLD.kind, OLD.reason, OLD.from_on, OLD.set_by, OLD.set_at) THEN
        PERFORM refuse_rule('record_holds_kept', 'a hold stays on the record; it is lifted with a reason');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER record_holds_guard BEFORE UPDATE OR DELETE ON record_holds FOR EACH ROW EXECUTE FUNCTION guard_record_hold();

-- What changes about the money at the end and after it: a cost taken back, or money that came back.
CREATE TABLE adjustments (
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL REFERENCES awards,
    number integer NOT NULL,
    kind text NOT NULL,
    category text NOT NULL DEFAULT '',
    amount_minor bigint NOT NULL,
    currency text NOT NULL,
    reason text NOT NULL,
    reference text NOT NULL DEFAULT '', -- of the audit or the bank
    state text NOT NULL DEFAULT 'asked',
    asked_by uuid NOT NULL REFERENCES people,
    asked_at timestamptz NOT NULL,
    decided_by uuid REFERENCES people,
    decided_at timestamptz,
    decided_reason text NOT NULL DEFAULT '',
    CONSTRAINT adjustments_kind_known CHECK (kind IN ('reduce', 'disallow', 'recover')),
    CONSTRAINT adjustments_state_known CHECK (state IN ('asked', 'confirmed', 'rejected')),
    CONSTRAINT adjustments_positive CHECK (amount_minor > 0),
    CONSTRAINT adjustments_explained CHECK (reason <> '' AND (state <> 'rejected' OR decided_reason <> '')),
    CONSTRAINT adjustments_of_category CHECK ((kind = 'recover') = (category = '') AND (kind <> 'recover' OR reference <> '')),
    CONSTRAINT adjustments_decided_whole CHECK (num_nonnulls(decided_by, decided_at) = CASE WHEN state = 'asked' THEN 0 ELSE 2 END),
    CONSTRAINT adjustments_two_persons CHECK (decided_by <> asked_by)
);
CREATE UNIQUE INDEX adjustments_number_once ON adjustments (award_id, number);
CREATE FUNCTION guard_adjustment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND (TG_OP = 'DELETE' OR OLD.state <> 'asked' OR to_jsonb(NEW) - ARRAY['state', 'decided_by', 'decided_at', 'decided_reason']
       <> to_jsonb(OLD) - ARRAY['state', 'decided_by', 'decided_at', 'decided_reason']) THEN
        PERFORM refuse_rule('adjustments_kept', 'an adjustment stays as it was asked for and decided');
    END IF;
    IF NEW.state <> 'rejected' AND (NEW.kind = 'reduce') = EXISTS (SELECT FROM awards w WHERE w.id = NEW.award_id AND w.state = 'closed') THEN
        PERFORM refuse_rule('adjustments_in_time', 'a grant is reduced before its award is closed, all else is adjusted after');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER adjustments_guard BEFORE INSERT OR UPDATE OR DELETE ON adjustments FOR EACH ROW EXECUTE FUNCTION guard_adjustment();

-- Invariant 26: nothing of a closed award changes. Only two entries still move its money: a cost that was disallowed, and money recovered.
CREATE FUNCTION refuse_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM awards w WHERE w.id = NEW.award_id AND w.state = 'closed') THEN
        PERFORM refuse_rule('awards_closed_stay', 'nothing of a closed award changes');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreements_open BEFORE INSERT OR UPDATE ON agreements FOR EACH ROW EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER award_conditions_open BEFORE INSERT OR UPDATE ON award_conditions FOR EACH ROW EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER key_persons_open BEFORE INSERT OR UPDATE ON key_persons FOR EACH ROW EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER expenses_open BEFORE INSERT OR UPDATE ON expenses FOR EACH ROW EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER contributions_open BEFORE INSERT OR UPDATE ON contributions FOR EACH ROW EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER cost_approvals_open BEFORE INSERT ON cost_approvals FOR EACH ROW EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER payments_open BEFORE INSERT OR UPDATE ON payments FOR EACH ROW EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER filings_open BEFORE INSERT OR UPDATE ON filings FOR EACH ROW EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER trips_open BEFORE INSERT OR UPDATE ON trips FOR EACH ROW EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER participants_open BEFORE INSERT OR UPDATE ON participants FOR EACH ROW EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER participant_pastes_open BEFORE INSERT OR UPDATE ON participant_pastes FOR EACH ROW EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER activities_open BEFORE INSERT OR UPDATE ON activities FOR EACH ROW EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER audience_counts_open BEFORE INSERT OR UPDATE ON audience_counts FOR EACH ROW EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER media_hits_open BEFORE INSERT OR UPDATE ON media_hits FOR EACH ROW EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER outputs_open BEFORE INSERT OR UPDATE ON outputs FOR EACH ROW EXECUTE FUNCTION refuse_closed();

CREATE FUNCTION refuse_closed_posting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM ledger_accounts a JOIN awards w ON w.id = a.owner WHERE a.id = NEW.account_id AND w.state = 'closed')
       AND NOT EXISTS (SELECT FROM ledger_entries e WHERE e.id = NEW.entry_id AND e.kind IN ('disallow', 'recover')) THEN
        PERFORM refuse_rule('ledger_lines_closed', 'the money of a closed award does not move');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_lines_closed BEFORE INSERT ON ledger_lines FOR EACH ROW EXECUTE FUNCTION refuse_closed_posting();

-- An award made here is closed by its closeout, and by nothing else; what came in as history was closed before.
CREATE FUNCTION guard_award_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM closeouts c WHERE c.award_id = NEW.id AND c.state IN ('closed', 'closed_unilaterally')) THEN
        PERFORM refuse_rule('awards_closed_by_closeout', 'an award is closed by its closeout');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER awards_closed_by_closeout BEFORE UPDATE OF state ON awards FOR EACH ROW WHEN (NEW.state = 'closed' AND OLD.state <> 'closed' AND NEW.application_id IS NOT NULL)
    EXECUTE FUNCTION guard_award_closed();

-- The records of an award are not let go before their time, nor while somebody holds them.
CREATE FUNCTION guard_retention() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM awards w JOIN record_holds h ON h.award_id = w.id WHERE w.application_id = NEW.application_id AND h.lifted_at IS NULL)
       OR EXISTS (SELECT FROM awards w JOIN closeouts c ON c.award_id = w.id WHERE w.application_id = NEW.application_id AND NEW.keep_until < c.keep_until) THEN
        PERFORM refuse_rule('retentions_of_award', 'the records of an award are kept for their time and while they are held');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER retentions_of_award BEFORE INSERT OR UPDATE ON retentions FOR EACH ROW EXECUTE FUNCTION guard_retention();
CREATE FUNCTION guard_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM documents d JOIN retentions r ON r.subject = d.subject JOIN awards w ON w.application_id = r.application_id
        LEFT JOIN closeouts c ON c.award_id = w.id WHERE d.id = NEW.document_id AND (c.keep_until >= (NEW.at AT TIME ZONE 'UTC')::date
            OR EXISTS (SELECT FROM record_holds h WHERE h.award_id = w.id AND h.lifted_at IS NULL))) THEN
        PERFORM refuse_rule('erasures_in_time', 'the records of an award are not erased before their time');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER erasures_in_time BEFORE INSERT ON erasures FOR EACH ROW EXECUTE FUNCTION guard_erasure();

-- When museums report: rules as data per cycle, version by version; a cycle without any follows its rule set of 2 CFR 200.
CREATE TABLE due_rule_sets (
    cycle_id uuid NOT NULL REFERENCES cycles,
    number integer NOT NULL,
    rules jsonb NOT NULL,
    forms jsonb NOT NULL,
    reason text NOT NULL,
    set_by uuid NOT NULL REFERENCES people,
    set_at timestamptz NOT NULL,
    PRIMARY KEY (cycle_id, number),
    CONSTRAINT due_rule_sets_some CHECK (jsonb_typeof(rules) = 'array' AND jsonb_array_length(rules) > 0),
    CONSTRAINT due_rule_sets_reasoned CHECK (reason <> '')
);
CREATE TRIGGER due_rule_sets_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON due_rule_sets FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The reports an award owes: planned when it becomes official, and never deleted.
CREATE TABLE filings (
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL REFERENCES awards,
    rule text NOT NULL,
    parts text[] NOT NULL,
    sequence integer NOT NULL,
    from_on date,
    to_on date,
    original_on date, -- the first date it was due by; absent while it waits for the first payment
    due_on date,
    extended_on date,
    final boolean NOT NULL,
    short boolean NOT NULL,
    state text NOT NULL DEFAULT 'scheduled',
    round integer NOT NULL DEFAULT 0,          -- the last version handed in
    decided_round integer NOT NULL DEFAULT 0,  -- the last version accepted or returned
    accepted_round integer NOT NULL DEFAULT 0, -- the version that stands
    version integer NOT NULL DEFAULT 1,
    planned_at timestamptz NOT NULL,
    opened_at timestamptz,
    submitted_by uuid REFERENCES people,
    submitted_at timestamptz,
    waived_by uuid REFERENCES people,
    waived_at timestamptz,
    waived_reason text NOT NULL DEFAULT '',
    dropped_at timestamptz, -- its period is no longer part of the award
    CONSTRAINT filings_state_known CHECK (state IN ('scheduled', 'open', 'draft', 'submitted', 'under_review', 'returned', 'accepted', 'amended', 'waived')),
    CONSTRAINT filings_parts_known CHECK (cardinality(parts) > 0 AND parts <@ ARRAY['narrative', 'financial']),
    CONSTRAINT filings_period_runs CHECK (to_on >= from_on),
    CONSTRAINT filings_dated CHECK (num_nonnulls(from_on, to_on, original_on, due_on) IN (0, 4)),
    CONSTRAINT filings_extended_later CHECK (extended_on > due_on),
    CONSTRAINT filings_rounds CHECK (accepted_round BETWEEN 0 AND decided_round AND decided_round <= round),
    CONSTRAINT filings_submitted_whole CHECK (state NOT IN ('submitted', 'under_review', 'accepted', 'amended') OR num_nonnulls(submitted_by, submitted_at) = 2 AND round > 0),
    CONSTRAINT filings_accepted_version CHECK ((state IN ('accepted', 'amended')) = (accepted_round > 0)),
    CONSTRAINT filings_waived_why CHECK ((state = 'waived') = (waived_reason <> '') AND num_nonnulls(waived_by, waived_at) = CASE WHEN state = 'waived' THEN 2 ELSE 0 END)
);
CREATE UNIQUE INDEX filings_once ON filings (award_id, rule, to_on) WHERE dropped_at IS NULL;
CREATE INDEX filings_by_award ON filings (award_id, due_on, id);
CREATE INDEX filings_unsettled ON filings ((coalesce(extended_on, due_on)), id) WHERE dropped_at IS NULL AND state NOT IN ('accepted', 'amended', 'waived');
CREATE INDEX filings_due ON filings (due_on, id) WHERE dropped_at IS NULL;

-- A report keeps the date it was first due by; what is settled keeps its dates, and a waiver its end.
CREATE FUNCTION guard_filing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.award_id, NEW.rule, NEW.planned_at) IS DISTINCT FROM (OLD.award_id, OLD.rule, OLD.planned_at)
       OR (OLD.original_on IS NOT NULL AND NEW.original_on IS DISTINCT FROM OLD.original_on) OR NEW.round < OLD.round OR NEW.accepted_round < OLD.accepted_round THEN
        PERFORM refuse_rule('filings_kept', 'a report that is owed keeps its award, its rule and the date it was first due by');
    END IF;
    IF OLD.state IN ('accepted', 'amended', 'waived')
       AND (NEW.from_on, NEW.to_on, NEW.due_on, NEW.extended_on, NEW.dropped_at) IS DISTINCT FROM (OLD.from_on, OLD.to_on, OLD.due_on, OLD.extended_on, OLD.dropped_at) THEN
        PERFORM refuse_rule('filings_settled', 'what is settled keeps its dates');
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state = 'waived' OR OLD.state = 'accepted' AND NEW.state <> 'amended' OR OLD.state = 'amended' AND NEW.state <> 'accepted') THEN
        PERFORM refuse_rule('filings_settled', 'what is settled stays settled');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER filings_guard BEFORE UPDATE OR DELETE ON filings FOR EACH ROW EXECUTE FUNCTION guard_filing();

-- Each setting of the dates: when planned, when the period or the rules changed, and each extension with its reason.
CREATE TABLE filing_dates (
    id uuid PRIMARY KEY,
    filing_id uuid NOT NULL REFERENCES filings,
    cause text NOT NULL,
    from_on date,
    to_on date,
    due_on date,
    extended_on date,
    reason text NOT NULL DEFAULT '',
    set_by uuid REFERENCES people,
    set_at timestamptz NOT NULL,
    CONSTRAINT filing_dates_cause_known CHECK (cause IN ('plan', 'replan', 'drop', 'extend')),
    CONSTRAINT filing_dates_extended_why CHECK (cause <> 'extend' OR (reason <> '' AND set_by IS NOT NULL AND extended_on IS NOT NULL))
);
CREATE INDEX filing_dates_by_filing ON filing_dates (filing_id, set_at, id);
CREATE TRIGGER filing_dates_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON filing_dates FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A later date stands only on an extension that was granted.
CREATE FUNCTION guard_filing_extension() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM filing_dates d WHERE d.filing_id = NEW.id AND d.cause = 'extend' AND d.extended_on = NEW.extended_on) THEN
        PERFORM refuse_rule('filings_extension_granted', 'a later date stands on an extension that was granted');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER filings_extended AFTER UPDATE OF extended_on ON filings DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.extended_on IS NOT NULL AND NEW.extended_on IS DISTINCT FROM OLD.extended_on) EXECUTE FUNCTION guard_filing_extension();

-- The narrative and the financial part; the answers of each are a response with the part's id.
CREATE TABLE filing_parts (
    id uuid PRIMARY KEY,
    filing_id uuid NOT NULL REFERENCES filings,
    part text NOT NULL,
    form_id uuid NOT NULL REFERENCES forms,
    CONSTRAINT filing_parts_known CHECK (part IN ('narrative', 'financial')),
    CONSTRAINT filing_parts_once UNIQUE (filing_id, part)
);

-- What was handed in, round by round, byte for byte.
CREATE TABLE filing_versions (
    filing_id uuid NOT NULL REFERENCES filings,
    round integer NOT NULL,
    content bytea NOT NULL,
    sha256 bytea NOT NULL,
    name text NOT NULL,
    title text NOT NULL,
    submitted_by uuid NOT NULL REFERENCES people,
    submitted_at timestamptz NOT NULL,
    PRIMARY KEY (filing_id, round),
    CONSTRAINT filing_versions_hash_of_content CHECK (sha256 = sha256(content)),
    CONSTRAINT filing_versions_certified CHECK (name <> '' AND title <> '')
);
CREATE TRIGGER filing_versions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON filing_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE filing_reviews (
    filing_id uuid NOT NULL,
    round integer NOT NULL,
    verdict text NOT NULL,
    words text NOT NULL DEFAULT '',
    notes jsonb NOT NULL DEFAULT '[]', -- to sections, and the officer's answers to anomalies
    reviewed_by uuid NOT NULL REFERENCES people,
    reviewed_at timestamptz NOT NULL,
    PRIMARY KEY (filing_id, round),
    FOREIGN KEY (filing_id, round) REFERENCES filing_versions,
    CONSTRAINT filing_reviews_verdict_known CHECK (verdict IN ('accepted', 'returned')),
    CONSTRAINT filing_reviews_returned_why CHECK (verdict <> 'returned' OR words <> '')
);
CREATE TRIGGER filing_reviews_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON filing_reviews FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION guard_filing_review() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM filing_versions v WHERE v.filing_id = NEW.filing_id AND v.round = NEW.round AND v.submitted_by = NEW.reviewed_by) THEN
        PERFORM refuse_rule('filing_reviews_two_persons', 'who handed a report in does not decide on it');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER filing_reviews_guard BEFORE INSERT ON filing_reviews FOR EACH ROW EXECUTE FUNCTION guard_filing_review();

-- Rungs of the ladder that were climbed, each once for each date.
CREATE TABLE filing_reminders (
    filing_id uuid NOT NULL REFERENCES filings,
    due_on date NOT NULL,
    rung text NOT NULL,
    reached_on date NOT NULL,
    told integer NOT NULL, -- people; nought where a later rung stood for it
    told_at timestamptz NOT NULL,
    PRIMARY KEY (filing_id, due_on, rung)
);
CREATE TRIGGER filing_reminders_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON filing_reminders FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The answers of a report are open only while it is written, or corrected.
CREATE FUNCTION guard_filing_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM filing_parts p JOIN filings f ON f.id = p.filing_id
        WHERE p.id = NEW.id AND (f.state = 'draft' OR f.state = 'amended' AND f.round = f.decided_round)) THEN
        PERFORM refuse_rule('filings_content_frozen', 'what was handed in does not change');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER responses_of_filings BEFORE UPDATE ON responses FOR EACH ROW WHEN (NEW.kind = 'report' AND OLD.frozen AND NOT NEW.frozen) EXECUTE FUNCTION guard_filing_answers();

-- How a cycle decides: which steps its slate takes, and how long letters are held; a cycle without a row keeps the defaults.
CREATE TABLE decision_rules (
    cycle_id uuid PRIMARY KEY REFERENCES cycles,
    recommendation boolean NOT NULL DEFAULT false,
    concurrence boolean NOT NULL DEFAULT false,
    hold_minutes integer NOT NULL DEFAULT 60,
    minority_days integer NOT NULL DEFAULT 7,
    complaints text NOT NULL DEFAULT '',
    sentences jsonb NOT NULL DEFAULT '{}',
    version integer NOT NULL DEFAULT 1,
    set_by uuid REFERENCES people,
    set_at timestamptz NOT NULL,
    CONSTRAINT decision_rules_hold_range CHECK (hold_minutes BETWEEN 0 AND 10080),
    CONSTRAINT decision_rules_minority_range CHECK (minority_days BETWEEN 0 AND 90)
);

-- The steps of a slate are fixed while one is on its way.
CREATE FUNCTION guard_decision_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM slates WHERE cycle_id = NEW.cycle_id AND state <> 'draft') AND
       (NEW.recommendation, NEW.concurrence) IS DISTINCT FROM
       (CASE TG_OP WHEN 'UPDATE' THEN OLD.recommendation ELSE false END, CASE TG_OP WHEN 'UPDATE' THEN OLD.concurrence ELSE false END) THEN
        PERFORM refuse_rule('decision_rules_steps_fixed', 'the steps of a slate do not change while it is on its way');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_rules_steps_fixed BEFORE INSERT OR UPDATE ON decision_rules FOR EACH ROW EXECUTE FUNCTION guard_decision_rules();

-- What the funder answered to an approved slate, kept for good; a declined slate goes back to draft.
CREATE TABLE concurrences (
    id uuid PRIMARY KEY,
    slate_id uuid NOT NULL REFERENCES slates,
    answer text NOT NULL,
    reason text NOT NULL DEFAULT '',
    recorded boolean NOT NULL DEFAULT false,
    reference text NOT NULL DEFAULT '',
    proposed_by uuid NOT NULL REFERENCES people,
    approved_by uuid NOT NULL REFERENCES people,
    answered_by uuid NOT NULL REFERENCES people,
    answered_at timestamptz NOT NULL,
    CONSTRAINT concurrences_answer_known CHECK (answer IN ('concurred', 'declined')),
    CONSTRAINT concurrences_declined_why CHECK (answer = 'concurred' OR btrim(reason) <> ''),
    CONSTRAINT concurrences_recorded_from CHECK (NOT recorded OR btrim(reference) <> ''),
    CONSTRAINT concurrences_third_person CHECK (answered_by <> approved_by AND answered_by <> proposed_by)
);
CREATE INDEX concurrences_by_slate ON concurrences (slate_id, answered_at);
CREATE TRIGGER concurrences_append_only BEFORE UPDATE OR DELETE ON concurrences FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION needs_concurrence(cycle uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT concurrence FROM decision_rules WHERE cycle_id = cycle), false)
$$;

-- A slate takes each step its cycle asks for, and no declined proposal goes forward without a coded reason.
CREATE FUNCTION guard_slate_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'proposed' AND OLD.state <> 'proposed' THEN
        IF OLD.state <> 'recommended' AND (SELECT recommendation FROM decision_rules WHERE cycle_id = NEW.cycle_id) THEN
            PERFORM refuse_rule('slates_recommended_first', 'the panel recommends the slate before it is proposed');
        END IF;
        IF EXISTS (SELECT FROM slate_lines WHERE slate_id = NEW.id AND superseded_at IS NULL AND decision = 'decline' AND codes = '[]') THEN
            PERFORM refuse_rule('slates_declines_coded', 'a declined proposal has at least one coded reason');
        END IF;
    END IF;
    IF NEW.state = 'concurred' AND OLD.state <> 'concurred' AND (OLD.state <> 'approved' OR NOT needs_concurrence(NEW.cycle_id) OR NOT EXISTS (
        SELECT FROM concurrences WHERE slate_id = NEW.id AND answer = 'concurred' AND answered_by = NEW.concurred_by AND approved_by = NEW.approved_by AND answered_at >= NEW.approved_at)) THEN
        PERFORM refuse_rule('slates_concurred_answer', 'a slate is concurred by an answer of the funder');
    END IF;
    IF NEW.state = 'announced' AND OLD.state <> 'announced' AND OLD.state <> (CASE WHEN needs_concurrence(NEW.cycle_id) THEN 'concurred' ELSE 'approved' END) THEN
        PERFORM refuse_rule('slates_last_step_first', 'nothing is announced before the last step of the slate');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER slates_guard_steps BEFORE UPDATE ON slates FOR EACH ROW EXECUTE FUNCTION guard_slate_steps();

-- Nothing is given and no letter leaves before the last step of the slate.
CREATE FUNCTION guard_last_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.slate_line_id IS NOT NULL AND EXISTS (
        SELECT FROM slate_lines l JOIN slates s ON s.id = l.slate_id WHERE l.id = NEW.slate_line_id
           AND s.state NOT IN ('announced', CASE WHEN needs_concurrence(s.cycle_id) THEN 'concurred' ELSE 'approved' END)) THEN
        PERFORM refuse_rule('slates_last_step_first', 'nothing is announced before the last step of the slate');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER awards_last_step_first BEFORE INSERT ON awards FOR EACH ROW EXECUTE FUNCTION guard_last_step();
CREATE TRIGGER letters_last_step_first BEFORE INSERT OR UPDATE OF state ON letters FOR EACH ROW WHEN (NEW.state = 'sent') EXECUTE FUNCTION guard_last_step();

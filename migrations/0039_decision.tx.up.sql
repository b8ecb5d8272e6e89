-- How a cycle decides: which steps its slate takes, and how long letters are held; a cycle without a row keeps the defaults.
CREATE TABLE decision_rules (
    cycle_id uuid PRIMARY KEY REFERENCES cycles,
    recommendation boolean NOT NULL DEFAULT false,
    concurrence boolean NOT NULL DEFAULT false,
    hold_minutes integer NOT NULL DEFAULT 60,
    minority_days integer NOT NULL DEFAULT 7,
    complaints text NOT NULL DEFAULT '',
    sentences jsonb NOT NULL DEFAULT '{}',
    reasons jsonb NOT NULL DEFAULT '[]', -- of declining, in their order; none are those the house ships
    version integer NOT NULL DEFAULT 1,
    set_by uuid REFERENCES people,
    set_at timestamptz NOT NULL,
    CONSTRAINT decision_rules_hold_range CHECK (hold_minutes BETWEEN 0 AND 10080),
    CONSTRAINT decision_rules_minority_range CHECK (minority_days BETWEEN 0 AND 90),
    CONSTRAINT decision_rules_reasons_list CHECK (jsonb_typeof(reasons) = 'array')
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

-- A reason that declined something stays in its cycle's list, in the words it had.
CREATE FUNCTION guard_decline_reasons() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE was jsonb := '[]';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        was := OLD.reasons;
    END IF;
    IF NEW.reasons <> was AND EXISTS (SELECT FROM slate_lines l JOIN slates s ON s.id = l.slate_id, jsonb_array_elements_text(l.codes) c(code)
        WHERE s.cycle_id = NEW.cycle_id AND (
            NOT EXISTS (SELECT FROM jsonb_array_elements(NEW.reasons) n WHERE n->>'code' = c.code)
            OR EXISTS (SELECT FROM jsonb_array_elements(was) o JOIN jsonb_array_elements(NEW.reasons) n ON n->>'code' = o->>'code'
                WHERE o->>'code' = c.code AND n->'title' <> o->'title'))) THEN
        PERFORM refuse_rule('decision_rules_reasons_frozen', 'a reason in use keeps its code and its words');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_rules_reasons_frozen BEFORE INSERT OR UPDATE OF reasons ON decision_rules FOR EACH ROW EXECUTE FUNCTION guard_decline_reasons();

-- A cycle that wrote no list of its own has the one the house ships.
CREATE FUNCTION guard_line_codes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE own jsonb;
BEGIN
    SELECT d.reasons INTO own FROM slates s JOIN decision_rules d ON d.cycle_id = s.cycle_id WHERE s.id = NEW.slate_id AND d.reasons <> '[]';
    IF EXISTS (SELECT FROM jsonb_array_elements_text(NEW.codes) c(code) WHERE CASE WHEN own IS NULL
        THEN c.code <> ALL ('{merit_below_line,funds_exhausted,budget,eligibility,too_few_reviews,law_or_policy,portfolio,withdrawn}')
        ELSE NOT EXISTS (SELECT FROM jsonb_array_elements(own) n WHERE n->>'code' = c.code) END) THEN
        PERFORM refuse_rule('slate_lines_codes_known', 'a proposal is declined for a reason of its cycle''s list');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER slate_lines_codes_known BEFORE INSERT OR UPDATE OF codes ON slate_lines FOR EACH ROW WHEN (NEW.codes <> '[]') EXECUTE FUNCTION guard_line_codes();

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

-- Letters of a cycle that were released in one act wait here; the job that sends them takes the row's lock.
CREATE TABLE letter_releases (
    id uuid PRIMARY KEY,
    cycle_id uuid NOT NULL REFERENCES cycles,
    letters integer NOT NULL,
    people integer NOT NULL,
    state text NOT NULL DEFAULT 'waiting',
    released_by uuid NOT NULL REFERENCES people,
    released_at timestamptz NOT NULL,
    leaves_at timestamptz NOT NULL,
    left_at timestamptz,
    undone_by uuid REFERENCES people,
    undone_at timestamptz,
    undone_reason text NOT NULL DEFAULT '',
    CONSTRAINT letter_releases_state_known CHECK (state IN ('waiting', 'left', 'undone')),
    CONSTRAINT letter_releases_left_when CHECK ((state = 'left') = (left_at IS NOT NULL) AND (left_at IS NULL OR left_at >= leaves_at)),
    CONSTRAINT letter_releases_undone_why CHECK ((state = 'undone') = (undone_at IS NOT NULL AND undone_by IS NOT NULL AND btrim(undone_reason) <> '')),
    CONSTRAINT letter_releases_held_first CHECK (leaves_at >= released_at)
);
CREATE UNIQUE INDEX letter_releases_one_waiting ON letter_releases (cycle_id) WHERE state = 'waiting';
CREATE INDEX letter_releases_due ON letter_releases (leaves_at) WHERE state = 'waiting';
ALTER TABLE letters ADD COLUMN release_id uuid REFERENCES letter_releases;
CREATE INDEX letters_by_release ON letters (release_id);

-- What has left or was undone stays so.
CREATE FUNCTION guard_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'waiting' THEN
        PERFORM refuse_rule('letter_releases_once', 'a release that has left or was undone stays so');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER letter_releases_once BEFORE UPDATE OR DELETE ON letter_releases FOR EACH ROW EXECUTE FUNCTION guard_release();

-- A letter leaves with a release of its own cycle, and not before its time.
CREATE FUNCTION guard_letter_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM letter_releases WHERE id = NEW.release_id AND cycle_id = NEW.cycle_id AND state = 'waiting'
                   AND NEW.sent_at >= leaves_at AND released_by = NEW.sent_by) THEN
        PERFORM refuse_rule('letters_leave_released', 'a letter leaves with its release, and not before its time');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER letters_leave_released BEFORE UPDATE OF state ON letters FOR EACH ROW WHEN (NEW.state = 'sent' AND OLD.state <> 'sent') EXECUTE FUNCTION guard_letter_release();

-- How a reviewer's comment reads in letters: the wording before and after, who changed it and why. The score keeps its own words.
CREATE TABLE comment_edits (
    id uuid PRIMARY KEY,
    review_id uuid NOT NULL,
    criterion_id uuid NOT NULL,
    score_version integer NOT NULL,
    old_text text NOT NULL,
    new_text text NOT NULL,
    nature text NOT NULL DEFAULT '',
    grounds text NOT NULL,
    reason text NOT NULL,
    edited_by uuid NOT NULL REFERENCES people,
    edited_at timestamptz NOT NULL,
    CONSTRAINT comment_edits_of_score FOREIGN KEY (review_id, criterion_id, score_version) REFERENCES scores (review_id, criterion_id, version),
    CONSTRAINT comment_edits_nature_known CHECK (nature IN ('', 'strength', 'weakness')),
    CONSTRAINT comment_edits_grounds_known CHECK (grounds IN ('tone', 'identity', 'kept')),
    CONSTRAINT comment_edits_says_why CHECK (btrim(reason) <> ''),
    CONSTRAINT comment_edits_says_something CHECK (btrim(new_text) <> ''),
    CONSTRAINT comment_edits_kept_same CHECK ((grounds = 'kept') = (new_text = old_text))
);
CREATE INDEX comment_edits_by_score ON comment_edits (review_id, criterion_id, score_version, edited_at);
CREATE TRIGGER comment_edits_append_only BEFORE UPDATE OR DELETE ON comment_edits FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE comment_releases (
    edit_id uuid PRIMARY KEY REFERENCES comment_edits,
    released_by uuid NOT NULL REFERENCES people,
    released_at timestamptz NOT NULL
);
CREATE TRIGGER comment_releases_append_only BEFORE UPDATE OR DELETE ON comment_releases FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION guard_comment_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM comment_edits WHERE id = NEW.edit_id AND edited_by = NEW.released_by) THEN
        PERFORM refuse_rule('comment_releases_second_person', 'another person releases the wording');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER comment_releases_second_person BEFORE INSERT ON comment_releases FOR EACH ROW EXECUTE FUNCTION guard_comment_release();

-- What a member of the panel holds against its ranking, kept beside the slate.
CREATE TABLE minority_reports (
    id uuid PRIMARY KEY,
    cycle_id uuid NOT NULL REFERENCES cycles,
    panel_id uuid NOT NULL REFERENCES panels,
    author_id uuid NOT NULL REFERENCES people,
    text text NOT NULL,
    filed_at timestamptz NOT NULL,
    CONSTRAINT minority_reports_says_something CHECK (btrim(text) <> ''),
    CONSTRAINT minority_reports_length CHECK (char_length(text) <= 10000)
);
CREATE INDEX minority_reports_by_cycle ON minority_reports (cycle_id, filed_at);
CREATE INDEX minority_reports_by_author ON minority_reports (author_id, panel_id);
CREATE TRIGGER minority_reports_append_only BEFORE UPDATE OR DELETE ON minority_reports FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION guard_minority_report() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE p panels%ROWTYPE;
BEGIN
    SELECT * INTO p FROM panels WHERE id = NEW.panel_id AND cycle_id = NEW.cycle_id;
    IF NOT FOUND OR NOT EXISTS (SELECT FROM panel_members WHERE panel_id = p.id AND person_id = NEW.author_id) THEN
        PERFORM refuse_rule('minority_reports_of_member', 'a member of the panel files a minority report');
    END IF;
    IF NEW.filed_at > p.locked_at + make_interval(days => coalesce((SELECT minority_days FROM decision_rules WHERE cycle_id = p.cycle_id), 7)) THEN
        PERFORM refuse_rule('minority_reports_in_time', 'minority reports are taken for some days after the lock');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER minority_reports_guard BEFORE INSERT ON minority_reports FOR EACH ROW EXECUTE FUNCTION guard_minority_report();

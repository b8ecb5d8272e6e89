CREATE TABLE slates (
    id uuid PRIMARY KEY,
    cycle_id uuid NOT NULL REFERENCES cycles,
    ranking_id uuid NOT NULL REFERENCES rankings,
    state text NOT NULL DEFAULT 'draft',
    recommended_by uuid REFERENCES people,
    recommended_at timestamptz,
    proposed_by uuid REFERENCES people,
    proposed_at timestamptz,
    approved_by uuid REFERENCES people,
    approved_at timestamptz,
    concurred_by uuid REFERENCES people,
    concurred_at timestamptz,
    announced_at timestamptz,
    note text NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT slates_state_known CHECK (state IN ('draft', 'recommended', 'proposed', 'approved', 'concurred', 'announced')),
    CONSTRAINT slates_two_persons CHECK (approved_by <> proposed_by),
    CONSTRAINT slates_third_person CHECK (concurred_by <> approved_by AND concurred_by <> proposed_by),
    CONSTRAINT slates_recommended_when CHECK (state <> 'recommended' OR (recommended_at IS NOT NULL AND recommended_by IS NOT NULL)),
    CONSTRAINT slates_proposed_when CHECK (state IN ('draft', 'recommended') OR (proposed_at IS NOT NULL AND proposed_by IS NOT NULL)),
    CONSTRAINT slates_approved_when CHECK ((state IN ('approved', 'concurred', 'announced')) = (approved_at IS NOT NULL AND approved_by IS NOT NULL)),
    CONSTRAINT slates_concurred_when CHECK ((concurred_at IS NULL) = (concurred_by IS NULL) AND (state <> 'concurred' OR concurred_at IS NOT NULL) AND (concurred_at IS NULL OR state IN ('concurred', 'announced'))),
    CONSTRAINT slates_announced_when CHECK ((state = 'announced') = (announced_at IS NOT NULL))
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
    why text NOT NULL DEFAULT '',
    stood text NOT NULL DEFAULT '',
    codes jsonb NOT NULL DEFAULT '[]',
    edited_by uuid REFERENCES people,
    promoted boolean NOT NULL DEFAULT false,
    superseded_at timestamptz,
    CONSTRAINT slate_lines_decision_known CHECK (decision IN ('award', 'alternate', 'decline')),
    CONSTRAINT slate_lines_award_has_amount CHECK ((decision = 'award') = (amount_minor > 0)),
    CONSTRAINT slate_lines_departure_why CHECK (NOT departs OR reason <> ''),
    CONSTRAINT slate_lines_ranked CHECK (decision = 'decline' OR place IS NOT NULL),
    CONSTRAINT slate_lines_codes_list CHECK (jsonb_typeof(codes) = 'array'),
    CONSTRAINT slate_lines_codes_of_declined CHECK (decision = 'decline' OR codes = '[]'),
    CONSTRAINT slate_lines_promoted_award CHECK (NOT promoted OR decision = 'award'),
    UNIQUE (id, decision)
);
CREATE UNIQUE INDEX slate_lines_once ON slate_lines (slate_id, application_id) WHERE superseded_at IS NULL;
CREATE INDEX slate_lines_by_application ON slate_lines (application_id);

-- How good a decision is; a smaller number is better.
CREATE FUNCTION decision_order(decision text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE decision WHEN 'award' THEN 0 WHEN 'alternate' THEN 1 ELSE 2 END
$$;

-- After approval a line changes in one way only: an alternate gives way to the award it was promoted to.
CREATE FUNCTION guard_slate_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE s slates%ROWTYPE;
BEGIN
    SELECT * INTO s FROM slates WHERE id = coalesce(NEW.slate_id, OLD.slate_id);
    IF TG_OP <> 'DELETE' AND NEW.place IS DISTINCT FROM
       (SELECT place FROM ranking_places WHERE ranking_id = s.ranking_id AND application_id = NEW.application_id) THEN
        PERFORM refuse_rule('slate_lines_place_of_ranking', 'the place is the one of the frozen ranking');
    END IF;
    IF s.state = 'draft' OR (TG_OP = 'DELETE' AND NOT FOUND) THEN RETURN coalesce(NEW, OLD); END IF;
    IF s.state IN ('approved', 'concurred', 'announced') THEN
        IF TG_OP = 'INSERT' AND NEW.promoted THEN
            IF EXISTS (SELECT FROM slate_lines b WHERE b.slate_id = NEW.slate_id AND b.superseded_at IS NULL
                       AND b.decision = 'alternate' AND b.place < NEW.place) THEN
                IF NEW.reason = '' THEN
                    PERFORM refuse_rule('slates_departures_explained', 'a decision out of rank order has a written reason');
                END IF;
                IF NEW.edited_by IS NULL OR NEW.edited_by = s.proposed_by THEN
                    PERFORM refuse_rule('slates_departures_second_person', 'a decision out of rank order has a second person');
                END IF;
            END IF;
            RETURN NEW;
        END IF;
        IF TG_OP = 'UPDATE' AND OLD.superseded_at IS NULL AND OLD.decision = 'alternate'
           AND to_jsonb(NEW) - 'superseded_at' = to_jsonb(OLD) - 'superseded_at' THEN
            RETURN NEW;
        END IF;
    END IF;
    PERFORM refuse_rule('slate_lines_fixed', 'a proposed slate goes back to draft before it changes');
END $$;
CREATE TRIGGER slate_lines_fixed BEFORE INSERT OR UPDATE OR DELETE ON slate_lines FOR EACH ROW EXECUTE FUNCTION guard_slate_lines();

-- Invariant 18: of two applications out of rank order, one line says why.
CREATE FUNCTION guard_slate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'proposed' AND OLD.state <> 'proposed' AND EXISTS (
        SELECT FROM (
            SELECT decision_order(decision) AS d,
                   max(decision_order(decision)) OVER (ORDER BY place NULLS LAST, id ROWS UNBOUNDED PRECEDING) AS worst
              FROM slate_lines WHERE slate_id = NEW.id AND reason = '' AND superseded_at IS NULL) x
         WHERE d < worst) THEN
        PERFORM refuse_rule('slates_departures_explained', 'a decision out of rank order has a written reason');
    END IF;
    IF OLD.state IN ('draft', 'recommended') AND NEW.state IN ('approved', 'concurred', 'announced') THEN
        PERFORM refuse_rule('slates_proposed_first', 'a slate is proposed before it is approved');
    END IF;
    IF NEW.state = 'approved' AND OLD.state <> 'approved' AND EXISTS (
        SELECT FROM slate_lines WHERE slate_id = NEW.id AND departs AND superseded_at IS NULL AND edited_by = NEW.approved_by) THEN
        PERFORM refuse_rule('slates_departures_second_person', 'a decision out of rank order has a second person');
    END IF;
    IF OLD.state = 'approved' AND NEW.state = 'draft' AND NEW.approved_at IS NULL
       AND NOT EXISTS (SELECT FROM awards w JOIN slate_lines l ON l.id = w.slate_line_id WHERE l.slate_id = NEW.id) THEN
        RETURN NEW; -- the funder did not concur, and nothing was given yet
    END IF;
    IF OLD.approved_at IS NOT NULL AND (NEW.approved_at, NEW.approved_by, NEW.proposed_by, NEW.ranking_id) IS DISTINCT FROM (OLD.approved_at, OLD.approved_by, OLD.proposed_by, OLD.ranking_id) THEN
        PERFORM refuse_rule('slates_approved_once', 'an approved slate stays approved');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER slates_guard BEFORE UPDATE ON slates FOR EACH ROW EXECUTE FUNCTION guard_slate();

CREATE TABLE awards (
    id uuid PRIMARY KEY,
    number text COLLATE by_number NOT NULL,
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
    ended_reason text NOT NULL DEFAULT '',
    CONSTRAINT awards_kind_known CHECK (kind IN ('new', 'renewal', 'supplement')),
    CONSTRAINT awards_state_known CHECK (state IN ('provisional', 'negotiating', 'agreement_signed', 'official', 'active', 'suspended', 'period_ended', 'closing', 'closed', 'declined_by_museum', 'rescinded', 'terminated')),
    CONSTRAINT awards_ended_why CHECK (state NOT IN ('rescinded', 'declined_by_museum') OR ended_reason <> ''),
    CONSTRAINT awards_amount_positive CHECK (amount_minor > 0),
    CONSTRAINT awards_cost_share_not_negative CHECK (cost_share_minor >= 0)
);
CREATE UNIQUE INDEX awards_number_once ON awards (number);
CREATE UNIQUE INDEX awards_once_per_application ON awards (application_id) WHERE application_id IS NOT NULL AND kind <> 'supplement' AND state NOT IN ('declined_by_museum', 'rescinded');
CREATE INDEX awards_by_slate_line ON awards (slate_line_id);
CREATE INDEX awards_by_cycle ON awards (cycle_id, number);
CREATE INDEX awards_by_partnership ON awards (partnership_id);

-- Invariants 1, 3, 19 and 26. The row lock on the cycle makes two who promise its last money wait for each other.
CREATE FUNCTION guard_award() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    c cycles%ROWTYPE;
    promised bigint;
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM refuse_rule('awards_kept', 'an award is never deleted');
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'closed' THEN
        PERFORM refuse_rule('awards_closed', 'a closed award does not change');
    END IF;
    IF TG_OP = 'INSERT' AND NEW.slate_line_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM slate_lines l JOIN slates s ON s.id = l.slate_id
         WHERE l.id = NEW.slate_line_id AND l.decision = 'award' AND l.superseded_at IS NULL AND l.application_id = NEW.application_id
           AND l.amount_minor = NEW.amount_minor AND s.cycle_id = NEW.cycle_id AND s.state IN ('approved', 'concurred', 'announced')) THEN
        PERFORM refuse_rule('awards_equal_decision', 'an award is what an approved slate decided');
    END IF;
    IF NEW.application_id IS NULL THEN RETURN NEW; END IF;
    SELECT * INTO c FROM cycles WHERE id = NEW.cycle_id FOR NO KEY UPDATE;
    IF NEW.state NOT IN ('declined_by_museum', 'rescinded') THEN
        SELECT coalesce(sum(amount_minor), 0) INTO promised FROM awards
         WHERE cycle_id = NEW.cycle_id AND id <> NEW.id AND application_id IS NOT NULL AND state NOT IN ('declined_by_museum', 'rescinded');
        IF promised + coalesce(NEW.amount_minor, 0) > c.appropriation_minor - c.admin_reserve_minor THEN
            PERFORM refuse_rule('awards_within_appropriation', 'the awards are more than the money of the cycle');
        END IF;
    END IF;
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
    recipient_id uuid REFERENCES people,
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
    CONSTRAINT letters_two_persons CHECK (sent_by <> prepared_by),
    CONSTRAINT letters_code_shape CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'),
    CONSTRAINT letters_revoked_why CHECK ((state = 'revoked') = (revoked_at IS NOT NULL AND revoked_reason <> '')),
    CONSTRAINT letters_award_named CHECK ((decision = 'award') = (award_id IS NOT NULL)),
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
    IF TG_OP = 'DELETE' THEN
        IF OLD.sent_at IS NOT NULL THEN PERFORM refuse_rule('letters_kept_as_sent', 'a letter stays as it was sent'); END IF;
        RETURN OLD;
    END IF;
    IF OLD.sent_at IS NOT NULL AND (to_jsonb(NEW) - ARRAY['state', 'revoked_at', 'revoked_reason'] <> to_jsonb(OLD) - ARRAY['state', 'revoked_at', 'revoked_reason'] OR NEW.state NOT IN ('sent', 'revoked')) THEN
        PERFORM refuse_rule('letters_kept_as_sent', 'a letter stays as it was sent');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER letters_kept_as_sent BEFORE UPDATE OR DELETE ON letters FOR EACH ROW EXECUTE FUNCTION guard_letter();

CREATE TABLE programs (
    id uuid PRIMARY KEY,
    key text NOT NULL,
    name text NOT NULL,
    administrator text NOT NULL,
    funder_id uuid NOT NULL REFERENCES funders,
    summary jsonb NOT NULL DEFAULT '{}',
    applicant text NOT NULL DEFAULT 'partnership',
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT programs_applicant_known CHECK (applicant IN ('partnership', 'person'))
);
CREATE UNIQUE INDEX programs_key_once ON programs (key);
ALTER TABLE role_grants ADD CONSTRAINT role_grants_program_fkey FOREIGN KEY (program_id) REFERENCES programs;

CREATE TABLE cycles (
    id uuid PRIMARY KEY,
    program_id uuid NOT NULL REFERENCES programs,
    year integer NOT NULL,
    title text NOT NULL,
    state text NOT NULL DEFAULT 'draft',
    zone text NOT NULL DEFAULT 'America/New_York',
    funder_award_id uuid REFERENCES funder_awards,
    appropriation_minor bigint NOT NULL DEFAULT 0,
    admin_reserve_minor bigint NOT NULL DEFAULT 0,
    currency text NOT NULL DEFAULT 'USD',
    award_min_minor bigint NOT NULL DEFAULT 5000000,
    award_max_minor bigint NOT NULL DEFAULT 10000000,
    cost_share_bp integer NOT NULL DEFAULT 5000,
    years_open_min integer NOT NULL DEFAULT 2,
    reapply_gap_years integer NOT NULL DEFAULT 3,
    renewals_allowed boolean NOT NULL DEFAULT false,
    theme_rule text NOT NULL DEFAULT 'at_least_one',
    reviews_needed integer NOT NULL DEFAULT 3,
    half_points boolean NOT NULL DEFAULT true,
    comment_min_chars integer NOT NULL DEFAULT 50,
    review_kind text NOT NULL DEFAULT 'scored',
    scale_lowest integer NOT NULL DEFAULT 1,
    scale_highest integer NOT NULL DEFAULT 5,
    overall_skipped boolean NOT NULL DEFAULT false,
    conflict_months integer NOT NULL DEFAULT 24,
    conflict_strict boolean NOT NULL DEFAULT false,
    project_starts_on date,
    project_ends_on date,
    review_opened_at timestamptz,
    profile_rollover boolean NOT NULL DEFAULT false,
    returns_barred boolean NOT NULL DEFAULT false,
    signature_required boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT cycles_state_known CHECK (state IN ('draft', 'published', 'profiles_open', 'sip_open', 'proposals_open', 'review', 'slate', 'announced', 'active', 'closed')),
    CONSTRAINT cycles_reserve_within CHECK (admin_reserve_minor BETWEEN 0 AND appropriation_minor),
    CONSTRAINT cycles_award_limits CHECK (award_min_minor BETWEEN 0 AND award_max_minor),
    CONSTRAINT cycles_cost_share_range CHECK (cost_share_bp BETWEEN 0 AND 100000),
    CONSTRAINT cycles_theme_rule_known CHECK (theme_rule IN ('none', 'at_least_one', 'master_and_one')),
    CONSTRAINT cycles_reviews_enough CHECK (reviews_needed >= 1),
    CONSTRAINT cycles_review_kind_known CHECK (review_kind IN ('scored', 'pass_fail', 'recommend', 'comment')),
    CONSTRAINT cycles_scale_range CHECK (scale_lowest >= 0 AND scale_highest <= 10 AND scale_lowest < scale_highest),
    CONSTRAINT cycles_recommend_asked CHECK (review_kind <> 'recommend' OR NOT overall_skipped)
);
CREATE UNIQUE INDEX cycles_year_once ON cycles (program_id, year);

CREATE TABLE phases (
    id uuid PRIMARY KEY,
    cycle_id uuid NOT NULL REFERENCES cycles ON DELETE CASCADE,
    kind text NOT NULL,
    opens_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    grace_seconds integer NOT NULL DEFAULT 0,
    CONSTRAINT phases_kind_known CHECK (kind IN ('profile_alone', 'profile_with_partner', 'statement', 'proposal', 'fellowship')),
    CONSTRAINT phases_run_forward CHECK (closes_at > opens_at),
    CONSTRAINT phases_grace_range CHECK (grace_seconds BETWEEN 0 AND 86400)
);
CREATE UNIQUE INDEX phases_kind_once ON phases (cycle_id, kind);

CREATE TABLE deadline_changes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    phase_id uuid NOT NULL REFERENCES phases ON DELETE CASCADE,
    closes_was timestamptz NOT NULL,
    closes_now timestamptz NOT NULL,
    reason text NOT NULL,
    changed_by uuid REFERENCES people,
    at timestamptz NOT NULL,
    CONSTRAINT deadline_changes_reason_given CHECK (reason <> '')
);

CREATE TABLE themes (
    id uuid PRIMARY KEY,
    cycle_id uuid NOT NULL REFERENCES cycles ON DELETE CASCADE,
    title jsonb NOT NULL,
    master boolean NOT NULL DEFAULT false,
    ordinal integer NOT NULL
);
CREATE INDEX themes_by_cycle ON themes (cycle_id, ordinal);

CREATE TABLE criteria (
    id uuid PRIMARY KEY,
    cycle_id uuid NOT NULL REFERENCES cycles ON DELETE CASCADE,
    key text NOT NULL,
    title jsonb NOT NULL,
    meaning jsonb NOT NULL,
    weight integer NOT NULL,
    ordinal integer NOT NULL,
    tie_break integer NOT NULL DEFAULT 0,
    anchors jsonb NOT NULL DEFAULT '[]',
    kind text NOT NULL DEFAULT 'scored',
    bonus boolean NOT NULL DEFAULT false,
    comment_min_chars integer,
    CONSTRAINT criteria_weight_range CHECK (weight BETWEEN 0 AND 100),
    CONSTRAINT criteria_kind_known CHECK (kind IN ('scored', 'pass_fail', 'comment')),
    CONSTRAINT criteria_weight_of_scored CHECK (kind = 'scored' OR weight = 0),
    CONSTRAINT criteria_bonus_scored CHECK (kind = 'scored' OR NOT bonus),
    CONSTRAINT criteria_comment_range CHECK (comment_min_chars BETWEEN 0 AND 2000)
);
CREATE UNIQUE INDEX criteria_key_once ON criteria (cycle_id, key);

CREATE FUNCTION guard_criteria() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM cycles WHERE id = coalesce(NEW.cycle_id, OLD.cycle_id) AND review_opened_at IS NOT NULL) THEN
        RAISE EXCEPTION 'criteria are fixed once review opens' USING ERRCODE = 'VT001', CONSTRAINT = 'criteria_frozen', TABLE = 'criteria';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER criteria_frozen BEFORE INSERT OR UPDATE OR DELETE ON criteria FOR EACH ROW EXECUTE FUNCTION guard_criteria();

-- What reviewers are asked fits the kind of review: a scored one has weights that sum to 100 (a bonus counts apart),
-- one of passes has something to pass, and only a scored one has a scale outside the bonus.
CREATE FUNCTION rubric_fits(of_cycle uuid, of_kind text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE of_kind
        WHEN 'scored' THEN coalesce(sum(k.weight) FILTER (WHERE k.kind = 'scored' AND NOT k.bonus), 0) = 100
        WHEN 'pass_fail' THEN count(*) FILTER (WHERE k.kind = 'pass_fail') > 0
        WHEN 'comment' THEN count(*) FILTER (WHERE k.kind = 'comment') > 0
        ELSE true END AND (of_kind = 'scored' OR count(*) FILTER (WHERE k.kind = 'scored' AND NOT k.bonus) = 0)
      FROM criteria k WHERE k.cycle_id = of_cycle
$$;

CREATE FUNCTION guard_rubric() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.review_opened_at IS NOT NULL AND (NEW.review_kind, NEW.scale_lowest, NEW.scale_highest, NEW.half_points, NEW.comment_min_chars, NEW.overall_skipped)
       IS DISTINCT FROM (OLD.review_kind, OLD.scale_lowest, OLD.scale_highest, OLD.half_points, OLD.comment_min_chars, OLD.overall_skipped) THEN
        RAISE EXCEPTION 'the rubric is fixed once review opens' USING ERRCODE = 'VT001', CONSTRAINT = 'cycles_rubric_frozen', TABLE = 'cycles';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cycles_rubric_frozen BEFORE UPDATE OF review_kind, scale_lowest, scale_highest, half_points, comment_min_chars, overall_skipped ON cycles
    FOR EACH ROW EXECUTE FUNCTION guard_rubric();

CREATE FUNCTION guard_review_opening() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.review_opened_at IS NOT NULL AND NEW.review_opened_at IS DISTINCT FROM OLD.review_opened_at THEN
        RAISE EXCEPTION 'review opens once' USING ERRCODE = 'VT001', CONSTRAINT = 'cycles_review_opens_once', TABLE = 'cycles';
    END IF;
    IF OLD.review_opened_at IS NULL AND NEW.review_opened_at IS NOT NULL
       AND NOT rubric_fits(NEW.id, NEW.review_kind) THEN
        RAISE EXCEPTION 'weights sum to 100 before review opens' USING ERRCODE = 'VT001', CONSTRAINT = 'cycles_weights_sum', TABLE = 'cycles';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cycles_review_opening BEFORE UPDATE OF review_opened_at ON cycles FOR EACH ROW EXECUTE FUNCTION guard_review_opening();

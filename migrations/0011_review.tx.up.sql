CREATE TABLE panels (
    id uuid PRIMARY KEY,
    cycle_id uuid NOT NULL REFERENCES cycles,
    name text NOT NULL,
    state text NOT NULL DEFAULT 'forming',
    formed_by uuid REFERENCES people,
    formed_at timestamptz NOT NULL,
    locked_by uuid REFERENCES people,
    locked_at timestamptz,
    due_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT panels_name_given CHECK (name <> '' AND length(name) <= 200),
    CONSTRAINT panels_state_known CHECK (state IN ('forming', 'reading', 'preliminary_closed', 'discussion', 'rescoring', 'locked', 'ranked')),
    CONSTRAINT panels_locked_when CHECK ((state IN ('locked', 'ranked')) = (locked_at IS NOT NULL))
);
CREATE INDEX panels_by_cycle ON panels (cycle_id);

CREATE TABLE panel_members (
    id uuid PRIMARY KEY,
    panel_id uuid NOT NULL REFERENCES panels ON DELETE CASCADE,
    person_id uuid NOT NULL REFERENCES people,
    chair boolean NOT NULL DEFAULT false,
    confidentiality_at timestamptz,
    load_limit integer,
    left_at timestamptz,
    CONSTRAINT panel_members_load_positive CHECK (load_limit > 0)
);
CREATE UNIQUE INDEX panel_members_once ON panel_members (panel_id, person_id);
CREATE UNIQUE INDEX panel_members_one_chair ON panel_members (panel_id) WHERE chair AND left_at IS NULL;
CREATE INDEX panel_members_by_person ON panel_members (person_id);

-- A reviewer is never program officer of the same cycle (segregation of duties).
CREATE FUNCTION guard_panel_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.left_at IS NULL AND EXISTS (SELECT FROM role_grants g JOIN panels p ON p.id = NEW.panel_id JOIN cycles c ON c.id = p.cycle_id
               WHERE g.person_id = NEW.person_id AND g.revoked_at IS NULL AND g.role IN ('program_officer', 'grants_manager', 'program_director')
                 AND (g.program_id IS NULL OR g.program_id = c.program_id)) THEN
        PERFORM refuse_rule('panel_members_not_staff', 'staff of the program do not review in it');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER panel_members_not_staff BEFORE INSERT OR UPDATE OF person_id, left_at ON panel_members FOR EACH ROW EXECUTE FUNCTION guard_panel_member();

CREATE TABLE conflicts (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people,
    application_id uuid NOT NULL REFERENCES applications,
    kind text NOT NULL,
    source text NOT NULL,
    note text NOT NULL DEFAULT '',
    found_at timestamptz NOT NULL,
    found_by uuid REFERENCES people,
    lifted_at timestamptz,
    lifted_by uuid REFERENCES people,
    lifted_reason text NOT NULL DEFAULT '',
    CONSTRAINT conflicts_kind_known CHECK (kind IN ('employment', 'board', 'paid_work', 'family', 'co_author', 'financial', 'named_in_proposal', 'own_proposal', 'endorsed', 'other')),
    CONSTRAINT conflicts_source_known CHECK (source IN ('declared', 'detected', 'recorded')),
    CONSTRAINT conflicts_lifted_why CHECK ((lifted_at IS NULL) = (lifted_reason = '')),
    CONSTRAINT conflicts_not_lifted_by_oneself CHECK (lifted_by <> person_id AND lifted_by <> found_by)
);
CREATE UNIQUE INDEX conflicts_once ON conflicts (person_id, application_id) WHERE lifted_at IS NULL;
CREATE INDEX conflicts_by_application ON conflicts (application_id) WHERE lifted_at IS NULL;

CREATE TABLE assignments (
    id uuid PRIMARY KEY,
    panel_id uuid NOT NULL REFERENCES panels,
    application_id uuid NOT NULL REFERENCES applications,
    reviewer_id uuid NOT NULL REFERENCES people,
    state text NOT NULL DEFAULT 'offered',
    reading_order integer NOT NULL DEFAULT 0,
    assigned_by uuid REFERENCES people,
    assigned_at timestamptz NOT NULL,
    cleared_at timestamptz,
    ended_reason text NOT NULL DEFAULT '',
    CONSTRAINT assignments_state_known CHECK (state IN ('offered', 'accepted', 'declined', 'conflict_declared_none', 'reading', 'draft', 'submitted', 'reopened', 'final', 'locked', 'conflicted', 'recused', 'voided'))
);
CREATE UNIQUE INDEX assignments_once ON assignments (application_id, reviewer_id) WHERE state NOT IN ('declined', 'conflicted', 'recused', 'voided');
CREATE INDEX assignments_by_application ON assignments (application_id);
CREATE INDEX assignments_by_reviewer ON assignments (reviewer_id, reading_order, id);
CREATE INDEX assignments_by_panel ON assignments (panel_id);

-- Who reads is a member of the panel without a conflict, and the application is of the panel's cycle.
CREATE FUNCTION guard_assignment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM panel_members WHERE panel_id = NEW.panel_id AND person_id = NEW.reviewer_id AND left_at IS NULL) THEN
        PERFORM refuse_rule('assignments_of_member', 'only members of the panel read for it');
    END IF;
    IF NOT EXISTS (SELECT FROM panels p JOIN applications a ON a.cycle_id = p.cycle_id WHERE p.id = NEW.panel_id AND a.id = NEW.application_id) THEN
        PERFORM refuse_rule('assignments_of_cycle', 'a panel reads the applications of its cycle');
    END IF;
    IF EXISTS (SELECT FROM conflicts WHERE person_id = NEW.reviewer_id AND application_id = NEW.application_id AND lifted_at IS NULL) THEN
        PERFORM refuse_rule('assignments_no_conflict', 'a person with a conflict is not assigned');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER assignments_guard BEFORE INSERT ON assignments FOR EACH ROW EXECUTE FUNCTION guard_assignment();

CREATE TABLE reviews (
    id uuid PRIMARY KEY,
    assignment_id uuid NOT NULL REFERENCES assignments,
    application_id uuid NOT NULL REFERENCES applications,
    panel_id uuid NOT NULL REFERENCES panels,
    reviewer_id uuid NOT NULL REFERENCES people,
    phase text NOT NULL DEFAULT 'preliminary',
    state text NOT NULL DEFAULT 'draft',
    base_milli integer,
    tie1_half integer,
    tie2_half integer,
    bonus_milli integer,
    recommendation text NOT NULL DEFAULT '',
    overall text NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1,
    started_at timestamptz NOT NULL,
    submitted_at timestamptz,
    CONSTRAINT reviews_phase_known CHECK (phase IN ('preliminary', 'final')),
    CONSTRAINT reviews_state_known CHECK (state IN ('draft', 'submitted', 'locked', 'superseded', 'voided')),
    CONSTRAINT reviews_recommendation_known CHECK (recommendation IN ('', 'fund', 'fund_if_money', 'do_not_fund')),
    CONSTRAINT reviews_base_range CHECK (base_milli BETWEEN 0 AND 100000),
    CONSTRAINT reviews_bonus_range CHECK (bonus_milli >= 0),
    CONSTRAINT reviews_submitted_whole CHECK (state NOT IN ('submitted', 'locked') OR submitted_at IS NOT NULL)
);
CREATE UNIQUE INDEX reviews_one_live ON reviews (assignment_id) WHERE state NOT IN ('superseded', 'voided');
CREATE INDEX reviews_by_application ON reviews (application_id);
CREATE INDEX reviews_counted ON reviews (panel_id, application_id, reviewer_id) INCLUDE (base_milli, bonus_milli, tie1_half, tie2_half) WHERE state IN ('submitted', 'locked');

CREATE TABLE scores (
    review_id uuid NOT NULL REFERENCES reviews,
    criterion_id uuid NOT NULL REFERENCES criteria,
    version integer NOT NULL,
    half_points smallint NOT NULL,
    comment text NOT NULL DEFAULT '',
    at timestamptz NOT NULL,
    PRIMARY KEY (review_id, criterion_id, version),
    CONSTRAINT scores_half_points_range CHECK (half_points BETWEEN 0 AND 20)
);
CREATE TRIGGER scores_append_only BEFORE UPDATE OR DELETE ON scores FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The newest mark and comment of each criterion a review is asked, none where it has none.
CREATE FUNCTION marks_of_review(review uuid, panel uuid) RETURNS TABLE (criterion_id uuid, kind text, bonus boolean, weight integer, asked_chars integer, tie_break integer,
    half_points smallint, comment text) LANGUAGE sql STABLE AS $$
    SELECT k.id, k.kind, k.bonus, k.weight, coalesce(k.comment_min_chars, y.comment_min_chars), k.tie_break, s.half_points, s.comment
      FROM panels p JOIN cycles y ON y.id = p.cycle_id JOIN criteria k ON k.cycle_id = y.id
      LEFT JOIN LATERAL (SELECT half_points, comment FROM scores WHERE review_id = review AND scores.criterion_id = k.id ORDER BY version DESC LIMIT 1) s ON true
     WHERE p.id = panel
$$;

-- A review's points of 100 by the kind of its cycle: the weighted marks, all or nothing for passes, the recommendation; nothing for comments.
CREATE FUNCTION base_of_review(review uuid, panel uuid, recommendation text) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE y.review_kind
        WHEN 'scored' THEN (1000 * m.sum + (y.scale_highest - y.scale_lowest)) / (2 * (y.scale_highest - y.scale_lowest))
        WHEN 'pass_fail' THEN CASE WHEN m.passed THEN 100000 ELSE 0 END
        WHEN 'recommend' THEN CASE recommendation WHEN 'fund' THEN 100000 WHEN 'fund_if_money' THEN 50000 ELSE 0 END END
      FROM panels p JOIN cycles y ON y.id = p.cycle_id
      CROSS JOIN LATERAL (SELECT sum(k.weight * (k.half_points - 2 * y.scale_lowest)) FILTER (WHERE k.kind = 'scored' AND NOT k.bonus) AS sum,
          bool_and(k.half_points > 0) FILTER (WHERE k.kind = 'pass_fail') AS passed FROM marks_of_review(review, panel) k) m
     WHERE p.id = panel
$$;

-- The points of the bonus criteria, apart from the base; nothing where the cycle has none.
CREATE FUNCTION bonus_of_review(review uuid, panel uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT (1000 * m.sum + (y.scale_highest - y.scale_lowest)) / (2 * (y.scale_highest - y.scale_lowest))
      FROM panels p JOIN cycles y ON y.id = p.cycle_id
      CROSS JOIN LATERAL (SELECT sum(k.weight * (k.half_points - 2 * y.scale_lowest)) AS sum FROM marks_of_review(review, panel) k WHERE k.bonus) m
     WHERE p.id = panel
$$;

-- A submitted review has every criterion marked and commented as its cycle asks, and its base and bonus are those of its newest marks.
CREATE FUNCTION check_review_whole(r reviews) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    unscored bigint;
    short bigint;
BEGIN
    SELECT count(*) FILTER (WHERE m.half_points IS NULL), count(*) FILTER (WHERE length(btrim(m.comment, E' \t\r\n')) < m.asked_chars)
      INTO unscored, short FROM marks_of_review(r.id, r.panel_id) m;
    IF unscored > 0 THEN
        PERFORM refuse_rule('reviews_all_scored', 'a submitted review has every criterion scored');
    END IF;
    IF short > 0 THEN
        PERFORM refuse_rule('reviews_all_commented', 'a submitted review has a comment on every criterion');
    END IF;
    IF r.recommendation = '' AND EXISTS (SELECT FROM panels p JOIN cycles y ON y.id = p.cycle_id WHERE p.id = r.panel_id AND NOT y.overall_skipped) THEN
        PERFORM refuse_rule('reviews_recommended', 'a submitted review says whether to fund');
    END IF;
    IF base_of_review(r.id, r.panel_id, r.recommendation) IS DISTINCT FROM r.base_milli OR bonus_of_review(r.id, r.panel_id) IS DISTINCT FROM r.bonus_milli THEN
        PERFORM refuse_rule('reviews_base_adds_up', 'the base is the weighted sum of the scores');
    END IF;
END $$;

-- Invariant 15: who has a conflict neither scores nor reviews.
CREATE FUNCTION guard_review() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'voided' AND EXISTS (SELECT FROM conflicts WHERE person_id = NEW.reviewer_id AND application_id = NEW.application_id AND lifted_at IS NULL) THEN
        PERFORM refuse_rule('reviews_no_conflict', 'a person with a conflict does not review');
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'locked' AND NEW.state NOT IN ('locked', 'superseded', 'voided') THEN
        PERFORM refuse_rule('reviews_locked', 'a locked review does not change');
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'locked' AND (NEW.base_milli, NEW.bonus_milli, NEW.recommendation, NEW.overall) IS DISTINCT FROM (OLD.base_milli, OLD.bonus_milli, OLD.recommendation, OLD.overall) THEN
        PERFORM refuse_rule('reviews_locked', 'a locked review does not change');
    END IF;
    IF TG_OP = 'INSERT' AND NEW.state <> 'draft' THEN
        PERFORM refuse_rule('reviews_begin_as_draft', 'a review begins as a draft');
    END IF;
    IF TG_OP = 'INSERT' AND NOT EXISTS (SELECT FROM assignments WHERE id = NEW.assignment_id AND application_id = NEW.application_id AND panel_id = NEW.panel_id AND reviewer_id = NEW.reviewer_id) THEN
        PERFORM refuse_rule('reviews_of_assignment', 'a review is by the reviewer and of the application of its assignment');
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'draft' AND NEW.state IN ('submitted', 'locked') THEN
        PERFORM check_review_whole(NEW);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reviews_guard BEFORE INSERT OR UPDATE ON reviews FOR EACH ROW EXECUTE FUNCTION guard_review();

-- Scores are given to a draft, by its weights, while its panel reads or its chair has reopened it (invariant 16).
CREATE FUNCTION guard_score() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    r record;
    asked record;
BEGIN
    SELECT v.state, v.reviewer_id, v.application_id, p.cycle_id, y.half_points, y.scale_lowest, y.scale_highest, y.review_opened_at,
           p.state = 'reading' OR (a.state = 'reopened' AND p.state <> 'ranked') AS open
      INTO r FROM reviews v JOIN panels p ON p.id = v.panel_id JOIN cycles y ON y.id = p.cycle_id JOIN assignments a ON a.id = v.assignment_id
     WHERE v.id = NEW.review_id;
    IF r.state <> 'draft' THEN
        PERFORM refuse_rule('scores_while_draft', 'scores are given while the review is a draft');
    END IF;
    IF NOT r.open OR r.review_opened_at IS NULL THEN
        PERFORM refuse_rule('scores_while_open', 'scores are given while the panel reads');
    END IF;
    SELECT kind INTO asked FROM criteria WHERE id = NEW.criterion_id AND cycle_id = r.cycle_id;
    IF asked.kind = 'scored' AND NEW.half_points NOT BETWEEN 2 * r.scale_lowest AND 2 * r.scale_highest
       OR asked.kind = 'pass_fail' AND NEW.half_points NOT IN (0, 2) OR asked.kind = 'comment' AND NEW.half_points <> 0 THEN
        PERFORM refuse_rule('scores_on_scale', 'a score is on the scale of its criterion');
    END IF;
    IF NEW.half_points % 2 = 1 AND NOT r.half_points THEN
        PERFORM refuse_rule('scores_whole_points', 'this cycle is scored in whole points');
    END IF;
    IF asked IS NULL THEN
        PERFORM refuse_rule('scores_of_cycle', 'the criterion is of another cycle');
    END IF;
    IF EXISTS (SELECT FROM conflicts WHERE person_id = r.reviewer_id AND application_id = r.application_id AND lifted_at IS NULL) THEN
        PERFORM refuse_rule('reviews_no_conflict', 'a person with a conflict does not score');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER scores_guard BEFORE INSERT ON scores FOR EACH ROW EXECUTE FUNCTION guard_score();

-- A conflict voids the reviews it touches: kept, not counted.
CREATE FUNCTION void_conflicted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.lifted_at IS NULL THEN
        UPDATE reviews SET state = 'voided' WHERE reviewer_id = NEW.person_id AND application_id = NEW.application_id AND state NOT IN ('voided', 'superseded');
        UPDATE assignments SET state = CASE WHEN cleared_at IS NULL THEN 'conflicted' ELSE 'recused' END
         WHERE reviewer_id = NEW.person_id AND application_id = NEW.application_id AND state NOT IN ('conflicted', 'recused', 'voided', 'declined');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER conflicts_void AFTER INSERT ON conflicts FOR EACH ROW EXECUTE FUNCTION void_conflicted();

CREATE TABLE rankings (
    id uuid PRIMARY KEY,
    cycle_id uuid NOT NULL REFERENCES cycles,
    panel_id uuid NOT NULL REFERENCES panels,
    method text NOT NULL,
    inputs jsonb NOT NULL,
    sha256 bytea NOT NULL,
    panel_mean_milli integer,
    panel_sd_milli integer,
    frozen_by uuid REFERENCES people,
    frozen_at timestamptz NOT NULL,
    CONSTRAINT rankings_method_known CHECK (method IN ('raw', 'normalized', 'pass_share', 'recommend_share', 'unscored')),
    CONSTRAINT rankings_hash_length CHECK (octet_length(sha256) = 32)
);
CREATE FUNCTION guard_ranking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM panels WHERE id = NEW.panel_id AND cycle_id = NEW.cycle_id AND state IN ('locked', 'ranked')) THEN
        PERFORM refuse_rule('rankings_of_locked_panel', 'a panel is locked before it is ranked');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rankings_guard BEFORE INSERT ON rankings FOR EACH ROW EXECUTE FUNCTION guard_ranking();
CREATE INDEX rankings_by_cycle ON rankings (cycle_id, frozen_at DESC);
CREATE TRIGGER rankings_append_only BEFORE UPDATE OR DELETE ON rankings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE ranking_places (
    ranking_id uuid NOT NULL REFERENCES rankings,
    application_id uuid NOT NULL REFERENCES applications,
    place integer,
    counted integer NOT NULL,
    raw_milli integer,
    normalized_milli integer,
    z_micro bigint,
    bonus_milli integer,
    why text NOT NULL DEFAULT '',
    PRIMARY KEY (ranking_id, application_id),
    CONSTRAINT ranking_places_reviewed_enough CHECK (place IS NULL OR counted >= 3)
);
CREATE UNIQUE INDEX ranking_places_in_order ON ranking_places (ranking_id, place) WHERE place IS NOT NULL;
CREATE TRIGGER ranking_places_append_only BEFORE UPDATE OR DELETE ON ranking_places FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

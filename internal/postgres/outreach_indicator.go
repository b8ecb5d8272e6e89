package postgres

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/outreach"
)

var indicatorFaults = map[string]faultOf{
	"indicators_once":              {fault.Conflict, "indicator_there", "This version has an indicator of this code already.", "code"},
	"indicators_named":             {fault.Invalid, "required", "Fill this in.", "nameEn"},
	"indicators_append_only":       {fault.Conflict, "append_only", "The wording of an indicator stays; add another version.", ""},
	"indicators_survey_asked":      {fault.Invalid, "indicator_question", "What surveys ask is worded in every language; nothing else is.", "questionEn"},
	"indicators_counted":           {fault.Invalid, "indicator_unit", "What surveys ask is a share; what is counted is a count.", "unit"},
	"award_indicators_range":       {fault.Invalid, "out_of_range", "Not less than nothing.", "target"},
	"indicator_measures_explained": {fault.Invalid, "required", "Say how it was found.", "method"},
	"indicator_measures_share":     {fault.Invalid, "out_of_range", "A share is at most the whole.", "value"},
	"surveys_titled":               {fault.Invalid, "required", "Fill this in.", "title"},
	"surveys_slips_range":          {fault.Invalid, "out_of_range", "At most 500.", "slips"},
	"survey_entries_pkey":          {fault.Conflict, "bad_entry", "Load the page again.", ""},
	"survey_entries_append_only":   {fault.Conflict, "append_only", "That answers came in stays.", ""},
	"survey_questions_append_only": {fault.Conflict, "append_only", "What a survey asks stays.", ""},
}

const (
	targetsRead = `SELECT i.*, t.award_id, t.baseline, t.target, t.version AS target_version, t.set_by, t.set_at FROM award_indicators t JOIN indicators i ON i.id = t.indicator_id
WHERE t.award_id = ANY($1::uuid[]) ORDER BY t.award_id, i.framework, i.framework_version, i.code`

	keepTarget = `INSERT INTO award_indicators (award_id, indicator_id, baseline, target, version, set_by, set_at) VALUES ($1, $2, $3, $4, 1, $5, $6)
ON CONFLICT (award_id, indicator_id) DO UPDATE SET baseline = $3, target = $4, version = award_indicators.version + 1, set_by = $5, set_at = $6
	WHERE $7::int IS NULL OR award_indicators.version = $7 RETURNING version AS n`

	// The open link of a survey, or one of its slips.
	surveySheet = `SELECT s.*, w.title AS project, w.state AS award_state, l.code_hash IS NOT NULL AS once, coalesce(l.used, false) AS used,
	(SELECT jsonb_agg(jsonb_build_object('indicator_id', i.id, 'question', i.question, 'parts', i.parts) ORDER BY q.ordinal)
		FROM survey_questions q JOIN indicators i ON i.id = q.indicator_id WHERE q.survey_id = s.id) AS statements
FROM surveys s JOIN awards w ON w.id = s.award_id LEFT JOIN survey_slips l ON l.survey_id = s.id AND l.code_hash = $1
WHERE s.id = (SELECT id FROM surveys WHERE code_hash = $1 AND slips = 0 UNION ALL SELECT survey_id FROM survey_slips WHERE code_hash = $1 LIMIT 1)`

	lockSurvey = `SELECT FROM surveys WHERE id = (SELECT id FROM surveys WHERE code_hash = $1 UNION ALL SELECT survey_id FROM survey_slips WHERE code_hash = $1 LIMIT 1) FOR UPDATE`

	addTallies = `INSERT INTO survey_tallies (survey_id, indicator_id, answered_on, part, agreed, answered)
SELECT $1, x.indicator_id, $2, x.part, x.agreed, 1 FROM unnest($3::uuid[], $4::text[], $5::int[]) x(indicator_id, part, agreed)
ON CONFLICT (survey_id, indicator_id, answered_on, part) DO UPDATE SET agreed = survey_tallies.agreed + excluded.agreed, answered = survey_tallies.answered + 1`

	// Every value of Table E: what is kept elsewhere is counted there, a survey counts once it is closed.
	indicatorCounts = `WITH x AS (SELECT t.award_id, i.id AS indicator_id, i.source, i.parts FROM award_indicators t JOIN indicators i ON i.id = t.indicator_id WHERE t.award_id = ANY($1::uuid[])),
k AS (SELECT coalesce($4::timestamptz, now()) AS at)
SELECT award_id, indicator_id, part, on_day >= $2::date AS fresh, sum(value)::bigint AS value, sum(whole)::bigint AS whole FROM (
	SELECT x.award_id, x.indicator_id, CASE x.parts WHEN 'gender' THEN p.gender WHEN 'age' THEN p.age_band WHEN 'side' THEN p.side ELSE '' END AS part, p.joined_on AS on_day, 1::bigint AS value, 0::bigint AS whole
		FROM x JOIN participants p ON p.award_id = x.award_id WHERE x.source = 'participants' AND p.added_at <= coalesce($4::timestamptz, 'infinity') AND (p.removed_at IS NULL OR p.removed_at > $4::timestamptz)
	UNION ALL SELECT x.award_id, x.indicator_id, '', a.ends_on, 1, 0 FROM x JOIN activities a ON a.award_id = x.award_id
		WHERE x.source = 'programs' AND a.state = 'held' AND a.kind NOT IN ('training', 'meeting') AND a.held_at <= coalesce($4::timestamptz, 'infinity')
	UNION ALL SELECT x.award_id, x.indicator_id, '', o.finished_on, 1, 0 FROM x JOIN outputs o ON o.award_id = x.award_id
		WHERE x.source = 'outputs' AND o.recorded_at <= coalesce($4::timestamptz, 'infinity') AND (o.removed_at IS NULL OR o.removed_at > $4::timestamptz)
	UNION ALL SELECT x.award_id, x.indicator_id, '', m.published_on, 1, 0 FROM x JOIN media_hits m ON m.award_id = x.award_id
		WHERE x.source = 'media' AND m.recorded_at <= coalesce($4::timestamptz, 'infinity') AND (m.removed_at IS NULL OR m.removed_at > $4::timestamptz)
	UNION ALL SELECT x.award_id, x.indicator_id, m.part, m.measured_on, m.value, m.whole FROM x JOIN indicator_measures m ON (m.award_id, m.indicator_id) = (x.award_id, x.indicator_id)
		WHERE x.source = 'entered' AND m.recorded_at <= coalesce($4::timestamptz, 'infinity') AND (m.removed_at IS NULL OR m.removed_at > $4::timestamptz)
	UNION ALL SELECT x.award_id, x.indicator_id, y.part, y.answered_on, y.agreed, y.answered FROM x JOIN surveys s ON s.award_id = x.award_id
		JOIN survey_tallies y ON (y.survey_id, y.indicator_id) = (s.id, x.indicator_id) CROSS JOIN k
		WHERE x.source = 'survey' AND (s.closed_at <= k.at OR s.closes_on < (k.at AT TIME ZONE 'UTC')::date)) v
WHERE on_day <= $3::date GROUP BY award_id, indicator_id, part, on_day >= $2::date`
)

// AddIndicator keeps an indicator of a program.
func (s Outreach) AddIndicator(ctx context.Context, i *outreach.Indicator) error {
	return s.insert(ctx, "indicators", i)
}

// Indicators are the catalogue of a program, at most 500.
func (s Outreach) Indicators(ctx context.Context, id ident.Program) ([]*outreach.Indicator, error) {
	return query[*outreach.Indicator](ctx, s.DB, `SELECT * FROM indicators WHERE program_id = $1 ORDER BY framework, framework_version, code LIMIT 500`, id)
}

// Indicator is one indicator.
func (s Outreach) Indicator(ctx context.Context, id ident.Indicator) (*outreach.Indicator, error) {
	return one[outreach.Indicator](ctx, s.DB, "indicator", `SELECT * FROM indicators WHERE id = $1`, id)
}

// KeepTarget takes an indicator up or sets its target anew, under its version where one is expected.
func (s Outreach) KeepTarget(ctx context.Context, t *outreach.Target, expected *int) error {
	rows, err := query[countRow](ctx, s.DB, keepTarget, t.Award, t.Indicator, t.Baseline, t.Target, t.SetBy, t.SetAt, expected)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return staleVersion
	}
	t.Version = int(rows[0].N)
	return nil
}

type targetRow struct {
	outreach.Indicator
	Award    ident.Award  `bun:"award_id"`
	Baseline int64        `bun:"baseline"`
	Target   int64        `bun:"target"`
	Version  int          `bun:"target_version"`
	SetBy    ident.Person `bun:"set_by"`
	SetAt    time.Time    `bun:"set_at"`
}

// TakenUp are the indicators of awards with their targets, in one statement.
func (s Outreach) TakenUp(ctx context.Context, ids []ident.Award) ([]*outreach.TakenUp, error) {
	rows, err := query[targetRow](ctx, s.DB, targetsRead, uuids(ids))
	out := make([]*outreach.TakenUp, len(rows))
	for i, r := range rows {
		out[i] = &outreach.TakenUp{Indicator: r.Indicator, Target: outreach.Target{Award: r.Award, Indicator: r.ID, Baseline: r.Baseline, Target: r.Target, Version: r.Version, SetBy: r.SetBy, SetAt: r.SetAt}}
	}
	return out, err
}

// Targets are the indicators of one award with its targets.
func (s Outreach) Targets(ctx context.Context, id ident.Award) ([]*outreach.TakenUp, error) {
	return s.TakenUp(ctx, []ident.Award{id})
}

// AddMeasure keeps a value of an indicator.
func (s Outreach) AddMeasure(ctx context.Context, m *outreach.Measure) error {
	return s.insert(ctx, "indicator_measures", m)
}

// AddSurvey keeps a survey with what it asks and its links that are used once.
func (s Outreach) AddSurvey(ctx context.Context, x *outreach.Survey, asked []*outreach.Question, slips []*outreach.Slip) error {
	if err := s.insert(ctx, "surveys", x); err != nil {
		return err
	}
	if err := s.insert(ctx, "survey_questions", &asked); err != nil {
		return err
	}
	return s.insert(ctx, "survey_slips", &slips)
}

// Survey is one survey.
func (s Outreach) Survey(ctx context.Context, id ident.Survey) (*outreach.Survey, error) {
	return one[outreach.Survey](ctx, s.DB, "survey", `SELECT * FROM surveys WHERE id = $1`, id)
}

// Surveys are the hundred newest surveys of an award.
func (s Outreach) Surveys(ctx context.Context, id ident.Award) ([]*outreach.Survey, error) {
	return query[*outreach.Survey](ctx, s.DB, `SELECT * FROM surveys WHERE award_id = $1 ORDER BY added_at DESC, id DESC LIMIT 100`, id)
}

// CloseSurvey writes that a survey was closed.
func (s Outreach) CloseSurvey(ctx context.Context, x *outreach.Survey) error {
	return s.update(ctx, "surveys", x, "closed_by", "closed_at")
}

type sheetRow struct {
	outreach.Survey
	Project    string      `bun:"project"`
	State      award.State `bun:"award_state"`
	Once       bool        `bun:"once"`
	Used       bool        `bun:"used"`
	Statements []byte      `bun:"statements"`
}

// Sheet is the survey behind a code; lock keeps others from answering it meanwhile.
func (s Outreach) Sheet(ctx context.Context, hash []byte, lock bool) (*outreach.Sheet, error) {
	if lock {
		if _, err := s.exec(ctx, lockSurvey, hash); err != nil {
			return nil, err
		}
	}
	r, err := one[sheetRow](ctx, s.DB, "page", surveySheet, hash)
	if err != nil {
		return nil, err
	}
	var n nested
	x := &outreach.Sheet{Survey: r.Survey, Project: r.Project, Running: r.State, Once: r.Once, Used: r.Used, Statements: nestedRows[outreach.Statement](&n, r.Statements)}
	return x, n.err
}

// Answer adds somebody's answers to the sums and uses their link up.
func (s Outreach) Answer(ctx context.Context, x *outreach.Sheet, hash []byte, e *outreach.Entrance, all []*outreach.Tally) error {
	if err := s.insert(ctx, "survey_entries", e); err != nil {
		return err
	}
	ids, parts, agreed := make([]ident.Indicator, len(all)), make([]string, len(all)), make([]int32, len(all))
	for i, t := range all {
		ids[i], parts[i], agreed[i] = t.Indicator, t.Part, int32(t.Agreed) //nolint:gosec // 0 or 1
	}
	if _, err := s.exec(ctx, addTallies, x.ID, all[0].AnsweredOn, uuids(ids), parts, agreed); err != nil {
		return err
	}
	if x.Once {
		if _, err := s.exec(ctx, `UPDATE survey_slips SET used = true WHERE code_hash = $1`, hash); err != nil {
			return err
		}
	}
	_, err := s.exec(ctx, `UPDATE surveys SET answers = answers + 1 WHERE id = $1`, x.ID)
	return err
}

// Answered tells whether an entry counts already.
func (s Outreach) Answered(ctx context.Context, id ident.Survey, entry ident.SurveyEntry) (bool, error) {
	n, err := s.count(ctx, `SELECT count(*) AS n FROM survey_entries WHERE id = $1 AND survey_id = $2`, entry, id)
	return n > 0, err
}

// IndicatorCounts sum the values of awards' indicators by part, in and before the period, in one statement.
func (s Outreach) IndicatorCounts(ctx context.Context, a outreach.Asked) ([]outreach.IndicatorCount, error) {
	return query[outreach.IndicatorCount](ctx, s.DB, indicatorCounts, askedArgs(a)...)
}

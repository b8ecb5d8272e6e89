package postgres

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/report"
)

// Reports keeps reports to funders and reads the records they count.
type Reports struct{ *DB }

var reportFaults = map[string]faultOf{
	"reports_number_once":  {fault.Conflict, "busy", "Someone else is changing this right now. Try again.", ""},
	"reports_two_persons":  {fault.Forbidden, "same_person", "Nobody freezes the report they assembled.", ""},
	"reports_frozen":       {fault.Conflict, "report.frozen", "Frozen figures do not change.", ""},
	"reports_frozen_whole": {fault.Conflict, "report.frozen", "A frozen report has its hash.", ""},
	"reports_reconcile":    {fault.Conflict, "report.unreconciled", "A figure is not the sum of the rows behind it.", ""},
	"report_figures_once":  {fault.Conflict, "busy", "Someone else is changing this right now. Try again.", ""},
}

// reportSeen is the one place where a filter becomes SQL over reports, aliased r, with cycles c:
// $1 and $2 see what is frozen, $3 and $4 also what is being assembled. The funder does not read of
// an award before its museum does: a report that counts one waits for the letter; and a quarterly or final one until it is sent.
const reportSeen = `($3::boolean OR c.program_id = ANY($4::uuid[])
	OR (r.frozen_at IS NOT NULL AND (r.kind = 'cycle' OR r.state IN ('sent', 'accepted', 'queries', 'resent')) AND ($1::boolean OR c.program_id = ANY($2::uuid[])) AND NOT EXISTS (
		SELECT FROM awards vw WHERE vw.cycle_id = r.cycle_id AND vw.slate_line_id IS NOT NULL AND vw.offered_at <= r.frozen_at
			AND NOT EXISTS (SELECT FROM letters vl WHERE vl.award_id = vw.id AND vl.sent_at IS NOT NULL))))`

func reportArgs(v report.Visible, more ...any) []any {
	return append([]any{v.Frozen.Everything, uuids(v.Frozen.Programs), v.Open.Everything, uuids(v.Open.Programs)}, more...)
}

const liveAward = `w.state NOT IN ('declined_by_museum', 'rescinded')`

const eligibleStates = `('eligible', 'in_review', 'triaged', 'discussed', 'recommended', 'alternate', 'not_recommended', 'awarded', 'declined')`

const (
	reportCycle = `SELECT c.id, c.program_id, p.name AS program_name, p.funder_id, f.name AS funder_name, c.year, c.currency, c.appropriation_minor, c.admin_reserve_minor
FROM cycles c JOIN programs p ON p.id = c.program_id JOIN funders f ON f.id = p.funder_id WHERE ` + staffSeen + ` AND c.id = $3`
	reportApplications = `SELECT a.id, a.number, a.title, a.requested_minor, a.currency, a.state IN ` + eligibleStates + ` AS eligible,
	EXISTS (SELECT FROM reviews r WHERE r.application_id = a.id AND r.state IN ('submitted', 'locked')) AS reviewed,
	EXISTS (SELECT FROM awards w WHERE w.application_id = a.id AND ` + liveAward + `) AS awarded
FROM applications a WHERE a.cycle_id = $1 AND a.submitted_at IS NOT NULL ORDER BY a.number`
	museumFacts = `SELECT w.id AS award_id, w.number, w.title, c.year, w.partnership_id, coalesce(t.title->>'en', '') AS theme,
	w.amount_minor, w.cost_share_minor, w.currency, o.id AS organization_id, o.name, o.city, o.state, o.country, m.side = 'us' AS us, m.lead, o.lat, o.lon
FROM awards w JOIN cycles c ON c.id = w.cycle_id JOIN partnership_members m ON m.partnership_id = w.partnership_id
JOIN organizations o ON o.id = m.organization_id LEFT JOIN themes t ON t.id = w.theme_id WHERE ` + liveAward
	reportMuseums  = museumFacts + ` AND w.cycle_id = $1 ORDER BY w.number, w.id, m.lead DESC, o.name, o.id`
	portfolioFacts = museumFacts + ` AND ((w.application_id IS NULL AND w.slate_line_id IS NULL AND w.state <> 'terminated')
	OR w.state IN ('official', 'active', 'period_ended', 'closing', 'closed'))
ORDER BY c.year, w.number, w.id, m.lead DESC, o.name, o.id`
	programOfCycle = `SELECT program_id AS id FROM cycles WHERE id = $1`
	reportBeside   = `r.id, r.cycle_id, r.funder_id, r.kind, r.number, r.title, r.state, r.as_of, r.sha256, r.document_id,
	r.assembled_by, r.assembled_at, r.frozen_by, r.frozen_at, r.version, r.from_on, r.through_on`
	reportWhole = `r.snapshot, ` + reportBeside
	// What a report says of every record can be megabytes: Figures and Projects read the part that is wanted.
	reportHead   = `r.snapshot - 'figures' - 'projects' AS snapshot, ` + reportBeside
	reportOpen   = `SELECT ` + reportWhole + ` FROM reports r WHERE r.cycle_id = $1 AND r.kind = $2 AND r.frozen_at IS NULL FOR UPDATE`
	reportLast   = `SELECT coalesce(max(number), 0) AS n FROM reports WHERE cycle_id = $1 AND kind = $2`
	reportFrom   = ` FROM reports r JOIN cycles c ON c.id = r.cycle_id WHERE ` + reportSeen
	reportOne    = `SELECT ` + reportHead + reportFrom + ` AND r.id = $5`
	reportFull   = `SELECT ` + reportWhole + reportFrom + ` AND r.id = $5`
	reportLocked = `SELECT ` + reportWhole + reportFrom + ` AND r.id = $5 FOR UPDATE OF r`
	reportMap    = `SELECT r.snapshot->'projects' AS projects` + reportFrom + ` AND r.id = $5`
	reportsOf    = `SELECT ` + reportHead + reportFrom + ` AND ($5::uuid IS NULL OR r.cycle_id = $5) ORDER BY r.assembled_at DESC, r.id DESC`
	figuresOf    = `SELECT f.id, f.report_id, f.key, f.part, f.ordinal, f.unit, f.value, f.formula,
	CASE WHEN $2::boolean THEN (SELECT jsonb_agg(x ORDER BY x.ordinal) FROM report_figure_rows x WHERE x.figure_id = f.id) END AS rows_json
FROM report_figures f WHERE f.report_id = $1 ORDER BY f.ordinal`
	explainFigure = `SELECT f.id, f.report_id, f.key, f.part, f.ordinal, f.unit, f.value, f.formula, r.title, r.state,
	EXISTS (SELECT FROM (` + binds + `) k WHERE k.person_id = $6::uuid) AS bound,
	(SELECT jsonb_agg(x ORDER BY x.ordinal) FROM report_figure_rows x WHERE x.figure_id = f.id) AS rows_json
FROM report_figures f JOIN reports r ON r.id = f.report_id JOIN cycles c ON c.id = r.cycle_id WHERE ` + reportSeen + ` AND f.id = $5`
	dropFigures = `DELETE FROM report_figures WHERE report_id = $1`
	addRows     = `INSERT INTO report_figure_rows (figure_id, ordinal, subject, label, value)
SELECT * FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::bigint[])`
)

// reportTally counts a cycle's figures again, by aggregates alone. $2 and $3 are the states and the territories.
const reportTally = `WITH apps AS (
	SELECT count(*) AS received, coalesce(sum(requested_minor), 0)::bigint AS requested,
		count(*) FILTER (WHERE state IN ` + eligibleStates + `) AS eligible,
		count(*) FILTER (WHERE id IN (SELECT application_id FROM reviews WHERE state IN ('submitted', 'locked'))) AS reviewed,
		count(*) FILTER (WHERE id IN (SELECT w.application_id FROM awards w WHERE ` + liveAward + ` AND w.application_id IS NOT NULL)) AS awarded
	FROM applications WHERE cycle_id = $1 AND submitted_at IS NOT NULL
), live AS (
	SELECT w.id, w.partnership_id, w.amount_minor, w.cost_share_minor,
		coalesce(nullif(t.title->>'en', ''), 'undisclosed') AS theme,
		coalesce((SELECT CASE WHEN o.state = ANY($2::text[] || $3::text[] || 'DC'::text) THEN o.state END FROM partnership_members m JOIN organizations o ON o.id = m.organization_id
			WHERE m.partnership_id = w.partnership_id AND m.lead), 'undisclosed') AS state
	FROM awards w LEFT JOIN themes t ON t.id = w.theme_id WHERE w.cycle_id = $1 AND ` + liveAward + `
), orgs AS (
	SELECT DISTINCT o.id, m.side = 'us' AS us, o.country,
		CASE WHEN o.state = ANY($2::text[] || $3::text[] || 'DC'::text) THEN o.state ELSE 'undisclosed' END AS state
	FROM live JOIN partnership_members m USING (partnership_id) JOIN organizations o ON o.id = m.organization_id
), wholes AS (
	SELECT count(DISTINCT partnership_id) AS partnerships, coalesce(sum(amount_minor), 0)::bigint AS awarded, coalesce(sum(cost_share_minor), 0)::bigint AS share FROM live
), reach AS (
	SELECT count(*) AS museums, count(*) FILTER (WHERE us) AS home, count(*) FILTER (WHERE NOT us) AS abroad,
		count(DISTINCT state) FILTER (WHERE us AND state = ANY($2::text[])) AS states,
		count(DISTINCT state) FILTER (WHERE us AND state = 'DC') AS district,
		count(DISTINCT state) FILTER (WHERE us AND state = ANY($3::text[])) AS territories,
		count(DISTINCT country) FILTER (WHERE NOT us) AS countries
	FROM orgs
)
SELECT v.key, '' AS part, v.value FROM apps, wholes, reach, cycles c, LATERAL (VALUES
	('applications_received', received), ('applications_eligible', eligible), ('applications_reviewed', reviewed), ('applications_awarded', apps.awarded),
	('partnerships_awarded', partnerships), ('museums', museums), ('museums_us', home), ('museums_abroad', abroad),
	('states_reached', states), ('district_reached', district), ('territories_reached', territories), ('countries_reached', countries),
	('money_available', c.appropriation_minor - c.admin_reserve_minor), ('money_requested', requested), ('money_awarded', wholes.awarded), ('cost_share_offered', share)
) v (key, value) WHERE c.id = $1
UNION ALL SELECT CASE WHEN grouping(theme) = 0 THEN 'awarded_by_theme' ELSE 'awarded_by_state' END, coalesce(theme, state), coalesce(sum(amount_minor), 0)::bigint
	FROM live GROUP BY GROUPING SETS ((theme), (state))
UNION ALL SELECT 'partnerships_by_theme', theme, count(DISTINCT partnership_id) FROM live GROUP BY theme
UNION ALL SELECT 'partners_by_country', country, count(*) FROM orgs WHERE NOT us GROUP BY country
UNION ALL SELECT 'museums_by_state', state, count(*) FROM orgs WHERE us GROUP BY state`

// Facts are the records of a cycle, in three statements.
func (s Reports) Facts(ctx context.Context, c ident.Cycle, f auth.Filter) (*report.Facts, error) {
	cycle, err := one[report.CycleFacts](ctx, s.DB, "cycle", reportCycle, staffArgs(f, c)...)
	if err != nil {
		return nil, err
	}
	out := &report.Facts{Cycle: *cycle}
	if out.Applications, err = query[*report.ApplicationFact](ctx, s.DB, reportApplications, c); err != nil {
		return nil, err
	}
	out.Museums, err = query[*report.MuseumFact](ctx, s.DB, reportMuseums, c)
	return out, err
}

// ProgramOf is the program of a cycle.
func (s Reports) ProgramOf(ctx context.Context, c ident.Cycle) (ident.Program, error) {
	r, err := one[struct {
		ID ident.Program `bun:"id"`
	}](ctx, s.DB, "cycle", programOfCycle, c)
	if err != nil {
		return ident.Program{}, err
	}
	return r.ID, nil
}

// Tally counts the same figures in one statement of aggregates.
func (s Reports) Tally(ctx context.Context, c ident.Cycle) ([]*report.Tally, error) {
	var states, territories []string
	for _, x := range place.States() {
		switch x.Kind() {
		case place.KindState:
			states = append(states, string(x))
		case place.KindTerritory:
			territories = append(territories, string(x))
		}
	}
	return query[*report.Tally](ctx, s.DB, reportTally, c, states, territories)
}

// OpenReport locks the report of the kind that is still assembling.
func (s Reports) OpenReport(ctx context.Context, c ident.Cycle, k report.Kind) (*report.Report, error) {
	return one[report.Report](ctx, s.DB, "report", reportOpen, c, string(k))
}

// LastNumber is the number of the cycle's last report of the kind.
func (s Reports) LastNumber(ctx context.Context, c ident.Cycle, k report.Kind) (int, error) {
	return s.count(ctx, reportLast, c, string(k))
}

// AddReport keeps a new report.
func (s Reports) AddReport(ctx context.Context, r *report.Report) error {
	return s.insert(ctx, "reports", r)
}

// KeepReport writes a report under its version.
func (s Reports) KeepReport(ctx context.Context, r *report.Report, expected int) error {
	return s.updateVersioned(ctx, "reports", r, expected, "funder_id", "title", "state", "as_of", "snapshot", "sha256", "document_id",
		"assembled_by", "assembled_at", "frozen_by", "frozen_at", "from_on", "through_on")
}

// ReplaceFigures drops a report's figures and keeps these with the rows behind them.
func (s Reports) ReplaceFigures(ctx context.Context, r ident.Report, figures []*report.Figure) error {
	if _, err := s.exec(ctx, dropFigures, r); err != nil {
		return err
	}
	if err := s.insert(ctx, "report_figures", &figures); err != nil {
		return err
	}
	var ids []uuid.UUID
	var ordinals []int32
	var subjects, labels []string
	var values []int64
	for _, f := range figures {
		for _, x := range f.Rows {
			ids, ordinals, values = append(ids, f.ID.UUID()), append(ordinals, int32(x.Ordinal)), append(values, x.Value)
			subjects, labels = append(subjects, x.Subject), append(labels, x.Label)
		}
	}
	_, err := s.exec(ctx, addRows, ids, ordinals, subjects, labels, values)
	return err
}

// ReportForUpdate locks one report until the transaction ends.
func (s Reports) ReportForUpdate(ctx context.Context, id ident.Report, v report.Visible) (*report.Report, error) {
	return one[report.Report](ctx, s.DB, "report", reportLocked, reportArgs(v, id)...)
}

// Report is one report without its figures.
func (s Reports) Report(ctx context.Context, id ident.Report, v report.Visible) (*report.Report, error) {
	return one[report.Report](ctx, s.DB, "report", reportOne, reportArgs(v, id)...)
}

// Whole is a report with all that its snapshot says.
func (s Reports) Whole(ctx context.Context, id ident.Report, v report.Visible) (*report.Report, error) {
	return one[report.Report](ctx, s.DB, "report", reportFull, reportArgs(v, id)...)
}

// Reports are a cycle's reports, or with no cycle those of all, newest first, in one statement.
func (s Reports) Reports(ctx context.Context, c ident.Cycle, v report.Visible) ([]*report.Report, error) {
	return query[*report.Report](ctx, s.DB, reportsOf, reportArgs(v, nullable(c))...)
}

// Projects are the awarded projects of a report, but for those that are shut to the viewer.
func (s Reports) Projects(ctx context.Context, id ident.Report, v report.Visible) ([]*report.Project, error) {
	r, err := one[struct {
		Projects []byte `bun:"projects,type:jsonb"`
	}](ctx, s.DB, "report", reportMap, reportArgs(v, id)...)
	if err != nil {
		return nil, err
	}
	projects, err := reportProjects(r.Projects)
	if err != nil {
		return nil, err
	}
	hidden, err := s.withheld(ctx, auth.Who(ctx).Person, false)
	return slices.DeleteFunc(projects, func(p *report.Project) bool { return hidden.has(p.Partnership.String()) }), err
}

type figureRow struct {
	report.Figure
	Title string       `bun:"title"`
	State report.State `bun:"state"`
	Bound bool         `bun:"bound"` // whether anything is shut to the viewer
	Under []byte       `bun:"rows_json"`
}

// Figures are a report's figures in order, with their rows when asked for, in one statement.
func (s Reports) Figures(ctx context.Context, id ident.Report, rows bool) ([]*report.Figure, error) {
	found, err := query[*figureRow](ctx, s.DB, figuresOf, id, rows)
	if err != nil {
		return nil, err
	}
	var n nested
	out := make([]*report.Figure, len(found))
	for i, f := range found {
		f.Figure.Rows = nestedRows[report.Row](&n, f.Under)
		out[i] = &f.Figure
	}
	return out, n.err
}

// Explain is a figure with its report and every row behind it, in one statement.
func (s Reports) Explain(ctx context.Context, id ident.Figure, v report.Visible) (*report.Explanation, error) {
	f, err := one[figureRow](ctx, s.DB, "figure", explainFigure, reportArgs(v, id, viewer(ctx))...)
	if err != nil {
		return nil, err
	}
	var n nested
	out := &report.Explanation{Figure: f.Figure, Title: f.Title, State: f.State}
	out.Rows = nestedRows[report.Row](&n, f.Under)
	if !f.Bound || n.err != nil {
		return out, n.err
	}
	hidden, err := s.withheld(ctx, auth.Who(ctx).Person, false)
	out.Rows = without(out.Rows, hidden)
	return out, err
}

func without(rows []*report.Row, hidden withheld) []*report.Row {
	return slices.DeleteFunc(rows, func(r *report.Row) bool { return hidden.has(r.Subject) })
}

// Portfolio are the museums of all past and official awards; what is provisional is not shown.
func (s Reports) Portfolio(ctx context.Context) ([]*report.MuseumFact, error) {
	return query[*report.MuseumFact](ctx, s.DB, portfolioFacts)
}

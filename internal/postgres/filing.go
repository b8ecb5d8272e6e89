package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/filing"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// Filings keeps the reports that awards owe.
type Filings struct{ *DB }

var filingFaults = map[string]faultOf{
	"due_rule_sets_pkey":           {fault.Conflict, "version", "Someone else changed this meanwhile. Read it again, then decide.", ""},
	"due_rule_sets_some":           {fault.Invalid, "bad_count", "There is at least one rule.", "rules"},
	"due_rule_sets_reasoned":       {fault.Invalid, "required", "Say why.", "reason"},
	"due_rule_sets_append_only":    {fault.Conflict, "append_only", "Rules stay as they were; a change adds new ones.", ""},
	"filings_period_runs":          {fault.Invalid, "ends_before_start", "A period ends after it begins.", ""},
	"filings_extended_later":       {fault.Invalid, "not_later", "An extension is later than the date itself.", "until"},
	"filings_extension_granted":    {fault.Conflict, "not_granted", "A later date stands on an extension that was granted.", ""},
	"filings_once":                 {fault.Conflict, "planned_already", "This report is planned already.", ""},
	"filings_kept":                 {fault.Conflict, "append_only", "A report that is owed keeps its award, its rule and the date it was first due by.", ""},
	"filings_settled":              {fault.Conflict, "settled", "What is accepted or waived keeps its dates.", ""},
	"filings_waived_why":           {fault.Invalid, "required", "Say why.", "reason"},
	"filings_content_frozen":       {fault.Conflict, "content_frozen", "What was submitted does not change.", ""},
	"filing_dates_extended_why":    {fault.Invalid, "required", "Say why.", "reason"},
	"filing_dates_append_only":     {fault.Conflict, "append_only", "The dates of a report are a record that stays.", ""},
	"filing_versions_pkey":         {fault.Conflict, "submitted_already", "It was submitted already.", ""},
	"filing_versions_certified":    {fault.Invalid, "required", "Type your name and what you are at the museum.", "name"},
	"filing_versions_append_only":  {fault.Conflict, "content_frozen", "What was submitted does not change.", ""},
	"filing_reviews_pkey":          {fault.Conflict, "decided_already", "This version was decided on already.", ""},
	"filing_reviews_returned_why":  {fault.Invalid, "required", "Say why; the museums will read it.", "reason"},
	"filing_reviews_append_only":   {fault.Conflict, "append_only", "What was said to a report stays.", ""},
	"filing_reviews_two_persons":   {fault.Forbidden, "same_person", "Who handed a report in does not decide on it.", ""},
	"filing_reminders_append_only": {fault.Conflict, "append_only", "A reminder that was sent stays on the record.", ""},
}

const (
	filingColumns = `f.id, f.award_id, f.rule, f.parts, f.sequence, f.from_on, f.to_on, f.original_on, f.due_on, f.extended_on, f.final, f.short, f.state,
	f.round, f.decided_round, f.accepted_round, f.version, f.planned_at, f.opened_at, f.submitted_by, f.submitted_at, f.waived_by, f.waived_at, f.waived_reason, f.dropped_at`

	filingFrom = ` FROM filings f JOIN awards w ON w.id = f.award_id JOIN cycles c ON c.id = w.cycle_id WHERE (` + awardSeen + `)`

	filingRead = `SELECT ` + filingColumns + `, w.number AS award_number, w.title AS award_title, c.zone, (SELECT name FROM programs p WHERE p.id = c.program_id) AS program_name,
	(SELECT jsonb_agg(to_jsonb(p) || jsonb_build_object('answers', coalesce(r.answers, '{}')) ORDER BY p.part DESC)
		FROM filing_parts p LEFT JOIN responses r ON r.id = p.id WHERE p.filing_id = f.id) AS written,
	(SELECT jsonb_agg(jsonb_build_object('filing_id', v.filing_id, 'round', v.round, 'sha256', encode(v.sha256, 'base64'), 'name', v.name, 'title', v.title,
		'submitted_by', v.submitted_by, 'submitted_at', v.submitted_at) ORDER BY v.round) FROM filing_versions v WHERE v.filing_id = f.id) AS versions,
	(SELECT jsonb_agg(to_jsonb(r) ORDER BY r.round) FROM filing_reviews r WHERE r.filing_id = f.id) AS reviews,
	(SELECT jsonb_agg(to_jsonb(d) ORDER BY d.set_at, d.id) FROM filing_dates d WHERE d.filing_id = f.id) AS dates,
	(SELECT jsonb_agg(to_jsonb(t) ORDER BY t.reached_on, t.rung) FROM filing_reminders t WHERE t.filing_id = f.id AND t.told > 0) AS reminders` +
		filingFrom + ` AND f.id = $7`

	filingAward = `SELECT f.award_id AS id` + filingFrom + ` AND f.id = $7`

	filingsOf = `SELECT ` + filingColumns + ` FROM filings f WHERE f.award_id = $1 AND f.dropped_at IS NULL ORDER BY f.due_on, f.to_on, f.rule, f.id`

	filingWritten = `SELECT p.id, p.filing_id, f.award_id, w.state AS award_state, w.number, p.part, f.to_on, f.state, f.round, f.decided_round, f.dropped_at IS NOT NULL AS dropped, p.form_id,
	(SELECT coalesce(jsonb_agg(jsonb_build_object('organization', m.organization_id, 'lead', m.lead) ORDER BY m.lead DESC, m.id), '[]')
		FROM partnership_members m WHERE m.partnership_id = w.partnership_id) AS members
FROM filing_parts p JOIN filings f ON f.id = p.filing_id JOIN awards w ON w.id = f.award_id JOIN cycles c ON c.id = w.cycle_id WHERE (` + awardSeen + `) AND p.id = $7`

	filingContent = `SELECT filing_id, round, content, sha256, name, title, submitted_by, submitted_at FROM filing_versions WHERE filing_id = $1 AND round = $2`

	// The report before is of the same rule, or for the final one of any.
	filingBefore = `SELECT v.filing_id, v.round, v.content, v.sha256, v.name, v.title, v.submitted_by, v.submitted_at
FROM filings f JOIN LATERAL (SELECT * FROM filing_versions v WHERE v.filing_id = f.id ORDER BY v.round DESC LIMIT 1) v ON true
WHERE f.award_id = $1 AND f.id <> $2 AND f.to_on < $3 AND (f.rule = $4 OR $5::boolean) AND f.dropped_at IS NULL ORDER BY f.to_on DESC LIMIT 1`

	filingOthers = `SELECT v.filing_id, v.round, v.content, v.sha256, v.name, v.title, v.submitted_by, v.submitted_at
FROM awards w JOIN awards o ON o.cycle_id = w.cycle_id AND o.id <> w.id JOIN filings f ON f.award_id = o.id AND f.dropped_at IS NULL
JOIN LATERAL (SELECT * FROM filing_versions v WHERE v.filing_id = f.id ORDER BY v.round DESC LIMIT 1) v ON true
WHERE w.id = $1 ORDER BY v.submitted_at DESC, v.filing_id LIMIT $2`

	filingCycle = `SELECT c.id, c.title, c.program_id, coalesce(fa.rule_set, '') AS rule_set FROM cycles c LEFT JOIN funder_awards fa ON fa.id = c.funder_award_id WHERE c.id = $1`

	ruleSetRead = `SELECT cycle_id, number, rules, forms, reason, set_by, set_at FROM due_rule_sets WHERE cycle_id = $1 ORDER BY number DESC LIMIT 1`

	awardsRunning = `SELECT w.id FROM awards w WHERE w.cycle_id = $1 AND w.state NOT IN ('rescinded', 'declined_by_museum', 'closed')
	AND EXISTS (SELECT FROM award_terms t WHERE t.award_id = w.id) ORDER BY w.number`

	formOfKey = `SELECT id FROM forms WHERE key = $1 AND published_at IS NOT NULL ORDER BY version DESC LIMIT 1`

	zoneOfAward = `SELECT c.zone AS name FROM awards w JOIN cycles c ON c.id = w.cycle_id WHERE w.id = $1`

	filingsPending = `SELECT ` + filingColumns + `, c.zone, t.reached_on, d.dated_at
FROM filings f JOIN awards w ON w.id = f.award_id JOIN cycles c ON c.id = w.cycle_id
JOIN LATERAL (SELECT max(set_at) AS dated_at FROM filing_dates d WHERE d.filing_id = f.id) d ON true
LEFT JOIN LATERAL (SELECT max(reached_on) AS reached_on FROM filing_reminders t WHERE t.filing_id = f.id AND t.due_on = coalesce(f.extended_on, f.due_on)) t ON true
WHERE f.dropped_at IS NULL AND f.state IN ('scheduled', 'open', 'draft', 'returned') AND w.state NOT IN ('rescinded', 'closed')
	AND (f.to_on < ($1::timestamptz AT TIME ZONE c.zone)::date OR coalesce(f.extended_on, f.due_on) <= ($1::timestamptz AT TIME ZONE c.zone)::date + $2::int)
ORDER BY coalesce(f.extended_on, f.due_on), f.id`

	handsOfAward = `SELECT DISTINCT m.person_id AS id FROM awards w JOIN partnership_members p ON p.partnership_id = w.partnership_id
JOIN memberships m ON m.organization_id = p.organization_id AND m.until IS NULL
WHERE w.id = $1 AND m.role = ANY($2::text[]) AND (p.lead OR m.role = 'partner_coordinator') ORDER BY 1`

	staffOfAward = `SELECT DISTINCT g.person_id AS id FROM awards w JOIN cycles c ON c.id = w.cycle_id JOIN role_grants g ON g.program_id IS NULL OR g.program_id = c.program_id
WHERE w.id = $1 AND g.role = ANY($2::text[]) AND g.revoked_at IS NULL ORDER BY 1`

	addTold = `INSERT INTO filing_reminders (filing_id, due_on, rung, reached_on, told, told_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`
)

type filingRow struct {
	filing.Filing
	AwardNumber string `bun:"award_number"`
	AwardTitle  string `bun:"award_title"`
	ProgramName string `bun:"program_name"`
	Zone        string `bun:"zone"`
	Written     []byte `bun:"written"`
	Versions    []byte `bun:"versions"`
	Reviews     []byte `bun:"reviews"`
	Dates       []byte `bun:"dates"`
	Reminders   []byte `bun:"reminders"`
}

// partRow is a part with its answers in one row.
type partRow struct {
	ID      ident.FilingPart  `bun:"id"`
	Filing  ident.Filing      `bun:"filing_id"`
	Part    duty.Part         `bun:"part"`
	Form    ident.Form        `bun:"form_id"`
	Answers map[string]string `bun:"answers"`
}

// Filing is one report with its parts, versions, decisions and dates, in one statement.
func (s Filings) Filing(ctx context.Context, v award.Visible, id ident.Filing) (*filing.Detail, error) {
	r, err := one[filingRow](ctx, s.DB, "report", filingRead, awardArgs(ctx, v, id)...)
	if err != nil {
		return nil, err
	}
	var n nested
	d := &filing.Detail{Filing: r.Filing, AwardNumber: r.AwardNumber, AwardTitle: r.AwardTitle, ProgramName: r.ProgramName, Zone: r.Zone}
	for _, p := range nestedRows[partRow](&n, r.Written) {
		d.Written = append(d.Written, &filing.PartAnswers{Part: filing.Part{ID: p.ID, Filing: p.Filing, Part: p.Part, Form: p.Form}, Answers: p.Answers})
	}
	d.Versions, d.Reviews = nestedRows[filing.Version](&n, r.Versions), nestedRows[filing.Review](&n, r.Reviews)
	d.Dates, d.Told = nestedRows[filing.Dates](&n, r.Dates), nestedRows[filing.Told](&n, r.Reminders)
	return d, n.err
}

// AwardOf is the award a report is owed by.
func (s Filings) AwardOf(ctx context.Context, v award.Visible, id ident.Filing) (ident.Award, error) {
	r, err := one[struct {
		ID ident.Award `bun:"id"`
	}](ctx, s.DB, "report", filingAward, awardArgs(ctx, v, id)...)
	if err != nil {
		return ident.Award{}, err
	}
	return r.ID, nil
}

// Of are the reports of an award that stand, by date.
func (s Filings) Of(ctx context.Context, id ident.Award) ([]*filing.Filing, error) {
	return query[*filing.Filing](ctx, s.DB, filingsOf, id)
}

// Written is what writing a part depends on, and answers kept in the same SQL where some are given.
func (s Filings) Written(ctx context.Context, v award.Visible, id ident.FilingPart, k *response.Keep) (*filing.Written, error) {
	return written[filing.Written](ctx, s.DB, "report", filingWritten, awardArgs(ctx, v, id), k)
}

// Content is a version with its bytes.
func (s Filings) Content(ctx context.Context, id ident.Filing, round int) (*filing.Version, error) {
	return one[filing.Version](ctx, s.DB, "report", filingContent, id, round)
}

// Before is the newest version of the report before one; nil where there is none.
func (s Filings) Before(ctx context.Context, f *filing.Filing) (*filing.Version, error) {
	return orNone(one[filing.Version](ctx, s.DB, "version", filingBefore, f.Award, f.ID, f.To, f.Rule, f.Final))
}

// orNone is nil instead of what is not found.
func orNone[T any](v *T, err error) (*T, error) {
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return v, err
}

// Others are the newest versions of other awards' reports in the same cycle.
func (s Filings) Others(ctx context.Context, f *filing.Filing, most int) ([]*filing.Version, error) {
	return query[*filing.Version](ctx, s.DB, filingOthers, f.Award, most)
}

// Cycle is what the rules of reports depend on of a cycle.
func (s Filings) Cycle(ctx context.Context, id ident.Cycle) (*filing.Cycle, error) {
	return one[filing.Cycle](ctx, s.DB, "cycle", filingCycle, id)
}

// RuleSet are the newest rules of a cycle; nil where none were set.
func (s Filings) RuleSet(ctx context.Context, id ident.Cycle) (*filing.RuleSet, error) {
	return orNone(one[filing.RuleSet](ctx, s.DB, "rules", ruleSetRead, id))
}

// AddRuleSet keeps new rules under the next number.
func (s Filings) AddRuleSet(ctx context.Context, r *filing.RuleSet) error {
	return s.insert(ctx, "due_rule_sets", r)
}

// Awards are the awards of a cycle that run, by number.
func (s Filings) Awards(ctx context.Context, id ident.Cycle) ([]ident.Award, error) {
	return idsOf[ident.Award](ctx, s.DB, awardsRunning, id)
}

// FormOf is the newest published version of a form by its key.
func (s Filings) FormOf(ctx context.Context, key string) (ident.Form, error) {
	r, err := one[struct {
		ID ident.Form `bun:"id"`
	}](ctx, s.DB, "form", formOfKey, key)
	if err != nil {
		return ident.Form{}, err
	}
	return r.ID, nil
}

// Zone is the zone of an award's cycle, by which its days are counted.
func (s Filings) Zone(ctx context.Context, id ident.Award) (string, error) {
	r, err := one[struct {
		Name string `bun:"name"`
	}](ctx, s.DB, "award", zoneOfAward, id)
	if err != nil {
		return "", err
	}
	return r.Name, nil
}

// AddFilings keeps newly planned reports.
func (s Filings) AddFilings(ctx context.Context, all []*filing.Filing) error {
	return s.insert(ctx, "filings", &all)
}

// KeepFiling writes a report under its version.
func (s Filings) KeepFiling(ctx context.Context, f *filing.Filing, expected int) error {
	return s.updateVersioned(ctx, "filings", f, expected, "parts", "sequence", "from_on", "to_on", "original_on", "due_on", "extended_on", "final", "short", "state",
		"round", "decided_round", "accepted_round", "opened_at", "submitted_by", "submitted_at", "waived_by", "waived_at", "waived_reason", "dropped_at")
}

// AddDates keeps settings of dates.
func (s Filings) AddDates(ctx context.Context, all []*filing.Dates) error {
	return s.insert(ctx, "filing_dates", &all)
}

// AddPart keeps a part that is begun.
func (s Filings) AddPart(ctx context.Context, p *filing.Part) error {
	return s.insert(ctx, "filing_parts", p)
}

// AddVersion keeps what was handed in.
func (s Filings) AddVersion(ctx context.Context, v *filing.Version) error {
	return s.insert(ctx, "filing_versions", v)
}

// AddReview keeps the decision on a version.
func (s Filings) AddReview(ctx context.Context, r *filing.Review) error {
	return s.insert(ctx, "filing_reviews", r)
}

// AddTold keeps a rung of the ladder; false where it was climbed before.
func (s Filings) AddTold(ctx context.Context, t *filing.Told) (bool, error) {
	n, err := s.exec(ctx, addTold, t.Filing, t.On, t.Rung, t.ReachedOn, t.People, t.At)
	return n == 1, err
}

// Pending are the reports of all awards that the timetable looks at.
func (s Filings) Pending(ctx context.Context, now time.Time, ahead int) ([]*filing.Pending, error) {
	return query[*filing.Pending](ctx, s.DB, filingsPending, now, ahead)
}

// Hands are the people with one of the roles at an award's museums: at the lead, and the partners' coordinators.
func (s Filings) Hands(ctx context.Context, id ident.Award, roles []auth.Role) ([]ident.Person, error) {
	return idsOf[ident.Person](ctx, s.DB, handsOfAward, id, texts(roles))
}

// Staff are the people of the office with one of the roles for an award's program.
func (s Filings) Staff(ctx context.Context, id ident.Award, roles []auth.Role) ([]ident.Person, error) {
	return idsOf[ident.Person](ctx, s.DB, staffOfAward, id, texts(roles))
}

func texts[T ~string](all []T) []string {
	out := make([]string, len(all))
	for i, x := range all {
		out[i] = string(x)
	}
	return slices.Compact(out)
}

var _ filing.Store = Filings{}

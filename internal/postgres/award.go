package postgres

import (
	"context"
	"strconv"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// Awards keeps slates, awards and letters.
type Awards struct{ *DB }

var awardFaults = map[string]faultOf{
	"slates_one_per_cycle":            {fault.Conflict, "slate_exists", "This cycle has a slate already.", ""},
	"slates_two_persons":              {fault.Forbidden, "same_person", "Nobody approves the slate they proposed.", ""},
	"slates_proposed_first":           {fault.Conflict, "wrong_state", "A slate is proposed before it is approved.", ""},
	"slates_approved_once":            {fault.Conflict, "wrong_state", "An approved slate stays approved.", ""},
	"slates_departures_explained":     {fault.Invalid, "departs_from_rank", "A decision out of rank order has a written reason.", "reason"},
	"slates_third_person":             {fault.Forbidden, "same_person", "Who proposed or approved a slate does not concur with it.", ""},
	"slates_recommended_first":        {fault.Conflict, "not_recommended", "In this cycle the panel recommends the slate first.", ""},
	"slates_declines_coded":           {fault.Invalid, "code_missing", "A declined proposal has at least one coded reason.", "codes"},
	"slates_concurred_answer":         {fault.Conflict, "wrong_state", "A slate is concurred by an answer of the funder.", ""},
	"slates_last_step_first":          {fault.Conflict, "wrong_state", "Nothing is given or told before the last step of the slate.", ""},
	"slates_departures_second_person": {fault.Forbidden, "same_person", "A decision out of rank order needs a second person.", ""},
	"slate_lines_codes_known":         {fault.Invalid, "bad_code", "There is no such code.", "codes"},
	"decision_rules_reasons_frozen":   {fault.Conflict, "frozen", "A reason in use keeps its code and its words.", "reasons"},
	"slate_lines_codes_of_declined":   {fault.Invalid, "not_declined", "Only a declined proposal has codes of decline.", "codes"},
	"decision_rules_hold_range":       {fault.Invalid, "out_of_range", "Letters are held for at most a week.", "holdMinutes"},
	"decision_rules_minority_range":   {fault.Invalid, "out_of_range", "Minority reports are taken for at most 90 days.", "minorityDays"},
	"decision_rules_steps_fixed":      {fault.Conflict, "slate_under_way", "The steps of a slate do not change while it is on its way.", ""},
	"letter_releases_one_waiting":     {fault.Conflict, "release_waiting", "The letters are released already and leave when their hold is over.", ""},
	"letter_releases_undone_why":      {fault.Invalid, "required", "Say why.", "reason"},
	"letter_releases_once":            {fault.Conflict, "release_over", "These letters are not waiting any more.", ""},
	"letters_leave_released":          {fault.Conflict, "not_released", "A letter leaves with its release, and not before its time.", ""},
	"comment_edits_says_why":          {fault.Invalid, "required", "Say why.", "reason"},
	"comment_edits_says_something":    {fault.Invalid, "required", "A comment cannot be edited away.", "text"},
	"comment_edits_kept_same":         {fault.Invalid, "unchanged", "The wording is the reviewer's own. Say that it is kept.", "text"},
	"comment_edits_nature_known":      {fault.Invalid, "bad_choice", "A comment is a strength, a weakness or neither.", "nature"},
	"comment_edits_grounds_known":     {fault.Invalid, "bad_choice", "A comment is edited for tone or identity, or kept.", "grounds"},
	"comment_releases_second_person":  {fault.Forbidden, "same_person", "Another person releases the wording.", ""},
	"minority_reports_says_something": {fault.Invalid, "required", "Write what you hold against the ranking.", "text"},
	"minority_reports_length":         {fault.Invalid, "too_long", "A minority report has at most 10,000 characters.", "text"},
	"minority_reports_of_member":      {fault.Forbidden, "forbidden", "A member of the panel files a minority report.", ""},
	"minority_reports_in_time":        {fault.DeadlinePassed, "minority_closed", "Minority reports are taken for some days after the lock.", ""},
	"concurrences_declined_why":       {fault.Invalid, "required", "Say why.", "reason"},
	"concurrences_recorded_from":      {fault.Invalid, "required", "Name the document that says so.", "reference"},
	"concurrences_third_person":       {fault.Forbidden, "same_person", "Who proposed or approved a slate does not concur with it.", ""},
	"slate_lines_fixed":               {fault.Conflict, "slate_fixed", "A proposed slate goes back to draft before it changes.", ""},
	"slate_lines_once":                {fault.Conflict, "already_on_slate", "The application is on the slate already.", ""},
	"slate_lines_departure_why":       {fault.Invalid, "departs_from_rank", "A decision out of rank order has a written reason.", "reason"},
	"slate_lines_award_has_amount":    {fault.Invalid, "bad_amount", "An award has an amount, and nothing else has one.", "amount"},
	"slate_lines_ranked":              {fault.Invalid, "not_ranked", "With fewer than three counted reviews it cannot be awarded.", "decision"},
	"slate_lines_promoted_award":      {fault.Invalid, "bad_decision", "An alternate is promoted to an award.", "decision"},
	"slate_lines_place_of_ranking":    {fault.Conflict, "place_changed", "The place is the one of the frozen ranking.", ""},
	"awards_number_once":              {fault.Conflict, "busy", "Someone else is changing this right now. Try again.", ""},
	"awards_once_per_application":     {fault.Conflict, "already_awarded", "This application has an award already.", ""},
	"awards_within_appropriation":     {fault.Conflict, "money_short", "The awards are more than the money of the cycle.", ""},
	"awards_within_limits":            {fault.Invalid, "outside_limits", "The award is outside the limits of the cycle.", "amount"},
	"awards_equal_decision":           {fault.Conflict, "not_decided", "An award is what an approved slate decided.", ""},
	"awards_closed":                   {fault.Conflict, "award_closed", "A closed award does not change.", ""},
	"awards_kept":                     {fault.Conflict, "award_kept", "An award is never deleted.", ""},
	"awards_amount_positive":          {fault.Invalid, "bad_amount", "An award is more than nothing.", "amount"},
	"awards_ended_why":                {fault.Invalid, "required", "Say why.", "reason"},
	"letters_equal_decision":          {fault.Conflict, "letter_differs", "A letter says what was decided.", ""},
	"letters_award_named":             {fault.Conflict, "letter_differs", "A letter of award names its award.", ""},
	"letters_one_live":                {fault.Conflict, "letter_exists", "There is a letter on this decision already.", ""},
	"letters_code_once":               {fault.Conflict, "busy", "Someone else is changing this right now. Try again.", ""},
	"letters_two_persons":             {fault.Forbidden, "same_person", "Who prepared a letter does not send it.", ""},
	"letters_kept_as_sent":            {fault.Conflict, "letter_sent", "A letter stays as it was sent.", ""},
	"letters_revoked_why":             {fault.Invalid, "required", "Say why.", "reason"},

	"line_scenarios_named":              {fault.Invalid, "required", "Give it a name.", "name"},
	"line_scenarios_objective_known":    {fault.Invalid, "bad_choice", "The objective is points or rank.", "objective"},
	"line_scenarios_partial_range":      {fault.Invalid, "out_of_range", "A partial award is between 10 and 100 percent of the request.", "partialPercent"},
	"line_scenarios_available_positive": {fault.Invalid, "bad_amount", "The available amount is nought or more.", "available"},
	"line_scenarios_append_only":        {fault.Conflict, "append_only", "A saved funding line stays as it is; save another.", ""},
}

// awardSeen is the one place where a filter becomes SQL over awards, aliased w, with cycles c.
// Its parameters are $1 to $6, made by awardArgs; museums and funders see what was announced, staff
// also what was not, but not of their own museum; and nobody but its museums what they have an active conflict with.
const awardSeen = `((($4::boolean OR c.program_id = ANY($5::uuid[])) AND NOT ` + bound + `($6::uuid, w.application_id)))
	OR ((w.slate_line_id IS NULL OR EXISTS (SELECT FROM letters vl WHERE vl.award_id = w.id AND vl.sent_at IS NOT NULL))
		AND ((($1::boolean OR c.program_id = ANY($2::uuid[])) AND NOT ` + conflicted + `($6::uuid, w.application_id)))
			OR w.partnership_id = ANY(ARRAY(SELECT vm.partnership_id FROM partnership_members vm WHERE vm.organization_id = ANY($3::uuid[]))))))`

func awardArgs(ctx context.Context, v award.Visible, more ...any) []any {
	return append([]any{
		v.Told.Everything, uuids(v.Told.Programs), uuids(v.Told.Organizations), v.Untold.Everything, uuids(v.Untold.Programs), viewer(ctx),
	}, more...)
}

const awardColumns = `w.id, w.number, w.cycle_id, w.partnership_id, w.application_id, w.slate_line_id, w.kind, w.title, w.subject, w.theme_id,
	w.amount_minor, w.requested_minor, w.cost_share_minor, w.currency, w.exception_reason, w.starts_on, w.ends_on, w.state, w.version,
	w.offered_by, w.offered_at, w.ended_reason`

const (
	awardRowRead = `SELECT ` + awardColumns + `, p.name AS program_name, c.year,
	o.id AS lead_id, coalesce(o.name, '') AS lead_name, coalesce(o.city, '') AS lead_city, coalesce(o.state, '') AS lead_state,
	coalesce((SELECT string_agg(po.name || ' (' || po.country || ')', ', ' ORDER BY po.name)
		FROM partnership_members pm JOIN organizations po ON po.id = pm.organization_id
		WHERE pm.partnership_id = w.partnership_id AND NOT pm.lead), '') AS partners,
	coalesce(t.title->>'en', '') AS theme_title,
	(w.slate_line_id IS NULL OR EXISTS (SELECT FROM letters tl WHERE tl.award_id = w.id AND tl.sent_at IS NOT NULL)) AS told
` + awardFrom
	awardFrom = `FROM awards w JOIN cycles c ON c.id = w.cycle_id JOIN programs p ON p.id = c.program_id
LEFT JOIN partnership_members lm ON lm.partnership_id = w.partnership_id AND lm.lead
LEFT JOIN organizations o ON o.id = lm.organization_id LEFT JOIN themes t ON t.id = w.theme_id
WHERE ` + awardSeen
	awardFilter = ` AND ($7::uuid IS NULL OR w.cycle_id = $7) AND ($8::uuid IS NULL OR w.partnership_id = $8)
	AND ($9::uuid IS NULL OR w.application_id = $9) AND ($10 = '' OR w.state = $10)`
	awardsForward = awardRowRead + awardFilter + `
	AND ($11::int IS NULL OR c.year < $11 OR (c.year = $11 AND (w.number, w.id) > ($12, $13::uuid)))
ORDER BY c.year DESC, w.number, w.id LIMIT $14`
	awardsBackward = awardRowRead + awardFilter + `
	AND ($11::int IS NULL OR c.year > $11 OR (c.year = $11 AND (w.number, w.id) < ($12, $13::uuid)))
ORDER BY c.year, w.number DESC, w.id DESC LIMIT $14`
	awardOne      = awardRowRead + ` AND w.id = $7`
	awardsCount   = `SELECT count(*) AS n ` + awardFrom + awardFilter
	awardsByID    = `SELECT ` + awardColumns + ` FROM awards w JOIN cycles c ON c.id = w.cycle_id WHERE ` + awardSeen + ` AND w.id = ANY($7::uuid[])`
	awardLocked   = `SELECT ` + awardColumns + ` FROM awards w JOIN cycles c ON c.id = w.cycle_id WHERE ` + awardSeen + ` AND w.id = $7 FOR UPDATE OF w`
	awardsNumber  = `SELECT count(*) AS n FROM awards WHERE cycle_id = $1 AND application_id IS NOT NULL`
	awardsMuseums = `SELECT pm.organization_id AS id FROM awards w JOIN partnership_members pm ON pm.partnership_id = w.partnership_id WHERE w.id = $1`
)

type tallied struct {
	N int `bun:"n"`
}

func (db *DB) count(ctx context.Context, text string, args ...any) (int, error) {
	n, err := one[tallied](ctx, db, "count", text, args...)
	if err != nil {
		return 0, err
	}
	return n.N, nil
}

// AddAwards keeps new awards; more than the cycle's money is CONFLICT money_short.
func (s Awards) AddAwards(ctx context.Context, a []*award.Award) error {
	return s.insert(ctx, "awards", &a)
}

// AwardForUpdate locks one award until the transaction ends.
func (s Awards) AwardForUpdate(ctx context.Context, id ident.Award, v award.Visible) (*award.Award, error) {
	return one[award.Award](ctx, s.DB, "award", awardLocked, awardArgs(ctx, v, id)...)
}

// NumbersGiven counts the awards ever made in a cycle from applications.
func (s Awards) NumbersGiven(ctx context.Context, c ident.Cycle) (int, error) {
	return s.count(ctx, awardsNumber, c)
}

// KeepAward writes an award's state under its version.
func (s Awards) KeepAward(ctx context.Context, a *award.Award, expected int) error {
	return s.updateVersioned(ctx, "awards", a, expected, "state", "ended_reason")
}

// Award is one award with the names a page shows.
func (s Awards) Award(ctx context.Context, id ident.Award, v award.Visible) (*award.Row, error) {
	return one[award.Row](ctx, s.DB, "award", awardOne, awardArgs(ctx, v, id)...)
}

func awardFilterArgs(ctx context.Context, f award.Filter, v award.Visible, more ...any) []any {
	return awardArgs(ctx, v, append([]any{f.Cycle, f.Partnership, f.Application, string(f.State)}, more...)...)
}

// Awards is one page of awards, newest cycle first, in one statement.
func (s Awards) Awards(ctx context.Context, f award.Filter, v award.Visible, c page.Cut) ([]*award.Row, error) {
	text := awardsForward
	if c.Backward {
		text = awardsBackward
	}
	var year, number, id any
	if c.Key != nil {
		if err := keyOf(c.Key, aYear, aText, anID); err != nil {
			return nil, err
		}
		year, number, id = c.Key[0], c.Key[1], c.Key[2]
	}
	return query[*award.Row](ctx, s.DB, text, awardFilterArgs(ctx, f, v, year, number, id, c.Limit+1)...)
}

// CountAwards counts the whole list as the viewer may see it.
func (s Awards) CountAwards(ctx context.Context, f award.Filter, v award.Visible) (int, error) {
	return s.count(ctx, awardsCount, awardFilterArgs(ctx, f, v)...)
}

// AwardsByID are the awards of a batch the viewer may see.
func (s Awards) AwardsByID(ctx context.Context, ids []ident.Award, v award.Visible) ([]*award.Award, error) {
	return query[*award.Award](ctx, s.DB, awardsByID, awardArgs(ctx, v, uuids(ids))...)
}

// AwardOrganizations are the museums of an award's partnership.
func (s Awards) AwardOrganizations(ctx context.Context, id ident.Award) ([]ident.Organization, error) {
	return idsOf[ident.Organization](ctx, s.DB, awardsMuseums, id)
}

// keyOf checks that a cursor's parts are what the list sorts by before Postgres sees them.
func keyOf(parts []string, kinds ...func(string) error) error {
	for i, k := range kinds {
		if k(parts[i]) != nil {
			return fault.BadField("after", "bad_cursor", "This is not a cursor of this list.")
		}
	}
	return nil
}

func aYear(s string) error { _, err := strconv.ParseInt(s, 10, 16); return err }

func aText(string) error { return nil }

func anID(s string) error { _, err := uuid.Parse(s); return err }

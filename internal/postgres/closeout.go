package postgres

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/closeout"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// Closeouts keeps the ends of awards.
type Closeouts struct{ *DB }

var closeoutFaults = map[string]faultOf{
	"closeouts_kept":             {fault.Conflict, "award_closed", "What is closed stays as it was closed.", ""},
	"closeouts_pkey":             {fault.Conflict, "version", "Something changed since you read it. Read it again.", ""},
	"closeouts_amounts":          {fault.Invalid, "bad_amount", "It is an amount above zero.", "amount"},
	"closeout_steps_explained":   {fault.Invalid, "required", "Say why.", "reason"},
	"closeout_steps_append_only": {fault.Conflict, "append_only", "The steps of a closeout stay as they were taken.", ""},
	"closeout_steps_asked":       {fault.Conflict, "close_not_asked", "The grants manager asks for it first.", ""},
	"closeout_steps_two_persons": {fault.Forbidden, "same_person", "Who certifies or asks for the end does not confirm it.", ""},
	"award_steps_explained":      {fault.Invalid, "required", "Say why.", "reason"},
	"award_steps_append_only":    {fault.Conflict, "append_only", "The steps of an award stay as they were taken.", ""},
	"record_holds_kind_known":    {fault.Invalid, "bad_choice", "It is a litigation, a claim or an audit.", "kind"},
	"record_holds_explained":     {fault.Invalid, "required", "Say why.", "reason"},
	"record_holds_lifted_why":    {fault.Invalid, "required", "Say why.", "reason"},
	"record_holds_kept":          {fault.Conflict, "append_only", "A hold stays on the record; it is lifted with a reason.", ""},
	"adjustments_positive":       {fault.Invalid, "bad_amount", "It is an amount above zero.", "amount"},
	"adjustments_explained":      {fault.Invalid, "required", "Say why.", "reason"},
	"adjustments_two_persons":    {fault.Forbidden, "same_person", "Whoever asked for it does not decide it.", ""},
	"adjustments_number_once":    {fault.Conflict, "version", "Something changed since you read it. Read it again.", ""},
	"adjustments_kept":           {fault.Conflict, "append_only", "An adjustment stays as it was asked for and decided.", ""},
	"adjustments_in_time":        {fault.Conflict, "not_closed", "A grant is reduced before its award is closed, all else is adjusted after.", ""},
	"awards_closed_stay":         {fault.Conflict, "award_closed", "Nothing of a closed award changes.", ""},
	"ledger_lines_closed":        {fault.Conflict, "award_closed", "The money of a closed award does not move.", ""},
	"awards_closed_by_closeout":  {fault.Conflict, "not_ready", "An award is closed by its closeout.", ""},
	"retentions_of_award":        {fault.Conflict, "records_kept", "The records of an award are kept for their time and while they are held.", ""},
	"erasures_in_time":           {fault.Conflict, "records_kept", "The records of an award are not erased before their time.", ""},
}

const (
	closeoutAround = `SELECT w.application_id, c.zone, (SELECT to_jsonb(x) || jsonb_build_object('sha256', encode(x.sha256, 'base64'), 'content', encode(x.content, 'base64')) FROM closeouts x WHERE x.award_id = w.id) AS closeout,
	(SELECT jsonb_agg(to_jsonb(s) ORDER BY s.ordinal) FROM closeout_steps s WHERE s.award_id = w.id) AS steps,
	(SELECT jsonb_agg(to_jsonb(s) ORDER BY s.ordinal) FROM award_steps s WHERE s.award_id = w.id) AS life,
	(SELECT jsonb_agg(to_jsonb(h) ORDER BY h.set_at, h.id) FROM record_holds h WHERE h.award_id = w.id) AS holds,
	(SELECT jsonb_agg(to_jsonb(a) ORDER BY a.number) FROM adjustments a WHERE a.award_id = w.id) AS adjustments
FROM awards w JOIN cycles c ON c.id = w.cycle_id WHERE w.id = $1`

	closeoutFacts = `SELECT
	(SELECT count(*) FROM filings f WHERE f.award_id = $1 AND f.dropped_at IS NULL AND f.state NOT IN ('accepted', 'waived')) AS reports_owed,
	(SELECT max((v.submitted_at AT TIME ZONE 'UTC')::date) FROM filings f JOIN filing_versions v ON v.filing_id = f.id AND v.round = f.accepted_round
		WHERE f.award_id = $1 AND f.dropped_at IS NULL AND f.final AND 'financial' = ANY(f.parts)) AS final_filed,
	EXISTS (SELECT FROM filings f WHERE f.award_id = $1 AND f.dropped_at IS NULL AND f.final AND f.state = 'waived') AS final_waived,
	(SELECT count(*) FROM trips t WHERE t.award_id = $1 AND t.state NOT IN ('reconciled', 'cancelled')) AS trips_open,
	(SELECT count(*) FROM trips t JOIN travelers v ON v.trip_id = t.id JOIN visa_cases c ON c.traveler_id = v.id
		WHERE t.award_id = $1 AND t.state <> 'cancelled' AND c.state NOT IN ('refused', 'departed', 'withdrawn')) AS visas_open,
	(SELECT count(*) FROM amendments m WHERE m.award_id = $1 AND m.state NOT IN ('draft', 'withdrawn', 'rejected', 'eca_rejected', 'applied')) AS amendments_open,
	e.n AS expenses_open, e.minor AS expenses_open_minor,
	(SELECT count(*) FROM contributions s WHERE s.award_id = $1 AND s.state IN ('claimed', 'evidenced')) AS shares_open,
	(SELECT count(*) FROM payments p WHERE p.award_id = $1 AND p.state NOT IN ('paid', 'cancelled')) AS payments_open,
	(SELECT count(*) FROM adjustments j WHERE j.award_id = $1 AND j.state = 'asked') AS adjustments_open,
	EXISTS (SELECT FROM subaward_reports r WHERE r.award_id = $1 AND r.filed_on IS NULL) AS subaward_owed,
	a.obligated_minor, a.cash_minor, a.spent_minor, a.share_minor
FROM (SELECT count(*) AS n, coalesce(sum(amount_minor), 0)::bigint AS minor FROM expenses WHERE award_id = $1 AND state IN ('draft', 'submitted', 'returned')) e,
	(SELECT coalesce(sum(balance_minor) FILTER (WHERE kind = 'obligation'), 0)::bigint AS obligated_minor, coalesce(sum(balance_minor) FILTER (WHERE kind = 'disbursement'), 0)::bigint AS cash_minor,
		coalesce(sum(balance_minor) FILTER (WHERE kind = 'expenditure'), 0)::bigint AS spent_minor, coalesce(sum(balance_minor) FILTER (WHERE kind = 'cost_share'), 0)::bigint AS share_minor
	FROM ledger_accounts WHERE owner = $1) a`

	closeoutFrom = ` FROM closeouts x JOIN awards w ON w.id = x.award_id JOIN cycles c ON c.id = w.cycle_id
LEFT JOIN partnership_members lm ON lm.partnership_id = w.partnership_id AND lm.lead LEFT JOIN organizations o ON o.id = lm.organization_id
WHERE ` + awardSeen + ` AND x.state <> 'not_due' AND ($7 = '' OR x.state = $7) AND (NOT $8::boolean OR x.state NOT IN ('closed', 'closed_unilaterally'))
	AND (NOT $9::boolean OR EXISTS (SELECT FROM record_holds h WHERE h.award_id = w.id AND h.lifted_at IS NULL))`
	closeoutRead = `SELECT x.*, w.number AS award_number, w.title AS award_title, w.state AS award_state, coalesce(o.name, '') AS lead_name, c.zone,
	EXISTS (SELECT FROM record_holds h WHERE h.award_id = w.id AND h.lifted_at IS NULL) AS held` + closeoutFrom
	closeoutsForward  = closeoutRead + ` AND ($10::date IS NULL OR (x.due_on, x.award_id) > ($10::date, $11::uuid)) ORDER BY x.due_on, x.award_id LIMIT $12`
	closeoutsBackward = closeoutRead + ` AND ($10::date IS NULL OR (x.due_on, x.award_id) < ($10::date, $11::uuid)) ORDER BY x.due_on DESC, x.award_id DESC LIMIT $12`
	closeoutsCount    = `SELECT count(*) AS n` + closeoutFrom

	// Awards whose state is not the one their period asks for, by the day in the zone of their cycle.
	closeoutsDue = `SELECT w.id AS award_id FROM awards w JOIN cycles c ON c.id = w.cycle_id
JOIN LATERAL (SELECT starts_on, ends_on FROM award_terms t WHERE t.award_id = w.id ORDER BY number DESC LIMIT 1) t ON true
CROSS JOIN LATERAL (SELECT ($1::timestamptz AT TIME ZONE c.zone)::date AS today) d LEFT JOIN closeouts x ON x.award_id = w.id
WHERE (w.state IN ('official', 'active', 'suspended') AND t.ends_on < d.today) OR (w.state = 'official' AND t.starts_on <= d.today)
	OR (w.state = 'terminated' AND coalesce(x.state, 'not_due') = 'not_due') OR (w.state = 'period_ended' AND t.ends_on >= d.today) ORDER BY w.number, w.id`
)

// Around is what is kept of an award's end.
func (s Closeouts) Around(ctx context.Context, id ident.Award) (*closeout.Around, error) {
	r, err := one[struct {
		Application ident.Application `bun:"application_id"`
		Zone        string            `bun:"zone"`
		Closeout    []byte            `bun:"closeout"`
		Steps       []byte            `bun:"steps"`
		Life        []byte            `bun:"life"`
		Holds       []byte            `bun:"holds"`
		Adjustments []byte            `bun:"adjustments"`
	}](ctx, s.DB, "award", closeoutAround, id)
	if err != nil {
		return nil, err
	}
	var n nested
	return &closeout.Around{
		Application: r.Application, Zone: r.Zone, Closeout: nestedOne[closeout.Closeout](&n, r.Closeout), Steps: nestedRows[closeout.Step](&n, r.Steps),
		Life: nestedRows[closeout.Step](&n, r.Life), Holds: nestedRows[closeout.Hold](&n, r.Holds), Adjustments: nestedRows[closeout.Adjustment](&n, r.Adjustments),
	}, n.err
}

// Facts are what the records of an award say of its end, in one statement.
func (s Closeouts) Facts(ctx context.Context, id ident.Award) (*closeout.Facts, error) {
	return one[closeout.Facts](ctx, s.DB, "award", closeoutFacts, id)
}

// Rows are a page of awards that end or ended, those due first first.
func (s Closeouts) Rows(ctx context.Context, f closeout.Filter, v award.Visible, c page.Cut) ([]*closeout.Row, error) {
	text := closeoutsForward
	if c.Backward {
		text = closeoutsBackward
	}
	var day, key any
	if c.Key != nil {
		if err := keyOf(c.Key, aDay, anID); err != nil {
			return nil, err
		}
		day, key = c.Key[0], c.Key[1]
	}
	return query[*closeout.Row](ctx, s.DB, text, awardArgs(ctx, v, string(f.State), f.UnderWay, f.Held, day, key, c.Limit+1)...)
}

// CountRows counts the whole list as the viewer may see it.
func (s Closeouts) CountRows(ctx context.Context, f closeout.Filter, v award.Visible) (int, error) {
	return s.count(ctx, closeoutsCount, awardArgs(ctx, v, string(f.State), f.UnderWay, f.Held)...)
}

// Due are the awards whose life the clock moves at an instant.
func (s Closeouts) Due(ctx context.Context, now time.Time) ([]*closeout.DueAward, error) {
	return query[*closeout.DueAward](ctx, s.DB, closeoutsDue, now)
}

// AddCloseout keeps a new closeout.
func (s Closeouts) AddCloseout(ctx context.Context, c *closeout.Closeout) error {
	return s.insert(ctx, "closeouts", c)
}

// KeepCloseout writes a closeout under its version.
func (s Closeouts) KeepCloseout(ctx context.Context, c *closeout.Closeout, expected int) error {
	return s.updateVersioned(ctx, "closeouts", c, expected, "state", "ended_on", "due_on", "funder_due_on", "unilateral_from", "opened_at", "equipment", "supplies_minor", "declared_by", "declared_at",
		"instruction", "instructed_by", "instructed_at", "claimed_minor", "received_minor", "signed_by", "signed_name", "signed_title", "signed_at", "proved", "content", "sha256", "final_report_on",
		"paid_minor", "spent_minor", "share_minor", "deobligated_minor", "closed_on", "closed_by", "closed_at", "keep_until")
}

// AddStep keeps a step of a closeout.
func (s Closeouts) AddStep(ctx context.Context, x *closeout.Step) error {
	return s.insert(ctx, "closeout_steps", x)
}

// AddLifeStep keeps a step of an award itself.
func (s Closeouts) AddLifeStep(ctx context.Context, x *closeout.Step) error {
	return s.insert(ctx, "award_steps", x)
}

// AddHold keeps a hold.
func (s Closeouts) AddHold(ctx context.Context, h *closeout.Hold) error {
	return s.insert(ctx, "record_holds", h)
}

// KeepHold writes that a hold was lifted.
func (s Closeouts) KeepHold(ctx context.Context, h *closeout.Hold) error {
	return s.update(ctx, "record_holds", h, "lifted_on", "lifted_by", "lifted_at", "lifted_reason")
}

// HoldOf is a hold by its id.
func (s Closeouts) HoldOf(ctx context.Context, id ident.Hold) (*closeout.Hold, error) {
	return one[closeout.Hold](ctx, s.DB, "hold", `SELECT * FROM record_holds WHERE id = $1`, id)
}

// AddAdjustment keeps an adjustment that was asked for.
func (s Closeouts) AddAdjustment(ctx context.Context, a *closeout.Adjustment) error {
	return s.insert(ctx, "adjustments", a)
}

// KeepAdjustment writes what was decided of an adjustment.
func (s Closeouts) KeepAdjustment(ctx context.Context, a *closeout.Adjustment) error {
	return s.update(ctx, "adjustments", a, "state", "decided_by", "decided_at", "decided_reason")
}

// AdjustmentOf is an adjustment by its id.
func (s Closeouts) AdjustmentOf(ctx context.Context, id ident.Adjustment) (*closeout.Adjustment, error) {
	return one[closeout.Adjustment](ctx, s.DB, "adjustment", `SELECT * FROM adjustments WHERE id = $1`, id)
}

// Retain says until when the files of an application are kept.
func (s Closeouts) Retain(ctx context.Context, list ...document.Retention) error {
	return s.retain(ctx, list...)
}

// RetainOn keeps the files of an application without end.
func (s Closeouts) RetainOn(ctx context.Context, id ident.Application) error {
	return Awards(s).RetainOn(ctx, id)
}

var _ closeout.Store = Closeouts{}

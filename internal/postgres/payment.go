package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/payment"
)

// Payments keeps requests for payment, batches and what was forwarded.
type Payments struct{ *DB }

var paymentFaults = map[string]faultOf{
	"payments_one_draft":                {fault.Conflict, "draft_open", "There is a draft already. Submit it or cancel it first.", ""},
	"payments_number_once":              {fault.Conflict, "busy", "Someone else is changing this right now. Try again.", ""},
	"payments_kind_known":               {fault.Invalid, "bad_choice", "A request is an advance or a reimbursement.", "kind"},
	"payments_period_runs":              {fault.Invalid, "outside_period", "The award does not run in that quarter.", "on"},
	"payments_plan":                     {fault.Invalid, "no_advance", "A reimbursement is for what was spent; it plans nothing.", "month1"},
	"payments_ask":                      {fault.Conflict, "nothing_asked", "The request asks for nothing.", ""},
	"payments_kept":                     {fault.Conflict, "append_only", "A request for payment stays on the record.", ""},
	"payments_certified_fixed":          {fault.Conflict, "certified", "What was certified goes back to draft before it changes.", ""},
	"payments_certified_first":          {fault.Conflict, "not_certified", "The authorized official certifies a request before it moves on.", ""},
	"payments_award_runs":               {fault.Conflict, "award_stopped", "Nothing is paid on an award that is suspended or over.", ""},
	"payments_within_obligation":        {fault.Conflict, "above_obligation", "A payment is within what is obligated and not promised.", ""},
	"payments_paid_whole":               {fault.Invalid, "required", "Give the bank's reference and the day.", "reference"},
	"payments_three_persons":            {fault.Forbidden, "same_person", "Who asks, who approves and who releases are three people.", ""},
	"payments_by_steps":                 {fault.Conflict, "wrong_state", "A request moves by steps that somebody takes.", ""},
	"payment_steps_pkey":                {fault.Conflict, "busy", "Someone else is changing this right now. Try again.", ""},
	"payment_steps_in_order":            {fault.Conflict, "busy", "Someone else is changing this right now. Try again.", ""},
	"payment_steps_append_only":         {fault.Conflict, "append_only", "A step stays on the record.", ""},
	"payment_steps_explained":           {fault.Invalid, "required", "Say why.", "reason"},
	"payees_vendor_shape":               {fault.Invalid, "bad_vendor", "A vendor number has 2 to 35 letters, digits, points, slashes or hyphens.", "vendor"},
	"payment_batches_number_once":       {fault.Conflict, "busy", "Someone else is changing this right now. Try again.", ""},
	"payment_batches_append_only":       {fault.Conflict, "append_only", "A batch stays as the bank got it.", ""},
	"payment_batch_items_once":          {fault.Conflict, "not_waiting", "One of the payments is in a batch already.", ""},
	"payment_batch_items_append_only":   {fault.Conflict, "append_only", "A batch stays as the bank got it.", ""},
	"payment_forwards_positive":         {fault.Invalid, "bad_amount", "It is more than nothing.", "amount"},
	"payment_forwards_kept":             {fault.Conflict, "append_only", "What was passed on stays on the record.", ""},
	"payment_forwards_of_paid":          {fault.Conflict, "not_paid", "Only what was paid is passed on.", ""},
	"payment_forwards_to_partner":       {fault.Invalid, "not_partner", "Choose a partner of the award.", "organization"},
	"payment_forwards_within_paid":      {fault.Invalid, "above_paid", "Never more is passed on than was paid.", "amount"},
	"payment_forwards_two_persons":      {fault.Forbidden, "same_person", "Who recorded it does not confirm it too.", ""},
	"payment_forwards_withdrawn_why":    {fault.Invalid, "required", "Say why.", "reason"},
	"payment_forwards_confirmed_stands": {fault.Conflict, "confirmed_already", "The partner has confirmed it.", ""},
}

const (
	paymentAward = `SELECT w.id FROM payments x JOIN awards w ON w.id = x.award_id JOIN cycles c ON c.id = w.cycle_id WHERE (` + awardSeen + `) AND x.id = $7`

	paymentsOf = `SELECT p.*,
	(SELECT jsonb_agg(to_jsonb(s) ORDER BY s.ordinal) FROM payment_steps s WHERE s.payment_id = p.id) AS steps,
	(SELECT jsonb_agg(to_jsonb(f) || jsonb_build_object('name', o.name) ORDER BY f.recorded_at, f.id)
		FROM payment_forwards f JOIN organizations o ON o.id = f.organization_id WHERE f.payment_id = p.id) AS forwards,
	(SELECT jsonb_agg(jsonb_build_object('payment_id', p.id, 'batch_id', b.id, 'number', b.number, 'made_on', b.made_on, 'attempt', i.attempt) ORDER BY i.attempt)
		FROM payment_batch_items i JOIN payment_batches b ON b.id = i.batch_id WHERE i.payment_id = p.id) AS batches
FROM payments p WHERE p.award_id = $1 ORDER BY p.number`

	paymentBooks = `SELECT
	coalesce(sum(balance_minor) FILTER (WHERE kind = 'obligation'), 0)::bigint AS obligated_minor,
	coalesce(sum(balance_minor) FILTER (WHERE kind = 'disbursement'), 0)::bigint AS cash_minor,
	coalesce(sum(balance_minor) FILTER (WHERE kind = 'expenditure'), 0)::bigint AS federal_minor,
	coalesce(sum(balance_minor) FILTER (WHERE kind = 'cost_share'), 0)::bigint AS share_minor,
	coalesce(sum(balance_minor) FILTER (WHERE kind = 'program_income'), 0)::bigint AS income_minor
FROM ledger_accounts WHERE owner = $1 AND currency = $2`

	payeeOf   = `SELECT * FROM payees WHERE organization_id = $1`
	keepPayee = `INSERT INTO payees (organization_id, vendor, set_by, set_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (organization_id) DO UPDATE SET vendor = EXCLUDED.vendor, set_by = EXCLUDED.set_by, set_at = EXCLUDED.set_at`
)

// AwardOf is the award of a request whose award the viewer may see.
func (s Payments) AwardOf(ctx context.Context, id ident.Payment, v auth.Filter) (ident.Award, error) {
	r, err := one[struct {
		ID ident.Award `bun:"id"`
	}](ctx, s.DB, "payment", paymentAward, awardArgs(ctx, award.Visible{Told: v}, id)...)
	if err != nil {
		return ident.Award{}, err
	}
	return r.ID, nil
}

type paymentRow struct {
	payment.Request
	Steps    []byte `bun:"steps"`
	Forwards []byte `bun:"forwards"`
	Batches  []byte `bun:"batches"`
}

// Requests are all requests of an award with what belongs to them, in one statement.
func (s Payments) Requests(ctx context.Context, id ident.Award) ([]*payment.Request, error) {
	rows, err := query[*paymentRow](ctx, s.DB, paymentsOf, id)
	if err != nil {
		return nil, err
	}
	var n nested
	out := make([]*payment.Request, len(rows))
	for i, r := range rows {
		out[i] = &r.Request
		out[i].Steps, out[i].Batches = nestedRows[payment.Step](&n, r.Steps), nestedRows[payment.Sent](&n, r.Batches)
		out[i].Forwards = nestedRows[payment.Forward](&n, r.Forwards)
		for _, f := range out[i].Forwards {
			f.Currency = r.Currency
		}
	}
	return out, n.err
}

// Books is what the ledger holds of an award.
func (s Payments) Books(ctx context.Context, id ident.Award, c money.Currency) (payment.Books, error) {
	b, err := one[payment.Books](ctx, s.DB, "award", paymentBooks, id, string(c))
	if err != nil {
		return payment.Books{}, err
	}
	return *b, nil
}

// Payee is by which number the bank knows a museum; nil where nobody said.
func (s Payments) Payee(ctx context.Context, id ident.Organization) (*payment.Payee, error) {
	rows, err := query[*payment.Payee](ctx, s.DB, payeeOf, id)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}

// KeepPayee writes by which number the bank knows a museum.
func (s Payments) KeepPayee(ctx context.Context, p *payment.Payee) error {
	_, err := s.exec(ctx, keepPayee, p.Organization, p.Vendor, p.SetBy, p.SetAt)
	return err
}

// AddRequest keeps a new request.
func (s Payments) AddRequest(ctx context.Context, r *payment.Request) error {
	return s.insert(ctx, "payments", r)
}

// KeepRequest writes a request under its version.
func (s Payments) KeepRequest(ctx context.Context, r *payment.Request, expected int) error {
	return s.updateVersioned(ctx, "payments", r, expected, "final", "from_on", "to_on", "month1_minor", "month2_minor", "month3_minor", "share_minor", "amount_minor", "note",
		"state", "content", "sha256", "signed_name", "signed_title", "proved", "attempt", "paid_on", "reference")
}

// AddStep keeps a step.
func (s Payments) AddStep(ctx context.Context, x *payment.Step) error {
	return s.insert(ctx, "payment_steps", x)
}

// AddForward keeps what was passed on.
func (s Payments) AddForward(ctx context.Context, f *payment.Forward) error {
	return s.insert(ctx, "payment_forwards", f)
}

// KeepForward writes that it came, or that it was withdrawn.
func (s Payments) KeepForward(ctx context.Context, f *payment.Forward) error {
	return s.update(ctx, "payment_forwards", f, "confirmed_by", "confirmed_at", "withdrawn_by", "withdrawn_at", "withdrawn_reason")
}

// Hands are the people with a role at one of the museums.
func (s Payments) Hands(ctx context.Context, role auth.Role, museums []ident.Organization) ([]ident.Person, error) {
	return idsOf[ident.Person](ctx, s.DB, handsOf, string(role), uuids(museums))
}

var _ payment.Store = Payments{}

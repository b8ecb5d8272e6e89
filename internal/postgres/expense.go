package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/expense"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// Expenses keeps what museums spend of an award and give beside it.
type Expenses struct{ *DB }

var expenseFaults = map[string]faultOf{
	"expenses_amount_positive":      {fault.Invalid, "bad_amount", "It is an amount above zero.", "amount"},
	"expenses_rate_given":           {fault.Invalid, "bad_rate", "A price in another currency has a dated rate above zero, with its source.", "rate"},
	"expenses_said":                 {fault.Invalid, "required", "Say what it was for.", "description"},
	"expenses_returned_why":         {fault.Invalid, "required", "Say why.", "reason"},
	"expenses_two_persons":          {fault.Forbidden, "same_person", "Nobody accepts what they recorded or submitted.", ""},
	"expenses_kept":                 {fault.Conflict, "expense_kept", "An accepted expense stays; it is reversed with a reason.", ""},
	"contributions_amount_positive": {fault.Invalid, "bad_amount", "It is an amount above zero.", "unit"},
	"contributions_rate_given":      {fault.Invalid, "bad_rate", "A value in another currency has a dated rate above zero, with its source.", "rate"},
	"contributions_said":            {fault.Invalid, "required", "Say who gives it and what it is.", "description"},
	"contributions_rejected_why":    {fault.Invalid, "required", "Say why.", "reason"},
	"contributions_two_persons":     {fault.Forbidden, "same_person", "Nobody verifies what they claimed.", ""},
	"contributions_kept":            {fault.Conflict, "contribution_kept", "A verified contribution stays; it is reversed with a reason.", ""},
	"evidence_claims_once":          {fault.Invalid, "expense_claimed_twice", "This receipt is claimed already.", "receiptNumber"},
	"cost_approvals_explained":      {fault.Invalid, "required", "Say why.", "reason"},
	"cost_approvals_once":           {fault.Conflict, "approved_already", "This is approved already.", ""},
	"cost_approvals_dated":          {fault.Invalid, "required", "Costs before the period are approved from a day on.", "fromOn"},
	"cost_approvals_append_only":    {fault.Conflict, "append_only", "An approval stays as it was given.", ""},
	"contributions_evidenced_whole": {fault.Invalid, "required", "Evidence has a certifier and a record.", "certifier"},
	"contributions_verified_judged": {fault.Invalid, "share_not_judged", "Both questions are answered before it is verified.", "necessary"},
	"contributions_valuation_known": {fault.Invalid, "bad_choice", "There is no such way to value it.", "valuation"},
	"contributions_side_known":      {fault.Invalid, "bad_choice", "It is given on the US side or abroad.", "side"},
	"contributions_funding_known":   {fault.Invalid, "bad_choice", "It is cash or in kind.", "funding"},
	"expenses_organization_id_fkey": {fault.NotFound, "not_found", "There is no such museum.", "museum"},
	"contributions_answers_known":   {fault.Invalid, "bad_choice", "The answer is yes or no.", "necessary"},
	"expenses_reversed_whole":       {fault.Invalid, "required", "Say why.", "reason"},
	"contributions_reversed_whole":  {fault.Invalid, "required", "Say why.", "reason"},
}

const (
	expenseFrom = ` FROM expenses e JOIN awards w ON w.id = e.award_id JOIN cycles c ON c.id = w.cycle_id JOIN organizations o ON o.id = e.organization_id WHERE (` + awardSeen + `)`
	expenseRead = `SELECT e.*, w.number AS award_number, o.name AS museum_name` + expenseFrom
	expenseCut  = ` AND ($7::uuid IS NULL OR e.award_id = $7) AND ($8::uuid IS NULL OR e.organization_id = $8) AND ($9 = '' OR e.category = $9) AND ($10 = '' OR e.state = $10)
	AND ($11::date IS NULL OR e.spent_on >= $11) AND ($12::date IS NULL OR e.spent_on <= $12)`
	expenseOne       = expenseRead + ` AND e.id = $7`
	expensesForward  = expenseRead + expenseCut + ` AND ($13::uuid IS NULL OR e.id < $13) ORDER BY e.id DESC LIMIT $14`
	expensesBackward = expenseRead + expenseCut + ` AND ($13::uuid IS NULL OR e.id > $13) ORDER BY e.id LIMIT $14`
	expensesCount    = `SELECT count(*) AS n` + expenseFrom + expenseCut

	claimEvidence = `INSERT INTO evidence_claims (evidence, subject, award_id) SELECT x, $2, $3 FROM unnest($1::text[]) x`
	freeEvidence  = `DELETE FROM evidence_claims WHERE subject = $1`

	claimsOn = `SELECT evidence, CASE WHEN award_id = $1 THEN subject ELSE 'another award' END AS subject,
	CASE WHEN award_id = $1 THEN (SELECT number FROM awards WHERE id = award_id) ELSE 'another award' END AS award FROM evidence_claims WHERE evidence = ANY($2::text[]) ORDER BY evidence, subject`
	spendingOf  = `SELECT category, organization_id, excluded, sum(amount_minor)::bigint AS minor FROM expenses WHERE award_id = $1 AND state = 'accepted' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`
	methodsOf   = `SELECT DISTINCT ON (trip) trip, method FROM expenses WHERE award_id = $1 AND state = 'accepted' AND trip <> '' ORDER BY trip, id`
	approvalsOf = `SELECT * FROM cost_approvals WHERE award_id = $1 ORDER BY given_at, id`
)

func expenseSeen(f auth.Filter) award.Visible { return award.Visible{Told: f} }

// AddExpenses keeps new expenses with the claims on their evidence.
func (s Expenses) AddExpenses(ctx context.Context, all []*expense.Expense) error {
	for _, e := range all {
		whole(e)
	}
	if err := s.insert(ctx, "expenses", &all); err != nil {
		return err
	}
	for _, e := range all {
		if err := s.claim(ctx, e.Evidence, e.ID.String(), e.Award); err != nil {
			return err
		}
	}
	return nil
}

// whole makes absent lists empty ones, as the table has them.
func whole(e *expense.Expense) {
	if e.Segments == nil {
		e.Segments = []ruleset.Segment{}
	}
	if e.Findings == nil {
		e.Findings = []ruleset.Finding{}
	}
}

func (s Expenses) claim(ctx context.Context, evidence []string, subject string, of ident.Award) error {
	if len(evidence) == 0 {
		return nil
	}
	_, err := s.exec(ctx, claimEvidence, evidence, subject, of)
	return err
}

// KeepExpense writes an expense under its version, and its claims as long as it is neither withdrawn nor reversed.
func (s Expenses) KeepExpense(ctx context.Context, e *expense.Expense, expected int) error {
	whole(e)
	if err := s.updateVersioned(ctx, "expenses", e, expected, "spent_on", "category", "description", "paid_minor", "paid_currency", "rate_micro", "rate_on", "rate_source", "amount_minor",
		"declared", "excluded", "vendor", "receipt_number", "receipt_line", "document_id", "evidence", "trip", "method", "segments", "findings", "state", "recorded_by", "submitted_by", "submitted_at",
		"decided_by", "decided_at", "reason", "reversed_by", "reversed_at", "reversed_reason"); err != nil {
		return err
	}
	if _, err := s.exec(ctx, freeEvidence, e.ID.String()); err != nil {
		return err
	}
	if e.State == expense.Withdrawn || e.State == expense.Reversed {
		return nil
	}
	return s.claim(ctx, e.Evidence, e.ID.String(), e.Award)
}

// Expense is one expense the viewer may see.
func (s Expenses) Expense(ctx context.Context, id ident.Expense, seen auth.Filter) (*expense.Expense, error) {
	return one[expense.Expense](ctx, s.DB, "expense", expenseOne, awardArgs(ctx, expenseSeen(seen), id)...)
}

func expenseArgs(ctx context.Context, f expense.Filter, seen auth.Filter, more ...any) []any {
	return awardArgs(ctx, expenseSeen(seen), append([]any{f.Award, f.Museum, string(f.Category), string(f.State), f.From, f.Through}, more...)...)
}

// Expenses is one page of expenses, newest first, in one statement.
func (s Expenses) Expenses(ctx context.Context, f expense.Filter, seen auth.Filter, c page.Cut) ([]*expense.Expense, error) {
	text, after, err := byID(c, expensesForward, expensesBackward)
	if err != nil {
		return nil, err
	}
	return query[*expense.Expense](ctx, s.DB, text, expenseArgs(ctx, f, seen, after, c.Limit+1)...)
}

// CountExpenses counts the whole list as the viewer may see it.
func (s Expenses) CountExpenses(ctx context.Context, f expense.Filter, seen auth.Filter) (int, error) {
	return s.count(ctx, expensesCount, expenseArgs(ctx, f, seen)...)
}

// byID is the statement and the key of a list whose order is its ids'.
func byID(c page.Cut, forward, backward string) (text string, after any, err error) {
	if text = forward; c.Backward {
		text = backward
	}
	if c.Key == nil {
		return text, nil, nil
	}
	return text, c.Key[0], keyOf(c.Key, anID)
}

// Held is what costs with this evidence are held against: claims of other awards come without their names.
func (s Expenses) Held(ctx context.Context, of ident.Award, evidence []string) (expense.Held, error) {
	h := expense.Held{Methods: map[string]ruleset.TravelMethod{}}
	if len(evidence) > 0 {
		claims, err := query[struct {
			Evidence string `bun:"evidence"`
			Subject  string `bun:"subject"`
			Award    string `bun:"award"`
		}](ctx, s.DB, claimsOn, of, evidence)
		if err != nil {
			return h, err
		}
		for _, c := range claims {
			h.Claims = append(h.Claims, ruleset.Claim{Evidence: ruleset.Evidence(c.Evidence), By: c.Subject, Award: c.Award})
		}
	}
	methods, err := query[struct {
		Trip   string               `bun:"trip"`
		Method ruleset.TravelMethod `bun:"method"`
	}](ctx, s.DB, methodsOf, of)
	if err != nil {
		return h, err
	}
	for _, m := range methods {
		h.Methods[m.Trip] = m.Method
	}
	if h.Spent, err = query[*expense.Spending](ctx, s.DB, spendingOf, of); err != nil {
		return h, err
	}
	h.Approvals, err = s.Approvals(ctx, of)
	return h, err
}

// AddApproval keeps an approval given before costs.
func (s Expenses) AddApproval(ctx context.Context, a *expense.Approval) error {
	return s.insert(ctx, "cost_approvals", a)
}

// Approvals are the approvals of an award, oldest first.
func (s Expenses) Approvals(ctx context.Context, of ident.Award) ([]*expense.Approval, error) {
	return query[*expense.Approval](ctx, s.DB, approvalsOf, of)
}

var _ expense.Store = Expenses{}

package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/expense"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
)

const (
	shareFrom = ` FROM contributions s JOIN awards w ON w.id = s.award_id JOIN cycles c ON c.id = w.cycle_id JOIN organizations o ON o.id = s.organization_id WHERE (` + awardSeen + `)`
	shareRead = `SELECT s.*, w.number AS award_number, o.name AS museum_name` + shareFrom
	shareCut  = ` AND ($7::uuid IS NULL OR s.award_id = $7) AND ($8 = '' OR s.funding = $8) AND ($9 = '' OR s.side = $9) AND ($10 = '' OR s.category = $10) AND ($11 = '' OR s.state = $11)`

	shareOne       = shareRead + ` AND s.id = $7`
	sharesForward  = shareRead + shareCut + ` AND ($12::uuid IS NULL OR s.id < $12) ORDER BY s.id DESC LIMIT $13`
	sharesBackward = shareRead + shareCut + ` AND ($12::uuid IS NULL OR s.id > $12) ORDER BY s.id LIMIT $13`
	sharesCount    = `SELECT count(*) AS n` + shareFrom + shareCut
)

// AddContribution keeps a claim; it has no evidence yet.
func (s Expenses) AddContribution(ctx context.Context, c *expense.Contribution) error {
	return s.insert(ctx, "contributions", c)
}

// KeepContribution writes a contribution under its version, and its claims as long as it may count.
func (s Expenses) KeepContribution(ctx context.Context, c *expense.Contribution, expected int) error {
	if err := s.updateVersioned(ctx, "contributions", c, expected, "donor", "side", "funding", "category", "given_on", "valuation", "description", "quantity_milli", "unit_minor", "unit_currency",
		"amount_minor", "rate_micro", "rate_on", "rate_source", "worth_minor", "declared", "other_award", "paid_by_government", "statute", "reference", "document_id", "evidence", "certifier",
		"necessary", "conforms", "state", "claimed_by", "evidenced_by", "evidenced_at", "decided_by", "decided_at", "reason", "reversed_by", "reversed_at", "reversed_reason"); err != nil {
		return err
	}
	if _, err := s.exec(ctx, freeEvidence, c.ID.String()); err != nil {
		return err
	}
	if c.State == expense.Rejected || c.State == expense.ShareReversed {
		return nil
	}
	return s.claim(ctx, c.Evidence, c.ID.String(), c.Award)
}

// Contribution is one piece of cost share the viewer may see.
func (s Expenses) Contribution(ctx context.Context, id ident.Contribution, seen auth.Filter) (*expense.Contribution, error) {
	return one[expense.Contribution](ctx, s.DB, "contribution", shareOne, awardArgs(ctx, expenseSeen(seen), id)...)
}

func shareArgs(ctx context.Context, f expense.ShareFilter, seen auth.Filter, more ...any) []any {
	return awardArgs(ctx, expenseSeen(seen), append([]any{f.Award, string(f.Funding), string(f.Side), string(f.Category), string(f.State)}, more...)...)
}

// Contributions is one page of cost share, newest first, in one statement.
func (s Expenses) Contributions(ctx context.Context, f expense.ShareFilter, seen auth.Filter, c page.Cut) ([]*expense.Contribution, error) {
	text, after, err := byID(c, sharesForward, sharesBackward)
	if err != nil {
		return nil, err
	}
	return query[*expense.Contribution](ctx, s.DB, text, shareArgs(ctx, f, seen, after, c.Limit+1)...)
}

// CountContributions counts the whole list as the viewer may see it.
func (s Expenses) CountContributions(ctx context.Context, f expense.ShareFilter, seen auth.Filter) (int, error) {
	return s.count(ctx, sharesCount, shareArgs(ctx, f, seen)...)
}

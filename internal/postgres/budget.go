package postgres

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Budgets keeps the lines, rates and narrative of budgets.
type Budgets struct{ *DB }

var budgetFaults = map[string]faultOf{
	"budget_lines_product":              {fault.Invalid, "does_not_add_up", "A line's amount is its quantity times its rate.", "lines"},
	"budget_lines_not_negative":         {fault.Invalid, "bad_amount", "A line is not below zero.", "lines"},
	"budget_lines_category_known":       {fault.Invalid, "unknown_category", "Choose a category.", "lines"},
	"budget_lines_item_known":           {fault.Invalid, "other_class", "That row belongs to another category.", "lines"},
	"budget_lines_indirect_alone":       {fault.Invalid, "indirect_support", "Indirect costs support no participants.", "lines"},
	"budget_lines_exchange_dated":       {fault.Invalid, "bad_exchange", "A price in another currency has a rate, its day and its source.", "lines"},
	"budget_lines_side_known":           {fault.Invalid, "unknown_side", "Choose whose cost it is.", "lines"},
	"budget_lines_funding_known":        {fault.Invalid, "unknown_funding", "Choose who pays.", "lines"},
	"budget_lines_organization_id_fkey": {fault.NotFound, "not_found", "There is no such organization.", "organization"},
	"budget_rates_kind_known":           {fault.Invalid, "unknown_rate_kind", "Choose where the rate comes from.", "kind"},
	"budget_rates_range":                {fault.Invalid, "bad_rate_percent", "A rate is a percentage such as 15 or 26.5.", "rate"},
	"budget_rates_agreement":            {fault.Invalid, "required", "A negotiated rate names its agreement, and no other does.", "agreement"},
	"budget_rates_organization_id_fkey": {fault.NotFound, "not_found", "There is no such organization.", "organization"},
	"budget_notes_category_known":       {fault.Invalid, "unknown_category", "Choose a category.", "category"},
	"budget_notes_length":               {fault.Invalid, "too_long", "At most 5000 characters.", "words"},
}

const (
	// The rules are those the award's terms name; where they name none, those in force when the award began.
	budgetRead = `SELECT a.id, a.version, a.state IN ('draft', 'signed', 'returned_once') AS open, a.currency, c.cost_share_bp, a.requested_minor, a.cost_share_minor,
	p.name AS program, coalesce(fa.assistance_listing, '') AS listing, c.project_starts_on, c.project_ends_on, a.form_id,
	(SELECT jsonb_agg(jsonb_build_object('organization_id', m.organization_id, 'name', o.name, 'side', m.side, 'lead', m.lead) ORDER BY m.lead DESC, m.id)
		FROM partnership_members m JOIN organizations o ON o.id = m.organization_id WHERE m.partnership_id = a.partnership_id) AS museums_json,
	(SELECT jsonb_agg(l ORDER BY l.ordinal) FROM budget_lines l WHERE l.application_id = a.id) AS lines_json,
	(SELECT jsonb_agg(r ORDER BY r.organization_id) FROM budget_rates r WHERE r.application_id = a.id) AS rates_json,
	(SELECT jsonb_agg(n ORDER BY n.category) FROM budget_notes n WHERE n.application_id = a.id) AS notes_json,
	(SELECT jsonb_agg(t) FROM thresholds t WHERE t.rule_set = coalesce(fa.rule_set, (SELECT s.key FROM rule_sets s JOIN funders f ON f.id = fa.funder_id AND f.federal
		WHERE s.effective_from <= fa.starts_on ORDER BY s.effective_from DESC LIMIT 1))) AS rules_json
FROM applications a JOIN cycles c ON c.id = a.cycle_id JOIN programs p ON p.id = c.program_id LEFT JOIN funder_awards fa ON fa.id = c.funder_award_id
WHERE ` + visibleApplications + ` AND a.id = $6`

	keepRate = `INSERT INTO budget_rates (application_id, organization_id, kind, rate_bp, agreement, valid_until, capitalization_minor, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (application_id, organization_id) DO UPDATE SET kind = excluded.kind, rate_bp = excluded.rate_bp,
	agreement = excluded.agreement, valid_until = excluded.valid_until, capitalization_minor = excluded.capitalization_minor, version = excluded.version`

	keepNote = `INSERT INTO budget_notes (application_id, category, words, version) VALUES ($1, $2, $3, $4)
ON CONFLICT (application_id, category) DO UPDATE SET words = excluded.words, version = excluded.version`

	keepSums = `UPDATE applications SET requested_minor = $2, cost_share_minor = $3, updated_at = $4, version = version + 1 WHERE id = $1 AND version = $5`
)

type budgetRow struct {
	ID             ident.Application `bun:"id"`
	Version        int               `bun:"version"`
	Open           bool              `bun:"open"`
	Currency       money.Currency    `bun:"currency"`
	CostShare      money.Ratio       `bun:"cost_share_bp"`
	RequestedMinor int64             `bun:"requested_minor"`
	ShareMinor     int64             `bun:"cost_share_minor"`
	Program        string            `bun:"program"`
	Listing        string            `bun:"listing"`
	StartsOn       calendar.Date     `bun:"project_starts_on"`
	EndsOn         calendar.Date     `bun:"project_ends_on"`
	Form           ident.Form        `bun:"form_id"`
	Museums        []byte            `bun:"museums_json"`
	Lines          []byte            `bun:"lines_json"`
	Rates          []byte            `bun:"rates_json"`
	Notes          []byte            `bun:"notes_json"`
	Rules          []byte            `bun:"rules_json"`
}

// Sheet is one budget with everything that judges it, in one statement.
func (s Budgets) Sheet(ctx context.Context, f auth.Filter, viewer ident.Person, id ident.Application) (*budget.Sheet, error) {
	r, err := one[budgetRow](ctx, s.DB, "application", budgetRead, visibleArgs(f, viewer, id)...)
	if err != nil {
		return nil, err
	}
	var j nested
	x := &budget.Sheet{
		Application: r.ID, Version: r.Version, Open: r.Open, Currency: r.Currency, CostShare: r.CostShare, RequestedMinor: r.RequestedMinor,
		ShareMinor: r.ShareMinor, Program: r.Program, Listing: r.Listing, StartsOn: r.StartsOn, EndsOn: r.EndsOn, FormID: r.Form,
		Lines: nestedRows[budget.Line](&j, r.Lines), Rates: nestedRows[budget.Rate](&j, r.Rates), Notes: nestedRows[budget.Note](&j, r.Notes),
		Rules: budget.RulesOf(nestedRows[fund.Threshold](&j, r.Rules)),
	}
	for _, m := range nestedRows[budget.Museum](&j, r.Museums) {
		x.Museums = append(x.Museums, *m)
	}
	return x, j.err
}

// Lock takes the application's row lock until the transaction ends.
func (s Budgets) Lock(ctx context.Context, id ident.Application) error {
	return Applications(s).LockApplication(ctx, id)
}

// AddLine keeps a new line.
func (s Budgets) AddLine(ctx context.Context, l *budget.Line) error {
	return s.insert(ctx, "budget_lines", l)
}

// KeepLine writes a changed line and its next version, unless another has written it since.
func (s Budgets) KeepLine(ctx context.Context, l *budget.Line, expected int) error {
	return s.updateVersioned(ctx, "budget_lines", l, expected, "category", "item", "organization_id", "side", "funding", "description", "unit", "quantity_milli",
		"rate_minor", "rate_currency", "rate_shift", "exchange_micro", "exchange_on", "exchange_source", "amount_minor", "participant_support", "justification")
}

// RemoveLine deletes a line.
func (s Budgets) RemoveLine(ctx context.Context, id ident.BudgetLine) error {
	_, err := s.exec(ctx, `DELETE FROM budget_lines WHERE id = $1`, id)
	return err
}

// ReplaceLines puts new lines in the place of all that were there.
func (s Budgets) ReplaceLines(ctx context.Context, id ident.Application, lines []*budget.Line) error {
	return s.InTx(ctx, func(ctx context.Context) error {
		if _, err := s.exec(ctx, `DELETE FROM budget_lines WHERE application_id = $1`, id); err != nil {
			return err
		}
		return s.insert(ctx, "budget_lines", &lines)
	})
}

// KeepRate writes how a museum charges its indirect costs.
func (s Budgets) KeepRate(ctx context.Context, r *budget.Rate) error {
	_, err := s.exec(ctx, keepRate, r.Application, r.Organization, string(r.Kind), int64(r.Rate), r.Agreement, r.ValidUntil, r.CapitalizationMinor, r.Version)
	return err
}

// KeepNote writes the narrative of an object class.
func (s Budgets) KeepNote(ctx context.Context, n *budget.Note) error {
	_, err := s.exec(ctx, keepNote, n.Application, string(n.Category), n.Words, n.Version)
	return err
}

// KeepSums writes what the lines come to with the application, and its next version.
func (s Budgets) KeepSums(ctx context.Context, x *budget.Sheet, at time.Time) error {
	n, err := s.exec(ctx, keepSums, x.Application, x.RequestedMinor, x.ShareMinor, at, x.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		return staleVersion
	}
	x.Version++
	return nil
}

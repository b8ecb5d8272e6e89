package report

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Period is what a quarterly or final report covers, both days in it.
type Period struct {
	From    calendar.Date `json:"from"`
	Through calendar.Date `json:"through"`
}

// Counted is what one record, or all of one award's, add to a figure of awards in force.
type Counted struct {
	Key     string `bun:"key"`
	Part    string `bun:"part"`
	Subject string `bun:"subject"` // public id of the award, trip or report
	Label   string `bun:"label"`
	Value   int64  `bun:"value"`
}

// RunningStore counts what awards in force have done.
type RunningStore interface {
	// Running counts the records of a cycle's awards in force, in one statement.
	Running(ctx context.Context, c ident.Cycle, p Period) ([]*Counted, error)
	// RunningTally counts them once more, without what they are made of.
	RunningTally(ctx context.Context, c ident.Cycle, p Period) ([]*Tally, error)
	// Span is from the first day of work of a cycle's awards in force to the last; absent where none is.
	Span(ctx context.Context, c ident.Cycle) (Period, error)
}

// measure is one family of figures of awards in force: what it counts, and how.
type measure struct {
	key     string
	unit    Unit
	formula string
	parts   func() []string // in the order they are printed; nil is by name
}

// measures are the figures of a quarterly or final report in the order of its tables (domain 7.1).
func measures() []measure {
	var categories, bands, roles []string
	for _, c := range budget.Categories() {
		categories = append(categories, string(c))
	}
	for _, b := range exchange.Bands() {
		bands = append(bands, string(b))
	}
	for _, r := range exchange.Roles() {
		roles = append(roles, string(r))
	}
	var reaches []string
	for _, r := range exchange.Reaches() {
		reaches = append(reaches, string(r))
	}
	in := func(all []string) func() []string { return func() []string { return all } }
	return []measure{
		{"a_amount", MinorUSD, "obligated under the terms of each award in force", nil},
		{"a_spent", MinorUSD, "accepted federal spending of each award, through the last day of the period", nil},
		{"a_days", Count, "days of each award's period of performance", nil},
		{"a_elapsed", Count, "days of each award's period of performance that have passed by the last day of the period", nil},
		{"a_reports_due", Count, "reports that museums owed by the last day of the period, without those waived", nil},
		{"a_reports_accepted", Count, "of those, reports that were accepted", nil},
		{"participants", Count, "unique persons of each award who joined by the last day of the period", nil},
		{"participants_new", Count, "unique persons of each award who joined in the period", nil},
		{"participants_by_gender", Count, "unique persons by gender", in([]string{"female", "male", "other", Undisclosed})},
		{"b_country", Count, "unique persons by country of the participant, side and gender", nil},
		{"b_age", Count, "unique persons by age band, side and gender", in(append(bands, Undisclosed))},
		{"b_role", Count, "unique persons by role, side and gender", in(roles)},
		{"trips", Count, "trips that began in the period and were traveled", nil},
		{"travelers", Count, "travelers of those trips", nil},
		{"travelers_minors", Count, "travelers under 18 on the first day of their trip", nil},
		{"travel_grant", MinorUSD, "cost of those trips paid with the grant", nil},
		{"travel_share", MinorUSD, "cost of those trips given as cost share", nil},
		{"audience", Count, "contacts in the period, by kind and place; contacts are not unique persons", in(reaches)},
		{"e_target", Count, "sum of the awards' targets of the indicator", nil},
		{"e_period", Count, "sum of the awards' measures of the indicator in the period", nil},
		{"e_cumulative", Count, "sum of the awards' measures of the indicator through the last day of the period", nil},
		{"f_approved", MinorUSD, "approved federal budget of the category under the terms in force", in(categories)},
		{"f_period", MinorUSD, "accepted federal spending of the category in the period", in(categories)},
		{"f_spent", MinorUSD, "accepted federal spending of the category through the last day of the period", in(categories)},
		{"f_share_approved", MinorUSD, "approved cost share of the category under the terms in force", in(categories)},
		{"f_share_cash", MinorUSD, "verified cost share in cash through the last day of the period", in(categories)},
		{"f_share_in_kind", MinorUSD, "verified cost share in kind through the last day of the period", in(categories)},
	}
}

// differences are figures made of others: the first less the second, by part.
func differences() []struct{ key, formula, of, less string } {
	return []struct{ key, formula, of, less string }{
		{"f_balance", "approved federal budget - accepted federal spending", "f_approved", "f_spent"},
	}
}

// derived tells figures that are made of others, which the records are not asked for again.
func derived(key string) bool {
	return slices.ContainsFunc(differences(), func(d struct{ key, formula, of, less string }) bool { return d.key == key })
}

// runningRules are how the records of awards in force are counted.
func runningRules() []string {
	var out []string
	for _, r := range exchange.CountingRules() {
		out = append(out, r.Text)
	}
	return out
}

// RunningFigures are the figures of awards in force from what was counted, each with the awards behind it.
func RunningFigures(all []*Counted) []*Figure {
	var out board
	for _, m := range measures() {
		var mine []*Counted
		for _, c := range all {
			if c.Key == m.key {
				mine = append(mine, c)
			}
		}
		out.family(m, mine)
	}
	out.balances()
	return out
}

// family adds a figure for each part, in the order of the family; a whole without records is nought.
func (b *board) family(m measure, counts []*Counted) {
	rows := map[string][]*Row{}
	var parts []string
	for _, c := range counts {
		if rows[c.Part] == nil {
			parts = append(parts, c.Part)
		}
		rows[c.Part] = append(rows[c.Part], &Row{Subject: c.Subject, Label: c.Label, Value: c.Value})
	}
	order := []string{}
	if m.parts != nil {
		order = m.parts()
	}
	rank := func(part string) int {
		head, _, _ := strings.Cut(part, "/")
		if i := slices.Index(order, head); i >= 0 {
			return i
		}
		if head == Undisclosed {
			return len(order) + 1
		}
		return len(order)
	}
	slices.SortFunc(parts, func(x, y string) int { return cmp.Or(cmp.Compare(rank(x), rank(y)), cmp.Compare(x, y)) })
	if len(parts) == 0 && m.parts == nil && !strings.HasPrefix(m.key, "e_") && m.key != "b_country" {
		parts = []string{""}
	}
	for _, p := range parts {
		b.add(m.key, p, m.unit, m.formula, rows[p])
	}
}

// balances adds what is left of each category, made of the two figures it is the difference of.
func (b *board) balances() {
	for _, d := range differences() {
		for _, of := range slices.Clone(*b) {
			if of.Key != d.of {
				continue
			}
			rows := []*Row{{Subject: d.of, Label: d.of, Value: of.Value}}
			for _, less := range *b {
				if less.Key == d.less && less.Part == of.Part {
					rows = append(rows, &Row{Subject: d.less, Label: d.less, Value: -less.Value})
				}
			}
			b.add(d.key, of.Part, MinorUSD, d.formula, rows)
		}
	}
}

// reconcileRunning names what does not agree among the figures of awards in force (invariant 29): every way of counting
// persons gives the same total, and money by category is the money of the awards.
func reconcileRunning(figures []*Figure, same func(a string, x int64, b string, y int64)) {
	total := func(key string) int64 { v, _ := sum(figures, key); return v }
	if !slices.ContainsFunc(figures, func(f *Figure) bool { return f.Key == "participants" }) {
		return
	}
	for _, by := range []string{"participants_by_gender", "b_country", "b_age", "b_role"} {
		same("sum of "+by, total(by), "participants", total("participants"))
	}
	same("sum of f_approved", total("f_approved"), "a_amount", total("a_amount"))
	same("sum of f_spent", total("f_spent"), "a_spent", total("a_spent"))
	same("sum of f_balance", total("f_balance"), "approved - spent", total("f_approved")-total("f_spent"))
}

// period is what a report of the kind covers: the federal quarter that ended last, or a named one that has begun; or the
// whole work.
func (s *Service) period(ctx context.Context, in AssembleInput, today calendar.Date) (Period, error) {
	if in.Kind == Cycle {
		return Period{}, nil
	}
	span, err := s.Store.Span(ctx, in.Cycle)
	if err != nil {
		return span, err
	}
	if span.From.IsZero() {
		return span, fault.New(fault.Conflict, "report.nothing_runs", "No award of this cycle is in force, so there is nothing to report yet.")
	}
	if in.Kind == Final {
		if span.Through.After(today) {
			return span, fault.New(fault.Conflict, "report.not_due", "The last award ends on %s; the final report comes after.", span.Through)
		}
		return span, nil
	}
	through := in.Through
	if through.IsZero() {
		if through, err = s.quarter(ctx, in.Cycle, today); err != nil {
			return span, err
		}
	}
	first := calendar.On(through.Year(), through.Month()-2, 1)
	switch {
	case through != through.QuarterEnd():
		return span, fault.BadField("through", "not_quarter", "A federal quarter ends on 31 March, 30 June, 30 September or 31 December.")
	case first.After(today):
		return span, fault.BadField("through", "quarter_ahead", "That quarter has not begun yet.")
	case through.Before(span.From) || first.After(span.Through):
		return span, fault.BadField("through", "no_work", "No award was in force in that quarter.")
	}
	return Period{first, through}, nil
}

// quarter is the last day of the quarter whose report is being written, or of the one that ended last.
func (s *Service) quarter(ctx context.Context, c ident.Cycle, today calendar.Date) (calendar.Date, error) {
	open, err := s.Store.OpenReport(ctx, c, Quarterly)
	switch {
	case err == nil:
		return open.Through, nil
	case fault.Is(err, fault.NotFound):
		return lastQuarter(today), nil
	}
	return today, err
}

// over refuses to freeze a quarter that still runs; what happens on its last day belongs to it.
func (r *Report) over(today calendar.Date) error {
	if r.Kind == Quarterly && !r.Through.Before(today) {
		return fault.New(fault.Conflict, "report.not_over", "The quarter ends on %s. Its figures are frozen after that day.", r.Through)
	}
	return nil
}

// lastQuarter is the last day of the federal quarter that ended last.
func lastQuarter(today calendar.Date) calendar.Date {
	return calendar.On(today.Year(), today.Month(), 1).AddMonths(-int(today.Month()-1) % 3).AddDays(-1)
}

// Change is a figure that two reports tell differently.
type Change struct {
	Key    string
	Part   string
	Unit   Unit
	Before *int64 // nil where the earlier report has no such figure
	After  *int64
}

// Changes are what changed from one report to another, in the later one's order, those that are gone at the end.
func Changes(before, after []*Figure) []*Change {
	find := func(in []*Figure, of *Figure) *int64 {
		for _, f := range in {
			if f.Key == of.Key && f.Part == of.Part {
				return &f.Value
			}
		}
		return nil
	}
	var out []*Change
	for _, f := range after {
		if was := find(before, f); was == nil || *was != f.Value {
			out = append(out, &Change{f.Key, f.Part, f.Unit, was, &f.Value})
		}
	}
	for _, f := range before {
		if find(after, f) == nil {
			out = append(out, &Change{f.Key, f.Part, f.Unit, &f.Value, nil})
		}
	}
	return out
}

// Before is the report of the same kind and cycle that was frozen before a report, with its figures; not found when none was.
func (s *Service) Before(ctx context.Context, id ident.Report) (*Report, error) {
	r, err := s.Store.Before(ctx, id, visible(ctx))
	if err != nil {
		return nil, err
	}
	r.Figures, err = s.Store.Figures(ctx, r.ID, false)
	return r, err
}

// Changed is what changed since the report of the same kind before this one; not found when there is none.
func (s *Service) Changed(ctx context.Context, id ident.Report) ([]*Change, error) {
	r, err := s.Report(ctx, id)
	if err != nil {
		return nil, err
	}
	was, err := s.Before(ctx, id)
	if err != nil {
		return nil, err
	}
	return Changes(was.Figures, r.Figures), nil
}

package expense

import (
	"context"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/federalform"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// Line425 is what one account of an award holds through a day.
type Line425 struct {
	Award  ident.Award `bun:"award_id"`
	Number string      `bun:"number"`
	Kind   ledger.Kind `bun:"kind"`
	Part   string      `bun:"part"` // of program income: earned or spent
	Minor  int64       `bun:"minor"`
}

// FinancialInput asks for the federal financial report of an award through the end of a quarter.
type FinancialInput struct {
	Award   ident.Award
	Through calendar.Date
}

// Financial is the SF-425 of a museum's award, each line from the ledger, cumulative since the award began.
func (s *Service) Financial(ctx context.Context, in FinancialInput) (*federalform.SF425, error) {
	f, err := s.seenAward(ctx, in.Award)
	if err != nil {
		return nil, err
	}
	if in.Through.IsZero() || in.Through != in.Through.QuarterEnd() {
		return nil, fault.BadField("through", "whole_quarters", "The report ends with a federal quarter: on the last day of March, June, September or December.")
	}
	lines, err := s.Store.Lines425(ctx, f.Award, ident.FunderAward{}, in.Through)
	if err != nil {
		return nil, err
	}
	h, err := s.Store.Held(ctx, f.Award, nil)
	if err != nil {
		return nil, err
	}
	return federalform.DeriveSF425(header(f, in.Through), facts(f, lines, h.Spent, in.Through)), nil
}

func header(f *agreement.File, through calendar.Date) federalform.Header {
	t := f.Current()
	h := federalform.Header{
		Agency: f.Funder.Funder, Number: f.Funder.Number, Recipient: f.Lead().Name, UEI: f.Lead().UEI, Account: f.Number, Kind: federalform.Quarterly, Basis: federalform.Cash,
		From: t.StartsOn, To: t.EndsOn, Through: through,
	}
	if !through.Before(t.EndsOn) {
		h.Kind = federalform.Final
	}
	return h
}

// facts are the rows of SF-425: receipts are what was paid, disbursements and the federal share what was accepted.
func facts(f *agreement.File, lines []*Line425, spending []*Spending, through calendar.Date) federalform.Facts425 {
	c := f.Currency()
	out := federalform.Facts425{Currency: c, Rows: map[string][]federalform.Source{}}
	put := func(line, key string, minor int64) {
		if minor != 0 {
			out.Rows[line] = append(out.Rows[line], federalform.Source{Key: key, Label: key, Amount: money.New(minor, c)})
		}
	}
	var indirect int64
	for _, l := range lines {
		switch l.Kind {
		case ledger.Obligation:
			put("10d", string(l.Kind), l.Minor)
		case ledger.Disbursement:
			put("10a", string(l.Kind), l.Minor)
			put("10d", string(l.Kind), l.Minor)
		case ledger.Expenditure:
			for _, line := range []string{"10a", "10b", "10d", "10e"} {
				put(line, string(l.Kind)+"/"+l.Part, l.Minor)
			}
			if l.Part == string(budget.Indirect) {
				indirect = l.Minor
			}
		case ledger.CostShare:
			put("10j", string(l.Kind)+"/"+l.Part, l.Minor)
		case ledger.ProgramIncome:
			if l.Part == "earned" {
				put("10l", string(l.Kind), l.Minor)
			} else {
				put("10m", string(l.Kind), -l.Minor)
			}
		}
	}
	t := f.Current()
	put("10i", "terms/"+t.Source, t.ShareMinor)
	if base, known := Base(f, spending); known && f.Rate != "" && f.Rate != budget.NoRate {
		out.Indirect = []federalform.IndirectRow{{Kind: f.Rate, Rate: f.RateShare, From: t.StartsOn, To: through, Base: base.Counted, Federal: money.New(indirect, c)}}
	}
	return out
}

// Check425 says what is wrong with a report, in the order of its lines.
func Check425(x *federalform.SF425) []ruleset.Finding {
	found := x.Check(nil, nil)
	out := found[:0:0]
	for _, y := range found {
		// What nobody has certified yet is no fault of the figures.
		if !strings.HasPrefix(y.Code, "certification") {
			out = append(out, y)
		}
	}
	return out
}

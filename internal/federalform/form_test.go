package federalform_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/federalform"
	"github.com/vitrine-grants/vitrine/internal/golden"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/lifecycle"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

func day(s string) calendar.Date {
	d, err := calendar.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func codes(found []ruleset.Finding) string { return strings.Join(ruleset.Codes(found), " ") }

func cents(n int64) []federalform.Source {
	return []federalform.Source{{Key: "row", Amount: money.Cents(n)}}
}

func header() federalform.Header {
	return federalform.Header{
		Agency: "Department of State, ECA", Number: "SECAGD26CA0001", Recipient: "American Alliance of Museums", UEI: "ABCDEF123456", EIN: "53-0205889",
		Kind: federalform.Quarterly, Basis: federalform.Accrual, From: day("2026-08-01"), To: day("2027-07-31"), Through: day("2026-12-31"),
	}
}

// facts are 3.13's example, with cash and income beside it.
func facts() federalform.Facts425 {
	return federalform.Facts425{Currency: money.USD, Rows: map[string][]federalform.Source{
		"10a": cents(35_000_00), "10b": {{Key: "EX1", Label: "flights", Amount: money.Cents(20_000_00)}, {Key: "EX2", Label: "catalog", Amount: money.Cents(11_250_40)}},
		"10d": cents(80_000_00), "10e": cents(31_250_40), "10f": cents(2_100_00), "10i": cents(40_000_00), "10j": cents(18_600_00),
		"10l": cents(500_00), "10m": cents(120_00),
	}, Indirect: []federalform.IndirectRow{{Kind: budget.DeMinimis, Rate: 1_500, From: day("2026-08-01"), To: day("2026-12-31"), Base: money.Cents(20_000_33), Federal: money.Cents(3_000_04)}}}
}

func TestTheExampleOfSF425(t *testing.T) {
	t.Parallel()
	x := federalform.DeriveSF425(header(), facts())
	for no, want := range map[string]string{
		"10c": "3749.60 USD", "10d": "80000.00 USD", "10g": "33350.40 USD", "10h": "46649.60 USD", "10k": "21400.00 USD", "10o": "380.00 USD", "10n": "0.00 USD",
	} {
		if got := x.Lines.Value(no).String(); got != want {
			t.Errorf("%s is %s, want %s", no, got, want)
		}
	}
	if got := x.Indirect[0].Charged; got != money.Cents(3_000_04) {
		t.Errorf("15%% of 20,000.33 is %s, never a cent above", got)
	}
	if base, charged, federal := x.IndirectTotals(); base != money.Cents(20_000_33) || charged != federal {
		t.Errorf("line 11g is %s %s %s", base, charged, federal)
	}
	if found := x.Check(nil, nil); len(found) > 0 {
		t.Errorf("%v", found)
	}
	if l, _ := x.Lines.Line("10a"); l.Name != "Cash receipts" {
		t.Errorf("10a is %s", l.Name)
	}
}

func TestEveryLineAnswersWhereItComesFrom(t *testing.T) {
	t.Parallel()
	x := federalform.DeriveSF425(header(), facts())
	for _, l := range x.Lines {
		e, ok := x.Lines.Explain(l.No)
		if !ok {
			t.Fatal(l.No)
		}
		total := money.Cents(0)
		for _, in := range e.Inputs {
			total = total.Add(in.Amount)
		}
		if total != l.Value || e.Formula == "" {
			t.Errorf("%s is %s and its inputs sum to %s (%s)", l.No, l.Value, total, e.Formula)
		}
	}
	for no, want := range map[string]string{"10c": "10a - 10b", "10g": "10e + 10f", "10h": "10d - 10g", "10k": "10i - 10j", "10o": "10l - 10m"} {
		if e, _ := x.Lines.Explain(no); e.Formula != want {
			t.Errorf("%s is %s", no, e.Formula)
		}
	}
	if e, _ := x.Lines.Explain("10b"); len(e.Inputs) != 2 || e.Inputs[1].From != "EX2" {
		t.Errorf("%+v", e)
	}
	if _, ok := x.Lines.Explain("10z"); ok {
		t.Error("there is no line 10z")
	}
}

func TestSF425IsHeldAgainstItselfAndTheReportBefore(t *testing.T) {
	t.Parallel()
	type form = federalform.SF425
	last := header()
	last.Kind, last.Through = federalform.Final, last.To
	settled := facts()
	settled.Rows["10f"], settled.Rows["10j"] = nil, cents(40_000_00)
	less := facts()
	less.Rows["10e"] = cents(31_250_39)
	corrected := []federalform.Correction{{Line: "10e", Amount: money.Cents(1), Reason: "a receipt was claimed twice"}}
	next := header()
	next.Through = day("2027-03-31")
	income := facts()
	income.Rows["10n"] = cents(1)
	for name, c := range map[string]struct {
		head        federalform.Header
		facts       federalform.Facts425
		after       bool
		corrections []federalform.Correction
		spoil       func(*form)
		want        string
	}{
		"as derived":                                    {head: next, facts: facts(), after: true},
		"a line typed over":                             {head: header(), facts: facts(), spoil: func(x *form) { x.Lines[2].Value = money.Cents(1) }, want: "form_line_off"},
		"rows that do not sum":                          {head: header(), facts: facts(), spoil: func(x *form) { x.Lines[1].Sources = x.Lines[1].Sources[:1] }, want: "form_rows_off"},
		"expenditures that fall":                        {head: next, facts: less, after: true, want: "sf425_fell"},
		"with a logged correction":                      {head: next, facts: less, after: true, corrections: corrected},
		"with one of another line":                      {head: next, facts: less, after: true, corrections: []federalform.Correction{{Line: "10b", Amount: money.Cents(1), Reason: "x"}}, want: "sf425_fell"},
		"with one without a reason":                     {head: next, facts: less, after: true, corrections: []federalform.Correction{{Line: "10e", Amount: money.Cents(1)}}, want: "sf425_fell"},
		"the same period again":                         {head: header(), facts: facts(), after: true, want: "sf425_not_after"},
		"a final one with obligations":                  {head: last, facts: facts(), want: "sf425_final_unliquidated sf425_final_share"},
		"a final one that is settled":                   {head: last, facts: settled},
		"more spent than authorized":                    {head: header(), facts: federalform.Facts425{Currency: money.USD, Rows: map[string][]federalform.Source{"10e": cents(1)}}, want: "sf425_overspent"},
		"more paid out than received":                   {head: header(), facts: federalform.Facts425{Currency: money.USD, Rows: map[string][]federalform.Source{"10b": cents(1)}}, want: "sf425_cash_below"},
		"income by the other alternative":               {head: header(), facts: income, want: "sf425_other_alternative"},
		"more income spent than earned":                 {head: header(), facts: federalform.Facts425{Currency: money.USD, Rows: map[string][]federalform.Source{"10m": cents(1)}}, want: "sf425_income_below"},
		"obligations below zero":                        {head: header(), facts: federalform.Facts425{Currency: money.USD, Rows: map[string][]federalform.Source{"10f": cents(-1)}}, want: "sf425_below_zero"},
		"an indirect cost a cent above base times rate": {head: header(), facts: facts(), spoil: func(x *form) { x.Indirect[0].Charged = money.Cents(3_000_05) }, want: "sf425_indirect_off"},
		"a federal share above the charge":              {head: header(), facts: facts(), spoil: func(x *form) { x.Indirect[0].Federal = money.Cents(3_000_05) }, want: "sf425_indirect_federal"},
		"a rate whose period ends before it begins":     {head: header(), facts: facts(), spoil: func(x *form) { x.Indirect[0].To = day("2026-07-31") }, want: "sf425_indirect_period"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := federalform.DeriveSF425(c.head, c.facts)
			if c.spoil != nil {
				c.spoil(x)
			}
			var before *form
			if c.after {
				before = federalform.DeriveSF425(header(), facts())
			}
			if got := codes(x.Check(before, c.corrections)); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestAHeaderIsWholeOrSaysWhatItLacks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do   func(*federalform.Header)
		want string
	}{
		"nothing":                       {func(*federalform.Header) {}, ""},
		"a UEI":                         {func(h *federalform.Header) { h.UEI = "I" }, "form_bad_uei"},
		"nine digits":                   {func(h *federalform.Header) { h.EIN = "53-020588" }, "form_bad_ein"},
		"a museum without EIN has none": {func(h *federalform.Header) { h.EIN = "" }, ""},
		"a number of thirty characters": {func(h *federalform.Header) { h.Number = strings.Repeat("1", 31) }, "form_bad_number"},
		"a quarter's end":               {func(h *federalform.Header) { h.Through = day("2026-11-30") }, "form_not_quarter_end"},
		"a day inside the period":       {func(h *federalform.Header) { h.Through = day("2027-09-30") }, "form_through_outside"},
		"a final report at the end":     {func(h *federalform.Header) { h.Kind = federalform.Final }, "form_final_early"},
		"a period that runs":            {func(h *federalform.Header) { h.To = day("2026-07-01") }, "form_bad_period form_through_outside"},
		"everything": {
			func(h *federalform.Header) { *h = federalform.Header{} },
			"form_no_agency form_bad_number form_no_recipient form_bad_uei form_no_kind form_no_basis form_bad_period form_through_outside",
		},
	} {
		h := header()
		c.do(&h)
		if got := codes(h.Check()); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestDerivedReportsHoldWhateverTheRows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := federalform.Facts425{Currency: money.USD, Alternative: rapid.SampledFrom([]federalform.Alternative{federalform.Deduction, federalform.Addition}).Draw(t, "alternative"), Rows: map[string][]federalform.Source{}}
		for _, l := range federalform.Lines425(f.Alternative) {
			if !l.Computed() {
				for range rapid.IntRange(0, 3).Draw(t, l.No) {
					f.Rows[l.No] = append(f.Rows[l.No], federalform.Source{Key: "r", Amount: money.Cents(rapid.Int64Range(0, 1_000_000_00).Draw(t, "amount"))})
				}
			}
		}
		x := federalform.DeriveSF425(header(), f)
		v := x.Lines.Value
		if v("10c") != v("10a").Sub(v("10b")) || v("10h") != v("10d").Sub(v("10e")).Sub(v("10f")) || v("10k") != v("10i").Sub(v("10j")) {
			t.Fatalf("%+v", x.Lines)
		}
		for _, c := range ruleset.Codes(x.Check(nil, nil)) {
			if strings.HasPrefix(c, "form_") {
				t.Fatalf("a derived form is off: %s", c)
			}
		}
		s := x.Settle()
		if s.Refund.Minor != 0 && s.Owed.Minor != 0 || v("10a").Sub(s.Refund).Add(s.Owed) != v("10e") {
			t.Fatalf("%+v", s)
		}
		more := federalform.Facts425{Currency: money.USD, Alternative: f.Alternative, Rows: map[string][]federalform.Source{}}
		for no, rows := range f.Rows {
			more.Rows[no] = append(slices.Clone(rows), federalform.Source{Key: "next", Amount: money.Cents(rapid.Int64Range(0, 1_000).Draw(t, "more"))})
		}
		h := header()
		h.Through = day("2027-03-31")
		if got := codes(federalform.DeriveSF425(h, more).Check(x, nil)); strings.Contains(got, "sf425_fell") {
			t.Fatalf("more rows fell: %s", got)
		}
	})
}

func request(kind federalform.PaymentKind) federalform.Facts270 {
	f := federalform.Facts270{
		Currency: money.USD, Kind: kind, Basis: federalform.Cash, Number: 2, From: day("2026-10-01"), To: day("2026-12-31"),
		Columns: []federalform.Column270{{Name: "exchange", Outlays: cents(30_000_00), Income: money.Cents(500_00), NonFederal: money.Cents(9_500_00), Previous: cents(15_000_00)}},
	}
	if kind == federalform.Advance {
		f.Columns[0].Estimated = money.Cents(12_000_00)
		f.Columns[0].NonFederal = money.Cents(13_500_00)
		f.Months = [3]money.Money{money.Cents(5_000_00), money.Cents(5_000_00), money.Cents(3_000_00)}
		f.Outlays, f.OnHand = money.Cents(14_000_00), money.Cents(1_000_00)
	}
	return f
}

func TestARequestForPaymentHoldsToItsLinesAndTheAward(t *testing.T) {
	t.Parallel()
	sound := federalform.Position{Obligated: money.Dollars(80_000), Paid: money.Dollars(15_000), Need: money.Dollars(13_000)}
	type do = func(*federalform.Facts270, *federalform.Position)
	for name, c := range map[string]struct {
		kind federalform.PaymentKind
		do   do
		asks int64
		want string
	}{
		"a reimbursement: outlays less income, less the museum's share, less what was asked before": {federalform.Reimbursement, func(*federalform.Facts270, *federalform.Position) {}, 5_000_00, ""},
		"an advance sized to the need for cash":                                                     {federalform.Advance, func(*federalform.Facts270, *federalform.Position) {}, 13_000_00, ""},
		"to the last cent of the obligation":                                                        {federalform.Reimbursement, func(_ *federalform.Facts270, p *federalform.Position) { p.Paid = money.Dollars(75_000) }, 5_000_00, ""},
		"a cent above the obligation":                                                               {federalform.Reimbursement, func(_ *federalform.Facts270, p *federalform.Position) { p.Paid = money.Cents(75_000_01) }, 5_000_00, "sf270_above_obligation"},
		"nothing":                                                                                   {federalform.Reimbursement, func(f *federalform.Facts270, _ *federalform.Position) { f.Columns[0].Previous = cents(20_000_00) }, 0, "sf270_nothing"},
		"while the award is suspended":                                                              {federalform.Reimbursement, func(_ *federalform.Facts270, p *federalform.Position) { p.Suspended = true }, 5_000_00, "sf270_suspended"},
		"while reports are owed":                                                                    {federalform.Reimbursement, func(_ *federalform.Facts270, p *federalform.Position) { p.Blocking = []string{"Q1", "Q2"} }, 5_000_00, "sf270_report_owed sf270_report_owed"},
		"an advance above the need that was approved":                                               {federalform.Advance, func(_ *federalform.Facts270, p *federalform.Position) { p.Need = money.Cents(12_999_99) }, 13_000_00, "sf270_above_need"},
		"an advance while another is not accounted for":                                             {federalform.Advance, func(_ *federalform.Facts270, p *federalform.Position) { p.Outstanding = money.Cents(1) }, 13_000_00, "sf270_above_need"},
		"months that do not sum":                                                                    {federalform.Advance, func(f *federalform.Facts270, _ *federalform.Position) { f.Months[0] = money.Cents(1) }, 13_000_00, "sf270_months"},
		"more than the need for cash":                                                               {federalform.Advance, func(f *federalform.Facts270, _ *federalform.Position) { f.OnHand = money.Cents(1_000_01) }, 13_000_00, "sf270_cash_need"},
		"a reimbursement that estimates":                                                            {federalform.Reimbursement, func(f *federalform.Facts270, _ *federalform.Position) { f.Columns[0].Estimated = money.Cents(1) }, 5_000_01, "sf270_estimate"},
		"neither":                                                                                   {"gift", func(*federalform.Facts270, *federalform.Position) {}, 5_000_00, "sf270_no_kind"},
		"four programs": {federalform.Reimbursement, func(f *federalform.Facts270, _ *federalform.Position) {
			f.Columns = append(f.Columns, make([]federalform.Column270, 3)...)
		}, 5_000_00, "sf270_columns"},
		"a period backwards": {federalform.Reimbursement, func(f *federalform.Facts270, _ *federalform.Position) { f.To = day("2026-09-30") }, 5_000_00, "sf270_period"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, p := request(c.kind), sound
			c.do(&f, &p)
			x := federalform.DeriveSF270(f)
			if x.Requested() != money.Cents(c.asks) {
				t.Errorf("asks for %s", x.Requested())
			}
			if got := codes(x.Check(p)); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
	x := federalform.DeriveSF270(request(federalform.Advance))
	if e, _ := x.Total.Explain("11i"); e.Formula != "11g - 11h" || len(e.Inputs) != 2 {
		t.Errorf("%+v", e)
	}
	x.Columns[0][8].Value = money.Cents(7)
	if got := codes(x.Check(sound)); !strings.Contains(got, "form_line_off") {
		t.Errorf("a column typed over: %q", got)
	}
}

func TestTheTotalOfARequestIsItsColumns(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := federalform.Facts270{Currency: money.USD, Kind: federalform.Reimbursement}
		amount := func(name string) money.Money { return money.Cents(rapid.Int64Range(0, 1_000_000_00).Draw(t, name)) }
		for range rapid.IntRange(1, 3).Draw(t, "columns") {
			f.Columns = append(f.Columns, federalform.Column270{Outlays: cents(amount("a").Minor), Income: amount("b"), Estimated: amount("d"), NonFederal: amount("f"), Previous: cents(amount("h").Minor)})
		}
		x := federalform.DeriveSF270(f)
		for _, l := range x.Total {
			total := money.Cents(0)
			for _, s := range x.Columns {
				total = total.Add(s.Value(l.No))
			}
			if total != l.Value {
				t.Fatalf("%s is %s, its columns %s", l.No, l.Value, total)
			}
		}
	})
}

func TestThreePeopleMoveAPayment(t *testing.T) {
	t.Parallel()
	table := federalform.PaymentMoves()
	for _, wrong := range table.Sound() {
		t.Error(wrong)
	}
	golden.Check(t, "testdata/payment.golden", table.String())
	official, grants, finance := ident.NewPerson(), ident.NewPerson(), ident.NewPerson()
	log := []lifecycle.Act{{Verb: "certify", Person: official}, {Verb: "approve", Person: grants}}
	for who, ok := range map[ident.Person]bool{official: false, grants: false, finance: true} {
		if err := table.Parted(log, "release", who); (err == nil) != ok || err != nil && !fault.HasCode(err, "same_person") {
			t.Errorf("%v: %v", ok, err)
		}
	}
	for _, state := range []string{"draft", "certified", "submitted", "checked", "paid", "returned", "cancelled"} {
		if _, err := table.Step(state, "release"); err == nil {
			t.Errorf("a %s request is released", state)
		}
	}
}

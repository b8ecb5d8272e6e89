package budget_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
)

func dollars() budget.Frame { return budget.Frame{Currency: money.USD} }

func line(edit func(*budget.LineInput)) budget.LineInput {
	l := budget.LineInput{Category: budget.Travel, Side: partnership.US, Funding: budget.Grant, Description: "Airfare", Quantity: "3", Rate: "100.50"}
	edit(&l)
	return l
}

func peso(l *budget.LineInput) {
	l.Currency, l.Rate, l.Quantity, l.Exchange = "MXN", "100", "1", "18.25"
	l.ExchangeOn, l.ExchangeSource = calendar.On(2027, time.February, 1), "US Treasury"
}

// refused is the first field an error names, with its code.
func refused(err error) string {
	f, ok := err.(*fault.Error) //nolint:errorlint // these functions answer a fault themselves
	if !ok {
		return ""
	}
	if len(f.Fields) == 0 {
		return f.Code
	}
	return f.Fields[0].Path + ":" + f.Fields[0].Code
}

func TestBudgetLinesAreRefusedByName(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edit func(*budget.LineInput)
		want string
	}{
		"a sound line passes":                     {func(*budget.LineInput) {}, ""},
		"an amount that is the product passes":    {func(l *budget.LineInput) { l.Amount = "301.50" }, ""},
		"an amount that is not the product":       {func(l *budget.LineInput) { l.Amount = "301.51" }, "lines.1.amount:does_not_add_up"},
		"half a cent goes up":                     {func(l *budget.LineInput) { l.Quantity, l.Rate, l.Amount = "0.5", "0.01", "0.01" }, ""},
		"a rate with three digits":                {func(l *budget.LineInput) { l.Rate = "1.005" }, "lines.1.rate:bad_rate"},
		"a rate below zero":                       {func(l *budget.LineInput) { l.Rate = "-1" }, "lines.1.rate:bad_rate"},
		"a rate in words":                         {func(l *budget.LineInput) { l.Rate = "=1+1" }, "lines.1.rate:bad_rate"},
		"a quantity with four digits":             {func(l *budget.LineInput) { l.Quantity = "1.0001" }, "lines.1.quantity:bad_quantity"},
		"a quantity below zero":                   {func(l *budget.LineInput) { l.Quantity = "-1" }, "lines.1.quantity:bad_quantity"},
		"a quantity of more than a million":       {func(l *budget.LineInput) { l.Quantity = "1000000.001" }, "lines.1.quantity:bad_quantity"},
		"a product no form takes":                 {func(l *budget.LineInput) { l.Quantity, l.Rate = "1000000", "99999999999.99" }, "lines.1.rate:amount_too_large"},
		"construction is never funded":            {func(l *budget.LineInput) { l.Category = "construction" }, "lines.1.category:unknown_category"},
		"nobody pays":                             {func(l *budget.LineInput) { l.Funding = "" }, "lines.1.funding:unknown_funding"},
		"nobody's cost":                           {func(l *budget.LineInput) { l.Side = "both" }, "lines.1.side:unknown_side"},
		"no description":                          {func(l *budget.LineInput) { l.Description = " " }, "lines.1.description:required"},
		"a justification that cannot be kept":     {func(l *budget.LineInput) { l.Justification = "a\x00b" }, "lines.1.justification:bad_text"},
		"a description that is no text":           {func(l *budget.LineInput) { l.Description = "\xff" }, "lines.1.description:bad_text"},
		"a description longer than is ever shown": {func(l *budget.LineInput) { l.Description = strings.Repeat("é", 301) }, "lines.1.description:too_long"},
		"a row that is none":                      {func(l *budget.LineInput) { l.Item = "yachts" }, "lines.1.item:unknown_item"},
		"a row of another class":                  {func(l *budget.LineInput) { l.Item = budget.Salaries }, "lines.1.category:other_class"},
		"a row of its class passes":               {func(l *budget.LineInput) { l.Item = budget.Colloquium }, ""},
		"a museum that is no member":              {func(l *budget.LineInput) { l.Organization = ident.NewOrganization() }, "lines.1.organization:unknown_museum"},
		"indirect costs that support people": {func(l *budget.LineInput) {
			l.Category, l.ParticipantSupport = budget.Indirect, true
		}, "lines.1.participantSupport:indirect_support"},
		"a foreign price with its rate passes":     {peso, ""},
		"a foreign price without a rate":           {func(l *budget.LineInput) { peso(l); l.Exchange = "" }, "lines.1.exchange:bad_exchange"},
		"a foreign price at no rate":               {func(l *budget.LineInput) { peso(l); l.Exchange = "0" }, "lines.1.exchange:bad_exchange"},
		"a rate of no day":                         {func(l *budget.LineInput) { peso(l); l.ExchangeOn = calendar.Date{} }, "lines.1.exchangeOn:required"},
		"a rate of tomorrow":                       {func(l *budget.LineInput) { peso(l); l.ExchangeOn = calendar.On(2027, time.March, 2) }, "lines.1.exchangeOn:in_the_future"},
		"a rate from nowhere":                      {func(l *budget.LineInput) { peso(l); l.ExchangeSource = " " }, "lines.1.exchangeSource:required"},
		"dollars at a rate":                        {func(l *budget.LineInput) { l.Exchange = "1.1" }, "lines.1.exchange:no_exchange"},
		"a currency that is none":                  {func(l *budget.LineInput) { l.Currency = "ZZZ" }, "lines.1.currency:bad_currency"},
		"a rate of sen where yen have no minor":    {func(l *budget.LineInput) { peso(l); l.Currency, l.Rate = "JPY", "1.5" }, "lines.1.rate:bad_rate"},
		"dinars with three digits after the point": {func(l *budget.LineInput) { peso(l); l.Currency, l.Rate, l.Exchange = "KWD", "1.505", "0.307" }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := dollars()
			f.Today = calendar.On(2027, time.March, 1)
			_, err := budget.Lines([]budget.LineInput{line(func(*budget.LineInput) {}), line(c.edit)}, f)
			if got := refused(err); got != c.want {
				t.Errorf("refused %q (%v), want %q", got, err, c.want)
			}
		})
	}
	t.Run("ten thousand lines are refused at once, saying how many there may be", func(t *testing.T) {
		t.Parallel()
		_, err := budget.Lines(make([]budget.LineInput, 10_000), dollars())
		if !fault.HasCode(err, "too_many") || !strings.Contains(err.Error(), "500") || !strings.Contains(err.Error(), "10000") {
			t.Errorf("refused with %v", err)
		}
	})
}

func TestAForeignPriceComesToTheCent(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ currency, quantity, rate, exchange, want string }{
		{"MXN", "1", "100", "18.25", "5.48"},         // 5.479...
		{"MXN", "3.5", "1250.75", "18.25", "239.87"}, // 239.8698...
		{"JPY", "2", "15000", "150", "200.00"},
		{"JPY", "1", "1", "150", "0.01"}, // two thirds of a cent
		{"KWD", "10", "1.505", "0.307", "49.02"},
		{"IDR", "1", "1000000", "16250", "61.54"},
		{"EUR", "1", "0.01", "2", "0.01"}, // half a cent goes up
		{"EUR", "1", "0.01", "2.000001", "0.00"},
	} {
		l, err := budget.Compute(line(func(l *budget.LineInput) {
			peso(l)
			l.Currency, l.Quantity, l.Rate, l.Exchange = c.currency, c.quantity, c.rate, c.exchange
		}), dollars())
		if err != nil || l.Amount().Decimal() != c.want || !l.Recomputes() {
			t.Errorf("%s times %s %s at %s is %v, want %s: %v", c.quantity, c.rate, c.currency, c.exchange, l.Amount(), c.want, err)
			continue
		}
		again, err := budget.Compute(l.Input(), dollars())
		if err != nil || again.AmountMinor != l.AmountMinor || again.Exchange() != c.exchange || again.Quantity() != c.quantity {
			t.Errorf("typed again it is %+v, %v", again, err)
		}
		l.ExchangeMicro++
		if c.currency == "IDR" && !l.Recomputes() { // a millionth of a rupiah does not show
			t.Error("a millionth of a rupiah changed a cent")
		}
		l.AmountMinor++
		if l.Recomputes() {
			t.Errorf("a cent more than %s follows from nothing", c.want)
		}
	}
}

func drawLines(t *rapid.T) []budget.LineInput {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) budget.LineInput {
		return line(func(l *budget.LineInput) {
			l.Category = rapid.SampledFrom(budget.Categories()).Draw(t, "category")
			l.Funding = rapid.SampledFrom(budget.Fundings()).Draw(t, "funding")
			l.Side = rapid.SampledFrom([]partnership.Side{partnership.US, partnership.NonUS}).Draw(t, "side")
			if rapid.Bool().Draw(t, "abroad") {
				peso(l)
				l.Exchange = fmt.Sprintf("%d.%06d", rapid.IntRange(1, 30_000).Draw(t, "units"), rapid.IntRange(0, 999_999).Draw(t, "micro"))
			}
			l.Quantity = fmt.Sprintf("%d.%03d", rapid.IntRange(0, 999).Draw(t, "whole"), rapid.IntRange(0, 999).Draw(t, "milli"))
			l.Rate = fmt.Sprintf("%d.%02d", rapid.IntRange(0, 99_999).Draw(t, "dollars"), rapid.IntRange(0, 99).Draw(t, "cents"))
		})
	}), 0, 40).Draw(t, "lines")
}

func TestBudgetSumsToTheCentEveryWay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := sheet(budget.Rules{})
		lines, err := budget.Lines(drawLines(t), s.Frame(calendar.Date{}))
		if err != nil {
			t.Fatal(err)
		}
		s.Lines = lines
		var all, grant int64
		for _, l := range lines {
			all += l.AmountMinor
			if l.Funding == budget.Grant {
				grant += l.AmountMinor
			}
		}
		b := s.Table()
		var rows, cells int64
		for _, r := range b.Rows {
			rows += r.Total.Minor
			if r.Grant.Add(r.Share) != r.Total {
				t.Fatalf("%s: grant and share are not the total", r.Category)
			}
			for _, c := range r.Cells {
				cells += c.Minor
			}
		}
		if rows != all || cells != all || b.Total.Total.Minor != all || b.Requested().Minor != grant || b.CostShare().Minor != all-grant {
			t.Fatalf("lines %d, classes %d, cells %d, total %d", all, rows, cells, b.Total.Total.Minor)
		}
		var borne int64
		for _, m := range s.ByMuseum() {
			if borne += m.Total.Minor; m.Grant.Add(m.Share()) != m.Total {
				t.Fatal("a museum's parts are not its total")
			}
		}
		if borne != all {
			t.Fatalf("museums bear %d of %d", borne, all)
		}
		s.StartsOn = calendar.On(2027, time.August, 1)
		s.EndsOn = s.StartsOn.AddDays(rapid.IntRange(0, 2000).Draw(t, "days"))
		if wrong := s.Form().Verify(); len(wrong) > 0 {
			t.Fatalf("the form does not add up: %v", wrong)
		}
	})
}

func TestCostShareMeter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		requested, offered, required, missing int64
	}{
		{50_000_00, 25_000_00, 25_000_00, 0},
		{80_000_00, 39_999_99, 40_000_00, 1},
		{85_000_00, 0, 42_500_00, 42_500_00},
		{100_000_00, 60_000_00, 50_000_00, 0},
		{50_000_01, 25_000_00, 25_000_01, 1}, // half a cent more is a cent more
	} {
		m := budget.MeterOf(money.Cents(c.requested), money.Cents(c.offered), 5_000)
		if m.Required.Minor != c.required || m.Missing.Minor != c.missing || m.Enough() != (c.missing == 0) {
			t.Errorf("%+v: %+v", c, m)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		asked := rapid.Int64Range(0, money.Max).Draw(t, "asked")
		offered := rapid.Int64Range(0, money.Max).Draw(t, "offered")
		ratio := rapid.Int64Range(0, 20_000).Draw(t, "ratio")
		m := budget.MeterOf(money.Cents(asked), money.Cents(offered), money.Ratio(ratio))
		if !m.Enough() && m.Offered.Add(m.Missing) != m.Required {
			t.Fatal("what is offered and missing is not what is required")
		}
		if again := budget.MeterOf(m.Requested, m.Offered.Add(m.Missing), m.Ratio); !again.Enough() {
			t.Fatal("adding what is missing is not enough")
		}
	})
}

func TestQuantityReadsBackAsTyped(t *testing.T) {
	t.Parallel()
	for _, q := range []string{"0", "3", "2.5", "0.001", "1000000", "12.34"} {
		lines, err := budget.Lines([]budget.LineInput{line(func(l *budget.LineInput) { l.Quantity, l.Rate = q, "1" })}, dollars())
		if err != nil || lines[0].Quantity() != q {
			t.Errorf("%s reads back as %v, %v", q, lines, err)
		}
	}
}

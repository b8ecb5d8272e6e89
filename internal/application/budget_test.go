package application_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
)

func line(edit func(*application.LineInput)) application.LineInput {
	l := application.LineInput{Category: application.Travel, Side: partnership.US, Funding: application.Grant, Description: "Airfare", Quantity: "3", Rate: "100.50"}
	edit(&l)
	return l
}

func TestBudgetLinesAreRefusedByName(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edit func(*application.LineInput)
		want string
	}{
		"a sound line passes":                     {func(*application.LineInput) {}, ""},
		"an amount that is the product passes":    {func(l *application.LineInput) { l.Amount = "301.50" }, ""},
		"an amount that is not the product":       {func(l *application.LineInput) { l.Amount = "301.51" }, "lines.1.amount:does_not_add_up"},
		"half a cent goes up":                     {func(l *application.LineInput) { l.Quantity, l.Rate, l.Amount = "0.5", "0.01", "0.01" }, ""},
		"a rate with three digits":                {func(l *application.LineInput) { l.Rate = "1.005" }, "lines.1.rate:bad_rate"},
		"a rate below zero":                       {func(l *application.LineInput) { l.Rate = "-1" }, "lines.1.rate:bad_rate"},
		"a rate in words":                         {func(l *application.LineInput) { l.Rate = "=1+1" }, "lines.1.rate:bad_rate"},
		"a quantity with four digits":             {func(l *application.LineInput) { l.Quantity = "1.0001" }, "lines.1.quantity:bad_quantity"},
		"a quantity below zero":                   {func(l *application.LineInput) { l.Quantity = "-1" }, "lines.1.quantity:bad_quantity"},
		"a quantity of more than a million":       {func(l *application.LineInput) { l.Quantity = "1000000.001" }, "lines.1.quantity:bad_quantity"},
		"a product no form takes":                 {func(l *application.LineInput) { l.Quantity, l.Rate = "1000000", "99999999999.99" }, "lines.1.rate:amount_too_large"},
		"construction is never funded":            {func(l *application.LineInput) { l.Category = "construction" }, "lines.1.category:unknown_category"},
		"nobody pays":                             {func(l *application.LineInput) { l.Funding = "" }, "lines.1.funding:unknown_funding"},
		"nobody's cost":                           {func(l *application.LineInput) { l.Side = "both" }, "lines.1.side:unknown_side"},
		"no description":                          {func(l *application.LineInput) { l.Description = " " }, "lines.1.description:required"},
		"a justification that cannot be kept":     {func(l *application.LineInput) { l.Justification = "a\x00b" }, "lines.1.justification:bad_text"},
		"a description longer than is ever shown": {func(l *application.LineInput) { l.Description = strings.Repeat("é", 301) }, "lines.1.description:too_long"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := application.Lines([]application.LineInput{line(func(*application.LineInput) {}), line(c.edit)}, money.USD)
			var got string
			if f, ok := err.(*fault.Error); ok { //nolint:errorlint // Lines answers a fault itself
				got = f.Fields[0].Path + ":" + f.Fields[0].Code
			}
			if got != c.want {
				t.Errorf("refused %q (%v), want %q", got, err, c.want)
			}
		})
	}
	t.Run("ten thousand lines are refused at once", func(t *testing.T) {
		t.Parallel()
		if _, err := application.Lines(make([]application.LineInput, 10_000), money.USD); !fault.HasCode(err, "too_many") {
			t.Errorf("refused with %v", err)
		}
	})
}

func drawLines(t *rapid.T) []application.LineInput {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) application.LineInput {
		return line(func(l *application.LineInput) {
			l.Category = rapid.SampledFrom(application.Categories()).Draw(t, "category")
			l.Funding = rapid.SampledFrom(application.Fundings()).Draw(t, "funding")
			l.Side = rapid.SampledFrom([]partnership.Side{partnership.US, partnership.NonUS}).Draw(t, "side")
			l.Quantity = fmt.Sprintf("%d.%03d", rapid.IntRange(0, 999).Draw(t, "whole"), rapid.IntRange(0, 999).Draw(t, "milli"))
			l.Rate = fmt.Sprintf("%d.%02d", rapid.IntRange(0, 99_999).Draw(t, "dollars"), rapid.IntRange(0, 99).Draw(t, "cents"))
		})
	}), 0, 40).Draw(t, "lines")
}

func TestBudgetSumsToTheCentEveryWay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lines, err := application.Lines(drawLines(t), money.USD)
		if err != nil {
			t.Fatal(err)
		}
		var all, grant int64
		for _, l := range lines {
			all += l.AmountMinor
			if l.Funding == application.Grant {
				grant += l.AmountMinor
			}
		}
		b := application.Sum(lines, money.USD)
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
		if b.Direct.Total.Add(b.Indirect.Total) != b.Total.Total {
			t.Fatal("6i and 6j are not 6k")
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
		m := application.MeterOf(money.Cents(c.requested), money.Cents(c.offered), 5_000)
		if m.Required.Minor != c.required || m.Missing.Minor != c.missing || m.Enough() != (c.missing == 0) {
			t.Errorf("%+v: %+v", c, m)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		asked := rapid.Int64Range(0, money.Max).Draw(t, "asked")
		offered := rapid.Int64Range(0, money.Max).Draw(t, "offered")
		ratio := rapid.Int64Range(0, 20_000).Draw(t, "ratio")
		m := application.MeterOf(money.Cents(asked), money.Cents(offered), money.Ratio(ratio))
		if !m.Enough() && m.Offered.Add(m.Missing) != m.Required {
			t.Fatal("what is offered and missing is not what is required")
		}
		if again := application.MeterOf(m.Requested, m.Offered.Add(m.Missing), m.Ratio); !again.Enough() {
			t.Fatal("adding what is missing is not enough")
		}
	})
}

func TestQuantityReadsBackAsTyped(t *testing.T) {
	t.Parallel()
	for _, q := range []string{"0", "3", "2.5", "0.001", "1000000", "12.34"} {
		lines, err := application.Lines([]application.LineInput{line(func(l *application.LineInput) { l.Quantity, l.Rate = q, "1" })}, money.USD)
		if err != nil || lines[0].Quantity() != q {
			t.Errorf("%s reads back as %v, %v", q, lines, err)
		}
	}
}

func TestCanonicalJSONSurvivesWhatTheDatabaseDoesToIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.MapOf(rapid.String(), rapid.String()).Draw(t, "answers")
		raw, err := json.MarshalIndent(v, " ", "\t")
		if err != nil {
			t.Fatal(err)
		}
		once, err := application.Canonical(raw)
		if err != nil {
			t.Fatal(err)
		}
		twice, err := application.Canonical(once)
		if err != nil || string(once) != string(twice) {
			t.Fatalf("%q became %q, %v", once, twice, err)
		}
	})
	got, err := application.Canonical([]byte(`{"b": 1.10, "a": "<&>"}`))
	if err != nil || string(got) != `{"a":"<&>","b":1.10}` {
		t.Errorf("%s, %v", got, err)
	}
}

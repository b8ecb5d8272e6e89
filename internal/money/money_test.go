package money_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/money"
)

func TestASplitSumsToTheWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := money.Cents(rapid.Int64Range(-money.Max, money.Max).Draw(t, "minor"))
		w := rapid.SliceOfN(rapid.Int64Range(0, 1000), 1, 20).Draw(t, "weights")
		var total int64
		for _, x := range w {
			total += x
		}
		if total == 0 {
			w[0] = 1
		}
		sum := money.Cents(0)
		for _, p := range m.Split(w...) {
			sum = sum.Add(p)
		}
		if sum != m {
			t.Fatalf("parts sum to %v, want %v", sum, m)
		}
	})
}

func TestDecimalTextRoundTrips(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom([]money.Currency{"USD", "JPY", "KWD"}).Draw(t, "currency")
		m := money.New(rapid.Int64Range(-money.Max, money.Max).Draw(t, "minor"), c)
		got, err := money.Parse(m.Decimal(), c)
		if err != nil || got != m {
			t.Fatalf("%s came back as %v, %v", m, got, err)
		}
	})
}

func TestParseRefusesWhatIsNotAnAmount(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "-", "1.", ".5", "1.234", "1e3", "1,000", "٣", "NaN", "999999999999.99", "1 2"} {
		if m, err := money.Parse(s, money.USD); err == nil {
			t.Errorf("%q was read as %v", s, m)
		}
	}
}

func TestTheCostShareIsRoundedUp(t *testing.T) {
	t.Parallel()
	half := money.Ratio(5_000)
	for in, want := range map[int64]int64{8_000_000: 4_000_000, 101: 51, 0: 0, 8_500_000: 4_250_000} {
		if got := half.AtLeast(money.Cents(in)); got.Minor != want {
			t.Errorf("half of %d is %d, want %d", in, got.Minor, want)
		}
	}
}

func TestWhatARateAllowsIsRoundedDownAlsoBelowZero(t *testing.T) {
	t.Parallel()
	rate := money.Ratio(1_500)
	for in, want := range map[int64]int64{10_000: 1_500, 10_001: 1_500, 6: 0, 0: 0, -6: -1, -10_000: -1_500} {
		if got := rate.AtMost(money.Cents(in)); got != money.Cents(want) {
			t.Errorf("15 %% of %d is %v, want %d", in, got, want)
		}
	}
}

func TestTimesMultipliesAQuantityInThousandths(t *testing.T) {
	t.Parallel()
	got, err := money.Cents(1_050).Times(2_500)
	if err != nil || got.Minor != 2_625 {
		t.Fatalf("2.5 at 10.50 is %v, %v", got, err)
	}
	if _, err := money.Cents(money.Max).Times(money.Max); err == nil {
		t.Fatal("an overflow was not refused")
	}
}

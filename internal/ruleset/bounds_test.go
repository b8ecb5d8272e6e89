package ruleset_test

import (
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

func TestAChangeStaysInsideTheBoundsOfTheAward(t *testing.T) {
	t.Parallel()
	sound := ruleset.Bounds{
		Before: money.Dollars(80_000), After: money.Dollars(90_000), Share: money.Dollars(45_000), Ratio: 5_000, Most: money.Dollars(100_000), Free: money.Dollars(10_000),
		Paid: money.Dollars(20_000), End: day("2028-07-31"), FunderEnd: day("2028-09-30"), US: 1, Abroad: 1,
	}
	for name, c := range map[string]struct {
		spoil func(*ruleset.Bounds)
		want  string
	}{
		"all inside":                             {func(*ruleset.Bounds) {}, ""},
		"a cent above the call":                  {func(b *ruleset.Bounds) { b.Most = money.Cents(89_999_99) }, "amendment_above_most"},
		"a cent more than the cycle has":         {func(b *ruleset.Bounds) { b.Free = money.Cents(9_999_99) }, "amendment_money_short"},
		"less than was paid":                     {func(b *ruleset.Bounds) { b.After = money.Cents(19_999_99) }, "amendment_below_paid"},
		"a cent of cost share short":             {func(b *ruleset.Bounds) { b.Share = money.Cents(44_999_99) }, "amendment_share_short"},
		"a category below nothing":               {func(b *ruleset.Bounds) { b.Below = []string{"travel"} }, "amendment_below_nothing"},
		"a day after the funder's award":         {func(b *ruleset.Bounds) { b.End = day("2028-10-01") }, "amendment_outside_funder"},
		"nobody abroad":                          {func(b *ruleset.Bounds) { b.Abroad = 0 }, "amendment_one_sided"},
		"an award above the call may stay there": {func(b *ruleset.Bounds) { b.Before, b.Most = b.After, money.Dollars(1) }, ""},
	} {
		b := sound
		c.spoil(&b)
		if got := strings.Join(ruleset.Codes(b.Barred()), ","); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

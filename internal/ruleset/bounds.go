package ruleset

import (
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Bounds are what a change must stay inside whoever approves it: figures before and after it, beside
// what the call, the cycle's money and the funder's award allow.
type Bounds struct {
	Before, After money.Money // the grant
	Share         money.Money // the cost share after the change
	Ratio         money.Ratio // the cost share the call asks for, of the grant
	Most          money.Money // the largest award of the call; nothing is no limit
	Free          money.Money // of the cycle, not promised to anybody
	Paid          money.Money // paid out already
	Below         []string    // categories whose budget would fall below nothing
	End           calendar.Date
	FunderEnd     calendar.Date // of the funder's award; absent is not known
	US, Abroad    int           // museums on each side
}

// Barred says everything for which a change cannot be made (domain 9.4, invariants 1, 3, 5, 6 and 12);
// nothing found stays inside the bounds.
func (b Bounds) Barred() []Finding {
	var out []Finding
	more := b.Before.Less(b.After)
	if more && !b.Most.IsZero() && b.Most.Less(b.After) {
		out = append(out, deny("amendment_above_most", "the call", fmt.Sprintf("The award would be %s; the call allows at most %s.", b.After, b.Most),
			Fact{"after", b.After.String()}, Fact{"most", b.Most.String()}))
	}
	if rise := b.After.Sub(b.Before); more && b.Free.Less(rise) {
		out = append(out, deny("amendment_money_short", "the cycle", fmt.Sprintf("%s more is asked for; %s of the cycle is free.", rise, b.Free),
			Fact{"rise", rise.String()}, Fact{"free", b.Free.String()}))
	}
	if b.After.Less(b.Paid) {
		out = append(out, deny("amendment_below_paid", "2 CFR 200.305", fmt.Sprintf("The award would be %s; %s is paid already.", b.After, b.Paid),
			Fact{"after", b.After.String()}, Fact{"paid", b.Paid.String()}))
	}
	if least := b.Ratio.AtLeast(b.After); b.Share.Less(least) {
		out = append(out, deny("amendment_share_short", "2 CFR 200.306", fmt.Sprintf("The cost share would be %s; %s of the grant, %s, is owed.", b.Share, Percent(b.Ratio), least),
			Fact{"share", b.Share.String()}, Fact{"ratio", Percent(b.Ratio)}, Fact{"least", least.String()}))
	}
	for _, c := range b.Below {
		out = append(out, deny("amendment_below_nothing", "2 CFR 200.308", "The budget has less in "+c+" than would be taken from it.", Fact{"category", c}))
	}
	if !b.FunderEnd.IsZero() && b.End.After(b.FunderEnd) {
		out = append(out, deny("amendment_outside_funder", "the funder's award", fmt.Sprintf("The work would end on %s; the funder's award ends on %s.", b.End, b.FunderEnd),
			Fact{"end", b.End.String()}, Fact{"funderEnd", b.FunderEnd.String()}))
	}
	if b.US == 0 || b.Abroad == 0 {
		out = append(out, deny("amendment_one_sided", "the call", "A museum of the United States and one abroad stay in the award."))
	}
	return out
}

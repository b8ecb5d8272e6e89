package amendment

import (
	"slices"
	"strconv"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

func itoa(n int) string { return strconv.Itoa(n) }

func nameOf(award string, number int) string { return award + "-M" + strconv.Itoa(number) }

// next are the terms that follow, with the figures as they are.
func next(now *agreement.Terms, a *Amendment) *agreement.Terms {
	then := *now
	then.Number, then.EffectiveOn, then.Source = now.Number+1, a.EffectiveOn, a.ID.String()
	then.Lines = nil
	for _, l := range now.Lines {
		x := *l
		x.Number = then.Number
		then.Lines = append(then.Lines, &x)
	}
	return &then
}

// amended are the terms once the delta is applied to what is in force, and the categories that would fall below
// nothing; unpaid is what the award is still owed.
func amended(now *agreement.Terms, a *Amendment, unpaid money.Money) (*agreement.Terms, []string) {
	then := next(now, a)
	var below []string
	switch d := a.Delta; {
	case d.Money != nil:
		for _, m := range d.Money.Lines {
			l := line(then, m.Category)
			l.GrantMinor, l.ShareMinor = l.GrantMinor+m.Grant, l.ShareMinor+m.Share
			then.GrantMinor, then.ShareMinor = then.GrantMinor+m.Grant, then.ShareMinor+m.Share
			if l.GrantMinor < 0 || l.ShareMinor < 0 {
				below = append(below, string(m.Category))
			}
		}
		inOrder(then)
	case d.Extension != nil:
		then.EndsOn = d.Extension.EndsOn
	case d.Termination != nil:
		if d.Termination.EndsOn.Before(then.EndsOn) {
			then.EndsOn = d.Termination.EndsOn
		}
		shrink(then, max(then.GrantMinor-unpaid.Minor, 0), unpaid.Currency)
	}
	return then, below
}

// shrink leaves an award what was paid, category by category in proportion, and as much of the cost share.
func shrink(t *agreement.Terms, grant int64, cur money.Currency) {
	share := t.ShareMinor
	if t.GrantMinor > 0 {
		part := ruleset.ShareTerms{Pledged: money.New(t.ShareMinor, cur), Proportional: true}
		share = part.Required(money.New(t.GrantMinor, cur), money.New(grant, cur)).Required.Minor
	}
	divide := func(total int64, of func(*agreement.TermLine) *int64) {
		weights := make([]int64, len(t.Lines))
		any := int64(0)
		for i, l := range t.Lines {
			weights[i] = *of(l)
			any += weights[i]
		}
		if any == 0 {
			return
		}
		for i, m := range money.New(total, cur).Split(weights...) {
			*of(t.Lines[i]) = m.Minor
		}
	}
	divide(grant, func(l *agreement.TermLine) *int64 { return &l.GrantMinor })
	divide(share, func(l *agreement.TermLine) *int64 { return &l.ShareMinor })
	t.GrantMinor, t.ShareMinor = grant, share
}

// restored are the terms with the figures that stood before an amendment.
func restored(now, before *agreement.Terms, a *Amendment) *agreement.Terms {
	then := next(before, a)
	then.Number = now.Number + 1
	for _, l := range then.Lines {
		l.Number = then.Number
	}
	return then
}

func line(t *agreement.Terms, c budget.Category) *agreement.TermLine {
	for _, l := range t.Lines {
		if l.Category == c {
			return l
		}
	}
	l := &agreement.TermLine{Award: t.Award, Number: t.Number, Category: c}
	t.Lines = append(t.Lines, l)
	return l
}

func inOrder(t *agreement.Terms) {
	form := budget.Categories()
	slices.SortFunc(t.Lines, func(a, b *agreement.TermLine) int {
		return slices.Index(form, a.Category) - slices.Index(form, b.Category)
	})
}

// planned is the budget by category, cost share included, as the test of transfers counts it.
func planned(t *agreement.Terms, cur money.Currency) []ruleset.Planned {
	var out []ruleset.Planned
	for _, l := range t.Lines {
		out = append(out, ruleset.Planned{Category: l.Category, Amount: money.New(l.GrantMinor+l.ShareMinor, cur)})
	}
	return out
}

// base are the terms that transfers are counted from: the newest whose budget was approved, the first ones else. What
// was taken back counts as if it had never been.
func base(f *agreement.File, applied []*Amendment) *agreement.Terms {
	of := func(number int) *Amendment {
		for _, a := range applied {
			if a.TermsNumber != nil && *a.TermsNumber == number {
				return a
			}
		}
		return nil
	}
	n := f.Current().Number
	for n > 1 {
		a := of(n)
		if a == nil || a.Resets && !a.Counter() {
			break
		}
		if undone := byID(applied, a.Undoes); undone != nil && undone.TermsNumber != nil {
			n = *undone.TermsNumber
		}
		n--
	}
	return f.Terms[n-1]
}

func byID(all []*Amendment, id ident.Amendment) *Amendment {
	for _, a := range all {
		if a.ID == id {
			return a
		}
	}
	return nil
}

package web

import (
	"strconv"

	"github.com/vitrine-grants/vitrine/internal/amendment"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// What a draft has in each part of its form; without a draft every part is empty.

func extended(d amending) string {
	if x := d.was().Extension; x != nil {
		return x.EndsOn.String()
	}
	return ""
}

func endedBy(d amending) string {
	if x := d.was().Termination; x != nil {
		return x.EndsOn.String()
	}
	return ""
}

func scopeOf(d amending) amendment.Scope {
	if x := d.was().Scope; x != nil {
		return *x
	}
	return amendment.Scope{}
}

func partnered(d amending) amendment.Partner {
	if x := d.was().Partner; x != nil {
		return *x
	}
	return amendment.Partner{}
}

func personed(d amending) amendment.Person {
	if x := d.was().Person; x != nil {
		return *x
	}
	return amendment.Person{}
}

func supported(d amending) string {
	if x := d.was().Money; x != nil && x.SupportOut > 0 {
		return x.Support().Decimal()
	}
	return ""
}

func (d amending) effective() string {
	if d.draft == nil {
		return ""
	}
	return d.draft.EffectiveOn.String()
}

func (d amending) reason() string {
	if d.draft == nil {
		return ""
	}
	return d.draft.Reason
}

func tickText(on bool) string {
	if on {
		return "on"
	}
	return ""
}

func effortText(r money.Ratio) string {
	if r == 0 {
		return ""
	}
	return strconv.Itoa(int(r) / 100)
}

// inForce says what a category has now.
func inForce(p view.Page, d amending, c budget.Category) string {
	l := d.file.Current().Line(c)
	cash := func(minor int64) string { return p.Money(money.New(minor, d.file.Currency())) }
	return p.T("amendment.has", "grant", cash(l.GrantMinor), "share", cash(l.ShareMinor))
}

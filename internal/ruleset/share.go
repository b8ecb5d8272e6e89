package ruleset

import (
	"fmt"
	"math/big"

	"github.com/vitrine-grants/vitrine/internal/money"
)

// ShareTerms are what an award asks of its museums beside the grant.
type ShareTerms struct {
	Ratio        money.Ratio // of the grant; one half is 5,000, so the share is a third of the whole
	Pledged      money.Money // the share in the approved budget, which binds where it is more
	Proportional bool        // the share falls with the grant money that is spent in the end
}

// Owed is the cost share an award owes, and how it came about.
type Owed struct {
	Minimum  money.Money // ratio times what was awarded, rounded up to the cent
	Pledged  money.Money
	Whole    money.Money // the larger of the two: owed when the whole grant is spent
	Required money.Money // owed for what is spent
	Spent    money.Money
	Awarded  money.Money
}

// Required is the cost share owed (domain 1.5): ratio times the grant or what was pledged, whichever is
// more. Where the agreement lets it fall with underspending, it is that part of it that spent is of
// awarded, rounded up to the cent; spending above the award adds nothing.
func (t ShareTerms) Required(awarded, spent money.Money) Owed {
	o := Owed{Minimum: t.Ratio.AtLeast(awarded), Pledged: t.Pledged, Spent: spent, Awarded: awarded}
	o.Whole = o.Minimum
	if !t.Pledged.IsZero() && o.Whole.Less(t.Pledged) {
		o.Whole = t.Pledged
	}
	o.Required = o.Whole
	if t.Proportional && spent.Minor < awarded.Minor && awarded.Minor > 0 {
		n := new(big.Int).Mul(big.NewInt(o.Whole.Minor), big.NewInt(max(spent.Minor, 0)))
		q, rest := n.QuoRem(n, big.NewInt(awarded.Minor), new(big.Int))
		if rest.Sign() > 0 {
			q.Add(q, big.NewInt(1))
		}
		o.Required = money.New(q.Int64(), awarded.Currency)
	}
	return o
}

// Short says by how much verified contributions fall short of what is owed; false when they suffice.
func (o Owed) Short(verified money.Money) (Finding, bool) {
	if !verified.Less(o.Required) {
		return Finding{}, false
	}
	missing := o.Required.Sub(verified)
	return Finding{
		Code: "share_short", Effect: Deny, Section: "2 CFR 200.306",
		Message: fmt.Sprintf("%s of cost share is verified and %s is owed; %s is missing.", verified, o.Required, missing),
		Facts:   []Fact{{"verified", verified.String()}, {"owed", o.Required.String()}, {"missing", missing.String()}},
	}, true
}

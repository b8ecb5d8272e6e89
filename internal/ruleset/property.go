package ruleset

import (
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Thing is something tangible bought with award money, as the inventory has it.
type Thing struct {
	Key    string
	Cost   money.Money // of one, with what it takes to make it work
	Months int         // useful life
	Value  money.Money // fair market value when the award ends; of equipment
}

// EquipmentLevel is the cost of one from which a lasting thing is equipment: the rule set's, or the
// museum's own level of capitalization where that is less (2 CFR 200.1). No own level is zero.
func (s *Set) EquipmentLevel(own money.Money) money.Money {
	level := s.Amount(fund.EquipmentUnitCost)
	if own.Minor > 0 && own.Less(level) {
		return own
	}
	return level
}

// Equipment tells whether a thing is equipment: it lasts longer than a year and costs the level or
// more; everything else tangible is supplies, computers included.
func (s *Set) Equipment(x Thing, own money.Money) bool {
	return x.Months > 12 && !x.Cost.Less(s.EquipmentLevel(own))
}

// LeftOver is what the end of an award asks of what was bought: pieces of equipment worth more than the
// figure of 2 CFR 200.313 need instructions on the agency's share, and so do unused supplies whose sum
// is above that of 2 CFR 200.314. Nothing found is kept without more.
func (s *Set) LeftOver(equipment []Thing, supplies money.Money) []Finding {
	var out []Finding
	limit := s.Amount(fund.EquipmentDisposed)
	for _, x := range equipment {
		if limit.Less(x.Value) {
			out = append(out, Finding{
				Code: "property_equipment", Effect: Ask, Section: s.Source(fund.EquipmentDisposed), At: x.Key,
				Message: fmt.Sprintf("Equipment worth %s is left, above %s: ask what becomes of it.", x.Value, limit),
				Facts:   []Fact{{"thing", x.Key}, {"value", x.Value.String()}, {"limit", limit.String()}},
			})
		}
	}
	if most := s.Amount(fund.SuppliesLeft); most.Less(supplies) {
		out = append(out, Finding{
			Code: "property_supplies", Effect: Ask, Section: s.Source(fund.SuppliesLeft),
			Message: fmt.Sprintf("Unused supplies of %s are left, above %s: ask what becomes of them.", supplies, most),
			Facts:   []Fact{{"value", supplies.String()}, {"limit", most.String()}},
		})
	}
	return out
}

// Interest is what a museum earned on advances in one of its years.
type Interest struct {
	Earned, Kept, Remitted money.Money
}

// Interest parts what advances earned in a year: the figure of 2 CFR 200.305 is kept for administration,
// the rest goes back, and nothing is carried from one year to the next.
func (s *Set) Interest(earned money.Money) Interest {
	kept := s.Amount(fund.InterestKept)
	if earned.Less(kept) {
		kept = earned
	}
	return Interest{Earned: earned, Kept: kept, Remitted: earned.Sub(kept)}
}

package ruleset

import (
	"cmp"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Exclusion is why a direct cost is left out of the base of indirect costs (2 CFR 200.1, MTDC).
type Exclusion string

// The exclusions; equipment and the rest of subawards follow by themselves, the others are said.
const (
	NotExcluded        Exclusion = ""
	ParticipantSupport Exclusion = "participant_support"
	Rent               Exclusion = "rent"
	Tuition            Exclusion = "tuition"
	Scholarship        Exclusion = "scholarship"
	PatientCare        Exclusion = "patient_care"
	Capital            Exclusion = "capital"
	EquipmentCost      Exclusion = "equipment"
	SubawardRest       Exclusion = "subaward_rest"
)

// Cost is one direct cost as charged; a refund or a correction is below zero. Indirect costs are no part of a base.
type Cost struct {
	On       calendar.Date
	Category budget.Category
	Excluded Exclusion
	Subaward string // whose subaward it is passed to; empty is one's own cost
	Amount   money.Money
}

// LeftOut is what an exclusion keeps out of the base.
type LeftOut struct {
	Why    Exclusion
	Amount money.Money
}

// PassedOn is one subaward over its whole life: what it was given and how much of that counts.
type PassedOn struct {
	Subaward string
	Charged  money.Money
	Counted  money.Money // at most the figure of the rule set
	Rest     money.Money
}

// Base is modified total direct costs through a day, with everything it was made from.
type Base struct {
	Rules     string
	Through   calendar.Date // absent is all there is
	Direct    money.Money   // every direct cost
	Own       money.Money   // one's own costs that count
	Subawards money.Money   // the beginnings of subawards
	Counted   money.Money   // Own and Subawards: the base
	LeftOut   []LeftOut     // by exclusion, only those that occur
	PassedOn  []PassedOn    // by subaward
	PerAward  money.Money   // how much of each subaward counts at most
}

// Base computes modified total direct costs of everything charged through a day, an absent day being
// all; of each subaward only the beginning counts, over its whole life and not by year or action.
func (s *Set) Base(costs []Cost, through calendar.Date, c money.Currency) Base {
	zero := money.New(0, c)
	b := Base{Rules: s.Key, Through: through, Direct: zero, Own: zero, Subawards: zero, PerAward: money.New(s.Amount(fund.SubawardInBase).Minor, c)}
	passed := map[string]money.Money{}
	for _, x := range costs {
		if x.Category == budget.Indirect || !through.IsZero() && x.On.After(through) {
			continue
		}
		b.Direct = b.Direct.Add(x.Amount)
		why := x.Excluded
		if why == NotExcluded && x.Category == budget.Equipment {
			why = EquipmentCost
		}
		switch {
		case why != NotExcluded:
			b.leave(why, x.Amount)
		case x.Subaward != "":
			passed[x.Subaward] = zero.Add(passed[x.Subaward]).Add(x.Amount)
		default:
			b.Own = b.Own.Add(x.Amount)
		}
	}
	for key, charged := range passed {
		counted, rest := budget.OfSubaward(charged, b.PerAward.Minor)
		b.PassedOn = append(b.PassedOn, PassedOn{key, charged, counted, rest})
		b.Subawards = b.Subawards.Add(counted)
		if !rest.IsZero() {
			b.leave(SubawardRest, rest)
		}
	}
	slices.SortFunc(b.PassedOn, func(x, y PassedOn) int { return cmp.Compare(x.Subaward, y.Subaward) })
	slices.SortFunc(b.LeftOut, func(x, y LeftOut) int { return cmp.Compare(x.Why, y.Why) })
	b.Counted = b.Own.Add(b.Subawards)
	return b
}

func (b *Base) leave(why Exclusion, amount money.Money) {
	for i := range b.LeftOut {
		if b.LeftOut[i].Why == why {
			b.LeftOut[i].Amount = b.LeftOut[i].Amount.Add(amount)
			return
		}
	}
	b.LeftOut = append(b.LeftOut, LeftOut{why, amount})
}

// BaseIn is the part of the base that falls into a period: the base at its end less the base before it.
// So a subaward that reached the limit earlier adds nothing, and the periods of a life sum to the whole.
func (s *Set) BaseIn(costs []Cost, from, to calendar.Date, c money.Currency) money.Money {
	return s.Base(costs, to, c).Counted.Sub(s.Base(costs, from.AddDays(-1), c).Counted)
}

// Most is the largest indirect cost a rate allows on the base, never a cent above it.
func (b Base) Most(r money.Ratio) money.Money { return r.AtMost(b.Counted) }

package ruleset

import (
	"fmt"
	"strconv"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Trigger is one reason for prior approval (2 CFR 200.308), as the domain numbers them.
type Trigger string

// The triggers of prior approval.
const (
	ScopeChanged       Trigger = "PA1"
	KeyPersonChanged   Trigger = "PA2"
	DirectorAway       Trigger = "PA3"
	CostApproved       Trigger = "PA4"
	SupportMoved       Trigger = "PA5"
	SubawardAdded      Trigger = "PA6"
	ShareChanged       Trigger = "PA7"
	MoreMoney          Trigger = "PA8"
	NoCostExtension    Trigger = "PA9"
	TransferAboveLimit Trigger = "PA10"
)

// Way is what a trigger asks for.
type Way string

// The ways of a change.
const (
	Approve Way = "approve" // before it is made
	Notify  Way = "notify"  // by notice in time; nobody has to answer
	Refuse  Way = "refuse"  // not at all
)

// Approval is one trigger that a change pulls, and what follows.
type Approval struct {
	Trigger Trigger
	Way     Way
	Finding
}

// Change is what an amendment would do, as facts; what is absent does not change.
type Change struct {
	Scope          string           // what changes of scope or objective, even without money moving
	KeyPersons     []string         // named in the award and no longer doing that work
	Away           *Away            // the project director's absence
	Effort         *Effort          // the project director's effort
	Costs          []Finding        // what cost rules said of the costs added
	SupportOut     money.Money      // participant support moved to another category
	Subawards      []string         // activities passed on that the approved application did not name
	Share          *Amounts         // the total approved cost share
	Federal        *Amounts         // the federal money
	Extension      *Extension       // of the period of performance
	Transfer       *Transfer        // the test of cumulative transfers
	NoticeSuffices bool             // the award lets its museum extend once by notice
	Period         [2]calendar.Date // of performance, as it is now
}

// Away is an absence of the project director, its last day included.
type Away struct{ From, To calendar.Date }

// Effort is the project director's effort before and after, in basis points of full time.
type Effort struct{ Before, After money.Ratio }

// Amounts are a figure before and after a change.
type Amounts struct{ Before, After money.Money }

// Extension is a later end without more money.
type Extension struct {
	End         calendar.Date // as asked for
	AskedOn     calendar.Date
	Earlier     int  // how often the period was extended before
	OnlyToSpend bool // no work is left, money is
}

// Approvals are the triggers a change pulls, in their order, each with its reason and figures; a change
// without any needs none.
func (s *Set) Approvals(c Change) []Approval {
	var out []Approval
	add := func(t Trigger, w Way, code, message string, facts ...Fact) {
		e := map[Way]Effect{Approve: Ask, Notify: Warn, Refuse: Deny}[w]
		out = append(out, Approval{t, w, Finding{Code: code, Effect: e, Section: "2 CFR 200.308", At: string(t), Message: message, Facts: facts}})
	}
	if c.Scope != "" {
		add(ScopeChanged, Approve, "approval_scope", "The scope or objective changes: "+c.Scope, Fact{"scope", c.Scope})
	}
	for _, p := range c.KeyPersons {
		add(KeyPersonChanged, Approve, "approval_key_person", p+" is named in the award and is replaced.", Fact{"person", p})
	}
	s.director(c, add)
	for _, f := range c.Costs {
		if f.Effect == Ask {
			add(CostApproved, Approve, "approval_cost", f.Message, append([]Fact{{"rule", f.Code}, {"section", f.Section}}, f.Facts...)...)
		}
	}
	if c.SupportOut.Minor > 0 {
		add(SupportMoved, Approve, "approval_participant_support", c.SupportOut.String()+" of participant support moves to another category.", Fact{"amount", c.SupportOut.String()})
	}
	for _, a := range c.Subawards {
		add(SubawardAdded, Approve, "approval_subaward", "The approved application did not name this work of another: "+a, Fact{"activity", a})
	}
	if x := c.Share; x != nil && x.Before != x.After {
		add(ShareChanged, Approve, "approval_share", fmt.Sprintf("The approved cost share changes from %s to %s.", x.Before, x.After), x.facts()...)
	}
	if x := c.Federal; x != nil && x.Before.Less(x.After) {
		add(MoreMoney, Approve, "approval_more_money", fmt.Sprintf("The federal money rises from %s to %s.", x.Before, x.After), x.facts()...)
	}
	if c.Extension != nil {
		s.extension(c, add)
	}
	if c.Transfer != nil {
		if f, over := c.Transfer.Finding(); over {
			add(TransferAboveLimit, Approve, f.Code, f.Message, f.Facts...)
		}
	}
	return out
}

func (a *Amounts) facts() []Fact {
	return []Fact{{"before", a.Before.String()}, {"after", a.After.String()}}
}

type adder func(t Trigger, w Way, code, message string, facts ...Fact)

// director looks at absence and effort; exactly three months and exactly a quarter are still free.
func (s *Set) director(c Change, add adder) {
	if a := c.Away; a != nil {
		months := s.Months(fund.AbsenceApproved)
		if free := a.From.AddMonths(months).AddDays(-1); a.To.After(free) {
			add(DirectorAway, Approve, "approval_absence", fmt.Sprintf("The project director is away from %s to %s, more than %d months.", a.From, a.To, months),
				Fact{"from", a.From.String()}, Fact{"to", a.To.String()}, Fact{"months", strconv.Itoa(months)})
		}
	}
	if e := c.Effort; e != nil {
		limit := s.Share(fund.EffortCutApproved)
		if int64(e.Before-e.After)*10_000 > int64(limit)*int64(e.Before) {
			add(DirectorAway, Approve, "approval_effort", fmt.Sprintf("The project director's effort falls from %s to %s, by more than %s of it.", Percent(e.Before), Percent(e.After), Percent(limit)),
				Fact{"before", Percent(e.Before)}, Fact{"after", Percent(e.After)}, Fact{"limit", Percent(limit)})
		}
	}
}

// extension decides whether a later end is refused, noticed or approved. One of up to twelve months
// may be by notice where the award says so; it is asked for at least ten days before the end.
func (s *Set) extension(c Change, add adder) {
	x, end := c.Extension, c.Period[1]
	months, notice := s.Months(fund.ExtensionByNotice), s.Days(fund.ExtensionNotice)
	latest := end.AddDays(-notice)
	facts := []Fact{{"end", end.String()}, {"asked", x.End.String()}, {"askedOn", x.AskedOn.String()}, {"latest", latest.String()}, {"months", strconv.Itoa(months)}}
	switch {
	case !x.End.After(end):
		add(NoCostExtension, Refuse, "extension_not_later", fmt.Sprintf("The new end %s is not after %s.", x.End, end), facts...)
	case x.AskedOn.After(latest):
		add(NoCostExtension, Refuse, "extension_late", fmt.Sprintf("An extension is asked for by %s, %d days before the end; this one on %s.", latest, notice, x.AskedOn), facts...)
	case x.OnlyToSpend:
		add(NoCostExtension, Refuse, "extension_only_to_spend", "A period is not extended merely to spend what is left.", facts...)
	case x.Earlier > 0:
		add(NoCostExtension, Approve, "extension_again", "The period was extended before, so this extension is approved first.", append(facts, Fact{"earlier", strconv.Itoa(x.Earlier)})...)
	case x.End.After(end.AddMonths(months)):
		add(NoCostExtension, Approve, "extension_long", fmt.Sprintf("The extension is longer than %d months, so it is approved first.", months), facts...)
	case !c.NoticeSuffices:
		add(NoCostExtension, Approve, "extension_approved", "The award asks for approval of every extension.", facts...)
	default:
		add(NoCostExtension, Notify, "extension_by_notice", fmt.Sprintf("A first extension to %s is made by notice.", x.End), facts...)
	}
}

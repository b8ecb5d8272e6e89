package partnership

import (
	"slices"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// Outcome is what the records say about a rule.
type Outcome string

// The outcomes; unknown means the records do not say.
const (
	True    Outcome = "true"
	False   Outcome = "false"
	Unknown Outcome = "unknown"
)

// Rule is one of the eligibility rules E1 to E16 of Museums Connect.
type Rule string

// The rules, by their numbers.
const (
	Nonprofit      Rule = "E1"
	OpenToPublic   Rule = "E2"
	IsMuseum       Rule = "E3"
	Capacity       Rule = "E4"
	BothSides      Rule = "E5"
	EmbassyWord    Rule = "E6"
	USLead         Rule = "E7"
	ReapplyGap     Rule = "E8"
	NewProject     Rule = "E9"
	NewPartner     Rule = "E10"
	NewAudiences   Rule = "E11"
	ActivePeople   Rule = "E12"
	Travel         Rule = "E13"
	CostShare      Rule = "E14"
	FederalReports Rule = "E15"
	UEIGiven       Rule = "E16"
)

// Fact is one figure a reason speaks of, as text, for other languages and the API.
type Fact struct {
	Name  string
	Value string
}

// RuleResult is what the records say about one rule, and why.
type RuleResult struct {
	Rule    Rule
	Outcome Outcome
	// Off rules are not asked by this cycle; they stand in nobody's way.
	Off bool
	// Judged rules are for reviewers and the office; no record decides them and they do not weigh in the verdict.
	Judged    bool
	Code      string // stable, for catalogs
	Reason    string // English, with the figures used
	Facts     []Fact
	Members   []MemberResult // museum by museum, where the rule asks each of them
	Exception *Exception     // the director's, which lets a false rule pass
}

// MemberResult is what the records say about one rule and one museum, with the figures used.
type MemberResult struct {
	Organization ident.Organization
	Name         string
	Outcome      Outcome
	Code         string // stable, for catalogs
	Reason       string // English, with the figures used
	Facts        []Fact
}

// Of is what the rule says of one museum; nil where it does not ask it.
func (r *RuleResult) Of(id ident.Organization) *MemberResult {
	for i := range r.Members {
		if r.Members[i].Organization == id {
			return &r.Members[i]
		}
	}
	return nil
}

// Passes tells whether the rule stands in nobody's way.
func (r *RuleResult) Passes() bool { return r.Outcome != False || r.Exception != nil }

// Eligibility is the verdict over all rules, with every reason.
type Eligibility struct {
	Verdict Outcome
	Rules   []RuleResult
}

// Result is what the records say about one rule.
func (e *Eligibility) Result(r Rule) *RuleResult {
	for i := range e.Rules {
		if e.Rules[i].Rule == r {
			return &e.Rules[i]
		}
	}
	return nil
}

// Failing are the rules that stand in the way.
func (e *Eligibility) Failing() []RuleResult {
	var out []RuleResult
	for _, r := range e.Rules {
		if !r.Passes() {
			out = append(out, r)
		}
	}
	return out
}

// Rules are a cycle's own rules; they are frozen with the cycle.
type Rules struct {
	Year            int
	YearsOpen       int
	ReapplyGap      int
	RenewalsAllowed bool
	CostShare       money.Ratio
	Deadline        calendar.Date // of proposals, in the cycle's zone; absent is unknown
	Off             []Rule        // rules this cycle does not have
}

// RulesOf takes the rules from a cycle, the day its proposals are due and which rules it has.
func RulesOf(d *program.Detail, settings []*CycleRule) Rules {
	r := Rules{Year: d.Year, YearsOpen: d.YearsOpenMin, ReapplyGap: d.ReapplyGapYears, RenewalsAllowed: d.RenewalsAllowed, CostShare: d.CostShare}
	if x, ok := d.Deadline(program.ProposalPhase); ok {
		r.Deadline = calendar.Of(x.At, x.Location())
	}
	for _, x := range settings {
		if !x.Holds {
			r.Off = append(r.Off, x.Rule)
		}
	}
	return r
}

// PastAward is an earlier award one of the museums had, with the museums it had it with.
type PastAward struct {
	Organization ident.Organization
	Number       string
	Title        string
	Year         int
	Partners     []ident.Organization
}

// Figures are the sums of a proposal's budget.
type Figures struct {
	Requested money.Money
	Share     money.Money
}

// Museum is a member with what the records say of it.
type Museum struct {
	Member       *Member
	Organization *people.Organization
	Endorsement  *Endorsement // nil when none was asked for
	Site         string       // the name of its place that takes part; empty for the whole museum
}

// Named is the museum's name, with its place that takes part where it has named one.
func (m Museum) Named() string {
	if m.Site == "" {
		return m.Organization.Name
	}
	return m.Organization.Name + " (" + m.Site + ")"
}

// Case is everything the rules look at.
type Case struct {
	Rules      Rules
	Museums    []Museum
	Past       []PastAward
	Budget     *Figures // nil before there is a proposal
	Exceptions []Exception
}

// Judge applies every rule to the case; the verdict is false when a rule without
// exception is, unknown when the records leave one open, and true otherwise.
func Judge(c Case) Eligibility {
	e := Eligibility{Verdict: True, Rules: []RuleResult{
		c.nonprofit(), c.open(), c.museum(), judged(Capacity, "Reviewers judge the capacity of the museums."),
		c.bothSides(), c.endorsed(), c.lead(), c.gap(),
		judged(NewProject, "Reviewers judge whether the project is new."), c.newPartner(),
		judged(NewAudiences, "Reviewers judge whether it reaches new audiences."),
		judged(ActivePeople, "Reviewers judge whether communities take an active part."),
		judged(Travel, "The office checks that people travel between the countries."),
		c.costShare(), judged(FederalReports, "The agreement binds both sides to federal reports."), c.uei(),
	}}
	for i := range e.Rules {
		if slices.Contains(c.Rules.Off, e.Rules[i].Rule) {
			e.Rules[i] = RuleResult{Rule: e.Rules[i].Rule, Outcome: True, Off: true, Code: "off", Reason: "This cycle does not have this rule."}
		}
		e.weigh(&e.Rules[i], c.Exceptions)
	}
	return e
}

func (e *Eligibility) weigh(r *RuleResult, exceptions []Exception) {
	for i := range exceptions {
		if exceptions[i].Rule == r.Rule && exceptions[i].RevokedAt == nil {
			r.Exception = &exceptions[i]
		}
	}
	switch {
	case r.Judged || r.Off:
	case !r.Passes():
		e.Verdict = False
	case r.Outcome == Unknown && r.Exception == nil && e.Verdict == True:
		e.Verdict = Unknown
	}
}

func judged(r Rule, reason string) RuleResult {
	return RuleResult{Rule: r, Outcome: Unknown, Judged: true, Code: "judged", Reason: reason}
}

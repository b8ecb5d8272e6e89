package agreement

import (
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// File is an award with its agreement and all that decides whether it may be official.
type File struct {
	Award         ident.Award
	Number        string
	Title         string
	State         award.State
	AwardVersion  int
	Amount        money.Money
	CostShare     money.Money
	Cycle         ident.Cycle
	CycleTitle    string
	Program       ident.Program
	ProgramName   string
	Administrator string
	LetterSent    bool
	Budgeted      money.Money     // the grant lines of the proposal's budget
	Indirect      money.Money     // what of them is indirect cost
	Rate          budget.RateKind // by which the lead charges indirect cost; absent where its budget says none
	RateShare     money.Ratio
	Funder        FunderAward
	Museums       []*Party // the lead first
	Agreement     *Agreement
	Signatures    []*Signature // that stand
	Report        *Report
	Conditions    []*Condition // oldest first, lifted ones too
	Risk          *Assessment  // the newest; nil before the first
	Planned       []*TermLine  // the proposal's budget by category
	Terms         []*Terms     // oldest first; none before the award is official
}

// FunderAward is the award from the funder that pays for the subaward.
type FunderAward struct {
	Funder  string
	Number  string // FAIN
	Title   string
	Listing string // Assistance Listing number
	RuleSet string
	Starts  calendar.Date
	Ends    calendar.Date
	Federal bool
	// ReportedFrom is the subaward in minor US dollars from which FFATA asks a report; nought where none does.
	ReportedFrom int64
}

// Party is one museum of the partnership as the gates see it.
type Party struct {
	Organization ident.Organization `bun:"organization_id"`
	Name         string             `bun:"name"`
	Country      string             `bun:"country"`
	State        string             `bun:"state"`
	City         string             `bun:"city"`
	Lead         bool               `bun:"lead"`
	Abroad       bool               `bun:"abroad"`
	UEI          string             `bun:"uei"`
	Endorsement  string             `bun:"endorsement"` // its state; empty where none was asked for
	Post         string             `bun:"post"`
	CheckedOn    calendar.Date      `bun:"checked_on"` // the last look at the exclusions list
	Result       string             `bun:"result"`     // of that look
}

// Lead is the museum that signs and is paid.
func (f *File) Lead() *Party {
	for _, m := range f.Museums {
		if m.Lead {
			return m
		}
	}
	return &Party{}
}

// Organizations are all museums of the award.
func (f *File) Organizations() []ident.Organization {
	out := make([]ident.Organization, len(f.Museums))
	for i, m := range f.Museums {
		out[i] = m.Organization
	}
	return out
}

// Signed is the signature of a side that stands; nil where it has not signed.
func (f *File) Signed(s Side) *Signature {
	for _, g := range f.Signatures {
		if g.Side == s {
			return g
		}
	}
	return nil
}

// InForce are the conditions that nobody lifted, in words.
func (f *File) InForce() []string {
	out := []string{}
	for _, c := range f.Conditions {
		if c.LiftedAt == nil {
			out = append(out, c.Text)
		}
	}
	return out
}

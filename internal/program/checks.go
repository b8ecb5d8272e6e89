package program

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Part is one page of composing a cycle.
type Part string

// The parts, in the order they are asked.
const (
	PartFrame       Part = "frame"
	PartPhases      Part = "phases"
	PartForms       Part = "forms"
	PartThemes      Part = "themes"
	PartCriteria    Part = "criteria"
	PartRules       Part = "rules"
	PartEligibility Part = "eligibility" // which of the rules E1 to E16 the cycle has
	PartMoney       Part = "money"
	PartPeople      Part = "people"
)

// Parts are all parts in their order.
func Parts() []Part {
	return []Part{PartFrame, PartPhases, PartForms, PartThemes, PartCriteria, PartEligibility, PartRules, PartMoney, PartPeople}
}

// Check is one thing asked of a cycle before it is published; advice does not stop it.
type Check struct {
	Code    string
	Part    Part
	Passed  bool
	Advice  bool
	Message string // English; catalogs translate by code
	Details []string
}

// FormState is what publishing asks of a form.
type FormState struct {
	ID        ident.Form
	Key       string
	Version   int
	Title     Text
	Published bool
	Problem   string // why its rules do not type-check; empty when they do
}

// Ground is what the checks stand on besides the cycle itself.
type Ground struct {
	Now       time.Time
	Forms     map[ident.Form]FormState
	Available money.Money // what the funder's award still has, or nothing without one
	Funder    ident.Funder
	Staff     map[auth.Role]int // how many hold each role in the program
	Lives     []Life
}

// Checks are all that publishing asks, passed or not, in the order of the parts.
func (d *Detail) Checks(g Ground) []Check {
	out := []Check{
		check("title", PartFrame, strings.TrimSpace(d.Title) != "", "The cycle has a title."),
		check("project_dates", PartFrame, d.projectAfterCall(), "The projects begin after the last deadline."),
	}
	out = append(out, d.phaseChecks(g.Now)...)
	out = append(out, d.formChecks(g.Forms)...)
	out = append(out, d.themeChecks()...)
	out = append(out, d.criteriaChecks()...)
	out = append(out, d.moneyChecks(g)...)
	out = append(out, lifeChecks(g)...)
	return append(out, d.spoken())
}

func check(code string, part Part, passed bool, message string, details ...string) Check {
	return Check{Code: code, Part: part, Passed: passed, Message: message, Details: details}
}

func (d *Detail) projectAfterCall() bool {
	if d.ProjectStartsOn.IsZero() {
		return true
	}
	z, _ := zone(d.Zone)
	return !slices.ContainsFunc(d.Phases, func(p *Phase) bool {
		return d.ProjectStartsOn.Before(calendar.Of(p.ClosesAt, z))
	})
}

func (d *Detail) phaseChecks(now time.Time) []Check {
	final := ProposalPhase
	if d.Of != nil && d.Of.Applicant == ByPerson {
		final = FellowshipPhase
	}
	var misplaced, past []string
	var before *Phase
	for _, k := range PhaseKinds() {
		p := d.Phase(k)
		if p == nil {
			continue
		}
		if before != nil && p.ClosesAt.Before(before.ClosesAt) {
			misplaced = append(misplaced, string(k))
		}
		if !p.ClosesAt.After(now) {
			past = append(past, string(k))
		}
		before = p
	}
	return []Check{
		check("phases", PartPhases, d.Phase(final) != nil, "There is a phase in which applications are handed in.", missingOf(d.Phase(final) == nil, string(final))...),
		check("phases_order", PartPhases, len(misplaced) == 0, "The phases close one after another.", misplaced...),
		check("phases_ahead", PartPhases, len(past) == 0, "Every deadline is still to come.", past...),
	}
}

func missingOf(absent bool, what string) []string {
	if absent {
		return []string{what}
	}
	return nil
}

// FormOf is the form a phase asks; zero where none is chosen.
func (c *Cycle) FormOf(k PhaseKind) ident.Form {
	switch k {
	case ProfileAlone, ProfileWithPartner:
		return c.ProfileForm
	case StatementPhase:
		return c.StatementForm
	}
	return c.ProposalForm
}

func (d *Detail) formChecks(forms map[ident.Form]FormState) []Check {
	var unchosen, unpublished, broken []string
	seen := map[ident.Form]bool{}
	for _, p := range d.Phases {
		id := d.FormOf(p.Kind)
		if id.IsZero() {
			unchosen = append(unchosen, string(p.Kind))
			continue
		}
		if seen[id] || forms == nil {
			continue
		}
		seen[id] = true
		f := forms[id]
		name := strings.TrimSpace(f.Title["en"] + " " + strconv.Itoa(f.Version))
		if !f.Published {
			unpublished = append(unpublished, name)
		}
		if f.Problem != "" {
			broken = append(broken, name+": "+f.Problem)
		}
	}
	return []Check{
		check("forms_chosen", PartForms, len(unchosen) == 0, "Every phase has its form.", unchosen...),
		check("forms_published", PartForms, len(unpublished) == 0, "The forms are published.", unpublished...),
		check("forms_typed", PartForms, len(broken) == 0, "The rules of the forms hold together.", broken...),
	}
}

func (d *Detail) themeChecks() []Check {
	masters := 0
	for _, t := range d.Themes {
		if t.Master {
			masters++
		}
	}
	others, fits := len(d.Themes)-masters, true
	switch d.ThemeRule {
	case AtLeastOne:
		fits = len(d.Themes) > 0 && masters == 0
	case MasterAndOther:
		fits = masters == 1 && others > 0
	case ThemesFree:
		fits = masters == 0
	}
	return []Check{check("themes", PartThemes, fits, "The themes fit their rule.")}
}

func (d *Detail) criteriaChecks() []Check {
	var ties []string
	taken := map[int]bool{}
	for _, k := range d.Criteria {
		if k.TieBreak > 0 && taken[k.TieBreak] {
			ties = append(ties, k.Title["en"])
		}
		taken[k.TieBreak] = true
	}
	return append(d.rubricChecks(), check("tie_breaks", PartCriteria, len(ties) == 0, "No two criteria break ties at the same place.", ties...))
}

func (d *Detail) moneyChecks(g Ground) []Check {
	all := d.Appropriation()
	sum := d.AppropriationMinor == 0 || d.AwardMaxMinor <= d.AppropriationMinor-d.AdminReserveMinor
	source := d.AppropriationMinor == 0 || !d.FunderAward.IsZero()
	within := d.AppropriationMinor == 0 || d.State != Draft || (all.Currency == g.Available.Currency && !g.Available.Less(all))
	same := d.FunderAward.IsZero() || d.Of == nil || g.Funder.IsZero() || g.Funder == d.Of.Funder
	return []Check{
		check("award_limits", PartRules, d.AwardMinMinor <= d.AwardMaxMinor && d.AwardMaxMinor > 0, "The smallest award is not above the largest."),
		{Code: "money_some", Part: PartMoney, Passed: d.AppropriationMinor > 0, Advice: true, Message: "There is money to award; without it no letter can be drawn."},
		check("award_fits", PartMoney, sum, "The money is enough for one largest award."),
		check("money_source", PartMoney, source, "The money comes from a funder's award."),
		check("money_within", PartMoney, within, "The funder's award has that much left.", g.Available.Decimal()),
		check("money_funder", PartMoney, same, "The award is of the program's own funder."),
	}
}

func lifeChecks(g Ground) []Check {
	var unowned, dead []string
	for _, l := range g.Lives {
		for _, u := range l.Unowned(g.Staff) {
			unowned = append(unowned, u.String())
		}
		for _, u := range l.DeadEnds(g.Staff) {
			dead = append(dead, u.String())
		}
	}
	return []Check{
		check("owners", PartPeople, len(unowned) == 0, "Every state of the life has somebody who can lead on from it.", unowned...),
		check("dead_ends", PartPeople, len(dead) == 0, "Every path leads to an end.", dead...),
	}
}

// spoken asks for all three languages of what applicants read; it is advice.
func (d *Detail) spoken() Check {
	var mute []string
	want := func(t Text) {
		if len(t) > 0 && len(t) < 3 {
			mute = append(mute, t["en"])
		}
	}
	for _, t := range d.Themes {
		want(t.Title)
	}
	for _, k := range d.Criteria {
		want(k.Title)
		want(k.Meaning)
	}
	return Check{Code: "languages", Part: PartThemes, Passed: len(mute) == 0, Advice: true, Message: "Themes and criteria are said in all languages.", Details: mute}
}

// Unready are the checks that stop publishing, as a refusal by part; nil when none does.
func Unready(checks []Check) error {
	var c fault.Check
	for _, x := range checks {
		message := x.Message
		if len(x.Details) > 0 && x.Code != "weights_sum" {
			message += " (" + strings.Join(x.Details, "; ") + ")"
		}
		c.That(x.Passed || x.Advice, string(x.Part), x.Code, "%s", message)
	}
	return c.Err()
}

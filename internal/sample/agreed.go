package sample

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// agreements tells how far the awards of the cycle before are: two official, one signed by its museum, one out to be
// signed, the last one still provisional.
func (t *telling) agreements(c *program.Detail) error {
	list, err := t.inOrder(c)
	if err != nil {
		return err
	}
	for i, w := range list {
		if i == 4 || err != nil {
			break
		}
		err = t.agreement(c, w, i)
	}
	return err
}

// inOrder are the awards of a cycle by their numbers.
func (t *telling) inOrder(c *program.Detail) ([]*award.Row, error) {
	list, err := t.o.Award.Awards(t.as("grants"), award.Filter{Cycle: c.ID}, page.First(10))
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list.Nodes, func(a, b *award.Row) int { return strings.Compare(a.Number, b.Number) })
	return list.Nodes, nil
}

func (t *telling) agreement(c *program.Detail, w *award.Row, nth int) error {
	t.ago(255-nth, 10)
	official, err := t.official(w)
	if err != nil {
		return err
	}
	if _, err := t.o.Agreement.Open(t.as("grants"), agreement.OpenInput{Award: w.ID, StartsOn: c.ProjectStartsOn, EndsOn: c.ProjectEndsOn}); err != nil {
		return err
	}
	t.ago(252-nth, 11)
	if _, err := t.o.Agreement.Prepare(t.as("grants"), t.terms(c, w)); err != nil {
		return err
	}
	t.ago(249-nth, 16)
	answer := agreement.AnswerInput{Award: w.ID, Payee: w.LeadName, Payment: agreement.Advance, FirstNeed: "14500.00", Tickets: "Our travel office books flights of US carriers and their code-share partners only."}
	if _, err := t.o.Agreement.Answer(official, answer); err != nil {
		return err
	}
	if nth == 1 {
		if err := t.watch(w); err != nil {
			return err
		}
	}
	t.ago(247-nth, 9)
	f, err := t.o.Agreement.Issue(t.as("grants"), agreement.IssueInput{Award: w.ID})
	if err != nil || nth == 3 {
		return err
	}
	t.ago(244-nth, 14)
	sign := agreement.SignInput{Award: w.ID, Name: auth.Who(official).Name, Title: "Executive director", Hash: f.Agreement.Hash()}
	if _, err := t.o.Agreement.Sign(official, sign); err != nil || nth == 2 {
		return err
	}
	return t.makeOfficial(w, sign.Hash, nth)
}

func (t *telling) makeOfficial(w *award.Row, hash string, nth int) error {
	t.ago(242-nth, 10)
	f, err := t.o.Agreement.Countersign(t.as("director"), agreement.SignInput{Award: w.ID, Name: "Helen Marsh", Title: "Director of exchanges", Hash: hash})
	if err != nil {
		return err
	}
	for _, m := range f.Museums {
		in := people.ExclusionInput{Organization: m.Organization, CheckedOn: calendar.Of(t.clock.Now(), time.UTC), Result: people.Clear}
		if _, err := t.o.People.RecordExclusionCheck(t.as("officer"), in); err != nil {
			return err
		}
	}
	t.ago(240-nth, 15)
	if f, err = t.o.Agreement.MakeOfficial(t.as("grants"), agreement.OfficialInput{Award: w.ID}); err != nil || f.Report == nil || nth > 0 {
		return err
	}
	t.ago(225, 11)
	_, err = t.o.Agreement.FileReport(t.as("grants"), agreement.FileReportInput{Award: w.ID, FiledOn: calendar.Of(t.clock.Now(), time.UTC), Reference: "SAM-" + w.Number})
	return err
}

// watch tells an award whose museum is new to federal money.
func (t *telling) watch(w *award.Row) error {
	const why = "The museum's first federal award, and students under 18 travel."
	if _, err := t.o.Agreement.AssessRisk(t.as("officer"), agreement.AssessInput{
		Award: w.ID, Factors: []agreement.Factor{agreement.NewToFederalMoney, agreement.Minors}, Why: why, Plan: "A call after each quarterly report, and one visit in spring.",
	}); err != nil {
		return err
	}
	_, err := t.o.Agreement.SetCondition(t.as("officer"), agreement.ConditionInput{Award: w.ID, Text: "Receipts come with each of the first two financial reports.", Why: why})
	return err
}

func (t *telling) terms(c *program.Detail, w *award.Row) agreement.PrepareInput {
	return agreement.PrepareInput{
		Award: w.ID, StartsOn: c.ProjectStartsOn, EndsOn: c.ProjectEndsOn, FunderAwardedOn: calendar.On(t.liveYear()-2, time.May, 28),
		ContactName: "Miguel Ferrante", ContactEmail: "grants@example.org", ListingTitle: "Professional and Cultural Exchange Programs - Citizen Exchanges",
		Description:  w.Title + ": an exchange between " + w.LeadName + " and " + w.Partners + ".",
		Requirements: "The funder's standard terms and conditions, the rules of the program's call, and 2 CFR 200 as of the version named here are part of this agreement.",
		Access:       "The administrator, the funder and their auditors may see the records and financial statements of this award.",
		Closeout:     "The final reports are due 90 days after the last day of the work. Money not spent goes back with them.",
	}
}

// official is the director of an award's lead museum, who may sign for it.
func (t *telling) official(w *award.Row) (context.Context, error) {
	key, given, family := "director of "+w.LeadName, "", ""
	for _, x := range decidedPairs() {
		if x.us.name == w.LeadName {
			given, family, _ = strings.Cut(x.us.director, " ")
		}
	}
	family = family[:1] + strings.ToLower(family[1:])
	if err := t.person(key, "director."+strings.ToLower(w.Number)+"@example.org", given, family, "en", ""); err != nil {
		return nil, err
	}
	err := t.o.People.Store.AddMembership(t.ctx, &people.Membership{ID: ident.NewMembership(), Person: t.people[key], Organization: w.Lead, Role: auth.Official, Title: "Executive director"})
	return t.as(key), err
}

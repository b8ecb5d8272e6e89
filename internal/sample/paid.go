package sample

import (
	"context"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/federalform"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/payment"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// payments tells the money of the first official award of a cycle: the first advance paid and partly passed on, the next
// one approved, a third still a draft.
func (t *telling) payments(c *program.Detail) error {
	list, err := t.o.Award.Awards(t.as("grants"), award.Filter{Cycle: c.ID, State: award.Official}, page.First(1))
	if err != nil || len(list.Nodes) == 0 {
		return err
	}
	w := list.Nodes[0]
	f, err := t.o.Agreement.Running(t.as("grants"), w.ID, false)
	if err != nil {
		return err
	}
	official := t.as("director of " + w.LeadName)
	t.ago(190, 10)
	if err := t.paidAdvance(w, f, official); err != nil {
		return err
	}
	t.ago(140, 11)
	second, err := t.asksFor(official, f, 1, "21000.00")
	if err != nil {
		return err
	}
	if err := t.approves(second); err != nil {
		return err
	}
	t.ago(128, 16)
	_, err = t.begins(official, f, 2, "26000.00")
	return err
}

func (t *telling) paidAdvance(w *award.Row, f *agreement.File, official context.Context) error {
	c, err := t.asksFor(official, f, 0, "14500.00")
	if err != nil {
		return err
	}
	if err := t.approves(c); err != nil {
		return err
	}
	t.pass(24 * 60)
	if _, err := t.o.Payment.SetPayee(t.as("finance"), payment.PayeeInput{Award: w.ID, Vendor: "V-10023"}); err != nil {
		return err
	}
	if _, err := t.o.Payment.Release(t.as("finance"), payment.StepInput{Payment: c.ID}); err != nil {
		return err
	}
	if _, err := t.o.Payment.MakeBatch(t.as("finance"), payment.BatchInput{Payments: []ident.Payment{c.ID}, On: t.day()}); err != nil {
		return err
	}
	t.pass(24 * 60)
	if _, err := t.o.Payment.MarkPaid(t.as("finance"), payment.PaidInput{Payment: c.ID, On: t.day(), Reference: "ACH-20417"}); err != nil {
		return err
	}
	t.pass(3 * 24 * 60)
	return t.passesOn(c.ID, f, official)
}

// passesOn tells what the lead passed on, and that its partner got it.
func (t *telling) passesOn(id ident.Payment, f *agreement.File, official context.Context) error {
	for _, m := range f.Museums {
		if m.Lead {
			continue
		}
		in := payment.ForwardInput{Payment: id, Organization: m.Organization, Amount: "4000.00", On: t.day(), Reference: "SWIFT 2209-77", File: []byte("%PDF-1.4\n% The bank's receipt of a transfer in the demonstration.\n%%EOF\n")}
		c, err := t.o.Payment.Forward(official, in)
		if err != nil {
			return err
		}
		key := "bookkeeper of " + m.Name
		if err := t.person(key, "bookkeeper."+strings.ToLower(f.Number)+"@example.org", "Elena", "Vidal", "es", ""); err != nil {
			return err
		}
		if err := t.o.People.Store.AddMembership(t.ctx, &people.Membership{ID: ident.NewMembership(), Person: t.people[key], Organization: m.Organization, Role: auth.PartnerCoordinator, Title: "Bookkeeper"}); err != nil {
			return err
		}
		t.pass(24 * 60)
		_, err = t.o.Payment.ConfirmForward(t.as(key), payment.ForwardedInput{Payment: id, Forward: c.Forwards[0].ID})
		return err
	}
	return nil
}

func (t *telling) day() calendar.Date { return calendar.Of(t.clock.Now(), time.UTC) }

// begins drafts an advance for so many quarters after the one that runs, or after the first of the award.
func (t *telling) begins(official context.Context, f *agreement.File, quarters int, amount string) (*payment.Card, error) {
	on := t.day()
	if on.Before(f.Current().StartsOn) {
		on = f.Current().StartsOn
	}
	if on = on.AddMonths(3 * quarters); on.After(f.Current().EndsOn) {
		on = f.Current().EndsOn
	}
	plan := payment.Plan{On: on, Share: "3000.00"}
	*[]*string{&plan.Month1, &plan.Month2, &plan.Month3}[(int(on.Month())-1)%3] = amount
	return t.o.Payment.Begin(official, payment.BeginInput{Award: f.Award, Kind: federalform.Advance, Plan: plan})
}

func (t *telling) asksFor(official context.Context, f *agreement.File, quarters int, amount string) (*payment.Card, error) {
	c, err := t.begins(official, f, quarters, amount)
	if err != nil {
		return nil, err
	}
	hash, err := c.Draft()
	if err != nil {
		return nil, err
	}
	if _, err := t.o.Payment.Certify(official, payment.SignInput{Payment: c.ID, Name: auth.Who(official).Name, Title: "Executive director", Hash: hash}); err != nil {
		return nil, err
	}
	return t.o.Payment.Submit(official, payment.StepInput{Payment: c.ID})
}

func (t *telling) approves(c *payment.Card) error {
	t.pass(3 * 60)
	if _, err := t.o.Payment.Check(t.as("officer"), payment.StepInput{Payment: c.ID, Reason: "Sized to the workshops of the quarter."}); err != nil {
		return err
	}
	t.pass(24 * 60)
	_, err := t.o.Payment.Approve(t.as("grants"), payment.StepInput{Payment: c.ID})
	return err
}

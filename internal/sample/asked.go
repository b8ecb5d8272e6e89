package sample

import (
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/assignment"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// accepts asks a reader to sit on a panel, who accepts the same day.
func (t *telling) accepts(p *review.Panel, key string) error {
	i, err := t.o.Review.InviteToPanel(t.as("officer"), review.InviteToPanelInput{Panel: p.ID, Email: key + "@example.org", Note: "You read with us before; we would be glad of your eye for evaluation."})
	if err != nil {
		return err
	}
	t.pass(95)
	_, err = t.o.Review.AnswerPanelInvitation(t.as(key), review.AnswerPanelInvitationInput{Invitation: i.ID, Accept: true})
	return err
}

// paid tells what the readers of a locked panel are owed: some is paid, one leaves it, the rest waits.
func (t *telling) paid(p *review.Panel) error {
	t.ago(276, 11)
	list, err := t.o.Review.Honoraria(t.as("finance"), p.ID)
	if err != nil {
		return err
	}
	for _, h := range list {
		t.pass(3)
		switch h.Person {
		case t.people["chair"], t.people["amadou.keita"]:
			in := review.PayHonorariumInput{Member: h.Member, On: calendar.Of(t.clock.Now(), calendar.Deadline{Zone: zone}.Location()), Reference: fmt.Sprintf("ACH 20418-%02d", h.FeeMinor%89+int64(len(h.Name)))}
			if _, err := t.o.Review.PayHonorarium(t.as("finance"), in); err != nil {
				return err
			}
		case t.people["susan.delacroix"]:
			in := review.LeaveHonorariumInput{Member: h.Member, Reason: "She turns it down: her museum counts the work as service."}
			if _, err := t.o.Review.LeaveHonorarium(t.as("officer"), in); err != nil {
				return err
			}
		}
	}
	return nil
}

// seekers tells the program's possible reviewers, the live panel's terms, and whom its officer still waits for.
func (t *telling) seekers(c *program.Detail) error {
	panels, err := t.o.Review.Panels(t.as("officer"), c.ID)
	if err != nil {
		return err
	}
	for _, p := range panels {
		if p.State == review.Reading {
			return errors.Join(t.say(), t.listed(), t.waitFor(p))
		}
	}
	return nil
}

// say is what readers say of themselves, after they were seated.
func (t *telling) say() error {
	t.ago(17, 13)
	twelve, year := 12, calendar.Of(t.now, calendar.Deadline{Zone: zone}.Location()).Year()
	on := func(m, d int) calendar.Date { return calendar.On(year, 1, 1).AddMonths(m - 1).AddDays(d - 1) }
	for _, x := range []struct {
		key string
		in  review.SetReviewerProfileInput
	}{
		{"amadou.keita", review.SetReviewerProfileInput{
			Country: "SN", LoadLimit: &twelve, AvailableFrom: on(1, 10), AvailableUntil: on(12, 20), Note: "Afternoons in Dakar are best for calls.",
			Skills: knows("language:fr", "language:wo", "country:SN", "country:ML", "discipline:history"),
		}},
		{"susan.delacroix", review.SetReviewerProfileInput{Country: "US", Skills: knows("language:en", "language:fr", "discipline:childrens", "discipline:art")}},
		{"haruka.abe", review.SetReviewerProfileInput{Country: "JP", LoadLimit: &twelve, Skills: knows("language:ja", "language:en", "country:JP", "discipline:science"), AvailableUntil: on(12, 1)}},
		{"reviewer", review.SetReviewerProfileInput{Country: "RS", Skills: knows("language:sr", "language:en", "country:RS", "discipline:history")}},
		{"fellow", review.SetReviewerProfileInput{Country: "BT", Skills: knows("language:dz", "language:en", "country:BT"), Note: "I have read for a foundation before, never for a museum program."}},
	} {
		t.pass(40)
		if _, err := t.o.Review.SetReviewerProfile(t.as(x.key), x.in); err != nil {
			return fmt.Errorf("%s: %w", x.key, err)
		}
	}
	return nil
}

// knows are skills written as kind:value, each known well.
func knows(list ...string) []assignment.Skill {
	out := make([]assignment.Skill, len(list))
	for i, x := range list {
		k := &out[i]
		k.Level = 100 - 10*i
		for j := range x {
			if x[j] == ':' {
				k.Kind, k.Value = x[:j], x[j+1:]
			}
		}
	}
	return out
}

func (t *telling) listed() error {
	t.ago(16, 10)
	for _, key := range append(readers(), "fellow") {
		t.pass(2)
		if _, err := t.o.Review.AddToPool(t.as("officer"), review.PoolInput{Program: t.program, Person: t.people[key]}); err != nil {
			return err
		}
	}
	return nil
}

// waitFor tells invitations: one was declined, two wait, one of them in a mailbox nobody here knows.
func (t *telling) waitFor(p *review.Panel) error {
	seven := 7
	t.ago(14, 9)
	if _, err := t.o.Review.SetPanelTerms(t.as("officer"), review.SetPanelTermsInput{Panel: p.ID, Seats: &seven, Fee: "75.00", FeePer: review.PerReview}); err != nil {
		return err
	}
	t.pass(20)
	i, err := t.o.Review.InviteToPanel(t.as("officer"), review.InviteToPanelInput{Panel: p.ID, Email: "lena.horvat@example.org"})
	if err != nil {
		return err
	}
	t.ago(12, 18)
	link, err := uuid.Parse(i.LinkID)
	if err != nil {
		return err
	}
	in := review.AnswerPanelInvitationInput{Token: t.o.Key.LinkToken(link), Reason: "I am on parental leave until the autumn. Please ask me again then."}
	if _, err := t.o.Review.AnswerPanelInvitation(t.ctx, in); err != nil {
		return err
	}
	days := 14
	for n, email := range []string{"fellow@example.org", "rosa.oduya@example.org"} {
		t.ago(6-n, 10)
		if _, err := t.o.Review.InviteToPanel(t.as("officer"), review.InviteToPanelInput{
			Panel: p.ID, Email: email, Days: &days, Note: "The first reading ends in four weeks; most of our readers need two evenings a week.",
		}); err != nil {
			return err
		}
	}
	return nil
}

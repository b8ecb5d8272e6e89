package partnership_test

import (
	"context"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
)

// waiting is a partnership with a museum abroad for which nobody speaks.
func (w *world) waiting(o *people.Organization) *partnership.Detail {
	w.t.Helper()
	d, err := w.Partnership.Propose(w.ada, partnership.ProposeInput{
		Cycle: w.cycle, Title: "Whales", Lead: w.lead.ID, Partners: []partnership.PartnerInput{{Organization: o.ID, Part: "Boats"}},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

func (w *world) invite(t *testing.T, d *partnership.Detail, o *people.Organization, email string) string {
	t.Helper()
	if _, err := w.Partnership.Invite(w.ada, partnership.InviteInput{Partnership: d.ID, Organization: o.ID, Email: email}); err != nil {
		t.Fatal(err)
	}
	return w.token("invitation.asked")
}

func TestAMuseumOfTheRegisterConfirmsThroughItsInvitation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	husavik := w.museum("Húsavík Whale Museum", "IS", "Húsavík")
	w.exec(`UPDATE organizations SET website = 'https://www.whalemuseum.example/en', source = 'registry', source_key = 'x' WHERE id = $1`, husavik.ID.UUID())
	d := w.waiting(husavik)
	token := w.invite(t, d, husavik, "Eva@WhaleMuseum.example")
	x, err := w.Partnership.Invited(nobody(t), token)
	if err != nil || x.Museum.Member.Part != "Boats" {
		t.Fatal(err)
	}
	x, err = w.Partnership.TakeInvitation(nobody(t), partnership.TakeInvitationInput{Token: token, Locale: "es"})
	if err != nil || x.Invitation.State != partnership.InvitationUsed {
		t.Fatalf("%+v, %v", x, err)
	}
	if got, err := w.Partnership.Partnership(w.ada, d.ID); err != nil || got.Museum(husavik.ID).Member.ConfirmedAt != nil {
		t.Error("taking the link up confirmed for the museum")
	}
	a, err := w.Account.Actor(nobody(t), x.Invitation.Person, true, "web")
	if err != nil || a.Email != "eva@whalemuseum.example" || a.Locale != "es" {
		t.Fatalf("%+v, %v", a, err)
	}
	eva := auth.As(nobody(t), a)
	got, err := w.Partnership.Confirm(eva, partnership.ConfirmInput{Partnership: d.ID, Organization: husavik.ID, Words: "Já."})
	if err != nil || got.State != partnership.Confirmed || got.Museum(husavik.ID).Member.ConfirmedBy != a.Person {
		t.Fatalf("%v, %v", got, err)
	}
	if _, err := w.Partnership.TakeInvitation(nobody(t), partnership.TakeInvitationInput{Token: token}); !fault.HasCode(err, "link_used") {
		t.Errorf("twice: %v", err)
	}
}

func TestAnAddressThatNobodyVouchesForWaitsForTheOffice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	small := w.museum("Museum of Small Boats", "IS", "Siglufjörður")
	// The lead itself could have typed this website in.
	w.exec(`UPDATE organizations SET website = 'https://boats.example' WHERE id = $1`, small.ID.UUID())
	d := w.waiting(small)
	token := w.invite(t, d, small, "friend@boats.example")
	x, err := w.Partnership.TakeInvitation(nobody(t), partnership.TakeInvitationInput{Token: token})
	if err != nil || x.Invitation.State != partnership.InvitationWaits {
		t.Fatalf("%+v, %v", x, err)
	}
	a, err := w.Account.Actor(nobody(t), x.Invitation.Person, true, "web")
	if err != nil || len(a.Grants) != 0 {
		t.Fatalf("%+v, %v", a, err)
	}
	if _, err := w.Partnership.Confirm(auth.As(nobody(t), a), partnership.ConfirmInput{Partnership: d.ID, Organization: small.ID, Words: "Yes"}); !fault.Is(err, fault.NotFound) {
		t.Errorf("who waits confirms: %v", err)
	}
	admit := partnership.AdmitInvitationInput{Invitation: x.Invitation.ID}
	if _, err := w.Partnership.AdmitInvitation(w.ada, admit); !fault.Is(err, fault.Forbidden) {
		t.Errorf("the lead admits whom it named: %v", err)
	}
	if _, err := w.Partnership.AdmitInvitation(w.officer, admit); err != nil {
		t.Fatal(err)
	}
	if a, err = w.Account.Actor(nobody(t), x.Invitation.Person, true, "web"); err != nil || len(a.Grants) != 1 || a.Grants[0].Role != auth.PartnerCoordinator {
		t.Errorf("%+v, %v", a, err)
	}
	if _, err := w.Partnership.AdmitInvitation(w.officer, admit); !fault.HasCode(err, "state") {
		t.Errorf("twice: %v", err)
	}
}

func TestInvitationsThatAreRefusedOrOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	small := w.museum("Museum of Small Boats", "IS", "Siglufjörður")
	d := w.waiting(small)
	for name, c := range map[string]struct {
		in   partnership.InviteInput
		code string
	}{
		"no address":              {partnership.InviteInput{Partnership: d.ID, Organization: small.ID, Email: "nobody"}, "bad_email"},
		"a museum that is not in": {partnership.InviteInput{Partnership: d.ID, Organization: w.france.ID, Email: "a@example.org"}, "not_found"},
		"the lead, which speaks":  {partnership.InviteInput{Partnership: d.ID, Organization: w.lead.ID, Email: "a@example.org"}, "already_confirmed"},
		"a partnership of nobody": {partnership.InviteInput{Partnership: ident.NewPartnership(), Organization: small.ID, Email: "a@example.org"}, "not_found"},
	} {
		if _, err := w.Partnership.Invite(w.ada, c.in); !fault.HasCode(err, c.code) {
			t.Errorf("%s: want %s, %v", name, c.code, err)
		}
	}
	spoken := w.proposed()
	if _, err := w.Partnership.Invite(w.ada, partnership.InviteInput{Partnership: spoken.ID, Organization: w.kenya.ID, Email: "a@example.org"}); !fault.HasCode(err, "has_speakers") {
		t.Errorf("a museum for which somebody speaks: %v", err)
	}
	first := w.invite(t, d, small, "one@example.org")
	second := w.invite(t, d, small, "two@example.org")
	if _, err := w.Partnership.Invited(nobody(t), first); !fault.HasCode(err, "link_replaced") {
		t.Errorf("the first after the second: %v", err)
	}
	if _, err := w.Partnership.ReplaceMember(w.ada, partnership.ReplaceMemberInput{Partnership: d.ID, Organization: small.ID, Replacement: w.france.ID, Reason: "No answer."}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Partnership.Invited(nobody(t), second); !fault.HasCode(err, "link_replaced") {
		t.Errorf("of a museum that takes no part any more: %v", err)
	}
	other := w.museum("Museum of Nets", "IS", "Ísafjörður")
	third := w.invite(t, w.waiting(other), other, "three@example.org")
	w.Clock.Set(w.Clock.Now().Add(31 * 24 * time.Hour))
	if _, err := w.Partnership.TakeInvitation(nobody(t), partnership.TakeInvitationInput{Token: third}); !fault.HasCode(err, "link_expired") {
		t.Errorf("after a month: %v", err)
	}
}

func TestOnlyThoseWhoInviteReadTheAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	small := w.museum("Museum of Small Boats", "IS", "Siglufjörður")
	d, err := w.Partnership.Propose(w.ada, partnership.ProposeInput{
		Cycle: w.cycle, Title: "Whales", Lead: w.lead.ID, Partners: []partnership.PartnerInput{{Organization: small.ID}, {Organization: w.kenya.ID}},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.invite(t, d, small, "friend@boats.example")
	for name, c := range map[string]struct {
		who  context.Context
		want string
	}{"the lead": {w.ada, "friend@boats.example"}, "an officer": {w.officer, "friend@boats.example"}, "another partner": {w.wanjiru, ""}} {
		if all, err := w.Partnership.Invitations(c.who, d.ID); err != nil || len(all) != 1 || all[0].Email != c.want {
			t.Errorf("%s reads %+v, %v", name, all, err)
		}
	}
	if all, err := w.Partnership.Invitations(w.odile, d.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("a museum outside reads %+v, %v", all, err)
	}
	for name, who := range map[string]context.Context{"the lead": w.ada, "a partner": w.wanjiru, "a museum outside": w.odile, "nobody": nobody(t)} {
		if posts, err := w.Partnership.Posts(who); err == nil {
			t.Errorf("%s reads the addresses of %d posts", name, len(posts))
		}
	}
}

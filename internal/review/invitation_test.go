package review_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/assignment"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

func invite(b *bench, email string) (*review.PanelInvitation, string) {
	b.t.Helper()
	i, err := b.review.InviteToPanel(b.asOfficer(), review.InviteToPanelInput{Panel: b.panel.ID, Email: email})
	if err != nil {
		b.t.Fatal(err)
	}
	return i, houseKey.LinkToken(uuid.MustParse(i.LinkID))
}

func TestAnInvitationIsMailedAndAnsweredOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 2)
	b := h.bench(3)
	i, token := invite(b, " Nina.New@Example.org ")
	var data string
	if err := h.DB.Pool.QueryRow(h.ctx, `SELECT data::text FROM messages WHERE template = 'seat.invited' AND email = 'nina.new@example.org'`).Scan(&data); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"Exchange", "MC-2027", "Museum 1", "Museo", token} {
		if strings.Contains(data, secret) {
			t.Errorf("the mail carries %s: %s", secret, data)
		}
	}
	if n := h.number(`SELECT count(*) FROM panel_invitations WHERE position($1 IN row_to_json(panel_invitations)::text) > 0`, token); n != 0 {
		t.Error("a table holds the token of the link")
	}
	if got, err := b.review.InvitedToPanel(h.ctx, token); err != nil || got.PanelName != "Panel A" || got.CycleTitle != "Museums Connect 2027" {
		t.Fatalf("asked %+v, %v", got, err)
	}
	want(t, second(b.review.AnswerPanelInvitation(h.ctx, review.AnswerPanelInvitationInput{Token: token})), "required")
	got, err := b.review.AnswerPanelInvitation(h.ctx, review.AnswerPanelInvitationInput{Token: token, Accept: true, Locale: "es"})
	if err != nil || got.State != review.InvitationAccepted || got.Person.IsZero() {
		t.Fatalf("accepted: %+v, %v", got, err)
	}
	if n := h.number(`SELECT count(*) FROM panel_members m JOIN people p ON p.id = m.person_id WHERE m.panel_id = $1 AND p.email = $2 AND p.locale = 'es'`, b.panel.ID, i.Email); n != 1 {
		t.Error("who accepted does not sit on the panel")
	}
	if pool, err := b.review.Pool(h.asOfficer(), review.PoolFilter{Program: h.program, Panel: b.panel.ID}); err != nil || len(pool) != 1 || !pool[0].Seated || pool[0].Asked != review.InvitationAccepted {
		t.Errorf("the pool is %+v, %v", pool, err)
	}
	want(t, second(b.review.AnswerPanelInvitation(h.ctx, review.AnswerPanelInvitationInput{Token: token, Reason: "No."})), "link_used")
	want(t, second(b.review.InvitedToPanel(h.ctx, token)), "link_used")
	if _, err := b.review.InvitedToPanel(h.ctx, token+"x"); !fault.Is(err, fault.NotFound) {
		t.Errorf("a made-up link: %v", err)
	}
	want(t, second(b.review.InviteToPanel(h.asOfficer(), review.InviteToPanelInput{Panel: b.panel.ID, Email: i.Email})), "already_member")
	if n := h.number(`SELECT count(*) FROM messages WHERE template = 'review.invitation_accepted' AND person_id = $1`, h.officer); n != 1 {
		t.Error("the officer is not told")
	}
}

func TestAnInvitationEndsInOtherWaysToo(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 1)
	b := h.bench(2)
	_, declined := invite(b, "a@example.org")
	if i, err := b.review.AnswerPanelInvitation(h.ctx, review.AnswerPanelInvitationInput{Token: declined, Reason: "On leave."}); err != nil || i.State != review.InvitationDeclined {
		t.Fatalf("%+v, %v", i, err)
	}
	_, replaced := invite(b, "b@example.org")
	taken, newer := invite(b, "b@example.org")
	want(t, second(b.review.InvitedToPanel(h.ctx, replaced)), "invitation_withdrawn")
	if _, err := b.review.WithdrawPanelInvitation(h.asOfficer(), review.WithdrawPanelInvitationInput{Invitation: taken.ID, Reason: "Another came."}); err != nil {
		t.Fatal(err)
	}
	want(t, second(b.review.AnswerPanelInvitation(h.ctx, review.AnswerPanelInvitationInput{Token: newer, Accept: true})), "invitation_withdrawn")
	want(t, second(b.review.WithdrawPanelInvitation(h.asOfficer(), review.WithdrawPanelInvitationInput{Invitation: taken.ID})), "state")
	want(t, second(b.review.WithdrawPanelInvitation(b.reader(0), review.WithdrawPanelInvitationInput{Invitation: taken.ID})), "forbidden")

	_, late := invite(b, "c@example.org")
	begun := h.Clock.Now()
	tend := func(after time.Duration, reminded, expired int) {
		t.Helper()
		h.Clock.Set(begun.Add(after))
		if r, x, err := b.review.TendInvitations(h.ctx); err != nil || r != reminded || x != expired {
			t.Errorf("after %s %d reminded and %d expired, %v", after, r, x, err)
		}
	}
	tend(9*24*time.Hour, 0, 0)
	tend(10*24*time.Hour, 1, 0)
	tend(11*24*time.Hour, 0, 0)
	h.Clock.Set(begun.Add(14 * 24 * time.Hour))
	want(t, second(b.review.AnswerPanelInvitation(h.ctx, review.AnswerPanelInvitationInput{Token: late, Accept: true})), "link_expired")
	if list, err := b.review.PanelInvitations(h.asOfficer(), b.panel.ID); err != nil || len(list) != 4 || list[0].State != review.InvitationExpired {
		t.Errorf("before the timetable comes: %+v, %v", list[0], err)
	}
	tend(15*24*time.Hour, 0, 1)
	tend(16*24*time.Hour, 0, 0)
}

func TestSeatsAreNotTakenTwice(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 1)
	b := h.bench(2)
	three := 3
	if _, err := b.review.SetPanelTerms(h.asOfficer(), review.SetPanelTermsInput{Panel: b.panel.ID, Seats: &three}); err != nil {
		t.Fatal(err)
	}
	var tokens []string
	for _, who := range []string{"a@example.org", "b@example.org", "c@example.org", "d@example.org"} {
		_, token := invite(b, who)
		tokens = append(tokens, token)
	}
	var wg sync.WaitGroup
	errs := make([]error, len(tokens))
	for n, token := range tokens {
		wg.Go(func() {
			_, errs[n] = b.review.AnswerPanelInvitation(h.ctx, review.AnswerPanelInvitationInput{Token: token, Accept: true})
		})
	}
	wg.Wait()
	full := 0
	for _, err := range errs {
		if fault.HasCode(err, "panel_full") {
			full++
		} else if err != nil {
			t.Error(err)
		}
	}
	if n := h.number(`SELECT count(*) FROM panel_members WHERE panel_id = $1 AND left_at IS NULL`, b.panel.ID); n != 3 || full != 3 {
		t.Errorf("%d sit on three seats, %d were told", n, full)
	}
	want(t, second(b.review.InviteToPanel(h.asOfficer(), review.InviteToPanelInput{Panel: b.panel.ID, Email: "e@example.org"})), "panel_full")
	want(t, second(b.review.AddMember(h.asOfficer(), review.AddMemberInput{Panel: b.panel.ID, Person: h.person("Extra One")})), "panel_full")
	two := 2
	want(t, second(b.review.SetPanelTerms(h.asOfficer(), review.SetPanelTermsInput{Panel: b.panel.ID, Seats: &two})), "panel_full")
	h.exec(`UPDATE panels SET state = 'ranked', locked_at = now()`)
	for n, err := range errs {
		if err != nil {
			want(t, second(b.review.AnswerPanelInvitation(h.ctx, review.AnswerPanelInvitationInput{Token: tokens[n], Accept: true})), "state")
		}
	}
}

func TestNobodyIsInvitedAgainstARule(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 1)
	b := h.bench(2)
	busy, staff := h.person("Busy Body"), h.person("Staff Person")
	if _, err := b.review.SetReviewerProfile(h.as(busy), review.SetReviewerProfileInput{Unavailable: true}); err != nil {
		t.Fatal(err)
	}
	h.exec(`INSERT INTO role_grants (id, person_id, role, granted_by, granted_at) VALUES ($1, $2, 'grants_manager', $3, now())`, ident.NewRoleGrant(), staff, h.officer)
	for email, code := range map[string]string{
		"busy.body@example.org": "unavailable", "staff.person@example.org": "staff", "reader.r1@example.org": "already_member", "no address": "bad_email", "Ann <ann@example.org>": "bad_email",
	} {
		want(t, second(b.review.InviteToPanel(h.asOfficer(), review.InviteToPanelInput{Panel: b.panel.ID, Email: email})), code)
	}
	zero := 0
	want(t, second(b.review.InviteToPanel(h.asOfficer(), review.InviteToPanelInput{Panel: b.panel.ID, Email: "x@example.org", Days: &zero})), "out_of_range")
	want(t, second(b.review.InviteToPanel(b.reader(0), review.InviteToPanelInput{Panel: b.panel.ID, Email: "x@example.org"})), "forbidden")
	want(t, second(b.review.AddToPool(h.asOfficer(), review.PoolInput{Program: h.program, Person: staff})), "staff")
	// Who became staff while the invitation waited is told without being told why others are kept off.
	_, token := invite(b, "later.staff@example.org")
	later := h.person("Later Staff")
	h.exec(`INSERT INTO role_grants (id, person_id, role, granted_by, granted_at) VALUES ($1, $2, 'program_officer', $3, now())`, ident.NewRoleGrant(), later, h.officer)
	want(t, second(b.review.AnswerPanelInvitation(h.ctx, review.AnswerPanelInvitationInput{Token: token, Accept: true})), "seat_refused")
}

func TestAnInvitationToOnesOwnAddressIsAnsweredSignedIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 1)
	b := h.bench(2)
	me, other := h.person("Mia Own"), h.person("Other One")
	i, _ := invite(b, "mia.own@example.org")
	if list, err := b.review.MyPanelInvitations(h.as(me)); err != nil || len(list) != 1 || list[0].ID != i.ID {
		t.Fatalf("%+v, %v", list, err)
	}
	if list, err := b.review.MyPanelInvitations(h.as(other)); err != nil || len(list) != 0 {
		t.Errorf("another's invitations: %+v, %v", list, err)
	}
	if _, err := b.review.AnswerPanelInvitation(h.as(other), review.AnswerPanelInvitationInput{Invitation: i.ID, Accept: true}); !fault.Is(err, fault.NotFound) {
		t.Errorf("another accepts: %v", err)
	}
	want(t, second(b.review.AnswerPanelInvitation(h.ctx, review.AnswerPanelInvitationInput{Invitation: i.ID, Accept: true})), "sign_in")
	if got, err := b.review.AnswerPanelInvitation(h.as(me), review.AnswerPanelInvitationInput{Invitation: i.ID, Accept: true}); err != nil || got.State != review.InvitationAccepted {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestAMemberBeginsWithWhatTheySaidOfThemselves(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 3)
	b := h.bench(2)
	theme := ident.NewTheme()
	h.exec(`ALTER TABLE themes DISABLE TRIGGER USER`)
	h.exec(`INSERT INTO themes (id, cycle_id, title, ordinal) VALUES ($1, $2, '{"en": "Green Practices"}', 1)`, theme, h.cycle)
	me, one := h.person("Ana Able"), 1
	as := h.as(me)
	in := review.SetReviewerProfileInput{
		Country: "PE", LoadLimit: &one, AvailableFrom: calendar.On(2027, time.March, 1), AvailableUntil: calendar.On(2027, time.June, 30), Note: "Mornings.",
		Skills: []assignment.Skill{{Kind: "theme", Value: "green practices", Level: 80}, {Kind: "theme", Value: "Of another year", Level: 50}, {Kind: "language", Value: "es", Level: 100}},
	}
	p, err := b.review.SetReviewerProfile(as, in)
	if err != nil || p.Version != 1 {
		t.Fatalf("%+v, %v", p, err)
	}
	stale := 0
	in.ExpectedVersion = &stale
	want(t, second(b.review.SetReviewerProfile(as, in)), "version")
	in.ExpectedVersion, in.AvailableUntil = nil, calendar.On(2027, time.February, 1)
	want(t, second(b.review.SetReviewerProfile(as, in)), "before_start")
	if _, err := b.review.AddToPool(h.asOfficer(), review.PoolInput{Program: h.program, Person: me}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		f    review.PoolFilter
		want int
	}{
		"all":                    {review.PoolFilter{}, 1},
		"of her country":         {review.PoolFilter{Country: "PE"}, 1},
		"of another country":     {review.PoolFilter{Country: "KE"}, 0},
		"who speak Spanish":      {review.PoolFilter{Kind: "language", Value: "es"}, 1},
		"who speak French":       {review.PoolFilter{Kind: "language", Value: "fr"}, 0},
		"available in April":     {review.PoolFilter{On: calendar.On(2027, time.April, 1)}, 1},
		"available in September": {review.PoolFilter{On: calendar.On(2027, time.September, 1)}, 0},
	} {
		c.f.Program = h.program
		if list, err := b.review.Pool(h.asOfficer(), c.f); err != nil || len(list) != c.want {
			t.Errorf("%s: %d, %v", name, len(list), err)
		}
	}
	for who, ctx := range map[string]context.Context{"a member": b.reader(1), "the chair": b.reader(0), "one in the pool": as, "nobody": h.ctx} {
		if _, err := b.review.Pool(ctx, review.PoolFilter{Program: h.program}); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s reads the pool: %v", who, err)
		}
	}
	_, token := invite(b, "ana.able@example.org")
	if _, err := b.review.AnswerPanelInvitation(h.ctx, review.AnswerPanelInvitationInput{Token: token, Accept: true}); err != nil {
		t.Fatal(err)
	}
	panel, err := b.review.Panel(h.asOfficer(), b.panel.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range panel.Members {
		if m.Person != me {
			continue
		}
		got, _ := json.Marshal(m.Skills)
		if m.LoadLimit == nil || *m.LoadLimit != 1 || len(m.Skills) != 2 || m.Skills[0].Value != theme.String() {
			t.Errorf("she begins with %v and %s", m.LoadLimit, got)
		}
	}
	// Her limit holds by the machine and by hand.
	if _, err := b.review.AssignEvenly(h.asOfficer(), review.AssignEvenlyInput{Panel: b.panel.ID}); err != nil {
		t.Fatal(err)
	}
	if n := h.number(`SELECT count(*) FROM assignments WHERE reviewer_id = $1`, me); n > 1 {
		t.Errorf("she reads %d, at most one", n)
	}
	var pairs []review.Pairing
	for _, a := range h.apps {
		pairs = append(pairs, review.Pairing{Application: a, Reviewer: me})
	}
	want(t, second(b.review.Assign(h.asOfficer(), review.AssignInput{Panel: b.panel.ID, Pairs: pairs})), "over_load")
	if err := b.review.RemoveFromPool(h.asOfficer(), review.PoolInput{Program: h.program, Person: me}); err != nil {
		t.Error(err)
	}
	if err := b.review.RemoveFromPool(h.as(h.grants, auth.Grant{Role: auth.Grants, Program: h.program}), review.PoolInput{Program: h.program, Person: me}); !fault.HasCode(err, "forbidden") {
		t.Errorf("a reader of the pool changes it: %v", err)
	}
}

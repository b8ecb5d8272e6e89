package people_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestTheLifeOfAClaimIsAsWrittenDown(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, m := range people.ClaimMoves() {
		fmt.Fprintf(&b, "%-10s %-10s %-10s %s\n", m.From, m.Verb, m.To, m.By)
	}
	const file = "testdata/claims.golden"
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(file); err != nil || b.String() != string(want) {
		t.Errorf("the life of a claim changed:\n%s%v", b.String(), err)
	}
}

// linking is a stage whose links can be followed: the token is the id of the link in the mail.
func linking(t *testing.T) stage {
	s := setUp(t)
	s.people.LinkToken = func(id uuid.UUID) string { return "token-" + id.String() }
	return s
}

// inRegister adds a museum that nobody speaks for, with a website.
func (s stage) inRegister(t *testing.T, name string) *people.Organization {
	t.Helper()
	in := museum(name)
	in.Website = "https://www." + strings.ToLower(strings.ReplaceAll(name, " ", "")) + ".org"
	o, err := s.people.AddOrganization(auth.As(s.ctx, auth.System("test")), in)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// mails are the templates queued to an address, oldest first, with the link of the last.
func (s stage) mails(t *testing.T, email string) (templates []string, link string) {
	t.Helper()
	rows, err := s.DB.Pool.Query(s.ctx, "SELECT template, coalesce(data ->> 'link', '') FROM messages WHERE email = $1 ORDER BY queued_at, id", email)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name, &link); err != nil {
			t.Fatal(err)
		}
		templates = append(templates, name)
	}
	return templates, "token-" + link
}

func (s stage) speaks(t *testing.T, p ident.Person, o *people.Organization) string {
	t.Helper()
	var role string
	err := s.DB.Pool.QueryRow(s.ctx, "SELECT coalesce(string_agg(role, ','), '') FROM memberships WHERE person_id = $1 AND organization_id = $2 AND until IS NULL", p, o.ID).Scan(&role)
	if err != nil {
		t.Fatal(err)
	}
	return role
}

func TestALinkToTheMuseumsOwnDomainVerifiesAClaimOnce(t *testing.T) {
	t.Parallel()
	s := linking(t)
	o := s.inRegister(t, "Hilltop House")
	ann, ctx := s.person(t, "ann")
	c, err := s.people.ClaimOrganization(ctx, people.ClaimInput{Organization: o.ID, Title: "Registrar", Email: "Ann@Mail.HilltopHouse.org"})
	if err != nil {
		t.Fatal(err)
	}
	sent, token := s.mails(t, "ann@mail.hilltophouse.org")
	if len(sent) != 1 || sent[0] != "claim.link" || strings.Contains(string(c.LinkHash), token) {
		t.Fatalf("mails: %v", sent)
	}
	if _, err := s.people.ClaimByLink(s.ctx, "token-"+uuid.NewString()); !fault.Is(err, fault.NotFound) {
		t.Errorf("a guessed link was answered with %v", err)
	}
	shown, err := s.people.ClaimByLink(s.ctx, token)
	if err != nil || shown.Museum != o.Name || shown.Who() != "ann Doe" || shown.State != people.Claimed {
		t.Fatalf("%+v, %v", shown, err)
	}
	if s.speaks(t, ann, o) != "" {
		t.Fatal("reading the link verified the claim")
	}
	done, err := s.people.ProveClaim(s.ctx, token)
	if err != nil || done.State != people.Verified || done.Via != people.ByMail || s.speaks(t, ann, o) != "applicant_coordinator" {
		t.Fatalf("%+v, %v", done, err)
	}
	if _, err := s.people.ProveClaim(s.ctx, token); !fault.HasCode(err, "link_used") {
		t.Errorf("a link used twice was answered with %v", err)
	}
	if told, _ := s.mails(t, "ann@example.org"); len(told) != 1 || told[0] != "people.claim_verified" {
		t.Errorf("ann was told %v", told)
	}
}

func TestAnAddressThatProvesNothingIsRefused(t *testing.T) {
	t.Parallel()
	s := linking(t)
	o := s.inRegister(t, "Hilltop House")
	_, ctx := s.person(t, "ann")
	nowhere, err := s.people.AddOrganization(auth.As(s.ctx, auth.System("test")), museum("No Site"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		in := museum(fmt.Sprintf("Park Cabin %d", i))
		in.Website, in.City = "https://www.parks.gov/"+in.Name, []string{"Troy", "Ithaca", "Utica", "Rome"}[i]
		if nowhere, err = s.people.AddOrganization(auth.As(s.ctx, auth.System("test")), in); err != nil {
			t.Fatal(err)
		}
	}
	park := nowhere
	bare := museum("Bare")
	bare.City = "Elmira"
	if nowhere, err = s.people.AddOrganization(auth.As(s.ctx, auth.System("test")), bare); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		at          *people.Organization
		email, want string
	}{
		"free mail":         {o, "ann@gmail.com", "free_mail"},
		"another domain":    {o, "ann@hilltophouse.org.evil.com", "other_domain"},
		"a longer name":     {o, "ann@nothilltophouse.org", "other_domain"},
		"no address":        {o, "hilltophouse.org", "bad_email"},
		"two addresses":     {o, "ann@hilltophouse.org, b@evil.com", "bad_email"},
		"a name beside it":  {o, "ann <ann@hilltophouse.org>", "bad_email"},
		"no website":        {nowhere, "ann@bare.org", "no_domain"},
		"shared by many":    {park, "ann@parks.gov", "shared_domain"},
		"neither says nor ": {o, "", "required"},
	} {
		_, err := s.people.ClaimOrganization(ctx, people.ClaimInput{Organization: c.at.ID, Title: "Registrar", Email: c.email})
		if !fault.HasCode(err, c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	var n int
	if err := s.DB.Pool.QueryRow(s.ctx, "SELECT (SELECT count(*) FROM claims) + (SELECT count(*) FROM messages)").Scan(&n); err != nil || n != 0 {
		t.Errorf("%d rows of refused claims, %v", n, err)
	}
}

func TestALinkOutOfTimeIsReplacedNotStretched(t *testing.T) {
	t.Parallel()
	s := linking(t)
	o := s.inRegister(t, "Hilltop House")
	ann, ctx := s.person(t, "ann")
	c, err := s.people.ClaimOrganization(ctx, people.ClaimInput{Organization: o.ID, Official: true, Title: "Director", Email: "ann@hilltophouse.org"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.people.SendClaimLink(ctx, people.SendClaimLinkInput{Claim: c.ID, Email: "ann@hilltophouse.org"}); !fault.Is(err, fault.RateLimited) {
		t.Errorf("a second link at once: %v", err)
	}
	_, old := s.mails(t, "ann@hilltophouse.org")
	s.Clock.Set(s.Clock.Now().Add(49 * time.Hour))
	if _, err := s.people.ProveClaim(s.ctx, old); !fault.HasCode(err, "link_expired") {
		t.Errorf("an old link was answered with %v", err)
	}
	_, bob := s.person(t, "bob")
	if err := s.people.SendClaimLink(bob, people.SendClaimLinkInput{Claim: c.ID, Email: "bob@hilltophouse.org"}); !fault.Is(err, fault.NotFound) {
		t.Errorf("another's claim was answered with %v", err)
	}
	if err := s.people.SendClaimLink(ctx, people.SendClaimLinkInput{Claim: c.ID, Email: "ann@hilltophouse.org"}); err != nil {
		t.Fatal(err)
	}
	_, fresh := s.mails(t, "ann@hilltophouse.org")
	if _, err := s.people.ProveClaim(s.ctx, old); !fault.Is(err, fault.NotFound) {
		t.Errorf("the replaced link was answered with %v", err)
	}
	if _, err := s.people.ProveClaim(s.ctx, fresh); err != nil || s.speaks(t, ann, o) != "authorized_official" {
		t.Errorf("%v, %q", err, s.speaks(t, ann, o))
	}
}

// as is a person's context with a role at a museum.
func (s stage) as(p ident.Person, o *people.Organization, r auth.Role) context.Context {
	return auth.As(s.ctx, auth.Actor{Person: p, Name: "Somebody", Grants: []auth.Grant{{Role: r, Organization: o.ID}}})
}

func TestWhoSpeaksForAMuseumAnswersAClaimOnIt(t *testing.T) {
	t.Parallel()
	s := linking(t)
	o := s.inRegister(t, "Hilltop House")
	first, _ := s.person(t, "first")
	if _, err := s.people.AddMembership(auth.As(s.ctx, auth.System("test")), people.AddMembershipInput{Person: first, Organization: o.ID, Role: auth.Coordinator}); err != nil {
		t.Fatal(err)
	}
	member := s.as(first, o, auth.Coordinator)
	ann, asking := s.person(t, "ann")
	c, err := s.people.ClaimOrganization(asking, people.ClaimInput{Organization: o.ID, Title: "Registrar", Email: "ann@hilltophouse.org"})
	if err != nil {
		t.Fatal(err)
	}
	if told, _ := s.mails(t, "first@example.org"); len(told) != 1 || told[0] != "people.claim_asked" {
		t.Errorf("the museum's people were told %v", told)
	}
	_, token := s.mails(t, "ann@hilltophouse.org")
	if proved, err := s.people.ProveClaim(s.ctx, token); err != nil || proved.State != people.Claimed || proved.ProvedAt == nil || s.speaks(t, ann, o) != "" {
		t.Fatalf("an address alone made somebody speak beside others: %+v, %v", proved, err)
	}
	if _, err := s.people.AnswerClaim(asking, people.AnswerClaimInput{Claim: c.ID, Accept: true}); !fault.Is(err, fault.NotFound) {
		t.Errorf("one's own claim was answered: %v", err)
	}
	elsewhere := s.as(first, s.inRegister(t, "Other"), auth.Coordinator)
	if _, err := s.people.AnswerClaim(elsewhere, people.AnswerClaimInput{Claim: c.ID, Accept: true}); !fault.Is(err, fault.NotFound) {
		t.Errorf("another museum's people answered: %v", err)
	}
	if _, err := s.people.AnswerClaim(member, people.AnswerClaimInput{Claim: c.ID}); !fault.HasCode(err, "required") {
		t.Errorf("an objection without a reason: %v", err)
	}
	if objected, err := s.people.AnswerClaim(member, people.AnswerClaimInput{Claim: c.ID, Reason: "She left in May."}); err != nil || objected.State != people.Claimed || objected.Objection == "" {
		t.Errorf("%+v, %v", objected, err)
	}
	if got, err := s.people.AnswerClaim(member, people.AnswerClaimInput{Claim: c.ID, Accept: true}); err != nil || got.Via != people.ByColleague || s.speaks(t, ann, o) == "" {
		t.Errorf("%+v, %v", got, err)
	}
	if all, err := s.people.ClaimsOf(member, o.ID); err != nil || len(all) != 1 || all[0].State != people.Verified {
		t.Errorf("%v, %v", all, err)
	}
	if _, err := s.people.ClaimsOf(asking, o.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger read the claims: %v", err)
	}
}

func TestTheOfficeDecidesWithAReasonAndNotAboutItself(t *testing.T) {
	t.Parallel()
	s := linking(t)
	o := s.inRegister(t, "Hilltop House")
	ann, ctx := s.person(t, "ann")
	eve, officer := s.person(t, "eve", auth.Grant{Role: auth.Officer})
	c, err := s.people.ClaimOrganization(ctx, people.ClaimInput{Organization: o.ID, Title: "Registrar", Words: "I am on the staff page."})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.people.ClaimOrganization(ctx, people.ClaimInput{Organization: o.ID, Title: "Registrar", Words: "Again."}); !fault.HasCode(err, "claimed_already") {
		t.Errorf("the same claim twice: %v", err)
	}
	if q, err := s.people.ClaimQueue(officer); err != nil || len(q) != 1 || q[0].Museum != o.Name || q[0].Speakers != 0 {
		t.Errorf("%+v, %v", q, err)
	}
	if _, err := s.people.ClaimQueue(ctx); !fault.Is(err, fault.Forbidden) {
		t.Errorf("the queue was shown to ann: %v", err)
	}
	if _, err := s.people.DecideClaim(officer, people.DecideClaimInput{Claim: c.ID, Verify: true}); !fault.HasCode(err, "required") {
		t.Errorf("a decision without a reason: %v", err)
	}
	if _, err := s.people.DecideClaim(s.as(ann, o, auth.Officer), people.DecideClaimInput{Claim: c.ID, Verify: true, Reason: "It is me."}); err == nil {
		t.Error("somebody decided their own claim")
	}
	if got, err := s.people.DecideClaim(officer, people.DecideClaimInput{Claim: c.ID, Reason: "No such person there."}); err != nil || got.State != people.Declined || got.DecidedBy != eve || s.speaks(t, ann, o) != "" {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := s.people.DecideClaim(officer, people.DecideClaimInput{Claim: c.ID, Verify: true, Reason: "Changed my mind."}); !fault.HasCode(err, "state") {
		t.Errorf("a decided claim was decided: %v", err)
	}
	if told, _ := s.mails(t, "ann@example.org"); len(told) != 1 || told[0] != "people.claim_declined" {
		t.Errorf("ann was told %v", told)
	}
}

func TestWhoAddsAMuseumIsCheckedLikeEveryoneElse(t *testing.T) {
	t.Parallel()
	s := linking(t)
	ann, ctx := s.person(t, "ann")
	in := museum("Ours")
	in.Website = "https://ours.example"
	o, err := s.people.AddOrganization(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	mine, err := s.people.MyClaims(ctx)
	if err != nil || len(mine) != 1 || mine[0].State != people.Claimed || mine[0].ExpiresAt != nil || s.speaks(t, ann, o) == "" {
		t.Fatalf("%+v, %v", mine, err)
	}
	s.Clock.Set(s.Clock.Now().AddDate(0, 6, 0))
	if n, err := s.people.ExpireOldClaims(auth.As(s.ctx, auth.System("test"))); n != 0 || err != nil {
		t.Errorf("%d expired, %v", n, err)
	}
	_, officer := s.person(t, "eve", auth.Grant{Role: auth.Officer})
	if _, err := s.people.DecideClaim(officer, people.DecideClaimInput{Claim: mine[0].ID, Reason: "Not theirs."}); err != nil || s.speaks(t, ann, o) != "" {
		t.Errorf("a declined founder still speaks: %v", err)
	}
}

func TestAClaimThatNobodyAnswersExpires(t *testing.T) {
	t.Parallel()
	s := linking(t)
	o := s.inRegister(t, "Hilltop House")
	_, ctx := s.person(t, "ann")
	if _, err := s.people.ClaimOrganization(ctx, people.ClaimInput{Organization: o.ID, Title: "Registrar", Words: "Look me up."}); err != nil {
		t.Fatal(err)
	}
	house := auth.As(s.ctx, auth.System("test"))
	for _, c := range []struct{ days, want int }{{29, 0}, {1, 1}, {1, 0}} {
		s.Clock.Set(s.Clock.Now().AddDate(0, 0, c.days))
		if n, err := s.people.ExpireOldClaims(house); n != c.want || err != nil {
			t.Errorf("after %d days more %d expired, %v", c.days, n, err)
		}
	}
	if _, err := s.people.ExpireOldClaims(ctx); !fault.Is(err, fault.Forbidden) {
		t.Errorf("ann ended claims: %v", err)
	}
	if _, err := s.people.ClaimOrganization(ctx, people.ClaimInput{Organization: o.ID, Title: "Registrar", Words: "Again."}); err != nil {
		t.Errorf("an expired claim stands in the way: %v", err)
	}
}

package main

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/mail"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/web/browsertest"
)

// connectByKeys walks what two museums, the office, an embassy and an authorized official do on the way to a proposal
// by the keyboard alone: an introduction, a booked call, the post's word from the link in its mail, a signature.
// What lies between is done through the API.
func connectByKeys(t *testing.T, s *stage) {
	lead, partner := registered(t, s.tale), s.museumOf(joins)
	us, abroad := listed(s.tale, s.cycle, lead, leads), listed(s.tale, s.cycle, partner, joins)
	ada, wanjiru := s.visits(t, "applicant"), s.visits(t, "partner")
	introducedByKeys(t, s, ada, wanjiru, us, abroad)
	p := partnered(t, s.tale, s.cycle, lead, partner)
	id := stated(s.tale, p)
	calledByKeys(t, s, wanjiru, "/statements/"+id)
	s.do(decides, `mutation($input: InviteToProposeInput!) { inviteToPropose(input: $input) { statement { state } } }`, input("statement", id, "words", "Please do."))
	endorsedByKeys(t, s, wanjiru, p)
	app := written(s.tale, s.cycle, p)
	uploaded(t, s.tale, app, leads, joins)
	signedByKeys(t, s, ada, app, lead)
	s.sound("the proposal is submitted by keys")
}

// fills goes to a field by the tab key and writes into it.
func (v *visitor) fills(name, words string) {
	v.t.Helper()
	v.tabs(func(f focus) bool { return f.Name == name })
	v.writes(words)
}

// chooses goes to a list by the tab key and takes a value by the arrow keys.
func (v *visitor) chooses(name, value string) {
	v.t.Helper()
	v.tabs(func(f focus) bool { return f.Name == name })
	v.arrows(value)
}

// arrows takes a value of the list that has the focus.
func (v *visitor) arrows(value string) {
	v.t.Helper()
	steps := browsertest.Eval[int](v.t, v.ctx, `[...document.activeElement.options].findIndex(o => o.value === `+js(value)+`) - document.activeElement.selectedIndex`)
	key := kb.ArrowDown
	if steps < 0 {
		key, steps = kb.ArrowUp, -steps
	}
	v.hits(strings.Repeat(key, steps))
	if now := v.at().Value; now != value {
		v.t.Errorf("the arrow keys choose %q, not %q", now, value)
	}
}

// introducedByKeys has one museum ask another and both write; neither sees the other's address.
func introducedByKeys(t *testing.T, s *stage, ada, wanjiru *visitor, us, abroad string) {
	t.Helper()
	ada.opens("/introductions/new?asked=" + abroad)
	ada.chooses("asker", us)
	ada.fills("words", "Two harbors, one night?")
	ada.enters("Ask")
	ada.sees("The introduction waits for an answer.", "Two harbors, one night?")
	path := ada.place()
	wanjiru.opens(path)
	wanjiru.enters("Accept")
	wanjiru.sees("You accepted the introduction.")
	wanjiru.fills("text", "Karibu! Thursday at nine?")
	wanjiru.enters("Send the message")
	wanjiru.sees("The message is on its way.")
	ada.opens(path)
	ada.sees("Karibu! Thursday at nine?")
	ada.ignorant(joins)
	wanjiru.ignorant(leads)
	ada.looks()
	if s.mails("matching.message", leads, "Karibu!") != 1 || s.mails("matching.message", leads, joins) > 0 {
		t.Error("the message is not relayed, or shows the address it came from")
	}
	stranger := s.visits(t, "reviewer")
	stranger.absent(path)
}

// absent holds that a page is not there for the visitor.
func (v *visitor) absent(path string) {
	v.t.Helper()
	got := browsertest.Eval[int](v.t, v.ctx, `fetch(`+js(path)+`).then(a => a.status)`)
	if got != http.StatusNotFound {
		v.t.Errorf("%s is answered %d at %s", v.role, got, path)
	}
}

// calledByKeys has the office offer a time and the partner book it.
func calledByKeys(t *testing.T, s *stage, wanjiru *visitor, statement string) {
	t.Helper()
	officer := s.visits(t, "officer")
	officer.opens(statement)
	officer.enters("Offer times for a call")
	officer.tabs(func(f focus) bool { return f.Name == "times.0" })
	officer.hits("02182027") // month, day and year, then the clock, as its parts are shown
	officer.hits(kb.Tab)
	officer.hits("1000AM")
	if at := officer.at().Value; at != "2027-02-18T10:00" {
		t.Errorf("the keys write the time %q", at)
	}
	officer.fills("place", "https://meet.example.org/tides")
	officer.enters("Offer these times")
	officer.sees("The times are offered.")
	wanjiru.opens(statement)
	wanjiru.tabs(func(f focus) bool { return f.Name == "at" })
	wanjiru.hits(" ")
	wanjiru.looks()
	wanjiru.tabs(func(f focus) bool { return f.Name == "at" })
	wanjiru.enters("Book this time")
	wanjiru.sees("https://meet.example.org/tides", "February 18, 2027")
	for _, who := range []string{leads, joins, decides} {
		if s.mails("statement.call_booked", who, `"Calendar"`) != 1 {
			t.Errorf("%s gets no invitation for their calendar", who)
		}
	}
}

var anAddress = regexp.MustCompile(`https?://\S+/endorse/\S+`)

// mailed is the text of the newest mail of a template, as it leaves.
func (s *stage) mailed(t *testing.T, template string) *mail.Mail {
	t.Helper()
	var id uuid.UUID
	ctx := pgtest.Context(t)
	if err := s.office.DB.Pool.QueryRow(ctx, `SELECT id FROM messages WHERE template = $1 ORDER BY queued_at DESC, id DESC LIMIT 1`, template).Scan(&id); err != nil {
		t.Fatalf("%s: %v", template, err)
	}
	m, err := s.office.Messages.Message(ctx, ident.From[ident.MessageKind](id))
	if err != nil {
		t.Fatal(err)
	}
	out, err := mail.House{Name: "Vitrine", BaseURL: s.site, From: "Vitrine <office@example.org>", Key: s.office.Key}.Render(m)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// endorsedByKeys has the post follow the link in its mail and endorse there.
func endorsedByKeys(t *testing.T, s *stage, wanjiru *visitor, p string) {
	t.Helper()
	const query = `query($id: ID!) { partnership(id: $id) { museums { member { id } } } }`
	member := s.do(decides, query, map[string]any{"id": p}).at("partnership.museums.1.member.id").text()
	nearest := s.do(decides, `{ posts { id } }`, nil).at("posts.0.id").text()
	s.do(decides, `mutation($input: SendEndorsementInput!) { sendEndorsement(input: $input) { partnership { id } } }`, input("member", member, "post", nearest, "email", "post@example.org"))
	asked := s.mailed(t, "endorsement.asked")
	if asked.To.Address != "post@example.org" {
		t.Errorf("the mail goes to %s", asked.To)
	}
	link := anAddress.FindString(asked.Text)
	if link == "" {
		t.Fatalf("there is no link in the mail:\n%s", asked.Text)
	}
	post := s.visits(t, "")
	post.opens(strings.TrimPrefix(link, s.site))
	post.sees(tides)
	post.tabs(func(f focus) bool { return f.Name == "answer" })
	post.hits(" ")
	post.fills("officerName", "Jo Field")
	post.fills("officerTitle", "Cultural Affairs Officer")
	f := post.tabs(func(f focus) bool {
		return f.Tag == "BUTTON" && browsertest.Eval[bool](t, post.ctx, `!!document.activeElement.closest('form[action^="/endorse/"]')`)
	})
	post.presses(f, kb.Enter)
	post.sees("Jo Field, Cultural Affairs Officer")
	wanjiru.opens("/partnerships/" + p)
	wanjiru.sees("Jo Field")
}

// signedByKeys has the official asked, sign, and the lead submit: the receipt and the booklet follow.
func signedByKeys(t *testing.T, s *stage, ada *visitor, app, lead string) {
	t.Helper()
	who := s.do(signs, `{ viewer { person { id } } }`, nil).at("viewer.person.id").text()
	s.do("admin@example.org", `mutation($input: AddMembershipInput!) { addMembership(input: $input) { membership { id } } }`, input("person", who, "organization", lead, "role", "authorized_official"))
	home := "/applications/" + app
	ada.opens(home + "/sign")
	ada.fills("note", "Please sign by Friday.")
	ada.enters("Ask the officials to sign")
	ada.sees("The officials of the museum are asked to sign.")
	official := s.visits(t, "official")
	official.opens(home + "/sign")
	official.sees("Please sign by Friday.")
	official.looks()
	official.fills("name", "Ngozi Okafor")
	official.fills("title", "Director")
	official.tabs(func(f focus) bool { return f.Name == "read" })
	official.hits(" ")
	official.enters("Sign")
	official.sees("It is signed. It is not handed in yet.")
	ada.opens(home + "/submit")
	ada.tabs(func(f focus) bool { return f.Name == "certify" })
	ada.hits(" ")
	ada.enters("Submit the proposal")
	ada.sees("The proposal is submitted.", "SHA-256")
	ada.opens(home + "/receipt")
	r := s.reads(t, "applicant")
	a, err := r.client.Get(s.site + home + "/booklet.pdf")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	booklet, err := io.ReadAll(a.Body)
	if err != nil || a.StatusCode != http.StatusOK || !strings.HasPrefix(string(booklet), "%PDF-") || len(booklet) < 10_000 {
		t.Errorf("the booklet is answered with %s, %d bytes, %v", a.Status, len(booklet), err)
	}
}

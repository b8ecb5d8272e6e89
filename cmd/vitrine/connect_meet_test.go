package main

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
)

const signs = "official@example.org"

// mails is how many messages of a template carry a text in their data, for somebody.
func (s *tale) mails(template, to, text string) (n int) {
	s.t.Helper()
	const count = `SELECT count(*) FROM messages m JOIN people p ON p.id = m.person_id
WHERE m.template = $1 AND p.email = $2 AND strpos(m.data::text, $3) > 0`
	if err := s.office.DB.Pool.QueryRow(pgtest.Context(s.t), count, template, to, text).Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

// suggested holds that the partner is suggested the museum that leads, with what speaks for it, and that nobody is
// suggested a museum that has a partner in this call, as the partner does.
func suggested(t *testing.T, s *tale, us, abroad string) {
	t.Helper()
	const query = `query($id: ID!) { partnerSuggestions(profile: $id, first: 50) { nodes { profile { id } score parts { reason points } } } }`
	suggests := func(who, mine, other string) int {
		all := s.do(who, query, map[string]any{"id": mine}).at("partnerSuggestions.nodes").list()
		if len(all) == 0 || len(all[0].at("parts").list()) == 0 {
			t.Errorf("%s is suggested %d museums, or without a reason", who, len(all))
		}
		return slices.IndexFunc(all, func(n node) bool { return n.at("profile.id").text() == other })
	}
	if suggests(joins, abroad, us) < 0 {
		t.Error("the museum that leads is not suggested")
	}
	if suggests(leads, us, abroad) >= 0 {
		t.Error("a museum that has a partner is suggested")
	}
	if _, code := s.try("reviewer@example.org", query, map[string]any{"id": us}); code != "NOT_FOUND" {
		t.Errorf("a reviewer who asks whom a museum is suggested is answered with %q", code)
	}
}

// introduced has the lead ask and the partner accept; what they write is relayed, and nobody else reads it.
func introduced(t *testing.T, s *tale, us, abroad string) {
	t.Helper()
	const asks = `mutation($input: AskIntroductionInput!) { askIntroduction(input: $input) { introduction { id state } } }`
	const accepts = `mutation($input: AcceptIntroductionInput!) { acceptIntroduction(input: $input) { introduction { state } } }`
	const writes = `mutation($input: WriteMessageInput!) { writeMessage(input: $input) { introduction { messages { text } } } }`
	id := s.do(leads, asks, input("asker", us, "asked", abroad, "words", "Two harbors, one night?")).at("askIntroduction.introduction.id").text()
	if s.mails("matching.asked", joins, "Two harbors") != 1 {
		t.Error("the museum that is asked is not told")
	}
	if _, code := s.try(leads, accepts, input("introduction", id)); code != "FORBIDDEN" {
		t.Errorf("who asked and answers for the other is answered with %q", code)
	}
	if _, code := s.try(leads, writes, input("introduction", id, "text", "Hello?")); code != "CONFLICT" {
		t.Errorf("writing before the answer is answered with %q", code)
	}
	if state := s.do(joins, accepts, input("introduction", id)).at("acceptIntroduction.introduction.state").text(); state != "accepted" {
		t.Errorf("the introduction is %s", state)
	}
	s.do(joins, writes, input("introduction", id, "text", "Karibu!"))
	if n := len(s.do(leads, writes, input("introduction", id, "text", "Thursday at nine?")).at("writeMessage.introduction.messages").list()); n != 2 {
		t.Errorf("%d messages are kept", n)
	}
	if s.mails("matching.message", leads, "Karibu!") != 1 || s.mails("matching.message", joins, "Thursday") != 1 {
		t.Error("a message was not relayed")
	}
	for _, address := range []string{leads, joins} {
		for _, to := range []string{leads, joins} {
			if s.mails("matching.message", to, address) > 0 {
				t.Errorf("a message to %s shows the address %s", to, address)
			}
		}
	}
	for _, who := range []string{signs, decides, "reviewer@example.org", "funder@example.org"} {
		if _, code := s.try(who, `query($id: ID!) { introduction(id: $id) { words } }`, map[string]any{"id": id}); code != "NOT_FOUND" {
			t.Errorf("%s is answered with %q", who, code)
		}
		for _, n := range s.do(who, `{ introductions(first: 50) { nodes { id } } }`, nil).at("introductions.nodes").list() {
			if n.at("id").text() == id {
				t.Errorf("%s finds it in a list", who)
			}
		}
	}
}

// called has the office offer times and the partner choose one, for which everyone gets an invitation.
func called(t *testing.T, s *tale, statement string) {
	t.Helper()
	at := s.office.DB.Now().Add(72 * time.Hour).UTC().Truncate(time.Minute)
	times := []any{at.Format(time.RFC3339), at.Add(5 * time.Hour).Format(time.RFC3339)}
	const offer = `mutation($input: OfferCallInput!) { offerCall(input: $input) { statement { calls { id state offers } } } }`
	call := s.do(decides, offer, input("statement", statement, "times", times, "minutes", 45, "place", "https://meet.example.org/tides")).at("offerCall.statement.calls.0.id").text()
	const book = `mutation($input: BookCallInput!) { bookCall(input: $input) { statement { calls { state at bookedBy { email } } } } }`
	if _, code := s.try(joins, book, input("call", call, "at", at.Add(time.Hour).Format(time.RFC3339))); code != "BAD_USER_INPUT" {
		t.Errorf("a time that nobody offered is answered with %q", code)
	}
	booked := s.do(joins, book, input("call", call, "at", times[1])).at("bookCall.statement.calls.0")
	if booked.at("state").text() != "booked" || booked.at("at").text() != times[1] {
		t.Errorf("the call is %v", booked.v)
	}
	for _, who := range []string{leads, joins, decides} {
		if s.mails("statement.call_booked", who, `"Calendar"`) != 1 {
			t.Errorf("%s gets no invitation for their calendar", who)
		}
	}
}

// uploaded gives every letter and file that either side is asked for, in two pieces; a ZIP is no PDF.
func uploaded(t *testing.T, s *tale, application, lead, partner string) {
	t.Helper()
	const begin = `mutation($input: BeginUploadInput!) { beginUpload(input: $input) { upload { id received } } }`
	const piece = `mutation($input: AppendUploadInput!) { appendUpload(input: $input) { upload { received document } } }`
	send := func(who, key, name string, content []byte) (node, string) {
		up := s.do(who, begin, input("subject", application, "key", key, "name", name, "size", len(content))).at("beginUpload.upload.id").text()
		at, last, code := 0, node{}, ""
		for p := range slices.Chunk(content, len(content)/2+1) {
			last, code = s.try(who, piece, input("upload", up, "offset", at, "bytes", base64.StdEncoding.EncodeToString(p)))
			at += len(p)
		}
		return last, code
	}
	d := form.MuseumsConnectProposal()
	given := 0
	for _, section := range d.Sections {
		who := lead
		if section.Owner == form.ByPartner {
			who = partner
		}
		for _, q := range section.Questions {
			if q.Kind != form.File {
				continue
			}
			if given == 0 {
				if _, code := send(who, q.Key, "letter.pdf", []byte("PK\x03\x04not a letter")); code == "" {
					t.Error("a ZIP that says it is a PDF was taken")
				}
			}
			if n, code := send(who, q.Key, "letter.pdf", form.SamplePDF("We carry our half of the work.")); code != "" || n.maybe("appendUpload.upload.document").v == nil {
				t.Errorf("%s is answered with %q", q.Key, code)
			}
			given++
		}
	}
	if n := len(s.do(partner, `query($id: ID!) { answerFiles(subject: $id) { mediaType } }`, map[string]any{"id": application}).at("answerFiles").list()); n != given || n < 3 {
		t.Errorf("%d files are there of %d", n, given)
	}
}

// signed has the authorized official of the lead museum read and sign what is written now, and nothing else.
func signed(t *testing.T, s *tale, application, lead string) {
	t.Helper()
	const ask = `mutation($input: AskSignatureInput!) { askSignature(input: $input) { application { state } } }`
	if _, code := s.try(leads, ask, input("application", application)); code == "" {
		t.Error("a museum without an official asks for a signature")
	}
	who := s.do(signs, `{ viewer { person { id } } }`, nil).at("viewer.person.id").text()
	s.do("admin@example.org", `mutation($input: AddMembershipInput!) { addMembership(input: $input) { membership { id } } }`, input("person", who, "organization", lead, "role", "authorized_official"))
	delete(s.tokens, signs) // who signs for a museum is known anew
	s.do(leads, ask, input("application", application, "note", "Please sign by Friday."))
	const read = `query($id: ID!) { signable(application: $id) { sha256 stands blocking { path message } } }`
	const sign = `mutation($input: SignProposalInput!) { signProposal(input: $input) { application { state } } }`
	sees := s.do(signs, read, map[string]any{"id": application}).at("signable")
	if left := sees.at("blocking").list(); len(left) > 0 {
		t.Errorf("what stands in the way of signing: %v", left)
	}
	given := input("application", application, "name", "Ngozi Okafor", "title", "Director", "hash", sees.at("sha256").text())
	if _, code := s.try(leads, sign, given); code != "FORBIDDEN" {
		t.Errorf("the coordinator's signature is answered with %q", code)
	}
	s.do(joins, saveResponse, input("subject", application, "answers", []any{map[string]any{"key": "partner_role", "text": strings.Repeat("film ", 40)}}))
	if _, code := s.try(signs, sign, given); code != "CONFLICT" {
		t.Errorf("a signature under what has changed since is answered with %q", code)
	}
	given = input("application", application, "name", "Ngozi Okafor", "title", "Director", "hash", s.do(signs, read, map[string]any{"id": application}).at("signable.sha256").text())
	if state := s.do(signs, sign, given).at("signProposal.application.state").text(); state != "signed" {
		t.Errorf("the proposal is %s", state)
	}
	if s.do(joins, read, map[string]any{"id": application}).at("signable.stands").v != true {
		t.Error("the signature does not stand")
	}
}

package main

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
)

const (
	leads, joins, decides = "applicant@example.org", "partner@example.org", "officer@example.org"
	saveResponse          = `mutation($input: SaveResponseInput!) { saveResponse(input: $input) { saved { version } } }`
)

// museumsConnect tells through the API how two museums and an embassy come from the register to a submitted
// proposal; the embassy, which has no account, answers by the link it was mailed.
func museumsConnect(t *testing.T, s *tale) {
	cycle := s.do("", `{ openCalls { id } }`, nil).at("openCalls.0.id").text()
	lead, partner := registered(t, s), s.museumOf(joins)
	s.sound("the museums are registered")
	us, abroad := listed(s, cycle, lead, leads), listed(s, cycle, partner, joins)
	s.sound("their profiles are listed")
	suggested(t, s, us, abroad)
	introduced(t, s, us, abroad)
	s.sound("they are introduced")
	p := partnered(t, s, cycle, lead, partner)
	s.sound("they are partners")
	id := stated(s, p)
	s.sound("the office has answered their statement")
	called(t, s, id)
	s.do(decides, `mutation($input: InviteToProposeInput!) { inviteToPropose(input: $input) { statement { state } } }`, input("statement", id, "words", "Please do."))
	s.sound("a call is booked and they are invited")
	endorsed(t, s, p)
	s.sound("the embassy has answered")
	app := written(s, cycle, p)
	uploaded(t, s, app, leads, joins)
	s.sound("the proposal is whole")
	signed(t, s, app, lead)
	s.sound("it is signed")
	submitted(t, s, app)
	s.sound("it is submitted")
}

// sound asks the doctor after each step.
func (s *tale) sound(after string) {
	s.t.Helper()
	findings, err := s.office.Doctor(auth.As(pgtest.Context(s.t), auth.System("test")))
	if err != nil {
		s.t.Fatal(err)
	}
	for _, f := range findings {
		if len(f.Off) > 0 {
			s.t.Errorf("after %s the doctor finds: %s: %v", after, f.Check, f.Off)
		}
	}
}

// registered adds the museum that leads, and has the office vouch for whoever speaks for it.
func registered(t *testing.T, s *tale) string {
	t.Helper()
	id := s.do(leads, `mutation($input: AddOrganizationInput!) { addOrganization(input: $input) { organization { id } } }`, input(
		"name", "Harbor Museum of Duluth", "kind", "museum", "country", "US", "state", "MN", "city", "Duluth", "nonprofit", true, "museumFunctions", true, "openedOn", "1990-05-01",
	)).at("addOrganization.organization.id").text()
	for _, c := range s.do(decides, `{ claimQueue { id organization { id } } }`, nil).at("claimQueue").list() {
		if c.at("organization.id").text() == id {
			s.do(decides, `mutation($input: DecideClaimInput!) { decideClaim(input: $input) { claim { id } } }`, input("claim", c.at("id").text(), "verify", true, "reason", "Its director told us."))
			delete(s.tokens, leads) // who speaks for a museum is known anew
			return id
		}
	}
	t.Fatal("the claim on the new museum does not wait for the office")
	return ""
}

// museumOf is the first museum somebody speaks for.
func (s *tale) museumOf(who string) string {
	return s.do(who, `{ myOrganizations { id } }`, nil).at("myOrganizations.0.id").text()
}

// writes answers what a form asks of the sides given and what has no answer yet, as one person.
func (s *tale) writes(who, subject string, d form.Definition, answered map[string]bool, owners ...form.Owner) {
	s.t.Helper()
	var all []any
	for _, section := range d.Sections {
		if !slices.Contains(owners, cmp.Or(section.Owner, form.ByLead)) {
			continue
		}
		for _, q := range section.Questions {
			if !q.Required || answered[q.Key] || q.Kind == form.Budget || q.Kind == form.File {
				continue
			}
			text := q.SampleAnswer()
			if q.Kind == form.LongText {
				text = strings.TrimSpace(strings.Repeat("river ", max(q.MinWords, 20)))
			}
			all = append(all, map[string]any{"key": q.Key, "text": text})
		}
	}
	if len(all) > 0 {
		s.do(who, saveResponse, input("subject", subject, "answers", all, "requestKey", who+subject))
	}
}

// listed takes a museum's profile from its beginning into the directory.
func listed(s *tale, cycle, museum, who string) string {
	s.t.Helper()
	id := s.do(who, `mutation($input: StartProfileInput!) { startProfile(input: $input) { profile { id } } }`, input("cycle", cycle, "organization", museum)).at("startProfile.profile.id").text()
	s.writes(who, id, form.MuseumsConnectProfile(), nil, form.ByLead, form.ByPartner, form.Shared)
	s.do(who, `mutation($input: SubmitProfileInput!) { submitProfile(input: $input) { profile { state } } }`, input("profile", id))
	s.do(decides, `mutation($input: ListProfileInput!) { listProfile(input: $input) { profile { state } } }`, input("profile", id))
	return id
}

// partnered has the lead propose, refuses whoever confirms for another, and has the partner confirm.
func partnered(t *testing.T, s *tale, cycle, lead, partner string) string {
	t.Helper()
	p := s.do(leads, `mutation($input: ProposePartnershipInput!) { proposePartnership(input: $input) { partnership { id } } }`, input(
		"cycle", cycle, "title", tides, "lead", lead, "leadPart", "Leads and reports.", "partners", []any{map[string]any{"organization": partner, "part": "Leads the work in Nairobi."}},
	)).at("proposePartnership.partnership.id").text()
	const confirm = `mutation($input: ConfirmPartnershipInput!) { confirmPartnership(input: $input) { partnership { state } } }`
	if _, code := s.try(leads, confirm, input("partnership", p, "organization", partner, "words", "They do.")); code != "FORBIDDEN" {
		t.Errorf("confirming for another museum was answered with %q", code)
	}
	if state := s.do(joins, confirm, input("partnership", p, "organization", partner, "words", "We take part.")).at("confirmPartnership.partnership.state").text(); state != "confirmed_by_all" {
		t.Errorf("the partnership is %s", state)
	}
	if n := len(s.do(leads, `query($id: ID!) { partnershipEligibility(partnership: $id) { rules { rule outcome reason } } }`, map[string]any{"id": p}).at("partnershipEligibility.rules").list()); n < 8 {
		t.Errorf("only %d rules were judged", n)
	}
	return p
}

// stated takes a statement of intent to the office's answer.
func stated(s *tale, p string) string {
	s.t.Helper()
	id := s.do(leads, `mutation($input: StartStatementInput!) { startStatement(input: $input) { statement { id } } }`, input("partnership", p)).at("startStatement.statement.id").text()
	d := form.MuseumsConnectStatement()
	s.writes(leads, id, d, map[string]bool{form.TitleKey: true}, form.ByLead, form.Shared)
	s.writes(joins, id, d, nil, form.ByPartner)
	s.do(leads, `mutation($input: SubmitStatementInput!) { submitStatement(input: $input) { statement { state } } }`, input("statement", id))
	words := []any{map[string]any{"section": "", "words": "Who carries the work on?"}}
	s.do(decides, `mutation($input: WriteFeedbackInput!) { writeFeedback(input: $input) { statement { id } } }`, input("statement", id, "sections", words))
	s.do(decides, `mutation($input: SendFeedbackInput!) { sendFeedback(input: $input) { statement { id } } }`, input("statement", id))
	return id
}

// endorsed has the officer ask a post, which answers once by its link.
func endorsed(t *testing.T, s *tale, p string) {
	t.Helper()
	const query = `query($id: ID!) { partnership(id: $id) { museums { member { id } endorsement { state } } } }`
	member := s.do(decides, query, map[string]any{"id": p}).at("partnership.museums.1.member.id").text()
	post := s.do(decides, `{ posts { id } }`, nil).at("posts.0.id").text()
	s.do(decides, `mutation($input: SendEndorsementInput!) { sendEndorsement(input: $input) { partnership { id } } }`, input("member", member, "post", post, "email", "post@example.org"))
	ctx, link := pgtest.Context(t), ""
	const last = `SELECT data->>'link' FROM messages WHERE template = 'endorsement.asked' ORDER BY queued_at DESC, id DESC LIMIT 1`
	if err := s.office.DB.Pool.QueryRow(ctx, last).Scan(&link); err != nil {
		t.Fatal(err)
	}
	const answer = `mutation($input: AnswerEndorsementInput!) { answerEndorsement(input: $input) { asked { __typename } } }`
	word := input("token", s.office.Key.LinkToken(uuid.MustParse(link)), "endorse", true, "officerName", "Jo Field", "officerTitle", "Cultural Affairs Officer")
	s.do("", answer, word)
	if _, code := s.try("", answer, word); code == "" {
		t.Error("a link answers twice")
	}
	if state := s.do(joins, query, map[string]any{"id": p}).at("partnership.museums.1.endorsement.state").text(); state != "endorsed" {
		t.Errorf("the partner reads that it is %s", state)
	}
}

// written has both sides write the proposal, with its budget and theme.
func written(s *tale, cycle, p string) string {
	s.t.Helper()
	id := s.do(leads, `mutation($input: StartProposalInput!) { startProposal(input: $input) { application { id } } }`, input("partnership", p)).at("startProposal.application.id").text()
	d := form.MuseumsConnectProposal()
	s.writes(leads, id, d, map[string]bool{form.TitleKey: true}, form.ByLead, form.Shared)
	s.writes(joins, id, d, nil, form.ByPartner)
	line := func(category, side, funding, rate string) map[string]any {
		return map[string]any{"category": category, "side": side, "funding": funding, "description": "as planned", "quantity": "1", "rate": rate}
	}
	s.do(leads, `mutation($input: SaveBudgetInput!) { saveBudget(input: $input) { application { id } } }`, input("application", id, "lines", []any{
		line("travel", "us", "grant", "60000"), line("personnel", "non_us", "in_kind", "32000.50"),
	}))
	themes := s.do(leads, `query($id: ID!) { cycle(id: $id) { themes { id master } } }`, map[string]any{"id": cycle}).at("cycle.themes").list()
	other := slices.IndexFunc(themes, func(n node) bool { return n.at("master").v == false })
	s.do(leads, `mutation($input: SaveAnswersInput!) { saveAnswers(input: $input) { application { id } } }`, input("application", id, "answers", []any{}, "theme", themes[other].at("id").text()))
	return id
}

// submitted hands the proposal in and holds the receipt against what anyone can verify.
func submitted(t *testing.T, s *tale, id string) {
	t.Helper()
	x := s.do(leads, `mutation($input: SubmitProposalInput!) { submitProposal(input: $input) { submission { sha256 receiptCode } } }`, input("application", id)).at("submitProposal.submission")
	checked := s.do("", `query($code: String!) { verifyReceipt(code: $code) { sha256 intact } }`, map[string]any{"code": x.at("receiptCode").text()}).at("verifyReceipt")
	if checked.at("sha256").text() != x.at("sha256").text() || checked.at("intact").v != true {
		t.Errorf("the receipt is answered with %v", checked.v)
	}
	var mails int
	const told = `SELECT count(*) FROM messages WHERE template = 'application.received' AND data->>'Receipt' = $1`
	if err := s.office.DB.Pool.QueryRow(pgtest.Context(t), told, x.at("receiptCode").text()).Scan(&mails); err != nil || mails < 2 {
		t.Errorf("%d mails carry the receipt, %v", mails, err)
	}
}

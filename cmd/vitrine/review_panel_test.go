package main

import (
	"slices"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/form"
)

const (
	chairs, reads, grants, approves = "chair@example.org", "reviewer@example.org", "grants@example.org", "director@example.org"
	amadou, susan, haruka           = "amadou.keita@example.org", "susan.delacroix@example.org", "haruka.abe@example.org"
)

// reviewPanel tells through the API how a panel comes to a decision: who reads what and why, a conflict known from the
// records, one declared from titles and one found late, scores, triage, the meeting, minutes, a frozen ranking, the
// funding line, the slate through every hand, and letters that are held, taken back and sent. After each step those who are bound and those outside are asked what they can learn.
func reviewPanel(t *testing.T, s *tale) {
	p := &panelTale{tale: s, cycle: s.do("", `{ openCalls { id } }`, nil).at("openCalls.0.id").text()}
	p.applies(t)
	p.forms(t)
	p.blind(t, "the panel is formed")
	p.assigns(t)
	p.declares(t)
	p.blind(t, "everybody has declared")
	p.scores(t)
	p.blind(t, "reviews are in")
	p.findsLate(t)
	p.blind(t, "a conflict was found late")
	p.triages(t)
	p.blind(t, "it is settled what is discussed")
	p.meets(t)
	p.blind(t, "the panel has met")
	p.locks(t)
	p.blind(t, "the ranking is frozen")
	p.draws(t)
	p.decides(t)
	p.blind(t, "the funder has concurred")
	p.tells(t)
	p.blind(t, "the letters have left")
	s.sound("the letters have left")
}

// panelTale is a panel and what happens to it.
type panelTale struct {
	*tale
	cycle, panel          string
	apps                  []string // in the order they came in
	of                    map[string]node
	people                map[string]string // by address
	known, declared, late string            // the proposals susan, amadou and again susan are bound to
	lateTask              string            // susan's reading of the last
	lead                  string            // who speaks for the first one's museum
	ranking, scenario     string
}

// applicants are the speakers of four museums that got nothing last year, each with a new partner. The museum of Carol
// Medeiros is not among them: Susan worked there.
func (s *tale) applicants() (pairs [][2]string) {
	s.t.Helper()
	const query = `{ applications(filter: {states: [declined, alternate]}, first: 50) { nodes { cycleYear partnership { members { confirmedBy { email } } } } } }`
	var lead, partner []string
	for _, a := range s.do(decides, query, nil).at("applications.nodes").list() {
		who := a.at("partnership.members.0.confirmedBy.email").text()
		if a.at("cycleYear").text() == "2026" && who != "carol.medeiros@example.org" && len(lead) < 4 {
			lead = append(lead, who)
			partner = append(partner, a.at("partnership.members.1.confirmedBy.email").text())
		}
	}
	for i, who := range lead {
		pairs = append(pairs, [2]string{who, partner[(i+1)%len(partner)]})
	}
	return pairs
}

// applies has four pairs of museums submit, and the office find these and two that came in before eligible.
func (p *panelTale) applies(t *testing.T) {
	t.Helper()
	p.of = map[string]node{}
	waiting := p.do(decides, `query($cycle: ID!) { applications(filter: {cycle: $cycle, states: [submitted]}, first: 5) { nodes { id } } }`, map[string]any{"cycle": p.cycle})
	pairs := p.applicants()
	if len(pairs) != 4 {
		t.Fatalf("%d pairs of museums got nothing last year", len(pairs))
	}
	p.lead = pairs[0][0]
	for i, pair := range pairs {
		title := "Crossing " + []string{"One", "Two", "Three", "Four"}[i] + ": A Year of Two Towns"
		p.apps = append(p.apps, p.submits(pair[0], pair[1], title, itoa(60000+2000*i)))
	}
	for _, a := range waiting.at("applications.nodes").list() {
		p.apps = append(p.apps, a.at("id").text())
	}
	for _, id := range p.apps {
		p.do(decides, `mutation($input: TakeUpApplicationInput!) { takeUpApplication(input: $input) { application { id } } }`, input("application", id))
		p.do(decides, `mutation($input: FindApplicationInput!) { markEligible(input: $input) { application { state } } }`, input("application", id, "note", "Complete."))
		p.of[id] = p.do(decides, `query($id: ID!) { application(id: $id) { number title lead { id } partnership { members { organization { country } } } } }`, map[string]any{"id": id}).at("application")
	}
	p.known = p.apps[1]
}

// submits takes two museums from a partnership to a submitted proposal that asks for so many dollars.
func (s *tale) submits(lead, partner, title, dollars string) string {
	s.t.Helper()
	call := s.do("", `{ openCalls { id } }`, nil).at("openCalls.0.id").text()
	pair := s.do(lead, `mutation($input: ProposePartnershipInput!) { proposePartnership(input: $input) { partnership { id } } }`, input(
		"cycle", call, "title", title, "lead", s.museumOf(lead), "leadPart", "Leads.", "partners", []any{map[string]any{"organization": s.museumOf(partner), "part": "Leads abroad."}},
	)).at("proposePartnership.partnership.id").text()
	s.do(partner, `mutation($input: ConfirmPartnershipInput!) { confirmPartnership(input: $input) { partnership { state } } }`, input("partnership", pair, "organization", s.museumOf(partner), "words", "Yes."))
	id := s.do(lead, `mutation($input: StartProposalInput!) { startProposal(input: $input) { application { id } } }`, input("partnership", pair)).at("startProposal.application.id").text()
	d := form.MuseumsConnectProposal()
	s.writes(lead, id, d, map[string]bool{form.TitleKey: true}, form.ByLead, form.Shared)
	s.writes(partner, id, d, nil, form.ByPartner)
	uploaded(s.t, s, id, lead, partner)
	line := func(category, side, funding, rate string) map[string]any {
		return map[string]any{"category": category, "side": side, "funding": funding, "description": "as planned", "quantity": "1", "rate": rate}
	}
	s.do(lead, `mutation($input: SaveBudgetInput!) { saveBudget(input: $input) { application { id } } }`, input("application", id, "lines", []any{
		line("personnel", "us", "grant", dollars), line("personnel", "non_us", "in_kind", dollars),
	}))
	themes := s.do(lead, `query($id: ID!) { cycle(id: $id) { themes { id master } } }`, map[string]any{"id": call}).at("cycle.themes").list()
	other := slices.IndexFunc(themes, func(n node) bool { return n.at("master").v == false })
	s.do(lead, `mutation($input: SaveAnswersInput!) { saveAnswers(input: $input) { application { id } } }`, input("application", id, "answers", []any{}, "theme", themes[other].at("id").text()))
	s.do(lead, `mutation($input: SubmitProposalInput!) { submitProposal(input: $input) { submission { id } } }`, input("application", id))
	return id
}

// forms has the officer form a panel of four with what they know and what each phase lets them see; staff is refused.
func (p *panelTale) forms(t *testing.T) {
	t.Helper()
	p.people = map[string]string{}
	for _, panel := range p.do(decides, `query($cycle: ID!) { panels(cycle: $cycle) { members { person { id email } } } }`, map[string]any{"cycle": p.cycle}).at("panels").list() {
		for _, m := range panel.at("members").list() {
			p.people[m.at("person.email").text()] = m.at("person.id").text()
		}
	}
	held := p.do("admin@example.org", `mutation($input: AddMembershipInput!) { addMembership(input: $input) { membership { id } } }`,
		input("person", p.people[susan], "organization", p.of[p.known].at("lead.id").text(), "role", "fiscal_agent")).at("addMembership.membership.id").text()
	p.do("admin@example.org", `mutation($input: EndMembershipInput!) { endMembership(input: $input) { __typename } }`, input("membership", held, "reason", "She left."))
	const forms = `mutation($input: FormPanelInput!) { formPanel(input: $input) { panel { id members { person { id } chair } } } }`
	members := []any{p.people[chairs], p.people[reads], p.people[amadou], p.people[susan]}
	staff := p.do(decides, `{ viewer { person { id } } }`, nil).at("viewer.person.id").text()
	if _, code := p.try(decides, forms, input("cycle", p.cycle, "name", "Late proposals", "members", append(members, staff), "chair", p.people[chairs])); code != "BAD_USER_INPUT" {
		t.Errorf("an officer on the panel is answered with %q", code)
	}
	p.panel = p.do(decides, forms, input("cycle", p.cycle, "name", "Late proposals", "members", members, "chair", p.people[chairs], "loadLimit", 6)).at("formPanel.panel.id").text()
	const knows = `mutation($input: SetSkillsInput!) { setSkills(input: $input) { panel { members { skills { kind value level } } } } }`
	p.do(decides, knows, input("panel", p.panel, "person", p.people[reads], "skills", []any{
		map[string]any{"kind": "country", "value": p.of[p.apps[0]].at("partnership.members.1.organization.country").text(), "level": 100}, map[string]any{"kind": "language", "value": "fr", "level": 80},
	}))
	p.do(amadou, knows, input("panel", p.panel, "person", p.people[amadou], "skills", []any{map[string]any{"kind": "country", "value": "JO", "level": 60}}))
	if _, code := p.try(haruka, knows, input("panel", p.panel, "person", p.people[reads], "skills", []any{})); code != "NOT_FOUND" {
		t.Errorf("what another knows, said by who is not of the panel, is answered with %q", code)
	}
	const phase = `mutation($input: SetPanelPhaseInput!) { setPanelPhase(input: $input) { phase { version } } }`
	rules := input("panel", p.panel, "kind", "discussion", "reads", "all", "others", "after_own", "names", false, "reason", "Six proposals: all of us can read all.")
	p.do(decides, phase, rules)
	if _, code := p.try(chairs, phase, rules); code != "FORBIDDEN" {
		t.Errorf("the chair who changes what members see is answered with %q", code)
	}
	for _, who := range []string{chairs, reads, amadou, susan} {
		if p.mails("review.phase_changed", who, "Six proposals") != 1 {
			t.Errorf("%s is not told what changed", who)
		}
		p.do(who, `mutation($input: SignConfidentialityInput!) { signConfidentiality(input: $input) { panel { id } } }`, input("panel", p.panel))
	}
	found := p.do(decides, `query($id: ID!) { panelConflicts(panel: $id) { kind source person { email } application { number } } }`, map[string]any{"id": p.panel}).at("panelConflicts").list()
	if !slices.ContainsFunc(found, func(n node) bool {
		return n.at("person.email").text() == susan && n.at("application.number").text() == p.of[p.known].at("number").text() && n.at("source").text() == "detected"
	}) {
		t.Errorf("that Susan kept the money of a museum until now is not found: %v", found)
	}
}

const evenly = `mutation($input: AssignEvenlyInput!) { assignEvenly(input: $input) { seed assigned { id reviewer { email } application { id } } short { number why } } }`

// assigns spreads the proposals exactly, three readers for each, and asks why and why not.
func (p *panelTale) assigns(t *testing.T) {
	t.Helper()
	plan := p.do(decides, evenly, input("panel", p.panel, "applications", p.apps, "perApplication", 3, "seed", 7)).at("assignEvenly")
	if got := plan.at("assigned").list(); len(got) != 18 || len(plan.at("short").list()) > 0 {
		t.Fatalf("%d readings were assigned, short are %v", len(got), plan.at("short").v)
	}
	given, who := map[string]int{}, map[string][]string{}
	for _, a := range plan.at("assigned").list() {
		given[a.at("reviewer.email").text()]++
		who[a.at("application.id").text()] = append(who[a.at("application.id").text()], a.at("reviewer.email").text())
	}
	for reader, n := range given {
		if n < 4 || n > 5 {
			t.Errorf("%s reads %d of 18", reader, n)
		}
	}
	if slices.Contains(who[p.known], susan) {
		t.Error("who is bound is given it to read")
	}
	if !slices.Contains(who[p.apps[0]], reads) {
		t.Error("who knows the country is not given its proposal")
	}
	why := p.explains(t, p.apps[0], reads)
	if why.at("assigned").v != true || why.at("fit").text() == "0" {
		t.Errorf("why she reads it is answered with %v", why.v)
	}
	if why := p.explains(t, p.known, susan); why.at("assigned").v != false || why.at("reason").text() != "conflict" {
		t.Errorf("why she does not read it is answered with %v", why.v)
	}
	if _, code := p.try(reads, whyQuery, map[string]any{"panel": p.panel, "application": p.apps[0], "reviewer": p.people[reads]}); code != "NOT_FOUND" {
		t.Errorf("a member who asks why is answered with %q", code)
	}
}

const whyQuery = `query($panel: ID!, $application: ID!, $reviewer: ID!) { explainAssignment(panel: $panel, application: $application, reviewer: $reviewer) {
	reason assigned fit load margin terms { kind points matched } handOvers { application { number } from { email } to { email } } } }`

func (p *panelTale) explains(t *testing.T, application, reader string) node {
	t.Helper()
	return p.do(decides, whyQuery, map[string]any{"panel": p.panel, "application": application, "reviewer": p.people[reader]}).at("explainAssignment")
}

// declares has a member declare a conflict from the title, the office close the gap, and all others say none.
func (p *panelTale) declares(t *testing.T) {
	t.Helper()
	const titles = `query($id: ID!) { panelTitles(panel: $id) { id number title assigned application { id } } }`
	for _, one := range p.do(amadou, titles, map[string]any{"id": p.panel}).at("panelTitles").list() {
		if id := one.at("id").text(); one.at("assigned").v == true && id != p.known && p.declared == "" {
			p.declared = id
		}
	}
	if n := len(p.do(susan, titles, map[string]any{"id": p.panel}).at("panelTitles").list()); n != 5 {
		t.Errorf("who is bound to one of six is shown %d titles", n)
	}
	left := p.do(amadou, `mutation($input: DeclareForPanelInput!) { declareForPanel(input: $input) { titles { id } } }`, input("panel", p.panel, "declarations", []any{
		map[string]any{"application": p.declared, "kind": "family", "note": "My sister runs the museum abroad."},
	})).at("declareForPanel.titles").list()
	if len(left) != 5 {
		t.Errorf("%d titles are left of six", len(left))
	}
	again := p.do(decides, evenly, input("panel", p.panel, "applications", p.apps, "perApplication", 3, "seed", 7)).at("assignEvenly")
	if got := again.at("assigned").list(); len(got) != 1 || got[0].at("application.id").text() != p.declared || got[0].at("reviewer.email").text() == amadou {
		t.Errorf("the gap is closed by %v, short are %v", again.at("assigned").v, again.at("short").v)
	}
	for _, who := range []string{chairs, reads, amadou, susan} {
		var none []any
		for _, row := range p.queue(who) {
			if row.at("step").text() == "declare" {
				none = append(none, map[string]any{"assignment": row.at("id").text()})
				if _, code := p.try(who, sheetQuery, map[string]any{"id": row.at("id").text()}); code != "FORBIDDEN" {
					t.Errorf("%s, who has not declared, is answered with %q", who, code)
				}
			}
		}
		p.do(who, `mutation($input: DeclareConflictsInput!) { declareConflicts(input: $input) { assignments { state } } }`, input("declarations", none))
	}
}

const sheetQuery = `query($id: ID!) { myReview(assignment: $id) { title writable lines { criterion key halfPoints version } gaps { code } } }`

// queue are a member's rows of this panel.
func (p *panelTale) queue(who string) (out []node) {
	p.t.Helper()
	for _, row := range p.do(who, `{ reviewQueue(first: 100) { nodes { id step state title number panel { id } application { id } readingOrder ownBaseMilli } } }`, nil).at("reviewQueue.nodes").list() {
		if row.at("panel.id").text() == p.panel {
			out = append(out, row)
		}
	}
	return out
}

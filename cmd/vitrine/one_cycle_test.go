package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
)

// oneCycle walks the five steps of a cycle: propose, check and read, rank and approve, tell, report.
func oneCycle(t *testing.T, s *tale) {
	cycle := s.do("", `{ openCalls { id } }`, nil).at("openCalls.0.id").text()
	proposal := propose(t, s, cycle)
	read(t, s, cycle, proposal)
	approve(t, s, cycle, proposal)
	tell(t, s, cycle, proposal)
	reportTo(t, s, cycle)
	findings, err := s.office.Doctor(auth.As(pgtest.Context(t), auth.System("test")))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		if len(f.Off) > 0 {
			t.Errorf("the doctor finds: %s: %v", f.Check, f.Off)
		}
	}
}

const draftQuery = `query($cycle: ID!) { applications(filter: {cycle: $cycle, states: [draft]}, first: 5) { nodes { id version: number } } }`

func propose(t *testing.T, s *tale, cycle string) string {
	t.Helper()
	const who = "applicant@example.org"
	id := s.do(who, draftQuery, map[string]any{"cycle": cycle}).at("applications.nodes.0.id").text()
	if _, code := s.try(who, `mutation($input: SubmitProposalInput!) { submitProposal(input: $input) { submission { id } } }`, input("application", id)); code != "BAD_USER_INPUT" {
		t.Errorf("half a proposal was answered with %q", code)
	}
	d := s.do(who, `query($id: ID!) { application(id: $id) { number answers { key text } form { definition { sections { key owner questions { key kind required minWords maxWords maxChars options { key } } } } } } }`, map[string]any{"id": id})
	answered := map[string]bool{}
	for _, a := range d.at("application.answers").list() {
		answered[a.at("key").text()] = a.maybe("text").text() != ""
	}
	byOwner := map[string][]any{}
	for _, section := range d.at("application.form.definition.sections").list() {
		for _, q := range section.at("questions").list() {
			key := q.at("key").text()
			if kind := q.at("kind").text(); kind == "budget" || kind == "file" || answered[key] {
				continue
			}
			owner := section.at("owner").text()
			byOwner[owner] = append(byOwner[owner], map[string]any{"key": key, "text": answerTo(q)})
		}
	}
	const save = `mutation($input: SaveAnswersInput!) { saveAnswers(input: $input) { application { version } } }`
	for owner, by := range map[string]string{"lead": who, "shared": who, "partner": s.partnerOf(id)} {
		if len(byOwner[owner]) > 0 {
			s.do(by, save, input("application", id, "answers", byOwner[owner]))
		}
	}
	uploaded(t, s, id, who, s.partnerOf(id))
	line := func(category, side, funding, rate string) map[string]any {
		return map[string]any{"category": category, "side": side, "funding": funding, "description": "as planned", "quantity": "1", "rate": rate}
	}
	s.do(who, `mutation($input: SaveBudgetInput!) { saveBudget(input: $input) { application { requested { amount } } } }`, input("application", id, "lines", []any{
		line("travel", "us", "grant", "30000"), line("personnel", "non_us", "grant", "46000"), line("supplies", "us", "cash", "20000.50"), line("personnel", "non_us", "in_kind", "18000"),
	}))
	for _, c := range s.do(who, `query($id: ID!) { applicationChecks(application: $id) { path outcome code message blocks } applicationEligibility(application: $id) { verdict rules { rule outcome reason } } }`, map[string]any{"id": id}).at("applicationChecks").list() {
		if c.at("blocks").v == true {
			t.Errorf("still missing: %v", c.v)
		}
	}
	const submit = `mutation($input: SubmitProposalInput!) { submitProposal(input: $input) { submission { sha256 receiptCode submittedAt } } }`
	first := s.do(who, submit, input("application", id)).at("submitProposal.submission")
	again := s.do(who, submit, input("application", id)).at("submitProposal.submission")
	if first.at("sha256").text() != again.at("sha256").text() {
		t.Error("a double click made two submissions")
	}
	checked := s.do("", `query($code: String!) { verifyReceipt(code: $code) { sha256 intact } }`, map[string]any{"code": first.at("receiptCode").text()})
	if checked.at("verifyReceipt.sha256").text() != first.at("sha256").text() || checked.at("verifyReceipt.intact").v != true {
		t.Errorf("the receipt is answered with %v", checked.v)
	}
	return id
}

func answerTo(q node) string {
	switch q.at("kind").text() {
	case "number":
		return "12"
	case "date":
		return "1998-05-01"
	case "yes_no":
		return "yes"
	case "choice", "several":
		return q.at("options.0.key").text()
	case "table", "outcomes", "person", "money", "country", "state":
		d := form.MuseumsConnectProposal()
		return d.Sample()[q.at("key").text()]
	}
	if strings.HasPrefix(q.maybe("maxChars").text(), "0") || q.maybe("maxWords").text() == "0" {
		return "Ada Lundgren, ada@example.org"
	}
	n := 30
	if min, ok := q.maybe("minWords").v.(float64); ok && min > 0 {
		n = int(min) + 5
	}
	return strings.TrimSpace(strings.Repeat("river ", n))
}

// partnerOf is whoever of the sample world speaks for the partner museum of a proposal.
func (s *tale) partnerOf(application string) string {
	return "partner@example.org"
}

func read(t *testing.T, s *tale, cycle, proposal string) {
	t.Helper()
	const officer = "officer@example.org"
	waiting := s.do(officer, `query($cycle: ID!) { applications(filter: {cycle: $cycle, states: [submitted, technical_check]}, first: 50) { nodes { id state } } }`, map[string]any{"cycle": cycle})
	for _, n := range waiting.at("applications.nodes").list() {
		id := n.at("id").text()
		if n.at("state").text() == "submitted" {
			s.do(officer, `mutation($input: TakeUpApplicationInput!) { takeUpApplication(input: $input) { application { id } } }`, input("application", id))
		}
		s.do(officer, `mutation($input: FindApplicationInput!) { markEligible(input: $input) { application { state } } }`, input("application", id, "note", "Complete."))
	}
	panels := s.do(officer, `query($cycle: ID!) { panels(cycle: $cycle) { id state members { person { email } } } }`, map[string]any{"cycle": cycle}).at("panels").list()
	panel := panels[slices.IndexFunc(panels, func(p node) bool { return p.at("state").text() == "reading" })] // another one is in its meeting
	id := panel.at("id").text()
	plan := s.do(officer, `mutation($input: AssignEvenlyInput!) { assignEvenly(input: $input) { assigned { id } short { why } } }`, input("panel", id, "perApplication", 3))
	if short := plan.at("assignEvenly.short").list(); len(short) > 0 {
		t.Fatalf("readers are missing: %v", short)
	}
	if _, code := s.try("reviewer@example.org", `query($id: ID!) { reviews(application: $id) { id } }`, map[string]any{"id": proposal}); code == "" {
		t.Log("reviews of others are an empty list before one's own is in")
	}
	for _, m := range panel.at("members").list() {
		readAll(t, s, m.at("person.email").text())
	}
	for _, verb := range []string{"closePreliminary", "lockPanel"} {
		s.do("chair@example.org", `mutation($input: MovePanelInput!) { `+verb+`(input: $input) { panel { state } } }`, input("panel", id))
	}
	frozen := s.do("grants@example.org", `mutation($input: FreezeRankingInput!) { freezeRanking(input: $input) { ranking { id sha256 places { place counted rawMilli } } } }`, input("panel", id, "method", "normalized"))
	if n := len(frozen.at("freezeRanking.ranking.places").list()); n < 10 {
		t.Errorf("only %d proposals were ranked", n)
	}
}

const queueQuery = `{ reviewQueue(first: 50) { nodes { id step panel { id } panelState } } }`

// readAll does everything a panelist has to do until nothing is left to read.
func readAll(t *testing.T, s *tale, who string) {
	t.Helper()
	for range 4 {
		var declare []any
		var score []string
		sign := map[string]bool{}
		for _, row := range s.do(who, queueQuery, nil).at("reviewQueue.nodes").list() {
			switch row.at("step").text() {
			case "sign":
				sign[row.at("panel.id").text()] = true
			case "declare":
				declare = append(declare, map[string]any{"assignment": row.at("id").text()})
			case "read", "score":
				score = append(score, row.at("id").text())
			}
		}
		if len(sign)+len(declare)+len(score) == 0 {
			return
		}
		for p := range sign {
			s.do(who, `mutation($input: SignConfidentialityInput!) { signConfidentiality(input: $input) { panel { id } } }`, input("panel", p))
		}
		if len(sign) > 0 {
			continue
		}
		if len(declare) > 0 {
			s.do(who, `mutation($input: DeclareConflictsInput!) { declareConflicts(input: $input) { assignments { state } } }`, input("declarations", declare))
			continue
		}
		for i, a := range score {
			scoreOne(s, who, a, i)
		}
	}
	t.Fatalf("%s never finishes reading", who)
}

func scoreOne(s *tale, who, assignment string, i int) {
	s.t.Helper()
	sheet := s.do(who, `query($id: ID!) { myReview(assignment: $id) { lines { criterion key halfPoints version } } }`, map[string]any{"id": assignment})
	for j, line := range sheet.at("myReview.lines").list() {
		s.do(who, `mutation($input: SaveScoreInput!) { saveScore(input: $input) { scored } }`, input("assignment", assignment, "criterion", line.at("criterion").text(),
			"halfPoints", 4+(i+j+len(who))%7, "comment", "The plan says who does what and when, and both communities take part."))
	}
	s.do(who, `mutation($input: SaveOverallInput!) { saveOverall(input: $input) { review { id } } }`, input("assignment", assignment, "recommendation", "fund"))
	s.do(who, `mutation($input: SubmitReviewInput!) { submitReview(input: $input) { review { state } } }`, input("assignment", assignment))
}

func approve(t *testing.T, s *tale, cycle, proposal string) {
	t.Helper()
	slate := s.do("officer@example.org", `mutation($input: DraftSlateInput!) { draftSlate(input: $input) { slate { id } } }`, input("cycle", cycle)).at("draftSlate.slate.id").text()
	s.do("officer@example.org", `mutation($input: ProposeSlateInput!) { proposeSlate(input: $input) { slate { state } } }`, input("slate", slate))
	const query = `mutation($input: ApproveSlateInput!) { approveSlate(input: $input) { awards { id amount { amount } } committed { amount } free { amount } dryRun } }`
	if _, code := s.try("officer@example.org", query, input("slate", slate)); code != "FORBIDDEN" {
		t.Errorf("the proposer's own approval was answered with %q", code)
	}
	dry := s.do("director@example.org", query, input("slate", slate, "dryRun", true))
	done := s.do("director@example.org", query, input("slate", slate))
	if dry.at("approveSlate.committed.amount").text() != done.at("approveSlate.committed.amount").text() {
		t.Error("the rehearsal promised other money than the approval")
	}
	before := s.do("applicant@example.org", `query($id: ID!) { application(id: $id) { state } }`, map[string]any{"id": proposal})
	if state := before.at("application.state").text(); state == "awarded" || state == "declined" || state == "alternate" {
		t.Errorf("the applicant reads %q before any letter left", state)
	}
}

func tell(t *testing.T, s *tale, cycle, proposal string) {
	t.Helper()
	s.do("officer@example.org", `mutation($input: PrepareLettersInput!) { prepareLetters(input: $input) { progress { queued held } } }`, input("cycle", cycle))
	deadline := time.Now().Add(time.Minute)
	for s.do("officer@example.org", `query($c: ID!) { letterProgress(cycle: $c) { queued held } }`, map[string]any{"c": cycle}).at("letterProgress.queued").text() != "0" {
		if time.Now().After(deadline) {
			t.Fatal("the letters are never drawn")
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.do("director@example.org", `mutation($input: SetDecisionRuleInput!) { setDecisionRule(input: $input) { rule { holdMinutes } } }`, input("cycle", cycle, "holdMinutes", 0))
	s.do("grants@example.org", `mutation($input: SendLettersInput!) { sendLetters(input: $input) { sent } }`, input("cycle", cycle))
	mine := s.do("applicant@example.org", `query($a: ID!) { letters(filter: {application: $a}, first: 5) { nodes { id code decision } } }`, map[string]any{"a": proposal}).at("letters.nodes.0")
	letter := s.do("applicant@example.org", `query($id: ID!) { letter(id: $id) { sha256 } }`, map[string]any{"id": mine.at("id").text()}).at("letter.sha256").text()
	public := s.do("", `query($code: String!, $sum: Digest!) { verifyLetter(code: $code) { word hash state } verifyFile(sha256: $sum) { hash } }`, map[string]any{"code": mine.at("code").text(), "sum": letter})
	if public.at("verifyLetter.hash").text() != letter || public.at("verifyFile.hash").text() != letter {
		t.Errorf("the letter is answered with %v, its hash is %s", public.v, letter)
	}
	if public.at("verifyLetter.word").text() == "award" {
		t.Error("a provisional award is called an award")
	}
}

func reportTo(t *testing.T, s *tale, cycle string) {
	t.Helper()
	made := s.do("officer@example.org", `mutation($input: AssembleReportInput!) { assembleReport(input: $input) { report { id } } }`, input("cycle", cycle, "kind", "cycle"))
	id := made.at("assembleReport.report.id").text()
	if n, _ := s.try("funder@example.org", `query($id: ID!) { report(id: $id) { id } }`, map[string]any{"id": id}); n.maybe("report").v != nil {
		t.Error("the funder reads a report before it is frozen")
	}
	s.do("director@example.org", `mutation($input: FreezeReportInput!) { freezeReport(input: $input) { report { sha256 document } } }`, input("report", id))
	figures := s.do("funder@example.org", `query($id: ID!) { report(id: $id) { figures { id key part value } } }`, map[string]any{"id": id}).at("report.figures").list()
	seen := map[string]bool{}
	for _, f := range figures {
		seen[f.at("key").text()] = true
	}
	for _, want := range []string{"states_reached", "countries_reached", "partnerships_awarded", "money_requested", "money_awarded", "cost_share_offered", "awarded_by_theme", "partners_by_region"} {
		if !seen[want] {
			t.Errorf("the report has no %s", want)
		}
	}
	why := s.do("funder@example.org", `query($id: ID!) { explainFigure(id: $id) { value formula rows { subject label value } rules } }`, map[string]any{"id": figures[0].at("id").text()})
	if len(why.at("explainFigure.rows").list()) == 0 {
		t.Error("a figure has no rows behind it")
	}
}

package main

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/strip"
)

const (
	funds         = "funder@example.org"
	lines         = `slate { id state recommendedBy { email } note lines { id decision place departs reason codes application { id } } }`
	edits         = `mutation($input: EditSlateLineInput!) { editSlateLine(input: $input) { ` + lines + ` } }`
	stands        = `mutation($input: RecommendSlateInput!) { recommendSlate(input: $input) { ` + lines + ` } }`
	proposesSlate = `mutation($input: ProposeSlateInput!) { proposeSlate(input: $input) { slate { state } } }`
	agrees        = `mutation($input: ApproveSlateInput!) { approveSlate(input: $input) { slate { state } awaits awards { number } } }`
	concurs       = `mutation($input: ConcurInput!) { concurSlate(input: $input) { slate { state } awards { number } } }`
	returns       = `mutation($input: ReturnSlateInput!) { returnSlate(input: $input) { slate { state } } }`
)

// decides takes the slate from the saved line through every hand its cycle asks for: the panel's chair recommends it,
// a departure has a written reason and a second person, the director approves it, and nothing is given before the
// funder concurs. A member's own view goes with it.
func (p *panelTale) decides(t *testing.T) {
	t.Helper()
	p.do(approves, `mutation($input: SetDecisionRuleInput!) { setDecisionRule(input: $input) { rule { version } } }`,
		input("cycle", p.cycle, "recommendation", true, "concurrence", true, "holdMinutes", 60))
	p.do(reads, `mutation($input: FileMinorityReportInput!) { fileMinorityReport(input: $input) { report { id } } }`, input("panel", p.panel, "text", "The fourth place was read in haste."))
	slate := p.do(decides, `mutation($input: DraftSlateInput!) { draftSlate(input: $input) { `+lines+` } }`, input("cycle", p.cycle, "scenario", p.scenario, "alternates", 1)).at("draftSlate.slate")
	id := slate.at("id").text()
	if _, code := p.try(decides, proposesSlate, input("slate", id)); code != "CONFLICT" {
		t.Errorf("a slate that the panel has not recommended is answered with %q", code)
	}
	p.recommends(t, id)
	if _, code := p.try(decides, proposesSlate, input("slate", id)); code != "BAD_USER_INPUT" {
		t.Errorf("a departure that nobody explains is answered with %q", code)
	}
	p.do(decides, returns, input("slate", id, "reason", "The last place needs its reason."))
	awards := 0
	for _, l := range slate.at("lines").list() {
		if l.at("decision").text() != "award" {
			continue
		}
		if awards++; l.at("place").text() == "6" {
			p.do(decides, edits, input("line", l.at("id").text(), "decision", "award", "reason", "The only one of its region, which the program must reach."))
		}
	}
	if awards != 3 {
		t.Errorf("the slate awards %d", awards)
	}
	p.do(chairs, stands, input("slate", id, "note", "With the last place, as we said."))
	p.do(decides, proposesSlate, input("slate", id))
	for _, who := range []string{decides, chairs, funds} {
		if _, code := p.try(who, agrees, input("slate", id)); code == "" {
			t.Errorf("%s approves", who)
		}
	}
	done := p.do(approves, agrees, input("slate", id)).at("approveSlate")
	if done.at("slate.state").text() != "approved" || done.at("awaits").v != true || len(done.at("awards").list()) != 0 {
		t.Errorf("the approval is %v", done.v)
	}
	p.concurs(t, id)
}

// recommends has the chair read the slate and stand behind it; no other member does, and who is bound learns nothing.
func (p *panelTale) recommends(t *testing.T, id string) {
	t.Helper()
	const query = `query($p: ID!) { panelSlate(panel: $p) { asked bound deputy mayable slate { rows { number place decision } } } }`
	seen := p.do(chairs, query, map[string]any{"p": p.panel}).at("panelSlate")
	if seen.at("asked").v != true || seen.at("mayable").v != true || len(seen.at("slate.rows").list()) < 6 {
		t.Errorf("the chair reads %v", seen.v)
	}
	for _, who := range []string{reads, susan, amadou, p.lead, funds} {
		if _, code := p.try(who, query, map[string]any{"p": p.panel}); code != "NOT_FOUND" {
			t.Errorf("%s, who asks for the panel's slate, is answered with %q", who, code)
		}
		if _, code := p.try(who, stands, input("slate", id)); code != "NOT_FOUND" {
			t.Errorf("%s, who recommends the slate, is answered with %q", who, code)
		}
	}
	rec := p.do(chairs, stands, input("slate", id, "note", "Of one mind but for one.")).at("recommendSlate.slate")
	if rec.at("state").text() != "recommended" || rec.at("recommendedBy.email").text() != chairs {
		t.Errorf("the recommendation is %v", rec.v)
	}
}

// concurs has the funder read the slate, with the member's view but not whose it is, and agree.
func (p *panelTale) concurs(t *testing.T, id string) {
	t.Helper()
	read := p.do(funds, `query($id: ID!, $c: ID!) { funderSlate(id: $id) { rows { rawMilli } slate { state } } minorityReports(cycle: $c) { text author { name } } }`, map[string]any{"id": id, "c": p.cycle})
	if rows := read.at("funderSlate.rows").list(); len(rows) < 6 || rows[0].maybe("rawMilli").v != nil {
		t.Errorf("the funder reads %v", read.v)
	}
	if m := read.at("minorityReports").list(); len(m) != 1 || m[0].maybe("author").v != nil || !strings.Contains(m[0].at("text").text(), "in haste") {
		t.Errorf("the funder reads of the minority %v", read.at("minorityReports").v)
	}
	for _, who := range []string{decides, approves, chairs, grants} {
		if _, code := p.try(who, concurs, input("slate", id, "answer", "concurred")); code == "" {
			t.Errorf("%s concurs for the funder", who)
		}
	}
	done := p.do(funds, concurs, input("slate", id, "answer", "concurred")).at("concurSlate")
	if done.at("slate.state").text() != "concurred" || len(done.at("awards").list()) != 3 {
		t.Errorf("the concurrence is %v", done.v)
	}
	counts := p.do(decides, `query($c: ID!) { declineStatistics(cycle: $c) { code applications reason { english } } }`, map[string]any{"c": p.cycle}).at("declineStatistics").list()
	declined := map[string]string{}
	for _, n := range counts {
		declined[n.at("code").text()] = n.at("applications").text()
	}
	if len(counts) != 2 || declined["funds_exhausted"] != "2" || declined["too_few_reviews"] == "" {
		t.Errorf("declined are %v", declined)
	}
}

// tells draws the letters, holds them, takes them back while they are held, and lets them leave; a museum that got
// nothing then reads what the panel said, by criterion and without a name.
func (p *panelTale) tells(t *testing.T) {
	t.Helper()
	p.do(decides, `mutation($input: PrepareLettersInput!) { prepareLetters(input: $input) { progress { total } } }`, input("cycle", p.cycle))
	const progress = `query($c: ID!) { letterProgress(cycle: $c) { queued held sent } }`
	for end := time.Now().Add(time.Minute); p.do(decides, progress, map[string]any{"c": p.cycle}).at("letterProgress.queued").text() != "0"; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the letters are never drawn")
		}
	}
	first := p.do(grants, `query($c: ID!) { letterPreview(cycle: $c, n: 1) { n total letter { state } } }`, map[string]any{"c": p.cycle}).at("letterPreview")
	total := first.at("total").text()
	if first.at("n").text() != "1" || first.at("letter.state").text() != "held" {
		t.Errorf("the first letter before it leaves is %v", first.v)
	}
	const sends = `mutation($input: SendLettersInput!) { sendLetters(input: $input) { __typename } }`
	const release = `query($c: ID!) { letterRelease(cycle: $c) { id state letters undoneReason } }`
	p.do(grants, sends, input("cycle", p.cycle))
	held := p.do(grants, release, map[string]any{"c": p.cycle}).at("letterRelease")
	if held.at("state").text() != "waiting" || held.at("letters").text() != total {
		t.Errorf("the release is %v", held.v)
	}
	lost := p.declinedOne(t)
	const mine = `query($a: ID!) { letters(filter: {application: $a}, first: 5) { nodes { id decision documentUrl } } }`
	if n := len(p.do(lost[1], mine, map[string]any{"a": lost[0]}).at("letters.nodes").list()); n != 0 {
		t.Errorf("a museum reads %d letters that have not left", n)
	}
	const undo = `mutation($input: UndoReleaseInput!) { undoRelease(input: $input) { release { state } } }`
	if _, code := p.try(chairs, undo, input("release", held.at("id").text(), "reason", "x")); code != "NOT_FOUND" {
		t.Errorf("the chair, who takes letters back, is answered with %q", code)
	}
	p.do(grants, undo, input("release", held.at("id").text(), "reason", "One letter names the wrong year."))
	if again := p.do(grants, release, map[string]any{"c": p.cycle}).at("letterRelease"); again.at("state").text() != "undone" || !strings.Contains(again.at("undoneReason").text(), "wrong year") {
		t.Errorf("the release taken back is %v", again.v)
	}
	p.do(approves, `mutation($input: SetDecisionRuleInput!) { setDecisionRule(input: $input) { rule { version } } }`, input("cycle", p.cycle, "holdMinutes", 0))
	p.do(grants, sends, input("cycle", p.cycle))
	if left := p.do(grants, release, map[string]any{"c": p.cycle}).at("letterRelease"); left.at("state").text() != "left" || left.at("id").text() == held.at("id").text() {
		t.Errorf("the second release is %v", left.v)
	}
	got := p.do(lost[1], mine, map[string]any{"a": lost[0]}).at("letters.nodes").list()
	if len(got) != 1 || got[0].at("decision").text() != "decline" {
		t.Fatalf("the museum has %v", got)
	}
	p.feedback(t, lost[1], got[0].at("documentUrl").text())
}

// declinedOne is a declined application and who speaks for its lead.
func (p *panelTale) declinedOne(t *testing.T) [2]string {
	t.Helper()
	for _, l := range p.do(decides, `query($c: ID!) { slateOfCycle(cycle: $c) { slate { lines { decision application { id } } } } }`, map[string]any{"c": p.cycle}).at("slateOfCycle.slate.lines").list() {
		if l.at("decision").text() == "decline" && p.of[l.at("application.id").text()].v != nil {
			id := l.at("application.id").text()
			who := p.do(decides, `query($id: ID!) { application(id: $id) { partnership { members { confirmedBy { email } } } } }`, map[string]any{"id": id}).at("application.partnership.members.0.confirmedBy.email").text()
			return [2]string{id, who}
		}
	}
	t.Fatal("nothing is declined")
	return [2]string{}
}

// feedback reads a letter of decline as its museum downloads it.
func (p *panelTale) feedback(t *testing.T, who, url string) {
	t.Helper()
	r := p.request(who, "{ __typename }", nil)
	at, err := r.URL.Parse(url)
	if err != nil {
		t.Fatal(err)
	}
	r, err = http.NewRequestWithContext(r.Context(), http.MethodGet, at.String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+p.token(who))
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	file, err := io.ReadAll(a.Body)
	if err != nil || a.StatusCode != http.StatusOK {
		t.Fatalf("the letter is answered with %d, %v", a.StatusCode, err)
	}
	var text strings.Builder
	for _, page := range strip.Make("application/pdf", file).Pages {
		text.WriteString(page.Text + " ")
	}
	words := strings.Join(strings.Fields(text.String()), " ")
	if !strings.Contains(words, because[:30]) {
		t.Errorf("the letter does not say what the panel said: %s", words)
	}
	for _, secret := range []string{"funds_exhausted", "Keita", "Delacroix", "Achterberg", "in haste", "Of one mind"} {
		if strings.Contains(words, secret) {
			t.Errorf("the letter says %q", secret)
		}
	}
}

package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/sample"
)

const pays = "finance@example.org"

// awardTale is one award from its letter to its end, on a clock of its own.
type awardTale struct {
	*tale
	clock          *sample.Clock
	award          string
	home, abroad   string // the museums
	lead, partner  string // who speaks for them
	starts, ends   calendar.Date
	category       string // of the budget with the most money
	share          string // and with the most cost share
	grant, pledged int64
}

// tell follows the award through every hand: the museum, its partner, the program officer, the grants manager, the
// director, finance and the funder. The doctor looks at the house after each step.
func (s *awardTale) tell(t *testing.T) {
	s.finds(t)
	s.agrees(t)
	s.sound("the award is official")
	s.on(s.starts)
	s.expect(t, "active", "its first day")
	s.pays(t)
	s.sound("the first advance is paid")
	s.spends(t)
	s.sound("the first cost is accepted")
	s.shares(t)
	s.sound("cost share is verified")
	s.reaches(t)
	s.sound("participants are counted")
	s.extends(t)
	s.sound("the period is longer")
	s.stops(t)
	s.sound("it was suspended and resumed")
	s.on(s.ends.AddDays(1))
	s.expect(t, "period_ended", "the day after its last")
	s.sound("its period is over")
	s.reports(t)
	s.sound("its last report is accepted")
	s.settles(t)
	s.sound("it is reconciled")
	s.closes(t)
	s.sound("it is closed")
	s.stays(t)
	s.sound("a cost was disallowed and came back")
}

// on moves the clock to the middle of a day and lets the timetable look; tokens are made anew.
func (s *awardTale) on(d calendar.Date) {
	s.t.Helper()
	s.clock.Set(time.Date(d.Year(), d.Month(), d.Day(), 16, 0, 0, 0, time.UTC))
	clear(s.tokens)
	ctx := auth.As(pgtest.Context(s.t), auth.System("timetable"))
	if _, err := s.office.Closeout.TendDue(ctx); err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.office.Filing.TendDue(ctx); err != nil {
		s.t.Fatal(err)
	}
}

func (s *awardTale) today() calendar.Date { return calendar.Of(s.clock.Now(), time.UTC) }

// refused tries what must be refused with a code, at the whole or at one of its fields.
func (s *awardTale) refused(who, query string, in map[string]any, code string) {
	s.t.Helper()
	got := s.answer(who, query, in)
	if !strings.Contains(got, `"`+code+`"`) {
		s.t.Errorf("%s is answered with %s, want %s:\n%s", who, got, code, query)
	}
}

func (s *awardTale) expect(t *testing.T, state, when string) {
	t.Helper()
	if got := s.end().at("state").text(); got != state {
		t.Errorf("on %s the award is %s, want %s", when, got, state)
	}
}

// end is how the award stands, as the funder reads it.
func (s *awardTale) end() node {
	s.t.Helper()
	return s.do(funds, `query($a: ID!) { closeout(award: $a) { state waits receivable { amount } items { code done } closeout { state version dueOn claimed { amount } spent { amount } deobligated { amount } keepUntil } adjustments { id state } } }`,
		map[string]any{"a": s.award}).at("closeout")
}

// finds takes a provisional award whose letter left, with those who speak for its museums.
func (s *awardTale) finds(t *testing.T) {
	t.Helper()
	w := s.do(grants, `{ awards(filter: {state: provisional}, first: 5) { nodes { id application { id } } } }`, nil).at("awards.nodes.0")
	s.award = w.at("id").text()
	members := s.do(decides, `query($id: ID!) { application(id: $id) { partnership { members { organization { id } confirmedBy { id email } } } } }`, map[string]any{"id": w.at("application.id").text()}).
		at("application.partnership.members")
	s.home, s.abroad = members.at("0.organization.id").text(), members.at("1.organization.id").text()
	s.lead, s.partner = members.at("0.confirmedBy.email").text(), members.at("1.confirmedBy.email").text()
	s.do("admin@example.org", `mutation($input: AddMembershipInput!) { addMembership(input: $input) { membership { id } } }`,
		input("person", members.at("0.confirmedBy.id").text(), "organization", s.home, "role", "authorized_official"))
	clear(s.tokens)
	s.starts = s.today().AddDays(3)
	s.ends = s.starts.AddMonths(3).MonthEnd()
}

// agrees takes the award from its letter to official; what is missing or comes too early is refused.
func (s *awardTale) agrees(t *testing.T) {
	t.Helper()
	const open = `mutation($input: OpenAgreementInput!) { openAgreement(input: $input) { file { state } } }`
	s.refused(grants, open, input("award", s.award, "startsOn", "2001-01-01", "endsOn", s.ends.String()), "outside_period")
	s.refused(s.lead, open, input("award", s.award, "startsOn", s.starts.String(), "endsOn", s.ends.String()), "FORBIDDEN")
	s.do(grants, open, input("award", s.award, "startsOn", s.starts.String(), "endsOn", s.ends.String()))
	s.do(grants, `mutation($input: PrepareAgreementInput!) { prepareAgreement(input: $input) { file { state } } }`, input("award", s.award, "startsOn", s.starts.String(), "endsOn", s.ends.String(),
		"funderAwardedOn", s.today().AddDays(-300).String(), "contactName", "Miguel Ferrante", "contactEmail", grants, "listingTitle", "Professional and Cultural Exchange Programs - Citizen Exchanges",
		"description", "Two museums trade stories.", "research", false, "requirements", "The standard terms of the funder.", "access", "Records are open to the administrator.", "closeout", "Final reports are due after 90 days."))
	s.do(s.lead, `mutation($input: AnswerAgreementInput!) { answerAgreement(input: $input) { file { state } } }`,
		input("award", s.award, "payee", "The museum", "payment", "advance", "firstNeed", "9000.00", "tickets", "US carriers only."))
	hash := s.do(grants, `mutation($input: IssueAgreementInput!) { issueAgreement(input: $input) { file { terms { hash } } } }`, input("award", s.award)).at("issueAgreement.file.terms.hash").text()
	const countersign = `mutation($input: CountersignAgreementInput!) { countersignAgreement(input: $input) { file { state } } }`
	s.do(s.lead, `mutation($input: SignAgreementInput!) { signAgreement(input: $input) { file { state } } }`, input("award", s.award, "name", "Cora Lead", "title", "Director", "hash", hash))
	s.do(approves, countersign, input("award", s.award, "name", "Helen Marsh", "title", "Director of exchanges", "hash", hash))
	const save = `mutation($input: SaveExpenseInput!) { saveExpense(input: $input) { expense { id } } }`
	s.refused(s.lead, save, input("award", s.award, "museum", s.home, "spentOn", s.starts.String(), "category", "travel", "description", "Early", "amount", "10.00", "vendor", "A", "receiptNumber", "1"), "not_official")
	for _, museum := range []string{s.home, s.abroad} {
		s.do(decides, `mutation($input: RecordExclusionCheckInput!) { recordExclusionCheck(input: $input) { check { result } } }`, input("organization", museum, "checkedOn", s.today().String(), "result", "clear"))
	}
	file := s.do(grants, `mutation($input: MakeOfficialInput!) { makeAwardOfficial(input: $input) { file { state report { dueOn } } } }`, input("award", s.award)).at("makeAwardOfficial.file")
	if file.maybe("report").v != nil {
		s.do(grants, `mutation($input: FileSubawardReportInput!) { fileSubawardReport(input: $input) { file { state } } }`, input("award", s.award, "filedOn", s.today().String(), "reference", "SAM-1"))
	}
	s.expect(t, "official", "the day it was signed")
}

// account is the statement of account over the quarters of the award.
func (s *awardTale) account() node {
	s.t.Helper()
	from := calendar.On(s.starts.Year(), s.starts.Month(), 1)
	return s.do(s.partner, `query($a: ID!, $f: Date!, $t: Date!) { awardAccount(award: $a, from: $f, through: $t) { onHand { amount } paid { amount } lines { category approved { amount } approvedShare { amount } } } }`,
		map[string]any{"a": s.award, "f": from.String(), "t": s.today().MonthEnd().String()}).at("awardAccount")
}

// pays takes an advance from its plan to the bank, by three people and more; more than the award has is refused.
func (s *awardTale) pays(t *testing.T) {
	t.Helper()
	begin := `mutation($input: BeginPaymentInput!) { beginPayment(input: $input) { payment { id hash } } }`
	month := "month" + fmt.Sprint((int(s.today().Month())-1)%3+1)
	s.refused(s.lead, begin, input("award", s.award, "kind", "advance", "on", s.today().String(), month, "99000000.00"), "out_of_range")
	p := s.do(s.lead, begin, input("award", s.award, "kind", "advance", "on", s.today().String(), month, "9000.00")).at("beginPayment.payment")
	id := p.at("id").text()
	s.do(s.lead, `mutation($input: CertifyPaymentInput!) { certifyPayment(input: $input) { payment { state } } }`, input("payment", id, "name", "Cora Lead", "title", "Director", "hash", p.at("hash").text()))
	step := func(who, verb string) {
		t.Helper()
		s.do(who, `mutation($input: PaymentStepInput!) { `+verb+`(input: $input) { payment { state } } }`, input("payment", id))
	}
	step(s.lead, "submitPayment")
	step(decides, "checkPayment")
	s.refused(pays, `mutation($input: PaymentStepInput!) { releasePayment(input: $input) { payment { state } } }`, input("payment", id), "wrong_state")
	step(grants, "approvePayment")
	s.do(pays, `mutation($input: SetPayeeInput!) { setPayee(input: $input) { account { vendor } } }`, input("award", s.award, "vendor", "V-90001"))
	step(pays, "releasePayment")
	s.do(pays, `mutation($input: MarkPaymentPaidInput!) { markPaymentPaid(input: $input) { payment { state } } }`, input("payment", id, "on", s.today().String(), "reference", "ACH-1"))
	s.do(s.lead, `mutation($input: ForwardPaymentInput!) { forwardPayment(input: $input) { payment { id } } }`, input("payment", id, "organization", s.abroad, "amount", "1000.00", "on", s.today().String(), "file", "JVBERi0xLjcK"))
}

// spends records a cost and has it accepted; the same receipt twice, a rate of zero and a museum that accepts its own are refused.
func (s *awardTale) spends(t *testing.T) {
	t.Helper()
	for _, l := range s.account().at("lines").list() {
		if l.maybe("category").v == nil || l.at("category").text() == "indirect" {
			continue
		}
		if n := cents(t, l.at("approved.amount").text()); n > s.grant {
			s.grant, s.category = n, l.at("category").text()
		}
		if n := cents(t, l.at("approvedShare.amount").text()); n > s.pledged {
			s.pledged, s.share = n, l.at("category").text()
		}
	}
	s.on(s.starts.AddDays(10))
	const save = `mutation($input: SaveExpenseInput!) { saveExpense(input: $input) { expense { id } } }`
	cost := func(more ...any) map[string]any {
		return input(append([]any{"award", s.award, "museum", s.home, "spentOn", s.starts.AddDays(8).String(), "category", s.category, "description", "Materials and work of the first weeks", "amount", "6000.00", "vendor", "Riverside Works", "receiptNumber", "INV-1"}, more...)...)
	}
	s.refused(s.lead, save, cost("currency", "EUR", "rate", "0", "rateOn", s.starts.String(), "rateSource", "The bank"), "bad_rate")
	id := s.do(s.lead, save, cost()).at("saveExpense.expense.id").text()
	s.refused(s.lead, save, cost("vendor", "RIVERSIDE WORKS"), "expense_claimed_twice")
	s.do(s.lead, `mutation($input: SubmitExpenseInput!) { submitExpense(input: $input) { expense { state } } }`, input("expense", id))
	const accept = `mutation($input: AcceptExpenseInput!) { acceptExpense(input: $input) { expense { state } } }`
	s.refused(s.lead, accept, input("expense", id), "FORBIDDEN")
	s.do(decides, accept, input("expense", id))
	if got := s.account().at("onHand.amount").text(); got != "3000.00" {
		t.Errorf("%s is at the museum", got)
	}
}

func cents(t *testing.T, text string) int64 {
	t.Helper()
	var whole, cents int64
	if _, err := fmt.Sscanf(text, "%d.%d", &whole, &cents); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return 100*whole + cents
}

// shares claims cost share, shows it and has it verified.
func (s *awardTale) shares(t *testing.T) {
	t.Helper()
	id := s.do(s.lead, `mutation($input: ClaimContributionInput!) { claimContribution(input: $input) { contribution { id } } }`, input("award", s.award, "museum", s.home, "donor", "The museum", "side", "us", "funding", "cash",
		"category", s.share, "givenOn", s.starts.AddDays(8).String(), "valuation", "paid_cost", "description", "Salary of the coordinator", "quantity", "2", "unit", "9000.00")).at("claimContribution.contribution.id").text()
	s.do(s.lead, `mutation($input: EvidenceContributionInput!) { evidenceContribution(input: $input) { contribution { state } } }`, input("contribution", id, "reference", "Payroll 1", "certifier", "Rosa Example"))
	verify := `mutation($input: VerifyContributionInput!) { verifyContribution(input: $input) { contribution { state } } }`
	s.refused(s.lead, verify, input("contribution", id, "necessary", true, "conforms", true), "FORBIDDEN")
	s.do(grants, verify, input("contribution", id, "necessary", true, "conforms", true))
}

// reaches pastes participants: the bad row comes back with its reason, the rest load.
func (s *awardTale) reaches(t *testing.T) {
	t.Helper()
	day := s.starts.AddDays(5).String()
	rows := "Ana Ejemplo\t2009\tMX\tfemale\tcommunity\tnon_us\t" + day + "\nBen Example\t\tUS\t\tmentor\tus\t" + day + "\nCarl Example\t2009\tXX\tmale\tcommunity\tus\t" + day + "\n"
	got := s.do(s.lead, `mutation($input: PasteParticipantsInput!) { pasteParticipants(input: $input) { outcome { loaded bad { number why { code } } } } }`, input("award", s.award, "rows", rows)).at("pasteParticipants.outcome")
	if got.at("loaded").text() != "2" || got.at("bad.0.number").text() != "3" {
		t.Errorf("pasted: %v", got.v)
	}
}

// extends makes the period longer by an amendment, from the museum's wish to its letter.
func (s *awardTale) extends(t *testing.T) {
	t.Helper()
	longer := s.ends.AddDays(20)
	begin := `mutation($input: BeginAmendmentInput!) { beginAmendment(input: $input) { amendment { id } } }`
	id := s.do(s.lead, begin, input("award", s.award, "kind", "extension", "effectiveOn", s.today().String(), "reason", "The gallery reopens late.", "delta", map[string]any{"endsOn": longer.String()})).
		at("beginAmendment.amendment.id").text()
	s.do(s.lead, `mutation($input: SubmitAmendmentInput!) { submitAmendment(input: $input) { amendment { state } } }`, input("amendment", id, "name", "Cora Lead", "title", "Director"))
	move := `mutation($input: MoveAmendmentInput!) { moveAmendment(input: $input) { amendment { state } } }`
	s.refused(s.lead, move, input("amendment", id, "verb", "approve"), "FORBIDDEN")
	s.do(decides, move, input("amendment", id, "verb", "review"))
	s.do(grants, move, input("amendment", id, "verb", "approve"))
	hash := s.do(grants, `query($a: ID!) { amendmentPreview(id: $a) { hash } }`, map[string]any{"a": id}).at("amendmentPreview.hash").text()
	apply := `mutation($input: ApplyAmendmentInput!) { applyAmendment(input: $input) { amendment { state } } }`
	s.refused(grants, apply, input("amendment", id, "hash", "0000"), "version")
	s.do(grants, apply, input("amendment", id, "hash", hash))
	s.ends = longer
}

// stops suspends the award, in which no payment leaves, and resumes it.
func (s *awardTale) stops(t *testing.T) {
	t.Helper()
	suspend := `mutation($input: SuspendAwardInput!) { suspendAward(input: $input) { closeout { state } } }`
	s.refused(decides, suspend, input("award", s.award, "reason", "No."), "FORBIDDEN")
	s.do(grants, suspend, input("award", s.award, "reason", "The books are looked at."))
	s.expect(t, "suspended", "the day it was stopped")
	s.do(grants, `mutation($input: SuspendAwardInput!) { resumeAward(input: $input) { closeout { state } } }`, input("award", s.award, "reason", "They are in order."))
	s.refused(decides, `mutation($input: MoveCloseoutInput!) { moveCloseout(input: $input) { closeout { state } } }`, input("award", s.award, "verb", "take_reports"), "closeout_not_due")
}

// reports has what is due before the end waived with a reason, and the last report written by both museums, certified,
// read and accepted; one that is not due is refused before.
func (s *awardTale) reports(t *testing.T) {
	t.Helper()
	const move = `mutation($input: MoveCloseoutInput!) { moveCloseout(input: $input) { closeout { state } } }`
	s.refused(decides, move, input("award", s.award, "verb", "take_reports"), "closeout_final_report")
	s.refused(s.lead, `mutation($input: SaveExpenseInput!) { saveExpense(input: $input) { expense { id findings { code } } } }`, input("award", s.award, "museum", s.home, "spentOn", s.ends.AddDays(1).String(),
		"category", s.category, "description", "A day late", "amount", "10.00", "vendor", "B", "receiptNumber", "2"), "expense_after_period")
	var final string
	for _, r := range s.do(s.lead, `query($a: ID!) { museumReports(filter: {award: $a}, first: 20) { nodes { id final state } } }`, map[string]any{"a": s.award}).at("museumReports.nodes").list() {
		if r.at("final").v == true {
			final = r.at("id").text()
			continue
		}
		s.do(grants, `mutation($input: WaiveMuseumReportInput!) { waiveMuseumReport(input: $input) { report { state } } }`, input("report", r.at("id").text(), "reason", "The final report tells of it."))
	}
	written := s.do(s.lead, `mutation($input: BeginMuseumReportInput!) { beginMuseumReport(input: $input) { report { written { id part answers } } } }`, input("report", final)).at("beginMuseumReport.report.written")
	for _, p := range written.list() {
		d := form.MuseumsConnectFinalReport()
		if p.at("part").text() == "financial" {
			d = form.MuseumsConnectFinancialReport()
		}
		known := map[string]bool{}
		if written, of := p.at("answers").v.(map[string]any); of {
			for key, text := range written {
				known[key] = text != ""
			}
		}
		s.writes(s.lead, p.at("id").text(), d, known, form.ByLead, form.Shared)
		s.writes(s.partner, p.at("id").text(), d, known, form.ByPartner)
	}
	submit := `mutation($input: SubmitMuseumReportInput!) { submitMuseumReport(input: $input) { report { state } } }`
	s.refused(s.partner, submit, input("report", final, "name", "Paolo", "title", "Curator", "certified", true), "FORBIDDEN")
	s.do(s.lead, submit, input("report", final, "name", "Cora Lead", "title", "Director", "certified", true))
	s.do(decides, `mutation($input: TakeUpMuseumReportInput!) { takeUpMuseumReport(input: $input) { report { state } } }`, input("report", final))
	answers := []any{}
	for _, a := range s.do(decides, `query($r: ID!) { museumReportAnomalies(report: $r) { key } }`, map[string]any{"r": final}).at("museumReportAnomalies").list() {
		answers = append(answers, map[string]any{"anomaly": a.at("key").text(), "words": "Explained on the telephone."})
	}
	s.do(decides, `mutation($input: AcceptMuseumReportInput!) { acceptMuseumReport(input: $input) { report { state } } }`, input("report", final, "words", "Thank you.", "answers", answers))
}

// settles takes the award to where what was paid is what was spent: the rest comes back.
func (s *awardTale) settles(t *testing.T) {
	t.Helper()
	move := func(who, verb string) {
		t.Helper()
		s.do(who, `mutation($input: MoveCloseoutInput!) { moveCloseout(input: $input) { closeout { state } } }`, input("award", s.award, "verb", verb))
	}
	move(decides, "take_reports")
	move(pays, "liquidate")
	s.refused(grants, `mutation($input: MoveCloseoutInput!) { moveCloseout(input: $input) { closeout { state } } }`, input("award", s.award, "verb", "reconcile"), "closeout_refund")
	move(pays, "claim_refund")
	const receive = `mutation($input: ReceiveRefundInput!) { receiveRefund(input: $input) { closeout { state } } }`
	s.refused(pays, receive, input("award", s.award, "amount", "3000.01", "on", s.today().String(), "reference", "WIRE 1"), "above_claim")
	s.do(pays, receive, input("award", s.award, "amount", "3000.00", "on", s.today().String(), "reference", "WIRE 1"))
	s.do(s.lead, `mutation($input: DeclarePropertyInput!) { declareProperty(input: $input) { closeout { state } } }`, input("award", s.award, "supplies", "120.00"))
	move(grants, "reconcile")
}

// closes has the museum certify and two people close.
func (s *awardTale) closes(t *testing.T) {
	t.Helper()
	const move = `mutation($input: MoveCloseoutInput!) { moveCloseout(input: $input) { closeout { state } } }`
	const certify = `mutation($input: CertifyCloseoutInput!) { certifyCloseout(input: $input) { closeout { state } } }`
	s.refused(s.partner, certify, input("award", s.award, "name", "Paolo", "title", "Curator"), "FORBIDDEN")
	s.do(s.lead, certify, input("award", s.award, "name", "Cora Lead", "title", "Director"))
	s.refused(approves, move, input("award", s.award, "verb", "close"), "close_not_asked")
	s.do(grants, move, input("award", s.award, "verb", "ask_close"))
	s.refused(grants, move, input("award", s.award, "verb", "close"), "same_person")
	s.do(approves, move, input("award", s.award, "verb", "close"))
	end := s.end()
	if end.at("state").text() != "closed" || end.at("closeout.spent.amount").text() != "6000.00" || end.at("closeout.claimed.amount").text() != "3000.00" {
		t.Errorf("closed it is %v", end.v)
	}
}

// stays shows that nothing of a closed award changes but by an adjustment.
func (s *awardTale) stays(t *testing.T) {
	t.Helper()
	s.refused(s.lead, `mutation($input: BeginAmendmentInput!) { beginAmendment(input: $input) { amendment { id } } }`,
		input("award", s.award, "kind", "extension", "effectiveOn", s.ends.String(), "reason", "More time.", "delta", map[string]any{"endsOn": s.ends.AddDays(30).String()}), "award_closed")
	s.refused(s.lead, `mutation($input: SaveExpenseInput!) { saveExpense(input: $input) { expense { id } } }`,
		input("award", s.award, "museum", s.home, "spentOn", s.starts.String(), "category", s.category, "description", "Late", "amount", "10.00", "vendor", "C", "receiptNumber", "3"), "award_over")
	s.refused(s.lead, `mutation($input: PasteParticipantsInput!) { pasteParticipants(input: $input) { outcome { loaded } } }`, input("award", s.award, "rows", "Dora Example\t\tUS\t\tmentor\tus\t"+s.starts.String()+"\n"), "CONFLICT")
	const adjust = `mutation($input: AdjustAwardInput!) { adjustAward(input: $input) { closeout { adjustments { id } } } }`
	const decide = `mutation($input: DecideAdjustmentInput!) { decideAdjustment(input: $input) { closeout { receivable { amount } } } }`
	id := s.do(pays, adjust, input("award", s.award, "kind", "disallow", "category", s.category, "amount", "250.00", "reason", "No receipt stood behind it.", "reference", "Audit 1")).at("adjustAward.closeout.adjustments.0.id").text()
	if got := s.do(grants, decide, input("adjustment", id, "confirm", true)).at("decideAdjustment.closeout.receivable.amount").text(); got != "250.00" {
		t.Errorf("%s is to come back", got)
	}
	s.sound("a cost was disallowed")
	id = s.do(pays, adjust, input("award", s.award, "kind", "recover", "amount", "250.00", "reason", "It came.", "reference", "WIRE 2")).at("adjustAward.closeout.adjustments.1.id").text()
	if got := s.do(grants, decide, input("adjustment", id, "confirm", true)).at("decideAdjustment.closeout.receivable.amount").text(); got != "0.00" {
		t.Errorf("%s is still to come back", got)
	}
}

package office_test

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/amendment"
	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/closeout"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/outreach"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/payment"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// lately narrows to the cycle that was told last, which has everything in it that the one before has.
const lately = ` WHERE cycle_id IN (SELECT id FROM cycles WHERE year = 2027)`

// reads is every read of every service; a new one is one line more.
func reads() []read {
	all := page.First(100)
	return append([]read{
		{"People.Person", each("people ORDER BY id LIMIT 8")},
		{"People.PeopleByID", batch("people")},
		{"People.FindPeople", and(with("", "keita", "example"), all)},
		{"People.Members", each("organizations ORDER BY id DESC LIMIT 8")},
		{"People.Family", each("organizations ORDER BY id DESC LIMIT 8")},
		{"People.MyOrganizations", once},
		{"People.Organization", each("organizations ORDER BY id DESC LIMIT 8")},
		{"People.OrganizationsByID", batch("organizations")},
		{"People.Organizations", and(with(people.Filter{}, people.Filter{Text: "museum"}), all)},
		{"People.Imports", once},
		{"Account.MyTokens", once},
		{"Account.StaffRoles", once},
		{"Fund.Funders", once},
		{"Fund.FundersByID", batch("funders")},
		{"Fund.FunderAward", each("funder_awards")},
		{"Fund.FunderAwards", once},
		{"Fund.FunderAwardsByID", batch("funder_awards")},
		{"Fund.RuleSets", once},
		{"Fund.ThresholdsOf", text(`SELECT key FROM rule_sets ORDER BY key`)},
		{"Program.Programs", once},
		{"Program.ProgramsByID", batch("programs")},
		{"Program.Calls", once},
		{"Program.OpenCalls", once},
		{"Program.Cycle", each("cycles WHERE year >= 2026")},
		{"Program.CyclesByID", batch("cycles")},
		{"Form.Form", each("forms")},
		{"Form.Forms", once},
		{"Form.FormsByID", batch("forms")},
		{"Partnership.Partnership", each("partnerships" + lately)},
		{"Partnership.PartnershipsByID", batch("partnerships")},
		{"Partnership.Partnerships", partnershipLists},
		{"Partnership.Eligibility", each("partnerships" + lately)},
		{"Partnership.History", each("partnerships" + lately)},
		{"Partnership.Invitations", each("partnerships" + lately)},
		{"Partnership.SpokenFor", each("partnerships" + lately)},
		{"Partnership.CycleRules", each("cycles WHERE year >= 2026")},
		{"Partnership.Posts", once},
		{"Partnership.WouldBeEligible", pairs},
		{"Application.Application", each("applications" + lately)},
		{"Application.ApplicationsByID", batch("applications")},
		{"Application.RowsByID", batch("applications")},
		{"Application.Applications", and(applicationFilters, all)},
		{"Application.Checks", each("applications" + lately)},
		{"Application.Eligibility", each("applications" + lately)},
		{"Application.Receipt", each("applications" + lately)},
		{"Application.VerifyReceipt", text(`SELECT receipt_code FROM submissions ORDER BY 1 LIMIT 5`)},
		{"Review.Queue", with(all)},
		{"Review.Assignment", each("assignments")},
		{"Review.AssignmentsByID", batch("assignments")},
		{"Review.Assignments", and(assignmentFilters, all)},
		{"Review.MyReview", each("assignments")},
		{"Review.OfflineKit", each("offline_forms")},
		{"Review.OfflineReceipt", each("offline_forms")},
		{"Review.Panel", each("panels")},
		{"Review.PanelsByID", batch("panels")},
		{"Review.Panels", each("cycles WHERE year >= 2026")},
		{"Review.PanelProgress", each("panels")},
		{"Review.PanelConflicts", each("panels")},
		{"Review.PhasesOf", each("panels")},
		{"Review.PanelTitles", each("panels")},
		{"Review.Agenda", each("panels")},
		{"Review.ExplainAssignment", explained},
		{"Review.ConflictsOf", each("applications" + lately)},
		{"Review.ReviewsOf", each("applications" + lately)},
		{"Review.DraftRanking", and(each("panels"), review.Raw)},
		{"Review.DraftRanking", and(each("panels"), review.Normalized)},
		{"Review.Ranking", each("rankings")},
		{"Review.Rankings", each("cycles WHERE year >= 2026")},
		{"Review.Calibration", each("panels")},
		{"Review.MyCalibration", each("panels")},
		{"Review.Advice", advices},
		{"Blind.Report", each("cycles WHERE year >= 2026")},
		{"Blind.OpenFindings", each("cycles WHERE year >= 2026")},
		{"Award.Scenario", each("line_scenarios")},
		{"Award.Scenarios", each("rankings")},
		{"Award.CompareScenario", comparisons},
		{"Application.Extensions", each("applications" + lately)},
		{"Response.Response", answered},
		{"Response.History", histories},
		{"Response.Comments", answered},
		{"Response.Files", answered},
		{"Response.Present", answered},
		{"Award.Slate", each("slates")},
		{"Award.SlateOf", each("cycles WHERE year >= 2026")},
		{"Award.DecisionRule", each("cycles WHERE year >= 2026")},
		{"Award.DeclineStatistics", each("cycles WHERE year >= 2026")},
		{"Award.PanelSlate", each("panels")},
		{"Award.SlatesWaiting", batch("panels")},
		{"Award.FunderSlates", once},
		{"Award.LetterRelease", each("cycles WHERE year >= 2026")},
		{"Award.PreviewLetter", and(each("cycles WHERE year >= 2026"), 1)},
		{"Award.CommentDesk", each("cycles WHERE year >= 2026")},
		{"Award.Comments", each("applications" + lately)},
		{"Award.MinorityReports", each("cycles WHERE year >= 2026")},
		{"Award.MyMinorityReports", each("panels")},
		{"Award.FunderSlate", each("slates")},
		{"Award.Concurrences", each("slates")},
		{"Award.Award", each("awards" + lately)},
		{"Agreement.Agreement", each("awards" + lately)},
		{"Agreement.Running", and(each("awards"+lately), false)},
		{"Payment.Account", each("awards" + lately)},
		{"Payment.Payment", each("payments")},
		{"Payment.Payments", and(paymentFilters, all)},
		{"Payment.Batch", each("payment_batches")},
		{"Payment.Batches", and(once, all)},
		{"Payment.Advice", and(each("payments"), "en")},
		{"Amendment.Amendment", each("amendments")},
		{"Amendment.Amendments", and(with(amendment.Filter{}, amendment.Filter{Open: true}), all)},
		{"Amendment.Preview", each("amendments")},
		{"Amendment.KeyPersons", each("awards" + lately)},
		{"Amendment.Verify", text(`SELECT code FROM amendments WHERE code IS NOT NULL ORDER BY 1`)},
		{"Amendment.File", each("amendments")},
		{"Closeout.Closeout", each("awards" + lately)},
		{"Closeout.Closeouts", and(with(closeout.Filter{}, closeout.Filter{UnderWay: true}, closeout.Filter{Held: true}), all)},
		{"Outreach.Participants", and(each("awards"+lately), all)},
		{"Outreach.Pastes", each("awards" + lately)},
		{"Outreach.Activities", and(each("awards"+lately), all)},
		{"Outreach.Activity", each("activities")},
		{"Outreach.DoorCode", each("activities")},
		{"Outreach.Counted", and(and(each("awards"+lately), outreach.AudienceEntry), all)},
		{"Outreach.Indicators", each("programs")},
		{"Outreach.Targets", each("awards" + lately)},
		{"Outreach.Surveys", each("awards" + lately)},
		{"Outreach.SurveyCodes", each("surveys")},
		{"Dashboard.Exceptions", each("programs")},
		{"Dashboard.Standings", each("programs")},
		{"Dashboard.Quarters", each("programs")},
		{"Outreach.Stories", and(each("awards"+lately), all)},
		{"Outreach.Story", each("stories")},
		{"Outreach.StoryPhoto", each("stories")},
		{"Outreach.PublicStories", each("awards" + lately)},
		{"Outreach.PublicPhoto", each("stories")},
		{"Award.AwardsByID", batch("awards")},
		{"Award.Awards", and(awardFilters, all)},
		{"Award.Letter", each("letters" + lately)},
		{"Award.Letters", and(letterFilters, all)},
		{"Award.LetterProgress", each("cycles WHERE year >= 2026")},
		{"Award.Verify", text(`SELECT code FROM letters ORDER BY 1`)},
		{"Award.VerifyFile", hashes},
		{"Award.Project", each("awards" + lately)},
		{"Award.Projects", once},
		{"Report.Report", each("reports")},
		{"Report.Reports", each("cycles WHERE year >= 2026")},
		{"Report.Projects", each("reports")},
		{"Report.Sections", each("reports")},
		{"Report.Tables", each("reports")},
		{"Report.Changed", each("reports")},
		{"Report.Before", each("reports")},
		{"Report.Data", each("reports")},
		{"Report.Explain", each("report_figures ORDER BY id DESC LIMIT 8")},
		{"Report.Portfolio", once},
		{"Audit.Events", text(`SELECT DISTINCT subject FROM audit_events WHERE left(subject, 3) IN ('app', 'pps', 'pnl', 'slt', 'awd', 'ltr', 'rpt') AND at > '2026-10-01' ORDER BY 1 LIMIT 80`)},
		{"Messages.MessagesTo", nil}, // one's own, added by whoever asks
	}, append(laterReads(), expenseReads()...)...)
}

// public are the reads that answer everyone alike.
func public(name string) bool {
	return slices.Contains([]string{
		"People.Organization", "People.OrganizationsByID", "People.Organizations", "Fund.Funders", "Fund.FundersByID", "Fund.RuleSets", "Fund.ThresholdsOf", "Partnership.CycleRules",
		"Program.Programs", "Program.ProgramsByID", "Program.Calls", "Program.OpenCalls", "Program.Cycle", "Program.CyclesByID", "Form.Form", "Form.FormsByID",
		"Application.VerifyReceipt", "Award.Verify", "Award.VerifyFile", "Award.Project", "Award.Projects", "Report.Portfolio", "Amendment.Verify", "Outreach.Indicators", "Outreach.PublicStories", "Outreach.PublicPhoto",
	}, name)
}

// notReads are exported methods without a command that the sweep leaves out, and why.
func notReads() map[string]string {
	return map[string]string{
		"Agreement.Pieces": "of what was read already",
		"Signing.Seal":     "asked by the use case that keeps the paper", "Signing.Revoke": "as Seal", "Signing.Supersede": "as Seal", "Signing.Rotate": "writes, the house only",
		"Signing.Paper": "for anyone who holds a code", "Signing.Keys": "public keys", "Signing.File": "for anyone who holds the file",
		"Amendment.NameDirectors": "writes", "Closeout.Follow": "writes", "Closeout.TendDue": "writes, the system only",
		"Standard.Giving360": "for anyone: what Award.Projects shows", "Standard.IATI": "for anyone: what Award.Projects shows",
		"Outreach.Door": "the code of its link is the right to it", "Outreach.ParticipantTables": "reports that call it have asked for their own", "Outreach.ReachTables": "as ParticipantTables",
		"Outreach.IndicatorTables": "as ParticipantTables", "Outreach.ApprovedStories": "as ParticipantTables", "Outreach.RekeyStories": "writes", "Outreach.UnopenedStories": "the doctor asks", "Outreach.Sheet": "the code of its link is the right to it",
		"Blind.Copies":         "hands out what Response.Files and OpenFile have asked for already",
		"Account.EnrollFactor": "makes a secret", "Account.Enrollment": "shows what the browser brings", "Account.ConfirmFactor": "writes",
		"Account.ProveFactor": "writes", "Account.HasFactor": "asked by the session before anybody is known", "Account.NeedsFactor": "asked by the session before anybody is known",
		"Account.Actor": "asked by the session: it is where rights come from", "Account.ActorByToken": "asked by the edge: it is where rights come from",
		"Account.SignIn": "writes", "Account.SignInAs": "writes", "Account.SetPassword": "writes", "Account.RequestLink": "writes", "Account.UseLink": "writes",
		"Account.RevokeToken": "writes", "Account.RevokeRole": "writes", "People.EndMembership": "writes", "Fund.Seed": "writes",
		"Program.Enter": "writes", "Program.OpenDue": "writes", "Review.DetectConflicts": "writes", "Award.DrawLetters": "writes", "Award.LeaveDue": "writes, the system only",
		"Response.Start": "writes", "Response.Freeze": "writes", "Response.Subject": "what writing depends on: it is refused to whoever does not see the application", "Application.Subject": "as Response.Subject",
		"Response.Upload": "one's own file on its way, by who sent it", "Response.FilesByID": "as Response.History, for who writes it", "Response.OpenFile": "bytes of what Response.Files lists", "Application.FormContext": "of what was read already",
		"Response.SaveTyped":        "writes",
		"Partnership.EligibilityOf": "of what was read already",
		"Partnership.Asked":         "asked by whoever holds a post's link: the link is the leave", "Partnership.Invited": "asked by whoever holds an invitation's link",
		"Partnership.TendEndorsements": "writes", "Application.ChecksOf": "of what was read already", "Application.Meter": "of what was read already",
	}
}

func TestEveryReadIsInTheSweep(t *testing.T) {
	t.Parallel()
	var known []string
	for _, r := range reads() {
		known = append(known, r.name)
	}
	except := notReads()
	maps.Copy(except, laterNotReads())
	o := reflect.TypeFor[house]().Field(0).Type.Elem()
	for i := range o.NumField() {
		f := o.Field(i)
		if f.Type.Kind() != reflect.Pointer || !strings.HasSuffix(f.Type.String(), ".Service") {
			continue
		}
		for j := range f.Type.NumMethod() {
			m := f.Type.Method(j)
			name := f.Name + "." + m.Name
			takes := func(k int) bool {
				return strings.HasSuffix(m.Type.In(k).Name(), "Input") && m.Type.In(k).Name() != "ListInput"
			}
			command := slices.ContainsFunc([]int{1, 2, 3}, func(k int) bool { return k < m.Type.NumIn() && takes(k) })
			_, excepted := except[name]
			if !command && !excepted && !slices.Contains(known, name) {
				t.Errorf("%s is neither in the sweep nor excepted", name)
			}
			delete(except, name)
		}
	}
	for name := range except {
		t.Errorf("%s is excepted and does not exist", name)
	}
}

func partnershipLists(h *house) []call {
	return []call{
		{partnership.ListInput{}},
		{partnership.ListInput{Cycle: ident.From[ident.CycleKind](h.id(liveCycle))}},
		{partnership.ListInput{Organization: ident.From[ident.OrganizationKind](h.id(`SELECT lead_organization_id FROM applications a JOIN cycles c ON c.id = a.cycle_id WHERE c.year = 2027 AND lead_organization_id IS NOT NULL ORDER BY number`))}},
	}
}

// pairs ask whether the museums of each live application would be eligible.
func pairs(h *house) []call {
	cycle := ident.From[ident.CycleKind](h.id(liveCycle))
	var out []call
	for _, id := range h.any(`SELECT lead_organization_id AS id FROM applications WHERE lead_organization_id IS NOT NULL AND cycle_id = (` + liveCycle + `)`) {
		partner := h.id(`SELECT m.organization_id AS id FROM partnership_members m JOIN partnership_members l ON l.partnership_id = m.partnership_id AND l.lead
			WHERE NOT m.lead AND l.organization_id = '` + id.String() + `' ORDER BY m.id`)
		out = append(out, call{partnership.Pair{Cycle: cycle, Lead: ident.From[ident.OrganizationKind](id), Partners: []ident.Organization{ident.From[ident.OrganizationKind](partner)}}})
	}
	return out
}

func applicationFilters(h *house) []call {
	out := []call{
		{application.Filter{}},
		{application.Filter{Cycle: ident.From[ident.CycleKind](h.id(liveCycle))}},
		{application.Filter{Country: "KE"}},
		{application.Filter{USState: "MN"}},
		{application.Filter{Search: "museum"}},
		{application.Filter{Search: "secretword"}},
		{application.Filter{States: []application.State{application.Recommended, application.NotRecommended, application.Triaged, application.Discussed}}},
	}
	for _, s := range []application.State{application.Draft, application.Submitted, application.Eligible, application.InReview, application.Alternate, application.Awarded, application.Declined} {
		out = append(out, call{application.Filter{States: []application.State{s}}})
	}
	return out
}

func awardFilters(h *house) []call {
	return []call{{award.Filter{}}, {award.Filter{Cycle: ident.From[ident.CycleKind](h.id(liveCycle))}}, {award.Filter{State: award.Provisional}}}
}

func paymentFilters(h *house) []call {
	return []call{{payment.Filter{}}, {payment.Filter{State: payment.Paid}}, {payment.Filter{Award: ident.From[ident.AwardKind](h.id("SELECT award_id FROM payments LIMIT 1"))}}}
}

func letterFilters(h *house) []call {
	return []call{
		{award.LetterFilter{}},
		{award.LetterFilter{Cycle: ident.From[ident.CycleKind](h.id(liveCycle))}},
		{award.LetterFilter{Decision: award.ToAward}},
		{award.LetterFilter{State: award.LetterHeld}},
		{award.LetterFilter{State: award.LetterSent}},
	}
}

// explained asks why each reader of the live panel reads what is read, or does not.
func explained(h *house) []call {
	panel := h.id(livePanel)
	var out []call
	for _, app := range h.any(`SELECT DISTINCT application_id AS id FROM assignments WHERE panel_id = '` + panel.String() + `' ORDER BY 1 LIMIT 3`) {
		for _, who := range h.any(`SELECT person_id AS id FROM panel_members WHERE panel_id = '` + panel.String() + `' ORDER BY 1`) {
			out = append(out, call{review.ExplainAssignmentInput{
				Panel: ident.From[ident.PanelKind](panel), Application: ident.From[ident.ApplicationKind](app), Reviewer: ident.From[ident.PersonKind](who),
			}})
		}
	}
	return out
}

func assignmentFilters(h *house) []call {
	return []call{{review.AssignmentFilter{}}, {review.AssignmentFilter{Panel: ident.From[ident.PanelKind](h.id(livePanel))}}, {review.AssignmentFilter{State: review.SubmittedIt}}}
}

// sweep runs everything that is asked as somebody; the answers are by read.
func (h *house) sweep(as context.Context, asked map[string][]call) any {
	h.t.Helper()
	out := map[string]any{}
	for name, calls := range asked {
		out[name] = h.ask(as, name, calls)
	}
	return out
}

// asked is everything the reads ask of one or more worlds that began as one; notices are one's own.
func (h *house) asked(me ident.Person, others ...*house) map[string][]call {
	out := map[string][]call{}
	for _, r := range reads() {
		if r.calls == nil {
			out[r.name] = []call{{me}}
			continue
		}
		for _, x := range append([]*house{h}, others...) {
			for _, c := range r.calls(x) {
				if !slices.ContainsFunc(out[r.name], func(o call) bool { return reflect.DeepEqual(o, c) }) {
					out[r.name] = append(out[r.name], c)
				}
			}
		}
	}
	return out
}

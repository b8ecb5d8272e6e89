package graph_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	gql "github.com/vektah/gqlparser/v2/ast"

	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/office"
)

func schema() *gql.Schema { return generated.NewExecutableSchema(generated.Config{}).Schema() }

// ours tells whether the schema file defines the type, rather than GraphQL itself.
func ours(def *gql.Definition) bool {
	return !strings.HasPrefix(def.Name, "__") && !def.BuiltIn
}

func TestEverythingInTheContractIsDescribed(t *testing.T) {
	t.Parallel()
	n := 0
	described := func(what, words string) {
		n++
		if len(strings.Fields(words)) < 1 || !strings.HasSuffix(strings.TrimSpace(words), ".") {
			t.Errorf("%s is not described by a sentence: %q", what, words)
		}
	}
	for _, def := range schema().Types {
		if !ours(def) {
			continue
		}
		described(def.Name, def.Description)
		for _, v := range def.EnumValues {
			described(def.Name+"."+v.Name, v.Description)
		}
		for _, f := range def.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			described(def.Name+"."+f.Name, f.Description)
			for _, a := range f.Arguments {
				described(def.Name+"."+f.Name+"."+a.Name, a.Description)
			}
		}
	}
	if n < 1000 {
		t.Errorf("only %d things were looked at", n)
	}
}

func TestMutationsHaveOneShape(t *testing.T) {
	t.Parallel()
	s := schema()
	for _, f := range s.Mutation.Fields {
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		if len(f.Arguments) != 2 || f.Arguments[0].Name != "input" || !f.Arguments[0].Type.NonNull || f.Arguments[1].Name != "idempotencyKey" {
			t.Errorf("%s takes something else than one input and a key", f.Name)
		}
		if s.Types[f.Type.Name()].Kind != gql.Object || f.Type.NonNull || f.Type.Elem != nil {
			t.Errorf("%s answers with something else than one nullable payload", f.Name)
		}
	}
}

func TestUnboundedListsArePaged(t *testing.T) {
	t.Parallel()
	s := schema()
	for _, f := range s.Query.Fields {
		if !strings.HasSuffix(f.Type.Name(), "Connection") {
			continue
		}
		for _, name := range []string{"first", "after", "last", "before"} {
			if f.Arguments.ForName(name) == nil {
				t.Errorf("%s has no argument %s", f.Name, name)
			}
		}
		def := s.Types[f.Type.Name()]
		for _, name := range []string{"edges", "nodes", "pageInfo", "totalCount"} {
			if def.Fields.ForName(name) == nil {
				t.Errorf("%s has no %s", def.Name, name)
			}
		}
	}
}

func TestNoModelsAreGenerated(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("generated/models_gen.go"); !os.IsNotExist(err) {
		t.Error("models_gen.go is there: some type of the schema is bound to nothing of ours")
	}
}

// beside are use cases without a root field, each with the reason.
var beside = map[string]string{
	"Review.OfflineKit":            "drawn as a page at makeOfflineForm's kitUrl",
	"Blind.ReadFiles":              "part of looking for conflicts of interest",
	"Review.ParentChanged":         "part of setParent",
	"Blind.Copies":                 "what answerFiles hands to reviewers",
	"Payment.Advice":               "drawn as a page at the payment's advice.pdf",
	"Agreement.Pieces":             "pieces of agreement",
	"Amendment.File":               "bytes are downloaded, not asked for",
	"Amendment.NameDirectors":      "part of makeAwardOfficial",
	"Travel.Traveler":              "a traveler is read with the trip",
	"Travel.Evidence":              "bytes are downloaded, not asked for",
	"Travel.OpenConsent":           "bytes are downloaded, not asked for",
	"Travel.ExportForms":           "a sheet downloaded from the page of its trip",
	"Travel.Journeys":              "what reports to the funder are assembled from",
	"Travel.EraseTravelers":        "the timetable does it",
	"Travel.Rekey":                 "the command line does it",
	"Travel.Unopened":              "the doctor asks",
	"Standard.Giving360":           "projects in the shape of a standard, served at /open/360giving.json",
	"Standard.IATI":                "projects in the shape of a standard, served at /open/iati.xml",
	"Expense.File":                 "bytes are downloaded, not asked for",
	"Expense.ShareFile":            "bytes are downloaded, not asked for",
	"Filing.Plan":                  "part of makeAwardOfficial",
	"Filing.Replan":                "part of what changes an award's period, or pays it first",
	"Filing.Overdue":               "asked before a payment is released; museumReports lists them",
	"Filing.TendDue":               "the timetable does it",
	"Filing.Subject":               "what saveResponse writes to",
	"Filing.Missing":               "gaps of museumReport",
	"Report.Before":                "the earlier report that reportChanges compares with",
	"Report.Data":                  "downloaded at the address that dataUrl tells",
	"Agreement.Running":            "how the areas after it load an award in force; agreement answers the same file",
	"Outreach.ParticipantTables":   "for the reports of many awards, which have asked already",
	"Outreach.ReachTables":         "for the reports of many awards, which have asked already",
	"Outreach.ApprovedStories":     "for the reports of many awards, which have asked already",
	"Outreach.StoryPhoto":          "bytes are downloaded, not asked for",
	"Outreach.PublicPhoto":         "bytes are downloaded, not asked for",
	"Outreach.RekeyStories":        "the command line changes keys",
	"Outreach.UnopenedStories":     "the doctor asks",
	"Outreach.IndicatorTables":     "for the reports of many awards, which have asked already",
	"Award.SlatesWaiting":          "what a reader's home lists; panelSlate answers each",
	"Blind.OpenFindings":           "open of blindnessReport; asked as review opens",
	"Account.Actor":                "finds who asks, before anything is asked",
	"Account.ActorByToken":         "finds who asks, before anything is asked",
	"Account.TokenFor":             "only the command line may make a token for another",
	"Account.SignUp":               "people sign up in a browser",
	"Account.SignIn":               "a session is a browser's cookie",
	"Account.RequestLink":          "a mailed link opens in a browser",
	"Account.UseLink":              "a mailed link opens in a browser",
	"Account.SetPassword":          "a token does not change the password it outlives",
	"Account.EnrollFactor":         "a second factor is proved in a browser session",
	"Account.ConfirmFactor":        "a second factor is proved in a browser session",
	"Account.ProveFactor":          "a second factor is proved in a browser session",
	"Account.Enrollment":           "a second factor is proved in a browser session",
	"Account.NeedsFactor":          "asked while a browser signs in",
	"Account.SignInAs":             "a demo's browser only",
	"Account.HasFactor":            "asked while a browser signs in",
	"People.ImportOrganizations":   "reads a file of the machine, from the command line",
	"People.FindAllDuplicates":     "the timetable does it",
	"People.ExpireOldClaims":       "the timetable does it",
	"Form.Vanished":                "for what has been read already",
	"Response.Subject":             "finds what is answered for, before anything is asked",
	"Response.Start":               "part of the use cases that begin a subject",
	"Response.Freeze":              "part of the use cases that hand in and return",
	"Response.SaveTyped":           "Save for the boxes of a page",
	"Response.Attach":              "a whole file comes by a form of a page; here it comes in pieces",
	"Response.FilesByID":           "Files for what has been read already",
	"Response.OpenFile":            "bytes are downloaded, not asked for",
	"Application.Subject":          "finds what is answered for, before anything is asked",
	"Application.FormContext":      "for what has been read already",
	"Fund.Seed":                    "the command line keeps the law's figures",
	"Account.Welcome":              "part of the use cases that took a mailed link",
	"Program.OpenPhase":            "the timetable does it",
	"Program.Enter":                "part of the use cases that move a cycle",
	"Program.NextCycle":            "part of the use cases that let late profiles count for the next cycle",
	"Program.ProfileCycle":         "part of beginning a profile",
	"Program.OpenDue":              "the timetable does it",
	"Partnership.TendEndorsements": "the timetable does it",
	"Partnership.Invited":          "a mailed link opens in a browser",
	"Partnership.TakeInvitation":   "a mailed link opens in a browser, and may make the account",
	"Statement.Subject":            "part of the use cases of responses",
	"Statement.StatementsByID":     "node reads the whole of each, and no reference names one",
	"Profile.Subject":              "part of the use cases of responses",
	"Profile.ArchiveEnded":         "the timetable does it",
	"Notice.Gather":                "the timetable does it",
	"Review.MeetingOpens":          "part of opening a panel's meeting",
	"Review.PeopleChanged":         "part of whatever changes who is at which organization",
	"Review.OrganizationsMerged":   "part of merging two records",
	"Notice.Leave":                 "a mailed link opens in a browser",
	"Notice.Leaving":               "a mailed link opens in a browser",
	"Notice.Calendar":              "calendars ask by a secret address",
	"Application.Booklet":          "downloaded as a PDF, at the address that bookletUrl tells",
	"Matching.ExpireOld":           "the timetable does it",
	"Partnership.EligibilityOf":    "Eligibility for what has been read already",
	"Application.ApplicationsByID": "RowsByID answers references",
	"Application.ChecksOf":         "Checks for what has been read already",
	"Award.DrawLetters":            "the queue does it",
	"Award.LeaveDue":               "the queue does it",
	"Review.InvitedToPanel":        "a mailed link opens in a browser",
	"Review.TendInvitations":       "the timetable does it",
	"Review.RescoreDiscussed":      "part of scoring anew in the room",
}

func TestEveryUseCaseHasARootField(t *testing.T) {
	t.Parallel()
	called := callsOfResolvers(t)
	n := 0
	o := reflect.TypeFor[office.Office]()
	for i := range o.NumField() {
		f := o.Field(i)
		if f.Type.Kind() != reflect.Pointer || f.Type.Elem().Name() != "Service" {
			continue
		}
		for j := range f.Type.NumMethod() {
			n++
			name := f.Name + "." + f.Type.Method(j).Name
			_, excused := beside[name]
			switch {
			case !called[name] && !excused:
				t.Errorf("%s has no root field", name)
			case called[name] && excused:
				t.Errorf("%s has a root field, but is listed as having none", name)
			}
			delete(beside, name)
		}
	}
	for name := range beside {
		t.Errorf("%s is listed, but there is no such use case", name)
	}
	if n < 100 {
		t.Errorf("only %d use cases were looked at", n)
	}
}

// answers tells whether the function is a root field's, or reads references.
func answers(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return d.Name.Name == "newBatches"
	}
	of, ok := d.Recv.List[0].Type.(*ast.Ident)
	return ok && slices.Contains([]string{"query", "mutation", "subscription"}, of.Name)
}

// callsOfResolvers are the service methods, such as Program.Publish, that root fields and references call.
func callsOfResolvers(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	called := map[string]bool{}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if d, ok := n.(*ast.FuncDecl); ok && !answers(d) {
				return false
			}
			if m, ok := n.(*ast.SelectorExpr); ok {
				if area, ok := m.X.(*ast.SelectorExpr); ok {
					called[area.Sel.Name+"."+m.Sel.Name] = true
				}
			}
			return true
		})
	}
	return called
}

// enums are the Go constants whose values the schema lists.
var enums = map[string]string{
	"Role": "auth.Role", "NoticeState": "notify.State", "OrganizationKind": "people.Kind", "CycleState": "program.State", "PhaseKind": "program.PhaseKind",
	"ThemeRule": "program.ThemeRule", "QuestionKind": "form.Kind", "SectionOwner": "form.Owner", "PartnershipState": "partnership.State", "Side": "partnership.Side",
	"EndorsementState": "partnership.EndorsementState", "EligibilityRule": "partnership.Rule", "ApplicationState": "application.State",
	"ApplicationKind": "application.Kind", "BudgetCategory": "budget.Category", "BudgetFunding": "budget.Funding", "PanelState": "review.PanelState",
	"AssignmentState": "review.AssignmentState", "ReviewState": "review.State", "ReviewPhase": "review.Phase", "Recommendation": "review.Recommendation",
	"PanelPhaseKind": "review.PhaseKind", "Reach": "review.Reach", "Others": "review.Others", "AssignmentReason": "assignment.Reason",
	"ConflictKind": "review.ConflictKind", "ConflictSource": "review.ConflictSource", "AffiliationBond": "interest.Bond", "PathRelation": "interest.Relation", "FeePer": "review.FeePer", "PanelInvitationState": "review.InvitationState", "HonorariumOutcome": "review.Outcome", "RankingMethod": "review.Method", "ReviewStep": "review.Step",
	"LineObjective": "fundline.Objective", "LineRuleKind": "fundline.Kind", "LineMeasure": "fundline.Measure", "LineStanding": "fundline.Standing",
	"SlateState": "award.SlateState", "ReleaseState": "award.ReleaseState", "EditGrounds": "award.EditGrounds", "FlagKind": "award.FlagKind", "ConcurrenceAnswer": "award.ConcurrenceAnswer", "Decision": "award.Decision", "AwardKind": "award.Kind", "AwardState": "award.State", "LetterState": "award.LetterState",
	"ProgramApplicant": "program.Applicant", "CyclePart": "program.Part", "SuggestionReason": "matching.Reason",
	"EmbassyPostKind": "partnership.PostKind", "InvitationState": "partnership.InvitationState", "PartnershipChangeKind": "partnership.ChangeKind",
	"StatementState": "statement.State", "CallState": "statement.CallState", "ProfileState": "profile.State", "NoticeCadence": "notify.Cadence", "CalendarLinkChange": "notice.LinkChange",
	"HiddenName": "blind.Hidden", "BlindnessKind": "blind.Kind", "IntroductionState": "matching.State", "IntroductionSide": "matching.Side",
	"BudgetItem": "budget.Item", "FindingWeight": "budget.Weight", "IndirectRateKind": "budget.RateKind", "BudgetPart": "budget.Part",
	"ReportKind": "report.Kind", "ReportSectionKey": "report.SectionKey", "ReportState": "report.State", "FigureUnit": "report.Unit", "ResponseKind": "response.Kind", "DiffKind": "response.PieceKind", "ClaimState": "people.ClaimState", "ClaimVia": "people.ClaimVia",
	"ExpenseState": "expense.State", "CostShareState": "expense.ShareState", "AwardIncome": "expense.Income", "ShareValuation": "ruleset.Valuation", "FindingEffect": "ruleset.Effect", "BaseExclusion": "ruleset.Exclusion", "ShareAnswer": "ruleset.Answer",
	"LedgerAccountKind": "ledger.Kind", "LedgerEntryKind": "ledger.EntryKind",
	"MuseumReportState": "duty.State", "MuseumReportPart": "duty.Part", "MuseumReportStanding": "duty.Standing", "DueRhythm": "duty.Every", "DueAnchor": "duty.Anchor",
	"ReportVerdict": "filing.Verdict", "DueDateCause": "filing.Cause", "ReportAnomalyCode": "filing.Code",
	"TripState": "travel.State", "TripVerb": "travel.Verb", "VisaVerb": "travel.VisaVerb", "TravelerMask": "travel.Mask", "LookAt": "travel.LookAt",
	"TripDirection": "exchange.Direction", "VisaState": "exchange.VisaState", "Gender": "exchange.Gender", "TravelMethod": "ruleset.TravelMethod", "FlyException": "ruleset.FlyException",
	"ParticipantRole": "exchange.Role", "ActivityKind": "outreach.Kind", "ActivityState": "outreach.State", "AudienceReach": "exchange.Reach", "AudienceWhere": "exchange.Where", "CountMethod": "outreach.Method", "CountedKind": "outreach.Entry",
	"IndicatorSource": "outreach.Source", "IndicatorUnit": "exchange.Unit", "IndicatorParts": "outreach.Parts", "StoryState": "outreach.StoryState", "StoryReaders": "outreach.Readers", "ExceptionKind": "dashboard.Kind",
	"AgreementPayment": "agreement.Payment", "AgreementSide": "agreement.Side", "RiskLevel": "agreement.Level", "RiskFactor": "agreement.Factor",
	"PaymentKind": "federalform.PaymentKind", "PaymentState": "payment.State",
	"AmendmentKind": "amendment.Kind", "AmendmentState": "amendment.State", "AmendmentVerb": "amendment.Verb", "KeyRole": "amendment.KeyRole",
	"OfflineReason": "review.OfflineReason", "ReviewKind": "program.ReviewKind", "CriterionKind": "program.CriterionKind",
	"MeetingState": "meeting.State", "AgendaOrder": "meeting.Order", "RoomEventKind": "meeting.Kind", "MeetingVote": "meeting.Vote", "MemberPresence": "meeting.Presence",
	"RoomItemState": "meeting.ItemState", "MotionState": "meeting.MotionState",
	"StandingKind": "people.Signal", "ExclusionResult": "people.ExclusionResult", "DuplicateClue": "people.Clue",
}

func TestEnumsAreTheConstantsOfTheAreas(t *testing.T) {
	t.Parallel()
	for _, def := range schema().Types {
		if def.Kind != gql.Enum || !ours(def) || def.Name == "Verdict" {
			continue
		}
		pkg, name, _ := strings.Cut(enums[def.Name], ".")
		want := constants(t, filepath.Join("..", "internal", pkg), name)
		var got []string
		for _, v := range def.EnumValues {
			got = append(got, v.Name)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s is %v, but %s is %v", def.Name, got, enums[def.Name], want)
		}
	}
}

func constants(t *testing.T, dir, name string) []string {
	t.Helper()
	var out []string
	files, _ := filepath.Glob(filepath.Join(dir, "*.go"))
	for _, path := range files {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, s := range g.Specs {
				v := s.(*ast.ValueSpec)
				if id, ok := v.Type.(*ast.Ident); !ok || id.Name != name {
					continue
				}
				for _, x := range v.Values {
					if text := strings.Trim(x.(*ast.BasicLit).Value, `"`); text != "" { // an absent one is null
						out = append(out, text)
					}
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

package postgres_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/amendment"
	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/audit"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/blind"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/expense"
	"github.com/vitrine-grants/vitrine/internal/filing"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/matching"
	"github.com/vitrine-grants/vitrine/internal/meeting"
	"github.com/vitrine-grants/vitrine/internal/notice"
	"github.com/vitrine-grants/vitrine/internal/notify"
	"github.com/vitrine-grants/vitrine/internal/outreach"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/payment"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/profile"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/report"
	"github.com/vitrine-grants/vitrine/internal/response"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/statement"
	"github.com/vitrine-grants/vitrine/internal/travel"
)

// record is a type an area declares and the table that keeps it.
type record struct {
	table string
	model any
}

func records() []record {
	return []record{
		{"agreements", agreement.Agreement{}},
		{"agreement_signatures", agreement.Signature{}},
		{"subaward_reports", agreement.Report{}},
		{"risk_assessments", agreement.Assessment{}},
		{"award_conditions", agreement.Condition{}},
		{"expenses", expense.Expense{}},
		{"contributions", expense.Contribution{}},
		{"cost_approvals", expense.Approval{}},
		{"award_terms", agreement.Terms{}},
		{"amendments", amendment.Amendment{}},
		{"amendment_steps", amendment.Step{}},
		{"key_persons", amendment.KeyPerson{}},
		{"report_sections", report.Section{}},
		{"award_term_lines", agreement.TermLine{}},
		{"payments", payment.Request{}},
		{"payment_steps", payment.Step{}},
		{"payment_forwards", payment.Forward{}},
		{"payees", payment.Payee{}},
		{"payment_batches", payment.Batch{}},
		{"payment_batch_items", payment.Item{}},
		{"due_rule_sets", filing.RuleSet{}},
		{"filings", filing.Filing{}},
		{"filing_dates", filing.Dates{}},
		{"filing_parts", filing.Part{}},
		{"filing_versions", filing.Version{}},
		{"filing_reviews", filing.Review{}},
		{"filing_reminders", filing.Told{}},
		{"trips", travel.Trip{}},
		{"trip_segments", travel.Segment{}},
		{"travelers", travel.Traveler{}},
		{"traveler_secrets", travel.Secret{}},
		{"traveler_looks", travel.Look{}},
		{"visa_cases", travel.Case{}},
		{"travel_waivers", travel.Waiver{}},
		{"participants", outreach.Participant{}},
		{"participant_pastes", outreach.Paste{}},
		{"activities", outreach.Activity{}},
		{"check_ins", outreach.CheckIn{}},
		{"audience_counts", outreach.Audience{}},
		{"media_hits", outreach.MediaHit{}},
		{"outputs", outreach.Output{}},
		{"indicators", outreach.Indicator{}},
		{"award_indicators", outreach.Target{}},
		{"indicator_measures", outreach.Measure{}},
		{"surveys", outreach.Survey{}},
		{"survey_questions", outreach.Question{}},
		{"survey_slips", outreach.Slip{}},
		{"survey_tallies", outreach.Tally{}},
		{"survey_entries", outreach.Entrance{}},
		{"stories", outreach.Story{}},
		{"story_files", outreach.StoryFile{}},
		{"people", people.Person{}},
		{"imports", people.Import{}},
		{"organizations", people.Organization{}},
		{"memberships", people.Membership{}},
		{"sites", people.Site{}},
		{"standing_signals", people.StandingSignal{}},
		{"exclusion_checks", people.ExclusionCheck{}},
		{"claims", people.Claim{}},
		{"affiliations", review.Affiliation{}},
		{"confidentiality_statements", review.ConfidentialityStatement{}},
		{"confidentiality_signatures", review.ConfidentialitySignature{}},
		{"reviewer_profiles", review.ReviewerProfile{}},
		{"panel_terms", review.PanelTerms{}},
		{"panel_invitations", review.PanelInvitation{}},
		{"honoraria", review.Settlement{}},
		{"merges", people.Merge{}},
		{"merge_moves", people.Moved{}},
		{"possible_duplicates", people.Pair{}},
		{"credentials", account.Credential{}},
		{"sign_in_links", account.Link{}},
		{"tokens", account.Token{}},
		{"role_grants", account.RoleGrant{}},
		{"audit_events", audit.Event{}},
		{"documents", document.Document{}},
		{"retentions", document.Retention{}},
		{"erasures", document.Erasure{}},
		{"messages", notify.Message{}},
		{"profiles", profile.Profile{}},
		{"introductions", matching.Introduction{}},
		{"introduction_messages", matching.Message{}},
		{"silences", matching.Silence{}},
		{"statements", statement.Statement{}},
		{"statement_submissions", statement.Submission{}},
		{"statement_feedback", statement.Feedback{}},
		{"statement_calls", statement.Call{}},
		{"notice_preferences", notify.Preference{}},
		{"calendar_links", notice.CalendarLink{}},
		{"funders", fund.Funder{}},
		{"rule_sets", fund.RuleSet{}},
		{"thresholds", fund.Threshold{}},
		{"funder_awards", fund.FunderAward{}},
		{"programs", program.Program{}},
		{"cycles", program.Cycle{}},
		{"phases", program.Phase{}},
		{"deadline_changes", program.DeadlineChange{}},
		{"themes", program.Theme{}},
		{"criteria", program.Criterion{}},
		{"forms", form.Form{}},
		{"partnerships", partnership.Partnership{}},
		{"partnership_members", partnership.Member{}},
		{"partnership_changes", partnership.Change{}},
		{"partnership_invitations", partnership.Invitation{}},
		{"cycle_rules", partnership.CycleRule{}},
		{"posts", partnership.Post{}},
		{"endorsements", partnership.Endorsement{}},
		{"endorsement_links", partnership.EndorsementLink{}},
		{"eligibility_exceptions", partnership.Exception{}},
		{"applications", application.Application{}},
		{"budget_lines", budget.Line{}},
		{"budget_rates", budget.Rate{}},
		{"budget_notes", budget.Note{}},
		{"signatures", application.Signature{}},
		{"submissions", application.Submission{}},
		{"extensions", application.Extension{}},
		{"responses", response.Response{}},
		{"answer_changes", response.Change{}},
		{"answer_comments", response.Comment{}},
		{"presences", response.Presence{}},
		{"uploads", response.Upload{}},
		{"panels", review.Panel{}},
		{"panel_members", review.PanelMember{}},
		{"panel_phases", review.PanelPhase{}},
		{"panel_phase_changes", review.PhaseChange{}},
		{"panel_declarations", review.PanelDeclaration{}},
		{"call_ups", review.CallUp{}},
		{"assignment_plans", review.AssignmentProblem{}},
		{"conflicts", review.Conflict{}},
		{"assignments", review.Assignment{}},
		{"reviews", review.Review{}},
		{"offline_forms", review.OfflineForm{}},
		{"scores", review.Score{}},
		{"rankings", review.Ranking{}},
		{"ranking_places", review.Place{}},
		{"meetings", meeting.Meeting{}},
		{"meeting_items", meeting.Item{}},
		{"meeting_events", meeting.Event{}},
		{"meeting_seen", meeting.Seen{}},
		{"slates", award.Slate{}},
		{"slate_lines", award.SlateLine{}},
		{"decision_rules", award.DecisionRule{}},
		{"concurrences", award.Concurrence{}},
		{"letter_releases", award.Release{}},
		{"comment_edits", award.CommentEdit{}},
		{"comment_releases", award.CommentRelease{}},
		{"minority_reports", award.MinorityReport{}},
		{"line_scenarios", award.Scenario{}},
		{"reviewer_copies", blind.Examined{}},
		{"blindness_acceptances", blind.Acceptance{}},
		{"awards", award.Award{}},
		{"letters", award.Letter{}},
		{"reports", report.Report{}},
		{"report_figures", report.Figure{}},
		{"report_figure_rows", report.Row{}},
	}
}

// withoutRecord are the tables whose rows no area has a type for, and why.
func withoutRecord() map[string]string {
	return map[string]string{
		"sessions":            "bytes of the session manager, behind its own three methods",
		"idempotency_keys":    "answers kept for replays, behind two methods",
		"application_numbers": "one counter per cycle, raised where a draft is made",
		"upload_pieces":       "bytes of files on their way, behind one reader",
		"reviewer_pool":       "who is on a program's list, joined with what they say of themselves",
		"ledger_accounts":     "the balance is kept by the database alone",
		"evidence_claims":     "keys of receipts, kept with the expense or contribution that claims them",
		"ledger_months":       "kept by the database alone",
		"ledger_entries":      "written whole by Post and never read into a type",
		"ledger_lines":        "written whole by Post and never read into a type",
	}
}

// unsaid are the columns the database fills by itself, which no field may claim.
func unsaid() map[string][]string {
	return map[string][]string{"organizations": {"search"}, "applications": {"search"}, "deadline_changes": {"id"}, "partnership_changes": {"id"}}
}

// numbered are the columns that count by themselves and are read into a field all the same.
func numbered() map[string]string { return map[string]string{"audit_events": "seq"} }

// column is one column as the catalog describes it.
type column struct {
	Table    string `bun:"table_name"`
	Name     string `bun:"column_name"`
	Type     string `bun:"udt_name"`
	Nullable bool   `bun:"nullable"`
}

const columnsRead = `SELECT c.table_name::text, c.column_name::text, c.udt_name::text, c.is_nullable = 'YES' AS nullable
FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.table_name NOT LIKE 'river\_%' AND c.table_name NOT LIKE 'schema\_migration%'
ORDER BY c.table_name, c.ordinal_position`

func columnsOf(t *testing.T, ctx context.Context, w *pgtest.World) map[string][]column {
	t.Helper()
	var all []column
	if err := w.DB.ReadInto(ctx, &all, columnsRead); err != nil {
		t.Fatal(err)
	}
	out := map[string][]column{}
	for _, c := range all {
		out[c.Table] = append(out[c.Table], c)
	}
	return out
}

// kept are a record's fields that are columns, by name of the column.
func kept(model any) map[string]reflect.StructField {
	out := map[string]reflect.StructField{}
	for _, f := range reflect.VisibleFields(reflect.TypeOf(model)) {
		tag := f.Tag.Get("bun")
		name, options, _ := strings.Cut(tag, ",")
		if name == "" || name == "-" || slices.Contains(strings.Split(options, ","), "scanonly") {
			continue
		}
		out[name] = f
	}
	return out
}

func TestEveryTableIsKeptByOneRecordOrSaysWhyNot(t *testing.T) {
	t.Parallel()
	w, ctx := pgtest.New(t), pgtest.Context(t)
	known := map[string]bool{}
	for _, r := range records() {
		if known[r.table] {
			t.Errorf("%s is listed twice", r.table)
		}
		known[r.table] = true
	}
	tables := columnsOf(t, ctx, w)
	for name := range tables {
		if _, excused := withoutRecord()[name]; known[name] == excused {
			t.Errorf("%s: has a record: %v, is excused: %v", name, known[name], excused)
		}
	}
	for name := range withoutRecord() {
		if tables[name] == nil {
			t.Errorf("%s is excused and is no table", name)
		}
	}
}

func TestEveryRecordHasTheColumnsOfItsTable(t *testing.T) {
	t.Parallel()
	w, ctx := pgtest.New(t), pgtest.Context(t)
	tables := columnsOf(t, ctx, w)
	for _, r := range records() {
		fields := kept(r.model)
		for _, c := range tables[r.table] {
			f, ok := fields[c.Name]
			delete(fields, c.Name)
			switch unsaid := slices.Contains(unsaid()[r.table], c.Name); {
			case ok && unsaid:
				t.Errorf("%s.%s is filled by the database and yet a field of %T", r.table, c.Name, r.model)
			case unsaid:
			case !ok:
				t.Errorf("%s.%s is no field of %T", r.table, c.Name, r.model)
			case !fits(f.Type, c):
				t.Errorf("%s.%s is a %s (nullable: %v), which %T.%s, a %s, cannot hold", r.table, c.Name, c.Type, c.Nullable, r.model, f.Name, f.Type)
			}
		}
		for name, f := range fields {
			t.Errorf("%T.%s says it is %s.%s, which is no column", r.model, f.Name, r.table, name)
		}
	}
}

// fits tells whether every value of the column has its own value of the type.
func fits(goType reflect.Type, c column) bool {
	t, pointer := goType, goType.Kind() == reflect.Pointer
	if pointer {
		t = t.Elem()
	}
	absent := pointer || reflect.PointerTo(t).Implements(scanner) || t.Kind() == reflect.Slice || t.Kind() == reflect.Map
	if c.Nullable && !absent {
		return false
	}
	switch c.Type {
	case "uuid":
		return strings.HasPrefix(t.String(), "ident.ID[")
	case "date":
		return t.String() == "calendar.Date" || t.String() == "time.Time"
	case "timestamptz":
		return t.String() == "time.Time"
	case "text":
		return t.Kind() == reflect.String
	case "int2", "int4", "int8":
		return t.Kind() == reflect.Int || t.Kind() == reflect.Int64
	case "float8":
		return t.Kind() == reflect.Float64
	case "bool":
		return t.Kind() == reflect.Bool
	case "bytea":
		return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
	case "_text":
		return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.String
	case "_timestamptz":
		return t.Kind() == reflect.Slice && t.Elem().String() == "time.Time"
	case "jsonb":
		return t.Kind() == reflect.Map || t.Kind() == reflect.Struct || t.Kind() == reflect.Slice
	}
	return false
}

// TestEveryFieldComesBackAsItWasKept fills each record with awkward values, and with as little as it may
// hold. Rules, references and triggers are asleep: this is about columns losing nothing.
func TestEveryFieldComesBackAsItWasKept(t *testing.T) {
	t.Parallel()
	w, ctx := pgtest.New(t), pgtest.Context(t)
	tables := columnsOf(t, ctx, w)
	if err := w.DB.Exec(ctx, dropChecks); err != nil {
		t.Fatal(err)
	}
	for _, r := range records() {
		for seed := range uint64(6) {
			fill := newFiller(seed, r.table, seed < 4)
			want := fill.record(r.model, tables[r.table])
			got, err := roundTrip(ctx, w, r, tables[r.table], want)
			if err != nil {
				t.Errorf("%s, world %d: %v", r.table, seed, err)
				continue
			}
			got = unnumbered(r.table, got)
			if diff := cmp.Diff(want, got, exactly, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s, world %d (-kept +read):\n%s", r.table, seed, diff)
			}
		}
	}
}

func unnumbered(table string, got any) any {
	name, ok := numbered()[table]
	if !ok {
		return got
	}
	v := reflect.New(reflect.TypeOf(got)).Elem()
	v.Set(reflect.ValueOf(got))
	v.FieldByIndex(kept(got)[name].Index).SetZero()
	return v.Interface()
}

var exactly = cmp.Exporter(func(reflect.Type) bool { return true })

const dropChecks = `DO $$ DECLARE r record; BEGIN
FOR r IN SELECT conrelid::regclass AS t, conname FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND conrelid <> 0 LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', r.t, r.conname);
END LOOP; END $$`

// roundTrip keeps a record as the stores do and reads the one row of its table.
func roundTrip(ctx context.Context, w *pgtest.World, r record, columns []column, want any) (any, error) {
	var names []string
	for _, c := range columns {
		if !slices.Contains(unsaid()[r.table], c.Name) {
			names = append(names, `"`+c.Name+`"`)
		}
	}
	model := reflect.New(reflect.TypeOf(r.model))
	model.Elem().Set(reflect.ValueOf(want))
	rows := reflect.New(reflect.SliceOf(reflect.TypeOf(r.model)))
	err := w.DB.InTx(ctx, func(ctx context.Context) error {
		if err := w.DB.Exec(ctx, "SET LOCAL session_replication_role = replica"); err != nil {
			return err
		}
		if err := w.DB.Exec(ctx, "DELETE FROM "+r.table); err != nil {
			return err
		}
		if err := w.DB.Insert(ctx, r.table, model.Interface()); err != nil {
			return fmt.Errorf("keep: %w", err)
		}
		return w.DB.ReadInto(ctx, rows.Interface(), "SELECT "+strings.Join(names, ", ")+" FROM "+r.table)
	})
	if err != nil {
		return nil, err
	}
	if rows.Elem().Len() != 1 {
		return nil, fmt.Errorf("%d rows were read", rows.Elem().Len())
	}
	return rows.Elem().Index(0).Interface(), nil
}

package postgres_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/migrations"
)

var update = flag.Bool("update", false, "write the golden files")

// unexplained are the rules that no input can break, only a bug: it becomes INTERNAL and is logged.
// Most are lists of states and kinds that services set and callers never name.
func unexplained() []string {
	return strings.Fields(`
		trips_direction_known trips_method_known trips_state_known trips_cancelled_why trip_segments_exception_known travelers_age_band_known travelers_gender_known travelers_erased_whole
		traveler_secrets_kind_known traveler_looks_what_known visa_cases_state_known
		erasures_append_only retentions_after_since retentions_ground_known
		introduction_messages_append_only introduction_messages_side_known introductions_both_agreed introductions_ended_when introductions_report_whose introductions_state_known
		amendments_kind_known amendments_state_known amendments_applied_whole amendments_code_shape amendments_code_once
		key_persons_role_known key_persons_effort_range key_persons_named key_persons_ended_whole
		agreement_signatures_side_known agreement_signatures_typed agreements_hash_of_content agreements_issued_whole agreements_official_issued risk_assessments_level_known
		expenses_state_known expenses_submitted_when expenses_decided_when contributions_state_known
		filings_accepted_version filings_dated filings_parts_known filings_rounds filings_state_known filings_submitted_whole filing_dates_cause_known
		filing_parts_known filing_parts_once filing_reviews_verdict_known filing_versions_hash_of_content
		stories_state_known stories_readers_known stories_submitted_whole stories_decided_whole stories_approved_for stories_photo_whole story_files_kind_known
		indicators_unit_known indicators_source_known indicators_parts_known indicator_measures_removed_whole surveys_closed_whole surveys_code survey_tallies_sums
		activities_held_whole activities_kind_known activities_state_known audience_counts_method_known audience_counts_place_known audience_counts_reach_known
		audience_counts_removed_whole media_hits_medium_known media_hits_removed_whole outputs_kind_known outputs_removed_whole participant_pastes_counts participant_pastes_undone_whole
		activities_code participants_age_known participants_gender_known participants_mark_size participants_removed_whole participants_role_known participants_side_known
		meeting_events_kind_known meeting_events_of_item meeting_events_scores_given meeting_events_tally_given meeting_items_in_order meeting_items_once
		meeting_items_ordinal_positive meetings_state_known
		calendar_links_hash_length calendar_links_hash_once notice_preferences_cadence_known profiles_state_known profiles_submitted_when
		statement_calls_booked_when statement_calls_minutes_range statement_calls_offers_some statement_calls_state_known
		statement_submissions_hash_length statements_invited_when statements_state_known statements_submitted_when
		claims_state_known claims_role_known claims_via_known claims_decided_when claims_link_once possible_duplicates_in_order
		applications_kind_known applications_state_known assignments_state_known awards_kind_known awards_state_known
		conflicts_source_known endorsements_state_known ledger_accounts_kind_known ledger_entries_kind_known letters_state_known
		messages_state_known panel_phases_kind_known panels_state_known partnership_members_side_known partnerships_state_known phases_kind_known
		rankings_method_known report_figures_unit_known reports_kind_known reports_state_known reviews_phase_known reviews_state_known
		sign_in_links_purpose_known concurrences_answer_known letter_releases_state_known letter_releases_left_when letter_releases_held_first slate_lines_decision_known slates_state_known thresholds_unit_known

		partnership_changes_kind_known partnership_invitations_state_known partnership_invitations_taken_who

		audit_events_append_only comment_edits_append_only comment_releases_append_only concurrences_append_only minority_reports_append_only documents_append_only ledger_entries_append_only ledger_lines_append_only

		confidentiality_statements_version_positive confidentiality_statements_hash_length
		panel_invitations_state_known panel_invitations_ended_when panel_invitations_accepted_by panel_invitations_token_once
		honoraria_outcome_known honoraria_paid_whole

		audit_events_id_once ledger_accounts_once submissions_receipt_once tokens_hash_once ranking_places_in_order budget_lines_in_order
		slate_lines_id_decision_key slate_lines_codes_list decision_rules_reasons_list

		documents_hash_length documents_size_counted reviewer_copies_copied_or_held reviewer_copies_hash_length letters_hash_length rankings_hash_length submissions_hash_length
		idempotency_keys_hash_length idempotency_keys_key_length letters_code_shape reviews_base_range reviews_bonus_range

		payments_state_known payments_certified_whole payments_hash_of_content payment_forwards_confirmed_whole letters_drawn_before_held letters_sent_when messages_sent_when slates_announced_when slates_approved_when slates_concurred_when slates_proposed_when slates_recommended_when
		awards_cost_share_not_negative report_sections_key_known reports_period award_terms_not_negative award_terms_sourced award_term_lines_not_negative ledger_lines_move_money signatures_asked_or_signed signatures_whole`)
}

const namedRules = `SELECT conname::text AS name FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'u', 'x') AND conrelid <> 0 AND conrelid::regclass::text NOT LIKE 'river\_%' AND conrelid::regclass::text NOT LIKE 'schema\_migration%'
UNION SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
WHERE i.indisunique AND NOT i.indisprimary AND c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE 'river\_%' AND c.relname NOT LIKE 'schema\_migration%'`

// Names a caller may meet besides: references and keys, whose breaking is often a caller's doing.
const namedReferences = `SELECT conname::text AS name FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('f', 'p')`

var raised = regexp.MustCompile(`(?:refuse_rule\(|CONSTRAINT = )'([a-z_0-9]+)'`)

// rulesOf are the names of all rules the schema can refuse by: in the catalog, and raised by its functions.
func rulesOf(t *testing.T, ctx context.Context, w *pgtest.World) []string {
	t.Helper()
	names := namesBy(t, ctx, w, namedRules)
	var bodies []struct {
		Body string `bun:"prosrc"`
	}
	if err := w.DB.ReadInto(ctx, &bodies, `SELECT prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosrc LIKE '%VT001%' OR prosrc LIKE '%refuse_rule(%'`); err != nil {
		t.Fatal(err)
	}
	for _, b := range bodies {
		for _, m := range raised.FindAllStringSubmatch(b.Body, -1) {
			names = append(names, m[1])
		}
	}
	for _, table := range namesBy(t, ctx, w, `SELECT tgrelid::regclass::text AS name FROM pg_trigger JOIN pg_proc p ON p.oid = tgfoid WHERE p.proname = 'refuse_change'`) {
		names = append(names, table+"_append_only")
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func namesBy(t *testing.T, ctx context.Context, w *pgtest.World, text string) []string {
	t.Helper()
	var rows []struct {
		Name string `bun:"name"`
	}
	if err := w.DB.ReadInto(ctx, &rows, text); err != nil {
		t.Fatal(err)
	}
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.Name
	}
	return out
}

func TestEveryRuleOfTheSchemaIsExplainedOrOnlyABugCanBreakIt(t *testing.T) {
	t.Parallel()
	w, ctx := pgtest.New(t), pgtest.Context(t)
	explained, silent := postgres.Explanations(), unexplained()
	names := rulesOf(t, ctx, w)
	if len(names) < 150 {
		t.Fatalf("only %d rules were found: the catalog was misread", len(names))
	}
	for _, name := range names {
		_, told := explained[name]
		switch quiet := slices.Contains(silent, name); {
		case !told && !quiet:
			t.Errorf("%s has no words for callers; say them beside the store, or list it as one only a bug can break", name)
		case told && quiet:
			t.Errorf("%s has words for callers and is listed as one only a bug can break", name)
		}
	}
	references := namesBy(t, ctx, w, namedReferences)
	for name := range explained {
		if !slices.Contains(names, name) && !slices.Contains(references, name) {
			t.Errorf("%s is explained and is in no table", name)
		}
	}
	for _, name := range silent {
		if !slices.Contains(names, name) {
			t.Errorf("%s is excused and is in no table", name)
		}
	}
	if n := postgres.ExplanationTables(); n != len(explained) {
		t.Errorf("%d explanations for %d names: two areas explain one rule", n, len(explained))
	}
}

// TestWhatCallersHearOfABrokenRuleStays keeps kinds and codes as they were published.
func TestWhatCallersHearOfABrokenRuleStays(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	explained := postgres.Explanations()
	for _, name := range sorted(explained) {
		e := explained[name]
		if e.Message == "" || e.Code == "" || (e.Field != "" && e.Kind != fault.Invalid && e.Kind != fault.Conflict && e.Kind != fault.NotFound) {
			t.Errorf("%s: %+v says too little, or blames a field for what is no fault of the input", name, e)
		}
		fmt.Fprintf(&b, "%-48s %-16s %-28s %s\n", name, e.Kind, e.Code, e.Field)
	}
	golden(t, "faults", b.String())
}

func sorted[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != got {
		t.Errorf("%s is not what it was (%v); run with -update and read the difference\n%s", path, err, got)
	}
}

// TestABrokenRuleIsWhatItsTableSays breaks one rule of each sort by statement and reads what callers hear.
func TestABrokenRuleIsWhatItsTableSays(t *testing.T) {
	t.Parallel()
	w, ctx := pgtest.New(t), pgtest.Context(t)
	const person = "INSERT INTO people (id, email, locale, created_at) VALUES (gen_random_uuid(), $1, $2, now())"
	if err := w.DB.Exec(ctx, person, "a@example.org", "en"); err != nil {
		t.Fatal(err)
	}
	for name, broken := range map[string]struct {
		text string
		args []any
		kind fault.Kind
		code string
	}{
		"a unique index":          {person, []any{"a@example.org", "en"}, fault.Conflict, "email_taken"},
		"a check":                 {person, []any{"A@example.org", "en"}, fault.Invalid, "bad_email"},
		"a check of a list":       {person, []any{"b@example.org", "xx"}, fault.Invalid, "bad_locale"},
		"a reference":             {"INSERT INTO memberships (id, person_id, organization_id, role) SELECT gen_random_uuid(), id, gen_random_uuid(), 'staff' FROM people", nil, fault.NotFound, "not_found"},
		"a text with NUL":         {person, []any{"nul\x00@example.org", "en"}, fault.Invalid, "bad_text"},
		"a text that is no UTF-8": {person, []any{"bad\xff@example.org", "en"}, fault.Invalid, "bad_text"},
		"a number out of range":   {"INSERT INTO forms (id, key, version, title, definition) VALUES (gen_random_uuid(), 'x', 1 + 2147483647::int, '{}', '{}')", nil, fault.Invalid, "out_of_range"},
		"a rule of a trigger": {
			"WITH f AS (SELECT refuse_rule('awards_kept', 'no')) SELECT * FROM f", nil,
			postgres.Explanations()["awards_kept"].Kind, postgres.Explanations()["awards_kept"].Code,
		},
		"an append-only table": {"UPDATE audit_events SET reason = 'x'", nil, fault.Internal, ""},
	} {
		err := w.DB.Exec(ctx, broken.text, broken.args...)
		if !fault.Is(err, broken.kind) || (broken.code != "" && !fault.HasCode(err, broken.code)) {
			t.Errorf("%s: %v, want %s %s", name, err, broken.kind, broken.code)
		}
	}
}

func TestEveryStepOfTheSchemaComesWithItsWayBack(t *testing.T) {
	t.Parallel()
	files, err := migrations.Files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, f := range files {
		if step, _, ok := strings.Cut(f.Name(), ".tx."); ok {
			seen[step]++
		}
	}
	for step, n := range seen {
		if n != 2 {
			t.Errorf("%s has %d files, not an up and a down", step, n)
		}
	}
}

package review_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// What Go refuses is refused again by the database when somebody goes around Go.
func TestTheDatabaseHoldsTheRulesByItself(t *testing.T) {
	t.Parallel()
	b, ctx, mine, tasks := ready(t, 2)
	done := b.submit(ctx, mine[0], 8)
	other := b.ready(2, tasks[2]...)
	b.score(other, tasks[2][0], 6)
	draft := b.number(`SELECT 1 FROM reviews WHERE state = 'draft'`)
	if draft != 1 {
		t.Fatal("no draft to try on")
	}
	if _, err := b.review.RecordConflict(b.asOfficer(), review.RecordConflictInput{Application: b.apps[1], Person: b.members[1], Kind: review.Family}); err != nil {
		t.Fatal(err)
	}
	stranger := b.person("Stranger Danger")
	for name, c := range map[string]struct {
		constraint, text string
		args             []any
	}{
		"a score after handing in":             {"scores_while_draft", `INSERT INTO scores VALUES ($1, $2, 9, 2, '', now())`, []any{done.ID, b.criteria[0]}},
		"a score off the scale":                {"scores_on_scale", `INSERT INTO scores SELECT id, $1, 9, 11, '', now() FROM reviews WHERE state = 'draft'`, []any{b.criteria[0]}},
		"a score rewritten":                    {"scores_append_only", `UPDATE scores SET half_points = 10`, nil},
		"a score erased":                       {"scores_append_only", `DELETE FROM scores`, nil},
		"a review of who has a conflict":       {"reviews_no_conflict", `INSERT INTO reviews (id, assignment_id, application_id, panel_id, reviewer_id, started_at) SELECT $2, id, application_id, panel_id, reviewer_id, now() FROM assignments WHERE id = $1`, []any{mine[1], ident.NewReview()}},
		"a review born handed in":              {"reviews_begin_as_draft", `INSERT INTO reviews (id, assignment_id, application_id, panel_id, reviewer_id, started_at, state, base_milli, recommendation, submitted_at) SELECT $2, id, application_id, panel_id, reviewer_id, now(), 'submitted', 100000, 'fund', now() FROM assignments WHERE id = $1`, []any{tasks[2][1], ident.NewReview()}},
		"a review by another":                  {"reviews_of_assignment", `INSERT INTO reviews (id, assignment_id, application_id, panel_id, reviewer_id, started_at) SELECT $2, id, application_id, panel_id, $3, now() FROM assignments WHERE id = $1`, []any{tasks[2][1], ident.NewReview(), stranger}},
		"a base that is not the sum":           {"reviews_base_adds_up", `UPDATE reviews SET state = 'submitted', base_milli = 100000, recommendation = 'fund', submitted_at = now() WHERE state = 'draft'`, nil},
		"two reviews of one assignment":        {"reviews_one_live", `INSERT INTO reviews (id, assignment_id, application_id, panel_id, reviewer_id, started_at) SELECT $2, id, application_id, panel_id, reviewer_id, now() FROM assignments WHERE id = $1`, []any{tasks[2][0], ident.NewReview()}},
		"an assignment in conflict":            {"assignments_no_conflict", `INSERT INTO assignments (id, panel_id, application_id, reviewer_id, assigned_at) VALUES ($1, $2, $3, $4, now())`, []any{ident.NewAssignment(), b.panel.ID, b.apps[1], b.members[1]}},
		"an assignment to a stranger":          {"assignments_of_member", `INSERT INTO assignments (id, panel_id, application_id, reviewer_id, assigned_at) VALUES ($1, $2, $3, $4, now())`, []any{ident.NewAssignment(), b.panel.ID, b.apps[0], stranger}},
		"a conflict lifted by who has it":      {"conflicts_not_lifted_by_oneself", `UPDATE conflicts SET lifted_at = now(), lifted_reason = 'x', lifted_by = person_id`, nil},
		"a conflict lifted by who found it":    {"conflicts_not_lifted_by_oneself", `UPDATE conflicts SET lifted_at = now(), lifted_reason = 'x', lifted_by = found_by`, nil},
		"a ranking of a panel that reads":      {"rankings_of_locked_panel", `INSERT INTO rankings (id, cycle_id, panel_id, method, inputs, sha256, frozen_at) VALUES ($1, $2, $3, 'raw', '{}', sha256(''), now())`, []any{ident.NewRanking(), b.cycle, b.panel.ID}},
		"weights changed while review is open": {"criteria_frozen", `UPDATE criteria SET weight = 1`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var pg *pgconn.PgError
			if err := b.try(c.text, c.args...); !errors.As(err, &pg) || pg.ConstraintName != c.constraint {
				t.Errorf("answered %v, want %s", err, c.constraint)
			}
		})
	}
	if _, err := b.review.ClosePreliminary(b.reader(0), review.MovePanelInput{Panel: b.panel.ID}); err != nil {
		t.Fatal(err)
	}
	var pg *pgconn.PgError
	if err := b.try(`INSERT INTO scores SELECT id, $1, 9, 4, '', now() FROM reviews WHERE state = 'draft'`, b.criteria[0]); !errors.As(err, &pg) || pg.ConstraintName != "scores_while_open" {
		t.Errorf("a score after the panel closed: %v", err)
	}
	b.exec(`INSERT INTO conflicts (id, person_id, application_id, kind, source, found_at) VALUES ($1, $2, $3, 'family', 'recorded', now())`, ident.NewConflict(), b.members[1], b.apps[0])
	if n := b.number(`SELECT count(*) FROM reviews WHERE id = $1 AND state = 'voided'`, done.ID); n != 1 {
		t.Error("a conflict put in by hand voided nothing")
	}
}

package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/assignment"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// panelRules recompute what the log of a meeting, the history of a phase and the copies of files say.
var panelRules = []rule{
	{
		"a meeting's log has no gap and begins with its opening", "SELECT count(*) FROM meetings",
		`SELECT m.id || ': ' || m.last_seq || ' kept, ' || count(e.seq) || ' in the log up to ' || coalesce(max(e.seq), 0) FROM meetings m
LEFT JOIN meeting_events e ON e.meeting_id = m.id GROUP BY m.id
HAVING m.last_seq <> count(e.seq) OR m.last_seq <> coalesce(max(e.seq), 0) OR NOT coalesce(bool_or(e.seq = 1 AND e.kind = 'opened'), false)`,
	},
	{
		"a meeting stands where its log leads", "SELECT count(*) FROM meetings",
		`WITH led AS (
    SELECT m.id, CASE WHEN bool_or(e.kind = 'signed' AND e.minuted) THEN 'signed' WHEN bool_or(e.kind = 'closed') THEN 'closed' ELSE 'open' END AS state,
           (SELECT CASE WHEN x.kind = 'item_called' THEN x.item_id END FROM meeting_events x WHERE x.meeting_id = m.id AND x.kind IN ('item_called', 'item_closed') ORDER BY x.seq DESC LIMIT 1) AS item
      FROM meetings m LEFT JOIN meeting_events e ON e.meeting_id = m.id GROUP BY m.id)
SELECT m.id || ': ' || m.state || ' kept, ' || l.state || ' by its log' FROM meetings m JOIN led l ON l.id = m.id
WHERE m.state <> l.state OR m.item_id IS DISTINCT FROM CASE WHEN l.state = 'open' THEN l.item END`,
	},
	{
		"a panel has its five phases, each as its last change left it", "SELECT count(*) FROM panels",
		`SELECT p.name || ': ' || count(h.kind) || ' phases' FROM panels p LEFT JOIN panel_phases h ON h.panel_id = p.id GROUP BY p.id HAVING count(h.kind) <> 5
UNION ALL SELECT h.panel_id || ' ' || h.kind || ': version ' || h.version FROM panel_phases h
    LEFT JOIN LATERAL (SELECT count(*) AS changes, (array_agg(c.becomes ORDER BY c.version DESC))[1] AS last FROM panel_phase_changes c
        WHERE c.panel_id = h.panel_id AND c.kind = h.kind) c ON true
    WHERE h.version <> 1 + c.changes OR c.last IS NOT NULL AND (c.last->>'reads', c.last->>'others', (c.last->>'names')::boolean) IS DISTINCT FROM (h.reads, h.others, h.names)
UNION ALL SELECT c.panel_id || ' ' || c.kind || ': change ' || c.version FROM (
    SELECT *, lag(becomes) OVER (PARTITION BY panel_id, kind ORDER BY version) AS before FROM panel_phase_changes) c WHERE c.before IS NOT NULL AND c.before <> c.was`,
	},
	{
		"a reviewer's copy is of the file that was handed in", "SELECT count(*) FROM reviewer_copies",
		`SELECT c.document_id::text FROM reviewer_copies c JOIN documents d ON d.id = c.document_id LEFT JOIN documents k ON k.id = c.copy_id
WHERE c.sha256 <> d.sha256 OR k.id IS NOT NULL AND k.id <> d.id AND (k.kind <> 'reviewer_copy' OR k.subject <> d.subject)`,
	},
}

// ExaminePlans assigns again from each kept problem and its seed: every pair it finds must have been handed out.
func (db *DB) ExaminePlans(ctx context.Context) (Finding, error) {
	f := Finding{Check: "every assignment plan comes out of its problem and seed again"}
	all, err := query[*review.AssignmentProblem](ctx, db, `SELECT * FROM assignment_plans ORDER BY id`)
	if err != nil {
		return f, err
	}
	for _, kept := range all {
		f.Looked++
		lost, err := db.replan(ctx, kept)
		if err != nil {
			return f, err
		}
		if lost != "" && len(f.Off) < mostOff {
			f.Off = append(f.Off, fmt.Sprintf("%s: %s", kept.ID, lost))
		}
	}
	return f, nil
}

// replan says what of a plan is not as it was handed out; empty when all is.
func (db *DB) replan(ctx context.Context, kept *review.AssignmentProblem) (string, error) {
	var p assignment.Problem
	if json.Unmarshal(kept.Problem, &p) != nil {
		return "its problem cannot be read", nil
	}
	plan, refused := assignment.Solve(p)
	if refused != nil {
		return "its problem has no plan: " + refused.Error(), nil
	}
	rows, err := query[struct {
		Application ident.Application `bun:"application_id"`
		Reviewer    ident.Person      `bun:"reviewer_id"`
	}](ctx, db, `SELECT application_id, reviewer_id FROM assignments WHERE panel_id = $1`, kept.Panel)
	if err != nil {
		return "", err
	}
	handed := map[assignment.Pair]bool{}
	for _, r := range rows {
		handed[assignment.Pair{Proposal: r.Application.String(), Reviewer: r.Reviewer.String()}] = true
	}
	for _, a := range plan.Pairs {
		if !a.Fixed && !handed[a.Pair] {
			return a.Proposal + " for " + a.Reviewer + " was never handed out", nil
		}
	}
	return "", nil
}

package postgres

import "context"

// lastStep tells whether a slate s has taken every step its cycle asks for, each by the answer or the person it needs.
const lastStep = `(s.approved_by IS NOT NULL AND s.approved_at IS NOT NULL AND (NOT coalesce(d.recommendation, false) OR s.recommended_at IS NOT NULL)
	AND (NOT coalesce(d.concurrence, false) OR EXISTS (SELECT FROM concurrences x WHERE x.slate_id = s.id AND x.answer = 'concurred'
		AND x.answered_by = s.concurred_by AND x.answered_at >= s.approved_at)))`

// decisionRules say again which hands a decision went through.
var decisionRules = []rule{
	{
		"a slate on its way has taken every step its cycle asks for", "SELECT count(*) FROM slates",
		`SELECT c.title || ': ' || s.state FROM slates s JOIN cycles c ON c.id = s.cycle_id LEFT JOIN decision_rules d ON d.cycle_id = s.cycle_id
WHERE s.state IN ('concurred', 'announced') AND NOT ` + lastStep + ` OR s.state = 'approved' AND (s.approved_by IS NULL OR s.approved_at IS NULL)
   OR s.state IN ('proposed', 'approved') AND coalesce(d.recommendation, false) AND s.recommended_at IS NULL`,
	},
	{
		"letters are released once their slate has taken its last step", "SELECT count(*) FROM letter_releases",
		`SELECT c.title || ': ' || r.state || ' at ' || r.released_at FROM letter_releases r JOIN cycles c ON c.id = r.cycle_id
LEFT JOIN slates s ON s.cycle_id = r.cycle_id LEFT JOIN decision_rules d ON d.cycle_id = r.cycle_id
WHERE r.state <> 'undone' AND (s.id IS NULL OR NOT ` + lastStep + ` OR r.released_at < coalesce(CASE WHEN d.concurrence THEN s.concurred_at END, s.approved_at))`,
	},
	{
		"what is announced left with its release", "SELECT count(*) FROM slates WHERE state = 'announced'",
		`SELECT c.title || ': announced' FROM slates s JOIN cycles c ON c.id = s.cycle_id WHERE s.state = 'announced'
    AND NOT EXISTS (SELECT FROM letter_releases r WHERE r.cycle_id = s.cycle_id AND r.state = 'left' AND r.left_at <= s.announced_at)
UNION ALL SELECT 'letter ' || l.code FROM letters l LEFT JOIN letter_releases r ON r.id = l.release_id
    WHERE l.sent_at IS NOT NULL AND (r.id IS NULL OR r.state <> 'left' OR l.sent_at < r.leaves_at)`,
	},
	{
		"a decision out of rank order has a second person", "SELECT count(*) FROM slate_lines WHERE departs",
		`SELECT c.title || ': place ' || coalesce(l.place::text, 'none') FROM slate_lines l JOIN slates s ON s.id = l.slate_id JOIN cycles c ON c.id = s.cycle_id
WHERE l.departs AND s.state IN ('approved', 'concurred', 'announced')
  AND (btrim(l.reason) = '' OR l.edited_by = CASE WHEN l.promoted THEN s.proposed_by ELSE s.approved_by END)`,
	},
}

// mostWait is how long after its time a release may wait for the next round of the queue.
const mostWait = "15 minutes"

// ExamineReleases finds released letters whose time has come and that have not left: nobody may undo them any more
// with a good conscience, and nobody has them.
func (db *DB) ExamineReleases(ctx context.Context) (Finding, error) {
	f := Finding{Check: "released letters leave when their time has come"}
	n, err := query[struct {
		N int64 `bun:"n"`
	}](ctx, db, `SELECT count(*) AS n FROM letter_releases`)
	if err != nil {
		return f, err
	}
	f.Looked = n[0].N
	late, err := query[struct {
		Off string `bun:"off"`
	}](ctx, db, `SELECT c.title || ': ' || r.letters || ' letters, since ' || r.leaves_at AS off FROM letter_releases r JOIN cycles c ON c.id = r.cycle_id
WHERE r.state = 'waiting' AND r.leaves_at < $1::timestamptz - interval '`+mostWait+`' ORDER BY r.leaves_at LIMIT 20`, db.Now())
	for _, x := range late {
		f.Off = append(f.Off, x.Off)
	}
	return f, err
}

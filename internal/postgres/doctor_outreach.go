package postgres

// reachRules recompute what an exchange counted from the rows behind it.
var reachRules = []rule{
	{
		"a pasted list has the participants it loaded, and none once it is undone", "SELECT count(*) FROM participant_pastes",
		`SELECT t.id || ': ' || t.loaded || ' loaded, ' || count(p.id) || ' kept, ' || count(p.id) FILTER (WHERE p.removed_at IS NULL) || ' count' FROM participant_pastes t
LEFT JOIN participants p ON p.paste_id = t.id AND p.award_id = t.award_id GROUP BY t.id
HAVING count(p.id) <> t.loaded OR (t.undone_at IS NOT NULL AND count(p.id) FILTER (WHERE p.removed_at IS NULL) > 0)`,
	},
	{
		"the audience of an activity is what was counted at its door", "SELECT count(*) FROM audience_counts WHERE method = 'checked_in'",
		`SELECT a.title || ': ' || n.contacts || ' kept' FROM audience_counts n JOIN activities a ON a.id = n.activity_id
WHERE n.method = 'checked_in' AND n.removed_at IS NULL AND n.contacts <> coalesce((SELECT sum(c.arrived) FROM check_ins c WHERE c.activity_id = a.id), 0)`,
	},
	{
		"a survey counts each who answered once, and nobody more at any statement", "SELECT count(*) FROM surveys",
		`SELECT s.title || ': ' || s.answers || ' counted, ' || e.n || ' came in' FROM surveys s CROSS JOIN LATERAL (SELECT count(*) AS n FROM survey_entries WHERE survey_id = s.id) e
WHERE s.answers <> e.n OR e.n < (SELECT count(*) FROM survey_slips l WHERE l.survey_id = s.id AND l.used)
	OR EXISTS (SELECT FROM survey_tallies y WHERE y.survey_id = s.id GROUP BY y.indicator_id HAVING sum(y.answered) > e.n)`,
	},
	{
		"an award measures itself by indicators of its own program", "SELECT count(*) FROM award_indicators",
		`SELECT i.code || ' of ' || i.framework || ' for ' || w.title FROM award_indicators t JOIN indicators i ON i.id = t.indicator_id
JOIN awards w ON w.id = t.award_id JOIN cycles c ON c.id = w.cycle_id WHERE c.program_id <> i.program_id`,
	},
}

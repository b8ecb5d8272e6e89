package postgres

// amendmentRules are what an award's terms, its amendments and its people say of each other.
var amendmentRules = []rule{
	{
		"the terms of an award are numbered without a gap, and each that an amendment made holds from its day", "SELECT count(*) FROM award_terms",
		`SELECT w.number || ': ' || count(*) || ' terms, the last is number ' || max(t.number) FROM award_terms t JOIN awards w ON w.id = t.award_id GROUP BY w.id HAVING count(*) <> max(t.number)
UNION ALL SELECT w.number || '-M' || m.number || ' holds from ' || m.effective_on || ', its terms from ' || t.effective_on
FROM amendments m JOIN awards w ON w.id = m.award_id JOIN award_terms t ON (t.award_id, t.number) = (m.award_id, m.terms_number) WHERE t.effective_on <> m.effective_on`,
	},
	{
		"an amendment stands where its last step led, and was not approved by who handed it in", "SELECT count(*) FROM amendments",
		`SELECT w.number || '-M' || m.number || ' is ' || m.state || ', its last step led to ' || coalesce(s.to_state, 'nothing') FROM amendments m JOIN awards w ON w.id = m.award_id
LEFT JOIN LATERAL (SELECT to_state FROM amendment_steps s WHERE s.amendment_id = m.id ORDER BY ordinal DESC LIMIT 1) s ON true WHERE s.to_state IS DISTINCT FROM m.state
UNION ALL SELECT w.number || '-M' || m.number || ' was approved by who handed it in' FROM amendments m JOIN awards w ON w.id = m.award_id
JOIN amendment_steps a ON a.amendment_id = m.id AND a.verb IN ('approve', 'refer')
JOIN LATERAL (SELECT taken_by FROM amendment_steps s WHERE s.amendment_id = m.id AND s.verb = 'submit' AND s.ordinal < a.ordinal ORDER BY s.ordinal DESC LIMIT 1) s ON s.taken_by = a.taken_by`,
	},
	{
		"an amendment that was taken back held, and its taking back is of the same award", "SELECT count(*) FROM amendments WHERE state = 'applied'",
		`SELECT w.number || '-M' || m.number || ' takes back what never held' FROM amendments m JOIN awards w ON w.id = m.award_id JOIN amendments u ON u.id = m.undoes_id
WHERE u.state <> 'applied' OR (u.award_id, u.kind) IS DISTINCT FROM (m.award_id, m.kind)`,
	},
}

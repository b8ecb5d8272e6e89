package postgres

// reportRules say again what a report tells its funder of awards in force.
var reportRules = []rule{
	{
		"the text of a frozen report is what was frozen", "SELECT count(*) FROM report_sections",
		`SELECT r.title || ': ' || coalesce(s.key, x ->> 'key') FROM reports r
LEFT JOIN LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof(r.snapshot -> 'sections') = 'array' THEN r.snapshot -> 'sections' ELSE '[]' END) x ON true
FULL JOIN report_sections s ON s.report_id = r.id AND s.key = x ->> 'key'
WHERE coalesce(r.frozen_at, (SELECT f.frozen_at FROM reports f WHERE f.id = s.report_id)) IS NOT NULL AND (s.key IS NOT NULL OR x IS NOT NULL) AND s.text IS DISTINCT FROM x ->> 'text'`,
	},
	{
		"a frozen report counts persons alike by country, gender, age and role", "SELECT count(*) FROM report_figures WHERE key = 'participants'",
		`SELECT r.title || ': ' || by.key || ' ' || coalesce(sum(f.value), 0) || ', persons ' || p.value FROM reports r JOIN report_figures p ON p.report_id = r.id AND p.key = 'participants'
CROSS JOIN (VALUES ('participants_by_gender'), ('b_country'), ('b_age'), ('b_role')) by (key) LEFT JOIN report_figures f ON f.report_id = r.id AND f.key = by.key
WHERE r.frozen_at IS NOT NULL GROUP BY r.id, by.key, p.value HAVING coalesce(sum(f.value), 0) <> p.value`,
	},
}

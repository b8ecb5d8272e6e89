package postgres

// filingRules say again what awards owe in reports and what of it stands.
var filingRules = []rule{
	{
		"an award that runs has its reports planned, the final one to its last day", "SELECT count(*) FROM awards w WHERE EXISTS (SELECT FROM award_terms t WHERE t.award_id = w.id)",
		`SELECT w.number || ': until ' || t.ends_on || ', final report until ' || coalesce(f.to_on::text, 'never') FROM awards w
JOIN LATERAL (SELECT * FROM award_terms t WHERE t.award_id = w.id ORDER BY t.number DESC LIMIT 1) t ON true
LEFT JOIN LATERAL (SELECT max(to_on) AS to_on FROM filings f WHERE f.award_id = w.id AND f.final AND f.dropped_at IS NULL) f ON true
WHERE w.state NOT IN ('rescinded', 'closed', 'terminated') AND f.to_on IS DISTINCT FROM t.ends_on`,
	},
	{
		"a report that stands was handed in, accepted by another person, and has its hash", "SELECT count(*) FROM filings WHERE accepted_round > 0",
		`SELECT w.number || ' ' || f.to_on || ': version ' || f.accepted_round FROM filings f JOIN awards w ON w.id = f.award_id
LEFT JOIN filing_versions v ON v.filing_id = f.id AND v.round = f.accepted_round
LEFT JOIN filing_reviews r ON r.filing_id = f.id AND r.round = f.accepted_round
WHERE f.accepted_round > 0 AND (v.sha256 IS DISTINCT FROM sha256(v.content) OR r.verdict IS DISTINCT FROM 'accepted' OR r.reviewed_by = v.submitted_by
	OR convert_from(v.content, 'UTF8')::jsonb ->> 'award' <> w.number OR (convert_from(v.content, 'UTF8')::jsonb ->> 'to')::date <> f.to_on)`,
	},
	{
		"a later date of a report stands on an extension that was granted", "SELECT count(*) FROM filings WHERE extended_on IS NOT NULL",
		`SELECT w.number || ' ' || f.to_on || ': ' || f.extended_on FROM filings f JOIN awards w ON w.id = f.award_id
WHERE f.extended_on IS NOT NULL AND NOT EXISTS (SELECT FROM filing_dates d WHERE d.filing_id = f.id AND d.cause = 'extend' AND d.extended_on = f.extended_on AND d.reason <> '')`,
	},
	{
		"what of a report was handed in takes no more answers", "SELECT count(*) FROM filing_parts",
		`SELECT w.number || ' ' || f.to_on || ': ' || p.part || ', ' || f.state FROM filings f JOIN awards w ON w.id = f.award_id JOIN filing_parts p ON p.filing_id = f.id JOIN responses r ON r.id = p.id
WHERE r.frozen = (f.state = 'draft' OR f.state = 'amended' AND f.round = f.decided_round)`,
	},
}

package postgres

// closeoutRules are what the end of an award says of its money, its people and its records.
var closeoutRules = []rule{
	{
		"an award that was made here is closed where its closeout is, and by it", "SELECT count(*) FROM closeouts",
		`SELECT w.number || ' is ' || w.state || ', its closeout ' || coalesce(c.state, 'was never opened') FROM awards w LEFT JOIN closeouts c ON c.award_id = w.id
WHERE w.application_id IS NOT NULL AND (w.state = 'closed') <> (coalesce(c.state, '') IN ('closed', 'closed_unilaterally'))
UNION ALL SELECT w.number || ' is ' || w.state || ' and has no closeout' FROM awards w WHERE w.state IN ('period_ended', 'closing') AND w.application_id IS NOT NULL
	AND NOT EXISTS (SELECT FROM closeouts c WHERE c.award_id = w.id AND c.state <> 'not_due')`,
	},
	{
		"a closeout and an award in force stand where their last step led", "SELECT count(*) FROM closeout_steps",
		`SELECT w.number || ': ' || c.state FROM closeouts c JOIN awards w ON w.id = c.award_id
WHERE c.state IS DISTINCT FROM (SELECT s.to_state FROM closeout_steps s WHERE s.award_id = c.award_id ORDER BY s.ordinal DESC LIMIT 1)
UNION ALL SELECT w.number || ' is ' || w.state || ', closed by no step' FROM awards w JOIN closeouts c ON c.award_id = w.id WHERE w.state = 'closed'
	AND 'closed' IS DISTINCT FROM (SELECT s.to_state FROM award_steps s WHERE s.award_id = w.id ORDER BY s.ordinal DESC LIMIT 1)`,
	},
	{
		"who certified or asked for the end of an award did not confirm it", "SELECT count(*) FROM closeout_steps WHERE verb IN ('close', 'close_unilaterally')",
		`SELECT w.number || ': ' || s.verb FROM closeout_steps s JOIN awards w ON w.id = s.award_id JOIN closeout_steps a ON a.award_id = s.award_id AND a.ordinal = s.ordinal - 1
WHERE s.verb IN ('close', 'close_unilaterally') AND (a.taken_by = s.taken_by OR a.verb <> CASE s.verb WHEN 'close' THEN 'ask_close' ELSE 'ask_unilateral' END
	OR (s.verb = 'close' AND s.taken_by = (SELECT c.taken_by FROM closeout_steps c WHERE c.award_id = s.award_id AND c.verb = 'certify' ORDER BY c.ordinal DESC LIMIT 1)))
UNION ALL SELECT w.number || ', adjustment ' || j.number || ' was decided by who asked' FROM adjustments j JOIN awards w ON w.id = j.award_id WHERE j.decided_by = j.asked_by`,
	},
	{
		"a closed award has nothing left of its obligation, and holds what is still to come back", "SELECT count(*) FROM closeouts WHERE state IN ('closed', 'closed_unilaterally')",
		`WITH held AS (SELECT c.award_id, c.state, c.spent_minor, c.paid_minor, coalesce(sum(a.balance_minor) FILTER (WHERE a.kind = 'obligation'), 0) AS obligated,
	coalesce(sum(a.balance_minor) FILTER (WHERE a.kind = 'disbursement'), 0) AS cash, coalesce(sum(a.balance_minor) FILTER (WHERE a.kind = 'expenditure'), 0) AS spent
	FROM closeouts c LEFT JOIN ledger_accounts a ON a.owner = c.award_id WHERE c.state IN ('closed', 'closed_unilaterally') GROUP BY c.award_id),
later AS (SELECT award_id, coalesce(sum(amount_minor) FILTER (WHERE kind = 'disallow'), 0) AS disallowed, coalesce(sum(amount_minor) FILTER (WHERE kind = 'recover'), 0) AS recovered
	FROM adjustments WHERE state = 'confirmed' GROUP BY award_id)
SELECT w.number || ': ' || h.obligated || ' obligated, ' || h.cash || ' held, ' || h.spent || ' spent; closed on ' || h.spent_minor || ' of ' || h.paid_minor FROM held h JOIN awards w ON w.id = h.award_id LEFT JOIN later l ON l.award_id = h.award_id
WHERE h.obligated <> 0 OR h.spent <> h.spent_minor - coalesce(l.disallowed, 0) OR h.cash <> h.paid_minor - h.spent_minor + coalesce(l.disallowed, 0) - coalesce(l.recovered, 0)`,
	},
	{
		"the records of a closed award are kept for their time, and while somebody holds them", "SELECT count(*) FROM closeouts WHERE keep_until IS NOT NULL",
		`SELECT w.number || ': kept until ' || r.keep_until || ' of ' || c.keep_until FROM closeouts c JOIN awards w ON w.id = c.award_id JOIN retentions r ON r.application_id = w.application_id
WHERE r.keep_until < c.keep_until OR EXISTS (SELECT FROM record_holds h WHERE h.award_id = w.id AND h.lifted_at IS NULL)
UNION ALL SELECT w.number || ': ' || d.name || ' was erased on ' || e.at::date || ', kept until ' || c.keep_until FROM closeouts c JOIN awards w ON w.id = c.award_id
JOIN retentions r ON r.application_id = w.application_id JOIN documents d ON d.subject = r.subject JOIN erasures e ON e.document_id = d.id WHERE (e.at AT TIME ZONE 'UTC')::date <= c.keep_until`,
	},
}

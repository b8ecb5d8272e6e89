package postgres

// moneyRules hold the ledger of an award against the expenses and contributions that were posted to it.
func moneyRules() []rule {
	return []rule{
		{
			"an award's expenditure in the ledger is its accepted expenses less what was disallowed, by category", "SELECT count(*) FROM expenses",
			`SELECT w.number || ' ' || coalesce(a.part, e.category) || ': ' || coalesce(a.balance_minor, 0) || ' posted, ' || coalesce(e.minor, 0) || ' accepted'
FROM (SELECT owner, part, balance_minor FROM ledger_accounts WHERE kind = 'expenditure') a
FULL JOIN (SELECT award_id, category, sum(minor) AS minor FROM (SELECT award_id, category, amount_minor AS minor FROM expenses WHERE state = 'accepted'
	UNION ALL SELECT award_id, category, -amount_minor FROM adjustments WHERE state = 'confirmed' AND kind <> 'recover') x GROUP BY 1, 2) e ON (e.award_id, e.category) = (a.owner, a.part)
JOIN awards w ON w.id = coalesce(a.owner, e.award_id) WHERE coalesce(a.balance_minor, 0) <> coalesce(e.minor, 0)`,
		},
		{
			"an award's cost share in the ledger is its verified contributions, cash and in kind and sides apart", "SELECT count(*) FROM contributions",
			`SELECT w.number || ' ' || coalesce(a.part, c.part) || ': ' || coalesce(a.balance_minor, 0) || ' posted, ' || coalesce(c.minor, 0) || ' verified'
FROM (SELECT owner, part, balance_minor FROM ledger_accounts WHERE kind = 'cost_share') a
FULL JOIN (SELECT award_id, funding || '/' || side || '/' || category AS part, sum(worth_minor) AS minor FROM contributions WHERE state = 'verified' GROUP BY 1, 2) c ON (c.award_id, c.part) = (a.owner, a.part)
JOIN awards w ON w.id = coalesce(a.owner, c.award_id) WHERE coalesce(a.balance_minor, 0) <> coalesce(c.minor, 0)`,
		},
		{
			"a receipt line is claimed by what lives and says so, and once", "SELECT count(*) FROM evidence_claims",
			`WITH said AS (
	SELECT 'exp' AS kind, id, unnest(evidence) AS evidence FROM expenses WHERE state NOT IN ('withdrawn', 'reversed')
	UNION ALL SELECT 'csh', id, unnest(evidence) FROM contributions WHERE state NOT IN ('rejected', 'reversed')),
counted AS (SELECT evidence, count(*) AS said FROM said GROUP BY 1),
kept AS (SELECT evidence, count(*) AS kept FROM evidence_claims GROUP BY 1)
SELECT coalesce(c.evidence, k.evidence) || ': said ' || coalesce(c.said, 0) || ' times and kept ' || coalesce(k.kept, 0) || ' times'
FROM counted c FULL JOIN kept k ON k.evidence = c.evidence
WHERE coalesce(c.said, 0) <> coalesce(k.kept, 0) OR (c.said > 1 AND c.evidence NOT LIKE 'day:%')`,
		},
	}
}

package postgres

// paymentRules say again what payments moved and who moved them.
var paymentRules = []rule{
	{
		"what was released and not sent back left the obligation of its award", "SELECT count(*) FROM payments",
		`SELECT w.number || ': ' || p.released || ' released, ' || coalesce(l.moved, 0) || ' in the ledger' FROM awards w
JOIN (SELECT award_id, coalesce(sum(amount_minor) FILTER (WHERE state IN ('released', 'paid')), 0) AS released FROM payments GROUP BY award_id) p ON p.award_id = w.id
LEFT JOIN (SELECT a.owner, sum(x.amount_minor) AS moved FROM ledger_accounts a JOIN ledger_lines x ON x.account_id = a.id JOIN ledger_entries e ON e.id = x.entry_id
	WHERE a.kind = 'disbursement' AND e.kind IN ('disburse', 'return_payment') GROUP BY a.owner) l ON l.owner = w.id
WHERE p.released <> coalesce(l.moved, 0)`,
	},
	{
		"a payment stands where its last step led", "SELECT count(*) FROM payments",
		`SELECT w.number || ', request ' || p.number || ': ' || p.state FROM payments p JOIN awards w ON w.id = p.award_id
WHERE p.state IS DISTINCT FROM (SELECT s.to_state FROM payment_steps s WHERE s.payment_id = p.id ORDER BY s.ordinal DESC LIMIT 1)`,
	},
	{
		"who asks for a payment, who approves and who releases it are three people", "SELECT count(*) FROM payment_steps",
		`SELECT w.number || ', request ' || p.number || ': ' || a.verb || ' and ' || b.verb FROM payment_steps a
JOIN payment_steps b ON b.payment_id = a.payment_id AND b.taken_by = a.taken_by AND payment_hand(b.verb) < payment_hand(a.verb)
	AND ('ask' IN (payment_hand(a.verb), payment_hand(b.verb)) OR 'check' NOT IN (payment_hand(a.verb), payment_hand(b.verb)))
JOIN payments p ON p.id = a.payment_id JOIN awards w ON w.id = p.award_id`,
	},
	{
		"a batch for the bank is the sum of its payments", "SELECT count(*) FROM payment_batches",
		`SELECT b.number || ': ' || b.total_minor || ' kept' FROM payment_batches b LEFT JOIN payment_batch_items i ON i.batch_id = b.id LEFT JOIN payments p ON p.id = i.payment_id
GROUP BY b.id HAVING b.total_minor <> coalesce(sum(i.amount_minor), 0) OR b.count <> count(i.payment_id) OR bool_or(i.attempt = p.attempt AND i.amount_minor <> p.amount_minor)`,
	},
	{
		"no more is passed on than was paid", "SELECT count(*) FROM payment_forwards",
		`SELECT w.number || ', request ' || p.number || ': ' || sum(f.amount_minor) || ' of ' || p.amount_minor FROM payment_forwards f JOIN payments p ON p.id = f.payment_id JOIN awards w ON w.id = p.award_id
WHERE f.withdrawn_at IS NULL GROUP BY w.id, p.id HAVING sum(f.amount_minor) > p.amount_minor OR p.state <> 'paid'`,
	},
}

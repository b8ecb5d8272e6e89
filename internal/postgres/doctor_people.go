package postgres

// seatRules recompute what members of panels signed, who was asked, and that honoraria were settled when they could be.
var seatRules = []rule{
	{
		"a member counts as having signed by a signature on the words in force", "SELECT count(*) FROM panel_members WHERE confidentiality_at IS NOT NULL",
		`SELECT m.id::text FROM panel_members m JOIN panels p ON p.id = m.panel_id
LEFT JOIN confidentiality_signatures g ON g.member_id = m.id AND g.signed_at = m.confidentiality_at
WHERE m.confidentiality_at IS NOT NULL AND (g.member_id IS NULL OR p.state <> 'ranked' AND m.left_at IS NULL AND g.statement_id IS DISTINCT FROM (SELECT t.id FROM statement_in_force(p.cycle_id) t))`,
	},
	{
		"a confidentiality statement is what its hash says, and what was signed is a statement", "SELECT count(*) FROM confidentiality_statements",
		`SELECT t.id::text FROM confidentiality_statements t WHERE t.sha256 <> sha256(convert_to(
    E'en\n' || (t.words ->> 'en') || E'\nes\n' || (t.words ->> 'es') || E'\nzh-Hans\n' || (t.words ->> 'zh-Hans') || E'\n', 'UTF8'))
UNION ALL SELECT g.member_id::text FROM confidentiality_signatures g JOIN confidentiality_statements t ON t.id = g.statement_id WHERE g.sha256 <> t.sha256`,
	},
	{
		"who accepted an invitation sits or sat on its panel", "SELECT count(*) FROM panel_invitations WHERE state = 'accepted'",
		`SELECT i.id::text FROM panel_invitations i LEFT JOIN panel_members m ON m.panel_id = i.panel_id AND m.person_id = i.person_id WHERE i.state = 'accepted' AND m.id IS NULL`,
	},
	{
		"an honorarium is settled after its panel is locked, by another than whom it is for", "SELECT count(*) FROM honoraria",
		`SELECT x.member_id::text FROM honoraria x JOIN panel_members m ON m.id = x.member_id JOIN panels p ON p.id = m.panel_id LEFT JOIN panel_terms t ON t.panel_id = p.id
WHERE p.state NOT IN ('locked', 'ranked') OR x.settled_by = m.person_id OR t.currency IS DISTINCT FROM x.currency`,
	},
}

package main

// veil is one hidden fact: in two worlds that differ in it alone, those it is hidden from get the same of every page and
// every question.
type veil struct {
	name   string
	about  string                                   // the application that it is about, as a statement
	given  []string                                 // of both worlds besides
	hidden func(application, named string) []string // of the second only
	from   []string                                 // addresses of people, or a statement that finds one
	knows  string                                   // somebody who may know, and reads a difference
	most   int                                      // in so many answers at least
}

const (
	// discussed is on the table of the open meeting, and the reviewer one can be is recused from it.
	discussed = `SELECT i.application_id FROM meetings m JOIN meeting_items i ON i.id = m.item_id WHERE m.state = 'open' ORDER BY m.id LIMIT 1`
	// decided was awarded, its letter is out, and nothing of it is public before its agreement.
	decided = `SELECT a.id FROM applications a JOIN cycles c ON c.id = a.cycle_id AND c.year = 2026 JOIN awards w ON w.application_id = a.id AND w.state = 'provisional' WHERE a.state = 'awarded' ORDER BY a.number DESC LIMIT 1`
	// waiting is offered to the reviewer one can be, who has not begun.
	waiting = `SELECT s.application_id FROM assignments s JOIN people p ON p.id = s.reviewer_id AND p.email = 'reviewer@example.org' WHERE s.state = 'offered' ORDER BY s.reading_order LIMIT 1`
	prairie = `SELECT x.id FROM applications x JOIN organizations o ON o.id = x.lead_organization_id JOIN cycles c ON c.id = x.cycle_id AND c.year = 2027 WHERE o.name = 'Prairie Museum of Letters'`
	// speaker is somebody who may write for a museum of an application.
	speaker = `SELECT p.email FROM people p JOIN memberships m ON m.person_id = p.id JOIN partnership_members pm ON pm.organization_id = m.organization_id JOIN applications a ON a.partnership_id = pm.partnership_id
		WHERE m.role IN ('applicant_coordinator', 'partner_coordinator') AND m.until IS NULL AND `
)

// bound gives people a conflict of interest with an application.
func bound(application string, emails ...string) []string {
	var out []string
	for _, e := range emails {
		out = append(out, `INSERT INTO conflicts (id, person_id, application_id, kind, source, note, found_at) SELECT md5(p.email)::uuid, p.id, (`+application+`), 'family', 'recorded', 'kin', '2026-01-01'
			FROM people p WHERE p.email = '`+e+`'`)
	}
	return out
}

// others puts people of the staff in the places of a panel.
func others(column string) string {
	return `(SELECT q.id FROM people p, people q, unnest(ARRAY['susan.delacroix', 'amadou.keita', 'haruka.abe', 'chair', 'reviewer'], ARRAY['finance', 'funder', 'admin', 'grants', 'director']) x(was, now)
		WHERE p.id = ` + column + ` AND p.email = x.was || '@example.org' AND q.email = x.now || '@example.org')`
}

// rewritten is what a proposal says, wherever it is kept, and what was said of it.
func rewritten(app, named string) []string {
	of := ` WHERE application_id = ` + app
	pair := `(SELECT partnership_id FROM applications WHERE id = ` + app + `)`
	return []string{
		`UPDATE applications SET title = 'secretword', abstract = 'secretword', theme_id = NULL, review_mean_milli = 12345, review_count = review_count + 7, requested_minor = requested_minor - 100, version = version + 3, check_note = 'secretword' WHERE id = ` + app,
		`UPDATE responses SET answers = answers || '{"title": "secretword", "abstract": "secretword"}' WHERE id = ` + app,
		`UPDATE answer_changes SET now = 'secretword' WHERE response_id = ` + app,
		`UPDATE budget_lines SET description = 'secretword'` + of,
		`UPDATE partnerships SET title = 'secretword', version = version + 3 WHERE id = ` + pair,
		`UPDATE partnership_members SET part = 'secretword', confirmed_words = 'secretword' WHERE partnership_id = ` + pair,
		`UPDATE reviews SET base_milli = 12345, overall = 'secretword', version = version + 3` + of,
		`UPDATE scores SET half_points = 12 - half_points, comment = 'secretword' WHERE review_id IN (SELECT id FROM reviews` + of + `)`,
		`UPDATE submissions SET content = content || '{"title": "secretword"}'` + of,
		`UPDATE uploads SET name = 'secretword.pdf' WHERE response_id = ` + app,
		`UPDATE documents SET name = 'secretword.pdf' WHERE id IN (SELECT document_id FROM uploads WHERE response_id = ` + app + `)`,
		`UPDATE audit_events SET reason = 'secretword' WHERE subject = ` + named,
	}
}

func veils() []veil {
	staff := []string{"officer@example.org", "grants@example.org", "director@example.org"}
	return []veil{
		{
			name: "what is on the table, to whom it binds", about: discussed,
			given: bound(discussed, "chair@example.org", "officer@example.org", "director@example.org"),
			hidden: func(app, named string) []string {
				return append(rewritten(app, named),
					`UPDATE meeting_events SET words = 'secretword', minuted = NOT minuted WHERE kind = 'note' AND item_id IN (SELECT id FROM meeting_items WHERE application_id = `+app+`)`,
					`UPDATE assignments SET state = 'draft' WHERE application_id = `+app+` AND reviewer_id <> (SELECT id FROM people WHERE email = 'chair@example.org')`,
				)
			},
			from: []string{"reviewer@example.org", "chair@example.org", "officer@example.org"}, knows: "auditor@example.org", most: 30,
		},
		{
			name: "what was decided, to whom it binds", about: decided,
			given: bound(decided, append(staff, "chair@example.org", "reviewer@example.org")...),
			hidden: func(app, named string) []string {
				return append(rewritten(app, named),
					`UPDATE letters SET addressee = 'secretword', code = 'ZZZZZZZZZZZ2', content = content || '{"title": "secretword"}' WHERE application_id = `+app,
					`UPDATE slate_lines SET decision = 'decline', amount_minor = 0, reason = 'secretword', why = 'secretword' WHERE application_id = `+app,
					`UPDATE awards SET amount_minor = amount_minor - 100, title = 'secretword', subject = 'secretword' WHERE application_id = `+app,
				)
			},
			from: []string{"officer@example.org", "director@example.org", "chair@example.org", "reviewer@example.org"}, knows: "auditor@example.org", most: 30,
		},
		{
			name: "who read and what they gave, to the museums", about: discussed,
			hidden: func(app, named string) []string {
				return []string{
					`UPDATE reviews SET base_milli = 12345, overall = 'secretword', recommendation = 'do_not_fund', version = version + 3 WHERE application_id IN (SELECT id FROM applications WHERE state = 'in_review')`,
					`UPDATE scores SET half_points = 12 - half_points, comment = 'secretword' WHERE review_id IN (SELECT id FROM reviews WHERE application_id IN (SELECT id FROM applications WHERE state = 'in_review'))`,
					`UPDATE panel_members SET person_id = ` + others("person_id"),
					`UPDATE assignments SET reviewer_id = ` + others("reviewer_id"),
					`UPDATE reviews SET reviewer_id = ` + others("reviewer_id"),
					`UPDATE meeting_events SET by_id = ` + others("by_id") + ` WHERE by_id IS NOT NULL`,
					`UPDATE conflicts SET person_id = ` + others("person_id"),
					`UPDATE applications SET review_mean_milli = 12345, review_count = review_count + 7, check_note = 'secretword' WHERE id = ` + app,
					`UPDATE meeting_events SET words = 'secretword' WHERE words <> ''`,
					`UPDATE conflicts SET note = 'secretword'`,
					`UPDATE panels SET name = 'secretword', due_at = due_at + interval '1 day'`,
					`UPDATE assignments SET state = 'draft' WHERE state IN ('submitted', 'conflict_declared_none')`,
				}
			},
			from:  []string{speaker + `pm.lead AND a.id = (` + discussed + `) ORDER BY 1 LIMIT 1`, speaker + `NOT pm.lead AND a.id = (` + discussed + `) ORDER BY 1 LIMIT 1`},
			knows: "auditor@example.org", most: 30,
		},
		{
			name: "what others gave, before one's own is in", about: waiting,
			given: []string{`UPDATE assignments SET cleared_at = '2027-01-01', state = 'reading' WHERE state = 'offered' AND reviewer_id = (SELECT id FROM people WHERE email = 'reviewer@example.org')`},
			hidden: func(string, string) []string {
				const unread = `(SELECT s.application_id FROM assignments s JOIN people p ON p.id = s.reviewer_id AND p.email = 'reviewer@example.org' WHERE s.state = 'reading')`
				return []string{
					`UPDATE scores SET half_points = 12 - half_points, comment = 'secretword' WHERE review_id IN (SELECT id FROM reviews WHERE application_id IN ` + unread + `)`,
					`UPDATE reviews SET base_milli = 12345, overall = 'secretword', recommendation = 'do_not_fund', version = version + 3 WHERE application_id IN ` + unread,
					`UPDATE applications SET review_mean_milli = 12345, review_count = review_count + 7 WHERE id IN ` + unread,
				}
			},
			from: []string{"reviewer@example.org"}, knows: "auditor@example.org", most: 10,
		},
		{
			name: "what museums write for themselves", about: prairie,
			hidden: func(app, named string) []string { return own(app) },
			from:   []string{"", "applicant@example.org", "partner@example.org", "reviewer@example.org"}, knows: "officer@example.org", most: 12,
		},
	}
}

// own is what museums write before anybody reads it, and what the office has not published.
func own(app string) []string {
	const (
		sip = `(SELECT x.id FROM statements x JOIN cycles c ON c.id = x.cycle_id AND c.year = 2027 WHERE x.state = 'submitted')`
		pro = `(SELECT x.id FROM profiles x JOIN cycles c ON c.id = x.cycle_id AND c.year = 2027 WHERE x.state = 'submitted')`
	)
	pair := `(SELECT partnership_id FROM applications WHERE id = ` + app + `)`
	return []string{
		`UPDATE applications SET title = 'secretword', abstract = 'secretword', version = version + 3 WHERE id = ` + app,
		`UPDATE responses SET answers = answers || '{"title": "secretword"}' WHERE id IN (` + app + `, ` + sip + `)`,
		`UPDATE answer_changes SET now = 'secretword' WHERE response_id IN (` + app + `, ` + sip + `, ` + pro + `)`,
		`UPDATE budget_lines SET description = 'secretword' WHERE application_id = ` + app,
		`UPDATE signatures SET note = 'secretword' WHERE application_id = ` + app,
		`UPDATE partnerships SET title = 'secretword', version = version + 3 WHERE id = ` + pair,
		`UPDATE partnership_members SET part = 'secretword', confirmed_words = 'secretword' WHERE partnership_id = ` + pair,
		`UPDATE statement_submissions SET content = content || '{"title": "secretword"}' WHERE statement_id = ` + sip,
		`UPDATE partnerships SET title = 'secretword' WHERE id = (SELECT partnership_id FROM statements WHERE id = ` + sip + `)`,
		`UPDATE profiles SET idea = 'secretword', seeking = NOT seeking, version = version + 3 WHERE id = ` + pro,
		`UPDATE responses SET answers = answers || '{"idea": "secretword"}' WHERE id = ` + pro,
		`UPDATE introductions SET words = 'secretword' WHERE state = 'accepted'`,
		`UPDATE introduction_messages SET text = 'secretword'`,
		`UPDATE cycles SET title = 'secretword', appropriation_minor = 12345600 WHERE state = 'draft'`,
	}
}

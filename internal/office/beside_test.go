package office_test

import (
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// subjects are the public ids of everything that answers a form in the cycle told last.
func subjects(h *house) []string {
	out := []string{ident.NewApplication().String()}
	for _, id := range h.all(`SELECT id FROM applications` + lately + ` ORDER BY id`) {
		out = append(out, ident.From[ident.ApplicationKind](id).String())
	}
	for _, id := range h.all(`SELECT id FROM statements` + lately + ` ORDER BY id`) {
		out = append(out, ident.From[ident.StatementKind](id).String())
	}
	for _, id := range h.all(`SELECT id FROM profiles` + lately + ` ORDER BY id`) {
		out = append(out, ident.From[ident.ProfileKind](id).String())
	}
	return out
}

// answered asks of everything that answers a form.
func answered(h *house) []call {
	var out []call
	for _, s := range subjects(h) {
		out = append(out, call{s})
	}
	return out
}

// histories asks who wrote what.
func histories(h *house) []call {
	var out []call
	for _, s := range subjects(h) {
		out = append(out, call{response.HistoryInput{Subject: s, Page: page.First(50)}})
	}
	return out
}

const (
	waitingStatement = `SELECT s.id FROM statements s JOIN cycles c ON c.id = s.cycle_id AND c.year = 2027 WHERE s.state = 'submitted' ORDER BY s.id LIMIT 1`
	unlisted         = `SELECT f.id FROM profiles f JOIN cycles c ON c.id = f.cycle_id AND c.year = 2027 WHERE f.state = 'submitted' ORDER BY f.id LIMIT 1`
	talked           = `SELECT i.id FROM introductions i WHERE i.state = 'accepted' ORDER BY i.id LIMIT 1`
	// stating is who speaks for a museum of the partnership of the waiting statement, by which side leads.
	stating = `SELECT m.person_id AS id FROM memberships m JOIN partnership_members pm ON pm.organization_id = m.organization_id AND pm.lead = %v
		JOIN statements s ON s.partnership_id = pm.partnership_id WHERE s.id = (` + waitingStatement + `) AND m.role IN ('applicant_coordinator', 'partner_coordinator') ORDER BY 1`
)

// besideSecrets are what is said around proposals: in statements, profiles, introductions and calls in the making.
func besideSecrets() []secret {
	outside := map[string]string{
		"nobody": "", "another lead": lead(readFirst), "another partner": abroad(readFirst), "the applicant one can be": "applicant",
		"the reviewer": "reviewer", "the chair": "chair", "a fellow": "fellow",
	}
	return []secret{
		{
			name: "what other museums write and the office composes",
			given: func(h *house) {
				h.sql(`INSERT INTO statement_feedback (statement_id, round, section, words, written_by, written_at) SELECT (`+waitingStatement+`), 1, '', 'Soon.', p.id, now() FROM people p WHERE p.email = $1`, "officer@example.org")
			},
			hidden: func(h *house) { restate(h, waitingStatement); reprofile(h, unlisted); recompose(h) },
			from:   outside, knows: "officer",
		},
		{
			name:   "who speaks for a museum in the directory",
			hidden: recontact,
			from:   outside, knows: "officer",
		},
		{
			name: "what the office has not sent of its answer",
			given: func(h *house) {
				h.sql(`INSERT INTO statement_feedback (statement_id, round, section, words, written_by, written_at) SELECT (`+waitingStatement+`), 1, '', 'Soon.', p.id, now() FROM people p WHERE p.email = $1`, "officer@example.org")
			},
			hidden: func(h *house) {
				h.sql(`UPDATE statement_feedback SET words = 'secretword' WHERE sent_at IS NULL AND statement_id = (` + waitingStatement + `)`)
			},
			from: map[string]string{"its lead": fmt.Sprintf(stating, true), "its partner": fmt.Sprintf(stating, false)}, knows: "officer",
		},
		{
			name:   "that two museums were introduced, and what they wrote",
			hidden: unmeet,
			from: map[string]string{
				"nobody": "", "another lead": lead(readFirst), "another partner": abroad(readFirst), "the applicant one can be": "applicant", "who asks one of them too": "nino.kapanadze",
				"the officer": "officer", "the director": "director", "the reviewer": "reviewer", "the funder": "funder", "finance": "finance",
			},
			knows: "official",
		},
		{
			name: "what was said before and beside a proposal, to whom it binds",
			given: func(h *house) {
				surround(h, readFirst)
				bind(h, readFirst, "officer", "grants", "director", "chair", "reviewer")
			},
			hidden: func(h *house) { resurround(h, readFirst) },
			from:   map[string]string{"the officer": "officer", "the grants manager": "grants", "the director": "director", "the chair": "chair", "the reviewer": "reviewer"}, knows: lead(readFirst),
		},
		{
			name:   "how a draft was written, to everybody but those who write it",
			given:  func(h *house) { remark(h, draft) },
			hidden: func(h *house) { reremark(h, draft) },
			from: map[string]string{
				"nobody": "", "the reviewer": "reviewer", "the funder": "funder", "the officer": "officer", "the director": "director", "another lead": lead(readFirst),
			}, knows: "applicant",
		},
	}
}

// restate changes all that a statement says and is told.
func restate(h *house, statement string) {
	h.sql(`UPDATE responses SET answers = '{"title": "secretword"}' WHERE id = (` + statement + `)`)
	h.sql(`UPDATE answer_changes SET now = 'secretword' WHERE response_id = (` + statement + `)`)
	h.sql(`UPDATE statement_submissions SET content = '{"title": "secretword"}' WHERE statement_id = (` + statement + `)`)
	h.sql(`UPDATE statement_feedback SET words = 'secretword' WHERE statement_id = (` + statement + `)`)
	h.sql(`UPDATE statements SET version = version + 3 WHERE id = (` + statement + `)`)
}

// reprofile changes all that a profile says which is not in the directory.
func reprofile(h *house, profile string) {
	h.sql(`UPDATE responses SET answers = '{"idea": "secretword"}' WHERE id = (` + profile + `)`)
	h.sql(`UPDATE profiles SET idea = 'secretword', themes = '{secretword}', seeking = NOT seeking, version = version + 3 WHERE id = (` + profile + `)`)
}

// recompose changes a call that is not published, its money first.
func recompose(h *house) {
	h.sql(`UPDATE cycles SET title = 'secretword', appropriation_minor = 12345600, admin_reserve_minor = 100, version = version + 3 WHERE state = 'draft'`)
	h.sql(`UPDATE phases SET closes_at = closes_at + interval '5 days' WHERE cycle_id IN (SELECT id FROM cycles WHERE state = 'draft')`)
	h.sql(`UPDATE themes SET title = '{"en": "secretword"}' WHERE cycle_id IN (SELECT id FROM cycles WHERE state = 'draft')`)
}

// recontact changes the people that listed profiles name.
func recontact(h *house) {
	h.sql(`UPDATE responses SET answers = answers || '{"contact": "{\"given\":\"secretword\"}", "director": "{\"given\":\"secretword\"}"}'
		WHERE id IN (SELECT f.id FROM profiles f JOIN cycles c ON c.id = f.cycle_id AND c.year = 2027 WHERE f.state = 'listed')`)
}

// unmeet takes an introduction and its messages away.
func unmeet(h *house) {
	h.sql(`DELETE FROM introduction_messages WHERE introduction_id = (` + talked + `)`)
	h.sql(`DELETE FROM introductions WHERE id = (` + talked + `)`)
}

// surround gives the partnership of a proposal a statement with feedback and a call, an endorsement, and remarks.
func surround(h *house, application string) {
	const of = ` FROM applications a JOIN cycles c ON c.id = a.cycle_id WHERE a.id = `
	id, post := ident.NewStatement().UUID(), ident.NewEndorsement().UUID()
	h.sql(`INSERT INTO statements (id, cycle_id, partnership_id, form_id, state, round, created_at, submitted_at)
		SELECT $1, a.cycle_id, a.partnership_id, c.statement_form_id, 'submitted', 1, now(), now()`+of+`(`+application+`)`, id)
	h.sql(`INSERT INTO responses (id, kind, form_id, answers, version, frozen, updated_at) SELECT $1, 'statement', c.statement_form_id, '{"title": "Before"}', 1, true, now()`+of+`(`+application+`)`, id)
	h.sql(`INSERT INTO statement_submissions (statement_id, round, content, sha256, submitted_by, submitted_at) SELECT $1, 1, '{}', sha256('x'), a.created_by, now()`+of+`(`+application+`)`, id)
	h.sql(`INSERT INTO statement_feedback (statement_id, round, section, words, written_by, written_at) SELECT $1, 1, '', 'Soon.', a.created_by, now()`+of+`(`+application+`)`, id)
	h.sql(`INSERT INTO statement_calls (id, statement_id, offers, minutes, place, offered_at) VALUES ($1, $2, ARRAY[now()], 45, 'by telephone', now())`, ident.NewStatementCall().UUID(), id)
	h.sql(`DELETE FROM endorsements e USING partnership_members m, applications a WHERE e.member_id = m.id AND m.partnership_id = a.partnership_id AND a.id = (` + application + `)`)
	h.sql(`INSERT INTO endorsements (id, member_id, post, state, requested_at) SELECT $1, m.id, 'U.S. Embassy', 'requested', now()
		FROM partnership_members m JOIN applications a ON a.partnership_id = m.partnership_id WHERE NOT m.lead AND a.id = (`+application+`) LIMIT 1`, post)
	remark(h, application)
}

// resurround changes all of it.
func resurround(h *house, application string) {
	stated := `SELECT s.id FROM statements s JOIN applications a ON a.partnership_id = s.partnership_id WHERE a.id = (` + application + `)`
	h.sql(`UPDATE responses SET answers = '{"title": "secretword"}' WHERE id = (` + stated + `)`)
	h.sql(`UPDATE statement_feedback SET words = 'secretword' WHERE statement_id = (` + stated + `)`)
	h.sql(`UPDATE statement_calls SET place = 'secretword' WHERE statement_id = (` + stated + `)`)
	h.sql(`UPDATE statements SET round = 7, version = version + 3 WHERE id = (` + stated + `)`)
	h.sql(`UPDATE endorsements e SET state = 'declined', reason = 'secretword', note = 'secretword' FROM partnership_members m, applications a
		WHERE e.member_id = m.id AND m.partnership_id = a.partnership_id AND a.id = (` + application + `)`)
	h.sql(`UPDATE budget_lines SET description = 'secretword' WHERE application_id = (` + application + `)`)
	reremark(h, application)
}

// remark has somebody remark on a proposal and write in it.
func remark(h *house, application string) {
	h.sql(`INSERT INTO answer_comments (id, response_id, section, words, person_id, at) SELECT $1, a.id, 'narrative', 'Is this ours?', a.created_by, now() FROM applications a WHERE a.id = (`+application+`)`,
		ident.NewComment().UUID())
	h.sql(`INSERT INTO presences (response_id, person_id, section, seen_at) SELECT a.id, a.created_by, 'narrative', now() FROM applications a WHERE a.id = (` + application + `)`)
}

// reremark changes what was remarked and how it was written.
func reremark(h *house, application string) {
	h.sql(`UPDATE answer_comments SET words = 'secretword' WHERE response_id = (` + application + `)`)
	h.sql(`UPDATE answer_changes SET was = 'secretword', now = 'another' WHERE response_id = (` + application + `)`)
	h.sql(`UPDATE presences SET section = 'secretword' WHERE response_id = (` + application + `)`)
}

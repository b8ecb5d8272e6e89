package office_test

import (
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// candidates look at a member of each panel and at somebody who sits on none.
func candidates(h *house) []call {
	var out []call
	for _, panel := range h.all(`SELECT id FROM panels`) {
		for _, who := range h.any(`(SELECT person_id AS id FROM panel_members WHERE panel_id = '` + panel.String() + `' ORDER BY 1 LIMIT 2) UNION ALL (SELECT id FROM people WHERE email = 'fellow@example.org')`) {
			out = append(out, call{review.CandidateInput{Panel: ident.From[ident.PanelKind](panel), Person: ident.From[ident.PersonKind](who)}})
		}
	}
	return out
}

// bondSecrets are what panelists declare of themselves, and how a conflict was found.
func bondSecrets() []secret {
	others := map[string]string{
		"nobody": "", "the chair": "chair", "another reader": "susan.delacroix", "its lead": lead(readFirst), "its partner": abroad(readFirst), "the funder": "funder", "a fellow": "fellow",
	}
	return []secret{
		{
			name: "what a panelist declared to be tied to",
			given: func(h *house) {
				h.sql(`INSERT INTO affiliations (id, person_id, bond, name, declared_at) SELECT $1, id, 'family', 'Xenia Quintanilha', now() FROM people WHERE email = 'reviewer@example.org'`, ident.NewAffiliation().UUID())
			},
			hidden: func(h *house) {
				h.sql(`UPDATE affiliations SET name = 'secretword', email = 'secretword@example.org', bond = 'teaching', until = '2026-01-02' WHERE name = 'Xenia Quintanilha'`)
			},
			from:  merged(others, map[string]string{"the officer": "officer", "the grants manager": "grants", "the director": "director"}),
			knows: "reviewer",
		},
		{
			name: "how a panelist's conflict was found",
			given: func(h *house) {
				h.sql(`INSERT INTO conflicts (id, person_id, application_id, kind, source, note, path, found_at) SELECT $1, p.id, (`+readFirst+`), 'family', 'detected', 'family of A', '[{"is": "family", "to": "A"}]', now()
					FROM people p WHERE p.email = 'reviewer@example.org'`, ident.NewConflict().UUID())
			},
			hidden: func(h *house) {
				h.sql(`UPDATE conflicts SET note = 'secretword', path = '[{"is": "family", "to": "secretword"}]' WHERE note = 'family of A'`)
			},
			from:  merged(others, map[string]string{"the one it binds": "reviewer"}),
			knows: "officer",
		},
		{
			name: "how a panelist is tied to what binds the officer too",
			given: func(h *house) {
				bind(h, readFirst, "officer")
				h.sql(`INSERT INTO affiliations (id, person_id, bond, organization_id, declared_at) SELECT $1, p.id, 'paid_work', (SELECT o.id FROM organizations o WHERE NOT EXISTS (SELECT FROM partnership_members m WHERE m.organization_id = o.id) ORDER BY o.id LIMIT 1), now()
					FROM people p WHERE p.email = 'susan.delacroix@example.org'`, ident.NewAffiliation().UUID())
			},
			hidden: func(h *house) {
				h.sql(fmt.Sprintf(`UPDATE affiliations SET organization_id = (SELECT lead_organization_id FROM applications WHERE id = (%s)) WHERE bond = 'paid_work'`, readFirst))
			},
			from: map[string]string{"the officer": "officer", "the chair": "chair", "the reviewer": "reviewer"}, knows: "director",
		},
	}
}

package office_test

import (
	"testing"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// part gives everybody named a part in the museum that leads an application.
func part(h *house, application, role string, keys ...string) {
	for _, key := range keys {
		h.sql(`INSERT INTO memberships (id, person_id, organization_id, role) SELECT $1, p.id, a.lead_organization_id, $2 FROM people p, applications a
			WHERE p.email = $3 AND a.id = (`+application+`)`, ident.NewMembership().UUID(), role, key+"@example.org")
	}
}

// seat makes a person the chair of the live panel, who is bound by their own proposal.
func seat(h *house, person, application string) {
	p := h.id(person)
	h.sql(`UPDATE panel_members SET chair = false WHERE panel_id = (` + livePanel + `)`)
	h.sql(`INSERT INTO panel_members (id, panel_id, person_id, chair, confidentiality_at) VALUES ($1, (`+livePanel+`), $2, true, now())`, ident.NewPanelMember().UUID(), p)
	h.sql(`INSERT INTO conflicts (id, person_id, application_id, kind, source, note, found_at) VALUES ($1, $2, (`+application+`), 'own_proposal', 'detected', 'wrote it', now())`,
		ident.NewConflict().UUID(), p)
}

// ownSecrets are what applicants who are also staff or on a panel do not learn of their own proposals.
func ownSecrets() []secret {
	staff := map[string]string{"the officer": "officer", "the grants manager": "grants", "the director": "director"}
	reassign := func(h *house) {
		other := `(SELECT id FROM people WHERE email = 'otherreader@example.org')`
		h.sql(`UPDATE reviews SET reviewer_id = ` + other + ` WHERE id = (SELECT id FROM reviews WHERE application_id = (` + readFirst + `) ORDER BY id DESC LIMIT 1)`)
		h.sql(`UPDATE assignments s SET reviewer_id = ` + other + ` FROM reviews r WHERE r.assignment_id = s.id AND r.reviewer_id <> s.reviewer_id`)
	}
	return []secret{
		{
			name:   "who reviews, to staff with a part in its museum",
			given:  func(h *house) { part(h, readFirst, "board", "officer", "grants", "director") },
			hidden: reassign, from: staff, knows: "auditor",
		},
		{
			name:   "what reviewers gave, to staff with a part in its museum",
			given:  func(h *house) { part(h, readFirst, "staff", "officer", "grants", "director") },
			hidden: func(h *house) { rescore(h, readFirst, "nobody") },
			from:   staff, knows: "auditor",
		},
		{
			name:    "what was decided, to staff with a part in its museum",
			decided: true, given: func(h *house) { part(h, chosen, "board", "officer", "grants", "director") },
			hidden: turnDown, from: staff, knows: "auditor",
		},
		{
			name:   "who reviews, to an applicant who chairs the panel",
			given:  func(h *house) { seat(h, lead(readFirst), readFirst) },
			hidden: reassign, from: map[string]string{"its lead": lead(readFirst)}, knows: "auditor",
		},
		{
			name:   "what reviewers gave, to an applicant who chairs the panel",
			given:  func(h *house) { seat(h, lead(readFirst), readFirst) },
			hidden: func(h *house) { rescore(h, readFirst, "nobody") },
			from:   map[string]string{"its lead": lead(readFirst)}, knows: "auditor",
		},
		{
			name:    "what was decided, to an applicant who chairs the panel",
			decided: true, given: func(h *house) { seat(h, lead(chosen), chosen) },
			hidden: turnDown, from: map[string]string{"its lead": lead(chosen)}, knows: "auditor",
		},
	}
}

// applicantsOnPanelsReadTheirOwn asks an applicant's reads of their own proposal before and after they chair its panel.
func applicantsOnPanelsReadTheirOwn(t *testing.T, h *house) {
	cycle, at := ident.From[ident.CycleKind](h.id(liveCycle)), 0
	if _, err := h.Award.SetDecisionRule(h.as("director"), award.SetDecisionRuleInput{Cycle: cycle, HoldMinutes: &at}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Award.SendLetters(h.as("grants"), award.SendLettersInput{Cycle: cycle}); err != nil {
		t.Fatal(err)
	}
	asked := map[string][]call{}
	for name, of := range map[string]string{
		"Application.Application": chosen, "Application.Eligibility": chosen, "Application.Receipt": chosen, "Application.Checks": chosen,
		"Partnership.Partnership": `SELECT partnership_id FROM applications WHERE id = (` + chosen + `)`,
		"Partnership.Eligibility": `SELECT partnership_id FROM applications WHERE id = (` + chosen + `)`,
		"Award.Award":             `SELECT id FROM awards WHERE application_id = (` + chosen + `)`,
		"Award.Letter":            `SELECT id FROM letters WHERE application_id = (` + chosen + `)`,
		"Messages.MessagesTo":     lead(chosen),
	} {
		asked[name] = []call{{h.id(of)}}
	}
	own := h.id(chosen)
	for _, name := range []string{"Application.ApplicationsByID", "Application.RowsByID"} {
		asked[name] = []call{{h.all(`SELECT '` + own.String() + `'::uuid`)}}
	}
	before := h.sweep(h.as(lead(chosen)), asked)
	for name, answers := range before.(map[string]any) {
		for key, a := range answers.(map[string]any) {
			if list, ok := a.([]any); a == nil || ok && len(list) == 0 {
				t.Errorf("%s %s: the applicant reads nothing", name, key)
			}
			if s, refused := a.(string); refused {
				t.Errorf("%s %s: %s", name, key, s)
			}
		}
	}
	seat(h, lead(chosen), chosen)
	if d := differ("", before, h.sweep(h.as(lead(chosen)), asked)); d != "" {
		t.Errorf("the chair's own proposal reads otherwise: %s", d)
	}
}

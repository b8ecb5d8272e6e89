package office_test

import (
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// peopleReads are the reads around who sits on panels: who was asked, what they signed and what they are owed.
func peopleReads() []read {
	panels, cycles := each("panels"), each("cycles WHERE year >= 2026")
	return []read{
		{"Review.StatementFor", panels},
		{"Review.Statements", cycles},
		{"Review.Signatures", panels},
		{"Review.MyUnsigned", once},
		{"Review.Pool", pools},
		{"Review.MyReviewerProfile", once},
		{"Review.ReviewerThemes", once},
		{"Review.PanelTerms", panels},
		{"Review.PanelInvitations", panels},
		{"Review.MyPanelInvitations", once},
		{"Review.Honoraria", panels},
		{"Review.MyHonoraria", once},
		{"Review.FeePanels", once},
	}
}

// peopleNotReads are the exceptions among them, and why.
func peopleNotReads() map[string]string {
	return map[string]string{
		"Review.InvitedToPanel":  "asked by whoever holds an invitation's link: the link is the leave",
		"Review.TendInvitations": "writes, the system only",
	}
}

func pools(h *house) []call {
	out := []call{{review.PoolFilter{}}}
	for _, id := range h.all(`SELECT id FROM programs`) {
		of := review.PoolFilter{Program: ident.From[ident.ProgramKind](id)}
		out = append(out, call{of})
		for _, panel := range h.all(`SELECT id FROM panels`) {
			of.Panel = ident.From[ident.PanelKind](panel)
			out = append(out, call{of})
		}
	}
	return out
}

// peopleSecrets are what is between the office and each reviewer.
func peopleSecrets() []secret {
	others := map[string]string{
		"nobody": "", "the reviewer": "reviewer", "another reader": "susan.delacroix", "the chair": "chair", "its lead": lead(readFirst), "its partner": abroad(readFirst), "the funder": "funder", "a fellow": "fellow",
	}
	return []secret{
		{
			name: "what somebody else answered to an invitation",
			hidden: func(h *house) {
				h.sql(`UPDATE panel_invitations SET reason = 'secretword', note = 'secretword', state = 'withdrawn', load_limit = 3 WHERE email = 'lena.horvat@example.org'`)
				h.sql(`UPDATE panel_invitations SET email = 'secretword@example.org', note = 'secretword' WHERE email = 'rosa.oduya@example.org'`)
			},
			from:  merged(others, map[string]string{"finance": "finance"}),
			knows: "officer",
		},
		{
			name: "what other readers are owed and were paid",
			hidden: func(h *house) {
				h.sql(`UPDATE honoraria x SET paid_minor = 777, reference = 'secretword', paid_on = '2026-01-02' FROM panel_members m JOIN people p ON p.id = m.person_id WHERE m.id = x.member_id AND p.email = 'amadou.keita@example.org'`)
			},
			from: others, knows: "finance",
		},
		{
			name: "what a reader says of themselves to the office",
			hidden: func(h *house) {
				h.sql(`UPDATE reviewer_profiles f SET note = 'secretword', unavailable = true, load_limit = 2 FROM people p WHERE p.id = f.person_id AND p.email = 'amadou.keita@example.org'`)
			},
			from:  merged(others, map[string]string{"finance": "finance"}),
			knows: "officer",
		},
		{
			name: "how many reviews count of what binds the officer",
			given: func(h *house) {
				h.sql(`UPDATE panel_terms SET fee_per = 'review'`)
				bind(h, readFirst, "officer")
			},
			hidden: func(h *house) {
				h.sql(fmt.Sprintf(`UPDATE reviews SET state = 'voided' WHERE application_id = (%s) AND state IN ('submitted', 'locked')`, readFirst))
			},
			from: map[string]string{"the officer": "officer"}, knows: "director",
		},
	}
}

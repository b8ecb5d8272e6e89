package ruleset

import (
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/lifecycle"
)

// AmendmentMoves is the life of a request for a change, from draft to applied (9.3). Whoever asks does
// not approve, and what needs the funder is applied only once the funder agreed.
func AmendmentMoves() lifecycle.Table {
	museum, officer, grants := []auth.Role{auth.Coordinator, auth.Official}, []auth.Role{auth.Officer}, []auth.Role{auth.Grants}
	return lifecycle.Table{
		What: "amendment", Ends: []string{"rejected", "eca_rejected", "applied", "withdrawn"},
		Apart: [][]string{{"submit", "approve"}, {"submit", "refer"}},
		Moves: []lifecycle.Move{
			{From: "", To: "draft", Verb: "begin", By: []auth.Role{auth.Coordinator, auth.Official, auth.Officer, auth.Grants}},
			{From: "draft", To: "submitted", Verb: "submit", By: []auth.Role{auth.Official, auth.Officer, auth.Grants}, Needs: "extension_in_time"},
			{From: "draft", To: "withdrawn", Verb: "withdraw", By: slices.Concat(museum, officer, grants)},
			{From: "submitted", To: "withdrawn", Verb: "withdraw", By: slices.Concat(museum, officer, grants)},
			{From: "submitted", To: "draft", Verb: "return", By: officer, Reason: true},
			{From: "submitted", To: "aam_review", Verb: "review", By: officer},
			{From: "aam_review", To: "approved", Verb: "approve", By: grants, Needs: "within_own_power"},
			{From: "aam_review", To: "rejected", Verb: "reject", By: grants, Reason: true},
			{From: "aam_review", To: "needs_eca", Verb: "refer", By: grants},
			{From: "needs_eca", To: "eca_approved", Verb: "record_approval", By: officer, Needs: "funder_document"},
			{From: "needs_eca", To: "eca_rejected", Verb: "record_rejection", By: officer, Needs: "funder_document", Reason: true},
			{From: "approved", To: "applied", Verb: "apply", By: grants, Needs: "preview_current"},
			{From: "eca_approved", To: "applied", Verb: "apply", By: grants, Needs: "preview_current"},
			{From: "approved", To: "withdrawn", Verb: "give_up", By: grants, Reason: true},
			{From: "eca_approved", To: "withdrawn", Verb: "give_up", By: grants, Reason: true},
		},
	}
}

// ContributionMoves is the life of a piece of cost share (9.3); whoever claims it does not verify it.
func ContributionMoves() lifecycle.Table {
	museum, office := []auth.Role{auth.Coordinator, auth.Official, auth.PartnerCoordinator, auth.FiscalAgent}, []auth.Role{auth.Officer, auth.Grants}
	return lifecycle.Table{
		What: "cost-share contribution", Ends: []string{"rejected", "reversed"},
		Apart: [][]string{{"claim", "verify"}, {"evidence", "verify"}},
		Moves: []lifecycle.Move{
			{From: "", To: "claimed", Verb: "claim", By: museum},
			{From: "claimed", To: "evidenced", Verb: "evidence", By: museum, Needs: "evidence_and_certifier"},
			{From: "claimed", To: "rejected", Verb: "reject", By: office, Reason: true},
			{From: "evidenced", To: "claimed", Verb: "return", By: office, Reason: true},
			{From: "evidenced", To: "verified", Verb: "verify", By: office, Needs: "seven_tests"},
			{From: "evidenced", To: "rejected", Verb: "reject", By: office, Reason: true},
			{From: "verified", To: "reversed", Verb: "reverse", By: office, Reason: true},
		},
	}
}

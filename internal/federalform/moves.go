package federalform

import (
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/lifecycle"
)

// PaymentMoves is the life of a payment request (9.3). Who certifies, who approves and who releases
// are three people, whatever roles they hold.
func PaymentMoves() lifecycle.Table {
	museum, official := []auth.Role{auth.Coordinator, auth.Official, auth.FiscalAgent}, []auth.Role{auth.Official}
	officer, grants, finance := []auth.Role{auth.Officer}, []auth.Role{auth.Grants}, []auth.Role{auth.Finance}
	return lifecycle.Table{
		What: "payment request", Ends: []string{"cancelled"},
		Apart: [][]string{{"certify", "approve", "release"}, {"certify", "check"}},
		Moves: []lifecycle.Move{
			{From: "", To: "draft", Verb: "begin", By: museum},
			{From: "draft", To: "certified", Verb: "certify", By: official, Needs: "formulas_hold"},
			{From: "certified", To: "draft", Verb: "reopen", By: museum},
			{From: "certified", To: "submitted", Verb: "submit", By: museum},
			{From: "submitted", To: "checked", Verb: "check", By: officer, Needs: "reports_accepted"},
			{From: "submitted", To: "draft", Verb: "send_back", By: officer, Reason: true},
			{From: "checked", To: "approved", Verb: "approve", By: grants, Needs: "within_obligation"},
			{From: "checked", To: "draft", Verb: "send_back", By: grants, Reason: true},
			{From: "approved", To: "released", Verb: "release", By: finance, Needs: "reports_accepted"},
			{From: "released", To: "paid", Verb: "pay", By: finance},
			{From: "released", To: "returned", Verb: "return", By: finance, Reason: true},
			{From: "paid", To: "returned", Verb: "return", By: finance, Reason: true},
			{From: "returned", To: "approved", Verb: "retry", By: grants},
			{From: "returned", To: "cancelled", Verb: "cancel", By: grants, Reason: true},
			{From: "draft", To: "cancelled", Verb: "cancel", By: museum},
			{From: "submitted", To: "cancelled", Verb: "cancel", By: museum, Reason: true},
			{From: "approved", To: "cancelled", Verb: "cancel", By: grants, Reason: true},
		},
	}
}

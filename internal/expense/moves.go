package expense

import (
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/lifecycle"
)

// Moves is the life of an expense; whoever recorded or submitted it does not accept it.
func Moves() lifecycle.Table {
	museum, officer := []auth.Role{auth.Coordinator, auth.PartnerCoordinator, auth.Official, auth.FiscalAgent}, []auth.Role{auth.Officer, auth.Grants}
	return lifecycle.Table{
		What: "expense", Ends: []string{string(Withdrawn), string(Reversed)},
		Apart: [][]string{{"record", "accept"}, {"submit", "accept"}},
		Moves: []lifecycle.Move{
			{From: "", To: string(Draft), Verb: "record", By: museum},
			{From: string(Draft), To: string(Draft), Verb: "edit", By: museum},
			{From: string(Draft), To: string(Submitted), Verb: "submit", By: museum, Needs: "nothing_denied"},
			{From: string(Draft), To: string(Withdrawn), Verb: "withdraw", By: museum},
			{From: string(Submitted), To: string(Accepted), Verb: "accept", By: officer, Needs: "nothing_denied"},
			{From: string(Submitted), To: string(Returned), Verb: "return", By: officer, Reason: true},
			{From: string(Returned), To: string(Returned), Verb: "edit", By: museum},
			{From: string(Returned), To: string(Submitted), Verb: "submit", By: museum, Needs: "nothing_denied"},
			{From: string(Returned), To: string(Withdrawn), Verb: "withdraw", By: museum},
			{From: string(Accepted), To: string(Reversed), Verb: "reverse", By: officer, Reason: true},
		},
	}
}

package exchange

import (
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/lifecycle"
)

// TripMoves is the life of a trip (9.3); it is cleared only once nothing bars it.
func TripMoves() lifecycle.Table {
	museum, officer := []auth.Role{auth.Coordinator, auth.Official, auth.PartnerCoordinator}, []auth.Role{auth.Officer}
	t := lifecycle.Table{
		What: "trip", Ends: []string{"reconciled", "cancelled"},
		Moves: []lifecycle.Move{
			{From: "", To: "planned", Verb: "plan", By: museum},
			{From: "planned", To: "approved", Verb: "approve", By: officer},
			{From: "approved", To: "booked", Verb: "book", By: museum},
			{From: "booked", To: "visa_pending", Verb: "await_visas", By: museum, Needs: "visas_needed"},
			{From: "booked", To: "cleared", Verb: "clear", By: officer, Needs: "no_barriers"},
			{From: "visa_pending", To: "cleared", Verb: "clear", By: officer, Needs: "no_barriers"},
			{From: "cleared", To: "travelled", Verb: "travel", By: museum, Needs: "has_begun"},
			{From: "travelled", To: "reconciled", Verb: "reconcile", By: museum, Needs: "costs_settled"},
		},
	}
	for _, from := range []string{"planned", "approved", "booked", "visa_pending", "cleared"} {
		t.Moves = append(t.Moves, lifecycle.Move{From: from, To: "cancelled", Verb: "cancel", By: append(append([]auth.Role{}, museum...), auth.Officer), Reason: true})
	}
	return t
}

// VisaMoves is the life of a visitor's J-1 case (9.3).
func VisaMoves() lifecycle.Table {
	museum, officer := []auth.Role{auth.Coordinator, auth.PartnerCoordinator}, []auth.Role{auth.Officer}
	return lifecycle.Table{
		What: "visa case", Ends: []string{string(VisaRefused), string(Departed), string(VisaWithdrawn)},
		Moves: []lifecycle.Move{
			{From: "", To: string(DataCollected), Verb: "collect", By: museum},
			{From: string(DataCollected), To: string(SentToECA), Verb: "send", By: officer, Needs: "ds2019_whole"},
			{From: string(SentToECA), To: string(DataCollected), Verb: "return", By: officer, Reason: true},
			{From: string(SentToECA), To: string(FormIssued), Verb: "issue_form", By: officer, Needs: "sevis_number"},
			{From: string(FormIssued), To: string(Interview), Verb: "interview", By: museum},
			{From: string(Interview), To: string(VisaIssued), Verb: "issue", By: museum, Needs: "visa_number"},
			{From: string(Interview), To: string(VisaRefused), Verb: "refuse", By: museum},
			{From: string(VisaIssued), To: string(Entered), Verb: "enter", By: museum, Needs: "arrival"},
			{From: string(Entered), To: string(Departed), Verb: "depart", By: museum, Needs: "departure"},
			{From: string(DataCollected), To: string(VisaWithdrawn), Verb: "withdraw", By: museum},
			{From: string(SentToECA), To: string(VisaWithdrawn), Verb: "withdraw", By: museum},
			{From: string(FormIssued), To: string(VisaWithdrawn), Verb: "withdraw", By: museum},
			{From: string(VisaIssued), To: string(VisaWithdrawn), Verb: "withdraw", By: museum},
		},
	}
}

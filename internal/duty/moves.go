package duty

import (
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/lifecycle"
)

// ReportMoves is the life of a report (9.3): accepted ones never change, a correction is a new version that is
// handed in and read beside the one that stands; overdue is no state. Whoever hands it in does not accept it.
func ReportMoves() lifecycle.Table {
	museum, officer := []auth.Role{auth.Coordinator, auth.Official, auth.PartnerCoordinator, auth.FiscalAgent}, []auth.Role{auth.Officer}
	grants := []auth.Role{auth.Grants}
	t := lifecycle.Table{
		What: "report", Ends: []string{"waived"}, Apart: [][]string{{"submit", "accept"}},
		Moves: []lifecycle.Move{
			{From: "", To: "scheduled", Verb: "schedule"},
			{From: "scheduled", To: "open", Verb: "open", Needs: "period_over"},
			{From: "open", To: "draft", Verb: "write", By: museum},
			{From: "draft", To: "submitted", Verb: "submit", By: []auth.Role{auth.Official}, Needs: "whole"},
			{From: "submitted", To: "under_review", Verb: "review", By: officer},
			{From: "under_review", To: "accepted", Verb: "accept", By: officer, Needs: "anomalies_answered"},
			{From: "under_review", To: "returned", Verb: "return", By: officer, Reason: true},
			{From: "returned", To: "draft", Verb: "write", By: museum},
			{From: "accepted", To: "amended", Verb: "correct", By: officer, Reason: true},
			{From: "amended", To: "amended", Verb: "submit", By: []auth.Role{auth.Official}, Needs: "whole"},
			{From: "amended", To: "amended", Verb: "return", By: officer, Reason: true},
			{From: "amended", To: "accepted", Verb: "accept", By: officer, Needs: "anomalies_answered"},
		},
	}
	for _, from := range []string{"scheduled", "open", "draft", "returned"} {
		t.Moves = append(t.Moves, lifecycle.Move{From: from, To: "waived", Verb: "waive", By: grants, Reason: true})
	}
	return t
}

// CloseoutMoves is the end of an award (9.3), opened by the period's end; a closed one is never
// deleted, and after a year it closes on what there is. Whoever certifies or asks for the end does not confirm it; what
// changed after the certificate takes it back to be settled again.
func CloseoutMoves() lifecycle.Table {
	officer, grants, finance := []auth.Role{auth.Officer}, []auth.Role{auth.Grants}, []auth.Role{auth.Finance}
	second := []auth.Role{auth.Grants, auth.Director}
	t := lifecycle.Table{
		What: "closeout", Ends: []string{"closed", "closed_unilaterally"}, Apart: [][]string{{"certify", "close"}, {"ask_close", "close"}, {"ask_unilateral", "close_unilaterally"}},
		Moves: []lifecycle.Move{
			{From: "", To: "open", Verb: "open", Needs: "period_over"},
			{From: "open", To: "not_due", Verb: "go_on", Needs: "period_longer"},
			{From: "not_due", To: "open", Verb: "open", Needs: "period_over"},
			{From: "open", To: "reports_in", Verb: "take_reports", By: officer, Needs: "reports_accepted"},
			{From: "reports_in", To: "liquidated", Verb: "liquidate", By: finance, Needs: "nothing_unliquidated"},
			{From: "liquidated", To: "refund_due", Verb: "claim_refund", By: finance, Needs: "paid_above_spent"},
			{From: "refund_due", To: "refund_due", Verb: "receive_refund", By: finance},
			{From: "liquidated", To: "reconciled", Verb: "reconcile", By: grants, Needs: "paid_is_spent"},
			{From: "refund_due", To: "reconciled", Verb: "reconcile", By: grants, Needs: "refund_received"},
			{From: "reconciled", To: "certified", Verb: "certify", By: []auth.Role{auth.Official}, Needs: "share_met"},
			{From: "certified", To: "certified", Verb: "ask_close", By: grants, Needs: "final_report_zero"},
			{From: "certified", To: "closed", Verb: "close", By: second, Needs: "final_report_zero"},
		},
	}
	for _, from := range []string{"reports_in", "liquidated", "refund_due", "reconciled", "certified"} {
		t.Moves = append(t.Moves, lifecycle.Move{From: from, To: "open", Verb: "reopen", By: grants, Reason: true})
	}
	for _, from := range []string{"open", "reports_in", "liquidated", "refund_due", "reconciled", "certified"} {
		t.Moves = append(t.Moves,
			lifecycle.Move{From: from, To: from, Verb: "ask_unilateral", By: grants, Needs: "year_over", Reason: true},
			lifecycle.Move{From: from, To: "closed_unilaterally", Verb: "close_unilaterally", By: second, Needs: "year_over", Reason: true})
	}
	return t
}

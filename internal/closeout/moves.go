package closeout

import (
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/lifecycle"
)

// LifeMoves is the life of an award in force (9.3): the clock begins and ends it, people suspend and resume it with a
// reason, and its closeout takes it to its end. Termination is an amendment's and stands there.
func LifeMoves() lifecycle.Table {
	grants := []auth.Role{auth.Grants}
	t := lifecycle.Table{What: "award in force", Ends: []string{string(award.Closed)}}
	add := func(from, to award.State, verb, needs string, by []auth.Role) {
		t.Moves = append(t.Moves, lifecycle.Move{From: string(from), To: string(to), Verb: verb, Needs: needs, By: by, Reason: len(by) > 0})
	}
	t.Moves = append(t.Moves, lifecycle.Move{From: "", To: string(award.Official), Verb: "make_official"})
	add(award.Official, award.Active, "begin", "period_begun", nil)
	add(award.Official, award.Suspended, "suspend", "", grants)
	add(award.Active, award.Suspended, "suspend", "", grants)
	add(award.Suspended, award.Active, "resume", "", grants)
	add(award.Official, award.PeriodEnded, "end", "period_over", nil)
	add(award.Active, award.PeriodEnded, "end", "period_over", nil)
	add(award.Suspended, award.PeriodEnded, "end", "period_over", nil)
	add(award.PeriodEnded, award.Active, "go_on", "period_longer", nil)
	add(award.Active, award.Terminated, "terminate", "amendment", nil)
	add(award.PeriodEnded, award.Closing, "take_reports", "reports_accepted", nil)
	add(award.Terminated, award.Closing, "take_reports", "reports_accepted", nil)
	for _, from := range []award.State{award.PeriodEnded, award.Terminated, award.Closing} {
		add(from, award.Closed, "close", "closeout", nil)
	}
	return t
}

// permission is what a verb of a closeout asks for.
func permission(verb string) auth.Permission {
	switch verb {
	case "take_reports":
		return auth.TakeReports
	case "liquidate", "claim_refund", "receive_refund":
		return auth.SettleCloseout
	case "certify":
		return auth.CertifyCloseout
	case "close", "close_unilaterally":
		return auth.ConfirmClose
	}
	return auth.DecideCloseout
}

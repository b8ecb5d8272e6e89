package payment

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/federalform"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/lifecycle"
)

// Moves is the life of a request for payment: the table of federalform.
func Moves() lifecycle.Table { return federalform.PaymentMoves() }

// Permission is what a step out of a state asks: the museum's own, or the office's.
func Permission(from State, verb string) auth.Permission {
	switch verb {
	case "certify":
		return auth.CertifyPayment
	case "check":
		return auth.CheckPayment
	case "approve", "retry":
		return auth.ApprovePayment
	case "release", "pay", "return":
		return auth.ReleasePayment
	case "send_back":
		if from == Checked {
			return auth.ApprovePayment
		}
		return auth.CheckPayment
	case "cancel":
		if from == Approved || from == Returned {
			return auth.ApprovePayment
		}
	}
	return auth.AskPayment
}

// May tells whether the actor may take a step of the request now, whoever took the ones before.
func (c *Card) May(ctx context.Context, verb string) bool {
	if _, err := Moves().Step(string(c.State), verb); err != nil {
		return false
	}
	p := Permission(c.State, verb)
	return auth.May(ctx, p, target(c.File, p)) && parted(c.Request, verb, auth.Who(ctx).Person) == nil
}

// hand is whose step a verb is where steps must be different people's: beginning, certifying and submitting are the same
// side's, and a payment tried again is approved again.
func hand(verb string) string {
	switch verb {
	case "begin", "submit":
		return "certify"
	case "retry":
		return "approve"
	}
	return verb
}

// parted refuses a step by a person who ever took one of the request that must be somebody else's.
func parted(r *Request, verb string, person ident.Person) error {
	for _, s := range r.Steps {
		if err := Moves().Parted([]lifecycle.Act{{Verb: hand(s.Verb), Person: s.By}}, hand(verb), person); err != nil {
			return err
		}
	}
	return nil
}

// step is where a verb leads the request; what the table lacks, and a step without the reason it asks, is refused.
func step(r *Request, verb, reason string) (State, error) {
	m, err := Moves().Step(string(r.State), verb)
	if err != nil {
		return "", err
	}
	if m.Reason && reason == "" {
		return "", fault.BadField("reason", "required", "Say why.")
	}
	return State(m.To), nil
}

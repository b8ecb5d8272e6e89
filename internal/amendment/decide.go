package amendment

import (
	"context"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// Verb is a step of an amendment's life that needs no more than a reason.
type Verb string

// The verbs of Move.
const (
	Withdraw Verb = "withdraw"
	Return   Verb = "return"
	Review   Verb = "review"
	Approve  Verb = "approve"
	Reject   Verb = "reject"
	Refer    Verb = "refer"
	GiveUp   Verb = "give_up" // what was approved is not applied after all
)

// MoveInput takes one step of an amendment's life.
type MoveInput struct {
	Amendment       ident.Amendment
	Verb            Verb
	Reason          string
	ExpectedVersion *int
}

// Move takes a step: who handed it in does not approve it, what the funder decides is referred and not approved here,
// and what rules forbid cannot be approved. The museum is told of what it needs to know.
func (s *Service) Move(ctx context.Context, in MoveInput) (*Row, error) {
	return s.act(ctx, in.Amendment, func(ctx context.Context, c *change) error {
		switch in.Verb {
		case Withdraw, Return, Review, Approve, Reject, Refer, GiveUp:
		default:
			return fault.BadField("verb", "bad_choice", "%q is no step of an amendment.", in.Verb)
		}
		m, err := s.takes(ctx, c, string(in.Verb), in.ExpectedVersion)
		if err != nil {
			return err
		}
		var k fault.Check
		reason := plain(&k, "reason", in.Reason, 4000)
		k.That(reason != "" || !m.Reason, "reason", "required", "Say why.")
		if err := k.Err(); err != nil {
			return err
		}
		a := &c.row.Amendment
		if in.Verb == Withdraw && a.ByOffice != office(ctx, c.file) {
			return fault.New(fault.Forbidden, "not_yours", "Whoever asked for it withdraws it.")
		}
		if in.Verb == Approve || in.Verb == Refer {
			if err := s.decide(ctx, c, in.Verb); err != nil {
				return err
			}
		}
		if err := s.keep(ctx, c, m, reason); err != nil {
			return err
		}
		if in.Verb == Withdraw || in.Verb == Review {
			return nil
		}
		return s.tell(ctx, c, "amendment."+told(in.Verb), map[string]any{"Reason": reason}, auth.Coordinator, auth.Official)
	})
}

// told is the message of a verb.
func told(v Verb) string {
	switch v {
	case Approve:
		return "approved"
	case Refer:
		return "referred"
	case Return:
		return "returned"
	}
	return "rejected"
}

// decide looks at the change as it stands now, notes which approvals it has, and refuses what may not be approved.
func (s *Service) decide(ctx context.Context, c *change, v Verb) error {
	a := &c.row.Amendment
	if err := amendable(c.file, a.Kind, a.Counter()); err != nil {
		return err
	}
	p, err := s.preview(ctx, c)
	if err != nil {
		return err
	}
	if err := barred(p.Barred, ""); err != nil {
		return err
	}
	if v == Approve && len(p.Funder) > 0 {
		return fault.New(fault.Conflict, "needs_funder", "The funder decides this: %s. Refer it.", strings.Join(p.Funder, ", ")).With("triggers", strings.Join(p.Funder, ", "))
	}
	if a.Counter() && v == Approve {
		if of := byID(c.all, a.Undoes); of.AppliedBy == a.BegunBy {
			return fault.New(fault.Forbidden, "same_person", "Whoever applied an amendment does not take it back alone.")
		}
	}
	a.Triggers, a.Resets = p.triggers(), p.approved()
	return nil
}

// triggers are the triggers of prior approval, each once.
func (p *Preview) triggers() []string {
	out := []string{}
	for _, x := range p.Approvals {
		if t := string(x.Trigger); len(out) == 0 || out[len(out)-1] != t {
			out = append(out, t)
		}
	}
	return out
}

// approved tells whether approving it approves its budget: it moves money and needs approval for it.
func (p *Preview) approved() bool {
	for _, x := range p.Approvals {
		switch x.Trigger {
		case ruleset.TransferAboveLimit, ruleset.MoreMoney, ruleset.SupportMoved, ruleset.ShareChanged:
			return true
		}
	}
	return false
}

// AnswerInput is what the funder answered.
type AnswerInput struct {
	Amendment       ident.Amendment
	Approved        bool
	On              calendar.Date
	Reference       string // of its letter or message
	Reason          string // why it declined
	ExpectedVersion *int
}

// RecordAnswer records what the funder answered, with the reference of its letter; a day in the future is refused.
func (s *Service) RecordAnswer(ctx context.Context, in AnswerInput) (*Row, error) {
	return s.act(ctx, in.Amendment, func(ctx context.Context, c *change) error {
		verb := "record_approval"
		if !in.Approved {
			verb = "record_rejection"
		}
		m, err := s.takes(ctx, c, verb, in.ExpectedVersion)
		if err != nil {
			return err
		}
		var k fault.Check
		a := &c.row.Amendment
		a.AnsweredOn, a.AnswerReference = in.On, plain(&k, "reference", in.Reference, 200)
		reason := plain(&k, "reason", in.Reason, 4000)
		k.That(!in.On.IsZero(), "on", "required", "Say when the funder answered.")
		k.That(!in.On.After(s.today()), "on", "in_future", "That day is still to come.")
		k.That(a.AnswerReference != "", "reference", "required", "Give the reference of the answer.")
		k.That(reason != "" || !m.Reason, "reason", "required", "Say why.")
		if err := k.Err(); err != nil {
			return err
		}
		if err := s.keep(ctx, c, m, reason); err != nil {
			return err
		}
		template := "amendment.approved"
		if !in.Approved {
			template = "amendment.rejected"
		}
		return s.tell(ctx, c, template, map[string]any{"Reason": reason}, auth.Coordinator, auth.Official)
	})
}

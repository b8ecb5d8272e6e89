package award

import (
	"context"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// ConcurrenceAnswer is what the funder says to an approved slate.
type ConcurrenceAnswer string

// The answers of a funder; a declined slate goes back to draft.
const (
	Concurred        ConcurrenceAnswer = "concurred"
	DeclinesToConcur ConcurrenceAnswer = "declined"
)

// Concurrence is an answer of the funder, kept for good.
type Concurrence struct {
	ID         ident.Concurrence `bun:"id,pk"`
	Slate      ident.Slate       `bun:"slate_id"`
	Answer     ConcurrenceAnswer `bun:"answer"`
	Reason     string            `bun:"reason"`
	Recorded   bool              `bun:"recorded"`  // by the office, from a document of the funder
	Reference  string            `bun:"reference"` // that document: a cable, a letter, its date
	ProposedBy ident.Person      `bun:"proposed_by"`
	ApprovedBy ident.Person      `bun:"approved_by"`
	AnsweredBy ident.Person      `bun:"answered_by"`
	AnsweredAt time.Time         `bun:"answered_at"`
}

// RuleStore keeps how cycles decide and what funders answered.
type RuleStore interface {
	RecommendStore
	// DecisionRule is a cycle's rule, or the default one.
	DecisionRule(ctx context.Context, c ident.Cycle) (*DecisionRule, error)
	// KeepDecisionRule writes the rule, one version on.
	KeepDecisionRule(ctx context.Context, r *DecisionRule) error
	DeclineCounts(ctx context.Context, c ident.Cycle) ([]*DeclineCount, error)
	// FunderSlates are slates of a funder's programs that were approved and need its concurrence, newest first.
	FunderSlates(ctx context.Context, f auth.Filter) ([]*FunderSlate, error)
	// SlateForFunder is one of them; lock keeps others from it.
	SlateForFunder(ctx context.Context, id ident.Slate, f auth.Filter, lock bool) (*Slate, error)
	// FundersOf are the people of the funder who answer for a program.
	FundersOf(ctx context.Context, p ident.Program) ([]ident.Person, error)
	AddConcurrence(ctx context.Context, x *Concurrence) error
	Concurrences(ctx context.Context, id ident.Slate) ([]*Concurrence, error)
}

// lastStep tells whether a slate has taken every step its cycle asks for, so that letters may be prepared.
func (s *Service) lastStep(ctx context.Context, sl *Slate) (bool, error) {
	switch sl.State {
	case SlateConcurred, SlateAnnounced:
		return true, nil
	case SlateApproved:
		rule, err := s.Store.DecisionRule(ctx, sl.Cycle)
		return err == nil && !rule.Concurrence, err
	}
	return false, nil
}

// askFunder tells the people of the funder that a slate waits for them.
func (s *Service) askFunder(ctx context.Context, sl *Slate, c *program.Cycle, a *Approval) error {
	a.Awards = nil // none is made yet
	to, err := s.Store.FundersOf(ctx, c.Program)
	if err != nil || len(to) == 0 {
		return err
	}
	return s.Desk.Outbox.Tell(ctx, "slate.concurrence_asked", sl.ID.String(), map[string]any{"Cycle": c.Title}, to...)
}

// ConcurInput is the answer of a person of the funder.
type ConcurInput struct {
	Slate           ident.Slate
	Answer          ConcurrenceAnswer
	Reason          string // needed to decline
	ExpectedVersion *int
}

// Concur answers an approved slate for the funder: concurred makes its awards, declined returns it to draft with a reason.
// Who proposed or approved the slate cannot.
func (s *Service) Concur(ctx context.Context, in ConcurInput) (*Approval, error) {
	x := &Concurrence{Slate: in.Slate, Answer: in.Answer, Reason: in.Reason}
	return s.answered(ctx, x, in.ExpectedVersion, auth.ConcurSlate, "concur", func(ctx context.Context) (*Slate, error) {
		return s.Store.SlateForFunder(ctx, in.Slate, auth.Scope(ctx, auth.ConcurSlate), true)
	})
}

// RecordConcurrenceInput is an answer that the funder gave on paper.
type RecordConcurrenceInput struct {
	Slate           ident.Slate
	Answer          ConcurrenceAnswer
	Reason          string // needed to decline
	Reference       string // the document: a cable, a letter, its date
	ExpectedVersion *int
}

// RecordConcurrence records an answer that came as a document; it needs the reference, and a third person.
func (s *Service) RecordConcurrence(ctx context.Context, in RecordConcurrenceInput) (*Approval, error) {
	x := &Concurrence{Slate: in.Slate, Answer: in.Answer, Reason: in.Reason, Recorded: true, Reference: strings.TrimSpace(in.Reference)}
	if x.Reference == "" {
		return nil, fault.BadField("reference", "required", "Name the document that says so.")
	}
	return s.answered(ctx, x, in.ExpectedVersion, auth.RecordConcurrence, "record concurrence", func(ctx context.Context) (*Slate, error) {
		return s.Store.Slate(ctx, in.Slate, auth.Scope(ctx, auth.ViewSlate), true)
	})
}

func (x *Concurrence) check() error {
	var check fault.Check
	x.Reason = strings.TrimSpace(x.Reason)
	check.That(x.Answer == Concurred || x.Answer == DeclinesToConcur, "answer", "bad_choice", "The answer is concurred or declined.")
	check.That(x.Answer != DeclinesToConcur || x.Reason != "", "reason", "required", "Say why.")
	check.That(len(x.Reason) <= 4000, "reason", "too_long", "A reason has at most 4,000 characters.")
	check.That(len(x.Reference) <= 500, "reference", "too_long", "A reference has at most 500 characters.")
	return check.Err()
}

func (s *Service) answered(ctx context.Context, x *Concurrence, expected *int, p auth.Permission, verb string, load func(context.Context) (*Slate, error)) (*Approval, error) {
	var out *Approval
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		sl, err := load(ctx)
		if err != nil {
			return err
		}
		c, err := s.Store.CycleForUpdate(ctx, sl.Cycle, auth.Filter{Everything: true})
		if err != nil {
			return err
		}
		if err := s.mayAnswer(ctx, sl, c, p, verb); err != nil {
			return err
		}
		if err := fault.Expected(expected, sl.Version); err != nil {
			return err
		}
		if err := x.check(); err != nil {
			return err
		}
		x.ID, x.ProposedBy, x.ApprovedBy, x.AnsweredBy, x.AnsweredAt = ident.NewConcurrence(), sl.ProposedBy, sl.ApprovedBy, auth.Who(ctx).Person, s.now()
		if err := s.Store.AddConcurrence(ctx, x); err != nil {
			return err
		}
		if x.Answer == DeclinesToConcur {
			out = &Approval{Slate: sl, Committed: Committed(sl.Lines, c.Currency)}
			if out.Free, err = s.Book.Balance(ctx, ledger.FreeOf(c.ID), c.Currency); err != nil {
				return err
			}
			return s.notConcurred(ctx, sl, x)
		}
		out, err = s.concurred(ctx, sl, c, x)
		return err
	})
	return out, err
}

func (s *Service) mayAnswer(ctx context.Context, sl *Slate, c *program.Cycle, p auth.Permission, verb string) error {
	museums, err := s.Store.Museums(ctx, sl.ID)
	if err != nil {
		return err
	}
	t := auth.Target{Program: c.Program, Organizations: museums, Not: []ident.Person{sl.ProposedBy, sl.ApprovedBy}}
	if err := auth.Require(ctx, p, t); err != nil {
		return err
	}
	if err := s.unbound(ctx, c.ID); err != nil {
		return err
	}
	rule, err := s.Store.DecisionRule(ctx, c.ID)
	if err != nil {
		return err
	}
	if !rule.Concurrence {
		return fault.New(fault.Conflict, "no_concurrence", "This cycle does not ask for the funder's concurrence.")
	}
	return step(SlateMoves(), "slate", string(sl.State), verb)
}

// notConcurred returns the slate to draft; nothing was given yet, so nothing is taken back.
func (s *Service) notConcurred(ctx context.Context, sl *Slate, x *Concurrence) error {
	to := []ident.Person{sl.ProposedBy, sl.ApprovedBy}
	sl.State, sl.ApprovedBy, sl.ApprovedAt, sl.Note = SlateDraft, ident.Person{}, nil, x.Reason
	if err := s.Store.KeepSlate(ctx, sl, sl.Version); err != nil {
		return err
	}
	if err := s.Desk.Outbox.Tell(ctx, "slate.not_concurred", sl.ID.String(), map[string]any{"Reason": x.Reason}, to...); err != nil {
		return err
	}
	return s.Desk.Log.Record(ctx, "slate.not_concurred", sl.ID, x.Reason, map[string]any{"recorded": x.Recorded, "reference": x.Reference})
}

// concurred makes the awards, in the name of the director who approved them.
func (s *Service) concurred(ctx context.Context, sl *Slate, c *program.Cycle, x *Concurrence) (*Approval, error) {
	out, rows, err := s.planned(ctx, sl, c, sl.ApprovedBy)
	if err != nil {
		return nil, err
	}
	sl.State, sl.ConcurredBy, sl.ConcurredAt = SlateConcurred, x.AnsweredBy, &x.AnsweredAt
	if err := s.Store.KeepSlate(ctx, sl, sl.Version); err != nil {
		return nil, err
	}
	if err := s.make(ctx, out, rows); err != nil {
		return nil, err
	}
	if err := s.Desk.Outbox.Tell(ctx, "slate.concurred", sl.ID.String(), map[string]any{"Cycle": c.Title}, sl.ProposedBy, sl.ApprovedBy); err != nil {
		return nil, err
	}
	return out, s.Desk.Log.Record(ctx, "slate.concur", sl.ID, x.Reason, map[string]any{
		"recorded": x.Recorded, "reference": x.Reference, "awards": len(out.Awards), "committed": out.Committed, "free": out.Free,
	})
}

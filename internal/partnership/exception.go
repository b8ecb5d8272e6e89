package partnership

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Exception is a director's leave to pass one rule, with the reason; a revoked one stays on record.
type Exception struct {
	Partnership   ident.Partnership `bun:"partnership_id,pk"`
	Rule          Rule              `bun:"rule,pk"`
	Reason        string            `bun:"reason"`
	GrantedBy     ident.Person      `bun:"granted_by"`
	At            time.Time         `bun:"at,pk"`
	RevokedBy     ident.Person      `bun:"revoked_by"`
	RevokedAt     *time.Time        `bun:"revoked_at"`
	RevokedReason string            `bun:"revoked_reason"`
}

// ExceptInput lets one rule pass for one partnership, with the director's reason.
type ExceptInput struct {
	Partnership ident.Partnership
	Rule        Rule
	Reason      string
}

// RevokeExceptionInput takes an exception back, with the director's reason.
type RevokeExceptionInput struct {
	Partnership ident.Partnership
	Rule        Rule
	Reason      string
}

// Exceptable are the rules a director may let pass; both sides, a US lead and the cost share have no exception.
func Exceptable() []Rule {
	return []Rule{Nonprofit, OpenToPublic, IsMuseum, EmbassyWord, ReapplyGap, NewPartner, UEIGiven}
}

// Except grants an exception to an eligibility rule; both sides and a US lead have none.
func (s *Service) Except(ctx context.Context, in ExceptInput) (*Detail, error) {
	return s.exception(ctx, in.Partnership, in.Reason, func(ctx context.Context, d *Detail, reason string) error {
		if !slices.Contains(Exceptable(), in.Rule) {
			return fault.BadField("rule", "no_exception", "There is no exception to this rule.")
		}
		if d.exception(in.Rule) != nil {
			return fault.New(fault.Conflict, "exception_taken", "There is an exception to this rule already.")
		}
		x := Exception{Partnership: d.ID, Rule: in.Rule, Reason: reason, GrantedBy: auth.Who(ctx).Person, At: s.Desk.Now()}
		if err := s.Store.AddException(ctx, &x); err != nil {
			return err
		}
		d.Exceptions = append(d.Exceptions, x)
		if err := s.note(ctx, d, WasExcepted, nil, string(x.Rule)+": "+x.Reason); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "partnership.except", d.ID, x.Reason, map[string]any{"rule": string(x.Rule)})
	})
}

// RevokeException takes an exception back; the rule then stands in the way again, and the reason is kept beside it.
func (s *Service) RevokeException(ctx context.Context, in RevokeExceptionInput) (*Detail, error) {
	return s.exception(ctx, in.Partnership, in.Reason, func(ctx context.Context, d *Detail, reason string) error {
		x := d.exception(in.Rule)
		if x == nil {
			return fault.New(fault.Conflict, "no_exception", "There is no exception to this rule.")
		}
		now := s.Desk.Now()
		x.RevokedBy, x.RevokedAt, x.RevokedReason = auth.Who(ctx).Person, &now, reason
		if err := s.Store.RevokeException(ctx, x); err != nil {
			return err
		}
		if err := s.note(ctx, d, ExceptionRevoked, nil, string(x.Rule)+": "+reason); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "partnership.revoke_exception", d.ID, reason, map[string]any{"rule": string(x.Rule)})
	})
}

func (s *Service) exception(ctx context.Context, id ident.Partnership, reason string, do func(context.Context, *Detail, string) error) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if d, err = s.forUpdate(ctx, id); err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.ExceptEligibility, auth.Target{Program: d.Program, Organizations: d.Organizations()}); err != nil {
			return err
		}
		reason = strings.TrimSpace(reason)
		if reason == "" || len(reason) > mostWords {
			return fault.BadField("reason", "required", "An exception has a reason, and so has taking it back.")
		}
		return do(ctx, d, reason)
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// exception is the one to a rule that holds now; nil when there is none.
func (d *Detail) exception(r Rule) *Exception {
	for i := range d.Exceptions {
		if d.Exceptions[i].Rule == r && d.Exceptions[i].RevokedAt == nil {
			return &d.Exceptions[i]
		}
	}
	return nil
}

package people

import (
	"context"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// ClaimByLink is the claim that a mailed link is about, for the page that asks whether it is right; whoever has the
// link reads it. A link used, replaced or out of time is CONFLICT, one that never was is NOT_FOUND.
func (s *Service) ClaimByLink(ctx context.Context, token string) (*ClaimRow, error) {
	var c *ClaimRow
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		c, err = s.linked(ctx, token)
		return err
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

func (s *Service) linked(ctx context.Context, token string) (*ClaimRow, error) {
	c, err := s.Store.ClaimByLink(ctx, linkHash(token))
	switch {
	case err != nil:
		return nil, err
	case c.ProvedAt != nil || c.State == Verified:
		return nil, fault.New(fault.Conflict, "link_used", "This link was used already.")
	case c.State != Claimed:
		return nil, c.waiting()
	case c.LinkUntil == nil || !s.Desk.Now().Before(*c.LinkUntil):
		return nil, fault.New(fault.Conflict, "link_expired", "This link is out of time. A new one can be sent from the museum's page.")
	}
	return c, nil
}

// ProveClaim uses a mailed link, once. It verifies the claim where nobody speaks for the museum yet; otherwise the
// claim waits, proved, for one of them or an officer.
func (s *Service) ProveClaim(ctx context.Context, token string) (*Claim, error) {
	var c *ClaimRow
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if c, err = s.linked(ctx, token); err != nil {
			return err
		}
		now := s.Desk.Now()
		c.ProvedAt = &now
		speakers, err := s.Store.Speakers(ctx, c.Organization, s.today())
		if err != nil {
			return err
		}
		others := slices.ContainsFunc(speakers, func(p ident.Person) bool { return p != c.Person })
		if others || c.ObjectedAt != nil {
			if err := s.Store.KeepClaim(ctx, &c.Claim); err != nil {
				return err
			}
			return s.Desk.Log.Record(ctx, "people.prove_claim", c.Organization, "", map[string]any{"claim": c.ID, "email": c.Email})
		}
		return s.verify(ctx, c, ByMail, "")
	})
	if err != nil {
		return nil, err
	}
	return &c.Claim, nil
}

// verify gives the role, unless who added the museum holds it already, and says so.
func (s *Service) verify(ctx context.Context, c *ClaimRow, via ClaimVia, reason string) error {
	if c.Membership.IsZero() {
		m := &Membership{ID: ident.NewMembership(), Person: c.Person, Organization: c.Organization, Role: c.Role, Title: c.Title, Since: s.today()}
		if err := s.Store.AddMembership(ctx, m); err != nil {
			return err
		}
		c.Membership = m.ID
		if err := s.changed(ctx, c.Person); err != nil {
			return err
		}
	}
	if err := s.decided(ctx, c, Verified, via, reason); err != nil {
		return err
	}
	return s.Desk.Outbox.Tell(ctx, "people.claim_verified", c.Organization.String(), map[string]any{"Museum": c.Museum}, c.Person)
}

func (s *Service) decided(ctx context.Context, c *ClaimRow, to ClaimState, via ClaimVia, reason string) error {
	now := s.Desk.Now()
	c.State, c.Via, c.DecidedBy, c.DecidedAt, c.Reason = to, via, auth.Who(ctx).Person, &now, reason
	if err := s.Store.KeepClaim(ctx, &c.Claim); err != nil {
		return err
	}
	return s.Desk.Log.Record(ctx, "people.claim_"+string(to), c.Organization, reason, map[string]any{"claim": c.ID, "person": c.Person, "role": c.Role, "via": via})
}

// AnswerClaimInput is what somebody who speaks for the museum says to a claim on it.
type AnswerClaimInput struct {
	Claim  ident.Claim
	Accept bool
	Reason string // of an objection
}

// AnswerClaim accepts a colleague's claim, which verifies it, or objects to it, which leaves it to the office.
func (s *Service) AnswerClaim(ctx context.Context, in AnswerClaimInput) (*Claim, error) {
	in.Reason = strings.TrimSpace(in.Reason)
	return s.onClaim(ctx, in.Claim, auth.AnswerClaim, func(ctx context.Context, c *ClaimRow) error {
		if in.Accept {
			return s.verify(ctx, c, ByColleague, in.Reason)
		}
		if err := reasonGiven(in.Reason); err != nil {
			return err
		}
		now := s.Desk.Now()
		c.ObjectedBy, c.ObjectedAt, c.Objection = auth.Who(ctx).Person, &now, in.Reason
		if err := s.Store.KeepClaim(ctx, &c.Claim); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "people.object_claim", c.Organization, in.Reason, map[string]any{"claim": c.ID})
	})
}

// DecideClaimInput is an officer's decision on a claim, with its reason.
type DecideClaimInput struct {
	Claim  ident.Claim
	Verify bool
	Reason string
}

// DecideClaim verifies or declines a claim for the office; declining who added the museum ends the role held meanwhile.
func (s *Service) DecideClaim(ctx context.Context, in DecideClaimInput) (*Claim, error) {
	in.Reason = strings.TrimSpace(in.Reason)
	return s.onClaim(ctx, in.Claim, auth.DecideClaim, func(ctx context.Context, c *ClaimRow) error {
		if err := reasonGiven(in.Reason); err != nil {
			return err
		}
		if in.Verify {
			return s.verify(ctx, c, ByOfficer, in.Reason)
		}
		if !c.Membership.IsZero() {
			if err := s.Store.EndMembership(ctx, c.Membership, s.today().AddDays(-1)); err != nil {
				return err
			}
		}
		if err := s.decided(ctx, c, Declined, ByOfficer, in.Reason); err != nil {
			return err
		}
		return s.Desk.Outbox.Tell(ctx, "people.claim_declined", c.Organization.String(), map[string]any{"Museum": c.Museum, "Reason": in.Reason}, c.Person)
	})
}

// onClaim does a step on somebody else's waiting claim; a claim one may not answer is not found.
func (s *Service) onClaim(ctx context.Context, id ident.Claim, p auth.Permission, do func(context.Context, *ClaimRow) error) (*Claim, error) {
	var c *ClaimRow
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if c, err = s.Store.ClaimForUpdate(ctx, id); err != nil {
			return err
		}
		target := auth.Target{Organizations: []ident.Organization{c.Organization}}
		if err := auth.Require(ctx, p, target); err != nil {
			if !auth.May(ctx, auth.AnswerClaim, target) && !auth.May(ctx, auth.DecideClaim, target) {
				return hide(err)
			}
			return err
		}
		target.Not = []ident.Person{c.Person}
		if err := auth.Require(ctx, p, target); err != nil {
			return err
		}
		if err := c.waiting(); err != nil {
			return err
		}
		return do(ctx, c)
	})
	if err != nil {
		return nil, err
	}
	return &c.Claim, nil
}

// hide answers who has no part in a thing as if it were not there; who is not signed in is asked to.
func hide(err error) error {
	if fault.HasCode(err, "forbidden") {
		return fault.Missing("claim")
	}
	return err
}

// ExpireClaims is the job that ends claims which nobody answered.
type ExpireClaims struct{}

// Kind names the job in the queue.
func (ExpireClaims) Kind() string { return "people.expire_claims" }

// ExpireOldClaims ends the claims that nobody answered in thirty days, and tells who made them; it answers how many.
func (s *Service) ExpireOldClaims(ctx context.Context) (int, error) {
	n := 0
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		if err := auth.Require(ctx, auth.DecideClaim, auth.Target{}); err != nil {
			return err
		}
		due, err := s.Store.ClaimsDue(ctx, s.Desk.Now())
		if err != nil {
			return err
		}
		for _, c := range due {
			if err := s.decided(ctx, c, Expired, "", ""); err != nil {
				return err
			}
			if err := s.Desk.Outbox.Tell(ctx, "people.claim_expired", c.Organization.String(), map[string]any{"Museum": c.Museum}, c.Person); err != nil {
				return err
			}
		}
		n = len(due)
		return nil
	})
	return n, err
}

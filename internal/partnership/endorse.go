package partnership

import (
	"context"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// EndorseInput records how an embassy's or consulate's word on a museum abroad stands.
type EndorseInput struct {
	Member ident.Member
	Post   string
	State  EndorsementState
	Reason string
}

// EndorsementMoves is the whole life of an endorsement; an expired one is asked for anew.
func EndorsementMoves() map[EndorsementState][]EndorsementState {
	return map[EndorsementState][]EndorsementState{
		"":                   {EndorsementRequested, SentToPost, Endorsed, EndorsementDeclined},
		EndorsementRequested: {SentToPost, Endorsed, EndorsementDeclined, EndorsementExpired},
		SentToPost:           {Endorsed, EndorsementDeclined, EndorsementExpired},
		Endorsed:             {EndorsementDeclined, EndorsementExpired},
		EndorsementDeclined:  {Endorsed, EndorsementExpired},
	}
}

// Endorse records an endorsement asked for or answered; a US museum needs none, and a refusal has its reason.
func (s *Service) Endorse(ctx context.Context, in EndorseInput) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		id, err := s.Store.OfMember(ctx, in.Member)
		if err != nil {
			return err
		}
		if d, err = s.forUpdate(ctx, id); err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.RecordEndorsement, auth.Target{Program: d.Program, Organizations: d.Organizations()}); err != nil {
			return err
		}
		i := slices.IndexFunc(d.Museums, func(m Museum) bool { return m.Member.ID == in.Member })
		m := &d.Museums[i]
		e, isNew, err := s.endorsement(ctx, m, in)
		if err != nil {
			return err
		}
		if err := s.Store.KeepEndorsement(ctx, e, isNew); err != nil {
			return err
		}
		m.Endorsement = e
		return s.Desk.Log.Record(ctx, "partnership.endorse", d.ID, e.Reason, map[string]any{"organization": m.Organization.ID.String(), "post": e.Post, "state": string(e.State)})
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

func (s *Service) endorsement(ctx context.Context, m *Museum, in EndorseInput) (*Endorsement, bool, error) {
	now, by := s.Desk.Now(), auth.Who(ctx).Person
	e := Endorsement{ID: ident.NewEndorsement(), Member: m.Member.ID, RequestedBy: by, RequestedAt: now}
	was := EndorsementState("")
	if old := m.Endorsement; old != nil && old.State != EndorsementExpired {
		e, was = *old, old.State
	}
	var c fault.Check
	c.That(m.Member.Side == NonUS, "member", "us_museum", "Only a museum abroad is endorsed by an embassy.")
	c.That(strings.TrimSpace(in.Post) != "", "post", "required", "Name the embassy or consulate.")
	c.That(slices.Contains(EndorsementMoves()[was], in.State), "state", "state", "An endorsement does not go there from here.")
	c.That(in.State != EndorsementDeclined || strings.TrimSpace(in.Reason) != "", "reason", "required", "A refusal has a reason.")
	if err := c.Err(); err != nil {
		return nil, false, err
	}
	e.Post, e.State, e.Reason = strings.TrimSpace(in.Post), in.State, strings.TrimSpace(in.Reason)
	if in.State == Endorsed || in.State == EndorsementDeclined {
		e.AnsweredAt, e.RecordedBy = &now, by
	}
	return &e, was == "", nil
}

// ExceptInput lets one rule pass for one partnership, with the director's reason.
type ExceptInput struct {
	Partnership ident.Partnership
	Rule        Rule
	Reason      string
}

// Except grants an exception to an eligibility rule; both sides and a US lead have none.
func (s *Service) Except(ctx context.Context, in ExceptInput) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if d, err = s.forUpdate(ctx, in.Partnership); err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.ExceptEligibility, auth.Target{Program: d.Program, Organizations: d.Organizations()}); err != nil {
			return err
		}
		var c fault.Check
		may := []Rule{Nonprofit, OpenToPublic, IsMuseum, EmbassyWord, ReapplyGap, NewPartner, UEIGiven}
		c.That(slices.Contains(may, in.Rule), "rule", "no_exception", "There is no exception to this rule.")
		c.That(strings.TrimSpace(in.Reason) != "", "reason", "required", "An exception has a reason.")
		if err := c.Err(); err != nil {
			return err
		}
		x := Exception{Partnership: d.ID, Rule: in.Rule, Reason: strings.TrimSpace(in.Reason), GrantedBy: auth.Who(ctx).Person, At: s.Desk.Now()}
		if err := s.Store.AddException(ctx, &x); err != nil {
			return err
		}
		d.Exceptions = append(d.Exceptions, x)
		return s.Desk.Log.Record(ctx, "partnership.except", d.ID, x.Reason, map[string]any{"rule": string(x.Rule)})
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

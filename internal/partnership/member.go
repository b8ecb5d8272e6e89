package partnership

import (
	"context"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// AddMemberInput names a museum that joins, with its part and why.
type AddMemberInput struct {
	Partnership     ident.Partnership
	Organization    ident.Organization
	Part            string
	Reason          string
	ExpectedVersion *int
}

// RemoveMemberInput names a museum that goes and why.
type RemoveMemberInput struct {
	Partnership     ident.Partnership
	Organization    ident.Organization
	Reason          string
	ExpectedVersion *int
}

// ReplaceMemberInput names who goes, who comes, and why.
type ReplaceMemberInput struct {
	Partnership     ident.Partnership
	Organization    ident.Organization // goes
	Replacement     ident.Organization // comes
	Part            string
	Reason          string
	ExpectedVersion *int
}

// AddMember lets another museum join; the lead does it, and every other museum is asked to confirm again.
func (s *Service) AddMember(ctx context.Context, in AddMemberInput) (*Detail, error) {
	return s.changeMembers(ctx, memberChange{in.Partnership, ident.Organization{}, in.Organization, in.Part, in.Reason, in.ExpectedVersion})
}

// RemoveMember takes a museum out, by the lead or by itself; the lead stays, and a museum abroad remains.
// The others are told why and asked to confirm again.
func (s *Service) RemoveMember(ctx context.Context, in RemoveMemberInput) (*Detail, error) {
	return s.changeMembers(ctx, memberChange{in.Partnership, in.Organization, ident.Organization{}, "", in.Reason, in.ExpectedVersion})
}

// ReplaceMember puts one museum in the place of another, in one step with one reason.
func (s *Service) ReplaceMember(ctx context.Context, in ReplaceMemberInput) (*Detail, error) {
	if in.Replacement.IsZero() {
		return nil, fault.BadField("replacement", "required", "Name the museum that takes its place.")
	}
	return s.changeMembers(ctx, memberChange{in.Partnership, in.Organization, in.Replacement, in.Part, in.Reason, in.ExpectedVersion})
}

// memberChange is who goes and who comes; either may be absent.
type memberChange struct {
	partnership  ident.Partnership
	goes, comes  ident.Organization
	part, reason string
	expected     *int
}

func (s *Service) changeMembers(ctx context.Context, in memberChange) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if d, err = s.changeable(ctx, in.partnership, in.expected); err != nil {
			return err
		}
		own := d.Museum(in.goes) != nil && in.comes.IsZero() && auth.May(ctx, auth.ConfirmPartnership, auth.Target{Organizations: []ident.Organization{in.goes}})
		if !own {
			if err := auth.Require(ctx, auth.EditPartnership, auth.Target{Organizations: []ident.Organization{d.Lead().Organization}}); err != nil {
				return err
			}
		}
		if in.reason = strings.TrimSpace(in.reason); in.reason == "" || len(in.reason) > mostWords {
			return fault.BadField("reason", "required", "Say why; the other museums will read it.")
		}
		told := d.Organizations()
		if err := s.goes(ctx, d, in, own); err != nil {
			return err
		}
		if err := s.comes(ctx, d, in); err != nil {
			return err
		}
		if !d.abroad() {
			return fault.BadField("organization", "no_museum_abroad", "A partnership has at least one museum outside the United States.")
		}
		return s.changed(ctx, d, in, told)
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// changeable locks a partnership whose members or terms may still change; what was submitted stays as it is.
func (s *Service) changeable(ctx context.Context, id ident.Partnership, expected *int) (*Detail, error) {
	d, err := s.forUpdate(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := fault.Expected(expected, d.Version); err != nil {
		return nil, err
	}
	if _, err := d.after(VerbChange); err != nil {
		return nil, err
	}
	frozen, err := s.Store.Frozen(ctx, id)
	if err != nil {
		return nil, err
	}
	if frozen {
		return nil, fault.New(fault.Conflict, "proposal_submitted", "The proposal is submitted: its museums and their parts stay as they were.")
	}
	return d, nil
}

// abroad tells whether a museum outside the United States takes part.
func (d *Detail) abroad() bool {
	return slices.ContainsFunc(d.Members, func(m *Member) bool { return m.Side == NonUS })
}

// goes takes the member out; what it said and what the embassy said of it stays in the history.
func (s *Service) goes(ctx context.Context, d *Detail, in memberChange, own bool) error {
	if in.goes.IsZero() {
		return nil
	}
	i := slices.IndexFunc(d.Museums, func(m Museum) bool { return m.Member.Organization == in.goes })
	if i < 0 {
		return fault.Missing("member")
	}
	m := d.Museums[i]
	if m.Member.Lead {
		return fault.New(fault.Conflict, "lead_stays", "The lead museum stays; end the partnership instead.")
	}
	if err := s.Store.VoidInvitations(ctx, d.ID, in.goes); err != nil {
		return err
	}
	if err := s.Store.RemoveMember(ctx, m.Member.ID); err != nil {
		return err
	}
	d.Museums = slices.Delete(d.Museums, i, i+1)
	d.Members = slices.DeleteFunc(d.Members, func(x *Member) bool { return x.ID == m.Member.ID })
	kind := WasRemoved
	if own {
		kind = HasLeft
	}
	if err := s.note(ctx, d, kind, &m, in.reason); err != nil {
		return err
	}
	detail := map[string]any{"organization": in.goes.String(), "part": m.Member.Part, "words": m.Member.ConfirmedWords}
	if e := m.Endorsement; e != nil {
		detail["post"], detail["endorsement"] = e.Post, string(e.State)
	}
	return s.Desk.Log.Record(ctx, "partnership.remove_member", d.ID, in.reason, detail)
}

// comes takes the museum in, unconfirmed.
func (s *Service) comes(ctx context.Context, d *Detail, in memberChange) error {
	if in.comes.IsZero() {
		return nil
	}
	if len(d.Members) > MostPartners {
		return fault.BadField("organization", "too_many", "A partnership has at most %d partners.", MostPartners)
	}
	if d.Museum(in.comes) != nil {
		return fault.BadField("organization", "museum_twice", "This museum is named twice.")
	}
	if len(in.part) > mostWords {
		return fault.BadField("part", "too_long", "At most %d characters.", mostWords)
	}
	found, err := s.Store.Organizations(ctx, []ident.Organization{in.comes})
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return fault.BadField("organization", "unknown_organization", "There is no such organization.")
	}
	side := NonUS
	if found[0].US() {
		side = US
	}
	m := &Member{ID: ident.NewMember(), Partnership: d.ID, Organization: in.comes, Side: side, Part: strings.TrimSpace(in.part)}
	if err := s.Store.AddMember(ctx, m); err != nil {
		return err
	}
	d.Members, d.Museums = append(d.Members, m), append(d.Museums, Museum{Member: m, Organization: found[0]})
	if err := s.note(ctx, d, WasAdded, &d.Museums[len(d.Museums)-1], in.reason); err != nil {
		return err
	}
	return s.Desk.Log.Record(ctx, "partnership.add_member", d.ID, in.reason, map[string]any{"organization": in.comes.String()})
}

// changed asks every museum again that did not make the change itself, and tells all, also who went.
func (s *Service) changed(ctx context.Context, d *Detail, in memberChange, told []ident.Organization) error {
	if err := s.askAgain(ctx, d, d.Organizations()); err != nil {
		return err
	}
	if err := s.Store.KeepState(ctx, &d.Partnership); err != nil {
		return err
	}
	if !in.comes.IsZero() {
		told = append(told, in.comes)
	}
	data := map[string]any{"Reason": in.reason}
	return s.tell(ctx, "partnership.changed", &d.Partnership, data, told)
}

// askAgain takes back the confirmations of the named museums, except those the actor speaks for.
func (s *Service) askAgain(ctx context.Context, d *Detail, of []ident.Organization) error {
	for i := range d.Museums {
		m := &d.Museums[i]
		own := auth.May(ctx, auth.ConfirmPartnership, auth.Target{Organizations: []ident.Organization{m.Member.Organization}})
		if own || m.Member.ConfirmedAt == nil || !slices.Contains(of, m.Member.Organization) {
			continue
		}
		words := m.Member.ConfirmedWords
		m.Member.ConfirmedBy, m.Member.ConfirmedAt, m.Member.ConfirmedWords = ident.Person{}, nil, ""
		if err := s.Store.KeepConfirmation(ctx, m.Member); err != nil {
			return err
		}
		if err := s.note(ctx, d, ConfirmationVoid, m, words); err != nil {
			return err
		}
	}
	if !d.Whole() {
		d.State = Proposed
	} else if d.State == Proposed {
		d.State = Confirmed
	}
	return nil
}

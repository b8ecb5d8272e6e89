package partnership

import (
	"context"
	"fmt"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// MostPartners is the largest number of partners one lead names.
const MostPartners = 10

// mostWords is the longest a museum's part, words or reason gets, in bytes.
const mostWords = 4000

// ProposeInput is what a lead museum proposes to its partners.
type ProposeInput struct {
	Cycle    ident.Cycle
	Title    string
	Lead     ident.Organization
	LeadPart string // what the lead does in the project
	Partners []PartnerInput
}

// PartnerInput names one partner and its part.
type PartnerInput struct {
	Organization ident.Organization
	Site         ident.Site // the place of it that takes part; absent is the whole organization
	Part         string
}

// Propose makes a partnership of a US lead and museums abroad; proposing is the lead's own
// confirmation, and each partner is asked for its. It refuses a lead that is not in the US,
// no museum abroad, and a cycle that takes no more proposals.
func (s *Service) Propose(ctx context.Context, in ProposeInput) (*Detail, error) {
	if err := auth.Require(ctx, auth.EditPartnership, auth.Target{Organizations: []ident.Organization{in.Lead}}); err != nil {
		return nil, err
	}
	cycle, err := s.Cycles.Cycle(ctx, in.Cycle)
	if err != nil {
		return nil, err
	}
	if err := s.takes(cycle); err != nil {
		return nil, err
	}
	p, err := s.proposal(ctx, in)
	if err != nil {
		return nil, err
	}
	var d *Detail
	err = s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if err := s.Store.AddPartnership(ctx, p); err != nil {
			return err
		}
		if err := s.Desk.Log.Record(ctx, "partnership.propose", p.ID, "", map[string]any{"members": len(p.Members)}); err != nil {
			return err
		}
		if d, err = s.Partnership(ctx, p.ID); err != nil {
			return err
		}
		if err := s.note(ctx, d, WasProposed, &d.Museums[0], p.Title); err != nil {
			return err
		}
		data := map[string]any{"Lead": d.Museums[0].Organization.Name, "Cycle": cycle.Title}
		return s.tell(ctx, "partnership.proposed", p, data, p.Organizations()[1:])
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// takes refuses a cycle in which nobody can apply any more.
func (s *Service) takes(cycle *program.Detail) error {
	if !cycle.TakesWork() {
		return fault.New(fault.Conflict, "not_open", "This cycle does not take it now.").With("state", string(cycle.State))
	}
	if x, ok := cycle.Deadline(program.ProposalPhase); ok {
		return x.Check(s.Desk.Now())
	}
	return nil
}

func (s *Service) proposal(ctx context.Context, in ProposeInput) (*Partnership, error) {
	ids := []ident.Organization{in.Lead}
	for _, p := range in.Partners {
		ids = append(ids, p.Organization)
	}
	if len(in.Partners) > MostPartners {
		return nil, fault.BadField("partners", "too_many", "A partnership has at most %d partners.", MostPartners)
	}
	found, err := s.Store.Organizations(ctx, ids)
	if err != nil {
		return nil, err
	}
	known := map[ident.Organization]*people.Organization{}
	for _, o := range found {
		known[o.ID] = o
	}
	if err := in.check(known); err != nil {
		return nil, err
	}
	for i, x := range in.Partners {
		if _, err := s.placed(ctx, x.Organization, x.Site); err != nil {
			return nil, fault.BadField(fmt.Sprintf("partners.%d.site", i), "unknown_site", "The record of the museum has no such place.")
		}
	}
	now := s.Desk.Now()
	by := auth.Who(ctx).Person
	p := &Partnership{ID: ident.NewPartnership(), Cycle: in.Cycle, Title: strings.TrimSpace(in.Title), State: Proposed, Version: 1, CreatedBy: by, CreatedAt: now}
	p.Members = []*Member{{
		ID: ident.NewMember(), Partnership: p.ID, Organization: in.Lead, Side: US, Lead: true, Part: in.LeadPart,
		ConfirmedBy: by, ConfirmedAt: &now,
	}}
	for _, x := range in.Partners {
		side := NonUS
		if known[x.Organization].US() {
			side = US
		}
		p.Members = append(p.Members, &Member{ID: ident.NewMember(), Partnership: p.ID, Organization: x.Organization, Site: x.Site, Side: side, Part: x.Part})
	}
	return p, nil
}

func (in ProposeInput) check(known map[ident.Organization]*people.Organization) error {
	var c fault.Check
	title := strings.TrimSpace(in.Title)
	c.That(title != "" && len(title) <= 300, "title", "bad_title", "A title has between 1 and 300 characters.")
	c.That(len(in.LeadPart) <= mostWords, "leadPart", "too_long", "At most %d characters.", mostWords)
	lead := known[in.Lead]
	c.That(lead != nil, "lead", "unknown_organization", "There is no such organization.")
	c.That(lead == nil || lead.US(), "lead", "lead_not_us", "Only a US museum leads.")
	seen := map[ident.Organization]bool{in.Lead: true}
	abroad := false
	for i, p := range in.Partners {
		at := fmt.Sprintf("partners.%d.organization", i)
		o := known[p.Organization]
		c.That(len(p.Part) <= mostWords, fmt.Sprintf("partners.%d.part", i), "too_long", "At most %d characters.", mostWords)
		c.That(o != nil, at, "unknown_organization", "There is no such organization.")
		c.That(!seen[p.Organization], at, "museum_twice", "This museum is named twice.")
		seen[p.Organization] = true
		abroad = abroad || (o != nil && !o.US())
	}
	c.That(abroad, "partners", "no_museum_abroad", "A partnership has at least one museum outside the United States.")
	return c.Err()
}

package review

import (
	"context"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/interest"
)

// ConflictGraph is what ties a panel's members to the cycle's proposals: every path on record and every word given.
// What the viewer is bound to is left out.
type ConflictGraph struct {
	Panel     ident.Panel
	Members   []*PanelMember // who sits on it now
	Proposals []*GraphProposal
	Edges     []*GraphEdge // by member, then proposal, the strongest first
}

// GraphProposal is a proposal of the cycle in the picture.
type GraphProposal struct {
	Application ident.Application
	Number      string
	Museums     []string // the lead first
}

// GraphEdge is one path, or one conflict that somebody declared or recorded.
type GraphEdge struct {
	Person      ident.Person
	Application ident.Application
	Kind        ConflictKind
	Source      ConflictSource
	Path        []interest.Step // none where it was said
	Words       string          // the path in English, or the note
	Conflict    ident.Conflict  // of the pair, if it is kept
	Lifted      bool            // another person found that it does not bind
}

// CandidateInput asks what would bind a person who is not on the panel yet.
type CandidateInput struct {
	Panel  ident.Panel
	Person ident.Person
}

// CandidateConflicts is what the office knows before it invites somebody.
type CandidateConflicts struct {
	Person    ident.Person
	Name      string
	Email     string
	Profile   *ReviewerProfile // what they said of themselves as a reviewer; nil for nothing
	Bound     int              // proposals of the cycle they could not read
	Of        int              // proposals of the cycle that the viewer sees
	Barred    bool
	Staff     bool
	Proposals []*GraphProposal
	Edges     []*GraphEdge
}

// ConflictGraph answers the picture of a panel for the office of its program.
func (s *Service) ConflictGraph(ctx context.Context, id ident.Panel) (*ConflictGraph, error) {
	f, err := s.graphPanel(ctx, id)
	if err != nil {
		return nil, err
	}
	out := &ConflictGraph{Panel: id}
	for _, m := range f.Members {
		if m.LeftAt == nil {
			out.Members = append(out.Members, m)
		}
	}
	_, out.Proposals, out.Edges, err = s.picture(ctx, f, f.people())
	return out, err
}

// Candidate answers what would bind somebody, before they are asked: nothing is kept by looking.
func (s *Service) Candidate(ctx context.Context, in CandidateInput) (*CandidateConflicts, error) {
	f, err := s.graphPanel(ctx, in.Panel)
	if err != nil {
		return nil, err
	}
	found, err := s.Store.Candidates(ctx, f.Program, []ident.Person{in.Person})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fault.Missing("person")
	}
	out := &CandidateConflicts{Person: in.Person, Name: found[0].Name, Email: found[0].Email, Staff: found[0].Staff}
	said, err := s.Store.ReviewerProfiles(ctx, []ident.Person{in.Person})
	if err != nil {
		return nil, err
	}
	if len(said) > 0 {
		out.Profile = said[0]
	}
	var strict bool
	if strict, out.Proposals, out.Edges, err = s.picture(ctx, f, []ident.Person{in.Person}); err != nil {
		return nil, err
	}
	bound := map[ident.Application]bool{}
	for _, e := range out.Edges {
		if !e.Lifted {
			bound[e.Application] = true
			out.Barred = out.Barred || strict && e.Kind == OwnProposal
		}
	}
	out.Bound, out.Of = len(bound), len(out.Proposals)
	return out, nil
}

func (s *Service) graphPanel(ctx context.Context, id ident.Panel) (*File, error) {
	f, err := s.Store.PanelFile(ctx, id, sight(ctx, auth.ViewPanel))
	if err != nil {
		return nil, err
	}
	if !auth.May(ctx, auth.ViewConflicts, auth.Target{Program: f.Program}) {
		return nil, fault.Missing("panel")
	}
	f.Members, err = s.Store.MembersOf(ctx, []ident.Panel{id})
	return f, err
}

// picture is the proposals within sight and what ties the people to them.
func (s *Service) picture(ctx context.Context, f *File, who []ident.Person) (bool, []*GraphProposal, []*GraphEdge, error) {
	seen, err := s.Store.Assignables(ctx, &f.Panel, nil, sight(ctx, auth.ViewConflicts))
	if err != nil {
		return false, nil, nil, err
	}
	visible := map[ident.Application]bool{}
	for _, a := range seen {
		visible[a.Application] = true
	}
	r, edges, known, err := s.edges(ctx, f.Cycle, who)
	if err != nil {
		return false, nil, nil, err
	}
	var proposals []*GraphProposal
	for _, p := range r.Proposals {
		if visible[p.ID] {
			g := &GraphProposal{Application: p.ID, Number: p.Number}
			for _, m := range p.Museums {
				g.Museums = append(g.Museums, m.Name)
			}
			proposals = append(proposals, g)
		}
	}
	out := drawn(interest.Find(r.Facts), edges, known)
	out = slices.DeleteFunc(out, func(e *GraphEdge) bool { return !visible[e.Application] })
	return r.Strict, proposals, out, nil
}

// drawn are all paths, those lifted too, and the conflicts that no path explains.
func drawn(all, binding []interest.Edge, known []*Conflict) []*GraphEdge {
	kept := map[Pairing]*Conflict{}
	for _, k := range known {
		if pair := (Pairing{k.Application, k.Person}); kept[pair] == nil || kept[pair].LiftedAt != nil {
			kept[pair] = k
		}
	}
	still := map[string]bool{}
	for _, e := range binding {
		still[e.Person.String()+e.Application.String()+e.Key()] = true
	}
	var out []*GraphEdge
	for _, e := range all {
		g := &GraphEdge{
			Person: e.Person, Application: e.Application, Kind: ConflictKind(e.Kind), Source: Detected, Path: e.Path, Words: interest.Words(e.Path),
			Lifted: !still[e.Person.String()+e.Application.String()+e.Key()],
		}
		if k := kept[Pairing{e.Application, e.Person}]; k != nil {
			g.Conflict = k.ID
		}
		out = append(out, g)
	}
	for _, k := range known {
		shown := slices.ContainsFunc(out, func(g *GraphEdge) bool {
			return g.Person == k.Person && g.Application == k.Application && g.Words == k.Note
		})
		if !shown {
			out = append(out, &GraphEdge{
				Person: k.Person, Application: k.Application, Kind: k.Kind, Source: k.Source, Path: k.Path, Words: k.Note, Conflict: k.ID, Lifted: k.LiftedAt != nil,
			})
		}
	}
	return out
}

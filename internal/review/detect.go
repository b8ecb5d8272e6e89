package review

import (
	"context"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/interest"
)

// DetectConflicts looks through the records again for every member of the panel and answers what was new.
func (s *Service) DetectConflicts(ctx context.Context, id ident.Panel) ([]*Conflict, error) {
	var out []*Conflict
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		f, err := s.openPanel(ctx, id, auth.RecordConflict)
		if err != nil {
			return err
		}
		if out, err = s.detect(ctx, f.Cycle, f.people()); err != nil {
			return err
		}
		hidden, err := s.Store.Hidden(ctx, f.Cycle, auth.Who(ctx).Person)
		out = slices.DeleteFunc(out, func(c *Conflict) bool { return slices.Contains(hidden, c.Application) })
		return err
	})
	return out, err
}

// MeetingOpens looks through the records for every member, in the transaction that opens a panel's meeting.
func (s *Service) MeetingOpens(ctx context.Context, id ident.Panel) error {
	list, err := s.Store.MembersOf(ctx, []ident.Panel{id})
	if err != nil {
		return err
	}
	p := Panel{Members: list}
	seats, err := s.Store.Concerned(ctx, p.people())
	if err != nil {
		return err
	}
	return s.detectSeats(ctx, seats)
}

// PeopleChanged looks again for conflicts of people whose roles somewhere have just changed, and of panelists
// tied to them, in the transaction of the change.
func (s *Service) PeopleChanged(ctx context.Context, ids ...ident.Person) error {
	seats, err := s.Store.Concerned(ctx, ids)
	if err != nil {
		return err
	}
	return s.detectSeats(ctx, seats)
}

// OrganizationsMerged looks again for conflicts of all who are at a museum that took another record in.
func (s *Service) OrganizationsMerged(ctx context.Context, kept ident.Organization) error {
	who, err := s.Store.PeopleAt(ctx, kept)
	if err != nil || len(who) == 0 {
		return err
	}
	return s.PeopleChanged(ctx, who...)
}

// ParentChanged looks again for conflicts of every panel at work that reads a proposal of an organization's family,
// in the transaction in which the organization became part of another.
func (s *Service) ParentChanged(ctx context.Context, id ident.Organization) error {
	seats, err := s.Store.FamilySeats(ctx, id)
	if err != nil {
		return err
	}
	return s.detectSeats(ctx, seats)
}

func (s *Service) detectSeats(ctx context.Context, seats []*Seat) error {
	by := map[ident.Cycle][]ident.Person{}
	var order []ident.Cycle
	for _, x := range seats {
		if by[x.Cycle] == nil {
			order = append(order, x.Cycle)
		}
		by[x.Cycle] = append(by[x.Cycle], x.Person)
	}
	for _, c := range order {
		if _, err := s.detect(ctx, c, by[c]); err != nil {
			return err
		}
	}
	return nil
}

// edges are the paths on record between people and the cycle's applications, and which of them still bind:
// a path that was known when another person lifted the conflict of its pair does not.
func (s *Service) edges(ctx context.Context, c ident.Cycle, people []ident.Person) (*Records, []interest.Edge, []*Conflict, error) {
	r, err := s.records(ctx, c, people)
	if err != nil {
		return nil, nil, nil, err
	}
	known, err := s.Store.KnownConflicts(ctx, c, people)
	if err != nil {
		return nil, nil, nil, err
	}
	return r, binding(interest.Find(r.Facts), known), known, nil
}

// records are what conflicts are found from, once every file of the cycle's proposals has been read.
func (s *Service) records(ctx context.Context, c ident.Cycle, people []ident.Person) (*Records, error) {
	if s.Files != nil {
		if err := s.Files.ReadFiles(ctx, c); err != nil {
			return nil, err
		}
	}
	return s.Store.Records(ctx, c, people, calendar.Of(s.Desk.Now(), time.UTC))
}

func binding(edges []interest.Edge, known []*Conflict) []interest.Edge {
	lifted := map[Pairing][]string{}
	for _, k := range known {
		if k.LiftedAt != nil {
			lifted[Pairing{k.Application, k.Person}] = append(lifted[Pairing{k.Application, k.Person}], k.LiftedPaths...)
		}
	}
	return slices.DeleteFunc(edges, func(e interest.Edge) bool {
		return slices.Contains(lifted[Pairing{e.Application, e.Person}], e.Key())
	})
}

// pathsOf are the keys of all paths between the two of a pair now.
func (s *Service) pathsOf(ctx context.Context, c ident.Cycle, p Pairing) ([]string, error) {
	r, err := s.records(ctx, c, []ident.Person{p.Reviewer})
	if err != nil {
		return nil, err
	}
	out := []string{}
	for _, e := range interest.Find(r.Facts) {
		if e.Application == p.Application {
			out = append(out, e.Key())
		}
	}
	return out, nil
}

// detect keeps what the records tell of these people and the cycle's applications, and answers what was new.
// Where the cycle is strict, whoever turns out to be at a museum that applies leaves its panels.
func (s *Service) detect(ctx context.Context, c ident.Cycle, people []ident.Person) ([]*Conflict, error) {
	if len(people) == 0 {
		return nil, nil
	}
	r, edges, known, err := s.edges(ctx, c, people)
	if err != nil {
		return nil, err
	}
	active := map[Pairing]bool{}
	for _, k := range known {
		active[Pairing{k.Application, k.Person}] = active[Pairing{k.Application, k.Person}] || k.LiftedAt == nil
	}
	var out []*Conflict
	var own []ident.Person
	for _, e := range edges {
		pair := Pairing{e.Application, e.Person}
		if active[pair] {
			continue
		}
		active[pair] = true
		k := &Conflict{
			ID: ident.NewConflict(), Person: e.Person, Application: e.Application, Kind: ConflictKind(e.Kind), Source: Detected,
			Note: interest.Words(e.Path), Path: e.Path, FoundAt: s.Desk.Now(),
		}
		added, err := s.keepConflict(ctx, k)
		if err != nil {
			return nil, err
		}
		if added {
			out = append(out, k)
		}
		if e.Kind == interest.OwnProposal && !slices.Contains(own, e.Person) {
			own = append(own, e.Person)
		}
	}
	if r.Strict {
		err = s.unseat(ctx, c, own)
	}
	return out, err
}

// barred are those of the people whom a strict cycle keeps off its panels.
func (s *Service) barred(ctx context.Context, c ident.Cycle, people []ident.Person) ([]ident.Person, error) {
	if len(people) == 0 {
		return nil, nil
	}
	r, edges, _, err := s.edges(ctx, c, people)
	if err != nil || !r.Strict {
		return nil, err
	}
	var out []ident.Person
	for _, e := range edges {
		if e.Kind == interest.OwnProposal {
			out = append(out, e.Person)
		}
	}
	return out, nil
}

// unseat takes people off the cycle's panels; what they handed in on other applications still counts.
func (s *Service) unseat(ctx context.Context, c ident.Cycle, people []ident.Person) error {
	const why = "A museum of theirs applies in the cycle."
	for _, who := range people {
		seats, err := s.Store.SeatsIn(ctx, c, who)
		if err != nil {
			return err
		}
		for _, m := range seats {
			if err := s.Store.LeaveMember(ctx, m.ID, s.Desk.Now()); err != nil {
				return err
			}
			n, err := s.Store.VoidAssignments(ctx, m.Panel, who, why)
			if err != nil {
				return err
			}
			if err := s.Desk.Log.Record(ctx, "review.remove_member", m.Panel, why, map[string]any{"person": who, "voided": n, "strict": true}); err != nil {
				return err
			}
		}
	}
	return nil
}

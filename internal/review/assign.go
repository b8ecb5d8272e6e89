package review

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Assign gives applications to reviewers by hand, all of the list or none of it.
// A conflict, the reviewer's own museum, a full load and what is not eligible are refused pair by pair;
// a pair assigned already is left as it is. The first assignment starts the panel's reading.
func (s *Service) Assign(ctx context.Context, in AssignInput) ([]*Assignment, error) {
	var out []*Assignment
	err := s.assigning(ctx, in.Panel, applicationsOf(in.Pairs), func(ctx context.Context, d *dealing) error {
		pairs, err := d.check(in.Pairs)
		if err != nil {
			return err
		}
		out, err = s.hand(ctx, d.file, pairs, false)
		return err
	})
	return out, err
}

// AssignEvenly gives every application its reviewers by an exact assignment: three each before any fourth, loads as
// equal as conflicts and limits allow, then the members who know most of it. It keeps what is assigned and is
// drawn from the seed, so that it can be repeated; what falls short is named with why.
func (s *Service) AssignEvenly(ctx context.Context, in AssignEvenlyInput) (*AssignmentPlan, error) {
	var plan AssignmentPlan
	err := s.assigning(ctx, in.Panel, in.Applications, func(ctx context.Context, d *dealing) error {
		n := d.file.ReviewsNeeded
		if in.PerApplication != nil {
			n = *in.PerApplication
		}
		if n < 1 || n > 50 {
			return fault.BadField("perApplication", "out_of_range", "An application gets between 1 and 50 readers.")
		}
		wanting, err := d.wanting(in.Applications)
		if err != nil {
			return err
		}
		id := in.Panel.UUID()
		seed := int(binary.BigEndian.Uint32(id[12:]) >> 1)
		if in.Seed != nil {
			seed = *in.Seed
		}
		plan.Seed = seed
		problem := Problem(wanting, d.readers(), n, uint64(seed), d.barred)
		_, pairs, short, err := Deal(problem, wanting)
		if err != nil {
			return err
		}
		plan.Short = short
		if plan.Assigned, err = s.hand(ctx, d.file, pairs, true); err != nil || len(pairs) == 0 {
			return err
		}
		return s.keepPlan(ctx, in.Panel, problem)
	})
	if err != nil {
		return nil, err
	}
	return &plan, nil
}

// dealing is all that handing out applications needs to know.
type dealing struct {
	file      *File
	apps      map[ident.Application]*Assignable
	order     []*Assignable
	conflicts map[Pairing]bool
	loads     map[ident.Person]int
}

func (s *Service) assigning(ctx context.Context, id ident.Panel, only []ident.Application, do func(context.Context, *dealing) error) error {
	return s.Desk.Tx(ctx, func(ctx context.Context) error {
		f, err := s.openPanel(ctx, id, auth.Assign)
		if err != nil {
			return err
		}
		if _, err := f.State.After("Assign"); err != nil {
			return err
		}
		d := &dealing{file: f, apps: map[ident.Application]*Assignable{}, conflicts: map[Pairing]bool{}}
		if d.order, err = s.Store.Assignables(ctx, &f.Panel, only, sight(ctx, auth.Assign)); err != nil {
			return err
		}
		for _, a := range d.order {
			d.apps[a.Application] = a
		}
		people := f.people()
		if _, err := s.detect(ctx, f.Cycle, people); err != nil {
			return err
		}
		active, err := s.Store.ActiveConflicts(ctx, people)
		if err != nil {
			return err
		}
		for _, p := range active {
			d.conflicts[p] = true
		}
		if d.loads, err = s.Store.LoadsOf(ctx, f.ID); err != nil {
			return err
		}
		return do(ctx, d)
	})
}

func (d *dealing) barred(p Pairing) bool { return d.conflicts[p] }

func (d *dealing) readers() []Reader {
	var out []Reader
	for _, m := range d.file.Members {
		if m.LeftAt == nil {
			out = append(out, Reader{Person: m.Person, Load: d.loads[m.Person], Limit: m.LoadLimit, Skills: m.Skills})
		}
	}
	return out
}

func (d *dealing) wanting(asked []ident.Application) ([]Wanting, error) {
	var c fault.Check
	for i, id := range asked {
		a := d.apps[id]
		path := fmt.Sprintf("applications.%d", i)
		c.That(a != nil, path, "not_found", "There is no such application in this cycle.")
		c.That(a == nil || a.Ready, path, "not_eligible", "The application is not eligible for review.")
	}
	var out []Wanting
	for _, a := range d.order {
		if a.Ready && (len(asked) > 0 || !a.Elsewhere) {
			out = append(out, Wanting{Application: a.Application, Number: a.Number, Have: a.Readers, Topics: a.topics()})
		}
	}
	return out, c.Err()
}

func (d *dealing) check(pairs []Pairing) ([]Pairing, error) {
	var c fault.Check
	var fresh []Pairing
	load := map[ident.Person]int{}
	for i, p := range pairs {
		path := fmt.Sprintf("pairs.%d", i)
		a, m := d.apps[p.Application], d.file.member(p.Reviewer)
		switch {
		case a == nil:
			c.Refuse(path+".application", "not_found", "There is no such application in this cycle.")
		case m == nil:
			c.Refuse(path+".reviewer", "not_member", "This person is not on the panel.")
		case slices.Contains(a.Readers, p.Reviewer) || slices.Contains(fresh, p):
		case !a.Ready:
			c.Refuse(path+".application", "not_eligible", "%s is not eligible for review.", a.Number)
		case d.conflicts[p]:
			c.Refuse(path, "conflicted", "%s has a conflict of interest with %s.", m.Name, a.Number)
		case m.LoadLimit != nil && d.loads[p.Reviewer]+load[p.Reviewer] >= *m.LoadLimit:
			c.Refuse(path+".reviewer", "over_load", "%s reads at most %d applications.", m.Name, *m.LoadLimit)
		default:
			load[p.Reviewer]++
			fresh = append(fresh, p)
		}
	}
	return fresh, c.Err()
}

// hand keeps the pairs, moves panel and applications into review, and tells each reviewer once.
func (s *Service) hand(ctx context.Context, f *File, pairs []Pairing, machine bool) ([]*Assignment, error) {
	if len(pairs) == 0 {
		return []*Assignment{}, nil
	}
	now, me := s.Desk.Now(), auth.Who(ctx).Person
	loads, err := s.Store.LoadsOf(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	out := make([]*Assignment, len(pairs))
	told := map[ident.Person]int{}
	for i, p := range pairs {
		told[p.Reviewer]++
		out[i] = &Assignment{
			ID: ident.NewAssignment(), Panel: f.ID, Application: p.Application, Reviewer: p.Reviewer, State: Offered,
			ReadingOrder: loads[p.Reviewer] + told[p.Reviewer], AssignedBy: me, AssignedAt: now,
		}
	}
	if err := s.Store.AddAssignments(ctx, out); err != nil {
		return nil, err
	}
	started, err := s.Store.StartReview(ctx, applicationsOf(pairs), now)
	if err != nil {
		return nil, err
	}
	if f.State == Forming {
		f.State = Reading
		if err := s.Store.KeepPanel(ctx, &f.Panel); err != nil {
			return nil, err
		}
	}
	for _, a := range started {
		if err := s.Desk.Log.Record(ctx, "application.in_review", a, "", map[string]any{"panel": f.ID}); err != nil {
			return nil, err
		}
	}
	if err := s.Desk.Log.Record(ctx, "review.assign", f.ID, "", map[string]any{"pairs": pairs, "evenly": machine}); err != nil {
		return nil, err
	}
	for _, m := range f.Members {
		if n := told[m.Person]; n > 0 {
			if err := s.Desk.Outbox.Tell(ctx, "review.assigned", f.ID.String(), map[string]any{"panel": f.Name, "count": n, "due": f.DueAt}, m.Person); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func (p *Panel) people() []ident.Person {
	var out []ident.Person
	for _, m := range p.Members {
		if m.LeftAt == nil {
			out = append(out, m.Person)
		}
	}
	return out
}

func applicationsOf(pairs []Pairing) []ident.Application {
	out := make([]ident.Application, 0, len(pairs))
	for _, p := range pairs {
		if !slices.Contains(out, p.Application) {
			out = append(out, p.Application)
		}
	}
	return out
}

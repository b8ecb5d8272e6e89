package review

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// FormPanel makes a panel and looks for its members' conflicts in the records.
// Staff of the program are refused by name: nobody runs and reviews the same cycle.
func (s *Service) FormPanel(ctx context.Context, in FormPanelInput) (*Panel, error) {
	p := &Panel{
		ID: ident.NewPanel(), Cycle: in.Cycle, Name: strings.TrimSpace(in.Name), State: Forming,
		FormedBy: auth.Who(ctx).Person, FormedAt: s.Desk.Now(), DueAt: in.DueAt, Version: 1,
	}
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		prog, err := s.Store.CycleProgram(ctx, in.Cycle)
		if err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.FormPanel, auth.Target{Program: prog}); err != nil {
			return err
		}
		people := in.Members
		if !in.Chair.IsZero() && !slices.Contains(people, in.Chair) {
			people = append(slices.Clone(people), in.Chair)
		}
		if err := s.checkPanel(ctx, p, in, people, prog); err != nil {
			return err
		}
		for _, person := range people {
			p.Members = append(p.Members, &PanelMember{
				ID: ident.NewPanelMember(), Panel: p.ID, Person: person, Chair: person == in.Chair, LoadLimit: in.LoadLimit,
			})
		}
		if err := s.introduce(ctx, in.Cycle, p.Members); err != nil {
			return err
		}
		if err := s.Store.AddPanel(ctx, p, p.Members); err != nil {
			return err
		}
		if _, err := s.detect(ctx, in.Cycle, people); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "review.form_panel", p.ID, "", map[string]any{"name": p.Name, "members": people, "chair": in.Chair})
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

func (s *Service) checkPanel(ctx context.Context, p *Panel, in FormPanelInput, people []ident.Person, prog ident.Program) error {
	var c fault.Check
	c.That(p.Name != "" && utf8.RuneCountInString(p.Name) <= 200, "name", "bad_name", "A panel has a name of at most 200 characters.")
	c.That(in.LoadLimit == nil || *in.LoadLimit > 0, "loadLimit", "bad_load", "A load limit is at least one.")
	for i, person := range people {
		c.That(slices.Index(people, person) == i, fmt.Sprintf("members.%d", i), "twice", "This person is named twice.")
	}
	found, err := s.Store.Candidates(ctx, prog, people)
	if err != nil {
		return err
	}
	for i, person := range people {
		refuseCandidate(&c, fmt.Sprintf("members.%d", i), person, found)
	}
	barred, err := s.barred(ctx, in.Cycle, people)
	if err != nil {
		return err
	}
	for i, person := range people {
		c.That(!slices.Contains(barred, person), fmt.Sprintf("members.%d", i), "barred", barredWords)
	}
	return c.Err()
}

const barredWords = "A museum of this person applies in the cycle, whose rules keep its people off every panel."

func refuseCandidate(c *fault.Check, path string, person ident.Person, found []Candidate) {
	i := slices.IndexFunc(found, func(x Candidate) bool { return x.Person == person })
	if i < 0 {
		c.Refuse(path, "not_found", "There is no such person.")
		return
	}
	c.That(!found[i].Staff, path, "staff", "%s is staff of this program and does not review in it.", found[i].Name)
}

// AddMember puts a person on the panel, or changes their load limit or who chairs.
func (s *Service) AddMember(ctx context.Context, in AddMemberInput) (*Panel, error) {
	return s.changePanel(ctx, in.Panel, auth.FormPanel, func(ctx context.Context, f *File) error {
		if err := f.joinable(); err != nil {
			return err
		}
		found, err := s.Store.Candidates(ctx, f.Program, []ident.Person{in.Person})
		if err != nil {
			return err
		}
		var c fault.Check
		refuseCandidate(&c, "person", in.Person, found)
		barred, err := s.barred(ctx, f.Cycle, []ident.Person{in.Person})
		if err != nil {
			return err
		}
		c.That(len(barred) == 0, "person", "barred", barredWords)
		c.That(in.LoadLimit == nil || *in.LoadLimit > 0, "loadLimit", "bad_load", "A load limit is at least one.")
		if err := c.Err(); err != nil {
			return err
		}
		m := &PanelMember{ID: ident.NewPanelMember(), Panel: f.ID, Person: in.Person, Chair: in.Chair, LoadLimit: in.LoadLimit}
		if f.member(in.Person) == nil {
			if err := s.newSeat(ctx, f, m); err != nil {
				return err
			}
		}
		if in.Chair {
			if err := s.Store.ClearChair(ctx, f.ID); err != nil {
				return err
			}
		}
		if err := s.Store.PutMember(ctx, m); err != nil {
			return err
		}
		if _, err := s.detect(ctx, f.Cycle, []ident.Person{in.Person}); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "review.add_member", f.ID, "", map[string]any{"person": in.Person, "chair": in.Chair})
	})
}

// RemoveMember takes a person off the panel; what they handed in still counts, the rest is voided.
func (s *Service) RemoveMember(ctx context.Context, in RemoveMemberInput) (*Panel, error) {
	return s.changePanel(ctx, in.Panel, auth.FormPanel, func(ctx context.Context, f *File) error {
		m := f.member(in.Person)
		var c fault.Check
		c.That(m != nil, "person", "not_found", "This person is not on the panel.")
		c.That(strings.TrimSpace(in.Reason) != "", "reason", "required", "Say why.")
		c.That(m == nil || !m.Chair, "person", "chair", "Name another chair first.")
		if err := c.Err(); err != nil {
			return err
		}
		if err := s.Store.LeaveMember(ctx, m.ID, s.Desk.Now()); err != nil {
			return err
		}
		n, err := s.Store.VoidAssignments(ctx, f.ID, in.Person, in.Reason)
		if err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "review.remove_member", f.ID, in.Reason, map[string]any{"person": in.Person, "voided": n})
	})
}

// ClosePreliminary ends the first reading; what was not handed in stays uncounted unless the chair reopens it.
func (s *Service) ClosePreliminary(ctx context.Context, in MovePanelInput) (*Panel, error) {
	return s.changePanel(ctx, in.Panel, auth.LockPanel, func(ctx context.Context, f *File) error {
		return s.movePanel(ctx, f, in.ExpectedVersion, "ClosePreliminary", "review.close_preliminary", "")
	})
}

// ResumeReading undoes ClosePreliminary with a reason, while nothing is locked.
func (s *Service) ResumeReading(ctx context.Context, in ResumeReadingInput) (*Panel, error) {
	return s.changePanel(ctx, in.Panel, auth.LockPanel, func(ctx context.Context, f *File) error {
		if strings.TrimSpace(in.Reason) == "" {
			return fault.BadField("reason", "required", "Say why reading goes on.")
		}
		return s.movePanel(ctx, f, in.ExpectedVersion, "ResumeReading", "review.resume_reading", in.Reason)
	})
}

// LockPanel ends scoring; every review handed in is locked. Reopened reviews must be in first.
func (s *Service) LockPanel(ctx context.Context, in MovePanelInput) (*Panel, error) {
	return s.changePanel(ctx, in.Panel, auth.LockPanel, func(ctx context.Context, f *File) error {
		open, err := s.Store.UnfinishedReopened(ctx, f.ID)
		if err != nil {
			return err
		}
		if open > 0 {
			return fault.New(fault.Conflict, "reopened_unfinished", "%d reopened reviews are not handed in yet.", open).With("open", open)
		}
		now := s.Desk.Now()
		f.LockedAt, f.LockedBy = &now, auth.Who(ctx).Person
		if err := s.movePanel(ctx, f, in.ExpectedVersion, "LockPanel", "review.lock_panel", ""); err != nil {
			return err
		}
		_, err = s.Store.LockReviews(ctx, f.ID)
		return err
	})
}

func (s *Service) movePanel(ctx context.Context, f *File, expected *int, verb, action, reason string) error {
	if err := fault.Expected(expected, f.Version); err != nil {
		return err
	}
	to, err := f.State.After(verb)
	if err != nil {
		return err
	}
	f.State = to
	if err := s.Store.KeepPanel(ctx, &f.Panel); err != nil {
		return err
	}
	return s.Desk.Log.Record(ctx, action, f.ID, reason, nil)
}

// changePanel loads the panel for a change, asks for the permission, and answers the panel as kept.
func (s *Service) changePanel(ctx context.Context, id ident.Panel, p auth.Permission, do func(context.Context, *File) error) (*Panel, error) {
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		f, err := s.openPanel(ctx, id, p)
		if err != nil {
			return err
		}
		return do(ctx, f)
	})
	if err != nil {
		return nil, err
	}
	return s.Panel(ctx, id)
}

func (s *Service) openPanel(ctx context.Context, id ident.Panel, p auth.Permission) (*File, error) {
	f, err := s.Store.PanelForUpdate(ctx, id, sight(ctx, auth.ViewPanel))
	if err != nil {
		return nil, err
	}
	if err := auth.Require(ctx, p, f.target()); err != nil {
		return nil, err
	}
	f.Members, err = s.Store.MembersOf(ctx, []ident.Panel{id})
	return f, err
}

func (p *Panel) member(id ident.Person) *PanelMember {
	i := slices.IndexFunc(p.Members, func(m *PanelMember) bool { return m.Person == id && m.LeftAt == nil })
	if i < 0 {
		return nil
	}
	return p.Members[i]
}

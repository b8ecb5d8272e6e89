package review

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/assignment"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// AssignmentProblem is what an exact assignment was asked, kept so that its answer can be found and explained again.
type AssignmentProblem struct {
	ID      ident.AssignmentPlan `bun:"id,pk"`
	Panel   ident.Panel          `bun:"panel_id"`
	Problem json.RawMessage      `bun:"problem,type:jsonb"`
	By      ident.Person         `bun:"planned_by"`
	At      time.Time            `bun:"planned_at"`
}

func (s *Service) keepPlan(ctx context.Context, panel ident.Panel, in assignment.Problem) error {
	raw, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("write problem: %w", err)
	}
	return s.Store.AddPlan(ctx, &AssignmentProblem{ident.NewAssignmentPlan(), panel, raw, auth.Who(ctx).Person, s.Desk.Now()})
}

// ExplainAssignmentInput asks why a member was given an application by the last exact assignment, or why not.
type ExplainAssignmentInput struct {
	Panel       ident.Panel
	Application ident.Application
	Reviewer    ident.Person
}

// Explanation is why a pair was assigned or not, what it is worth, and what would turn the answer.
type Explanation struct {
	Application ident.Application
	Reviewer    ident.Person
	At          time.Time // of the assignment it explains
	Reason      assignment.Reason
	Assigned    bool
	Terms       []assignment.Term // what of the application the member knows, in points
	Fit         int
	Load        int
	Most        *int // the member's limit; nil is none
	Margin      *int // points of fit that would turn the answer; nil where fit does not decide
	Room        *int // by how much the member's limit would have to grow; nil where that would not help
	HandOvers   []HandOver
}

// HandOver is one reading that would pass to another with the opposite answer; an empty person is nobody.
type HandOver struct {
	Application ident.Application
	From, To    ident.Person
}

// ExplainAssignment solves the panel's last exact assignment again and answers for one pair.
// Who has a conflict with anything in it is FORBIDDEN: hand-overs would name it.
func (s *Service) ExplainAssignment(ctx context.Context, in ExplainAssignmentInput) (*Explanation, error) {
	f, err := s.Store.PanelFile(ctx, in.Panel, sight(ctx, auth.Assign))
	if err != nil {
		return nil, err
	}
	if err := auth.Require(ctx, auth.Assign, f.target()); err != nil {
		return nil, err
	}
	kept, err := s.Store.LastPlan(ctx, in.Panel)
	if err != nil {
		return nil, err
	}
	hidden, err := s.Store.Hidden(ctx, f.Cycle, auth.Who(ctx).Person)
	if err != nil {
		return nil, err
	}
	var problem assignment.Problem
	if err := json.Unmarshal(kept.Problem, &problem); err != nil {
		return nil, fmt.Errorf("read problem %s: %w", kept.ID, err)
	}
	if slices.ContainsFunc(problem.Proposals, func(p assignment.Proposal) bool {
		return slices.ContainsFunc(hidden, func(h ident.Application) bool { return h.String() == p.ID })
	}) {
		return nil, fault.New(fault.Forbidden, "conflicted", "You have a conflict of interest in this panel; another officer assigns it.")
	}
	plan, err := assignment.Solve(problem)
	if err != nil {
		return nil, err
	}
	answer, err := plan.Why(in.Application.String(), in.Reviewer.String())
	if err != nil {
		return nil, err
	}
	return explain(in, kept.At, answer)
}

func explain(in ExplainAssignmentInput, at time.Time, a *assignment.Answer) (*Explanation, error) {
	out := &Explanation{
		Application: in.Application, Reviewer: in.Reviewer, At: at, Reason: a.Reason, Assigned: a.Reason == assignment.Given || a.Reason == assignment.Kept,
		Terms: a.Terms, Fit: a.Fit, Load: a.Load, Most: a.Most, Margin: a.Margin, Room: a.Room, HandOvers: []HandOver{},
	}
	if a.Turn == nil {
		return out, nil
	}
	for _, m := range a.Turn.Moves {
		var h HandOver
		var err error
		if h.Application, err = ident.Parse[ident.ApplicationKind](m.Proposal); err != nil {
			return nil, err
		}
		for _, side := range []struct {
			id string
			to *ident.Person
		}{{m.From, &h.From}, {m.To, &h.To}} {
			if side.id == "" {
				continue
			}
			if *side.to, err = ident.Parse[ident.PersonKind](side.id); err != nil {
				return nil, err
			}
		}
		out.HandOvers = append(out.HandOvers, h)
	}
	return out, nil
}

// SetSkillsInput says what a member of a panel knows.
type SetSkillsInput struct {
	Panel  ident.Panel
	Person ident.Person
	Skills []assignment.Skill // kind theme, country, discipline or language; level 1 to 100 percent
}

// SetSkills keeps what a member knows, by an officer or the member; later exact assignments go by it.
func (s *Service) SetSkills(ctx context.Context, in SetSkillsInput) (*Panel, error) {
	var c fault.Check
	checkSkills(&c, in.Skills)
	if err := c.Err(); err != nil {
		return nil, err
	}
	need := auth.FormPanel
	if in.Person == auth.Who(ctx).Person {
		need = auth.ViewPanel
	}
	return s.changePanel(ctx, in.Panel, need, func(ctx context.Context, f *File) error {
		m := f.member(in.Person)
		if m == nil {
			return fault.BadField("person", "not_member", "This person is not on the panel.")
		}
		m.Skills = in.Skills
		if err := s.Store.KeepSkills(ctx, m); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "review.set_skills", f.ID, "", map[string]any{"person": in.Person, "skills": len(in.Skills)})
	})
}

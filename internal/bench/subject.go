package bench

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// subjects are who and what is measured, several of each, drawn from all over the world.
type subjects struct {
	officer   auth.Actor
	reviewers []auth.Actor        // with work to do in the cycle that is read now
	tasks     []task              // unfinished reviews of that cycle
	apps      []ident.Application // decided ones, spread over the years
	panels    []ident.Panel       // that are ranked, with the applications of a whole cycle
	decided   []ident.Cycle       // their cycles
	reports   []ident.Report      // one of each of those cycles
	words     []string            // what people search for
	lists     []ident.Cycle       // cycles whose applications are listed
}

// task is an assignment whose review is a draft, with a criterion to score.
type task struct {
	actor      auth.Actor
	assignment ident.Assignment
	criterion  ident.Criterion
}

// The statements spread what they pick by the hash of its id, always the same way.
const (
	pickOfficer   = `SELECT person_id FROM role_grants WHERE role = 'program_officer' AND revoked_at IS NULL LIMIT 1`
	pickReviewers = `SELECT reviewer_id FROM assignments s JOIN panels p ON p.id = s.panel_id WHERE p.state = 'reading' AND s.state = 'draft'
GROUP BY reviewer_id ORDER BY count(*) DESC, md5(reviewer_id::text) LIMIT 16`
	pickTasks = `SELECT s.reviewer_id, s.id, k.id FROM assignments s JOIN panels p ON p.id = s.panel_id
JOIN LATERAL (SELECT id FROM criteria WHERE cycle_id = p.cycle_id ORDER BY ordinal LIMIT 1) k ON true
WHERE p.state = 'reading' AND s.state = 'draft' ORDER BY md5(s.id::text) LIMIT 64`
	pickApplications = `SELECT id FROM applications WHERE state IN ('awarded', 'declined') ORDER BY md5(id::text) LIMIT 64`
	pickPanels       = `SELECT p.id, p.cycle_id FROM panels p WHERE p.state = 'ranked' ORDER BY p.formed_at DESC LIMIT 4`
	pickCycles       = `SELECT id FROM cycles ORDER BY year LIMIT 20`
)

// each reads pairs or single ids, as many columns as there are places to put them.
func (b *bench) each(ctx context.Context, query string, into []any, do func() error) error {
	rows, err := b.Office.DB.Pool.Query(ctx, query)
	if err != nil {
		return fmt.Errorf("pick subjects: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return fmt.Errorf("pick subjects: %w", err)
		}
		if err := do(); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("pick subjects: %w", err)
	}
	return nil
}

// actor is a person with every role in force, staff with a second factor.
func (b *bench) actor(ctx context.Context, p uuid.UUID) (auth.Actor, error) {
	a, err := b.Office.Account.Actor(ctx, ident.From[ident.PersonKind](p), true, "web")
	if err != nil {
		return a, fmt.Errorf("find actor: %w", err)
	}
	return a, nil
}

func (b *bench) subjects(ctx context.Context) (*subjects, error) {
	s := &subjects{words: []string{"film", "women", "mombasa", "missoula photography", "school", "salvador interviews"}}
	var x, y, z uuid.UUID
	var people []uuid.UUID
	err := b.each(ctx, pickOfficer, []any{&x}, func() error { people = append(people, x); return nil })
	if err == nil && len(people) == 1 {
		s.officer, err = b.actor(ctx, people[0])
	}
	if err != nil {
		return nil, err
	}
	if len(people) == 0 {
		return nil, fmt.Errorf("nobody is a program officer here; fill the database with vitrine sample")
	}
	people = nil
	if err := b.each(ctx, pickReviewers, []any{&x}, func() error { people = append(people, x); return nil }); err != nil {
		return nil, err
	}
	for _, p := range people {
		a, err := b.actor(ctx, p)
		if err != nil {
			return nil, err
		}
		s.reviewers = append(s.reviewers, a)
	}
	people = nil
	err = b.each(ctx, pickTasks, []any{&x, &y, &z}, func() error {
		people = append(people, x)
		s.tasks = append(s.tasks, task{assignment: ident.From[ident.AssignmentKind](y), criterion: ident.From[ident.CriterionKind](z)})
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i, p := range people {
		if s.tasks[i].actor, err = b.actor(ctx, p); err != nil {
			return nil, err
		}
	}
	return s, b.things(ctx, s)
}

func (b *bench) things(ctx context.Context, s *subjects) error {
	var x, y uuid.UUID
	if err := b.each(ctx, pickApplications, []any{&x}, func() error {
		s.apps = append(s.apps, ident.From[ident.ApplicationKind](x))
		return nil
	}); err != nil {
		return err
	}
	if err := b.each(ctx, pickCycles, []any{&x}, func() error { s.lists = append(s.lists, ident.From[ident.CycleKind](x)); return nil }); err != nil {
		return err
	}
	return b.each(ctx, pickPanels, []any{&x, &y}, func() error {
		s.panels, s.decided = append(s.panels, ident.From[ident.PanelKind](x)), append(s.decided, ident.From[ident.CycleKind](y))
		return nil
	})
}

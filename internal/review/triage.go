package review

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// AgendaItem is an application as the panel's talk takes it up: best preliminary mean first.
// The lower half, the middle one not counted to it, is not discussed unless somebody called it up; its written reviews
// stay. What the viewer is bound to counts to the better half wherever it stands, or the others would tell them where.
type AgendaItem struct {
	Application      ident.Application `bun:"application_id"`
	Number           string            `bun:"number"`
	Title            string            `bun:"title"`
	LeadName         string            `bun:"lead_name"`
	Counted          int               `bun:"counted"`           // preliminary reviews handed in
	PreliminaryMilli *int              `bun:"preliminary_milli"` // nil for who may not see others' scores of it
	Place            int               `bun:"place"`             // by preliminary mean among what the viewer sees: a gap would tell where a bound one stands
	Discussed        bool              `bun:"discussed"`
	CalledUp         []*CallUp         `bun:"-"`
	Recused          []ident.Person    `bun:"-"` // members bound to it; for the chair and the office only
}

// CallUp is a panelist's or officer's wish to discuss what triage would leave out.
type CallUp struct {
	Panel       ident.Panel       `bun:"panel_id,pk"`
	Application ident.Application `bun:"application_id,pk"`
	By          ident.Person      `bun:"called_by,pk"`
	Reason      string            `bun:"reason"`
	At          time.Time         `bun:"at"`
}

// Agenda is the panel's applications in the order of their preliminary means once the first reading is closed.
// What the viewer is bound to is left out. Too few reviews to be judged by, it is discussed.
func (s *Service) Agenda(ctx context.Context, id ident.Panel) ([]*AgendaItem, error) {
	p, err := s.Store.PanelFile(ctx, id, sight(ctx, auth.ViewPanel))
	if err != nil {
		return nil, err
	}
	if p.State == Forming || p.State == Reading {
		return nil, fault.New(fault.Conflict, "state", "This cannot be done while the panel is %s.", p.State).With("state", p.State)
	}
	runs := true
	if _, err := s.Store.PanelFile(ctx, id, sight(ctx, auth.ViewRanking)); fault.Is(err, fault.NotFound) {
		runs = false
	} else if err != nil {
		return nil, err
	}
	items, err := s.Store.Agenda(ctx, id, auth.Who(ctx).Person, runs)
	for i, a := range items {
		a.Place = i + 1
	}
	return items, err
}

// CallUpInput asks to discuss an application that triage leaves out.
type CallUpInput struct {
	Panel       ident.Panel
	Application ident.Application
	Reason      string // may be empty
}

// CallUp puts an application back among those discussed, at any member's or officer's word; a second word of the same person changes nothing.
func (s *Service) CallUp(ctx context.Context, in CallUpInput) ([]*AgendaItem, error) {
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		f, err := s.openPanel(ctx, in.Panel, auth.ViewPanel)
		if err != nil {
			return err
		}
		me := auth.Who(ctx).Person
		if f.member(me) == nil {
			if err := auth.Require(ctx, auth.FormPanel, f.target()); err != nil {
				return err
			}
		}
		if f.State != PreliminaryClosed && f.State != Discussion {
			return fault.New(fault.Conflict, "state", "This cannot be done while the panel is %s.", f.State).With("state", f.State)
		}
		if utf8.RuneCountInString(in.Reason) > 2000 {
			return fault.BadField("reason", "too_long", "A reason has at most 2,000 characters.")
		}
		items, err := s.Store.Agenda(ctx, in.Panel, me, false)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(items, func(a *AgendaItem) bool { return a.Application == in.Application }) {
			return fault.Missing("application")
		}
		added, err := s.Store.AddCallUp(ctx, &CallUp{in.Panel, in.Application, me, strings.TrimSpace(in.Reason), s.Desk.Now()})
		if err != nil || !added {
			return err
		}
		return s.Desk.Log.Record(ctx, "review.call_up", in.Application, strings.TrimSpace(in.Reason), map[string]any{"panel": in.Panel})
	})
	if err != nil {
		return nil, err
	}
	return s.Agenda(ctx, in.Panel)
}

package budget

import (
	"context"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Sheet is the whole budget of one application with everything that judges it.
type Sheet struct {
	Application    ident.Application
	Version        int  // of the application; every change of the budget raises it
	Open           bool // its state lets the content change
	Currency       money.Currency
	CostShare      money.Ratio // of the request, as the cycle asks
	RequestedMinor int64       // as kept with the application
	ShareMinor     int64
	Program        string
	Listing        string // assistance listing of the funder award
	StartsOn       calendar.Date
	EndsOn         calendar.Date
	FormID         ident.Form
	Museums        []Museum // lead first
	Lines          []*Line
	Rates          []*Rate
	Notes          []*Note
	Rules          Rules
}

// Note is the narrative of one object class.
type Note struct {
	Application ident.Application `bun:"application_id,pk"`
	Category    Category          `bun:"category,pk"`
	Words       string            `bun:"words"`
	Version     int               `bun:"version"`
}

// Table is section B of SF-424A, by side and by who pays.
func (s *Sheet) Table() *Table { return Sum(s.Lines, s.Currency) }

// Meter shows the cost share that is needed, offered and missing.
func (s *Sheet) Meter() Meter {
	b := s.Table()
	return MeterOf(b.Requested(), b.CostShare(), s.CostShare)
}

// Line is the line of that id; nil where there is none.
func (s *Sheet) Line(id ident.BudgetLine) *Line {
	if i := slices.IndexFunc(s.Lines, func(l *Line) bool { return l.ID == id }); i >= 0 {
		return s.Lines[i]
	}
	return nil
}

// NoteOf is the narrative of an object class; empty while nobody wrote one.
func (s *Sheet) NoteOf(c Category) *Note {
	if i := slices.IndexFunc(s.Notes, func(n *Note) bool { return n.Category == c }); i >= 0 {
		return s.Notes[i]
	}
	return &Note{Application: s.Application, Category: c}
}

// Frame is what new lines of the sheet are read against.
func (s *Sheet) Frame(today calendar.Date) Frame {
	return Frame{Currency: s.Currency, Museums: s.Museums, Today: today}
}

// Organizations are the museums of the partnership, lead first.
func (s *Sheet) Organizations() []ident.Organization {
	out := make([]ident.Organization, len(s.Museums))
	for i, m := range s.Museums {
		out[i] = m.Organization
	}
	return out
}

// MayWrite tells whether the actor's side of the partnership writes the budget, for showing it open or shut.
func (s *Sheet) MayWrite(ctx context.Context, d *form.Definition) bool {
	return s.Open && s.mayWrite(ctx, d) == nil && auth.May(ctx, auth.EditApplication, auth.Target{Organizations: s.Organizations()})
}

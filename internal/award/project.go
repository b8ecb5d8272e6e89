package award

import (
	"context"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// Project is a funded partnership as anyone may read it, with its museums.
type Project struct {
	ID          ident.Award    `bun:"id"`
	Number      string         `bun:"number"`
	Title       string         `bun:"title"`
	Subject     string         `bun:"subject"`
	Kind        Kind           `bun:"kind"`
	State       State          `bun:"state"`
	AmountMinor *int64         `bun:"amount_minor"` // nil where the record does not say
	Currency    money.Currency `bun:"currency"`
	StartsOn    calendar.Date  `bun:"starts_on"`
	EndsOn      calendar.Date  `bun:"ends_on"`
	Cycle       ident.Cycle    `bun:"cycle_id"`
	CycleTitle  string         `bun:"cycle_title"`
	Program     ident.Program  `bun:"program_id"`
	ProgramName string         `bun:"program_name"`
	Year        int            `bun:"year"`
	Theme       program.Text   `bun:"theme,type:jsonb"`

	Museums []ProjectMuseum `bun:"-"` // the lead first
}

// ProjectMuseum is one museum of a project and where it stands.
type ProjectMuseum struct {
	Organization ident.Organization `bun:"organization_id"`
	Lead         bool               `bun:"lead"`
	Part         string             `bun:"part"`
	Name         string             `bun:"museum_name"`
	NameLocal    string             `bun:"name_local"`
	NameLang     string             `bun:"name_lang"`
	City         string             `bun:"city"`
	StateCode    place.State        `bun:"museum_state"`
	Country      place.Country      `bun:"country"`
	Lat          *float64           `bun:"lat"`
	Lon          *float64           `bun:"lon"`
}

// ProjectRow is a project beside one of its museums, as the store reads it.
type ProjectRow struct {
	Project
	ProjectMuseum
}

// Amount is what was awarded; nil where the record does not say.
func (p *Project) Amount() *money.Money {
	if p.AmountMinor == nil {
		return nil
	}
	m := money.New(*p.AmountMinor, p.Currency)
	return &m
}

// ProjectFilter narrows the public list of projects; empty parts do not narrow.
type ProjectFilter struct {
	Text    string // of the title, the subject or a museum, accents and case aside
	Year    int
	Country place.Country
	State   place.State
}

// Lets tells whether a project passes the filter.
func (f ProjectFilter) Lets(p *Project) bool {
	text := p.Title + " " + p.Subject
	country, state := f.Country == "", f.State == ""
	for _, m := range p.Museums {
		country = country || m.Country == f.Country
		state = state || m.StateCode == f.State
		text += " " + m.Name + " " + m.NameLocal + " " + m.City
	}
	return country && state && (f.Year == 0 || f.Year == p.Year) && strings.Contains(people.Fold(text), people.Fold(strings.TrimSpace(f.Text)))
}

// ProjectStore reads what anyone may know of awards: records of the past and what is official.
type ProjectStore interface {
	// ProjectRows are the newest thousand projects, a row for each museum; a set id asks for that one.
	ProjectRows(ctx context.Context, id ident.Award) ([]*ProjectRow, error)
}

// Projects are the funded partnerships, newest first; no sign-in is needed. A provisional award is not among them.
func (s *Service) Projects(ctx context.Context) ([]*Project, error) {
	rows, err := s.Store.ProjectRows(ctx, ident.Award{})
	return gather(rows), err
}

// Project is one funded partnership, for anyone; a provisional award is not found.
func (s *Service) Project(ctx context.Context, id ident.Award) (*Project, error) {
	if id.IsZero() {
		return nil, fault.Missing("project")
	}
	rows, err := s.Store.ProjectRows(ctx, id)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fault.Missing("project")
	}
	return gather(rows)[0], nil
}

// gather puts the museums of rows that follow each other under one project.
func gather(rows []*ProjectRow) []*Project {
	var out []*Project
	for _, r := range rows {
		if len(out) == 0 || out[len(out)-1].ID != r.Project.ID {
			p := r.Project
			out = append(out, &p)
		}
		last := out[len(out)-1]
		if !r.Organization.IsZero() && !slices.ContainsFunc(last.Museums, func(m ProjectMuseum) bool { return m.Organization == r.Organization }) {
			last.Museums = append(last.Museums, r.ProjectMuseum)
		}
	}
	return out
}

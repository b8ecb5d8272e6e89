package report

import (
	"context"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// Report is one report with its figures, without what is behind them; the funder sees it once frozen.
func (s *Service) Report(ctx context.Context, id ident.Report) (*Report, error) {
	r, err := s.Store.Report(ctx, id, visible(ctx))
	if err != nil {
		return nil, err
	}
	r.Figures, err = s.Store.Figures(ctx, r.ID, false)
	return r, err
}

// Tables are the tables A to F of a quarterly or final report; a report of the cycle has none.
func (s *Service) Tables(ctx context.Context, id ident.Report) ([]*Table, error) {
	if _, err := s.Store.Report(ctx, id, visible(ctx)); err != nil {
		return nil, err
	}
	figures, err := s.Store.Figures(ctx, id, true)
	if err != nil {
		return nil, err
	}
	return Tables(figures), nil
}

// Data is a frozen report as data, the very bytes that its hash is of; before it is frozen there is none.
func (s *Service) Data(ctx context.Context, id ident.Report) ([]byte, error) {
	r, err := s.Store.Whole(ctx, id, visible(ctx))
	if err != nil {
		return nil, err
	}
	if r.FrozenAt == nil {
		return nil, fault.Missing("report")
	}
	return r.Snapshot.Canonical(), nil
}

// Projects are what the report's map shows: every awarded project with its museums.
func (s *Service) Projects(ctx context.Context, id ident.Report) ([]*Project, error) {
	return s.Store.Projects(ctx, id, visible(ctx))
}

// Reports are a cycle's reports the viewer may see, or with no cycle those of all, newest first, without their figures.
func (s *Service) Reports(ctx context.Context, c ident.Cycle) ([]*Report, error) {
	return s.Store.Reports(ctx, c, visible(ctx))
}

// Explanation is a figure with its report and every row behind it.
type Explanation struct {
	Figure
	Title string `bun:"title"` // of the report
	State State  `bun:"state"`
	Rules []string
}

// Explain tells where a figure comes from, in one statement.
func (s *Service) Explain(ctx context.Context, id ident.Figure) (*Explanation, error) {
	e, err := s.Store.Explain(ctx, id, visible(ctx))
	if err != nil {
		return nil, err
	}
	e.Rules = Rules()
	return e, nil
}

// Portfolio is every past and official partnership, for the public map.
type Portfolio struct {
	Projects    []*Project
	Museums     int
	States      int
	District    bool
	Territories int
	Countries   []place.Country // by code, the United States never
}

// Portfolio shows anyone what the programs have done; nothing provisional, as on the page of each project.
func (s *Service) Portfolio(ctx context.Context) (*Portfolio, error) {
	museums, err := s.Store.Portfolio(ctx)
	if err != nil {
		return nil, err
	}
	return portfolio(museums), nil
}

func portfolio(museums []*MuseumFact) *Portfolio {
	f := Facts{Museums: museums}
	home, abroad := f.side(true), f.side(false)
	p := &Portfolio{Projects: projects(museums), Museums: len(home) + len(abroad)}
	for _, m := range firstOf(home, func(m *MuseumFact) place.State { return m.State }) {
		switch m.State.Kind() {
		case place.KindState:
			p.States++
		case place.KindDistrict:
			p.District = true
		case place.KindTerritory:
			p.Territories++
		}
	}
	for _, m := range firstOf(abroad, func(m *MuseumFact) place.Country { return m.Country }) {
		if m.Country != "" {
			p.Countries = append(p.Countries, m.Country)
		}
	}
	slices.Sort(p.Countries)
	return p
}

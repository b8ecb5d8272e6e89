package web

import (
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/dashboard"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// dashboardRoutes are programs at a glance.
func (s *Site) dashboardRoutes(r chi.Router) {
	r.Get("/dashboard", s.do(s.dashboards))
	r.Get("/programs/{program}/dashboard", s.do(s.dashboardPage))
}

// glance is a program at a glance.
type glance struct {
	id         ident.Program
	exceptions []*dashboard.Exception
	standings  []*dashboard.Standing
	quarters   []*dashboard.Quarter
	projects   []*award.Project
	tells      bool // the figures that were published are this program's
}

// dashboards leads to the dashboard of the one program somebody has, or lists those they have.
func (s *Site) dashboards(w http.ResponseWriter, r *http.Request) error {
	if err := need(r.Context(), auth.ViewDashboard); err != nil {
		return err
	}
	all, err := s.Program.Programs(r.Context())
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(x *program.Program) bool {
		return !auth.May(r.Context(), auth.ViewDashboard, auth.Target{Program: x.ID})
	})
	if len(all) == 1 {
		return s.goTo(w, r, dashboardURL(all[0].ID), "")
	}
	p := s.page(r, "dashboard.title")
	return s.show(w, r, http.StatusOK, p, dashboardsPage(p, all))
}

func dashboardURL(id ident.Program) string { return "/programs/" + id.String() + "/dashboard" }

func (s *Site) dashboardPage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := param[ident.ProgramKind](r, "program")
	if err != nil {
		return err
	}
	d := glance{id: id}
	names, err := s.Program.ProgramsByID(ctx, []ident.Program{id})
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return fault.Missing("page")
	}
	if d.exceptions, err = s.Dashboard.Exceptions(ctx, id); err != nil {
		return err
	}
	if d.standings, err = s.Dashboard.Standings(ctx, id); err != nil {
		return err
	}
	if d.quarters, err = s.Dashboard.Quarters(ctx, id); err != nil {
		return err
	}
	if d.projects, err = s.Award.Projects(ctx); err != nil {
		return err
	}
	d.projects = slices.DeleteFunc(d.projects, func(x *award.Project) bool { return x.Program != id })
	d.tells = names[0].Key == dashboard.Anchored
	p := s.page(r, "dashboard.title")
	p.Eyebrow, p.Lead = names[0].Name, p.T("dashboard.lead")
	return s.show(w, r, http.StatusOK, p, dashboardPage(p, d))
}

// of are the exceptions of a kind.
func (d glance) of(k dashboard.Kind) []*dashboard.Exception {
	var out []*dashboard.Exception
	for _, e := range d.exceptions {
		if e.Kind == k {
			out = append(out, e)
		}
	}
	return out
}

// out counts what is out of order, of all kinds, shown or not.
func (d glance) out() (n int) {
	for _, k := range dashboard.Kinds() {
		if list := d.of(k); len(list) > 0 {
			n += list[0].Of
		}
	}
	return n
}

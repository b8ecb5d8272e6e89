package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// composeRoutes are the pages on which programs and cycles are made, without code.
func (s *Site) composeRoutes(r chi.Router) {
	r.Get("/office/programs", s.do(s.programsPage))
	r.Get("/office/programs/new", s.do(s.newProgram))
	r.Post("/office/programs", s.do(s.addProgram))
	r.Get("/office/programs/{program}", s.do(s.programPage))
	r.Post("/office/programs/{program}", s.do(s.changeProgram))
	r.Get("/office/programs/{program}/cycles/new", s.do(s.newCycle))
	r.Post("/office/programs/{program}/cycles", s.do(s.addCycle))
	r.Get("/office/cycles/{cycle}/compose", s.do(s.composePage))
	r.Get("/office/cycles/{cycle}/compose/{part}", s.do(s.composePart))
	r.Post("/office/cycles/{cycle}/compose/{part}", s.do(s.saveComposePart))
	r.Post("/office/cycles/{cycle}/drop", s.do(s.dropCycle))
	r.Get("/office/cycles/{cycle}/rehearsal", s.do(s.rehearsalPage))
	r.Post("/office/cycles/{cycle}/rehearsal", s.do(s.playRehearsal))
}

func composeURL(id ident.Cycle) string { return cycleURL(id) + "/compose" }

func programURL(id ident.Program) string { return "/office/programs/" + id.String() }

func composeCrumbs(p view.Page, more ...view.Crumb) []view.Crumb {
	return append([]view.Crumb{{Label: p.T("officer.home"), URL: "/office"}, {Label: p.T("compose.programs"), URL: "/office/programs"}}, more...)
}

// programList is the programs the office composes with their cycles.
type programList struct {
	Programs []*program.Program
	Calls    []*program.Call
}

func (s *Site) programsPage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := need(ctx, auth.ComposeProgram); err != nil {
		return err
	}
	var v programList
	all, err := s.Program.Programs(ctx)
	if err != nil {
		return err
	}
	for _, x := range all {
		if auth.May(ctx, auth.ComposeProgram, auth.Target{Program: x.ID}) {
			v.Programs = append(v.Programs, x)
		}
	}
	if v.Calls, err = s.Program.Calls(ctx); err != nil {
		return err
	}
	p := s.page(r, "compose.programs")
	p.Lead = p.T("compose.programs.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}}
	return s.show(w, r, http.StatusOK, p, programsContent(p, v))
}

// programEdit is the form of a program, new or not.
type programEdit struct {
	Program *program.Program // nil for a new one
	Models  []*program.Program
	Funders []*fund.Funder
	again
}

func (s *Site) programEditing(ctx context.Context, a again) (programEdit, error) {
	e := programEdit{again: a}
	if err := need(ctx, auth.ComposeProgram); err != nil {
		return e, err
	}
	var err error
	if e.Funders, err = s.Fund.Funders(ctx); err != nil {
		return e, err
	}
	e.Models, err = s.Program.Programs(ctx)
	return e, err
}

func (s *Site) newProgram(w http.ResponseWriter, r *http.Request) error {
	return s.drawNewProgram(w, r, again{})
}

func (s *Site) drawNewProgram(w http.ResponseWriter, r *http.Request, a again) error {
	e, err := s.programEditing(r.Context(), a)
	if err != nil {
		return err
	}
	p := s.page(r, "compose.program.new")
	p.Crumbs = composeCrumbs(p)
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return programForm(p, e) })
}

func (s *Site) addProgram(w http.ResponseWriter, r *http.Request) error {
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in := program.ComposeProgramInput{
			Key: q.Get("key"), Name: q.Get("name"), Administrator: q.Get("administrator"), Applicant: program.Applicant(q.Get("applicant")),
			SummaryEn: q.Get("summaryEn"), SummaryEs: q.Get("summaryEs"), SummaryZh: q.Get("summaryZh"),
		}
		in.Funder, _ = ident.Parse[ident.FunderKind](q.Get("funder"))
		if from, err := ident.Parse[ident.ProgramKind](q.Get("from")); err == nil {
			in.From = &from
		}
		x, err := s.Program.ComposeProgram(r.Context(), in)
		if err != nil {
			return "", "", err
		}
		return programURL(x.ID), s.page(r, "compose.program.new").T("compose.kept"), nil
	}, func(a again) error { return s.drawNewProgram(w, r, a) })
}

func (s *Site) programPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawProgram(w, r, again{})
}

func (s *Site) drawProgram(w http.ResponseWriter, r *http.Request, a again) error {
	id, err := param[ident.ProgramKind](r, "program")
	if err != nil {
		return err
	}
	e, err := s.programEditing(r.Context(), a)
	if err != nil {
		return err
	}
	found, err := s.Program.ProgramsByID(r.Context(), []ident.Program{id})
	if err != nil {
		return err
	}
	if len(found) == 0 || !auth.May(r.Context(), auth.ComposeProgram, auth.Target{Program: id}) {
		return fault.Missing("page")
	}
	e.Program = found[0]
	p := s.page(r, "compose.program")
	p.Title, p.TitleLang, p.Eyebrow = e.Program.Name, "en", p.T("compose.program")
	p.Crumbs = composeCrumbs(p)
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return programForm(p, e) })
}

func (s *Site) changeProgram(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.ProgramKind](r, "program")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in := program.ChangeProgramInput{
			Program: id, Name: q.Get("name"), Administrator: q.Get("administrator"), Applicant: program.Applicant(q.Get("applicant")),
			SummaryEn: q.Get("summaryEn"), SummaryEs: q.Get("summaryEs"), SummaryZh: q.Get("summaryZh"), ExpectedVersion: versionOf(q),
		}
		in.Funder, _ = ident.Parse[ident.FunderKind](q.Get("funder"))
		_, err := s.Program.ChangeProgram(r.Context(), in)
		return programURL(id), s.page(r, "compose.program").T("compose.kept"), err
	}, func(a again) error { return s.drawProgram(w, r, a) })
}

// cycleBegin is the form that begins a cycle.
type cycleBegin struct {
	Program *program.Program
	Models  []*program.Call
	Year    int
	again
}

func (s *Site) newCycle(w http.ResponseWriter, r *http.Request) error {
	return s.drawNewCycle(w, r, again{})
}

func (s *Site) drawNewCycle(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	if err := need(ctx, auth.ComposeProgram); err != nil {
		return err
	}
	id, err := param[ident.ProgramKind](r, "program")
	if err != nil {
		return err
	}
	found, err := s.Program.ProgramsByID(ctx, []ident.Program{id})
	if err != nil {
		return err
	}
	if len(found) == 0 || !auth.May(ctx, auth.ComposeProgram, auth.Target{Program: id}) {
		return fault.Missing("page")
	}
	v := cycleBegin{Program: found[0], Year: s.Now().Year(), again: a}
	if v.Models, err = s.Program.Calls(ctx); err != nil {
		return err
	}
	for _, c := range v.Models {
		if c.Program == id {
			v.Year = max(v.Year, c.Year+1)
		}
	}
	p := s.page(r, "compose.cycle.new")
	p.Eyebrow, p.Crumbs = v.Program.Name, composeCrumbs(p)
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return newCycleForm(p, v) })
}

func (s *Site) addCycle(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.ProgramKind](r, "program")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in := program.ComposeCycleInput{Program: id, Title: q.Get("title")}
		in.Year, _ = strconv.Atoi(q.Get("year"))
		if from, err := ident.Parse[ident.CycleKind](q.Get("from")); err == nil {
			in.From = &from
		}
		d, err := s.Program.ComposeCycle(r.Context(), in)
		if err != nil {
			return "", "", err
		}
		return composeURL(d.ID), s.page(r, "compose.cycle.new").T("compose.begun"), nil
	}, func(a again) error { return s.drawNewCycle(w, r, a) })
}

func (s *Site) dropCycle(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		_, err := s.Program.DropCycle(r.Context(), program.DropCycleInput{Cycle: id, ExpectedVersion: versionOf(q)})
		return "/office/programs", s.page(r, "compose.programs").T("compose.dropped"), err
	}, func(a again) error { return s.drawCompose(w, r, id, a) })
}

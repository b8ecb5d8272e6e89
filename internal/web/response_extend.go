package web

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// extensionRoutes are where the office grants one application more time.
func (s *Site) extensionRoutes(r chi.Router) {
	r.Get("/extend", s.do(s.extendForm))
	r.Post("/extend", s.do(s.extend))
}

// extendView is one application with the time it has and the time it was granted before.
type extendView struct {
	writing
	Granted []*application.Extension
	Names   map[ident.Person]string
	again
}

func (s *Site) extendForm(w http.ResponseWriter, r *http.Request) error {
	return s.extendPage(w, r, again{})
}

func (s *Site) extendPage(w http.ResponseWriter, r *http.Request, a again) error {
	d, err := s.written(r)
	if err != nil {
		return err
	}
	if !d.MayExtend(r.Context()) {
		return fault.Missing("page")
	}
	v := extendView{writing: d, again: a}
	if v.Granted, err = s.Application.Extensions(r.Context(), d.ID); err != nil {
		return err
	}
	var who []ident.Person
	for _, x := range v.Granted {
		who = append(who, x.GrantedBy)
	}
	if v.Names, err = s.names(r.Context(), who...); err != nil {
		return err
	}
	p := partOf(s.writingPage(r, d), d, "")
	p.Title, p.Lead = p.T("response.extend"), p.T("response.extend.lead")
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return extendPage(p, v) })
}

func (s *Site) extend(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.ApplicationKind](r, "application")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		d, err := s.written(r)
		if err != nil {
			return "", "", err
		}
		until, err := instant(q, "until", d.Zone)
		if err != nil {
			return "", "", err
		}
		_, err = s.Application.Extend(r.Context(), application.ExtendInput{Application: id, Until: until, Reason: q.Get("reason")})
		return applicationURL(id), s.page(r, "applicant.untitled").T("response.extend.done"), err
	}, func(a again) error { return s.extendPage(w, r, a) })
}

// facts are the deadline there is and what was granted so far.
func (v extendView) facts(p view.Page) []view.Fact {
	var out []view.Fact
	if due, ok := v.Cycle.Deadline(program.ProposalPhase); ok {
		out = append(out, view.Fact{Term: p.T("public.call.proposals_due"), Value: view.Moment(p, due.At, due.Location())})
	}
	if v.ExtendedUntil != nil {
		out = append(out, view.Fact{Term: p.T("response.extend.until"), Value: view.Moment(p, *v.ExtendedUntil, zoneOf(v.Zone))})
	}
	return out
}

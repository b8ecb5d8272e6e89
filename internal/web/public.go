package web

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// publicRoutes are the pages that nobody signs in for.
func (s *Site) publicRoutes(r chi.Router) {
	r.Get("/", s.do(s.home))
	r.Get("/calls", s.do(s.calls))
	r.Get("/calls/{cycle}", s.do(s.call))
	r.Get("/feeds/calls.atom", s.do(s.callsFeed))
	r.Get("/feeds/deadlines.ics", s.do(s.deadlinesFeed))
	r.Get("/projects", s.do(s.projects))
	r.Get("/projects/{award}", s.do(s.project))
	r.Get("/museums", s.do(s.museums))
	r.Get("/museums/{org}", s.do(s.museum))
	r.Get("/verify", s.do(s.verifyForm))
	r.Post("/verify", s.do(s.verifyCode))
	r.Post("/verify/file", s.do(s.verifyFile))
	r.Get("/verify/keys", s.do(s.verifyKeys))
	r.Get("/verify/{code}", s.do(s.verify))
	r.Get("/verify/{code}/record", s.do(s.verifyRecord))
	r.Get("/help", s.do(s.help))
	r.Get("/accessibility", s.do(s.accessibility))
}

func (s *Site) home(w http.ResponseWriter, r *http.Request) error {
	open, err := s.Program.OpenCalls(r.Context())
	if err != nil {
		return err
	}
	projects, err := s.Award.Projects(r.Context())
	if err != nil {
		return err
	}
	p := s.page(r, "public.home.title")
	p.Lead, p.Feed = p.T("public.home.lead"), callsFeedPath
	return s.show(w, r, http.StatusOK, p, homePage(p, open, projects))
}

func (s *Site) calls(w http.ResponseWriter, r *http.Request) error {
	all, err := s.Program.Calls(r.Context())
	if err != nil {
		return err
	}
	p := s.page(r, "public.calls.title")
	p.Lead, p.Feed = p.T("public.calls.lead"), callsFeedPath
	var open, other []*program.Call
	for _, c := range all {
		if c.OpenAt(s.Now()) {
			open = append(open, c)
		} else {
			other = append(other, c)
		}
	}
	return s.show(w, r, http.StatusOK, p, callsPage(p, open, other))
}

func (s *Site) call(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	d, err := s.Program.Cycle(r.Context(), id)
	if err != nil {
		return err
	}
	p := s.page(r, "nav.calls")
	p.Title, p.TitleLang = d.Title, "en"
	p.Eyebrow, p.Lead = d.Of.Name, d.Of.Summary.In(p.Locale())
	p.Crumbs = []view.Crumb{{Label: p.T("nav.calls"), URL: "/calls"}}
	who := auth.Who(r.Context())
	v := callView{
		Detail: d, Zone: zoneOf(d.Zone), Open: d.CheckOpen(program.ProposalPhase, s.Now()) == nil,
		MayApply: !who.SignedIn() || who.Has(auth.Coordinator, auth.Official),
	}
	return s.show(w, r, http.StatusOK, p, callPage(p, v))
}

// callView is a cycle with what its public page says of it now.
type callView struct {
	*program.Detail
	Zone     *time.Location
	Open     bool // proposals are taken at this moment
	MayApply bool // shows the way to begin
}

// zoneOf is the zone of a cycle's deadlines, UTC when its name is unknown.
func zoneOf(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return z
}

func (s *Site) verifyForm(w http.ResponseWriter, r *http.Request) error {
	p := s.page(r, "public.verify.title")
	p.Lead = p.T("public.verify.lead")
	return s.show(w, r, http.StatusOK, p, verifyPage(p, ""))
}

// verifyCode takes the typed code; a bad one comes back with the form.
func (s *Site) verifyCode(w http.ResponseWriter, r *http.Request) error {
	if err := parse(w, r); err != nil {
		return err
	}
	code, err := award.ParseCode(r.PostForm.Get("code"))
	if receipt := receiptCode(r.PostForm.Get("code")); receipt != "" {
		code, err = receipt, nil
	}
	if err != nil {
		p := s.page(r, "public.verify.title")
		p.Lead = p.T("public.verify.lead")
		p.Errors = []view.FieldError{{Field: "code", Text: p.T("public.verify.mistyped")}}
		return s.show(w, r, http.StatusUnprocessableEntity, p, verifyPage(p, r.PostForm.Get("code")))
	}
	return s.goTo(w, r, "/verify/"+code, "")
}

func (s *Site) verify(w http.ResponseWriter, r *http.Request) error {
	typed := chi.URLParam(r, "code")
	if code := receiptCode(typed); code != "" {
		return s.verifyReceipt(w, r, code)
	}
	found, err := s.Award.Verify(r.Context(), typed)
	if fault.Is(err, fault.NotFound) && !fault.HasCode(err, "bad_code") {
		return s.verifyAmendment(w, r, typed)
	}
	if err != nil {
		return s.notVerified(w, r, typed, err)
	}
	paper, err := s.signedPaper(r.Context(), typed)
	if err != nil {
		return err
	}
	p := s.page(r, "public.verified.title")
	p.Crumbs = []view.Crumb{{Label: p.T("public.verify.title"), URL: "/verify"}}
	return s.show(w, r, http.StatusOK, p, verifiedPage(p, typed, found, paper))
}

func (s *Site) help(w http.ResponseWriter, r *http.Request) error {
	p := s.page(r, "public.help.title")
	p.Lead = p.T("public.help.lead")
	return s.show(w, r, http.StatusOK, p, helpPage(p))
}

func (s *Site) accessibility(w http.ResponseWriter, r *http.Request) error {
	p := s.page(r, "public.access.title")
	p.Lead = p.T("public.access.lead")
	return s.show(w, r, http.StatusOK, p, accessPage(p))
}

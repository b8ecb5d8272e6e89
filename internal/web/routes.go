package web

import (
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/web/preference"
	"github.com/vitrine-grants/vitrine/internal/web/static"
)

// Handler is the site map: every page of the product, in the order of a grant's life.
func (s *Site) Handler() http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.GetHead, preference.Follow(s.Secure), s.sheets)
	r.Handle("/static/*", static.Handler())
	r.Method(http.MethodPost, "/preferences", preference.Handler(s.Secure))
	r.Get("/time-zone", s.do(s.zoneForm))
	r.Post("/time-zone", s.do(s.chooseZone))
	s.publicRoutes(r)
	s.openRoutes(r)
	s.museumRoutes(r)
	s.accountRoutes(r)
	s.noticeRoutes(r)
	s.applicantRoutes(r)
	s.profileRoutes(r)
	s.introductionRoutes(r)
	s.statementRoutes(r)
	s.reviewerRoutes(r)
	s.roomRoutes(r)
	s.peopleRoutes(r)
	s.officerRoutes(r)
	s.lineRoutes(r)
	s.formRoutes(r)
	s.awardRoutes(r)
	s.reportRoutes(r)
	s.adminRoutes(r)
	r.NotFound(func(w http.ResponseWriter, r *http.Request) { s.fail(w, r, fault.Missing("page")) })
	r.MethodNotAllowed(func(w http.ResponseWriter, r *http.Request) { s.fail(w, r, fault.Missing("page")) })
	return r
}

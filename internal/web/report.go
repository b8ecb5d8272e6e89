package web

import "github.com/go-chi/chi/v5"

// reportRoutes are the reports to funders, each figure with the rows behind it.
func (s *Site) reportRoutes(r chi.Router) {
	r.Get("/reports", s.do(s.reports))
	r.Post("/reports", s.do(s.assembleReport))
	r.Get("/reports/{report}", s.do(s.reportPage))
	r.Get("/reports/{report}.pdf", s.do(s.reportFile))
	r.Get("/reports/{report}/figures/{figure}", s.do(s.figurePage))
	r.Post("/reports/{report}/freeze", s.do(s.freezeReport))
}

package web

import "github.com/go-chi/chi/v5"

// reportRoutes are the reports to funders, each figure with the rows behind it.
func (s *Site) reportRoutes(r chi.Router) {
	r.Get("/reports", s.do(s.reports))
	r.Post("/reports", s.do(s.assembleReport))
	r.Get("/reports/{report}", s.do(s.reportPage))
	r.Get("/reports/{report}.pdf", s.do(s.reportFile))
	r.Get("/reports/{report}.json", s.do(s.reportData))
	r.Get("/reports/{report}/changes", s.do(s.reportChanges))
	r.Post("/reports/{report}/section", s.do(s.writeSection))
	r.Post("/reports/{report}/review", s.do(s.reviewReport))
	r.Post("/reports/{report}/send", s.do(s.sendReport))
	r.Post("/reports/{report}/answer", s.do(s.answerReport))
	r.Get("/reports/{report}/figures/{figure}", s.do(s.figurePage))
	r.Post("/reports/{report}/freeze", s.do(s.freezeReport))
}

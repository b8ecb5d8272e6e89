package web

import "github.com/go-chi/chi/v5"

// officerRoutes are the pages of the grants office, from the call to the ranking.
func (s *Site) officerRoutes(r chi.Router) {
	s.composeRoutes(r)
	s.blindRoutes(r)
	r.Get("/office", s.do(s.officeHome))
	r.Get("/office/cycles/{cycle}", s.do(s.cycleBoard))
	r.Post("/office/cycles/{cycle}/publish", s.do(s.publishCycle))
	r.Post("/office/cycles/{cycle}/review", s.do(s.openReview))
	r.Post("/office/cycles/{cycle}/phases/{phase}/deadline", s.do(s.moveDeadline))
	r.Post("/office/cycles/{cycle}/panels", s.do(s.formPanel))
	r.Get("/office/applications", s.do(s.officeApplications))
	r.Get("/office/applications/{application}", s.do(s.officeApplication))
	r.Post("/office/applications/{application}/check", s.do(s.checkApplication))
	r.Post("/office/applications/{application}/conflicts", s.do(s.recordConflict))
	r.Post("/office/applications/{application}/conflicts/{conflict}/lift", s.do(s.liftConflict))
	r.Get("/office/panels/{panel}", s.do(s.officePanel))
	r.Get("/office/panels/{panel}/live", s.do(s.panelNews))
	r.Get("/office/panels/{panel}/ranking", s.do(s.draftRanking))
	r.Get("/office/panels/{panel}/matrix", s.do(s.panelMatrix))
	r.Get("/office/panels/{panel}/conflicts", s.do(s.panelBonds))
	r.Get("/office/panels/{panel}/candidate", s.do(s.panelCandidate))
	r.Post("/office/panels/{panel}/phases", s.do(s.setPhase))
	r.Post("/office/panels/{panel}/members", s.do(s.addMember))
	r.Post("/office/panels/{panel}/members/remove", s.do(s.removeMember))
	r.Post("/office/panels/{panel}/assign", s.do(s.assignByHand))
	r.Post("/office/panels/{panel}/evenly", s.do(s.assignEvenly))
	r.Post("/office/panels/{panel}/detect", s.do(s.detectConflicts))
	r.Post("/office/panels/{panel}/rankings", s.do(s.freezeRanking))
	r.Get("/office/rankings/{ranking}", s.do(s.frozenRanking))
}

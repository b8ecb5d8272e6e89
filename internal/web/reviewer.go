package web

import "github.com/go-chi/chi/v5"

// reviewerRoutes are the pages of reviewers and of those who chair panels.
func (s *Site) reviewerRoutes(r chi.Router) {
	r.Get("/reviews", s.do(s.reviewQueue))
	r.Get("/reviews/conflicts", s.do(s.reviewConflicts))
	r.Post("/reviews/conflicts", s.do(s.declareConflicts))
	r.Get("/reviews/panels/{panel}", s.do(s.chairPanel))
	r.Get("/reviews/panels/{panel}/live", s.do(s.panelNews))
	r.Post("/reviews/panels/{panel}/sign", s.do(s.signPanel))
	r.Post("/reviews/panels/{panel}/close", s.do(s.closePanel))
	r.Post("/reviews/panels/{panel}/lock", s.do(s.lockPanel))
	r.Post("/reviews/panels/{panel}/discussion", s.do(s.openDiscussion))
	r.Post("/reviews/panels/{panel}/rescoring", s.do(s.openRescoring))
	r.Get("/reviews/panels/{panel}/member", s.do(s.memberPanel))
	r.Post("/reviews/panels/{panel}/declare", s.do(s.declareTitles))
	r.Post("/reviews/panels/{panel}/call-up", s.do(s.callUp))
	r.Get("/reviews/panels/{panel}/skills/{person}", s.do(s.memberSkills))
	r.Post("/reviews/panels/{panel}/skills/{person}", s.do(s.setSkills))
	r.Get("/reviews/panels/{panel}/applications/{application}", s.do(s.panelReviews))
	r.Post("/reviews/panels/{panel}/applications/{application}", s.do(s.reopenReview))
	r.Get("/reviews/offline", s.do(s.offlinePage))
	r.Post("/reviews/offline/form", s.do(s.takeAlong))
	r.Post("/reviews/offline/kit", s.do(s.makeKit))
	r.Get("/reviews/offline/{form}/kit.html", s.do(s.kitFile))
	r.Get("/reviews/offline/{form}/receipt", s.do(s.offlineReceipt))
	r.Post("/reviews/offline/check", s.do(s.checkOffline))
	r.Post("/reviews/offline/import", s.do(s.importOffline))
	r.Get("/reviews/{assignment}", s.do(s.readReview))
	r.Post("/reviews/{assignment}/scores/{criterion}", s.do(s.saveScore))
	r.Post("/reviews/{assignment}/overall", s.do(s.saveOverall))
	r.Post("/reviews/{assignment}/submit", s.do(s.submitReview))
	r.Post("/reviews/{assignment}/rescore", s.do(s.rescore))
	r.Post("/reviews/{assignment}/conflict", s.do(s.lateConflict))
}

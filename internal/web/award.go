package web

import "github.com/go-chi/chi/v5"

// awardRoutes are the funding line, the awards it makes and the letters that tell of them.
func (s *Site) awardRoutes(r chi.Router) {
	s.decideRoutes(r)
	s.agreementRoutes(r)
	s.paymentRoutes(r)
	s.filingRoutes(r)
	s.outreachRoutes(r)
	r.Get("/office/cycles/{cycle}/slate", s.do(s.slatePage))
	r.Post("/office/cycles/{cycle}/slate", s.do(s.draftSlate))
	r.Post("/office/cycles/{cycle}/slate/lines/{line}", s.do(s.editSlateLine))
	r.Post("/office/cycles/{cycle}/slate/lines/{line}/offer", s.do(s.offerAlternate))
	r.Post("/office/cycles/{cycle}/slate/propose", s.do(s.proposeSlate))
	r.Post("/office/cycles/{cycle}/slate/approve", s.do(s.approveSlate))
	r.Post("/office/cycles/{cycle}/slate/return", s.do(s.returnSlate))
	r.Get("/office/cycles/{cycle}/letters", s.do(s.letters))
	r.Get("/office/cycles/{cycle}/letters/live", s.do(s.lettersNews))
	r.Post("/office/cycles/{cycle}/letters/prepare", s.do(s.prepareLetters))
	r.Post("/office/cycles/{cycle}/letters/send", s.do(s.sendLetters))
	r.Get("/office/cycles/{cycle}/letters/preview", s.do(s.previewLetter))
	r.Post("/office/cycles/{cycle}/letters/undo", s.do(s.undoRelease))
	r.Get("/office/cycles/{cycle}/comments", s.do(s.commentDesk))
	r.Get("/office/applications/{application}/comments", s.do(s.letterComments))
	r.Post("/office/applications/{application}/comments", s.do(s.editComment))
	r.Post("/office/applications/{application}/comments/release", s.do(s.releaseComments))
	r.Get("/reviews/panels/{panel}/minority", s.do(s.minorityDesk))
	r.Post("/reviews/panels/{panel}/minority", s.do(s.fileMinority))
	r.Get("/letters/{letter}", s.do(s.letterPage))
	r.Get("/letters/{letter}.pdf", s.do(s.letterFile))
	r.Post("/letters/{letter}/revoke", s.do(s.revokeLetter))
	r.Get("/awards", s.do(s.awards))
	r.Get("/awards/{award}", s.do(s.awardPage))
	r.Post("/awards/{award}/rescind", s.do(s.rescindAward))
	r.Post("/awards/{award}/decline", s.do(s.declineAward))
}

package web

import "github.com/go-chi/chi/v5"

// museumRoutes are the pages of one museum's record, of claims on it, and of the register's keepers.
func (s *Site) museumRoutes(r chi.Router) {
	r.Get("/museums/{org}/record", s.do(s.museumRecord))
	r.Post("/museums/{org}/sites", s.do(s.keepSite))
	r.Post("/museums/{org}/sites/{site}/remove", s.do(s.removeSite))
	r.Post("/museums/{org}/standing", s.do(s.addStanding))
	r.Post("/museums/{org}/standing/{standing}/remove", s.do(s.removeStanding))
	r.Post("/museums/{org}/exclusions", s.do(s.recordExclusion))
	r.Post("/museums/{org}/parent", s.do(s.setParent))
	r.Get("/museums/{org}/claim", s.do(s.claimForm))
	r.Post("/museums/{org}/claim", s.do(s.claimMuseum))
	r.Post("/museums/{org}/claim/{claim}/link", s.do(s.sendClaimLink))
	r.Get("/museums/{org}/claims", s.do(s.claimsOfMuseum))
	r.Post("/museums/{org}/claims/{claim}", s.do(s.answerClaim))
	r.Get("/claims/{token}", s.do(s.claimByLink))
	r.Post("/claims/{token}", s.do(s.proveClaim))
	r.Get("/office/claims", s.do(s.claimQueue))
	r.Post("/office/claims/{claim}", s.do(s.decideClaim))
	r.Get("/office/duplicates", s.do(s.duplicates))
	r.Post("/office/duplicates/find", s.do(s.findDuplicates))
	r.Post("/office/duplicates/dismiss", s.do(s.dismissDuplicate))
	r.Get("/office/merge", s.do(s.mergePreview))
	r.Post("/office/merge", s.do(s.mergeMuseums))
	r.Get("/office/merges", s.do(s.merges))
	r.Get("/office/merges/{merge}", s.do(s.oneMerge))
	r.Post("/office/merges/{merge}/undo", s.do(s.undoMerge))
}

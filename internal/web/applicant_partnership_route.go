package web

import (
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// partnershipRoutes are the place where museums work together, the office's part in it, and the links of those without an account.
func (s *Site) partnershipRoutes(r chi.Router) {
	r.Get("/eligibility", s.do(s.eligibilityPair))
	r.Route("/partnerships/{partnership}", func(r chi.Router) {
		r.Get("/", s.do(s.partnership))
		r.Post("/confirm", s.do(s.confirmPartnership))
		r.Post("/dissolve", s.do(s.dissolvePartnership))
		r.Post("/start", s.do(s.startProposal))
		r.Get("/members", s.do(s.membersForm))
		r.Post("/members", s.do(s.changeMembers))
		r.Post("/invite", s.do(s.inviteMuseum))
		r.Post("/invitations/{invitation}/admit", s.do(s.admitInvitation))
		r.Get("/parts", s.do(s.partsForm))
		r.Post("/parts", s.do(s.saveParts))
		r.Post("/site", s.do(s.chooseSite))
		r.Post("/exceptions", s.do(s.exceptRule))
		r.Get("/endorsements/{member}", s.do(s.endorsementForm))
		r.Post("/endorsements/{member}/send", s.do(s.sendEndorsement))
		r.Post("/endorsements/{member}/record", s.do(s.recordEndorsement))
		r.Get("/endorsements/{member}/file", s.do(s.endorsementFile))
	})
	r.Get("/office/partnerships", s.do(s.officePartnerships))
	r.Get("/office/posts", s.do(s.posts))
	r.Get("/office/posts/{post}", s.do(s.postForm))
	r.Post("/office/posts/{post}", s.do(s.keepPost))
	r.Get("/endorse/{token}", s.do(s.endorsePage))
	r.Post("/endorse/{token}", s.do(s.endorseAnswer))
	r.Get("/invitations/{token}", s.do(s.invitationPage))
	r.Post("/invitations/{token}", s.do(s.takeInvitation))
}

func endorsementURL(p ident.Partnership, m ident.Member) string {
	return partnershipURL(p) + "/endorsements/" + m.String()
}

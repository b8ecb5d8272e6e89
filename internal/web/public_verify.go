package web

import (
	"net/http"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// notVerified says plainly that no such letter was sent, or that the code was mistyped; other failures go on.
func (s *Site) notVerified(w http.ResponseWriter, r *http.Request, typed string, err error) error {
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	p := s.page(r, "public.unverified.title")
	p.Crumbs = []view.Crumb{{Label: p.T("public.verify.title"), URL: "/verify"}}
	p.Lead = p.T("public.unverified.lead")
	if _, bad := award.ParseCode(typed); bad != nil {
		p.Lead = p.T("public.verify.mistyped")
	}
	return s.show(w, r, http.StatusNotFound, p, verifyPage(p, typed))
}

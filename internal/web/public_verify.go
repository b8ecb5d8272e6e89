package web

import (
	"net/http"
	"strings"

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
	if _, bad := award.ParseCode(typed); bad != nil && receiptCode(typed) == "" {
		p.Lead = p.T("public.verify.mistyped")
	}
	return s.show(w, r, http.StatusNotFound, p, verifyPage(p, typed))
}

// receiptCode is a typed code as receipts print it, in four groups; empty when it is not as long as one.
func receiptCode(typed string) string {
	bare := strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(clean(typed)))
	if len(bare) != 16 {
		return ""
	}
	return bare[:4] + "-" + bare[4:8] + "-" + bare[8:12] + "-" + bare[12:]
}

// verifyReceipt answers for the receipt of a submission: when it came in, and that it is as it was.
func (s *Site) verifyReceipt(w http.ResponseWriter, r *http.Request, code string) error {
	found, err := s.Application.VerifyReceipt(r.Context(), code)
	if err != nil {
		return s.notVerified(w, r, code, err)
	}
	p := s.page(r, "public.received.title")
	p.Crumbs = []view.Crumb{{Label: p.T("public.verify.title"), URL: "/verify"}}
	return s.show(w, r, http.StatusOK, p, receivedPage(p, code, found))
}

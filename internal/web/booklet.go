package web

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/paper"
)

// booklet is the whole proposal on paper, for its museums, the office and the reviewers it is assigned to.
func (s *Site) booklet(w http.ResponseWriter, r *http.Request) error {
	if err := need(r.Context(), auth.ViewApplication); err != nil {
		return err
	}
	id, err := param[ident.ApplicationKind](r, "application")
	if err != nil {
		return err
	}
	b, err := s.Application.Booklet(r.Context(), id, s.page(r, "booklet.get").Locale())
	if err != nil {
		return err
	}
	file, err := paper.Press{Log: s.Log}.Booklet(r.Context(), b)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Length", strconv.Itoa(len(file)))
	h.Set("Content-Disposition", fmt.Sprintf("inline; filename=%q", b.Detail.Number+".pdf"))
	_, err = w.Write(file)
	return err
}

package web

import (
	"context"
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	papers "github.com/vitrine-grants/vitrine/internal/signing"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// mostSigned bounds a file whose signature anyone may ask for.
const mostSigned = 10 << 20

// signedPaper is what the signature of a paper tells; nil for one that left before the house signed.
func (s *Site) signedPaper(ctx context.Context, typed string) (*papers.Paper, error) {
	code, err := award.ParseCode(typed)
	if err != nil {
		return nil, err
	}
	p, err := s.Signing.Paper(ctx, code)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return p, err
}

// verifySigned answers the code of a paper of which the signature is all that is told.
func (s *Site) verifySigned(w http.ResponseWriter, r *http.Request, typed string) error {
	paper, err := s.signedPaper(r.Context(), typed)
	if err == nil && paper == nil {
		err = fault.Missing("letter")
	}
	if err != nil {
		return s.notVerified(w, r, typed, err)
	}
	return s.show(w, r, http.StatusOK, s.verifiedHead(r), paperPage(s.verifiedHead(r), paper))
}

func (s *Site) verifiedHead(r *http.Request) view.Page {
	p := s.page(r, "public.verified.title")
	p.Crumbs = []view.Crumb{{Label: p.T("public.verify.title"), URL: "/verify"}}
	return p
}

// verifyFile tells what a file is: its record and signature are taken out of it, and it is kept nowhere.
func (s *Site) verifyFile(w http.ResponseWriter, r *http.Request) error {
	_, raw, err := fileOf(w, r, "file", mostSigned)
	if err != nil && fault.KindOf(err) != fault.Invalid {
		return err
	}
	why := ""
	switch {
	case err != nil || len(raw) > mostSigned:
		why = "large"
	case len(raw) == 0:
		why = "none"
	}
	if why == "" {
		paper, err := s.Signing.File(r.Context(), raw)
		if err == nil {
			return s.goTo(w, r, "/verify/"+paper.Code, s.page(r, "public.verified.title").T("paper.file.same"))
		}
		if why = amissOf(err); why == "" {
			return err
		}
	}
	p := s.page(r, "public.verify.title")
	p.Lead = p.T("public.verify.lead")
	p.Errors = []view.FieldError{{Field: "file", Text: p.Choice("paper.amiss", why)}}
	return s.show(w, r, http.StatusUnprocessableEntity, p, verifyPage(p, ""))
}

// amissOf names what is wrong with a file; empty for failures of another kind.
func amissOf(err error) string {
	for why, is := range map[string]error{
		"not_pdf": papers.ErrNotPDF, "cut": papers.ErrCut, "unsigned": papers.ErrNone, "altered": papers.ErrAltered, "key": papers.ErrKey, "time": papers.ErrTime,
	} {
		if errors.Is(err, is) {
			return why
		}
	}
	if fault.Is(err, fault.NotFound) {
		return "not_sent"
	}
	return ""
}

// verifyKeys hands out the public keys, so that files are verified without this house.
func (s *Site) verifyKeys(w http.ResponseWriter, r *http.Request) error {
	keys, err := s.Signing.Keys(r.Context())
	if err != nil {
		return err
	}
	return s.plainText(w, r, "text/plain; charset=utf-8", []byte(papers.Lines(keys)))
}

// verifyRecord hands out the newest signed record of a paper, which proves what became of it.
func (s *Site) verifyRecord(w http.ResponseWriter, r *http.Request) error {
	paper, err := s.signedPaper(r.Context(), chi.URLParam(r, "code"))
	if err == nil && paper == nil {
		err = fault.Missing("letter")
	}
	if err != nil {
		return err
	}
	text, err := paper.Statement()
	if err != nil {
		return err
	}
	return s.plainText(w, r, "application/json", []byte(text))
}

func (s *Site) plainText(w http.ResponseWriter, r *http.Request, kind string, text []byte) error {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "no-cache")
	if _, err := w.Write(text); err != nil {
		return s.broken(r.Context(), err)
	}
	return nil
}

// paperFacts are what the signature of a paper tells anyone.
func paperFacts(p view.Page, x *papers.Paper) []view.Fact {
	return []view.Fact{
		{Term: p.T("public.verify.code"), Value: codeLine(award.CodeText(x.Code))},
		{Term: p.T("public.verified.kind"), Value: view.Text(p.Choice("paper.kind", string(x.Kind)))},
		{Term: p.T("paper.number"), Value: view.Text(x.Number)},
		{Term: p.T("public.verified.to"), Value: view.Name(x.Parties[0], "")},
		{Term: p.T("public.calls.program"), Value: view.Name(x.Program, "en")},
		{Term: p.T("public.verified.date"), Value: view.Date(p, x.Issued)},
	}
}

// signedFacts are who signed, with which key.
func signedFacts(p view.Page, x *papers.Paper) []view.Fact {
	return []view.Fact{
		{Term: p.T("paper.signed.at"), Value: view.Moment(p, x.First.SignedAt, nil)},
		{Term: p.T("paper.key"), Value: codeLine(x.Key.Spaced())},
		{Term: p.T("paper.keys"), Value: view.Link(p.T("paper.keys.all"), "/verify/keys")},
		{Term: p.T("paper.record"), Value: view.Link(p.T("paper.record.newest"), "/verify/"+x.Code+"/record")},
	}
}

package web

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// signing is a proposal before its authorized official.
type signing struct {
	writing
	*application.Signable
	Sign bool // the viewer may sign for the lead museum
	Ask  bool // the viewer may ask for the signature
	Name string
	again
}

func (s *Site) signForm(w http.ResponseWriter, r *http.Request) error {
	return s.signPage(w, r, again{})
}

func (s *Site) signPage(w http.ResponseWriter, r *http.Request, a again) error {
	d, err := s.written(r)
	if err != nil {
		return err
	}
	v := signing{writing: d, again: a, Sign: d.MaySign(r.Context()), Ask: d.Submit && d.Editable(), Name: auth.Who(r.Context()).Name}
	if v.Signable, err = s.Application.Signable(r.Context(), d.ID); err != nil {
		return err
	}
	if !v.Sign && !v.Ask && v.Signable.Signature == nil {
		return fault.Missing("page")
	}
	p := partOf(s.writingPage(r, d), d, "")
	p.Title, p.Lead = p.T("sign.title"), p.T("sign.lead")
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return signPage(p, v) })
}

// sign puts the official's typed name under what they read; the hash travels in the form.
func (s *Site) sign(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.ApplicationKind](r, "application")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		if q.Get("read") != "on" {
			return "", "", fault.BadField("read", "not_certified", "Certify that you have read it and may sign for your museum.")
		}
		_, err := s.Application.Sign(r.Context(), application.SignInput{Application: id, Name: q.Get("name"), Title: q.Get("title"), Hash: q.Get("hash")})
		return applicationURL(id) + "/sign", s.page(r, "applicant.untitled").T("sign.done"), asNotice(err)
	}, func(a again) error { return s.signPage(w, r, a) })
}

func (s *Site) askSignature(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.ApplicationKind](r, "application")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		_, err := s.Application.AskSignature(r.Context(), application.AskSignatureInput{Application: id, Note: q.Get("note")})
		return applicationURL(id) + "/sign", s.page(r, "applicant.untitled").T("sign.asked"), err
	}, func(a again) error { return s.signPage(w, r, a) })
}

// signatureFacts say who signed what and when.
func signatureFacts(p view.Page, g *application.Signature, zone string) []view.Fact {
	return []view.Fact{
		{Term: p.T("sign.name"), Value: view.Name(g.Name, "")},
		{Term: p.T("sign.office"), Value: view.Name(g.Title, "")},
		{Term: p.T("sign.at"), Value: view.Moment(p, *g.SignedAt, zoneOf(zone))},
		{Term: p.T("sign.hash"), Value: codeLine(g.Hash())},
	}
}

// Signs tells whether the page of the signature has something for the viewer.
func (d writing) Signs() bool {
	return d.Signature != nil || d.Editable() && d.Submit
}

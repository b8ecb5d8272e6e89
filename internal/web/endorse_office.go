package web

import (
	"context"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// endorsing is one museum abroad with the posts that could speak on it.
type endorsing struct {
	*partnership.Detail
	Museum partnership.Museum
	Near   []partnership.Near // nearest first; for the office only
	may    bool
	again
}

// url is the page of this endorsement.
func (e endorsing) url() string { return endorsementURL(e.ID, e.Museum.Member.ID) }

func (s *Site) endorsementForm(w http.ResponseWriter, r *http.Request) error {
	return s.drawEndorsing(w, r, again{})
}

func (s *Site) drawEndorsing(w http.ResponseWriter, r *http.Request, a again) error {
	e, err := s.endorsingOf(r)
	if err != nil {
		return err
	}
	e.again = a
	p := s.page(r, "endorse.office.title")
	p.Title = p.T("endorse.office.of", "museum", e.Museum.Organization.Name)
	p.Crumbs = []view.Crumb{{Label: e.Title, URL: partnershipURL(e.ID)}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return endorsingPage(p, e) })
}

func (s *Site) endorsingOf(r *http.Request) (e endorsing, err error) {
	ctx := r.Context()
	if err := need(ctx, auth.ViewPartnership); err != nil {
		return e, err
	}
	id, err := param[ident.PartnershipKind](r, "partnership")
	if err != nil {
		return e, err
	}
	member, err := param[ident.MemberKind](r, "member")
	if err != nil {
		return e, err
	}
	if e.Detail, err = s.Partnership.Partnership(ctx, id); err != nil {
		return e, err
	}
	i := slices.IndexFunc(e.Museums, func(m partnership.Museum) bool { return m.Member.ID == member })
	if i < 0 || e.Museums[i].Member.Side == partnership.US {
		return e, fault.Missing("page")
	}
	e.Museum = e.Museums[i]
	e.may = e.State != partnership.Dissolved && mayEndorse(ctx, e.Detail)
	if !e.may {
		return e, nil
	}
	posts, err := s.Partnership.Posts(ctx)
	e.Near = partnership.Nearest(posts, e.Museum.Organization)
	return e, err
}

// mayEndorse tells whether the viewer sends and records endorsements of this partnership.
func mayEndorse(ctx context.Context, d *partnership.Detail) bool {
	return auth.May(ctx, auth.RecordEndorsement, auth.Target{Program: d.Program, Organizations: d.Organizations()})
}

func (s *Site) sendEndorsement(w http.ResponseWriter, r *http.Request) error {
	e, err := s.endorsingOf(r)
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		post, err := idOf[ident.PostKind](q, "post")
		if err != nil {
			return "", "", err
		}
		days, _ := strconv.Atoi(q.Get("days"))
		d, err := s.Partnership.SendEndorsement(r.Context(), partnership.SendEndorsementInput{
			Member: e.Museum.Member.ID, Post: post, Email: q.Get("email"), Note: q.Get("note"), Days: days,
		})
		if err != nil {
			return "", "", err
		}
		to := d.Museum(e.Museum.Organization.ID).Endorsement.Email
		return e.url(), s.page(r, "endorse.office.title").T("endorse.office.sent", "address", to), nil
	}, func(a again) error { return s.drawEndorsing(w, r, a) })
}

// recordEndorsement keeps an answer that came another way, with its file if there is one.
func (s *Site) recordEndorsement(w http.ResponseWriter, r *http.Request) error {
	e, err := s.endorsingOf(r)
	if err != nil {
		return err
	}
	name, file, err := fileOf(w, r, "file", partnership.MostFile)
	if err != nil {
		return s.drawEndorsing(w, r, after(r, err))
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		_, err := s.Partnership.Endorse(r.Context(), partnership.EndorseInput{
			Member: e.Museum.Member.ID, Post: q.Get("record.post"), State: partnership.EndorsementState(q.Get("record.state")), Reason: q.Get("record.reason"),
			OfficerName: q.Get("record.officerName"), OfficerTitle: q.Get("record.officerTitle"), FileName: name, File: file,
		})
		return e.url(), s.page(r, "endorse.office.title").T("endorse.office.recorded"), under(err, "record.")
	}, func(a again) error { return s.drawEndorsing(w, r, a) })
}

// fileOf reads one file of a form that carries files; none is empty, a form too large is refused before it is kept anywhere.
func fileOf(w http.ResponseWriter, r *http.Request, field string, most int64) (string, []byte, error) {
	r.Body = http.MaxBytesReader(w, r.Body, most+1<<20)
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		if r.PostForm == nil {
			r.PostForm = url.Values{}
		}
		return "", nil, fault.New(fault.Invalid, "bad_form", "The form could not be read; it may be too large.")
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }()
	headers := r.MultipartForm.File[field]
	if len(headers) == 0 {
		return "", nil, nil
	}
	f, err := headers[0].Open()
	if err != nil {
		return "", nil, err
	}
	defer func() { _ = f.Close() }()
	body, err := io.ReadAll(io.LimitReader(f, most+1))
	return headers[0].Filename, body, err
}

// endorsementFile hands out the answer as it came, to whoever may see the partnership; it opens nowhere by itself.
func (s *Site) endorsementFile(w http.ResponseWriter, r *http.Request) error {
	e, err := s.endorsingOf(r)
	if err != nil {
		return err
	}
	if e.Museum.Endorsement == nil || e.Museum.Endorsement.Document.IsZero() {
		return fault.Missing("file")
	}
	doc, err := s.Vault.Document(r.Context(), e.Museum.Endorsement.Document)
	if err != nil {
		return err
	}
	body, err := s.Vault.Open(r.Context(), doc.ID)
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }()
	h := w.Header()
	h.Set("Content-Type", doc.MediaType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": doc.Name}))
	h.Set("Content-Length", strconv.FormatInt(doc.Size, 10))
	h.Set("Content-Security-Policy", "sandbox")
	_, err = io.Copy(w, body)
	return err
}

package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/response"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// fileView is one question for files: what it has, and room for more.
type fileView struct {
	answered
	Question *form.Question
	Section  *form.Section
	Files    []*document.Document // of this question
	Mine     bool
	again
}

// filesIn puts the files of a subject at hand for the questions that ask them; at is the address of its pages.
func (s *Site) filesIn(ctx context.Context, subject, at string, sections []form.Section, answers form.Answers, h *answerHelp) error {
	if !slices.ContainsFunc(sections, func(section form.Section) bool {
		return slices.ContainsFunc(section.Questions, func(q form.Question) bool { return q.Kind == form.File && answers[q.Key] != "" })
	}) {
		return nil
	}
	all, err := s.Response.Files(ctx, subject)
	if err != nil {
		return err
	}
	h.Files = map[string]view.File{}
	for _, f := range all {
		h.Files[f.ID.String()] = shownFile(at, f)
	}
	return nil
}

func shownFile(at string, f *document.Document) view.File {
	_, ext, _ := strings.Cut(f.MediaType, "/")
	if i := strings.LastIndex(f.Name, "."); i >= 0 {
		ext = f.Name[i+1:]
	}
	out := view.File{Name: f.Name, URL: at + "/attachments/" + f.ID.String(), Type: strings.ToUpper(ext), Size: f.Size, Download: true}
	if f.ErasedAt != nil {
		day := calendar.Of(*f.ErasedAt, time.UTC)
		out.Erased = &day
	}
	return out
}

func (s *Site) answerFiles(w http.ResponseWriter, r *http.Request, k answerPages) error {
	return s.filesPage(w, r, k, again{})
}

func (s *Site) filesPage(w http.ResponseWriter, r *http.Request, k answerPages, a again) error {
	d, err := k.Read(r)
	if err != nil {
		return err
	}
	section, q, ok := d.Form.Definition.Find(chi.URLParam(r, "question"))
	if !ok || q.Kind != form.File {
		return fault.Missing("question")
	}
	v := fileView{answered: d, Question: q, Section: section, Mine: d.MayWrite(r.Context(), section), again: a}
	all, err := s.Response.Files(r.Context(), d.Name)
	if err != nil {
		return err
	}
	chosen := form.Chosen(d.Answers[q.Key])
	for _, f := range all {
		for _, id := range chosen {
			if id == f.ID.String() {
				v.Files = append(v.Files, f)
			}
		}
	}
	p := k.Page(r, d)
	p.Title = inWords(q.Label, p.Locale())
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return filesPage(p, v) })
}

// attachFile takes a whole file from a plain form, and goes back to the question.
func (s *Site) attachFile(w http.ResponseWriter, r *http.Request, k answerPages) error {
	err := s.attached(w, r, k)
	if err == nil {
		return s.goTo(w, r, k.URL(k.ID(r))+"/files/"+chi.URLParam(r, "question"), s.page(r, "applicant.untitled").T("response.file.kept"))
	}
	if kind := fault.KindOf(err); kind == fault.Internal || kind == fault.NotFound || kind == fault.Unauthenticated {
		return err
	}
	return s.filesPage(w, r, k, again{err: renamed(err, func(string) string { return "file" }), typed: url.Values{}})
}

func (s *Site) attached(w http.ResponseWriter, r *http.Request, k answerPages) error {
	r.Body = http.MaxBytesReader(w, r.Body, response.MostBytes+(1<<20))
	if err := r.ParseMultipartForm(4 << 20); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return fault.BadField("file", "file_too_large", "A file has at most %d MiB.", response.MostBytes>>20)
		}
		return fault.New(fault.Invalid, "bad_form", "The form could not be read; it may be too large.")
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }()
	file, head, err := r.FormFile("file")
	if err != nil {
		return fault.BadField("file", "required", "Choose a file.")
	}
	defer func() { _ = file.Close() }()
	_, err = s.Response.Attach(r.Context(), response.AttachInput{Subject: k.ID(r), Key: chi.URLParam(r, "question"), Name: head.Filename, Size: head.Size, Bytes: file})
	return err
}

func (s *Site) detachFile(w http.ResponseWriter, r *http.Request, k answerPages) error {
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		id, err := ident.Parse[ident.DocumentKind](q.Get("document"))
		if err != nil {
			return "", "", fault.Missing("file")
		}
		err = s.Response.Detach(r.Context(), response.DetachInput{Subject: k.ID(r), Key: chi.URLParam(r, "question"), Document: id})
		return k.URL(k.ID(r)) + "/files/" + chi.URLParam(r, "question"), s.page(r, "applicant.untitled").T("response.file.removed"), err
	}, func(a again) error { return s.filesPage(w, r, k, a) })
}

// attachment serves a file as a download that no page of ours runs.
func (s *Site) attachment(w http.ResponseWriter, r *http.Request, k answerPages) error {
	id, err := param[ident.DocumentKind](r, "document")
	if err != nil {
		return err
	}
	doc, file, err := s.Response.OpenFile(r.Context(), k.ID(r), id)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	h := w.Header()
	h.Set("Content-Type", doc.MediaType)
	h.Set("Content-Length", strconv.FormatInt(doc.Size, 10))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": doc.Name}))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cache-Control", "private, no-store")
	_, err = io.Copy(w, file)
	return err
}

// uploadRoutes take files in pieces, from scripts and programs: POST announces one, PATCH sends the next piece at
// Upload-Offset, HEAD says where to go on.
func (s *Site) uploadRoutes(r chi.Router) {
	r.Post("/files", s.do(s.beginUpload))
	r.Head("/files/{upload}", s.do(s.uploadOffset))
	r.Patch("/files/{upload}", s.do(s.appendUpload))
}

func (s *Site) beginUpload(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Subject, Key, Name, SHA256 string
		Size                       int64
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10)).Decode(&in); err != nil {
		return s.tellScript(w, r, fault.New(fault.Invalid, "bad_form", "Send JSON with subject, key, name, size and sha256."))
	}
	u, err := s.Response.BeginUpload(r.Context(), response.BeginUploadInput{Subject: in.Subject, Key: in.Key, Name: in.Name, Size: in.Size, SHA256: in.SHA256})
	if err != nil {
		return s.tellScript(w, r, err)
	}
	w.Header().Set("Location", "/files/"+u.ID.String())
	w.Header().Set("Upload-Offset", "0")
	return scriptAnswer(w, http.StatusCreated, map[string]any{"upload": u.ID.String(), "offset": 0, "most": response.MostChunk})
}

func (s *Site) uploadOffset(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.UploadKind](r, "upload")
	if err != nil {
		return s.tellScript(w, r, err)
	}
	u, err := s.Response.Upload(r.Context(), id)
	if err != nil {
		return s.tellScript(w, r, err)
	}
	h := w.Header()
	h.Set("Upload-Offset", strconv.FormatInt(u.Received, 10))
	h.Set("Upload-Length", strconv.FormatInt(u.Size, 10))
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Site) appendUpload(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.UploadKind](r, "upload")
	if err != nil {
		return s.tellScript(w, r, err)
	}
	offset, err := strconv.ParseInt(r.Header.Get("Upload-Offset"), 10, 64)
	if err != nil || offset < 0 {
		return s.tellScript(w, r, fault.BadField("Upload-Offset", "bad_number", "Say where the piece begins in Upload-Offset."))
	}
	piece, err := io.ReadAll(http.MaxBytesReader(w, r.Body, response.MostChunk))
	if err != nil {
		return s.tellScript(w, r, fault.BadField("bytes", "too_large", "A piece has at most %d MiB.", response.MostChunk>>20))
	}
	u, err := s.Response.Append(r.Context(), response.AppendInput{Upload: id, Offset: offset, Bytes: piece})
	var f *fault.Error
	if errors.As(err, &f) && f.Code == "offset" {
		w.Header().Set("Upload-Offset", strconv.FormatInt(f.Facts["offset"].(int64), 10))
	}
	if err != nil {
		return s.tellScript(w, r, err)
	}
	w.Header().Set("Upload-Offset", strconv.FormatInt(u.Received, 10))
	return scriptAnswer(w, http.StatusOK, map[string]any{"offset": u.Received, "document": u.Document.String()})
}

// acceptTypes are the endings a file chooser offers.
func acceptTypes(q *form.Question) string {
	var out []string
	for _, t := range acceptedBy(q) {
		out = append(out, "."+t)
		if t == "jpeg" {
			out = append(out, ".jpg")
		}
	}
	return strings.Join(out, ",")
}

func acceptWords(q *form.Question) string {
	return strings.ToUpper(strings.Join(acceptedBy(q), ", "))
}

func acceptedBy(q *form.Question) []string {
	if len(q.Accept) == 0 {
		return form.FileTypes()
	}
	return q.Accept
}

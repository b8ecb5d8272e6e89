package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/response"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// answered is something answered to a form, as the pages of its kind read it.
type answered struct {
	*response.Subject
	URL     string // its own page; its sections and the rest lie below
	Form    *form.Form
	Answers form.Answers
	Context form.Context // what the form's rules know beside the answers
	own     any          // what the pages of its kind read along, for their own use
}

// answerPages are how proposals, statements of intent and profiles differ in the pages that write them.
type answerPages struct {
	Alone  bool                                                                             // one museum writes all of it
	ID     func(r *http.Request) string                                                     // the public id in the address
	URL    func(id string) string                                                           // the page of a subject
	Read   func(r *http.Request) (answered, error)                                          // a subject with all its pages show
	Page   func(r *http.Request, d answered) view.Page                                      // begins a page below the subject's own
	Above  func(p view.Page, v answerView) templ.Component                                  // shown over the questions; may be nil
	Beside func(p view.Page, v answerView, q form.Question) templ.Component                 // shown after a question; may be nil
	Extra  func(ctx context.Context, d answered, section *form.Section, q url.Values) error // keeps what Beside asks; may be nil
}

// answerRoutes are the pages below a subject on which it is written.
func (s *Site) answerRoutes(r chi.Router, k answerPages) {
	with := func(h func(http.ResponseWriter, *http.Request, answerPages) error) http.HandlerFunc {
		return s.do(func(w http.ResponseWriter, r *http.Request) error { return h(w, r, k) })
	}
	r.Get("/sections/{section}", with(s.answerSection))
	r.Post("/sections/{section}", with(s.saveAnswerSection))
	r.Post("/answers", with(s.autosaveAnswer))
	r.Post("/here", with(s.answerHere))
	r.Get("/history", with(s.answerHistory))
	r.Post("/history", with(s.restoreAnswer))
	r.Get("/files/{question}", with(s.answerFiles))
	r.Post("/files/{question}", with(s.attachFile))
	r.Post("/files/{question}/remove", with(s.detachFile))
	r.Get("/attachments/{document}", with(s.attachment))
	r.Post("/remarks", with(s.addRemark))
	r.Post("/remarks/{remark}", with(s.settleRemark))
}

// answerView is one section as a form.
type answerView struct {
	answered
	pages   answerPages
	Section *form.Section
	Shown   map[string]bool // questions that are asked by these answers
	Mine    bool            // the viewer writes it, now
	Within  bool            // the viewer is one of those who write together
	Help    answerHelp
	Theirs  form.Answers // kept texts that differ from what was typed, at a conflict
	Remarks []*response.CommentRow
	Around  []*response.PresenceRow
	Mend    []fault.Field // answers there are that submitting would refuse
	again
}

func (s *Site) answerSection(w http.ResponseWriter, r *http.Request, k answerPages) error {
	return s.answerSectionPage(w, r, k, again{})
}

func (s *Site) answerSectionPage(w http.ResponseWriter, r *http.Request, k answerPages, a again) error {
	v, err := s.answerView(r, k, a)
	if err != nil {
		return err
	}
	p := k.Page(r, v.answered)
	p.Title = inWords(v.Section.Title, p.Locale())
	if !k.Alone {
		p.Lead = p.Choice("applicant.owner", string(v.Section.Owner))
	}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return answerSectionPage(p, v) })
}

func (s *Site) answerView(r *http.Request, k answerPages, a again) (v answerView, err error) {
	ctx := r.Context()
	v = answerView{pages: k, again: a}
	if v.answered, err = k.Read(r); err != nil {
		return v, err
	}
	if v.Section = v.section(chi.URLParam(r, "section")); v.Section == nil {
		return v, fault.Missing("section")
	}
	v.Shown = v.Form.Definition.Shown(v.Answers, v.Context)
	v.Mine, v.Within = v.MayWrite(ctx, v.Section), v.Subject.Within(ctx)
	if v.Help, err = s.helpFor(ctx, v.Section.Questions, v.Answers); err != nil {
		return v, err
	}
	v.Help.Rows = rowsOf(r, *v.Section, v.Answers)
	v.Help.Upload = func(key string) string { return v.URL + "/files/" + key }
	if err := s.filesIn(ctx, v.Name, v.URL, []form.Section{*v.Section}, v.Answers, &v.Help); err != nil {
		return v, err
	}
	if fault.HasCode(a.err, "version") {
		v.Theirs = v.differing()
	}
	if v.Mine && a.err == nil {
		v.Mend = v.mend()
	}
	if !v.Within {
		return v, nil
	}
	if v.Around, err = s.Response.Present(ctx, v.Name); err != nil {
		return v, err
	}
	all, err := s.Response.Comments(ctx, v.Name)
	v.Remarks = slices.DeleteFunc(all, func(c *response.CommentRow) bool { return c.Section != v.Section.Key })
	return v, err
}

// mend are the answers of the section that are there and would be refused; what is still missing is no news here.
func (v answerView) mend() []fault.Field {
	return slices.DeleteFunc(form.Check(&v.Form.Definition, v.Answers, true, v.Context), func(f fault.Field) bool {
		key, _ := form.KeyOf(f.Path)
		of, _, ok := v.Form.Definition.Find(key)
		return !ok || of.Key != v.Section.Key || f.Code == "required" || v.Answers[key] == ""
	})
}

// labelOf is the question that a refusal is about, in the reader's language.
func (d answered) labelOf(p view.Page, f fault.Field) string {
	key, _ := form.KeyOf(f.Path)
	if _, q, ok := d.Form.Definition.Find(key); ok {
		return inWords(q.Label, p.Locale())
	}
	return ""
}

func (d answered) section(key string) *form.Section {
	for i := range d.Form.Definition.Sections {
		if d.Form.Definition.Sections[i].Key == key {
			return &d.Form.Definition.Sections[i]
		}
	}
	return nil
}

// differing are the kept answers that are neither what the writer saw nor what they typed.
func (v answerView) differing() form.Answers {
	out := form.Answers{}
	for key, text := range answersTyped(v.Section.Questions, v.typed) {
		kept := v.Answers[key]
		saw := v.typed.Get(sawName(key))
		if text != kept && saw != response.Stamp(text) && saw != response.Stamp(kept) {
			out[key] = kept
		}
	}
	return out
}

// sawName is the input that carries the stamp of the text a question was drawn with.
func sawName(key string) string { return "saw." + key }

// saw is the stamp sent back with a question: of what is kept, or, while a refused form is mended, of what it began from.
func (v answerView) saw(q form.Question) string {
	if _, differs := v.Theirs[q.Key]; !differs && v.typed.Has(sawName(q.Key)) {
		return v.typed.Get(sawName(q.Key))
	}
	return response.Stamp(v.Answers[q.Key])
}

func (v answerView) drawn(q form.Question) questionView {
	return drawn(q, v.Answers[q.Key], v.again, v.Help)
}

// inputsTyped are the answers of a form with the stamps of what each was drawn with.
func inputsTyped(questions []form.Question, q url.Values) []response.AnswerInput {
	var out []response.AnswerInput
	for key, text := range answersTyped(questions, q) {
		out = append(out, response.AnswerInput{Key: key, Text: text, Saw: q.Get(sawName(key))})
	}
	return out
}

// saveAnswerSection keeps a whole section by its button and goes on to the next, or back to the list.
func (s *Site) saveAnswerSection(w http.ResponseWriter, r *http.Request, k answerPages) error {
	key := chi.URLParam(r, "section")
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		d, err := k.Read(r)
		if err != nil {
			return "", "", err
		}
		section := d.section(key)
		if section == nil {
			return "", "", fault.Missing("section")
		}
		rowButton(section.Questions, q)
		in := response.SaveInput{Subject: d.Name, Answers: inputsTyped(section.Questions, q)}
		if k.Extra != nil {
			if err := k.Extra(r.Context(), d, section, q); err != nil {
				return "", "", err
			}
		}
		if _, err := s.Response.Save(r.Context(), in); err != nil {
			return "", "", err
		}
		to := d.URL
		if at, ok := stays(q); ok {
			to += "/sections/" + key + at
		} else if q.Get("do") == "next" {
			to = d.next(key)
		}
		return to, s.page(r, "applicant.untitled").T("applicant.saved"), nil
	}, func(a again) error { return s.answerSectionPage(w, r, k, a) })
}

// next is the section after one, of those that are asked; after the last the list.
func (d answered) next(key string) string {
	asked := d.Form.Definition.Asked(d.Answers, d.Context)
	for i := range asked.Sections {
		if asked.Sections[i].Key == key && i+1 < len(asked.Sections) {
			return d.URL + "/sections/" + asked.Sections[i+1].Key
		}
	}
	return d.URL
}

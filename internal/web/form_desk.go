package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// formRoutes are the pages where forms are composed, one section a page.
func (s *Site) formRoutes(r chi.Router) {
	r.Get("/forms", s.do(s.formList))
	r.Post("/forms", s.do(s.beginForm))
	r.Get("/forms/{form}", s.do(s.formPage))
	r.Post("/forms/{form}", s.do(s.saveFormTitle))
	r.Post("/forms/{form}/revise", s.do(s.reviseForm))
	r.Post("/forms/{form}/publish", s.do(s.publishForm))
	r.Post("/forms/{form}/adopt", s.do(s.adoptForm))
	r.Post("/forms/{form}/discard", s.do(s.discardForm))
	r.Get("/forms/{form}/diff", s.do(s.diffForm))
	r.Get("/forms/{form}/preview/{section}", s.do(s.previewForm))
	r.Post("/forms/{form}/preview/{section}", s.do(s.tryForm))
	r.Get("/forms/{form}/sections/{section}", s.do(s.formSection))
	r.Post("/forms/{form}/sections/{section}", s.do(s.saveFormSection))
	r.Get("/forms/{form}/sections/{section}/questions/{question}", s.do(s.formQuestion))
	r.Post("/forms/{form}/sections/{section}/questions/{question}", s.do(s.saveFormQuestion))
}

func formURL(id ident.Form) string { return "/forms/" + id.String() }

func formSectionURL(id ident.Form, i int) string {
	return formURL(id) + "/sections/" + strconv.Itoa(i)
}

func formQuestionURL(id ident.Form, i, j int) string {
	return formSectionURL(id, i) + "/questions/" + strconv.Itoa(j)
}

// formDesk is one version of a form as its editor works on it.
type formDesk struct {
	*form.Form
	Findings []fault.Field // what stands in the way of publishing
	Versions []*form.Form
	Uses     []*form.Use
	Pins     []*form.Pin
	Touched  int
	Director bool // may publish and adopt
	again
}

func (s *Site) formDesk(r *http.Request) (d formDesk, err error) {
	ctx := r.Context()
	if err := need(ctx, auth.ComposeProgram); err != nil {
		return d, err
	}
	id, err := param[ident.FormKind](r, "form")
	if err != nil {
		return d, err
	}
	if d.Form, err = s.Form.Form(ctx, id); err != nil {
		return d, err
	}
	d.Director = auth.May(ctx, auth.EditProgram, auth.Target{})
	if d.PublishedAt == nil {
		copied := d.Form.Definition
		d.Findings = fieldsOf(copied.Validate())
	}
	return d, nil
}

func fieldsOf(err error) []fault.Field {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Fields
	}
	return nil
}

// whole reads what hangs on the form: its versions, answers and cycles.
func (s *Site) whole(ctx context.Context, d *formDesk) (err error) {
	if d.Versions, err = s.Form.Versions(ctx, d.Key); err != nil {
		return err
	}
	if d.Uses, err = s.Form.Uses(ctx, d.Key); err != nil {
		return err
	}
	if d.Pins, err = s.Form.Pins(ctx, d.Key); err != nil {
		return err
	}
	d.Touched, err = s.Form.DraftsTouched(ctx, d.ID)
	return err
}

// Editable tells whether this version can be changed still.
func (d formDesk) Editable() bool { return d.PublishedAt == nil }

func (d formDesk) revision() string { return strconv.Itoa(d.Revision) }

// formTop begins a page of a form, below the list of forms and, with below, the form's own page.
func (s *Site) formTop(r *http.Request, d formDesk, title string, below ...view.Crumb) view.Page {
	p := s.page(r, "form.edit.forms")
	p.Crumbs = append([]view.Crumb{{Label: p.T("nav.office"), URL: "/office"}, {Label: p.T("form.edit.forms"), URL: "/forms"}}, below...)
	p.Title = title
	p.Eyebrow = p.T("form.edit.version", "n", d.Version) + " · " + formState(p, d.Form)
	return p
}

func formState(p view.Page, f *form.Form) string {
	if f.PublishedAt == nil {
		return p.T("form.edit.draft")
	}
	return p.T("form.edit.published")
}

func formBadge(p view.Page, f *form.Form) view.Badge {
	tone := view.Good
	if f.PublishedAt == nil {
		tone = view.Waiting
	}
	return view.Badge{Label: formState(p, f), Tone: tone}
}

func (d formDesk) name(p view.Page) string { return inWords(d.Title, p.Locale()) }

func (d formDesk) crumb(p view.Page) view.Crumb {
	return view.Crumb{Label: d.name(p), URL: formURL(d.ID)}
}

func (s *Site) formList(w http.ResponseWriter, r *http.Request) error {
	return s.formListPage(w, r, again{})
}

func (s *Site) formListPage(w http.ResponseWriter, r *http.Request, a again) error {
	if err := need(r.Context(), auth.ComposeProgram); err != nil {
		return err
	}
	forms, err := s.Form.Forms(r.Context())
	if err != nil {
		return err
	}
	p := s.page(r, "form.edit.forms")
	p.Crumbs = []view.Crumb{{Label: p.T("nav.office"), URL: "/office"}}
	p.Lead = p.T("form.edit.lead")
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return formListView(p, forms, a) })
}

func formTable(p view.Page, forms []*form.Form) view.Table {
	t := view.Table{
		Caption: p.T("form.edit.forms"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("form.edit.title")}, {Title: p.T("form.edit.key")}, {Title: p.T("form.edit.version.short"), Numeric: true}, {Title: p.T("form.edit.state")}, {Title: p.T("form.edit.questions"), Numeric: true}},
		Empty:   view.Empty{Title: p.T("form.edit.none")},
	}
	for _, f := range forms {
		n := 0
		for _, section := range f.Definition.Sections {
			n += len(section.Questions)
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.Link(inWords(f.Title, p.Locale()), formURL(f.ID)), view.Text(f.Key), view.Text(strconv.Itoa(f.Version)), view.Status(formBadge(p, f)), view.Text(strconv.Itoa(n)),
		}})
	}
	return t
}

func (s *Site) beginForm(w http.ResponseWriter, r *http.Request) error {
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		f, err := s.Form.Begin(r.Context(), form.BeginInput{Key: strings.TrimSpace(q.Get("key")), Title: strings.TrimSpace(q.Get("title"))})
		if err != nil {
			return "", "", err
		}
		return formURL(f.ID), s.page(r, "form.edit.forms").T("form.edit.begun"), nil
	}, func(a again) error { return s.formListPage(w, r, a) })
}

func (s *Site) formPage(w http.ResponseWriter, r *http.Request) error {
	return s.formPageAgain(w, r, again{})
}

func (s *Site) formPageAgain(w http.ResponseWriter, r *http.Request, a again) error {
	d, err := s.formDesk(r)
	if err != nil {
		return err
	}
	if err := s.whole(r.Context(), &d); err != nil {
		return err
	}
	d.again = a
	p := s.formTop(r, d, "")
	p.Title = d.name(p)
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return formView(p, d) })
}

// formAct does one thing with a form by a button and goes on.
func (s *Site) formAct(w http.ResponseWriter, r *http.Request, do func(ctx context.Context, id ident.Form, q url.Values) (to string, words string, err error)) error {
	id, err := param[ident.FormKind](r, "form")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) { return do(r.Context(), id, q) },
		func(a again) error { return s.formPageAgain(w, r, a) })
}

func (s *Site) reviseForm(w http.ResponseWriter, r *http.Request) error {
	return s.formAct(w, r, func(ctx context.Context, id ident.Form, _ url.Values) (string, string, error) {
		f, err := s.Form.Revise(ctx, form.ReviseInput{Form: id})
		if err != nil {
			return "", "", err
		}
		return formURL(f.ID), "", nil
	})
}

func (s *Site) publishForm(w http.ResponseWriter, r *http.Request) error {
	return s.formAct(w, r, func(ctx context.Context, id ident.Form, _ url.Values) (string, string, error) {
		_, err := s.Form.Publish(ctx, form.PublishInput{Form: id})
		return formURL(id), s.page(r, "form.edit.forms").T("form.edit.is_published"), err
	})
}

func (s *Site) adoptForm(w http.ResponseWriter, r *http.Request) error {
	return s.formAct(w, r, func(ctx context.Context, id ident.Form, q url.Values) (string, string, error) {
		cycle, err := ident.Parse[ident.CycleKind](q.Get("cycle"))
		if err != nil {
			return "", "", fault.Missing("cycle")
		}
		n, err := strconv.Atoi(q.Get("drafts"))
		if err != nil {
			return "", "", fault.Missing("page")
		}
		done, err := s.Form.Adopt(ctx, form.AdoptInput{Form: id, Cycle: cycle, Drafts: n})
		if err != nil {
			return "", "", err
		}
		return formURL(id), s.page(r, "form.edit.forms").N("form.edit.adopted", done.Moved), nil
	})
}

func (s *Site) discardForm(w http.ResponseWriter, r *http.Request) error {
	return s.formAct(w, r, func(ctx context.Context, id ident.Form, _ url.Values) (string, string, error) {
		return "/forms", s.page(r, "form.edit.forms").T("form.edit.discarded"), s.Form.Discard(ctx, form.DiscardInput{Form: id})
	})
}

// saveFormTitle keeps the form's title, and adds, moves or takes away a section.
func (s *Site) saveFormTitle(w http.ResponseWriter, r *http.Request) error {
	return s.formAct(w, r, func(ctx context.Context, id ident.Form, q url.Values) (string, string, error) {
		f, err := s.Form.Form(ctx, id)
		if err != nil {
			return "", "", err
		}
		in := saving(f, q)
		in.Title = inLanguages(q, "title", f.Title)
		to := formURL(id)
		verb, n := numbered(q.Get("do"))
		sections := &in.Definition.Sections
		switch {
		case verb == "add":
			*sections = append(*sections, form.Section{Key: freeKey("section", func(k string) bool { return sectionAt(*sections, k) >= 0 }), Title: map[string]string{"en": s.page(r, "form.edit.forms").T("form.edit.section.new")}, Owner: form.Shared})
			to = formSectionURL(id, len(*sections)-1)
		case verb != "" && n >= 0 && n < len(*sections):
			*sections = shifted(*sections, verb, n)
		}
		_, err = s.Form.Save(ctx, in)
		return to, s.page(r, "form.edit.forms").T("form.edit.saved"), err
	})
}

// saving is the form as it is, under the revision that the page showed.
func saving(f *form.Form, q url.Values) form.SaveInput {
	n, err := strconv.Atoi(q.Get("version"))
	if err != nil {
		n = f.Revision
	}
	d := form.Definition{Sections: append([]form.Section{}, f.Definition.Sections...)}
	return form.SaveInput{Form: f.ID, Title: f.Title, Definition: d, Revision: n}
}

// numbered splits a button's value such as up.3.
func numbered(do string) (string, int) {
	verb, number, ok := strings.Cut(do, ".")
	if !ok {
		return verb, -1
	}
	n, err := strconv.Atoi(number)
	if err != nil {
		return "", -1
	}
	return verb, n
}

// shifted moves one of a list up or down, or takes it away.
func shifted[T any](list []T, verb string, n int) []T {
	out := append([]T{}, list...)
	switch {
	case verb == "up" && n > 0:
		out[n-1], out[n] = out[n], out[n-1]
	case verb == "down" && n+1 < len(out):
		out[n], out[n+1] = out[n+1], out[n]
	case verb == "remove":
		out = append(out[:n], out[n+1:]...)
	}
	return out
}

func freeKey(stem string, taken func(string) bool) string {
	for n := 1; ; n++ {
		if key := stem + "_" + strconv.Itoa(n); !taken(key) {
			return key
		}
	}
}

func sectionAt(sections []form.Section, key string) int {
	for i := range sections {
		if sections[i].Key == key {
			return i
		}
	}
	return -1
}

// inLanguages reads a text in the product's languages; languages not asked stay.
func inLanguages(q url.Values, name string, was map[string]string) map[string]string {
	out := map[string]string{}
	for lang, text := range was {
		out[lang] = text
	}
	for _, l := range catalog.Languages() {
		if !q.Has(name + "." + l.Tag) {
			continue
		}
		if text := strings.TrimSpace(strings.ReplaceAll(q.Get(name+"."+l.Tag), "\r\n", "\n")); text != "" {
			out[l.Tag] = text
		} else {
			delete(out, l.Tag)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

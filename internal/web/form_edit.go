package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// sectionDesk is one section of a form in its editor, or one question of it.
type sectionDesk struct {
	formDesk
	I, J int // place of the section, and of the question or -1
}

func (d sectionDesk) section() form.Section { return d.Definition.Sections[d.I] }

func (d sectionDesk) question() form.Question { return d.section().Questions[d.J] }

// under is the path of what the page shows, as findings name it.
func (d sectionDesk) under() string {
	at := "sections." + strconv.Itoa(d.I) + "."
	if d.J >= 0 {
		at += "questions." + strconv.Itoa(d.J) + "."
	}
	return at
}

func (s *Site) sectionDesk(r *http.Request) (d sectionDesk, err error) {
	if d.formDesk, err = s.formDesk(r); err != nil {
		return d, err
	}
	d.J = -1
	if d.I, err = strconv.Atoi(chi.URLParam(r, "section")); err != nil || d.I < 0 || d.I >= len(d.Definition.Sections) {
		return d, fault.Missing("section")
	}
	if at := chi.URLParam(r, "question"); at != "" {
		if d.J, err = strconv.Atoi(at); err != nil || d.J < 0 || d.J >= len(d.section().Questions) {
			return d, fault.Missing("question")
		}
	}
	return d, nil
}

// marked puts what stands in the way of publishing at the fields of the page that shows them.
func (d sectionDesk) marked(p view.Page) view.Page {
	for _, f := range d.Findings {
		name, ok := strings.CutPrefix(f.Path, d.under())
		if !ok || (d.J < 0 && strings.HasPrefix(name, "questions.")) {
			continue
		}
		if name == "label" || name == "title" || strings.HasSuffix(name, ".message") {
			name += "." + catalog.English
		}
		for _, list := range []string{"options", "columns"} {
			if strings.HasPrefix(name, list+".") {
				name = list
			}
		}
		p.Errors = append(p.Errors, view.FieldError{Field: name, Text: p.FieldFault(f)})
	}
	return p
}

// findingsOf counts what is wrong under a path, for the lists of sections and questions.
func (d formDesk) findingsOf(under string) int {
	n := 0
	for _, f := range d.Findings {
		if strings.HasPrefix(f.Path, under) {
			n++
		}
	}
	return n
}

func (s *Site) formSection(w http.ResponseWriter, r *http.Request) error {
	return s.formSectionPage(w, r, again{})
}

func (s *Site) formSectionPage(w http.ResponseWriter, r *http.Request, a again) error {
	d, err := s.sectionDesk(r)
	if err != nil {
		return err
	}
	d.again = a
	p := s.formTop(r, d.formDesk, "")
	p.Crumbs = append(p.Crumbs, d.crumb(p))
	p.Title = orDash(inWords(d.section().Title, p.Locale()))
	if a.err == nil {
		p = d.marked(p)
	}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return formSectionView(p, d) })
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// saveFormSection keeps a section's own words, and adds, moves or takes away a question.
func (s *Site) saveFormSection(w http.ResponseWriter, r *http.Request) error {
	return s.formPart(w, r, func(d sectionDesk, q url.Values, in *form.SaveInput) (string, error) {
		x := &in.Definition.Sections[d.I]
		x.Key, x.Owner, x.When = strings.TrimSpace(q.Get("key")), form.Owner(q.Get("owner")), strings.TrimSpace(q.Get("when"))
		x.Title, x.Help = inLanguages(q, "title", x.Title), inLanguages(q, "help", x.Help)
		verb, n := numbered(q.Get("do"))
		switch {
		case verb == "add":
			key := freeKey("question", func(k string) bool { _, _, taken := in.Definition.Find(k); return taken })
			x.Questions = append(append([]form.Question{}, x.Questions...), fresh(key, form.Kind(q.Get("kind")), s.page(r, "form.edit.forms").T("form.edit.question.new")))
			return formQuestionURL(d.ID, d.I, len(x.Questions)-1), nil
		case n >= 0 && n < len(x.Questions):
			x.Questions = shifted(x.Questions, verb, n)
		}
		return formSectionURL(d.ID, d.I), nil
	}, s.formSectionPage)
}

// fresh is a new question that is sound from the start.
func fresh(key string, kind form.Kind, label string) form.Question {
	q := form.Question{Key: key, Kind: kind, Label: map[string]string{"en": label}}
	option := []form.Option{{Key: "first", Label: map[string]string{"en": "First"}}}
	switch kind {
	case form.Choice, form.Several:
		q.Options = option
	case form.Table:
		q.Columns = []form.Column{{Key: "first", Kind: form.ShortText, Label: map[string]string{"en": "First"}}}
	}
	return q
}

// formPart changes one part of a draft and saves the whole of it.
func (s *Site) formPart(w http.ResponseWriter, r *http.Request, change func(sectionDesk, url.Values, *form.SaveInput) (string, error), back func(http.ResponseWriter, *http.Request, again) error) error {
	d, err := s.sectionDesk(r)
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in := saving(d.Form, q)
		to, err := change(d, q, &in)
		if err != nil {
			return "", "", err
		}
		_, err = s.Form.Save(r.Context(), in)
		return to, s.page(r, "form.edit.forms").T("form.edit.saved"), err
	}, func(a again) error { return back(w, r, a) })
}

func (s *Site) formQuestion(w http.ResponseWriter, r *http.Request) error {
	return s.formQuestionPage(w, r, again{})
}

func (s *Site) formQuestionPage(w http.ResponseWriter, r *http.Request, a again) error {
	d, err := s.sectionDesk(r)
	if err != nil {
		return err
	}
	d.again = a
	p := s.formTop(r, d.formDesk, "")
	p.Crumbs = append(p.Crumbs, d.crumb(p), view.Crumb{Label: orDash(inWords(d.section().Title, p.Locale())), URL: formSectionURL(d.ID, d.I)})
	p.Title = orDash(inWords(d.question().Label, p.Locale()))
	if a.err == nil {
		p = d.marked(p)
	}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return formQuestionView(p, d) })
}

// saveFormQuestion keeps one question; what is wrong with it is shown at its fields on the same page.
func (s *Site) saveFormQuestion(w http.ResponseWriter, r *http.Request) error {
	return s.formPart(w, r, func(d sectionDesk, q url.Values, in *form.SaveInput) (string, error) {
		x, err := questionTyped(d.question(), q)
		if err != nil {
			return "", err
		}
		questions := append([]form.Question{}, d.section().Questions...)
		questions[d.J] = x
		in.Definition.Sections[d.I].Questions = questions
		if q.Get("do") == "section" {
			return formSectionURL(d.ID, d.I), nil
		}
		return formQuestionURL(d.ID, d.I, d.J), nil
	}, s.formQuestionPage)
}

// questionTyped is a question as the editor sent it. Fields that its kind does not have are not on the page and stay.
func questionTyped(x form.Question, q url.Values) (form.Question, error) {
	var c fault.Check
	number := func(name string, was int) int {
		text := strings.TrimSpace(q.Get(name))
		if !q.Has(name) {
			return was
		}
		n, err := strconv.Atoi(text)
		c.That(text == "" || err == nil && n >= 0, name, "bad_number", "This is a whole number such as 150.")
		return n
	}
	text := func(name, was string) string {
		if !q.Has(name) {
			return was
		}
		return strings.TrimSpace(q.Get(name))
	}
	x.Key, x.Kind = strings.TrimSpace(q.Get("key")), form.Kind(q.Get("kind"))
	x.Label, x.Heading = inLanguages(q, "label", x.Label), inLanguages(q, "heading", x.Heading)
	x.Help, x.Example = inLanguages(q, "help", x.Help), inLanguages(q, "example", x.Example)
	x.Required, x.When = q.Get("required") == "on", strings.TrimSpace(q.Get("when"))
	x.MinWords, x.MaxWords, x.MaxChars = number("minWords", x.MinWords), number("maxWords", x.MaxWords), number("maxChars", x.MaxChars)
	x.MinRows, x.MaxRows, x.MaxFiles = number("minRows", x.MinRows), number("maxRows", x.MaxRows), number("maxFiles", x.MaxFiles)
	x.Min, x.Max = text("min", x.Min), text("max", x.Max)
	x.Currency = money.Currency(text("currency", string(x.Currency)))
	if q.Has("options") {
		x.Options = form.ParseOptions(q.Get("options"))
	}
	if q.Has("columns") {
		columns, err := form.ParseColumns(q.Get("columns"), x.Columns)
		if err != nil {
			return x, err
		}
		x.Columns = columns
	}
	if x.Kind == form.File {
		x.Accept = q["accept"]
	}
	x.Rules = rulesTyped(x.Rules, q)
	return unlike(x), c.Err()
}

// unlike drops what another kind of question had, so that changing the kind leaves nothing behind.
func unlike(x form.Question) form.Question {
	has := fieldsFor(x.Kind)
	if !has["options"] {
		x.Options = nil
	}
	if !has["columns"] {
		x.Columns = nil
	}
	if !has["words"] {
		x.MinWords, x.MaxWords = 0, 0
	}
	if !has["chars"] {
		x.MaxChars = 0
	}
	if !has["range"] {
		x.Min, x.Max = "", ""
	}
	if !has["currency"] {
		x.Currency = ""
	}
	if !has["rows"] {
		x.MinRows, x.MaxRows = 0, 0
	}
	if !has["files"] {
		x.MaxFiles, x.Accept = 0, nil
	}
	return x
}

// fieldsFor are the limits a kind of question has.
func fieldsFor(k form.Kind) map[string]bool {
	switch k {
	case form.ShortText, form.LongText, form.RichText:
		return map[string]bool{"words": true, "chars": true}
	case form.Organization:
		return map[string]bool{"chars": true}
	case form.Number:
		return map[string]bool{"range": true, "chars": true}
	case form.Money:
		return map[string]bool{"range": true, "currency": true}
	case form.Choice, form.Several:
		return map[string]bool{"options": true}
	case form.File:
		return map[string]bool{"files": true}
	case form.Table:
		return map[string]bool{"columns": true, "rows": true}
	case form.Outcomes:
		return map[string]bool{"rows": true}
	}
	return nil
}

// rulesTyped are the rules of a question; one without an expression is taken away.
func rulesTyped(was []form.Rule, q url.Values) []form.Rule {
	var out []form.Rule
	for i := range len(was) + 1 {
		at := "rules." + strconv.Itoa(i)
		rule := form.Rule{}
		if i < len(was) {
			rule = was[i]
		}
		rule.Expr, rule.Code, rule.Message = strings.TrimSpace(q.Get(at+".expr")), strings.TrimSpace(q.Get(at+".code")), inLanguages(q, at+".message", rule.Message)
		if rule.Expr != "" {
			out = append(out, rule)
		}
	}
	return out
}

func (s *Site) diffForm(w http.ResponseWriter, r *http.Request) error {
	d, err := s.formDesk(r)
	if err != nil {
		return err
	}
	if d.Versions, err = s.Form.Versions(r.Context(), d.Key); err != nil {
		return err
	}
	other := d.before()
	if id, err := ident.Parse[ident.FormKind](r.URL.Query().Get("with")); err == nil {
		for _, f := range d.Versions {
			if f.ID == id {
				other = f
			}
		}
	}
	if other == nil {
		return fault.Missing("version")
	}
	p := s.formTop(r, d, "")
	p.Crumbs = append(p.Crumbs, d.crumb(p))
	p.Title = p.T("form.edit.diff.title", "was", other.Version, "now", d.Version)
	differences := form.Compare(&other.Definition, &d.Form.Definition)
	return s.show(w, r, http.StatusOK, p, formDiffView(p, differences))
}

// before is the version before this one; nil for the first.
func (d formDesk) before() *form.Form {
	for _, f := range d.Versions {
		if f.Version < d.Version {
			return f
		}
	}
	return nil
}

package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// previewDesk is a section of a form as an applicant sees it, with answers that are kept nowhere.
type previewDesk struct {
	formDesk
	I       int
	Answers form.Answers
	In      form.Context
}

func (s *Site) previewForm(w http.ResponseWriter, r *http.Request) error {
	return s.previewPage(w, r, nil)
}

// tryForm shows the section again with what was typed: which questions it calls for, and what its checks say.
func (s *Site) tryForm(w http.ResponseWriter, r *http.Request) error {
	if err := parse(w, r); err != nil {
		return err
	}
	return s.previewPage(w, r, r.PostForm)
}

func (s *Site) previewPage(w http.ResponseWriter, r *http.Request, typed url.Values) error {
	d, err := s.formDesk(r)
	if err != nil {
		return err
	}
	v := previewDesk{formDesk: d, I: sectionAt(d.Definition.Sections, chi.URLParam(r, "section")), Answers: form.Answers{}}
	if v.I < 0 {
		return fault.Missing("section")
	}
	if typed != nil {
		rowButton(v.section().Questions, typed)
		v.Answers = answersTyped(v.questions(), typed)
		v.In = form.Context{AwardedBefore: typed.Get("awarded_before") == "on", CycleYear: s.Now().Year()}
	}
	p := s.formTop(r, d, "")
	p.Crumbs = append(p.Crumbs, d.crumb(p))
	p.Title = inWords(v.section().Title, p.Locale())
	p.Eyebrow = p.T("form.edit.preview") + " · " + p.Eyebrow
	p.Lead = p.T("form.edit.preview.lead")
	if typed != nil {
		p = v.checked(p)
	}
	return s.show(w, r, http.StatusOK, p, formPreviewView(p, v))
}

func (v previewDesk) section() form.Section { return v.Definition.Sections[v.I] }

func (v previewDesk) questions() []form.Question {
	var out []form.Question
	for _, section := range v.Definition.Sections {
		out = append(out, section.Questions...)
	}
	return out
}

// asked are the questions of the section that the answers typed call for.
func (v previewDesk) asked() []form.Question {
	shown := v.Definition.Shown(v.Answers, v.In)
	var out []form.Question
	for _, q := range v.section().Questions {
		if shown[q.Key] {
			out = append(out, q)
		}
	}
	return out
}

// elsewhere are answers typed in the other sections, which travel with the preview.
func (v previewDesk) elsewhere() []view.Field {
	var out []view.Field
	for _, section := range v.Definition.Sections {
		if section.Key == v.section().Key {
			continue
		}
		for _, q := range section.Questions {
			if text := v.Answers[q.Key]; text != "" && !q.Structured() && q.Kind != form.Several {
				out = append(out, view.Field{Name: answerName(q.Key), Value: text})
			}
		}
	}
	return out
}

// checked puts what submitting would say at the fields of this section.
func (v previewDesk) checked(p view.Page) view.Page {
	for _, f := range form.Check(&v.Definition, v.Answers, true, v.In) {
		key, _ := form.KeyOf(f.Path)
		section, _, ok := v.Definition.Find(key)
		if !ok || section.Key != v.section().Key {
			continue
		}
		p.Errors = append(p.Errors, view.FieldError{Field: f.Path, Text: answerFault(p, &v.Definition, f)})
	}
	return p
}

// answerFault says why an answer is refused: in the words of the form's own rule, or in the product's.
func answerFault(p view.Page, d *form.Definition, f fault.Field) string {
	if words := d.RuleMessage(f, p.Locale()); words != "" {
		return words
	}
	return p.FieldFault(f)
}

// inForm puts the words of a form's own rules, in the reader's language, into a refusal of answers to it.
func inForm(p view.Page, d *form.Definition, err error) error {
	var f *fault.Error
	if d == nil || !errors.As(err, &f) || len(f.Fields) == 0 {
		return err
	}
	out := *f
	out.Fields = slices.Clone(f.Fields)
	for i, x := range out.Fields {
		if words := d.RuleMessage(x, p.Locale()); words != "" {
			out.Fields[i] = fault.Field{Path: x.Path, Code: formRule, Message: words}
		}
	}
	return &out
}

// formRule stands for the code of a form's own rule once its words are in the reader's language: no catalog has others.
const formRule = "form.rule"

// help is what the questions of a preview are drawn with: no records, and as many rows as were typed.
func (v previewDesk) help() answerHelp { return answerHelp{Rows: map[string]int{}} }

func previewTabs(p view.Page, v previewDesk) []view.Tab {
	var out []view.Tab
	for i, section := range v.Definition.Sections {
		out = append(out, view.Tab{Label: inWords(section.Title, p.Locale()), URL: formURL(v.ID) + "/preview/" + section.Key, Current: i == v.I})
	}
	return out
}

// usesTable are the answers that hang on the form, by cycle and version.
func usesTable(p view.Page, d formDesk) view.Table {
	t := view.Table{
		Caption: p.T("form.edit.uses"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("form.edit.cycle")}, {Title: p.T("form.edit.version.short"), Numeric: true}, {Title: p.T("form.edit.drafts"), Numeric: true}, {Title: p.T("form.edit.fixed"), Numeric: true}},
		Empty:   view.Empty{Title: p.T("form.edit.uses.none")},
	}
	for _, u := range d.Uses {
		cycle := u.CycleTitle
		if cycle == "" {
			cycle = "–"
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.Text(cycle), view.Text(p.Number(int64(u.Version))), view.Text(p.Number(int64(u.Drafts))), view.Text(p.Number(int64(u.Fixed)))}})
	}
	return t
}

// adoption is a cycle that could move to this version, with the drafts that would come along.
type adoption struct {
	*form.Pin
	Drafts int
}

func (d formDesk) adoptions() []adoption {
	var out []adoption
	for _, pin := range d.Pins {
		if pin.Form == d.ID && d.draftsIn(pin) == 0 || pin.CycleState == "closed" {
			continue
		}
		out = append(out, adoption{pin, d.draftsIn(pin)})
	}
	return out
}

func (d formDesk) draftsIn(pin *form.Pin) int {
	n := 0
	for _, u := range d.Uses {
		if u.Cycle == pin.Cycle && u.Form != d.ID {
			n += u.Drafts
		}
	}
	return n
}

// asksOf is the cycles that ask a version, in words.
func (d formDesk) asksOf(p view.Page, f *form.Form) string {
	var out []string
	for _, pin := range d.Pins {
		if pin.Form == f.ID {
			out = append(out, pin.CycleTitle)
		}
	}
	return p.List(out)
}

// differenceName is the property of a difference in words; the ones of a language carry its name.
func differenceName(p view.Page, name string) string {
	stem, lang, _ := strings.Cut(name, ".")
	switch {
	case stem == "rule":
		return p.T("form.edit.rule", "n", lang)
	case lang == "":
		return p.Choice("form.edit.part", stem)
	}
	return p.Choice("form.edit.part", stem) + " (" + lang + ")"
}

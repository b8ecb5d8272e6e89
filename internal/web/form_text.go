package web

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func questionKindOptions(p view.Page) []view.Option {
	return worded(p, "form.edit.kind", form.Kinds())
}

func ownerOptions(p view.Page) []view.Option {
	return worded(p, "applicant.owner", []form.Owner{form.Shared, form.ByLead, form.ByPartner})
}

func fileTypeOptions() []view.Option {
	var out []view.Option
	for _, t := range form.FileTypes() {
		out = append(out, view.Option{Value: t, Label: strings.ToUpper(t)})
	}
	return out
}

// questionFacts are a question's kind and limits in a line.
func questionFacts(p view.Page, q form.Question) string {
	parts := []string{q.Key, p.Choice("form.edit.kind", string(q.Kind))}
	if q.Required {
		parts = append(parts, p.T("form.edit.required"))
	}
	if q.MaxWords > 0 {
		parts = append(parts, p.N("form.words.limit", q.MaxWords))
	}
	if q.When != "" {
		parts = append(parts, p.T("form.edit.conditional"))
	}
	return strings.Join(parts, " · ")
}

// limitFields are the limits that the kind of a question has.
func limitFields(p view.Page, d sectionDesk, q form.Question) []view.Field {
	has := fieldsFor(q.Kind)
	var out []view.Field
	number := func(name string, n int, label catalog.Key) {
		text := ""
		if n != 0 {
			text = strconv.Itoa(n)
		}
		out = append(out, view.Field{Name: name, Label: p.T(label), Value: d.value(name, text), InputMode: "numeric", Short: true, Optional: true})
	}
	text := func(name, value string, label catalog.Key) {
		out = append(out, view.Field{Name: name, Label: p.T(label), Value: d.value(name, value), Short: true, Optional: true})
	}
	if has["words"] {
		number("minWords", q.MinWords, "form.edit.part.minWords")
		number("maxWords", q.MaxWords, "form.edit.part.maxWords")
	}
	if has["chars"] {
		number("maxChars", q.MaxChars, "form.edit.part.maxChars")
	}
	if has["range"] {
		text("min", q.Min, "form.edit.part.min")
		text("max", q.Max, "form.edit.part.max")
	}
	if has["currency"] {
		text("currency", string(q.Currency), "form.edit.part.currency")
	}
	if has["rows"] {
		number("minRows", q.MinRows, "form.edit.part.minRows")
		number("maxRows", q.MaxRows, "form.edit.part.maxRows")
	}
	if has["files"] {
		number("maxFiles", q.MaxFiles, "form.edit.part.maxFiles")
	}
	return out
}

func code() templ.Attributes {
	return templ.Attributes{"spellcheck": "false", "autocapitalize": "off", "class": "code"}
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return ""
}

// checked is a box as it was sent, or as it is kept.
func (d sectionDesk) checked(name string, kept bool) string {
	if d.typed != nil {
		return d.typed.Get(name)
	}
	return onOff(kept)
}

func ruleName(i int) string { return "rules." + strconv.Itoa(i) + "." }

func ruleAt(q form.Question, i int) form.Rule {
	if i < len(q.Rules) {
		return q.Rules[i]
	}
	return form.Rule{}
}

// findingURL is the page where a finding can be mended.
func (d formDesk) findingURL(f fault.Field) string {
	parts := strings.Split(f.Path, ".")
	if len(parts) < 2 || parts[0] != "sections" {
		return formURL(d.ID)
	}
	to := formURL(d.ID) + "/sections/" + parts[1]
	if len(parts) >= 4 && parts[2] == "questions" {
		to += "/questions/" + parts[3]
	}
	return to
}

// findingName says where a finding is, by the names of section and question.
func (d formDesk) findingName(p view.Page, f fault.Field) string {
	parts := strings.Split(f.Path, ".")
	at := func(i, most int) int {
		if i >= len(parts) {
			return -1
		}
		n, err := strconv.Atoi(parts[i])
		if err != nil || n < 0 || n >= most {
			return -1
		}
		return n
	}
	i := at(1, len(d.Definition.Sections))
	if i < 0 {
		return f.Path
	}
	section := d.Definition.Sections[i]
	name := orDash(inWords(section.Title, p.Locale()))
	rest := parts[2:]
	if j := at(3, len(section.Questions)); j >= 0 {
		name += " › " + orDash(inWords(section.Questions[j].Label, p.Locale()))
		rest = parts[4:]
	}
	return name + " › " + strings.Join(rest, ".")
}

func (d formDesk) firstKey() string {
	if len(d.Definition.Sections) == 0 {
		return ""
	}
	return d.Definition.Sections[0].Key
}

func differenceBadge(p view.Page, w form.What) view.Badge {
	tone := map[form.What]view.Tone{form.Added: view.Good, form.Removed: view.Bad, form.Changed: view.Info, form.Moved: view.Neutral}[w]
	return view.Badge{Label: p.Choice("form.edit.what", string(w)), Tone: tone}
}

func differenceTable(p view.Page, x form.Difference) view.Table {
	t := view.Table{
		Caption: inWords(x.Label, p.Locale()), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("form.edit.part")}, {Title: p.T("form.edit.was")}, {Title: p.T("form.edit.now")}},
	}
	for _, c := range x.Parts {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.Text(differenceName(p, c.Name)), view.Name(orDash(c.Was), ""), view.Name(orDash(c.Now), "")}})
	}
	return t
}

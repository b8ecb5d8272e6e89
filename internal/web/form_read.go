package web

import (
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// readAnswer is one answer as it reads: prose, labels of what was chosen, a table, links to files.
func readAnswer(p view.Page, q form.Question, text string, h answerHelp) templ.Component {
	if strings.TrimSpace(text) == "" {
		return view.Quiet(p.T("officer.proposal.unanswered"))
	}
	switch q.Kind {
	case form.LongText, form.RichText:
		return view.Prose(text, "")
	case form.File:
		return fileList(p, filesOf(text, h))
	case form.Contact:
		return readContact(p, q, text)
	case form.Table:
		return readTable(p, q, text)
	case form.Outcomes:
		return readOutcomes(p, questionView{q, text, h})
	}
	return readShort(p, q, strings.TrimSpace(text), h)
}

// readShort is an answer of one line, or a cell.
func readShort(p view.Page, q form.Question, text string, h answerHelp) templ.Component {
	if text == "" {
		return view.Quiet("–")
	}
	switch q.Kind {
	case form.Choice, form.Several:
		return view.Text(p.List(chosenLabels(q, text, p.Locale())))
	case form.YesNo:
		return view.Text(p.Choice("officer.answer", text))
	case form.Day:
		if day, err := calendar.Parse(text); err == nil {
			return view.Date(p, day)
		}
	case form.Money:
		if m, err := money.Parse(text, money.Currency(currencyOf(q.Currency))); err == nil {
			return view.Cash(p, m)
		}
	case form.Country:
		if c, err := place.ParseCountry(text); err == nil {
			return view.Text(c.Name(p.Locale()))
		}
	case form.State:
		if s, err := place.ParseState(text); err == nil {
			return view.Text(s.Name())
		}
	case form.Organization:
		if id, err := ident.Parse[ident.OrganizationKind](text); err == nil {
			if name := h.Museums[id]; name != "" && h.Flat {
				return view.Name(name, "")
			} else if name != "" {
				return view.NameLink(name, "", "/museums/"+id.String())
			}
		}
	}
	return view.Name(text, "")
}

// labeled are the cells of a row under their labels, those without text left out.
func labeled(p view.Page, q form.Question, row form.Row) []view.Fact {
	var out []view.Fact
	for _, col := range q.Cells() {
		if text := strings.TrimSpace(row[col.Key]); text != "" {
			out = append(out, view.Fact{Term: inWords(col.Label, p.Locale()), Value: readCell(p, col, text)})
		}
	}
	return out
}

func readCell(p view.Page, col form.Column, text string) templ.Component {
	if col.Kind == form.LongText && text != "" {
		return view.Prose(text, "")
	}
	return readShort(p, col.AsQuestion(), strings.TrimSpace(text), answerHelp{})
}

func readContact(p view.Page, q form.Question, text string) templ.Component {
	rows, ok := q.Rows(text)
	if !ok || len(rows) == 0 {
		return view.Name(text, "")
	}
	return view.Facts(labeled(p, q, rows[0]))
}

func readTable(p view.Page, q form.Question, text string) templ.Component {
	rows, ok := q.Rows(text)
	if !ok {
		return view.Name(text, "")
	}
	t := view.Table{Caption: inWords(q.Label, p.Locale()), HideCaption: true, Stacked: true}
	for _, col := range q.Cells() {
		t.Columns = append(t.Columns, view.Column{Title: inWords(col.Label, p.Locale()), Numeric: col.Kind == form.Number || col.Kind == form.Money})
	}
	for _, row := range rows {
		if !row.Filled() {
			continue
		}
		var cells []templ.Component
		for _, col := range q.Cells() {
			cells = append(cells, readCell(p, col, row[col.Key]))
		}
		t.Rows = append(t.Rows, view.Row{Cells: cells})
	}
	return view.DataTable(p, t)
}

// outcome is one filled row of an outcome model with its title.
type outcome struct {
	Title string
	Facts []view.Fact
}

func outcomesOf(p view.Page, v questionView) []outcome {
	rows, _ := v.Question.Rows(v.Text)
	var out []outcome
	for i, row := range rows {
		if row.Filled() {
			out = append(out, outcome{v.rowTitle(p, i), labeled(p, v.Question, row)})
		}
	}
	return out
}

// anchorOf is the id that the summary of refusals links to.
func anchorOf(name string) string { return "f-" + strings.ReplaceAll(name, ".", "-") }

// cellSelect is a choice in a cell, with a first choice of none.
func cellSelect(p view.Page, col form.Column, name, text string) view.Field {
	f := cellField(p, col, name, text)
	if col.Kind == form.Choice || col.Kind == form.YesNo {
		f.Options = append([]view.Option{{Label: p.T("form.q.choose")}}, f.Options...)
	}
	return f
}

// organizationField is where a museum is named that is not chosen from the directory.
func organizationField(p view.Page, v questionView) view.Field {
	f := v.field(p)
	if v.picked() != "" {
		f.Value, f.Label, f.Hint = "", p.T("form.q.museum.name"), ""
	}
	return f
}

// headed is a question under the words for who reads its answer.
func headed(q form.Question) form.Question {
	q.Label = q.Headed()
	return q
}

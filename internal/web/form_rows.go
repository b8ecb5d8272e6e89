package web

import (
	"strconv"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// rows are the rows of a table as it is drawn: those kept, those asked for, and one more to write in.
func (v questionView) rows() []form.Row {
	rows, _ := v.Question.Rows(v.Text)
	least := max(v.MinRows, v.Help.Rows[v.Key], 1)
	if v.Kind == form.Outcomes {
		least = max(least, 3)
	}
	for len(rows) < least && len(rows) < v.mostRows() {
		rows = append(rows, form.Row{})
	}
	return rows
}

func (v questionView) mostRows() int {
	if v.MaxRows == 0 {
		return form.MostRows
	}
	return min(v.MaxRows, form.MostRows)
}

func (v questionView) cellName(i int, col form.Column) string {
	return answerName(v.Key) + "." + strconv.Itoa(i) + "." + col.Key
}

// rowTitle names a row by its place; the first of an outcome model is the required outcome.
func (v questionView) rowTitle(p view.Page, i int) string {
	if v.Kind == form.Outcomes && i == 0 {
		return p.T("form.q.outcome.required")
	}
	if v.Kind == form.Outcomes {
		return p.T("form.q.outcome", "n", i+1)
	}
	return p.T("form.q.row", "n", i+1)
}

// rowWhat is the first text of a row, by which one finds it when it is folded up.
func (v questionView) rowWhat(row form.Row) string {
	for _, col := range v.Cells() {
		if text := strings.TrimSpace(row[col.Key]); text != "" && (col.Kind == form.ShortText || col.Kind == form.LongText) {
			return clipped(text, 90)
		}
	}
	return ""
}

func clipped(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}

// open tells whether a row is drawn unfolded: new, or with something to mend.
func (v questionView) open(p view.Page, i int, row form.Row) bool {
	if !row.Filled() {
		return i == 0 || v.Help.Rows[v.Key] > 0 || v.Kind == form.Outcomes
	}
	under := answerName(v.Key) + "." + strconv.Itoa(i) + "."
	for _, e := range p.Errors {
		if strings.HasPrefix(e.Field, under) {
			return true
		}
	}
	return false
}

// cell is one cell of a row as a field.
func cellField(p view.Page, col form.Column, name, text string) view.Field {
	f := fieldOf(p, col.AsQuestion(), name, text)
	if f.Rows > 0 {
		f.Rows = 3
	}
	return f
}

func currencyOf(c money.Currency) string {
	if c == "" {
		return string(money.USD)
	}
	return string(c)
}

// contact is the text of a person's part.
func (v questionView) contact(col form.Column) string {
	if rows, ok := v.Question.Rows(v.Text); ok && len(rows) > 0 {
		return rows[0][col.Key]
	}
	return ""
}

// picks are the records a question about an organization offers: the one chosen, those a typed name may
// mean, and the name as typed.
func (v questionView) picks(p view.Page) []view.Option {
	if id, err := ident.Parse[ident.OrganizationKind](v.Text); err == nil {
		name := v.Help.Museums[id]
		if name == "" {
			name = v.Text
		}
		return []view.Option{{Value: v.Text, Label: name}, {Value: "", Label: p.T("form.q.museum.other")}}
	}
	if len(v.Help.Matches[v.Key]) == 0 {
		return nil
	}
	return append(append([]view.Option{}, v.Help.Matches[v.Key]...), view.Option{Value: "", Label: p.T("form.q.museum.typed")})
}

// picked is the record chosen, empty where a name was typed.
func (v questionView) picked() string {
	if _, err := ident.Parse[ident.OrganizationKind](v.Text); err == nil {
		return v.Text
	}
	return ""
}

// files are the documents of an answer; one whose record is not at hand is named by its id and leads nowhere.
func (v questionView) files() []view.File { return filesOf(v.Text, v.Help) }

func filesOf(text string, h answerHelp) []view.File {
	var out []view.File
	for _, id := range form.Chosen(text) {
		f, ok := h.Files[id]
		if !ok {
			f = view.File{Name: id}
		}
		out = append(out, f)
	}
	return out
}

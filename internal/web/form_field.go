package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// answerHelp is what questions need of the records to be drawn and read.
type answerHelp struct {
	Museums map[ident.Organization]string // names of the organizations that answers name by id
	Matches map[string][]view.Option      // by question: records that a typed name may mean
	Files   map[string]view.File          // by document id
	Upload  func(key string) string       // the page where files of a question are added and taken away; nil where there is none
	Rows    map[string]int                // by question: rows a table is drawn with at least
	Flat    bool                          // names lead nowhere, as in a file taken along
}

// answerName is the input of a question; refusals carry the same name. Parts follow after points,
// such as answers.staff.2.email.
func answerName(key string) string { return "answers." + key }

// helpFor reads what the answers of a form name: museums by id, and museums of a typed name.
func (s *Site) helpFor(ctx context.Context, questions []form.Question, answers form.Answers) (answerHelp, error) {
	h := answerHelp{Museums: map[ident.Organization]string{}, Matches: map[string][]view.Option{}}
	var ids []ident.Organization
	for _, q := range questions {
		if q.Kind != form.Organization || answers[q.Key] == "" {
			continue
		}
		if id, err := ident.Parse[ident.OrganizationKind](answers[q.Key]); err == nil {
			ids = append(ids, id)
			continue
		}
		found, err := s.People.Organizations(ctx, people.Filter{Text: answers[q.Key]}, page.First(8))
		if err != nil {
			continue // a text no search can take still is an answer
		}
		for _, e := range found.Nodes {
			h.Matches[q.Key] = append(h.Matches[q.Key], view.Option{Value: e.ID.String(), Label: museumIn(e)})
		}
	}
	if len(ids) == 0 {
		return h, nil
	}
	found, err := s.People.OrganizationsByID(ctx, ids)
	for _, o := range found {
		h.Museums[o.ID] = museumIn(o)
	}
	return h, err
}

// namesIn is helpFor of a whole form for reading: without looking up typed names.
func (s *Site) namesIn(ctx context.Context, d *form.Definition, answers form.Answers) (answerHelp, error) {
	var named []form.Question
	for _, section := range d.Sections {
		for _, q := range section.Questions {
			if _, err := ident.Parse[ident.OrganizationKind](answers[q.Key]); err == nil && q.Kind == form.Organization {
				named = append(named, q)
			}
		}
	}
	return s.helpFor(ctx, named, answers)
}

// museumIn is a museum's name with its city.
func museumIn(o *people.Organization) string {
	if o.City == "" {
		return o.Name
	}
	return o.Name + ", " + o.City
}

// answersTyped are the answers of the questions as a form sent them; boxes that are all empty send
// nothing and mean none. Files are not among them: they are kept when they are uploaded.
func answersTyped(questions []form.Question, q url.Values) form.Answers {
	out := form.Answers{}
	for _, x := range questions {
		if text, ok := typedAnswer(x, q); ok {
			out[x.Key] = text
		}
	}
	return out
}

// typedAnswer is one answer as a form sent it; false where the form did not ask it.
func typedAnswer(x form.Question, q url.Values) (string, bool) {
	name := answerName(x.Key)
	switch x.Kind {
	case form.Budget, form.File:
		return "", false
	case form.Several:
		return strings.Join(q[name], ","), true
	case form.Contact:
		row, ok := cellsTyped(name+".", q)
		return x.Join([]form.Row{row}), ok
	case form.Table, form.Outcomes:
		rows, ok := rowsTyped(name+".", q)
		return x.Join(rows), ok
	case form.Organization:
		if id := q.Get(name + ".pick"); id != "" {
			return id, true
		}
	}
	return x.Canonical(q.Get(name)), q.Has(name)
}

// cellsTyped are the inputs under a name, as one row.
func cellsTyped(under string, q url.Values) (form.Row, bool) {
	row, any := form.Row{}, false
	for name := range q {
		if key, ok := strings.CutPrefix(name, under); ok {
			row[key], any = q.Get(name), true
		}
	}
	return row, any
}

// rowsTyped are the inputs under a name as rows in their order. Numbers beyond what a browser
// was sent end the table early; the form then refuses the count.
func rowsTyped(under string, q url.Values) ([]form.Row, bool) {
	const most = 20_000
	var rows []form.Row
	any := q.Has(under + "rows")
	for name := range q {
		rest, ok := strings.CutPrefix(name, under)
		number, key, dotted := strings.Cut(rest, ".")
		n, err := strconv.Atoi(number)
		if !ok || !dotted || err != nil || n < 0 || n >= most {
			continue
		}
		for len(rows) <= n {
			rows = append(rows, form.Row{})
		}
		rows[n][key], any = q.Get(name), true
	}
	return rows, any
}

// rowButton is a table's button, as in do=rows.add.staff or do=rows.drop.staff.2: it answers the key of
// the question, takes a dropped row out of what was typed, and is false for any other button. The page
// after saving is the same section with rowsAsked(key, answer) rows.
func rowButton(questions []form.Question, q url.Values) (string, bool) {
	verb, rest, ok := strings.Cut(strings.TrimPrefix(q.Get("do"), "rows."), ".")
	if !ok || !strings.HasPrefix(q.Get("do"), "rows.") {
		return "", false
	}
	key, number, _ := strings.Cut(rest, ".")
	at := slices.IndexFunc(questions, func(x form.Question) bool { return x.Key == key && x.Tabular() })
	if at < 0 {
		return "", false
	}
	if verb == "drop" {
		dropRow(answerName(key)+".", number, q)
	}
	return key, true
}

func dropRow(under, number string, q url.Values) {
	rows, _ := rowsTyped(under, q)
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 || n >= len(rows) {
		return
	}
	for name := range q {
		if strings.HasPrefix(name, under) && name != under+"rows" {
			delete(q, name)
		}
	}
	for i, row := range slices.Delete(rows, n, n+1) {
		for key, text := range row {
			q.Set(under+strconv.Itoa(i)+"."+key, text)
		}
	}
}

// stays tells whether a button saves and stays in the section, and where on its page the reader goes on.
func stays(q url.Values) (string, bool) {
	verb, rest, _ := strings.Cut(q.Get("do"), ".")
	if verb == "find" && rest != "" {
		return "#" + anchorOf(answerName(rest)), true
	}
	kind, rest, ok := strings.Cut(rest, ".")
	if verb != "rows" || !ok {
		return "", false
	}
	key, _, _ := strings.Cut(rest, ".")
	at := "#" + anchorOf(answerName(key))
	if kind == "add" {
		return "?rows=" + url.QueryEscape(key) + at, true
	}
	return at, true
}

// rowsOf draws the table that a reader wants to add to with one row more than it has.
func rowsOf(r *http.Request, section form.Section, answers form.Answers) map[string]int {
	key := r.URL.Query().Get("rows")
	for _, q := range section.Questions {
		if q.Key == key && q.Tabular() {
			return map[string]int{key: rowsAsked(q, answers[key])}
		}
	}
	return nil
}

// rowsAsked are the rows a table is drawn with after its button: those that have text and one more.
func rowsAsked(q form.Question, text string) int {
	rows, _ := q.Rows(text)
	return len(rows) + 1
}

// questionView is one question to be answered.
type questionView struct {
	form.Question
	Text string // as kept, or as typed when it was refused
	Help answerHelp
}

// drawn is a question with what was typed into it, or what is kept.
func drawn(q form.Question, kept string, a again, h answerHelp) questionView {
	if a.typed != nil {
		if text, ok := typedAnswer(q, a.typed); ok {
			kept = text
		}
	}
	return questionView{q, kept, h}
}

// field is a question of one input as a part of a page.
func (v questionView) field(p view.Page) view.Field {
	return fieldOf(p, v.Question, answerName(v.Key), v.Text)
}

func fieldOf(p view.Page, q form.Question, name, text string) view.Field {
	f := view.Field{
		Name: name, Label: inWords(q.Label, p.Locale()), Hint: hintOf(p, q),
		Value: text, Limit: q.MaxWords, Optional: !q.Required, Options: optionsOf(p, q),
	}
	switch q.Kind {
	case form.LongText, form.RichText:
		f.Rows = max(4, min(18, max(q.MaxWords/25, q.MaxChars/160)))
	case form.Number:
		f.InputMode, f.Short = "decimal", true
	case form.Day:
		f.Type, f.Short = "date", true
	case form.YesNo:
		f.Options = []view.Option{{Value: "yes", Label: p.Choice("public.known", "yes")}, {Value: "no", Label: p.Choice("public.known", "no")}}
	case form.Several:
		f.Values = append([]string{}, form.Chosen(text)...)
	case form.Country:
		f.Options = countryOptions(p, p.T("form.q.choose"), place.All())
	case form.State:
		f.Options = stateOptions(p.T("form.q.choose"), place.States())
	}
	return f
}

// hintOf is the help of a question with its example and its limits that no counter shows.
func hintOf(p view.Page, q form.Question) string {
	var parts []string
	if help := inWords(q.Help, p.Locale()); help != "" {
		parts = append(parts, help)
	}
	if example := inWords(q.Example, p.Locale()); example != "" {
		parts = append(parts, p.T("form.q.example", "text", example))
	}
	if q.Kind == form.RichText {
		parts = append(parts, p.T("form.q.rich"))
	}
	if q.MinWords > 0 {
		parts = append(parts, p.N("form.q.least_words", q.MinWords))
	}
	if q.MaxChars > 0 && q.MaxWords == 0 && (q.Kind == form.LongText || q.Kind == form.RichText) {
		parts = append(parts, p.N("form.q.most_chars", q.MaxChars))
	}
	return strings.Join(parts, " ")
}

func optionsOf(p view.Page, q form.Question) []view.Option {
	var out []view.Option
	for _, o := range q.Options {
		out = append(out, view.Option{Value: o.Key, Label: inWords(o.Label, p.Locale())})
	}
	return out
}

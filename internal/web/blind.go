package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/blind"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/sheet"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// blindRoutes are the report of what gives people away, before review opens.
func (s *Site) blindRoutes(r chi.Router) {
	r.Get("/office/cycles/{cycle}/blindness", s.do(s.blindPage))
	r.Post("/office/cycles/{cycle}/blindness", s.do(s.acceptFindings))
	r.Get("/office/cycles/{cycle}/blindness.csv", s.do(s.blindFile))
}

// sighted is a report as its page shows it.
type sighted struct {
	*blind.Report
	cycle *program.Detail
	names map[ident.Person]string
	may   func(auth.Permission) bool
	again
}

func blindURL(id ident.Cycle) string { return cycleURL(id) + "/blindness" }

func (s *Site) sighted(r *http.Request, a again) (*sighted, error) {
	ctx := r.Context()
	if err := need(ctx, auth.ViewBlindness); err != nil {
		return nil, err
	}
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return nil, err
	}
	d := &sighted{again: a}
	if d.Report, err = s.Blind.Report(ctx, id); err != nil {
		return nil, err
	}
	if d.cycle, err = s.Program.Cycle(ctx, id); err != nil {
		return nil, err
	}
	d.may = func(perm auth.Permission) bool { return auth.May(ctx, perm, auth.Target{Program: d.cycle.Program}) }
	var who []ident.Person
	for _, f := range d.Findings {
		if f.Accepted != nil {
			who = append(who, f.Accepted.AcceptedBy)
		}
	}
	d.names, err = s.names(ctx, who...)
	return d, err
}

func (s *Site) blindPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawBlind(w, r, again{})
}

func (s *Site) drawBlind(w http.ResponseWriter, r *http.Request, a again) error {
	d, err := s.sighted(r, a)
	if err != nil {
		return err
	}
	p := s.page(r, "blind.title")
	p.Title, p.Lead, p.Eyebrow = p.T("blind.title"), p.T("blind.lead"), d.cycle.Title
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}, {Label: d.cycle.Title, URL: cycleURL(d.Cycle)}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return blindReportPage(p, d) })
}

func (s *Site) acceptFindings(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in := blind.AcceptFindingsInput{Cycle: id, Reason: q.Get("reason")}
		for _, k := range blind.Kinds() {
			in.Findings = append(in.Findings, q["findings."+string(k)]...)
		}
		_, err := s.Blind.AcceptFindings(r.Context(), in)
		return blindURL(id), s.page(r, "blind.title").T("blind.accepted.done"), renamed(err, func(path string) string {
			if strings.HasPrefix(path, "findings") {
				return "findings"
			}
			return path
		})
	}, func(a again) error { return s.drawBlind(w, r, a) })
}

// facts are the report in figures.
func (d *sighted) facts(p view.Page) []view.Fact {
	hidden := p.T("blind.hidden.reviewers")
	if d.ApplicantsNames {
		hidden = p.T("blind.hidden.all")
	}
	return []view.Fact{
		{Term: p.T("blind.open"), Value: count(p, d.Open)},
		{Term: p.T("blind.applications"), Value: count(p, d.Applications)},
		{Term: p.T("blind.files"), Value: count(p, d.Files)},
		{Term: p.T("blind.hidden"), Value: view.Text(hidden)},
	}
}

// openOf are the findings of a kind to choose from, each with where it stands and among which words.
func (d *sighted) openOf(p view.Page, k blind.Kind) []view.Option {
	var out []view.Option
	for _, f := range d.Findings {
		if f.Kind == k && !f.Settled() {
			out = append(out, view.Option{Value: f.Key, Label: d.line(p, f), Hint: f.Around})
		}
	}
	return out
}

// line says in one line what was found and where.
func (d *sighted) line(p view.Page, f *blind.Finding) string {
	parts := []string{f.Number}
	if f.PanelName != "" {
		parts[0] = f.PanelName
	}
	if where := d.where(p, f); where != "" {
		parts = append(parts, where)
	}
	if what := d.what(p, f); what != "" {
		parts = append(parts, what)
	}
	return strings.Join(parts, " · ")
}

// where is the question, the file and the page.
func (d *sighted) where(p view.Page, f *blind.Finding) string {
	var out []string
	if label := inWords(f.Label, p.Locale()); label != "" {
		out = append(out, label)
	} else if f.Question != "" {
		out = append(out, p.T("blind.title.of"))
	}
	if !f.File.IsZero() {
		out = append(out, f.FileName)
	}
	if f.Page > 0 {
		out = append(out, p.T("blind.page", "n", f.Page))
	}
	return strings.Join(out, ", ")
}

func (d *sighted) what(p view.Page, f *blind.Finding) string {
	what := f.What
	switch f.Kind {
	case blind.LoneCountry:
		what = place.Country(f.What).Name(p.Locale())
	case blind.LoneState:
		what = place.State(f.What).Name()
	case blind.HeldBack:
		what = p.Choice("blind.held", f.What)
	case blind.Unclear:
		what = p.T("blind.pages", "pages", f.What)
	case blind.LoneReviewer:
		return p.T("blind.members", "n", f.Times)
	}
	if f.Kind == blind.Address && f.Hidden == blind.Reviewer {
		what = p.T("blind.domain", "name", what)
	} else if f.Hidden != "" {
		what = p.T("blind.whose", "name", what, "who", p.Choice("blind.who", string(f.Hidden)))
	}
	if f.Times > 1 && f.Kind != blind.Unclear && f.Kind != blind.Removed {
		what = p.T("blind.times", "what", what, "n", f.Times)
	}
	return what
}

// settled are the findings that somebody let stand.
func (d *sighted) settled(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("blind.accepted"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("blind.finding")}, {Title: p.T("blind.reason")}, {Title: p.T("blind.by")}},
	}
	for _, f := range d.Findings {
		if f.Accepted == nil {
			continue
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			cell(view.Text(p.Choice("blind.kind", string(f.Kind))), quietLine(d.line(p, f))), view.Prose(f.Accepted.Reason, ""),
			cell(view.Name(d.names[f.Accepted.AcceptedBy], ""), view.Text(" · "), view.Moment(p, f.Accepted.AcceptedAt, nil)),
		}})
	}
	return t
}

// removed are the files that said who made them, of which reviewers get a copy.
func (d *sighted) removed(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("blind.kind.metadata_removed"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("blind.file")}, {Title: p.T("blind.said")}},
	}
	for _, f := range d.Findings {
		if f.Kind == blind.Removed {
			t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{cell(view.Name(f.FileName, ""), quietLine(f.Number+" · "+inWords(f.Label, p.Locale()))), view.Name(f.What, "")}})
		}
	}
	return t
}

// blindFile is the report for a spreadsheet program.
func (s *Site) blindFile(w http.ResponseWriter, r *http.Request) error {
	d, err := s.sighted(r, again{})
	if err != nil {
		return err
	}
	p := s.page(r, "blind.title")
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", "blindness-"+strconv.Itoa(d.cycle.Year)+".csv"))
	file, err := sheet.NewCSV(w, "application", "panel", "kind", "finding", "why", "remedy", "whose", "section", "question", "file", "page", "what", "around", "times", "accepted_by", "accepted_at", "reason")
	if err != nil {
		return err
	}
	for _, f := range d.Findings {
		page, by, at, reason := "", "", "", ""
		if f.Page > 0 {
			page = strconv.Itoa(f.Page)
		}
		if a := f.Accepted; a != nil {
			by, at, reason = d.names[a.AcceptedBy], a.AcceptedAt.UTC().Format("2006-01-02T15:04:05Z"), a.Reason
		}
		err := file.Row(f.Number, f.PanelName, string(f.Kind), p.Choice("blind.kind", string(f.Kind)), p.Choice("blind.why", string(f.Kind)), p.Choice("blind.do", string(f.Kind)), string(f.Hidden),
			f.Section, f.Question, f.FileName, page, f.What, f.Around, strconv.Itoa(f.Times), by, at, reason)
		if err != nil {
			return err
		}
	}
	return file.End()
}

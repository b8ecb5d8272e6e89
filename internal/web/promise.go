package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// promise is the confidentiality statement of a cycle with its versions.
type promise struct {
	cycle *program.Detail
	all   []*review.ConfidentialityStatement // the first is in force
	may   bool
	again
}

func (s *Site) statements(w http.ResponseWriter, r *http.Request) error {
	return s.drawStatements(w, r, again{})
}

func (s *Site) drawStatements(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewPool); err != nil {
		return err
	}
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	d := promise{again: a}
	if d.cycle, err = s.Program.Cycle(ctx, id); err != nil {
		return err
	}
	if d.all, err = s.Review.Statements(ctx, id); err != nil {
		return err
	}
	d.may = auth.May(ctx, auth.KeepStatement, auth.Target{Program: d.cycle.Program})
	p := s.page(r, "pool.promise")
	p.Lead = p.T("pool.promise.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}, {Label: d.cycle.Title, URL: cycleURL(id)}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return promisePage(p, d) })
}

// versionName is a version with whose it is.
func versionName(p view.Page, t *review.ConfidentialityStatement) string {
	if t.Cycle.IsZero() {
		return p.T("pool.promise.program", "n", t.Version)
	}
	return p.T("pool.promise.cycle", "n", t.Version)
}

func (d promise) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("pool.promise.versions"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("pool.promise.version")}, {Title: p.T("pool.promise.since")}, {Title: p.T("pool.promise.why")}, {Title: p.T("pool.promise.signed"), Numeric: true}, {Title: p.T("pool.promise.hash")}},
	}
	for i, x := range d.all {
		name, since := view.Text(versionName(p, x)), view.Quiet(p.T("pool.promise.standard"))
		if i == 0 {
			name = cell(name, seatLine(view.Badge{Label: p.T("pool.promise.inforce"), Tone: view.Good}))
		}
		switch {
		case !x.PublishedAt.IsZero() && x.PublishedBy.IsZero():
			since = cell(view.Moment(p, x.PublishedAt, nil), quietLine(p.T("pool.promise.standard")))
		case !x.PublishedAt.IsZero():
			since = view.Moment(p, x.PublishedAt, nil)
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{name, since, view.Name(x.Reason, ""), view.Text(p.Number(int64(x.Signed))), view.Text(x.Hash()[:16] + "…")}})
	}
	return t
}

// promiseLines are the paragraphs of a statement and which of them are points of a list.
func promiseLines(words string) (out []string, points [][]string) {
	for line := range strings.SplitSeq(strings.ReplaceAll(words, "\r", ""), "\n") {
		line = strings.TrimSpace(line)
		point, listed := strings.CutPrefix(line, "- ")
		switch {
		case line == "":
		case listed && len(out) > 0:
			points[len(out)-1] = append(points[len(out)-1], point)
		default:
			out, points = append(out, line), append(points, nil)
		}
	}
	return out, points
}

func (s *Site) publishStatement(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		x, err := s.Review.PublishStatement(r.Context(), review.PublishStatementInput{
			Cycle: id, WholeProgram: q.Get("whose") == "program", En: plainLines(q.Get("en")), Es: plainLines(q.Get("es")), Zh: plainLines(q.Get("zh")), Reason: q.Get("reason"),
		})
		if err != nil {
			return "", "", err
		}
		return promiseURL(id), s.page(r, "pool.promise").T("pool.promise.published", "n", x.Version), nil
	}, func(a again) error { return s.drawStatements(w, r, a) })
}

// plainLines takes out what forms put before every line feed, so that the hash is of the words.
func plainLines(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// declining is what a cycle declines by, with how many were declined for each.
type declining struct {
	cycle  *program.Detail
	rule   *award.DecisionRule
	counts map[award.DeclineCode]int
	order  []*award.DeclineCount
	may    bool
	again
}

func (s *Site) reasonsPage(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	return s.drawReasons(w, r, id, again{})
}

func (s *Site) drawReasons(w http.ResponseWriter, r *http.Request, id ident.Cycle, a again) (err error) {
	ctx := r.Context()
	if err := need(ctx, auth.ViewSlate); err != nil {
		return err
	}
	d := declining{again: a, counts: map[award.DeclineCode]int{}}
	if d.rule, err = s.Award.DecisionRule(ctx, id); err != nil {
		return err
	}
	if d.cycle, err = s.Program.Cycle(ctx, id); err != nil {
		return err
	}
	if d.order, err = s.Award.DeclineStatistics(ctx, id); err != nil {
		return err
	}
	for _, n := range d.order {
		d.counts[n.Code] = n.Applications
	}
	d.may = auth.May(ctx, auth.SetReasons, auth.Target{Program: d.cycle.Program})
	p := s.page(r, "decide.reasons")
	p.Eyebrow, p.Lead = d.cycle.Title, p.T("decide.reasons.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}, {Label: d.cycle.Title, URL: cycleURL(id)}, {Label: p.T("award.slate.title"), URL: cycleURL(id) + "/slate"}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return reasonsPage(p, d) })
}

// frozen tells whether something was declined for the reason already.
func (d declining) frozen(x *award.DeclineReason) bool { return d.counts[x.Code] > 0 }

// words is a reason's title in one language, as it was typed or as it stands.
func (d declining) words(x *award.DeclineReason, lang string) string {
	return d.value(string(x.Code)+"."+lang, x.Title[lang])
}

func (d declining) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("decide.counts"), HideCaption: true,
		Columns: []view.Column{{Title: p.T("decide.codes")}, {Title: p.T("decide.code")}, {Title: p.T("decide.applications"), Numeric: true}},
		Empty:   view.Empty{Title: p.T("decide.counts.none"), Text: p.T("decide.counts.none.text")},
	}
	for _, c := range d.order {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.Text(c.Reason.Title.In(p.Locale())), view.Text(string(c.Code)), view.Text(strconv.Itoa(c.Applications))}})
	}
	return t
}

func (s *Site) setReasons(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		rule, err := s.Award.DecisionRule(r.Context(), id)
		if err != nil {
			return "", "", err
		}
		in := award.SetDeclineReasonsInput{Cycle: id, Reason: q.Get("reason"), ExpectedVersion: versionOf(q)}
		for _, x := range rule.List() {
			c := string(x.Code)
			switch {
			case q.Get("remove."+c) != "":
			case q.Has(c + ".en"):
				in.Reasons = append(in.Reasons, award.DeclineReasonInput{Code: x.Code, English: q.Get(c + ".en"), Spanish: q.Get(c + ".es"), Chinese: q.Get(c + ".zh-Hans")})
			default: // shown, but not to be written
				in.Reasons = append(in.Reasons, award.DeclineReasonInput{Code: x.Code, English: x.English(), Spanish: x.Spanish(), Chinese: x.Chinese()})
			}
		}
		added := strings.TrimSpace(q.Get("new.code"))
		if added+strings.TrimSpace(q.Get("new.en")+q.Get("new.es")+q.Get("new.zh-Hans")) != "" {
			in.Reasons = append(in.Reasons, award.DeclineReasonInput{Code: award.DeclineCode(added), English: q.Get("new.en"), Spanish: q.Get("new.es"), Chinese: q.Get("new.zh-Hans")})
		}
		_, err = s.Award.SetDeclineReasons(r.Context(), in)
		return cycleURL(id) + "/reasons", s.page(r, "decide.reasons").T("decide.reasons.kept"), renamed(err, func(path string) string {
			code, ok := strings.CutPrefix(path, "reasons.")
			switch {
			case !ok:
				return path
			case code == added:
				return "new.code"
			}
			return code + ".en"
		})
	}, func(a again) error { return s.drawReasons(w, r, id, a) })
}

package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/filing"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// filingRoutes are the reports that museums owe: an award's, one of them, its parts, and the office's list of all.
func (s *Site) filingRoutes(r chi.Router) {
	r.Get("/due", s.do(s.dueList))
	r.Get("/due/{filing}", s.do(s.dueOne))
	r.Get("/awards/{award}/reports", s.do(s.filings))
	r.Get("/awards/{award}/reports/{filing}", s.do(s.filing))
	r.Get("/awards/{award}/reports/{filing}/versions/{round}", s.do(s.filingVersion))
	for verb, do := range map[string]filingAct{
		"begin": s.beginFiling, "submit": s.submitFiling, "review": s.takeUpFiling, "accept": s.acceptFiling, "return": s.returnFiling,
		"correct": s.correctFiling, "extend": s.extendFiling, "waive": s.waiveFiling,
	} {
		r.Post("/awards/{award}/reports/{filing}/"+verb, s.do(s.filingPost(verb, do)))
	}
	r.Route("/report-parts/{filingPart}", func(r chi.Router) {
		r.Get("/", s.do(s.filingPart))
		s.answerRoutes(r, s.filingPages())
	})
	r.Get("/office/cycles/{cycle}/due-rules", s.do(s.dueRules))
	r.Post("/office/cycles/{cycle}/due-rules", s.do(s.setDueRules))
}

func filingsURL(id ident.Award) string { return "/awards/" + id.String() + "/reports" }

func filingURL(award ident.Award, id ident.Filing) string {
	return filingsURL(award) + "/" + id.String()
}

func partURL(id ident.FilingPart) string { return "/report-parts/" + id.String() }

// owing is an award with the reports it owes.
type owing struct {
	*agreement.File
	Rows   []*filing.Row
	Plan   *filing.Schedule
	Starts calendar.Date // of a period that is only tried out
	Ends   calendar.Date
	Shifts []duty.Shift
	again
}

func (s *Site) filings(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewFiling); err != nil {
		return err
	}
	id, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return err
	}
	d := owing{}
	if d.File, err = s.Agreement.Running(ctx, id, false); err != nil {
		return err
	}
	list, err := s.Filing.Filings(ctx, filing.Filter{Award: id}, page.First(page.Most))
	if err != nil {
		return err
	}
	d.Rows = list.Nodes
	if d.Plan, err = s.Filing.Schedule(ctx, id); err != nil {
		return err
	}
	if q := r.URL.Query(); q.Has("endsOn") {
		d.typed = q
		d.err = s.tryPeriod(r, &d, q)
	}
	p := s.page(r, "filing.title")
	p.Eyebrow, p.Lead = d.Number+" · "+d.Title, p.T("filing.lead")
	p.Crumbs = awardCrumbs(p, d.File)
	return s.draw(w, r, p, d.again, func(p view.Page) templ.Component { return filingsPage(p, d) })
}

// tryPeriod shows what another last day would do to the dates.
func (s *Site) tryPeriod(r *http.Request, d *owing, q url.Values) (err error) {
	d.Starts = d.Current().StartsOn
	if d.Ends, err = dayTyped(q, "endsOn"); err == nil {
		d.Shifts, err = s.Filing.PreviewPeriod(r.Context(), d.Award, d.Starts, d.Ends)
	}
	return err
}

func awardCrumbs(p view.Page, f *agreement.File) []view.Crumb {
	return []view.Crumb{{Label: p.T("award.awards"), URL: "/awards"}, {Label: f.Number, URL: "/awards/" + f.Award.String()}}
}

// reporting is one report before somebody who may see it.
type reporting struct {
	*filing.Detail
	File      *agreement.File
	Shown     *filing.Content // the version that is read; nil before the first
	ShownAs   *filing.Version
	Forms     map[duty.Part]*form.Form
	Helps     map[duty.Part]answerHelp
	Missing   map[duty.Part]*filing.Unfinished
	Write     map[ident.FilingPart]map[string]bool // sections the viewer writes, by part
	Anomalies []*filing.Anomaly
	viewer    func(auth.Permission) bool
	again
}

func (d reporting) url(verb string) string { return filingURL(d.Award, d.ID) + "/" + verb }

func (d reporting) version() string { return strconv.Itoa(d.Version) }

// may tells whether the viewer may do it, and the table of moves lets the report take the step now.
func (d reporting) may(p auth.Permission, verb string) bool {
	_, err := duty.ReportMoves().Step(string(d.State), verb)
	return d.viewer(p) && err == nil && d.DroppedAt == nil
}

// mends counts the answers that are missing in all parts.
func (d reporting) mends() int {
	n := 0
	for _, x := range d.Missing {
		n += len(x.Fields)
	}
	return n
}

func (s *Site) filing(w http.ResponseWriter, r *http.Request) error {
	return s.drawFiling(w, r, again{})
}

// reportingOf reads a report with what its page shows, at a version or at the newest.
func (s *Site) reportingOf(r *http.Request, round int) (d reporting, err error) {
	ctx := r.Context()
	if err := need(ctx, auth.ViewFiling); err != nil {
		return d, err
	}
	id, err := param[ident.FilingKind](r, "filing")
	if err != nil {
		return d, err
	}
	if d.Detail, err = s.Filing.Filing(ctx, id); err != nil {
		return d, err
	}
	if chi.URLParam(r, "award") != d.Award.String() {
		return d, fault.Missing("page")
	}
	if d.File, err = s.Agreement.Running(ctx, d.Award, false); err != nil {
		return d, err
	}
	lead, museums := auth.Target{Organizations: []ident.Organization{d.File.Lead().Organization}}, auth.Target{Organizations: d.File.Organizations()}
	d.viewer = func(p auth.Permission) bool {
		switch p {
		case auth.CertifyFiling:
			return auth.May(ctx, p, lead)
		case auth.WriteFiling:
			return auth.May(ctx, p, museums)
		}
		return auth.May(ctx, p, auth.Target{Program: d.File.Program})
	}
	if round = max(round, d.Round); round > 0 {
		if d.ShownAs, err = s.Filing.Handed(ctx, id, round); err != nil {
			return d, err
		}
		if d.Shown, err = d.ShownAs.Read(); err != nil {
			return d, err
		}
	}
	return d, s.formsOf(r, &d)
}

// formsOf reads the forms of the parts, with the files of their answers.
func (s *Site) formsOf(r *http.Request, d *reporting) error {
	ctx := r.Context()
	d.Forms, d.Helps, d.Write = map[duty.Part]*form.Form{}, map[duty.Part]answerHelp{}, map[ident.FilingPart]map[string]bool{}
	for _, x := range d.Written {
		f, err := s.Form.Form(ctx, x.Form)
		if err != nil {
			return err
		}
		subject, err := s.Response.Subject(ctx, x.ID.String())
		if err != nil {
			return err
		}
		answers := x.Answers
		if d.Shown != nil && !d.Writable() {
			answers = answersOf(d.Shown, x.Part.Part)
		}
		d.Forms[x.Part.Part], d.Write[x.ID] = f, map[string]bool{}
		var asked []form.Question
		for i := range f.Definition.Sections {
			section := &f.Definition.Sections[i]
			d.Write[x.ID][section.Key] = subject.MayWrite(ctx, section)
			asked = append(asked, section.Questions...)
		}
		help, err := s.helpFor(ctx, asked, answers)
		if err != nil {
			return err
		}
		if err := s.filesIn(ctx, x.ID.String(), partURL(x.ID), f.Definition.Sections, x.Answers, &help); err != nil {
			return err
		}
		d.Helps[x.Part.Part] = help
	}
	return nil
}

// answersOf are the answers of a part as they were handed in.
func answersOf(c *filing.Content, part duty.Part) form.Answers {
	at := slices.IndexFunc(c.Parts, func(x *filing.ContentPart) bool { return x.Part == part })
	if at < 0 {
		return nil
	}
	return c.Parts[at].Answers
}

func (s *Site) drawFiling(w http.ResponseWriter, r *http.Request, a again) error {
	d, err := s.reportingOf(r, 0)
	if err != nil {
		return err
	}
	d.again = a
	ctx := r.Context()
	if d.Writable() {
		if d.Missing, err = s.Filing.Missing(ctx, d.Detail); err != nil {
			return err
		}
	}
	if d.viewer(auth.ReviewFiling) && d.ToDecide() {
		if d.Anomalies, err = s.Filing.Anomalies(ctx, d.ID); err != nil {
			return err
		}
	}
	p := s.filingHead(r, d)
	p.Wide = d.viewer(auth.ReviewFiling) && d.ToDecide()
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return filingPage(p, d) })
}

func (s *Site) filingHead(r *http.Request, d reporting) view.Page {
	p := s.page(r, "filing.one")
	p.Title = filingTitle(p, &d.Filing)
	p.Eyebrow = d.File.Number + " · " + d.File.Title
	p.Crumbs = append(awardCrumbs(p, d.File), view.Crumb{Label: p.T("filing.title"), URL: filingsURL(d.Award)})
	return p
}

// filingVersion is a report as it was handed in at some time.
func (s *Site) filingVersion(w http.ResponseWriter, r *http.Request) error {
	round, ok := number(chi.URLParam(r, "round"))
	if !ok || round < 1 {
		return fault.Missing("page")
	}
	d, err := s.reportingOf(r, 0)
	if err != nil {
		return err
	}
	if d.ShownAs, err = s.Filing.Handed(r.Context(), d.ID, round); err != nil {
		return err
	}
	if d.Shown, err = d.ShownAs.Read(); err != nil {
		return err
	}
	p := s.filingHead(r, d)
	p.Crumbs = append(p.Crumbs, view.Crumb{Label: p.Title, URL: filingURL(d.Award, d.ID)})
	p.Title = p.T("filing.version.of", "n", round, "report", p.Title)
	return s.show(w, r, http.StatusOK, p, filingVersionPage(p, d))
}

// dueOne leads to a report by its id alone, as notices and calendars know it.
func (s *Site) dueOne(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.FilingKind](r, "filing")
	if err != nil {
		return err
	}
	d, err := s.Filing.Filing(r.Context(), id)
	if err != nil {
		return err
	}
	return s.goTo(w, r, filingURL(d.Award, d.ID), "")
}

// filingPart leads from a part to its report.
func (s *Site) filingPart(w http.ResponseWriter, r *http.Request) error {
	x, err := s.Response.Subject(r.Context(), chi.URLParam(r, "filingPart"))
	if err != nil {
		return err
	}
	return s.goTo(w, r, x.Path, "")
}

// filingPages are the pages on which a part of a report is written.
func (s *Site) filingPages() answerPages {
	return answerPages{
		ID:  func(r *http.Request) string { return chi.URLParam(r, "filingPart") },
		URL: func(id string) string { return "/report-parts/" + id },
		Read: func(r *http.Request) (answered, error) {
			ctx := r.Context()
			x, err := s.Response.Subject(ctx, chi.URLParam(r, "filingPart"))
			if err != nil {
				return answered{}, err
			}
			f, err := s.Form.Form(ctx, x.Form)
			if err != nil {
				return answered{}, err
			}
			kept, err := s.Response.Response(ctx, x.Name)
			if err != nil {
				return answered{}, err
			}
			return answered{Subject: x, URL: "/report-parts/" + x.Name, Form: f, Answers: kept.Answers}, nil
		},
		Page: func(r *http.Request, d answered) view.Page {
			p := s.page(r, "filing.one")
			p.Eyebrow = d.Title
			p.Crumbs = []view.Crumb{{Label: p.T("filing.one"), URL: d.Path}}
			return p
		},
	}
}

// dueList are all reports somebody may see, by date.
func (s *Site) dueList(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewFiling); err != nil {
		return err
	}
	q := r.URL.Query()
	f := filing.Filter{State: duty.State(q.Get("state")), Overdue: q.Get("show") == "overdue", Waiting: q.Get("show") == "waiting"}
	if text := q.Get("cycle"); text != "" {
		id, err := ident.Parse[ident.CycleKind](text)
		if err != nil {
			return fault.Missing("page")
		}
		f.Cycle = id
	}
	c, err := s.Filing.Filings(ctx, f, pageArgs(r, listed))
	if err != nil {
		return lost(err)
	}
	p := s.page(r, "filing.due")
	p.Lead = p.T("filing.due.lead")
	g := pager(r, c.PageInfo)
	if len(c.Nodes) > 0 {
		n, err := c.TotalCount(ctx)
		if err != nil {
			return err
		}
		g.Showing = p.N("filing.total", n)
	}
	return s.show(w, r, http.StatusOK, p, dueListPage(p, f, c.Nodes, g))
}

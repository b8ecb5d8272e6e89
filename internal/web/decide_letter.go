package web

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// preview is one held letter among all that leave together.
type preview struct {
	*award.LetterPreview
	cycle ident.Cycle
	text  *award.LetterText
}

// url is the address of another letter of the same cycle.
func (d preview) url(n int) string {
	return cycleURL(d.cycle) + "/letters/preview?n=" + strconv.Itoa(n)
}

func (s *Site) previewLetter(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewSlate); err != nil {
		return err
	}
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	n, ok := number(r.URL.Query().Get("n"))
	if !ok {
		return fault.Missing("page")
	}
	d := preview{cycle: id}
	if d.LetterPreview, err = s.Award.PreviewLetter(ctx, id, n); err != nil {
		return err
	}
	if d.text, err = d.Letter.Content.Text(); err != nil {
		return err
	}
	p := s.page(r, "decide.preview")
	p.Eyebrow = p.T("decide.preview.of", "n", d.N, "all", d.Total)
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}, {Label: p.T("award.letters"), URL: cycleURL(id) + "/letters"}}
	return s.show(w, r, http.StatusOK, p, previewPage(p, d))
}

func (s *Site) undoRelease(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		release, err := idOf[ident.ReleaseKind](q, "release")
		if err != nil {
			return "", "", err
		}
		done, err := s.Award.UndoRelease(r.Context(), award.UndoReleaseInput{Release: release, Reason: q.Get("undo.reason")})
		if err != nil {
			return "", "", under(err, "undo.")
		}
		return cycleURL(id) + "/letters", s.page(r, "award.letters").N("decide.undone", done.Letters), nil
	}, func(a again) error { return s.drawLetters(w, r, id, a) })
}

// until is the instant letters leave, as a script reads it.
func until(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// left is what is left of a while at the moment the page is drawn, in minutes and seconds.
func left(now, t time.Time) string {
	d := max(0, t.Sub(now).Round(time.Second))
	return strconv.Itoa(int(d.Minutes())) + ":" + pad(int(d.Seconds())%60)
}

func pad(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

func (s *Site) minorityDesk(w http.ResponseWriter, r *http.Request) error {
	return s.drawMinority(w, r, again{})
}

// ownView is what a member has filed and may still file.
type ownView struct {
	*award.MinorityDesk
	again
}

func (s *Site) drawMinority(w http.ResponseWriter, r *http.Request, a again) error {
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	desk, err := s.Award.MyMinorityReports(r.Context(), id)
	if err != nil {
		return err
	}
	p := s.page(r, "decide.minority.title")
	p.Eyebrow, p.Lead = desk.Name, p.T("decide.minority.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("review.queue"), URL: "/reviews"}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return minorityPage(p, ownView{desk, a}) })
}

func (s *Site) fileMinority(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		_, err := s.Award.FileMinorityReport(r.Context(), award.FileMinorityReportInput{Panel: id, Text: q.Get("text")})
		return "/reviews/panels/" + id.String() + "/minority", s.page(r, "decide.minority.title").T("decide.minority.filed"), err
	}, func(a again) error { return s.drawMinority(w, r, a) })
}

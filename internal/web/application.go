package web

import (
	"context"
	"net/http"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/response"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// writing is a proposal as its museums work on it.
type writing struct {
	proposal
	Cycle   *program.Detail
	Checks  []application.Check
	Meter   budget.Meter
	Told    award.Decision
	Subject *response.Subject
	Asked   form.Definition         // what the form asks by these answers
	Remarks map[string]int          // open ones, by section
	Around  []*response.PresenceRow // who else is here now
	Write   map[string]bool         // sections that the viewer's side writes, while they can be written
	Submit  bool                    // the viewer may hand it in or take it back
}

// writing reads a proposal with all that its pages show beside it.
func (s *Site) writing(ctx context.Context, id ident.Application) (d writing, err error) {
	if err := need(ctx, auth.ViewApplication); err != nil {
		return d, err
	}
	if d.proposal, err = s.proposal(ctx, id); err != nil {
		return d, err
	}
	if d.Partners == nil {
		return d, fault.Missing("proposal")
	}
	if d.Cycle, err = s.Program.Cycle(ctx, d.Detail.Cycle); err != nil {
		return d, err
	}
	if d.Checks, err = s.Application.ChecksOf(ctx, d.Detail); err != nil {
		return d, err
	}
	d.Meter = budget.MeterOf(d.Requested(), d.CostShare(), d.Cycle.CostShare)
	d.Submit = d.MaySubmit(ctx)
	if d.Subject, err = s.Response.Subject(ctx, id.String()); err != nil {
		return d, err
	}
	d.Write = map[string]bool{}
	for i := range d.Form.Definition.Sections {
		section := &d.Form.Definition.Sections[i]
		d.Write[section.Key] = d.Subject.MayWrite(ctx, section)
	}
	_, told, err := s.lettersToMe(ctx, award.LetterFilter{Application: id})
	d.Told = told[id]
	return d, err
}

// written reads the proposal of the address.
func (s *Site) written(r *http.Request) (writing, error) {
	id, err := param[ident.ApplicationKind](r, "application")
	if err != nil {
		return writing{}, err
	}
	return s.writing(r.Context(), id)
}

// writingPage begins a page of a proposal: its title, number and the way back to it.
func (s *Site) writingPage(r *http.Request, d writing) view.Page {
	p := s.page(r, "applicant.untitled")
	if d.Title != "" {
		p.Title = d.Title
	}
	p.Eyebrow = d.Number + " · " + d.CycleTitle
	p.Crumbs = []view.Crumb{{Label: p.T("applicant.title"), URL: "/applicant"}}
	return p
}

// partOf makes the page one below the proposal's own, under its own title.
func partOf(p view.Page, d writing, title string) view.Page {
	p.Crumbs = append(p.Crumbs, view.Crumb{Label: d.Number, URL: applicationURL(d.ID)})
	p.Eyebrow = d.Number + " · " + p.Title
	p.Title = title
	return p
}

func (s *Site) application(w http.ResponseWriter, r *http.Request) error {
	d, err := s.written(r)
	if err != nil {
		return err
	}
	if err := s.gathered(r.Context(), &d); err != nil {
		return err
	}
	p := s.writingPage(r, d)
	return s.show(w, r, http.StatusOK, p, writingPage(p, d))
}

// gathered reads what the task list shows beside the answers: what is asked, open remarks and who is here.
func (s *Site) gathered(ctx context.Context, d *writing) error {
	in, err := s.Application.FormContext(ctx, d.Detail)
	if err != nil {
		return err
	}
	d.Asked, d.Remarks = d.Form.Definition.Asked(d.Answers, in), map[string]int{}
	if !d.Subject.Within(ctx) {
		return nil
	}
	all, err := s.Response.Comments(ctx, d.Subject.Name)
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.Answers.IsZero() && c.ResolvedAt == nil {
			d.Remarks[c.Section]++
		}
	}
	d.Around, err = s.Response.Present(ctx, d.Subject.Name)
	return err
}

func (s *Site) printApplication(w http.ResponseWriter, r *http.Request) error {
	d, err := s.written(r)
	if err != nil {
		return err
	}
	p := s.writingPage(r, d)
	p.Crumbs = append(p.Crumbs, view.Crumb{Label: d.Number, URL: applicationURL(d.ID)})
	return s.show(w, r, http.StatusOK, p, printPage(p, d))
}

// progress counts the answers of a section that submitting takes, and of how many.
func (d writing) progress(section form.Section) (done, asked int, wrong bool) {
	refused := map[string]string{}
	for _, c := range d.Checks {
		if c.Blocks() {
			refused[c.Path] = c.Code
		}
	}
	for _, q := range section.Questions {
		if q.Kind == form.Budget {
			asked++
			if refused["budget"] == "" {
				done++
			} else if len(d.Lines) > 0 {
				wrong = true
			}
			continue
		}
		code, empty := refused["answers."+q.Key], d.Answers[q.Key] == ""
		if !q.Required && empty {
			continue
		}
		asked++
		switch {
		case code == "" && !empty:
			done++
		case code != "" && !empty:
			wrong = true
		}
	}
	return done, asked, wrong
}

// tasks are the sections that are asked and that the viewer writes, or that another does, with how far each is.
func (d writing) tasks(p view.Page, mine bool) []view.Task {
	var out []view.Task
	for _, section := range d.Asked.Sections {
		if d.Write[section.Key] != mine {
			continue
		}
		done, asked, wrong := d.progress(section)
		badge := view.Badge{Label: p.T("applicant.task.started"), Tone: view.Info}
		switch {
		case wrong:
			badge = view.Badge{Label: p.T("applicant.task.wrong"), Tone: view.Warning}
		case done == asked:
			badge = view.Badge{Label: p.T("applicant.task.done"), Tone: view.Good}
		case done == 0:
			badge = view.Badge{Label: p.T("applicant.task.empty"), Tone: view.Neutral}
		}
		hint := p.Choice("applicant.owner", string(section.Owner)) + " · " + p.T("applicant.task.count", "done", done, "asked", asked)
		if n := d.Remarks[section.Key]; n > 0 {
			hint += " · " + p.N("response.remarks", n)
		}
		out = append(out, view.Task{Title: inWords(section.Title, p.Locale()), URL: applicationURL(d.ID) + "/sections/" + section.Key, Hint: hint, Status: badge})
	}
	return out
}

// meterShare is the cost share against what the cycle asks.
func meterShare(p view.Page, m budget.Meter) view.Share {
	most := m.Required.Minor
	if m.Offered.Minor > most {
		most = m.Offered.Minor
	}
	if most == 0 {
		most = 1
	}
	text := p.T("applicant.meter.text", "offered", p.Money(m.Offered), "required", p.Money(m.Required))
	if !m.Enough() {
		text = p.T("applicant.meter.missing", "offered", p.Money(m.Offered), "required", p.Money(m.Required), "missing", p.Money(m.Missing))
	}
	return view.Share{Label: p.T("applicant.meter"), Value: float64(m.Offered.Minor), Max: float64(most), Low: float64(m.Required.Minor), Text: text}
}

// blocking counts what stands in the way of submitting.
func (d writing) blocking() int { return len(application.Blocking(d.Checks)) }

// MayLeave tells whether the life of an application still lets its museums take it back.
func (d writing) MayLeave() bool {
	_, err := d.After(application.VerbWithdraw)
	return err == nil
}

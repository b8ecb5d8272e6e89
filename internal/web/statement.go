package web

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/response"
	"github.com/vitrine-grants/vitrine/internal/statement"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// statementRoutes are the statement of intent: its museums' pages, then the office's.
func (s *Site) statementRoutes(r chi.Router) {
	r.Post("/partnerships/{partnership}/statement", s.do(s.startStatement))
	r.Route("/statements/{statement}", func(r chi.Router) {
		r.Get("/", s.do(s.statement))
		r.Post("/submit", s.do(s.submitStatement))
		r.Post("/withdraw", s.do(s.withdrawStatement))
		r.Post("/call", s.do(s.bookCall))
		r.Post("/call/cancel", s.do(s.cancelCall))
		r.Post("/feedback", s.do(s.writeFeedback))
		r.Post("/invite", s.do(s.inviteToPropose))
		r.Post("/offer", s.do(s.offerCall))
		s.answerRoutes(r, s.statementPages())
	})
	r.Get("/office/statements", s.do(s.officeStatements))
}

func statementURL(id ident.Statement) string { return "/statements/" + id.String() }

// stating is a statement with all that its pages show beside it.
type stating struct {
	*statement.Detail
	Form    *form.Form
	Subject *response.Subject
	Due     *calendar.Deadline
	Missing []fault.Field
	Write   map[string]bool
	Submit  bool // the viewer hands it in or takes it back
	Take    bool // the viewer picks the time of a call
	Advise  bool // the viewer answers for the office
	Help    answerHelp
	again
}

func (s *Site) stating(r *http.Request) (v stating, err error) {
	ctx := r.Context()
	if err := need(ctx, auth.ViewStatement); err != nil {
		return v, err
	}
	id, err := param[ident.StatementKind](r, "statement")
	if err != nil {
		return v, err
	}
	if v.Detail, err = s.Statement.Statement(ctx, id); err != nil {
		return v, err
	}
	if v.Form, err = s.Form.Form(ctx, v.Detail.Form); err != nil {
		return v, err
	}
	cycle, err := s.Program.Cycle(ctx, v.Cycle)
	if err != nil {
		return v, err
	}
	if due, ok := cycle.Deadline(program.StatementPhase); ok {
		v.Due = &due
	}
	if v.Subject, err = s.Response.Subject(ctx, id.String()); err != nil {
		return v, err
	}
	museums := auth.Target{Organizations: v.Partners.Organizations()}
	v.Write = map[string]bool{}
	var asked []form.Question
	for i := range v.Form.Definition.Sections {
		section := &v.Form.Definition.Sections[i]
		v.Write[section.Key] = v.Subject.MayWrite(ctx, section)
		asked = append(asked, section.Questions...)
	}
	v.Submit = auth.May(ctx, auth.SubmitStatement, auth.Target{Organizations: []ident.Organization{v.Lead()}})
	v.Take = auth.May(ctx, auth.EditStatement, museums)
	v.Advise = auth.May(ctx, auth.AdviseStatement, auth.Target{Program: v.Program, Organizations: v.Partners.Organizations()})
	if v.Writable() {
		if v.Missing, err = s.Statement.Missing(ctx, id); err != nil {
			return v, err
		}
	}
	if v.Help, err = s.helpFor(ctx, asked, v.Answers); err != nil {
		return v, err
	}
	return v, s.filesIn(ctx, v.ID.String(), statementURL(v.ID), v.Form.Definition.Sections, v.Answers, &v.Help)
}

func (s *Site) statementPage(r *http.Request, v stating) view.Page {
	p := s.page(r, "statement.title")
	if v.Title != "" {
		p.Title = v.Title
	}
	p.Eyebrow = p.T("statement.title") + " · " + v.CycleTitle
	p.Crumbs = []view.Crumb{{Label: p.T("applicant.title"), URL: "/applicant"}, {Label: p.T("applicant.partnership"), URL: partnershipURL(v.Partnership)}}
	if v.Advise {
		p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}, {Label: p.T("statement.list"), URL: "/office/statements"}}
	}
	return p
}

// statementPages are the pages on which a statement is written.
func (s *Site) statementPages() answerPages {
	return answerPages{
		ID:  func(r *http.Request) string { return chi.URLParam(r, "statement") },
		URL: func(id string) string { return "/statements/" + id },
		Read: func(r *http.Request) (answered, error) {
			v, err := s.stating(r)
			if err != nil {
				return answered{}, err
			}
			return answered{Subject: v.Subject, URL: statementURL(v.ID), Form: v.Form, Answers: v.Answers, Context: v.Context(), own: v}, nil
		},
		Page: func(r *http.Request, d answered) view.Page {
			v := d.own.(stating)
			p := s.statementPage(r, v)
			p.Crumbs = append(p.Crumbs, view.Crumb{Label: p.Title, URL: statementURL(v.ID)})
			return p
		},
		Above: func(p view.Page, v answerView) templ.Component {
			d := v.own.(stating)
			return feedbackOf(p, d, v.Section.Key)
		},
	}
}

func (s *Site) statement(w http.ResponseWriter, r *http.Request) error {
	return s.statementBack(w, r)(again{})
}

// statementBack draws the statement's page, after a refusal with what was typed.
func (s *Site) statementBack(w http.ResponseWriter, r *http.Request) func(again) error {
	return func(a again) error {
		v, err := s.stating(r)
		if err != nil {
			return err
		}
		v.again = a
		p := s.statementPage(r, v)
		p.Wide = v.Advise && v.State == statement.Submitted
		if v.Form != nil {
			a.err = inForm(p, &v.Form.Definition, a.err)
		}
		return s.draw(w, r, p, a, func(p view.Page) templ.Component { return statementPage(p, v) })
	}
}

// tasks are the sections with who writes each and how far it is.
func (v stating) tasks(p view.Page) []view.Task {
	missing := map[string]bool{}
	for _, f := range v.Missing {
		missing[strings.TrimPrefix(f.Path, "answers.")] = true
	}
	asked := v.Form.Definition.Asked(v.Answers, v.Context())
	var out []view.Task
	for _, section := range asked.Sections {
		done, all := 0, 0
		for _, q := range section.Questions {
			if !q.Required && v.Answers[q.Key] == "" {
				continue
			}
			all++
			if v.Answers[q.Key] != "" && !missing[q.Key] {
				done++
			}
		}
		badge := view.Badge{Label: p.T("applicant.task.started"), Tone: view.Info}
		switch done {
		case all:
			badge = view.Badge{Label: p.T("applicant.task.done"), Tone: view.Good}
		case 0:
			badge = view.Badge{Label: p.T("applicant.task.empty"), Tone: view.Neutral}
		}
		out = append(out, view.Task{
			Title: inWords(section.Title, p.Locale()), URL: statementURL(v.ID) + "/sections/" + section.Key,
			Hint: p.Choice("applicant.owner", string(section.Owner)) + " · " + p.T("applicant.task.count", "done", done, "asked", all), Status: badge,
		})
	}
	return out
}

func statementBadge(p view.Page, state statement.State) view.Badge {
	tone := view.Waiting
	switch state {
	case statement.Draft:
		tone = view.Info
	case statement.Answered:
		tone = view.Warning
	case statement.Invited:
		tone = view.Good
	case statement.Withdrawn:
		tone = view.Neutral
	}
	return view.Badge{Label: p.Choice("statement.state", string(state)), Tone: tone}
}

// rounds are the rounds that were answered, newest first.
func (v stating) rounds() []int {
	var out []int
	for round := v.Round; round > 0; round-- {
		out = append(out, round)
	}
	return out
}

// said is what staff sent to a section in a round.
func (v stating) said(round int, section string) string {
	f := v.FeedbackOf(round, section)
	if f == nil || f.SentAt == nil {
		return ""
	}
	return f.Words
}

// drafted is what the office has written so far.
func (v stating) drafted(section string) string {
	if f := v.FeedbackOf(v.Round, section); f != nil {
		return v.value("sections."+section, f.Words)
	}
	return v.value("sections."+section, "")
}

// statementOfPartnership is the live statement of a partnership, for its page.
func (s *Site) statementOfPartnership(ctx context.Context, d *partnership.Detail, cycle *program.Detail) (*statement.Statement, bool, error) {
	live, err := s.Statement.StatementOf(ctx, d.ID)
	if err != nil || live != nil {
		return live, false, err
	}
	open := !cycle.StatementForm.IsZero() && cycle.CheckOpen(program.StatementPhase, s.Now()) == nil &&
		d.State != partnership.Dissolved && d.State != partnership.Ineligible && d.Proposal.IsZero()
	return nil, open && auth.May(ctx, auth.EditStatement, auth.Target{Organizations: d.Organizations()}), nil
}

// mend is where a refused answer is written, with its question; empty where it is about no question.
func (v stating) mend(p view.Page, f fault.Field) (url, label string) {
	key, _ := form.KeyOf(f.Path)
	section, q, ok := v.Form.Definition.Find(key)
	if !ok {
		return "", ""
	}
	return statementURL(v.ID) + "/sections/" + section.Key + "#" + anchorOf(f.Path), inWords(q.Label, p.Locale())
}

// answered tells whether staff sent anything to a round.
func (v stating) answered(round int) bool {
	for _, f := range v.Feedback {
		if f.Round == round && f.SentAt != nil {
			return true
		}
	}
	return false
}

func offerLabel(p view.Page, v stating) string {
	if v.Live() != nil {
		return p.T("statement.call.offer.again")
	}
	return p.T("statement.call.offer")
}

// withoutContacts are the sections of a statement that are asked, without the questions about persons.
func withoutContacts(x *statement.Shown) []form.Section {
	asked := x.Form.Definition.Asked(x.Answers, x.Detail.Context())
	out := slices.Clone(asked.Sections)
	for i := range out {
		out[i].Questions = slices.DeleteFunc(slices.Clone(out[i].Questions), func(q form.Question) bool { return q.Kind == form.Contact })
	}
	return out
}

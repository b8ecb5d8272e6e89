package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// decideRoutes are how a cycle decides, and the funder's part in it.
func (s *Site) decideRoutes(r chi.Router) {
	r.Get("/office/cycles/{cycle}/decision", s.do(s.decisionPage))
	r.Post("/office/cycles/{cycle}/decision", s.do(s.setDecision))
	r.Get("/office/cycles/{cycle}/reasons", s.do(s.reasonsPage))
	r.Post("/office/cycles/{cycle}/reasons", s.do(s.setReasons))
	r.Get("/reviews/panels/{panel}/slate", s.do(s.panelSlate))
	r.Post("/reviews/panels/{panel}/slate", s.do(s.recommendPanelSlate))
	r.Post("/office/cycles/{cycle}/slate/recommend", s.do(s.recommendSlate))
	r.Post("/office/cycles/{cycle}/slate/concurrence", s.do(s.recordConcurrence))
	r.Get("/slates", s.do(s.funderSlates))
	r.Get("/slates/{slate}", s.do(s.funderSlate))
	r.Post("/slates/{slate}", s.do(s.concur))
}

// decision is how a cycle decides, with what came of it so far.
type decision struct {
	cycle *program.Detail
	rule  *award.DecisionRule
	may   func(auth.Permission) bool
	again
}

func (s *Site) decisionPage(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	return s.drawDecision(w, r, id, again{})
}

func (s *Site) drawDecision(w http.ResponseWriter, r *http.Request, id ident.Cycle, a again) (err error) {
	ctx := r.Context()
	if err := need(ctx, auth.ViewSlate); err != nil {
		return err
	}
	d := decision{again: a}
	if d.rule, err = s.Award.DecisionRule(ctx, id); err != nil {
		return err
	}
	if d.cycle, err = s.Program.Cycle(ctx, id); err != nil {
		return err
	}
	d.may = func(perm auth.Permission) bool { return auth.May(ctx, perm, auth.Target{Program: d.cycle.Program}) }
	p := s.page(r, "decide.title")
	p.Eyebrow, p.Lead = d.cycle.Title, p.T("decide.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}, {Label: d.cycle.Title, URL: cycleURL(id)}, {Label: p.T("award.slate.title"), URL: cycleURL(id) + "/slate"}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return decisionRulePage(p, d) })
}

// sentence is what a letter says for a code in one language.
func (d decision) sentence(c award.DeclineCode, lang string) string {
	return d.value(string(c)+"."+lang, d.rule.Sentences[c][lang])
}

func (s *Site) setDecision(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		recommendation, concurrence, complaints := q.Get("recommendation") != "", q.Get("concurrence") != "", q.Get("complaints")
		in := award.SetDecisionRuleInput{Cycle: id, Recommendation: &recommendation, Concurrence: &concurrence, Complaints: &complaints, Reason: q.Get("reason"), ExpectedVersion: versionOf(q)}
		var check fault.Check
		for name, into := range map[string]**int{"holdMinutes": &in.HoldMinutes, "minorityDays": &in.MinorityDays} {
			n, err := strconv.Atoi(q.Get(name))
			check.That(err == nil, name, "bad_number", "A whole number.")
			*into = &n
		}
		if err := check.Err(); err != nil {
			return "", "", err
		}
		rule, err := s.Award.DecisionRule(r.Context(), id)
		if err != nil {
			return "", "", err
		}
		for _, x := range rule.List() {
			c := string(x.Code)
			in.Sentences = append(in.Sentences, award.CodeSentence{Code: x.Code, English: q.Get(c + ".en"), Spanish: q.Get(c + ".es"), Chinese: q.Get(c + ".zh-Hans")})
		}
		_, err = s.Award.SetDecisionRule(r.Context(), in)
		return cycleURL(id) + "/decision", s.page(r, "decide.title").T("decide.kept"), err
	}, func(a again) error { return s.drawDecision(w, r, id, a) })
}

func (s *Site) recommendSlate(w http.ResponseWriter, r *http.Request) error {
	return s.onSlate(w, r, func(ctx context.Context, p view.Page, sl *award.Slate, q url.Values) (string, error) {
		_, err := s.Award.RecommendSlate(ctx, award.RecommendSlateInput{Slate: sl.ID, Note: q.Get("recommend.note"), ExpectedVersion: versionOf(q)})
		return p.T("decide.recommended"), under(err, "recommend.")
	})
}

func (s *Site) recordConcurrence(w http.ResponseWriter, r *http.Request) error {
	return s.onSlate(w, r, func(ctx context.Context, p view.Page, sl *award.Slate, q url.Values) (string, error) {
		done, err := s.Award.RecordConcurrence(ctx, award.RecordConcurrenceInput{
			Slate: sl.ID, Answer: award.ConcurrenceAnswer(q.Get("concurrence.answer")), Reason: q.Get("concurrence.reason"), Reference: q.Get("concurrence.reference"), ExpectedVersion: versionOf(q),
		})
		if err != nil {
			return "", under(err, "concurrence.")
		}
		return concurredWords(p, done), nil
	})
}

func concurredWords(p view.Page, a *award.Approval) string {
	if a.Slate.State == award.SlateDraft {
		return p.T("decide.declined")
	}
	return p.N("award.approved", len(a.Awards), "committed", p.Money(a.Committed), "free", p.Money(a.Free))
}

func yesWord(p view.Page, yes bool) string {
	if yes {
		return p.T("decide.yes")
	}
	return p.T("decide.no")
}

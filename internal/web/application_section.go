package web

import (
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// proposalPages are the pages on which a proposal is written; the theme belongs beside the title.
func (s *Site) proposalPages() answerPages {
	return answerPages{
		ID:   func(r *http.Request) string { return chi.URLParam(r, "application") },
		URL:  func(id string) string { return "/applications/" + id },
		Read: s.answeredProposal,
		Page: func(r *http.Request, d answered) view.Page {
			w := d.own.(writing)
			return partOf(s.writingPage(r, w), w, "")
		},
		Above:  aboveProposal,
		Beside: besideTitle,
		Extra:  s.chooseTheme,
	}
}

func (s *Site) answeredProposal(r *http.Request) (answered, error) {
	w, err := s.written(r)
	if err != nil {
		return answered{}, err
	}
	d := answered{Subject: w.Subject, URL: applicationURL(w.ID), Form: w.Form, Answers: w.Answers, own: w}
	d.Context, err = s.Application.FormContext(r.Context(), w.Detail)
	return d, err
}

// aboveProposal leads from the section about money to the budget itself.
func aboveProposal(p view.Page, v answerView) templ.Component {
	if !budgetSection(*v.Section) {
		return templ.NopComponent
	}
	return budgetLead(p, v.own.(writing))
}

// besideTitle asks for the theme after the title, where the cycle has themes.
func besideTitle(p view.Page, v answerView, q form.Question) templ.Component {
	w := v.own.(writing)
	if q.Key != form.TitleKey || len(w.Cycle.Themes) == 0 {
		return templ.NopComponent
	}
	return proposalTheme(p, v, w)
}

// chooseTheme keeps the theme a section's form carries; one that has not changed is left alone.
func (s *Site) chooseTheme(ctx context.Context, d answered, _ *form.Section, q url.Values) error {
	w := d.own.(writing)
	theme, ok := themeTyped(q)
	if !q.Has("theme") || theme == w.Theme {
		return nil
	}
	if !ok {
		return fault.BadField("theme", "unknown_theme", "Choose one of the cycle's themes.")
	}
	_, err := s.Application.SaveAnswers(ctx, application.SaveAnswersInput{Application: w.ID, Theme: &theme})
	return err
}

func themeTyped(q url.Values) (ident.Theme, bool) {
	if !q.Has("theme") {
		return ident.Theme{}, false
	}
	id, err := ident.Parse[ident.ThemeKind](q.Get("theme"))
	return id, err == nil || q.Get("theme") == ""
}

// themeOptions are the themes to choose from; a main theme holds for all where the rule says so.
func themeOptions(p view.Page, cycle *program.Detail) []view.Option {
	out := []view.Option{{Label: p.T("applicant.choose")}}
	for _, t := range cycle.Themes {
		if !t.Master || cycle.ThemeRule != program.MasterAndOther {
			out = append(out, view.Option{Value: t.ID.String(), Label: t.Title.In(p.Locale())})
		}
	}
	return out
}

package web

import (
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/matching"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// introductionRoutes are how museums get in touch: asking, answering, writing, and whom not to suggest.
func (s *Site) introductionRoutes(r chi.Router) {
	r.Get("/introductions", s.do(s.introductions))
	r.Post("/introductions", s.do(s.ask))
	r.Get("/introductions/new", s.do(s.newIntroduction))
	r.Post("/introductions/introduce", s.do(s.introduce))
	r.Post("/introductions/never", s.do(s.neverSuggest))
	r.Post("/introductions/again", s.do(s.suggestAgain))
	r.Route("/introductions/{introduction}", func(r chi.Router) {
		r.Get("/", s.do(s.introduction))
		r.Post("/accept", s.do(s.acceptIntroduction))
		r.Post("/decline", s.do(s.declineIntroduction))
		r.Post("/write", s.do(s.writeMessage))
		r.Post("/close", s.do(s.closeIntroduction))
	})
}

func introductionURL(id ident.Introduction) string { return "/introductions/" + id.String() }

// meeting is an introduction with what its reader may do.
type meeting struct {
	*matching.Meeting
	side    matching.Side // the reader's own; empty for the office
	answer  bool          // the reader's answer is missing
	propose string        // address of a partnership with the other museum
	again
}

func (s *Site) meeting(r *http.Request) (v meeting, err error) {
	ctx := r.Context()
	if err := need(ctx, auth.ViewIntroduction); err != nil {
		return v, err
	}
	id, err := param[ident.IntroductionKind](r, "introduction")
	if err != nil {
		return v, err
	}
	if v.Meeting, err = s.Matching.Introduction(ctx, id); err != nil {
		return v, err
	}
	for _, side := range v.Sides(ctx) {
		if v.side == "" || !v.Agreed(side) {
			v.side = side
		}
	}
	if v.side == "" {
		return v, nil
	}
	v.answer = v.State == matching.Asked && !v.Agreed(v.side)
	if v.State == matching.Accepted {
		own, err := s.People.Organization(ctx, v.Of(v.side))
		if err != nil {
			return v, err
		}
		if own.Country == "US" {
			v.propose = proposeURL(v.Cycle, v.Of(v.side.Other()))
		}
	}
	return v, nil
}

// across is the museum the reader gets to know; for the office both.
func (v meeting) across() string {
	if v.side == "" {
		return v.AskerMuseum + " · " + v.AskedMuseum
	}
	return v.Name(v.side.Other())
}

func (s *Site) introduction(w http.ResponseWriter, r *http.Request) error {
	return s.introductionBack(w, r)(again{})
}

// introductionBack draws the page, after a refusal with what was typed.
func (s *Site) introductionBack(w http.ResponseWriter, r *http.Request) func(again) error {
	return func(a again) error {
		v, err := s.meeting(r)
		if err != nil {
			return err
		}
		v.again = a
		p := s.page(r, "introduction.title")
		p.Eyebrow, p.Title = p.Title+" · "+v.CycleTitle, v.across()
		p.Crumbs = []view.Crumb{{Label: p.T("introduction.list"), URL: "/introductions"}}
		return s.draw(w, r, p, a, func(p view.Page) templ.Component { return introductionPage(p, v) })
	}
}

func introductionBadge(p view.Page, state matching.State) view.Badge {
	tones := map[matching.State]view.Tone{
		matching.Asked: view.Waiting, matching.Accepted: view.Good, matching.Declined: view.Neutral, matching.Expired: view.Neutral, matching.Closed: view.Neutral,
	}
	return view.Badge{Label: p.Choice("introduction.state", string(state)), Tone: tones[state]}
}

// introductionAct is one button of the page.
func (s *Site) introductionAct(w http.ResponseWriter, r *http.Request, words string, act func(ctx context.Context, id ident.Introduction, q url.Values) error) error {
	id, err := param[ident.IntroductionKind](r, "introduction")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		if err := act(r.Context(), id, q); err != nil {
			return "", "", err
		}
		return introductionURL(id), words, nil
	}, s.introductionBack(w, r))
}

func (s *Site) acceptIntroduction(w http.ResponseWriter, r *http.Request) error {
	return s.introductionAct(w, r, s.page(r, "introduction.title").T("introduction.accepted"), func(ctx context.Context, id ident.Introduction, _ url.Values) error {
		_, err := s.Matching.Accept(ctx, matching.AcceptInput{Introduction: id})
		return err
	})
}

func (s *Site) declineIntroduction(w http.ResponseWriter, r *http.Request) error {
	return s.introductionAct(w, r, s.page(r, "introduction.title").T("introduction.declined"), func(ctx context.Context, id ident.Introduction, q url.Values) error {
		_, err := s.Matching.Decline(ctx, matching.DeclineInput{Introduction: id, Reason: q.Get("reason")})
		return err
	})
}

func (s *Site) writeMessage(w http.ResponseWriter, r *http.Request) error {
	return s.introductionAct(w, r, s.page(r, "introduction.title").T("introduction.written"), func(ctx context.Context, id ident.Introduction, q url.Values) error {
		_, err := s.Matching.Write(ctx, matching.WriteInput{Introduction: id, Text: q.Get("text")})
		return err
	})
}

func (s *Site) closeIntroduction(w http.ResponseWriter, r *http.Request) error {
	return s.introductionAct(w, r, s.page(r, "introduction.title").T("introduction.closed"), func(ctx context.Context, id ident.Introduction, q url.Values) error {
		_, err := s.Matching.Close(ctx, matching.CloseInput{Introduction: id, Report: q.Get("report")})
		return err
	})
}

// silencing reads which museum never wants which other, or wants it again.
func (s *Site) silencing(w http.ResponseWriter, r *http.Request, words string, act func(ctx context.Context, own, other ident.Organization) error) error {
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		own, err := idOf[ident.OrganizationKind](q, "organization")
		if err != nil {
			return "", "", err
		}
		other, err := idOf[ident.OrganizationKind](q, "other")
		if err != nil {
			return "", "", err
		}
		return "/introductions", words, act(r.Context(), own, other)
	}, s.introductionsBack(w, r))
}

func (s *Site) neverSuggest(w http.ResponseWriter, r *http.Request) error {
	return s.silencing(w, r, s.page(r, "introduction.list").T("introduction.never.done"), func(ctx context.Context, own, other ident.Organization) error {
		_, err := s.Matching.NeverSuggest(ctx, matching.NeverSuggestInput{Organization: own, Other: other})
		return err
	})
}

func (s *Site) suggestAgain(w http.ResponseWriter, r *http.Request) error {
	return s.silencing(w, r, s.page(r, "introduction.list").T("introduction.again.done"), func(ctx context.Context, own, other ident.Organization) error {
		was, err := s.Matching.SuggestAgain(ctx, matching.SuggestAgainInput{Organization: own, Other: other})
		if err == nil && !was {
			return fault.Missing("page")
		}
		return err
	})
}

package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/profile"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/response"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// profileRoutes are what museums say of themselves in a cycle: the directory, its pages, and the office's queue.
func (s *Site) profileRoutes(r chi.Router) {
	r.Get("/partners", s.do(s.partners))
	r.Get("/profiles/new", s.do(s.newProfile))
	r.Post("/profiles", s.do(s.startProfile))
	r.Route("/profiles/{profile}", func(r chi.Router) {
		r.Get("/", s.do(s.profile))
		r.Get("/suggestions", s.do(s.suggestions))
		r.Post("/submit", s.do(s.submitProfile))
		r.Post("/reopen", s.do(s.reopenProfile))
		r.Post("/list", s.do(s.listProfile))
		r.Post("/return", s.do(s.returnProfile))
		s.answerRoutes(r, s.profilePages())
	})
	r.Get("/office/profiles", s.do(s.officeProfiles))
	r.Get("/office/alone", s.do(s.officeAlone))
}

func profileURL(id ident.Profile) string { return "/profiles/" + id.String() }

// profiling is a profile with all that its pages show beside it.
type profiling struct {
	*profile.Detail
	Form    *form.Form
	Subject *response.Subject // nil for whoever reads it in the directory
	Dues    []profileDue
	Missing []fault.Field
	Write   bool // the viewer is of the museum
	Decide  bool // the viewer lists and returns
	Ask     bool // a museum of the viewer's may ask for an introduction
	Help    answerHelp
	again
}

// profileDue is until when profiles of a kind are taken.
type profileDue struct {
	kind program.PhaseKind
	at   calendar.Deadline
}

func (s *Site) profiling(r *http.Request) (v profiling, err error) {
	ctx := r.Context()
	id, err := param[ident.ProfileKind](r, "profile")
	if err != nil {
		return v, err
	}
	if v.Detail, err = s.Profile.Profile(ctx, id); err != nil {
		return v, err
	}
	if v.Form, err = s.Form.Form(ctx, v.Detail.Form); err != nil {
		return v, err
	}
	target := auth.Target{Program: v.Program, Organizations: []ident.Organization{v.Organization}}
	v.Write, v.Decide = auth.May(ctx, auth.EditProfile, target), auth.May(ctx, auth.ListProfile, target)
	if auth.May(ctx, auth.ViewProfile, target) {
		if v.Subject, err = s.Response.Subject(ctx, id.String()); err != nil {
			return v, err
		}
	}
	if v.State == profile.Listed {
		own, err := s.ownProfiles(ctx, v.Cycle, v.Organization)
		if err != nil {
			return v, err
		}
		v.Ask = !v.Write && len(own) > 0
	}
	if v.Write && v.Writable() {
		if v.Missing, err = s.Profile.Missing(ctx, id); err != nil {
			return v, err
		}
		if v.Dues, err = s.profileDues(ctx, v.Cycle); err != nil {
			return v, err
		}
	}
	var asked []form.Question
	for _, section := range v.Form.Definition.Sections {
		asked = append(asked, section.Questions...)
	}
	if v.Help, err = s.helpFor(ctx, asked, v.Answers); err != nil || v.Subject == nil {
		return v, err
	}
	return v, s.filesIn(ctx, v.ID.String(), profileURL(v.ID), v.Form.Definition.Sections, v.Answers, &v.Help)
}

func (s *Site) profileDues(ctx context.Context, id ident.Cycle) ([]profileDue, error) {
	cycle, err := s.Program.Cycle(ctx, id)
	if err != nil {
		return nil, err
	}
	var out []profileDue
	for _, k := range []program.PhaseKind{program.ProfileAlone, program.ProfileWithPartner} {
		if at, ok := cycle.Deadline(k); ok {
			out = append(out, profileDue{k, at})
		}
	}
	return out, nil
}

func (s *Site) profilePage(r *http.Request, v profiling) view.Page {
	p := s.page(r, "profile.title")
	p.Title, p.TitleLang = v.Museum, ""
	p.Eyebrow = p.T("profile.title") + " · " + v.CycleTitle
	switch {
	case v.Write:
		p.Crumbs = []view.Crumb{{Label: p.T("applicant.title"), URL: "/applicant"}}
	case v.Decide:
		p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}, {Label: p.T("profile.queue"), URL: "/office/profiles"}}
	default:
		p.Crumbs = []view.Crumb{{Label: p.T("profile.directory"), URL: "/partners"}}
	}
	return p
}

// profilePages are the pages on which a profile is written.
func (s *Site) profilePages() answerPages {
	return answerPages{
		Alone: true,
		ID:    func(r *http.Request) string { return chi.URLParam(r, "profile") },
		URL:   func(id string) string { return "/profiles/" + id },
		Read: func(r *http.Request) (answered, error) {
			v, err := s.profiling(r)
			if err != nil {
				return answered{}, err
			}
			if v.Subject == nil {
				return answered{}, fault.Missing("page")
			}
			return answered{Subject: v.Subject, URL: profileURL(v.ID), Form: v.Form, Answers: v.Answers, Context: v.Context(), own: v}, nil
		},
		Page: func(r *http.Request, d answered) view.Page {
			v := d.own.(profiling)
			p := s.profilePage(r, v)
			p.Crumbs = append(p.Crumbs, view.Crumb{Label: p.Title, URL: profileURL(v.ID)})
			return p
		},
		Above: func(p view.Page, v answerView) templ.Component { return returnedWords(p, v.own.(profiling)) },
	}
}

func (s *Site) profile(w http.ResponseWriter, r *http.Request) error {
	return s.profileBack(w, r)(again{})
}

// profileBack draws the profile's page, after a refusal with what was typed.
func (s *Site) profileBack(w http.ResponseWriter, r *http.Request) func(again) error {
	return func(a again) error {
		v, err := s.profiling(r)
		if err != nil {
			return err
		}
		v.again = a
		p := s.profilePage(r, v)
		if v.Form != nil {
			a.err = inForm(p, &v.Form.Definition, a.err)
		}
		return s.draw(w, r, p, a, func(p view.Page) templ.Component { return profilePage(p, v) })
	}
}

// tasks are the sections with how far each is.
func (v profiling) tasks(p view.Page) []view.Task {
	missing := map[string]bool{}
	for _, f := range v.Missing {
		missing[strings.TrimPrefix(f.Path, "answers.")] = true
	}
	var out []view.Task
	for _, section := range v.Form.Definition.Asked(v.Answers, v.Context()).Sections {
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
			Title: inWords(section.Title, p.Locale()), URL: profileURL(v.ID) + "/sections/" + section.Key,
			Hint: p.T("applicant.task.count", "done", done, "asked", all), Status: badge,
		})
	}
	return out
}

// shown are the sections as their reader may see them: strangers meet no question about persons or of files.
func (v profiling) shown() []form.Section {
	asked := v.Form.Definition.Asked(v.Answers, v.Context())
	out := slices.Clone(asked.Sections)
	for i := range out {
		out[i].Questions = slices.DeleteFunc(slices.Clone(out[i].Questions), func(q form.Question) bool {
			return v.Answers[q.Key] == "" || v.Subject == nil && (q.Kind == form.Contact || q.Kind == form.File)
		})
	}
	return slices.DeleteFunc(out, func(x form.Section) bool { return len(x.Questions) == 0 })
}

func profileBadge(p view.Page, state profile.State) view.Badge {
	tones := map[profile.State]view.Tone{
		profile.Draft: view.Info, profile.Submitted: view.Waiting, profile.Listed: view.Good, profile.Returned: view.Warning, profile.Archived: view.Neutral,
	}
	return view.Badge{Label: p.Choice("profile.state", string(state)), Tone: tones[state]}
}

// profileAct is one button of the profile's page.
func (s *Site) profileAct(w http.ResponseWriter, r *http.Request, words string, act func(ctx context.Context, id ident.Profile, q url.Values) error) error {
	id, err := param[ident.ProfileKind](r, "profile")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		if err := act(r.Context(), id, q); err != nil {
			return "", "", err
		}
		return profileURL(id), words, nil
	}, s.profileBack(w, r))
}

func (s *Site) submitProfile(w http.ResponseWriter, r *http.Request) error {
	return s.profileAct(w, r, s.page(r, "profile.title").T("profile.submitted"), func(ctx context.Context, id ident.Profile, _ url.Values) error {
		_, err := s.Profile.Submit(ctx, profile.SubmitInput{Profile: id})
		return err
	})
}

func (s *Site) reopenProfile(w http.ResponseWriter, r *http.Request) error {
	return s.profileAct(w, r, s.page(r, "profile.title").T("profile.reopened"), func(ctx context.Context, id ident.Profile, _ url.Values) error {
		_, err := s.Profile.Reopen(ctx, profile.ReopenInput{Profile: id})
		return err
	})
}

func (s *Site) listProfile(w http.ResponseWriter, r *http.Request) error {
	return s.profileAct(w, r, s.page(r, "profile.title").T("profile.is_listed"), func(ctx context.Context, id ident.Profile, _ url.Values) error {
		_, err := s.Profile.List(ctx, profile.ListOneInput{Profile: id})
		return err
	})
}

func (s *Site) returnProfile(w http.ResponseWriter, r *http.Request) error {
	return s.profileAct(w, r, s.page(r, "profile.title").T("profile.is_returned"), func(ctx context.Context, id ident.Profile, q url.Values) error {
		_, err := s.Profile.Return(ctx, profile.ReturnInput{Profile: id, Words: q.Get("words")})
		return err
	})
}

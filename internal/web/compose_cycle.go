package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// composing is a cycle as it is composed, with what publishing asks of it.
type composing struct {
	*program.Detail
	Checks  []program.Check
	Rules   []*partnership.CycleRule
	Staff   []*program.RoleCount
	Forms   []*program.FormChoice
	Awards  []*fund.FunderAward
	Publish bool          // the reader may publish it
	Preview *review.Sheet // the rubric as its readers will meet it; nil while what is typed cannot be shown
	again
}

func (s *Site) composed(r *http.Request, id ident.Cycle, a again) (v composing, err error) {
	ctx := r.Context()
	if err := need(ctx, auth.ComposeProgram); err != nil {
		return v, err
	}
	v.again = a
	if v.Detail, err = s.Program.Cycle(ctx, id); err != nil {
		return v, err
	}
	if v.Checks, err = s.Program.Checks(ctx, id); fault.Is(err, fault.Forbidden) {
		return v, fault.Missing("page")
	}
	if err == nil {
		v.Rules, err = s.Partnership.CycleRules(ctx, id)
	}
	v.Publish = auth.May(ctx, auth.EditProgram, auth.Target{Program: v.Program})
	return v, err
}

func (s *Site) composePage(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	return s.drawCompose(w, r, id, again{})
}

func (s *Site) drawCompose(w http.ResponseWriter, r *http.Request, id ident.Cycle, a again) error {
	v, err := s.composed(r, id, a)
	if err != nil {
		return err
	}
	p := s.page(r, "compose.cycle")
	p.Title, p.TitleLang, p.Eyebrow, p.Crumbs = v.Title, "en", v.Of.Name, composeCrumbs(p)
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return composeContent(p, v) })
}

func composedPart(r *http.Request) (program.Part, error) {
	part := program.Part(chi.URLParam(r, "part"))
	if !slices.Contains(program.Parts(), part) {
		return "", fault.Missing("page")
	}
	return part, nil
}

func (s *Site) composePart(w http.ResponseWriter, r *http.Request) error {
	return s.drawPart(w, r, again{})
}

func (s *Site) drawPart(w http.ResponseWriter, r *http.Request, a again) error {
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	part, err := composedPart(r)
	if err != nil {
		return err
	}
	v, err := s.composed(r, id, a)
	if err != nil {
		return err
	}
	switch part {
	case program.PartForms:
		v.Forms, err = s.Program.FormChoices(r.Context())
	case program.PartMoney:
		v.Awards, err = s.Fund.FunderAwards(r.Context())
	case program.PartCriteria:
		v.Preview, err = s.previewed(r, v)
		if fault.Is(err, fault.Invalid) && a.err == nil {
			a.err, err = err, nil
		}
	case program.PartPeople:
		v.Staff, err = s.Program.Staff(r.Context(), v.Program)
	}
	if err != nil {
		return err
	}
	p := s.page(r, "compose.cycle")
	p.Title, p.Lead = p.Choice("compose.part", string(part)), p.Choice("compose.lead", string(part))
	p.Eyebrow = v.Title
	p.Crumbs = composeCrumbs(p, view.Crumb{Label: v.Title, URL: composeURL(id)})
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return composePartContent(p, part, v) })
}

func (s *Site) saveComposePart(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	part, err := composedPart(r)
	if err != nil {
		return err
	}
	if err := parse(w, r); err == nil && part == program.PartCriteria && r.PostForm.Get("do") == "preview" {
		return s.drawPart(w, r, after(r, nil))
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		return composeURL(id), s.page(r, "compose.cycle").T("compose.kept"), s.keepPart(r, id, part, q)
	}, func(a again) error { return s.drawPart(w, r, a) })
}

// keepPart reads the form of a part and hands it to its use case.
func (s *Site) keepPart(r *http.Request, id ident.Cycle, part program.Part, q url.Values) (err error) {
	ctx, version := r.Context(), versionOf(q)
	switch part {
	case program.PartFrame:
		in := program.SetFrameInput{Cycle: id, Title: q.Get("title"), Zone: strings.TrimSpace(q.Get("zone")), ExpectedVersion: version}
		in.Year, _ = strconv.Atoi(q.Get("year"))
		if in.ProjectStartsOn, err = dayTyped(q, "projectStartsOn"); err != nil {
			return err
		}
		if in.ProjectEndsOn, err = dayTyped(q, "projectEndsOn"); err != nil {
			return err
		}
		_, err = s.Program.SetFrame(ctx, in)
	case program.PartPhases:
		in := program.SetPhasesInput{Cycle: id, ProfileRollover: q.Get("profileRollover") == "on", ExpectedVersion: version}
		var at []string
		in.Phases, at = phasesTyped(q)
		_, err = s.Program.SetPhases(ctx, in)
		err = composedPlaces(err, "phases", at)
	case program.PartForms:
		_, err = s.Program.SetForms(ctx, program.SetFormsInput{
			Cycle: id, Profile: formTyped(q, "profile"), Statement: formTyped(q, "statement"), Proposal: formTyped(q, "proposal"), ExpectedVersion: version,
		})
	case program.PartThemes:
		in := program.SetThemesInput{Cycle: id, Rule: program.ThemeRule(q.Get("rule")), ExpectedVersion: version}
		var at []string
		in.Themes, at = themesTyped(q)
		_, err = s.Program.SetThemes(ctx, in)
		err = composedPlaces(err, "themes", at)
	case program.PartCriteria:
		in, at := rubricTyped(q, id, version)
		_, err = s.Program.SetCriteria(ctx, in)
		err = composedPlaces(err, "criteria", at)
	case program.PartRules:
		_, err = s.Program.SetRules(ctx, composedRules(q, id, version))
	case program.PartEligibility:
		_, err = s.Partnership.SetCycleRules(ctx, eligibilityTyped(q, id, version))
	case program.PartMoney:
		in := program.SetMoneyInput{Cycle: id, Appropriation: q.Get("appropriation"), AdminReserve: q.Get("adminReserve"), ExpectedVersion: version}
		if a, bad := ident.Parse[ident.FunderAwardKind](q.Get("funderAward")); bad == nil {
			in.FunderAward = &a
		}
		_, err = s.Program.SetMoney(ctx, in)
	default:
		return fault.Missing("page")
	}
	return err
}

// composedPlaces puts the refused rows of a list where the page has them, because rows left empty were not sent on.
func composedPlaces(err error, list string, at []string) error {
	return renamed(err, func(path string) string {
		rest, ok := strings.CutPrefix(path, list+".")
		if !ok {
			return path
		}
		n, field, ok := strings.Cut(rest, ".")
		i, bad := strconv.Atoi(n)
		if !ok || bad != nil || i >= len(at) {
			return path
		}
		return list + "." + at[i] + "." + field
	})
}

// local is an instant as a form writes it, on the cycle's own clock.
func (v composing) local(t time.Time) string { return t.In(zoneOf(v.Zone)).Format(clockText + ":05") }

// fixed tells whether the call is public and says no more.
func (v composing) fixed() bool { return v.State != program.Draft }

// blocking counts the checks that stop publishing.
func (v composing) blocking() int {
	n := 0
	for _, c := range v.Checks {
		if !c.Passed && !c.Advice {
			n++
		}
	}
	return n
}

// tasks are the parts with what is missing in each.
func (v composing) tasks(p view.Page) []view.Task {
	var out []view.Task
	for _, part := range program.Parts() {
		open := 0
		for _, c := range v.Checks {
			if c.Part == part && !c.Passed && !c.Advice {
				open++
			}
		}
		t := view.Task{
			Title: p.Choice("compose.part", string(part)), URL: composeURL(v.ID) + "/" + string(part), Hint: v.summary(p, part),
			Status: view.Badge{Label: p.T("compose.done"), Tone: view.Good},
		}
		if open > 0 {
			t.Status = view.Badge{Label: p.N("compose.open", open), Tone: view.Warning}
		}
		out = append(out, t)
	}
	return out
}

// checks are what publishing asks, with what is wrong where something is.
func (v composing) checks(p view.Page) []checkLine {
	var out []checkLine
	for _, c := range v.Checks {
		l := checkLine{Rule: view.Rule{Title: p.Choice("compose.check", c.Code), Verdict: "yes"}, URL: composeURL(v.ID) + "/" + string(c.Part)}
		if !c.Passed {
			l.Verdict, l.Why = "no", p.List(details(p, c))
			if c.Advice {
				l.Verdict = "unknown"
			}
		}
		out = append(out, l)
	}
	return out
}

// details are what a check found amiss, in the reader's words where they are names of ours.
func details(p view.Page, c program.Check) []string {
	out := slices.Clone(c.Details)
	for i, x := range out {
		switch c.Code {
		case "phases", "phases_order", "phases_ahead", "forms_chosen":
			out[i] = p.Choice("public.phase", x)
		case "weights_sum":
			out[i] = p.T("compose.weights.are", "sum", x)
		case "money_within":
			out[i] = p.T("compose.money.left", "amount", x)
		case "dead_ends", "owners":
			state, roles, _ := strings.Cut(x, ":")
			life, at, _ := strings.Cut(state, ".")
			out[i] = p.Choice("compose.life", life) + ": " + strings.ReplaceAll(at, "_", " ")
			if roles != "" {
				out[i] += " (" + p.List(roleWords(p, strings.Split(roles, ","))) + ")"
			}
		}
	}
	return out
}

func roleWords(p view.Page, roles []string) []string {
	out := make([]string, len(roles))
	for i, r := range roles {
		out[i] = p.Choice("role", r)
	}
	return out
}

// previewed is the rubric as reviewers will meet it: as typed where the form came back, else as kept.
func (s *Site) previewed(r *http.Request, v composing) (*review.Sheet, error) {
	if v.typed == nil {
		return review.Blank(v.Detail), nil
	}
	in, at := rubricTyped(v.typed, v.ID, nil)
	d, err := s.Program.PreviewCriteria(r.Context(), in)
	if err != nil {
		return nil, composedPlaces(err, "criteria", at)
	}
	return review.Blank(d), nil
}

package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/notify"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/rehearsal"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// rehearsed is a rehearsal for its page.
type rehearsed struct {
	composing
	Timeline *rehearsal.Timeline // nil before it was run
}

func (s *Site) rehearsalPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawRehearsal(w, r, false)
}

// playRehearsal plays the cycle and draws what came of it; since nothing is kept there is nowhere to go on to.
func (s *Site) playRehearsal(w http.ResponseWriter, r *http.Request) error {
	return s.drawRehearsal(w, r, true)
}

func (s *Site) drawRehearsal(w http.ResponseWriter, r *http.Request, play bool) error {
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	v := rehearsed{}
	if v.composing, err = s.composed(r, id, again{}); err != nil {
		return err
	}
	if play {
		if v.Timeline, err = rehearsal.Run(r.Context(), s.Office, id); err != nil {
			return err
		}
	}
	p := s.page(r, "compose.rehearsal")
	p.Lead, p.Eyebrow = p.T("compose.rehearsal.lead"), v.Title
	p.Crumbs = composeCrumbs(p, view.Crumb{Label: v.Title, URL: composeURL(id)})
	return s.show(w, r, http.StatusOK, p, rehearsalContent(p, v))
}

// steps are the timeline of a rehearsal, as far as it came.
func (v rehearsed) steps(p view.Page) []view.Step {
	var out []view.Step
	z := zoneOf(v.Zone)
	for _, x := range v.Timeline.Steps {
		out = append(out, view.Step{
			Title: p.Choice("compose.act", string(x.Act)), When: view.Moment(p, x.At, z), State: "done", Text: strings.Join(v.told(p, x), " "),
		})
	}
	if f := v.Timeline.Failed; f != nil {
		out = append(out, view.Step{Title: p.Choice("compose.act", string(f.Act)), When: view.Moment(p, f.At, z), State: "current", Text: p.T("compose.failed.here")})
	}
	return out
}

// told are the sentences of a step: who does it to how many, what state follows, who hears of it, what falls due.
func (v rehearsed) told(p view.Page, x rehearsal.Step) []string {
	who := x.Who
	if who == "" && x.By != "" {
		who = p.Choice("role", string(x.By))
	}
	if who == "" {
		who = p.T("compose.clock")
	}
	out := []string{p.N("compose.does", x.Count, "who", who), p.T("compose.state.then", "state", p.Choice("public.cycle", string(x.State)))}
	for _, t := range x.Told {
		to := t.Who
		if to == "" {
			to = p.Choice("role", string(t.Role))
		}
		out = append(out, p.N("compose.told.to", t.People, "what", aboutWhat(p, t.Template), "who", to))
	}
	for _, d := range x.Due {
		out = append(out, p.T("compose.due", "what", p.Choice("compose.due.of", d.What), "time", p.DateTime(d.At.In(zoneOf(v.Zone)))))
	}
	return out
}

// reasons are what a refused step names, field by field.
func reasons(p view.Page, err error) []string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return nil
	}
	var out []string
	for _, x := range f.Fields {
		if slices.ContainsFunc(program.Parts(), func(part program.Part) bool { return string(part) == x.Path }) {
			out = append(out, p.Choice("compose.check", x.Code))
			continue
		}
		if words := p.FieldFault(x); !slices.Contains(out, words) { // one reason may hold back many letters
			out = append(out, words)
		}
	}
	return out
}

// aboutWhat is what a message is about, as those who choose how they are told read it; letters nobody chooses.
func aboutWhat(p view.Page, template string) string {
	if kind := notify.KindOf(template); slices.Contains(notify.Kinds(), kind) {
		return noticeKind(p, kind)
	}
	return p.T("officer.letters")
}

package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/assignment"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// knowing is what a member of a panel knows, with the form that keeps it.
type knowing struct {
	member  *review.PanelMember
	options []view.Option
	action  string
	again
}

func skillsURL(panel ident.Panel, who ident.Person) string {
	return "/reviews/panels/" + panel.String() + "/skills/" + who.String()
}

func whyTitle(p view.Page, d matrix) string {
	name, number := d.names[d.why.Reviewer], d.number(d.why.Application)
	if d.why.Assigned {
		return p.T("panel.why", "name", name, "number", number)
	}
	return p.T("panel.whynot", "name", name, "number", number)
}

// topicName is a topic in the reader's words.
func topicName(p view.Page, c *program.Detail, kind, value string) string {
	switch kind {
	case review.CountryTopic:
		return place.Country(value).Name(p.Locale())
	case review.DisciplineTopic:
		return p.Choice("public.discipline", value)
	case review.ThemeTopic:
		for _, t := range c.Themes {
			if t.ID.String() == value || strings.EqualFold(t.Title["en"], value) {
				return t.Title.In(p.Locale())
			}
		}
	case review.LanguageTopic:
		return tongueName(p, value)
	}
	return value
}

func skillList(p view.Page, c *program.Detail, list []assignment.Skill) string {
	if len(list) == 0 {
		return p.T("panel.skills.none")
	}
	out := make([]string, len(list))
	for i, k := range list {
		out[i] = p.T("panel.skill.level", "what", topicName(p, c, k.Kind, k.Value), "level", k.Level)
	}
	return strings.Join(out, ", ")
}

func (s *Site) memberSkills(w http.ResponseWriter, r *http.Request) error {
	return s.drawSkills(w, r, again{})
}

func (s *Site) drawSkills(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	if !auth.Who(ctx).SignedIn() {
		return fault.New(fault.Unauthenticated, "sign_in", "Sign in first.")
	}
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	who, err := param[ident.PersonKind](r, "person")
	if err != nil {
		return err
	}
	panel, err := s.Review.Panel(ctx, id)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(panel.Members, func(m *review.PanelMember) bool { return m.Person == who && m.LeftAt == nil })
	if i < 0 {
		return fault.Missing("page")
	}
	c, err := s.Program.Cycle(ctx, panel.Cycle)
	if err != nil {
		return err
	}
	p := s.page(r, "panel.skills")
	d := knowing{member: panel.Members[i], action: skillsURL(id, who), again: a}
	if d.options, err = s.topicOptions(r, p, c); err != nil {
		return err
	}
	mine := who == auth.Who(ctx).Person
	if !mine && !auth.May(ctx, auth.FormPanel, auth.Target{Program: c.Program, Panel: id}) {
		return fault.Missing("page")
	}
	p.Title, p.Eyebrow = panel.Members[i].Name, p.T("panel.skills")
	p.Crumbs = []view.Crumb{{Label: panel.Name, URL: "/office/panels/" + id.String() + "/matrix"}}
	if mine {
		p.Crumbs = []view.Crumb{{Label: p.T("review.queue"), URL: "/reviews"}, {Label: panel.Name, URL: seatURL(id)}}
	}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return skillsPage(p, d) })
}

// topicOptions are all that proposals of the cycle can be about: themes, disciplines, languages and countries.
func (s *Site) topicOptions(r *http.Request, p view.Page, c *program.Detail) ([]view.Option, error) {
	out := []view.Option{{Label: p.T("officer.choose")}}
	for _, t := range c.Themes {
		out = append(out, view.Option{Value: review.ThemeTopic + ":" + t.ID.String(), Label: p.Choice("panel.skill", review.ThemeTopic) + ": " + t.Title.In(p.Locale())})
	}
	tags, err := s.People.Languages(r.Context())
	if err != nil {
		return nil, err
	}
	return append(out, tongues(p, tags)...), nil
}

// rows are the lines of the form: what is kept or was typed, and three more.
func (d knowing) rows() int {
	n := 0
	for d.typed.Has("topic." + strconv.Itoa(n)) {
		n++
	}
	return max(n, len(d.member.Skills)+3)
}

func (d knowing) topic(i int) string {
	kept := ""
	if i < len(d.member.Skills) {
		kept = d.member.Skills[i].Kind + ":" + d.member.Skills[i].Value
	}
	return d.value("topic."+strconv.Itoa(i), kept)
}

func (d knowing) level(i int) string {
	kept := "100"
	if i < len(d.member.Skills) {
		kept = strconv.Itoa(d.member.Skills[i].Level)
	}
	return d.value("level."+strconv.Itoa(i), kept)
}

func (s *Site) setSkills(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	who, err := param[ident.PersonKind](r, "person")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in, lines := skillsTyped(q)
		in.Panel, in.Person = id, who
		_, err := s.Review.SetSkills(r.Context(), in)
		return skillsURL(id, who), s.page(r, "panel.skills").T("panel.skills.kept"), renamed(err, skillPath(lines))
	}, func(a again) error { return s.drawSkills(w, r, a) })
}

// skillsTyped reads the lines in which a topic is chosen, with the line each stands in.
func skillsTyped(q url.Values) (in review.SetSkillsInput, lines []string) {
	in.Skills = []assignment.Skill{}
	for i := 0; q.Has("topic." + strconv.Itoa(i)); i++ {
		line := strconv.Itoa(i)
		kind, value, chosen := strings.Cut(q.Get("topic."+line), ":")
		if !chosen {
			continue
		}
		level, ok := number(q.Get("level." + line))
		if !ok {
			level = 0
		}
		in.Skills, lines = append(in.Skills, assignment.Skill{Kind: kind, Value: value, Level: level}), append(lines, line)
	}
	return in, lines
}

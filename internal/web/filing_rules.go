package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/filing"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// ruling are the rules of a cycle's reports, with what a change would do.
type ruling struct {
	*filing.RuleSet
	Title  string
	Change *filing.RulesChange
	set    bool // the viewer changes them
	again
}

func dueRulesURL(id ident.Cycle) string { return "/office/cycles/" + id.String() + "/due-rules" }

func (s *Site) dueRules(w http.ResponseWriter, r *http.Request) error {
	return s.drawRules(w, r, again{}, nil)
}

func (s *Site) drawRules(w http.ResponseWriter, r *http.Request, a again, c *filing.RulesChange) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewDueRules); err != nil {
		return err
	}
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	d := ruling{again: a, Change: c}
	if d.RuleSet, err = s.Filing.Rules(ctx, id); err != nil {
		return err
	}
	var cycle *program.Detail
	if cycle, err = s.Program.Cycle(ctx, id); err != nil {
		return err
	}
	d.Title, d.set = cycle.Title, auth.May(ctx, auth.SetDueRules, auth.Target{Program: cycle.Program})
	p := s.page(r, "filing.rules")
	p.Eyebrow, p.Lead = cycle.Title, p.T("filing.rules.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}, {Label: cycle.Title, URL: cycleURL(id)}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return dueRulesPage(p, d) })
}

// setDueRules shows what the rules would do, or sets them; the button says which.
func (s *Site) setDueRules(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	if err := parse(w, r); err != nil {
		return s.drawRules(w, r, after(r, err), nil)
	}
	was, err := s.Filing.Rules(r.Context(), id)
	if err != nil {
		return err
	}
	in, err := dueRulesTyped(was, r.PostForm)
	if err != nil {
		return s.drawRules(w, r, after(r, err), nil)
	}
	in.Cycle = id
	if r.PostForm.Get("do") == "set" {
		if _, err := s.Filing.SetRules(r.Context(), in); err != nil {
			return s.drawRules(w, r, after(r, err), nil)
		}
		return s.goTo(w, r, dueRulesURL(id), s.page(r, "filing.rules").T("filing.rules.done"))
	}
	change, err := s.Filing.PreviewRules(r.Context(), in)
	return s.drawRules(w, r, after(r, err), change)
}

// dueRulesTyped reads the rules row by row; a row whose key was emptied is left out.
func dueRulesTyped(was *filing.RuleSet, q url.Values) (in filing.SetRulesInput, err error) {
	in.Reason = q.Get("reason")
	if n, ok := number(q.Get("number")); ok {
		in.ExpectedNumber = &n
	}
	in.Forms = filing.FormKeys{Narrative: q.Get("forms.narrative"), Final: q.Get("forms.final"), Financial: q.Get("forms.financial")}
	for i := range len(was.Rules) + 1 {
		at := fmt.Sprintf("rules.%d", i)
		x := filing.RuleInput{Key: q.Get(at + ".key"), Every: duty.Every(q.Get(at + ".every")), Anchor: duty.Anchor(q.Get(at + ".anchor")), WithEnd: q.Get(at+".withEnd") == "on"}
		if x.Key == "" {
			continue
		}
		for _, part := range q[at+".parts"] {
			x.Parts = append(x.Parts, duty.Part(part))
		}
		for name, to := range map[string]*int{".days": &x.Days, ".months": &x.Months} {
			text := q.Get(at + name)
			n, ok := number(text)
			if text != "" && !ok {
				return in, fault.BadField(at+name, "bad_number", "This is a whole number.")
			}
			*to = n
		}
		in.Rules = append(in.Rules, x)
	}
	return in, nil
}

// rows are the rules there are, and a place for one more.
func (d ruling) rows() []duty.Rule {
	return append(slices.Clone(d.Rules), duty.Rule{Every: duty.Quarter, Anchor: duty.FederalCalendar, Parts: []duty.Part{duty.Narrative}})
}

func (d ruling) field(i int, name string) string { return fmt.Sprintf("rules.%d.%s", i, name) }

func (d ruling) held(i int, name, otherwise string) string {
	return d.value(d.field(i, name), otherwise)
}

// parts are those ticked.
func (d ruling) parts(i int, r duty.Rule) []string {
	if d.typed != nil {
		return d.typed[d.field(i, "parts")]
	}
	var out []string
	for _, x := range r.Parts {
		out = append(out, string(x))
	}
	return out
}

func orNothing(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func everyOptions(p view.Page) []view.Option {
	return worded(p, "filing.every", []duty.Every{duty.Month, duty.Quarter, duty.HalfYear, duty.Year, duty.Once})
}

func anchorOptions(p view.Page) []view.Option {
	return worded(p, "filing.anchor", []duty.Anchor{duty.FederalCalendar, duty.AwardStart, duty.FirstPayment, duty.AwardEnd})
}

func partOptions(p view.Page) []view.Option {
	return []view.Option{{Value: string(duty.Narrative), Label: p.T("filing.part.narrative")}, {Value: string(duty.Financial), Label: p.T("filing.part.financial")}}
}

// dueRulesTable are the rules as they stand.
func dueRulesTable(p view.Page, r *filing.RuleSet) view.Table {
	t := view.Table{
		Caption: p.T("filing.rules"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("filing.rule.key")}, {Title: p.T("filing.rule.every")}, {Title: p.T("filing.rule.anchor")}, {Title: p.T("filing.rule.when")}, {Title: p.T("filing.rule.source")}},
	}
	for _, x := range r.Rules {
		when := p.N("filing.rule.days", x.Days)
		if x.Months > 0 {
			when = p.N("filing.rule.months", x.Months)
		}
		source := x.Source
		if source == "program" {
			source = p.T("filing.rule.program")
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.Text(x.Key), view.Text(p.Choice("filing.every", string(x.Every))), view.Text(p.Choice("filing.anchor", string(x.Anchor))), view.Text(when), view.Text(source),
		}})
	}
	return t
}

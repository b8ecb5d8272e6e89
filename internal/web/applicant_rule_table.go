package web

import (
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// ruleMuseum is one column of the table of rules.
type ruleMuseum struct {
	id   ident.Organization
	name string
}

// ruleTable is every rule that records decide, with what they say of each museum and the figures used.
func ruleTable(p view.Page, e *partnership.Eligibility, museums []ruleMuseum) view.Table {
	t := view.Table{
		Caption: p.T("applicant.eligibility"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("partnership.col.rule")}, {Title: p.T("partnership.col.verdict")}},
	}
	for _, m := range museums {
		t.Columns = append(t.Columns, view.Column{Title: m.name})
	}
	for i := range e.Rules {
		r := &e.Rules[i]
		if r.Judged {
			continue
		}
		row := view.Row{Key: "rule-" + string(r.Rule), Cells: []templ.Component{
			cell(view.Text(string(r.Rule)+" "), view.Text(p.Choice("applicant.rule", string(r.Rule)))), wholeRule(p, r),
		}}
		if !r.Passes() {
			row.Mark = view.Bad
		}
		for _, m := range museums {
			row.Cells = append(row.Cells, ruleCell(p, r, r.Of(m.id)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// wholeRule is a rule's verdict and what it says beside it: why, where it asks the partnership as one, and the exception to it.
func wholeRule(p view.Page, r *partnership.RuleResult) templ.Component {
	parts := []templ.Component{verdictOf(p, r.Outcome, r.Off)}
	if len(r.Members) == 0 && !r.Off {
		parts = append(parts, quietLine(reasonWords(p, r.Code, r.Reason, r.Facts)))
	}
	if r.Exception != nil {
		parts = append(parts, quietLine(p.T("applicant.exception", "reason", r.Exception.Reason)))
	}
	return cell(parts...)
}

func verdictOf(p view.Page, o partnership.Outcome, off bool) templ.Component {
	if off {
		return badge(p.T("partnership.rule.off"), view.Neutral)
	}
	tone := view.Waiting
	switch o {
	case partnership.True:
		tone = view.Good
	case partnership.False:
		tone = view.Bad
	}
	return badge(p.Choice("show.verdict", verdict(o)), tone)
}

func ruleCell(p view.Page, r *partnership.RuleResult, m *partnership.MemberResult) templ.Component {
	switch {
	case len(r.Members) == 0:
		return view.Text("–")
	case m == nil:
		return view.Quiet(p.T("partnership.rule.unasked"))
	}
	return cell(verdictOf(p, m.Outcome, false), quietLine(memberWhy(p, m)))
}

// memberWhy is the reason of one museum in the reader's language, with its figures.
func memberWhy(p view.Page, m *partnership.MemberResult) string {
	text := p.Choice("partnership.why", m.Code)
	for _, f := range m.Facts {
		value := f.Value
		if d, err := calendar.Parse(value); err == nil {
			value = p.Date(d)
		}
		text = strings.ReplaceAll(text, "{"+f.Name+"}", value)
	}
	return text
}

// judgedRules are those people decide, in one list.
func judgedRules(p view.Page, e *partnership.Eligibility) []view.Rule {
	var out []view.Rule
	for _, r := range e.Rules {
		if r.Judged {
			out = append(out, view.Rule{Title: p.Choice("applicant.rule", string(r.Rule)), Verdict: verdict(r.Outcome), Why: ruleWhy(p, r)})
		}
	}
	return out
}

func ruleMuseums(museums []partnership.Museum) []ruleMuseum {
	out := make([]ruleMuseum, len(museums))
	for i, m := range museums {
		out[i] = ruleMuseum{m.Organization.ID, m.Organization.Name}
	}
	return out
}

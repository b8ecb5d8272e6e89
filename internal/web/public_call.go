package web

import (
	"strconv"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func callFacts(p view.Page, v callView) []view.Fact {
	state := v.State
	if v.Open { // a cycle may be read in review while it still takes proposals
		state = program.ProposalsOpen
	}
	facts := []view.Fact{
		{Term: p.T("public.call.state"), Value: view.Status(cycleBadge(p, state))},
		{Term: p.T("public.call.administrator"), Value: view.Name(v.Of.Administrator, "en")},
		{Term: p.T("public.call.amount"), Value: view.Text(p.T("public.calls.amounts", "min", p.Money(v.AwardMin()), "max", p.Money(v.AwardMax())))},
		{Term: p.T("public.call.share"), Value: view.Text(p.T("public.call.share.text", "share", ratioText(p, int64(v.CostShare))))},
	}
	if v.AppropriationMinor > 0 {
		facts = append(facts, view.Fact{Term: p.T("public.call.money"), Value: view.Cash(p, v.Appropriation().Sub(v.AdminReserve()))})
	}
	if !v.ProjectStartsOn.IsZero() && !v.ProjectEndsOn.IsZero() {
		facts = append(facts, view.Fact{Term: p.T("public.call.project"), Value: view.Text(p.T("public.call.project.text", "from", p.Date(v.ProjectStartsOn), "to", p.Date(v.ProjectEndsOn)))})
	}
	return facts
}

// cycleBadge is a cycle's state in words.
func cycleBadge(p view.Page, s program.State) view.Badge {
	tone := view.Neutral
	switch s {
	case program.ProposalsOpen, program.ProfilesOpen, program.SIPOpen:
		tone = view.Good
	case program.InReview, program.SlateState:
		tone = view.Waiting
	case program.Announced, program.Active:
		tone = view.Info
	}
	return view.Badge{Label: p.Choice("public.cycle", string(s)), Tone: tone}
}

// eligibilityWords are the rules that records decide, with this cycle's own figures.
func eligibilityWords(p view.Page, v callView) []string {
	out := []string{
		p.T("public.rule.lead"), p.T("public.rule.nonprofit"), p.N("public.rule.open", v.YearsOpenMin), p.T("public.rule.museum"),
		p.T("public.rule.embassy"), p.N("public.rule.gap", v.ReapplyGapYears),
	}
	if v.RenewalsAllowed {
		out = append(out, p.T("public.rule.renewal"))
	} else {
		out = append(out, p.T("public.rule.new_partner"))
	}
	return append(out, p.T("public.rule.share", "share", ratioText(p, int64(v.CostShare))), p.T("public.rule.uei"))
}

func criteriaTable(p view.Page, v callView) view.Table {
	t := view.Table{
		Caption: p.T("public.call.criteria"), HideCaption: true,
		Columns: []view.Column{{Title: p.T("public.call.criterion")}, {Title: p.T("public.call.weight"), Numeric: true}},
	}
	for _, c := range v.Criteria {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{criterion(p, c), view.Text(weightText(p, c.Weight))}})
	}
	t.Foot = []view.Row{{Cells: []templ.Component{view.Text(p.T("table.total")), view.Text(weightText(p, v.Weights()))}}}
	return t
}

func weightText(p view.Page, n int) string { return p.Percent(float64(n)/100, 0) }

// phaseSteps are the windows of a cycle by when they close, done, current or to come.
func phaseSteps(p view.Page, v callView) []view.Step {
	var out []view.Step
	for _, ph := range v.Phases {
		state := "current"
		if p.Now().Before(ph.OpensAt) {
			state = "next"
		} else if p.Now().After(ph.ClosesAt) {
			state = "done"
		}
		out = append(out, view.Step{
			Title: p.Choice("public.phase", string(ph.Kind)), State: state, When: view.Moment(p, ph.ClosesAt, v.Zone), Text: phaseText(p, v, ph),
		})
	}
	return out
}

// phaseText says when a phase opens, on the reader's clock and the program's, what grace it has, and where late profiles go.
func phaseText(p view.Page, v callView, ph *program.Phase) string {
	opens := p.DateTime(ph.OpensAt.In(p.Zone()))
	if there := p.DateTime(ph.OpensAt.In(v.Zone)); there != opens {
		opens += " (" + there + ")"
	}
	text := p.T("public.call.opens", "time", opens)
	if (ph.Kind == program.ProfileAlone || ph.Kind == program.ProfileWithPartner) && v.ProfileRollover {
		text += " " + p.T("compose.rolls")
	}
	return text
}

func movedTable(p view.Page, v callView) view.Table {
	t := view.Table{
		Caption: p.T("public.call.moved"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("compose.phase")}, {Title: p.T("public.call.moved.on")}, {Title: p.T("public.call.moved.from")}, {Title: p.T("public.call.moved.to")}, {Title: p.T("public.call.moved.why")}},
	}
	for _, m := range v.Deadlines {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.Text(p.Choice("public.phase", string(v.kindOf(m.Phase)))), view.Text(p.DateTime(m.At.In(p.Zone()))), view.Text(p.DateTime(m.ClosesWas.In(v.Zone))), view.Moment(p, m.ClosesNow, v.Zone), view.Name(m.Reason, ""),
		}})
	}
	return t
}

// kindOf is what the phase of a moved deadline takes.
func (v callView) kindOf(id ident.Phase) program.PhaseKind {
	for _, ph := range v.Phases {
		if ph.ID == id {
			return ph.Kind
		}
	}
	return ""
}

func callsTable(p view.Page, calls []*program.Call) view.Table {
	t := view.Table{
		Caption: p.T("public.calls.other"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("public.calls.call")}, {Title: p.T("public.project.year")}, {Title: p.T("public.calls.program")}, {Title: p.T("public.call.state")}, {Title: p.T("public.calls.closed")}},
	}
	for _, c := range calls {
		closes := view.Text("")
		if c.ClosesAt != nil {
			closes = view.Moment(p, *c.ClosesAt, nil)
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.NameLink(c.Title, "en", "/calls/"+c.ID.String()), view.Text(strconv.Itoa(c.Year)), view.Name(c.ProgramName, "en"), view.Status(cycleBadge(p, c.State)), closes,
		}})
	}
	return t
}

// codeText is a code as letters print it; what is no code stays as it was typed.
func codeText(typed string) string {
	bare, err := award.ParseCode(typed)
	if err != nil {
		return typed
	}
	return award.CodeText(bare)
}

func verifiedFacts(p view.Page, typed string, v *award.Verification) []view.Fact {
	return []view.Fact{
		{Term: p.T("public.verify.code"), Value: codeLine(codeText(typed))},
		{Term: p.T("public.verified.kind"), Value: view.Text(p.Choice("public.decision", string(v.Kind)))},
		{Term: p.T("public.verified.to"), Value: view.Name(v.Organization, "")},
		{Term: p.T("public.calls.program"), Value: view.Name(v.Program+" "+strconv.Itoa(v.Year), "en")},
		{Term: p.T("public.verified.date"), Value: view.Date(p, v.Date)},
		{Term: p.T("public.verified.hash"), Value: codeLine(v.Hash())},
	}
}

func reachFigures(p view.Page, projects []*award.Project) []view.Figure {
	r := reach(projects)
	return []view.Figure{
		{Label: p.T("public.reach.projects"), Value: p.Number(int64(len(projects))), URL: "/projects"},
		{Label: p.T("public.reach.countries"), Value: p.Number(int64(len(r.Countries)))},
		{Label: p.T("public.reach.states"), Value: p.Number(int64(len(r.States)))},
		{Label: p.T("public.reach.museums"), Value: p.Number(int64(r.Museums))},
	}
}

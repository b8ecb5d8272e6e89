package web

import (
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/amendment"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func amendmentBadge(p view.Page, s amendment.State) templ.Component {
	tone := view.Waiting
	switch s {
	case amendment.Applied, amendment.Approved, amendment.FunderApproved:
		tone = view.Good
	case amendment.Rejected, amendment.FunderRejected:
		tone = view.Bad
	case amendment.Draft, amendment.Withdrawn:
		tone = view.Neutral
	}
	return badge(p.Choice("amendment.state", string(s)), tone)
}

func amendmentsTable(p view.Page, rows []*amendment.Row, queue bool) view.Table {
	t := view.Table{
		Caption: p.T("amendment.title"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("amendment.number")}, {Title: p.T("amendment.what")}, {Title: p.T("amendment.effective")}, {Title: p.T("amendment.state")}},
		Empty:   view.Empty{Title: p.T("amendment.none"), Text: p.T("amendment.none.text")},
	}
	if queue {
		t.Columns = append(t.Columns, view.Column{Title: p.T("amendment.museum")})
	}
	for _, r := range rows {
		what := p.Choice("amendment.kind", string(r.Kind))
		if r.Counter() {
			what = p.T("amendment.counter", "kind", what)
		}
		row := view.Row{Cells: []templ.Component{view.Link(r.Name(), amendmentURL(r.ID)), view.Text(what), view.Date(p, r.EffectiveOn), amendmentBadge(p, r.State)}}
		if queue {
			row.Cells = append(row.Cells, view.Name(r.LeadName, ""))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func keyPersonsTable(p view.Page, d amended) view.Table {
	t := view.Table{
		Caption: p.T("amendment.people"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("amendment.person")}, {Title: p.T("amendment.role")}, {Title: p.T("amendment.museum")}, {Title: p.T("amendment.since")}},
		Empty:   view.Empty{Title: p.T("amendment.people.none")},
	}
	for _, k := range d.people {
		if !k.EndedOn.IsZero() {
			continue
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.Name(k.Name, ""), view.Text(keyRole(p, k)), view.Name(partyName(d.File, k.Organization), ""), view.Date(p, k.Since)}})
	}
	return t
}

func keyRole(p view.Page, k *amendment.KeyPerson) string {
	role := p.Choice("amendment.key_role", string(k.Role))
	if k.Effort > 0 {
		role += " · " + ruleset.Percent(k.Effort)
	}
	return role
}

func partyName(f *agreement.File, id ident.Organization) string {
	for _, m := range f.Museums {
		if m.Organization == id {
			return m.Name
		}
	}
	return ""
}

// termsFacts are what is in force.
func termsFacts(p view.Page, f *agreement.File) []view.Fact {
	t, cur := f.Current(), f.Currency()
	return []view.Fact{
		{Term: p.T("award.amount"), Value: view.Cash(p, money.New(t.GrantMinor, cur))},
		{Term: p.T("award.share"), Value: view.Cash(p, money.New(t.ShareMinor, cur))},
		{Term: p.T("award.period"), Value: view.Text(p.T("award.period.of", "from", p.Date(t.StartsOn), "to", p.Date(t.EndsOn)))},
		{Term: p.T("amendment.terms"), Value: view.Text(p.T("amendment.terms.of", "number", p.Number(int64(t.Number)), "day", p.Date(t.EffectiveOn)))},
	}
}

// diffTable sets what is in force beside what would be; only what changes is there.
func diffTable(p view.Page, d oneAmendment) view.Table {
	v := d.preview
	t := view.Table{
		Caption: p.T("amendment.diff"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("amendment.what")}, {Title: p.T("amendment.was"), Numeric: true}, {Title: p.T("amendment.will"), Numeric: true}},
		Empty:   view.Empty{Title: p.T("amendment.diff.none")},
	}
	add := func(what, was, will string) {
		if was != will {
			t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.Text(what), view.Text(was), view.Text(will)}})
		}
	}
	cash := func(minor int64) string { return p.Money(money.New(minor, v.Currency)) }
	for _, c := range budget.Categories() {
		was, will := v.Now.Line(c), v.Then.Line(c)
		name := p.Choice("applicant.category", string(c))
		add(p.T("amendment.grant_in", "category", name), cash(was.GrantMinor), cash(will.GrantMinor))
		add(p.T("amendment.share_in", "category", name), cash(was.ShareMinor), cash(will.ShareMinor))
	}
	add(p.T("award.amount"), cash(v.Now.GrantMinor), cash(v.Then.GrantMinor))
	add(p.T("award.share"), cash(v.Now.ShareMinor), cash(v.Then.ShareMinor))
	add(p.T("amendment.ends"), p.Date(v.Now.EndsOn), p.Date(v.Then.EndsOn))
	was, will := saidOtherwise(p, d)
	add(p.Choice("amendment.kind", string(d.Kind)), was, will)
	return t
}

// saidOtherwise is what changes beside figures, in the words of who asked.
func saidOtherwise(p view.Page, d oneAmendment) (was, will string) {
	switch x := d.Delta; {
	case x.Person != nil:
		was, will = x.Person.Was, x.Person.Name
		if !x.Person.Leaves && x.Person.Name == "" {
			will = was + staying(p, x.Person)
		}
	case x.Scope != nil:
		will = x.Scope.Description
	case x.Partner != nil:
		was, will = x.Partner.LeavesName, x.Partner.JoinsName
	}
	if d.Counter() {
		return will, was
	}
	return was, will
}

func staying(p view.Page, x *amendment.Person) string {
	var out []string
	if !x.AwayFrom.IsZero() {
		out = append(out, p.T("amendment.away", "from", p.Date(x.AwayFrom), "to", p.Date(x.AwayTo)))
	}
	if x.Effort > 0 {
		out = append(out, ruleset.Percent(x.Effort))
	}
	return " (" + strings.Join(out, ", ") + ")"
}

// moneyFacts are the figures the change is held against.
func moneyFacts(p view.Page, v *amendment.Preview) []view.Fact {
	out := []view.Fact{
		{Term: p.T("amendment.paid"), Value: view.Cash(p, v.Paid)},
		{Term: p.T("amendment.unpaid"), Value: view.Cash(p, v.Unpaid)},
		{Term: p.T("amendment.least", "share", ruleset.Percent(v.Asked)), Value: view.Cash(p, v.Least)},
		{Term: p.T("amendment.most"), Value: view.Cash(p, v.Most)},
	}
	if t := v.Transfer; t != nil {
		out = append(out, view.Fact{Term: p.T("amendment.transfer"), Value: view.Text(p.T("amendment.transfer.of",
			"moved", p.Money(t.Moved), "total", p.Money(t.Total), "share", ruleset.Percent(t.Share), "limit", ruleset.Percent(t.Terms.Limit)))})
	}
	if v.Report != nil {
		out = append(out, view.Fact{Term: p.T("agreement.report"), Value: view.Text(p.T("amendment.report", "total", p.Money(v.Report.Total), "day", p.Date(v.Report.DueOn)))})
	}
	return out
}

// approvalRules are what bars the change, then the approvals it needs, each with its figures.
func approvalRules(p view.Page, v *amendment.Preview) []view.Rule {
	var out []view.Rule
	for _, f := range v.Barred {
		out = append(out, view.Rule{Title: p.T("amendment.barred"), Verdict: "no", Why: p.Finding(f)})
	}
	for _, a := range v.Approvals {
		out = append(out, view.Rule{Title: p.Choice("amendment.trigger", string(a.Trigger)), Verdict: "unknown", Why: p.Finding(a.Finding)})
	}
	return out
}

func amendmentShifts(p view.Page, all []duty.Shift) view.Table {
	t := view.Table{
		Caption: p.T("amendment.shifts"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("amendment.period")}, {Title: p.T("amendment.was")}, {Title: p.T("amendment.will")}},
	}
	for _, x := range all {
		if x.Why == duty.ShiftStays || x.Why == duty.ShiftSettled {
			continue
		}
		period := x.After
		if period == nil {
			period = x.Before
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.Text(p.T("award.period.of", "from", p.Date(period.From), "to", p.Date(period.To))), dueDay(p, x.Before), dueDay(p, x.After)}})
	}
	return t
}

func dueDay(p view.Page, o *duty.Owed) templ.Component {
	if o == nil {
		return view.Quiet(p.T("amendment.no_report"))
	}
	if o.On.IsZero() {
		return view.Quiet(p.T("amendment.after_payment"))
	}
	return view.Date(p, o.On)
}

// logSteps are the steps that were taken, with who took them and why.
func logSteps(p view.Page, d oneAmendment) []view.Step {
	var out []view.Step
	for _, x := range d.Log {
		text := d.names[x.By]
		if x.Reason != "" && x.Verb != "begin" {
			text += ": " + x.Reason
		}
		out = append(out, view.Step{Title: p.Choice("amendment.step", x.Verb), When: view.Moment(p, x.At, nil), State: "done", Text: text})
	}
	return out
}

func kindLinks(p view.Page, d amended) []view.Tab {
	var out []view.Tab
	for _, k := range amendment.Kinds() {
		out = append(out, view.Tab{Label: p.Choice("amendment.kind", string(k)), URL: amendmentsURL(d.Award) + "/" + string(k)})
	}
	return out
}

func personOptions(p view.Page, d amending) []view.Option {
	out := []view.Option{{Label: p.T("amendment.nobody")}}
	for _, k := range d.people {
		out = append(out, view.Option{Value: k.ID.String(), Label: k.Name + " · " + keyRole(p, k)})
	}
	return out
}

func memberOptions(p view.Page, d amending, partners bool) []view.Option {
	out := []view.Option{{Label: p.T("review.choose")}}
	for _, m := range d.file.Museums {
		if !partners || !m.Lead {
			out = append(out, view.Option{Value: m.Organization.String(), Label: m.Name})
		}
	}
	return out
}

func roleOptions(p view.Page) []view.Option {
	return worded(p, "amendment.key_role", []amendment.KeyRole{amendment.ProjectDirector, amendment.KeyStaff}, view.Option{Label: p.T("review.choose")})
}

func amendmentOptions(p view.Page) []view.Option {
	return worded(p, "amendment.state", amendmentStates(), view.Option{Label: p.T("amendment.open")})
}

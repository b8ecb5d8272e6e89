package web

import (
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/closeout"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func closeoutBadge(p view.Page, s closeout.State) templ.Component {
	tone := view.Waiting
	switch s {
	case closeout.Closed, closeout.Certified, closeout.Reconciled:
		tone = view.Good
	case closeout.ClosedUnilaterally, closeout.RefundDue:
		tone = view.Bad
	case closeout.NotDue:
		tone = view.Neutral
	}
	return badge(p.Choice("closeout.state", string(s)), tone)
}

func closeoutsTable(p view.Page, rows []*closeout.Row) view.Table {
	t := view.Table{
		Caption: p.T("closeout.queue"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("closeout.award")}, {Title: p.T("closeout.museum")}, {Title: p.T("closeout.ended")}, {Title: p.T("closeout.due")}, {Title: p.T("closeout.state")}},
		Empty:   view.Empty{Title: p.T("closeout.none"), Text: p.T("closeout.none.text")},
	}
	for _, r := range rows {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.Link(r.AwardNumber, closeoutURL(r.Award)), view.Name(r.LeadName, ""), view.Date(p, r.EndedOn), view.Text(p.Date(r.DueOn) + closeoutDays(p, r)), closeoutBadge(p, r.State),
		}})
	}
	return t
}

// closeoutDays says how many days are left of a closeout that is under way; nothing once it is over.
func closeoutDays(p view.Page, r *closeout.Row) string {
	if r.State.Over() {
		if r.Held {
			return " · " + p.T("closeout.held")
		}
		return ""
	}
	return " · " + daysLeft(p, r.Days)
}

func daysLeft(p view.Page, n int) string {
	if n < 0 {
		return p.N("closeout.late", -n)
	}
	return p.N("closeout.days", n)
}

func closeoutFacts(p view.Page, d ending) []view.Fact {
	c := d.Closeout
	out := []view.Fact{
		{Term: p.T("closeout.state"), Value: closeoutBadge(p, c.State)}, {Term: p.T("closeout.ended"), Value: view.Date(p, c.EndedOn)},
	}
	if !c.State.Over() {
		return append(out, view.Fact{Term: p.T("closeout.due"), Value: view.Text(p.Date(c.DueOn) + " · " + daysLeft(p, d.Days()))},
			view.Fact{Term: p.T("closeout.funder_due"), Value: view.Date(p, c.FunderDueOn)}, view.Fact{Term: p.T("closeout.unilateral_from"), Value: view.Date(p, c.UnilateralFrom)})
	}
	return append(out, view.Fact{Term: p.T("closeout.closed_on"), Value: view.Date(p, c.ClosedOn)}, view.Fact{Term: p.T("closeout.spent"), Value: view.Cash(p, c.Spent())},
		view.Fact{Term: p.T("closeout.paid"), Value: view.Cash(p, c.Paid())}, view.Fact{Term: p.T("closeout.share"), Value: view.Cash(p, c.Share())},
		view.Fact{Term: p.T("closeout.deobligated"), Value: view.Cash(p, c.Deobligated())}, view.Fact{Term: p.T("closeout.receivable"), Value: view.Cash(p, d.Receivable())},
		view.Fact{Term: p.T("closeout.keep_until"), Value: view.Text(keptUntil(p, d))})
}

func keptUntil(p view.Page, d ending) string {
	if d.Held() {
		return p.T("closeout.kept.held", "day", p.Date(d.Closeout.KeepUntil))
	}
	return p.Date(d.Closeout.KeepUntil)
}

// closeoutTasks are what the award needs, each with where it is done and what is missing.
func closeoutTasks(p view.Page, d ending) []view.Task {
	var out []view.Task
	for _, it := range d.Items {
		t := view.Task{Title: p.Choice("closeout.item", it.Code), Status: view.Badge{Label: p.T("closeout.missing"), Tone: view.Waiting}}
		if it.Done {
			t.Status = view.Badge{Label: p.T("closeout.done"), Tone: view.Good}
		}
		if it.Page != "" {
			t.URL = "/awards/" + d.File.Award.String() + "/" + it.Page
		}
		if !it.Done && it.Count > 0 {
			t.Hint = p.N("closeout.open", it.Count)
		}
		if !it.Done && it.Amount != nil && !it.Amount.IsZero() {
			if t.Hint != "" {
				t.Hint += " · "
			}
			t.Hint += p.Money(*it.Amount)
		}
		for _, f := range it.Findings {
			if t.Hint != "" {
				t.Hint += " "
			}
			t.Hint += p.Finding(f)
		}
		out = append(out, t)
	}
	return out
}

// closeoutLog are the steps of the award and of its closeout, oldest first.
func closeoutLog(p view.Page, d ending) []view.Step {
	all := slices.Concat(d.Life, d.Steps)
	slices.SortStableFunc(all, func(a, b *closeout.Step) int { return a.At.Compare(b.At) })
	var out []view.Step
	for _, x := range all {
		text := p.T("closeout.clock")
		if !x.By.IsZero() {
			text = d.names[x.By]
		}
		if x.Reason != "" {
			text += ": " + x.Reason
		}
		out = append(out, view.Step{Title: p.Choice("closeout.step", x.Verb), When: view.Moment(p, x.At, nil), State: "done", Text: text})
	}
	return out
}

func holdOptions(p view.Page) []view.Option {
	var out []view.Option
	for _, k := range []closeout.HoldKind{closeout.Audit, closeout.Claim, closeout.Litigation} {
		out = append(out, view.Option{Value: string(k), Label: p.Choice("closeout.hold", string(k))})
	}
	return out
}

// adjustmentOptions are the kinds of adjustments the award can take now.
func adjustmentOptions(p view.Page, d ending) []view.Option {
	kinds := []closeout.AdjustmentKind{closeout.Reduce}
	if d.File.State == award.Closed {
		kinds = []closeout.AdjustmentKind{closeout.Disallowed, closeout.Recovered}
	}
	var out []view.Option
	for _, k := range kinds {
		out = append(out, view.Option{Value: string(k), Label: p.Choice("closeout.adjustment", string(k))})
	}
	return out
}

// adjusts tells whether there is anything to adjust: a cost share that is not met, or an award that is closed.
func (d ending) adjusts() bool {
	return d.Closeout != nil && (d.File.State == award.Closed || (d.File.State == award.Closing && !d.Left().IsZero()))
}

func takenFrom(p view.Page) []view.Option {
	out := []view.Option{{Label: p.T("closeout.no_category")}}
	for _, c := range budget.Categories() {
		out = append(out, view.Option{Value: string(c), Label: p.Choice("applicant.category", string(c))})
	}
	return out
}

func adjustmentsTable(p view.Page, d ending) view.Table {
	t := view.Table{
		Caption: p.T("closeout.adjustments"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("closeout.adjustment.kind")}, {Title: p.T("closeout.amount"), Numeric: true}, {Title: p.T("closeout.why")}, {Title: p.T("closeout.state")}},
	}
	for _, a := range d.Adjustments {
		what := p.Choice("closeout.adjustment", string(a.Kind))
		if a.Category != "" {
			what += " · " + p.Choice("applicant.category", string(a.Category))
		}
		why := a.Reason
		if a.Reference != "" {
			why += " · " + a.Reference
		}
		if a.DecidedReason != "" {
			why += " · " + a.DecidedReason
		}
		tone := view.Waiting
		switch a.State {
		case closeout.Confirmed:
			tone = view.Good
		case closeout.Rejected:
			tone = view.Bad
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.Text(what), view.Cash(p, a.Amount()), view.Text(why), badge(p.Choice("closeout.adjustment.state", string(a.State)), tone)}})
	}
	return t
}

func holdsTable(p view.Page, d ending) view.Table {
	t := view.Table{
		Caption: p.T("closeout.holds"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("closeout.hold.kind")}, {Title: p.T("closeout.hold.from")}, {Title: p.T("closeout.why")}, {Title: p.T("closeout.hold.by")}, {Title: p.T("closeout.hold.lifted")}},
	}
	for _, h := range d.Holds {
		lifted := p.T("closeout.hold.stands")
		if h.LiftedAt != nil {
			lifted = p.Date(h.LiftedOn) + ": " + h.LiftedReason
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.Text(p.Choice("closeout.hold", string(h.Kind))), view.Date(p, h.FromOn), view.Text(h.Reason), view.Name(d.names[h.SetBy], ""), view.Text(lifted)}})
	}
	return t
}

// equipmentTyped are the rows of the form: what is declared, or typed, and some empty ones.
func equipmentTyped(d ending) []string {
	n := len(d.Closeout.Equipment) + equipmentRows
	out := make([]string, n)
	for i := range out {
		out[i] = "declare.equipment." + strconv.Itoa(i+1)
	}
	return out
}

func thingAt(d ending, i int) (name, value string) {
	if i < len(d.Closeout.Equipment) {
		t := d.Closeout.Equipment[i]
		return t.Name, t.Value().Decimal()
	}
	return "", ""
}

func thingName(d ending, i int) string { name, _ := thingAt(d, i); return name }

func thingValue(d ending, i int) string { _, value := thingAt(d, i); return value }

func closeoutStateOptions(p view.Page) []view.Option {
	out := []view.Option{{Label: p.T("closeout.under_way")}}
	for _, st := range closeout.States()[1:] {
		out = append(out, view.Option{Value: string(st), Label: p.Choice("closeout.state", string(st))})
	}
	return out
}

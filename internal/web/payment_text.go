package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/federalform"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/payment"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// figures are how the award stands: obligated, paid, promised, left, on hand, passed on.
func (d till) figures(p view.Page) []view.Figure {
	out := []view.Figure{
		{Label: p.T("payment.obligated"), Value: p.Money(d.Obligated())},
		{Label: p.T("payment.paid"), Value: p.Money(d.Paid())},
		{Label: p.T("payment.promised"), Value: p.Money(d.Promised())},
		{Label: p.T("payment.left"), Value: p.Money(d.Left())},
	}
	if hand := d.OnHand(); hand.Minor < 0 {
		out = append(out, view.Figure{Label: p.T("payment.ahead"), Value: p.Money(hand.Neg())})
	} else {
		out = append(out, view.Figure{Label: p.T("payment.hand"), Value: p.Money(hand)})
	}
	return append(out, view.Figure{Label: p.T("payment.forwarded"), Value: p.Money(d.Forwarded())})
}

func (d till) drafting() *payment.Request {
	for _, r := range d.Requests {
		if r.State == payment.Draft || r.State == payment.Certified {
			return r
		}
	}
	return nil
}

func (d till) advances() bool { return d.File.Agreement.Payment == agreement.Advance }

func (d till) vendor() string {
	if d.Payee == nil {
		return ""
	}
	return d.Payee.Vendor
}

func (d till) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("payment.requests"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("payment.request")}, {Title: p.T("payment.period")}, {Title: p.T("payment.amount"), Numeric: true}, {Title: p.T("payment.state")}},
		Empty:   view.Empty{Title: p.T("payment.none"), Text: p.T("payment.none.text")},
	}
	for _, r := range d.Requests {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			cell(view.Link(p.T("payment.one.of", "number", r.Number), paymentURL(r.ID)), quietLine(p.Choice("payment.kind", string(r.Kind)))),
			view.Text(periodText(p, r.FromOn, r.ToOn)), view.Cash(p, r.Amount()), cell(paymentState(p, r.State), paidLine(p, r)),
		}})
	}
	return t
}

func paidLine(p view.Page, r *payment.Request) templ.Component {
	if r.State != payment.Paid {
		return view.Text("")
	}
	return quietLine(p.T("payment.paid.how", "day", p.Date(r.PaidOn), "reference", r.Reference))
}

func periodText(p view.Page, from, to calendar.Date) string {
	return p.T("payment.period.of", "from", p.Date(from), "to", p.Date(to))
}

func paymentState(p view.Page, s payment.State) templ.Component {
	tone := view.Waiting
	switch s {
	case payment.Paid:
		tone = view.Good
	case payment.Draft, payment.Released:
		tone = view.Info
	case payment.Returned:
		tone = view.Bad
	case payment.Cancelled:
		tone = view.Neutral
	}
	return badge(p.Choice("payment.state", string(s)), tone)
}

func payKinds(p view.Page) []view.Option {
	return []view.Option{
		{Value: "advance", Label: p.T("payment.kind.advance"), Hint: p.T("payment.kind.advance.hint")},
		{Value: "reimbursement", Label: p.T("payment.kind.reimbursement"), Hint: p.T("payment.kind.reimbursement.hint")},
	}
}

// planForm is the plan of a quarter as its fields show it, under a prefix.
type planForm struct {
	prefix   string
	advance  bool
	currency string
	quarters []view.Option
	was      map[string]string
	again
}

func (f planForm) name(field string) string { return f.prefix + field }

func (f planForm) value(field string) string { return f.again.value(f.prefix+field, f.was[field]) }

// quartersOf are the federal quarters an award runs in, each by its first day.
func quartersOf(p view.Page, t *agreement.Terms) []view.Option {
	var out []view.Option
	for q := t.StartsOn.QuarterEnd(); ; q = q.AddDays(1).QuarterEnd() {
		from, to := q.AddDays(1).AddMonths(-3), q
		if from.After(t.EndsOn) {
			return out
		}
		out = append(out, view.Option{Value: from.String(), Label: p.T("payment.quarter.of", "year", strconv.Itoa(to.FiscalYear()), "from", p.Date(later(from, t.StartsOn)), "to", p.Date(sooner(to, t.EndsOn)))})
	}
}

func later(a, b calendar.Date) calendar.Date {
	if a.Before(b) {
		return b
	}
	return a
}

func sooner(a, b calendar.Date) calendar.Date {
	if a.After(b) {
		return b
	}
	return a
}

// planned is the form of a new request: this quarter, or the first or last one of the award.
func (d till) planned(p view.Page) planForm {
	t := d.File.Current()
	day := sooner(later(d.today, t.StartsOn), t.EndsOn)
	first := day.QuarterEnd().AddDays(1).AddMonths(-3)
	return planForm{
		prefix: "begin.", advance: d.advances(), currency: string(d.File.Currency()), quarters: quartersOf(p, t), was: map[string]string{"on": first.String()}, again: d.again,
	}
}

// planned is the form of a draft with what was planned.
func (d sheet270) planned(p view.Page) planForm {
	first := d.FromOn.QuarterEnd().AddDays(1).AddMonths(-3)
	f := planForm{
		prefix: "plan.", advance: d.Kind == federalform.Advance, currency: string(d.Currency), quarters: quartersOf(p, d.File.Current()), again: d.again,
		was: map[string]string{"on": first.String(), "share": decimal(d.Share()), "note": d.Note},
	}
	for i, m := range d.Request.Planned() {
		f.was["month"+strconv.Itoa(i+1)] = decimal(m)
	}
	if d.Final {
		f.was["final"] = "on"
	}
	return f
}

func decimal(m money.Money) string {
	if m.IsZero() {
		return ""
	}
	return m.Decimal()
}

func (d sheet270) version() string { return strconv.Itoa(d.Version) }

// way is how far the request has come.
func (d sheet270) way(p view.Page) []view.Step {
	way := []payment.State{payment.Draft, payment.Certified, payment.Submitted, payment.Checked, payment.Approved, payment.Released, payment.Paid}
	at := slices.Index(way, d.State)
	if at < 0 { // came back or was cancelled: it stands where it last stood on the way
		for _, x := range d.Steps {
			if i := slices.Index(way, x.To); i >= 0 {
				at = i
			}
		}
	}
	var out []view.Step
	for i, s := range way {
		state := "next"
		switch {
		case i < at || s == payment.Paid && d.State == payment.Paid:
			state = "done"
		case i == at:
			state = "current"
		}
		out = append(out, view.Step{Title: p.Choice("payment.state", string(s)), State: state})
	}
	return out
}

func (d sheet270) facts(p view.Page) []view.Fact {
	out := []view.Fact{
		{Term: p.T("payment.state"), Value: paymentState(p, d.State)},
		{Term: p.T("payment.asked"), Value: view.Cash(p, d.Amount())},
		{Term: p.T("payment.kind"), Value: view.Text(p.Choice("payment.kind", string(d.Kind)))},
		{Term: p.T("payment.period"), Value: view.Text(periodText(p, d.FromOn, d.ToOn))},
		{Term: p.T("payment.payee"), Value: view.Name(d.PayeeName(), "")},
	}
	if d.Final {
		out = append(out, view.Fact{Term: p.T("payment.final"), Value: view.Text(p.T("payment.yes"))})
	}
	if d.Note != "" {
		out = append(out, view.Fact{Term: p.T("payment.note"), Value: view.Prose(d.Note, "")})
	}
	if d.SignedName != "" {
		out = append(out, view.Fact{Term: p.T("payment.certified.by"), Value: view.Text(d.SignedName + ", " + d.SignedTitle)}, view.Fact{Term: p.T("payment.hash"), Value: codeLine(d.Hash())})
	}
	for _, b := range d.Batches {
		out = append(out, view.Fact{Term: p.T("payment.batch"), Value: view.Text(b.Number)})
	}
	if d.State == payment.Paid {
		out = append(out, view.Fact{Term: p.T("payment.paid"), Value: view.Text(p.T("payment.paid.how", "day", p.Date(d.PaidOn), "reference", d.Reference))},
			view.Fact{Term: p.T("payment.advice"), Value: view.Link(d.Title()+"-advice.pdf", d.url("advice.pdf"))})
	}
	return out
}

func (d sheet270) linesText(p view.Page) string {
	if d.Frozen() {
		return p.T("payment.lines.frozen")
	}
	return p.T("payment.lines.live")
}

// lines are the form's lines, each with its formula or the rows it was summed from.
func (d sheet270) lines(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("payment.lines"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("payment.line.no")}, {Title: p.T("payment.line.name")}, {Title: p.T("payment.line.how")}, {Title: p.T("payment.amount"), Numeric: true}},
	}
	for _, l := range d.Lines() {
		how := l.Text()
		if !l.Computed() {
			var rows []string
			for _, x := range l.Sources {
				rows = append(rows, d.source(p, x)+" "+p.Money(x.Amount))
			}
			how = strings.Join(rows, "; ")
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.Text(l.No), view.Text(p.Choice("payment.line", l.No)), view.Text(how), view.Cash(p, l.Value)}})
	}
	if d.Kind == federalform.Advance {
		for i, m := range d.Form.Facts.Months {
			t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.Text("11j"), view.Text(p.T("payment.line.month", "n", i+1)), view.Text(""), view.Cash(p, m)}})
		}
	}
	// The lines are a form, not a list to be summed: its foot is what is asked for.
	t.Foot = []view.Row{{Cells: []templ.Component{view.Text(p.T("payment.asked")), view.Text(""), view.Text(""), view.Cash(p, d.Amount())}}}
	return t
}

// source names a row of a line: the books' own, an earlier request, or what was given back.
func (d sheet270) source(p view.Page, x federalform.Source) string {
	switch x.Key {
	case "federal", "share", "refund":
		return p.Choice("payment.source", x.Key)
	}
	n, _ := strings.CutPrefix(x.Label, "Request ")
	return p.T("payment.one.of", "number", n)
}

// gates are what the request needs, each with the figures that decide it.
func (d sheet270) gates(p view.Page) []view.Rule {
	var out []view.Rule
	for _, g := range d.Gates() {
		r := view.Rule{Title: p.Choice("payment.gate", g.Code), Verdict: "no"}
		if g.Open {
			r.Verdict = "yes"
		}
		var why []string
		for _, f := range g.Findings {
			why = append(why, p.Finding(f))
		}
		why = append(why, g.Lines...)
		switch g.Code {
		case "obligation":
			why = append(why, p.T("payment.gate.obligation.figures", "obligated", p.Money(d.Position().Obligated), "paid", p.Money(d.Position().Paid), "asked", p.Money(d.Amount())))
		case "need":
			why = append(why, p.T("payment.gate.need.figures", "planned", p.Money(d.Form.Facts.Outlays), "hand", p.Money(d.Form.Facts.OnHand), "need", p.Money(d.Position().Need)))
		case "award":
			why = append(why, p.Choice("award.state", string(d.File.State)))
		}
		r.Why = strings.Join(why, " ")
		out = append(out, r)
	}
	return out
}

func (d sheet270) history(p view.Page) []view.Step {
	var out []view.Step
	for _, x := range d.Steps {
		title := p.Choice("payment.verb", x.Verb)
		if name := d.names[x.By]; name != "" {
			title = p.T("payment.verb.by", "what", title, "name", name)
		}
		out = append(out, view.Step{Title: title, When: view.Moment(p, x.At, nil), State: "done", Text: x.Reason})
	}
	return out
}

// stepForm is a step the viewer may take now.
type stepForm struct {
	view.ConfirmSpec
	verb     string
	why      string
	optional bool
}

func (d sheet270) steps(p view.Page) []stepForm {
	var out []stepForm
	for _, m := range payment.Moves().Open(string(d.State)) {
		if m.Verb == "certify" || !d.may(m.Verb) || len(d.Shut(m.Verb)) > 0 {
			continue
		}
		x := stepForm{verb: m.Verb, why: p.T("payment.why"), optional: !m.Reason}
		x.Label, x.Do = p.Choice("payment.step", m.Verb), p.Choice("payment.do", m.Verb)
		x.Consequence = p.Choice("payment.what", m.Verb)
		x.Action, x.Danger = d.url(m.Verb), slices.Contains([]string{"send_back", "return", "cancel"}, m.Verb)
		x.Open = amiss(p, m.Verb+".")
		x.Hidden = []view.Field{{Name: "version", Value: d.version()}}
		if m.Verb == "check" && len(d.File.InForce()) > 0 {
			x.why, x.optional = p.T("payment.weigh"), false
		}
		out = append(out, x)
	}
	return out
}

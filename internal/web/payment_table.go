package web

import (
	"strconv"
	"time"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/payment"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func forwardBadge(p view.Page, f *payment.Forward) view.Badge {
	switch {
	case f.WithdrawnAt != nil:
		return view.Badge{Label: p.T("payment.forward.withdrawn")}
	case f.ConfirmedAt != nil:
		return view.Badge{Label: p.T("payment.forward.confirmed", "day", p.Date(calendar.Of(*f.ConfirmedAt, time.UTC))), Tone: view.Good}
	}
	return view.Badge{Label: p.T("payment.forward.waits"), Tone: view.Waiting}
}

func (d sheet270) partners() []view.Option {
	var out []view.Option
	for _, m := range d.File.Museums {
		if !m.Lead {
			out = append(out, view.Option{Value: m.Organization.String(), Label: m.Name})
		}
	}
	return out
}

func paymentStates(p view.Page) []view.Option {
	return worded(p, "payment.state", payment.States(), view.Option{Label: p.T("officer.any")})
}

func (d paydesk) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("payment.queue"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("payment.request")}, {Title: p.T("award.lead")}, {Title: p.T("payment.period")}, {Title: p.T("payment.amount"), Numeric: true}, {Title: p.T("payment.state")}},
		Empty:   view.Empty{Title: p.T("payment.queue.none"), Text: p.T("payment.queue.none.text")},
	}
	for _, r := range d.rows {
		state := []templ.Component{paymentState(p, r.State)}
		if r.Batch != "" {
			state = append(state, quietLine(p.T("payment.batch")+" "+r.Batch))
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			cell(view.Link(r.AwardNumber+" · "+p.T("payment.one.of", "number", r.Number), paymentURL(r.ID)), quietLine(p.Choice("payment.kind", string(r.Kind)))),
			view.Name(r.Lead, ""), view.Text(periodText(p, r.FromOn, r.ToOn)), view.Cash(p, r.Amount()), cell(state...),
		}})
	}
	return t
}

// chosen are the payments ticked: all that wait, until somebody ticked others.
func (d paydesk) chosen() []string {
	if d.typed != nil {
		return d.typed["payments"]
	}
	var out []string
	for _, r := range d.waits {
		out = append(out, r.ID.String())
	}
	return out
}

func (d paydesk) orders(p view.Page) []view.Option {
	var out []view.Option
	for _, r := range d.waits {
		out = append(out, view.Option{Value: r.ID.String(), Label: r.AwardNumber + "-" + strconv.Itoa(r.Number) + " · " + r.Lead + " · " + p.Money(r.Amount()), Hint: r.Vendor})
	}
	return out
}

func (d paydesk) batchTable(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("payment.batches"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("payment.batch")}, {Title: p.T("payment.bank.on")}, {Title: p.T("payment.batch.count"), Numeric: true}, {Title: p.T("payment.batch.total"), Numeric: true}, {Title: p.T("payment.batch.files")}},
	}
	for _, b := range d.batches {
		url := "/payments/batches/" + b.ID.String()
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.Text(b.Number), view.Date(p, b.MadeOn), view.Text(strconv.Itoa(b.Count)), view.Cash(p, b.Total()), cell(view.Link("CSV", url+".csv"), view.Text(" · "), view.Link("ISO 20022 XML", url+".xml")),
		}})
	}
	return t
}

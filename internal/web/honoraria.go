package web

import (
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// honoraria are what the members of a panel are owed.
type honoraria struct {
	panel ident.Panel
	rows  []*review.Honorarium
	may   bool
	today calendar.Date
	again
}

func (d honoraria) url(part string) string {
	return "/office/panels/" + d.panel.String() + "/honoraria" + part
}

func (s *Site) panelHonoraria(w http.ResponseWriter, r *http.Request) error {
	return s.drawHonoraria(w, r, again{})
}

func (s *Site) drawHonoraria(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewHonoraria); err != nil {
		return err
	}
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	d := honoraria{panel: id, again: a}
	if d.rows, err = s.Review.Honoraria(ctx, id); err != nil {
		return err
	}
	p := s.page(r, "pool.honoraria")
	d.today = calendar.Of(s.Now(), p.Zone())
	p.Lead = p.T("pool.honoraria.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("pool.honoraria"), URL: "/office/honoraria"}}
	if len(d.rows) > 0 {
		x := d.rows[0]
		p.Eyebrow = x.PanelName
		d.may = x.Due() && x.FeeMinor > 0 && auth.May(ctx, auth.SettleHonoraria, auth.Target{Program: x.Program})
		if auth.May(ctx, auth.ViewPool, auth.Target{Program: x.Program}) {
			p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}, {Label: x.CycleTitle, URL: cycleURL(x.Cycle)}, {Label: x.PanelName, URL: "/office/panels/" + id.String() + "/people"}}
		}
	}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return honorariaPage(p, d) })
}

// owedText is what is owed, or that whoever looks may not count it.
func owedText(p view.Page, h *review.Honorarium) string {
	owed := h.Owed()
	if owed == nil {
		return p.T("pool.owed.hidden")
	}
	return p.Money(*owed)
}

func honorariumBadge(p view.Page, h *review.Honorarium) view.Badge {
	switch {
	case h.Settlement != nil && h.Settlement.Outcome == review.HonorariumPaid:
		return view.Badge{Label: p.T("pool.paid"), Tone: view.Good}
	case h.Settlement != nil:
		return view.Badge{Label: p.T("pool.left")}
	case !h.Due():
		return view.Badge{Label: p.T("pool.sofar"), Tone: view.Info}
	case h.Owed() == nil || h.Outstanding():
		return view.Badge{Label: p.T("pool.owed"), Tone: view.Waiting}
	}
	return view.Badge{Label: p.T("pool.nothing")}
}

// settled is what was paid and how, or why not.
func settled(p view.Page, h *review.Honorarium) templ.Component {
	x := h.Settlement
	if x == nil {
		return view.Status(honorariumBadge(p, h))
	}
	lines := []templ.Component{view.Status(honorariumBadge(p, h))}
	if paid := x.Paid(); paid != nil {
		lines = append(lines, quietLine(p.T("pool.paid.how", "money", p.Money(*paid), "day", p.Date(x.PaidOn), "reference", x.Reference)))
	}
	if x.Reason != "" {
		lines = append(lines, quietLine(x.Reason))
	}
	return cell(lines...)
}

// work is what is paid for: the reviews that count, or the panel.
func (d honoraria) work(p view.Page, h *review.Honorarium) string {
	switch {
	case h.FeePer == review.PerPanel:
		return p.Choice("pool.per", string(h.FeePer))
	case h.Counted == nil:
		return p.T("pool.owed.hidden")
	}
	return p.N("pool.counted", *h.Counted)
}

func (d honoraria) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("pool.honoraria"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("officer.person")}, {Title: p.T("pool.work")}, {Title: p.T("pool.owed"), Numeric: true}, {Title: p.T("pool.state")}, {Title: p.T("pool.change"), Hidden: true}},
		Empty:   view.Empty{Title: p.T("pool.honoraria.none"), Text: p.T("pool.honoraria.none.text")},
	}
	for _, h := range d.rows {
		name := view.Name(h.Name, "")
		if h.LeftAt != nil {
			name = cell(name, quietLine(p.T("pool.gone", "day", p.Day(*h.LeftAt))))
		}
		act := view.Text("")
		if d.may && h.Outstanding() {
			act = settleForms(p, d, h)
		}
		t.Rows = append(t.Rows, view.Row{Key: h.Member.String(), Cells: []templ.Component{name, view.Text(d.work(p, h)), view.Text(owedText(p, h)), settled(p, h), act}})
	}
	return t
}

func (s *Site) settlePosted(w http.ResponseWriter, r *http.Request, do func(context.Context, view.Page, ident.PanelMember, url.Values) (string, error)) error {
	panel, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		id, err := idOf[ident.PanelMemberKind](q, "member")
		if err != nil {
			return "", "", err
		}
		words, err := do(r.Context(), s.page(r, "pool.honoraria"), id, q)
		return "/office/panels/" + panel.String() + "/honoraria", words, renamed(err, func(path string) string { return path + "." + id.String() })
	}, func(a again) error { return s.drawHonoraria(w, r, a) })
}

func (s *Site) payHonorarium(w http.ResponseWriter, r *http.Request) error {
	return s.settlePosted(w, r, func(ctx context.Context, p view.Page, id ident.PanelMember, q url.Values) (string, error) {
		of := "." + id.String()
		on, err := dayTyped(q, "on"+of)
		if err != nil {
			return "", fault.BadField("on", "bad_date", "A date looks like 2027-02-10.")
		}
		h, err := s.Review.PayHonorarium(ctx, review.PayHonorariumInput{Member: id, Amount: q.Get("amount" + of), On: on, Reference: q.Get("reference" + of), Reason: q.Get("reason" + of)})
		if err != nil {
			return "", err
		}
		return p.T("pool.pay.done", "name", h.Name), nil
	})
}

func (s *Site) leaveHonorarium(w http.ResponseWriter, r *http.Request) error {
	return s.settlePosted(w, r, func(ctx context.Context, p view.Page, id ident.PanelMember, q url.Values) (string, error) {
		h, err := s.Review.LeaveHonorarium(ctx, review.LeaveHonorariumInput{Member: id, Reason: q.Get("why." + id.String())})
		if err != nil {
			return "", renamed(err, func(string) string { return "why" })
		}
		return p.T("pool.leave.done", "name", h.Name), nil
	})
}

// feePanels leads finance to the panels that pay.
func (s *Site) feePanels(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewHonoraria); err != nil {
		return err
	}
	rows, err := s.Review.FeePanels(ctx)
	if err != nil {
		return err
	}
	p := s.page(r, "pool.honoraria")
	p.Lead = p.T("pool.honoraria.panels")
	t := view.Table{
		Caption: p.T("pool.honoraria"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("officer.panel")}, {Title: p.T("pool.state")}, {Title: p.T("pool.fee")}, {Title: p.T("pool.settled"), Numeric: true}},
		Empty:   view.Empty{Title: p.T("pool.honoraria.none"), Text: p.T("pool.honoraria.none.text")},
	}
	for _, x := range rows {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			cell(view.NameLink(x.Name, "", "/office/panels/"+x.Panel.String()+"/honoraria"), quietLine(x.CycleTitle)), view.Text(p.Choice("review.panel", string(x.State))),
			view.Text(feeText(p, x.Fee(), x.FeePer)), view.Text(p.T("pool.settled.of", "n", x.Settled, "of", x.Members)),
		}})
	}
	return s.show(w, r, http.StatusOK, p, view.DataTable(p, t))
}

package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	panelroom "github.com/vitrine-grants/vitrine/internal/meeting"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// spokenFor is a slate before whoever speaks for the panel, beside what was noted when the panel met.
type spokenFor struct {
	*award.PanelSlate
	notes map[string]*panelroom.MinuteItem // by application number
	by    string                           // who recommended it
	again
}

func panelSlateURL(id ident.Panel) string { return "/reviews/panels/" + id.String() + "/slate" }

func (d spokenFor) version() string { return strconv.Itoa(d.Slate.Slate.Version) }

func (s *Site) panelSlate(w http.ResponseWriter, r *http.Request) error {
	return s.drawPanelSlate(w, r, again{})
}

func (s *Site) drawPanelSlate(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	if err := need(ctx, auth.RecommendSlate); err != nil {
		return err
	}
	d := spokenFor{again: a}
	if d.PanelSlate, err = s.Award.PanelSlate(ctx, id); err != nil {
		return err
	}
	if d.Slate != nil {
		if d.notes, err = s.panelNotes(ctx, id); err != nil {
			return err
		}
		if d.by, err = s.nameOf(ctx, d.Slate.Slate.RecommendedBy); err != nil {
			return err
		}
	}
	p := s.page(r, "decide.panel.title")
	p.Eyebrow, p.Wide, p.Lead = d.Name, true, p.T("decide.panel.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("review.queue"), URL: "/reviews"}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return panelSlatePage(p, d) })
}

// panelNotes are the minutes of the panel's last meeting, item by item; a panel that never met has none.
func (s *Site) panelNotes(ctx context.Context, id ident.Panel) (map[string]*panelroom.MinuteItem, error) {
	m, err := s.Meeting.Minutes(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out := map[string]*panelroom.MinuteItem{}
	for _, i := range m.Items {
		out[i.Number] = i
	}
	return out, nil
}

// title leads to what the panel said of a proposal; that is the chair's alone.
func (d spokenFor) title(r *award.SlateRow) templ.Component {
	if d.Deputy {
		return view.Name(r.Title, "")
	}
	return view.NameLink(r.Title, "", "/reviews/panels/"+d.Panel.String()+"/applications/"+r.Application.String())
}

// table is the slate in rank order with the panel's notes on each proposal.
func (d spokenFor) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("award.slate.title"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("officer.placed")},
			{Title: p.T("award.museums")},
			{Title: p.T("award.mean"), Numeric: true},
			{Title: p.T("award.requested"), Numeric: true},
			{Title: p.T("award.decision")},
			{Title: p.T("award.amount"), Numeric: true},
			{Title: p.T("award.why")},
			{Title: p.T("decide.panel.notes")},
		},
		Foot: []view.Row{{Cells: []templ.Component{
			view.Text(p.T("award.total")), view.Text(""), view.Text(""), view.Text(""), view.Text(""), view.Cash(p, d.Slate.Committed), view.Text(""), view.Text(""),
		}}},
	}
	for _, r := range d.Slate.Rows {
		amount := view.Text("–")
		if r.Decision == award.ToAward {
			amount = view.Cash(p, r.Amount())
		}
		row := view.Row{Key: r.ID.String(), Cells: []templ.Component{
			cell(placed(r.Place), d.title(r), quietLine(r.Number)),
			cell(institutionLine(r.LeadName, r.LeadState.Name()), view.Quiet(r.Partners)), milli(p, first(r.NormalizedMilli, r.RawMilli)),
			view.Cash(p, r.Requested()), badge(p.Choice("award.decision", string(r.Decision)), decisionTone(r.Decision)), amount,
			cell(slateReason(p, r, d.Slate.Reasons)), panelNotesCell(p, d.notes[r.Number]),
		}}
		if r.Departs {
			row.Mark = view.Warning
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (s *Site) recommendPanelSlate(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		ctx := r.Context()
		found, err := s.Award.PanelSlate(ctx, id)
		if err != nil {
			return "", "", err
		}
		in := award.RecommendSlateInput{Slate: found.PanelHead.Slate, Note: q.Get("note"), ExpectedVersion: versionOf(q)}
		if in.Slate.IsZero() {
			return "", "", s.noPanelSlate(found)
		}
		_, err = s.Award.RecommendSlate(ctx, in)
		return panelSlateURL(id), s.page(r, "decide.panel.title").T("decide.recommended"), err
	}, func(a again) error { return s.drawPanelSlate(w, r, a) })
}

// noPanelSlate is why there is no slate to stand behind: the reader is bound, or the office has drafted none.
func (s *Site) noPanelSlate(found *award.PanelSlate) error {
	if found.Bound {
		return fault.New(fault.Forbidden, "conflicted", "You have a conflict of interest in this cycle; another person takes this step.")
	}
	return fault.Missing("slate")
}

// slatesWaiting are the panels whose slate waits for the reader's recommendation.
func (s *Site) slatesWaiting(ctx context.Context, panels []*review.Panel) ([]*award.PanelSlate, error) {
	var ranked []ident.Panel
	for _, x := range panels {
		if x.State == review.Ranked {
			ranked = append(ranked, x.ID)
		}
	}
	if len(ranked) == 0 {
		return nil, nil
	}
	return s.Award.SlatesWaiting(ctx, ranked)
}

// slateAsked is the address of the slate that waits for the reader to speak for a panel; empty for everybody else.
func (s *Site) slateAsked(ctx context.Context, id ident.Panel) (string, error) {
	if auth.Scope(ctx, auth.RecommendSlate).Nothing() {
		return "", nil
	}
	found, err := s.Award.PanelSlate(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	if err != nil || !found.Asked {
		return "", err
	}
	return panelSlateURL(id), nil
}

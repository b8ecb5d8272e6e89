package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// phased is what a panel's members see phase by phase, as a page shows it.
type phased struct {
	*review.Phases
	action string // where a change is posted; empty shows without changing
	names  map[ident.Person]string
	again
}

// phases reads a panel's phases with the names of who changed them.
func (s *Site) phases(ctx context.Context, panel *review.Panel, a again) (d phased, err error) {
	d.again = a
	if d.Phases, err = s.Review.PhasesOf(ctx, panel.ID); err != nil {
		return d, err
	}
	var by []ident.Person
	for _, c := range d.Changes {
		by = append(by, c.By)
	}
	d.names, err = s.namesOn(ctx, panel, by...)
	return d, err
}

// namesOn are the names of a panel's members, and of others where the reader may see them.
func (s *Site) namesOn(ctx context.Context, panel *review.Panel, others ...ident.Person) (map[ident.Person]string, error) {
	members := map[ident.Person]string{}
	for _, m := range panel.Members {
		members[m.Person] = m.Name
	}
	others = slices.DeleteFunc(others, func(id ident.Person) bool { return members[id] != "" })
	if len(others) == 0 {
		return members, nil
	}
	out, err := s.names(ctx, others...)
	if err != nil {
		return nil, err
	}
	return merge(out, members), nil
}

func merge(to, from map[ident.Person]string) map[ident.Person]string {
	for id, name := range from {
		to[id] = name
	}
	return to
}

// now are the rules of the phase that runs.
func (d phased) now() *review.PanelPhase {
	i := slices.IndexFunc(d.List, func(p *review.PanelPhase) bool { return p.Kind == d.Current })
	if i < 0 {
		return &review.PanelPhase{Kind: d.Current}
	}
	return d.List[i]
}

func (d phased) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("panel.phases"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("panel.phase")}, {Title: p.T("panel.reads")}, {Title: p.T("panel.others")}, {Title: p.T("panel.names")}},
	}
	if d.action != "" {
		t.Columns = append(t.Columns, view.Column{Title: p.T("officer.acts"), Hidden: true})
	}
	for _, x := range d.List {
		cells := []templ.Component{
			phaseName(p, x.Kind, x.Kind == d.Current), view.Text(p.Choice("panel.reads", string(x.Reads))),
			view.Text(p.Choice("panel.others", string(x.Others))), view.Text(namesShow(p, x.Names)),
		}
		if d.action != "" {
			cells = append(cells, phaseForm(p, d, x))
		}
		t.Rows = append(t.Rows, view.Row{Key: "phase-" + string(x.Kind), Cells: cells})
	}
	return t
}

func namesShow(p view.Page, names bool) string {
	if names {
		return p.T("panel.names.yes")
	}
	return p.T("panel.names.no")
}

func ruleWords(p view.Page, r review.PhaseRules) string {
	return p.T("panel.rules", "reads", p.Choice("panel.reads", string(r.Reads)), "others", p.Choice("panel.others", string(r.Others)), "names", namesShow(p, r.Names))
}

func (s *Site) setPhase(w http.ResponseWriter, r *http.Request) error {
	return s.onPanel(w, r, func(ctx context.Context, p view.Page, id ident.Panel, q url.Values) (string, error) {
		kind := q.Get("kind")
		_, err := s.Review.SetPhase(ctx, review.SetPhaseInput{
			Panel: id, Kind: review.PhaseKind(kind), Reads: review.Reach(q.Get("reads." + kind)), Others: review.Others(q.Get("others." + kind)),
			Names: q.Get("names."+kind) == "on", Reason: q.Get("reason." + kind), ExpectedVersion: versionOf(q),
		})
		return p.T("panel.phase.set"), renamed(err, func(path string) string { return path + "." + kind })
	})
}

// agenda is what a panel talks about, with who called up what triage leaves out.
type agenda struct {
	panel *review.Panel
	items []*review.AgendaItem
	names map[ident.Person]string
	from  string // the page that shows it: chair, member or office
	may   bool   // call up
	again
}

// agenda reads a panel's agenda; while the first reading runs there is none.
func (s *Site) agenda(ctx context.Context, panel *review.Panel, from string, a again) (*agenda, error) {
	if panel.State == review.Forming || panel.State == review.Reading {
		return nil, nil
	}
	d := &agenda{panel: panel, from: from, again: a, may: panel.State == review.PreliminaryClosed || panel.State == review.Discussion}
	var err error
	if d.items, err = s.Review.Agenda(ctx, panel.ID); err != nil {
		return nil, err
	}
	var named []ident.Person
	for _, x := range d.items {
		for _, c := range x.CalledUp {
			named = append(named, c.By)
		}
		named = append(named, x.Recused...)
	}
	d.names, err = s.namesOn(ctx, panel, named...)
	return d, err
}

func (d *agenda) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("panel.agenda"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("review.proposal")}, {Title: p.T("panel.counted"), Numeric: true}, {Title: p.T("panel.mean"), Numeric: true}, {Title: p.T("panel.discussed")},
		},
		Empty: view.Empty{Title: p.T("panel.agenda.none"), Text: p.T("panel.agenda.none.text")},
	}
	for _, x := range d.items {
		mean := "–"
		if x.PreliminaryMilli != nil {
			mean = points(p, *x.PreliminaryMilli)
		}
		t.Rows = append(t.Rows, view.Row{Key: x.Application.String(), Cells: []templ.Component{
			agendaTitle(x), view.Text(strconv.Itoa(x.Counted)), view.Text(mean), agendaWord(p, d, x),
		}})
	}
	return t
}

// back is the page a form of the panel came from.
func (s *Site) back(w http.ResponseWriter, r *http.Request, from string, id ident.Panel, a again) error {
	switch from {
	case "chair":
		return s.drawChair(w, r, a)
	case "office":
		return s.drawPanel(w, r, id, a)
	}
	return s.drawSeat(w, r, a)
}

func backURL(from string, id ident.Panel) string {
	switch from {
	case "chair":
		return "/reviews/panels/" + id.String()
	case "office":
		return "/office/panels/" + id.String()
	}
	return seatURL(id)
}

func (s *Site) callUp(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		app, err := idOf[ident.ApplicationKind](q, "application")
		if err != nil {
			return "", "", err
		}
		_, err = s.Review.CallUp(r.Context(), review.CallUpInput{Panel: id, Application: app, Reason: q.Get("reason." + app.String())})
		return backURL(q.Get("from"), id) + "#agenda", s.page(r, "panel.agenda").T("panel.called"), renamed(err, func(path string) string { return path + "." + app.String() })
	}, func(a again) error { return s.back(w, r, a.typed.Get("from"), id, a) })
}

func (s *Site) openDiscussion(w http.ResponseWriter, r *http.Request) error {
	return s.movePanel(w, r, s.Review.OpenDiscussion, func(p view.Page) string { return p.T("panel.discussion.opened") })
}

func (s *Site) openRescoring(w http.ResponseWriter, r *http.Request) error {
	return s.movePanel(w, r, s.Review.OpenRescoring, func(p view.Page) string { return p.T("panel.rescoring.opened") })
}

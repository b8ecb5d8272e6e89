package web

import (
	"strconv"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func siteTable(p view.Page, m museumReading, keep bool) view.Table {
	t := view.Table{
		Caption: p.T("museum.sites"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("museum.site.name")}, {Title: p.T("public.museums.place")}, {Title: p.T("public.museum.opened")}},
		Empty:   view.Empty{Title: p.T("museum.sites.none")},
	}
	if keep {
		t.Columns = append(t.Columns, view.Column{Title: p.T("museum.remove"), Hidden: true})
	}
	for _, x := range m.sites {
		cells := []templ.Component{siteName(p, x), view.Text(townOf(p, x.City, x.State, x.Country)), dateOr(p, x)}
		if keep {
			cells = append(cells, removeButton(p, m.url("/sites/"+x.ID.String()+"/remove"), x.Name))
		}
		t.Rows = append(t.Rows, view.Row{Cells: cells, Key: x.ID.String()})
	}
	return t
}

func dateOr(p view.Page, x *people.Site) templ.Component {
	if x.OpenedOn.IsZero() {
		return view.Text("–")
	}
	return view.Date(p, x.OpenedOn)
}

func standingTable(p view.Page, m museumReading, keep bool) view.Table {
	t := view.Table{
		Caption: p.T("museum.standing"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("museum.signal.kind")}, {Title: p.T("museum.signal.detail")}, {Title: p.T("museum.signal.since")}, {Title: p.T("museum.signal.until")}},
		Empty:   view.Empty{Title: p.T("museum.standing.none")},
	}
	if keep {
		t.Columns = append(t.Columns, view.Column{Title: p.T("museum.remove"), Hidden: true})
	}
	for _, x := range m.signals {
		until := view.Text("–")
		if !x.Until.IsZero() {
			until = view.Date(p, x.Until)
		}
		name := p.Choice("museum.signal", string(x.Kind))
		cells := []templ.Component{view.Text(name), view.Name(dash(x.Detail), ""), view.Date(p, x.Since), until}
		if keep {
			cells = append(cells, removeButton(p, m.url("/standing/"+x.ID.String()+"/remove"), name))
		}
		t.Rows = append(t.Rows, view.Row{Cells: cells, Key: x.ID.String()})
	}
	return t
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func signalOptions(p view.Page) []view.Option {
	return worded(p, "museum.signal", people.Signals())
}

func exclusionTable(p view.Page, checks []*people.ExclusionCheck) view.Table {
	t := view.Table{
		Caption: p.T("museum.exclusions"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("museum.exclusion.on")}, {Title: p.T("museum.exclusion.result")}, {Title: p.T("museum.exclusion.note")}},
		Empty:   view.Empty{Title: p.T("museum.exclusions.none")},
	}
	tones := map[people.ExclusionResult]view.Tone{people.Clear: view.Good, people.PossibleMatch: view.Warning, people.Excluded: view.Bad}
	for _, x := range checks {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.Date(p, x.CheckedOn), view.Status(view.Badge{Label: p.Choice("museum.exclusion.result", string(x.Result)), Tone: tones[x.Result]}), view.Name(dash(x.Note), ""),
		}})
	}
	return t
}

func exclusionOptions(p view.Page) []view.Option {
	return worded(p, "museum.exclusion.result", people.ExclusionResults())
}

// likeTable is the records that what is being added looks like, with the reasons.
func likeTable(p view.Page, like []*people.Duplicate) view.Table {
	t := view.Table{
		Caption: p.T("museum.like"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("public.museums.name")}, {Title: p.T("public.museums.place")}, {Title: p.T("museum.like.score"), Numeric: true}, {Title: p.T("museum.like.why")}},
	}
	for _, d := range like {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			museumName(d.Organization, museumURL(d.ID)), view.Text(townOf(p, d.City, d.State, d.Country)), view.Text(strconv.Itoa(d.Score)), view.Text(reasonsText(p, d.Reasons)),
		}})
	}
	return t
}

// reasonsText is the clues in words, each with its points and figure.
func reasonsText(p view.Page, reasons []people.Reason) string {
	words := make([]string, len(reasons))
	for i, r := range reasons {
		words[i] = p.Choice("museum.clue", string(r.Clue))
		switch {
		case r.Clue == people.NearPlace || r.Clue == people.FarPlace:
			words[i] += " (" + r.Figure + " km)"
		case r.Figure != "" && r.Clue != people.SameCity:
			words[i] += " (" + r.Figure + ")"
		}
	}
	return p.List(words)
}

func duplicateTable(p view.Page, d twins) view.Table {
	t := view.Table{
		Caption: p.T("museum.duplicates.title"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("museum.pair.first")}, {Title: p.T("museum.pair.second")}, {Title: p.T("museum.like.score"), Numeric: true}, {Title: p.T("museum.like.why")}, {Title: p.T("museum.pair.what"), Hidden: true}},
		Empty:   view.Empty{Title: p.T("museum.duplicates.none"), Text: p.T("museum.duplicates.none.text")},
	}
	for _, x := range d.Page.Nodes {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			twinSide(p, x.FirstName, museumURL(x.First), x.FirstPlace, x.FirstPeople), twinSide(p, x.SecondName, museumURL(x.Second), x.SecondPlace, x.SecondPeople),
			view.Text(strconv.Itoa(x.Score)), view.Text(reasonsText(p, x.Reasons)), pairActions(p, d, x),
		}})
	}
	return t
}

func mergeMoves(p view.Page, tables []people.MovedTable) view.Table {
	t := view.Table{
		Caption: p.T("museum.moved"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("museum.moved.table")}, {Title: p.T("museum.moved.column")}, {Title: p.T("museum.moved.rows"), Numeric: true}, {Title: p.T("museum.moved.sample")}},
		Empty:   view.Empty{Title: p.T("museum.moved.none")},
	}
	for _, x := range tables {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.Text(tableName(p, x.Table)), view.Text(x.Column), view.Text(p.Number(int64(x.Rows))), nameList(x.Sample),
		}})
	}
	return t
}

// tableName is what a table holds in words, or its own name where nobody has said.
func tableName(p view.Page, table string) string { return p.Choice("museum.table", table) }

func mergeTable(p view.Page, all []*people.MergeRow) view.Table {
	t := view.Table{
		Caption: p.T("museum.merges.title"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("museum.merge.kept")}, {Title: p.T("museum.merge.gone")}, {Title: p.T("museum.merge.when")}, {Title: p.T("museum.merge.state")}},
		Empty:   view.Empty{Title: p.T("museum.merges.none"), ActionLabel: p.T("museum.duplicates.title"), ActionURL: "/office/duplicates"},
	}
	for _, m := range all {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.NameLink(m.KeptName, "", mergeURL(m.ID)), view.Name(m.GoneName, ""), view.Moment(p, m.MergedAt, nil), mergeState(p, &m.Merge),
		}})
	}
	return t
}

func mergeState(p view.Page, m *people.Merge) templ.Component {
	if m.UndoneAt != nil {
		return view.Status(view.Badge{Label: p.T("museum.merge.is_undone"), Tone: view.Neutral})
	}
	return view.Status(view.Badge{Label: p.T("museum.merge.holds"), Tone: view.Good})
}

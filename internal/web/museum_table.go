package web

import (
	"strconv"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func museumTable(p view.Page, d directory) view.Table {
	t := view.Table{
		Caption: p.T("public.museums.title"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("public.museums.name")}, {Title: p.T("public.museums.place")}, {Title: p.T("public.filter.country")}, {Title: p.T("public.filter.discipline")}},
		Empty:   view.Empty{Title: p.T("public.museums.none"), Text: p.T("public.museums.none.text"), ActionLabel: p.T("table.filter.clear"), ActionURL: "/museums"},
	}
	for _, o := range d.Page.Nodes {
		discipline := "–"
		if o.Discipline != "" {
			discipline = p.Choice("public.discipline", o.Discipline)
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			museumName(o, "/museums/"+o.ID.String()), view.Text(townOf(p, o.City, o.State, "")), view.Text(o.Country.Name(p.Locale())), view.Text(discipline),
		}})
	}
	return t
}

func museumFacts(p view.Page, o *people.Organization) []view.Fact {
	facts := []view.Fact{{Term: p.T("public.museums.place"), Value: view.Text(townOf(p, o.City, o.State, o.Country))}}
	add := func(term string, value templ.Component, known bool) {
		if known {
			facts = append(facts, view.Fact{Term: term, Value: value})
		}
	}
	add(p.T("public.museum.street"), view.Name(o.Street+" "+o.PostalCode, ""), o.Street != "")
	add(p.T("public.filter.discipline"), view.Text(p.Choice("public.discipline", o.Discipline)), o.Discipline != "")
	add(p.T("public.museum.website"), view.Link(o.Website, o.Website), o.Website != "")
	add(p.T("public.museum.phone"), view.Name(o.Phone, ""), o.Phone != "")
	add(p.T("public.museum.opened"), view.Date(p, o.OpenedOn), !o.OpenedOn.IsZero())
	if o.FoundedYear != nil {
		add(p.T("museum.founded"), view.Text(strconv.Itoa(*o.FoundedYear)), true)
	}
	if o.StaffSize != nil {
		add(p.T("museum.staff"), view.Text(p.Number(int64(*o.StaffSize))), true)
	}
	spoken := make([]string, len(o.Languages))
	for i, tag := range o.Languages {
		spoken[i] = tongueName(p, tag)
	}
	add(p.T("museum.languages"), view.Text(p.List(spoken)), len(spoken) > 0)
	return append(facts,
		view.Fact{Term: p.T("public.museum.nonprofit"), Value: view.Text(p.Choice("public.known", known(o.Nonprofit)))},
		view.Fact{Term: p.T("public.museum.functions"), Value: view.Text(p.Choice("public.known", known(o.MuseumFunctions)))})
}

// known is yes, no or unknown, for a record that may not say.
func known(b *bool) string {
	switch {
	case b == nil:
		return "unknown"
	case *b:
		return "yes"
	}
	return "no"
}

func projectTable(p view.Page, projects []*award.Project, empty string) view.Table {
	t := view.Table{
		Caption: p.T("public.projects.title"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("public.project.one")}, {Title: p.T("public.project.year")}, {Title: p.T("public.project.lead")}, {Title: p.T("public.project.partners")}},
		Empty:   view.Empty{Title: empty, ActionLabel: p.T("public.home.all_projects"), ActionURL: "/projects"},
	}
	for _, x := range projects {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.NameLink(x.Title, "", "/projects/"+x.ID.String()), view.Text(strconv.Itoa(x.Year)), museumNames(p, x, true), museumNames(p, x, false),
		}})
	}
	return t
}

func projectFacts(p view.Page, x *award.Project) []view.Fact {
	facts := []view.Fact{
		{Term: p.T("public.project.number"), Value: view.Text(x.Number)},
		{Term: p.T("public.project.kind"), Value: view.Text(p.Choice("public.awardkind", string(x.Kind)))},
		{Term: p.T("public.calls.call"), Value: view.NameLink(x.CycleTitle, "en", "/calls/"+x.Cycle.String())},
	}
	if len(x.Theme) > 0 {
		facts = append(facts, view.Fact{Term: p.T("public.project.theme"), Value: said(p, x.Theme)})
	}
	if a := x.Amount(); a != nil {
		facts = append(facts, view.Fact{Term: p.T("public.project.amount"), Value: view.Cash(p, *a)})
	} else {
		facts = append(facts, view.Fact{Term: p.T("public.project.amount"), Value: view.Quiet(p.T("public.project.unknown"))})
	}
	return facts
}

// projectMap is the map of one project, with its museums as the table.
func projectMap(p view.Page, x *award.Project) view.Chart {
	return portfolio(p, []*award.Project{x})
}

// countryBeside leaves the country out where the state already says it.
func countryBeside(m award.ProjectMuseum) place.Country {
	if m.StateCode != "" {
		return ""
	}
	return m.Country
}

func sideWord(p view.Page, m award.ProjectMuseum) string {
	if m.Lead {
		return p.T("public.project.lead")
	}
	return p.T("public.project.partner")
}

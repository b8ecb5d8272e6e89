package web

import (
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/chart"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// portfolio is the map of partnerships with the table behind it.
func portfolio(p view.Page, projects []*award.Project) view.Chart {
	m, rows := chart.WorldMap{}, []view.Row{}
	at := map[string]int{}
	for _, x := range projects {
		lead := -1
		for _, museum := range x.Museums {
			i := placeOf(&m, at, museum)
			if museum.Lead {
				lead = i
			} else if i >= 0 && lead >= 0 {
				m.Pairs = append(m.Pairs, chart.Pair{From: lead, To: i, Title: x.Title + " (" + strconv.Itoa(x.Year) + ")"})
			}
			if !slices.Contains(m.Countries, string(museum.Country)) {
				m.Countries = append(m.Countries, string(museum.Country))
			}
		}
		rows = append(rows, view.Row{Cells: []templ.Component{
			view.NameLink(x.Title, "", "/projects/"+x.ID.String()), view.Text(strconv.Itoa(x.Year)), museumNames(p, x, true), museumNames(p, x, false),
		}})
	}
	c := reach(projects)
	desc := p.T("public.map.desc", "projects", len(projects), "countries", len(c.Countries), "states", len(c.States))
	return view.Chart{
		Title: p.T("public.map.title"), SVG: chart.World(1040, m).SVG("portfolio", p.T("public.map.title"), desc), Wide: true, Note: desc,
		Table: view.Table{
			Caption: p.T("public.map.table"), HideCaption: true, Stacked: true, Rows: rows,
			Columns: []view.Column{{Title: p.T("public.project.one")}, {Title: p.T("public.project.year")}, {Title: p.T("public.project.lead")}, {Title: p.T("public.project.partners")}},
		},
	}
}

// placeOf finds or adds the museum's place on the map: its own, else its state's middle or its country's capital; -1 when unknown.
func placeOf(m *chart.WorldMap, at map[string]int, museum award.ProjectMuseum) int {
	key := museum.Organization.String()
	if i, ok := at[key]; ok {
		return i
	}
	north, east, ok := 0.0, 0.0, false
	if museum.Lat != nil && museum.Lon != nil {
		north, east, ok = *museum.Lat, *museum.Lon, true
	} else if c, found := museum.StateCode.Center(); found {
		north, east, ok = c.Lat, c.Lon, true
	} else if c, found := museum.Country.Capital(); found {
		north, east, ok = c.Lat, c.Lon, true
	}
	if !ok {
		return -1
	}
	m.Places = append(m.Places, chart.Place{Name: museum.Name, North: north, East: east, Other: museum.Country != place.UnitedStates})
	at[key] = len(m.Places) - 1
	return at[key]
}

// reached counts how far projects reach.
type reached struct {
	Countries []place.Country // outside the United States
	States    []place.State
	Museums   int
	Years     []int // newest first
}

func reach(projects []*award.Project) reached {
	var out reached
	seen := map[string]bool{}
	for _, x := range projects {
		if !slices.Contains(out.Years, x.Year) {
			out.Years = append(out.Years, x.Year)
		}
		for _, m := range x.Museums {
			if m.Country != place.UnitedStates && m.Country != "" && !slices.Contains(out.Countries, m.Country) {
				out.Countries = append(out.Countries, m.Country)
			}
			if m.StateCode != "" && !slices.Contains(out.States, m.StateCode) {
				out.States = append(out.States, m.StateCode)
			}
			if !seen[m.Organization.String()] {
				seen[m.Organization.String()] = true
				out.Museums++
			}
		}
	}
	slices.Sort(out.Years)
	slices.Reverse(out.Years)
	return out
}

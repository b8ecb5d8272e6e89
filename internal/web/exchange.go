package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/chart"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/outreach"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/travel"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// happening is a trip or an activity, by its days.
type happening struct {
	from, to calendar.Date
	what     templ.Component
	where    string
	kind     string
	state    templ.Component
}

// exchanged is what the museums of an award do together, by month, and where.
type exchanged struct {
	reaching
	trips      []*travel.Detail
	activities []*outreach.ActivityRow
	more       bool // there are more than are shown
}

// exchangePage shows trips and activities of an award in one calendar and on one map.
func (s *Site) exchangePage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	d := exchanged{}
	var err error
	if d.reaching, err = s.reachingOf(r, again{}); err != nil {
		return err
	}
	trips, err := s.Travel.Trips(ctx, travel.Filter{Award: d.Award}, page.First(page.Most))
	if err != nil {
		return err
	}
	activities, err := s.Outreach.Activities(ctx, d.Award, page.First(page.Most))
	if err != nil {
		return err
	}
	d.trips, d.activities = trips.Nodes, activities.Nodes
	d.more = trips.PageInfo.HasNextPage || activities.PageInfo.HasNextPage
	p := s.reachingView(r, d.reaching, "exchange.title", "exchange.lead")
	return s.show(w, r, http.StatusOK, p, exchangePage(p, d))
}

// activityAlone leads from an activity's own address, as calendars have it, to its page under its award.
func (s *Site) activityAlone(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.ActivityKind](r, "activity")
	if err != nil {
		return err
	}
	a, err := s.Outreach.Activity(r.Context(), id)
	if err != nil {
		return err
	}
	http.Redirect(w, r, outreachURL(a.Award, "activities/"+a.ID.String()), http.StatusSeeOther)
	return nil
}

// months are what happens, by the month it begins in.
func (d exchanged) months(p view.Page) []month {
	var all []happening
	for _, t := range d.trips {
		all = append(all, happening{
			t.StartsOn, t.EndsOn, view.NameLink(t.From+" – "+t.To, "", tripURL(t.ID)), p.Choice("travel.direction", string(t.Direction)), p.T("exchange.trip"), tripBadge(p, t.State),
		})
	}
	for _, a := range d.activities {
		all = append(all, happening{
			a.StartsOn, a.EndsOn, view.NameLink(a.Title, "", d.url("activities/"+a.ID.String())), activityPlace(p, &a.Activity), p.Choice("outreach.kind", string(a.Kind)), activityBadge(p, a.State),
		})
	}
	slices.SortStableFunc(all, func(a, b happening) int {
		return cmp.Or(a.from.Time().Compare(b.from.Time()), a.to.Time().Compare(b.to.Time()))
	})
	var out []month
	for _, h := range all {
		first := calendar.On(h.from.Year(), h.from.Month(), 1)
		if len(out) == 0 || out[len(out)-1].first != first {
			out = append(out, month{first: first})
		}
		out[len(out)-1].all = append(out[len(out)-1].all, h)
	}
	return out
}

type month struct {
	first calendar.Date
	all   []happening
}

// table is one month; each is a list of its own.
func (m month) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.Month(m.first), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("exchange.when")}, {Title: p.T("exchange.what")}, {Title: p.T("exchange.kind")}, {Title: p.T("exchange.where")}, {Title: p.T("officer.state")}},
	}
	for _, h := range m.all {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.Text(daysOf(p, h.from, h.to)), h.what, view.Text(h.kind), view.Text(h.where), h.state,
		}})
	}
	return t
}

func daysOf(p view.Page, from, to calendar.Date) string {
	if from == to {
		return p.Date(from)
	}
	return p.T("outreach.days", "from", p.Date(from), "to", p.Date(to))
}

// drawn is the map: the museums, lines along which trips lead, and the countries where something happens.
func (d exchanged) drawn(p view.Page) view.Chart {
	m, at := chart.WorldMap{Labels: true}, map[string]int{}
	var us, abroad []int
	shade := func(c place.Country) {
		if c != "" && !slices.Contains(m.Countries, string(c)) {
			m.Countries = append(m.Countries, string(c))
		}
	}
	for _, x := range d.Museums {
		i := placeOf(&m, at, award.ProjectMuseum{Organization: x.Organization, Name: x.Name, Country: place.Country(x.Country), StateCode: place.State(x.State)})
		shade(place.Country(x.Country))
		switch {
		case i < 0:
		case x.Abroad:
			abroad = append(abroad, i)
		default:
			us = append(us, i)
		}
	}
	held := 0
	for _, a := range d.activities {
		if a.State != outreach.CalledOff {
			shade(a.Country)
			held++
		}
	}
	gone := map[exchange.Direction]int{}
	for _, t := range d.trips {
		if t.State != travel.Cancelled {
			gone[t.Direction]++
		}
	}
	if n := gone[exchange.ToPartner] + gone[exchange.ToUS]; n > 0 {
		for _, from := range us {
			for _, to := range abroad {
				m.Pairs = append(m.Pairs, chart.Pair{From: from, To: to, Title: p.N("exchange.trips", n)})
			}
		}
	}
	desc := p.T("exchange.map.desc", "there", p.Number(int64(gone[exchange.ToPartner])), "here", p.Number(int64(gone[exchange.ToUS])), "activities", p.Number(int64(held)), "countries", strconv.Itoa(len(m.Countries)))
	c := view.Chart{
		Title: p.T("exchange.map"), SVG: chart.World(1040, m).SVG("exchange", p.T("exchange.map"), desc), Wide: true, Note: desc,
		Table: view.Table{
			Caption: p.T("exchange.museums"), HideCaption: true, Stacked: true,
			Columns: []view.Column{{Title: p.T("exchange.museum")}, {Title: p.T("exchange.where")}},
		},
	}
	for _, x := range d.Museums {
		c.Table.Rows = append(c.Table.Rows, view.Row{Cells: []templ.Component{
			view.Text(x.Name), view.Text(x.City + ", " + place.Country(x.Country).Name(p.Locale())),
		}})
	}
	return c
}

package web

import (
	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/outreach"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func choices[T ~string](p view.Page, family catalog.Key, all []T) []view.Option {
	return worded(p, family, all, view.Option{Label: p.T("outreach.choose")})
}

// everyCountry are all countries, after words for none.
func everyCountry(p view.Page, none string) []view.Option {
	out := countries(p)
	out[0].Label = none
	return out
}

func wheres() []exchange.Where {
	return []exchange.Where{exchange.InUS, exchange.Abroad, exchange.OnTheNet}
}

// participantTables are the three parts of Table B.
func participantTables(p view.Page, b exchange.TableB) []view.Table {
	name := func(family catalog.Key) func(string) string {
		return func(part string) string { return p.Choice(family, part) }
	}
	country := func(part string) string { return place.Country(part).Name(p.Locale()) }
	return []view.Table{
		countTable(p, p.T("outreach.by.country"), b.Countries, b.All, country),
		countTable(p, p.T("outreach.by.age"), b.Ages, b.All, name("outreach.age")),
		countTable(p, p.T("outreach.by.role"), b.Roles, b.All, name("outreach.role")),
	}
}

func countTable(p view.Page, caption string, rows []exchange.Count, all exchange.Count, name func(string) string) view.Table {
	t := view.Table{Caption: caption, Columns: []view.Column{
		{Title: p.T("outreach.part")},
		{Title: p.T("outreach.us_female"), Numeric: true},
		{Title: p.T("outreach.us_male"), Numeric: true},
		{Title: p.T("outreach.us_other"), Numeric: true},
		{Title: p.T("outreach.abroad_female"), Numeric: true},
		{Title: p.T("outreach.abroad_male"), Numeric: true},
		{Title: p.T("outreach.abroad_other"), Numeric: true},
		{Title: p.T("outreach.total"), Numeric: true},
	}}
	line := func(title string, c exchange.Count) view.Row {
		cells := []templ.Component{view.Text(title)}
		for _, n := range []int{c.USFemale, c.USMale, c.USOther, c.AbroadFemale, c.AbroadMale, c.AbroadOther, c.Total} {
			cells = append(cells, view.Text(p.Number(int64(n))))
		}
		return view.Row{Cells: cells}
	}
	for _, c := range rows {
		t.Rows = append(t.Rows, line(name(c.Part), c))
	}
	t.Foot = []view.Row{line(p.T("outreach.total"), all)}
	return t
}

// reachTable is Table D.
func reachTable(p view.Page, rows []exchange.ReachRow) view.Table {
	t := view.Table{Caption: p.T("outreach.reach.title"), HideCaption: true, Columns: []view.Column{
		{Title: p.T("outreach.what")},
		{Title: p.T("outreach.where.us"), Numeric: true},
		{Title: p.T("outreach.where.partner_country"), Numeric: true},
		{Title: p.T("outreach.where.online"), Numeric: true},
		{Title: p.T("outreach.total"), Numeric: true},
	}}
	for _, r := range rows {
		cells := []templ.Component{view.Text(p.Choice("outreach.reach", string(r.Reach)))}
		for _, n := range []int64{r.US, r.Abroad, r.Online, r.Total} {
			cells = append(cells, view.Text(p.Number(n)))
		}
		t.Rows = append(t.Rows, view.Row{Cells: cells})
	}
	return t
}

// badTable are rows that were not kept, each with every reason.
func badTable(p view.Page, rows []exchange.BadRow) view.Table {
	t := view.Table{Caption: p.N("outreach.bad", len(rows)), Columns: []view.Column{{Title: p.T("outreach.row"), Numeric: true}, {Title: p.T("outreach.cells")}, {Title: p.T("outreach.why")}}}
	for _, r := range rows {
		var why []string
		for _, f := range r.Why {
			why = append(why, p.FieldFault(f))
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.Text(p.Number(int64(r.Number))), view.Name(joined(r.Cells), ""), reasonList(p, why)}})
	}
	return t
}

func joined(cells []string) string {
	out := ""
	for i, c := range cells {
		if i > 0 {
			out += " · "
		}
		out += c
	}
	return out
}

// mostSame is how many rows that were there already are told by name.
const mostSame = 100

func sameTable(p view.Page, rows []exchange.SameRow) view.Table {
	t := view.Table{Caption: p.N("outreach.same", len(rows)), Columns: []view.Column{{Title: p.T("outreach.row"), Numeric: true}, {Title: p.T("outreach.name")}, {Title: p.T("outreach.why")}}}
	for i, r := range rows {
		if i == mostSame {
			break
		}
		why := p.T("outreach.same.kept")
		if r.Earlier > 0 {
			why = p.T("outreach.same.row", "row", r.Earlier)
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{view.Text(p.Number(int64(r.Number))), view.Name(r.Name, ""), view.Text(why)}})
	}
	return t
}

func participantTable(p view.Page, d roll) view.Table {
	t := view.Table{
		Caption: p.T("outreach.participants"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("outreach.id")},
			{Title: p.T("outreach.country")},
			{Title: p.T("outreach.gender.title")},
			{Title: p.T("outreach.age.title")},
			{Title: p.T("outreach.role.title")},
			{Title: p.T("outreach.side.title")},
			{Title: p.T("outreach.joined")},
		},
		Empty: view.Empty{Title: p.T("outreach.none"), Text: p.T("outreach.none.text")},
	}
	if d.enters {
		t.Columns = append(t.Columns, view.Column{Title: p.T("outreach.remove"), Hidden: true})
	}
	for _, x := range d.rows {
		cells := []templ.Component{
			view.Text(p.T("outreach.row.of", "row", x.Row)), view.Text(x.Country.Name(p.Locale())), view.Text(p.Choice("outreach.gender", string(x.Gender))),
			view.Text(p.Choice("outreach.age", string(x.Band))), view.Text(p.Choice("outreach.role", string(x.Role))), view.Text(p.Choice("outreach.side", string(x.Side))), view.Date(p, x.JoinedOn),
		}
		if d.enters {
			cells = append(cells, removeForm(p, d, x))
		}
		t.Rows = append(t.Rows, view.Row{Cells: cells})
	}
	return t
}

func activityTable(p view.Page, d programOf) view.Table {
	t := view.Table{
		Caption: p.T("outreach.activities"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("outreach.activity")},
			{Title: p.T("outreach.when")},
			{Title: p.T("outreach.place")},
			{Title: p.T("outreach.state.title")},
			{Title: p.T("outreach.contacts"), Numeric: true},
		},
		Empty: view.Empty{Title: p.T("outreach.activities.none"), Text: p.T("outreach.activities.none.text")},
	}
	for _, a := range d.rows {
		n := a.Contacts
		if a.State == outreach.Planned {
			n = a.Arrived
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			cell(view.NameLink(a.Title, "", d.url("activities/"+a.ID.String())), quietLine(p.Choice("outreach.kind", string(a.Kind)))), view.Text(activityDays(p, &a.Activity)),
			view.Text(activityPlace(p, &a.Activity)), activityBadge(p, a.State), view.Text(p.Number(n)),
		}})
	}
	return t
}

func activityBadge(p view.Page, s outreach.State) templ.Component {
	return badge(p.Choice("outreach.state", string(s)), map[outreach.State]view.Tone{outreach.Held: view.Good, outreach.CalledOff: view.Bad}[s])
}

func activityDays(p view.Page, a *outreach.Activity) string { return daysOf(p, a.StartsOn, a.EndsOn) }

func activityPlace(p view.Page, a *outreach.Activity) string {
	if a.Country == "" {
		return p.T("outreach.where.online")
	}
	return a.City + ", " + a.Country.Name(p.Locale())
}

func activityLine(p view.Page, a *outreach.Activity) string {
	return p.Choice("outreach.kind", string(a.Kind)) + " · " + activityDays(p, a) + " · " + activityPlace(p, a)
}

func logTable(p view.Page, d counted) view.Table {
	t := view.Table{
		Caption: p.Choice("outreach.counts", string(d.what)), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("outreach.what")}, {Title: p.T("outreach.title")}, {Title: p.T("outreach.on")}},
		Empty:   view.Empty{Title: p.T("outreach.counts.none")},
	}
	if d.what != outreach.OutputEntry {
		t.Columns = append(t.Columns, view.Column{Title: p.Choice("outreach.number", string(d.what)), Numeric: true})
	}
	if d.enters {
		t.Columns = append(t.Columns, view.Column{Title: p.T("outreach.take_off"), Hidden: true})
	}
	for _, x := range d.rows {
		cells := []templ.Component{view.Text(logKind(p, x)), logTitle(p, x), view.Date(p, x.On)}
		if d.what != outreach.OutputEntry {
			cells = append(cells, view.Text(p.Number(x.Contacts)))
		}
		if d.enters {
			cells = append(cells, takeOffForm(p, d, x))
		}
		t.Rows = append(t.Rows, view.Row{Cells: cells})
	}
	return t
}

func logKind(p view.Page, x *outreach.LogRow) string {
	if x.What == outreach.OutputEntry {
		return p.Choice("outreach.made", x.Kind)
	}
	return p.Choice("outreach.reach", x.Kind)
}

func logTitle(p view.Page, x *outreach.LogRow) templ.Component {
	title := view.Name(x.Title, "")
	if x.Link != "" {
		title = view.NameLink(x.Title, "", x.Link)
	}
	switch x.What {
	case outreach.AudienceEntry:
		return cell(title, quietLine(p.Choice("outreach.where", string(x.Where))+" · "+p.Choice("outreach.method", string(x.Method))))
	case outreach.MediaEntry:
		return cell(title, quietLine(x.Outlet+", "+x.Country.Name(p.Locale())))
	}
	return title
}

package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
	"github.com/vitrine-grants/vitrine/internal/travel"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// held is what a trip is so far; nothing where it is planned anew.
func held(d *journey) travel.Trip {
	if d == nil {
		return travel.Trip{}
	}
	return d.Trip
}

func directionOptions(p view.Page) []view.Option {
	return worded(p, "travel.direction", []exchange.Direction{exchange.ToPartner, exchange.ToUS, exchange.Elsewhere})
}

func tripMethods(p view.Page) []view.Option {
	return worded(p, "travel.method", []ruleset.TravelMethod{ruleset.ActualCost, ruleset.PerDiem, ruleset.MixedCost})
}

func exceptionOptions(p view.Page) []view.Option {
	return worded(p, "travel.exception", ruleset.FlyExceptions(), view.Option{Label: p.T("form.q.choose")})
}

func segmentOptions(d journey) []view.Option {
	var out []view.Option
	for _, s := range d.Segments {
		out = append(out, view.Option{Value: s.ID.String(), Label: leg(s)})
	}
	return out
}

func leg(s *travel.Segment) string {
	return s.Designator + " " + s.FlightNumber + ", " + s.From + "–" + s.To
}

func tripMuseums(d journey) []view.Option {
	var out []view.Option
	for _, m := range d.Museums {
		out = append(out, view.Option{Value: m.Organization.String(), Label: m.Name})
	}
	return out
}

func tripBadge(p view.Page, s travel.State) templ.Component {
	tone := view.Waiting
	switch s {
	case travel.Cleared, travel.Traveled, travel.Reconciled:
		tone = view.Good
	case travel.Cancelled:
		tone = view.Neutral
	}
	return badge(p.Choice("travel.state", string(s)), tone)
}

// table is the trips of an award, by the day they begin.
func (d journeys) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("travel.title"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("travel.trip.one")}, {Title: p.T("travel.days")}, {Title: p.T("travel.direction")}, {Title: p.T("travel.travelers"), Numeric: true}, {Title: p.T("officer.state")}, {Title: p.T("travel.bars")}},
		Empty:   view.Empty{Title: p.T("travel.none"), Text: p.T("travel.none.text")},
	}
	for _, x := range d.rows {
		bars, mark := view.Text("–"), view.Tone("")
		if n := len(x.Barriers()); n > 0 {
			bars, mark = badge(p.N("travel.barriers", n), view.Warning), view.Warning
		}
		t.Rows = append(t.Rows, view.Row{Key: x.ID.String(), Mark: mark, Cells: []templ.Component{
			view.NameLink(x.From+" – "+x.To, "", tripURL(x.ID)), view.Text(p.T("award.period.of", "from", p.Date(x.StartsOn), "to", p.Date(x.EndsOn))),
			view.Text(p.Choice("travel.direction", string(x.Direction))), view.Text(strconv.Itoa(len(x.Going()))), tripBadge(p, x.State), bars,
		}})
	}
	return t
}

// tripSteps are the way of a trip, with how far it is.
func tripSteps(p view.Page, d journey) []view.Step {
	way := []travel.State{travel.Planned, travel.Approved, travel.Booked, travel.Cleared, travel.Traveled, travel.Reconciled}
	at := slices.Index(way, d.State)
	if d.State == travel.VisaPending {
		at = 2
	}
	var out []view.Step
	for i, s := range way {
		state := "next"
		if i <= at {
			state = "done"
		} else if i == at+1 && at >= 0 {
			state = "current"
		}
		out = append(out, view.Step{Title: p.Choice("travel.state", string(s)), State: state})
	}
	return out
}

// about is a finding with whom or which flight it is about.
func (d journey) about(p view.Page, f ruleset.Finding) string {
	text := findingText(p, f)
	kind, index, _ := strings.Cut(f.At, ".")
	i, ok := number(index)
	switch {
	case kind == "travelers" && ok && i < len(d.Going()):
		return p.T("travel.about", "who", p.T("travel.traveler", "n", d.Going()[i].Ordinal), "what", text)
	case kind == "segments" && ok && i < len(d.Segments):
		return p.T("travel.about", "who", leg(d.Segments[i]), "what", text)
	}
	return text
}

// ready tells whether a step makes sense now, so that no button leads to a refusal alone.
func (d journey) ready(v travel.Verb) bool {
	switch v {
	case travel.AwaitVisas:
		return d.visitors() > 0
	case travel.Clear:
		return len(d.barriers) == 0
	}
	return true
}

// visitors counts those who need a J-1.
func (d journey) visitors() int {
	n := 0
	for _, t := range d.Going() {
		if d.NeedsVisa(t) {
			n++
		}
	}
	return n
}

func tripFacts(p view.Page, d journey) []view.Fact {
	paid := p.T("travel.paid.share")
	if d.Federal {
		paid = p.T("travel.paid.grant")
	}
	out := []view.Fact{
		{Term: p.T("officer.state"), Value: tripBadge(p, d.State)},
		{Term: p.T("travel.days"), Value: view.Text(p.T("award.period.of", "from", p.Date(d.StartsOn), "to", p.Date(d.EndsOn)))},
		{Term: p.T("travel.direction"), Value: view.Text(p.Choice("travel.direction", string(d.Direction)))},
		{Term: p.T("travel.method"), Value: view.Text(p.Choice("travel.method", string(d.Method)))},
		{Term: p.T("travel.paid"), Value: view.Text(paid)},
	}
	if d.State == travel.Reconciled {
		out = append(out, view.Fact{Term: p.T("travel.cost.grant"), Value: view.Cash(p, d.Grant())}, view.Fact{Term: p.T("travel.cost.share"), Value: view.Cash(p, d.Share())})
	}
	return out
}

// people are the travelers of a trip, masked.
func (d journey) people(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("travel.travelers"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("travel.traveler.one")}, {Title: p.T("travel.museum")}, {Title: p.T("travel.group")}, {Title: p.T("travel.age")}, {Title: p.T("travel.country")}, {Title: p.T("travel.visa")}, {Title: p.T("travel.insurance")}, {Title: p.T("travel.consent")}},
		Empty:   view.Empty{Title: p.T("travel.nobody"), Text: p.T("travel.nobody.text")},
	}
	for _, x := range d.Travelers {
		group := p.T("travel.group.staff")
		if x.Community {
			group = p.T("travel.group.community")
		}
		name := p.T("travel.traveler", "n", x.Ordinal)
		if x.LeftAt != nil {
			name += " · " + p.T("travel.left")
		}
		visa, insured, consent := "–", "–", "–"
		if d.NeedsVisa(x) || x.Visa != nil {
			visa, insured = visaText(p, x.VisaState()), p.T("travel.no")
		}
		if x.Insured() {
			insured = p.T("travel.yes")
		}
		if x.Minor && x.KnownAt != nil {
			consent = p.T("travel.no")
		}
		if x.ConsentAt != nil {
			consent = p.T("travel.yes")
		}
		t.Rows = append(t.Rows, view.Row{Key: x.ID.String(), Cells: []templ.Component{
			view.Link(name, travelerURL(x.ID)), view.Name(d.Museum(x.Organization).Name, ""), view.Text(group), view.Text(ageText(p, x)), view.Text(countryText(p, x.Country)),
			view.Text(visa), view.Text(insured), view.Text(consent),
		}})
	}
	return t
}

func ageText(p view.Page, x *travel.Traveler) string {
	if x.AgeBand == exchange.NoBand {
		return "–"
	}
	if x.Minor {
		return p.T("travel.minor", "age", p.Choice("travel.band", string(x.AgeBand)))
	}
	return p.Choice("travel.band", string(x.AgeBand))
}

func visaText(p view.Page, s exchange.VisaState) string {
	if s == "" {
		return p.T("travel.visa.none")
	}
	return p.Choice("travel.visa", string(s))
}

// flights are the flights of a trip with what Fly America says of each.
func (d journey) flights(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("travel.flights"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("travel.flight")}, {Title: p.T("travel.flight.on")}, {Title: p.T("travel.flight.operator")}, {Title: p.T("travel.except.why")}, {Title: p.T("travel.fly")}},
		Empty:   view.Empty{Title: p.T("travel.flights.none")},
	}
	for _, s := range d.Segments {
		verdict, mark := badge(p.T("travel.fly.ok"), view.Good), view.Tone("")
		if !d.Federal {
			verdict = view.Text("–")
		} else if found := s.Findings(); len(found) > 0 {
			verdict, mark = badge(findingText(p, found[0]), view.Bad), view.Warning
		}
		exception := view.Text("–")
		if s.Exception != "" {
			exception = view.Text(p.Choice("travel.exception", string(s.Exception)))
			if s.Documented() {
				exception = view.Link(p.Choice("travel.exception", string(s.Exception)), d.url("evidence/"+s.ID.String()+".pdf"))
			}
		}
		t.Rows = append(t.Rows, view.Row{Key: s.ID.String(), Mark: mark, Cells: []templ.Component{view.Text(leg(s)), view.Date(p, s.FliesOn), view.Text(s.Operator), exception, verdict}})
	}
	return t
}

func (d visaList) tabs(p view.Page) []view.Tab {
	return []view.Tab{{Label: p.T("travel.board.open"), URL: "/visas", Current: !d.all}, {Label: p.T("travel.board.all"), URL: "/visas?all=yes", Current: d.all}}
}

// table is the board of J-1 cases with what is next due.
func (d visaList) table(p view.Page, today calendar.Date) view.Table {
	t := view.Table{
		Caption: p.T("travel.board"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("travel.traveler.one")}, {Title: p.T("travel.award")}, {Title: p.T("travel.museum")}, {Title: p.T("travel.starts")}, {Title: p.T("officer.state")}, {Title: p.T("travel.due")}},
		Empty:   view.Empty{Title: p.T("travel.board.none"), Text: p.T("travel.board.none.text")},
	}
	for _, x := range d.rows {
		due, mark := "–", view.Tone("")
		if by := x.SendBy(); !by.IsZero() {
			due = p.T("travel.due.send", "day", p.Date(by))
		}
		if by := x.ValidateBy(); !by.IsZero() {
			due = p.T("travel.due.validate", "day", p.Date(by))
		}
		cell := view.Text(due)
		if x.Late(today) {
			cell, mark = badge(p.T("travel.late", "due", due, "days", today.DaysTo(x.StartsOn)), view.Warning), view.Warning
		}
		state := visaText(p, x.State)
		if x.Missing > 0 && x.State == exchange.DataCollected {
			state += " · " + p.N("travel.boxes", x.Missing)
		}
		t.Rows = append(t.Rows, view.Row{Key: x.Traveler.String(), Mark: mark, Cells: []templ.Component{
			view.Link(p.T("travel.traveler", "n", x.Ordinal)+", "+x.From+" – "+x.To, travelerURL(x.Traveler)), view.Link(x.Number, tripsURL(x.Award)), view.Name(x.Museum, ""),
			view.Date(p, x.StartsOn), view.Text(state), cell,
		}})
	}
	return t
}

package exchange

import (
	"math/big"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// TripRow is one row of Table C; it names nobody.
type TripRow struct {
	Key        string
	Direction  Direction
	From, To   calendar.Date
	Community  int
	Staff      int
	Minors     int // of both
	Visitors   int // who need a J-1
	FlyAmerica bool
	Grant      money.Money
	Share      money.Money
}

// Journey is a trip with what it cost.
type Journey struct {
	Trip
	Grant, Share money.Money
}

// Travel computes Table C of the trips that begin in a period; cancelled ones are not handed in.
func Travel(all []Journey, from, through calendar.Date) []TripRow {
	var out []TripRow
	for _, j := range all {
		if j.From.Before(from) || j.From.After(through) {
			continue
		}
		r := TripRow{Key: j.Key, Direction: j.Direction, From: j.From, To: j.To, FlyAmerica: true, Grant: j.Grant, Share: j.Share}
		for _, x := range j.Travelers {
			if x.Community {
				r.Community++
			} else {
				r.Staff++
			}
			if x.Minor(j.From) {
				r.Minors++
			}
			if j.NeedsVisa(x) {
				r.Visitors++
			}
		}
		if j.Federal {
			for _, s := range j.Segments {
				r.FlyAmerica = r.FlyAmerica && len(ruleset.FlyAmerica(s)) == 0
			}
		}
		out = append(out, r)
	}
	return out
}

// Reach is what a row of Table D counts.
type Reach string

// The rows of Table D; all are contacts, never unique persons.
const (
	Programs    Reach = "public_programs"
	Attendance  Reach = "attendance"
	Visitors    Reach = "exhibition_visitors"
	Online      Reach = "web_social"
	MediaPrint  Reach = "media_print"
	MediaAir    Reach = "media_radio_tv"
	MediaWeb    Reach = "media_web"
	Circulation Reach = "media_circulation"
)

// Reaches are the rows of Table D in its order.
func Reaches() []Reach {
	return []Reach{Programs, Attendance, Visitors, Online, MediaPrint, MediaAir, MediaWeb, Circulation}
}

// Where is a column of Table D.
type Where string

// The columns of Table D.
const (
	InUS     Where = "us"
	Abroad   Where = "partner_country"
	OnTheNet Where = "online"
)

// Audience is one count of contacts as recorded.
type Audience struct {
	On    calendar.Date
	Reach Reach
	Where Where
	Count int64
}

// ReachRow is one row of Table D.
type ReachRow struct {
	Reach              Reach
	US, Abroad, Online int64
	Total              int64
}

// Audiences computes Table D of the counts of a period: every row, also those without a count.
func Audiences(all []Audience, from, through calendar.Date) []ReachRow {
	var out []ReachRow
	for _, reach := range Reaches() {
		r := ReachRow{Reach: reach}
		for _, a := range all {
			if a.Reach != reach || a.On.Before(from) || a.On.After(through) {
				continue
			}
			r.Total += a.Count
			switch a.Where {
			case InUS:
				r.US += a.Count
			case Abroad:
				r.Abroad += a.Count
			default:
				r.Online += a.Count
			}
		}
		out = append(out, r)
	}
	return out
}

// Unit is what an indicator counts in.
type Unit string

// The units; a share is in basis points of its whole.
const (
	UnitCount Unit = "count"
	UnitShare Unit = "basis_points"
	UnitMoney Unit = "minor_usd"
)

// Indicator is what an award measures itself by.
type Indicator struct {
	Key              string
	Definition       string
	Unit             Unit
	Baseline, Target int64
	Parts            []string // of its disaggregation; none is not disaggregated
}

// Measure is one value of an indicator: a count, or so many of a whole.
type Measure struct {
	On    calendar.Date
	Part  string // of the disaggregation; empty is undisclosed
	Value int64
	Of    int64 // the whole of a share, such as those who answered
}

// IndicatorRow is one row of Table E.
type IndicatorRow struct {
	Indicator
	Quarter    int64
	Cumulative int64
	Reached    *money.Ratio // of the way from baseline to target, rounded down; nil where they are the same
	Parts      []PartRow    // cumulative, the undisclosed last
}

// PartRow is one part of an indicator's disaggregation.
type PartRow struct {
	Part  string
	Value int64
}

// Measured computes a row of Table E. Counts and money add up; a share is all of its parts of all of their
// wholes, never a mean of shares.
func Measured(i Indicator, all []Measure, from, through calendar.Date) IndicatorRow {
	var quarter, upto []Measure
	for _, m := range all {
		if m.On.After(through) {
			continue
		}
		upto = append(upto, m)
		if !m.On.Before(from) {
			quarter = append(quarter, m)
		}
	}
	row := IndicatorRow{Indicator: i, Quarter: i.value(quarter), Cumulative: i.value(upto)}
	if i.Target != i.Baseline {
		done := big.NewInt(row.Cumulative - i.Baseline)
		done.Mul(done, big.NewInt(10_000)).Div(done, big.NewInt(i.Target-i.Baseline))
		r := money.Ratio(done.Int64())
		row.Reached = &r
	}
	if len(i.Parts) > 0 {
		row.Parts = i.parts(upto)
	}
	return row
}

func (i Indicator) value(all []Measure) int64 {
	var value, of int64
	for _, m := range all {
		value, of = value+m.Value, of+m.Of
	}
	if i.Unit != UnitShare {
		return value
	}
	if of == 0 {
		return 0
	}
	return (value*10_000 + of/2) / of
}

func (i Indicator) parts(all []Measure) []PartRow {
	groups := map[string][]Measure{}
	for _, m := range all {
		part := string(Undisclosed)
		for _, p := range i.Parts {
			if p == m.Part {
				part = p
			}
		}
		groups[part] = append(groups[part], m)
	}
	var out []PartRow
	for _, p := range append(append([]string{}, i.Parts...), string(Undisclosed)) {
		out = append(out, PartRow{p, i.value(groups[p])})
	}
	return out
}

// Reconcile holds rows of Table D and E against their parts and names what differs.
func Reconcile(reach []ReachRow, indicators []IndicatorRow) []fault.Field {
	var c fault.Check
	for _, r := range reach {
		c.That(r.US+r.Abroad+r.Online == r.Total, string(r.Reach), "unreconciled", "%s has columns of %d and a total of %d.", r.Reach, r.US+r.Abroad+r.Online, r.Total)
	}
	for _, r := range indicators {
		if len(r.Parts) == 0 || r.Unit == UnitShare {
			continue
		}
		var parts int64
		for _, p := range r.Parts {
			parts += p.Value
		}
		c.That(parts == r.Cumulative, r.Key, "unreconciled", "The parts of %s sum to %d and it is %d.", r.Key, parts, r.Cumulative)
	}
	return c.Fields()
}

package paper

import (
	"github.com/vitrine-grants/vitrine/internal/chart"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/report"
)

// ReportMap shows where a report's partnerships are: US museums, and those abroad they work with.
func ReportMap(projects []*report.Project, width float64) chart.Scene {
	var m chart.WorldMap
	at := map[string]int{}
	spot := func(s report.Stop) int {
		id := s.Organization.String()
		if i, ok := at[id]; ok {
			return i
		}
		m.Places = append(m.Places, chart.Place{Name: s.Name + ", " + s.City, North: s.Lat, East: s.Lon, Other: s.Country != place.UnitedStates})
		at[id] = len(m.Places) - 1
		return at[id]
	}
	shaded := map[string]bool{}
	for _, p := range projects {
		lead := spot(p.Lead)
		for _, s := range p.Partners {
			m.Pairs = append(m.Pairs, chart.Pair{From: lead, To: spot(s), Title: p.Title})
			if !shaded[string(s.Country)] {
				shaded[string(s.Country)] = true
				m.Countries = append(m.Countries, string(s.Country))
			}
		}
	}
	return chart.World(width, m)
}

// Parts are the figures of one broken-down number, in their order.
func Parts(figures []*report.Figure, key string) []*report.Figure {
	var out []*report.Figure
	for _, f := range figures {
		if f.Key == key {
			out = append(out, f)
		}
	}
	return out
}

// ReportBars draws the parts of one number as bars; name says a part, value its amount in words.
func ReportBars(figures []*report.Figure, key string, width float64, name func(part string) string, value func(*report.Figure) string) chart.Scene {
	var data []chart.Datum
	for _, f := range Parts(figures, key) {
		v := float64(f.Value)
		if f.Unit == report.MinorUSD {
			v /= 100
		}
		data = append(data, chart.Datum{Label: name(f.Part), Value: v, Text: value(f)})
	}
	return chart.Bars(width, data)
}

// Value writes a figure for people in a language: a count, an amount, or a ratio.
func Value(f *report.Figure, locale string) string {
	switch f.Unit {
	case report.MinorUSD:
		return f.Money().Format(locale)
	case report.BasisPoints:
		return money.New(f.Value/100, money.USD).Decimal() + " : 1"
	}
	return group(f.Value)
}

func group(n int64) string {
	if n < 0 {
		return "-" + group(-n)
	}
	if n < 1000 {
		return digits(n)
	}
	tail := digits(n % 1000)
	return group(n/1000) + "," + ("000" + tail)[len(tail):]
}

func digits(n int64) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return digits(n/10) + string(rune('0'+n%10))
}

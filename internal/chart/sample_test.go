package chart_test

import "github.com/vitrine-grants/vitrine/internal/chart"

var scenes = map[string]func() chart.Scene{
	"bars": func() chart.Scene {
		return chart.Bars(480, []chart.Datum{
			{Label: "Near East and North Africa", Value: 412000, Text: "$412,000"},
			{Label: "East Asia and Pacific", Value: 350500.5, Text: "$350,501"},
			{Label: "Nothing awarded", Value: 0, Text: "$0"},
			{Label: "A very long region name that cannot possibly fit", Value: 90000, Text: "$90,000"},
		})
	},
	"grouped": func() chart.Scene {
		return chart.GroupedBars(480, []string{"Requested", "Awarded"}, []chart.Row{
			{Label: "Climate", Values: []float64{900000, 310000}, Texts: []string{"$900,000", "$310,000"}},
			{Label: "Civic memory", Values: []float64{640000, 425000}, Texts: []string{"$640,000", "$425,000"}},
		})
	},
	"stacked": func() chart.Scene {
		return chart.Stacked(480, []string{"Award", "Cost share", "In kind", "Other"}, []chart.Row{
			{Label: "2014", Values: []float64{50, 25, 12, 5}, Texts: []string{"50", "25", "12", "5"}},
			{Label: "2015", Values: []float64{70, 40, 0, 2}, Texts: []string{"70", "40", "0", "2"}},
		})
	},
	"lines": func() chart.Scene {
		return chart.Lines(480, []string{"2008", "2009", "2010", "2011", "2012"}, []chart.Series{
			{Name: "Requested", Values: []float64{1.2e6, 1.8e6, 2.2e6, 1.9e6, 3.1e6}},
			{Name: "Awarded", Values: []float64{4e5, 5e5, 6.2e5, 5.8e5, 7e5}},
		})
	},
	"bonds": func() chart.Scene {
		return chart.Bonds(480, []string{"Ana Ruiz", "王小明", "متحف الكتابة القديمة في المدينة"}, []string{"MC-2027-001", "MC-2027-014"}, []chart.Bond{
			{From: 0, To: 1, Title: "on the board of Museo X"}, {From: 2, To: 0, Broken: true, Title: "works at <X>"},
		})
	},
	"dots": func() chart.Scene {
		return chart.Dots(480, 1, 5, []chart.Estimate{
			{Label: "Museo de la Memoria", Value: 4.6, Low: 4.2, High: 4.9, Text: "4.6"},
			{Label: "故宫博物院", Value: 3.9, Low: 3.1, High: 4.7, Text: "3.9"},
			{Label: "متحف", Value: 2.2, Low: 0.4, High: 2.9, Text: "2.2", Other: true},
		})
	},
	"hostile": func() chart.Scene {
		return chart.Bars(300, []chart.Datum{
			{Label: `"><script>alert('1')</script>`, Value: 3, Text: "<3 & more"},
			{Label: "🏛️ \x00\x07\xff متحف", Value: 2, Text: "\ufffe"},
			{Label: "", Value: -5, Text: ""},
		})
	},
	"world": func() chart.Scene {
		return chart.World(720, chart.WorldMap{
			Places: []chart.Place{
				{Name: "East Lansing, MI", North: 42.73, East: -84.48},
				{Name: "Mthatha", North: -31.59, East: 28.78, Other: true},
				{Name: "San Francisco, CA", North: 37.77, East: -122.42},
				{Name: "Beijing", North: 39.9, East: 116.4, Other: true},
				{Name: "Buenos Aires", North: -34.6, East: -58.4, Other: true},
				{Name: "Nowhere", North: 400, East: 3},
			},
			Pairs:     []chart.Pair{{From: 0, To: 1, Title: "East Lansing and Mthatha"}, {From: 2, To: 3}, {From: 2, To: 4}, {From: 0, To: 9}},
			Countries: []string{"US", "ZA", "CN", "AR"}, Labels: true,
		})
	},
}

package chart

import _ "embed"

// Class names what a shape is for; style sheets and paper color it by that.
type Class string

// The classes, in the order in which the style sheet lists them.
const (
	ClassBar       Class = "chart-bar"        // the main series
	ClassBarAlt    Class = "chart-bar-alt"    // the second series
	ClassBarThird  Class = "chart-bar-third"  // further series of a stack
	ClassBarFourth Class = "chart-bar-fourth" // further series of a stack
	ClassAxis      Class = "chart-axis"       // the line values start from
	ClassGrid      Class = "chart-grid"       // a faint line at a tick
	ClassLabel     Class = "chart-label"      // names of things
	ClassValue     Class = "chart-value"      // figures beside shapes
	ClassTick      Class = "chart-tick"       // figures along an axis
	ClassSeries    Class = "chart-series"     // the line of a series
	ClassSeriesAlt Class = "chart-series-alt" // the line of a second series
	ClassInterval  Class = "chart-interval"   // how sure a figure is
	ClassSea       Class = "chart-sea"        // the ground of a map
	ClassLand      Class = "chart-land"       // a country on a map
	ClassLandOn    Class = "chart-land-on"    // a country that is counted
	ClassLink      Class = "chart-link"       // a partnership on a map
	ClassDot       Class = "chart-point"      // a place or a figure
	ClassDotAlt    Class = "chart-point-alt"  // a place or figure of the other kind
	ClassMarkAlt   Class = "chart-mark-alt"   // a figure on the line of a second series
)

// Style is how a class is drawn where no style sheet reaches: colors are
// #rrggbb or empty for none, widths and sizes are in points.
type Style struct {
	Fill, Stroke string
	Width, Size  float64
	Bold         bool
}

// StyleOf gives the drawing of a class; an unknown class is drawn in ink.
func StyleOf(c Class) Style {
	const teal, ochre, clay, slate, ink, gray = "#2f5d62", "#c8963e", "#8c3b2a", "#7d8f8c", "#22282b", "#5c6468"
	switch c {
	case ClassBar:
		return Style{Fill: teal}
	case ClassBarAlt:
		return Style{Fill: ochre}
	case ClassBarThird:
		return Style{Fill: clay}
	case ClassBarFourth:
		return Style{Fill: slate}
	case ClassAxis:
		return Style{Stroke: gray, Width: 0.8}
	case ClassGrid:
		return Style{Stroke: "#dedad2", Width: 0.6}
	case ClassLabel:
		return Style{Fill: ink, Size: 10}
	case ClassValue:
		return Style{Fill: ink, Size: 10, Bold: true}
	case ClassTick:
		return Style{Fill: gray, Size: 9}
	case ClassSeries:
		return Style{Stroke: teal, Width: 1.8}
	case ClassSeriesAlt:
		return Style{Stroke: ochre, Width: 1.8}
	case ClassInterval:
		return Style{Stroke: slate, Width: 1.4}
	case ClassSea:
		return Style{Fill: "#f6f3ec"}
	case ClassLand:
		return Style{Fill: "#dcd7cb", Stroke: "#f6f3ec", Width: 0.4}
	case ClassLandOn:
		return Style{Fill: "#a9bfb9", Stroke: "#f6f3ec", Width: 0.4}
	case ClassLink:
		return Style{Stroke: clay, Width: 0.7}
	case ClassDot:
		return Style{Fill: teal, Stroke: "#ffffff", Width: 0.6}
	case ClassMarkAlt:
		return Style{Fill: ochre, Stroke: "#ffffff", Width: 0.6}
	case ClassDotAlt:
		return Style{Fill: clay, Stroke: "#ffffff", Width: 0.6}
	}
	return Style{Fill: ink, Size: 10}
}

//go:embed chart.css
var stylesheet string

// Stylesheet is the CSS of the classes, light, dark and in forced colors.
func Stylesheet() string { return stylesheet }

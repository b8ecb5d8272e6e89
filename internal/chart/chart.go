// Package chart draws plots and maps as lists of simple shapes. A scene becomes
// SVG for pages (classes and presentation attributes only, so that a strict
// content policy lets it through) or is replayed by package pdf for paper.
//
// The outlines in land.txt are the 1:110m countries of Natural Earth, which are
// in the public domain, rounded to a tenth of a degree.
package chart

// Scene is a drawing of a given size in points; y grows downward.
type Scene struct {
	W, H  float64
	Items []Item
}

// Item is one shape of a scene: Rect, Line, Poly, Curve, Circle or Text.
type Item interface{ class() Class }

// Point is a place in a scene, in points from its top left corner.
type Point struct{ X, Y float64 }

// Rect is an upright filled box, with its corners rounded by Radius.
type Rect struct {
	Class      Class
	X, Y, W, H float64
	Radius     float64
	Title      string // shown on hover and read by assistive technology
}

// Line is a straight stroke between two points.
type Line struct {
	Class          Class
	X1, Y1, X2, Y2 float64
}

// Poly is a chain of points, filled as an area when Closed.
type Poly struct {
	Class  Class
	Points []Point
	Closed bool
	Title  string
}

// Curve is a stroke from a point to another, drawn toward a control point.
type Curve struct {
	Class             Class
	From, Toward, End Point
	Title             string
}

// Circle is a filled disc around a center.
type Circle struct {
	Class   Class
	X, Y, R float64
	Title   string
}

// Anchor says which part of a text its position is.
type Anchor string

// The anchors are those of SVG.
const (
	Start  Anchor = "start"
	Middle Anchor = "middle"
	End    Anchor = "end"
)

// Text is one line of text on a baseline; Title holds it whole when shortened.
type Text struct {
	Class  Class
	X, Y   float64
	Anchor Anchor
	Text   string
	Title  string
}

func (r Rect) class() Class   { return r.Class }
func (l Line) class() Class   { return l.Class }
func (p Poly) class() Class   { return p.Class }
func (c Curve) class() Class  { return c.Class }
func (c Circle) class() Class { return c.Class }
func (t Text) class() Class   { return t.Class }

func (s *Scene) add(items ...Item) { s.Items = append(s.Items, items...) }

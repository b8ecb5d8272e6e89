package chart

import (
	_ "embed"
	"math"
	"strconv"
	"strings"
	"sync"
)

// Place is a point of a map; North and East are degrees, West is negative.
type Place struct {
	Name        string
	North, East float64
	Other       bool // drawn as the other kind, such as outside the country
}

// Pair links two places of a map by their position in the list of places.
type Pair struct {
	From, To int
	Title    string
}

// WorldMap is what a map shows. Countries are two-letter codes to be shaded;
// a label is drawn for a place only when Labels is set and there is room.
type WorldMap struct {
	Places    []Place
	Pairs     []Pair
	Countries []string
	Labels    bool
}

//go:embed land.txt
var landText string

// country is a code and its outlines, projected onto a map of scale 1.
type country struct {
	code  string
	rings [][]Point
}

// land is read when first drawn and not changed after.
var land = sync.OnceValue(func() []country { return parseLand(landText) })

// parseLand reads a line for each country: a code, then rings of tenths of a
// degree, the first point absolute and the others as steps from it.
func parseLand(text string) []country {
	var out []country
	for line := range strings.Lines(text) {
		code, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		c := country{code: code}
		for ring := range strings.SplitSeq(rest, ";") {
			c.rings = append(c.rings, parseRing(ring))
		}
		out = append(out, c)
	}
	return out
}

func parseRing(text string) []Point {
	var ring []Point
	x, y := 0, 0
	fields := strings.Fields(text)
	for i := 0; i+1 < len(fields); i += 2 {
		dx, errX := strconv.Atoi(fields[i])
		dy, errY := strconv.Atoi(fields[i+1])
		if errX != nil || errY != nil {
			return ring
		}
		x, y = x+dx, y+dy
		ring = append(ring, project(float64(x)/10, float64(y)/10))
	}
	return ring
}

// Countries lists the two-letter codes whose outlines the map can shade.
func Countries() []string {
	var out []string
	for _, c := range land() {
		if c.code != noCode {
			out = append(out, c.code)
		}
	}
	return out
}

// noCode stands for land whose state has no code of its own.
const noCode = "--"

const (
	mapEast  = 2.7354 // half the width of the projection on a sphere of radius 1
	mapNorth = 1.36   // where the map is cut above; ice caps carry no museums
	mapSouth = -1.03  // below: Cape Horn
)

// World draws the countries in the Natural Earth projection, the pairs as
// curves bent toward the nearer pole, and the places over them. A place whose
// coordinates are not degrees is left out.
func World(width float64, m WorldMap) Scene {
	p := projection{scale: width / (2 * mapEast)}
	s := Scene{W: width, H: (mapNorth - mapSouth) * p.scale}
	s.add(Rect{Class: ClassSea, W: s.W, H: s.H, Radius: 3})
	s.land(p, m.Countries)
	for _, pair := range m.Pairs {
		if pair.From >= 0 && pair.To >= 0 && pair.From < len(m.Places) && pair.To < len(m.Places) {
			s.pair(p, m.Places[pair.From], m.Places[pair.To], pair.Title)
		}
	}
	for _, one := range m.Places {
		if !one.valid() {
			continue
		}
		at, class := p.point(one.East, one.North), ClassDot
		if one.Other {
			class = ClassDotAlt
		}
		s.add(Circle{Class: class, X: at.X, Y: at.Y, R: 2.6, Title: one.Name})
	}
	if m.Labels {
		s.names(p, m.Places)
	}
	return s
}

// land draws shaded countries after the others, so that a class is one group.
func (s *Scene) land(p projection, shaded []string) {
	on := map[string]bool{}
	for _, code := range shaded {
		on[code] = true
	}
	for _, class := range []Class{ClassLand, ClassLandOn} {
		for _, c := range land() {
			if on[c.code] != (class == ClassLandOn) || c.code == "AQ" {
				continue
			}
			for _, ring := range c.rings {
				points := make([]Point, len(ring))
				for i, pt := range ring {
					points[i] = p.placed(pt)
				}
				s.add(Poly{Class: class, Points: points, Closed: true})
			}
		}
	}
}

func (s *Scene) pair(p projection, a, b Place, title string) {
	if !a.valid() || !b.valid() {
		return
	}
	from, to := p.point(a.East, a.North), p.point(b.East, b.North)
	bend := 0.22 * math.Hypot(to.X-from.X, to.Y-from.Y)
	if a.North+b.North < 0 {
		bend = -bend
	}
	toward := Point{(from.X + to.X) / 2, max((from.Y+to.Y)/2-bend, -s.H/4)}
	s.add(Curve{Class: ClassLink, From: from, Toward: toward, End: to, Title: title})
}

// names writes the labels that do not run into one written before.
func (s *Scene) names(p projection, places []Place) {
	type box struct{ x1, y1, x2, y2 float64 }
	var taken []box
	for _, one := range places {
		if !one.valid() || one.Name == "" {
			continue
		}
		at := p.point(one.East, one.North)
		w := textWidth(one.Name, 9)
		x, anchor := at.X+5, Start
		if x+w > s.W {
			x, anchor = at.X-5, End
		}
		b := box{x, at.Y - 6, x + w, at.Y + 5}
		if anchor == End {
			b.x1, b.x2 = x-w, x
		}
		free := b.x1 >= 0
		for _, t := range taken {
			free = free && (b.x2 < t.x1 || b.x1 > t.x2 || b.y2 < t.y1 || b.y1 > t.y2)
		}
		if free {
			taken = append(taken, b)
			s.add(Text{Class: ClassTick, X: x, Y: at.Y + 3, Anchor: anchor, Text: one.Name})
		}
	}
}

func (p Place) valid() bool {
	return math.Abs(p.North) <= 90 && math.Abs(p.East) <= 180
}

// projection is Natural Earth I: T. Patterson and B. Savric's polynomial.
type projection struct{ scale float64 }

func (p projection) point(east, north float64) Point { return p.placed(project(east, north)) }

// placed is where a projected point lies on a map of this scale.
func (p projection) placed(at Point) Point {
	return Point{(at.X + mapEast) * p.scale, (mapNorth - at.Y) * p.scale}
}

// project is the projection onto a sphere of radius 1, its middle at zero.
func project(east, north float64) Point {
	l, f := east*math.Pi/180, north*math.Pi/180
	f2 := f * f
	f4 := f2 * f2
	f8, f10, f12 := f4*f4, f4*f4*f2, f4*f4*f4
	x := l * (0.8707 - 0.131979*f2 - 0.013791*f4 + 0.003971*f10 - 0.001529*f12)
	y := f * (1.007226 + 0.015085*f2 - 0.044475*f4*f2 + 0.028874*f8 - 0.005916*f10)
	return Point{x, y}
}

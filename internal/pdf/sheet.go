package pdf

import "github.com/go-pdf/fpdf"

// ink is a color as red, green and blue.
type ink struct{ r, g, b int }

// The colors of print: ink for text, one accent, a quiet gray and hairlines.
func black() ink  { return ink{34, 40, 43} }
func quiet() ink  { return ink{92, 100, 104} }
func accent() ink { return ink{140, 59, 42} }
func rule() ink   { return ink{214, 209, 199} }

// sheet is a page as a list of things to draw, kept until all pages are known:
// fonts are cut to what was used and page numbers know their total.
type sheet struct {
	w, h float64
	ops  []op
}

// op draws one thing; a text also says what it needs of a font.
type op struct {
	draw func(*fpdf.Fpdf)
	text *textOp
}

// textOp is characters of one font in a row.
type textOp struct {
	face  *face
	page  *codePage
	faux  bool
	runes []rune
	x, y  float64
	size  float64
	color ink
}

func (s *sheet) draw(f func(*fpdf.Fpdf)) { s.ops = append(s.ops, op{draw: f}) }

// text draws a line from x on a baseline.
func (s *sheet) text(line []glyph, x, y, size float64, c ink) {
	pen, last := 0, (*textOp)(nil)
	visual := reorder(line)
	for i, g := range visual {
		at := x + float64(pen)*size/1000
		if g.mark && g.level%2 == 1 {
			t := newText(g, at+overBase(visual[i:])*size/1000, y, size, c)
			s.ops = append(s.ops, op{text: t})
			last = nil
			continue
		}
		if last == nil || last.face != g.face || last.page != g.page || last.faux != g.faux {
			last = newText(g, at, y, size, c)
			s.ops = append(s.ops, op{text: last})
		} else {
			last.runes = append(last.runes, g.r)
		}
		pen += g.width
	}
}

func newText(g glyph, x, y, size float64, c ink) *textOp {
	t := &textOp{face: g.face, page: g.page, faux: g.faux, x: x, y: y, size: size * g.face.zoom, color: c}
	t.runes = append(make([]rune, 0, 32), g.r)
	return t
}

// overBase moves a mark of right-to-left text to the middle of its base, which
// is drawn after it.
func overBase(rest []glyph) float64 {
	for _, g := range rest[1:] {
		if !g.mark {
			left, right := rest[0].face.extent(rest[0].r)
			return (float64(g.width) - float64(left+right)*rest[0].face.zoom) / 2
		}
	}
	return 0
}

func (s *sheet) line(x1, y1, x2, y2, width float64, c ink) {
	s.draw(func(f *fpdf.Fpdf) {
		f.SetDrawColor(c.r, c.g, c.b)
		f.SetLineWidth(width)
		f.Line(x1, y1, x2, y2)
	})
}

func (s *sheet) link(x, y, w, h float64, url string) {
	s.draw(func(f *fpdf.Fpdf) { f.LinkString(x, y, w, h, url) })
}

package chart

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// SVG writes the scene as one element to be set into a page. The id must be
// unique there; title and desc say the same as the drawing in words.
func (s Scene) SVG(id, title, desc string) string {
	w := &svgWriter{}
	w.raw(`<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 `)
	w.raw(num(s.W) + " " + num(s.H) + `" aria-labelledby="`)
	w.text(id)
	w.raw(`-title `)
	w.text(id)
	w.raw(`-desc"><title id="`)
	w.text(id)
	w.raw(`-title">`)
	w.text(title)
	w.raw(`</title><desc id="`)
	w.text(id)
	w.raw(`-desc">`)
	w.text(desc)
	w.raw(`</desc>`)
	for i := 0; i < len(s.Items); {
		class := s.Items[i].class()
		w.group(class)
		for ; i < len(s.Items) && s.Items[i].class() == class; i++ {
			w.item(s.Items[i])
		}
		w.raw(`</g>`)
	}
	w.raw("</svg>\n")
	return w.String()
}

type svgWriter struct{ strings.Builder }

func (w *svgWriter) raw(s string) { w.WriteString(s) }

// text escapes what markup means something by and replaces what XML forbids.
func (w *svgWriter) text(s string) {
	for _, r := range s {
		switch {
		case r == '&':
			w.raw("&amp;")
		case r == '<':
			w.raw("&lt;")
		case r == '>':
			w.raw("&gt;")
		case r == '"':
			w.raw("&#34;")
		case r == '\'':
			w.raw("&#39;")
		case r < 0x20 && r != '\t' && r != '\n', r == 0xFFFE, r == 0xFFFF, r == 0x7F:
			w.WriteRune(utf8.RuneError)
		default:
			w.WriteRune(r)
		}
	}
}

func (w *svgWriter) attr(name, value string) {
	w.raw(" " + name + `="`)
	w.text(value)
	w.raw(`"`)
}

func (w *svgWriter) num(name string, v float64) {
	w.raw(" " + name + `="`)
	w.number(v)
	w.raw(`"`)
}

// number writes what num says, without a text of its own: a map has twenty thousand of them.
func (w *svgWriter) number(v float64) {
	var digits [32]byte
	w.Write(appendNum(digits[:0], v))
}

func (w *svgWriter) pair(p Point) {
	w.number(p.X)
	w.raw(",")
	w.number(p.Y)
}

// group carries class and fallback colors once for a run of like shapes.
func (w *svgWriter) group(c Class) {
	st := StyleOf(c)
	w.raw("<g")
	w.attr("class", string(c))
	w.attr("fill", or(st.Fill, "none"))
	if st.Stroke != "" {
		w.attr("stroke", st.Stroke)
		w.num("stroke-width", st.Width)
	}
	if st.Size != 0 {
		w.num("font-size", st.Size)
	}
	if st.Bold {
		w.attr("font-weight", "600")
	}
	w.raw(">")
}

func (w *svgWriter) item(item Item) {
	switch it := item.(type) {
	case Rect:
		w.raw("<rect")
		w.num("x", it.X)
		w.num("y", it.Y)
		w.num("width", it.W)
		w.num("height", it.H)
		if it.Radius != 0 {
			w.num("rx", it.Radius)
		}
		w.close("rect", it.Title)
	case Line:
		w.raw("<line")
		w.num("x1", it.X1)
		w.num("y1", it.Y1)
		w.num("x2", it.X2)
		w.num("y2", it.Y2)
		w.close("line", "")
	case Poly:
		w.poly(it)
	case Curve:
		w.raw(`<path d="M`)
		w.pair(it.From)
		w.raw("Q")
		w.pair(it.Toward)
		w.raw(" ")
		w.pair(it.End)
		w.raw(`"`)
		w.close("path", it.Title)
	case Circle:
		w.raw("<circle")
		w.num("cx", it.X)
		w.num("cy", it.Y)
		w.num("r", it.R)
		w.close("circle", it.Title)
	case Text:
		w.textItem(it)
	}
}

func (w *svgWriter) poly(p Poly) {
	name := "polyline"
	if p.Closed {
		name = "polygon"
	}
	w.raw("<" + name + ` points="`)
	for i, pt := range p.Points {
		if i > 0 {
			w.raw(" ")
		}
		w.pair(pt)
	}
	w.raw(`"`)
	w.close(name, p.Title)
}

// textItem isolates direction, so that a right-to-left name keeps its place.
func (w *svgWriter) textItem(t Text) {
	w.raw("<text")
	w.num("x", t.X)
	w.num("y", t.Y)
	if t.Anchor != "" && t.Anchor != Start {
		w.attr("text-anchor", string(t.Anchor))
	}
	w.attr("direction", "ltr")
	w.raw(">")
	if t.Title != "" {
		w.raw("<title>")
		w.text(t.Title)
		w.raw("</title>")
	}
	w.text(t.Text)
	w.raw("</text>")
}

func (w *svgWriter) close(name, title string) {
	if title == "" {
		w.raw("/>")
		return
	}
	w.raw("><title>")
	w.text(title)
	w.raw("</title></" + name + ">")
}

// num writes at most two decimals and never a negative zero, so that the same
// scene is the same text on every machine.
func num(v float64) string { return string(appendNum(nil, v)) }

func appendNum(b []byte, v float64) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(b, '0')
	}
	hundredths := math.Round(v * 100)
	if math.Abs(hundredths) > 1e12 { // no drawing is so large
		return strconv.AppendFloat(b, hundredths/100, 'f', -1, 64)
	}
	n := int64(hundredths)
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	b = strconv.AppendInt(b, n/100, 10)
	if n %= 100; n == 0 {
		return b
	}
	b = append(b, '.', byte('0'+n/10))
	if n %= 10; n != 0 {
		b = append(b, byte('0'+n))
	}
	return b
}

func or(s, instead string) string {
	if s == "" {
		return instead
	}
	return s
}

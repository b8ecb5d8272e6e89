package pdf

import (
	"strconv"

	"github.com/go-pdf/fpdf"

	"github.com/vitrine-grants/vitrine/internal/chart"
)

func (p Plot) flowInto(f *flow) {
	if p.Scene.W <= 0 || p.Scene.H <= 0 {
		return
	}
	const captionRoom = smallLead + 16
	scale := min(f.width()/p.Scene.W, 1.15)
	scale = min(scale, (f.bottom-f.top-captionRoom)/p.Scene.H)
	f.space(4)
	f.need(p.Scene.H*scale + captionRoom)
	d := drawing{f, f.left + (f.width()-p.Scene.W*scale)/2, f.y, scale}
	f.sheet().clip(d.x, d.y, p.Scene.W*scale, p.Scene.H*scale)
	for _, item := range p.Scene.Items {
		d.item(item)
	}
	f.sheet().draw(func(f *fpdf.Fpdf) { f.ClipEnd() })
	f.y += p.Scene.H*scale + 4
	if p.Caption != "" {
		f.put(p.Caption, manner{style: sansItalic, size: smallSize, lead: smallLead, color: quiet()})
	}
	f.space(12)
}

func (s *sheet) clip(x, y, w, h float64) {
	s.draw(func(f *fpdf.Fpdf) { f.ClipRect(x, y, w, h, false) })
}

// drawing places a scene on a sheet.
type drawing struct {
	f           *flow
	x, y, scale float64
}

func (d drawing) at(x, y float64) (float64, float64) { return d.x + x*d.scale, d.y + y*d.scale }

func (d drawing) item(item chart.Item) {
	s := d.f.sheet()
	switch it := item.(type) {
	case chart.Rect:
		x, y := d.at(it.X, it.Y)
		d.shape(it.Class, func(f *fpdf.Fpdf, how string) { f.Rect(x, y, it.W*d.scale, it.H*d.scale, how) })
	case chart.Line:
		x1, y1 := d.at(it.X1, it.Y1)
		x2, y2 := d.at(it.X2, it.Y2)
		d.shape(it.Class, func(f *fpdf.Fpdf, _ string) { f.Line(x1, y1, x2, y2) })
	case chart.Poly:
		points := make([]fpdf.PointType, len(it.Points))
		for i, p := range it.Points {
			points[i].X, points[i].Y = d.at(p.X, p.Y)
		}
		d.shape(it.Class, func(f *fpdf.Fpdf, how string) { chain(f, points, it.Closed, how) })
	case chart.Curve:
		x0, y0 := d.at(it.From.X, it.From.Y)
		cx, cy := d.at(it.Toward.X, it.Toward.Y)
		x1, y1 := d.at(it.End.X, it.End.Y)
		d.shape(it.Class, func(f *fpdf.Fpdf, _ string) { f.Curve(x0, y0, cx, cy, x1, y1, "D") })
	case chart.Circle:
		x, y := d.at(it.X, it.Y)
		d.shape(it.Class, func(f *fpdf.Fpdf, how string) { f.Circle(x, y, it.R*d.scale, how) })
	case chart.Text:
		d.text(s, it)
	}
}

// shape sets the colors of a class around what draws it.
func (d drawing) shape(c chart.Class, draw func(f *fpdf.Fpdf, how string)) {
	st := chart.StyleOf(c)
	how := ""
	if st.Fill != "" {
		how += "F"
	}
	if st.Stroke != "" {
		how += "D"
	}
	fill, stroke := parseInk(st.Fill), parseInk(st.Stroke)
	d.f.sheet().draw(func(f *fpdf.Fpdf) {
		f.SetFillColor(fill.r, fill.g, fill.b)
		f.SetDrawColor(stroke.r, stroke.g, stroke.b)
		f.SetLineWidth(st.Width * d.scale)
		draw(f, how)
	})
}

func chain(f *fpdf.Fpdf, points []fpdf.PointType, closed bool, how string) {
	if len(points) == 0 {
		return
	}
	f.MoveTo(points[0].X, points[0].Y)
	for _, p := range points[1:] {
		f.LineTo(p.X, p.Y)
	}
	if closed {
		f.ClosePath()
	}
	f.DrawPath(how)
}

func (d drawing) text(s *sheet, t chart.Text) {
	st := chart.StyleOf(t.Class)
	face := sans
	if st.Bold {
		face = sansBold
	}
	line := d.f.set(t.Text, face).glyphs
	size := st.Size * d.scale
	x, y := d.at(t.X, t.Y)
	w := float64(measure(line)) * size / 1000
	switch t.Anchor {
	case chart.Middle:
		x -= w / 2
	case chart.End:
		x -= w
	}
	s.text(line, x, y, size, parseInk(st.Fill))
}

// parseInk reads #rrggbb; anything else is black.
func parseInk(hex string) ink {
	if len(hex) != 7 {
		return black()
	}
	v, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil {
		return black()
	}
	return ink{int(v >> 16), int(v >> 8 & 0xFF), int(v & 0xFF)}
}

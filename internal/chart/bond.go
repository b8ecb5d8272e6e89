package chart

// Bond is a link between the thing at one place of a left column and that at one of a right column.
type Bond struct {
	From, To int
	Broken   bool   // drawn faintly: it holds no more
	Title    string // what it is, shown on hover and read by assistive technology
}

// Bonds draws two columns of names with a curve for every bond between them; names without one are drawn too.
func Bonds(width float64, left, right []string, bonds []Bond) Scene {
	const row = 20.0
	s := Scene{W: width, H: row*float64(max(len(left), len(right), 1)) + 8}
	from, to := labelWidth(width, left)+6, width-labelWidth(width, right)-6
	spread := func(i, n int) float64 { return s.H * (float64(i) + 0.5) / float64(max(n, 1)) }
	for _, faint := range []bool{true, false} {
		for _, b := range bonds {
			if b.Broken != faint {
				continue
			}
			class := ClassLink
			if faint {
				class = ClassGrid
			}
			y1, y2 := spread(b.From, len(left)), spread(b.To, len(right))
			s.add(Curve{Class: class, From: Point{from, y1}, Toward: Point{(from + to) / 2, y1}, End: Point{to, y2}, Title: b.Title})
		}
	}
	for i, name := range left {
		y := spread(i, len(left))
		s.label(name, from, y+3.5)
		s.add(Circle{Class: ClassDot, X: from, Y: y, R: 3.5, Title: name})
	}
	for i, name := range right {
		y := spread(i, len(right))
		short, title := fit(name, 10, width-to-8)
		s.add(Circle{Class: ClassDotAlt, X: to, Y: y, R: 3.5, Title: name}, Text{Class: ClassLabel, X: to + 8, Y: y + 3.5, Text: short, Title: title})
	}
	return s
}

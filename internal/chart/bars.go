package chart

// Datum is one bar: its name, its length and that length in words.
type Datum struct {
	Label string
	Value float64
	Text  string // as it stands beside the bar, such as "$1,250,000"
}

// Row is a group of figures under one name, one for each series.
type Row struct {
	Label  string
	Values []float64
	Texts  []string
}

const (
	barHeight  = 14.0
	barGap     = 8.0
	labelShare = 0.32
)

// Bars draws horizontal bars from zero, one under another in the order given;
// values below zero are drawn as nothing, since lengths cannot show them.
func Bars(width float64, data []Datum) Scene {
	left, right := labelWidth(width, labels(data)), 0.0
	top := 0.0
	for _, d := range data {
		right = max(right, textWidth(d.Text, 10)+10)
		top = max(top, d.Value)
	}
	s := Scene{W: width, H: float64(len(data))*(barHeight+barGap) + barGap}
	room := max(width-left-right, 20)
	s.add(Line{Class: ClassAxis, X1: left, Y1: 0, X2: left, Y2: s.H})
	for i, d := range data {
		y := barGap + float64(i)*(barHeight+barGap)
		s.bar(ClassBar, left, y, length(d.Value, top, room), d.Label+": "+d.Text)
		s.label(d.Label, left, y+barHeight-3.5)
		s.add(Text{Class: ClassValue, X: left + length(d.Value, top, room) + 5, Y: y + barHeight - 3.5, Text: d.Text})
	}
	return s
}

// GroupedBars draws a thin bar for each series under every row's name, with a
// legend above; requested beside awarded, for one.
func GroupedBars(width float64, series []string, rows []Row) Scene {
	const thin, gap = 10.0, 10.0
	names, right, top := make([]string, len(rows)), 0.0, 0.0
	for i, r := range rows {
		names[i] = r.Label
		for j, v := range r.Values {
			top = max(top, v)
			right = max(right, textWidth(textAt(r.Texts, j), 9)+10)
		}
	}
	s := Scene{W: width}
	y := s.legend(series, width, seriesClass)
	left, start := labelWidth(width, names), y
	room := max(width-left-right, 20)
	for _, r := range rows {
		height := thin * float64(max(len(r.Values), 1))
		s.label(r.Label, left, y+gap/2+height/2+3.5)
		for j, v := range r.Values {
			at := y + gap/2 + thin*float64(j)
			s.bar(seriesClass(j), left, at+1, length(v, top, room), seriesTitle(r, series, j), thin-2)
			s.add(Text{Class: ClassTick, X: left + length(v, top, room) + 5, Y: at + thin - 2, Text: textAt(r.Texts, j)})
		}
		y += height + gap
	}
	s.add(Line{Class: ClassAxis, X1: left, Y1: start, X2: left, Y2: y})
	s.H = y
	return s
}

// Stacked draws each row's figures end to end, with a legend above and a scale
// below.
func Stacked(width float64, series []string, rows []Row) Scene {
	names, top := make([]string, len(rows)), 0.0
	for i, r := range rows {
		names[i] = r.Label
		top = max(top, sum(r.Values))
	}
	s := Scene{W: width}
	y := s.legend(series, width, seriesClass)
	left := labelWidth(width, names)
	bottom := y + float64(len(rows))*(barHeight+barGap) + barGap
	scale := newAxis(0, top, left, max(width-left-20, 20), 5)
	s.scaleBelow(scale, y, bottom)
	for i, r := range rows {
		at, x := y+barGap+float64(i)*(barHeight+barGap), left
		s.label(r.Label, left, at+barHeight-3.5)
		for j, v := range r.Values {
			w := length(v, scale.high, scale.length)
			s.bar(seriesClass(j), x, at, w, seriesTitle(r, series, j))
			x += w
		}
	}
	s.add(Line{Class: ClassAxis, X1: left, Y1: y, X2: left, Y2: bottom})
	s.H = bottom + 18
	return s
}

func (s *Scene) bar(c Class, x, y, w float64, title string, height ...float64) {
	h := barHeight
	if len(height) > 0 {
		h = height[0]
	}
	if w > 0 {
		s.add(Rect{Class: c, X: x, Y: y, W: w, H: h, Title: title})
	}
}

func (s *Scene) label(name string, right, y float64) {
	short, title := fit(name, 10, right-8)
	s.add(Text{Class: ClassLabel, X: right - 8, Y: y, Anchor: End, Text: short, Title: title})
}

// legend wraps the names of the series over as many lines as they need.
func (s *Scene) legend(series []string, width float64, class func(int) Class) (bottom float64) {
	x, y := 0.0, 0.0
	for j, name := range series {
		short, title := fit(name, 10, width-20)
		w := textWidth(short, 10) + 34
		if x > 0 && x+w > width {
			x, y = 0, y+18
		}
		s.key(class(j), x, y)
		s.add(Text{Class: ClassLabel, X: x + 15, Y: y + 11, Text: short, Title: title})
		x += w
	}
	if len(series) == 0 {
		return 0
	}
	return y + 22
}

// key is a swatch of the color, as a box or as a stroke.
func (s *Scene) key(c Class, x, y float64) {
	if StyleOf(c).Fill == "" {
		s.add(Line{Class: c, X1: x, Y1: y + 7, X2: x + 11, Y2: y + 7})
		return
	}
	s.add(Rect{Class: c, X: x, Y: y + 2, W: 10, H: 10})
}

func (s *Scene) scaleBelow(a axis, top, bottom float64) {
	for _, t := range a.ticks {
		s.add(Line{Class: ClassGrid, X1: a.at(t), Y1: top, X2: a.at(t), Y2: bottom})
	}
	for _, t := range a.ticks {
		s.add(Text{Class: ClassTick, X: a.at(t), Y: bottom + 13, Anchor: Middle, Text: Short(t)})
	}
}

func seriesClass(j int) Class {
	return []Class{ClassBar, ClassBarAlt, ClassBarThird, ClassBarFourth}[j%4]
}

func seriesTitle(r Row, series []string, j int) string {
	return r.Label + ", " + textAt(series, j) + ": " + textAt(r.Texts, j)
}

func textAt(texts []string, j int) string {
	if j < len(texts) {
		return texts[j]
	}
	return ""
}

func length(v, top, room float64) float64 {
	if !(v > 0) || !(top > 0) {
		return 0
	}
	return min(v/top, 1) * room
}

func sum(values []float64) (total float64) {
	for _, v := range values {
		total += max(v, 0)
	}
	return total
}

func labels(data []Datum) []string {
	out := make([]string, len(data))
	for i, d := range data {
		out[i] = d.Label
	}
	return out
}

// labelWidth is what the longest name needs, up to about a third of the width.
func labelWidth(width float64, names []string) float64 {
	w := 0.0
	for _, n := range names {
		w = max(w, textWidth(n, 10)+12)
	}
	return min(w, width*labelShare)
}

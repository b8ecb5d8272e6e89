package chart

// Series is a line of figures, one for each step along the axis below.
type Series struct {
	Name   string
	Values []float64
}

// Estimate is a figure with how low and how high it may truly be.
type Estimate struct {
	Label            string
	Value, Low, High float64
	Text             string // as it stands at the right, such as "4.2 (3.9 to 4.5)"
	Other            bool   // drawn as the other kind, such as not chosen
}

const (
	plotHeight = 150.0
	tickRoom   = 40.0
)

// Lines draws series over named steps such as years, from zero upward.
func Lines(width float64, steps []string, series []Series) Scene {
	s := Scene{W: width}
	names, most := make([]string, len(series)), 0.0
	for i, one := range series {
		names[i] = one.Name
		for _, v := range one.Values {
			most = max(most, v)
		}
	}
	top := 8.0
	if len(series) > 1 {
		top += s.legend(names, width, lineClass)
	}
	bottom := top + plotHeight
	y := newAxis(0, most, bottom, -plotHeight, 4)
	x := axis{low: 0, high: float64(max(len(steps)-1, 1)), from: tickRoom + 14, length: max(width-tickRoom-34, 20)}
	for _, t := range y.ticks {
		s.add(Line{Class: ClassGrid, X1: tickRoom, Y1: y.at(t), X2: width, Y2: y.at(t)})
	}
	for _, t := range y.ticks {
		s.add(Text{Class: ClassTick, X: tickRoom - 6, Y: y.at(t) + 3, Anchor: End, Text: Short(t)})
	}
	s.stepNames(steps, x, bottom)
	for j, one := range series {
		s.series(j, one, steps, x, y)
	}
	s.H = bottom + 20
	return s
}

// stepNames leaves out names that would run into each other.
func (s *Scene) stepNames(steps []string, x axis, bottom float64) {
	widest := 0.0
	for _, name := range steps {
		widest = max(widest, textWidth(name, 9)+8)
	}
	every := 1
	for len(steps) > 1 && float64(every)*x.length/float64(len(steps)-1) < widest && every < len(steps) {
		every++
	}
	for i := 0; i < len(steps); i += every {
		short, title := fit(steps[i], 9, max(x.length/2, 40))
		s.add(Text{Class: ClassTick, X: x.at(float64(i)), Y: bottom + 15, Anchor: Middle, Text: short, Title: title})
	}
}

func (s *Scene) series(j int, one Series, steps []string, x, y axis) {
	var points []Point
	for i, v := range one.Values {
		points = append(points, Point{x.at(float64(i)), y.at(v)})
	}
	if len(points) > 1 {
		s.add(Poly{Class: lineClass(j), Points: points})
	}
	dot := ClassDot
	if j%2 == 1 {
		dot = ClassMarkAlt
	}
	for i, p := range points {
		title := textAt(steps, i) + ", " + one.Name + ": " + Short(one.Values[i])
		s.add(Circle{Class: dot, X: p.X, Y: p.Y, R: 2.8, Title: title})
	}
}

func lineClass(j int) Class {
	if j%2 == 1 {
		return ClassSeriesAlt
	}
	return ClassSeries
}

// Dots draws each estimate as a dot on a bar from its low to its high, over a
// scale that spans low to high; scores with their intervals, for one.
func Dots(width, low, high float64, data []Estimate) Scene {
	const row = 20.0
	names, right := make([]string, len(data)), 12.0
	for i, d := range data {
		names[i] = d.Label
		right = max(right, textWidth(d.Text, 10)+12)
	}
	s := Scene{W: width}
	left := labelWidth(width, names)
	bottom := float64(len(data))*row + 6
	a := newAxis(low, high, left+6, max(width-left-right-6, 20), 5)
	s.scaleBelow(a, 0, bottom)
	for i, d := range data {
		y := 6 + (float64(i)+0.5)*row - 3
		s.label(d.Label, left, y+3.5)
		s.add(Line{Class: ClassInterval, X1: a.at(d.Low), Y1: y, X2: a.at(d.High), Y2: y})
		dot := ClassDot
		if d.Other {
			dot = ClassDotAlt
		}
		s.add(Circle{Class: dot, X: a.at(d.Value), Y: y, R: 4, Title: d.Label + ": " + d.Text},
			Text{Class: ClassValue, X: width - right + 8, Y: y + 3.5, Text: d.Text})
	}
	s.add(Line{Class: ClassAxis, X1: left, Y1: 0, X2: left, Y2: bottom})
	s.H = bottom + 18
	return s
}

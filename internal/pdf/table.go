package pdf

const cellPad = 9.0

// tableManner is smaller in reports, where tables are wide.
func (f *flow) tableManner() manner {
	if f.small {
		return manner{size: 8.5, lead: 12, color: black()}
	}
	return manner{size: 9.5, lead: 14, color: black()}
}

func (facts Facts) flowInto(f *flow) {
	m := f.tableManner()
	f.need(2 * (m.lead + 6))
	f.space(2)
	f.hairline()
	f.y += 2
	labelWidth := f.width() * 0.42
	for _, fact := range facts {
		m := m
		if fact.Total {
			m.style = sansBold
			f.sheet().line(f.left, f.y, f.right, f.y, 0.8, black())
		}
		name := m
		if !fact.Total {
			name.color = quiet()
		}
		value := m
		value.flushRight = fact.Money
		f.row([]cell{
			{f.set(fact.Label, m.style), f.left, labelWidth, name},
			{f.set(fact.Value, m.style), f.left + labelWidth + 8, f.width() - labelWidth - 8, value},
		}, nil)
		f.hairline()
	}
	f.space(bodyLead * 0.8)
}

// cell is a paragraph with the place of its column.
type cell struct {
	text        paragraph
	left, width float64
	manner      manner
}

// row draws cells side by side; one that is taller than a sheet goes on over
// the next, under the heads again.
func (f *flow) row(cells []cell, heads func()) {
	lead := cells[0].manner.lead
	lines, tallest := make([][][]glyph, len(cells)), 1
	for i, c := range cells {
		lines[i] = c.text.lines(c.width, c.manner.size)
		tallest = max(tallest, len(lines[i]))
	}
	for from := 0; from < tallest; {
		fits := int((f.bottom - f.y - 6) / lead)
		if fits < 1 || fits < tallest-from && f.y > f.top+4*lead {
			f.newSheet()
			if heads != nil {
				heads()
			}
			continue
		}
		to := min(from+max(fits, 1), tallest)
		f.y += 2
		for n := from; n < to; n++ {
			f.y += lead
			for i, c := range cells {
				if n < len(lines[i]) {
					f.place(lines[i][n], c.text.rtl, c.left, c.width, c.manner)
				}
			}
		}
		f.y += 3
		from = to
	}
}

func (t Table) flowInto(f *flow) {
	if len(t.Columns) == 0 {
		return
	}
	m := f.tableManner()
	bold := m
	bold.style = sansBold
	f.need(4*m.lead + 20)
	if t.Caption != "" {
		f.put(t.Caption, manner{style: sansBold, size: m.size + 0.5, lead: m.lead + 2, color: black()})
		f.y += 3
	}
	heads := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		heads[i] = c.Head
	}
	widths := t.widths(f, m.size)
	head := func() {
		h := bold
		h.color = quiet()
		f.row(t.cells(f, heads, widths, h), nil)
		f.sheet().line(f.left, f.y, f.right, f.y, 0.8, black())
	}
	head()
	for _, r := range t.Rows {
		f.row(t.cells(f, r, widths, m), head)
		f.hairline()
	}
	if len(t.Totals) > 0 {
		f.sheet().line(f.left, f.y, f.right, f.y, 0.8, black())
		f.row(t.cells(f, t.Totals, widths, bold), head)
	}
	f.space(14)
}

func (t Table) cells(f *flow, texts []string, widths []float64, m manner) []cell {
	out := make([]cell, len(t.Columns))
	x := f.left
	for i, c := range t.Columns {
		text := ""
		if i < len(texts) {
			text = texts[i]
		}
		m := m
		m.flushRight = c.Align == Right
		out[i] = cell{f.set(text, m.style), x, widths[i], m}
		x += widths[i] + cellPad
	}
	return out
}

// widths gives each column what its longest text needs; where that is too
// much, columns that need less than an even share keep it and the others share
// the rest.
func (t Table) widths(f *flow, size float64) []float64 {
	n := len(t.Columns)
	want := make([]float64, n)
	consider := func(texts []string, st style) {
		for i := 0; i < min(n, len(texts)); i++ {
			want[i] = max(want[i], float64(measure(f.set(texts[i], st).glyphs))*size/1000+1)
		}
	}
	for i, c := range t.Columns {
		want[i] = float64(measure(f.set(c.Head, sansBold).glyphs))*size/1000 + 1
	}
	for _, r := range t.Rows {
		consider(r, sans)
	}
	consider(t.Totals, sansBold)
	return fill(want, f.width()-float64(n-1)*cellPad)
}

func fill(want []float64, room float64) []float64 {
	total, widest := 0.0, 0
	for i, w := range want {
		total += w
		if w > want[widest] {
			widest = i
		}
	}
	if total <= room {
		for i := range want {
			want[i] += (room - total) * want[i] / max(total, 1)
		}
		return want
	}
	settled, left, open := make([]bool, len(want)), room, len(want)
	for again := true; again && open > 0; {
		again = false
		share := left / float64(open)
		for i, w := range want {
			if !settled[i] && w <= share {
				settled[i], again = true, true
				left -= w
				open--
			}
		}
	}
	for i := range want {
		if !settled[i] {
			want[i] = left / float64(open)
		}
	}
	return want
}

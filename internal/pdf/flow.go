package pdf

import "strings"

// type sizes and leading of running text, in points.
const (
	bodySize    = 10.5
	bodyLead    = 15.5
	smallSize   = 8.5
	smallLead   = 12.0
	headingSize = 13.0
	headingLead = 18.0
)

// flow fills sheets from top to bottom.
type flow struct {
	*setter
	w, h        float64
	left, right float64 // edges of the text
	top, bottom float64
	y           float64
	sheets      []*sheet
	small       bool // tables and facts of reports are set smaller
}

func (f *flow) sheet() *sheet { return f.sheets[len(f.sheets)-1] }

func (f *flow) width() float64 { return f.right - f.left }

func (f *flow) newSheet() {
	f.sheets = append(f.sheets, &sheet{w: f.w, h: f.h})
	f.y = f.top
}

// need starts a new sheet when less than a height is left on this one.
func (f *flow) need(height float64) bool {
	if f.y+height <= f.bottom || f.y == f.top {
		return false
	}
	f.newSheet()
	return true
}

// space leaves room, but none at the top of a sheet.
func (f *flow) space(height float64) {
	if f.y > f.top {
		f.y += height
	}
}

// manner is how a run of text is set.
type manner struct {
	style      style
	size, lead float64
	color      ink
	indent     float64
	flushRight bool
	keepLeft   bool // right-to-left lines stay at the left, as in an address
}

func body() manner { return manner{size: bodySize, lead: bodyLead, color: black()} }

// put sets text line by line and keeps two lines together at a sheet's edge.
func (f *flow) put(text string, m manner) {
	width := f.width() - m.indent
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		p := f.set(part, m.style)
		lines := p.lines(width, m.size)
		for i, line := range lines {
			rest := len(lines) - i
			if i == 0 && rest > 1 || rest == 2 {
				f.need(2 * m.lead)
			}
			f.need(m.lead)
			f.y += m.lead
			f.place(line, p.rtl, f.left+m.indent, width, m)
		}
	}
}

// place draws one line on the current baseline at the edge it belongs to.
func (f *flow) place(line []glyph, rtl bool, left, width float64, m manner) {
	if m.flushRight || rtl && !m.keepLeft {
		left += width - float64(measure(line))*m.size/1000
	}
	f.sheet().text(line, left, f.y-(m.lead-m.size)*0.62, m.size, m.color)
}

// label draws one line at a place, cut short with an ellipsis when too long.
func (f *flow) label(text string, x, y, width float64, m manner) float64 {
	p := f.set(text, m.style)
	line := p.glyphs
	if float64(measure(line))*m.size/1000 > width {
		dots := f.set("…", m.style).glyphs
		for len(line) > 0 && float64(measure(line)+measure(dots))*m.size/1000 > width {
			line = line[:len(line)-1]
		}
		line = append(trim(line[:len(line):len(line)]), dots...)
	}
	w := float64(measure(line)) * m.size / 1000
	if m.flushRight {
		x += width - w
	}
	f.sheet().text(line, x, y, m.size, m.color)
	return w
}

func (f *flow) hairline() { f.sheet().line(f.left, f.y, f.right, f.y, 0.5, rule()) }

func (p Paragraph) flowInto(f *flow) {
	f.put(string(p), body())
	f.space(bodyLead * 0.55)
}

func (h Heading) flowInto(f *flow) {
	f.space(8)
	f.need(headingLead + 3*bodyLead)
	f.put(string(h), manner{style: serifBold, size: headingSize, lead: headingLead, color: black()})
	f.space(4)
}

func (n Note) flowInto(f *flow) {
	f.put(string(n), manner{size: smallSize, lead: smallLead, color: quiet()})
	f.space(6)
}

func (b Bullets) flowInto(f *flow) {
	for _, item := range b {
		f.need(bodyLead)
		at, first := f.sheet(), f.y
		if f.y+2*bodyLead > f.bottom {
			f.need(2 * bodyLead)
			at, first = f.sheet(), f.y
		}
		m := body()
		m.indent = 16
		f.put(item, m)
		at.text(f.set("•", sans).glyphs, f.left+3, first+bodyLead-(bodyLead-bodySize)*0.62, bodySize, accent())
		f.space(3)
	}
	f.space(bodyLead * 0.4)
}

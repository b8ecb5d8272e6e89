package pdf

import (
	"fmt"
	"io"
)

// Report is a report to a funder: a cover, sections and the rules by which its
// figures were counted. Snapshot and Hash say which data it was made from.
type Report struct {
	Meta
	Kicker   string // the program, above the title
	Subtitle string
	Cover    []Fact
	Sections []Section
	Rules    []string
	Snapshot string
	Hash     string
}

// Section is a part of a report; its heading is listed on the cover.
type Section struct {
	Heading string
	Body    []Block
}

const (
	reportSide   = 64.0
	reportTop    = 64.0
	reportBottom = 76.0
)

// WriteReport writes a report; the same report gives the same bytes.
func WriteReport(w io.Writer, r Report) (Result, error) {
	s := newSetter()
	width, height := r.size()
	f := &flow{
		setter: s, w: width, h: height, left: reportSide, right: width - reportSide,
		top: reportTop, bottom: height - reportBottom, small: true,
	}
	f.newSheet()
	r.cover(f)
	contentsAt := f.y
	if len(f.sheets) > 1 {
		contentsAt = f.h // a cover that ran over has no room for contents
	}
	starts := make([]int, len(r.Sections))
	f.newSheet()
	for i, section := range r.Sections {
		starts[i] = section.draw(f)
	}
	r.rules(f)
	r.contents(f, contentsAt, starts)
	r.foot(f)
	return write(w, r.Meta, s, f.sheets)
}

// draw starts a section where at least a heading and some lines fit, and
// returns its page.
func (s Section) draw(f *flow) int {
	f.space(22)
	f.need(150)
	page := len(f.sheets)
	f.sheet().line(f.left, f.y, f.left+46, f.y, 2, accent())
	f.y += 6
	f.put(s.Heading, manner{style: serif, size: 18, lead: 24, color: black()})
	f.space(8)
	for _, b := range s.Body {
		b.flowInto(f)
	}
	return page
}

func (r Report) cover(f *flow) {
	f.y = f.h * 0.2
	f.put(r.Kicker, manner{style: sansBold, size: 10, lead: 15, color: accent()})
	f.y += 10
	f.put(r.Title, manner{style: serif, size: 31, lead: 39, color: black()})
	f.y += 6
	if r.Subtitle != "" {
		f.put(r.Subtitle, manner{style: sans, size: 13, lead: 19, color: quiet()})
	}
	f.y += 16
	f.sheet().line(f.left, f.y, f.left+72, f.y, 2.4, accent())
	f.y += 26
	if len(r.Cover) > 0 {
		Facts(r.Cover).flowInto(f)
	}
	f.y += 12
}

// contents lists the sections as far as the cover has room.
func (r Report) contents(f *flow, at float64, starts []int) {
	all := f.sheets
	defer func() { f.sheets = all }()
	f.sheets, f.y = all[:1], at
	if len(starts) < 2 || len(all) < 2 || f.y+60 > f.bottom {
		return
	}
	f.label(wordsFor(r.Locale).contents, f.left, f.y+10, f.width(), manner{style: sansBold, size: 9, color: quiet()})
	f.y += 18
	number := manner{size: 10, color: quiet(), flushRight: true}
	for i, section := range r.Sections {
		if f.y+17 > f.bottom {
			return
		}
		f.y += 17
		f.label(section.Heading, f.left, f.y, f.width()-50, manner{style: serif, size: 10.5, color: black()})
		f.label(fmt.Sprint(starts[i]), f.right-40, f.y, 40, number)
	}
}

// rules numbers what the figures' reference marks point to.
func (r Report) rules(f *flow) {
	if len(r.Rules) == 0 {
		return
	}
	f.space(14)
	f.need(80)
	f.hairline()
	f.y += 6
	f.put(wordsFor(r.Locale).notes, manner{style: serifBold, size: 11, lead: 16, color: black()})
	f.y += 3
	for i, text := range r.Rules {
		f.need(2 * smallLead)
		at, y := f.sheet(), f.y
		f.put(text, manner{size: smallSize, lead: smallLead, color: quiet(), indent: 18})
		number := f.set(fmt.Sprint(i+1), sansBold).glyphs
		at.text(number, f.left, y+smallLead-(smallLead-smallSize)*0.62, smallSize, accent())
		f.y += 3
	}
}

func (r Report) foot(f *flow) {
	small := manner{size: 7.4, color: quiet()}
	end := small
	end.flushRight = true
	words, all := wordsFor(r.Locale), f.sheets
	for i := range all {
		f.sheets = all[:i+1]
		y := f.h - 44
		f.sheet().line(f.left, y-13, f.right, y-13, 0.5, rule())
		if r.Snapshot != "" {
			f.label(words.snapshot+" "+r.Snapshot, f.left, y, f.width()-90, small)
		}
		if r.Hash != "" {
			f.label("SHA-256 "+r.Hash, f.left, y+10, f.width()-90, small)
		}
		f.label(words.pageOf(i+1, len(all)), f.right-90, y, 90, end)
	}
	f.sheets = all
}

func (figures Figures) flowInto(f *flow) {
	const columns, gap = 3, 16.0
	width := (f.width() - gap*(columns-1)) / columns
	for from := 0; from < len(figures); from += columns {
		group := figures[from:min(from+columns, len(figures))]
		lines, tallest := make([][][]glyph, len(group)), 1
		for i, one := range group {
			lines[i] = f.set(one.Label, sans).lines(width, smallSize)
			tallest = max(tallest, len(lines[i]))
		}
		f.need(40 + float64(tallest)*smallLead)
		for i, one := range group {
			f.figure(one, lines[i], f.left+float64(i)*(width+gap), width)
		}
		f.y += 40 + float64(tallest)*smallLead
	}
	f.space(6)
}

func (f *flow) figure(one Figure, label [][]glyph, x, width float64) {
	f.sheet().line(x, f.y, x+width, f.y, 0.8, rule())
	used := f.label(one.Value, x, f.y+23, width-24, manner{style: serif, size: 19, color: black()})
	if one.Ref != "" {
		f.label(one.Ref, x+used+3, f.y+14, 21, manner{style: sansBold, size: 7, color: accent()})
	}
	for i, line := range label {
		f.sheet().text(line, x, f.y+36+float64(i)*smallLead, smallSize, quiet())
	}
}

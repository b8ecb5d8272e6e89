package pdf

import (
	"fmt"
	"io"
	"strings"
)

// Booklet is a long document in parts: a cover, contents with page numbers, and every part from its heading on.
// Nothing in it is cut short, so that every character handed in can be found again.
type Booklet struct {
	Meta
	Kicker   string // above the title
	Subtitle string
	Cover    []Fact
	Parts    []Section
	Foot     string // at the foot of each page, such as a number and a hash
}

// WriteBooklet writes a booklet; the same booklet gives the same bytes.
func WriteBooklet(w io.Writer, b Booklet) (Result, error) {
	s := newSetter()
	width, height := b.size()
	f := &flow{
		setter: s, w: width, h: height, left: reportSide, right: width - reportSide,
		top: reportTop, bottom: height - reportBottom, small: true,
	}
	f.newSheet()
	Report{Meta: b.Meta, Kicker: b.Kicker, Subtitle: b.Subtitle, Cover: b.Cover}.cover(f)
	cover := len(f.sheets)
	b.contents(f, nil)
	front := len(f.sheets)
	starts := make([]int, len(b.Parts))
	f.newSheet()
	for i, part := range b.Parts {
		starts[i] = part.draw(f)
	}
	body := f.sheets[front:]
	f.sheets = f.sheets[:cover:cover]
	b.contents(f, starts) // as long as before: only the numbers are new
	f.sheets = append(f.sheets, body...)
	b.foot(f)
	return write(w, b.Meta, s, f.sheets)
}

// contents lists the parts on sheets of their own; without pages it only takes the room.
func (b Booklet) contents(f *flow, starts []int) {
	f.newSheet()
	f.put(wordsFor(b.Locale).contents, manner{style: serif, size: 18, lead: 24, color: black()})
	f.space(8)
	for i, part := range b.Parts {
		lines := f.set(strings.ReplaceAll(part.Heading, "\n", " "), serif).lines(f.width()-60, 10.5)
		f.need(float64(len(lines))*16 + 4)
		first := f.y + 16
		for _, line := range lines {
			f.y += 16
			f.sheet().text(line, f.left, f.y, 10.5, black())
		}
		if starts != nil {
			f.label(fmt.Sprint(starts[i]), f.right-50, first, 50, manner{size: 10, color: quiet(), flushRight: true})
		}
		f.y += 4
	}
}

func (b Booklet) foot(f *flow) {
	small := manner{size: 7.4, color: quiet()}
	end := small
	end.flushRight = true
	all := f.sheets
	for i := range all {
		f.sheets = all[:i+1]
		y := f.h - 40
		f.sheet().line(f.left, y-13, f.right, y-13, 0.5, rule())
		f.label(b.Foot, f.left, y, f.width()-90, small)
		f.label(wordsFor(b.Locale).pageOf(i+1, len(all)), f.right-90, y, 90, end)
	}
	f.sheets = all
}

// Answer is a question and what was written to it; what was written is kept character by character.
type Answer struct{ Question, Text string }

func (a Answer) flowInto(f *flow) {
	f.space(6)
	f.need(3 * bodyLead)
	f.put(a.Question, manner{style: sansBold, size: 9, lead: 13, color: quiet()})
	f.space(2)
	f.put(a.Text, body())
	f.space(bodyLead * 0.5)
}

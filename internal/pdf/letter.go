package pdf

import (
	"errors"
	"io"
)

// Letter is an outgoing letter, complete: what is empty is left out.
type Letter struct {
	Meta
	Letterhead   Letterhead
	Date         string // as it stands on the letter, in its language
	Reference    string
	Addressee    []string
	Subject      string
	Salutation   string
	Body         []Block
	Closing      string
	Signatory    []string // the name first, then offices
	Verification Verification
}

// Letterhead says who writes.
type Letterhead struct {
	Program      string
	Organization string
	Address      []string
}

// Verification lets anyone check a document: a short code, the address that
// answers for it (also as a QR code) and a note on what is compared.
type Verification struct{ Code, URL, Note string }

// ErrEmpty refuses a print run without letters.
var ErrEmpty = errors.New("nothing to print")

// WriteLetter writes one letter; the same letter gives the same bytes.
func WriteLetter(w io.Writer, l Letter) (Result, error) {
	return Letters(w, []Letter{l})
}

// Letters writes a print run as one document: each letter starts on a page of
// its own and counts its own pages. The first letter describes the document.
func Letters(w io.Writer, letters []Letter) (Result, error) {
	if len(letters) == 0 {
		return Result{}, ErrEmpty
	}
	s := newSetter()
	var sheets []*sheet
	for _, l := range letters {
		drawn, err := l.draw(s)
		if err != nil {
			return Result{}, err
		}
		sheets = append(sheets, drawn...)
	}
	return write(w, letters[0].Meta, s, sheets)
}

const (
	letterSide   = 86.0
	letterTop    = 64.0
	letterBottom = 84.0
	codeSide     = 62.0
)

func (l Letter) draw(s *setter) ([]*sheet, error) {
	w, h := l.size()
	f := &flow{setter: s, w: w, h: h, left: letterSide, right: w - letterSide, top: letterTop, bottom: h - letterBottom}
	f.newSheet()
	l.head(f)
	l.opening(f)
	for i, b := range l.Body {
		if last, ok := b.(Paragraph); ok && i == len(l.Body)-1 {
			l.keepWithSignature(f, last)
		}
		b.flowInto(f)
	}
	l.sign(f)
	if err := l.Verification.draw(f, wordsFor(l.Locale)); err != nil {
		return nil, err
	}
	l.foot(f)
	return f.sheets, f.err
}

// head sets the program in serif at the left and the office at the right.
func (l Letter) head(f *flow) {
	name := manner{style: serif, size: 19, lead: 24, color: black()}
	f.right -= 150
	f.put(l.Letterhead.Program, name)
	f.right += 150
	under := f.y
	office := manner{size: 7.8, lead: 11, color: quiet(), flushRight: true}
	y := letterTop + 10.0
	for i, line := range append([]string{l.Letterhead.Organization}, l.Letterhead.Address...) {
		m := office
		if i == 0 {
			m.style = sansBold
		}
		for _, part := range f.set(line, m.style).lines(190, m.size) {
			x := f.right - float64(measure(part))*m.size/1000
			f.sheet().text(part, x, y, m.size, m.color)
			y += office.lead
		}
	}
	f.y = max(under, y-office.lead) + 10
	f.sheet().line(f.left, f.y, f.left+46, f.y, 2, accent())
	f.sheet().line(f.left+46, f.y, f.right, f.y, 0.5, rule())
	f.y += 24
}

func (l Letter) opening(f *flow) {
	m := body()
	m.keepLeft = true
	if l.Date != "" || l.Reference != "" {
		f.put(l.Date, m)
		if l.Reference != "" {
			ref := manner{size: smallSize, lead: smallLead, color: quiet(), flushRight: true}
			f.label(l.Reference, f.left+f.width()/2, f.y-(m.lead-m.size)*0.62, f.width()/2, ref)
		}
		f.space(14)
	}
	for _, line := range l.Addressee {
		f.put(line, m)
	}
	if len(l.Addressee) > 0 {
		f.space(18)
	}
	if l.Subject != "" {
		f.put(l.Subject, manner{style: serifBold, size: 14.5, lead: 20, color: black()})
		f.space(10)
	}
	if l.Salutation != "" {
		f.put(l.Salutation, body())
		f.space(bodyLead * 0.55)
	}
}

// keepWithSignature moves a short last paragraph to the sheet that is signed,
// so that no signature stands alone.
func (l Letter) keepWithSignature(f *flow, last Paragraph) {
	text := float64(len(f.set(string(last), sans).lines(f.width(), bodySize))) * bodyLead
	if text <= 6*bodyLead {
		f.need(text + bodyLead + l.signHeight())
	}
}

func (l Letter) signHeight() float64 { return float64(len(l.Signatory)+1)*bodyLead + 40 }

// sign keeps closing, room for a hand and names together.
func (l Letter) sign(f *flow) {
	if l.Closing == "" && len(l.Signatory) == 0 {
		return
	}
	f.need(l.signHeight())
	f.space(4)
	if l.Closing != "" {
		f.put(l.Closing, body())
	}
	f.space(34)
	for i, line := range l.Signatory {
		m := body()
		if i == 0 {
			m.style = sansBold
		} else {
			m.size, m.lead, m.color = 9.5, 13.5, quiet()
		}
		f.put(line, m)
	}
}

// draw sets the code at the foot of the last page.
func (v Verification) draw(f *flow, words words) error {
	if v.Code == "" && v.URL == "" {
		return nil
	}
	f.space(18)
	f.need(codeSide + 10)
	top := f.bottom - codeSide
	left := f.left
	if v.URL != "" {
		if err := f.sheet().code(v.URL, left, top, codeSide); err != nil {
			return err
		}
		f.sheet().link(left, top, codeSide, codeSide, v.URL)
		left += codeSide + 14
	}
	width := f.right - left
	f.label(words.code, left, top+9, width, manner{size: 7.8, color: quiet()})
	f.label(v.Code, left, top+24, width, manner{style: sansBold, size: 12, color: black()})
	if v.URL != "" {
		f.label(words.verify+" "+v.URL, left, top+40, width, manner{size: 7.8, color: quiet()})
	}
	if v.Note != "" {
		lines := f.set(v.Note, sans).lines(width, 7.2)
		for i, line := range lines[:min(len(lines), 2)] {
			f.sheet().text(line, left, top+52+9.5*float64(i), 7.2, quiet())
		}
	}
	f.y = f.bottom
	return nil
}

func (l Letter) foot(f *flow) {
	small := manner{size: 7.8, color: quiet()}
	end := small
	end.flushRight = true
	words, last := wordsFor(l.Locale), f.sheets
	for i := range last {
		f.sheets = last[:i+1]
		y := f.h - 48
		f.sheet().line(f.left, y-14, f.right, y-14, 0.5, rule())
		left := l.Letterhead.Program
		if l.Verification.Code != "" {
			left += "  ·  " + l.Verification.Code
		}
		f.label(left, f.left, y, f.width()-110, small)
		f.label(words.pageOf(i+1, len(last)), f.right-100, y, 100, end)
	}
	f.sheets = last
}

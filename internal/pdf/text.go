package pdf

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// ErrText refuses text that is not valid UTF-8 or holds a NUL character.
var ErrText = errors.New("text is not valid UTF-8 or holds NUL")

// glyph is one character as it will be drawn; its width is in thousandths of
// the size.
type glyph struct {
	r      rune
	face   *face
	page   *codePage // set when drawn as one byte
	width  int
	level  uint8
	faux   bool
	space  bool
	mark   bool // drawn over the glyph before
	breaks bool // a line may end after it
}

// paragraph is text made ready for lines.
type paragraph struct {
	glyphs []glyph
	rtl    bool
}

// setter turns text into glyphs and remembers what no font could draw.
type setter struct {
	faces   *typefaces
	missing map[rune]bool
	err     error // the first failure; later calls do nothing
}

func newSetter() *setter { return &setter{faces: faces(), missing: map[rune]bool{}} }

// set shapes one paragraph; forced line ends are the caller's to split on.
func (s *setter) set(text string, st style) paragraph {
	if s.check(text); s.err != nil {
		return paragraph{}
	}
	runes := shapeArabic(visible(norm.NFC.String(text)))
	lv, rtl, err := levels(runes)
	if err != nil {
		s.err = fmt.Errorf("order text: %w", err)
		return paragraph{}
	}
	p := paragraph{glyphs: make([]glyph, 0, len(runes)), rtl: rtl}
	for i, r := range runes {
		level := uint8(0)
		if lv != nil {
			level = lv[i]
		}
		p.glyphs = s.appendGlyph(p.glyphs, r, st, level)
	}
	markBreaks(p.glyphs)
	s.packNarrow(p.glyphs, st)
	return p
}

// check keeps the first failure, as all else here does.
func (s *setter) check(text string) {
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		s.fail(fmt.Errorf("set text %.40q: %w", text, ErrText))
	}
}

// visible drops what has no shape of its own: emoji selectors, soft hyphens,
// byte order marks and control characters that only move a terminal's cursor.
func visible(text string) []rune {
	runes := make([]rune, 0, len(text))
	for _, r := range text {
		switch {
		case r == '\t' || r == '\n' || r == '\r' || r == 0x2028 || r == 0x2029 || r == 0x85:
			runes = append(runes, ' ')
		case r == 0xAD || r == 0xFEFF || r >= 0xFE00 && r <= 0xFE0F:
		default:
			runes = append(runes, r)
		}
	}
	return runes
}

func (s *setter) appendGlyph(out []glyph, r rune, st style, level uint8) []glyph {
	if invisible(r) {
		if r == zeroWidthSpace && len(out) > 0 {
			out[len(out)-1].breaks = true
		}
		return out
	}
	if level%2 == 1 {
		r = mirrored(r)
	}
	f, faux := s.find(out, r, st)
	if f == nil {
		s.missing[r] = true
		for _, c := range fmt.Sprintf("[U+%04X]", r) {
			f, faux = s.find(nil, c, st)
			if f == nil {
				return out
			}
			out = append(out, glyph{r: c, face: f, faux: faux, width: f.width(c), level: level + level%2})
		}
		return out
	}
	g := glyph{r: r, face: f, faux: faux, width: int(float64(f.width(r)) * f.zoom), level: level, space: unicode.Is(unicode.Zs, r)}
	g.mark = unicode.Is(unicode.Mn, r) && len(out) > 0
	if g.mark && level%2 == 1 {
		g.width = 0
	}
	return append(out, g)
}

const zeroWidthSpace = 0x200B

// invisible characters steer joining, order and breaking, and are not drawn.
func invisible(r rune) bool {
	return r >= zeroWidthSpace && r <= 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2060 && r <= 0x2069
}

// find gives the first font that covers a character; a mark stays with the
// font of its base where it can.
func (s *setter) find(before []glyph, r rune, st style) (*face, bool) {
	if len(before) > 0 && unicode.Is(unicode.Mn, r) {
		if last := before[len(before)-1]; last.face.has(r) {
			return last.face, last.faux
		}
	}
	for _, src := range s.faces[st] {
		f, err := src.load()
		if err != nil {
			s.fail(err)
			return nil, false
		}
		if f.has(r) {
			return f, src.faux
		}
	}
	return nil, false
}

// packNarrow chooses the single-byte font word by word, so that a word is
// never set in two fonts.
func (s *setter) packNarrow(glyphs []glyph, st style) {
	primary := s.faces[st][0]
	f, err := primary.load()
	if err != nil {
		s.fail(err)
		return
	}
	page, err := primary.page()
	if err != nil {
		s.fail(err)
		return
	}
	for from := 0; from < len(glyphs); {
		to := from
		for to < len(glyphs) && !glyphs[to].space {
			to++
		}
		to = min(to+1, len(glyphs))
		word := glyphs[from:to]
		if !slices.ContainsFunc(word, func(g glyph) bool { return g.face != f || !narrow(g.r) }) {
			for i := range word {
				word[i].page = page
			}
		}
		from = to
	}
}

func (s *setter) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// Missing lists what no font could draw, in order.
func (s *setter) Missing() []rune {
	var out []rune
	for r := range s.missing {
		out = append(out, r)
	}
	slices.Sort(out)
	return out
}

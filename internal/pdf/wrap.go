package pdf

import (
	"strings"
	"unicode"
)

// markBreaks notes where a line may end: after spaces and hyphens, and between
// ideographs except before closing and after opening marks.
func markBreaks(glyphs []glyph) {
	for i := range glyphs {
		g := &glyphs[i]
		if i+1 == len(glyphs) {
			return
		}
		next := glyphs[i+1]
		switch {
		case next.mark || next.space && !g.space:
			continue
		case g.space:
			g.breaks = g.r != 0xA0 && g.r != 0x202F && g.r != 0x2007
		case g.r == '-' || g.r == '–' || g.r == '—' || g.r == '/':
			g.breaks = g.breaks || i > 0 && !glyphs[i-1].space && unicode.IsLetter(next.r)
		case ideographic(g.r) || ideographic(next.r):
			g.breaks = !strings.ContainsRune(neverLast, g.r) && !strings.ContainsRune(neverFirst, next.r)
		}
	}
}

const (
	neverFirst = "，。、；：？！）》」』】〕〉…—％‰·”’!),.:;?]}%々ーっゃゅょァィゥェォッャュョ"
	neverLast  = "（《「『【〔〈“‘([{$¥￥"
)

func ideographic(r rune) bool {
	return r >= 0x2E80 && r <= 0x9FFF || r >= 0xAC00 && r <= 0xD7A3 || r >= 0xF900 && r <= 0xFAFF || r >= 0xFF00 && r <= 0xFFEF
}

// lines cuts a paragraph to a width in points; a word that is longer than a
// line is cut between characters.
func (p paragraph) lines(width, size float64) [][]glyph {
	limit := int(width * 1000 / size)
	var out [][]glyph
	from, used, lastBreak := 0, 0, -1
	for i := 0; i < len(p.glyphs); i++ {
		g := p.glyphs[i]
		if used+g.width > limit && i > from && !g.space && !g.mark {
			end := i
			if lastBreak >= from {
				end = lastBreak + 1
			}
			out = append(out, trim(p.glyphs[from:end]))
			from, used, lastBreak = end, measure(p.glyphs[end:i]), -1
			i--
			continue
		}
		used += g.width
		if g.breaks {
			lastBreak = i
		}
	}
	return append(out, trim(p.glyphs[from:]))
}

// trim drops the spaces at the end of a line.
func trim(line []glyph) []glyph {
	for len(line) > 0 && line[len(line)-1].space {
		line = line[:len(line)-1]
	}
	return line
}

func measure(line []glyph) (width int) {
	for _, g := range line {
		width += g.width
	}
	return width
}

package pdf

import (
	"slices"

	"golang.org/x/text/unicode/bidi"
)

// levels gives each character its embedding level and says whether the
// paragraph runs from right to left. Text without such characters costs a scan.
func levels(runes []rune) (levels []uint8, rtl bool, err error) {
	if !slices.ContainsFunc(runes, rightToLeft) {
		return nil, false, nil
	}
	var p bidi.Paragraph
	if _, err = p.SetString(string(runes)); err != nil {
		return nil, false, err
	}
	order, err := p.Order()
	if err != nil {
		return nil, false, err
	}
	rtl = baseRTL(runes)
	levels = make([]uint8, len(runes))
	for i := range order.NumRuns() {
		run := order.Run(i)
		from, to := run.Pos()
		setLevels(levels[from:to+1], runes[from:to+1], run.Direction() == bidi.RightToLeft, rtl, i > 0)
	}
	return levels, rtl, nil
}

// setLevels turns a run's direction back into a level, which the library does
// not tell: within a left-to-right paragraph a number that follows
// right-to-left text belongs to it.
func setLevels(levels []uint8, runes []rune, runRTL, rtl, follows bool) {
	level := uint8(0)
	switch {
	case runRTL:
		level = 1
	case rtl:
		level = 2
	}
	for i := range runes {
		levels[i] = level
	}
	if !runRTL && !rtl && follows {
		for i := range leadingNumber(runes) {
			levels[i] = 2
		}
	}
}

// leadingNumber is the length of a number that text starts with, with the
// separators inside it and the signs at its ends (rules W4 and W5 of UAX 9).
func leadingNumber(runes []rune) int {
	class := func(i int) bidi.Class {
		if i >= len(runes) {
			return bidi.ON
		}
		props, _ := bidi.LookupRune(runes[i])
		return props.Class()
	}
	digit := func(i int) bool { return class(i) == bidi.EN || class(i) == bidi.AN }
	i := 0
	for class(i) == bidi.ET {
		i++
	}
	if !digit(i) {
		return 0
	}
	for digit(i) || class(i) == bidi.NSM || (class(i) == bidi.CS || class(i) == bidi.ES) && digit(i+1) {
		i++
	}
	for class(i) == bidi.ET {
		i++
	}
	return i
}

func rightToLeft(r rune) bool {
	if r < 0x0590 {
		return false
	}
	props, _ := bidi.LookupRune(r)
	switch props.Class() {
	case bidi.R, bidi.AL, bidi.AN, bidi.RLE, bidi.RLO, bidi.RLI:
		return true
	}
	return false
}

// baseRTL is decided by the first strong character.
func baseRTL(runes []rune) bool {
	for _, r := range runes {
		props, _ := bidi.LookupRune(r)
		switch props.Class() {
		case bidi.L:
			return false
		case bidi.R, bidi.AL:
			return true
		}
	}
	return false
}

// reorder puts a line's glyphs in the order they are drawn, left to right.
func reorder(line []glyph) []glyph {
	highest := uint8(0)
	for _, g := range line {
		highest = max(highest, g.level)
	}
	if highest == 0 {
		return line
	}
	out := slices.Clone(line)
	for level := highest; level > 0; level-- {
		for i := 0; i < len(out); i++ {
			j := i
			for j < len(out) && out[j].level >= level {
				j++
			}
			if j > i {
				slices.Reverse(out[i:j])
				i = j
			}
		}
	}
	return out
}

// mirrored is the other half of a paired sign in right-to-left text.
func mirrored(r rune) rune {
	const pairs = "()[]{}<>«»‹›≤≥⟨⟩"
	signs := []rune(pairs)
	if i := slices.Index(signs, r); i >= 0 {
		return signs[i^1]
	}
	return r
}

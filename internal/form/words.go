package form

import (
	"unicode"
	"unicode/utf8"
)

// Words counts words as people do: runs between spaces that hold a letter or a
// digit, and each Chinese or Japanese character, which is written without spaces.
// Hyphens and apostrophes join, a lone dash is no word.
func Words(s string) int {
	n, inWord := 0, false
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			n++
			inWord = false
		case unicode.IsSpace(r) || isPause(r):
			inWord = false
		case (unicode.IsLetter(r) || unicode.IsNumber(r)) && !inWord:
			n++
			inWord = true
		}
	}
	return n
}

// isPause tells full-width punctuation, after which East Asian text has no space, and long dashes.
func isPause(r rune) bool {
	return r >= 0x3000 && r <= 0x303F || r >= 0xFF01 && r <= 0xFF0F || r == 0xFF1A || r == 0xFF1B || r == 0xFF1F || r == '\u2014' || r == '\u200B'
}

// Chars counts characters, not bytes.
func Chars(s string) int { return utf8.RuneCountInString(s) }

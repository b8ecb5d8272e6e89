package people

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// plain are the letters that no decomposition takes apart, and the marks inside words that people leave out.
var plain = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i",
	"&", " and ", "'", "", "’", "", "‘", "", "ʻ", "", "ʼ", "", "`", "")

// Fold is a text in lower case without the accents of Latin, Greek and Cyrillic letters.
// The database folds what it searches by the same steps.
func Fold(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if r >= 0x300 && r <= 0x36F {
			return -1
		}
		return r
	}, norm.NFKD.String(s)))
}

// NameKey is a name as duplicates are found by: case, accents, punctuation and "the" do not count, order does.
func NameKey(name string) string {
	var kept []string
	for _, w := range words(plain.Replace(Fold(name))) {
		if w != "the" {
			kept = append(kept, w)
		}
	}
	if kept == nil {
		return strings.TrimSpace(Fold(name))
	}
	return strings.Join(kept, " ")
}

func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
}

// mostWords bounds a search, whatever is pasted into its field.
const mostWords = 8

// searchQuery is a text search for names in which every typed word begins a word; empty finds everything.
func searchQuery(text string) string {
	found := words(Fold(text))
	if len(found) > mostWords {
		found = found[:mostWords]
	}
	for i, w := range found {
		found[i] = w + ":*"
	}
	return strings.Join(found, " & ")
}

package registry

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// ReadableName turns an ALL CAPS name of the registry into a title as people
// write it. A name that already has both cases is only tidied; a mailing
// tail ("C/O ...", "% ...") is not part of the name and is cut.
// The state, by postal code, decides whether "PA" at the end is Pennsylvania.
func ReadableName(raw, state string) string {
	name := tidySpace(raw)
	for _, tail := range []string{" C/O ", " % ", " C O "} {
		if before, _, found := strings.Cut(name, tail); found && strings.Contains(before, " ") {
			name = before
		}
	}
	return Readable(strings.TrimRight(name, " -,;/&"), state)
}

// Readable gives ALL CAPS text such as a city or a street its usual case.
// Text that already has both cases is only tidied.
func Readable(raw, state string) string { return readable(raw, state, false) }

func readable(raw, state string, city bool) string {
	text := tidySpace(raw)
	if !oneCase(text) {
		return text
	}
	upper := strings.ToUpper(text)
	toks := tokens(upper)
	var b strings.Builder
	b.Grow(len(text))
	at := 0
	for i, tok := range toks {
		between := upper[at:tok.start]
		if joins(upper, toks, i) {
			between = ""
			if toks[i-1].end-toks[i-1].start == 1 {
				between = "'"
			}
		}
		b.WriteString(between)
		b.WriteString(word{text: upper, toks: toks, i: i, state: state, city: city}.cased())
		at = tok.end
	}
	b.WriteString(upper[at:])
	return b.String()
}

// oneCase is true when nothing can be learned from the case of the letters.
func oneCase(s string) bool {
	var up, low bool
	for _, r := range s {
		up = up || unicode.IsUpper(r)
		low = low || unicode.IsLower(r)
	}
	return !up || !low
}

func tidySpace(s string) string {
	fields := strings.Fields(s)
	out := strings.Join(fields, " ")
	out = strings.ReplaceAll(out, " ,", ",")
	return strings.Trim(out, " ,;")
}

type token struct{ start, end int }

// tokens finds the runs of letters, digits and inner apostrophes.
func tokens(s string) []token {
	list := make([]token, 0, 8)
	start := -1
	for i, r := range s {
		inside := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || (isApostrophe(r) && start >= 0)
		switch {
		case inside && start < 0:
			start = i
		case !inside && start >= 0:
			list = append(list, token{start, i})
			start = -1
		}
	}
	if start >= 0 {
		list = append(list, token{start, len(s)})
	}
	return list
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' }

// joins reports whether word i was torn off a "MC", "MAC" or "O" before it.
func joins(s string, toks []token, i int) bool {
	if i == 0 || s[toks[i-1].end:toks[i].start] != " " {
		return false
	}
	before, this := s[toks[i-1].start:toks[i-1].end], s[toks[i].start:toks[i].end]
	words := vocabulary()
	switch before {
	case "MC":
		return len(this) >= 3 && hasVowel(this) && allLetters(this) && !words.in("club", this)
	case "MAC":
		return words.in("mac", this)
	case "O":
		return words.in("irish", strings.TrimSuffix(this, "'S"))
	case "D", "L":
		return words.in("french", this)
	}
	return false
}

func hasVowel(s string) bool {
	return strings.ContainsAny(s, "AEIOUYÀÁÂÄÅÈÉÊËÍÎÏÑÓÔÖØÚÜ")
}

func allLetters(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) {
			return false
		}
	}
	return true
}

// title writes the first letter large and the others small.
func title(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToTitle(r)) + strings.ToLower(s[n:])
}

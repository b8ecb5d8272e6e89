package blind

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// token is a word of a text as names are compared: without case, accents and marks.
type token struct {
	word     string
	from, to int // bytes of the text
}

// tokens splits a text into words. Letters of scripts written without spaces are words of their own; what joins the
// letters of a name, such as an apostrophe or a soft hyphen, is passed over.
func tokens(text string) []token {
	var out []token
	var word strings.Builder
	from := 0
	end := func(at int) {
		if word.Len() > 0 {
			out = append(out, token{word.String(), from, at})
			word.Reset()
		}
	}
	for at, r := range text {
		switch {
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
			continue
		case strings.ContainsRune(joining, r):
			if genitive(text[at+utf8.RuneLen(r):]) {
				end(at)
			}
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != utf8.RuneError:
			end(at)
			continue
		}
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) {
			end(at)
			out = append(out, token{string(r), at, at + utf8.RuneLen(r)})
			continue
		}
		if word.Len() == 0 {
			from = at
		}
		word.WriteString(folded(r))
	}
	end(len(text))
	return out
}

// joining are the marks within a word, as in O'Brien.
const joining = "'’`ʼ"

// genitive tells whether an s that is no part of the name ends the word, as in O'Brien's.
func genitive(rest string) bool {
	if rest == "" || rest[0] != 's' && rest[0] != 'S' {
		return false
	}
	next, _ := utf8.DecodeRuneInString(rest[1:])
	return len(rest) == 1 || !unicode.IsLetter(next)
}

func folded(r rune) string {
	switch r = unicode.ToLower(r); r {
	case 'ß':
		return "ss"
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'đ', 'ð':
		return "d"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ı':
		return "i"
	}
	if r < utf8.RuneSelf {
		return string(r)
	}
	var out strings.Builder
	for _, x := range norm.NFKD.String(string(r)) {
		if !unicode.Is(unicode.Mn, x) {
			out.WriteRune(unicode.ToLower(x))
		}
	}
	return out.String()
}

// pattern is one way to write a name.
type pattern struct {
	words []string
	name  *Name
}

// seeker looks for many names at once.
type seeker struct {
	names []*Name
	first map[string][]pattern
	whole map[*Name][]string // without spaces, for texts whose spaces cannot be trusted
}

// newSeeker knows the ways to write each name: given and family name in either order, an initial, a title before the
// family name; museums in full and in their own script.
func newSeeker(names []*Name) *seeker {
	s := &seeker{names: names, first: map[string][]pattern{}, whole: map[*Name][]string{}}
	for _, n := range names {
		for _, way := range n.ways() {
			s.first[way[0]] = append(s.first[way[0]], pattern{way, n})
			if joined := strings.Join(way, ""); utf8.RuneCountInString(joined) >= 10 {
				s.whole[n] = append(s.whole[n], joined)
			}
		}
	}
	return s
}

func (n *Name) ways() [][]string {
	var out [][]string
	add := func(parts ...[]string) {
		var way []string
		for _, p := range parts {
			way = append(way, p...)
		}
		if letters := utf8.RuneCountInString(strings.Join(way, "")); len(way) > 1 && letters >= 3 || letters >= 6 {
			out = append(out, way)
		}
	}
	given, family := wordsOf(n.Given), wordsOf(n.Family)
	if n.Hidden == Museum || len(given) == 0 || len(family) == 0 {
		add(given, family)
		add(wordsOf(n.Local))
		return out
	}
	add(given, family)
	add(family, given)
	if len(given) > 1 {
		add(given[:1], family)
	}
	if utf8.RuneCountInString(strings.Join(family, "")) < 3 {
		return out
	}
	initial, _ := utf8.DecodeRuneInString(given[0])
	add([]string{string(initial)}, family)
	add(family, []string{string(initial)})
	for _, title := range []string{"dr", "dra", "prof", "professor", "mr", "ms", "mrs", "mx", "sr", "sra", "señor", "senora", "senor"} {
		add([]string{title}, family)
	}
	return out
}

func wordsOf(text string) []string {
	var out []string
	for _, t := range tokens(text) {
		out = append(out, t.word)
	}
	return out
}

// hit is a name found in a text.
type hit struct {
	name   *Name
	what   string // as it is written there
	around string
	times  int
}

// seek finds names in a text, each once, in the order of their first places; loose also where spaces are missing or too many.
func (s *seeker) seek(text string, loose bool) []hit {
	list := tokens(text)
	at := map[*Name]int{}
	var out []hit
	for i := range list {
		for _, p := range s.first[list[i].word] {
			if !starts(list[i:], p.words) {
				continue
			}
			if n, known := at[p.name]; known {
				out[n].times++
				continue
			}
			at[p.name] = len(out)
			from, to := list[i].from, list[i+len(p.words)-1].to
			out = append(out, hit{p.name, strings.Join(strings.Fields(text[from:to]), " "), around(text, from, to), 1})
		}
	}
	if !loose {
		return out
	}
	var joined strings.Builder
	for _, t := range list {
		joined.WriteString(t.word)
	}
	for _, n := range s.names {
		if _, known := at[n]; known {
			continue
		}
		for _, way := range s.whole[n] {
			if i := strings.Index(joined.String(), way); i >= 0 {
				from, to := placeOf(list, i, i+len(way))
				out = append(out, hit{n, n.Called(), around(text, from, to), strings.Count(joined.String(), way)})
				break
			}
		}
	}
	return out
}

func starts(list []token, words []string) bool {
	if len(list) < len(words) {
		return false
	}
	for i, w := range words {
		if list[i].word != w {
			return false
		}
	}
	return true
}

// placeOf is where in the text bytes of the joined words stand.
func placeOf(list []token, from, to int) (int, int) {
	at, first, last := 0, 0, 0
	for _, t := range list {
		if at <= from {
			first = t.from
		}
		if at < to {
			last = t.to
		}
		at += len(t.word)
	}
	return first, last
}

// around is a place in a text with some words before and after it.
func around(text string, from, to int) string {
	const most = 60
	start, end := max(0, from-most), min(len(text), to+most)
	for start > 0 && !utf8.RuneStart(text[start]) {
		start--
	}
	for end < len(text) && !utf8.RuneStart(text[end]) {
		end++
	}
	out := strings.Join(strings.Fields(text[start:end]), " ")
	if start > 0 {
		out = "…" + out
	}
	if end < len(text) {
		out += "…"
	}
	return out
}

var mailbox = regexp.MustCompile(`[\p{L}\p{N}._%+'-]+@((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})`)

// addresses are the e-mail addresses of a text with their domains, each once.
func addresses(text string) (out []hit, domains []string) {
	at := map[string]int{}
	for _, m := range mailbox.FindAllStringSubmatchIndex(text, -1) {
		what := strings.ToLower(text[m[0]:m[1]])
		if n, known := at[what]; known {
			out[n].times++
			continue
		}
		at[what] = len(out)
		out = append(out, hit{what: what, around: around(text, m[0], m[1]), times: 1})
		domains = append(domains, strings.ToLower(text[m[2]:m[3]]))
	}
	return out, domains
}

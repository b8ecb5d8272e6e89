package interest

import (
	"slices"
	"strings"
	"unicode"

	"github.com/vitrine-grants/vitrine/internal/people"
)

// pattern is a name as it is looked for: its words in an order people write them.
type pattern struct {
	words []string
	who   int // whose name it is, by the order of looking
}

// seeker looks for many names and addresses in one pass over a text.
type seeker struct {
	by      map[string][]pattern // by the first word of the name
	whole   map[int]string       // names written without spaces between their parts
	mail    map[string][]int     // by address
	domains map[string][]int     // by institution
}

func newSeeker() *seeker {
	return &seeker{by: map[string][]pattern{}, whole: map[int]string{}, mail: map[string][]int{}, domains: map[string][]int{}}
}

func wordsOf(s string) []string {
	return strings.FieldsFunc(people.Fold(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
}

// name adds a name under a number; a single word is nobody's name alone, unless it is written without spaces.
func (k *seeker) name(n int, given, family string) {
	g, f := wordsOf(given), wordsOf(family)
	if len(g) == 0 || len(f) == 0 {
		return
	}
	if han(family) && han(given) {
		k.whole[n] = people.Fold(family) + people.Fold(given)
		return
	}
	k.add(n, append(slices.Clone(g), f...))
	k.add(n, append(slices.Clone(f), g...))
	if len(g) > 1 {
		k.add(n, append([]string{g[0]}, f...))
		k.add(n, append(slices.Clone(f), g[0]))
	}
}

// typed adds a name somebody typed as one text, in the order they typed it.
func (k *seeker) typed(n int, name string) {
	w := wordsOf(name)
	switch {
	case han(name) && len([]rune(name)) > 1:
		k.whole[n] = people.Fold(name)
	case len(w) > 1:
		k.name(n, strings.Join(w[:len(w)-1], " "), w[len(w)-1])
		k.name(n, w[0], strings.Join(w[1:], " "))
	}
}

func (k *seeker) add(n int, words []string) {
	k.by[words[0]] = append(k.by[words[0]], pattern{words, n})
}

// address adds an e-mail address, and the institution it is of unless anybody can have one there.
func (k *seeker) address(n int, email string) {
	if email == "" {
		return
	}
	k.mail[email] = append(k.mail[email], n)
	if d := Institution(email); d != "" {
		k.domains[d] = append(k.domains[d], n)
	}
}

// hit is whose name, address or institution a text holds.
type hit struct {
	who int
	how Relation
}

// seek answers what a text holds, each once.
func (k *seeker) seek(text string) []hit {
	out := map[hit]bool{}
	w := wordsOf(text)
	for i, first := range w {
		for _, p := range k.by[first] {
			if begins(w[i:], p.words) {
				out[hit{p.who, NamedIn}] = true
			}
		}
	}
	if len(k.whole) > 0 && han(text) {
		folded := people.Fold(text)
		for n, name := range k.whole {
			if strings.Contains(folded, name) {
				out[hit{n, NamedIn}] = true
			}
		}
	}
	if strings.Contains(text, "@") {
		k.seekMail(text, out)
	}
	list := make([]hit, 0, len(out))
	for h := range out {
		list = append(list, h)
	}
	slices.SortFunc(list, func(a, b hit) int {
		if a.who != b.who {
			return a.who - b.who
		}
		return strings.Compare(string(a.how), string(b.how))
	})
	return list
}

func (k *seeker) seekMail(text string, out map[hit]bool) {
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`<>"'()[]{},;:|`, r) }) {
		word = strings.Trim(word, ".")
		if !strings.Contains(word, "@") {
			continue
		}
		for _, n := range k.mail[word] {
			out[hit{n, MailIn}] = true
		}
		for _, n := range k.domains[Institution(word)] {
			if !slices.Contains(k.mail[word], n) {
				out[hit{n, DomainIn}] = true
			}
		}
	}
}

// begins tells whether words begin a text, a middle initial before the last of them left out.
func begins(text, words []string) bool {
	n := len(words)
	if len(text) >= n && slices.Equal(text[:n], words) {
		return true
	}
	return len(text) > n && slices.Equal(text[:n-1], words[:n-1]) && len([]rune(text[n-1])) == 1 && text[n] == words[n-1]
}

func han(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// kept are the domains the Internet keeps for examples, where nobody works.
var kept = []string{"example.org", "example.com", "example.net", "example", "test", "invalid", "localhost"}

// Institution is the registrable domain of an address, empty where anybody can have one.
func Institution(email string) string {
	d := people.MailDomain(email)
	if d == "" || people.FreeMail(d) {
		return ""
	}
	for _, x := range kept {
		if d == x || strings.HasSuffix(d, "."+x) {
			return ""
		}
	}
	return d
}

func sameName(a, b string) bool {
	x, y := wordsOf(a), wordsOf(b)
	slices.Sort(x)
	slices.Sort(y)
	return len(x) > 1 && slices.Equal(x, y)
}

// NameKey is a person's name in whatever order it is written: its words without accents, by the alphabet.
func NameKey(name string) string {
	w := wordsOf(name)
	slices.Sort(w)
	return strings.Join(w, " ")
}

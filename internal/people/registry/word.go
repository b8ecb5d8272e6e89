package registry

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"github.com/vitrine-grants/vitrine/internal/place"
)

//go:embed words.txt
var wordFile string

type wordLists struct {
	section map[string]map[string]bool
	exact   map[string]string
}

// in reports whether a word stands in a section of the file.
func (l wordLists) in(section, word string) bool { return l.section[section][word] }

var vocabulary = sync.OnceValue(func() wordLists {
	sections := map[string]map[string]bool{}
	exact := map[string]string{}
	section := ""
	for line := range strings.Lines(wordFile) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			section = strings.Trim(line, "[]")
			sections[section] = map[string]bool{}
		default:
			for w := range strings.FieldsSeq(line) {
				if upper, form, ok := strings.Cut(w, "="); ok {
					exact[upper] = form
					continue
				}
				sections[section][strings.ToUpper(w)] = true
			}
		}
	}
	return wordLists{section: sections, exact: exact}
})

// word is one token of a name with what stands around it.
type word struct {
	text  string
	toks  []token
	i     int
	state string
	city  bool
}

func (w word) at(i int) string {
	if i < 0 || i >= len(w.toks) {
		return ""
	}
	return w.text[w.toks[i].start:w.toks[i].end]
}

// gap is the text between the token before i and token i.
func (w word) gap(i int) string {
	if i <= 0 || i >= len(w.toks) {
		return ""
	}
	return w.text[w.toks[i-1].end:w.toks[i].start]
}

func (w word) first() bool {
	return w.i == 0 || strings.ContainsAny(w.gap(w.i), ":;(/[\"") || strings.Contains(w.gap(w.i), " -") || strings.HasSuffix(w.gap(w.i), "- ")
}

func (w word) last() bool { return w.i == len(w.toks)-1 }

// beforeNumber knows the letters of "OV-10" and "B-26".
func (w word) beforeNumber() bool {
	next := w.at(w.i + 1)
	return w.gap(w.i+1) == "-" && next[0] >= '0' && next[0] <= '9'
}

// cased is the word in the case it has in running text.
func (w word) cased() string {
	s := w.at(w.i)
	lists := vocabulary()
	if w.isState(s) {
		return s
	}
	if lower, ok := w.lowered(s); ok {
		return lower
	}
	if form, ok := lists.exact[s]; ok {
		return form
	}
	if strings.ContainsFunc(s, unicode.IsDigit) {
		return withDigits(s)
	}
	if len(s) <= 3 && w.beforeNumber() {
		return s
	}
	if i := strings.IndexFunc(s, isApostrophe); i > 0 {
		return w.withApostrophe(s, i)
	}
	if w.city {
		return cityWord(s)
	}
	if w.isInitialism(s) {
		return s
	}
	return plainWord(s)
}

// isInitialism knows by the neighbors what the word alone does not tell.
func (w word) isInitialism(s string) bool {
	before, after := w.at(w.i-1), w.at(w.i+1)
	switch s {
	case "PO":
		return after == "BOX"
	case "SEAL":
		return before == "NAVY" || before == "UDT"
	case "MC":
		return vocabulary().in("club", after)
	}
	bracketed := strings.HasSuffix(w.gap(w.i), "(") && strings.HasPrefix(w.text[w.toks[w.i].end:], ")")
	return bracketed && len(s) <= 4
}

// lowered answers for the small words that stay small inside a name.
func (w word) lowered(s string) (string, bool) {
	lists := vocabulary()
	hyphens := w.gap(w.i) == "-" && w.gap(w.i+1) == "-"
	switch {
	case s == "C" && w.gap(w.i+1) == "/" && w.at(w.i+1) == "O", s == "O" && w.gap(w.i) == "/" && w.at(w.i-1) == "C":
		return strings.ToLower(s), true
	case s == "D" && !w.first() && w.gap(w.i+1) == " " && lists.in("french", w.at(w.i+1)):
		return "d", true
	case s == "ON" && w.at(w.i-1) == "HANDS":
		return "On", true
	case w.gap(w.i) == "." && !w.first() && isDomain(s):
		return strings.ToLower(s), true
	case w.first() || (w.gap(w.i) == "-" && !hyphens) || strings.HasPrefix(w.gap(w.i+1), "."):
		return "", false
	case s == "THE" && w.last() && strings.HasPrefix(w.gap(w.i), ","):
		return "The", true
	case s == "DES":
		return "des", !lists.in("desplaces", w.at(w.i+1))
	case s == "A":
		return "a", !w.isInitial()
	case lists.in("small", s):
		return strings.ToLower(s), true
	case s == "DE":
		next := w.at(w.i + 1)
		return "de", next != "SOTO" && next != "SMET" && next != "KALB" && next != "PERE"
	case lists.in("spanish", s) && len(s) > 1:
		return strings.ToLower(s), strings.Contains(" DE Y EN A ", " "+w.at(w.i-1)+" ")
	}
	return "", false
}

// isInitial tells the A of "John A Logan" from the A of "Save a Connie".
func (w word) isInitial() bool {
	before, after := w.at(w.i-1), w.at(w.i+1)
	return w.last() || len(before) == 1 || (before == "AND" && len(w.at(w.i-2)) == 1) || len(after) == 1 || vocabulary().in("given", before) ||
		strings.Contains(w.gap(w.i)+w.gap(w.i+1), "&") || strings.HasPrefix(w.gap(w.i+1), ".")
}

// isState is true for the code of the museum's own state where codes stand:
// at the end, in brackets, after a comma, before "Inc".
func (w word) isState(s string) bool {
	if len(s) != 2 || s != w.state || !place.State(s).Valid() || w.i == 0 || w.at(w.i-1) == "THE" {
		return false
	}
	comma := strings.Contains(w.gap(w.i), ",") || strings.Contains(w.gap(w.i), "(")
	if s == "CO" || s == "IN" || s == "OR" || s == "ME" || s == "DE" || s == "HI" {
		return comma
	}
	region := false
	switch w.at(w.i - 1) {
	case "CENTRAL", "NORTHERN", "SOUTHERN", "EASTERN", "WESTERN", "NORTHEASTERN", "NORTHWESTERN", "SOUTHEASTERN", "SOUTHWESTERN":
		region = true
	}
	return comma || region || w.last() || w.at(w.i+1) == "INC"
}

func isDomain(s string) bool {
	switch s {
	case "COM", "ORG", "NET", "EDU", "GOV":
		return true
	}
	return false
}

func (w word) withApostrophe(s string, i int) string {
	head, mark, tail := s[:i], s[i:], ""
	for j, r := range mark {
		if !isApostrophe(r) {
			mark, tail = mark[:j], mark[j:]
			break
		}
	}
	if (head == "O" || head == "D" || head == "L") && len(tail) >= 2 {
		if head == "D" && !w.first() {
			head = "d"
		}
		return head + mark + title(tail)
	}
	return plainWord(head) + mark + strings.ToLower(tail)
}

// withDigits keeps "B26" and "WW2", lowers ordinals and decades ("19th", "1930s").
func withDigits(s string) string {
	letters := strings.TrimLeftFunc(s, unicode.IsDigit)
	digits := s[:len(s)-len(letters)]
	switch letters {
	case "ST", "ND", "RD", "TH", "S", "'S", "’S":
		if digits != "" {
			return digits + strings.ToLower(letters)
		}
	}
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	if n >= 4 {
		return digits + title(letters)
	}
	return s
}

// cityWord takes words without a vowel for abbreviations: "Myrtle Bch".
func cityWord(s string) string {
	if vocabulary().in("city", s) || len(s) == 1 {
		return s
	}
	if hasVowel(s) && !vocabulary().in("caps", s) {
		return plainWord(s)
	}
	return title(s)
}

// plainWord cases a word by itself: initialisms large, Mc and Mac names, others as titles.
func plainWord(s string) string {
	lists := vocabulary()
	letters := len([]rune(s))
	switch {
	case lists.in("caps", s) || letters == 1:
		return s
	case lists.in("plain", s):
		return title(s)
	case strings.HasPrefix(s, "MC") && letters >= 5 && hasVowel(s[2:]):
		return "Mc" + title(s[2:])
	case strings.HasPrefix(s, "MAC") && lists.in("mac", s[3:]):
		return "Mac" + title(s[3:])
	case !hasVowel(s) && letters <= 4:
		return s
	}
	return title(s)
}

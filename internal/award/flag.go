package award

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// FlagKind is what a comment gives away.
type FlagKind string

// The kinds of flags.
const (
	NamesReviewer FlagKind = "names_reviewer"
	NamesScore    FlagKind = "names_score"
)

// Flag is a place in a comment that an applicant should not read as it stands.
type Flag struct {
	Kind  FlagKind
	Found string // the words of the comment
}

// Numbers beside the words of scoring, in the languages of the house; a number alone says nothing of a score.
var scorePatterns = regexp.MustCompile(`(?i)` + strings.Join([]string{
	`\b(?:scor(?:e|ed|es|ing)|rat(?:ed|ing)|grad(?:e|ed)|gave(?: it| this| them)?|give (?:it|this)|points?|stars?)\b[^.\n]{0,24}?\b\d+(?:[.,]\d+)?\b`,
	`\b\d+(?:[.,]\d+)?\s*(?:points?|stars?|out of \d+)\b`,
	`\b(?:puntu(?:é|o|ación|amos)|calific(?:o|ué|ación)|nota|puntos?)(?:[^\p{L}.\n][^.\n]{0,24}?)?\b\d+(?:[.,]\d+)?\b`,
	`\b\d+(?:[.,]\d+)?\s*(?:puntos?|sobre \d+)\b`,
	`(?:评分|打分|得分|给分|分数)[^。\n]{0,12}?\d+(?:\.\d+)?`,
	`\d+(?:\.\d+)?\s*分`,
	`\b[1-5](?:[.,]5)?\s*/\s*(?:5|10|100)\b`,
	`\b(?:ranked?|place[ds]?)\s+(?:no\.?\s*|number\s+|#\s*)?\d+(?:st|nd|rd|th)?\b`,
}, "|"))

// FlagComment finds reviewers' names and scores in a comment. A name is found whole, or by its family name where that has
// four letters or more and is written as a name; reviewers are each "Given Family".
func FlagComment(text string, reviewers []string) []Flag {
	var out []Flag
	add := func(k FlagKind, found string) {
		if f := (Flag{k, strings.TrimSpace(found)}); !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	for _, name := range reviewers {
		name = strings.Join(strings.Fields(name), " ")
		if name == "" {
			continue
		}
		if at := whole(text, name, true); at != "" {
			add(NamesReviewer, at)
			continue
		}
		family := name[strings.LastIndexByte(name, ' ')+1:]
		if len([]rune(family)) >= 4 {
			if at := whole(text, family, false); at != "" {
				add(NamesReviewer, at)
			}
		}
	}
	for _, found := range scorePatterns.FindAllString(text, -1) {
		add(NamesScore, found)
	}
	return out
}

// whole is the first place of the words in the text that no letter touches; as the text spells them, or empty.
func whole(text, words string, anyCase bool) string {
	in := text
	if anyCase {
		in, words = strings.ToLower(text), strings.ToLower(words)
		if len(in) != len(text) {
			in = text // lowering changed the bytes: compare as written
		}
	}
	for from := 0; ; {
		at := strings.Index(in[from:], words)
		if at < 0 {
			return ""
		}
		at += from
		end := at + len(words)
		if !touches(in[:at], true) && !touches(in[end:], false) {
			return text[at:end]
		}
		from = at + 1
	}
}

// touches tells whether the text ends (or begins) with a Latin letter; scripts without spaces touch everything.
func touches(text string, ends bool) bool {
	r := []rune(text)
	if len(r) == 0 {
		return false
	}
	c := r[0]
	if ends {
		c = r[len(r)-1]
	}
	return unicode.IsLetter(c) && !unicode.In(c, unicode.Han)
}

// labels are the words by which reviewers head what they praise and what they miss.
func labels() map[Nature][]string {
	return map[Nature][]string{
		Strength: {"strengths", "strength", "fortalezas", "fortaleza", "puntos fuertes", "优点", "强项", "优势"},
		Weakness: {"weaknesses", "weakness", "debilidades", "debilidad", "puntos débiles", "不足", "弱点", "缺点"},
	}
}

// Sorted cuts a comment at the reviewer's own heads: what stands under "Strengths:" or "Weaknesses:" in English, Spanish or
// Chinese goes there, and all else stays a remark.
func Sorted(text string) map[Nature]string {
	out := map[Nature]string{}
	now := Remark
	for line := range strings.Lines(text) {
		if n, rest, ok := headed(line); ok {
			now, line = n, rest
		}
		out[now] += line
	}
	for n, t := range out {
		if out[n] = strings.TrimSpace(t); out[n] == "" {
			delete(out, n)
		}
	}
	return out
}

func headed(line string) (Nature, string, bool) {
	head, rest, ok := strings.Cut(line, ":")
	if h, r, wide := strings.Cut(line, "："); wide && (!ok || len(h) < len(head)) {
		head, rest, ok = h, r, true
	}
	if !ok {
		return Remark, line, false
	}
	head = strings.ToLower(strings.Trim(strings.TrimSpace(head), "*_#- "))
	for n, words := range labels() {
		if slices.Contains(words, head) {
			return n, rest, true
		}
	}
	return Remark, line, false
}

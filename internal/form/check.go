package form

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
)

// MostChars is the longest answer that is kept, whatever the form says.
const MostChars = 20_000

// The keys that every proposal form has; lists and letters show their answers.
const (
	TitleKey    = "title"
	AbstractKey = "abstract"
)

// Find is a question with its section; false where the form does not ask it.
func (d *Definition) Find(key string) (*Section, *Question, bool) {
	for i := range d.Sections {
		for j := range d.Sections[i].Questions {
			if q := &d.Sections[i].Questions[j]; q.Key == key {
				return &d.Sections[i], q, true
			}
		}
	}
	return nil, nil, false
}

// BudgetSection is the section that holds the budget; nil where there is none.
func (d *Definition) BudgetSection() *Section {
	for i := range d.Sections {
		for _, q := range d.Sections[i].Questions {
			if q.Kind == Budget {
				return &d.Sections[i]
			}
		}
	}
	return nil
}

// Refuse names the answers that cannot be kept even in a draft: not asked, not
// text, far too long, or not among the choices. A draft may be unfinished and
// over its word limit, so that nothing typed is lost.
func (d *Definition) Refuse(a Answers) []fault.Field {
	var c fault.Check
	for _, key := range sorted(a) {
		_, q, ok := d.Find(key)
		if !ok || q.Kind == Budget {
			c.Refuse(path(clip(key)), "unknown_question", "The form does not ask this.")
			continue
		}
		q.keepable(&c, a[key])
	}
	return c.Fields()
}

func (q *Question) keepable(c *fault.Check, text string) {
	at := path(q.Key)
	switch {
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		c.Refuse(at, "bad_text", "The text has a character that cannot be kept.")
	case Chars(text) > MostChars:
		c.Refuse(at, "too_long", "An answer has at most %d characters; this one has %d.", MostChars, Chars(text))
	case strings.TrimSpace(text) == "":
	default:
		q.shape(c, at, strings.TrimSpace(text))
	}
}

func (q *Question) shape(c *fault.Check, at, text string) {
	switch q.Kind {
	case Choice:
		c.That(q.offers(text), at, "unknown_choice", "Choose one of the options.")
	case Several:
		for _, k := range Chosen(text) {
			c.That(q.offers(k), at, "unknown_choice", "Choose among the options.")
		}
	case YesNo:
		c.That(text == "yes" || text == "no", at, "unknown_choice", "Answer yes or no.")
	case Number:
		c.That(isNumber(text), at, "bad_number", "This is a number such as 12 or 12.5.")
	case Day:
		_, err := calendar.Parse(text)
		c.That(err == nil, at, "bad_date", "A date looks like 2027-03-31.")
	case ShortText:
		c.That(!strings.ContainsAny(text, "\r\n"), at, "one_line", "This answer is one line.")
	}
}

// Check names every answer that stands in the way: with complete, as submitting
// asks it; without, only what has been written wrongly so far.
func Check(d *Definition, a Answers, complete bool) []fault.Field {
	c := fault.Check{}
	for i := range d.Sections {
		for j := range d.Sections[i].Questions {
			q := &d.Sections[i].Questions[j]
			if q.Kind == Budget {
				continue
			}
			q.keepable(&c, a[q.Key])
			q.limits(&c, a[q.Key], complete)
		}
	}
	fields := c.Fields()
	for _, key := range sorted(a) {
		if _, _, ok := d.Find(key); !ok {
			fields = append(fields, fault.Field{Path: path(clip(key)), Code: "unknown_question", Message: "The form does not ask this."})
		}
	}
	return fields
}

func (q *Question) limits(c *fault.Check, text string, complete bool) {
	at := path(q.Key)
	if strings.TrimSpace(text) == "" {
		c.That(!complete || !q.Required, at, "required", "%s: an answer is needed.", q.Label["en"])
		return
	}
	words, chars := Words(text), Chars(text)
	c.That(q.MaxWords == 0 || words <= q.MaxWords, at, "too_many_words", "%s: %d words; at most %d.", q.Label["en"], words, q.MaxWords)
	c.That(!complete || words >= q.MinWords, at, "too_few_words", "%s: %d words; at least %d.", q.Label["en"], words, q.MinWords)
	c.That(q.MaxChars == 0 || chars <= q.MaxChars, at, "too_many_chars", "%s: %d characters; at most %d.", q.Label["en"], chars, q.MaxChars)
}

// Chosen splits an answer to a question with several choices: option keys between commas.
func Chosen(text string) []string {
	var out []string
	for k := range strings.SplitSeq(text, ",") {
		if k = strings.TrimSpace(k); k != "" {
			out = append(out, k)
		}
	}
	return out
}

func (q *Question) offers(key string) bool {
	for _, o := range q.Options {
		if o.Key == key {
			return true
		}
	}
	return false
}

func isNumber(s string) bool {
	whole, frac, point := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return len(s) <= 18 && digits(whole) && (!point || digits(frac))
}

func path(key string) string { return "answers." + key }

func clip(s string) string {
	s = strings.ToValidUTF8(s, "?")
	if r := []rune(s); len(r) > 40 {
		return string(r[:40])
	}
	return s
}

// keyed refuses keys that are empty, doubled or not plain.
func keyed(c *fault.Check, seen map[string]bool, at, key string) {
	plain := key != "" && strings.Trim(key, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
	c.That(plain, at, "bad_key", "A key has small letters, digits and underscores.")
	c.That(!seen[key], at, "key_twice", "The key %s is used twice.", clip(key))
	seen[key] = true
}

// Validate refuses a definition that could not be filled in: doubled or odd keys,
// unknown kinds and owners, choices without options, English words missing, limits crossed.
func (d *Definition) Validate() error {
	var c fault.Check
	c.That(len(d.Sections) > 0, "sections", "required", "A form has at least one section.")
	sections, questions := map[string]bool{}, map[string]bool{}
	for i, s := range d.Sections {
		at := fmt.Sprintf("sections.%d", i)
		keyed(&c, sections, at+".key", s.Key)
		c.That(s.Title["en"] != "", at+".title", "english_needed", "A section has an English title.")
		c.That(s.Owner == ByLead || s.Owner == ByPartner || s.Owner == Shared, at+".owner", "unknown_owner", "A section belongs to the lead, the partner or both.")
		for j := range s.Questions {
			q := &s.Questions[j]
			qat := fmt.Sprintf("%s.questions.%d", at, j)
			keyed(&c, questions, qat+".key", q.Key)
			q.validate(&c, qat)
		}
	}
	return c.Err()
}

func (q *Question) validate(c *fault.Check, at string) {
	c.That(q.Label["en"] != "", at+".label", "english_needed", "A question has an English label.")
	switch q.Kind {
	case Choice, Several:
		c.That(len(q.Options) > 0, at+".options", "required", "A choice has options.")
	case ShortText, LongText, Number, Day, YesNo, Budget:
		c.That(len(q.Options) == 0, at+".options", "no_options", "Only choices have options.")
	default:
		c.Refuse(at+".kind", "unknown_kind", "There is no such kind of question.")
	}
	c.That(q.MinWords >= 0 && q.MaxWords >= 0 && q.MaxChars >= 0, at, "bad_limit", "A limit is not below zero.")
	c.That(q.MaxWords == 0 || q.MinWords <= q.MaxWords, at+".maxWords", "bad_limit", "The least words are more than the most.")
	c.That(q.MaxChars <= MostChars, at+".maxChars", "bad_limit", "No answer is longer than %d characters.", MostChars)
	seen := map[string]bool{}
	for i, o := range q.Options {
		oat := fmt.Sprintf("%s.options.%d", at, i)
		keyed(c, seen, oat+".key", o.Key)
		c.That(o.Label["en"] != "", oat+".label", "english_needed", "An option has an English label.")
	}
}

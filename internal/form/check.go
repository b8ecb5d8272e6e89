package form

import (
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// MostChars is the longest text that is kept, whatever the form says.
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

// KeyOf is the question a refused path belongs to, such as staff in answers.staff.2.email;
// false where the path is not of an answer.
func KeyOf(path string) (string, bool) {
	rest, ok := strings.CutPrefix(path, "answers.")
	if !ok {
		return "", false
	}
	key, _, _ := strings.Cut(rest, ".")
	return key, key != ""
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
		q.keepable(&c, path(q.Key), a[key])
	}
	return c.Fields()
}

func (q *Question) keepable(c *fault.Check, at, text string) {
	most := MostChars
	if q.Structured() {
		most = mostJSON
	}
	switch {
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		c.Refuse(at, "bad_text", "The text has a character that cannot be kept.")
	case q.Structured() && strings.TrimSpace(text) != "" && len(text) <= 4<<20:
		before := len(c.Fields())
		q.rowsShape(c, at, text)
		if len(c.Fields()) == before && Chars(text) > most {
			c.Refuse(at, "too_long", "A table has at most %d characters; this one has %d.", most, Chars(text))
		}
	case Chars(text) > most:
		c.Refuse(at, "too_long", "An answer has at most %d characters; this one has %d.", most, Chars(text))
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
	case Money:
		_, err := money.Parse(text, q.currency())
		c.That(err == nil, at, "bad_amount", "This is an amount in %s such as 1250.50.", q.currency())
	case Day:
		_, err := calendar.Parse(text)
		c.That(err == nil, at, "bad_date", "A date looks like 2027-03-31.")
	case Country:
		_, err := place.ParseCountry(text)
		c.That(err == nil, at, "unknown_country", "Choose a country.")
	case State:
		_, err := place.ParseState(text)
		c.That(err == nil, at, "unknown_state", "Choose a state.")
	case File:
		q.files(c, at, text)
	case ShortText, Organization:
		c.That(!strings.ContainsAny(text, "\r\n"), at, "one_line", "This answer is one line.")
	}
}

func (q *Question) files(c *fault.Check, at, text string) {
	ids := Chosen(text)
	for _, x := range ids {
		if _, err := ident.Parse[ident.DocumentKind](x); err != nil {
			c.Refuse(at, "unknown_file", "This is no file of ours.")
			return
		}
	}
	most := q.MostFiles()
	c.That(len(ids) <= most, at, "too_many_files", "At most %d files; these are %d.", most, len(ids))
}

// MostFiles is how many files the question takes, one where the form does not say.
func (q *Question) MostFiles() int { return min(max(q.MaxFiles, 1), MostFiles) }

func (q *Question) currency() money.Currency {
	if q.Currency == "" {
		return money.USD
	}
	return q.Currency
}

// Check names every answer that stands in the way: with complete, as submitting asks it;
// without, only what has been written wrongly so far. What is hidden, or no longer asked, is not looked at.
func Check(d *Definition, a Answers, complete bool, in Context) []fault.Field {
	c := fault.Check{}
	seen := d.evaluate(a, in)
	for i := range d.Sections {
		for j := range d.Sections[i].Questions {
			q := &d.Sections[i].Questions[j]
			if q.Kind == Budget || !seen.shown[q.Key] {
				continue
			}
			before := len(c.Fields())
			q.keepable(&c, path(q.Key), a[q.Key])
			kept := len(c.Fields()) == before
			q.limits(&c, path(q.Key), a[q.Key], complete)
			if kept && (complete || strings.TrimSpace(a[q.Key]) != "") {
				seen.hold(&c, q)
			}
		}
	}
	return c.Fields()
}

func (q *Question) limits(c *fault.Check, at, text string, complete bool) {
	if q.Tabular() && (q.Required || strings.TrimSpace(text) != "") {
		q.rowsLimits(c, at, text, complete)
	}
	if strings.TrimSpace(text) == "" {
		c.That(!complete || !q.Required, at, "required", "%s: an answer is needed.", q.Label["en"])
		return
	}
	if q.Structured() {
		if q.Kind == Contact {
			q.rowsLimits(c, at, text, complete)
			q.address(c, at, text)
		}
		return
	}
	words, chars := Words(text), Chars(text)
	c.That(q.MaxWords == 0 || words <= q.MaxWords, at, "too_many_words", "%s: %s; at most %d.", q.Label["en"], Counted(words), q.MaxWords)
	c.That(!complete || words >= q.MinWords, at, "too_few_words", "%s: %s; at least %d.", q.Label["en"], Counted(words), q.MinWords)
	c.That(q.MaxChars == 0 || chars <= q.MaxChars, at, "too_many_chars", "%s: %d characters; at most %d.", q.Label["en"], chars, q.MaxChars)
	q.between(c, at, strings.TrimSpace(text))
}

// between holds a number or an amount against its least and greatest, exactly.
func (q *Question) between(c *fault.Check, at, text string) {
	if q.Kind != Number && q.Kind != Money {
		return
	}
	n, ok := decimal(text)
	if !ok {
		return
	}
	if least, ok := decimal(q.Min); ok {
		c.That(n.Cmp(least) >= 0, at, "too_small", "%s: at least %s.", q.Label["en"], q.Min)
	}
	if most, ok := decimal(q.Max); ok {
		c.That(n.Cmp(most) <= 0, at, "too_large", "%s: at most %s.", q.Label["en"], q.Max)
	}
}

func decimal(text string) (*big.Rat, bool) {
	if !isNumber(text) {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

// address refuses a person's e-mail that no letter could reach.
func (q *Question) address(c *fault.Check, at, text string) {
	rows, ok := q.Rows(text)
	if !ok || len(rows) == 0 {
		return
	}
	mail := strings.TrimSpace(rows[0]["email"])
	local, host, _ := strings.Cut(mail, "@")
	good := local != "" && strings.Contains(host, ".") && !strings.ContainsAny(mail, " \t,;<>") && !strings.Contains(host, "@")
	c.That(mail == "" || good, at+".email", "bad_email", "This is not an e-mail address.")
}

// Chosen splits an answer of several parts: option keys or document ids between commas.
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
	return slices.ContainsFunc(q.Options, func(o Option) bool { return o.Key == key })
}

func isNumber(s string) bool {
	whole, frac, point := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return len(s) <= 18 && digits(whole) && (!point || digits(frac))
}

// Path is where a refused answer stands: answers.title for the question title; an overlong key is cut.
func Path(key string) string { return "answers." + clip(key) }

func path(key string) string { return "answers." + key }

// Counted says a number of words in English: 1 word, 2 words.
func Counted(words int) string {
	if words == 1 {
		return "1 word"
	}
	return itoa(words) + " words"
}

func itoa(n int) string { return strconv.Itoa(n) }

func clip(s string) string {
	s = strings.ToValidUTF8(s, "?")
	if r := []rune(s); len(r) > 40 {
		return string(r[:40])
	}
	return s
}

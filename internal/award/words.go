package award

import (
	"embed"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"text/template"
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/money"
)

//go:embed words/*.txt
var wordFiles embed.FS

// Locales are the languages letters are written in.
func Locales() []string { return []string{"en", "es", "zh-Hans"} }

// LetterText is a letter in words, in order, for a page or for paper.
type LetterText struct {
	Locale    string
	Subject   string
	Date      string
	To        []string // the museum and its address
	Greeting  string
	Blocks    []Block
	Closing   string
	Signature []string // the signer's name and office
	About     string   // who administers the program, for whom
	Verify    string   // where to check the letter, with its code
}

// Block is a heading, a paragraph or a list of a letter; people's words are in Items or Text as written.
type Block struct {
	Heading string
	Text    string
	Items   []string
	Quote   bool // reviewers' words, in the language they were written in
}

// wording is one kind of letter in one language, cut into parts before any name or comment is put in.
type wording struct {
	subject, greeting, closing *template.Template
	to, role, verify           *template.Template
	strengths, weaknesses      *template.Template // how letters call what reviewers praise and miss
	remarks                    *template.Template
	parts                      []part
}

type part struct {
	kind byte // '#' heading, '-' item, '@' comments, '!' reasons, 'p' paragraph
	text *template.Template
}

var wordings = sync.OnceValues(func() (map[string]map[Decision]*wording, error) {
	out := map[string]map[Decision]*wording{}
	for _, l := range Locales() {
		raw, err := wordFiles.ReadFile("words/" + l + ".txt")
		if err != nil {
			return nil, err
		}
		if out[l], err = parseWords(l, string(raw)); err != nil {
			return nil, fmt.Errorf("read words %s: %w", l, err)
		}
	}
	return out, nil
})

func parseWords(locale, raw string) (map[Decision]*wording, error) {
	out := map[Decision]*wording{}
	var errs []error
	for section := range strings.SplitSeq(raw, "== ") {
		name, body, ok := strings.Cut(section, "\n")
		if !ok || name == "" {
			continue
		}
		w := &wording{}
		for line := range strings.Lines(body) {
			if err := w.take(locale, strings.TrimSpace(line)); err != nil {
				errs = append(errs, err)
			}
		}
		out[Decision(name)] = w
	}
	return out, errors.Join(errs...)
}

func (w *wording) take(locale, line string) error {
	if line == "" {
		return nil
	}
	for label, into := range map[string]**template.Template{
		"subject: ": &w.subject, "greeting: ": &w.greeting, "closing: ": &w.closing, "to: ": &w.to, "role: ": &w.role, "verify: ": &w.verify,
		"strengths: ": &w.strengths, "weaknesses: ": &w.weaknesses, "remarks: ": &w.remarks,
	} {
		if rest, ok := strings.CutPrefix(line, label); ok {
			t, err := compile(locale, rest)
			*into = t
			return err
		}
	}
	p := part{kind: 'p'}
	switch {
	case line == "@comments":
		p.kind = '@'
	case line == "@reasons":
		p.kind = '!'
	case strings.HasPrefix(line, "# "), strings.HasPrefix(line, "- "):
		p.kind, line = line[0], line[2:]
	}
	t, err := compile(locale, line)
	p.text = t
	w.parts = append(w.parts, p)
	return err
}

func compile(locale, text string) (*template.Template, error) {
	return template.New("").Option("missingkey=error").Funcs(template.FuncMap{
		"money": func(m money.Money) string { return m.Format(locale) },
		"date":  func(d calendar.Date) string { return longDate(d, locale) },
		"join":  func(names []string) string { return joined(names, locale) },
		"count": func(n int, one, many string) string {
			if n == 1 {
				return "1 " + one
			}
			return strconv.Itoa(n) + " " + many
		},
	}).Parse(text)
}

// Text is the letter in words, in its own language; the same content gives the same text.
func (c *LetterContent) Text() (*LetterText, error) {
	all, err := wordings()
	if err != nil {
		return nil, err
	}
	w, frame := all[c.Locale][c.Kind], all[c.Locale]["frame"]
	if w == nil || frame == nil {
		return nil, fmt.Errorf("write letter %s: no words for %s in %q", c.Number, c.Kind, c.Locale)
	}
	f := filling{content: c, frame: frame}
	t := &LetterText{
		Locale: c.Locale, Subject: f.in(w.subject), Date: longDate(c.Date, c.Locale), To: append([]string{c.Organization}, c.Address...),
		Greeting: f.in(w.greeting), Closing: f.in(w.closing), Signature: []string{c.SignedBy, f.in(frame.role), c.Administrator},
		About: f.in(frame.to), Verify: f.in(frame.verify),
	}
	for _, p := range w.parts {
		f.block(t, p)
	}
	return t, f.err
}

type filling struct {
	content *LetterContent
	frame   *wording
	err     error
}

func (f *filling) in(t *template.Template) string {
	var b strings.Builder
	if f.err == nil {
		f.err = t.Execute(&b, f.content)
	}
	return b.String()
}

func (f *filling) block(t *LetterText, p part) {
	switch p.kind {
	case '#':
		t.Blocks = append(t.Blocks, Block{Heading: f.in(p.text)})
	case '-':
		if last := len(t.Blocks) - 1; last >= 0 && len(t.Blocks[last].Items) > 0 {
			t.Blocks[last].Items = append(t.Blocks[last].Items, f.in(p.text))
			return
		}
		t.Blocks = append(t.Blocks, Block{Items: []string{f.in(p.text)}})
	case '@':
		for _, c := range f.content.Comments {
			f.quote(t, c)
		}
	case '!':
		for _, words := range f.content.Reasons {
			t.Blocks = append(t.Blocks, Block{Text: words})
		}
	default:
		t.Blocks = append(t.Blocks, Block{Text: f.in(p.text)})
	}
}

// quote sets what reviewers wrote on a criterion; where they praised or missed something, each under its own head.
func (f *filling) quote(t *LetterText, c CriterionComment) {
	if len(c.Strengths)+len(c.Weaknesses) == 0 {
		t.Blocks = append(t.Blocks, Block{Text: c.Criterion, Items: c.Comments, Quote: true})
		return
	}
	for _, x := range []struct {
		head  *template.Template
		items []string
	}{{f.frame.strengths, c.Strengths}, {f.frame.weaknesses, c.Weaknesses}, {f.frame.remarks, c.Comments}} {
		if len(x.items) > 0 {
			t.Blocks = append(t.Blocks, Block{Text: c.Criterion + " – " + f.in(x.head), Items: x.items, Quote: true})
		}
	}
}

// longDate writes a day as a letter does: November 21, 2026.
func longDate(d calendar.Date, locale string) string {
	switch locale {
	case "es":
		return fmt.Sprintf("%d de %s de %d", d.Day(), [...]string{
			"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
		}[d.Month()-time.January], d.Year())
	case "zh-Hans":
		return fmt.Sprintf("%d年%d月%d日", d.Year(), d.Month(), d.Day())
	}
	return d.Time().Format("January 2, 2006")
}

func joined(names []string, locale string) string {
	and, comma := " and ", ", "
	switch locale {
	case "es":
		and = " y "
	case "zh-Hans":
		and, comma = "和", "、"
	}
	if n := len(names) - 1; n > 0 {
		return strings.Join(names[:n], comma) + and + names[n]
	}
	return strings.Join(names, "")
}

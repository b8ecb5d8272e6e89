package form

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// The most a definition holds; what is beyond is no form that people fill in.
const (
	mostSections  = 40
	mostQuestions = 400
	mostColumns   = 12
	mostOptions   = 400
	mostRules     = 10
)

// Validate refuses a definition that could not be filled in: doubled or odd keys, unknown kinds and
// owners, choices without options, English words missing, limits crossed, rules that do not type-check.
func (d *Definition) Validate() error {
	var c fault.Check
	c.That(len(d.Sections) > 0, "sections", "required", "A form has at least one section.")
	c.That(len(d.Sections) <= mostSections, "sections", "too_many", "A form has at most %d sections.", mostSections)
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
			c.That(!reserved(q.Key), qat+".key", "key_reserved", "The key %s has a meaning of its own in rules; choose another.", clip(q.Key))
			q.validate(&c, qat)
		}
	}
	c.That(len(questions) <= mostQuestions, "sections", "too_many", "A form has at most %d questions.", mostQuestions)
	if len(c.Fields()) > 0 {
		return c.Err()
	}
	return d.Compile()
}

func (q *Question) validate(c *fault.Check, at string) {
	c.That(q.Label["en"] != "", at+".label", "english_needed", "A question has an English label.")
	c.That(len(q.Heading) == 0 || q.Heading["en"] != "", at+".heading", "english_needed", "A heading for readers has English words too.")
	c.That(slices.Contains(Kinds(), q.Kind), at+".kind", "unknown_kind", "There is no such kind of question.")
	q.choices(c, at)
	q.bounds(c, at)
	q.table(c, at)
	c.That(len(q.Rules) <= mostRules, at+".rules", "too_many", "A question has at most %d rules.", mostRules)
	for i, r := range q.Rules {
		rat := fmt.Sprintf("%s.rules.%d", at, i)
		c.That(plainKey(r.Code), rat+".code", "bad_key", "A code has small letters, digits and underscores.")
		c.That(r.Message["en"] != "", rat+".message", "english_needed", "A rule says in English what is wrong.")
		c.That(r.Expr != "", rat+".expr", "required", "A rule has an expression.")
	}
}

func (q *Question) choices(c *fault.Check, at string) {
	if q.Kind == Choice || q.Kind == Several {
		c.That(len(q.Options) > 0, at+".options", "required", "A choice has options.")
		c.That(len(q.Options) <= mostOptions, at+".options", "too_many", "A choice has at most %d options.", mostOptions)
	} else {
		c.That(len(q.Options) == 0, at+".options", "no_options", "Only choices have options.")
	}
	seen := map[string]bool{}
	for i, o := range q.Options {
		oat := fmt.Sprintf("%s.options.%d", at, i)
		keyed(c, seen, oat+".key", o.Key)
		c.That(o.Label["en"] != "", oat+".label", "english_needed", "An option has an English label.")
	}
}

func (q *Question) bounds(c *fault.Check, at string) {
	c.That(q.MinWords >= 0 && q.MaxWords >= 0 && q.MaxChars >= 0 && q.MinRows >= 0 && q.MaxRows >= 0 && q.MaxFiles >= 0, at, "bad_limit", "A limit is not below zero.")
	c.That(q.MaxWords == 0 || q.MinWords <= q.MaxWords, at+".maxWords", "bad_limit", "The least words are more than the most.")
	c.That(q.MaxChars <= MostChars, at+".maxChars", "bad_limit", "No answer is longer than %d characters.", MostChars)
	c.That(q.MaxRows <= MostRows, at+".maxRows", "bad_limit", "No table has more than %d rows.", MostRows)
	c.That(q.MaxRows == 0 || q.leastRows() <= q.MaxRows, at+".maxRows", "bad_limit", "The least rows are more than the most.")
	c.That(q.MaxFiles <= MostFiles, at+".maxFiles", "bad_limit", "No question takes more than %d files.", MostFiles)
	least, hasLeast := decimal(q.Min)
	most, hasMost := decimal(q.Max)
	c.That(q.Min == "" || hasLeast, at+".min", "bad_number", "This is a number such as 12 or 12.5.")
	c.That(q.Max == "" || hasMost, at+".max", "bad_number", "This is a number such as 12 or 12.5.")
	c.That(!hasLeast || !hasMost || least.Cmp(most) <= 0, at+".max", "bad_limit", "The least is more than the greatest.")
	c.That(q.Currency == "" || q.Currency.Valid(), at+".currency", "unknown_currency", "There is no such currency.")
	for _, t := range q.Accept {
		c.That(slices.Contains(FileTypes(), t), at+".accept", "unknown_file_type", "Files are of %s.", strings.Join(FileTypes(), ", "))
	}
}

func (q *Question) table(c *fault.Check, at string) {
	if q.Kind != Table {
		c.That(len(q.Columns) == 0, at+".columns", "no_columns", "Only tables have columns.")
		return
	}
	c.That(len(q.Columns) > 0, at+".columns", "required", "A table has columns.")
	c.That(len(q.Columns) <= mostColumns, at+".columns", "too_many", "A table has at most %d columns.", mostColumns)
	seen := map[string]bool{}
	for i, col := range q.Columns {
		cat := fmt.Sprintf("%s.columns.%d", at, i)
		keyed(c, seen, cat+".key", col.Key)
		c.That(col.Label["en"] != "", cat+".label", "english_needed", "A column has an English label.")
		c.That(slices.Contains(CellKinds(), col.Kind), cat+".kind", "unknown_kind", "A column has no such kind.")
		cell := col.question()
		cell.choices(c, cat)
		cell.bounds(c, cat)
	}
}

// keyed refuses keys that are empty, doubled or not plain.
func keyed(c *fault.Check, seen map[string]bool, at, key string) {
	c.That(plainKey(key), at, "bad_key", "A key has small letters, digits and underscores.")
	c.That(!seen[key], at, "key_twice", "The key %s is used twice.", clip(key))
	seen[key] = true
}

func plainKey(key string) bool {
	return key != "" && len(key) <= 60 && strings.Trim(key, "abcdefghijklmnopqrstuvwxyz0123456789_") == "" && key[0] != '_' && (key[0] < '0' || key[0] > '9')
}

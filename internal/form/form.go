// Package form keeps form definitions by version, shows and hides questions by
// rules in CEL, and checks answers against them.
package form

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Owner says which side of a partnership writes a section.
type Owner string

// The owners of sections.
const (
	ByLead    Owner = "lead"
	ByPartner Owner = "partner"
	Shared    Owner = "shared"
)

// Kind is what an answer looks like.
type Kind string

// The kinds of questions.
const (
	ShortText    Kind = "short_text"
	LongText     Kind = "long_text"
	RichText     Kind = "rich_text" // a safe subset of Markdown
	Number       Kind = "number"
	Money        Kind = "money" // decimal text in the question's currency
	Day          Kind = "date"
	Choice       Kind = "choice"
	Several      Kind = "several" // option keys between commas
	YesNo        Kind = "yes_no"
	Country      Kind = "country"      // ISO 3166-1 alpha-2
	State        Kind = "state"        // USPS code
	Contact      Kind = "person"       // JSON object of ContactColumns
	Organization Kind = "organization" // an organization's id, or its name where we have no record
	File         Kind = "file"         // document ids between commas
	Table        Kind = "table"        // JSON array of rows, each an object of texts by column
	Outcomes     Kind = "outcomes"     // the outcome model: rows of OutcomeColumns, the required outcome first
	Budget       Kind = "budget"       // the lines live in the budget, not among the answers
)

// Kinds are all kinds of questions in the order an editor offers them.
func Kinds() []Kind {
	return []Kind{ShortText, LongText, RichText, Number, Money, Day, Choice, Several, YesNo, Country, State, Contact, Organization, File, Table, Outcomes, Budget}
}

// CellKinds are the kinds a column of a table may have.
func CellKinds() []Kind {
	return []Kind{ShortText, LongText, Number, Money, Day, Choice, YesNo, Country, State}
}

// Definition is the whole of a form.
type Definition struct {
	Sections []Section `json:"sections"`

	rules *program // what Compile made of the expressions; nil until then
}

// Section is a part of a form with one owner, asked only when its CEL expression holds.
type Section struct {
	Key       string            `json:"key"`
	Title     map[string]string `json:"title"`
	Help      map[string]string `json:"help,omitempty"`
	Owner     Owner             `json:"owner"`
	When      string            `json:"when,omitempty"`
	Questions []Question        `json:"questions"`
}

// Question is one thing asked, with its limits; zero limits do not limit.
type Question struct {
	Key      string            `json:"key"`
	Kind     Kind              `json:"kind"`
	Label    map[string]string `json:"label"`
	Heading  map[string]string `json:"heading,omitempty"` // over the answer, for who reads it; the label when empty
	Help     map[string]string `json:"help,omitempty"`
	Example  map[string]string `json:"example,omitempty"`
	Required bool              `json:"required,omitempty"`
	MinWords int               `json:"minWords,omitempty"`
	MaxWords int               `json:"maxWords,omitempty"`
	MaxChars int               `json:"maxChars,omitempty"`
	Min      string            `json:"min,omitempty"`      // least number or amount, decimal text
	Max      string            `json:"max,omitempty"`      // greatest number or amount, decimal text
	Currency money.Currency    `json:"currency,omitempty"` // of a money answer; USD when empty
	Options  []Option          `json:"options,omitempty"`
	Columns  []Column          `json:"columns,omitempty"`
	MinRows  int               `json:"minRows,omitempty"`
	MaxRows  int               `json:"maxRows,omitempty"`
	MaxFiles int               `json:"maxFiles,omitempty"` // one when zero
	Accept   []string          `json:"accept,omitempty"`   // types of files, of FileTypes; all when empty
	When     string            `json:"when,omitempty"`     // CEL: asked only when it holds
	Rules    []Rule            `json:"rules,omitempty"`
}

// Headed is what stands over the answer for who reads it: a question asked of "you" reads oddly to others.
func (q *Question) Headed() map[string]string {
	if len(q.Heading) > 0 {
		return q.Heading
	}
	return q.Label
}

// Option is one choice.
type Option struct {
	Key   string            `json:"key"`
	Label map[string]string `json:"label"`
}

// Column is one column of a table; its cells are answers of a simple kind.
type Column struct {
	Key      string            `json:"key"`
	Kind     Kind              `json:"kind"`
	Label    map[string]string `json:"label"`
	Required bool              `json:"required,omitempty"`
	MaxWords int               `json:"maxWords,omitempty"`
	MaxChars int               `json:"maxChars,omitempty"`
	Min      string            `json:"min,omitempty"`
	Max      string            `json:"max,omitempty"`
	Currency money.Currency    `json:"currency,omitempty"`
	Options  []Option          `json:"options,omitempty"`
}

// Rule is a condition in CEL that an answer must meet, with what to say when it does not.
type Rule struct {
	Expr    string            `json:"expr"`
	Code    string            `json:"code"`
	Message map[string]string `json:"message"`
}

// FileTypes are the types of files a question may accept.
func FileTypes() []string { return []string{"pdf", "jpeg", "png", "docx", "xlsx", "odt"} }

// Form is one version of a form; what is published never changes.
type Form struct {
	ID          ident.Form        `bun:"id,pk"`
	Key         string            `bun:"key"`
	Version     int               `bun:"version"`
	Title       map[string]string `bun:"title,type:jsonb"`
	Definition  Definition        `bun:"definition,type:jsonb"`
	PublishedAt *time.Time        `bun:"published_at"`
	Revision    int               `bun:"revision"` // of a draft, one more with each save
}

// Answers are what was written, by question key; each value is the text as typed.
type Answers map[string]string

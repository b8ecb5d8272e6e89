// Package form keeps form definitions by version and checks answers against them.
package form

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/ident"
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
	ShortText Kind = "short_text"
	LongText  Kind = "long_text"
	Number    Kind = "number"
	Day       Kind = "date"
	Choice    Kind = "choice"
	Several   Kind = "several"
	YesNo     Kind = "yes_no"
	Budget    Kind = "budget" // the lines live in the budget, not among the answers
)

// Definition is the whole of a form.
type Definition struct {
	Sections []Section `json:"sections"`
}

// Section is a part of a form with one owner.
type Section struct {
	Key       string            `json:"key"`
	Title     map[string]string `json:"title"`
	Owner     Owner             `json:"owner"`
	Questions []Question        `json:"questions"`
}

// Question is one thing asked.
type Question struct {
	Key      string            `json:"key"`
	Kind     Kind              `json:"kind"`
	Label    map[string]string `json:"label"`
	Help     map[string]string `json:"help,omitempty"`
	Required bool              `json:"required,omitempty"`
	MinWords int               `json:"minWords,omitempty"`
	MaxWords int               `json:"maxWords,omitempty"`
	MaxChars int               `json:"maxChars,omitempty"`
	Options  []Option          `json:"options,omitempty"`
}

// Option is one choice.
type Option struct {
	Key   string            `json:"key"`
	Label map[string]string `json:"label"`
}

// Form is one version of a form; what is published never changes.
type Form struct {
	ID          ident.Form        `bun:"id,pk"`
	Key         string            `bun:"key"`
	Version     int               `bun:"version"`
	Title       map[string]string `bun:"title,type:jsonb"`
	Definition  Definition        `bun:"definition,type:jsonb"`
	PublishedAt *time.Time        `bun:"published_at"`
}

// Answers are what was written, by question key; each value is the text as typed.
type Answers map[string]string

// Package blind finds what would tell reviewers or applicants whom they are not to know, before review opens:
// names in answers and files, files' own metadata, addresses, counts of one. It hands reviewers copies without metadata.
package blind

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"

	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/strip"
)

// Hidden is whose name it is that is not to be read.
type Hidden string

// Whose names are hidden: reviewers' always, applicants' where the first phase of a panel of the cycle has no names.
const (
	Reviewer Hidden = "reviewer"
	Person   Hidden = "person"
	Museum   Hidden = "museum"
)

// Name is a name to look for, with what else leads to whom it belongs.
type Name struct {
	Application ident.Application `bun:"application_id"` // zero: in every application
	Hidden      Hidden            `bun:"hidden"`
	Given       string            `bun:"given"`  // empty for museums
	Family      string            `bun:"family"` // the whole name of a museum
	Local       string            `bun:"local"`  // a museum's in its own script
	Email       string            `bun:"email"`
	Domain      string            `bun:"domain"` // of their e-mail or website; empty for those anybody uses
}

// Called is the name as people write it.
func (n *Name) Called() string {
	if n.Given == "" {
		return n.Family
	}
	return n.Given + " " + n.Family
}

// Kind is what was found.
type Kind string

// The kinds of findings. Removed needs nothing more; every other one is open until it is accepted or mended.
const (
	InText       Kind = "name_in_text"
	InFile       Kind = "name_in_file"
	InFileName   Kind = "name_in_file_name"
	Address      Kind = "email_address"
	Removed      Kind = "metadata_removed"
	HeldBack     Kind = "file_held_back"
	Unread       Kind = "file_not_examined"
	Unclear      Kind = "not_readable_by_machine"
	LoneCountry  Kind = "only_one_of_country"
	LoneState    Kind = "only_one_of_state"
	LoneTheme    Kind = "only_one_of_theme"
	LoneReviewer Kind = "panel_of_one"
	LoneScore    Kind = "criterion_scored_by_one"
)

// Kinds are all kinds in the order a report lists them.
func Kinds() []Kind {
	return []Kind{InText, InFile, InFileName, Address, HeldBack, Unread, Unclear, LoneCountry, LoneState, LoneTheme, LoneReviewer, LoneScore, Removed}
}

// Finding is one thing that gives somebody away: where, what, and who accepted it.
type Finding struct {
	Key         string            // the same for the same thing found again
	Kind        Kind              //
	Hidden      Hidden            // whose name it is; empty where it is none
	Application ident.Application // zero where a whole panel is meant
	Number      string
	Title       string
	Panel       ident.Panel // zero where one application is meant
	PanelName   string
	Section     string            // key of the section of the form
	Question    string            // key of the question
	Label       map[string]string // of the question, by language
	File        ident.Document
	FileName    string
	Page        int    // of the file, from 1; 0 where the file is meant
	What        string // the name, address, place or reason
	Around      string // the words it stands among
	Times       int    // how often, in the same place
	Accepted    *Acceptance
}

// Settled tells whether nothing is left to do.
func (f *Finding) Settled() bool { return f.Kind == Removed || f.Accepted != nil }

// Acceptance is the word of who lets a finding stand, and why.
type Acceptance struct {
	Cycle      ident.Cycle  `bun:"cycle_id,pk"`
	Finding    string       `bun:"finding,pk"`
	Reason     string       `bun:"reason"`
	AcceptedBy ident.Person `bun:"accepted_by"`
	AcceptedAt time.Time    `bun:"accepted_at"`
}

// Report is all that was found in a cycle as the viewer may see it.
type Report struct {
	Cycle           ident.Cycle
	Title           string
	Applications    int  // looked at
	Files           int  // looked at
	ApplicantsNames bool // applicants' names are hidden too
	Open            int  // findings nobody has settled
	Findings        []*Finding
	OpenedAt        *time.Time // when review opened
}

// Source is one application as reviewers would read it.
type Source struct {
	Application ident.Application
	Number      string
	Title       string
	Countries   []place.Country
	State       place.State
	Theme       string
	Passages    []Passage
	Files       []Filed
}

// Passage is the answer to one question.
type Passage struct {
	Section, Question string
	Label             map[string]string
	Text              string
}

// Filed is one file that answers a question, and what was seen of it; nil where it was not examined yet.
type Filed struct {
	Section, Question string
	Label             map[string]string
	Document          ident.Document
	Name              string
	Seen              *Examined
}

// Examined is what stripping a file came to; it never changes.
type Examined struct {
	Document ident.Document `bun:"document_id,pk"`
	Copy     ident.Document `bun:"copy_id"` // zero where it is held back
	Held     strip.Held     `bun:"held"`
	Marks    []strip.Mark   `bun:"marks,type:jsonb"`
	Pages    []strip.Page   `bun:"pages,type:jsonb"`
	SHA256   []byte         `bun:"sha256"` // of the original as it was read
	MadeAt   time.Time      `bun:"made_at"`
}

// Circle is a panel by how few it is.
type Circle struct {
	Panel     ident.Panel `bun:"panel_id"`
	Name      string      `bun:"name"`
	Members   int         `bun:"members"`
	Criterion string      `bun:"criterion"` // one that a single member scored; empty for the panel itself
}

// Copy is the copy a reviewer gets instead of a file.
type Copy struct {
	Of       ident.Document
	Document *document.Document // nil where it is held back
	Held     strip.Held
	MadeAt   time.Time
}

func keyOf(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(strconv.Itoa(len(p)) + ":" + p))
	}
	return hex.EncodeToString(h.Sum(nil))
}

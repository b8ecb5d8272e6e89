// Package profile keeps what each museum says of itself in a cycle, and the directory in which museums find each other.
package profile

import (
	"slices"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// State is where a profile is in its life.
type State string

// The states of a profile.
const (
	Draft     State = "draft"
	Submitted State = "submitted"
	Listed    State = "listed"
	Returned  State = "returned"
	Archived  State = "archived"
)

// Profile is what one museum says of itself in one cycle.
type Profile struct {
	ID           ident.Profile      `bun:"id,pk"`
	Cycle        ident.Cycle        `bun:"cycle_id"` // the one it counts for
	Organization ident.Organization `bun:"organization_id"`
	Form         ident.Form         `bun:"form_id"`
	State        State              `bun:"state"`
	RolledFrom   ident.Cycle        `bun:"rolled_from"` // the cycle it came too late for; absent for most
	// What the directory and suggestions look at, taken from the answers when it was handed in.
	Seeking   bool            `bun:"seeking"` // wants a partner suggested
	Themes    []string        `bun:"themes,array"`
	Types     []string        `bun:"types,array"`     // of museums it looks for
	Countries []place.Country `bun:"countries,array"` // it looks for partners in
	Projects  []string        `bun:"projects,array"`  // types of project
	Idea      string          `bun:"idea"`

	Version     int          `bun:"version"`
	CreatedBy   ident.Person `bun:"created_by"`
	CreatedAt   time.Time    `bun:"created_at"`
	SubmittedBy ident.Person `bun:"submitted_by"`
	SubmittedAt *time.Time   `bun:"submitted_at"`
	DecidedBy   ident.Person `bun:"decided_by"`
	DecidedAt   *time.Time   `bun:"decided_at"`
	Words       string       `bun:"words"` // why it was returned
}

// Writable tells whether its museum still writes it.
func (p *Profile) Writable() bool { return p.State == Draft || p.State == Returned }

// The questions of a profile form that the directory looks at; a form without one leaves it empty.
const (
	ThemesKey  = "themes"
	ProjectKey = "project_type"
	SeeksKey   = "seeks_partner"
	SoughtKey  = "sought"
	IdeaKey    = "idea"
)

// seekNothing empties what the directory looks at; its columns are never null.
func (p *Profile) seekNothing() {
	p.Themes, p.Types, p.Countries, p.Projects = []string{}, []string{}, []place.Country{}, []string{}
}

// index takes from the answers what the directory and suggestions look at.
func (p *Profile) index(d *form.Definition, a form.Answers) {
	p.seekNothing()
	p.Themes, p.Projects = append(p.Themes, form.Chosen(a[ThemesKey])...), append(p.Projects, form.Chosen(a[ProjectKey])...)
	p.Idea, p.Seeking = strings.TrimSpace(a[IdeaKey]), a[SeeksKey] == "yes"
	if !p.Seeking {
		return
	}
	_, q, ok := d.Find(SoughtKey)
	if !ok {
		return
	}
	rows, _ := q.Rows(a[SoughtKey])
	for _, r := range rows {
		if c := place.Country(r["country"]); c.Valid() && !slices.Contains(p.Countries, c) {
			p.Countries = append(p.Countries, c)
		}
		if t := r["type"]; t != "" && !slices.Contains(p.Types, t) {
			p.Types = append(p.Types, t)
		}
	}
}

// Detail is a profile with all that its pages show.
type Detail struct {
	Profile
	Program    ident.Program
	CycleTitle string
	CycleYear  int
	Zone       string
	Museum     string
	Country    place.Country
	Answers    form.Answers
}

// Context is what the form's rules know beside the answers.
func (d *Detail) Context() form.Context {
	c := form.Context{CycleYear: d.CycleYear}
	if d.Country == "US" {
		c.LeadCountry = string(d.Country)
	} else {
		c.PartnerCountries = []string{string(d.Country)}
	}
	return c
}

// Verb is what moves a profile.
type Verb string

// The verbs of a profile's life.
const (
	VerbSubmit  Verb = "submit"
	VerbList    Verb = "list"
	VerbReturn  Verb = "return"
	VerbReopen  Verb = "reopen"
	VerbArchive Verb = "archive"
)

// Move is one permitted step of a profile's life; an empty permission is the clock.
type Move struct {
	From, To State
	Verb     Verb
	By       auth.Permission
}

// Moves is the whole life of a profile.
func Moves() []Move {
	return []Move{
		{Draft, Submitted, VerbSubmit, auth.EditProfile},
		{Returned, Submitted, VerbSubmit, auth.EditProfile},
		{Submitted, Listed, VerbList, auth.ListProfile},
		{Submitted, Returned, VerbReturn, auth.ListProfile},
		{Listed, Returned, VerbReturn, auth.ListProfile},
		{Submitted, Draft, VerbReopen, auth.EditProfile},
		{Listed, Draft, VerbReopen, auth.EditProfile},
		{Draft, Archived, VerbArchive, ""},
		{Submitted, Archived, VerbArchive, ""},
		{Listed, Archived, VerbArchive, ""},
		{Returned, Archived, VerbArchive, ""},
	}
}

// after is where a verb leads from here, or a refusal that names the state.
func (p *Profile) after(v Verb) (State, error) {
	i := slices.IndexFunc(Moves(), func(m Move) bool { return m.From == p.State && m.Verb == v })
	if i < 0 {
		return "", fault.New(fault.Conflict, "state", "A profile that is %s does not go this way.", p.State).With("state", string(p.State))
	}
	return Moves()[i].To, nil
}

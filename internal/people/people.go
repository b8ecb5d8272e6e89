// Package people keeps persons, the museums and other organizations they work at, and who they are there.
package people

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// Person is someone known to the office; the email is lower case.
type Person struct {
	ID         ident.Person `bun:"id,pk"`
	Email      string       `bun:"email"`
	GivenName  string       `bun:"given_name"`
	FamilyName string       `bun:"family_name"`
	Locale     string       `bun:"locale"` // en, es or zh-Hans
	Zone       string       `bun:"zone"`   // IANA name
	CreatedAt  time.Time    `bun:"created_at"`
}

// Name is the given and family name, or the email where neither is known.
func (p *Person) Name() string {
	switch {
	case p.GivenName == "" && p.FamilyName == "":
		return p.Email
	case p.GivenName == "" || p.FamilyName == "":
		return p.GivenName + p.FamilyName
	}
	return p.GivenName + " " + p.FamilyName
}

// Kind is what an organization is; partners need not be called museums.
type Kind string

// The kinds of organizations.
const (
	Museum          Kind = "museum"
	CulturalCenter  Kind = "cultural_center"
	ZooAquarium     Kind = "zoo_aquarium"
	ScienceCenter   Kind = "science_center"
	BotanicalGarden Kind = "botanical_garden"
	HistoricSite    Kind = "historic_site"
	Coalition       Kind = "coalition"
	Agency          Kind = "agency"
	Embassy         Kind = "embassy"
	OtherKind       Kind = "other"
)

// Organization is a museum, a cultural center working as one, an agency or an embassy.
type Organization struct {
	ID         ident.Organization `bun:"id,pk"`
	Name       string             `bun:"name"`
	NameLocal  string             `bun:"name_local"`
	NameLang   string             `bun:"name_lang"` // BCP 47 tag of NameLocal
	NameKey    string             `bun:"name_key"`  // normalized, for finding duplicates
	Kind       Kind               `bun:"kind"`
	Discipline string             `bun:"discipline"`
	Country    place.Country      `bun:"country"`
	State      place.State        `bun:"state"`
	City       string             `bun:"city"`
	Street     string             `bun:"street"`
	PostalCode string             `bun:"postal_code"`
	Website    string             `bun:"website"`
	Phone      string             `bun:"phone"`
	Lat        *float64           `bun:"lat"`
	Lon        *float64           `bun:"lon"`
	Nonprofit  *bool              `bun:"nonprofit"` // nil is unknown
	OpenedOn   calendar.Date      `bun:"opened_on"` // to the public; absent is unknown
	// MuseumFunctions says it holds or uses objects or a site for regular public programs (rule E3); nil is unknown.
	MuseumFunctions *bool     `bun:"museum_functions"`
	UEI             *string   `bun:"uei"` // 12 characters without O and I
	EIN             *string   `bun:"ein"` // 9 digits
	Source          string    `bun:"source"`
	SourceKey       string    `bun:"source_key"`
	Version         int       `bun:"version"`
	CreatedAt       time.Time `bun:"created_at"`
	// EditedAt is when its own people or an officer last wrote it; an import leaves such a record alone.
	EditedAt    *time.Time `bun:"edited_at"`
	Languages   []string   `bun:"languages,array"` // BCP 47 tags of the languages it works in, its first one first
	FoundedYear *int       `bun:"founded_year"`    // as an institution; nil is unknown
	StaffSize   *int       `bun:"staff_size"`      // paid staff; nil is unknown
	// MergedInto is the record that stands for this one; zero while it stands for itself.
	MergedInto ident.Organization `bun:"merged_into"`
	// Parent owns or runs it, such as the university of a university museum; zero where none is known.
	Parent   ident.Organization `bun:"parent_id"`
	StemKey  string             `bun:"stem_key"` // the telling words of the name, sorted
	LocalKey string             `bun:"local_key"`
	Domain   string             `bun:"domain"` // registrable domain of the website
	PhoneKey string             `bun:"phone_key"`
}

// US tells whether the organization is in the United States or its territories.
func (o *Organization) US() bool { return o.Country == "US" }

// Membership is a role of a person at an organization.
type Membership struct {
	ID           ident.Membership   `bun:"id,pk"`
	Person       ident.Person       `bun:"person_id"`
	Organization ident.Organization `bun:"organization_id"`
	Role         auth.Role          `bun:"role"`
	Title        string             `bun:"title"`
	Since        calendar.Date      `bun:"since"`
	Until        calendar.Date      `bun:"until"`
}

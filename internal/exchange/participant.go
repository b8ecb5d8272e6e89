// Package exchange is the exchange itself as rules: who travels and what bars a trip, the J-1 case of
// a visitor, who takes part and is counted once, and the tables that a report to the funder prints.
//
// Nothing is kept here. What a person must not be known by stays out: a participant has a name only
// to be told from others, and tables have numbers alone.
package exchange

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// Gender is what a participant says; nobody has to.
type Gender string

// The genders of the tables; what was not said is undisclosed.
const (
	Female      Gender = "female"
	Male        Gender = "male"
	OtherGender Gender = "other"
	Undisclosed Gender = "undisclosed"
)

// Genders are those of the tables in their order.
func Genders() []Gender { return []Gender{Female, Male, OtherGender, Undisclosed} }

// Role is what a participant does in the exchange.
type Role string

// The roles of Table B.
const (
	CommunityParticipant Role = "community"
	Mentor               Role = "mentor"
	Educator             Role = "educator"
	MuseumStaff          Role = "museum_staff"
)

// Roles are those of Table B in its order.
func Roles() []Role { return []Role{CommunityParticipant, Mentor, Educator, MuseumStaff} }

// Participant is somebody who takes part in an award's exchange.
type Participant struct {
	Person    string // id of the person where one is known; the surest identity
	Name      string
	BirthYear int // 0 is undisclosed
	Country   place.Country
	Gender    Gender
	Role      Role
	Side      partnership.Side
	JoinedOn  calendar.Date
}

// Identity tells participants of one award from each other: by the person where one is known, else by
// the words of the name in any order without accents and case, the birth year and the country.
// Two namesakes of a year and country are one until a person tells them apart.
func (p Participant) Identity() string {
	if p.Person != "" {
		return "person:" + p.Person
	}
	return fmt.Sprintf("name:%s/%d/%s", words(p.Name), p.BirthYear, p.Country)
}

// words are the words of a name, sorted, without accents, case, hyphens and apostrophes.
func words(name string) string {
	bare := strings.NewReplacer("'", "", "\u2019", "", "`", "").Replace(people.Fold(name))
	found := strings.FieldsFunc(bare, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	slices.Sort(found)
	return strings.Join(found, " ")
}

// Twice is a person found more than once among an award's participants.
type Twice struct {
	Identity string
	First    int   // index of the one that counts: who joined first
	Others   []int // indexes of the others
}

// Unique are an award's participants counted once each, whoever joined first standing for all, and
// who was there more than once.
func Unique(all []Participant) ([]Participant, []Twice) {
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(all[a].JoinedOn.String(), all[b].JoinedOn.String()) })
	at := map[string]int{}
	var out []Participant
	var groups []Twice
	for _, i := range order {
		id := all[i].Identity()
		g, seen := at[id]
		if !seen {
			at[id] = len(groups)
			groups = append(groups, Twice{Identity: id, First: i})
			out = append(out, all[i])
			continue
		}
		groups[g].Others = append(groups[g].Others, i)
	}
	return out, slices.DeleteFunc(groups, func(t Twice) bool { return len(t.Others) == 0 })
}

// Check names what no participant can be: without name, country or role, born in a year to come, or of
// a gender no table has.
func (p Participant) Check(asked calendar.Date) []fault.Field {
	var c fault.Check
	c.That(p.Person != "" || words(p.Name) != "", "name", "required", "Say who it is.")
	c.That(len(p.Name) <= mostName, "name", "too_long", "At most %d characters.", mostName)
	c.That(p.Country.Valid(), "country", "bad_country", "That is not a country.")
	c.That(slices.Contains(Genders(), p.Gender), "gender", "participant_gender", "Choose a gender, or undisclosed.")
	c.That(slices.Contains(Roles(), p.Role), "role", "participant_role", "Choose a role.")
	c.That(p.Side == partnership.US || p.Side == partnership.NonUS, "side", "unknown_side", "Choose whose participant it is.")
	c.That(p.BirthYear == 0 || p.BirthYear >= asked.Year()-mostAge && p.BirthYear <= asked.Year(), "birthYear", "participant_birth_year", "Nobody here was born in %d.", p.BirthYear)
	c.That(!p.JoinedOn.IsZero() && !p.JoinedOn.After(asked), "joinedOn", "participant_joined", "The day of joining is missing or has not come yet.")
	return c.Fields()
}

const (
	mostName = 200
	mostAge  = 120
)

// Package matching finds partners for museums: who fits whom, and why, from what they say in their profiles.
package matching

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// Seeker is what a suggestion knows of a museum that seeks a partner in a cycle.
type Seeker struct {
	Profile       ident.Profile      `bun:"id"`
	Organization  ident.Organization `bun:"organization_id"`
	Museum        string             `bun:"museum"`
	Country       place.Country      `bun:"country"`
	USState       place.State        `bun:"us_state"`
	City          string             `bun:"city"`
	Type          string             `bun:"type"` // its discipline, else its kind
	Languages     []string           `bun:"languages,array"`
	Themes        []string           `bun:"themes,array"`
	Types         []string           `bun:"types,array"`     // it looks for
	Countries     []place.Country    `bun:"countries,array"` // it looks for
	LastAward     int                `bun:"last_award"`      // year of its newest award; 0 for none
	CountryAwards int                `bun:"country_awards"`  // awards with a museum of its country
	Partnered     bool               `bun:"partnered"`       // is in a living partnership of the cycle

	PastPartners []ident.Organization `bun:"-"` // in any award of the past
}

// US tells on which side of the exchange the museum is.
func (s *Seeker) US() bool { return s.Country == "US" }

// Reason is why two museums fit.
type Reason string

// The reasons, in the order in which they are told.
const (
	SharedThemes     Reason = "themes"
	SoughtCountry    Reason = "country"
	SoughtDiscipline Reason = "discipline"
	SharedLanguages  Reason = "languages"
	SharedHours      Reason = "hours"
	NewCountry       Reason = "new_country"
)

// Part is one reason with its points and what it rests on.
type Part struct {
	Reason Reason
	Points int
	Keys   []string // the themes or languages shared
	Hours  float64  // office hours shared on a day
	Awards int      // with the country so far
}

// Most is the highest score: the parts' highest points together.
const Most = 100

const (
	themePoints, mostThemes = 10, 3
	countryPoints           = 10 // in each direction
	disciplinePoints        = 5  // in each direction
	languagePoints          = 15
	hourPoints              = 2
	mostHours               = 5
	newCountryPoints        = 15
	rareCountryPoints       = 5
	rare                    = 2 // awards up to which a country still is little known
)

// Suggestion is a museum that fits, the better the higher its score, with the parts that make it.
type Suggestion struct {
	*Seeker
	Score  int
	Parts  []Part
	Recent bool // had an award too few cycles ago to have one now (E8)
}

// Rules are the figures of a cycle that suggestions keep to.
type Rules struct {
	Year int       // of the cycle
	Gap  int       // years between two awards of a museum
	On   time.Time // the day whose office hours are compared

	Silent []Pair // museums of which one never wants the other suggested
}

// Pair is two museums, in either order.
type Pair struct {
	First  ident.Organization `bun:"organization_id"`
	Second ident.Organization `bun:"other_id"`
}

// silent tells whether either museum never wants the other suggested.
func (r Rules) silent(a, b *Seeker) bool {
	return slices.Contains(r.Silent, Pair{a.Organization, b.Organization}) || slices.Contains(r.Silent, Pair{b.Organization, a.Organization})
}

// Suggest ranks those who fit a museum. It leaves out itself, its own side, whom it or who had it as a partner in an
// award (E10), who has a partner, and whom either side never wants suggested; it marks recent awardees (E8). Equal scores stand in the order of their profiles.
func Suggest(a *Seeker, all []*Seeker, r Rules) []*Suggestion {
	var out []*Suggestion
	for _, b := range all {
		if a.Organization == b.Organization || a.US() == b.US() || b.Partnered || together(a, b) || r.silent(a, b) {
			continue
		}
		s := &Suggestion{Seeker: b, Parts: parts(a, b, r.On), Recent: b.LastAward > 0 && r.Year-b.LastAward < r.Gap}
		for _, p := range s.Parts {
			s.Score += p.Points
		}
		out = append(out, s)
	}
	slices.SortFunc(out, func(x, y *Suggestion) int { return slices.Compare(x.place(), y.place()) })
	return out
}

// place is where it stands among suggestions.
func (s *Suggestion) place() []string {
	return []string{fmt.Sprintf("%03d", Most-s.Score), s.Profile.String()}
}

// together tells whether two museums shared an award.
func together(a, b *Seeker) bool {
	return slices.Contains(a.PastPartners, b.Organization) || slices.Contains(b.PastPartners, a.Organization)
}

// parts are the reasons that hold between two museums; they are the same from both sides.
func parts(a, b *Seeker, on time.Time) []Part {
	var out []Part
	add := func(p Part) {
		if p.Points > 0 {
			out = append(out, p)
		}
	}
	themes := shared(a.Themes, b.Themes)
	add(Part{Reason: SharedThemes, Points: themePoints * min(len(themes), mostThemes), Keys: themes})
	add(Part{Reason: SoughtCountry, Points: countryPoints * (count(a.Countries, b.Country) + count(b.Countries, a.Country))})
	add(Part{Reason: SoughtDiscipline, Points: disciplinePoints * (count(a.Types, b.Type) + count(b.Types, a.Type))})
	tongues := shared(a.Languages, b.Languages)
	add(Part{Reason: SharedLanguages, Points: languagePoints * min(len(tongues), 1), Keys: tongues})
	hours := OfficeHours(place.Zone(a.Country, a.USState), place.Zone(b.Country, b.USState), on)
	add(Part{Reason: SharedHours, Points: hourPoints * int(min(hours, mostHours)), Hours: hours})
	abroad := a
	if a.US() {
		abroad = b
	}
	switch {
	case abroad.CountryAwards == 0:
		add(Part{Reason: NewCountry, Points: newCountryPoints})
	case abroad.CountryAwards <= rare:
		add(Part{Reason: NewCountry, Points: rareCountryPoints, Awards: abroad.CountryAwards})
	}
	return out
}

// shared are the texts in both, in order and each once.
func shared(a, b []string) []string {
	var out []string
	for _, x := range a {
		if slices.Contains(b, x) {
			out = append(out, x)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func count[T comparable](list []T, x T) int {
	if slices.Contains(list, x) {
		return 1
	}
	return 0
}

// officeDay is how long an office is open, from nine to five by its own clock.
const officeDay = 8

// OfficeHours are the hours of a day in which offices in two zones are open together; an unknown zone shares none.
func OfficeHours(a, b *time.Location, on time.Time) float64 {
	if a == nil || b == nil {
		return 0
	}
	_, x := on.In(a).Zone()
	_, y := on.In(b).Zone()
	apart := math.Mod(math.Abs(float64(x-y))/3600, 24)
	return max(0, officeDay-min(apart, 24-apart))
}

// Package place knows countries, US states and territories, the regions the
// State Department reports by and the World Bank's income groups by fiscal
// year, all as facts in two small files beside it.
//
// Codes are ISO 3166-1 alpha-2 with the user-assigned XK for Kosovo; names in
// English, Spanish and Simplified Chinese follow Unicode CLDR 48. A code on a
// record is the place meant, not a view on anyone's status.
package place

import (
	_ "embed"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// ErrUnknown marks a code that names no place in the lists here.
var ErrUnknown = errors.New("unknown place")

// Point is a position on the map in degrees, north and east positive.
type Point struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

//go:embed countries.tsv
var countryFile string

//go:embed states.tsv
var stateFile string

type countryFacts struct {
	iso3    string
	region  Region
	income  IncomeGroup
	capital Point
	names   [3]string
}

type countryTable struct {
	order []Country
	facts map[Country]countryFacts
	iso3  map[string]Country
}

// The files are parsed when first asked for, so a command that never speaks
// of places does not pay for them.
var countries = sync.OnceValue(func() countryTable {
	t := countryTable{facts: map[Country]countryFacts{}, iso3: map[string]Country{}}
	for line := range strings.Lines(countryFile) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		c := Country(f[0])
		t.facts[c] = countryFacts{
			iso3: f[1], region: Region(f[2]), income: groupOfLetter(f[3]),
			capital: point(f[4], f[5]), names: [3]string{f[6], f[7], f[8]},
		}
		t.iso3[f[1]] = c
		t.order = append(t.order, c)
	}
	return t
})

type stateFacts struct {
	fips   string
	kind   StateKind
	center Point
	name   string
}

type stateTable struct {
	order []State
	facts map[State]stateFacts
}

var states = sync.OnceValue(func() stateTable {
	kinds := map[string]StateKind{"S": KindState, "D": KindDistrict, "T": KindTerritory}
	t := stateTable{facts: map[State]stateFacts{}}
	for line := range strings.Lines(stateFile) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		s := State(f[0])
		t.facts[s] = stateFacts{fips: f[1], kind: kinds[f[2]], center: point(f[3], f[4]), name: f[5]}
		t.order = append(t.order, s)
	}
	return t
})

// point panics on a malformed file of ours: that is a build mistake, not input.
func point(lat, lon string) Point {
	la, err1 := strconv.ParseFloat(lat, 64)
	lo, err2 := strconv.ParseFloat(lon, 64)
	if err := errors.Join(err1, err2); err != nil {
		panic(fmt.Sprintf("place: bad embedded coordinates: %v", err))
	}
	return Point{Lat: la, Lon: lo}
}

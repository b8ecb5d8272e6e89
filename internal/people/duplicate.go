package people

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Clue is a reason to take two records for one museum, or not to.
type Clue string

// The clues, by their weight.
const (
	SameUEI      Clue = "same_uei"
	SameEIN      Clue = "same_ein" // a parent may run several museums
	SameName     Clue = "same_name"
	SameLocal    Clue = "same_local_name"
	SameWords    Clue = "same_words" // the telling words, in any order
	LikeWords    Clue = "like_words"
	SameDomain   Clue = "same_domain"
	SamePhone    Clue = "same_phone"
	NearPlace    Clue = "near"
	SameCity     Clue = "same_city"
	FarPlace     Clue = "far"
	OtherCity    Clue = "other_city"
	OtherCountry Clue = "other_country"
)

// Clues are all reasons, strongest first; those against come last.
func Clues() []Clue {
	return []Clue{SameUEI, SameEIN, SameName, SameLocal, SameWords, SameDomain, SamePhone, LikeWords, NearPlace, SameCity, OtherCity, FarPlace, OtherCountry}
}

// Reason is one clue with what it adds to the score and the figure it rests on.
type Reason struct {
	Clue   Clue   `json:"clue"`
	Points int    `json:"points"` // below zero speaks against
	Figure string `json:"figure"` // such as the domain, or kilometers
}

// Likeness is how much two records look like one museum, between 0 and 100, and why.
type Likeness struct {
	Score   int
	Reasons []Reason
}

// Scores from which records are shown as possibly the same: while one is added, and in the list of the whole register.
// The museums of one campus share a number, a website and a place: without a like name that is not enough for the list.
const (
	likelySame   = 50
	listedInBulk = 60
	mostUnnamed  = 55
)

func (l Likeness) has(clues ...Clue) bool {
	return slices.ContainsFunc(l.Reasons, func(r Reason) bool { return slices.Contains(clues, r.Clue) })
}

// Alike compares two records by their keys; it is the same both ways.
func Alike(a, b *Organization) Likeness {
	var l Likeness
	add := func(ok bool, c Clue, points int, figure string) bool {
		if ok {
			l.Score += points
			l.Reasons = append(l.Reasons, Reason{c, points, figure})
		}
		return ok
	}
	add(equalText(a.UEI, b.UEI), SameUEI, 100, orEmpty(a.UEI))
	add(equalText(a.EIN, b.EIN), SameEIN, 50, orEmpty(a.EIN))
	compareNames(a, b, add)
	add(a.Domain != "" && a.Domain == b.Domain, SameDomain, 30, a.Domain)
	add(a.PhoneKey != "" && a.PhoneKey == b.PhoneKey, SamePhone, 25, a.PhoneKey)
	comparePlaces(a, b, add)
	if !l.has(SameUEI, SameName, SameLocal, SameWords, LikeWords) {
		l.Score = min(mostUnnamed, l.Score)
	}
	l.Score = min(100, max(0, l.Score))
	return l
}

func compareNames(a, b *Organization, add func(bool, Clue, int, string) bool) {
	switch {
	case add(a.NameKey != "" && a.NameKey == b.NameKey, SameName, 45, ""):
	case add(a.StemKey != "" && a.StemKey == b.StemKey, SameWords, 38, a.StemKey):
	default:
		shared, share := sharedWords(a.StemKey, b.StemKey)
		add(share >= 0.5, LikeWords, int(share*30), shared)
	}
	local := a.LocalKey != "" && (a.LocalKey == b.LocalKey || a.LocalKey == b.NameKey) || b.LocalKey != "" && b.LocalKey == a.NameKey
	add(local, SameLocal, 35, "")
}

// sharedWords are the words two sorted keys have in common, and their share of all.
func sharedWords(a, b string) (string, float64) {
	x, y := strings.Fields(a), strings.Fields(b)
	var both []string
	for _, w := range x {
		if slices.Contains(y, w) {
			both = append(both, w)
		}
	}
	if len(both) == 0 {
		return "", 0
	}
	return strings.Join(both, " "), float64(len(both)) / float64(len(x)+len(y)-len(both))
}

func comparePlaces(a, b *Organization, add func(bool, Clue, int, string) bool) {
	if add(a.Country != b.Country, OtherCountry, -50, "") {
		return
	}
	cities := NameKey(a.City) != "" && NameKey(b.City) != ""
	same := cities && NameKey(a.City) == NameKey(b.City) && a.State == b.State
	if a.Lat == nil || a.Lon == nil || b.Lat == nil || b.Lon == nil {
		if !add(same, SameCity, 15, a.City) {
			add(cities, OtherCity, -15, "")
		}
		return
	}
	km := distance(*a.Lat, *a.Lon, *b.Lat, *b.Lon)
	figure := strconv.FormatFloat(km, 'f', 1, 64)
	switch {
	case km <= 1:
		add(true, NearPlace, 20, figure)
	case km <= 10:
		add(true, NearPlace, 15, figure)
	case same: // one of the two was located wrongly
		add(true, SameCity, 10, a.City)
	case km <= 50:
		add(true, NearPlace, 5, figure)
	default:
		add(true, FarPlace, -25, figure)
	}
}

func equalText(a, b *string) bool { return a != nil && b != nil && *a == *b }

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// Duplicate is a record that looks like another, with how much and why.
type Duplicate struct {
	*Organization
	Likeness
}

// alikeOf are the candidates that look like a record, most first.
func alikeOf(o *Organization, candidates []*Organization, least int) []*Duplicate {
	var out []*Duplicate
	for _, c := range candidates {
		if c.ID == o.ID {
			continue
		}
		if l := Alike(o, c); l.Score >= least {
			out = append(out, &Duplicate{c, l})
		}
	}
	slices.SortStableFunc(out, func(a, b *Duplicate) int {
		return cmp.Or(b.Score-a.Score, strings.Compare(a.Name, b.Name), strings.Compare(a.ID.String(), b.ID.String()))
	})
	return out
}

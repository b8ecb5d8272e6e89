package exchange

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/partnership"
)

// AgeBand is a band of Table B, by the age in the year of joining.
type AgeBand string

// The bands; without a birth year it is undisclosed.
const (
	Under13 AgeBand = "under_13"
	Teens   AgeBand = "13_17"
	Youth   AgeBand = "18_24"
	Young   AgeBand = "25_34"
	Middle  AgeBand = "35_54"
	Older   AgeBand = "55_up"
	NoBand  AgeBand = "undisclosed"
)

// Bands are those of Table B in its order.
func Bands() []AgeBand { return []AgeBand{Under13, Teens, Youth, Young, Middle, Older, NoBand} }

// Band is a participant's band: the year of joining less the birth year, since only the year is kept.
func (p Participant) Band() AgeBand {
	if p.BirthYear == 0 {
		return NoBand
	}
	switch age := p.JoinedOn.Year() - p.BirthYear; {
	case age < 13:
		return Under13
	case age < 18:
		return Teens
	case age < 25:
		return Youth
	case age < 35:
		return Young
	case age < 55:
		return Middle
	}
	return Older
}

// Count is one row of Table B: women, men, and others with the undisclosed, of each side.
type Count struct {
	Part                                  string
	USFemale, USMale, USOther             int
	AbroadFemale, AbroadMale, AbroadOther int
	Total                                 int
	Undisclosed                           int // of the others, those who said nothing
}

func (c *Count) add(p Participant) {
	c.Total++
	cell := &c.AbroadOther
	switch us := p.Side == partnership.US; {
	case us && p.Gender == Female:
		cell = &c.USFemale
	case us && p.Gender == Male:
		cell = &c.USMale
	case us:
		cell = &c.USOther
	case p.Gender == Female:
		cell = &c.AbroadFemale
	case p.Gender == Male:
		cell = &c.AbroadMale
	}
	*cell++
	if p.Gender == Undisclosed {
		c.Undisclosed++
	}
}

// cells is the sum of the six columns.
func (c Count) cells() int {
	return c.USFemale + c.USMale + c.USOther + c.AbroadFemale + c.AbroadMale + c.AbroadOther
}

// TableB is who took part: by country, age band and role, new in the period and in all.
type TableB struct {
	Countries []Count
	Ages      []Count
	Roles     []Count
	All       Count // unique participants through the period's end
	New       Count // who joined in the period
}

// Participants computes Table B of one award's participants through a day; each counts once, from the
// day they first joined. New are those who joined from the first day on.
func Participants(all []Participant, from, through calendar.Date) TableB {
	unique, _ := Unique(all)
	t := TableB{All: Count{Part: "all"}, New: Count{Part: "new"}}
	for _, b := range Bands() {
		t.Ages = append(t.Ages, Count{Part: string(b)})
	}
	for _, r := range Roles() {
		t.Roles = append(t.Roles, Count{Part: string(r)})
	}
	for _, p := range unique {
		if p.JoinedOn.After(through) {
			continue
		}
		t.All.add(p)
		if !p.JoinedOn.Before(from) {
			t.New.add(p)
		}
		into(&t.Countries, string(p.Country)).add(p)
		into(&t.Ages, string(p.Band())).add(p)
		into(&t.Roles, string(p.Role)).add(p)
	}
	slices.SortFunc(t.Countries, func(a, b Count) int { return cmp.Compare(a.Part, b.Part) })
	return t
}

func into(rows *[]Count, part string) *Count {
	for i := range *rows {
		if (*rows)[i].Part == part {
			return &(*rows)[i]
		}
	}
	*rows = append(*rows, Count{Part: part})
	return &(*rows)[len(*rows)-1]
}

// Merge adds the tables of several awards: a person counts once per award, so totals add up.
func Merge(tables ...TableB) TableB {
	out := Participants(nil, calendar.Date{}, calendar.Date{})
	for _, t := range tables {
		out.All.plus(t.All)
		out.New.plus(t.New)
		for _, p := range []struct {
			to   *[]Count
			from []Count
		}{{&out.Countries, t.Countries}, {&out.Ages, t.Ages}, {&out.Roles, t.Roles}} {
			for _, row := range p.from {
				into(p.to, row.Part).plus(row)
			}
		}
	}
	slices.SortFunc(out.Countries, func(a, b Count) int { return cmp.Compare(a.Part, b.Part) })
	return out
}

func (c *Count) plus(o Count) {
	c.USFemale, c.USMale, c.USOther = c.USFemale+o.USFemale, c.USMale+o.USMale, c.USOther+o.USOther
	c.AbroadFemale, c.AbroadMale, c.AbroadOther = c.AbroadFemale+o.AbroadFemale, c.AbroadMale+o.AbroadMale, c.AbroadOther+o.AbroadOther
	c.Total, c.Undisclosed = c.Total+o.Total, c.Undisclosed+o.Undisclosed
}

// Reconcile holds country, gender, age and role against the unique total (invariant 29) and names each
// that differs, and by how much; the undisclosed are part of every sum.
func (t TableB) Reconcile() []fault.Field {
	var c fault.Check
	same := func(what string, got int) {
		c.That(got == t.All.Total, what, "unreconciled", "%s sums to %d and %d took part: %+d.", what, got, t.All.Total, got-t.All.Total)
	}
	same("country", sum(t.Countries))
	same("gender", t.All.cells())
	same("age", sum(t.Ages))
	same("role", sum(t.Roles))
	for _, part := range [][]Count{t.Countries, t.Ages, t.Roles, {t.New, t.All}} {
		for _, r := range part {
			c.That(r.cells() == r.Total, r.Part, "unreconciled", "%s has columns of %d and a total of %d.", r.Part, r.cells(), r.Total)
		}
	}
	for _, x := range columns() {
		for what, rows := range map[string][]Count{"country": t.Countries, "age": t.Ages, "role": t.Roles} {
			n := 0
			for _, r := range rows {
				n += x.of(r)
			}
			c.That(n == x.of(t.All), fmt.Sprintf("%s.%s", what, x.name), "unreconciled", "The column %s of %s sums to %d, not %d.", x.name, what, n, x.of(t.All))
		}
	}
	c.That(t.New.Total <= t.All.Total, "new", "unreconciled", "%d are new and %d took part.", t.New.Total, t.All.Total)
	out := c.Fields()
	slices.SortStableFunc(out, func(a, b fault.Field) int { return cmp.Compare(a.Path, b.Path) })
	return out
}

type column struct {
	name string
	of   func(Count) int
}

func columns() []column {
	return []column{
		{"us_female", func(c Count) int { return c.USFemale }},
		{"us_male", func(c Count) int { return c.USMale }},
		{"us_other", func(c Count) int { return c.USOther }},
		{"abroad_female", func(c Count) int { return c.AbroadFemale }},
		{"abroad_male", func(c Count) int { return c.AbroadMale }},
		{"abroad_other", func(c Count) int { return c.AbroadOther }},
	}
}

func sum(rows []Count) int {
	n := 0
	for _, r := range rows {
		n += r.Total
	}
	return n
}

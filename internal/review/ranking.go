package review

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// fewest is the number of counted reviews below which nothing is ranked (invariant 17).
const fewest = 3

// Rank orders the applications by raw or normalized mean; equal inputs give equal places and hash.
// Ties go to the higher first and second tie-breaking criterion, the lower request, the number.
// It sets neither ids nor who froze it.
// What the reviews of the inputs' kind cannot be ordered by is refused.
func Rank(in Inputs, m Method) (*Ranking, error) {
	m, err := m.Of(in.Kind)
	if err != nil {
		return nil, err
	}
	in = in.Ordered()
	in.Needed = max(in.Needed, fewest)
	r := arrange(in, m)
	r.Inputs, r.SHA256, err = in.canonical(m)
	return r, err
}

// arrange computes the places of ordered inputs.
func arrange(in Inputs, m Method) *Ranking {
	f := field(in)
	r := &Ranking{Method: m, Places: make([]*Place, 0, len(in.Entries))}
	if f.panel.n > 0 {
		r.PanelMeanMilli, r.PanelSDMilli = whole(f.panel.mean()), whole(f.panel.deviation())
	}
	standings := make([]*standing, len(in.Entries))
	for i := range in.Entries {
		standings[i] = f.stand(&in.Entries[i], m, in.Needed)
	}
	slices.SortFunc(standings, func(a, b *standing) int { order, _ := a.against(b); return order })
	for i, s := range standings {
		if s.ranked {
			n := i + 1
			s.place.Place = &n
			if i > 0 {
				s.place.Why = join(s.place.Why, s.tied(standings[i-1]))
			}
		}
		r.Places = append(r.Places, &s.place)
	}
	return r
}

// strictness is how each reviewer and the whole panel scored.
type strictness struct {
	by    map[ident.Person]*sample
	panel sample
}

func field(in Inputs) *strictness {
	f := &strictness{by: map[ident.Person]*sample{}}
	for i := range in.Entries {
		for _, c := range in.Entries[i].Reviews {
			own := f.by[c.Reviewer]
			if own == nil {
				own = &sample{}
				f.by[c.Reviewer] = own
			}
			own.add(c.BaseMilli)
			f.panel.add(c.BaseMilli)
		}
	}
	return f
}

// standing is an application with the exact numbers it is ordered by.
type standing struct {
	place  Place
	ranked bool
	z      *int64 // nil orders by the raw mean
	n      int64
	sum    int64
	ties   [2]int64
	asked  int64
	number string
	id     ident.Application
}

func (f *strictness) stand(e *Entry, m Method, needed int) *standing {
	s := &standing{number: e.Number, id: e.Application, asked: e.RequestedMinor, n: int64(len(e.Reviews)), ranked: len(e.Reviews) >= needed && m != Unscored}
	s.place = Place{Application: e.Application, Counted: len(e.Reviews), Number: e.Number, RequestedMinor: e.RequestedMinor, Title: e.Title, LeadName: e.LeadName}
	if m == Unscored {
		s.place.Why = "reviews are comments alone: no order follows from them"
		return s
	}
	if !s.ranked {
		s.place.Why = fmt.Sprintf("%d of the %d reviews needed are counted", len(e.Reviews), needed)
	}
	if s.n == 0 {
		return s
	}
	z, borrowed, bonus, extras := 0.0, 0, 0, false
	for _, c := range e.Reviews {
		s.sum += int64(c.BaseMilli)
		if c.Bonus != nil {
			bonus, extras = bonus+*c.Bonus, true
		}
		s.ties[0] += int64(c.Ties[0])
		s.ties[1] += int64(c.Ties[1])
		d, byPanel := standard(c.BaseMilli, f.by[c.Reviewer], &f.panel)
		z += d
		if byPanel {
			borrowed++
		}
	}
	raw := int(s.sum / s.n)
	s.place.RawMilli = &raw
	if extras {
		mean := bonus / len(e.Reviews)
		s.place.BonusMilli = &mean
	}
	f.normalize(s, z/float64(s.n), borrowed, m)
	return s
}

// normalize shows both numbers side by side whatever the method; with one reviewer there is only the raw one.
func (f *strictness) normalize(s *standing, z float64, borrowed int, m Method) {
	if len(f.by) < 2 {
		s.place.NormalizedMilli = s.place.RawMilli
		if m == Normalized {
			s.place.Why = join(s.place.Why, "the panel has one reviewer: raw mean")
		}
		return
	}
	micro := int64(math.Round(z * 1e6))
	s.place.ZMicro, s.place.NormalizedMilli = &micro, whole(f.panel.mean()+float64(f.panel.deviation()*z))
	if m == Normalized {
		s.z = &micro
		if borrowed > 0 {
			s.place.Why = join(s.place.Why, fmt.Sprintf("%d of %d scores measured by the panel's spread, their reviewer's being too few or too close", borrowed, s.n))
		}
	}
}

// against orders two standings, best first, and says what decided when the means are equal.
func (s *standing) against(o *standing) (order int, decided string) {
	switch {
	case s.ranked != o.ranked && s.ranked:
		return -1, ""
	case s.ranked != o.ranked:
		return 1, ""
	case !s.ranked:
		return cmp.Or(byNumber(s.number, o.number), compareIDs(s.id, o.id)), ""
	}
	mean := compareMeans(s.sum, s.n, o.sum, o.n)
	if s.z != nil && o.z != nil {
		mean = cmp.Compare(*o.z, *s.z)
	}
	if mean != 0 {
		return mean, ""
	}
	for i, word := range []string{"the first tie-breaking criterion", "the second tie-breaking criterion"} {
		if c := compareMeans(s.ties[i], s.n, o.ties[i], o.n); c != 0 {
			return c, word
		}
	}
	if c := cmp.Compare(s.asked, o.asked); c != 0 {
		return c, "the lower request"
	}
	return cmp.Or(byNumber(s.number, o.number), compareIDs(s.id, o.id)), "the application number"
}

// byNumber compares numbers of one cycle: MC-2027-1000 comes after MC-2027-999.
func byNumber(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }

// compareMeans compares a/n with b/m without dividing; the higher comes first.
func compareMeans(a, n, b, m int64) int { return cmp.Compare(b*n, a*m) }

func (s *standing) tied(above *standing) string {
	if _, decided := above.against(s); decided != "" {
		return "equal mean with the place above; decided by " + decided
	}
	return ""
}

// whole cuts to thousandths: who shows hundredths, half up, then never rounds a rounded number.
// The millionth lifts what is whole but for the last bits of a float.
func whole(x float64) *int {
	n := int(math.Floor(x + 1e-6))
	return &n
}

func join(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "; ")
}

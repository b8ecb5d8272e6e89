package fundline

import (
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// Departure is a proposal passed over for one ranked below it; invariant 18 asks for a written reason
// and a second person.
type Departure struct {
	Passed, Favored           string
	PassedPlace, FavoredPlace int
	// Why tells what giving the favored one's award to the passed one would break; "fewer_points" when
	// nothing but the total, "unexplained" when not even that.
	Why []Reason
}

// Departures lists the pairs out of rank order in a selection, by the place of the passed and then the favored.
func Departures(in Input, awards []Award) ([]Departure, error) {
	m, levels, err := in.read(awards)
	if err != nil {
		return nil, err
	}
	sums := m.sums(levels)
	ranked := in.ranked()
	var out []Departure
	for p, l := range levels {
		if l > 0 {
			continue
		}
		for f := p + 1; f < len(levels); f++ {
			if levels[f] == 0 || ranked[f].Place == ranked[p].Place {
				continue
			}
			out = append(out, Departure{
				Passed: ranked[p].ID, Favored: ranked[f].ID, PassedPlace: ranked[p].Place, FavoredPlace: ranked[f].Place,
				Why: in.explain(m, ranked, levels, sums, p, f),
			})
		}
	}
	return out, nil
}

// Check lists the constraints that a selection breaks, the money first; awards made by hand may break any.
func Check(in Input, awards []Award) ([]Reason, error) {
	m, levels, err := in.read(awards)
	if err != nil {
		return nil, err
	}
	out := in.broken(m, in.ranked(), levels, m.sums(levels))
	for _, f := range m.forced {
		if (levels[f.item] > 0) != f.fund {
			out = append(out, in.byHand(f))
		}
	}
	return out, nil
}

// read finds the level of each award in the model.
func (in *Input) read(awards []Award) (*model, []int, error) {
	if err := in.check(); err != nil {
		return nil, nil, err
	}
	m := compile(in, nothing)
	at := make(map[string]int, len(m.items))
	for i := range m.items {
		at[m.items[i].id] = i
	}
	levels := make([]int, len(m.items))
	for n, a := range awards {
		i, known := at[a.ID]
		level := 0
		if known {
			for l, amount := range m.items[i].amounts {
				if amount == a.Amount {
					level = l + 1
				}
			}
		}
		if level == 0 || levels[i] > 0 {
			return nil, nil, fault.BadField(fmt.Sprintf("awards.%d", n), "line_award", "An award is not one this proposal may get.")
		}
		levels[i] = level
	}
	return m, levels, nil
}

// explain says why p is not funded in place of f.
func (in *Input) explain(m *model, ranked []Proposal, levels []int, sums []int64, p, f int) []Reason {
	var why []Reason
	for _, x := range m.forced {
		if x.item == p && !x.fund || x.item == f && x.fund {
			why = append(why, in.byHand(x))
		}
	}
	if len(why) > 0 {
		return why
	}
	was := levels[f]
	defer func() {
		m.shift(sums, f, 0, was)
		levels[f], levels[p] = was, 0
	}()
	m.shift(sums, f, was, 0)
	levels[f] = 0
	for l := len(m.items[p].amounts); l > 0; l-- {
		levels[p] = l
		m.shift(sums, p, 0, l)
		why = in.broken(m, ranked, levels, sums)
		m.shift(sums, p, l, 0)
		if len(why) == 0 {
			return in.total(m, p, l, f, was)
		}
	}
	return why
}

// total compares the points of two awards, of which either could be made.
func (in *Input) total(m *model, p, level, f, was int) []Reason {
	a, b := &m.items[p], &m.items[f]
	passed, favored := worth(a.points, a.amounts[level-1], a.requested), worth(b.points, b.amounts[was-1], b.requested)
	code := "unexplained"
	if in.Objective == Points && passed <= favored {
		code = "fewer_points"
	}
	return []Reason{{Code: code, Figures: []Figure{{"passed", passed}, {"favored", favored}}}}
}

func (in *Input) byHand(f fix) Reason {
	c := &in.Constraints[f.constraint]
	return Reason{Code: string(c.Kind), Constraint: c.ID, Value: c.Reason}
}

// broken lists the rows broken by these levels, in figures of the constraint's own words.
func (in *Input) broken(m *model, ranked []Proposal, levels []int, sums []int64) []Reason {
	var out []Reason
	for r, w := range m.rows {
		if sums[r] <= w.limit {
			continue
		}
		if w.constraint == theMoney {
			out = append(out, Reason{Code: "money", Figures: []Figure{{"committed", sums[r]}, {"available", w.limit}}})
			continue
		}
		c := &in.Constraints[w.constraint]
		out = append(out, Reason{Code: string(c.Kind), Constraint: c.ID, Value: w.value, Figures: c.figures(m, ranked, levels, w.value)})
	}
	return out
}

// figures count what the constraint counts.
func (c *Constraint) figures(m *model, ranked []Proposal, levels []int, value string) []Figure {
	with, all := int64(0), int64(0)
	for i, l := range levels {
		if l == 0 {
			continue
		}
		x := int64(1)
		if c.Of == Amount {
			x = m.items[i].amounts[l-1]
		}
		all += x
		if ranked[i].has(c.Key, value) {
			with += x
		}
	}
	if c.Kind == ShareLeast || c.Kind == ShareMost {
		return []Figure{{"with", with}, {"all", all}, {"share", int64(c.Share)}}
	}
	return []Figure{{"with", with}, {"limit", c.Limit}}
}

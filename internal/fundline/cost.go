package fundline

import "github.com/vitrine-grants/vitrine/internal/fault"

// Cost is what one constraint costs: the best selection without it beside the best with it.
type Cost struct {
	Constraint  string
	PointsMilli int64    // earned more without it, thousandths
	Admits      []string // funded only while it holds, in rank order
	KeepsOut    []string // funded only without it, in rank order
	Optimal     bool     // both selections are proven
}

// Costs selects with all constraints and then without each; an infeasible input has no costs but a conflict.
func Costs(in Input) (*Selection, []Cost, error) {
	if err := in.check(); err != nil {
		return nil, nil, err
	}
	s := newSolver(&in, nothing)
	a := s.solve(in.budget(), nil)
	base := in.selection(s, a)
	if !base.Feasible {
		return base, nil, nil
	}
	ranked := in.ranked()
	out := make([]Cost, 0, len(in.Constraints))
	for n, c := range in.Constraints {
		free := newSolver(&in, func(i int) bool { return i == n })
		without := in.selection(free, free.solve(in.budget(), a.levels))
		k := Cost{Constraint: c.ID, PointsMilli: without.PointsMilli - base.PointsMilli, Optimal: base.Optimal && without.Optimal}
		k.KeepsOut, k.Admits = compareSets(ranked, base.Awards, without.Awards)
		out = append(out, k)
	}
	return base, out, nil
}

// Outcome is the selection under one amount, and who came and went since the amount before it.
type Outcome struct {
	Available int64
	Selection *Selection
	Enters    []string
	Leaves    []string
}

// Sweep selects under each of up to 200 amounts in turn: who flips as the money moves.
func Sweep(in Input, amounts []int64) ([]Outcome, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	ok := len(amounts) <= 200
	for _, a := range amounts {
		ok = ok && a >= 0 && a <= 1_000*largest
	}
	if !ok {
		return nil, fault.BadField("amounts", "line_grid", "At most 200 amounts, none negative, can be tried.")
	}
	ranked := in.ranked()
	var out []Outcome
	var hint []int
	var before []Award
	for _, a := range amounts {
		in.Available = a
		s := newSolver(&in, nothing)
		found := s.solve(in.budget(), hint)
		o := Outcome{Available: a, Selection: in.selection(s, found)}
		if len(out) > 0 {
			o.Enters, o.Leaves = compareSets(ranked, before, o.Selection.Awards)
		}
		hint, before = found.levels, o.Selection.Awards
		out = append(out, o)
	}
	return out, nil
}

package fundline

// Selection is an exact answer with its proof, or says plainly that it is not one.
type Selection struct {
	Feasible bool
	Awards   []Award // in rank order
	// Optimal is proven: no allowed selection earns more than PointsMilli, or under Rank comes earlier.
	Optimal bool
	// Ordered is proven: of all selections with these points this one is the first in rank order.
	Ordered     bool
	PointsMilli int64 // above the threshold, thousandths
	BoundMilli  int64 // no allowed selection earns more
	Nodes       int   // of the search tree
	Committed   int64 // minor units
	Left        int64 // minor units
	Notes       []Reason
	Conflict    *Conflict // when it is not feasible
}

// GapMilli is how far the selection may at most be from the best, in thousandths of a point.
func (s *Selection) GapMilli() int64 { return s.BoundMilli - s.PointsMilli }

// Select finds the best selection under the constraints. Of equal totals it takes the one that
// funds the better place where they first differ. A spent node budget leaves Optimal false and a gap.
func Select(in Input) (*Selection, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	s := newSolver(&in, nothing)
	return in.selection(s, s.solve(in.budget(), nil)), nil
}

func nothing(int) bool { return false }

func (in *Input) budget() int {
	if in.Nodes == 0 {
		return DefaultNodes
	}
	return in.Nodes
}

func (in *Input) selection(s *solver, a answer) *Selection {
	out := &Selection{Optimal: a.optimal, Ordered: a.ordered, PointsMilli: a.value, BoundMilli: a.bound, Nodes: a.nodes, Left: in.Available}
	if a.levels == nil {
		out.PointsMilli, out.BoundMilli = 0, a.bound
		if !a.optimal {
			out.Notes = []Reason{{Code: "nodes_spent", Figures: []Figure{{"nodes", int64(in.budget())}}}}
			return out
		}
		out.Ordered, out.BoundMilli = true, 0
		out.Conflict = in.conflict()
		return out
	}
	out.Feasible = true
	out.Awards = s.m.awards(a.levels)
	if !s.seek {
		for i, l := range a.levels {
			if it := &s.m.items[i]; l > 0 {
				out.PointsMilli += worth(it.points, it.amounts[l-1], it.requested)
			}
		}
		out.BoundMilli = out.PointsMilli
	}
	out.Committed = committed(out.Awards)
	out.Left = in.Available - out.Committed
	out.Notes = in.notes(a)
	return out
}

// notes say what is remarkable of a whole selection.
func (in *Input) notes(a answer) []Reason {
	var out []Reason
	if len(in.Proposals) == 0 {
		return []Reason{{Code: "no_proposals"}}
	}
	cheapest, low, high := int64(unbounded), int64(unbounded), int64(-unbounded)
	for i := range in.Proposals {
		p := &in.Proposals[i]
		cheapest = min(cheapest, p.least())
		low, high = min(low, p.ScoreMilli), max(high, p.ScoreMilli)
	}
	if in.Available < cheapest {
		out = append(out, Reason{Code: "below_cheapest", Figures: []Figure{{"available", in.Available}, {"cheapest", cheapest}}})
	}
	if len(in.Proposals) == 1 {
		out = append(out, Reason{Code: "one_proposal"})
	} else if low == high {
		out = append(out, Reason{Code: "all_scores_equal", Figures: []Figure{{"score", low}}})
	}
	if !a.optimal || !a.ordered {
		out = append(out, Reason{Code: "nodes_spent", Figures: []Figure{{"nodes", int64(in.budget())}, {"gap", a.bound - a.value}}})
	}
	return out
}

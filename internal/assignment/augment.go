package assignment

// solve gives every missing reading its cheapest way to the sink, one at a time. After each the flow
// is the cheapest of its size (successive shortest paths), so the order of proposals does not matter.
func (n *network) solve() {
	s := newSearch(n)
	for p := range n.np {
		for range n.need[p] {
			far, _ := s.run(node(p), n.end()) // found: a reading can always go without a reader
			s.raise(far)
			n.apply(s.path(node(p), n.end()))
		}
	}
}

// raise moves the potentials so that the path found costs nothing and no arc less.
func (s *search) raise(far int64) {
	n := s.n
	for p, d := range s.toP {
		n.u[p] += min(d-far, 0)
	}
	for r, d := range s.toR {
		n.v[r] += min(d-far, 0)
	}
	n.sink += min(s.toSink-far, 0)
}

// path lists the nodes of the way found, first to last.
func (s *search) path(from, to node) []node {
	out := []node{to}
	for at := to; at != from; {
		at = s.from[at]
		out = append(out, at)
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

// apply sends one reading along a path of the residual network.
func (n *network) apply(path []node) {
	for i := range path[1:] {
		n.step(path[i], path[i+1])
	}
}

func (n *network) step(a, b node) {
	r, p := int(max(a, b))-n.np, int(min(a, b))
	switch {
	case b == n.end() && int(a) < n.np:
		n.lacking[a]++
	case a == n.end() && int(b) < n.np:
		n.lacking[b]--
	case b == n.end():
		n.load[int(a)-n.np]++
	case a == n.end():
		n.load[int(b)-n.np]--
	case int(a) < n.np:
		n.assign(p, r)
	default:
		n.unassign(p, r)
	}
}

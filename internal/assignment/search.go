package assignment

// node numbers proposals first, then reviewers, then the sink.
type node int32

func (n *network) reviewer(r int) node { return node(n.np + r) }

func (n *network) end() node { return node(n.np + n.nr) }

// search finds shortest paths in the residual network by Dijkstra's method over reduced costs.
// Reviewers are few and change often, so the nearest is looked for in a row; proposals wait in a heap.
type search struct {
	n      *network
	toP    []int64
	toR    []int64
	toSink int64
	from   []node
	doneP  []bool
	doneR  []bool
	done   bool // the sink
	to     node // nothing farther than this is of use
	next   int  // the nearest reviewer not done, below zero for none
	stale  bool // next has to be looked for again
	heap   []waiting
}

type waiting struct {
	far int64
	p   int32
}

func newSearch(n *network) *search {
	return &search{
		n: n, toP: make([]int64, n.np), toR: make([]int64, n.nr), from: make([]node, n.np+n.nr+1),
		doneP: make([]bool, n.np), doneR: make([]bool, n.nr),
	}
}

func (s *search) begin(at node) {
	for p := range s.toP {
		s.toP[p], s.doneP[p] = unreached, false
	}
	for r := range s.toR {
		s.toR[r], s.doneR[r] = unreached, false
	}
	s.toSink, s.done, s.stale, s.heap = unreached, false, true, s.heap[:0]
	switch {
	case at == s.n.end():
		s.toSink = 0
	case int(at) >= s.n.np:
		s.toR[int(at)-s.n.np] = 0
	default:
		s.toP[at] = 0
		s.push(waiting{0, int32(at)})
	}
}

// run searches from one node until another is reached for good and gives its reduced distance.
func (s *search) run(from, to node) (far int64, found bool) {
	s.begin(from)
	s.to = to
	for {
		at, d := s.nearest()
		if d >= unreached {
			return 0, false
		}
		if at == to {
			return d, true
		}
		switch {
		case at == s.n.end():
			s.done = true
			s.leaveSink(d)
		case int(at) >= s.n.np:
			r := int(at) - s.n.np
			s.doneR[r], s.stale = true, true
			s.leaveReviewer(r, d)
		default:
			s.doneP[at] = true
			s.leaveProposal(int(at), d)
		}
	}
}

func (s *search) nearest() (node, int64) {
	at, best := s.n.end(), int64(unreached)
	if !s.done {
		best = s.toSink
	}
	if s.stale {
		s.look()
	}
	if s.next >= 0 && s.toR[s.next] < best {
		at, best = s.n.reviewer(s.next), s.toR[s.next]
	}
	for len(s.heap) > 0 && s.doneP[s.heap[0].p] {
		s.pop()
	}
	if len(s.heap) > 0 && s.heap[0].far < best {
		return node(s.heap[0].p), s.heap[0].far
	}
	return at, best
}

func (s *search) look() {
	s.next, s.stale = -1, false
	for r, d := range s.toR {
		if !s.doneR[r] && (s.next < 0 || d < s.toR[s.next]) {
			s.next = r
		}
	}
}

func (s *search) leaveProposal(p int, d int64) {
	n := s.n
	base, row, v, to := d+n.u[p], n.open[p*n.nr:(p+1)*n.nr], n.v[:n.nr], s.toR[:n.nr]
	for r, c := range row {
		if far := base + c - v[r]; far < to[r] {
			to[r], s.from[n.np+r] = far, node(p)
			if s.next >= 0 && far < to[s.next] {
				s.next = r
			}
		}
	}
	if n.lacking[p] < n.need[p] {
		s.reachSink(base+n.lack(p, n.lacking[p])-n.sink, node(p))
	}
}

func (s *search) leaveReviewer(r int, d int64) {
	n := s.n
	if n.load[r] < n.most[r] {
		s.reachSink(d+n.v[r]+n.burden(r, n.load[r])-n.sink, n.reviewer(r))
	}
	for _, p := range n.given[r] {
		s.reachProposal(int(p), d+n.v[r]-n.cost[int(p)*n.nr+r]-n.u[p], n.reviewer(r))
	}
}

func (s *search) leaveSink(d int64) {
	n := s.n
	for r := range n.nr {
		if n.load[r] > n.base[r] {
			if far := d + n.sink - n.burden(r, n.load[r]-1) - n.v[r]; far < s.toR[r] {
				s.toR[r], s.from[n.np+r], s.stale = far, n.end(), true
			}
		}
	}
	for p := range n.np {
		if n.lacking[p] > 0 {
			s.reachProposal(p, d+n.sink-n.lack(p, n.lacking[p]-1)-n.u[p], n.end())
		}
	}
}

func (s *search) reachSink(far int64, from node) {
	if far < s.toSink {
		s.toSink, s.from[s.n.end()] = far, from
	}
}

func (s *search) reachProposal(p int, far int64, from node) {
	if far < s.toP[p] && (s.to != s.n.end() || far < s.toSink) {
		s.toP[p], s.from[p] = far, from
		s.push(waiting{far, int32(p)})
	}
}

package assignment

import "slices"

// link is a step between reviewers or the sink: a proposal passes, or by nobody a load changes.
type link struct{ from, to, by int }

// search finds shortest paths in the residual network by Dijkstra's method over reduced costs. Its
// nodes are the reviewers and the sink: so few that the nearest is looked for in a row.
type search struct {
	n    *network
	far  []int64
	way  []link
	done []bool
}

func newSearch(n *network) *search {
	return &search{n: n, far: make([]int64, n.nr+1), way: make([]link, n.nr+1), done: make([]bool, n.nr+1)}
}

func (s *search) begin() {
	for i := range s.far {
		s.far[i], s.done[i] = unreached, false
	}
}

// fromProposal searches for the best place of one of its readings, until a node is reached for good.
func (s *search) fromProposal(p, until int) bool {
	s.begin()
	for to := range s.far {
		if to < s.n.nr || s.n.lacking[p] < s.n.need[p] {
			s.reach(link{nobody, to, p}, s.n.to(p, to)-s.n.price[to])
		}
	}
	return s.run(until)
}

// fromNode searches from a reviewer or the sink.
func (s *search) fromNode(at, until int) bool {
	s.begin()
	s.far[at], s.way[at] = 0, link{nobody, at, nobody}
	return s.run(until)
}

func (s *search) run(until int) bool {
	for {
		at := s.nearest()
		if at == nobody || at == until {
			return at != nobody
		}
		s.done[at] = true
		if at == s.n.nr {
			s.leaveSink()
		} else {
			s.leaveReviewer(at)
		}
	}
}

func (s *search) nearest() int {
	at, best := nobody, int64(unreached)
	for i, d := range s.far {
		if d < best && !s.done[i] {
			at, best = i, d
		}
	}
	return at
}

func (s *search) leaveReviewer(r int) {
	n := s.n
	base, row := s.far[r]+n.price[r], n.over[r*(n.nr+1):(r+1)*(n.nr+1)]
	far, price := s.far[:len(row)], n.price[:len(row)]
	for to := range row {
		if d := base + row[to].cost - price[to]; d < far[to] {
			far[to], s.way[to] = d, link{r, to, int(row[to].by)}
		}
	}
	if n.load[r] < n.most[r] {
		s.reach(link{r, n.nr, nobody}, base+n.burden(r, n.load[r])-n.price[n.nr])
	}
}

// leaveSink takes back: a reading from a reviewer's load, or a reading that a proposal lacks.
func (s *search) leaveSink() {
	n := s.n
	base := s.far[n.nr] + n.price[n.nr]
	for r := range n.nr {
		if n.load[r] > n.base[r] {
			s.reach(link{n.nr, r, nobody}, base-n.burden(r, n.load[r]-1)-n.price[r])
		}
	}
	for p, lacking := range n.lacking {
		if lacking > 0 {
			for r := range n.nr {
				s.reach(link{n.nr, r, p}, base-n.lack(p, lacking-1)+n.to(p, r)-n.price[r])
			}
		}
	}
}

func (s *search) reach(by link, d int64) {
	if d < s.far[by.to] {
		s.far[by.to], s.way[by.to] = d, by
	}
}

// path lists the links of the way to a node, first to last; the first is from nobody when the
// search began with a proposal.
func (s *search) path(to int) []link {
	var out []link
	for at := to; at != nobody; at = s.way[at].from {
		if s.way[at].from != nobody || s.way[at].by != nobody {
			out = append(out, s.way[at])
		}
	}
	slices.Reverse(out)
	return out
}

// raise moves the prices so that the path to a node costs nothing and no arc less.
func (s *search) raise(to int) {
	for i, d := range s.far {
		s.n.price[i] += min(d-s.far[to], 0)
	}
}

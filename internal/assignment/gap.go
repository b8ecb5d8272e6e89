package assignment

import (
	"fmt"
	"slices"
)

// Level is what a gap falls short of.
type Level string

// The guarantee that cannot be kept, and the aim that cannot be reached.
const (
	BelowMinimum Level = "minimum"
	BelowTarget  Level = "target"
)

// Gap proves that its proposals cannot all be read as often as wanted: they share the reviewers
// named, whose room is used up by them alone, and everyone else open to them reads them already.
// Wanted is more than Standing, Room and Elsewhere together: a cut of the network, no guess. That
// the right ones go short (a guarantee before another's target) is by the order of aims.
type Gap struct {
	Below     Level
	Proposals []string
	Reviewers []string
	Wanted    int // readings wanted at this level by these proposals
	Standing  int // of them fixed, or given outside
	Room      int // that the shared reviewers have
	Elsewhere int // given to these proposals by open reviewers who have room still: one each is all they can
	Short     []Short
}

// Missing is how many readings at least are missing, however the pairs are dealt.
func (g *Gap) Missing() int { return g.Wanted - g.Standing - g.Room - g.Elsewhere }

// Short is a proposal that has too few readings in the plan, with who could not take it and why.
type Short struct {
	Proposal string
	Have     int
	Wanted   int
	Barred   []Barred
	Full     []string // open to it, at their limit
}

// Barred is a reviewer who may not read a proposal, with the codes of the reasons.
type Barred struct {
	Reviewer string
	Codes    []string
}

// gaps names every proposal below its minimum, then those below their target, each in one gap.
// Proposals that share the same reviewers share a gap; the union of two cuts is a cut.
func (n *network) gaps() []Gap {
	var out []Gap
	for _, below := range []Level{BelowMinimum, BelowTarget} {
		shared, groups := map[string]int{}, []*group{}
		for p := range n.np {
			if n.level(p) != below {
				continue
			}
			reached := n.reach(p)
			key := fmt.Sprint(reached[n.np:])
			if !slices.Contains(reached[n.np:], true) {
				key = n.t.proposals[p].ID
			}
			at, known := shared[key]
			if !known {
				at = len(groups)
				shared[key], groups = at, append(groups, &group{reached: reached})
			}
			groups[at].add(p, reached)
		}
		for _, g := range groups {
			out = append(out, n.gap(g, below))
		}
	}
	return out
}

// group is a cut and the proposals that it leaves short.
type group struct {
	reached []bool
	short   []int
}

func (g *group) add(p int, reached []bool) {
	g.short = append(g.short, p)
	for i, r := range reached {
		g.reached[i] = g.reached[i] || r
	}
}

func (n *network) level(p int) Level {
	switch have := n.have(p); {
	case have < n.t.proposals[p].Minimum:
		return BelowMinimum
	case have < n.t.proposals[p].Target:
		return BelowTarget
	}
	return ""
}

func (n *network) wanted(p int, below Level) int {
	if below == BelowMinimum {
		return n.t.proposals[p].Minimum
	}
	return n.t.proposals[p].Target
}

// gap counts a cut. All that its reviewers took in the search is of its proposals.
func (n *network) gap(group *group, below Level) Gap {
	g := Gap{Below: below}
	for p, proposal := range n.t.proposals {
		if group.reached[p] {
			g.Proposals = append(g.Proposals, proposal.ID)
			g.Wanted += n.wanted(p, below)
			g.Standing += n.counted[p]
			g.Elsewhere += n.need[p] - n.lacking[p]
		}
	}
	for r, reviewer := range n.t.reviewers {
		if group.reached[n.np+r] {
			g.Reviewers = append(g.Reviewers, reviewer.ID)
			g.Room += n.most[r] - n.base[r]
			g.Elsewhere -= len(n.given[r])
		}
	}
	for _, p := range group.short {
		g.Short = append(g.Short, n.short(p, below))
	}
	return g
}

func (n *network) short(p int, below Level) Short {
	s := Short{Proposal: n.t.proposals[p].ID, Have: n.have(p), Wanted: n.wanted(p, below)}
	for r, reviewer := range n.t.reviewers {
		if codes, barred := n.t.bars[cell{p, r}]; barred {
			s.Barred = append(s.Barred, Barred{reviewer.ID, codes})
		} else if n.open[p*n.nr+r] < absent {
			s.Full = append(s.Full, reviewer.ID)
		}
	}
	return s
}

// reach marks what a missing reading could be had from: open reviewers, and what they would hand over.
func (n *network) reach(p int) []bool {
	seen := make([]bool, n.np+n.nr)
	seen[p] = true
	for queue := []int{p}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		for r, cost := range n.open[at*n.nr : (at+1)*n.nr] {
			if cost >= absent || seen[n.np+r] {
				continue
			}
			seen[n.np+r] = true
			for _, q := range n.given[r] {
				if !seen[q] {
					seen[q] = true
					queue = append(queue, int(q))
				}
			}
		}
	}
	return seen
}

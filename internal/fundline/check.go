package fundline

import (
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// What is taken; beyond it whole numbers would not hold every product.
const (
	largest   = int64(100_000_000_000) // minor units of one request, a thousand million dollars
	highest   = int64(1_000_000)       // a score, thousandths of a point
	mostSteps = 1_000                  // of one partial award
	mostOf    = 5_000                  // proposals
)

// check refuses what cannot be answered, naming each field.
func (in *Input) check() error {
	var c fault.Check
	c.That(in.Available >= 0 && in.Available <= 1_000*largest, "available", "line_money", "The available amount is nought or more.")
	c.That(in.Objective == Points || in.Objective == Rank, "objective", "line_objective", "The objective is points or rank.")
	c.That(size(in.ThresholdMilli) <= highest, "thresholdMilli", "line_score", "A score lies within 1,000 points.")
	c.That(in.Nodes >= 0, "nodes", "line_nodes", "A node budget is not negative.")
	c.That(len(in.Proposals) <= mostOf, "proposals", "line_many", "At most %d proposals.", mostOf)
	known := map[string]bool{}
	for i := range in.Proposals {
		p := &in.Proposals[i]
		path := fmt.Sprintf("proposals.%d.", i)
		c.That(p.ID != "" && !known[p.ID], path+"id", "line_twice", "Each proposal is there once.")
		known[p.ID] = true
		p.check(&c, path)
	}
	in.checkConstraints(&c, known)
	return c.Err()
}

func (p *Proposal) check(c *fault.Check, path string) {
	c.That(p.Place > 0, path+"place", "line_unranked", "Only ranked proposals stand in the line.")
	c.That(size(p.ScoreMilli) <= highest, path+"scoreMilli", "line_score", "A score lies within 1,000 points.")
	c.That(p.ErrorMilli >= 0 && p.ErrorMilli <= highest, path+"errorMilli", "line_score", "A standard error is nought or more.")
	c.That(p.Requested > 0 && p.Requested <= largest, path+"requested", "line_money", "A request is more than nought.")
	if l := p.Partial; l != nil {
		ok := l.Min > 0 && l.Min <= l.Max && l.Max <= p.Requested && l.Step > 0 && (l.Max-l.Min)/l.Step < mostSteps
		c.That(ok, path+"partial", "line_partial", "A partial award lies between a least and a most up to the request, in at most %d steps.", mostSteps)
	}
}

func (in *Input) checkConstraints(c *fault.Check, known map[string]bool) {
	ids := map[string]bool{}
	for i, r := range in.Constraints {
		path := fmt.Sprintf("constraints.%d.", i)
		c.That(r.ID != "" && !ids[r.ID], path+"id", "line_twice", "Each constraint is there once.")
		ids[r.ID] = true
		c.That(r.Of == "" || r.Of == Awards || r.Of == Amount, path+"of", "line_measure", "A limit counts awards or their amount.")
		switch r.Kind {
		case MustFund, MustNot:
			c.That(known[r.Proposal], path+"proposal", "line_unknown", "There is no such proposal in the line.")
			c.That(r.Reason != "", path+"reason", "line_reason", "What is set by hand carries a reason.")
		case AtMostEach, AtMost, AtLeast:
			c.That(r.Key != "", path+"key", "line_key", "Say which attribute is counted.")
			c.That(r.Limit >= 0 && r.Limit <= 1_000*largest, path+"limit", "line_limit", "A limit is nought or more.")
		case ShareLeast, ShareMost:
			c.That(r.Key != "", path+"key", "line_key", "Say which attribute is counted.")
			c.That(r.Share >= 0 && r.Share <= 10_000, path+"share", "line_share", "A share lies between 0 and 100 %%.")
		default:
			c.Refuse(path+"kind", "line_kind", "There is no such kind of constraint.")
		}
	}
}

func size(x int64) int64 { return max(x, -x) }

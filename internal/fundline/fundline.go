// Package fundline is the funding line: the selection of proposals under an appropriation.
//
// Walk is the plain rule of domain 8.3; Select is an exact optimum under constraints that are data.
// Both take values and give values with their reasons as codes and figures; neither changes a score.
package fundline

import (
	"cmp"
	"math"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/money"
)

// Input is one question to the funding line: who stands where, how much there is, what must hold.
type Input struct {
	Proposals   []Proposal
	Available   int64 // minor units of one currency
	Constraints []Constraint
	Objective   Objective
	// ThresholdMilli is the score below which an award earns no points but costs them, in thousandths.
	ThresholdMilli int64
	// Alternates is how many below the walked line are kept in reserve.
	Alternates int
	// Nodes is the most nodes of the search tree to visit; nought is DefaultNodes.
	Nodes int
}

// DefaultNodes is the node budget when none is given; it is many times what a hard cycle needs.
const DefaultNodes = 200_000

// Proposal is a ranked proposal; who has too few reviews to be ranked is left out by the caller.
type Proposal struct {
	ID         string
	Place      int   // in the ranking, from 1; equal places are ordered by ID
	ScoreMilli int64 // thousandths of a point
	ErrorMilli int64 // standard error of the score, thousandths of a point
	Requested  int64 // minor units
	Partial    *Limits
	Attributes []Attribute
}

// Limits allow a smaller award: Min, Min+Step and so on, and Max itself; minor units.
type Limits struct{ Min, Max, Step int64 }

// Attribute is one fact of a proposal, such as country=PE; a key may have several values.
type Attribute struct{ Key, Value string }

// Objective says what the selection seeks.
type Objective string

// The objectives.
const (
	// Points seeks the most points above the threshold; a partial award earns its share of them.
	Points Objective = "points"
	// Rank seeks the best place first, then the next, as far as constraints and money allow.
	Rank Objective = "rank"
)

// Kind is what a constraint says.
type Kind string

// The kinds of constraints.
const (
	AtMostEach Kind = "at_most_each" // at most Limit for every value of Key
	AtMost     Kind = "at_most"      // at most Limit with Key=Value
	AtLeast    Kind = "at_least"     // at least Limit with Key=Value
	ShareLeast Kind = "share_least"  // at least Share of what is awarded has Key=Value
	ShareMost  Kind = "share_most"   // at most Share of what is awarded has Key=Value
	MustFund   Kind = "must_fund"    // Proposal is funded, by hand
	MustNot    Kind = "must_not"     // Proposal is not funded, by hand
)

// Measure is what a limit or share counts.
type Measure string

// The measures; awards when none is said.
const (
	Awards Measure = "awards"
	Amount Measure = "amount" // minor units
)

// Constraint is one rule of a selection, as data; which fields count depends on its kind.
type Constraint struct {
	ID         string
	Kind       Kind
	Key, Value string
	Limit      int64
	Share      money.Ratio
	Of         Measure
	Proposal   string
	Reason     string // code of why, for what is set by hand
}

// Reason explains by a code, the constraint it speaks of and figures; words are the reader's.
type Reason struct {
	Code       string
	Constraint string // its ID, or empty
	Value      string // the attribute's value, when the constraint has several
	Figures    []Figure
}

// Figure is a named number of a reason, in minor units, thousandths of a point or a count.
type Figure struct {
	Name  string
	Value int64
}

// Award is what one proposal gets.
type Award struct {
	ID     string
	Amount int64 // minor units
}

// ranked is the proposals in rank order: place, then ID.
func (in *Input) ranked() []Proposal {
	out := slices.Clone(in.Proposals)
	slices.SortFunc(out, func(a, b Proposal) int {
		return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// has tells whether a proposal carries an attribute.
func (p *Proposal) has(key, value string) bool {
	return slices.Contains(p.Attributes, Attribute{key, value})
}

// least is the smallest award the proposal may get.
func (p *Proposal) least() int64 {
	if p.Partial != nil {
		return p.Partial.Min
	}
	return p.Requested
}

// amounts are the awards the proposal may get, smallest first.
func (p *Proposal) amounts() []int64 {
	if p.Partial == nil {
		return []int64{p.Requested}
	}
	var out []int64
	for a := p.Partial.Min; a < p.Partial.Max; a += p.Partial.Step {
		out = append(out, a)
	}
	return append(out, p.Partial.Max)
}

// worth is the points an award of an amount earns, in thousandths, rounded down.
func worth(points, amount, requested int64) int64 {
	if amount == requested {
		return points
	}
	q := points * amount / requested
	if points < 0 && q*requested != points*amount {
		q--
	}
	return q
}

// unbounded stands for no bound at all.
const unbounded = math.MaxInt64

// Package assignment gives proposals to reviewers by an exact minimum-cost flow, and can say why.
//
// What is good stands in a strict order; no amount of a later aim buys any of an earlier one:
//
//  1. as few readings as possible are missing below the proposals' minimum, and these are spread: none
//     lacks two where two could lack one each
//  2. as few as possible are missing below the target, spread likewise
//  3. as few as possible are missing below the least a reviewer was promised, spread likewise
//  4. beyond what was promised, loads are as equal as they can be (in bands where the problem says so)
//  5. the fit of all pairs together is the highest: topics, languages, regions, bids
//  6. lots drawn from the seed
//
// Aims 1 and 2 never compete: the counts that can be had form a polymatroid, which has a most even
// basis that is best at every level at once. Pairs that are fixed stay, count and are never moved.
// The same problem in any order and on any machine gives the same plan. Readings are counted, not
// judged: whether a review is valid is known to the caller, who leaves a voided one out of Fixed and
// puts the work it was into Carried.
package assignment

// Problem is who wants to be read, who reads, what stands already and what may not be.
type Problem struct {
	Proposals []Proposal
	Reviewers []Reviewer
	Scale     []Kind
	Fixed     []Pair // assigned by hand or scored already
	Bars      []Bar
	Bids      []Bid
	Band      int // loads in the same band of this many are equally good; 0 is 1
	Seed      uint64
}

// Proposal wants a target of readings and is guaranteed a minimum where that can be had.
type Proposal struct {
	ID      string
	Minimum int
	Target  int
	Have    int // counted readings by people who are no reviewers of this problem
	Topics  []Topic
}

// Reviewer reads at least and at most so many, what is carried already included; a nil Most is no limit.
type Reviewer struct {
	ID      string
	Least   int
	Most    *int
	Carried int // work that counts as load but as no reading: voided reviews, other panels
	Skills  []Skill
}

// Topic is something a proposal is about or needs, by kind: discipline, theme, region, language.
type Topic struct{ Kind, Value string }

// Skill is how well a reviewer knows a value of a kind, from 1 to 100 percent.
type Skill struct {
	Kind, Value string
	Level       int
}

// Kind is what a full match of all topics of a kind is worth; with Any the best one is enough.
type Kind struct {
	Code   string
	Points int
	Any    bool
}

// Pair is one proposal for one reviewer to read.
type Pair struct{ Proposal, Reviewer string }

// Bar forbids a pair for the reasons whose codes it carries, a conflict of interest mostly.
type Bar struct {
	Pair

	Codes []string
}

// Bid adds points to the fit of a pair: what the reviewer would like, below zero what they would not.
type Bid struct {
	Pair

	Points int
}

// Limits of what is taken, so that the order of aims holds exactly in 63 bits.
const (
	MostPoints  = 100_000 // of one kind or bid
	MostReading = 1_000   // of one proposal
	MostLoad    = 10_000  // of one reviewer
)

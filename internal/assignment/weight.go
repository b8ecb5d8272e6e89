package assignment

import "github.com/vitrine-grants/vitrine/internal/fault"

// weights make one number of the six aims. A cycle of changes meets each reviewer and each proposal
// once and the sink once, so it holds at most as many new pairs as the smaller side has members:
// each weight is above all that the later aims can add up to along a cycle.
type weights struct {
	fit, load, cover int64
	best             int // the highest fit of any pair
	deep             int // missing levels of a target above its minimum
	promised         int // the highest least load
}

// reach is the largest cost whose sums along a path stay clear of 63 bits.
const reach = 1 << 58

func (t *table) weigh(fit []int) (weights, error) {
	w := weights{deep: 1}
	lowest := 0
	for i, f := range fit {
		if i == 0 {
			w.best, lowest = f, f
		}
		w.best, lowest = max(w.best, f), min(lowest, f)
	}
	missing, loads := 1, len(t.proposals)
	for _, p := range t.proposals {
		w.deep, missing = max(w.deep, p.Target-p.Minimum), max(missing, p.Minimum)
	}
	for r, reviewer := range t.reviewers {
		w.promised = max(w.promised, reviewer.Least)
		loads = max(loads, t.loaded(r)+len(t.proposals))
	}
	links := float64(min(len(t.proposals), len(t.reviewers)) + 1)
	aFit := lots * links
	aLoad := aFit * float64(w.best-lowest+1) * links
	aCover := aLoad * float64(w.promised+3+loads/t.band)
	if aCover*float64(w.deep+missing+2) >= reach {
		return w, fault.BadField("scale", "too_large", "The points are too many for so many proposals and reviewers: lower them.")
	}
	w.fit, w.load, w.cover = int64(aFit), int64(aLoad), int64(aCover)
	return w, nil
}

// loaded is what a reviewer has before anything is assigned.
func (t *table) loaded(r int) int {
	n := t.reviewers[r].Carried
	for p := range t.proposals {
		if t.fixed[p][r] {
			n++
		}
	}
	return n
}

// counted are the readings a proposal has before anything is assigned.
func (t *table) counted(p int) int {
	n := t.proposals[p].Have
	for _, fixed := range t.fixed[p] {
		if fixed {
			n++
		}
	}
	return n
}

// lack is what it costs that a proposal goes without its k-th reading: any below the minimum more
// than any above it, and rising, so that two proposals rather lack one each than one lacks two.
func (w *weights) lack(p *Proposal, k int) int64 {
	if k <= p.Minimum {
		return w.cover * int64(w.deep+p.Minimum-k+1)
	}
	return w.cover * int64(p.Target-k+1)
}

// burden is what a reviewer's k-th reading costs: none promised costs as much as one beyond.
func (w *weights) burden(r *Reviewer, band, k int) int64 {
	if k <= r.Least {
		return w.load * int64(w.promised-r.Least+k)
	}
	return w.load * int64(w.promised+1+(k-1)/band)
}

package assignment

import (
	"hash/fnv"
	"math/bits"
	"math/rand/v2"
)

// lots is how many different lots there are; a lot decides between pairs that are equal in all else.
const lots = 1024

// Purposes keep the draws of one seed apart.
const (
	forPairs uint64 = 0x70616972
	forOrder uint64 = 0x6f726465
)

// lot is the draw of a pair. It depends on the seed and the two ids only, so a proposal that is
// added or withdrawn redraws nobody else's.
func lot(seed, proposal, reviewer uint64) int64 {
	var g rand.PCG
	g.Seed(seed^forPairs^proposal, reviewer)
	return int64(g.Uint64() >> 54)
}

// digest makes a number of an id for drawing; that two ids share one harms nothing.
func digest(id string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id))
	return h.Sum64()
}

// shuffle draws an order from the generator alone: the standard library promises the stream of
// PCG for good, but not how Shuffle uses it.
func shuffle[T any](g *rand.PCG, list []T) {
	for i := len(list) - 1; i > 0; i-- {
		j := below(g, uint64(i)+1)
		list[i], list[j] = list[j], list[i]
	}
}

// below draws evenly from 0 to n-1 (Lemire's multiplication with rejection).
func below(g *rand.PCG, n uint64) uint64 {
	high, low := bits.Mul64(g.Uint64(), n)
	for low < -n%n {
		high, low = bits.Mul64(g.Uint64(), n)
	}
	return high
}

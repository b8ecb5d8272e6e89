package sample

import (
	"encoding/binary"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"
)

// thing is what a made id identifies, so that two of one number differ.
type thing uint64

const (
	aFunder thing = iota + 1
	aFunderAward
	aProgram
	aForm
	aCycle
	aPhase
	aTheme
	aCriterion
	aStaff
	aReviewer
	anApplicant
	aPartner
	aUSMuseum
	aMuseumAbroad
	aMembership
	aPartnership
	aMember
	anApplication
	aBudgetLine
	aPanel
	aPanelMember
	anAssignment
	aReview
	aRanking
	aSlate
	aSlateLine
	anAward
	anAccount
	anEntry
	aRole
	aSubmission
	aPromise
	aRelease
)

// mix spreads a number over 64 bits (the finalizer of SplitMix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

var idsBegin = time.Date(bulkFirst-1, time.January, 1, 0, 0, 0, 0, time.UTC).UnixMilli()

// id is a version 7 UUID computed from what it identifies: later numbers sort later, and nothing is drawn.
func (w *bulk) id(t thing, n int) uuid.UUID {
	var u uuid.UUID
	a := mix(w.seed ^ mix(uint64(t)<<40|uint64(n)))
	binary.BigEndian.PutUint64(u[8:], mix(a))
	binary.BigEndian.PutUint64(u[:8], uint64(idsBegin+int64(n))<<16|a&0xfff|0x7000)
	u[8] = u[8]&0x3f | 0x80
	return u
}

// draw is a source of values of its own for each thing, so that rows can be made in any order.
func (w *bulk) draw(t thing, n int) *rand.Rand {
	return rand.New(rand.NewPCG(w.seed^uint64(t)<<32, uint64(n)))
}

package award

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Candidate is an application as the funding line sees it.
type Candidate struct {
	Application ident.Application
	Number      string
	Place       *int // nil when it has too few counted reviews to be ranked
	Requested   money.Money
	Stood       application.State
}

// FundingLine is the money to give and the limits of one award.
type FundingLine struct {
	Available  money.Money
	Min, Max   money.Money
	Alternates int // how many below the line are kept in reserve
}

// Line is what the funding line says of one candidate, and why.
type Line struct {
	Candidate
	Decision Decision
	Amount   money.Money
	Why      string
}

// codes are why the walk declines: what could not be ranked, or what the money does not reach.
func (l Line) codes() []DeclineCode {
	switch {
	case l.Decision != ToDecline:
		return []DeclineCode{}
	case l.Place == nil:
		return []DeclineCode{TooFewReviews}
	}
	return []DeclineCode{FundsExhausted}
}

// Propose walks the ranking and awards while committed + amount <= available (domain 8.3).
// The first that does not fit ends the line: to skip to a smaller one below it is an
// officer's decision with a written reason. The same candidates in any order give the same lines.
func (f FundingLine) Propose(candidates []Candidate) []Line {
	walk := slices.Clone(candidates)
	slices.SortFunc(walk, byPlace)
	committed := money.New(0, f.Available.Currency)
	lines := make([]Line, 0, len(walk))
	open, reserves := true, f.Alternates
	for _, c := range walk {
		l := Line{Candidate: c, Amount: money.New(0, f.Available.Currency)}
		why, fits := f.fits(c, committed)
		switch {
		case c.Place == nil:
			l.Decision, l.Why = ToDecline, "Not ranked: fewer than three counted reviews."
		case open && fits:
			committed = committed.Add(c.Requested)
			l.Decision, l.Amount, l.Why = ToAward, c.Requested, why
		case reserves > 0:
			if !open {
				why = fmt.Sprintf("Place %d is below the funding line.", *c.Place)
			}
			l.Decision, l.Why = ToAlternate, why
			reserves--
			open = false
		default:
			l.Decision, l.Why = ToDecline, fmt.Sprintf("Place %d is below the funding line and its alternates.", *c.Place)
			open = false
		}
		lines = append(lines, l)
	}
	return lines
}

func (f FundingLine) fits(c Candidate, committed money.Money) (why string, ok bool) {
	if c.Place == nil {
		return "", false
	}
	if c.Requested.Less(f.Min) || f.Max.Less(c.Requested) {
		return fmt.Sprintf("Place %d asks for %s, outside the limits of %s to %s.", *c.Place, c.Requested, f.Min, f.Max), false
	}
	after := committed.Add(c.Requested)
	if f.Available.Less(after) {
		return fmt.Sprintf("Place %d asks for %s; only %s of %s is left.", *c.Place, c.Requested, f.Available.Sub(committed), f.Available), false
	}
	return fmt.Sprintf("Place %d fits: %s of %s is then committed.", *c.Place, after, f.Available), true
}

func byPlace(a, b Candidate) int {
	return cmp.Or(comparePlaces(a.Place, b.Place), application.CompareNumbers(a.Number, b.Number), cmp.Compare(a.Application.String(), b.Application.String()))
}

// comparePlaces puts the unranked last.
func comparePlaces(a, b *int) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return cmp.Compare(*a, *b)
}

// Departure is two lines out of rank order: the favored one stands below the better placed.
type Departure struct {
	Better, Favored *SlateLine
}

// Departures are the decisions out of rank order that no line of the two explains (invariant 18).
// Each favored line is named once, beside the worst treated line above it.
func Departures(lines []*SlateLine) []Departure {
	silent := ordered(lines)
	silent = slices.DeleteFunc(silent, func(l *SlateLine) bool { return l.Reason != "" })
	var out []Departure
	var worst *SlateLine
	for _, l := range silent {
		if worst == nil || l.Decision.order() >= worst.Decision.order() {
			worst = l
			continue
		}
		out = append(out, Departure{Better: worst, Favored: l})
	}
	return out
}

// MarkDepartures notes on each explained line whether it leaves the rank order; it returns the lines that changed.
func MarkDepartures(lines []*SlateLine) []*SlateLine {
	sorted := ordered(lines)
	departs := make(map[*SlateLine]bool, len(sorted))
	worst := -1
	for _, l := range sorted {
		departs[l] = l.Decision.order() < worst
		worst = max(worst, l.Decision.order())
	}
	best := 3
	for _, l := range slices.Backward(sorted) {
		departs[l] = departs[l] || l.Decision.order() > best
		best = min(best, l.Decision.order())
	}
	var changed []*SlateLine
	for _, l := range sorted {
		if now := departs[l] && l.Reason != ""; now != l.Departs {
			l.Departs = now
			changed = append(changed, l)
		}
	}
	return changed
}

// ordered are the live lines, best place first.
func ordered(lines []*SlateLine) []*SlateLine {
	out := slices.DeleteFunc(slices.Clone(lines), func(l *SlateLine) bool { return l.SupersededAt != nil })
	slices.SortStableFunc(out, func(a, b *SlateLine) int { return comparePlaces(a.Place, b.Place) })
	return out
}

// Committed is what the award lines of a slate sum to.
func Committed(lines []*SlateLine, c money.Currency) money.Money {
	sum := money.New(0, c)
	for _, l := range lines {
		if l.SupersededAt == nil && l.Decision == ToAward {
			sum = sum.Add(l.Amount())
		}
	}
	return sum
}

package agreement

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Factor is one reason for which a subaward needs watching (2 CFR 200.332(c), 200.206(b)).
type Factor string

// The factors of risk, as the regulation names them and the program adds.
const (
	NewToFederalMoney Factor = "new_to_federal_money" // no prior experience with the same or similar awards
	AuditFindings     Factor = "audit_findings"
	NewSystems        Factor = "new_systems" // new people or substantially changed systems
	MonitoredBefore   Factor = "monitored_before"
	LateBefore        Factor = "late_before" // reports of an earlier award came late
	AdvanceAbroad     Factor = "advance_abroad"
	Minors            Factor = "minors" // minors travel
	LargeShare        Factor = "large_share"
)

// Weighed is a factor with the points it adds.
type Weighed struct {
	Factor Factor
	Points int
}

// Factors are all factors with their points, in the order they are asked.
func Factors() []Weighed {
	return []Weighed{
		{NewToFederalMoney, 3},
		{AuditFindings, 4},
		{NewSystems, 2},
		{MonitoredBefore, 2},
		{LateBefore, 3},
		{AdvanceAbroad, 2},
		{Minors, 2},
		{LargeShare, 2},
	}
}

// Level is how closely an award is watched.
type Level string

// The levels; from 4 points on medium, from 9 on high.
const (
	Low    Level = "low"
	Medium Level = "medium"
	High   Level = "high"
)

// LevelOf is the level a number of points makes.
func LevelOf(points int) Level {
	switch {
	case points >= 9:
		return High
	case points >= 4:
		return Medium
	}
	return Low
}

// Assessment is one review of an award's risk: the factors found, why, and how it will be watched.
type Assessment struct {
	ID         ident.Risk   `bun:"id,pk"`
	Award      ident.Award  `bun:"award_id"`
	Factors    []Factor     `bun:"factors,array"`
	Points     int          `bun:"points"`
	Level      Level        `bun:"level"`
	Why        string       `bun:"why"`
	Plan       string       `bun:"plan"` // of monitoring: report review, site visit, training, agreed procedures
	AssessedBy ident.Person `bun:"assessed_by"`
	AssessedAt time.Time    `bun:"assessed_at"`
}

// weigh adds up the factors; an unknown one or one named twice is refused.
func weigh(found []Factor) (int, error) {
	points, seen := 0, map[Factor]bool{}
	for _, f := range found {
		known := false
		for _, w := range Factors() {
			if w.Factor == f {
				known, points = true, points+w.Points
			}
		}
		if !known || seen[f] {
			return 0, fault.BadField("factors", "bad_choice", "%q is no factor of risk, or is named twice.", f)
		}
		seen[f] = true
	}
	return points, nil
}

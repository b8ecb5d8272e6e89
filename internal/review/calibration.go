package review

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calibration"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// Marked is one counted review as calibration takes it, with what people call its parts.
type Marked struct {
	Application    ident.Application `bun:"application_id"`
	Number         string            `bun:"number"`
	Title          string            `bun:"title"`
	RequestedMinor int64             `bun:"requested_minor"`
	Reviewer       ident.Person      `bun:"reviewer_id"`
	Name           string            `bun:"reviewer_name"`
	BaseMilli      int               `bun:"base_milli"`
	ReadingOrder   int               `bun:"reading_order"` // of the assignment; ties are read by id
	Assignment     ident.Assignment  `bun:"assignment_id"`
	Marks          []int             `bun:"marks,type:jsonb"` // by criterion that has any, in the criteria's order: half points and one, nought is not given
}

// Calibration is how a panel scores: each reviewer's habits, agreement, and scores with strictness taken out.
type Calibration struct {
	Panel     ident.Panel
	Cycle     ident.Cycle
	Reviewers []*CalibratedReviewer // by leniency, the strictest first
	Proposals []*CalibratedProposal // by model place, the unranked last
	Criteria  []*CalibratedCriterion
	*calibration.Calibration
}

// CalibratedReviewer is one reviewer's habits, named.
type CalibratedReviewer struct {
	Person ident.Person
	Name   string
	calibration.Reviewer
}

// CalibratedProposal is one proposal's raw, normalized and model scores side by side.
type CalibratedProposal struct {
	Application    ident.Application
	Number         string
	Title          string
	RequestedMinor int64
	calibration.Proposal
}

// CalibratedCriterion is how far reviewers agree on one criterion of the cycle.
type CalibratedCriterion struct {
	ID         ident.Criterion
	Title      program.Text
	AlphaMicro *int64 // Krippendorff's alpha with the ordinal metric; nil says nothing can be said
	Pairable   int
}

// Calibration computes how a panel scores from its counted reviews, for officers, auditors and the chair. What the viewer
// is bound to is left out as if it were not there; own reviews first, as for DraftRanking. Kept nowhere.
func (s *Service) Calibration(ctx context.Context, id ident.Panel) (*Calibration, error) {
	view := sight(ctx, auth.ViewRanking)
	p, err := s.Store.PanelFile(ctx, id, view)
	if err != nil {
		return nil, err
	}
	if err := s.ownFirst(ctx, p, view.Viewer); err != nil {
		return nil, err
	}
	return s.calibrate(ctx, p, view.Viewer)
}

func (s *Service) calibrate(ctx context.Context, p *File, viewer ident.Person) (*Calibration, error) {
	hidden, err := s.Store.Hidden(ctx, p.Cycle, viewer)
	if err != nil {
		return nil, err
	}
	readings, err := s.Store.Readings(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	criteria, err := s.Store.Criteria(ctx, p.Cycle)
	if err != nil {
		return nil, err
	}
	readings = slices.DeleteFunc(readings, func(r *Marked) bool { return slices.Contains(hidden, r.Application) })
	criteria = slices.DeleteFunc(criteria, func(k *program.Criterion) bool { return k.Kind == program.ByComment }) // no marks, as in Readings
	in := calibration.Input{Needed: max(p.ReviewsNeeded, fewest), Scores: scoresOf(readings)}
	for _, c := range criteria {
		in.Criteria = append(in.Criteria, c.ID.String())
	}
	c, err := calibration.Calibrate(in)
	if err != nil {
		return nil, err
	}
	return named(p, c, readings, criteria), nil
}

// scoresOf numbers each reviewer's readings anew from 1, so that one left out leaves no gap.
func scoresOf(readings []*Marked) []calibration.Score {
	slices.SortFunc(readings, func(a, b *Marked) int {
		return cmp.Or(compareIDs(a.Reviewer, b.Reviewer), cmp.Compare(a.ReadingOrder, b.ReadingOrder), compareIDs(a.Assignment, b.Assignment))
	})
	out, place := make([]calibration.Score, len(readings)), 0
	for i, r := range readings {
		if place++; i > 0 && readings[i-1].Reviewer != r.Reviewer {
			place = 1
		}
		out[i] = calibration.Score{Proposal: r.Application.String(), Reviewer: r.Reviewer.String(), Points: int64(r.BaseMilli), Marks: r.Marks, Position: place}
	}
	return out
}

// named puts people's and proposals' names to the figures.
func named(p *File, c *calibration.Calibration, readings []*Marked, criteria []*program.Criterion) *Calibration {
	people, apps := map[string]*Marked{}, map[string]*Marked{}
	for _, r := range readings {
		people[r.Reviewer.String()], apps[r.Application.String()] = r, r
	}
	out := &Calibration{Panel: p.ID, Cycle: p.Cycle, Calibration: c}
	for _, r := range c.Reviewers {
		who := people[r.ID]
		out.Reviewers = append(out.Reviewers, &CalibratedReviewer{Person: who.Reviewer, Name: who.Name, Reviewer: r})
	}
	for _, x := range c.Proposals {
		a := apps[x.ID]
		out.Proposals = append(out.Proposals, &CalibratedProposal{Application: a.Application, Number: a.Number, Title: a.Title, RequestedMinor: a.RequestedMinor, Proposal: x})
	}
	for i, k := range c.Criteria {
		out.Criteria = append(out.Criteria, &CalibratedCriterion{ID: criteria[i].ID, Title: criteria[i].Title, AlphaMicro: k.AlphaMicro, Pairable: k.Pairable})
	}
	slices.SortStableFunc(out.Reviewers, func(a, b *CalibratedReviewer) int {
		return cmp.Or(cmp.Compare(a.LeniencyMilli, b.LeniencyMilli), cmp.Compare(a.Name, b.Name))
	})
	slices.SortStableFunc(out.Proposals, func(a, b *CalibratedProposal) int {
		return cmp.Or(cmp.Compare(last(a.ModelPlace), last(b.ModelPlace)), byNumber(a.Number, b.Number))
	})
	return out
}

// last puts the placeless behind every place.
func last(place int) int {
	if place == 0 {
		return math.MaxInt
	}
	return place
}

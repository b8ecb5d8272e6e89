package travel

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Went is a trip with what Table C of a report to the funder prints of it.
type Went struct {
	*Detail
	Row exchange.TripRow
}

// MostJourneyAwards bounds the awards one question for journeys names.
const MostJourneyAwards = 1000

// Journeys are the trips of awards that begin in a period, cancelled ones not, with their rows of Table C.
func (s *Service) Journeys(ctx context.Context, awards []ident.Award, from, through calendar.Date) ([]*Went, error) {
	if len(awards) > MostJourneyAwards {
		return nil, fault.New(fault.Invalid, "too_many", "At most %d awards at once.", MostJourneyAwards)
	}
	all, err := s.Store.Journeys(ctx, see(ctx), awards, from, through)
	if err != nil {
		return nil, err
	}
	for _, w := range all {
		w.Row = exchange.Travel([]exchange.Journey{{Trip: w.Rules(), Grant: w.Grant(), Share: w.Share()}}, from, through)[0]
	}
	return all, nil
}

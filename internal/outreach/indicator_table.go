package outreach

import (
	"context"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// TakenUp is an indicator with what an award wants to reach of it.
type TakenUp struct {
	Indicator Indicator
	Target    Target
}

// IndicatorCount is a sum of an award's indicator by part, in the period or before it.
type IndicatorCount struct {
	Award     ident.Award     `bun:"award_id"`
	Indicator ident.Indicator `bun:"indicator_id"`
	Part      string          `bun:"part"`
	Fresh     bool            `bun:"fresh"` // in the period
	Value     int64           `bun:"value"`
	Whole     int64           `bun:"whole"`
}

// IndicatorRow is one row of Table E with the indicator it is of.
type IndicatorRow struct {
	exchange.IndicatorRow
	Of     Indicator
	Asked  int64    // of a share: how many are behind it
	Hidden []string // parts that are not shown, because few people are behind them
}

// fewest is the least people behind a part of a survey that is shown outside the office.
const fewest = 5

// IndicatorTables are Table E of each award, in their order, in two statements; it asks no permission, because the reports
// that call it have asked their own.
func (s *Service) IndicatorTables(ctx context.Context, a Asked) ([][]IndicatorRow, error) {
	if a.KnownAt.IsZero() {
		a.KnownAt = s.now() // a survey counts once it is closed
	}
	taken, err := s.Store.TakenUp(ctx, a.Awards)
	if err != nil {
		return nil, err
	}
	counts, err := s.Store.IndicatorCounts(ctx, a)
	if err != nil {
		return nil, err
	}
	out := make([][]IndicatorRow, len(a.Awards))
	for i, id := range a.Awards {
		for _, t := range taken {
			if t.Target.Award == id {
				out[i] = append(out[i], rowOf(t, counts, a))
			}
		}
	}
	return out, nil
}

func rowOf(t *TakenUp, counts []IndicatorCount, a Asked) IndicatorRow {
	var measures []exchange.Measure
	row := IndicatorRow{Of: t.Indicator}
	wholes := map[string]int64{}
	for _, c := range counts {
		if c.Award != t.Target.Award || c.Indicator != t.Indicator.ID {
			continue
		}
		on := a.From
		if !c.Fresh {
			on = a.From.AddDays(-1)
		}
		measures = append(measures, exchange.Measure{On: on, Part: c.Part, Value: c.Value, Of: c.Whole})
		row.Asked += c.Whole
		part := c.Part
		if part == "" {
			part = string(exchange.Undisclosed)
		}
		wholes[part] += c.Whole
	}
	row.IndicatorRow = exchange.Measured(exchange.Indicator{
		Key: t.Indicator.Code, Definition: t.Indicator.Definition.In("en"), Unit: t.Indicator.Unit, Baseline: t.Target.Baseline, Target: t.Target.Target, Parts: t.Indicator.Parts.Values(),
	}, measures, a.From, a.Through)
	if t.Indicator.Source == FromSurvey {
		row.Hidden = few(row.Parts, wholes)
	}
	return row
}

// few are the parts with fewer than five people behind them; where only one is, the next smallest goes with it, so that
// it cannot be found by subtraction.
func few(parts []exchange.PartRow, wholes map[string]int64) []string {
	order := slices.Clone(parts)
	slices.SortStableFunc(order, func(a, b exchange.PartRow) int { return int(wholes[a.Part] - wholes[b.Part]) })
	var out []string
	for _, p := range order {
		n := wholes[p.Part]
		if n > 0 && (n < fewest || len(out) == 1) {
			out = append(out, p.Part)
		}
	}
	return out
}

// IndicatorTable is Table E of one award; parts of a survey with few people behind them are left out for all but the office.
func (s *Service) IndicatorTable(ctx context.Context, in TablesInput) ([]IndicatorRow, error) {
	f, err := s.see(ctx, in.Award)
	if err != nil {
		return nil, err
	}
	a, err := asked(f, in)
	if err != nil {
		return nil, err
	}
	all, err := s.IndicatorTables(ctx, a)
	if err != nil {
		return nil, err
	}
	rows := all[0]
	if !auth.May(ctx, auth.ApproveStory, f.Target()) {
		for i := range rows {
			rows[i].Parts = slices.DeleteFunc(slices.Clone(rows[i].Parts), func(p exchange.PartRow) bool { return slices.Contains(rows[i].Hidden, p.Part) })
		}
	}
	return rows, nil
}

// Targets are the indicators an award has taken up, with what it wants to reach.
func (s *Service) Targets(ctx context.Context, id ident.Award) ([]*TakenUp, error) {
	if _, err := s.see(ctx, id); err != nil {
		return nil, err
	}
	return s.Store.Targets(ctx, id)
}

package review

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Record is how reliable somebody has been on panels, counted from what they did. Other reviewers never see it.
type Record struct {
	Person    ident.Person `bun:"person_id"`
	Panels    int          `bun:"panels"`     // they sit or sat on
	Assigned  int          `bun:"assigned"`   // readings given and not ended by a conflict or by leaving
	HandedIn  int          `bun:"handed_in"`  // the first time, whatever became of the review
	OnTime    int          `bun:"on_time"`    // handed in by the panel's day, or where none was set
	LateDays  int          `bun:"late_days"`  // of all late ones together, days begun
	Missing   int          `bun:"missing"`    // not handed in although the day is past or the reading closed
	LateFound int          `bun:"late_found"` // conflicts that showed only after they had declared none
}

// RecordOf is somebody's record on panels of the programs whose office asks; what the viewer is bound to is not counted.
func (s *Service) RecordOf(ctx context.Context, who ident.Person) (*Record, error) {
	v := sight(ctx, auth.ViewConflicts)
	if v.Nothing() {
		return nil, fault.Missing("person")
	}
	return s.Store.Record(ctx, who, v, s.Desk.Now())
}

// MyRecord is the actor's own, on panels of every program.
func (s *Service) MyRecord(ctx context.Context) (*Record, error) {
	me := auth.Who(ctx).Person
	if err := auth.Require(ctx, auth.DeclareConflict, auth.Target{Person: me}); err != nil {
		return nil, err
	}
	return s.Store.Record(ctx, me, Sight{Filter: auth.Filter{Everything: true}}, s.Desk.Now())
}

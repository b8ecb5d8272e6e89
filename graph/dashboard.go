package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/dashboard"
)

func (q query) ProgramExceptions(ctx context.Context, program string) ([]*dashboard.Exception, error) {
	return by(ctx, program, q.r.office.Dashboard.Exceptions)
}

func (q query) AwardStandings(ctx context.Context, program string) ([]*dashboard.Standing, error) {
	return by(ctx, program, q.r.office.Dashboard.Standings)
}

func (q query) ProgramQuarters(ctx context.Context, program string) ([]*dashboard.Quarter, error) {
	return by(ctx, program, q.r.office.Dashboard.Quarters)
}

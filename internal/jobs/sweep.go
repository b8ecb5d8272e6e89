package jobs

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/postgres"
)

// Sweep is the job that forgets what has expired.
type Sweep struct{}

// Kind names the job in the queue.
func (Sweep) Kind() string { return "house.sweep" }

// Keep puts the housekeeping of the database on the timetable.
func Keep(p *Plan, s postgres.Sessions) {
	Handle(p, func(ctx context.Context, _ Sweep) error {
		_, err := s.Sweep(ctx)
		return err
	})
	p.Every(time.Hour, Sweep{})
}

package office

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/desk"
)

// Work is how the queue and the outbox are getting on, for those who may view jobs.
func (o *Office) Work(ctx context.Context) (*desk.Work, error) {
	if err := auth.Require(ctx, auth.ViewJobs, auth.Target{}); err != nil {
		return nil, err
	}
	var w desk.Work
	var err error
	if w.Jobs, err = o.DB.Queue(ctx); err != nil {
		return nil, err
	}
	w.Mails, err = o.Messages.Tally(ctx)
	return &w, err
}

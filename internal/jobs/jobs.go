// Package jobs works the queue: each kind of job and the use case it calls, and the timetable.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

// Plan is who does each kind of job, and the timetable.
type Plan struct {
	workers *river.Workers
	times   []*river.PeriodicJob
	err     error
}

// NewPlan is a plan for nothing yet.
func NewPlan() *Plan { return &Plan{workers: river.NewWorkers()} }

// Handle names the use case for a kind of job; it acts as the system. A failure is tried again
// later, except one that no repeat can change: then the job is canceled.
func Handle[T desk.Job](p *Plan, do func(ctx context.Context, job T) error) {
	p.err = errors.Join(p.err, river.AddWorkerSafely(p.workers, &worker[T]{do: do}))
}

// Every puts a job on the timetable, the first time when working begins; its kind needs a Handle.
func (p *Plan) Every(interval time.Duration, j desk.Job) {
	job := func() (river.JobArgs, *river.InsertOpts) {
		return j, &river.InsertOpts{MaxAttempts: 3, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
			rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled,
		}}}
	}
	p.times = append(p.times, river.NewPeriodicJob(river.PeriodicInterval(interval), job, &river.PeriodicJobOpts{RunOnStart: true}))
}

type worker[T desk.Job] struct {
	river.WorkerDefaults[T]
	do func(ctx context.Context, job T) error
}

// longest is how long one job may run; a bulk job does its work in several.
const longest = 15 * time.Minute

// Timeout is how long one try may take.
func (w *worker[T]) Timeout(*river.Job[T]) time.Duration { return longest }

// Work calls the use case as the system.
func (w *worker[T]) Work(ctx context.Context, j *river.Job[T]) error {
	return settle(w.do(auth.As(ctx, auth.System(j.Args.Kind())), j.Args))
}

// settle tells a failure that another try may mend from one that none will.
func settle(err error) error {
	switch {
	case err == nil, fault.HasCode(err, "already_sent"):
		return nil
	case fault.Is(err, fault.NotFound), fault.Is(err, fault.Invalid), fault.Is(err, fault.Forbidden), fault.Is(err, fault.DeadlinePassed):
		return river.JobCancel(err)
	}
	return err
}

// Options are how the queue is worked.
type Options struct {
	AtOnce  int // jobs at the same time; 0 is four
	Log     *slog.Logger
	Backoff func(attempt int) time.Duration // before the next try; nil waits longer each time, up to weeks
}

// Crew works the queue until it is stopped.
type Crew struct {
	client client
}

// client is the part of the queue's client a crew needs.
type client interface {
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	StopAndCancel(ctx context.Context) error
}

// New makes a crew for the plan; it refuses a kind that is handled twice.
func New(db *postgres.DB, p *Plan, o Options) (*Crew, error) {
	if p.err != nil {
		return nil, fmt.Errorf("plan jobs: %w", p.err)
	}
	if o.AtOnce == 0 {
		o.AtOnce = 4
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	c := &river.Config{
		Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: o.AtOnce}}, Workers: p.workers, PeriodicJobs: p.times, Logger: slog.New(calm{o.Log.Handler()}),
	}
	if o.Backoff != nil {
		c.RetryPolicy = backoff(o.Backoff)
	}
	r, err := river.NewClient(riverpgxv5.New(db.Pool), c)
	if err != nil {
		return nil, fmt.Errorf("open queue: %w", err)
	}
	return &Crew{r}, nil
}

type backoff func(attempt int) time.Duration

// NextRetry is when a failed job is tried again.
func (b backoff) NextRetry(j *rivertype.JobRow) time.Time {
	return j.AttemptedAt.Add(b(j.Attempt))
}

// Run works until the context ends, then lets running jobs finish for a while before it stops them.
func (c *Crew) Run(ctx context.Context, patience time.Duration) error {
	if err := c.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	<-ctx.Done()
	soft, stop := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer stop()
	return c.Stop(soft)
}

// Start begins to work and returns at once.
func (c *Crew) Start(ctx context.Context) error {
	if err := c.client.Start(ctx); err != nil {
		return fmt.Errorf("work queue: %w", err)
	}
	return nil
}

// Stop takes no new job and waits for those that run; when the context ends first it cancels them, and they are tried again later.
func (c *Crew) Stop(ctx context.Context) error {
	err := c.client.Stop(ctx)
	if !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) {
		return err
	}
	hard, stop := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer stop()
	return c.client.StopAndCancel(hard)
}

// Board shows staff how the queue is getting on.
type Board struct{ Queue postgres.Queue }

// Counts are the jobs by kind and state, for those who may view jobs.
func (b Board) Counts(ctx context.Context) ([]postgres.JobCount, error) {
	if err := auth.Require(ctx, auth.ViewJobs, auth.Target{}); err != nil {
		return nil, err
	}
	return b.Queue.Counts(ctx)
}

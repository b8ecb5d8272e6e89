package jobs_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/jobs"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

type stage struct {
	*pgtest.World
	ctx context.Context
}

func setUp(t *testing.T) stage {
	t.Helper()
	return stage{pgtest.New(t), auth.As(pgtest.Context(t), auth.System("test"))}
}

// work begins to work the plan until the test ends.
func (s stage) work(t *testing.T, p *jobs.Plan) {
	t.Helper()
	crew, err := jobs.New(s.DB, p, jobs.Options{Backoff: func(int) time.Duration { return 20 * time.Millisecond }})
	if err != nil {
		t.Fatal(err)
	}
	if err := crew.Start(s.ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, stop := context.WithTimeout(context.Background(), 10*time.Second)
		defer stop()
		if err := crew.Stop(ctx); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
}

// until waits for the database to answer true.
func (s stage) until(t *testing.T, question string, args ...any) {
	t.Helper()
	for {
		var yes bool
		if err := s.DB.Pool.QueryRow(s.ctx, question, args...).Scan(&yes); err != nil {
			t.Fatalf("%s: %v", question, err)
		}
		if yes {
			return
		}
		select {
		case <-s.ctx.Done():
			t.Fatalf("never: %s", question)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

type errand struct {
	How string `json:"how"`
}

// Kind names the job in the queue.
func (errand) Kind() string { return "test.errand" }

func TestOnlyWhatARepeatCanMendIsTriedAgain(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	var tries, strangers atomic.Int64
	p := jobs.NewPlan()
	jobs.Handle(p, func(ctx context.Context, e errand) error {
		if who := auth.Who(ctx); !who.IsSystem() || who.Name != "test.errand" || who.Via != "job" {
			strangers.Add(1)
		}
		switch e.How {
		case "missing":
			return fault.Missing("thing")
		case "forbidden":
			return fault.New(fault.Forbidden, "x", "no")
		case "sent":
			return fault.New(fault.Conflict, "already_sent", "This message has left already.")
		case "busy":
			if tries.Add(1) < 3 {
				return fault.New(fault.Conflict, "busy", "Try again.")
			}
		case "panic":
			panic("by mistake")
		}
		return nil
	})
	for _, how := range []string{"missing", "forbidden", "sent", "busy", "fine", "panic"} {
		if err := s.Desk().Enqueue(s.ctx, errand{how}); err != nil {
			t.Fatal(err)
		}
	}
	s.work(t, p)
	for how, state := range map[string]string{"missing": "cancelled", "forbidden": "cancelled", "sent": "completed", "busy": "completed", "fine": "completed"} {
		s.until(t, "SELECT bool_and(state::text = $2) FROM river_job WHERE args->>'how' = $1", how, state)
	}
	s.until(t, "SELECT max(attempt) >= 2 FROM river_job WHERE args->>'how' = 'panic'")
	if tries.Load() != 3 || strangers.Load() != 0 {
		t.Errorf("%d tries, %d by strangers", tries.Load(), strangers.Load())
	}
}

func TestAKindHasOneHandler(t *testing.T) {
	t.Parallel()
	p := jobs.NewPlan()
	for range 2 {
		jobs.Handle(p, func(context.Context, errand) error { return nil })
	}
	if _, err := jobs.New(nil, p, jobs.Options{}); err == nil {
		t.Error("a kind handled twice was taken")
	}
}

func TestTheTimetableBeginsAtOnce(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	if _, err := s.DB.Pool.Exec(s.ctx, "INSERT INTO sessions (token, data, expires_at) VALUES ('old', '', $1), ('new', '', $2)",
		s.Clock.Now().Add(-time.Second), s.Clock.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	p := jobs.NewPlan()
	jobs.Keep(p, postgres.Sessions{DB: s.DB})
	s.work(t, p)
	s.until(t, "SELECT count(*) = 1 FROM sessions")
}

func TestStaffSeeHowTheQueueGetsOn(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	for range 2 {
		if err := s.Desk().Enqueue(s.ctx, errand{"x"}); err != nil {
			t.Fatal(err)
		}
	}
	board := jobs.Board{Queue: postgres.Queue{DB: s.DB}}
	counts, err := board.Counts(s.ctx)
	if err != nil || len(counts) != 1 || counts[0] != (postgres.JobCount{Kind: "test.errand", State: "available", Count: 2}) {
		t.Errorf("%+v, %v", counts, err)
	}
	nobody := auth.As(s.ctx, auth.Actor{Person: ident.NewPerson()})
	if _, err := board.Counts(nobody); !fault.Is(err, fault.Forbidden) {
		t.Errorf("anybody sees the queue: %v", err)
	}
}

func TestARefusedUseCaseLeavesNoJob(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	no := errors.New("no")
	err := s.Desk().Tx(s.ctx, func(ctx context.Context) error {
		if err := s.Desk().Enqueue(ctx, desk.Job(errand{"x"})); err != nil {
			return err
		}
		return no
	})
	if !errors.Is(err, no) {
		t.Fatal(err)
	}
	s.until(t, "SELECT count(*) = 0 FROM river_job")
}

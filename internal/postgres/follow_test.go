package postgres_test

import (
	"context"
	"errors"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/pgtest"
)

// heard waits for a signal, as long as the test may take.
func heard(t *testing.T, ctx context.Context, c <-chan struct{}, what string) {
	t.Helper()
	select {
	case <-c:
	case <-ctx.Done():
		t.Fatalf("nothing was heard: %s", what)
	}
}

func TestFollowersHearWhatIsKeptAndNothingElse(t *testing.T) {
	t.Parallel()
	w, ctx := pgtest.New(t), pgtest.Context(t)
	a, leaveA := w.DB.Follow("panel a")
	defer leaveA()
	heard(t, ctx, a, "listening begins")
	b, leaveB := w.DB.Follow("panel b", "person b")
	defer leaveB()
	undone := errors.New("undone")
	err := w.DB.InTx(ctx, func(ctx context.Context) error {
		return errors.Join(w.DB.Notify(ctx, "panel a"), undone)
	})
	if !errors.Is(err, undone) {
		t.Fatal(err)
	}
	if _, err := w.DB.Pool.Exec(ctx, "SELECT pg_notify('vitrine', 'panel nobody follows'), pg_notify('vitrine', 'person b')"); err != nil {
		t.Fatal(err)
	}
	heard(t, ctx, b, "what was kept")
	select { // news come in their order, so what was before b would be there
	case <-a:
		t.Error("what was taken back was heard")
	default:
	}
}

func TestFollowersAreToldToLookAgainWhenTheConnectionWasLost(t *testing.T) {
	t.Parallel()
	w, ctx := pgtest.New(t), pgtest.Context(t)
	c, leave := w.DB.Follow("panel a")
	heard(t, ctx, c, "listening begins")
	var ended int
	if err := w.DB.Pool.QueryRow(ctx, `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
		WHERE application_name = 'vitrine news' AND datname = current_database()`).Scan(&ended); err != nil || ended != 1 {
		t.Fatalf("%d connections listen, %v", ended, err)
	}
	heard(t, ctx, c, "another connection listens")
	if _, err := w.DB.Pool.Exec(ctx, "SELECT pg_notify('vitrine', 'panel a')"); err != nil {
		t.Fatal(err)
	}
	heard(t, ctx, c, "it hears")
	leave()
	leave()
	again, leave := w.DB.Follow("panel a")
	defer leave()
	heard(t, ctx, again, "whoever comes after the last one left")
}

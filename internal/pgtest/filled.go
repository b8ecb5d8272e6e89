package pgtest

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/postgres"
)

// Filling is a world that takes long to make: it is made once for a test binary, and each test gets a copy of its own.
type Filling struct {
	fill func(ctx context.Context, w *World, files string) error
	once sync.Once
	name string // of the database that is copied; nobody is connected to it
	dir  string // of the files that are copied
	err  error
}

// Fill names how a world is made. What fill writes to the directory files goes with it.
func Fill(fill func(ctx context.Context, w *World, files string) error) *Filling {
	return &Filling{fill: fill}
}

// New is a copy of the world for one test, with a directory of the files in it.
func (f *Filling) New(t testing.TB) (w *World, files string) {
	t.Helper()
	base, err := cluster()
	if err != nil {
		t.Fatalf("no Postgres for tests: %v", err)
	}
	f.once.Do(func() { f.err = f.make(base) })
	if f.err != nil {
		t.Fatalf("fill the world of the tests: %v", f.err)
	}
	files = t.TempDir()
	if err := os.CopyFS(files, os.DirFS(f.dir)); err != nil {
		t.Fatal(err)
	}
	return clone(t, base, f.name, Today), files
}

// make leaves the world to the server, which ends with the binary, and the files to the folder of the server.
func (f *Filling) make(base func(string) string) (err error) {
	ctx, stop := context.WithTimeout(context.Background(), 2*time.Minute)
	defer stop()
	if f.dir, err = scratch(); err != nil {
		return err
	}
	f.name = "filled_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	if err := run(ctx, base("postgres"), fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s STRATEGY file_copy", f.name, template())); err != nil {
		return err
	}
	w := &World{Clock: &Clock{at: Today}, URL: base(f.name), name: f.name}
	if w.DB, err = postgres.Open(ctx, postgres.Options{URL: w.URL, Max: 12, Now: w.Clock.Now}); err != nil {
		return err
	}
	defer w.DB.Close()
	return f.fill(ctx, w, f.dir)
}

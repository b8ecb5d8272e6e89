// Package pgtest gives each test a fresh, migrated database cloned from a template.
package pgtest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/postgres/embedded"
)

// Today is the frozen instant at which every test's clock starts.
var Today = time.Date(2027, time.February, 10, 15, 0, 0, 0, time.UTC)

// World is one fresh database with a clock that only the test moves.
type World struct {
	DB    *postgres.DB
	Clock *Clock
	URL   string
	name  string // of the database
}

// Clock tells a time that stands still until a test moves it.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// Now is the clock's instant.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Set moves the clock to an instant.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = t
}

// Desk is the desk of the world's database.
func (w *World) Desk() desk.Desk { return w.DB.Desk() }

// Context ends with the test and never after two minutes.
func Context(t testing.TB) context.Context {
	ctx, stop := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(stop)
	return ctx
}

// New clones the template for one test; it fails loudly where no server can be started.
func New(t testing.TB) *World {
	t.Helper()
	base, err := cluster()
	if err != nil {
		t.Fatalf("no Postgres for tests: %v", err)
	}
	return clone(t, base, template(), Today)
}

// Clone is a second world with the same records, for tests that change one fact; nothing may be running in the first.
func (w *World) Clone(t testing.TB) *World {
	t.Helper()
	base, err := cluster()
	if err != nil {
		t.Fatalf("no Postgres for tests: %v", err)
	}
	w.DB.Pool.Reset() // a database that is copied has no connection
	return clone(t, base, w.name, w.Clock.Now())
}

func clone(t testing.TB, base func(string) string, from string, at time.Time) *World {
	t.Helper()
	name := "t_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	ctx := Context(t)
	if err := run(ctx, base("postgres"), fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s STRATEGY file_copy", name, from)); err != nil {
		t.Fatalf("clone %s: %v", from, err)
	}
	var err error
	w := &World{Clock: &Clock{at: at}, URL: base(name), name: name}
	if w.DB, err = postgres.Open(ctx, postgres.Options{URL: w.URL, Max: 12, Now: w.Clock.Now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		w.DB.Close()
		ctx, stop := context.WithTimeout(context.Background(), time.Minute)
		defer stop()
		_ = run(ctx, base("postgres"), "DROP DATABASE "+name+" WITH (FORCE)")
	})
	return w
}

// Main runs a package's tests and then stops the server they shared; call it from TestMain.
func Main(m interface{ Run() int }) {
	code := m.Run()
	stop()
	os.Exit(code)
}

func template() string { return "vitrine_" + postgres.SchemaHash() }

type server struct {
	url  func(string) string
	stop func()
	dir  string // for files that live as long as the server
}

// scratch is a new directory that goes when the server stops.
func scratch() (string, error) {
	s, err := shared()
	if err != nil {
		return "", err
	}
	return os.MkdirTemp(s.dir, "files-")
}

var shared = sync.OnceValues(start)

func cluster() (func(string) string, error) {
	s, err := shared()
	if err != nil {
		return nil, err
	}
	return s.url, nil
}

// Close stops the server that a test binary without Main shared.
func Close() { stop() }

func stop() {
	if s, err := shared(); err == nil {
		s.stop()
	}
}

func start() (*server, error) {
	debug.SetGCPercent(400) // a binary of tests is short-lived
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	s, err := serverOf(ctx)
	if err != nil {
		return nil, err
	}
	return s, makeTemplate(ctx, s.url)
}

func serverOf(ctx context.Context) (*server, error) {
	if given := os.Getenv("TEST_DATABASE_URL"); given != "" {
		dir, err := os.MkdirTemp("", "vitrine-test-")
		return &server{url: func(db string) string { return onDatabase(given, db) }, stop: func() { _ = os.RemoveAll(dir) }, dir: dir}, err
	}
	base := os.TempDir()
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		base = "/dev/shm"
	}
	dir, err := os.MkdirTemp(base, "vitrine-test-")
	if err != nil {
		return nil, err
	}
	pg, err := embedded.Start(ctx, embedded.Options{Dir: filepath.Join(dir, "pg"), Fast: true})
	if err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	return &server{url: pg.URL, dir: dir, stop: func() {
		_ = pg.Stop()
		_ = os.RemoveAll(dir)
	}}, nil
}

func onDatabase(given, db string) string {
	u, err := url.Parse(given)
	if err != nil {
		return given
	}
	u.Path = "/" + db
	return u.String()
}

// makeTemplate migrates under another name first: whoever finds the template finds it whole.
func makeTemplate(ctx context.Context, urlOf func(string) string) error {
	raw := "making_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	if err := run(ctx, urlOf("postgres"), "CREATE DATABASE "+raw); err != nil {
		return err
	}
	db, err := postgres.Open(ctx, postgres.Options{URL: urlOf(raw), Max: 4, Now: func() time.Time { return Today }})
	if err != nil {
		return err
	}
	_, err = db.MigrateUp(ctx)
	db.Close()
	if err != nil {
		return err
	}
	err = run(ctx, urlOf("postgres"), "ALTER DATABASE "+raw+" RENAME TO "+template())
	if err != nil && strings.Contains(err.Error(), "already exists") {
		return run(ctx, urlOf("postgres"), "DROP DATABASE "+raw)
	}
	return err
}

func run(ctx context.Context, at, statement string) error {
	db, err := postgres.Open(ctx, postgres.Options{URL: at, Max: 1, Now: time.Now})
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Pool.Exec(ctx, statement)
	return err
}

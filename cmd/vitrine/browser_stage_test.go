package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2/memstore"

	"github.com/vitrine-grants/vitrine/graph"
	"github.com/vitrine-grants/vitrine/internal/blob"
	"github.com/vitrine-grants/vitrine/internal/jobs"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/sample"
	"github.com/vitrine-grants/vitrine/internal/server"
	"github.com/vitrine-grants/vitrine/internal/web"
)

// stage is the demo's world served with its pages, its API and a crew that draws letters.
type stage struct {
	*tale
	site  string
	cycle string // that is live
	drop  func() // every line to the server
}

// scenery is the demo's world filled once; each story plays in a copy of its own.
type scenery struct {
	world *pgtest.World
	blobs *blob.Folder
	clock *sample.Clock
}

func newScenery(t *testing.T) *scenery {
	t.Helper()
	s := &scenery{world: pgtest.New(t)}
	var err error
	if s.blobs, err = blob.Open(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.blobs.Close() })
	s.clock = sample.NewClock(s.world.Clock.Now)
	s.world.DB.Now = s.clock.Now
	if _, err := sample.Demo(pgtest.Context(t), s.office(s.world, quiet(), "http://vitrine.example.org"), s.clock, func(string) {}); err != nil {
		t.Fatal(err)
	}
	return s
}

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

func (s *scenery) office(w *pgtest.World, log *slog.Logger, base string) *office.Office {
	return officeOn(s, s.clock, w, log, base)
}

func officeOn(s *scenery, clock *sample.Clock, w *pgtest.World, log *slog.Logger, base string) *office.Office {
	w.DB.Now = clock.Now
	return office.New(office.Options{DB: w.DB, Sign: pgtest.SigningKey(), Blobs: s.blobs, Seal: pgtest.Ring(), Demo: true, Log: log, BaseURL: base})
}

// stage serves a copy of the world until the test ends; the copies of one scenery are made one after another.
func (s *scenery) stage(t *testing.T) *stage {
	t.Helper()
	return s.stageOn(t, s.clock)
}

// stageOn is a stage whose time a clock of its own tells.
func (s *scenery) stageOn(t *testing.T, clock *sample.Clock) *stage {
	t.Helper()
	w := s.world.Clone(t)
	var h http.Handler
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { h.ServeHTTP(rw, r) }))
	t.Cleanup(srv.Close)
	t.Cleanup(srv.CloseClientConnections)
	log := slog.New(slog.NewTextHandler(failures{t}, &slog.HandlerOptions{Level: slog.LevelError}))
	o := officeOn(s, clock, w, log, srv.URL)
	sessions := server.NewSessions(memstore.New(), false)
	pages := &web.Site{Office: o, Sessions: sessions, Log: log, Now: clock.Now, Demo: true}
	h = server.New(server.Config{
		Log: log, Now: clock.Now, Door: o.Account, Sessions: sessions, Pages: pages.Handler(), Refuse: pages.Refuse,
		GraphQL: graph.Handler(o, graph.Options{Log: log, Now: clock.Now, CostPerMinute: -1}), Ready: func(context.Context) error { return nil },
	})
	crew(t, w, o)
	made := &stage{tale: &tale{t: t, office: o, url: srv.URL + "/graphql", tokens: map[string]string{}}, site: srv.URL, drop: srv.CloseClientConnections}
	made.cycle = made.do("", `{ openCalls { id } }`, nil).at("openCalls.0.id").text()
	return made
}

// failures shows in a test what the server logs as an error.
type failures struct{ t *testing.T }

func (f failures) Write(line []byte) (int, error) {
	f.t.Logf("the server says: %s", line)
	return len(line), nil
}

func crew(t *testing.T, w *pgtest.World, o *office.Office) {
	t.Helper()
	plan := jobs.NewPlan()
	jobs.Handle(plan, o.Award.DrawLetters)
	c, err := jobs.New(w.DB, plan, jobs.Options{Log: quiet()})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, stop := context.WithTimeout(context.Background(), 30*time.Second)
		defer stop()
		_ = c.Stop(ctx)
	})
}

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/vitrine-grants/vitrine/graph"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/sample"
	"github.com/vitrine-grants/vitrine/internal/server"
	"github.com/vitrine-grants/vitrine/internal/web"
)

// listen says where to answer.
type listen struct {
	Addr     string `help:"Where to listen." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	AddrFile string `help:"Write the address in use to a file." placeholder:"FILE"`
}

func (l listen) open() (net.Listener, error) {
	s, err := net.Listen("tcp", l.Addr)
	if err != nil {
		return nil, fmt.Errorf("listen: %w; choose another place with --addr HOST:PORT", err)
	}
	if l.AddrFile != "" {
		if err := os.WriteFile(l.AddrFile, []byte(s.Addr().String()), 0o644); err != nil {
			return nil, errors.Join(fmt.Errorf("write the address: %w", err), s.Close())
		}
	}
	return s, nil
}

type demoCmd struct {
	listen
	Fresh bool `help:"Forget the last demo and begin again."`
}

// Run makes the world on the first start and finds it again on the next.
func (c demoCmd) Run(w *world) error {
	w.data = filepath.Join(w.data, "demo")
	// Who holds the address may forget the last demo; a second copy that cannot listen may not.
	l, err := c.listen.open()
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }()
	if c.Fresh {
		if err := os.RemoveAll(w.data); err != nil {
			return fmt.Errorf("forget the last demo: %w", err)
		}
	}
	base := "http://" + l.Addr().String()
	clock := sample.NewClock(w.now)
	real := w.now
	w.now = clock.Now
	w.config.SMTP = "" // nothing leaves the machine
	if w.config.KeyFile, err = demoKeys(w.data); err != nil {
		return err
	}
	fmt.Fprintln(w.stdout, "Starting Postgres and the schema ...")
	h, err := w.open(w.ctx, openHow{migrate: true, demo: true, baseURL: base, publisher: "XX-VITRINE-DEMO"})
	if err != nil {
		return err
	}
	defer h.close()
	begun := real()
	made, err := sample.Demo(w.ctx, h.Office, clock, func(step string) { fmt.Fprintln(w.stdout, "  "+step) })
	if err != nil {
		return fmt.Errorf("fill the demo world: %w", err)
	}
	if made {
		fmt.Fprintf(w.stdout, "The world was made in %s.\n", real().Sub(begun).Round(100*time.Millisecond))
	}
	if err := os.MkdirAll(filepath.Join(w.data, "mail"), 0o700); err != nil {
		return err
	}
	w.greet(base)
	return w.serve(h, l, serving{pages: true, work: true, demo: true})
}

// greet says where to look and who to be.
func (w *world) greet(base string) {
	var b strings.Builder
	fmt.Fprintf(&b, "\nVitrine is open:\n\n  pages    %s/\n  sign in  %s/sign-in   (one click for each role, or the password %s)\n  API      %s/graphql\n  mail     %s\n\n", base, base, sample.Password, base, filepath.Join(w.data, "mail"))
	for _, r := range sample.Roles() {
		fmt.Fprintf(&b, "  %-28s %s\n", r.Email, r.Does)
	}
	fmt.Fprintf(&b, "\nA token for the API: vitrine --data %s token --person officer@example.org\nStop with Ctrl-C.\n\n", w.data)
	fmt.Fprint(w.stdout, b.String())
}

type serveCmd struct {
	listen
	NoWork bool `help:"Serve only; leave the queue to others."`
	Secure bool `help:"Served behind TLS: cookies and headers say so."`
}

// Run serves, and works the queue unless told not to.
func (c serveCmd) Run(w *world) error {
	l, err := c.listen.open()
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }()
	w.usualLog = "info"
	h, err := w.open(w.ctx, openHow{migrate: true, baseURL: "http://" + l.Addr().String()})
	if err != nil {
		return err
	}
	defer h.close()
	if h.Seal == nil {
		h.log.Warn("no key for travelers' personal data: it is neither kept nor shown until VITRINE_KEY_FILE names one")
	}
	h.log.Info("serving", "addr", l.Addr().String())
	return w.serve(h, l, serving{pages: true, work: !c.NoWork, secure: c.Secure})
}

type workCmd struct{}

// Run works the queue until stopped.
func (workCmd) Run(w *world) error {
	w.usualLog = "info"
	h, err := w.open(w.ctx, openHow{})
	if err != nil {
		return err
	}
	defer h.close()
	h.log.Info("working the queue")
	return w.serve(h, nil, serving{work: true})
}

type serving struct {
	pages, work, demo, secure bool
	metrics                   *server.Metrics // nil when nobody reads them
}

// serve runs until the context ends or one part fails; then all parts end.
func (w *world) serve(h *house, l net.Listener, how serving) error {
	group, ctx := errgroup.WithContext(w.ctx)
	if w.config.MetricsAddr != "" {
		m, err := net.Listen("tcp", w.config.MetricsAddr)
		if err != nil {
			return fmt.Errorf("listen for Prometheus: %w; VITRINE_METRICS_ADDR names another place", err)
		}
		defer func() { _ = m.Close() }()
		how.metrics = server.NewMetrics()
		group.Go(func() error { return server.Serve(ctx, m, how.metrics.Handler(), h.log, w.config.ShutdownTimeout) })
	}
	if how.work {
		group.Go(func() error { return w.work(ctx, h) })
	}
	if how.pages {
		handler := w.handler(h, how)
		group.Go(func() error { return server.Serve(ctx, l, handler, h.log, w.config.ShutdownTimeout) })
	}
	if h.server != nil {
		group.Go(func() error {
			select {
			case <-ctx.Done():
				return nil
			case <-h.server.Done():
				return errors.New("the database ended and could not be started again")
			}
		})
	}
	return group.Wait()
}

func (w *world) handler(h *house, how serving) http.Handler {
	sessions := server.NewSessions(postgres.Sessions{DB: h.db, PersonOf: server.PersonOf}, how.secure)
	pages := &web.Site{Office: h.Office, Sessions: sessions, Log: h.log, Now: w.now, Demo: how.demo, Secure: how.secure, Again: server.Again}
	return server.New(server.Config{
		Log: h.log, Now: w.now, Door: h.Account, Sessions: sessions, Pages: pages.Handler(), Refuse: pages.Refuse,
		GraphQL: graph.Handler(h.Office, graph.Options{Log: h.log, Now: w.now, Address: server.Address, Actor: server.Again, Words: server.Words}),
		Ready:   func(ctx context.Context) error { return h.db.Pool.Ping(ctx) }, TrustedProxies: w.config.TrustedProxies, Secure: how.secure, Metrics: how.metrics,
	})
}

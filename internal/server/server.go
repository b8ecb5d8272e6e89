// Package server is the one router over pages, API, health and metrics, with what every request passes through.
package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/preference"
)

// Door finds who a request acts for.
type Door interface {
	Actor(ctx context.Context, p ident.Person, proved bool, via string) (auth.Actor, error)
	ActorByToken(ctx context.Context, secret string) (auth.Actor, error)
}

// Config is what the router stands on.
type Config struct {
	Log            *slog.Logger
	Now            func() time.Time
	Door           Door
	Sessions       *Sessions
	Pages          http.Handler
	GraphQL        http.Handler
	Ready          func(context.Context) error // nil when work can be done
	TrustedProxies []string                    // CIDR; empty takes the peer's own address
	Secure         bool                        // served behind TLS
	SignInPerHour  int                         // tries at signing in per address; 0 is 60
	PostsPerHour   int                         // posts to one form by its link per address; 0 is 600
	// Refuse draws the page of a request that got no further; nil answers in plain words.
	Refuse  func(w http.ResponseWriter, r *http.Request, err error)
	Metrics *Metrics // counts requests; nil counts them for nobody
}

// New puts the router together.
func New(c Config) http.Handler {
	r := chi.NewRouter()
	if c.Metrics == nil {
		c.Metrics = NewMetrics()
	}
	r.Use(numbered, clientIP(c.TrustedProxies), c.Metrics.measure, accessLog(c.Log, c.Now), recoverer(c.Log), securityHeaders(c.Secure))
	r.Get("/healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	r.Get("/readyz", ready(c.Ready))
	// Looks are everybody's: no session is read for them.
	r.With(middleware.Compress(5)).Handle("/static/*", c.Pages)
	r.Group(func(r chi.Router) {
		r.Use(c.Sessions.m.LoadAndSave, identify(c))
		r.With(reading).Handle("/graphql", c.GraphQL)
		r.Group(func(r chi.Router) {
			r.Use(http.NewCrossOriginProtection().Handler, middleware.Compress(5), limitPosts(c))
			r.Mount("/", c.Pages)
		})
	})
	return r
}

// Address is the network address a request came from, as far as the trusted proxies tell.
func Address(ctx context.Context) string { return middleware.GetClientIP(ctx) }

type readingKey struct{}

// reading keeps how a request asks to be answered.
func reading(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept-Language")
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), readingKey{}, r)))
	})
}

// Words puts a refusal into the language of whoever asked: what is chosen on the device, what a program's request
// asks for by Accept-Language, what the account keeps, what the browser wishes.
func Words(ctx context.Context, f *fault.Error) *fault.Error {
	r, ok := ctx.Value(readingKey{}).(*http.Request)
	if !ok {
		return f
	}
	who := auth.Who(ctx)
	if _, program := bearer(r); program && r.Header.Get("Accept-Language") != "" {
		who.Locale = ""
	}
	p := preference.Read(r, who.Locale, who.Zone)
	return catalog.For(p.Locale).Tell(f)
}

func clientIP(proxies []string) func(http.Handler) http.Handler {
	if len(proxies) == 0 {
		return middleware.ClientIPFromRemoteAddr
	}
	return middleware.ClientIPFromXFF(proxies...)
}

func ready(check func(context.Context) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, stop := context.WithTimeout(r.Context(), 2*time.Second)
		defer stop()
		if err := check(ctx); err != nil {
			http.Error(w, "not ready", http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ready\n"))
	}
}

// identify puts the actor into the context; a bearer token wins over a cookie and never falls back to it.
func identify(c Config) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			actor, err := whoIs(c, r)
			if err != nil {
				status := http.StatusInternalServerError
				if fault.Is(err, fault.Unauthenticated) {
					status = http.StatusUnauthorized
				} else {
					c.Log.ErrorContext(r.Context(), "identify", "error", err, "request", middleware.GetReqID(r.Context()))
				}
				refuse(w, r, status, err)
				return
			}
			if actor.SignedIn() {
				w.Header().Set("Cache-Control", "private, no-store")
			}
			ctx := context.WithValue(auth.As(r.Context(), actor), againKey{}, again(c, r))
			next.ServeHTTP(w, r.WithContext(ctx))
		})
	}
}

type againKey struct{}

// Again is who a request acts for as things are now; a token revoked or a session ended since then is UNAUTHENTICATED.
func Again(ctx context.Context) (auth.Actor, error) {
	if find, ok := ctx.Value(againKey{}).(func(context.Context) (auth.Actor, error)); ok {
		return find(ctx)
	}
	return auth.Who(ctx), nil
}

// again finds the actor of a stream once more, with what it was opened with.
func again(c Config, r *http.Request) func(context.Context) (auth.Actor, error) {
	secret, token := bearer(r)
	return func(ctx context.Context) (auth.Actor, error) {
		if token {
			return c.Door.ActorByToken(ctx, secret)
		}
		p, proved, err := c.Sessions.again(ctx)
		if err != nil {
			return auth.Actor{}, err
		}
		if who := auth.Who(ctx).Person; p != who {
			return auth.Actor{}, fault.New(fault.Unauthenticated, "sign_in", "Sign in first.")
		}
		if p.IsZero() {
			return auth.Actor{}, nil
		}
		return c.Door.Actor(ctx, p, proved, "web")
	}
}

func whoIs(c Config, r *http.Request) (auth.Actor, error) {
	if secret, ok := bearer(r); ok {
		return c.Door.ActorByToken(r.Context(), secret)
	}
	p, proved := c.Sessions.Person(r.Context())
	if p.IsZero() {
		return auth.Actor{}, nil
	}
	a, err := c.Door.Actor(r.Context(), p, proved, "web")
	if fault.Is(err, fault.NotFound) {
		return auth.Actor{}, c.Sessions.End(r.Context())
	}
	return a, err
}

func bearer(r *http.Request) (string, bool) {
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return secret, strings.EqualFold(scheme, "Bearer")
}

// Serve answers on the listener until the context ends, then lets open requests finish.
func Serve(ctx context.Context, l net.Listener, h http.Handler, log *slog.Logger, patience time.Duration) error {
	base, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	s := &http.Server{
		Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 60 * time.Second, WriteTimeout: 10 * time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		BaseContext: func(net.Listener) context.Context { return base },
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	log.Info("closing", "patience", patience)
	grace, stop := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer stop()
	// Streams never end by themselves: they are told to when half the patience is gone.
	timer := time.AfterFunc(patience/2, cut)
	defer timer.Stop()
	if err := s.Shutdown(grace); err != nil {
		return errors.Join(err, s.Close())
	}
	return nil
}

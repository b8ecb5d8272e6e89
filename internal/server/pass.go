package server

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// securityHeaders allow nothing from elsewhere, no inline script and no framing.
func securityHeaders(secure bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h.Set("Content-Security-Policy", view.Policy)
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("Referrer-Policy", "same-origin")
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
			h.Set("Cross-Origin-Resource-Policy", "same-origin")
			h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
			if secure {
				h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
			}
			next.ServeHTTP(w, r)
		})
	}
}

// numbered gives each request its id; one that a proxy gave is taken only if it can do no harm in a log or a header.
func numbered(next http.Handler) http.Handler {
	next = middleware.RequestID(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if given := r.Header.Get(middleware.RequestIDHeader); len(given) > 64 || strings.Trim(given, idLetters) != "" {
			r.Header.Del(middleware.RequestIDHeader)
		}
		next.ServeHTTP(w, r)
	})
}

const idLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:"

func accessLog(log *slog.Logger, now func() time.Time) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			begun := now()
			ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
			w.Header().Set("X-Request-Id", middleware.GetReqID(r.Context()))
			next.ServeHTTP(ww, r)
			level := slog.LevelInfo
			if ww.Status() >= 500 {
				level = slog.LevelError
			}
			// The pattern, not the path: paths of links carry secrets.
			log.LogAttrs(r.Context(), level, "request", slog.String("request", middleware.GetReqID(r.Context())),
				slog.String("method", r.Method), slog.String("route", routeOf(r)), slog.Int("status", ww.Status()),
				slog.Int("bytes", ww.BytesWritten()), slog.Duration("took", now().Sub(begun)))
		})
	}
}

func routeOf(r *http.Request) string {
	if c := chi.RouteContext(r.Context()); c != nil && c.RoutePattern() != "" {
		return c.RoutePattern()
	}
	return "unrouted"
}

func recoverer(log *slog.Logger) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer func() {
				p := recover()
				if p == nil {
					return
				}
				if p == http.ErrAbortHandler {
					panic(p)
				}
				log.ErrorContext(r.Context(), "panic", "error", p, "request", middleware.GetReqID(r.Context()), "stack", string(debug.Stack()))
				refuse(w, r, http.StatusInternalServerError, nil)
			}()
			next.ServeHTTP(w, r)
		})
	}
}

// refuse answers before any page or API is reached: JSON to programs, plain words to people.
func refuse(w http.ResponseWriter, r *http.Request, status int, err error) {
	code, message := string(fault.Internal), "Something went wrong on our side. Nothing was lost."
	if err != nil && status < 500 {
		code, message = string(fault.KindOf(err)), err.Error()
	}
	id := middleware.GetReqID(r.Context())
	w.Header().Set("Cache-Control", "no-store")
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="vitrine"`)
	}
	if r.URL.Path == "/graphql" {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]any{"errors": []any{map[string]any{
			"message": message, "extensions": map[string]any{"code": code, "id": id},
		}}})
		return
	}
	http.Error(w, message+"\n\n"+id, status)
}

// Metrics are figures for Prometheus. They are never served with the pages: whoever reaches those, or a proxy
// beside them, would read them too.
type Metrics struct {
	reg      *prometheus.Registry
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
}

// NewMetrics counts from nothing, with the process and the Go runtime.
func NewMetrics() *Metrics {
	m := &Metrics{
		reg:      prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "vitrine_http_requests_total", Help: "Requests by route and status."}, []string{"route", "status"}),
		took:     prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "vitrine_http_request_seconds", Help: "Time to answer, by route.", Buckets: prometheus.ExponentialBuckets(0.001, 2.5, 12)}, []string{"route"}),
	}
	m.reg.MustRegister(m.requests, m.took, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Handler shows the figures at /metrics and nothing else, for a listener of its own.
func (m *Metrics) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.reg, promhttp.HandlerOpts{}))
	return mux
}

func (m *Metrics) measure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		timer := prometheus.NewTimer(prometheus.ObserverFunc(func(s float64) { m.took.WithLabelValues(routeOf(r)).Observe(s) }))
		next.ServeHTTP(ww, r)
		timer.ObserveDuration()
		m.requests.WithLabelValues(routeOf(r), strconv.Itoa(ww.Status())).Inc()
	})
}

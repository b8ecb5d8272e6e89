// Package wire is the GraphQL over HTTP edge: transports, guard, limits, cost and errors, whatever the schema.
//
// gqlgen's own transports and executor fail part of the public audit suite and validate before they limit; wire
// replaces everything up to running an operation, which stays gqlgen's. It refuses early and says why with a
// code of the closed list; causes go to the log.
package wire

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// Config says what to serve; only Schema is required.
type Config struct {
	Schema graphql.ExecutableSchema
	Limits Limits
	Logger *slog.Logger // causes of INTERNAL, each with the id the client got

	// Present tells what a client may know of an error; what it does not know becomes INTERNAL.
	Present func(ctx context.Context, err error) (Problem, bool)
	// Actor names who is charged and counted: a person, a token, or the address of a stranger.
	Actor func(ctx context.Context) string
	// Limiter charges costs to actors; without one every operation within Limits runs.
	Limiter Limiter
	// Reauthorize is asked before each event of a subscription is sent; an error ends the subscription.
	Reauthorize func(ctx context.Context) error
	// Documents finds registered documents by the lower-case hex SHA-256 of their text.
	Documents func(ctx context.Context, hash string) (query string, ok bool)
	// Connect reads the payload that opens a websocket, which stands for headers browsers cannot send.
	Connect func(ctx context.Context, payload map[string]any) (context.Context, error)

	AroundOperations graphql.OperationMiddleware
	AroundResponses  graphql.ResponseMiddleware // where loaders go: once for each event of a subscription
	AroundFields     graphql.FieldMiddleware

	// CrossOrigin knows the trusted origins; nil trusts only our own.
	CrossOrigin *http.CrossOriginProtection
	// Heartbeat is how often an idle stream is kept alive, 15 s when zero.
	Heartbeat time.Duration
}

type service struct {
	engine    *engine
	heartbeat time.Duration
	socket    graphql.Transport
}

// Handler serves one endpoint: GET and POST, server-sent events and websockets.
func Handler(cfg Config) http.Handler {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.CrossOrigin == nil {
		cfg.CrossOrigin = http.NewCrossOriginProtection()
	}
	if cfg.Heartbeat <= 0 {
		cfg.Heartbeat = 15 * time.Second
	}
	e := newEngine(cfg)
	return guard(&service{engine: e, heartbeat: cfg.Heartbeat, socket: newSocket(cfg, e)}, cfg.CrossOrigin)
}

// ServeHTTP answers one request; a crash of ours becomes INTERNAL with an id.
func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r = r.WithContext(graphql.StartOperationTrace(r.Context()))
	defer func() {
		switch v := recover(); v {
		case nil:
		case http.ErrAbortHandler:
			panic(v)
		default:
			writeBody(w, http.StatusInternalServerError, typeJSON, s.engine.crash(r.Context(), v))
		}
	}()
	if isUpgrade(r) {
		s.upgrade(w, r)
		return
	}
	accept := negotiate(r.Header.Values("Accept"))
	if accept.nothingOfOurs {
		writeRefusal(w, r, refuse(http.StatusNotAcceptable, BadUserInput, "Answers are "+typeResponse+", "+typeJSON+" or "+typeStream+"."))
		return
	}
	params, no := s.read(w, r)
	if no != nil {
		writeRefusal(w, r, no)
		return
	}
	s.serve(w, r, accept, params)
}

func (s *service) read(w http.ResponseWriter, r *http.Request) (*graphql.RawParams, *refusal) {
	if r.Method == http.MethodGet {
		return readGet(r, s.engine.limits.Body)
	}
	return readPost(w, r, s.engine.limits.Body)
}

func (s *service) serve(w http.ResponseWriter, r *http.Request, accept acceptance, params *graphql.RawParams) {
	ctx := r.Context()
	op, errs := s.engine.CreateOperationContext(ctx, params)
	if spent := spentOn(op); spent != nil {
		spent.headers(w.Header())
	}
	streaming := accept.body == "" || accept.preferStream
	if errs != nil {
		resp := s.engine.complete(ctx, op, s.engine.DispatchError(ctx, errs))
		if streaming {
			s.stream(w, r, graphql.OneShot(resp), func() {})
			return
		}
		writeBody(w, statusOf(accept.body, resp), accept.body, resp)
		return
	}
	if no := method(w, r, op.Operation.Operation, accept); no != nil {
		writeRefusal(w, r, no)
		return
	}
	if streaming || op.Operation.Operation == ast.Subscription {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		handler, inner := s.engine.DispatchOperation(ctx, op)
		next := func(context.Context) *graphql.Response { return handler(inner) }
		s.stream(w, r.WithContext(ctx), next, cancel)
		return
	}
	handler, ctx := s.engine.DispatchOperation(ctx, op)
	resp := handler(ctx)
	writeBody(w, statusOf(accept.body, resp), accept.body, resp)
}

// method refuses changes over GET, and subscriptions to who cannot take a stream.
func method(w http.ResponseWriter, r *http.Request, kind ast.Operation, accept acceptance) *refusal {
	switch {
	case kind == ast.Mutation && r.Method == http.MethodGet:
		w.Header().Set("Allow", http.MethodPost)
		return refuse(http.StatusMethodNotAllowed, BadUserInput, "Send mutations with POST.")
	case kind == ast.Subscription && !accept.stream:
		return refuse(http.StatusNotAcceptable, BadUserInput, "Subscriptions are answered as "+typeStream+" or over a websocket.")
	}
	return nil
}

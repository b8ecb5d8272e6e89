package wire

import (
	"context"
	"maps"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// engine is the graphql.GraphExecutor all transports share. It reads and refuses operations itself, because
// gqlgen's executor validates before it limits, and leaves running them to gqlgen.
type engine struct {
	cfg     Config
	limits  Limits
	schema  *ast.Schema
	exec    *executor.Executor
	library *library
	errors  *presenter
	open    *turnstile
}

var _ graphql.GraphExecutor = (*engine)(nil)

func newEngine(cfg Config) *engine {
	limits := cfg.Limits.orPublished()
	e := &engine{
		cfg: cfg, limits: limits, schema: cfg.Schema.Schema(), exec: executor.New(cfg.Schema),
		library: newLibrary(cfg.Schema.Schema(), limits, cfg.Documents),
		errors:  &presenter{known: cfg.Present, log: cfg.Logger, timeout: limits.Timeout.String()},
		open:    &turnstile{inside: map[string]int{}, most: limits.Subscriptions},
	}
	e.exec.SetErrorPresenter(e.errors.present)
	e.exec.SetRecoverFunc(e.errors.recovered)
	if cfg.AroundOperations != nil {
		e.exec.AroundOperations(cfg.AroundOperations)
	}
	if cfg.AroundResponses != nil {
		e.exec.AroundResponses(cfg.AroundResponses)
	}
	return e
}

// CreateOperationContext reads, checks, costs and charges an operation; its errors are ready to be sent.
func (e *engine) CreateOperationContext(
	ctx context.Context, params *graphql.RawParams,
) (op *graphql.OperationContext, errs gqlerror.List) {
	op = &graphql.OperationContext{
		OperationName: params.OperationName, Extensions: params.Extensions, Headers: params.Headers,
		RecoverFunc: e.errors.recovered, ResolverMiddleware: e.cfg.AroundFields,
		RootResolverMiddleware: func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler { return next(ctx) },
	}
	if op.ResolverMiddleware == nil {
		op.ResolverMiddleware = func(ctx context.Context, next graphql.Resolver) (any, error) { return next(ctx) }
	}
	defer func() {
		if v := recover(); v != nil {
			errs = e.crash(ctx, v).Errors
		}
	}()
	query, keep, problem := e.library.find(ctx, params)
	if problem != nil {
		return op, problem.list()
	}
	op.RawQuery = query
	if op.Doc, errs = e.library.read(query, keep); errs != nil {
		return op, errs
	}
	if problem := e.prepare(ctx, op, params.Variables); problem != nil {
		return op, problem.list()
	}
	return op, nil
}

func (e *engine) prepare(ctx context.Context, op *graphql.OperationContext, variables map[string]any) (problem *Problem) {
	if op.Operation = op.Doc.Operations.ForName(op.OperationName); op.Operation == nil {
		return &Problem{Code: ValidationFailed, Message: "The document has no operation of that name."}
	}
	if op.Variables, problem = coerce(e.schema, op.Operation, variables, e.limits.Errors); problem != nil {
		return problem
	}
	cost, problem := costOf(op.Operation, op.Doc, op.Variables, e.limits.ListSize)
	if problem != nil {
		return problem
	}
	return e.charge(ctx, op, cost)
}

// DispatchOperation runs an operation under the time limit, or a subscription until either side ends it.
func (e *engine) DispatchOperation(
	ctx context.Context, op *graphql.OperationContext,
) (handler graphql.ResponseHandler, inner context.Context) {
	ctx = graphql.WithOperationContext(ctx, op)
	defer func() {
		if v := recover(); v != nil {
			handler, inner = graphql.OneShot(e.crash(ctx, v)), ctx
		}
	}()
	if op.Operation.Operation == ast.Subscription {
		return e.subscribe(ctx, op)
	}
	ctx, cancel := context.WithTimeout(ctx, e.limits.Timeout)
	next, inner := e.exec.DispatchOperation(ctx, op)
	done := false
	return func(ctx context.Context) *graphql.Response {
		if done {
			return nil
		}
		done = true
		defer cancel()
		resp := e.pull(ctx, next)
		if resp == nil {
			resp = e.DispatchError(ctx, e.errors.late().list())
		}
		return e.complete(ctx, op, resp)
	}, inner
}

func (e *engine) subscribe(ctx context.Context, op *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	leave, ok := e.enter(ctx)
	if !ok {
		return graphql.OneShot(e.DispatchError(ctx, (&Problem{
			Code: RateLimited, Message: "Too many subscriptions are open; close one first.",
			Extra: map[string]any{"limit": e.limits.Subscriptions},
		}).list())), ctx
	}
	context.AfterFunc(ctx, leave)
	next, inner := e.exec.DispatchOperation(ctx, op)
	ended := false
	return func(ctx context.Context) *graphql.Response {
		if ended {
			return nil
		}
		resp := e.pull(ctx, next)
		if e.cfg.Reauthorize != nil && ctx.Err() == nil { // at the end too: whoever lost a right is told why nothing more comes
			if err := e.cfg.Reauthorize(ctx); err != nil {
				ended = true
				resp = e.DispatchError(ctx, gqlerror.List{e.errors.present(ctx, err)})
			}
		}
		if resp == nil {
			ended = true
			leave()
			return nil
		}
		return e.complete(ctx, op, resp)
	}, inner
}

// enter counts a subscription of an actor; the way out may be taken twice.
func (e *engine) enter(ctx context.Context) (leave func(), ok bool) {
	if e.cfg.Actor == nil {
		return func() {}, true
	}
	key := e.cfg.Actor(ctx)
	return sync.OnceFunc(func() { e.open.leave(key) }), e.open.enter(key)
}

func (e *engine) pull(ctx context.Context, next graphql.ResponseHandler) (resp *graphql.Response) {
	defer func() {
		if v := recover(); v != nil {
			resp = e.crash(ctx, v)
		}
	}()
	return next(ctx)
}

func (e *engine) crash(ctx context.Context, v any) *graphql.Response {
	return e.DispatchError(ctx, gqlerror.List{e.errors.present(ctx, e.errors.recovered(ctx, v))})
}

func (e *engine) complete(ctx context.Context, op *graphql.OperationContext, resp *graphql.Response) *graphql.Response {
	e.errors.finish(ctx, resp, e.limits.Errors)
	if spent := spentOn(op); spent != nil {
		resp.Extensions = maps.Clone(resp.Extensions)
		extend(resp, "cost", spent)
	}
	return resp
}

// DispatchError answers a refused operation; it has no data.
func (e *engine) DispatchError(_ context.Context, list gqlerror.List) *graphql.Response {
	return &graphql.Response{Errors: list}
}

// turnstile counts who is inside, so that one actor cannot hold every connection.
type turnstile struct {
	mu     sync.Mutex
	inside map[string]int
	most   int
}

func (t *turnstile) enter(key string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.inside[key] >= t.most {
		return false
	}
	t.inside[key]++
	return true
}

func (t *turnstile) leave(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.inside[key]--; t.inside[key] <= 0 {
		delete(t.inside, key)
	}
}

package graph

import (
	"context"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/wire"
)

// Options are what the API stands on besides the office; zero fields mean the published behavior.
type Options struct {
	Log *slog.Logger
	Now func() time.Time
	// Keys remember idempotency keys; nil keeps them in the office's database.
	Keys Keys
	// CostPerMinute is what one person or address may spend; 60,000 when zero, below zero there is no limit.
	CostPerMinute int
	// Address names a stranger who is not signed in, such as their network address.
	Address func(context.Context) string
	// Actor finds the viewer's rights anew for each event of a subscription; nil asks the account service.
	Actor func(context.Context) (auth.Actor, error)
	// Watch is how often a subscription looks without any news, for rights that run out by themselves; 30 s when zero.
	Watch time.Duration
	// Heartbeat is how often an idle stream is kept alive; 15 s when zero.
	Heartbeat time.Duration
	// Documents finds registered documents by the SHA-256 of their text.
	Documents func(ctx context.Context, hash string) (query string, ok bool)
	// Words puts a refusal into the reader's language; nil keeps English.
	Words func(context.Context, *fault.Error) *fault.Error
	// Connect reads the payload that opens a websocket; nil takes {"authorization": "Bearer ..."}, as browsers send no headers.
	Connect func(ctx context.Context, payload map[string]any) (context.Context, error)
	// CrossOrigin knows the trusted origins; nil trusts only our own.
	CrossOrigin *http.CrossOriginProtection
}

// usualCost is what one person or address may spend a minute: six operations of the largest cost.
const usualCost = 60_000

// Handler serves the API over an office; the actor is expected in the context of each request.
func Handler(o *office.Office, opt Options) http.Handler {
	r := newResolver(o, opt)
	cfg := wire.Config{
		Schema: generated.NewExecutableSchema(generated.Config{Resolvers: r}), Logger: opt.Log, Present: tell(opt.Words),
		Actor: charged(opt.Address), Documents: opt.Documents, Connect: opt.Connect, CrossOrigin: opt.CrossOrigin, Heartbeat: opt.Heartbeat,
		AroundOperations: r.perChange, AroundResponses: r.perResponse, AroundFields: r.perField,
		Reauthorize: func(ctx context.Context) error { _, err := r.actor(ctx); return err },
	}
	if cfg.Connect == nil {
		cfg.Connect = r.bearer
	}
	if opt.CostPerMinute == 0 {
		opt.CostPerMinute = usualCost
	}
	if opt.CostPerMinute > 0 {
		cfg.Limiter = wire.NewBuckets(opt.CostPerMinute, opt.Now)
	}
	return wire.Handler(cfg)
}

func newResolver(o *office.Office, opt Options) *Resolver {
	r := &Resolver{office: o, keys: opt.Keys, watch: opt.Watch, actor: opt.Actor}
	if r.keys == nil {
		r.keys = o.Answered
	}
	if r.watch == 0 {
		r.watch = 30 * time.Second
	}
	if r.actor == nil {
		r.actor = r.actorNow
	}
	usual := r.actor
	r.actor = func(ctx context.Context) (auth.Actor, error) {
		if secret, ok := ctx.Value(secretKey{}).(string); ok {
			return r.office.Account.ActorByToken(ctx, secret)
		}
		return usual(ctx)
	}
	return r
}

// actorNow is the viewer with every role in force at this moment; a token keeps its scopes.
func (r *Resolver) actorNow(ctx context.Context) (auth.Actor, error) {
	who := auth.Who(ctx)
	if who.IsSystem() || !who.SignedIn() {
		return who, nil
	}
	now, err := r.office.Account.Actor(ctx, who.Person, who.SecondFactor, who.Via)
	now.Scopes = who.Scopes
	return now, err
}

// bearer takes a token that a websocket brings in its payload; without one the request's own actor stays.
func (r *Resolver) bearer(ctx context.Context, payload map[string]any) (context.Context, error) {
	for key, v := range payload {
		s, _ := v.(string)
		if scheme, secret, ok := strings.Cut(s, " "); ok && strings.EqualFold(key, "authorization") && strings.EqualFold(scheme, "bearer") {
			a, err := r.office.Account.ActorByToken(ctx, strings.TrimSpace(secret))
			return context.WithValue(auth.As(ctx, a), secretKey{}, strings.TrimSpace(secret)), err
		}
	}
	return ctx, nil
}

// secretKey holds the token a websocket was opened with: its rights end when it is revoked.
type secretKey struct{}

// charged names who pays for an operation.
func charged(address func(context.Context) string) func(context.Context) string {
	return func(ctx context.Context) string {
		if p := auth.Who(ctx).Person; !p.IsZero() {
			return p.String()
		}
		if address == nil {
			return "anyone"
		}
		return address(ctx)
	}
}

// perResponse gives each response, and each event of a subscription, its own reading of the records.
func (r *Resolver) perResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	return next(context.WithValue(ctx, batchesKey{}, newBatches(r.office)))
}

// perField reads the references below the answer of a root field before its fields run.
func (r *Resolver) perField(ctx context.Context, next graphql.Resolver) (any, error) {
	v, err := next(ctx)
	fc := graphql.GetFieldContext(ctx)
	if err != nil || v == nil || fc == nil || (fc.Object != "Query" && fc.Object != "Mutation") ||
		strings.HasPrefix(fc.Field.Name, "__") {
		return v, err
	}
	if list := reflect.ValueOf(v); list.Kind() == reflect.Slice && list.IsNil() {
		return reflect.MakeSlice(list.Type(), 0, 0).Interface(), nil // nothing found is an empty list, not null
	}
	if len(fc.Field.Selections) == 0 {
		return v, nil
	}
	return v, r.prime(ctx, v, fc.Field)
}

package wire_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/wire"
)

func hashOf(q string) string {
	sum := sha256.Sum256([]byte(q))
	return hex.EncodeToString(sum[:])
}

func persisted(hash string, version int) map[string]any {
	return map[string]any{"extensions": map[string]any{"persistedQuery": map[string]any{"version": version, "sha256Hash": hash}}}
}

func TestPersistedQueries(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const q, bad = `{hello}`, `{helo}`
	a := b.ask("", persisted(hashOf(q), 1))
	want(t, "before", a.code(), "PERSISTED_QUERY_NOT_FOUND")
	want(t, "message", a.Errors[0].Message, "PersistedQueryNotFound")
	want(t, "wrong hash", b.ask(q, persisted(hashOf("x"), 1)).code(), "BAD_USER_INPUT")
	want(t, "wrong version", b.ask(q, persisted(hashOf(q), 2)).code(), "BAD_USER_INPUT")
	want(t, "no hash", b.ask(q, persisted("", 1)).code(), "BAD_USER_INPUT")
	want(t, "registering", b.ask(q, persisted(hashOf(q), 1)).code(), "")
	want(t, "after", b.ask("", persisted(hashOf(q), 1)).code(), "")
	want(t, "registering what is invalid", b.ask(bad, persisted(hashOf(bad), 1)).code(), "GRAPHQL_VALIDATION_FAILED")
	want(t, "what is invalid is not kept", b.ask("", persisted(hashOf(bad), 1)).code(), "PERSISTED_QUERY_NOT_FOUND")
	byGet := b.send(get(url.Values{"extensions": {`{"persistedQuery":{"version":1,"sha256Hash":"` + hashOf(q) + `"}}`}}))
	want(t, "over GET", byGet.code(), "")
	want(t, "over GET", byGet.Data["hello"], any("Hello, world"))
}

func TestRegisteredDocuments(t *testing.T) {
	t.Parallel()
	const q = `query Page {hello}`
	b := setup(t, func(c *wire.Config) {
		c.Documents = func(_ context.Context, hash string) (string, bool) { return q, hash == hashOf(q) }
	})
	want(t, "known", b.ask("", persisted(hashOf(q), 1)).code(), "")
	want(t, "unknown", b.ask("", persisted(hashOf("x"), 1)).code(), "PERSISTED_QUERY_NOT_FOUND")
}

type actorKey struct{}

func TestCostIsChargedToActors(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	b := setup(t, func(c *wire.Config) {
		c.Limiter = wire.NewBuckets(60, func() time.Time { return now })
		c.Actor = func(ctx context.Context) string { s, _ := ctx.Value(actorKey{}).(string); return s }
	})
	ask := func(who string) answer {
		r := post(doc(`{items(first:39){nodes{id}}}`))
		return b.send(r.WithContext(context.WithValue(r.Context(), actorKey{}, who)))
	}
	a := ask("ann")
	want(t, "first", a.code(), "")
	want(t, "limit", a.Header().Get("RateLimit-Limit"), "60")
	want(t, "remaining", a.Header().Get("RateLimit-Remaining"), "20")
	want(t, "reset", a.Header().Get("RateLimit-Reset"), "40")
	a = ask("ann")
	want(t, "second", a.code(), "RATE_LIMITED")
	want(t, "status", a.Code, 429)
	want(t, "retry", a.Header().Get("Retry-After"), "20")
	want(t, "data", a.Data == nil, true)
	want(t, "another actor", ask("ben").code(), "")
	now = now.Add(19 * time.Second)
	want(t, "a second too early", ask("ann").code(), "RATE_LIMITED")
	now = now.Add(time.Second)
	want(t, "in time", ask("ann").code(), "")
	now = now.Add(time.Hour)
	want(t, "a bucket holds a minute", ask("ann").Header().Get("RateLimit-Remaining"), "20")
}

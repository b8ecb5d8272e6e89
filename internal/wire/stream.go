package wire

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// EventID is the extension that becomes the id of a server-sent event, which a client sends back to resume.
const EventID = "eventId"

// SetEventID names the event being answered; a resolver of its payload calls it at most once an event.
func SetEventID(ctx context.Context, id string) { graphql.RegisterExtension(ctx, EventID, id) }

// LastEventID is the id of the last event a resuming client has seen: the Last-Event-ID header, or
// extensions.lastEventId where headers cannot be set. Empty means from now on. Only inside an operation.
func LastEventID(ctx context.Context) string {
	op := graphql.GetOperationContext(ctx)
	if id, ok := op.Extensions["lastEventId"].(string); ok {
		return clip(id, 200)
	}
	return clip(op.Headers.Get("Last-Event-ID"), 200)
}

// stalled is how long one write to a client may take before its stream is cut.
const stalled = 20 * time.Second

// stream sends responses as server-sent events in the "distinct connections" mode of graphql-sse; gone ends the
// operation of a client that no longer reads.
func (s *service) stream(w http.ResponseWriter, r *http.Request, next graphql.ResponseHandler, gone context.CancelFunc) {
	ctx := r.Context()
	h := w.Header()
	h.Set("Content-Type", typeStream+"; charset=utf-8")
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	out := &events{w: w, flush: http.NewResponseController(w), gone: gone}
	_ = out.flush.SetWriteDeadline(time.Time{}) // the server's limit is for answers, not streams
	out.send(":\n\n")
	stop := out.beat(ctx, s.heartbeat)
	defer stop()
	for ctx.Err() == nil {
		resp := next(ctx)
		if resp == nil {
			break
		}
		out.send(event(resp))
	}
	if ctx.Err() == nil {
		out.send("event: complete\ndata: \n\n")
	}
}

// event writes one response; encoded JSON has no line breaks outside of what resolvers may have put there.
func event(resp *graphql.Response) string {
	var b strings.Builder
	if id, ok := resp.Extensions[EventID].(string); ok && id != "" && !strings.ContainsAny(id, "\r\n\x00") {
		b.WriteString("id: " + id + "\n")
	}
	b.WriteString("event: next\ndata: ")
	b.WriteString(strings.NewReplacer("\r", " ", "\n", " ").Replace(string(encode(resp))))
	b.WriteString("\n\n")
	return b.String()
}

// events writes to one client, the stream and the heartbeat in turn.
type events struct {
	mu    sync.Mutex
	w     io.Writer
	flush *http.ResponseController
	gone  context.CancelFunc
}

// send writes and flushes; a client that is gone or stands still ends its stream.
func (e *events) send(text string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	timer := time.AfterFunc(stalled, func() { _ = e.flush.SetWriteDeadline(time.Unix(1, 0)) })
	defer timer.Stop()
	_, err := io.WriteString(e.w, text)
	if err == nil {
		err = e.flush.Flush()
	}
	if err != nil {
		e.gone()
	}
}

// beat sends comments so that proxies keep the connection and a lost client is noticed; stop waits for it to end.
func (e *events) beat(ctx context.Context, every time.Duration) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var done sync.WaitGroup
	done.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				e.send(": heartbeat\n\n")
			}
		}
	})
	return func() {
		cancel()
		done.Wait()
	}
}

package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

// listenFor is how long one stream of news stays open; the browser asks again, and is then authorized again.
const listenFor = 60 * time.Second

// news is what a live part of a page shows, by key; see view.Live.
type news map[string]any

// Signs of life between news, and the least time between two looks.
const (
	alive = 15 * time.Second
	calm  = 250 * time.Millisecond
)

// tell sends news as they change, until the reader leaves, may no longer look, or the time is up.
func (s *Site) tell(w http.ResponseWriter, r *http.Request, topic string, read func(context.Context) (news, error)) error {
	topics := []string{topic}
	if p := auth.Who(r.Context()).Person; !p.IsZero() {
		topics = append(topics, postgres.PersonNews+p.UUID().String())
	}
	heard, leave := s.DB.Follow(topics...) // before the first look, so that nothing falls between
	defer leave()
	first, err := read(r.Context())
	if err != nil {
		return err
	}
	out := http.NewResponseController(w)
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	_ = out.SetWriteDeadline(time.Time{}) // a stream outlives the deadline of a page
	last, err := send(w, out, first, nil)
	if err != nil || first["done"] == true {
		return nil //nolint:nilerr // the reader has left
	}
	end, tick := time.NewTimer(listenFor), time.NewTicker(alive)
	defer end.Stop()
	defer tick.Stop()
	for {
		select {
		case <-r.Context().Done():
			return nil
		case <-end.C:
			return nil
		case <-heard:
		case <-tick.C:
		}
		ctx, err := s.asNow(r.Context())
		if err != nil {
			return nil //nolint:nilerr // whoever lost the right asks again, and hears why
		}
		now, err := read(ctx)
		if err != nil {
			return nil //nolint:nilerr // the answer has begun; the browser asks again and hears why
		}
		if last, err = send(w, out, now, last); err != nil || now["done"] == true {
			return nil //nolint:nilerr // the reader has left
		}
		select {
		case <-r.Context().Done():
			return nil
		case <-time.After(calm):
		}
	}
}

// asNow is the context with the reader's rights as they are now.
func (s *Site) asNow(ctx context.Context) (context.Context, error) {
	if s.Again == nil {
		return ctx, nil
	}
	a, err := s.Again(ctx)
	return auth.As(ctx, a), err
}

// send writes news that differ from the last, or a sign of life.
func send(w http.ResponseWriter, out *http.ResponseController, n news, last []byte) ([]byte, error) {
	text, err := json.Marshal(n)
	if err != nil {
		return last, err
	}
	if bytes.Equal(text, last) {
		_, err = fmt.Fprint(w, ":\n\n")
	} else {
		_, err = fmt.Fprintf(w, "data: %s\n\n", text)
	}
	if err != nil {
		return text, err
	}
	return text, out.Flush()
}

package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// listenFor is how long one stream of news stays open; the browser asks again, and is then authorized again.
const listenFor = 60 * time.Second

// news is what a live part of a page shows, by key; see view.Live.
type news map[string]any

// tell sends news as they change, until the reader leaves or the time is up.
func tell(w http.ResponseWriter, r *http.Request, every time.Duration, read func(context.Context) (news, error)) error {
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
	end, tick := time.NewTimer(listenFor), time.NewTicker(every)
	defer end.Stop()
	defer tick.Stop()
	for {
		select {
		case <-r.Context().Done():
			return nil
		case <-end.C:
			return nil
		case <-tick.C:
		}
		now, err := read(r.Context())
		if err != nil {
			return nil //nolint:nilerr // the answer has begun; the browser asks again and hears why
		}
		if last, err = send(w, out, now, last); err != nil || now["done"] == true {
			return nil //nolint:nilerr // the reader has left
		}
	}
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

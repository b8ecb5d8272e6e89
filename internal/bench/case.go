package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
)

// work is one thing somebody does, told for each of the four ways.
type work struct {
	actor auth.Actor
	use   func(context.Context) error
	query string
	vars  map[string]any
	page  string     // path of the page
	form  url.Values // of a page that changes something
}

// a measured case is the same work on several subjects, so that no cache knows just one.
type measured struct {
	name string
	slow bool // takes a quarter of the turns
	undo bool // nothing it writes is kept
	work []work
}

// answer is what a handler wrote, kept in memory.
type answer struct {
	code   int
	header http.Header
	body   bytes.Buffer
}

// Header is the header to be sent.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader keeps the status.
func (a *answer) WriteHeader(code int) { a.code = code }

// Write keeps a part of the body.
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }

// through answers one request in process and refuses everything but success.
func through(ctx context.Context, h http.Handler, method, path, kind, body string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, path, strings.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("write request: %w", err)
	}
	r.RequestURI, r.Host, r.RemoteAddr = path, "127.0.0.1", "127.0.0.1:1"
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	w := &answer{code: http.StatusOK, header: http.Header{}}
	h.ServeHTTP(w, r)
	if w.code != http.StatusOK && w.code != http.StatusSeeOther {
		return nil, fmt.Errorf("%s %s answered %d: %.300s", method, path, w.code, w.body.String())
	}
	return w.body.Bytes(), nil
}

func (w *work) operation(ctx context.Context, h http.Handler) error {
	body, err := json.Marshal(map[string]any{"query": w.query, "variables": w.vars})
	if err != nil {
		return fmt.Errorf("write operation: %w", err)
	}
	answer, err := through(ctx, h, http.MethodPost, "/graphql", "application/json", string(body))
	if err != nil {
		return err
	}
	if bytes.HasPrefix(answer, []byte(`{"errors"`)) || bytes.Contains(answer[:min(len(answer), 2000)], []byte(`"errors":[`)) {
		return fmt.Errorf("the operation answered %.500s", answer)
	}
	return nil
}

func (w *work) visit(ctx context.Context, h http.Handler) error {
	method, kind := http.MethodGet, ""
	if w.form != nil {
		method, kind = http.MethodPost, "application/x-www-form-urlencoded"
	}
	_, err := through(ctx, h, method, w.page, kind, w.form.Encode())
	return err
}

package web

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"
)

const (
	givingPath = "/open/360giving.json"
	iatiPath   = "/open/iati.xml"
)

// openRoutes are the public awards in the shapes other programs read.
func (s *Site) openRoutes(r chi.Router) {
	r.Get(givingPath, s.do(openFile("application/json; charset=utf-8", func(ctx context.Context) ([]byte, error) { return s.Standard.Giving360(ctx) })))
	r.Get(iatiPath, s.do(openFile("application/xml; charset=utf-8", func(ctx context.Context) ([]byte, error) { return s.Standard.IATI(ctx) })))
}

func openFile(kind string, write func(context.Context) ([]byte, error)) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		text, err := write(r.Context())
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", kind)
		_, err = w.Write(text)
		return err
	}
}

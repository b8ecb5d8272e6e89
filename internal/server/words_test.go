package server_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/server"
)

func TestRefusalsOfTheAPISpeakTheLanguageOfWhoAsks(t *testing.T) {
	t.Parallel()
	refused := fault.New(fault.Conflict, "submitted_already", "It was submitted already.")
	s := newSite(t, func(c *server.Config) {
		c.GraphQL = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, server.Words(r.Context(), refused).Message)
		})
	})
	for name, c := range map[string]struct {
		header map[string]string
		want   string
	}{
		"nobody says":                       {nil, "It was submitted already."},
		"a browser wishes":                  {map[string]string{"Accept-Language": "es-MX,es;q=0.9"}, "Ya se presentó."},
		"a device chose":                    {map[string]string{"Accept-Language": "es", "Cookie": "lang=zh-Hans"}, "已经提交。"},
		"an account keeps":                  {map[string]string{"Authorization": "Bearer " + goodSecret}, "Ya se presentó."},
		"a program asks otherwise":          {map[string]string{"Authorization": "Bearer " + goodSecret, "Accept-Language": "zh-Hans"}, "已经提交。"},
		"a language that nobody here knows": {map[string]string{"Accept-Language": "sw"}, "It was submitted already."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/graphql", nil)
			if err != nil {
				t.Fatal(err)
			}
			for k, v := range c.header {
				req.Header.Set(k, v)
			}
			resp, err := s.Client().Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			if err != nil || string(body) != c.want {
				t.Errorf("%q, %v", body, err)
			}
		})
	}
}

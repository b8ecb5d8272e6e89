// Command serve offers the tiny schema on an address, for the public audit suite.
package main

import (
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/vitrine-grants/vitrine/internal/wire"
	"github.com/vitrine-grants/vitrine/internal/wire/testdata/tiny"
)

func main() {
	handler := wire.Handler(wire.Config{Schema: tiny.New(&tiny.Resolver{}), Limiter: wire.NewBuckets(100_000, time.Now)})
	srv := &http.Server{Addr: os.Args[1], Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	if err := srv.ListenAndServe(); err != nil {
		slog.Error("serve", "cause", err)
		os.Exit(1)
	}
}

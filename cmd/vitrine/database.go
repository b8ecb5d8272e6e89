package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/vitrine-grants/vitrine/internal/blob"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/postgres/embedded"
)

// house is an open place of work: the database, the files and every service.
type house struct {
	*office.Office
	db     *postgres.DB
	blobs  *blob.Folder
	log    *slog.Logger
	server *embedded.Server // nil with DATABASE_URL
}

// openHow says what opening may do.
type openHow struct {
	migrate bool // take missing steps of the schema
	demo    bool // staff need no second factor
	baseURL string
	// publisher is whose open data it is where the environment names nobody.
	publisher string
}

func (w *world) logger() *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(or(w.config.LogLevel, or(w.usualLog, "warn"))))
	return slog.New(slog.NewJSONHandler(w.stderr, &slog.HandlerOptions{Level: level}))
}

// open starts or attaches to the database of the data directory and wires the services.
func (w *world) open(ctx context.Context, how openHow) (_ *house, err error) {
	h, err := w.openBare()
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			h.close()
		}
	}()
	if err := h.ready(ctx, how.migrate); err != nil {
		return nil, err
	}
	if h.blobs, err = blob.Open(filepath.Join(w.data, "files")); err != nil {
		return nil, err
	}
	key, err := houseKey(w.data)
	if err != nil {
		return nil, err
	}
	ring, err := keyRing(w.config.KeyFile, w.data)
	if err != nil {
		return nil, err
	}
	sign, err := signingKey(w.config.SigningKey, w.data)
	if err != nil {
		return nil, err
	}
	h.Office = office.New(office.Options{
		DB: h.db, Blobs: h.blobs, Key: key, Sign: sign, Seal: ring, Demo: how.demo, Log: h.log, BaseURL: or(or(w.config.BaseURL, how.baseURL), "http://127.0.0.1:8080"),
		Publisher: or(w.config.Publisher, how.publisher),
	})
	if how.migrate {
		// The rule sets of the program are facts of every house, the same each time.
		if err := h.Fund.Seed(cli(ctx)); err != nil {
			return nil, fmt.Errorf("keep the rule sets: %w", err)
		}
	}
	return h, nil
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func (h *house) startServer(ctx context.Context, w *world) (string, error) {
	s, err := embedded.Start(ctx, embedded.Options{
		Dir: filepath.Join(w.data, "postgres"), DownloadBase: w.config.PostgresURL, CacheDir: filepath.Join(w.data, "programs"), Log: h.log,
	})
	if err != nil {
		return "", err
	}
	h.server = s
	admin, err := postgres.Open(ctx, postgres.Options{URL: s.URL("postgres"), Max: 1, Now: w.now})
	if err != nil {
		return "", err
	}
	defer admin.Close()
	if err := admin.Ensure(ctx, "vitrine"); err != nil {
		return "", fmt.Errorf("make the database: %w", err)
	}
	return s.URL("vitrine"), nil
}

// ready migrates when allowed, and otherwise refuses a schema that is not this program's.
func (h *house) ready(ctx context.Context, migrate bool) error {
	if migrate {
		_, err := h.db.MigrateUp(ctx)
		return err
	}
	steps, err := h.db.Migrations(ctx)
	if err != nil {
		return err
	}
	missing := 0
	for _, s := range steps {
		if !s.Applied {
			missing++
		}
	}
	if missing > 0 {
		return fmt.Errorf("the schema is %d steps behind; run: vitrine migrate up", missing)
	}
	return nil
}

func (h *house) close() {
	if h.blobs != nil {
		_ = h.blobs.Close()
	}
	if h.db != nil {
		h.db.Close()
	}
	if h.server != nil {
		if err := h.server.Stop(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			h.log.Warn("stop the database", "error", err)
		}
	}
}

// openBare opens for moving the schema, whatever state it is in.
func (w *world) openBare() (_ *house, err error) {
	h := &house{log: w.logger()}
	defer func() {
		if err != nil {
			h.close()
		}
	}()
	if err := os.MkdirAll(w.data, 0o700); err != nil {
		return nil, fmt.Errorf("make the data directory: %w", err)
	}
	url := w.config.DatabaseURL
	if url == "" {
		if url, err = h.startServer(w.ctx, w); err != nil {
			return nil, err
		}
	}
	h.db, err = postgres.Open(w.ctx, postgres.Options{URL: url, Now: w.now})
	return h, err
}

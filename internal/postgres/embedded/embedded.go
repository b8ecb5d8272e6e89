// Package embedded runs a PostgreSQL server of our own beside the data, reached only through a Unix socket.
//
// A directory has one owner at a time: whoever holds its lock starts the server,
// everybody else attaches to it, and the server ends with its owner.
package embedded

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
)

const (
	superuser       = "vitrine"
	port            = "5432"
	oldestMajor     = 15
	defaultDownload = "https://repo1.maven.org/maven2"
)

// Options says where the server keeps its files and how careful it is.
type Options struct {
	// Dir holds the cluster, its socket and its lock; made when missing.
	Dir string
	// Fast gives up durability for speed: for tests and throwaway data only.
	Fast bool
	// DownloadBase is a Maven repository; empty means Maven Central over HTTPS.
	DownloadBase string
	// CacheDir keeps downloaded server programs; empty means the user's cache directory.
	CacheDir string
	// Log receives starts, stops, crashes and, at debug level, the server's lines.
	Log *slog.Logger

	find finder
}

// Server is a running PostgreSQL that this process owns or has attached to.
type Server struct {
	socket   string
	attached bool
	done     <-chan struct{}
	stop     func() error
}

// URL names a database over the socket, as its superuser, for pgx and libpq.
func (s *Server) URL(database string) string {
	q := url.Values{"host": {s.socket}, "port": {port}, "sslmode": {"disable"}}
	u := url.URL{Scheme: "postgres", User: url.User(superuser), Path: "/" + database, RawQuery: q.Encode()}
	return u.String()
}

// Attached tells whether another owner started the server and will end it.
func (s *Server) Attached() bool { return s.attached }

// Done closes when a server owned here has ended for good; never when attached.
func (s *Server) Done() <-chan struct{} { return s.done }

// Stop ends the server when it is owned here and returns once it has gone.
func (s *Server) Stop() error {
	if s.attached {
		return nil
	}
	return s.stop()
}

func (o Options) withDefaults() (Options, error) {
	if o.Dir == "" {
		return o, errors.New("start postgres: no data directory is named")
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return o, fmt.Errorf("resolve data directory: %w", err)
	}
	o.Dir = dir
	if o.DownloadBase == "" {
		o.DownloadBase = defaultDownload
	}
	if o.CacheDir == "" {
		base, err := os.UserCacheDir()
		if err != nil {
			base = os.TempDir()
		}
		o.CacheDir = filepath.Join(base, "vitrine")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.find == nil {
		o.find = Find
	}
	return o, nil
}

// unavailable is the one message for a machine without a usable server.
func unavailable(cause error) error {
	return fmt.Errorf(`no PostgreSQL server, version %d or newer, is installed here: %w
Install one and start again, or set DATABASE_URL to a server that runs already:
  Debian, Ubuntu   sudo apt install postgresql
  Fedora, RHEL     sudo dnf install postgresql-server
  macOS            brew install postgresql@17
  Windows          winget install PostgreSQL.PostgreSQL.17, then set DATABASE_URL
VITRINE_POSTGRES_URL names another Maven repository to download it from`, oldestMajor, cause)
}

//go:build unix

package embedded

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func TestServerLifecycle(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	began := time.Now()
	s := start(t, dir)
	t.Logf("first start %v", time.Since(began))

	if got := ask(t, s, "SELECT current_user || ' ' || rolsuper FROM pg_roles WHERE rolname = current_user"); got != "vitrine true" {
		t.Errorf("connected as %q", got)
	}
	for setting, want := range map[string]string{
		"listen_addresses": "", "server_encoding": "UTF8", "lc_collate": "C", "TimeZone": "UTC", "fsync": "off",
	} {
		if got := ask(t, s, "SELECT setting FROM pg_settings WHERE name = '"+setting+"'"); got != want {
			t.Errorf("%s = %q, want %q", setting, got, want)
		}
	}
	ask(t, s, "CREATE DATABASE other")
	cfg, err := pgx.ParseConfig(s.URL("other"))
	if err != nil || cfg.Database != "other" {
		t.Fatalf("database %q, %v", cfg.Database, err)
	}
	ask(t, s, "CREATE TABLE kept AS SELECT 'yes' AS word")
	began = time.Now()
	stop(t, s)
	t.Logf("stop %v", time.Since(began))
	select {
	case <-s.Done():
	default:
		t.Error("Done is still open after Stop")
	}
	stop(t, s)

	began = time.Now()
	s = start(t, dir)
	t.Logf("second start %v", time.Since(began))
	if got := ask(t, s, "SELECT word FROM kept"); got != "yes" {
		t.Errorf("kept %q", got)
	}
	for _, name := range []string{"data", "run"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}

func TestDurableServerSyncs(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	began := time.Now()
	s, err := Start(bounded(t), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	t.Logf("first start %v", time.Since(began))
	if got := ask(t, s, "SHOW fsync") + ask(t, s, "SHOW full_page_writes"); got != "onon" {
		t.Errorf("fsync and full_page_writes are %q", got)
	}
	stop(t, s)
	began = time.Now()
	if s, err = Start(bounded(t), Options{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	t.Logf("second start %v", time.Since(began))
	stop(t, s)
}

func TestSecondCopyAttaches(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	servers := make([]*Server, 4)
	var all sync.WaitGroup
	for i := range servers {
		all.Go(func() { servers[i] = start(t, dir) })
	}
	all.Wait()
	var owners []*Server
	for _, s := range servers {
		if s == nil {
			t.FailNow()
		}
		if got := ask(t, s, "SELECT 'up'"); got != "up" {
			t.Error(got)
		}
		if !s.Attached() {
			owners = append(owners, s)
		}
	}
	if len(owners) != 1 {
		t.Fatalf("%d owners of one directory", len(owners))
	}
	t.Run("stopping an attached one leaves the server running", func(t *testing.T) {
		for _, s := range servers {
			if s.Attached() {
				stop(t, s)
			}
		}
		ask(t, owners[0], "SELECT 'up'")
	})
	t.Run("another process attaches to the same server", func(t *testing.T) {
		if h := second(t, dir, nil); !strings.HasPrefix(h.said, "started true postgres://") {
			t.Error(h.said)
		}
	})
	t.Run("after the owner has gone the next one owns it", func(t *testing.T) {
		stop(t, owners[0])
		if s := start(t, dir); s.Attached() {
			t.Error("attached to a server that has stopped")
		}
	})
}

func TestHeldDirectoryWithoutServer(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	held, err := tryLock(filepath.Join(dir, "owner.lock"))
	if err != nil || held == nil {
		t.Fatal(held, err)
	}
	defer held.release()
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	_, err = Start(ctx, Options{Dir: dir})
	if err == nil || !strings.Contains(err.Error(), "another process holds") {
		t.Error(err)
	}
}

func TestHostileEnvironment(t *testing.T) {
	for _, name := range []string{"PGDATA", "PGPORT", "PGHOST", "PGUSER", "PGOPTIONS", "LC_ALL", "TZ", "PG_COLOR"} {
		t.Setenv(name, "nonsense")
	}
	s := start(t, newDir(t))
	cfg, err := pgx.ParseConfig(s.URL("postgres"))
	if err != nil || cfg.Port != 5432 || cfg.User != "vitrine" {
		t.Errorf("%v %v", cfg, err)
	}
}

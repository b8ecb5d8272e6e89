//go:build unix

package embedded

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func nothingInstalled(context.Context) []Programs { return nil }

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	installed := func(majors ...int) finder {
		return func(context.Context) []Programs {
			var list []Programs
			for _, m := range majors {
				list = append(list, Programs{Dir: "/usr", Major: m, Version: string(rune('0'+m/10)) + string(rune('0'+m%10)) + ".1"})
			}
			return list
		}
	}
	for name, c := range map[string]struct {
		files map[string]string
		find  finder
		want  []string
	}{
		"a cluster of a version that is not installed": {
			map[string]string{"owner.lock": "", "data/PG_VERSION": "19\n"},
			installed(17, 15),
			[]string{"written by PostgreSQL 19", "PostgreSQL 17.1, 15.1 is installed", "install PostgreSQL 19"},
		},
		"a cluster older than what works": {
			map[string]string{"owner.lock": "", "data/PG_VERSION": "14\n"},
			installed(15, 14),
			[]string{"written by PostgreSQL 14", "15 is the oldest", "pg_upgrade"},
		},
		"a version file with no version": {
			map[string]string{"owner.lock": "", "data/PG_VERSION": "9.6\n"},
			installed(15),
			[]string{"names no version", "restore a backup"},
		},
		"a data folder that is no cluster": {
			map[string]string{"owner.lock": "", "data/letter.txt": "Dear"},
			installed(15),
			[]string{"is not a PostgreSQL cluster", "--data"},
		},
		"a folder of other files": {
			map[string]string{"letter.txt": "Dear"},
			installed(15),
			[]string{"not Vitrine's", "--data"},
		},
		"a folder that is itself a cluster": {
			map[string]string{"PG_VERSION": "15\n"},
			installed(15),
			[]string{"is itself a PostgreSQL cluster", "DATABASE_URL"},
		},
		"nothing installed and nothing to download from": {
			nil,
			installed(14),
			[]string{"sudo apt install postgresql", "sudo dnf install postgresql-server", "brew install", "winget install", "DATABASE_URL", "VITRINE_POSTGRES_URL", "127.0.0.1:1"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := newDir(t)
			for file, text := range c.files {
				write(t, filepath.Join(dir, file), text)
			}
			cache := reachable(t)
			_, err := Start(bounded(t), Options{Dir: dir, find: c.find, CacheDir: cache, DownloadBase: "http://127.0.0.1:1"})
			if err == nil {
				t.Fatal("started")
			}
			for _, words := range c.want {
				if !strings.Contains(err.Error(), words) {
					t.Errorf("%q is not in: %v", words, err)
				}
			}
			for file, text := range c.files {
				if got, err := os.ReadFile(filepath.Join(dir, file)); err != nil || string(got) != text {
					t.Errorf("%s is now %q, %v", file, got, err)
				}
			}
		})
	}
}

func TestStickyDirectoryIsLeftAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o777|os.ModeSticky); err != nil {
		t.Fatal(err)
	}
	if _, err := Start(bounded(t), Options{Dir: dir}); err == nil {
		t.Fatal("took over a folder open to everyone")
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o777 {
		t.Error(info.Mode(), err)
	}
}

func TestReasonOfAFailedStartIsShown(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	stop(t, start(t, dir))
	conf := filepath.Join(dir, "data", "postgresql.conf")
	text, err := os.ReadFile(conf)
	if err != nil {
		t.Fatal(err)
	}
	write(t, conf, "shared_bufers = 1\n")
	_, err = Start(bounded(t), Options{Dir: dir})
	if err == nil || !strings.Contains(err.Error(), "shared_bufers") {
		t.Fatalf("the server's own words are missing: %v", err)
	}
	write(t, conf, string(text))
	t.Run("and the directory is free again", func(t *testing.T) { ask(t, start(t, dir), "SELECT 'up'") })
}

func TestInterruptedCreationStartsOver(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	write(t, filepath.Join(dir, "owner.lock"), "/gone\n")
	write(t, filepath.Join(dir, "data.new", "PG_VERSION"), "15\n")
	write(t, filepath.Join(dir, "data.new", "base", "1", "2"), "half")
	ask(t, start(t, dir), "SELECT 'up'")
	if _, err := os.Stat(filepath.Join(dir, "data.new")); !os.IsNotExist(err) {
		t.Error("the half-made cluster is still there")
	}
}

func TestTailKeepsTheEnd(t *testing.T) {
	t.Parallel()
	o, err := Options{Dir: "x"}.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	said := &tail{log: o.Log}
	for range 3000 {
		if n, err := said.Write([]byte("0123456789\nx")); n != 12 || err != nil {
			t.Fatal(n, err)
		}
	}
	_, _ = said.Write([]byte("the reason\n"))
	if got := said.String(); len(got) > tailSize || !strings.HasSuffix(got, "the reason") {
		t.Errorf("%d bytes, ends %q", len(got), got[len(got)-20:])
	}
}

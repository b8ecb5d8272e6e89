//go:build unix

package embedded

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

func TestVersionLines(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]struct {
		version string
		major   int
		ok      bool
	}{
		"postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n": {"15.18", 15, true},
		"postgres (PostgreSQL) 17.6\n":                           {"17.6", 17, true},
		"postgres (PostgreSQL) 19beta1\n":                        {"19beta1", 19, true},
		"postgres (PostgreSQL) 9.6.24\n":                         {"9.6.24", 9, true},
		"postgres: command not found\n":                          {},
		"":                                                       {},
	} {
		version, major, ok := parseVersion(line)
		if version != want.version || major != want.major || ok != want.ok {
			t.Errorf("%q: %q %d %t", line, version, major, ok)
		}
	}
}

func TestFindOnThePath(t *testing.T) {
	var dirs []string
	for _, version := range []string{"98.2", "98.10", "99.0", "broken"} {
		dir := t.TempDir()
		dirs = append(dirs, dir)
		script := "#!/bin/sh\necho 'postgres (PostgreSQL) " + version + "'\n"
		for _, name := range []string{"postgres", "initdb"} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o700); err != nil {
				t.Fatal(err)
			}
		}
	}
	half := t.TempDir()
	if err := os.WriteFile(filepath.Join(half, "postgres"), []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	path := half
	for _, dir := range append(dirs, dirs[0], "relative") {
		path += string(os.PathListSeparator) + dir
	}
	t.Setenv("PATH", path)
	var got []string
	for _, p := range Find(bounded(t)) {
		if p.Major > 90 {
			got = append(got, p.Version)
		}
	}
	if len(got) != 3 || got[0] != "99.0" || got[1] != "98.10" || got[2] != "98.2" {
		t.Errorf("found %v", got)
	}
}

func TestChooseFitsTheCluster(t *testing.T) {
	t.Parallel()
	l, err := prepare(newDir(t))
	if err != nil {
		t.Fatal(err)
	}
	as := reachable(t)
	o := Options{find: func(context.Context) []Programs {
		return []Programs{{Dir: as, Version: "18.1", Major: 18}, {Dir: as, Version: "15.2", Major: 15}}
	}}
	if p, err := choose(bounded(t), o, l); err != nil || p.Major != 18 {
		t.Error("a new cluster takes the newest, not", p, err)
	}
	write(t, filepath.Join(l.data, "PG_VERSION"), "15\n")
	if p, err := choose(bounded(t), o, l); err != nil || p.Major != 15 {
		t.Error("an old cluster takes what fits, not", p, err)
	}
}

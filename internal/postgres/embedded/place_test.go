//go:build unix

package embedded

import (
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// reachable is a folder every user may enter.
func reachable(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "embedded-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestRootHandsTheServerToAnotherUser(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("needs root")
	}
	for name, parent := range map[string]os.FileMode{
		"under a parent everyone may enter":  0o755,
		"under a parent only root may enter": 0o700,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := newDir(t)
			if err := os.Chmod(filepath.Dir(dir), parent); err != nil {
				t.Fatal(err)
			}
			s := start(t, dir)
			status, err := os.ReadFile("/proc/" + strconv.Itoa(postmaster(t, dir)) + "/status")
			if err != nil {
				t.Skip("needs /proc")
			}
			if strings.Contains(string(status), "Uid:\t0\t") {
				t.Error("the server runs as root")
			}
			if !strings.Contains(string(status), "CapEff:\t0000000000000000") {
				t.Error("the server kept powers of root")
			}
			ask(t, s, "CREATE DATABASE made TEMPLATE template0 STRATEGY file_copy")
			if h := second(t, dir, nil); !strings.HasPrefix(h.said, "started true ") {
				t.Error(h.said)
			}
		})
	}
}

func TestRootRepairsACopiedCluster(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("needs root")
	}
	dir := newDir(t)
	stop(t, start(t, dir))
	if err := (account{drop: true}).takeAll(dir); err != nil {
		t.Fatal(err)
	}
	ask(t, start(t, dir), "SELECT 'up'")
}

func TestOrdinaryUser(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("the other tests run as an ordinary user already")
	}
	// The server's programs insist on a user the system knows by name.
	ids := map[string]int{}
	for _, name := range []string{"nobody", "daemon"} {
		u, err := user.Lookup(name)
		if err != nil {
			t.Skip("needs two ordinary users")
		}
		if ids[name], err = strconv.Atoi(u.Uid); err != nil {
			t.Fatal(err)
		}
	}
	uid := ids["nobody"]
	base := newDir(t)
	parent := filepath.Dir(base)
	if err := os.Chown(parent, uid, uid); err != nil {
		t.Fatal(err)
	}
	as := &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)}
	h := second(t, base, as)
	if !strings.HasPrefix(h.said, "started false ") {
		t.Fatal(h.said)
	}
	t.Run("root attaches to the user's server", func(t *testing.T) {
		s := start(t, base)
		if !s.Attached() {
			t.Error("two owners")
		}
		ask(t, s, "CREATE TABLE kept AS SELECT 'yes' AS word")
	})
	h.quit()
	t.Run("root serves the user's cluster and leaves it to the user", func(t *testing.T) {
		s := start(t, base)
		if got := ask(t, s, "SELECT word FROM kept"); got != "yes" || s.Attached() {
			t.Error(got)
		}
		stop(t, s)
		if h := second(t, base, as); !strings.HasPrefix(h.said, "started false ") {
			t.Error(h.said)
		}
	})
	t.Run("another user is refused with advice", func(t *testing.T) {
		if err := os.Chmod(parent, 0o755); err != nil {
			t.Fatal(err)
		}
		h := second(t, base, &syscall.Credential{Uid: uint32(ids["daemon"]), Gid: uint32(ids["daemon"])})
		if !strings.Contains(h.said, "belongs to user id "+strconv.Itoa(uid)) {
			t.Error(h.said)
		}
	})
}

func TestLongPath(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	for len(dir) < 140 {
		dir = filepath.Join(dir, "a-rather-long-name")
	}
	s := start(t, dir)
	ask(t, s, "SELECT 'up'")
	if len(socketFile(s.socket)) > longestSocket {
		t.Error("a socket address no system takes:", s.socket)
	}
	if info, err := os.Stat(s.socket); err != nil || info.Mode().Perm() != 0o700 {
		t.Error(info, err)
	}
	if other := start(t, dir); !other.Attached() {
		t.Error("two owners")
	}
	stop(t, s)
	if _, err := os.Stat(s.socket); !os.IsNotExist(err) {
		t.Error("the socket folder stays behind:", err)
	}
}

func TestPlaceOfTheSocket(t *testing.T) {
	t.Parallel()
	long := layout{dir: "/" + strings.Repeat("x", 120), run: "/" + strings.Repeat("x", 120) + "/run"}
	long.as = account{uid: os.Geteuid(), gid: os.Getegid()}
	temp := reachable(t)
	run, err := long.place(strings.Repeat("/y", 60), temp)
	if err != nil || filepath.Dir(run) != temp {
		t.Fatal(run, err)
	}
	t.Run("a link laid out by somebody else is refused", func(t *testing.T) {
		if err := os.Remove(run); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(t.TempDir(), run); err != nil {
			t.Fatal(err)
		}
		if _, err := long.place(temp); err == nil || !strings.Contains(err.Error(), "made by somebody else") {
			t.Error(err)
		}
	})
	t.Run("a folder of another user is refused", func(t *testing.T) {
		if os.Geteuid() != 0 {
			t.Skip("needs root")
		}
		if err := os.Remove(run); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(run, 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.Chown(run, 54321, 54321); err != nil {
			t.Fatal(err)
		}
		if _, err := long.place(temp); err == nil || !strings.Contains(err.Error(), "made by somebody else") {
			t.Error(err)
		}
	})
	t.Run("no place short enough is refused with advice", func(t *testing.T) {
		if _, err := long.place(strings.Repeat("/y", 60)); err == nil || !strings.Contains(err.Error(), "--data") {
			t.Error(err)
		}
	})
}

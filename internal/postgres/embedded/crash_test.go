//go:build linux

package embedded

import (
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

func TestKilledPostmasterComesBack(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := start(t, dir)
	ask(t, s, "CREATE TABLE kept AS SELECT 'yes' AS word")
	for range 2 {
		old := postmaster(t, dir)
		if err := syscall.Kill(old, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the owner starts it again", func() bool {
			pid, _ := layout{data: filepath.Join(dir, "data")}.readPid()
			word, err := try(t, s, "SELECT word FROM kept")
			return pid != old && err == nil && word == "yes"
		})
	}
	t.Run("even when it is killed again while it starts", func(t *testing.T) {
		for kills := 0; kills < 3; {
			l := layout{data: filepath.Join(dir, "data")}
			pid, _ := l.readPid()
			if pid != 0 && l.runsOn(pid) && syscall.Kill(pid, syscall.SIGKILL) == nil {
				kills++
			}
		}
		eventually(t, "the owner starts it again", func() bool {
			word, err := try(t, s, "SELECT word FROM kept")
			return err == nil && word == "yes"
		})
	})
	if again := start(t, dir); !again.Attached() {
		t.Error("a second owner while the first one lives")
	}
}

func TestKilledOwner(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	h := second(t, dir, nil)
	if !strings.HasPrefix(h.said, "started false ") {
		t.Fatal(h.said)
	}
	attached := start(t, dir)
	if !attached.Attached() {
		t.Fatal("two owners")
	}
	ask(t, attached, "CREATE TABLE kept AS SELECT 'yes' AS word")
	pid := postmaster(t, dir)
	h.kill(t)
	t.Run("its server ends with it and the next start keeps the data", func(t *testing.T) {
		s := start(t, dir)
		if s.Attached() {
			t.Error("attached to a server whose owner is dead")
		}
		if got := ask(t, s, "SELECT word FROM kept"); got != "yes" {
			t.Error(got)
		}
		if (layout{data: filepath.Join(dir, "data")}).runsOn(pid) {
			t.Error("the old server is still there")
		}
		stop(t, s)
	})
	t.Run("and so it is when both are killed", func(t *testing.T) {
		h := second(t, dir, nil)
		pid := postmaster(t, dir)
		if err := syscall.Kill(h.cmd.Process.Pid, syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		h.kill(t)
		if got := ask(t, start(t, dir), "SELECT word FROM kept"); got != "yes" {
			t.Error(got)
		}
	})
}

func TestPidFiles(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	stop(t, start(t, dir))
	info, err := os.Stat(filepath.Join(dir, "data"))
	if err != nil {
		t.Fatal(err)
	}
	uid, gid := owner(info)
	leave := func(t *testing.T, pid int) {
		t.Helper()
		file := filepath.Join(dir, "data", "postmaster.pid")
		write(t, file, strconv.Itoa(pid)+"\n"+filepath.Join(dir, "data")+"\n1\n5432\n"+filepath.Join(dir, "run")+"\n\n  1234567   99\nready   \n")
		lockFile := filepath.Join(dir, "run", ".s.PGSQL.5432.lock")
		write(t, lockFile, strconv.Itoa(pid)+"\n")
		for _, path := range []string{file, lockFile} {
			if err := os.Chown(path, uid, gid); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Run("one left by a process that is gone is ignored", func(t *testing.T) {
		gone := exec.Command("true")
		if err := gone.Run(); err != nil {
			t.Fatal(err)
		}
		leave(t, gone.Process.Pid)
		s := start(t, dir)
		ask(t, s, "SELECT 'up'")
		stop(t, s)
	})
	t.Run("one whose number now is another program of the same user is ignored and that program lives", func(t *testing.T) {
		other := exec.CommandContext(bounded(t), "sleep", "60")
		other.Dir = "/"
		if os.Geteuid() == 0 {
			other.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
		}
		if err := other.Start(); err != nil {
			t.Fatal(err)
		}
		leave(t, other.Process.Pid)
		s := start(t, dir)
		ask(t, s, "SELECT 'up'")
		stop(t, s)
		if err := other.Process.Signal(syscall.Signal(0)); err != nil {
			t.Errorf("the other program: %v", err)
		}
		_ = other.Process.Kill()
		_ = other.Wait()
	})
	t.Run("one cut short is refused in the server's words or ignored, never a hang", func(t *testing.T) {
		write(t, filepath.Join(dir, "data", "postmaster.pid"), "12")
		if err := os.Chown(filepath.Join(dir, "data", "postmaster.pid"), uid, gid); err != nil {
			t.Fatal(err)
		}
		s := start(t, dir)
		ask(t, s, "SELECT 'up'")
	})
}

func TestServerStartedByHand(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	stop(t, start(t, dir))
	l, err := prepare(dir)
	if err != nil {
		t.Fatal(err)
	}
	if l, err = l.claim(); err != nil {
		t.Fatal(err)
	}
	elsewhere, err := os.MkdirTemp("/tmp", "hand-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(elsewhere)
	if err := l.as.take(elsewhere); err != nil {
		t.Fatal(err)
	}
	p, err := l.start(launch{
		path:  filepath.Join(Find(bounded(t))[0].Dir, "postgres"),
		args:  []string{"-D", l.inner(l.data), "-k", elsewhere, "-h", ""},
		death: syscall.SIGINT,
	}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer p.end()
	if err := ready(bounded(t), p, elsewhere); err != nil {
		t.Fatal(err)
	}
	_, err = Start(bounded(t), Options{Dir: dir})
	if err == nil || !strings.Contains(err.Error(), "was not started by vitrine") {
		t.Fatal(err)
	}
	if probe(bounded(t), elsewhere) != up {
		t.Error("somebody else's server was ended")
	}
}

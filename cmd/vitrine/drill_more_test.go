//go:build drill

package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// TestDrillRestart stops the database at once under fifty writers, as an administrator in a hurry does; the house starts it again.
func TestDrillRestart(t *testing.T) {
	d := &drill{t: t, whole: t, data: t.TempDir(), kept: map[string]string{}}
	d.start()
	d.token = strings.TrimSpace(d.command("token", "--person", "applicant@example.org"))
	before := d.postmaster()
	lost := d.write("restarted", func() {
		if err := syscall.Kill(before, syscall.SIGQUIT); err != nil { // what pg_ctl stop -m immediate sends
			t.Errorf("stop the database: %v", err)
		}
	})
	d.again(lost)
	if after := d.postmaster(); after == before {
		t.Error("the database was not restarted: the drill shows nothing")
	}
	d.sound()
	d.end()
	t.Logf("VERDICT %d museums acknowledged, each there once with its role, claim, events and key; the doctor finds nothing", len(d.kept))
}

// end stops the house as a signal does.
func (d *drill) end() {
	d.t.Helper()
	if err := d.server.Process.Signal(syscall.SIGTERM); err != nil {
		d.t.Fatal(err)
	}
	if err := d.server.Wait(); err != nil {
		d.t.Errorf("after all that it ends with %v\n%s", err, d.said.String())
	}
}

// crowd is how many connections are open and idle at once.
const crowd = 10_000

// TestDrillConnections holds ten thousand open connections that say nothing more, while somebody signed in works on.
func TestDrillConnections(t *testing.T) {
	d := &drill{t: t, whole: t, data: t.TempDir(), kept: map[string]string{}}
	needed := uint64(crowd + 500)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	if limit.Cur < needed { // the house is a child and inherits it
		limit.Cur, limit.Max = max(limit.Max, needed), max(limit.Max, needed)
		if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
			t.Fatalf("this machine does not let a process hold %d connections: %v", needed, err)
		}
	}
	d.start()
	d.token = strings.TrimSpace(d.command("token", "--person", "applicant@example.org"))
	if !d.add("Drill alone") {
		t.Fatal("nobody can work before anyone is there")
	}
	before := d.memory()
	held := d.crowd(strings.TrimPrefix(d.url, "http://"))
	during := d.memory()
	const works = 40
	var slowest time.Duration
	for i := range works {
		begun := time.Now()
		if !d.add(fmt.Sprintf("Drill among many %d", i)) {
			t.Errorf("write %d was not taken", i)
		}
		slowest = max(slowest, time.Since(begun))
	}
	alive := 0
	for _, c := range held {
		if asks(c) == nil {
			alive++
		}
		_ = c.Close()
	}
	if alive != crowd {
		t.Errorf("%d of %d connections still answer", alive, crowd)
	}
	d.sound()
	d.end()
	t.Logf("VERDICT %d idle connections held and answered; %d writes of a signed-in person taken meanwhile, the slowest in %s; memory %d MB before, %d MB with them, %d KB each",
		alive, works, slowest.Round(time.Millisecond), before>>10, during>>10, (during-before)/crowd)
}

// crowd opens the connections, some at a time, and lets each ask once.
func (d *drill) crowd(addr string) []net.Conn {
	d.t.Helper()
	held := make([]net.Conn, crowd)
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			for i := next.Add(1) - 1; i < crowd && failed.Load() == nil; i = next.Add(1) - 1 {
				c, err := net.DialTimeout("tcp", addr, soon)
				if err == nil {
					held[i] = c
					d.whole.Cleanup(func() { _ = c.Close() })
					err = asks(c)
				}
				if err != nil {
					failed.Store(&err)
				}
			}
		})
	}
	all.Wait()
	if err := failed.Load(); err != nil {
		d.t.Fatalf("the connections cannot be opened: %v", *err)
	}
	return held
}

// asks sends one small request on a connection and reads its answer, leaving the connection open.
func asks(c net.Conn) error {
	if err := c.SetDeadline(time.Now().Add(soon)); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(c, "%s /healthz HTTP/1.1\r\nHost: vitrine\r\n\r\n", http.MethodGet); err != nil {
		return err
	}
	b := make([]byte, 4096)
	n, err := c.Read(b)
	for err == nil && !strings.HasSuffix(string(b[:n]), "ok\n") && n < len(b) {
		var more int
		more, err = c.Read(b[n:])
		n += more
	}
	if err == nil && !strings.HasPrefix(string(b[:n]), "HTTP/1.1 200 ") {
		err = errors.New("answered " + string(b[:n]))
	}
	return err
}

// memory is what the house holds of this machine, in KB.
func (d *drill) memory() int {
	d.t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", d.server.Process.Pid))
	if err != nil {
		d.t.Skipf("this machine does not tell what a process holds: %v", err)
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, err := strconv.Atoi(strings.Fields(rest)[0])
			if err != nil {
				d.t.Fatal(err)
			}
			return n
		}
	}
	d.t.Fatal("no memory is told")
	return 0
}

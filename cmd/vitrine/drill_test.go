//go:build drill

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/config"
	"github.com/vitrine-grants/vitrine/internal/fault"
)

const (
	writers = 50
	soon    = 90 * time.Second // the longest any one thing is waited for
	load    = 3 * time.Second  // how long writers write before the blow
)

// TestDrill deals a house at work the blows that end processes, on this machine's loopback only.
// Each write is a museum, its coordinator's role and claim, an event of each, and an idempotency key, together or not at all.
func TestDrill(t *testing.T) {
	d := &drill{t: t, whole: t, data: t.TempDir(), kept: map[string]string{}}
	d.start()
	d.token = strings.TrimSpace(d.command("token", "--person", "applicant@example.org"))
	t.Run("the server is killed under fifty writers", func(t *testing.T) {
		d.t = t
		lost := d.write("killed", func() { d.kill(d.server.Process.Pid) })
		_ = d.server.Wait()
		d.start()
		d.again(lost)
		d.sound()
	})
	t.Run("the database is killed under fifty writers", func(t *testing.T) {
		d.t = t
		lost := d.write("database", func() { d.kill(d.postmaster()) })
		d.again(lost)
		d.sound()
	})
	t.Run("both are killed at once", func(t *testing.T) {
		d.t = t
		lost := d.write("both", func() { d.kill(d.postmaster()); d.kill(d.server.Process.Pid) })
		_ = d.server.Wait()
		d.start()
		d.again(lost)
		d.sound()
	})
	d.t = t
	if err := d.server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := d.server.Wait(); err != nil {
		t.Errorf("after all that it ends with %v\n%s", err, d.said.String())
	}
	t.Logf("VERDICT %d museums acknowledged through three blows, each there once with its role, claim, events and key", len(d.kept))
}

// drill is a house under attack and what it has promised so far.
type drill struct {
	t      *testing.T
	whole  *testing.T
	data   string
	token  string
	url    string
	server *exec.Cmd
	said   bytes.Buffer
	mu     sync.Mutex
	kept   map[string]string // ids of acknowledged museums by name
}

func (d *drill) run(args ...string) *exec.Cmd {
	d.t.Helper()
	self, err := os.Executable()
	if err != nil {
		d.t.Fatal(err)
	}
	c := exec.Command(self)
	c.Args = append([]string{"vitrine"}, args...)
	c.Env = append(os.Environ(), "VITRINE_LOG=error", "DATABASE_URL=")
	return c
}

// start begins or resumes the demo house and waits until it is ready.
func (d *drill) start() {
	d.t.Helper()
	addr := filepath.Join(d.data, "addr")
	_ = os.Remove(addr)
	d.server = d.run("--data", d.data, "demo", "--addr", "127.0.0.1:0", "--addr-file", addr)
	d.said.Reset()
	d.server.Stdout, d.server.Stderr = io.Discard, &d.said
	if err := d.server.Start(); err != nil {
		d.t.Fatal(err)
	}
	server := d.server
	d.whole.Cleanup(func() { _ = server.Process.Kill() })
	d.until("the house is ready", func() bool {
		b, err := os.ReadFile(addr)
		if err != nil {
			return false
		}
		d.url = "http://" + string(b)
		a, err := http.Get(d.url + "/readyz")
		if err != nil {
			return false
		}
		_ = a.Body.Close()
		return a.StatusCode == http.StatusOK
	})
}

func (d *drill) until(what string, done func() bool) {
	d.t.Helper()
	for end := time.Now().Add(soon); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if done() {
			return
		}
	}
	d.t.Fatalf("%s: not within %s\n%s", what, soon, d.said.String())
}

func (d *drill) command(args ...string) string {
	d.t.Helper()
	out, err := d.run(append([]string{"--data", filepath.Join(d.data, "demo")}, args...)...).Output()
	if err != nil {
		var failed *exec.ExitError
		if errors.As(err, &failed) {
			d.t.Fatalf("%s: %v\n%s%s", args, err, out, failed.Stderr)
		}
		d.t.Fatal(err)
	}
	return string(out)
}

func (d *drill) kill(pid int) {
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		d.t.Errorf("kill %d: %v", pid, err)
	}
}

// postmaster is the process of the house's own database.
func (d *drill) postmaster() int {
	d.t.Helper()
	found, err := filepath.Glob(filepath.Join(d.data, "demo", "postgres", "*", "postmaster.pid"))
	if err != nil || len(found) != 1 {
		d.t.Fatalf("%v, %v", found, err)
	}
	b, err := os.ReadFile(found[0])
	if err != nil {
		d.t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(b), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil || pid < 2 {
		d.t.Fatalf("%q is no process", first)
	}
	return pid
}

// write lets fifty writers write, deals the blow, and answers the names of which nothing was heard.
func (d *drill) write(round string, blow func()) (lost []string) {
	d.t.Helper()
	before := len(d.kept)
	var all sync.WaitGroup
	stop := make(chan struct{})
	for i := range writers {
		all.Go(func() {
			for n := 0; n < 10_000; n++ {
				select {
				case <-stop:
					return
				default:
				}
				name := fmt.Sprintf("Drill %s %dx%d", round, i, n) // the same words in another order would be the same museum
				if !d.add(name) {
					d.mu.Lock()
					lost = append(lost, name)
					d.mu.Unlock()
					return
				}
			}
		})
	}
	time.Sleep(load)
	blow()
	time.Sleep(time.Second)
	close(stop)
	all.Wait()
	if len(lost) == 0 {
		d.t.Error("no writer felt the blow: the drill shows nothing")
	}
	d.t.Logf("%d writes were acknowledged, %d writers heard nothing", len(d.kept)-before, len(lost))
	return lost
}

const addMuseum = `mutation($input: AddOrganizationInput!, $key: String) { addOrganization(input: $input, idempotencyKey: $key) { organization { id } } }`

// add asks for a museum under a key of its own; false is no clear answer, while a clear refusal fails the drill.
func (d *drill) add(name string) bool {
	body, _ := json.Marshal(map[string]any{"query": addMuseum, "variables": map[string]any{
		"key": name, "input": map[string]any{"name": name, "city": "Springfield", "country": "US", "state": "IL"},
	}})
	ctx, done := context.WithTimeout(context.Background(), soon)
	defer done()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		return false
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+d.token)
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	defer func() { _ = a.Body.Close() }()
	var said struct {
		Data struct {
			Added *struct{ Organization struct{ ID string } } `json:"addOrganization"`
		}
		Errors []struct {
			Message    string
			Extensions struct{ Code fault.Kind }
		}
	}
	if json.NewDecoder(a.Body).Decode(&said) != nil {
		return false
	}
	for _, e := range said.Errors {
		if e.Extensions.Code != fault.Internal {
			d.t.Errorf("%s is refused with %s: %s", name, e.Extensions.Code, e.Message)
		}
	}
	if said.Data.Added == nil {
		return false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.kept[name] = said.Data.Added.Organization.ID
	return true
}

// again repeats, under the same keys, what got no answer: each must now be there once, whether it was kept or not.
func (d *drill) again(lost []string) {
	d.t.Helper()
	for _, name := range lost {
		d.until(name+" is taken at last", func() bool { return d.add(name) })
	}
}

const (
	halves = `SELECT count(*), count(*) FILTER (WHERE (SELECT count(*) FROM memberships m WHERE m.organization_id = o.id) <> 1
OR (SELECT count(*) FROM claims c WHERE c.organization_id = o.id) <> 1),
(SELECT count(*) FROM idempotency_keys WHERE key LIKE 'Drill %') FROM organizations o WHERE o.name LIKE 'Drill %'`
	events = `SELECT coalesce(string_agg(action, ', ' ORDER BY action), '') FROM audit_events WHERE subject = $1`
)

// sound looks for every acknowledged write, for half writes, and asks the doctor.
func (d *drill) sound() {
	d.t.Helper()
	w := &world{ctx: context.Background(), data: filepath.Join(d.data, "demo"), stdout: io.Discard, stderr: io.Discard, now: time.Now, config: config.Config{LogLevel: "error"}}
	h, err := w.open(w.ctx, openHow{})
	if err != nil {
		d.t.Fatal(err)
	}
	defer h.close()
	var there, alone, keys int
	if err := h.db.Pool.QueryRow(w.ctx, halves).Scan(&there, &alone, &keys); err != nil {
		d.t.Fatal(err)
	}
	if there != len(d.kept) || alone != 0 || keys != there {
		d.t.Errorf("%d museums are there for %d acknowledged; %d without one coordinator and one claim; %d keys", there, len(d.kept), alone, keys)
	}
	for name, id := range d.kept {
		var told string
		if err := h.db.Pool.QueryRow(w.ctx, events, id).Scan(&told); err != nil || told != "people.add_organization, people.claim" {
			d.t.Errorf("%s (%s) has not exactly its two events, but %q: %v", name, id, told, err)
			break
		}
	}
	found, err := h.Doctor(cli(w.ctx))
	if err != nil {
		d.t.Fatal(err)
	}
	for _, f := range found {
		for _, off := range f.Off {
			d.t.Errorf("%s: %s", f.Check, off)
		}
	}
}

//go:build unix

package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// bootLimit covers crash recovery of the write-ahead log a server keeps by default.
const bootLimit = 5 * time.Minute

// keeper starts the server, starts it again when it dies, and ends it.
type keeper struct {
	l        layout
	programs Programs
	fast     bool
	log      *slog.Logger
	held     *lock
	proc     *process
	quit     context.Context
	cancel   context.CancelFunc
	done     chan struct{}
	stopErr  error
}

func newKeeper(ctx context.Context, o Options, l layout, held *lock) (*keeper, error) {
	l, err := l.claim()
	if err != nil {
		return nil, err
	}
	programs, err := choose(ctx, o, l)
	if err != nil {
		return nil, err
	}
	w := &keeper{l: l, programs: programs, fast: o.Fast, log: o.Log, held: held, done: make(chan struct{})}
	w.quit, w.cancel = context.WithCancel(context.Background())
	return w, w.create(ctx)
}

// boot starts the server once the remains of an earlier one are out of the way.
func (w *keeper) boot(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, bootLimit)
	defer cancel()
	for range 100 {
		err := w.attempt(ctx)
		// Sessions of a killed server live on for a moment and hold its shared memory.
		if err == nil || ctx.Err() != nil || !strings.Contains(err.Error(), "shared memory block") {
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(100 * time.Millisecond):
		}
	}
	return fmt.Errorf("sessions of an earlier server still use %s: end them and start again", w.l.data)
}

func (w *keeper) attempt(ctx context.Context) error {
	stranger, err := w.l.settle(ctx)
	if err != nil {
		return err
	}
	if err := w.l.clearSocket(); err != nil {
		return err
	}
	r := launch{path: filepath.Join(w.programs.Dir, "postgres"), args: w.arguments(), death: syscall.SIGINT}
	if stranger != 0 {
		// The server then knows that this process number is no postmaster, and keeps its other checks.
		r.env = []string{"PG_GRANDPARENT_PID=" + strconv.Itoa(stranger)}
	}
	proc, err := w.l.start(r, w.log)
	if err != nil {
		return err
	}
	if err := ready(ctx, proc, w.l.run); err != nil {
		proc.end()
		return err
	}
	w.proc = proc
	return nil
}

func ready(ctx context.Context, p *process, socketDir string) error {
	for {
		if probe(ctx, socketDir) == up {
			return nil
		}
		select {
		case <-p.done:
			return fmt.Errorf("postgres ended while starting (%w):\n%s", reason(p.err), p.said)
		case <-ctx.Done():
			return fmt.Errorf("wait for postgres: %w\n%s", ctx.Err(), p.said)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func reason(err error) error {
	if err == nil {
		return errors.New("exit status 0")
	}
	return err
}

func (w *keeper) arguments() []string {
	args := []string{"-D", w.l.inner(w.l.data), "-k", w.l.inner(w.l.run), "-h", "", "-p", port}
	settings := []string{
		"unix_socket_permissions=0700", "timezone=UTC", "log_timezone=UTC", "logging_collector=off",
		"log_destination=stderr", "log_line_prefix=", "log_checkpoints=off",
		// Statements carry people's data, which does not belong in a log.
		"log_min_error_statement=panic", "max_connections=200", "jit=off",
	}
	if w.fast {
		// Commits still reach the kernel, so a killed server loses none; a power cut may lose all. Throwaway databases
		// are many and short-lived: each is read by few statements, planned once, and nobody sweeps them.
		settings = append(settings, "fsync=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "autovacuum=off", "plan_cache_mode=force_generic_plan")
	}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	return args
}

// watch is the only one to touch the server after its first start.
func (w *keeper) watch() {
	defer close(w.done)
	defer w.held.release()
	defer w.l.leave()
	pause := 50 * time.Millisecond
	for {
		steady := time.After(time.Minute)
		select {
		case <-w.quit.Done():
			if w.proc.end() {
				w.stopErr = errors.New("postgres did not stop when asked and was killed; the next start recovers it")
			}
			return
		case <-w.proc.done:
		}
		w.log.Error("postgres ended by itself and is started again", "cause", reason(w.proc.err), "said", w.proc.said.String())
		select {
		case <-steady:
			pause = 50 * time.Millisecond
		default:
			pause = min(2*pause, 10*time.Second)
		}
		if !w.again(pause) {
			return
		}
	}
}

// again tries more than once: what killed the server may well kill the next one while it starts.
func (w *keeper) again(pause time.Duration) bool {
	var err error
	for range 10 {
		select {
		case <-w.quit.Done():
			return false
		case <-time.After(pause):
		}
		if err = w.boot(w.quit); err == nil {
			return true
		}
		if w.quit.Err() != nil {
			return false
		}
		w.log.Error("postgres could not be started again", "error", err)
		pause = min(2*pause, 10*time.Second)
	}
	w.stopErr = err
	return false
}

func (w *keeper) stop() error {
	w.cancel()
	<-w.done
	return w.stopErr
}

// clearSocket removes what a killed server left; holding the lock, nobody else listens there.
func (l layout) clearSocket() error {
	for _, path := range []string{socketFile(l.run), socketFile(l.run) + ".lock"} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove old socket: %w", err)
		}
	}
	return nil
}

// leave takes a socket folder made elsewhere away again; it is remade at need.
func (l layout) leave() {
	if filepath.Dir(l.run) != l.dir {
		_ = os.Remove(l.run)
	}
}

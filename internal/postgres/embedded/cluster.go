//go:build unix

package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// major answers the version that wrote the cluster, or 0 when there is none yet.
func (l layout) major() (int, error) {
	text, err := os.ReadFile(filepath.Join(l.data, "PG_VERSION"))
	if err == nil {
		major, err := strconv.Atoi(strings.TrimSpace(string(text)))
		if err != nil {
			return 0, fmt.Errorf("%s names no version PostgreSQL has had since 10: restore a backup into another directory", filepath.Join(l.data, "PG_VERSION"))
		}
		return major, nil
	}
	if _, statErr := os.Stat(l.data); errors.Is(statErr, fs.ErrNotExist) {
		return 0, nil
	}
	return 0, fmt.Errorf("%s is there but is not a PostgreSQL cluster (%w): move it away, or name another directory with --data", l.data, err)
}

// create makes the cluster aside and renames it, so that a half-made one is never served.
func (w *keeper) create(ctx context.Context) error {
	if have, err := w.l.major(); err != nil || have != 0 {
		return err
	}
	if err := os.RemoveAll(w.l.fresh); err != nil {
		return fmt.Errorf("remove half-made cluster: %w", err)
	}
	w.log.Info("making a new database cluster", "version", w.programs.Version, "dir", w.l.dir)
	args := []string{"-D", w.l.inner(w.l.fresh), "-A", "trust", "-E", "UTF8", "--no-locale", "-U", superuser}
	if w.fast {
		args = append(args, "--no-sync")
	}
	r := launch{path: filepath.Join(w.programs.Dir, "initdb"), args: args, death: syscall.SIGKILL}
	proc, err := w.l.start(r, w.log)
	if err != nil {
		return err
	}
	select {
	case <-proc.done:
	case <-ctx.Done():
		proc.end()
		return fmt.Errorf("make cluster: %w", ctx.Err())
	}
	if proc.err != nil {
		return fmt.Errorf("make cluster (%w):\n%s", proc.err, proc.said)
	}
	if err := os.Rename(w.l.fresh, w.l.data); err != nil {
		return fmt.Errorf("name cluster: %w", err)
	}
	return w.sync()
}

// sync makes the rename outlast a power cut.
func (w *keeper) sync() error {
	if w.fast {
		return nil
	}
	dir, err := os.Open(w.l.dir)
	if err != nil {
		return fmt.Errorf("open data directory: %w", err)
	}
	defer dir.Close()
	if err := dir.Sync(); err != nil {
		return fmt.Errorf("sync data directory: %w", err)
	}
	return nil
}

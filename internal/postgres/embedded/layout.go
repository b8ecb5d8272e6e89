//go:build unix

package embedded

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// longestSocket is sun_path of the strictest system, less its closing NUL.
const longestSocket = 103

// anchorPath is how a child sees the directory handed to it as its first extra file.
const anchorPath = "/proc/self/fd/3"

type layout struct {
	dir, data, fresh, run, lock string
	as                          account
	// anchored: the server's user cannot walk to dir, so the server enters it by an open file.
	anchored bool
}

func prepare(dir string) (layout, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return layout{}, fmt.Errorf("make data directory: %w", err)
	}
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return layout{}, fmt.Errorf("resolve data directory: %w", err)
	}
	l := layout{
		dir:   dir,
		data:  filepath.Join(dir, "data"),
		fresh: filepath.Join(dir, "data.new"),
		run:   filepath.Join(dir, "run"),
		lock:  filepath.Join(dir, "owner.lock"),
	}
	if err := l.check(); err != nil {
		return layout{}, err
	}
	l.as, err = pickAccount(l.data)
	return l, err
}

// check refuses a directory that somebody else owns before anything is written to it.
func (l layout) check() error {
	info, err := os.Stat(l.dir)
	if err != nil {
		return fmt.Errorf("look at data directory: %w", err)
	}
	if uid, _ := owner(info); os.Geteuid() != 0 && uid != os.Geteuid() {
		return fmt.Errorf("the data directory %s belongs to user id %d: start as that user or as root, or name another directory with --data", l.dir, uid)
	}
	if _, err := os.Stat(filepath.Join(l.dir, "PG_VERSION")); err == nil {
		return fmt.Errorf("%s is itself a PostgreSQL cluster: name another directory with --data, or start that cluster and set DATABASE_URL", l.dir)
	}
	entries, err := os.ReadDir(l.dir)
	if err != nil {
		return fmt.Errorf("read data directory: %w", err)
	}
	_, err = os.Lstat(l.lock)
	if info.Mode()&fs.ModeSticky != 0 || (len(entries) > 0 && err != nil) {
		return fmt.Errorf("%s holds files that are not Vitrine's, or is open to everyone: name an empty or new directory with --data", l.dir)
	}
	return nil
}

// claim is for the owner alone: it sets modes and users and finds a place for the socket.
func (l layout) claim() (layout, error) {
	if err := os.Chmod(l.dir, 0o700); err != nil {
		return l, fmt.Errorf("close data directory to others: %w", err)
	}
	for _, path := range []string{l.dir, l.lock} {
		if err := l.as.take(path); err != nil {
			return l, err
		}
	}
	if err := l.as.takeAll(l.data); err != nil {
		return l, err
	}
	if l.as.drop && !l.as.reaches(l.dir) {
		if !canAnchor() {
			return l, fmt.Errorf("the server runs as user id %d, which cannot enter a parent of %s: start as an ordinary user, or name a directory such as /var/lib/vitrine with --data", l.as.uid, l.dir)
		}
		l.anchored = true
	}
	run, err := l.place(os.TempDir(), "/tmp")
	l.run = run
	return l, err
}

// place is dir/run, or a folder named by dir's hash where the path fits a socket address.
func (l layout) place(temps ...string) (string, error) {
	if len(socketFile(l.run)) <= longestSocket {
		return l.run, l.secure(l.run)
	}
	sum := sha256.Sum256([]byte(l.dir))
	name := "vitrine-" + hex.EncodeToString(sum[:8])
	for _, temp := range temps {
		run := filepath.Join(temp, name)
		if len(socketFile(run)) <= longestSocket && l.as.reaches(temp) {
			return run, l.secure(run)
		}
	}
	return "", fmt.Errorf("the path of the data directory is too long for a socket (%d bytes, at most %d): name a shorter directory with --data",
		len(socketFile(l.run)), longestSocket)
}

// secure makes a folder only the server's user can enter and refuses one laid out by others.
func (l layout) secure(dir string) error {
	err := os.Mkdir(dir, 0o700)
	if err == nil {
		return l.as.take(dir)
	}
	if !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make socket directory: %w", err)
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return fmt.Errorf("look at socket directory: %w", err)
	}
	uid, _ := owner(info)
	if !info.IsDir() || (uid != l.as.uid && uid != os.Geteuid()) {
		return fmt.Errorf("%s, where the socket belongs, was made by somebody else: remove it", dir)
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return fmt.Errorf("close socket directory to others: %w", err)
	}
	return l.as.take(dir)
}

// inner is a path as the server sees it.
func (l layout) inner(path string) string {
	if rest, ok := strings.CutPrefix(path, l.dir+"/"); ok && l.anchored {
		return anchorPath + "/" + rest
	}
	return path
}

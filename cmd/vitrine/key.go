package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/vitrine-grants/vitrine/internal/seal"
)

// keyRing reads the keys of travelers' personal data from the file that was named, or from the data directory's own;
// without either there are none, and the house keeps no such data. A file that others may read is refused.
func keyRing(named, dir string) (*seal.Ring, error) {
	path := or(named, filepath.Join(dir, "travelers.key"))
	info, err := os.Stat(path)
	if named == "" && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the keys of travelers: %w", err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("read the keys of travelers: others may read %s; run: chmod 600 %s", path, path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the keys of travelers: %w", err)
	}
	r, err := seal.Read(string(text))
	if err != nil {
		return nil, fmt.Errorf("read the keys of %s: %w", path, err)
	}
	return r, nil
}

// demoKeys makes the demo's own key file where it has none, and answers its path.
func demoKeys(dir string) (string, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("keep the key: %w", err)
	}
	path := filepath.Join(dir, "travelers.key")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return path, nil
	}
	if err != nil {
		return "", fmt.Errorf("keep the key: %w", err)
	}
	_, err = f.WriteString(seal.Line("demo"))
	return path, errors.Join(err, f.Sync(), f.Close())
}

type rekeyCmd struct{}

// Run puts what is sealed of travelers and stories under the first key of the key file.
func (rekeyCmd) Run(w *world) error {
	h, err := w.open(w.ctx, openHow{})
	if err != nil {
		return err
	}
	defer h.close()
	n, err := h.Travel.Rekey(cli(w.ctx))
	if err != nil {
		return err
	}
	more, err := h.Outreach.RekeyStories(cli(w.ctx))
	if err != nil {
		return err
	}
	n += more
	fmt.Fprintf(w.stdout, "%d pieces are under key %q now; run: vitrine doctor\n", n, h.Seal.First())
	return nil
}

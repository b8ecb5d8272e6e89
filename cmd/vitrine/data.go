package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/vitrine-grants/vitrine/internal/account"
)

// dataDir is --data, or the place where the system keeps a user's data.
func dataDir(given string, getenv func(string) string) (string, error) {
	if given != "" {
		return filepath.Abs(given)
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("find the data directory: %w; name one with --data", err)
	}
	switch {
	case runtime.GOOS == "windows" && getenv("LOCALAPPDATA") != "":
		return filepath.Join(getenv("LOCALAPPDATA"), "Vitrine"), nil
	case runtime.GOOS == "darwin":
		return filepath.Join(home, "Library", "Application Support", "Vitrine"), nil
	case getenv("XDG_DATA_HOME") != "":
		return filepath.Join(getenv("XDG_DATA_HOME"), "vitrine"), nil
	}
	return filepath.Join(home, ".local", "share", "vitrine"), nil
}

// houseKey reads the secret of the house, and makes one the first time.
func houseKey(dir string) (account.Key, error) {
	var k account.Key
	path := filepath.Join(dir, "secret.key")
	b, err := os.ReadFile(path)
	if err == nil {
		if len(b) != len(k) {
			return k, fmt.Errorf("read %s: it has %d bytes, not %d; put the right key back or restore a backup", path, len(b), len(k))
		}
		copy(k[:], b)
		return k, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return k, fmt.Errorf("read the key: %w", err)
	}
	_, _ = rand.Read(k[:])
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return houseKey(dir) // another copy was a moment faster
	}
	if err != nil {
		return k, fmt.Errorf("keep the key: %w", err)
	}
	_, err = f.Write(k[:])
	return k, errors.Join(err, f.Sync(), f.Close())
}

// replaceKey puts another key in place of the house's own, whole or not at all.
func replaceKey(dir string, key []byte) error {
	if want := len(account.Key{}); len(key) != want {
		return fmt.Errorf("the key has %d bytes, not %d", len(key), want)
	}
	f, err := os.CreateTemp(dir, ".secret-")
	if err != nil {
		return fmt.Errorf("keep the key: %w", err)
	}
	_, err = f.Write(key)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, "secret.key"))
	}
	if err != nil {
		return errors.Join(fmt.Errorf("keep the key: %w", err), os.Remove(f.Name()))
	}
	return nil
}

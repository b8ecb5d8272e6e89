package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/vitrine-grants/vitrine/internal/signing"
)

// signingKey reads the key papers are signed with: from the file that was named, which must be there, or from the data
// directory's own, which is made the first time. A file that others may read is refused.
func signingKey(named, dir string) (*signing.Key, error) {
	path := or(named, filepath.Join(dir, "signing.key"))
	info, err := os.Stat(path)
	if named == "" && errors.Is(err, fs.ErrNotExist) {
		k := signing.NewKey()
		return k, keepKey(path, k)
	}
	if err != nil {
		return nil, fmt.Errorf("read the key to sign with: %w", err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("read the key to sign with: others may read %s; run: chmod 600 %s", path, path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the key to sign with: %w", err)
	}
	k, err := signing.ReadKey(string(text))
	if err != nil {
		return nil, fmt.Errorf("read the key of %s: %w", path, err)
	}
	return k, nil
}

// keepKey writes a key to a file that was not there, whole or not at all.
func keepKey(path string, k *signing.Key) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".signing-")
	if err != nil {
		return fmt.Errorf("keep the key to sign with: %w", err)
	}
	_, err = f.WriteString(k.Line())
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("keep the key to sign with: %w", err), os.Remove(f.Name()))
	}
	return nil
}

type signingCmd struct {
	Public signingPublic `cmd:"" help:"Print the public keys, for verifying without this house."`
	Rotate signingRotate `cmd:"" help:"End the key in use and sign with a new one."`
}

type (
	signingPublic struct{}
	signingRotate struct{}
)

// Run prints every public key with the time in which it signed.
func (signingPublic) Run(w *world) error {
	h, err := w.open(w.ctx, openHow{})
	if err != nil {
		return err
	}
	defer h.close()
	keys, err := h.Signing.Keys(cli(w.ctx))
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(w.stdout, signing.Lines(keys))
	return err
}

// Run writes the new key first: where the database does not take it, the old file comes back.
func (signingRotate) Run(w *world) error {
	h, err := w.open(w.ctx, openHow{})
	if err != nil {
		return err
	}
	defer h.close()
	path, next := or(w.config.SigningKey, filepath.Join(w.data, "signing.key")), signing.NewKey()
	was := h.Signing.Key
	if err := keepKey(path, next); err != nil {
		return err
	}
	if err := h.Signing.Rotate(cli(w.ctx), next); err != nil {
		return errors.Join(err, keepKey(path, was))
	}
	public := next.Public()
	fmt.Fprintf(w.stdout, "%s signs from now on; what was signed before still verifies\n", public.Spaced())
	return nil
}

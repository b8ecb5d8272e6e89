// Package blob stores files by the hash of their content, in a folder of its own.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"regexp"
	"syscall"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// Folder keeps blobs below one directory, which nothing can leave.
type Folder struct{ root *os.Root }

// Open makes the directory when it is missing.
func Open(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open blobs: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open blobs: %w", err)
	}
	return &Folder{root}, nil
}

// Close lets the directory go.
func (f *Folder) Close() error { return f.root.Close() }

var keyShape = regexp.MustCompile(`^[0-9a-f]{64}$`)

func where(key string) string { return path.Join(key[:2], key) }

// Put writes to a name nobody reads, syncs, then renames: a blob is whole or not there.
func (f *Folder) Put(_ context.Context, r io.Reader) (key string, sum []byte, size int64, err error) {
	part := "part-" + uuid.NewString()
	w, err := f.root.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", nil, 0, full(fmt.Errorf("put blob: %w", err))
	}
	defer func() {
		if err != nil {
			_ = f.root.Remove(part)
		}
	}()
	h := sha256.New()
	size, err = io.Copy(io.MultiWriter(w, h), r)
	if err = errors.Join(err, w.Sync(), w.Close()); err != nil {
		return "", nil, 0, full(fmt.Errorf("put blob: %w", err))
	}
	sum = h.Sum(nil)
	key = hex.EncodeToString(sum)
	if err = f.root.Mkdir(key[:2], 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", nil, 0, full(fmt.Errorf("put blob: %w", err))
	}
	if err = f.root.Rename(part, where(key)); err != nil {
		return "", nil, 0, full(fmt.Errorf("put blob: %w", err))
	}
	return key, sum, size, nil
}

// full tells whoever uploads that there is no room, which waiting mends; other failures stay what they are.
func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return errors.Join(fault.New(fault.RateLimited, "storage_full", "There is no room for files just now. Nothing of this file was kept; try again later."), err)
	}
	return err
}

// Open reads a blob; a missing or misshapen key is NotFound.
func (f *Folder) Open(_ context.Context, key string) (io.ReadCloser, error) {
	if !keyShape.MatchString(key) {
		return nil, fault.Missing("file")
	}
	r, err := f.root.Open(where(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Missing("file")
	}
	return r, err
}

// Remove forgets a blob; one that is not there is no failure. Files are taken away when their time is over or a restore was refused.
func (f *Folder) Remove(_ context.Context, key string) error {
	if !keyShape.MatchString(key) {
		return fault.Missing("file")
	}
	if err := f.root.Remove(where(key)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove blob: %w", err)
	}
	return nil
}

// Keys calls back for every whole blob, in order of key.
func (f *Folder) Keys(do func(key string) error) error {
	return fs.WalkDir(f.root.FS(), ".", func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !keyShape.MatchString(d.Name()) {
			return err
		}
		return do(d.Name())
	})
}

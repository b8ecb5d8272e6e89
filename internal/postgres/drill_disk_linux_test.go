//go:build drill

package postgres_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/blob"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

const (
	room    = 8 << 20 // of the file system that fills up
	ballast = 1 << 20 // what makes room again when it goes
	upload  = 384 << 10
)

// scant is a folder on a file system of 8 MB, which only root can make; otherwise an ordinary one whose writers
// meet the same failure.
func scant(t *testing.T) (dir, how string, source func() io.Reader) {
	t.Helper()
	dir = t.TempDir()
	random := func() io.Reader { return io.LimitReader(rand.Reader, upload) }
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=8m"); err == nil {
		t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
		return dir, "a file system of 8 MB", random
	}
	var mu sync.Mutex
	left := room/upload - 3
	return dir, "a writer that fails as a full disk does", func() io.Reader {
		mu.Lock()
		defer mu.Unlock()
		if left--; left < 0 && exists(filepath.Join(dir, "filler")) {
			return io.MultiReader(io.LimitReader(rand.Reader, upload/2), noRoom{})
		}
		return random()
	}
}

type noRoom struct{}

// Read fails as a write to a full disk does.
func (noRoom) Read([]byte) (int, error) { return 0, syscall.ENOSPC }

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// TestDrillDiskFull uploads from many sides until there is no room, makes room, and uploads again.
func TestDrillDiskFull(t *testing.T) {
	dir, how, source := scant(t)
	w, ctx := pgtest.New(t), auth.As(pgtest.Context(t), auth.System("drill"))
	if err := os.WriteFile(filepath.Join(dir, "filler"), make([]byte, ballast), 0o600); err != nil {
		t.Fatal(err)
	}
	files, err := blob.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = files.Close() }()
	vault := postgres.Documents{DB: w.DB, Blobs: files}
	put := func() (*document.Document, error) {
		var d *document.Document
		err := w.DB.InTx(ctx, func(ctx context.Context) (err error) {
			d, err = vault.File(ctx, document.Attachment, "plan.pdf", "application/pdf", "drill", source())
			return err
		})
		return d, err
	}
	var mu sync.Mutex
	var kept []*document.Document
	refused := 0
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			for range 4 {
				d, err := put()
				mu.Lock()
				switch {
				case err == nil:
					kept = append(kept, d)
				case fault.HasCode(err, "storage_full") && errors.Is(err, syscall.ENOSPC):
					refused++
				default:
					t.Errorf("an upload without room ends with %v", err)
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if refused == 0 || len(kept) == 0 {
		t.Fatalf("%d were kept and %d refused: the drill shows nothing", len(kept), refused)
	}
	whole(t, vault, files, dir, kept)
	if err := os.Remove(filepath.Join(dir, "filler")); err != nil {
		t.Fatal(err)
	}
	d, err := put()
	if err != nil {
		t.Fatalf("with room again: %v", err)
	}
	whole(t, vault, files, dir, append(kept, d))
	t.Logf("VERDICT on %s %d of %d uploads were kept whole, %d refused as storage_full with nothing left behind; with room again the next was kept", how, len(kept), len(kept)+refused, refused)
}

// whole holds that records, files and what was answered are the same, and that no part of a file lies about.
func whole(t *testing.T, vault postgres.Documents, files *blob.Folder, dir string, kept []*document.Document) {
	t.Helper()
	ctx := pgtest.Context(t)
	recorded, err := vault.All(ctx)
	if err != nil || len(recorded) != len(kept) {
		t.Errorf("%d records for %d kept, %v", len(recorded), len(kept), err)
	}
	var want, got []string
	for _, d := range kept {
		want = append(want, d.BlobKey)
		r, err := vault.Open(ctx, d.ID)
		if err != nil {
			t.Errorf("%s: %v", d.ID, err)
			continue
		}
		b, err := io.ReadAll(r)
		_ = r.Close()
		if sum := sha256.Sum256(b); err != nil || !bytes.Equal(sum[:], d.SHA256) {
			t.Errorf("%s is not what was uploaded: %v", d.ID, err)
		}
	}
	if err := files.Keys(func(key string) error { got = append(got, key); return nil }); err != nil {
		t.Error(err)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("%d files for %d kept", len(got), len(want))
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "part-") {
			t.Errorf("%s was left behind", e.Name())
		}
	}
}

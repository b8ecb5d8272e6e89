package blob_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"syscall"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/blob"
	"github.com/vitrine-grants/vitrine/internal/fault"
)

func TestABlobComesBackByItsHashAndIsStoredOnce(t *testing.T) {
	t.Parallel()
	f, ctx := open(t), context.Background()
	key, sum, size, err := f.Put(ctx, bytes.NewReader([]byte("vitrine")))
	if err != nil || size != 7 || len(sum) != 32 {
		t.Fatalf("%s %x %d %v", key, sum, size, err)
	}
	again, _, _, err := f.Put(ctx, bytes.NewReader([]byte("vitrine")))
	if err != nil || again != key {
		t.Fatalf("the same bytes got %s and %s (%v)", key, again, err)
	}
	r, err := f.Open(ctx, key)
	if err != nil {
		t.Fatal(err)
	}
	b, _ := io.ReadAll(r)
	_ = r.Close()
	if string(b) != "vitrine" {
		t.Errorf("read back %q", b)
	}
	count := 0
	if err := f.Keys(func(string) error { count++; return nil }); err != nil || count != 1 {
		t.Errorf("%d blobs (%v)", count, err)
	}
}

func TestAFailedWriteLeavesNothing(t *testing.T) {
	t.Parallel()
	f, ctx := open(t), context.Background()
	broken := errors.New("line dropped")
	if _, _, _, err := f.Put(ctx, io.MultiReader(bytes.NewReader(make([]byte, 1<<20)), failing{broken})); !errors.Is(err, broken) {
		t.Fatalf("got %v", err)
	}
	_ = f.Keys(func(k string) error { t.Errorf("%s was left behind", k); return nil })
}

func TestAFullDiskIsToldApartFromOtherFailures(t *testing.T) {
	t.Parallel()
	f := open(t)
	for cause, full := range map[error]bool{syscall.ENOSPC: true, syscall.EDQUOT: true, syscall.EIO: false} {
		_, _, _, err := f.Put(context.Background(), failing{cause})
		if !errors.Is(err, cause) || fault.HasCode(err, "storage_full") != full {
			t.Errorf("%v is answered with %v", cause, err)
		}
	}
}

func TestAKeyCannotLeaveTheFolder(t *testing.T) {
	t.Parallel()
	f := open(t)
	for _, k := range []string{"", "../../etc/passwd", "ab/../../x", string(bytes.Repeat([]byte("a"), 64))} {
		if _, err := f.Open(context.Background(), k); !fault.Is(err, fault.NotFound) {
			t.Errorf("%q was answered with %v", k, err)
		}
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func open(t *testing.T) *blob.Folder {
	t.Helper()
	f, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

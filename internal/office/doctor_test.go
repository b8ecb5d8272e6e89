package office_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

// TestTheDoctorReadsEveryFileAgain changes bytes where records cannot tell.
func TestTheDoctorReadsEveryFileAgain(t *testing.T) {
	t.Parallel()
	w, ctx := pgtest.New(t), pgtest.Context(t)
	blobs := &rotting{kept: map[string][]byte{}}
	o := office.New(office.Options{DB: w.DB, Blobs: blobs, Demo: true})
	for _, name := range []string{"one.txt", "two.txt"} {
		if _, err := o.Vault.File(ctx, document.Attachment, name, "text/plain", "app_x", strings.NewReader(name)); err != nil {
			t.Fatal(err)
		}
	}
	if what := off(t, o, ctx); what != "" {
		t.Fatalf("sound files are off: %s", what)
	}
	for how, rot := range map[string]func(){
		"another byte":   func() { blobs.kept[keyOf("one.txt")] = []byte("One.txt") },
		"a byte less":    func() { blobs.kept[keyOf("one.txt")] = []byte("one.tx") },
		"nothing at all": func() { delete(blobs.kept, keyOf("one.txt")) },
	} {
		rot()
		if what := off(t, o, ctx); strings.Count(what, "\n") != 1 || !strings.Contains(what, "every file is there and is what it was") || !strings.Contains(what, "one.txt") {
			t.Errorf("%s: %q", how, what)
		}
	}
}

// off is what the doctor finds, a line each.
func off(t *testing.T, o *office.Office, ctx context.Context) string {
	t.Helper()
	found, err := o.Doctor(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range found {
		for _, what := range f.Off {
			b.WriteString(f.Check + ": " + what + "\n")
		}
	}
	return b.String()
}

// rotting keeps files in memory and lets a test change them.
type rotting struct{ kept map[string][]byte }

func (r *rotting) Put(_ context.Context, from io.Reader) (string, []byte, int64, error) {
	b, err := io.ReadAll(from)
	if err != nil {
		return "", nil, 0, err
	}
	sum := sha256.Sum256(b)
	key := hex.EncodeToString(sum[:])
	r.kept[key] = b
	return key, sum[:], int64(len(b)), nil
}

func (r *rotting) Open(_ context.Context, key string) (io.ReadCloser, error) {
	b, ok := r.kept[key]
	if !ok {
		return nil, errors.New("no such file")
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

func (r *rotting) Keys(do func(string) error) error {
	for k := range r.kept {
		if err := do(k); err != nil {
			return err
		}
	}
	return nil
}

func keyOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

var _ postgres.Blobs = (*rotting)(nil)

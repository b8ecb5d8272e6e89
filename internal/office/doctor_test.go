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
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// TestTheDoctorReadsEveryFileAgain changes bytes where records cannot tell.
func TestTheDoctorReadsEveryFileAgain(t *testing.T) {
	t.Parallel()
	w, ctx := pgtest.New(t), pgtest.Context(t)
	blobs := &rotting{kept: map[string][]byte{}}
	o := office.New(office.Options{DB: w.DB, Sign: pgtest.SigningKey(), Blobs: blobs, Seal: pgtest.Ring(), Demo: true})
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

// TestTheDoctorAssignsAgain hands out applications by the exact assignment, then takes one away from who got it.
func TestTheDoctorAssignsAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.sql(`UPDATE applications SET state = 'eligible', submitted_at = now() WHERE id = (` + draft + `)`)
	panel, one := ident.From[ident.PanelKind](h.id(`SELECT id FROM panels WHERE name = 'Panel B'`)), 1
	plan, err := h.Review.AssignEvenly(h.as("officer"), review.AssignEvenlyInput{Panel: panel, PerApplication: &one})
	if err != nil || len(plan.Assigned) == 0 {
		t.Fatalf("%+v, %v", plan, err)
	}
	const again = "every assignment plan comes out of its problem and seed again"
	if what := off(t, h.Office, h.ctx); strings.Contains(what, again) {
		t.Errorf("a sound plan is off: %s", what)
	}
	h.sql(`DELETE FROM assignments WHERE id = $1`, plan.Assigned[0].ID.UUID())
	if what := off(t, h.Office, h.ctx); !strings.Contains(what, again+": ") || !strings.Contains(what, plan.Assigned[0].Application.String()) {
		t.Errorf("a pair that was taken away is not told: %s", what)
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

func (r *rotting) Remove(_ context.Context, key string) error {
	delete(r.kept, key)
	return nil
}

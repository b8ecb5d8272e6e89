package office_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// TestFilesWhoseTimeIsOverAreErasedAndNothingElse lets the years of the demonstration's two cycles pass.
func TestFilesWhoseTimeIsOverAreErasedAndNothingElse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	system := auth.As(h.ctx, auth.System("timetable"))
	if _, err := h.EraseFiles(h.ctx, true); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a person erases: %v", err)
	}
	begin := h.DB.Now()
	years := func(n int) { h.DB.Now = func() time.Time { return begin.AddDate(n, 0, 0) } }
	count := func(text string) (n int) {
		t.Helper()
		if err := h.DB.Pool.QueryRow(h.ctx, text).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if waiting := count(`SELECT count(*) FROM retentions`); waiting != count(`SELECT count(DISTINCT application_id) FROM letters WHERE decision = 'decline' AND state = 'sent'`) {
		t.Errorf("the time of %d applications runs, and others got letters", waiting)
	}
	const declined = `SELECT count(*) FROM documents d JOIN retentions r ON r.subject = d.subject AND r.ground = 'declined' WHERE d.kind IN ('attachment', 'reviewer_copy')`
	const living = ` AND NOT EXISTS (SELECT FROM erasures e WHERE e.document_id = d.id)`
	var subject string
	if err := h.DB.Pool.QueryRow(h.ctx, `SELECT subject FROM retentions WHERE ground = 'declined' LIMIT 1`).Scan(&subject); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Vault.File(h.ctx, document.ReviewerCopy, "file-1.pdf", "application/pdf", subject, strings.NewReader("%PDF-1.7 a copy")); err != nil {
		t.Fatal(err)
	}
	due, all := count(declined), count(`SELECT count(*) FROM documents`)
	if due == 0 || count(`SELECT count(*) FROM retentions r JOIN applications a ON a.id = r.application_id WHERE a.state = 'awarded'`) != 0 {
		t.Fatalf("%d files are of museums that were told no", due)
	}
	years(2)
	if out, err := h.EraseFiles(system, false); err != nil || out.Files != 0 || out.Gone != 0 {
		t.Fatalf("too early: %+v, %v", out, err)
	}
	years(4)
	if out, err := h.EraseFiles(system, true); err != nil || out.Files != due || out.Bytes == 0 || count(`SELECT count(*) FROM erasures`) != 0 {
		t.Fatalf("a dry run of %d: %+v, %v", due, out, err)
	}
	shared := h.share(t)
	out, err := h.EraseFiles(system, false)
	if err != nil || out.Files != due || out.Gone == 0 {
		t.Fatalf("%+v, %v", out, err)
	}
	if left := count(declined + living); left != 0 || count(`SELECT count(*) FROM erasures`) != due || count(`SELECT count(*) FROM audit_events WHERE action = 'document.erase'`) != due {
		t.Errorf("%d are left", left)
	}
	if n := count(`SELECT count(*) FROM documents`); n != all+1 {
		t.Errorf("of %d records %d are left", all+1, n)
	}
	if r, err := h.Vault.Open(h.ctx, shared); err != nil {
		t.Errorf("a file that is kept lost its bytes: %v", err)
	} else {
		_ = r.Close()
	}
	if what := off(t, h.Office, system); what != "" {
		t.Errorf("the doctor takes it for a loss: %s", what)
	}
	if again, err := h.EraseFiles(system, false); err != nil || again.Files != 0 || again.Gone != 0 {
		t.Errorf("again: %+v, %v", again, err)
	}
	var gone ident.Document
	if err := h.DB.Pool.QueryRow(h.ctx, `SELECT document_id FROM erasures WHERE bytes_gone_at IS NOT NULL LIMIT 1`).Scan(&gone); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Vault.Open(h.ctx, gone); !fault.HasCode(err, "file_erased") {
		t.Errorf("it is still read: %v", err)
	}
}

// share keeps the bytes of a file that is due as another file, and answers that one.
func (h *house) share(t *testing.T) ident.Document {
	t.Helper()
	var due ident.Document
	if err := h.DB.Pool.QueryRow(h.ctx, `SELECT d.id FROM documents d JOIN retentions r ON r.subject = d.subject WHERE d.kind = 'attachment' AND r.ground = 'declined' LIMIT 1`).Scan(&due); err != nil {
		t.Fatal(err)
	}
	r, err := h.Vault.Open(h.ctx, due)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(r); err != nil {
		t.Fatal(err)
	}
	_ = r.Close()
	kept, err := h.Vault.File(h.ctx, document.Attachment, "kept.pdf", "application/pdf", ident.NewApplication().String(), strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return kept.ID
}

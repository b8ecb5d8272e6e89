package web

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	papers "github.com/vitrine-grants/vitrine/internal/signing"
)

// brings posts a file to be verified.
func (b *browser) brings(t *testing.T, file []byte) answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", "letter.pdf")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(file)
	_ = w.Close()
	r := httptest.NewRequest(http.MethodPost, "/verify/file", &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	rec := httptest.NewRecorder()
	b.h.pages.ServeHTTP(rec, r.WithContext(context.WithValue(b.context(), jarKey{}, b.jar)))
	return answer{rec.Code, rec.Header().Get("Location"), rec.Header(), rec.Body.String()}
}

func TestAnyoneVerifiesAFile(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	nobody := h.as("")
	ctx := nobody.context()
	var code, agreed string
	var id ident.Document
	if err := h.DB.Pool.QueryRow(ctx, `SELECT code, document_id FROM letters WHERE state = 'sent' AND decision = 'decline' ORDER BY id LIMIT 1`).Scan(&code, &id); err != nil {
		t.Fatal(err)
	}
	stored, err := h.Vault.Open(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	defer stored.Close()
	file, err := io.ReadAll(stored)
	if err != nil {
		t.Fatal(err)
	}
	a := nobody.brings(t, file)
	if a.status != http.StatusSeeOther || a.location != "/verify/"+code {
		t.Fatalf("%d to %q\n%s", a.status, a.location, plainText(a.body))
	}
	public := pgtest.SigningKey().Public()
	nobody.opens("/verify/"+code).says(t, "This letter is genuine", "Fingerprint of the key", public.Spaced())
	if keys := nobody.get("/verify/keys"); !strings.Contains(keys.body, "vitrine-public-key "+public.Fingerprint) {
		t.Errorf("%q", keys.body)
	}
	record := nobody.get("/verify/" + code + "/record")
	e, err := papers.ReadEnvelope([]byte(record.body))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := h.Signing.Keys(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := e.Open(keys); err != nil || r.Code != code {
		t.Errorf("%+v, %v", r, err)
	}
	stranger, r := pgtest.PDF("x"), papers.Record{Format: papers.Format, Code: code, File: papers.Measure(pgtest.PDF("x"))}
	forged, err := papers.KeyOf([32]byte{9}).Sign(&r)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := papers.Attach(stranger, forged)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		what string
		file []byte
		says string
	}{
		{"nothing", nil, "Choose a file"},
		{"a text", []byte("Dear museum"), "This is no PDF"},
		{"a stranger's PDF", stranger, "carries no signature of ours"},
		{"half a file", file[:len(file)/2], "cut short"},
		{"a changed byte", bytes.Replace(file, []byte("/Type /Catalog"), []byte("/Type /Catalox"), 1), "changed after it was signed"},
		{"a foreign key", theirs, "a key that is not ours"},
		{"far too much", make([]byte, 12<<20), "larger than 10 MB"},
	} {
		a := nobody.brings(t, x.file)
		if a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s is answered %d", x.what, a.status)
		}
		a.says(t, x.says)
	}
	err = h.DB.InTx(ctx, func(ctx context.Context) error { return h.Signing.Revoke(ctx, code, calendar.On(2027, 1, 5)) })
	if err != nil {
		t.Fatal(err)
	}
	if p, err := h.Signing.Paper(ctx, code); err != nil || p.State() != papers.Revoked {
		t.Errorf("%+v, %v", p, err)
	}
	// The agreement's code is printed nowhere: its file alone leads to it.
	if err := h.DB.Pool.QueryRow(ctx, `SELECT code FROM paper_signatures WHERE kind = 'agreement' ORDER BY code LIMIT 1`).Scan(&agreed); err != nil {
		t.Fatal(err)
	}
	nobody.opens("/verify/"+agreed).says(t, "Signed agreement", public.Spaced())
}

package application_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// fileKey is a question of the proposal's form that takes PDF files, and that the lead writes or shares.
func fileKey(t *testing.T) string {
	t.Helper()
	for _, s := range form.MuseumsConnectProposal().Sections {
		for _, q := range s.Questions {
			if q.Kind == form.File && s.Owner != form.ByPartner && q.MostFiles() > 1 {
				return q.Key
			}
		}
	}
	t.Fatal("the form asks for no files")
	return ""
}

func archiveOf(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		w, err := z.CreateHeader(&zip.FileHeader{Name: n, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		text := "x"
		if n == "mimetype" {
			text = "application/vnd.oasis.opendocument.text"
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestFilesComeInPiecesAndAreWhatTheySay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d, key := w.draft(), fileKey(t)
	pdf := append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("film and river "), 1000)...)
	sum := sha256.Sum256(pdf)
	begin := response.BeginUploadInput{Subject: d.ID.String(), Key: key, Name: "C:\\plans\\Our \"plan\".pdf", Size: int64(len(pdf)), SHA256: hex.EncodeToString(sum[:])}
	var kept ident.Document

	t.Run("a file goes on where the line dropped", func(t *testing.T) {
		u, err := w.responses.BeginUpload(w.coordinator, begin)
		if err != nil {
			t.Fatal(err)
		}
		if u, err = w.responses.Append(w.coordinator, response.AppendInput{Upload: u.ID, Bytes: pdf[:100]}); err != nil || u.Received != 100 {
			t.Fatalf("%+v, %v", u, err)
		}
		_, err = w.responses.Append(w.coordinator, response.AppendInput{Upload: u.ID, Bytes: pdf[:100]})
		var f *fault.Error
		if !errors.As(err, &f) || f.Code != "offset" || f.Facts["offset"] != int64(100) {
			t.Errorf("a repeated piece: %v", err)
		}
		if _, err := w.responses.Append(w.abroad, response.AppendInput{Upload: u.ID, Offset: 100, Bytes: pdf[100:]}); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else goes on: %v", err)
		}
		if u, err = w.responses.Upload(w.coordinator, u.ID); err != nil || u.Received != 100 {
			t.Fatalf("%+v, %v", u, err)
		}
		if u, err = w.responses.Append(w.coordinator, response.AppendInput{Upload: u.ID, Offset: 100, Bytes: pdf[100:]}); err != nil || u.Document.IsZero() {
			t.Fatalf("%+v, %v", u, err)
		}
		kept = u.Document
		if got := w.read(d).Answers[key]; got != kept.String() {
			t.Errorf("the answer is %q", got)
		}
		doc, r, err := w.responses.OpenFile(w.abroad, d.ID.String(), kept)
		if err != nil || doc.Name != "Our plan.pdf" || doc.MediaType != "application/pdf" {
			t.Fatalf("%+v, %v", doc, err)
		}
		defer func() { _ = r.Close() }()
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, pdf) {
			t.Errorf("%d bytes, %v", len(got), err)
		}
		var pieces int
		if err := w.DB.Pool.QueryRow(t.Context(), `SELECT count(*) FROM upload_pieces`).Scan(&pieces); err != nil || pieces != 0 {
			t.Errorf("%d pieces are left, %v", pieces, err)
		}
	})
	t.Run("nobody else reads it, nor through a proposal of their own", func(t *testing.T) {
		if _, _, err := w.responses.OpenFile(w.stranger, d.ID.String(), kept); !fault.Is(err, fault.NotFound) {
			t.Errorf("answered %v", err)
		}
		x, other := w.another(1)
		if _, _, err := x.responses.OpenFile(x.coordinator, other.ID.String(), kept); !fault.Is(err, fault.NotFound) {
			t.Errorf("answered %v", err)
		}
	})
	attach := func(name string, content []byte) error {
		_, err := w.responses.Attach(w.coordinator, response.AttachInput{Subject: d.ID.String(), Key: key, Name: name, Size: int64(len(content)), Bytes: bytes.NewReader(content)})
		return err
	}
	word := archiveOf(t, "[Content_Types].xml", "word/document.xml")
	for name, x := range map[string]struct {
		file    string
		content []byte
		code    string
	}{
		"a ZIP that says PDF":           {"plan.pdf", archiveOf(t, "a.txt"), "type_differs"},
		"a Word file that says PDF":     {"plan.pdf", word, "type_differs"},
		"a Word file with macros":       {"plan.docx", archiveOf(t, "[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "type_differs"},
		"an archive with a lying end":   {"plan.docx", append([]byte("PK\x03\x04"), []byte("PK\x05\x06\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\x7f\x00\x00\x00\x00\x00\x00")...), "type_differs"},
		"a page of the web":             {"plan.html", []byte("<script>"), "wrong_type"},
		"a page of the web in a PDF":    {"plan.pdf", []byte("<script>alert(1)</script>"), "type_differs"},
		"nothing at all":                {"plan.pdf", nil, "empty_file"},
		"a file without a name":         {"", pdf, "required"},
		"a picture that says it is one": {"plan.png", []byte("GIF89a"), "type_differs"},
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			if err := attach(x.file, x.content); !fault.HasCode(err, x.code) || !fault.Is(err, fault.Invalid) {
				t.Errorf("answered %v", err)
			}
			if got := w.read(d).Answers[key]; got != kept.String() {
				t.Errorf("the answer is %q", got)
			}
		})
	}
	t.Run("one of 51 MiB is refused before it is sent", func(t *testing.T) {
		in := begin
		in.Size = response.MostBytes + 1
		if _, err := w.responses.BeginUpload(w.coordinator, in); !fault.HasCode(err, "file_too_large") {
			t.Errorf("answered %v", err)
		}
	})
	t.Run("other bytes than were announced are refused", func(t *testing.T) {
		u, err := w.responses.BeginUpload(w.coordinator, begin)
		if err != nil {
			t.Fatal(err)
		}
		other := append([]byte{}, pdf...)
		other[500]++
		if _, err := w.responses.Append(w.coordinator, response.AppendInput{Upload: u.ID, Bytes: other}); !fault.HasCode(err, "hash_differs") {
			t.Errorf("answered %v", err)
		}
		if _, err := w.responses.Upload(w.coordinator, u.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("its bytes are kept: %v", err)
		}
	})
	t.Run("a Word file is taken, and taken away again", func(t *testing.T) {
		if err := attach("plan.docx", word); err != nil {
			t.Fatal(err)
		}
		files, err := w.responses.Files(w.abroad, d.ID.String())
		if err != nil || len(files) != 2 {
			t.Fatalf("%d files, %v", len(files), err)
		}
		if err := w.responses.Detach(w.coordinator, response.DetachInput{Subject: d.ID.String(), Key: key, Document: kept}); err != nil {
			t.Fatal(err)
		}
		if got := w.read(d).Answers[key]; got != files[1].ID.String() {
			t.Errorf("the answer is %q", got)
		}
	})
	t.Run("a file that never comes whole is swept", func(t *testing.T) {
		if _, err := w.responses.BeginUpload(w.coordinator, begin); err != nil {
			t.Fatal(err)
		}
		w.Clock.Set(w.Clock.Now().Add(response.KeptUploads + time.Hour))
		if _, err := (postgres.Sessions{DB: w.DB}).Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := w.DB.Pool.QueryRow(t.Context(), `SELECT count(*) FROM uploads WHERE document_id IS NULL`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d are left, %v", n, err)
		}
	})
}

package web

import (
	"bytes"
	"context"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/web/browsertest"
)

// fileQuestion is a question of the draft's form that the lead answers with files.
func (h *house) fileQuestion(t *testing.T, id form.Definition) string {
	t.Helper()
	for _, s := range id.Sections {
		for _, q := range s.Questions {
			if q.Kind == form.File && s.Owner != form.ByPartner && q.MostFiles() > 1 {
				return q.Key
			}
		}
	}
	t.Skip("the demonstration's form asks for no files")
	return ""
}

func (b *browser) sendsFile(target, name string, content []byte) answer {
	b.h.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	part, err := m.CreateFormFile("file", name)
	if err != nil {
		b.h.t.Fatal(err)
	}
	_, _ = part.Write(content)
	_ = m.Close()
	r := httptest.NewRequest(http.MethodPost, target, &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	w := httptest.NewRecorder()
	b.h.pages.ServeHTTP(w, r.WithContext(context.WithValue(b.context(), jarKey{}, b.jar)))
	return answer{w.Code, w.Header().Get("Location"), w.Header(), w.Body.String()}
}

func TestFilesOfAQuestion(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	path, d := h.draftOf(t)
	b := h.as("applicant")
	f, err := h.Form.Form(b.context(), d.Form)
	if err != nil {
		t.Fatal(err)
	}
	key := h.fileQuestion(t, f.Definition)
	pdf := []byte("%PDF-1.7\nTwo rivers.")
	var doc string
	t.Run("a plain form sends one, without script", func(t *testing.T) {
		if a := b.sendsFile(path+"/files/"+key, "plan.pdf", pdf); a.status != http.StatusSeeOther {
			t.Fatalf("%d %s", a.status, plainText(a.body))
		}
		page := b.opens(path + "/files/" + key)
		page.says(t, "plan.pdf")
		doc = regexp.MustCompile(`/attachments/(doc_[0-9a-z]+)`).FindStringSubmatch(page.body)[1]
	})
	t.Run("it is a download that nothing runs", func(t *testing.T) {
		a := h.as("partner").get(path + "/attachments/" + doc)
		if a.status != http.StatusOK || a.body != string(pdf) || a.header.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment") || !strings.Contains(a.header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%d %v", a.status, a.header)
		}
		if a := h.as("fellow").get(path + "/attachments/" + doc); a.status != http.StatusNotFound {
			t.Errorf("somebody else: %d", a.status)
		}
	})
	t.Run("a ZIP that says PDF is refused at the field", func(t *testing.T) {
		a := b.sendsFile(path+"/files/"+key, "plan.pdf", []byte("PK\x03\x04 not a PDF"))
		if a.status != http.StatusUnprocessableEntity {
			t.Errorf("%d", a.status)
		}
		a.says(t, "ZIP")
	})
	t.Run("a program sends one in pieces", func(t *testing.T) {
		send := func(method, target, body string, header ...string) answer {
			r := httptest.NewRequest(method, target, strings.NewReader(body))
			for i := 0; i+1 < len(header); i += 2 {
				r.Header.Set(header[i], header[i+1])
			}
			w := httptest.NewRecorder()
			h.pages.ServeHTTP(w, r.WithContext(context.WithValue(b.context(), jarKey{}, b.jar)))
			return answer{w.Code, w.Header().Get("Location"), w.Header(), w.Body.String()}
		}
		in, _ := json.Marshal(map[string]any{"subject": d.ID.String(), "key": key, "name": "second.pdf", "size": len(pdf)})
		a := send(http.MethodPost, "/files", string(in))
		if a.status != http.StatusCreated || !strings.HasPrefix(a.location, "/files/upl_") {
			t.Fatalf("%d %s", a.status, a.body)
		}
		at := a.location
		if a := send(http.MethodPatch, at, string(pdf[:5]), "Upload-Offset", "0"); a.status != http.StatusOK || a.header.Get("Upload-Offset") != "5" {
			t.Errorf("%d %s", a.status, a.body)
		}
		if a := send(http.MethodHead, at, ""); a.header.Get("Upload-Offset") != "5" {
			t.Errorf("%d %v", a.status, a.header)
		}
		if a := send(http.MethodPatch, at, string(pdf), "Upload-Offset", "0"); a.status != http.StatusConflict || a.header.Get("Upload-Offset") != "5" {
			t.Errorf("%d %s", a.status, a.body)
		}
		if a := send(http.MethodPatch, at, string(pdf[5:]), "Upload-Offset", "5"); a.status != http.StatusOK || !strings.Contains(a.body, "doc_") {
			t.Errorf("%d %s", a.status, a.body)
		}
		b.opens(path+"/files/"+key).says(t, "plan.pdf", "second.pdf")
	})
	t.Run("one is taken away", func(t *testing.T) {
		a := b.does(path+"/files/"+key+"/remove", "document", doc)
		if strings.Contains(a.body, "/attachments/"+doc) {
			t.Error("it is still there")
		}
	})
	t.Run("a browser goes on where the line dropped", func(t *testing.T) {
		ctx, l := browsertest.Start(t), h.line(t, "applicant")
		file := filepath.Join(t.TempDir(), "long.pdf")
		if err := os.WriteFile(file, append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("river "), 500_000)...), 0o600); err != nil {
			t.Fatal(err)
		}
		browsertest.Do(t, ctx, chromedp.Navigate(l.URL+path+"/files/"+key), chromedp.SetUploadFiles(`input[type=file]`, []string{file}))
		l.deaf.Store(true)
		browsertest.Do(t, ctx, chromedp.Evaluate[chromedp.Void](`document.querySelector("input[type=file]").form.requestSubmit()`),
			browsertest.Until(`document.querySelector("[data-upload-status]").dataset.state === "offline"`))
		l.deaf.Store(false)
		for arrived := false; !arrived; time.Sleep(100 * time.Millisecond) {
			files, err := h.Response.Files(b.context(), d.ID.String())
			if err != nil || ctx.Err() != nil {
				t.Fatal(err, ctx.Err())
			}
			arrived = slices.ContainsFunc(files, func(f *document.Document) bool { return f.Name == "long.pdf" && f.Size == 3_000_009 })
		}
	})
}

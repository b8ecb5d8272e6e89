package static

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func get(t *testing.T, path string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func TestAFileUnderItsHashIsKeptForGood(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"app.css", "app.js", "icon.svg"} {
		res := get(t, URL(name))
		if res.StatusCode != 200 || !strings.Contains(res.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %s", name, res.StatusCode, res.Header.Get("Cache-Control"))
		}
	}
}

func TestAnotherReleasesHashGetsTodaysFileButIsNotKept(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/static/app.000000000000.css", "/static/app.css"} {
		res := get(t, path)
		if res.StatusCode != 200 || res.Header.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: %d %s", path, res.StatusCode, res.Header.Get("Cache-Control"))
		}
	}
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/static/", "/static/static.go", "/static/../static.go", "/static/app.x.y.css"} {
		if res := get(t, path); res.StatusCode != 404 {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
}

func TestAKeptCopyIsNotSentAgain(t *testing.T) {
	t.Parallel()
	tag := get(t, URL("app.css")).Header.Get("ETag")
	if res := get(t, URL("app.css"), "If-None-Match", tag); res.StatusCode != http.StatusNotModified {
		t.Errorf("status %d", res.StatusCode)
	}
}

func TestASlowLineGetsTheCompressedFile(t *testing.T) {
	t.Parallel()
	res := get(t, URL("app.css"), "Accept-Encoding", "gzip, br")
	z, err := gzip.NewReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil || string(text) != string(load()["app.css"].plain) {
		t.Errorf("unpacked %d bytes: %v", len(text), err)
	}
}

func TestOnlyReadingIsAllowed(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, URL("app.css"), nil))
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") == "" {
		t.Errorf("status %d", w.Code)
	}
}

func TestTheFilesStaySmall(t *testing.T) {
	t.Parallel()
	for name, most := range map[string]int{"app.js": 9 << 10, "answers.js": 15 << 10, "upload.js": 4 << 10, "preview.js": 2 << 10, "kit.js": 10 << 10, "kit.css": 3 << 10} {
		if n := len(load()[name].plain); n > most {
			t.Errorf("%s has %d bytes, more than %d", name, n, most)
		}
	}
	if n := len(load()["app.css"].plain); n > 40<<10 {
		t.Errorf("app.css has %d bytes, more than 40 KB", n)
	}
}

func TestNothingComesFromElsewhere(t *testing.T) {
	t.Parallel()
	for name, a := range load() {
		text := strings.ReplaceAll(string(a.plain), "http://www.w3.org/2000/svg", "")
		for _, bad := range []string{"http://", "https://", "@import", "innerHTML", "parseFromString", "eval("} {
			if strings.Contains(text, bad) {
				t.Errorf("%s holds %s", name, bad)
			}
		}
	}
}

func TestWhatADocumentCarriesWithinDoesNotEndItself(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"app.css", "kit.css", "kit.js"} {
		text := strings.ToLower(Text(name))
		for _, bad := range []string{"</script", "</style", "<!--"} {
			if strings.Contains(text, bad) {
				t.Errorf("%s holds %s", name, bad)
			}
		}
	}
}

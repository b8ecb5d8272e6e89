// Package static serves our style sheet, script and icon under addresses that
// carry a hash of their content, so that a browser keeps them for good and a
// new release is seen at once.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// Prefix is where Handler is mounted.
const Prefix = "/static/"

//go:embed app.css app.js answers.js upload.js room.js preview.js read.js kit.js kit.css icon.svg
var files embed.FS

type asset struct {
	url     string
	hash    string
	kind    string
	plain   []byte
	gzipped []byte
}

// load reads and compresses the embedded files once.
var load = sync.OnceValue(func() map[string]*asset {
	all := map[string]*asset{}
	names, err := fs.Glob(files, "*")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			panic(err)
		}
		all[name] = newAsset(name, text)
	}
	return all
})

func newAsset(name string, text []byte) *asset {
	sum := sha256.Sum256(text)
	a := &asset{hash: hex.EncodeToString(sum[:6]), plain: text, kind: kindOf(name)}
	ext := path.Ext(name)
	a.url = Prefix + strings.TrimSuffix(name, ext) + "." + a.hash + ext
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	_, _ = z.Write(text)
	_ = z.Close()
	a.gzipped = b.Bytes()
	return a
}

func kindOf(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	}
	return "image/svg+xml"
}

// URL is the address of a file with its hash; an unknown name is a programming error.
func URL(name string) string {
	a := load()[name]
	if a == nil {
		panic("static: no file " + name)
	}
	return a.url
}

// Text is the content of a file, for a document that carries it within; an unknown name is a programming error.
func Text(name string) string {
	a := load()[name]
	if a == nil {
		panic("static: no file " + name)
	}
	return string(a.plain)
}

// Handler answers GET and HEAD under Prefix. The right hash may be kept for a year;
// another release's hash gets today's file, to be asked for again.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		name, hash := split(strings.TrimPrefix(r.URL.Path, Prefix))
		a := load()[name]
		if a == nil {
			http.NotFound(w, r)
			return
		}
		a.serve(w, r, hash)
	})
}

func (a *asset) serve(w http.ResponseWriter, r *http.Request, hash string) {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Vary", "Accept-Encoding")
	h.Set("ETag", `"`+a.hash+`"`)
	h.Set("Cache-Control", "no-cache")
	if hash == a.hash {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if r.Header.Get("If-None-Match") == `"`+a.hash+`"` {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := a.plain
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = a.gzipped
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body)
	}
}

// split takes app.0123456789ab.css apart into app.css and the hash.
func split(file string) (name, hash string) {
	parts := strings.Split(file, ".")
	if len(parts) != 3 {
		return file, ""
	}
	return parts[0] + "." + parts[2], parts[1]
}

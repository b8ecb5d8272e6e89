package postgres_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"
)

// member is one file of an archive.
type member struct {
	name string
	body []byte
}

func unpack(t *testing.T, b []byte) (out []member) {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		body, err2 := io.ReadAll(r)
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		out = append(out, member{h.Name, body})
	}
}

func pack(t *testing.T, members []member) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for _, m := range members {
		if err := w.WriteHeader(&tar.Header{Name: m.name, Mode: 0o600, Size: int64(len(m.body))}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(m.body); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// altered packs the archive again with every member as the function leaves it; nil drops it.
func altered(t *testing.T, b []byte, change func(m member) []member) []byte {
	t.Helper()
	var out []member
	for _, m := range unpack(t, b) {
		out = append(out, change(m)...)
	}
	return pack(t, out)
}

func spoil(m member) []member {
	if strings.HasPrefix(m.name, "blobs/") {
		m.body = append(m.body, '.')
	}
	return []member{m}
}

func twice(m member) []member {
	if m.name == "tables/people" {
		return []member{m, m}
	}
	return []member{m}
}

func stray(name string) func(member) []member {
	return func(m member) []member {
		if m.name == "secret.key" {
			return []member{m, {name, []byte("root")}}
		}
		return []member{m}
	}
}

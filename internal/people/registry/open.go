package registry

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// Limits that keep a hostile file from filling memory or time. The real
// registry is 8 MB and shrinks to a third when zipped.
const (
	maxFile  = 256 << 20
	maxRatio = 100
	freeSize = 1 << 20 // a small file may be as repetitive as it likes
)

// Open starts reading a registry from a CSV or a zip that holds one CSV,
// told apart by content; name is used in messages only. It refuses files
// without the needed columns, naming them, and zips that unpack suspiciously.
func Open(name string, r io.ReaderAt, size int64) (*Reader, error) {
	rd, err := open(r, size)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	return rd, nil
}

func open(r io.ReaderAt, size int64) (*Reader, error) {
	head := make([]byte, 4)
	n, err := r.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	head = head[:n]
	switch {
	case n == 0:
		return nil, fmt.Errorf("%w: it is empty", ErrNotRegistry)
	case bytes.HasPrefix(head, []byte("PK")):
		return openZip(r, size)
	case bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")):
		return nil, fmt.Errorf("%w: it is UTF-16; save it as CSV UTF-8", ErrNotRegistry)
	}
	return newReader(&limited{r: io.NewSectionReader(r, 0, size), packed: size}, size)
}

func openZip(r io.ReaderAt, size int64) (*Reader, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("%w: the zip is damaged: %w", ErrNotRegistry, err)
	}
	var found *zip.File
	for _, f := range archive.File {
		base := path.Base(f.Name)
		if f.FileInfo().IsDir() || strings.HasPrefix(base, ".") || !strings.EqualFold(path.Ext(base), ".csv") {
			continue
		}
		if found != nil {
			return nil, fmt.Errorf("%w: the zip holds more than one CSV", ErrNotRegistry)
		}
		found = f
	}
	if found == nil {
		return nil, fmt.Errorf("%w: the zip holds no CSV", ErrNotRegistry)
	}
	if found.Flags&1 != 0 {
		return nil, fmt.Errorf("%w: the zip is encrypted", ErrNotRegistry)
	}
	in, err := found.Open()
	if err != nil {
		return nil, fmt.Errorf("%w: the zip is damaged: %w", ErrNotRegistry, err)
	}
	packed := min(int64(found.CompressedSize64), size)
	return newReader(&limited{r: in, packed: packed}, int64(min(found.UncompressedSize64, maxFile)))
}

// limited counts what really comes out, because a zip's own figures may lie.
type limited struct {
	r      io.Reader
	packed int64
	read   int64
}

// Read passes bytes on until a limit is crossed.
func (l *limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	l.read += int64(n)
	if l.read > maxFile {
		return 0, fmt.Errorf("%w: it is larger than %d MB", ErrNotRegistry, maxFile>>20)
	}
	if l.read > freeSize && l.read > maxRatio*max(l.packed, 1) {
		return 0, fmt.Errorf("%w: it unpacks to more than %d times its size", ErrNotRegistry, maxRatio)
	}
	return n, err
}

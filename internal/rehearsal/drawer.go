package rehearsal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"slices"
	"sync"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// drawer keeps the files of a rehearsal in memory until it is over.
type drawer struct {
	mu   sync.Mutex
	kept map[string][]byte
}

// Put keeps the bytes under their hash.
func (d *drawer) Put(_ context.Context, r io.Reader) (key string, sum []byte, size int64, err error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return "", nil, 0, err
	}
	hash := sha256.Sum256(text)
	key = hex.EncodeToString(hash[:])
	d.mu.Lock()
	defer d.mu.Unlock()
	d.kept[key] = text
	return key, hash[:], int64(len(text)), nil
}

// Open reads what was put.
func (d *drawer) Open(_ context.Context, key string) (io.ReadCloser, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	text, ok := d.kept[key]
	if !ok {
		return nil, fault.Missing("file")
	}
	return io.NopCloser(bytes.NewReader(text)), nil
}

// Keys are the keys of everything kept.
func (d *drawer) Keys(do func(key string) error) error {
	d.mu.Lock()
	keys := slices.Sorted(maps.Keys(d.kept))
	d.mu.Unlock()
	for _, k := range keys {
		if err := do(k); err != nil {
			return err
		}
	}
	return nil
}

// Remove forgets what was put.
func (d *drawer) Remove(_ context.Context, key string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.kept, key)
	return nil
}

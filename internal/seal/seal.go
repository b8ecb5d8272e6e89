// Package seal keeps what must not be read from a stolen disk: AES-256-GCM in an envelope, under keys that are
// never in the database.
//
// Each piece has a key of its own; that key is wrapped with one of the ring's, so a ring's key is replaced without
// touching what was sealed. A piece is bound to its place and opens nowhere else.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
)

const (
	keyBytes = 32
	version  = 1
	wrapped  = 12 + keyBytes + 16 // nonce, key and tag
)

// The two ways in which opening fails; neither says anything of what was sealed.
var (
	ErrKey    = errors.New("its key is not in the ring")
	ErrBroken = errors.New("it was changed, or belongs elsewhere")
)

// Ring is the keys by their names; the first seals, all open. It prints as nothing but the first one's name.
type Ring struct {
	first string
	names []string
	keys  map[string]cipher.AEAD
}

// Sealed is a piece as it is kept.
type Sealed struct {
	Key   string // name of the ring's key it is under
	Bytes []byte
}

// Read takes a ring from text: a line "name base64-of-32-bytes" for each key, the one that seals first. Lines
// that are empty or begin with # are skipped. What is refused is named by its line, never repeated.
func Read(text string) (*Ring, error) {
	r := &Ring{keys: map[string]cipher.AEAD{}}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, code, _ := strings.Cut(line, " ")
		key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(code))
		if err != nil || len(key) != keyBytes {
			return nil, fmt.Errorf("line %d is no name and %d bytes in base64", i+1, keyBytes)
		}
		if r.keys[name] != nil {
			return nil, fmt.Errorf("line %d names a key a second time", i+1)
		}
		if r.keys[name], err = aead(key); err != nil {
			return nil, err
		}
		r.names = append(r.names, name)
	}
	if len(r.names) == 0 {
		return nil, errors.New("there is no key in it")
	}
	r.first = r.names[0]
	return r, nil
}

// Line makes a new key and writes it as one line of a ring.
func Line(name string) string {
	var key [keyBytes]byte
	_, _ = rand.Read(key[:])
	return name + " " + base64.StdEncoding.EncodeToString(key[:]) + "\n"
}

// First is the name of the key that seals.
func (r *Ring) First() string { return r.first }

// Names are the names of all keys, the one that seals first.
func (r *Ring) Names() []string { return slices.Clone(r.names) }

// String names the ring without telling any key.
func (r *Ring) String() string { return "ring " + r.first }

// Seal closes a piece under the first key, for one place only.
func (r *Ring) Seal(plain []byte, place string) (Sealed, error) {
	var key [keyBytes]byte
	_, _ = rand.Read(key[:])
	own, err := aead(key[:])
	if err != nil {
		return Sealed{}, err
	}
	out := append([]byte{version}, closed(r.keys[r.first], key[:], "key of "+place)...)
	return Sealed{Key: r.first, Bytes: append(out, closed(own, plain, place)...)}, nil
}

// Open reads a piece at its place: ErrKey where the ring lacks its key, ErrBroken where anything else is off.
func (r *Ring) Open(s Sealed, place string) ([]byte, error) {
	key, err := r.unwrap(s, place)
	if err != nil {
		return nil, err
	}
	own, err := aead(key)
	if err != nil {
		return nil, err
	}
	return opened(own, s.Bytes[1+wrapped:], place)
}

// Rewrap puts a piece under the first key; what is inside is neither opened nor changed.
func (r *Ring) Rewrap(s Sealed, place string) (Sealed, error) {
	key, err := r.unwrap(s, place)
	if err != nil {
		return Sealed{}, err
	}
	out := append([]byte{version}, closed(r.keys[r.first], key, "key of "+place)...)
	return Sealed{Key: r.first, Bytes: append(out, s.Bytes[1+wrapped:]...)}, nil
}

func (r *Ring) unwrap(s Sealed, place string) ([]byte, error) {
	under := r.keys[s.Key]
	if under == nil {
		return nil, ErrKey
	}
	if len(s.Bytes) < 1+wrapped || s.Bytes[0] != version {
		return nil, ErrBroken
	}
	return opened(under, s.Bytes[1:1+wrapped], "key of "+place)
}

func aead(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

func closed(a cipher.AEAD, plain []byte, place string) []byte {
	return a.Seal(nil, nil, plain, []byte(place))
}

func opened(a cipher.AEAD, bytes []byte, place string) ([]byte, error) {
	plain, err := a.Open(nil, nil, bytes, []byte(place))
	if err != nil {
		return nil, ErrBroken
	}
	return plain, nil
}

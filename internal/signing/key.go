package signing

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Key signs; it prints as nothing but its fingerprint.
type Key struct{ private ed25519.PrivateKey }

// keyWord begins the one line of a file that holds a key that signs.
const keyWord = "vitrine-signing-key"

// NewKey makes a key that nobody else has.
func NewKey() *Key {
	var seed [ed25519.SeedSize]byte
	_, _ = rand.Read(seed[:])
	return KeyOf(seed)
}

// KeyOf is the key of a seed, the same each time.
func KeyOf(seed [ed25519.SeedSize]byte) *Key {
	return &Key{ed25519.NewKeyFromSeed(seed[:])}
}

// ReadKey takes a key from the text of its file; what is refused is never repeated.
func ReadKey(text string) (*Key, error) {
	word, code, _ := strings.Cut(strings.TrimSpace(text), " ")
	seed, err := base64.StdEncoding.DecodeString(strings.TrimSpace(code))
	if word != keyWord || err != nil || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("it is no line of %q and %d bytes in base64", keyWord, ed25519.SeedSize)
	}
	return KeyOf([ed25519.SeedSize]byte(seed)), nil
}

// Line is the key as its file keeps it.
func (k *Key) Line() string {
	return keyWord + " " + base64.StdEncoding.EncodeToString(k.private.Seed()) + "\n"
}

// String names the key by its fingerprint.
func (k *Key) String() string { return "key " + k.Public().Fingerprint }

// GoString hides the key from every other way of printing.
func (k *Key) GoString() string { return k.String() }

// Public is the half that anyone may have.
func (k *Key) Public() Public {
	p := k.private.Public().(ed25519.PublicKey)
	return Public{Fingerprint: Fingerprint(p), Bytes: p}
}

// Public is a key that verifies, with the time in which it signed.
type Public struct {
	Fingerprint string     `bun:"fingerprint,pk"`
	Bytes       []byte     `bun:"public"`
	From        time.Time  `bun:"valid_from"`
	Until       *time.Time `bun:"valid_until"` // nil for the one that signs now
}

// String names the key in the audit log.
func (p *Public) String() string { return "key_" + p.Fingerprint }

// Fingerprint names a public key: the first 16 bytes of its SHA-256, in hexadecimal.
func Fingerprint(public []byte) string {
	sum := sha256.Sum256(public)
	return hex.EncodeToString(sum[:16])
}

// Spaced is the fingerprint as people compare it, in fours.
func (p *Public) Spaced() string {
	var parts []string
	for s := p.Fingerprint; s != ""; s = s[min(4, len(s)):] {
		parts = append(parts, s[:min(4, len(s))])
	}
	return strings.Join(parts, " ")
}

// Base64 is the key as its file for others writes it.
func (p *Public) Base64() string { return base64.StdEncoding.EncodeToString(p.Bytes) }

// signed tells whether the instant lies in the time in which the key signed.
func (p *Public) signed(at time.Time) bool {
	at = at.Truncate(time.Second)
	return !at.Before(p.From.Truncate(time.Second)) && (p.Until == nil || !at.After(*p.Until))
}

// publicWord begins each line of a file of public keys.
const publicWord = "vitrine-public-key"

// Lines are public keys as a file for others, a line for each: fingerprint, key, from, until.
func Lines(keys []*Public) string {
	var b strings.Builder
	for _, k := range keys {
		until := "-"
		if k.Until != nil {
			until = k.Until.UTC().Format(time.RFC3339)
		}
		fmt.Fprintln(&b, publicWord, k.Fingerprint, k.Base64(), k.From.UTC().Format(time.RFC3339), until)
	}
	return b.String()
}

// ReadLines takes public keys from such a file; empty lines and those that begin with # are skipped.
func ReadLines(text string) ([]*Public, error) {
	var out []*Public
	for i, line := range strings.Split(text, "\n") {
		f := strings.Fields(line)
		if len(f) == 0 || strings.HasPrefix(f[0], "#") {
			continue
		}
		k, err := publicOf(f)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		out = append(out, k)
	}
	if len(out) == 0 {
		return nil, errors.New("there is no key in it")
	}
	return out, nil
}

func publicOf(f []string) (*Public, error) {
	if len(f) != 5 || f[0] != publicWord {
		return nil, fmt.Errorf("it is no %s with a fingerprint, a key and two times", publicWord)
	}
	k := &Public{Fingerprint: f[1]}
	var err error
	if k.Bytes, err = base64.StdEncoding.DecodeString(f[2]); err != nil || len(k.Bytes) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("the key is no %d bytes in base64", ed25519.PublicKeySize)
	}
	if Fingerprint(k.Bytes) != k.Fingerprint {
		return nil, errors.New("the fingerprint is another key's")
	}
	if k.From, err = time.Parse(time.RFC3339, f[3]); err != nil {
		return nil, errors.New("the first time is no time")
	}
	if f[4] != "-" {
		until, err := time.Parse(time.RFC3339, f[4])
		if err != nil {
			return nil, errors.New("the second time is no time")
		}
		k.Until = &until
	}
	return k, nil
}

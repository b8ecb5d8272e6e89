package account

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"github.com/google/uuid"
)

// Key is the secret of the house, 32 bytes kept outside the database.
type Key [32]byte

// Seal encrypts bytes about somebody so that only this house can read them, and only about them (AES-256-GCM).
func (k Key) Seal(about string, plain []byte) ([]byte, error) {
	g, err := k.gcm()
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, g.NonceSize())
	_, _ = rand.Read(nonce)
	return g.Seal(nonce, nonce, plain, []byte(about)), nil
}

// Open decrypts what Seal made about the same, and refuses anything else.
func (k Key) Open(about string, sealed []byte) ([]byte, error) {
	g, err := k.gcm()
	if err != nil {
		return nil, err
	}
	if len(sealed) < g.NonceSize() {
		return nil, errors.New("open secret: too short")
	}
	return g.Open(nil, sealed[:g.NonceSize()], sealed[g.NonceSize():], []byte(about))
}

func (k Key) gcm() (cipher.AEAD, error) {
	b, err := aes.NewCipher(k[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(b)
}

// LinkToken derives the token of a mailed link, so that no table and no queue holds it.
func (k Key) LinkToken(id uuid.UUID) string {
	m := hmac.New(sha256.New, k[:])
	_, _ = m.Write([]byte("link"))
	_, _ = m.Write(id[:])
	return base64.RawURLEncoding.EncodeToString(append(id[:], m.Sum(nil)[:16]...))
}

// Mark is a keyed hash of a text about something: the same text has the same mark, and without the key, which is not
// in the database, nobody can try texts against it.
func (k Key) Mark(about, text string) []byte {
	m := hmac.New(sha256.New, k[:])
	_, _ = fmt.Fprintf(m, "mark:%d:%s:%s", len(about), about, text)
	return m.Sum(nil)
}

func digest(secret string) []byte {
	h := sha256.Sum256([]byte(secret))
	return h[:]
}

// The cost of a password: 19 MiB, two passes, one lane.
const (
	hashMemory = 19 * 1024
	hashPasses = 2
	hashBytes  = 32
)

// Hasher hashes passwords with argon2id, a few at a time so that memory stays bounded.
type Hasher struct{ turn chan struct{} }

// NewHasher lets so many passwords be hashed at once.
func NewHasher(atOnce int) *Hasher { return &Hasher{make(chan struct{}, atOnce)} }

// Hash makes a salted hash that carries its own cost.
func (h *Hasher) Hash(password string) string {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, hashMemory, hashPasses,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(h.sum(password, salt, hashMemory, hashPasses)))
}

// Check takes as long for no hash at all as for a real one, so that nothing is learned from time.
func (h *Hasher) Check(password, encoded string) bool {
	if encoded == "" {
		h.sum(password, make([]byte, 16), hashMemory, hashPasses)
		return false
	}
	parts := strings.Split(encoded, "$")
	var memory, passes uint32
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=1", &memory, &passes); err != nil {
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil {
		return false
	}
	return subtle.ConstantTimeCompare(h.sum(password, salt, memory, passes), want) == 1
}

func (h *Hasher) sum(password string, salt []byte, memory, passes uint32) []byte {
	h.turn <- struct{}{}
	defer func() { <-h.turn }()
	return argon2.IDKey([]byte(password), salt, passes, memory, 1, hashBytes)
}

// LeaveToken is what a mail carries so that its reader can stop mail of its kind without signing in (RFC 8058).
func (k Key) LeaveToken(person uuid.UUID, kind string) string {
	return base64.RawURLEncoding.EncodeToString(append(append(person[:], k.leaveSum(person, kind)...), kind...))
}

// ReadLeaveToken takes a token apart; false for one this house did not make.
func (k Key) ReadLeaveToken(token string) (person uuid.UUID, kind string, ok bool) {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) < 33 || len(b) > 64 {
		return uuid.UUID{}, "", false
	}
	copy(person[:], b)
	kind = string(b[32:])
	return person, kind, hmac.Equal(b[16:32], k.leaveSum(person, kind))
}

func (k Key) leaveSum(person uuid.UUID, kind string) []byte {
	m := hmac.New(sha256.New, k[:])
	_, _ = m.Write([]byte("leave"))
	_, _ = m.Write(person[:])
	_, _ = m.Write([]byte(kind))
	return m.Sum(nil)[:16]
}

package signing

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
)

// The ways in which a paper is not what it should be; each is said to people in words of its own.
var (
	ErrNotPDF  = errors.New("it is no PDF")
	ErrCut     = errors.New("the file is cut short")
	ErrNone    = errors.New("it carries no record of ours")
	ErrAltered = errors.New("it was changed after it was signed")
	ErrKey     = errors.New("it is signed with a key that is not known here")
	ErrTime    = errors.New("its key did not sign at that time")
)

// Envelope is a record with the signature over its canonical form.
type Envelope struct {
	Record    json.RawMessage `json:"record"` // canonical, byte for byte
	Key       string          `json:"key"`    // fingerprint
	Signature string          `json:"signature"`
}

// Sign closes a record into an envelope.
func (k *Key) Sign(r *Record) (*Envelope, error) {
	c, err := r.Canonical()
	if err != nil {
		return nil, err
	}
	return &Envelope{Record: c, Key: k.Public().Fingerprint, Signature: base64.StdEncoding.EncodeToString(ed25519.Sign(k.private, c))}, nil
}

// Bytes is the envelope in its one form.
func (e *Envelope) Bytes() ([]byte, error) {
	raw, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("write envelope: %w", err)
	}
	return Canonical(raw)
}

// ReadEnvelope takes an envelope from its bytes; any other form than its one is ErrAltered.
func ReadEnvelope(raw []byte) (*Envelope, error) {
	var e Envelope
	if err := json.Unmarshal(raw, &e); err != nil {
		return nil, ErrAltered
	}
	if same, err := e.Bytes(); err != nil || string(same) != string(raw) {
		return nil, ErrAltered
	}
	return &e, nil
}

// Open checks the signature against the keys and answers what was signed: ErrKey for a stranger's, ErrAltered where
// one byte is off, ErrTime where the key had not begun or had ended.
func (e *Envelope) Open(keys []*Public) (*Record, error) {
	var key *Public
	for _, k := range keys {
		if k.Fingerprint == e.Key {
			key = k
		}
	}
	if key == nil || len(key.Bytes) != ed25519.PublicKeySize {
		return nil, ErrKey
	}
	sig, err := base64.StdEncoding.DecodeString(e.Signature)
	if err != nil || !ed25519.Verify(key.Bytes, e.Record, sig) {
		return nil, ErrAltered
	}
	r, err := e.read()
	if err != nil {
		return nil, err
	}
	if !key.signed(r.SignedAt) {
		return nil, ErrTime
	}
	return r, nil
}

// read takes the record out without asking who signed it.
func (e *Envelope) read() (*Record, error) {
	var r Record
	if err := json.Unmarshal(e.Record, &r); err != nil || r.Format != Format {
		return nil, ErrAltered
	}
	return &r, nil
}

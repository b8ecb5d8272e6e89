package postgres

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Answered remembers what was answered under which idempotency key; Sweep forgets old ones.
type Answered struct{ *DB }

const (
	takeKey = `INSERT INTO idempotency_keys (person_id, key, operation, input_hash, at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (person_id, key) DO NOTHING`
	readKey = `SELECT input_hash, answer FROM idempotency_keys WHERE person_id = $1 AND key = $2`
	keepKey = `UPDATE idempotency_keys SET answer = $3 WHERE person_id = $1 AND key = $2`
)

type answeredRow struct {
	Hash   []byte `bun:"input_hash"`
	Answer []byte `bun:"answer"`
}

// Take claims a key in the context's transaction, or answers with what is kept under it; another input is CONFLICT.
// Of two who claim a key at once, the second waits until the first has answered.
func (s Answered) Take(ctx context.Context, person ident.Person, key, operation string, hash []byte) (json.RawMessage, error) {
	n, err := s.exec(ctx, takeKey, person, key, operation, hash, s.Now())
	if err != nil || n == 1 {
		return nil, err
	}
	r, err := one[answeredRow](ctx, s.DB, "key", readKey, person, key)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(r.Hash, hash) {
		return nil, fault.New(fault.Conflict, "key_taken", "This idempotency key was used for something else.")
	}
	return r.Answer, nil
}

// Keep notes the answer of a key taken in the same transaction.
func (s Answered) Keep(ctx context.Context, person ident.Person, key string, answer json.RawMessage) error {
	_, err := s.exec(ctx, keepKey, person, key, string(answer))
	return err
}

package postgres

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// Sessions keeps what browsers are signed in as, for the session manager of the web.
type Sessions struct {
	*DB
	// PersonOf reads out of a session's bytes whose it is; without it Own says so.
	PersonOf func(data []byte) ident.Person
}

const commitSession = `INSERT INTO sessions (token, data, person_id, expires_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (token) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at, person_id = coalesce(excluded.person_id, sessions.person_id)`

// Find is FindCtx without a context.
func (s Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (s Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context.
func (s Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// FindCtx reads a session; one that is unknown or has expired is not found.
func (s Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	rows, err := query[struct {
		Data []byte `bun:"data"`
	}](ctx, s.DB, `SELECT data FROM sessions WHERE token = $1 AND expires_at > $2`, token, s.Now())
	if err != nil || len(rows) == 0 {
		return nil, false, err
	}
	return rows[0].Data, true, nil
}

// CommitCtx writes a session, with whose it is.
func (s Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	var who ident.Person
	if s.PersonOf != nil {
		who = s.PersonOf(data)
	}
	_, err := s.exec(ctx, commitSession, token, data, person(who), expiry)
	return err
}

// DeleteCtx forgets a session; an unknown one is no failure.
func (s Sessions) DeleteCtx(ctx context.Context, token string) error {
	_, err := s.exec(ctx, `DELETE FROM sessions WHERE token = $1`, token)
	return err
}

// Own says whose a kept session is, so that all of a person's can be ended.
func (s Sessions) Own(ctx context.Context, token string, p ident.Person) error {
	_, err := s.exec(ctx, `UPDATE sessions SET person_id = $2 WHERE token = $1`, token, p)
	return err
}

// How long what has expired is kept, so that a late double click still gets its plain answer.
const (
	keptLinks = 7 * 24 * time.Hour
	keptKeys  = 24 * time.Hour
)

// Sweep removes expired sessions, old mailed links, the answers of old idempotency keys and files that never came whole, and counts them.
func (s Sessions) Sweep(ctx context.Context) (int64, error) {
	var swept int64
	now := s.Now()
	for text, before := range map[string]time.Time{
		`DELETE FROM sessions WHERE expires_at <= $1`:     now,
		`DELETE FROM sign_in_links WHERE expires_at < $1`: now.Add(-keptLinks),
		`DELETE FROM idempotency_keys WHERE at < $1`:      now.Add(-keptKeys),

		`DELETE FROM uploads WHERE document_id IS NULL AND updated_at < $1`: now.Add(-response.KeptUploads),
		`DELETE FROM presences WHERE seen_at < $1`:                          now.Add(-keptKeys),
	} {
		n, err := s.exec(ctx, text, before)
		if err != nil {
			return swept, err
		}
		swept += n
	}
	return swept, nil
}

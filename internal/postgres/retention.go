package postgres

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

const (
	retainAll = `INSERT INTO retentions (application_id, subject, ground, since, keep_until, set_at)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::date[], $5::date[], $6::timestamptz[])
ON CONFLICT (application_id) DO UPDATE SET ground = excluded.ground, since = excluded.since, keep_until = excluded.keep_until, set_at = excluded.set_at`

	// An application that went on after all, by an extension or a letter that was revoked, keeps its files.
	filesDue = `SELECT d.*, r.ground, r.keep_until FROM retentions r
JOIN applications a ON a.id = r.application_id AND CASE r.ground WHEN 'final_report' THEN a.state = 'awarded'
	WHEN 'never_submitted' THEN a.state IN ('draft', 'signed') ELSE a.state = r.ground END
JOIN documents d ON d.subject = r.subject AND d.kind IN ('attachment', 'reviewer_copy')
WHERE r.keep_until < $1::date AND NOT EXISTS (SELECT FROM erasures e WHERE e.document_id = d.id) AND ($2::uuid IS NULL OR d.id > $2::uuid)
ORDER BY d.id LIMIT $3 FOR SHARE OF a, r`

	// Bytes that another record still needs stay.
	bytesDue = `SELECT DISTINCT d.blob_key FROM erasures e JOIN documents d ON d.id = e.document_id
WHERE e.bytes_gone_at IS NULL AND NOT EXISTS (
	SELECT FROM documents o WHERE o.blob_key = d.blob_key AND NOT EXISTS (SELECT FROM erasures x WHERE x.document_id = o.id))
ORDER BY d.blob_key`
	bytesGone = `UPDATE erasures SET bytes_gone_at = $2 WHERE bytes_gone_at IS NULL AND document_id IN (SELECT id FROM documents WHERE blob_key = ANY($1::text[]))`
)

// readingFiles is the lock a backup shares while it reads files; who removes some must have it alone.
const readingFiles = 0x66696c65

// retain keeps until when the files of applications are kept; a later end of the same one wins.
func (db *DB) retain(ctx context.Context, list ...document.Retention) error {
	if len(list) == 0 {
		return nil
	}
	ids, subjects, grounds := make([]ident.Application, len(list)), make([]string, len(list)), make([]string, len(list))
	since, until, at := make([]string, len(list)), make([]string, len(list)), make([]time.Time, len(list))
	for i, r := range list {
		ids[i], subjects[i], grounds[i] = r.Application, r.Subject, string(r.Ground)
		since[i], until[i], at[i] = r.Since.String(), r.KeepUntil.String(), r.SetAt
	}
	_, err := db.exec(ctx, retainAll, uuids(ids), subjects, grounds, since, until, at)
	return err
}

// Retain says until when the files of applications are kept; a later end of the same one wins.
func (s Applications) Retain(ctx context.Context, list ...document.Retention) error {
	return s.retain(ctx, list...)
}

// Retain says until when the files of applications are kept; a later end of the same one wins.
func (s Awards) Retain(ctx context.Context, list ...document.Retention) error {
	return s.retain(ctx, list...)
}

// RetainOn keeps the files of an application without end again.
func (s Awards) RetainOn(ctx context.Context, id ident.Application) error {
	_, err := s.exec(ctx, `DELETE FROM retentions WHERE application_id = $1`, id)
	return err
}

// NeverSubmitted are the drafts of a cycle that nobody handed in.
func (s Awards) NeverSubmitted(ctx context.Context, c ident.Cycle) ([]ident.Application, error) {
	return idsOf[ident.Application](ctx, s.DB, `SELECT id FROM applications WHERE cycle_id = $1 AND state IN ('draft', 'signed') ORDER BY id`, c)
}

// Due are attached files whose time was over before a day and that nobody erased, after one and at most n; it
// holds their applications where they are until the transaction ends.
func (s Documents) Due(ctx context.Context, day calendar.Date, after ident.Document, n int) ([]*document.Due, error) {
	return query[*document.Due](ctx, s.DB, filesDue, day, after, n)
}

// AddErasures notes what is erased; from here on its bytes cannot be read.
func (s Documents) AddErasures(ctx context.Context, list []*document.Erasure) error {
	return s.insert(ctx, "erasures", &list)
}

// Erasures are what was erased, for the doctor, with the keys of their bytes.
func (s Documents) Erasures(ctx context.Context) ([]*Erased, error) {
	return query[*Erased](ctx, s.DB, `SELECT e.*, d.name, d.blob_key, EXISTS (
	SELECT FROM documents o WHERE o.blob_key = d.blob_key AND NOT EXISTS (SELECT FROM erasures x WHERE x.document_id = o.id)) AS shared
FROM erasures e JOIN documents d ON d.id = e.document_id ORDER BY e.document_id`)
}

// Erased is an erasure with what the doctor compares.
type Erased struct {
	document.Erasure
	Name    string `bun:"name"`
	BlobKey string `bun:"blob_key"`
	Shared  bool   `bun:"shared"` // a file that is kept has the same bytes
}

// RemoveErased takes away the bytes of what is erased, and counts them; while a backup reads files it takes none.
// The lock on the records keeps new ones of the same bytes out until it is done.
func (s Documents) RemoveErased(ctx context.Context, remove func(ctx context.Context, key string) error) (n int, err error) {
	err = s.InTx(ctx, func(ctx context.Context) error {
		free, err := one[struct {
			Alone bool `bun:"alone"`
		}](ctx, s.DB, "lock", `SELECT pg_try_advisory_xact_lock($1) AS alone`, int64(readingFiles))
		if err != nil || !free.Alone {
			return err
		}
		if _, err := s.exec(ctx, `LOCK TABLE documents IN SHARE MODE`); err != nil {
			return err
		}
		due, err := query[struct {
			Key string `bun:"blob_key"`
		}](ctx, s.DB, bytesDue)
		if err != nil || len(due) == 0 {
			return err
		}
		keys := make([]string, len(due))
		for i, d := range due {
			keys[i] = d.Key
			if err := remove(ctx, d.Key); err != nil {
				return err
			}
		}
		n = len(keys)
		_, err = s.exec(ctx, bytesGone, keys, s.Now())
		return err
	})
	return n, err
}

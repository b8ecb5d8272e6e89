package postgres

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// manifest is the first file of a backup: what it holds and by which schema.
type manifest struct {
	Schema string    `json:"schema"`
	At     time.Time `json:"at"`
	Tables []table   `json:"tables"`
}

type table struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
}

const keptTables = `SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE 'river\_%' AND c.relname NOT LIKE 'schema\_migration%'
GROUP BY c.relname ORDER BY c.relname`

// Blobs are the stored files a backup carries along.
type Blobs interface {
	Shelf
	Keys(do func(key string) error) error
}

// Backup writes every record, as of one instant, and every file into one archive, while others work.
func (db *DB) Backup(ctx context.Context, w io.Writer, blobs Blobs, key []byte) error {
	conn, err := db.Pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	// Files whose time is over wait until the backup has read them.
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock_shared($1)`, int64(readingFiles)); err != nil {
		return err
	}
	m := manifest{Schema: SchemaHash(), At: db.Now().UTC()}
	if m.Tables, err = tables(ctx, tx); err != nil {
		return err
	}
	z := gzip.NewWriter(w)
	t := tar.NewWriter(z)
	head, _ := json.Marshal(m)
	if err := errors.Join(addBytes(t, "manifest.json", head, m.At), addBytes(t, "secret.key", key, m.At)); err != nil {
		return err
	}
	// Records first: every file they name was stored before them and never changes.
	for _, x := range m.Tables {
		if err := addTable(ctx, t, tx, x, m.At); err != nil {
			return fmt.Errorf("back up %s: %w", x.Name, err)
		}
	}
	if err := blobs.Keys(func(k string) error { return addBlob(ctx, t, blobs, k, m.At) }); err != nil {
		return fmt.Errorf("back up files: %w", err)
	}
	return errors.Join(t.Close(), z.Close())
}

// addTable goes through a file of its own: an archive says a member's size before its bytes.
func addTable(ctx context.Context, t *tar.Writer, tx pgx.Tx, x table, at time.Time) error {
	f, err := os.CreateTemp("", "vitrine-backup-")
	if err != nil {
		return err
	}
	defer func() {
		_ = f.Close()
		_ = os.Remove(f.Name())
	}()
	if _, err := tx.Conn().PgConn().CopyTo(ctx, f, "COPY "+x.columns()+" TO STDOUT"); err != nil {
		return err
	}
	return addFile(t, "tables/"+x.Name, f, at)
}

// asked is a connection or a transaction of one.
type asked interface {
	Query(ctx context.Context, text string, args ...any) (pgx.Rows, error)
}

func tables(ctx context.Context, of asked) ([]table, error) {
	rows, err := of.Query(ctx, keptTables)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (table, error) {
		var t table
		return t, r.Scan(&t.Name, &t.Columns)
	})
}

func (t table) columns() string {
	quoted := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		quoted[i] = pgx.Identifier{c}.Sanitize()
	}
	return pgx.Identifier{t.Name}.Sanitize() + " (" + strings.Join(quoted, ", ") + ")"
}

func addBytes(t *tar.Writer, name string, b []byte, at time.Time) error {
	if err := t.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(b)), ModTime: at}); err != nil {
		return err
	}
	_, err := t.Write(b)
	return err
}

func addFile(t *tar.Writer, name string, f *os.File, at time.Time) error {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := t.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: size, ModTime: at}); err != nil {
		return err
	}
	_, err = io.Copy(t, f)
	return err
}

func addBlob(ctx context.Context, t *tar.Writer, blobs Blobs, key string, at time.Time) error {
	r, err := blobs.Open(ctx, key)
	if err != nil {
		return err
	}
	b, err := io.ReadAll(r)
	if err = errors.Join(err, r.Close()); err != nil {
		return err
	}
	return addBytes(t, "blobs/"+key, b, at)
}

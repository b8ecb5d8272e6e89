package postgres

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
)

// manifest is the first file of a backup: what it holds and by which schema.
type manifest struct {
	Schema string    `json:"schema"`
	At     time.Time `json:"at"`
	Tables []table   `json:"tables"`
	Blobs  int       `json:"blobs"`
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
	document.Blobs
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
	m := manifest{Schema: SchemaHash(), At: db.Now().UTC()}
	if m.Tables, err = tables(ctx, tx); err != nil {
		return err
	}
	z := gzip.NewWriter(w)
	t := tar.NewWriter(z)
	// Records first: every file they name was stored before them and never changes.
	copies := map[string]*os.File{}
	defer func() {
		for _, f := range copies {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	head, _ := json.Marshal(m)
	if err := addBytes(t, "manifest.json", head, m.At); err != nil {
		return err
	}
	if err := addBytes(t, "secret.key", key, m.At); err != nil {
		return err
	}
	for _, x := range m.Tables {
		f, err := os.CreateTemp("", "vitrine-backup-")
		if err != nil {
			return err
		}
		copies[x.Name] = f
		if _, err := tx.Conn().PgConn().CopyTo(ctx, f, "COPY "+x.columns()+" TO STDOUT"); err != nil {
			return fmt.Errorf("back up %s: %w", x.Name, err)
		}
		if err := addFile(t, "tables/"+x.Name, f, m.At); err != nil {
			return err
		}
	}
	if err := blobs.Keys(func(k string) error { return addBlob(ctx, t, blobs, k, m.At) }); err != nil {
		return fmt.Errorf("back up files: %w", err)
	}
	return errors.Join(t.Close(), z.Close())
}

func tables(ctx context.Context, tx pgx.Tx) ([]table, error) {
	rows, err := tx.Query(ctx, keptTables)
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

func addBlob(ctx context.Context, t *tar.Writer, blobs document.Blobs, key string, at time.Time) error {
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

// Restore reads a backup of this schema into an empty database; keep is given the key of the house.
// A damaged or foreign archive is refused and nothing of it stays.
func (db *DB) Restore(ctx context.Context, r io.Reader, blobs document.Blobs, keep func(key []byte) error) error {
	z, err := gzip.NewReader(r)
	if err != nil {
		return fault.New(fault.Invalid, "backup.damaged", "This is not a backup: %v.", err)
	}
	t := tar.NewReader(z)
	var m manifest
	head, err := t.Next()
	if err != nil || head.Name != "manifest.json" || json.NewDecoder(t).Decode(&m) != nil {
		return fault.New(fault.Invalid, "backup.damaged", "This is not a backup of Vitrine.")
	}
	if m.Schema != SchemaHash() {
		return fault.New(fault.Conflict, "backup.schema", "The backup is of schema %s, this program is of %s; restore it with the version that made it, then migrate.", m.Schema, SchemaHash())
	}
	tx, err := db.Pool.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	var used bool
	if err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM people) OR EXISTS (SELECT FROM organizations)").Scan(&used); err != nil {
		return err
	}
	if used {
		return fault.New(fault.Conflict, "backup.not_empty", "There are records here already; restore into an empty place.")
	}
	// What the archive holds was checked when it was written; triggers and foreign keys would only fire again.
	if _, err := tx.Exec(ctx, "SET LOCAL session_replication_role = replica"); err != nil {
		return fmt.Errorf("restore needs the rights of a superuser: %w", err)
	}
	known := map[string]table{}
	for _, x := range m.Tables {
		known[x.Name] = x
	}
	if err := restoreFiles(ctx, tx, t, known, blobs, keep); err != nil {
		return err
	}
	if err := restoreSequences(ctx, tx); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

func restoreFiles(ctx context.Context, tx pgx.Tx, t *tar.Reader, known map[string]table, blobs document.Blobs, keep func([]byte) error) error {
	done := 0
	for {
		head, err := t.Next()
		if errors.Is(err, io.EOF) {
			if done != len(known) {
				return fault.New(fault.Invalid, "backup.damaged", "The backup ends too early: %d of %d tables.", done, len(known))
			}
			return nil
		}
		if err != nil {
			return fault.New(fault.Invalid, "backup.damaged", "The backup is damaged: %v.", err)
		}
		kind, name, _ := strings.Cut(head.Name, "/")
		switch x, ok := known[name]; {
		case head.Name == "secret.key":
			var b bytes.Buffer
			if _, err := io.CopyN(&b, t, head.Size); err != nil {
				return err
			}
			if err := keep(b.Bytes()); err != nil {
				return err
			}
		case kind == "tables" && ok:
			if _, err := tx.Conn().PgConn().CopyFrom(ctx, t, "COPY "+x.columns()+" FROM STDIN"); err != nil {
				return fmt.Errorf("restore %s: %w", name, err)
			}
			done++
		case kind == "blobs":
			if err := restoreBlob(ctx, t, name, blobs); err != nil {
				return err
			}
		default:
			return fault.New(fault.Invalid, "backup.damaged", "The backup holds %q, which belongs to none.", head.Name)
		}
	}
}

func restoreBlob(ctx context.Context, r io.Reader, name string, blobs document.Blobs) error {
	h := sha256.New()
	key, _, _, err := blobs.Put(ctx, io.TeeReader(r, h))
	if err != nil {
		return err
	}
	if key != name || hex.EncodeToString(h.Sum(nil)) != name {
		return fault.New(fault.Invalid, "backup.damaged", "The file %s is not what it was.", name)
	}
	return nil
}

func restoreSequences(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `DO $$ DECLARE r record; top bigint; BEGIN
FOR r IN SELECT c.relname t, a.attname c FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
         WHERE a.attidentity <> '' AND c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE 'river\_%' LOOP
    EXECUTE format('SELECT coalesce(max(%I), 0) + 1 FROM %I', r.c, r.t) INTO top;
    PERFORM setval(pg_get_serial_sequence(quote_ident(r.t), r.c), top, false);
END LOOP; END $$`)
	return err
}

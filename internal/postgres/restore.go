package postgres

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/notify"
)

// Shelf is where files go, and are taken from again when their time is over or a restore is refused.
type Shelf interface {
	document.Blobs
	Remove(ctx context.Context, key string) error
}

// Restore reads a backup of this schema into an empty database and queues again what had not left;
// keep is given the key of the house just before all of it stays.
// A damaged or foreign archive is refused and nothing of it stays.
func (db *DB) Restore(ctx context.Context, r io.Reader, blobs Shelf, keep func(key []byte) error) error {
	a := &archive{blobs: blobs}
	if err := a.open(r); err != nil {
		return err
	}
	err := db.InTx(ctx, func(ctx context.Context) error {
		conn := ctx.Value(connKey{}).(*sql.Conn)
		err := conn.Raw(func(driver any) error { return a.restore(ctx, driver.(*stdlib.Conn).Conn()) })
		if err != nil {
			return err
		}
		return errors.Join(db.requeue(ctx), keep(a.key))
	})
	if err != nil {
		return errors.Join(err, a.undo(context.WithoutCancel(ctx)))
	}
	return nil
}

const (
	waitingMessages = `SELECT id FROM messages WHERE state = 'queued' ORDER BY queued_at, id`
	waitingLetters  = `SELECT DISTINCT cycle_id AS id FROM letters WHERE state = 'queued'`
)

// requeue makes the jobs of the mail and the letters that wait: jobs are not in a backup.
func (db *DB) requeue(ctx context.Context) error {
	mail, err := query[struct {
		ID ident.Message `bun:"id"`
	}](ctx, db, waitingMessages)
	if err != nil {
		return err
	}
	for _, m := range mail {
		if err := db.Enqueue(ctx, notify.Deliver{Message: m.ID}); err != nil {
			return err
		}
	}
	letters, err := query[struct {
		ID ident.Cycle `bun:"id"`
	}](ctx, db, waitingLetters)
	if err != nil {
		return err
	}
	for _, c := range letters {
		if err := db.Enqueue(ctx, award.DrawBatch{Cycle: c.ID}); err != nil {
			return err
		}
	}
	return nil
}

// archive is a backup as it is read, and what was taken out of it so far.
type archive struct {
	z      *gzip.Reader
	t      *tar.Reader
	tables []table
	key    []byte
	blobs  Shelf
	stored []string // files that were not there before
}

func damaged(format string, args ...any) error {
	return fault.New(fault.Invalid, "backup.damaged", format, args...)
}

// open reads the manifest and refuses what is no backup of this schema.
func (a *archive) open(r io.Reader) (err error) {
	if a.z, err = gzip.NewReader(r); err != nil {
		return damaged("This is not a backup: %v.", err)
	}
	a.t = tar.NewReader(a.z)
	var m manifest
	head, err := a.t.Next()
	if err != nil || head.Name != "manifest.json" || json.NewDecoder(a.t).Decode(&m) != nil {
		return damaged("This is not a backup of Vitrine.")
	}
	if m.Schema != SchemaHash() {
		return fault.New(fault.Conflict, "backup.schema", "The backup is of schema %s, this program is of %s; restore it with the version that made it, then migrate.", m.Schema, SchemaHash())
	}
	a.tables = m.Tables
	return nil
}

func (a *archive) restore(ctx context.Context, conn *pgx.Conn) error {
	here, err := tables(ctx, conn)
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(here, a.tables) {
		return damaged("The backup does not hold the tables of its schema.")
	}
	if err := empty(ctx, conn, here); err != nil {
		return err
	}
	// What the archive holds was checked when it was written; triggers and foreign keys would only fire again.
	if _, err := conn.Exec(ctx, "SET LOCAL session_replication_role = replica"); err != nil {
		return fmt.Errorf("restore needs the rights of a superuser: %w", err)
	}
	if err := a.members(ctx, conn); err != nil {
		return err
	}
	// The sum over the archive stands behind its last member.
	if _, err := io.Copy(io.Discard, a.z); err != nil {
		return damaged("The backup is damaged: %v.", err)
	}
	_, err = conn.Exec(ctx, restoreSequences, pgx.QueryExecModeSimpleProtocol)
	return err
}

// empty refuses a database that holds records; the facts every house begins with make way.
func empty(ctx context.Context, conn *pgx.Conn, tables []table) error {
	for _, facts := range []struct{ table, unless string }{{"thresholds", "funder_awards"}, {"rule_sets", "funder_awards"}, {"posts", "people"}} {
		if _, err := conn.Exec(ctx, "DELETE FROM "+facts.table+" WHERE NOT EXISTS (SELECT FROM "+facts.unless+")"); err != nil {
			return err
		}
	}
	for _, x := range tables {
		var used bool
		if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM "+pgx.Identifier{x.Name}.Sanitize()+")").Scan(&used); err != nil {
			return err
		}
		if used {
			return fault.New(fault.Conflict, "backup.not_empty", "There are records here already (%s); restore into an empty place, such as --data with a new folder.", x.Name)
		}
	}
	return nil
}

func (a *archive) members(ctx context.Context, conn *pgx.Conn) error {
	wanted := map[string]table{}
	for _, x := range a.tables {
		wanted[x.Name] = x
	}
	for {
		head, err := a.t.Next()
		if errors.Is(err, io.EOF) {
			if len(wanted) > 0 || a.key == nil {
				return damaged("The backup ends too early: %d tables are missing.", len(wanted))
			}
			return nil
		}
		if err != nil {
			return damaged("The backup is damaged: %v.", err)
		}
		kind, name, _ := strings.Cut(head.Name, "/")
		switch x, ok := wanted[name]; {
		case head.Name == "secret.key":
			var b bytes.Buffer
			if _, err := io.Copy(&b, a.t); err != nil {
				return damaged("The backup is damaged: %v.", err)
			}
			a.key = append([]byte{}, b.Bytes()...)
		case kind == "tables" && ok:
			delete(wanted, name)
			if err := a.table(ctx, conn, x); err != nil {
				return err
			}
		case kind == "blobs":
			if err := a.blob(ctx, name); err != nil {
				return err
			}
		default:
			return damaged("The backup holds %q, which belongs to none.", head.Name)
		}
	}
}

func (a *archive) table(ctx context.Context, conn *pgx.Conn, x table) error {
	in := &watched{Reader: a.t}
	_, err := conn.PgConn().CopyFrom(ctx, in, "COPY "+x.columns()+" FROM STDIN")
	var refused *pgconn.PgError
	if in.err != nil {
		return damaged("The backup is damaged at %s: %v.", x.Name, in.err)
	}
	if errors.As(err, &refused) && (refused.Code[:2] == "22" || refused.Code[:2] == "23") {
		return damaged("The backup is damaged at %s: %s.", x.Name, refused.Message)
	}
	if err != nil {
		return fmt.Errorf("restore %s: %w", x.Name, err)
	}
	return nil
}

// watched remembers why reading failed, which COPY does not say.
type watched struct {
	io.Reader
	err error
}

// Read passes bytes through.
func (w *watched) Read(b []byte) (int, error) {
	n, err := w.Reader.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}

// blob stores a file under its own hash; other bytes than the name promises are refused.
func (a *archive) blob(ctx context.Context, name string) error {
	was, err := a.blobs.Open(ctx, name)
	if err == nil {
		_ = was.Close()
	}
	in := &watched{Reader: a.t}
	key, _, _, err := a.blobs.Put(ctx, in)
	if in.err != nil {
		return damaged("The backup is damaged at a file: %v.", in.err)
	}
	if err != nil {
		return err
	}
	if key != name || was == nil {
		a.stored = append(a.stored, key)
	}
	if key != name {
		return damaged("The file %s is not what it was.", name)
	}
	return nil
}

// undo takes away the files of a backup that was refused.
func (a *archive) undo(ctx context.Context) error {
	var all error
	for _, k := range a.stored {
		all = errors.Join(all, a.blobs.Remove(ctx, k))
	}
	return all
}

const restoreSequences = `DO $$ DECLARE r record; top bigint; BEGIN
FOR r IN SELECT c.relname t, a.attname c FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
         WHERE a.attidentity <> '' AND c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE 'river\_%' LOOP
    EXECUTE format('SELECT coalesce(max(%I), 0) + 1 FROM %I', r.c, r.t) INTO top;
    PERFORM setval(pg_get_serial_sequence(quote_ident(r.t), r.c), top, false);
END LOOP; END $$; ANALYZE`

// Package postgres keeps every area's records, runs its transactions and holds what it may see.
package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/desk"
)

// DB is one Postgres 15 or newer, as a pool and as bun sees it.
type DB struct {
	Pool  *pgxpool.Pool
	Bun   *bun.DB
	Now   func() time.Time // the clock that stamps events and messages
	sql   *sql.DB
	queue *river.Client[*sql.Tx]
	news  *news
}

// Options are how a database is opened.
type Options struct {
	URL string           // a libpq connection string
	Max int32            // connections; 0 is the pool's own choice
	Now func() time.Time // the clock of the house
}

// Open connects and checks the version; it neither creates nor migrates.
func Open(ctx context.Context, o Options) (*DB, error) {
	c, err := pgxpool.ParseConfig(o.URL)
	if err != nil {
		return nil, fmt.Errorf("read database url: %w", err)
	}
	// Bun writes arguments into the text, so preparing each of its statements would only cost.
	c.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeExec
	c.ConnConfig.Tracer = watcher{}
	c.ConnConfig.RuntimeParams["timezone"] = "UTC"
	c.ConnConfig.RuntimeParams["application_name"] = "vitrine"
	if o.Max > 0 {
		c.MaxConns = o.Max
	}
	listening := c.ConnConfig.Copy()
	listening.RuntimeParams["application_name"] = "vitrine news"
	pool, err := pgxpool.NewWithConfig(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	var version int
	if err := pool.QueryRow(ctx, "SELECT current_setting('server_version_num')::int").Scan(&version); err != nil {
		pool.Close()
		return nil, fmt.Errorf("reach database: %w", err)
	}
	if version < 150000 {
		pool.Close()
		return nil, fmt.Errorf("this Postgres is version %d; Vitrine needs 15 or newer", version/10000)
	}
	db := &DB{Pool: pool, Now: o.Now, sql: stdlib.OpenDBFromPool(pool), news: &news{config: listening, followers: map[string]map[chan struct{}]bool{}}}
	db.Bun = bun.NewDB(db.sql, pgdialect.New())
	db.queue, err = river.NewClient(riverdatabasesql.New(db.sql), &river.Config{})
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("open job queue: %w", err)
	}
	return db, nil
}

// Ensure makes a database of the cluster unless it is there; two who try at once both succeed.
func (db *DB) Ensure(ctx context.Context, name string) error {
	var there bool
	if err := db.Pool.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&there); err != nil || there {
		return err
	}
	_, err := db.Pool.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize())
	var refused *pgconn.PgError
	if errors.As(err, &refused) && (refused.Code == "42P04" || refused.Code == "23505") {
		return nil
	}
	return err
}

// Close ends every connection.
func (db *DB) Close() {
	db.news.close()
	_ = db.sql.Close()
	db.Pool.Close()
}

type (
	txKey   struct{}
	connKey struct{} // the transaction's connection, for COPY
)

// InTx runs the function in a transaction that rides in its context; a nested call joins it.
func (db *DB) InTx(ctx context.Context, do func(context.Context) error) error {
	if _, ok := ctx.Value(txKey{}).(bun.Tx); ok {
		return do(ctx)
	}
	conn, err := db.Bun.Conn(ctx)
	if err != nil {
		return failure(err)
	}
	defer func() { _ = conn.Close() }()
	err = conn.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		return do(context.WithValue(context.WithValue(ctx, txKey{}, tx), connKey{}, conn.Conn))
	})
	return failure(err)
}

func (db *DB) idb(ctx context.Context) bun.IDB {
	if tx, ok := ctx.Value(txKey{}).(bun.Tx); ok {
		return tx
	}
	return db.Bun
}

// Desk is what the use cases of every area have before them.
func (db *DB) Desk() desk.Desk {
	return desk.Desk{Tx: db.InTx, Now: db.Now, Log: auditLog{db}, Outbox: outbox{db}, Enqueue: db.Enqueue}
}

// Enqueue adds a job in the context's transaction; it leaves the queue only if that is kept.
func (db *DB) Enqueue(ctx context.Context, j desk.Job) error {
	tx, ok := ctx.Value(txKey{}).(bun.Tx)
	if !ok {
		return db.InTx(ctx, func(ctx context.Context) error { return db.Enqueue(ctx, j) })
	}
	_, err := db.queue.InsertTx(ctx, tx.Tx, j, nil)
	if err != nil {
		return fmt.Errorf("enqueue %s: %w", j.Kind(), err)
	}
	return nil
}

func viewer(ctx context.Context) any {
	if p := auth.Who(ctx).Person; !p.IsZero() {
		return p.UUID()
	}
	return nil
}

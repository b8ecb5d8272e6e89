package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"

	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/uptrace/bun/migrate"

	"github.com/vitrine-grants/vitrine/migrations"
)

// migrationLock keeps two copies of the program from migrating at once.
const migrationLock = 7_417_346_021

// Migration is one step of the schema and whether it was taken.
type Migration struct {
	Name    string
	Applied bool
}

// MigrateUp takes every step not yet taken, one at a time, and answers their names.
func (db *DB) MigrateUp(ctx context.Context) ([]string, error) {
	var names []string
	err := db.migrating(ctx, func(m *migrate.Migrator) error {
		g, err := m.Migrate(ctx)
		if err != nil {
			return err
		}
		for _, x := range g.Migrations {
			names = append(names, x.Name+"_"+x.Comment)
		}
		return nil
	})
	if err != nil {
		return names, fmt.Errorf("migrate up: %w", err)
	}
	return names, db.migrateQueue(ctx, rivermigrate.DirectionUp, 0)
}

// MigrateDown takes back the newest step and answers its name; the queue goes with the last one.
func (db *DB) MigrateDown(ctx context.Context) (string, error) {
	var name string
	err := db.migrating(ctx, func(m *migrate.Migrator) error {
		all, err := m.MigrationsWithStatus(ctx)
		if err != nil {
			return err
		}
		for i := len(all) - 1; i >= 0; i-- {
			if !all[i].IsApplied() {
				continue
			}
			name = all[i].Name + "_" + all[i].Comment
			body, err := fs.ReadFile(migrations.Files, name+".tx.down.sql")
			if err != nil {
				return err
			}
			return db.InTx(ctx, func(ctx context.Context) error {
				if _, err := db.idb(ctx).ExecContext(ctx, string(body)); err != nil {
					return err
				}
				return m.MarkUnapplied(ctx, &all[i])
			})
		}
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("migrate down %s: %w", name, err)
	}
	return name, nil
}

// Migrations are all steps in order.
func (db *DB) Migrations(ctx context.Context) ([]Migration, error) {
	var out []Migration
	err := db.migrating(ctx, func(m *migrate.Migrator) error {
		all, err := m.MigrationsWithStatus(ctx)
		for _, x := range all {
			out = append(out, Migration{x.Name + "_" + x.Comment, x.IsApplied()})
		}
		return err
	})
	return out, err
}

func (db *DB) migrating(ctx context.Context, do func(*migrate.Migrator) error) error {
	conn, err := db.Pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLock)); err != nil {
		return err
	}
	defer func() {
		_, _ = conn.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(migrationLock))
	}()
	steps := migrate.NewMigrations()
	if err := steps.Discover(migrations.Files); err != nil {
		return err
	}
	m := migrate.NewMigrator(db.Bun, steps, migrate.WithMarkAppliedOnSuccess(true),
		migrate.WithTableName("schema_migrations"), migrate.WithLocksTableName("schema_migration_locks"))
	if err := m.Init(ctx); err != nil {
		return err
	}
	return do(m)
}

func (db *DB) migrateQueue(ctx context.Context, way rivermigrate.Direction, target int) error {
	m, err := rivermigrate.New(riverdatabasesql.New(db.sql), nil)
	if err != nil {
		return fmt.Errorf("migrate queue: %w", err)
	}
	if _, err := m.Migrate(ctx, way, &rivermigrate.MigrateOpts{TargetVersion: target}); err != nil {
		return fmt.Errorf("migrate queue: %w", err)
	}
	return nil
}

// SchemaHash names the schema that the embedded migrations make.
func SchemaHash() string {
	h := sha256.New()
	names, _ := fs.Glob(migrations.Files, "*.up.sql")
	for _, n := range names {
		b, _ := fs.ReadFile(migrations.Files, n)
		_, _ = h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}

package bench

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/postgres"
)

// replay sends recorded statements again on one connection, each as it was sent, and decodes every value;
// JSON stays text, as it does for whoever reads it by hand.
func (b *bench) replay(ctx context.Context, sent []postgres.Statement) (err error) {
	conn, err := b.Office.DB.Pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("replay: %w", err)
	}
	defer conn.Release()
	types := conn.Conn().TypeMap()
	for _, s := range sent {
		rows, err := conn.Query(ctx, s.Text, s.Args...)
		if err != nil {
			return fmt.Errorf("replay: %w", err)
		}
		fields := rows.FieldDescriptions()
		for rows.Next() {
			for i, raw := range rows.RawValues() {
				f := fields[i]
				t, ok := types.TypeForOID(f.DataTypeOID)
				if raw == nil || !ok || strings.HasPrefix(t.Name, "json") {
					continue
				}
				if _, err := t.Codec.DecodeValue(types, f.DataTypeOID, f.Format, raw); err != nil {
					rows.Close()
					return fmt.Errorf("replay: %w", err)
				}
			}
		}
		if err := rows.Err(); err != nil {
			return fmt.Errorf("replay: %w", err)
		}
	}
	return nil
}

// undone ends a transaction whose work was only measured.
var errUndone = errors.New("undone")

// undo runs the work in a transaction that is rolled back.
func (b *bench) undo(ctx context.Context, do func(context.Context) error) error {
	err := b.Office.DB.InTx(ctx, func(ctx context.Context) error {
		if err := do(ctx); err != nil {
			return err
		}
		return errUndone
	})
	if errors.Is(err, errUndone) {
		return nil
	}
	return err
}

// steps are the statements without begin and commit.
func steps(sent []postgres.Statement) int {
	n := 0
	for _, s := range sent {
		if !edge(s) {
			n++
		}
	}
	return n
}

func edge(s postgres.Statement) bool {
	t := strings.ToLower(s.Text)
	return strings.HasPrefix(t, "begin") || t == "commit" || t == "rollback"
}

package bench

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/postgres"
)

// plans prints how Postgres runs each statement of a case's first subject, with what it read and how long.
func (b *bench) plans(ctx context.Context, m *measured, ways []*way) error {
	var seen []string
	for _, y := range ways {
		for _, s := range y.sent[0] {
			if edge(s) || slices.Contains(seen, s.Text) {
				continue
			}
			seen = append(seen, s.Text)
			b.printf("\n--- %s, %s: %.100s\n", m.name, y.name, strings.Join(strings.Fields(s.Text), " "))
			if err := b.plan(ctx, s); err != nil {
				return fmt.Errorf("explain: %w", err)
			}
		}
	}
	return nil
}

func (b *bench) plan(ctx context.Context, s postgres.Statement) error {
	conn, err := b.Office.DB.Pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "begin"); err != nil {
		return err
	}
	rows, err := conn.Query(ctx, "EXPLAIN (ANALYZE, BUFFERS) "+s.Text, s.Args...)
	if err != nil {
		return err
	}
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			rows.Close()
			return err
		}
		b.printf("%s\n", line)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "rollback")
	return err
}

package bench

import (
	"context"
	"fmt"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/postgres"
)

// plans prints how Postgres runs each statement of a case's first subject, with what it read and how long.
func (b *bench) plans(ctx context.Context, m *measured, ways []*way) error {
	seen := map[string]bool{}
	for _, y := range ways {
		if err := b.explain(ctx, y.sent[0], func(s postgres.Statement, lines []string) {
			if !seen[s.Text] {
				b.printf("\n--- %s, %s: %.100s\n%s\n", m.name, y.name, strings.Join(strings.Fields(s.Text), " "), strings.Join(lines, "\n"))
			}
			seen[s.Text] = true
		}); err != nil {
			return fmt.Errorf("explain %s, %s: %w", m.name, y.name, err)
		}
	}
	return nil
}

// explain runs the statements of one way in their order, in a transaction that is rolled back.
func (b *bench) explain(ctx context.Context, sent []postgres.Statement, tell func(postgres.Statement, []string)) error {
	conn, err := b.Office.DB.Pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "begin"); err != nil {
		return err
	}
	for _, s := range sent {
		if edge(s) {
			continue
		}
		rows, err := conn.Query(ctx, "EXPLAIN (ANALYZE, BUFFERS) "+s.Text, s.Args...)
		if err != nil {
			return err
		}
		var lines []string
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				rows.Close()
				return err
			}
			lines = append(lines, line)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		tell(s, lines)
	}
	_, err = conn.Exec(ctx, "rollback")
	return err
}

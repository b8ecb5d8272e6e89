package bench

import (
	"context"
	"fmt"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/report"
)

// sideBySide prints each case's medians with their ratios to plain SQL, and the statements each way sent.
func (b *bench) sideBySide(ctx context.Context) error {
	s, err := b.subjects(ctx)
	if err != nil {
		return err
	}
	if s.reports, err = b.reported(ctx, s); err != nil {
		return err
	}
	b.printf("\nMedian milliseconds, taking turns; in brackets the ratio to the use case's statements through pgx alone,\n" +
		"then the statements sent. Where a way sends others than the use case, a second line is of its own.\n\n")
	b.printf("%-42s %9s  %-20s %-20s %-20s\n", "", "SQL", "use case", "GraphQL", "page")
	for _, m := range b.cases(s) {
		if !b.wanted(m.name) {
			continue
		}
		if len(m.work) == 0 {
			b.printf("%-42s nothing of the kind in this world\n", m.name)
			continue
		}
		plain, ways, err := b.measure(ctx, m)
		if err != nil {
			return err
		}
		b.line(m, median(plain), ways)
		if b.Plans {
			if err := b.plans(ctx, m, ways); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bench) line(m *measured, plain time.Duration, ways []*way) {
	b.printf("%-42s %9s  ", m.name, millis(plain))
	own := false
	for _, y := range ways {
		own = own || y.bare != nil
		b.printf("%-20s ", fmt.Sprintf("%s (%.2f) %d", millis(median(y.took)), ratio(median(y.took), plain), steps(y.sent[0])))
	}
	b.printf("\n")
	if !own {
		return
	}
	b.printf("%-42s %9s  ", "  to its own statements", "")
	for _, y := range ways {
		text := ""
		if y.bare != nil {
			text = fmt.Sprintf("%s (%.2f)", millis(median(y.bare)), ratio(median(y.took), median(y.bare)))
		}
		b.printf("%-20s ", text)
	}
	b.printf("\n")
}

func millis(d time.Duration) string { return fmt.Sprintf("%.2f", float64(d.Microseconds())/1000) }

func ratio(a, of time.Duration) float64 { return float64(a) / float64(max(of, 1)) }

// reported finds the reports of the decided cycles, and has the officer assemble those that are missing.
func (b *bench) reported(ctx context.Context, s *subjects) ([]ident.Report, error) {
	ctx = auth.As(ctx, s.officer)
	var out []ident.Report
	for _, c := range s.decided {
		found, err := b.Office.Report.Reports(ctx, c)
		if err != nil {
			return nil, fmt.Errorf("find reports: %w", err)
		}
		if len(found) > 0 {
			out = append(out, found[0].ID)
			continue
		}
		made, err := b.Office.Report.Assemble(ctx, report.AssembleInput{Cycle: c, Kind: report.Cycle})
		if err != nil {
			return nil, fmt.Errorf("assemble report: %w", err)
		}
		out = append(out, made.ID)
	}
	return out, nil
}

package bench

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// handed is what became of one submission.
type handed struct {
	*couple
	receipt string // empty when it was late
	at      time.Time
	took    time.Duration
	err     error
}

// submit hands one proposal in; too late is an answer, anything else an error.
func (h *handed) submit(ctx context.Context, b *bench) {
	h.took, h.err = b.timed(func() error {
		x, err := b.Office.Application.Submit(auth.As(ctx, h.coordinator), application.SubmitInput{Application: h.app})
		if err == nil {
			h.receipt, h.at = x.ReceiptCode, x.SubmittedAt
		}
		return err
	})
	if fault.Is(h.err, fault.DeadlinePassed) {
		h.err = nil
	}
}

func (c *crowd) submitters(ctx context.Context, n int) ([]*handed, error) {
	pairs, err := c.couples(ctx, n, true)
	if err != nil {
		return nil, err
	}
	out := make([]*handed, len(pairs))
	for i, p := range pairs {
		out[i] = &handed{couple: p}
	}
	return out, nil
}

// saves is how often each person saves in the hour before a deadline.
const saves = 10

// hour lets 500 people save every two seconds, and 100 submit in one moment in the middle of it.
func (b *bench) hour(ctx context.Context, c *crowd) error {
	writers, err := c.writers(ctx, b.People)
	if err != nil {
		return err
	}
	all, err := c.submitters(ctx, max(b.People/5, 1))
	if err != nil {
		return err
	}
	pause := b.Each * 2 / 5
	begun := b.Now()
	var done sync.WaitGroup
	for i, w := range writers {
		done.Go(func() {
			for n := range saves {
				b.until(begun.Add(pause*time.Duration(n) + pause*time.Duration(i)/time.Duration(len(writers))))
				w.save(ctx, b, n)
			}
		})
	}
	for _, h := range all {
		done.Go(func() {
			b.until(begun.Add(pause * saves / 2))
			h.submit(ctx, b)
		})
	}
	done.Wait()
	span := b.Now().Sub(begun)
	if err := b.kept(ctx, writers); err != nil {
		return err
	}
	in, late, err := b.agreed(ctx, all, c.cycle.Phases[0].ClosesAt)
	if err != nil {
		return err
	}
	if late > 0 {
		return fmt.Errorf("%d were late with hours to go", late)
	}
	b.printf("deadline hour, %d people saving every %s and %d submitting in one moment, %s: no error, nothing lost\n", b.People, pause, in, span.Round(time.Millisecond))
	b.printf("  saved %s\n  submitted with a receipt as PDF %s\n", spread(times(writers)), spread(durations(all)))
	return nil
}

// until waits for an instant of the bench's clock.
func (b *bench) until(t time.Time) {
	if d := t.Sub(b.Now()); d > 0 {
		time.Sleep(d)
	}
}

func durations(all []*handed) []time.Duration {
	out := make([]time.Duration, len(all))
	for i, h := range all {
		out[i] = h.took
	}
	return out
}

// last lets 200 people submit from ten seconds before a deadline until two seconds after it.
func (b *bench) last(ctx context.Context, c *crowd) error {
	all, err := c.submitters(ctx, max(b.People*2/5, 1))
	if err != nil {
		return err
	}
	window := 2 * b.Each
	begun := b.Now().Add(b.Each / 5)
	closes := b.Office.DB.Now().Add(window + b.Each/5).UTC().Truncate(time.Microsecond)
	moved := program.MoveDeadlineInput{Phase: c.cycle.Phases[0].ID, ClosesAt: closes, Reason: "Measured at its last seconds."}
	if _, err := b.Office.Program.MoveDeadline(auth.As(ctx, c.director), moved); err != nil {
		return fmt.Errorf("move deadline: %w", err)
	}
	var done sync.WaitGroup
	for i, h := range all {
		done.Go(func() {
			b.until(begun.Add(window * 6 / 5 * time.Duration(i) / time.Duration(len(all))))
			h.submit(ctx, b)
		})
	}
	done.Wait()
	in, late, err := b.agreed(ctx, all, closes)
	if err != nil {
		return err
	}
	b.printf("last ten seconds, %d submitting over %s around the deadline: %d in, %d late, %d receipts that the records know\n  %s\n",
		len(all), (window * 6 / 5).Round(time.Millisecond), in, late, in, spread(durations(all)))
	return nil
}

const (
	keptReceipt = `SELECT a.state, (SELECT count(*) FROM submissions x WHERE x.application_id = a.id),
(SELECT count(*) FROM submissions x WHERE x.application_id = a.id AND x.receipt_code = $2 AND x.submitted_at <= $3 AND x.document_id IS NOT NULL)
FROM applications a WHERE a.id = $1`
)

var errDisagree = errors.New("receipts and records disagree")

// agreed holds every receipt against the records: who has one was in time and is submitted, who has none is a draft still.
func (b *bench) agreed(ctx context.Context, all []*handed, closes time.Time) (in, late int, err error) {
	for _, h := range all {
		if h.err != nil {
			return in, late, fmt.Errorf("a submission was refused: %w", h.err)
		}
		var state string
		var any, exact int
		if err := b.Office.DB.Pool.QueryRow(ctx, keptReceipt, h.app.UUID(), h.receipt, closes).Scan(&state, &any, &exact); err != nil {
			return in, late, fmt.Errorf("read submission: %w", err)
		}
		switch {
		case h.receipt != "" && any == 1 && exact == 1 && state == string(application.Submitted) && !h.at.After(closes):
			in++
		case h.receipt == "" && any == 0 && state == string(application.Draft):
			late++
		default:
			return in, late, fmt.Errorf("%s is %s with %d submissions and receipt %q: %w", h.app, state, any, h.receipt, errDisagree)
		}
	}
	return in, late, nil
}

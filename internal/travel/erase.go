package travel

import (
	"context"
	"fmt"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/seal"
)

// DueTraveler is a traveler whose personal data is kept no longer.
type DueTraveler struct {
	Traveler
	KeepUntil calendar.Date `bun:"keep_until"` // the last day of the award's records
}

// EraseOn is the instant from which the data may go.
func (t *DueTraveler) EraseOn() time.Time { return exchange.EraseOn(t.KeepUntil, time.UTC) }

// atOnce is how many travelers or secrets one transaction takes.
const atOnce = 100

// EraseTravelers erases the personal data of travelers whose award's records are kept no longer, each with a line in
// the audit log; age band, gender and country stay. Only the timetable and the command line do it; a dry run counts.
func (s *Service) EraseTravelers(ctx context.Context, dryRun bool) (n int, err error) {
	if !auth.Who(ctx).IsSystem() {
		return 0, fault.New(fault.Forbidden, "forbidden", "Personal data is erased by the timetable.")
	}
	var after ident.Traveler
	for more := true; more; {
		err = s.Desk.Tx(ctx, func(ctx context.Context) error {
			due, err := s.Store.Due(ctx, s.today(), after, atOnce)
			if err != nil {
				return err
			}
			more = len(due) == atOnce
			for _, t := range due {
				after = t.ID
				if s.now().Before(t.EraseOn()) {
					continue
				}
				n++
				if dryRun {
					continue
				}
				if err := s.forget(ctx, &t.Traveler); err != nil {
					return err
				}
				if err := s.Desk.Log.Record(ctx, "travel.erase", t.Trip, "", map[string]any{"traveler": t.ID, "kept_until": t.KeepUntil}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// Rekey puts everything sealed under the ring's first key and counts it; nothing is opened. A key may leave the file
// once it was done. Only the command line does it.
func (s *Service) Rekey(ctx context.Context) (n int, err error) {
	if !auth.Who(ctx).IsSystem() {
		return 0, fault.New(fault.Forbidden, "forbidden", "Keys are changed on the command line.")
	}
	r, err := s.ring()
	if err != nil {
		return 0, err
	}
	for more := true; more; {
		err = s.Desk.Tx(ctx, func(ctx context.Context) error {
			some, err := s.Store.SecretsBeside(ctx, r.First(), atOnce)
			if err != nil {
				return err
			}
			more = len(some) == atOnce
			for _, x := range some {
				moved, err := r.Rewrap(seal.Sealed{Key: x.Key, Bytes: x.Sealed}, x.place())
				if err != nil {
					return fmt.Errorf("move %s of %s from key %q: %w", x.Kind, x.Traveler, x.Key, err)
				}
				x.Key, x.Sealed = moved.Key, moved.Bytes
				if err := s.Store.PutSecret(ctx, x); err != nil {
					return err
				}
			}
			n += len(some)
			return nil
		})
		if err != nil {
			return n, err
		}
	}
	if n == 0 {
		return 0, nil
	}
	return n, s.Desk.Log.Record(ctx, "travel.rekey", ident.Trip{}, "", map[string]any{"key": r.First(), "secrets": n})
}

// Unopened are secrets that do not open under the house's keys, for the doctor; nothing of what opens is told.
func (s *Service) Unopened(all []*Secret) (off []string) {
	if s.Seal == nil && len(all) > 0 {
		return []string{fmt.Sprintf("%d secrets of travelers and no key", len(all))}
	}
	for _, x := range all {
		if _, err := s.Seal.Open(seal.Sealed{Key: x.Key, Bytes: x.Sealed}, x.place()); err != nil {
			off = append(off, fmt.Sprintf("%s of %s: %v", x.Kind, x.Traveler, err))
		}
	}
	return off
}

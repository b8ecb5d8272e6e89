package matching

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// NeverSuggestInput names a museum that another never wants suggested.
type NeverSuggestInput struct {
	Organization ident.Organization // who wishes it
	Other        ident.Organization
}

// NeverSuggest keeps two museums from being suggested to each other, and from asking each other, in every call; the
// other museum is not told. A second time changes nothing.
func (s *Service) NeverSuggest(ctx context.Context, in NeverSuggestInput) (*Silence, error) {
	if err := auth.Require(ctx, auth.SeekPartner, auth.Target{Organizations: []ident.Organization{in.Organization}}); err != nil {
		return nil, err
	}
	x := &Silence{Organization: in.Organization, Other: in.Other, SetBy: auth.Who(ctx).Person, SetAt: *s.now()}
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		if err := s.Store.KeepSilence(ctx, x); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "matching.never_suggest", in.Organization, "", map[string]any{"other": in.Other.String()})
	})
	if err != nil {
		return nil, err
	}
	return x, nil
}

// SuggestAgainInput names a museum that another wants suggested again.
type SuggestAgainInput struct {
	Organization ident.Organization
	Other        ident.Organization
}

// SuggestAgain takes a museum's own wish back; what the other wished stays. It is told whether there was one.
func (s *Service) SuggestAgain(ctx context.Context, in SuggestAgainInput) (bool, error) {
	if err := auth.Require(ctx, auth.SeekPartner, auth.Target{Organizations: []ident.Organization{in.Organization}}); err != nil {
		return false, err
	}
	was := false
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if was, err = s.Store.EndSilence(ctx, in.Organization, in.Other); err != nil || !was {
			return err
		}
		return s.Desk.Log.Record(ctx, "matching.suggest_again", in.Organization, "", map[string]any{"other": in.Other.String()})
	})
	return was && err == nil, err
}

// Silences are whom the actor's own museums never want suggested; what others wished is nobody's to read.
func (s *Service) Silences(ctx context.Context) ([]*Silenced, error) {
	return s.Store.Silences(ctx, auth.Scope(ctx, auth.SeekPartner).Organizations)
}

// patience is how long an introduction waits for an answer.
const patience = 30 * 24 * time.Hour

// Tend is the job that lets introductions expire.
type Tend struct{}

// Kind names the job in the queue.
func (Tend) Kind() string { return "matching.tend" }

// ExpireOld ends what waited 30 days for an answer and tells those who agreed; the timetable calls it.
func (s *Service) ExpireOld(ctx context.Context) (int, error) {
	if !auth.Who(ctx).IsSystem() {
		return 0, fault.New(fault.Forbidden, "forbidden", "Introductions expire by the timetable.")
	}
	n := 0
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		old, err := s.Store.Waiting(ctx, s.Desk.Now().Add(-patience))
		if err != nil {
			return err
		}
		n = len(old)
		for _, m := range old {
			if m.State, err = m.after(VerbExpire); err != nil {
				return err
			}
			m.EndedAt = s.now()
			if err := s.keep(ctx, m, VerbExpire, ""); err != nil {
				return err
			}
			for _, side := range []Side{AskerSide, AskedSide} {
				if !m.Agreed(side) {
					continue
				}
				if err := s.tell(ctx, "matching.expired", m, side, ""); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return n, err
}

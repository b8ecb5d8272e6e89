package partnership

import (
	"context"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Tend is the job that reminds posts before their link expires and closes those whose time is over.
type Tend struct{}

// Kind names the job in the queue.
func (Tend) Kind() string { return "partnership.tend" }

// remindAt is when a post hears again: after two thirds of its time.
func remindAt(sent, expires time.Time) time.Time { return sent.Add(expires.Sub(sent) * 2 / 3) }

// TendEndorsements reminds each post once before its link expires, by the same link, and ends those whose time is over:
// then the officer who asked is told. It answers how many were reminded and how many expired.
func (s *Service) TendEndorsements(ctx context.Context) (reminded, expired int, err error) {
	ctx = auth.As(ctx, auth.System("partnership.tend"))
	waiting, err := s.Store.Waiting(ctx)
	if err != nil {
		return 0, 0, err
	}
	for _, id := range waiting {
		err := s.Desk.Tx(ctx, func(ctx context.Context) error {
			r, x, err := s.tend(ctx, id)
			reminded, expired = reminded+r, expired+x
			return err
		})
		if err != nil {
			return reminded, expired, err
		}
	}
	return reminded, expired, nil
}

func (s *Service) tend(ctx context.Context, id ident.Endorsement) (reminded, expired int, err error) {
	of, err := s.Store.OfEndorsement(ctx, id)
	if err != nil {
		return 0, 0, err
	}
	d, err := s.forUpdate(ctx, of)
	if err != nil {
		return 0, 0, err
	}
	i := slices.IndexFunc(d.Museums, func(m Museum) bool { return m.Endorsement != nil && m.Endorsement.ID == id })
	if i < 0 || d.State == Dissolved {
		return 0, 0, nil
	}
	m := &d.Museums[i]
	e, now := m.Endorsement, s.Desk.Now()
	switch {
	case e.State != SentToPost || e.SentAt == nil || e.ExpiresAt == nil:
		return 0, 0, nil
	case !now.Before(*e.ExpiresAt):
		return 0, 1, s.expire(ctx, d, m)
	case e.RemindedAt == nil && !now.Before(remindAt(*e.SentAt, *e.ExpiresAt)):
		return 1, 0, s.remind(ctx, d, m)
	}
	return 0, 0, nil
}

func (s *Service) remind(ctx context.Context, d *Detail, m *Museum) error {
	l, err := s.Store.NewestLink(ctx, m.Endorsement.ID)
	if err != nil {
		return err
	}
	now := s.Desk.Now()
	m.Endorsement.RemindedAt = &now
	if err := s.Store.KeepEndorsement(ctx, m.Endorsement, false); err != nil {
		return err
	}
	return s.outside(m.Endorsement.Email).tell(ctx, "endorsement.reminder", m.Endorsement.ID.String(), s.postData(ctx, d, m, l))
}

func (s *Service) expire(ctx context.Context, d *Detail, m *Museum) error {
	e := m.Endorsement
	if err := endorsementMay(e.State, EndorsementExpired, VerbExpire); err != nil {
		return err
	}
	e.State = EndorsementExpired
	if err := s.Store.KeepEndorsement(ctx, e, false); err != nil {
		return err
	}
	if err := s.note(ctx, d, HasExpired, m, e.Post); err != nil {
		return err
	}
	if err := s.Desk.Log.Record(ctx, "partnership.expire_endorsement", d.ID, "", endorsementDetail(m, e)); err != nil {
		return err
	}
	if e.RequestedBy.IsZero() {
		return nil
	}
	data := map[string]any{"Title": d.Title, "Museum": m.Organization.Name, "Post": e.Post}
	return s.Desk.Outbox.Tell(ctx, "partnership.endorsement_expired", d.ID.String(), data, e.RequestedBy)
}

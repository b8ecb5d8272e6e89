package response

import (
	"context"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
)

// Around is how long somebody counts as here after they were last seen.
const Around = 30 * time.Second

// PresenceRow is somebody who is here now, with their name.
type PresenceRow struct {
	Presence
	PersonName string `bun:"person_name"`
}

// HereInput says which section the actor has before them.
type HereInput struct {
	Subject string
	Section string
}

// Here notes that the actor is in a section and answers who else is around; it leaves no trace in the log.
func (s *Service) Here(ctx context.Context, in HereInput) ([]*PresenceRow, error) {
	x, err := s.within(ctx, in.Subject)
	if err != nil {
		return nil, err
	}
	f, err := s.Forms.Form(ctx, x.Form)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(f.Definition.Sections, func(s form.Section) bool { return s.Key == in.Section }) {
		return nil, fault.BadField("section", "unknown_section", "The form has no such section.")
	}
	now := s.Desk.Now()
	if me := auth.Who(ctx).Person; !me.IsZero() {
		if err := s.Store.See(ctx, &Presence{Response: x.ID, Person: me, Section: in.Section, SeenAt: now}); err != nil {
			return nil, err
		}
	}
	return s.others(ctx, x)
}

// Present are the others who are here now.
func (s *Service) Present(ctx context.Context, subject string) ([]*PresenceRow, error) {
	x, err := s.within(ctx, subject)
	if err != nil {
		return nil, err
	}
	return s.others(ctx, x)
}

func (s *Service) others(ctx context.Context, x *Subject) ([]*PresenceRow, error) {
	all, err := s.Store.Seen(ctx, x.ID, s.Desk.Now().Add(-Around))
	me := auth.Who(ctx).Person
	return slices.DeleteFunc(all, func(p *PresenceRow) bool { return p.Person == me }), err
}

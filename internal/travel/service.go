package travel

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/seal"
)

// Store keeps trips and travelers; a trip of an award that is hidden is not found.
type Store interface {
	Outline(ctx context.Context, v award.Visible, id ident.Award) (*Outline, error)
	Trips(ctx context.Context, v award.Visible, f Filter, a page.Args) (*page.Connection[*Detail], error)
	// Trip reads a trip with all that belongs to it; lock keeps others from it until the transaction ends.
	Trip(ctx context.Context, v award.Visible, id ident.Trip, lock bool) (*Detail, error)
	// TripOf is Trip by one of its travelers.
	TripOf(ctx context.Context, v award.Visible, id ident.Traveler, lock bool) (*Detail, error)
	AddTrip(ctx context.Context, t *Trip) error
	KeepTrip(ctx context.Context, t *Trip) error
	AddSegment(ctx context.Context, s *Segment) error
	KeepSegment(ctx context.Context, s *Segment) error
	DropSegment(ctx context.Context, id ident.TripSegment) error
	AddTraveler(ctx context.Context, t *Traveler) error
	KeepTraveler(ctx context.Context, t *Traveler) error
	// Secret is what is sealed of a traveler; nil where nothing is.
	Secret(ctx context.Context, id ident.Traveler, k SecretKind) (*Secret, error)
	PutSecret(ctx context.Context, x *Secret) error
	DropSecrets(ctx context.Context, id ident.Traveler) error
	// SecretsBeside are secrets under another key than the named, at most n.
	SecretsBeside(ctx context.Context, key string, n int) ([]*Secret, error)
	AddCase(ctx context.Context, c *Case) error
	KeepCase(ctx context.Context, c *Case) error
	AddLook(ctx context.Context, l *Look) error
	Looks(ctx context.Context, id ident.Traveler, a page.Args) (*page.Connection[*Look], error)
	AddWaiver(ctx context.Context, w *Waiver) error
	Visas(ctx context.Context, v award.Visible, f VisaFilter, a page.Args) (*page.Connection[*VisaRow], error)
	// Due are travelers with sealed data whose award's records were kept until before a day, after one and at most n.
	Due(ctx context.Context, day calendar.Date, after ident.Traveler, n int) ([]*DueTraveler, error)
	Journeys(ctx context.Context, v award.Visible, awards []ident.Award, from, through calendar.Date) ([]*Went, error)
	// Hands are the people with a role at one of the museums.
	Hands(ctx context.Context, role auth.Role, museums []ident.Organization) ([]ident.Person, error)
}

// Awards are the awards in force.
type Awards interface {
	Running(ctx context.Context, id ident.Award, lock bool) (*agreement.File, error)
}

// Service is what museums and the office do with the journeys of an award.
type Service struct {
	Desk   desk.Desk
	Store  Store
	Awards Awards
	Vault  document.Vault
	Seal   *seal.Ring // nil where the house has no key
}

// Filter narrows a list of trips; empty fields narrow nothing.
type Filter struct {
	Award ident.Award
	State State
}

func (s *Service) now() time.Time { return s.Desk.Now().UTC().Truncate(time.Microsecond) }

// today is the day in UTC, by which leads and warnings count.
func (s *Service) today() calendar.Date { return calendar.Of(s.Desk.Now(), time.UTC) }

// see is what of awards the actor sees by their travel.
func see(ctx context.Context) award.Visible {
	return award.Visible{Told: auth.Scope(ctx, auth.ViewTravel)}
}

// Outline is an award's travel as a whole: which directions it has, and whether one was waived.
func (s *Service) Outline(ctx context.Context, id ident.Award) (*Outline, error) {
	return s.Store.Outline(ctx, see(ctx), id)
}

// Trips are the journeys of awards, by the day they begin.
func (s *Service) Trips(ctx context.Context, f Filter, a page.Args) (*page.Connection[*Detail], error) {
	return s.Store.Trips(ctx, see(ctx), f, a)
}

// Trip is one journey with its flights and travelers.
func (s *Service) Trip(ctx context.Context, id ident.Trip) (*Detail, error) {
	return s.Store.Trip(ctx, see(ctx), id, false)
}

// Traveler is the trip of a traveler, for whoever may see it, and the traveler on it.
func (s *Service) Traveler(ctx context.Context, id ident.Traveler) (*Detail, *Traveler, error) {
	return s.traveler(ctx, id, false)
}

func (s *Service) traveler(ctx context.Context, id ident.Traveler, lock bool) (*Detail, *Traveler, error) {
	d, err := s.Store.TripOf(ctx, see(ctx), id, lock)
	if err != nil {
		return nil, nil, err
	}
	return d, d.Traveler(id), nil
}

// Of is whom a permission on a trip hangs on: its program and all museums of its award.
func (d *Detail) Of() auth.Target {
	return auth.Target{Program: d.Program, Organizations: d.Organizations()}
}

// Whose is whom a permission on a traveler's personal data hangs on: the program and their own museum alone.
func (d *Detail) Whose(t *Traveler) auth.Target {
	return auth.Target{Program: d.Program, Organizations: []ident.Organization{t.Organization}}
}

// change loads a trip under lock, asks whether the actor may, checks the version, lets do change it and writes it.
func (s *Service) change(ctx context.Context, id ident.Trip, p auth.Permission, expected *int, do func(context.Context, *Detail) error) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if d, err = s.Store.Trip(ctx, see(ctx), id, true); err != nil {
			return err
		}
		if err := auth.Require(ctx, p, d.Of()); err != nil {
			return err
		}
		if err := fault.Expected(expected, d.Version); err != nil {
			return err
		}
		if over(d.AwardState) {
			return fault.New(fault.Conflict, "award_over", "The award is over; its trips stay as they are.")
		}
		if err := do(ctx, d); err != nil {
			return err
		}
		return s.Store.KeepTrip(ctx, &d.Trip)
	})
	if err != nil {
		return nil, err
	}
	return d.Tie(), nil
}

// person is change for one traveler; their own museum and the office may.
func (s *Service) person(ctx context.Context, id ident.Traveler, p auth.Permission, do func(context.Context, *Detail, *Traveler) error) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		var t *Traveler
		if d, t, err = s.traveler(ctx, id, true); err != nil {
			return err
		}
		if err := auth.Require(ctx, p, d.Whose(t)); err != nil {
			return err
		}
		switch {
		case t.ErasedAt != nil:
			return fault.New(fault.Conflict, "erased", "This traveler's personal data was erased; nothing is kept of it any more.")
		case t.LeftAt != nil:
			return fault.New(fault.Conflict, "left", "This person does not travel any more.")
		}
		return do(ctx, d, t)
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// over tells whether an award has ended in a way that leaves its trips as they are.
func over(s award.State) bool {
	return slices.Contains([]award.State{award.Closed, award.Terminated, award.Rescinded, award.DeclinedByMuseum}, s)
}

// tell sends word to those with a role at the award's museums.
func (s *Service) tell(ctx context.Context, d *Detail, template string, data map[string]any, roles ...auth.Role) error {
	var to []ident.Person
	for _, r := range roles {
		found, err := s.Store.Hands(ctx, r, d.Organizations())
		if err != nil {
			return err
		}
		for _, p := range found {
			if !slices.Contains(to, p) {
				to = append(to, p)
			}
		}
	}
	if len(to) == 0 {
		return nil
	}
	data["Number"], data["Title"], data["From"], data["To"], data["Starts"] = d.Number, d.Title, d.From, d.To, d.StartsOn.String()
	return s.Desk.Outbox.Tell(ctx, template, d.ID.String(), data, to...)
}

// plain trims words and refuses control characters, emptiness where something is asked for, and what is too long.
func plain(c *fault.Check, path, text string, most int, required bool) string {
	text = strings.TrimSpace(text)
	c.That(!required || text != "", path, "required", "Say this.")
	c.That(len([]rune(text)) <= most, path, "too_long", "At most %d characters.", most)
	c.That(!strings.ContainsFunc(text, func(r rune) bool { return r == 0 || (r < ' ' && r != '\n' && r != '\t' && r != '\r') || r == '\uFFFD' }),
		path, "bad_text", "It has characters that are no text.")
	return text
}

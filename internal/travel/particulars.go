package travel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/seal"
)

// Particulars is who a traveler is: what the form DS-2019 asks, and what stands beside it. It is never kept but sealed.
type Particulars struct {
	exchange.DS2019
	Phone     string
	Emergency string // whom to call, and how
	Employer  string
	Policy    string // number of the insurance
	SEVIS     string
	Visa      string // number of the visa
}

// String tells nothing, so that no log ever does.
func (Particulars) String() string { return "particulars of a traveler" }

// GoString tells nothing either.
func (p Particulars) GoString() string { return p.String() }

// SecretKind is what is sealed of a traveler.
type SecretKind string

// The two kinds.
const (
	Personal SecretKind = "particulars"
	Consent  SecretKind = "consent" // a guardian's, as a PDF
)

// Secret is sealed data of a traveler as it is kept.
type Secret struct {
	Traveler ident.Traveler `bun:"traveler_id,pk"`
	Kind     SecretKind     `bun:"kind,pk"`
	Key      string         `bun:"key_id"`
	Sealed   []byte         `bun:"sealed"`
	Version  int            `bun:"version"`
	SavedBy  ident.Person   `bun:"saved_by"`
	SavedAt  time.Time      `bun:"saved_at"`
}

// place is where a secret belongs and the form in which it is written; it opens nowhere else.
func (x *Secret) place() string {
	return "traveler/" + x.Traveler.String() + "/" + string(x.Kind) + "/1"
}

// Look is one look at what is sealed of a traveler.
type Look struct {
	ID       ident.TravelerLook `bun:"id,pk"`
	Traveler ident.Traveler     `bun:"traveler_id"`
	Person   ident.Person       `bun:"person_id"`
	What     LookAt             `bun:"what"`
	Purpose  string             `bun:"purpose"`
	At       time.Time          `bun:"at"`
}

// LookAt is what somebody looked at.
type LookAt string

// What can be looked at.
const (
	LookParticulars LookAt = "particulars"
	LookConsent     LookAt = "consent"
	LookForm        LookAt = "ds2019" // a row of the sheet for ECA
)

// ring is the keys, or a clear refusal without any.
func (s *Service) ring() (*seal.Ring, error) {
	if s.Seal == nil {
		return nil, fault.New(fault.Conflict, "no_key", "This house has no key for travelers' personal data, so it can neither be kept nor shown.")
	}
	return s.Seal, nil
}

// open reads a secret; what cannot be opened is told without a word of what is inside.
func (s *Service) open(x *Secret) ([]byte, error) {
	r, err := s.ring()
	if err != nil {
		return nil, err
	}
	plain, err := r.Open(seal.Sealed{Key: x.Key, Bytes: x.Sealed}, x.place())
	if errors.Is(err, seal.ErrKey) {
		return nil, fault.New(fault.Conflict, "key_missing", "The key %q, under which this was sealed, is not in the house's key file.", x.Key).With("key", x.Key)
	}
	if err != nil {
		return nil, fmt.Errorf("open %s of %s: %w", x.Kind, x.Traveler, err)
	}
	return plain, nil
}

// keepSecret seals bytes of a traveler and writes them over what was there.
func (s *Service) keepSecret(ctx context.Context, id ident.Traveler, k SecretKind, plain []byte, version int) error {
	r, err := s.ring()
	if err != nil {
		return err
	}
	x := &Secret{Traveler: id, Kind: k, Version: version, SavedBy: auth.Who(ctx).Person, SavedAt: s.now()}
	closed, err := r.Seal(plain, x.place())
	if err != nil {
		return fmt.Errorf("seal %s of %s: %w", k, id, err)
	}
	x.Key, x.Sealed = closed.Key, closed.Bytes
	return s.Store.PutSecret(ctx, x)
}

// particulars are a traveler's, opened for the house's own use; nobody sees them. Version nought is that there are none.
func (s *Service) particulars(ctx context.Context, id ident.Traveler) (*Particulars, int, error) {
	x, err := s.Store.Secret(ctx, id, Personal)
	if err != nil || x == nil {
		return &Particulars{}, 0, err
	}
	plain, err := s.open(x)
	if err != nil {
		return nil, 0, err
	}
	p := &Particulars{}
	if err := json.Unmarshal(plain, p); err != nil {
		return nil, 0, fmt.Errorf("read particulars of %s", id) // the cause would tell of them
	}
	return p, x.Version, nil
}

// keepParticulars seals a traveler's particulars and writes what may be known of them beside the traveler.
func (s *Service) keepParticulars(ctx context.Context, d *Detail, t *Traveler, p *Particulars, version int) error {
	plain, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("write particulars of %s", t.ID)
	}
	t.derive(p, d.StartsOn)
	if t.KnownAt == nil && !p.BornOn.IsZero() {
		now := s.now()
		t.KnownAt = &now
	}
	if err := s.keepSecret(ctx, t.ID, Personal, plain, version+1); err != nil {
		return err
	}
	return s.Store.KeepTraveler(ctx, t)
}

// derive computes what rules and tables need of a traveler, on the day the trip begins.
func (t *Traveler) derive(p *Particulars, leaving calendar.Date) {
	year := 0
	if !p.BornOn.IsZero() {
		year = p.BornOn.Year()
	}
	t.AgeBand = exchange.Participant{BirthYear: year, JoinedOn: leaving}.Band()
	t.Minor = exchange.Traveler{BornOn: p.BornOn}.Minor(leaving)
	t.Gender, t.Country, t.PassportExpires = p.Gender, p.Citizenship, p.PassportExpires
	if t.Gender == "" {
		t.Gender = exchange.Undisclosed
	}
	t.Missing = []string{}
	for _, f := range p.DS2019.Missing() {
		t.Missing = append(t.Missing, f.At)
	}
}

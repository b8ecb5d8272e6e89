package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/travel"
)

// AddTrip keeps a new trip.
func (s Travels) AddTrip(ctx context.Context, t *travel.Trip) error {
	return s.insert(ctx, "trips", t)
}

// KeepTrip writes a trip under its version.
func (s Travels) KeepTrip(ctx context.Context, t *travel.Trip) error {
	return s.updateVersioned(ctx, "trips", t, t.Version, "from_place", "to_place", "starts_on", "ends_on", "purpose", "direction", "method", "federal", "state",
		"grant_minor", "share_minor", "approved_by", "approved_at", "cleared_by", "cleared_at", "ended_reason")
}

// AddSegment keeps a new flight.
func (s Travels) AddSegment(ctx context.Context, g *travel.Segment) error {
	return s.insert(ctx, "trip_segments", g)
}

// KeepSegment writes a flight's exception.
func (s Travels) KeepSegment(ctx context.Context, g *travel.Segment) error {
	return s.update(ctx, "trip_segments", g, "exception", "minutes", "minutes_us_flag", "document_id")
}

// DropSegment takes a flight away.
func (s Travels) DropSegment(ctx context.Context, id ident.TripSegment) error {
	_, err := s.exec(ctx, `DELETE FROM trip_segments WHERE id = $1`, id)
	return err
}

// AddTraveler keeps a new traveler.
func (s Travels) AddTraveler(ctx context.Context, t *travel.Traveler) error {
	return s.insert(ctx, "travelers", t)
}

// KeepTraveler writes what may be known of a traveler.
func (s Travels) KeepTraveler(ctx context.Context, t *travel.Traveler) error {
	return s.update(ctx, "travelers", t, "known_at", "minor", "age_band", "gender", "country", "passport_expires", "missing", "insured_from", "insured_to",
		"medical_minor", "evacuation_minor", "repatriation_minor", "deductible_minor", "consent_at", "left_at", "left_reason", "erased_at")
}

// Secret is what is sealed of a traveler; nil where nothing is.
func (s Travels) Secret(ctx context.Context, id ident.Traveler, k travel.SecretKind) (*travel.Secret, error) {
	rows, err := query[*travel.Secret](ctx, s.DB, `SELECT * FROM traveler_secrets WHERE traveler_id = $1 AND kind = $2`, id, string(k))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}

// PutSecret writes what is sealed over what was there.
func (s Travels) PutSecret(ctx context.Context, x *travel.Secret) error {
	_, err := s.exec(ctx, putSecret, x.Traveler, string(x.Kind), x.Key, x.Sealed, x.Version, x.SavedBy, x.SavedAt)
	return err
}

// DropSecrets takes away all that is sealed of a traveler.
func (s Travels) DropSecrets(ctx context.Context, id ident.Traveler) error {
	_, err := s.exec(ctx, `DELETE FROM traveler_secrets WHERE traveler_id = $1`, id)
	return err
}

// SecretsBeside are secrets under another key than the named, at most n, locked until the transaction ends.
func (s Travels) SecretsBeside(ctx context.Context, key string, n int) ([]*travel.Secret, error) {
	return query[*travel.Secret](ctx, s.DB, `SELECT * FROM traveler_secrets WHERE key_id <> $1 ORDER BY traveler_id, kind LIMIT $2 FOR UPDATE`, key, n)
}

// Secrets are all that is sealed, for the doctor.
func (s Travels) Secrets(ctx context.Context) ([]*travel.Secret, error) {
	return query[*travel.Secret](ctx, s.DB, `SELECT * FROM traveler_secrets ORDER BY traveler_id, kind`)
}

// AddCase keeps a new J-1 case.
func (s Travels) AddCase(ctx context.Context, c *travel.Case) error {
	return s.insert(ctx, "visa_cases", c)
}

// KeepCase writes a J-1 case under its version.
func (s Travels) KeepCase(ctx context.Context, c *travel.Case) error {
	return s.updateVersioned(ctx, "visa_cases", c, c.Version, "state", "sent_on", "form_issued_on", "interview_on", "issued_on", "entered_on", "validated_on", "departed_on",
		"ended_on", "ended_reason")
}

// AddLook keeps that somebody looked.
func (s Travels) AddLook(ctx context.Context, l *travel.Look) error {
	return s.insert(ctx, "traveler_looks", l)
}

// AddWaiver keeps the approval of travel in one direction.
func (s Travels) AddWaiver(ctx context.Context, w *travel.Waiver) error {
	return s.insert(ctx, "travel_waivers", w)
}

// Due are travelers with sealed data whose award's records were kept until before a day, after one and at most n.
func (s Travels) Due(ctx context.Context, day calendar.Date, after ident.Traveler, n int) ([]*travel.DueTraveler, error) {
	return query[*travel.DueTraveler](ctx, s.DB, travelersDue, day, nullable(after), n)
}

package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
)

// Sites are an organization's places, the main one first.
func (s People) Sites(ctx context.Context, o ident.Organization) ([]*people.Site, error) {
	return query[*people.Site](ctx, s.DB, `SELECT * FROM sites WHERE organization_id = $1 ORDER BY main DESC, name COLLATE "und-x-icu", id`, o)
}

// SitesByID are the named places.
func (s People) SitesByID(ctx context.Context, ids []ident.Site) ([]*people.Site, error) {
	return query[*people.Site](ctx, s.DB, `SELECT * FROM sites WHERE id = ANY($1::uuid[])`, uuids(ids))
}

// Site is one place, locked until the transaction ends.
func (s People) Site(ctx context.Context, id ident.Site) (*people.Site, error) {
	return one[people.Site](ctx, s.DB, "site", `SELECT * FROM sites WHERE id = $1 FOR UPDATE`, id)
}

// AddSite keeps a new place.
func (s People) AddSite(ctx context.Context, x *people.Site) error { return s.insert(ctx, "sites", x) }

// KeepSite writes what is told of a place.
func (s People) KeepSite(ctx context.Context, x *people.Site) error {
	return s.update(ctx, "sites", x, "name", "name_lang", "country", "state", "city", "street", "lat", "lon", "opened_on", "main")
}

// RemoveSite takes a place off the record.
func (s People) RemoveSite(ctx context.Context, id ident.Site) error {
	_, err := s.exec(ctx, `DELETE FROM sites WHERE id = $1`, id)
	return err
}

// NoMainSite takes the mark of the main site off every site of an organization.
func (s People) NoMainSite(ctx context.Context, o ident.Organization) error {
	_, err := s.exec(ctx, `UPDATE sites SET main = false WHERE organization_id = $1 AND main`, o)
	return err
}

// StandingSignals are an organization's signals, oldest first.
func (s People) StandingSignals(ctx context.Context, o ident.Organization) ([]*people.StandingSignal, error) {
	return query[*people.StandingSignal](ctx, s.DB, `SELECT * FROM standing_signals WHERE organization_id = $1 ORDER BY since, id`, o)
}

// StandingSignal is one signal, locked until the transaction ends.
func (s People) StandingSignal(ctx context.Context, id ident.Standing) (*people.StandingSignal, error) {
	return one[people.StandingSignal](ctx, s.DB, "standing", `SELECT * FROM standing_signals WHERE id = $1 FOR UPDATE`, id)
}

// AddStandingSignal keeps a new signal.
func (s People) AddStandingSignal(ctx context.Context, x *people.StandingSignal) error {
	return s.insert(ctx, "standing_signals", x)
}

// RemoveStandingSignal takes a signal off the record.
func (s People) RemoveStandingSignal(ctx context.Context, id ident.Standing) error {
	_, err := s.exec(ctx, `DELETE FROM standing_signals WHERE id = $1`, id)
	return err
}

// ExclusionChecks are the looks at the list of excluded parties, newest first.
func (s People) ExclusionChecks(ctx context.Context, o ident.Organization) ([]*people.ExclusionCheck, error) {
	return query[*people.ExclusionCheck](ctx, s.DB, `SELECT * FROM exclusion_checks WHERE organization_id = $1 ORDER BY checked_on DESC, id DESC`, o)
}

// AddExclusionCheck keeps one look at the list.
func (s People) AddExclusionCheck(ctx context.Context, x *people.ExclusionCheck) error {
	return s.insert(ctx, "exclusion_checks", x)
}

package people

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// Site is one of the places an organization runs; however many there are, the organization counts once.
type Site struct {
	ID           ident.Site         `bun:"id,pk"`
	Organization ident.Organization `bun:"organization_id"`
	Name         string             `bun:"name"`
	NameLang     string             `bun:"name_lang"` // BCP 47 tag of Name; empty is unknown
	Country      place.Country      `bun:"country"`
	State        place.State        `bun:"state"`
	City         string             `bun:"city"`
	Street       string             `bun:"street"`
	Lat          *float64           `bun:"lat"`
	Lon          *float64           `bun:"lon"`
	OpenedOn     calendar.Date      `bun:"opened_on"` // to the public; absent is unknown
	Main         bool               `bun:"main"`      // at most one of an organization
	CreatedAt    time.Time          `bun:"created_at"`
}

// RecordStore keeps what belongs to one organization's record.
type RecordStore interface {
	Sites(ctx context.Context, o ident.Organization) ([]*Site, error)
	SitesByID(ctx context.Context, ids []ident.Site) ([]*Site, error)
	Site(ctx context.Context, id ident.Site) (*Site, error)
	AddSite(ctx context.Context, x *Site) error
	KeepSite(ctx context.Context, x *Site) error
	RemoveSite(ctx context.Context, id ident.Site) error
	// NoMainSite takes the mark of the main site off every site of an organization.
	NoMainSite(ctx context.Context, o ident.Organization) error
	StandingSignals(ctx context.Context, o ident.Organization) ([]*StandingSignal, error)
	StandingSignal(ctx context.Context, id ident.Standing) (*StandingSignal, error)
	AddStandingSignal(ctx context.Context, x *StandingSignal) error
	RemoveStandingSignal(ctx context.Context, id ident.Standing) error
	ExclusionChecks(ctx context.Context, o ident.Organization) ([]*ExclusionCheck, error)
	AddExclusionCheck(ctx context.Context, x *ExclusionCheck) error
}

// SiteInput tells of one place; no Site is a new one.
type SiteInput struct {
	Organization ident.Organization
	Site         *ident.Site
	Name         string
	NameLang     string
	Country      place.Country
	State        place.State // of the United States only
	City         string
	Street       string
	Lat          *float64
	Lon          *float64
	OpenedOn     calendar.Date
	Main         bool // takes the mark from the site that has it
}

func (in SiteInput) trimmed(today calendar.Date) (SiteInput, error) {
	var c fault.Check
	for path, f := range map[string]*string{"name": &in.Name, "city": &in.City, "street": &in.Street} {
		*f = strings.TrimSpace(*f)
		c.That(utf8.RuneCountInString(*f) <= 300, path, "too_long", "At most %d characters.", 300)
	}
	c.That(in.Name != "", "name", "required", "The site has a name.")
	c.That(in.City != "", "city", "required", "Say in which city it is.")
	if tags := languages(&c, []string{in.NameLang}); len(tags) == 1 {
		in.NameLang = tags[0]
	} else {
		in.NameLang = ""
	}
	us := in.Country == place.UnitedStates
	c.That(in.Country.Valid(), "country", "bad_country", "There is no such country.")
	c.That(us || in.State == "", "state", "state_abroad", "Only organizations in the United States have a state.")
	c.That(!us || in.State.Valid(), "state", "bad_state", "Name the state or territory.")
	c.That(located(in.Lat, in.Lon), "lat", "bad_place", "A place has a latitude within 90 and a longitude within 180 degrees.")
	c.That(!in.OpenedOn.After(today), "openedOn", "in_the_future", "It opened on a day that has been.")
	return in, c.Err()
}

// Sites are the places an organization runs, the main one first, then by name; they are public.
func (s *Service) Sites(ctx context.Context, o ident.Organization) ([]*Site, error) {
	return s.Store.Sites(ctx, o)
}

// SitesByID are the named places, in no order, for batching.
func (s *Service) SitesByID(ctx context.Context, ids []ident.Site) ([]*Site, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return s.Store.SitesByID(ctx, ids)
}

// mostSites bounds a museum's places.
const mostSites = 200

// KeepSite adds or changes a place of an organization, for its own people and officers.
func (s *Service) KeepSite(ctx context.Context, in SiteInput) (*Site, error) {
	var x *Site
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		o, err := s.ownRecord(ctx, in.Organization)
		if err != nil {
			return err
		}
		if in, err = in.trimmed(s.today()); err != nil {
			return err
		}
		all, err := s.Store.Sites(ctx, o.ID)
		if err != nil {
			return err
		}
		if len(all) >= mostSites && in.Site == nil {
			return fault.New(fault.Conflict, "too_many_sites", "An organization has at most %d sites.", mostSites)
		}
		x = &Site{ID: ident.NewSite(), Organization: o.ID, CreatedAt: s.Desk.Now()}
		if in.Site != nil {
			at := slices.IndexFunc(all, func(a *Site) bool { return a.ID == *in.Site })
			if at < 0 {
				return fault.Missing("site")
			}
			x = all[at]
		}
		x.Name, x.NameLang, x.Country, x.State, x.City, x.Street = in.Name, in.NameLang, in.Country, in.State, in.City, in.Street
		x.Lat, x.Lon, x.OpenedOn, x.Main = in.Lat, in.Lon, in.OpenedOn, in.Main
		if err := s.putSite(ctx, x, in.Site == nil); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "people.keep_site", o.ID, "", map[string]any{"site": x.ID, "name": x.Name, "country": x.Country, "main": x.Main})
	})
	if err != nil {
		return nil, err
	}
	return x, nil
}

func (s *Service) putSite(ctx context.Context, x *Site, add bool) error {
	if x.Main {
		if err := s.Store.NoMainSite(ctx, x.Organization); err != nil {
			return err
		}
	}
	if add {
		return s.Store.AddSite(ctx, x)
	}
	return s.Store.KeepSite(ctx, x)
}

// RemoveSite takes a place off an organization's record; the audit log keeps what it was.
func (s *Service) RemoveSite(ctx context.Context, id ident.Site) error {
	return s.Desk.Tx(ctx, func(ctx context.Context) error {
		x, err := s.Store.Site(ctx, id)
		if err != nil {
			return err
		}
		if _, err := s.ownRecord(ctx, x.Organization); err != nil {
			return err
		}
		if err := s.Store.RemoveSite(ctx, id); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "people.remove_site", x.Organization, "", x)
	})
}

// ownRecord is an organization's record, locked, for those who may write it; a merged one is written no more.
func (s *Service) ownRecord(ctx context.Context, id ident.Organization) (*Organization, error) {
	o, err := s.Store.OrganizationForUpdate(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := auth.Require(ctx, auth.EditOrganization, auth.Target{Organizations: []ident.Organization{o.ID}}); err != nil {
		return nil, err
	}
	if !o.MergedInto.IsZero() {
		return nil, merged(o)
	}
	return o, nil
}

func merged(o *Organization) error {
	return fault.New(fault.Conflict, "merged", "This record was merged into %s; write that one.", o.MergedInto).With("organization", o.MergedInto.String())
}

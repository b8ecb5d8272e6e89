package people

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// Store keeps persons, organizations and memberships.
type Store interface {
	// PeopleByID are the named persons; whoever the filter hides is a name only.
	PeopleByID(ctx context.Context, f auth.Filter, ids []ident.Person, today calendar.Date) ([]*Person, error)
	OrganizationsByID(ctx context.Context, ids []ident.Organization) ([]*Organization, error)
	OrganizationForUpdate(ctx context.Context, id ident.Organization) (*Organization, error)
	Organizations(ctx context.Context, q Query) ([]*Organization, error)
	CountOrganizations(ctx context.Context, q Query) (int, error)
	// Namesakes are the organizations with a key in a country and state; no other transaction adds one meanwhile.
	Namesakes(ctx context.Context, key string, country place.Country, state place.State) ([]*Organization, error)
	AddOrganization(ctx context.Context, o *Organization) error
	KeepOrganization(ctx context.Context, o *Organization, expected int) error
	// KeepParent writes what an organization is part of, and its next version.
	KeepParent(ctx context.Context, o *Organization, expected int) error
	// Family are an organization's parents, the nearest first, and what is part of it.
	Family(ctx context.Context, id ident.Organization) ([]*Relative, error)
	AddMembership(ctx context.Context, m *Membership) error
	Membership(ctx context.Context, id ident.Membership) (*Membership, error)
	EndMembership(ctx context.Context, id ident.Membership, until calendar.Date) error
	Affiliations(ctx context.Context, p ident.Person, today calendar.Date) ([]*Affiliation, error)
	Members(ctx context.Context, o ident.Organization, today calendar.Date) ([]*Member, error)
	// MergeOrganizations takes a whole source into the register, in the context's transaction.
	MergeOrganizations(ctx context.Context, source string, next func() (*Organization, error)) (Merged, error)
	AddImport(ctx context.Context, i *Import) error
	// FindPeople are the persons whose name or e-mail holds the words, by family name, given name and id.
	FindPeople(ctx context.Context, words string, c page.Cut) ([]*Person, error)
	CountPeople(ctx context.Context, words string) (int, error)
	Imports(ctx context.Context) ([]*Import, error)
	// Languages are the tags that records of the register name, in order.
	Languages(ctx context.Context) ([]string, error)
	RecordStore
	ClaimStore
	DuplicateStore
	MergeStore
}

// Service answers who is who and keeps the register of organizations.
type Service struct {
	Desk  desk.Desk
	Store Store
	// LinkToken derives the token of a mailed link, so that no table and no queue holds it; nil sends no links.
	LinkToken func(uuid.UUID) string
	// Bonds is told who came to or left an organization; nil tells nobody.
	Bonds Bonds
}

// Bonds is what hangs on who is at which organization, in the transaction in which that changes.
type Bonds interface {
	PeopleChanged(ctx context.Context, ids ...ident.Person) error
	OrganizationsMerged(ctx context.Context, kept ident.Organization) error
	// ParentChanged is told that an organization became part of another.
	ParentChanged(ctx context.Context, id ident.Organization) error
}

// changed says who came to or left an organization.
func (s *Service) changed(ctx context.Context, who ident.Person) error {
	if s.Bonds == nil {
		return nil
	}
	return s.Bonds.PeopleChanged(ctx, who)
}

// today is the date in UTC, by which roles begin and end.
func (s *Service) today() calendar.Date { return calendar.Of(s.Desk.Now(), time.UTC) }

// Person is one person; all but the name is empty unless it is oneself, a colleague, or staff who asks.
func (s *Service) Person(ctx context.Context, id ident.Person) (*Person, error) {
	found, err := s.PeopleByID(ctx, []ident.Person{id})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fault.Missing("person")
	}
	return found[0], nil
}

// PeopleByID are the named persons, as far as the viewer may see each; nobody signed in sees none.
func (s *Service) PeopleByID(ctx context.Context, ids []ident.Person) ([]*Person, error) {
	if len(ids) == 0 || !auth.Who(ctx).SignedIn() {
		return nil, nil
	}
	return s.Store.PeopleByID(ctx, auth.Scope(ctx, auth.ViewPeople), ids, s.today())
}

// Organization is one organization; the register is public.
func (s *Service) Organization(ctx context.Context, id ident.Organization) (*Organization, error) {
	found, err := s.Store.OrganizationsByID(ctx, []ident.Organization{id})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fault.Missing("organization")
	}
	return found[0], nil
}

// OrganizationsByID are the named organizations, in no order.
func (s *Service) OrganizationsByID(ctx context.Context, ids []ident.Organization) ([]*Organization, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return s.Store.OrganizationsByID(ctx, ids)
}

// Filter narrows the public directory; empty fields let everything through.
type Filter struct {
	Text       string // words that begin words of the name or the city, accents aside
	Country    place.Country
	State      place.State
	Discipline string
	Kind       Kind
	Language   string // BCP 47 tag
}

// Query is a checked filter with the page it asks for.
type Query struct {
	Words      string // a text search in the database's own language
	Country    place.Country
	State      place.State
	Discipline string
	Kind       Kind
	Language   string
	page.Cut
}

// Organizations is the public directory by name, a page at a time.
func (s *Service) Organizations(ctx context.Context, f Filter, a page.Args) (*page.Connection[*Organization], error) {
	cut, err := a.Check(2)
	if err != nil {
		return nil, err
	}
	if cut.Key != nil {
		var id ident.Organization
		if id.UnmarshalText([]byte(cut.Key[1])) != nil || id.IsZero() {
			return nil, fault.BadField("after", "bad_cursor", "This is not a cursor of this list.")
		}
	}
	if err := f.check(); err != nil {
		return nil, err
	}
	q := Query{searchQuery(f.Text), f.Country, f.State, f.Discipline, f.Kind, f.Language, cut}
	rows, err := s.Store.Organizations(ctx, q)
	if err != nil {
		return nil, err
	}
	key := func(o *Organization) []string { return []string{o.Name, o.ID.String()} }
	return page.New(cut, rows, key, func(ctx context.Context) (int, error) { return s.Store.CountOrganizations(ctx, q) }), nil
}

// Languages are the BCP 47 tags that museums of the register work in, for the filter of the directory.
func (s *Service) Languages(ctx context.Context) ([]string, error) { return s.Store.Languages(ctx) }

func (f Filter) check() error {
	var c fault.Check
	c.That(len(f.Text) <= 200, "text", "too_long", "A search has at most 200 bytes.")
	c.That(f.Country == "" || f.Country.Valid(), "country", "bad_country", "There is no such country.")
	c.That(f.State == "" || f.State.Valid(), "state", "bad_state", "There is no such state.")
	c.That(len(f.Language) <= 35, "language", "bad_language", "A language is a tag such as en, sw or zh-Hans.")
	c.That(f.Kind == "" || slices.Contains(Kinds(), f.Kind), "kind", "bad_kind", "There is no such kind of organization.")
	c.That(f.Discipline == "" || slices.Contains(Disciplines(), f.Discipline), "discipline", "bad_discipline", "There is no such discipline.")
	return c.Err()
}

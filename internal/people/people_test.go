package people_test

import (
	"context"
	"sync"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

type stage struct {
	*pgtest.World
	people *people.Service
	ctx    context.Context
}

func setUp(t *testing.T) stage {
	t.Helper()
	w := pgtest.New(t)
	return stage{w, &people.Service{Desk: w.Desk(), Store: postgres.People{DB: w.DB}}, pgtest.Context(t)}
}

// person adds a person and answers a context in which they act with these grants.
func (s stage) person(t *testing.T, name string, grants ...auth.Grant) (ident.Person, context.Context) {
	t.Helper()
	id := ident.NewPerson()
	_, err := s.DB.Pool.Exec(s.ctx, "INSERT INTO people (id, email, given_name, family_name, created_at) VALUES ($1, $2, $3, 'Doe', now())", id, name+"@example.org", name)
	if err != nil {
		t.Fatal(err)
	}
	return id, auth.As(s.ctx, auth.Actor{Person: id, Name: name, Via: "web", Grants: grants})
}

func museum(name string) people.OrganizationInput {
	return people.OrganizationInput{Name: name, Country: "US", State: "NY", City: "Albany"}
}

func TestWhoAddsAMuseumCoordinatesIt(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	for name, c := range map[string]struct {
		in   people.OrganizationInput
		role auth.Role
	}{
		"home":   {museum("Museum of Home"), auth.Coordinator},
		"abroad": {people.OrganizationInput{Name: "Museo", Country: "MX", City: "Oaxaca"}, auth.PartnerCoordinator},
	} {
		_, ctx := s.person(t, name)
		o, err := s.people.AddOrganization(ctx, c.in)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		mine, err := s.people.MyOrganizations(ctx)
		if err != nil || len(mine) != 1 || mine[0].ID != o.ID || mine[0].Role != c.role || mine[0].Name != c.in.Name {
			t.Errorf("%s: %+v, %v", name, mine, err)
		}
	}
	_, officer := s.person(t, "officer", auth.Grant{Role: auth.Officer})
	if _, err := s.people.AddOrganization(officer, museum("Another")); err != nil {
		t.Fatal(err)
	}
	if mine, err := s.people.MyOrganizations(officer); err != nil || len(mine) != 0 {
		t.Errorf("an officer became a coordinator: %v, %v", mine, err)
	}
	if _, err := s.people.AddOrganization(s.ctx, museum("Nobody's")); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("nobody signed in was answered with %v", err)
	}
}

func TestTheSameNameInTheSameCityIsADuplicateNamedByItsID(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	_, ctx := s.person(t, "ann")
	first, err := s.people.AddOrganization(ctx, museum("Musée of Art & Science"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.people.AddOrganization(ctx, museum("THE MUSEE OF ART AND SCIENCE"))
	var f *fault.Error
	if !fault.HasCode(err, "duplicate_organization") || !asFault(err, &f) || f.Facts["organization"] != first.ID.String() {
		t.Fatalf("a duplicate was answered with %v", err)
	}
	elsewhere := museum("Musee of Art and Science")
	elsewhere.City = "Troy"
	if _, err := s.people.AddOrganization(ctx, elsewhere); err != nil {
		t.Errorf("the same name in another city was refused: %v", err)
	}
}

func TestTwoWhoAddTheSameMuseumAtOnceMakeOne(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	var wg sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		_, ctx := s.person(t, string(rune('a'+i)))
		wg.Go(func() { _, errs[i] = s.people.AddOrganization(ctx, museum("Only Once")) })
	}
	wg.Wait()
	added := 0
	for _, err := range errs {
		if err == nil {
			added++
		} else if !fault.HasCode(err, "duplicate_organization") {
			t.Error(err)
		}
	}
	if added != 1 {
		t.Errorf("%d were added", added)
	}
}

func TestEveryRefusedFieldIsNamed(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	_, ctx := s.person(t, "ann")
	_, err := s.people.AddOrganization(ctx, people.OrganizationInput{
		Country: "MX", State: "NY", Website: "javascript:alert(1)", UEI: "O", EIN: "12", Kind: "castle", Discipline: "magic",
	})
	for _, code := range []string{"required", "state_abroad", "bad_website", "bad_uei", "bad_ein", "bad_kind", "bad_discipline"} {
		if !fault.HasCode(err, code) {
			t.Errorf("%s is missing in %v", code, err)
		}
	}
	for where, want := range map[place.Country]string{"XX": "bad_country", "": "bad_country", "US": "bad_state"} {
		in := museum("Somewhere")
		in.Country, in.State = where, ""
		if _, err := s.people.AddOrganization(ctx, in); !fault.HasCode(err, want) {
			t.Errorf("%q: %v", where, err)
		}
	}
	taken := museum("First")
	taken.UEI = "ABCDEFGH1234"
	if _, err := s.people.AddOrganization(ctx, taken); err != nil {
		t.Fatal(err)
	}
	taken.Name = "Second"
	if _, err := s.people.AddOrganization(ctx, taken); !fault.HasCode(err, "uei_taken") {
		t.Errorf("a taken UEI was answered with %v", err)
	}
}

func TestOnlyOwnPeopleAndOfficersEdit(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	ann, adding := s.person(t, "ann")
	o, err := s.people.AddOrganization(adding, museum("Museum"))
	if err != nil {
		t.Fatal(err)
	}
	own := auth.As(s.ctx, auth.Actor{Person: ann, Grants: []auth.Grant{{Role: auth.Coordinator, Organization: o.ID}}})
	_, stranger := s.person(t, "bob", auth.Grant{Role: auth.Coordinator, Organization: ident.NewOrganization()})
	_, officer := s.person(t, "eve", auth.Grant{Role: auth.Officer})
	in := people.EditOrganizationInput{Organization: o.ID, OrganizationInput: museum("Museum")}
	in.Street, in.ExpectedVersion = "1 Main Street", &o.Version
	if _, err := s.people.EditOrganization(stranger, in); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a stranger was answered with %v", err)
	}
	edited, err := s.people.EditOrganization(own, in)
	if err != nil || edited.Version != 2 || edited.Street != "1 Main Street" {
		t.Fatalf("%+v, %v", edited, err)
	}
	_, err = s.people.EditOrganization(officer, in)
	var f *fault.Error
	if !fault.HasCode(err, "version") || !asFault(err, &f) || f.Facts["currentVersion"] != 2 {
		t.Errorf("a stale version was answered with %v", err)
	}
	in.ExpectedVersion = nil
	in.Phone = "+1 518-555-0100"
	if _, err := s.people.EditOrganization(officer, in); err != nil {
		t.Errorf("an officer was refused: %v", err)
	}
	got, err := s.people.Organization(s.ctx, o.ID)
	if err != nil || got.Phone != in.Phone || got.Street != in.Street || got.Version != 3 || got.EditedAt == nil {
		t.Errorf("%+v, %v", got, err)
	}
	in.Organization = ident.NewOrganization()
	if _, err := s.people.EditOrganization(officer, in); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown id was answered with %v", err)
	}
	events, err := postgres.Audit{DB: s.DB}.Events(auth.As(s.ctx, auth.System("test")), o.ID.String())
	if err != nil || len(events) != 4 { // added, claimed, edited twice
		t.Errorf("%d events, %v", len(events), err)
	}
}

package people_test

import (
	"context"
	"sync"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
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
	events, err := postgres.Audit{DB: s.DB}.Events(s.ctx, o.ID.String())
	if err != nil || len(events) != 3 {
		t.Errorf("%d events, %v", len(events), err)
	}
}

func TestColleaguesAndStaffSeeAddressesOthersOnlyNames(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	ann, annActs := s.person(t, "ann")
	bob, bobActs := s.person(t, "bob")
	_, strange := s.person(t, "eve")
	_, staff := s.person(t, "fay", auth.Grant{Role: auth.Officer, Program: ident.NewProgram()})
	_, admin := s.person(t, "gus", auth.Grant{Role: auth.Admin})
	o, err := s.people.AddOrganization(annActs, museum("Shared"))
	if err != nil {
		t.Fatal(err)
	}
	seen := func(ctx context.Context) string {
		p, err := s.people.Person(ctx, ann)
		if err != nil || p.GivenName != "ann" {
			t.Fatalf("%+v, %v", p, err)
		}
		return p.Email
	}
	if got := seen(bobActs); got != "" {
		t.Errorf("bob is no colleague yet but sees %q", got)
	}
	m, err := s.people.AddMembership(admin, people.AddMembershipInput{Person: bob, Organization: o.ID, Role: auth.Official})
	if err != nil {
		t.Fatal(err)
	}
	scoped := auth.Who(annActs)
	scoped.Scopes = []string{"application"}
	for name, c := range map[string]struct {
		ctx  context.Context
		want string
	}{
		"oneself": {annActs, "ann@example.org"}, "a colleague": {bobActs, "ann@example.org"}, "staff": {staff, "ann@example.org"},
		"a stranger": {strange, ""}, "a token for something else": {auth.As(s.ctx, scoped), ""},
	} {
		if got := seen(c.ctx); got != c.want {
			t.Errorf("%s sees %q", name, got)
		}
	}
	if _, err := s.people.Person(s.ctx, ann); !fault.Is(err, fault.NotFound) {
		t.Errorf("nobody signed in was answered with %v", err)
	}
	if err := s.people.EndMembership(admin, m.ID, "left"); err != nil {
		t.Fatal(err)
	}
	if got := seen(bobActs); got != "" {
		t.Errorf("a former colleague sees %q", got)
	}
}

func TestMembershipsAreCheckedByStaff(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	ann, annActs := s.person(t, "ann")
	bob, _ := s.person(t, "bob")
	gus, admin := s.person(t, "gus", auth.Grant{Role: auth.Admin})
	o, err := s.people.AddOrganization(annActs, museum("Museum"))
	if err != nil {
		t.Fatal(err)
	}
	own := auth.As(s.ctx, auth.Actor{Person: ann, Grants: []auth.Grant{{Role: auth.Coordinator, Organization: o.ID}}})
	in := people.AddMembershipInput{Person: bob, Organization: o.ID, Role: auth.Official, Title: "Director"}
	if _, err := s.people.AddMembership(own, in); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a coordinator named an official: %v", err)
	}
	if _, err := s.people.AddMembership(admin, in); err != nil {
		t.Fatal(err)
	}
	if _, err := s.people.AddMembership(admin, in); !fault.HasCode(err, "already_member") {
		t.Errorf("a role given twice was answered with %v", err)
	}
	in.Role = auth.Admin
	if _, err := s.people.AddMembership(admin, in); !fault.HasCode(err, "bad_role") {
		t.Errorf("a staff role at a museum was answered with %v", err)
	}
	in.Role, in.Person = auth.Official, gus
	if _, err := s.people.AddMembership(admin, in); !fault.HasCode(err, "same_person") {
		t.Errorf("an administrator named themselves: %v", err)
	}
	in.Person, in.Organization = bob, ident.NewOrganization()
	if _, err := s.people.AddMembership(admin, in); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown organization was answered with %v", err)
	}
	members, err := s.people.Members(own, o.ID)
	if err != nil || len(members) != 2 {
		t.Errorf("%v, %v", members, err)
	}
	_, stranger := s.person(t, "eve")
	if _, err := s.people.Members(stranger, o.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger reads the members: %v", err)
	}
}

func TestTheDirectoryPagesByNameWithoutSkipsOrRepeats(t *testing.T) {
	t.Parallel()
	s := setUp(t)
	_, ctx := s.person(t, "ann")
	names := []string{"Álamo Museum", "Alamo Museum", "Ballroom", "Zoo of Albany", "ähnlich", "Musée Bé", "Same", "Same", "Same"}
	for i, n := range names {
		in := museum(n)
		if i >= 6 {
			in.City = []string{"Troy", "Ithaca", "Utica"}[i-6]
		}
		if n == "Ballroom" {
			in.Country, in.State, in.Kind = "MX", "", people.CulturalCenter
		}
		if _, err := s.people.AddOrganization(ctx, in); err != nil && !fault.HasCode(err, "duplicate_organization") {
			t.Fatal(err)
		}
	}
	whole, err := s.people.Organizations(s.ctx, people.Filter{}, page.First(50))
	if err != nil || len(whole.Nodes) != 8 {
		t.Fatalf("%d, %v", len(whole.Nodes), err)
	}
	two, paged := 2, []ident.Organization{}
	for a := page.First(two); ; {
		p, err := s.people.Organizations(s.ctx, people.Filter{}, a)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range p.Nodes {
			paged = append(paged, o.ID)
		}
		if !p.PageInfo.HasNextPage {
			break
		}
		a = page.Args{First: &two, After: p.PageInfo.EndCursor}
	}
	for i, o := range whole.Nodes {
		if len(paged) != len(whole.Nodes) || paged[i] != o.ID {
			t.Fatalf("paged %v, whole differs at %d", paged, i)
		}
	}
	last, err := s.people.Organizations(s.ctx, people.Filter{}, page.Args{Last: &two})
	if err != nil || len(last.Nodes) != 2 || last.Nodes[1].ID != whole.Nodes[7].ID || !last.PageInfo.HasPreviousPage {
		t.Errorf("the last two: %+v, %v", last, err)
	}
	back, err := s.people.Organizations(s.ctx, people.Filter{}, page.Args{Last: &two, Before: last.PageInfo.StartCursor})
	if err != nil || len(back.Nodes) != 2 || back.Nodes[1].ID != whole.Nodes[5].ID {
		t.Errorf("the two before: %+v, %v", back, err)
	}
	for name, c := range map[string]struct {
		f    people.Filter
		want int
	}{
		"an accent is no matter":           {people.Filter{Text: "musee be"}, 1},
		"an accent typed is no matter":     {people.Filter{Text: "ÁLAMO"}, 1},
		"a word begins":                    {people.Filter{Text: "alb zoo"}, 1},
		"the city is searched":             {people.Filter{Text: "ithaca"}, 1},
		"nothing has it":                   {people.Filter{Text: "nothing here"}, 0},
		"operators are text":               {people.Filter{Text: "zoo | !('"}, 1},
		"a country":                        {people.Filter{Country: "MX"}, 1},
		"a state":                          {people.Filter{State: "NY"}, 7},
		"a state and a word":               {people.Filter{Country: "US", State: "NY", Text: "same"}, 3},
		"a kind":                           {people.Filter{Kind: people.CulturalCenter}, 1},
		"a discipline nobody has":          {people.Filter{Discipline: "art"}, 0},
		"punctuation alone finds all":      {people.Filter{Text: "-- ''"}, 8},
		"a state abroad is empty":          {people.Filter{Country: "MX", State: "NY"}, 0},
		"country with words":               {people.Filter{Country: "MX", Text: "ball"}, 1},
		"text Postgres cannot hold is not": {people.Filter{Text: "zoo\x00"}, 1},
	} {
		p, err := s.people.Organizations(s.ctx, c.f, page.First(50))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		n, err := p.TotalCount(s.ctx)
		if len(p.Nodes) != c.want || n != c.want || err != nil {
			t.Errorf("%s: %d shown, %d counted, want %d (%v)", name, len(p.Nodes), n, c.want, err)
		}
	}
	if _, err := s.people.Organizations(s.ctx, people.Filter{Country: "XX", Kind: "x"}, page.First(1)); !fault.HasCode(err, "bad_country") {
		t.Errorf("an unknown country was answered with %v", err)
	}
	bad := page.Cursor("a", "per_x")
	if _, err := s.people.Organizations(s.ctx, people.Filter{}, page.Args{First: &two, After: &bad}); !fault.HasCode(err, "bad_cursor") {
		t.Errorf("a foreign cursor was answered with %v", err)
	}
}

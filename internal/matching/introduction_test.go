package matching_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/matching"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/profile"
	"github.com/vitrine-grants/vitrine/internal/program"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var update = flag.Bool("update", false, "write the golden file anew")

func TestStatesAreAsWrittenDown(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, m := range matching.Moves() {
		fmt.Fprintf(&b, "%-10s %-8s %-10s %s\n", m.From, m.Verb, m.To, m.By)
	}
	if *update {
		if err := os.WriteFile("testdata/states.golden", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/states.golden")
	if err != nil || b.String() != string(want) {
		t.Errorf("states changed:\n%s%v", b.String(), err)
	}
}

// world is a cycle in which three museums seek a partner, with the people who act.
type world struct {
	*pgtest.World
	t                 *testing.T
	meet              *matching.Service
	us, abroad, third ident.Organization
	a, b, c           ident.Profile // theirs

	officer, lead, partner, other, stranger context.Context
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{World: pgtest.New(t), t: t}
	d := w.Desk()
	programs := &program.Service{Desk: d, Store: postgres.Programs{DB: w.DB}, Book: postgres.Ledger{DB: w.DB}}
	w.meet = &matching.Service{
		Desk: d, Store: postgres.Matching{DB: w.DB}, Cycles: programs,
		Profiles: &profile.Service{Desk: d, Store: postgres.Profiles{DB: w.DB}, Cycles: programs, Forms: forms{}},
	}
	funder, prog, cycle, form := ident.NewFunder(), ident.NewProgram(), ident.NewCycle(), ident.NewForm()
	w.exec(`INSERT INTO funders (id, key, name, federal) VALUES ($1, 'state', 'State', true)`, funder)
	w.exec(`INSERT INTO programs (id, key, name, administrator, funder_id) VALUES ($1, 'museums_connect', 'Museums Connect', 'Alliance', $2)`, prog, funder)
	w.exec(`INSERT INTO forms (id, key, version, title, definition) VALUES ($1, 'profile', 1, '{}', '{}')`, form)
	w.exec(`INSERT INTO cycles (id, program_id, year, title, state, profile_form_id) VALUES ($1, $2, 2027, 'Museums Connect 2027', 'profiles_open', $3)`, cycle, prog, form)
	museum := func(name, country string) (ident.Organization, ident.Profile) {
		o, p := ident.NewOrganization(), ident.NewProfile()
		w.exec(`INSERT INTO organizations (id, name, name_key, country, created_at) VALUES ($1, $2, lower($2), $3, now())`, o, name, country)
		w.exec(`INSERT INTO profiles (id, cycle_id, organization_id, form_id, state, seeking, created_at, submitted_at) VALUES ($1, $2, $3, $4, 'listed', true, now(), now())`, p, cycle, o, form)
		return o, p
	}
	w.us, w.a = museum("Minneapolis", "US")
	w.abroad, w.b = museum("Nairobi", "KE")
	w.third, w.c = museum("Lima", "PE")
	w.officer = w.person("Officer", auth.Grant{Role: auth.Officer, Program: prog})
	w.lead = w.person("Lead", auth.Grant{Role: auth.Coordinator, Organization: w.us})
	w.partner = w.person("Partner", auth.Grant{Role: auth.PartnerCoordinator, Organization: w.abroad})
	w.other = w.person("Other", auth.Grant{Role: auth.PartnerCoordinator, Organization: w.third})
	w.stranger = w.person("Reader", auth.Grant{Role: auth.Reviewer})
	return w
}

func (w *world) exec(text string, args ...any) {
	w.t.Helper()
	if _, err := w.DB.Pool.Exec(pgtest.Context(w.t), text, args...); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) person(name string, g auth.Grant) context.Context {
	w.t.Helper()
	id := ident.NewPerson()
	w.exec(`INSERT INTO people (id, email, given_name, created_at) VALUES ($1, $2, $3, now())`, id, strings.ToLower(name)+"@example.org", name)
	switch {
	case !g.Organization.IsZero():
		w.exec(`INSERT INTO memberships (id, person_id, organization_id, role) VALUES ($1, $2, $3, $4)`, ident.NewMembership(), id, g.Organization, string(g.Role))
	case !g.Program.IsZero():
		w.exec(`INSERT INTO role_grants (id, person_id, role, program_id, granted_at) VALUES ($1, $2, $3, $4, now())`, ident.NewRoleGrant(), id, string(g.Role), g.Program)
	}
	return auth.As(pgtest.Context(w.t), auth.Actor{Person: id, Name: name, Grants: []auth.Grant{g}})
}

// told is how many mails of a template wait for a person of that address.
func (w *world) told(template, to string) (n int) {
	w.t.Helper()
	const count = `SELECT count(*) FROM messages m JOIN people p ON p.id = m.person_id WHERE m.template = $1 AND p.email = $2`
	if err := w.DB.Pool.QueryRow(pgtest.Context(w.t), count, template, to+"@example.org").Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w *world) asked() *matching.Meeting {
	w.t.Helper()
	m, err := w.meet.Ask(w.lead, matching.AskInput{Asker: w.a, Asked: w.b, Words: "Two rivers?"})
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

func (w *world) accepted() *matching.Meeting {
	w.t.Helper()
	m, err := w.meet.Accept(w.partner, matching.AcceptInput{Introduction: w.asked().ID})
	if err != nil || m.State != matching.Accepted {
		w.t.Fatalf("%+v, %v", m, err)
	}
	return m
}

func code(t *testing.T, what string, err error, want string) {
	t.Helper()
	if !fault.HasCode(err, want) {
		t.Errorf("%s was answered with %v, want %s", what, err, want)
	}
}

// days later than the world's today.
func (w *world) later(days int) { w.Clock.Set(pgtest.Today.Add(time.Duration(days) * 24 * time.Hour)) }

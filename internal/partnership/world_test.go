package partnership_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/blob"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/program"

	"github.com/google/uuid"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// key makes the tokens of links in tests.
var key = account.Key{3}

// world is an office with open cycles, museums and the people who act.
type world struct {
	*pgtest.World
	*office.Office
	t       *testing.T
	program ident.Program
	cycle   ident.Cycle // of 2027

	lead, kenya, france, second *people.Organization
	director, officer           context.Context
	ada, wanjiru, odile         context.Context // of the lead, of Kenya, of France
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{World: pgtest.New(t), t: t}
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = blobs.Close() })
	w.Office = office.New(office.Options{DB: w.World.DB, Sign: pgtest.SigningKey(), Blobs: blobs, Key: key, Demo: true, BaseURL: "https://vitrine.example.org"})
	funder, program := ident.NewFunder(), ident.NewProgram()
	w.program = program
	w.exec(`INSERT INTO funders (id, key, name, federal) VALUES ($1, 'eca', 'State', true)`, funder.UUID())
	w.exec(`INSERT INTO programs (id, key, name, administrator, funder_id) VALUES ($1, 'museums_connect', 'Museums Connect', 'AAM', $2)`, program.UUID(), funder.UUID())
	w.cycle = w.open(2027)
	w.lead, w.kenya = w.museum("Minneapolis Institute of Arts", "US", "Minneapolis"), w.museum("National Museums of Kenya", "KE", "Nairobi")
	w.france, w.second = w.museum("Cité de l'espace", "FR", "Toulouse"), w.museum("Space Center Houston", "US", "Houston")
	w.director, w.officer = w.person("director", auth.Grant{Role: auth.Director, Program: program}), w.person("officer", auth.Grant{Role: auth.Officer, Program: program})
	w.ada = w.speaker("ada", auth.Coordinator, w.lead)
	w.wanjiru, w.odile = w.speaker("wanjiru", auth.PartnerCoordinator, w.kenya), w.speaker("odile", auth.PartnerCoordinator, w.france)
	return w
}

func (w *world) exec(text string, args ...any) {
	w.t.Helper()
	if _, err := w.World.DB.Pool.Exec(context.Background(), text, args...); err != nil {
		w.t.Fatalf("%s: %v", text, err)
	}
}

// open makes a cycle whose proposals are due on an April 6.
func (w *world) open(year int) ident.Cycle {
	id := ident.NewCycle()
	w.exec(`INSERT INTO cycles (id, program_id, year, title, state) VALUES ($1, $2, $3, 'Museums Connect', 'proposals_open')`, id.UUID(), w.program.UUID(), year)
	closes := calendar.EndOfDay(calendar.On(year, time.April, 6), "America/New_York").At
	w.exec(`INSERT INTO phases (id, cycle_id, kind, opens_at, closes_at) VALUES ($1, $2, $3, $4, $5)`,
		ident.NewPhase().UUID(), id.UUID(), string(program.ProposalPhase), closes.AddDate(-1, 0, 0), closes)
	return id
}

func (w *world) museum(name, country, city string) *people.Organization {
	o := museum(name, country)
	state := ""
	if country == "US" {
		state = "MN"
	}
	w.exec(`INSERT INTO organizations (id, name, name_key, kind, country, state, city, nonprofit, opened_on, created_at)
		VALUES ($1, $2, $3, 'museum', $4, $5, $6, true, '1990-05-01', now())`, o.ID.UUID(), name, people.NameKey(name), country, state, city)
	return o
}

func (w *world) person(name string, grants ...auth.Grant) context.Context {
	w.t.Helper()
	id := ident.NewPerson()
	w.exec(`INSERT INTO people (id, email, given_name, created_at) VALUES ($1, $2, $3, now())`, id.UUID(), name+"@example.org", name)
	return auth.As(pgtest.Context(w.t), auth.Actor{Person: id, Name: name, Grants: grants, SecondFactor: true, Via: "web"})
}

func (w *world) speaker(name string, role auth.Role, o *people.Organization) context.Context {
	ctx := w.person(name, auth.Grant{Role: role, Organization: o.ID})
	w.exec(`INSERT INTO memberships (id, person_id, organization_id, role) VALUES ($1, $2, $3, $4)`,
		ident.NewMembership().UUID(), auth.Who(ctx).Person.UUID(), o.ID.UUID(), string(role))
	return ctx
}

// agreed is a partnership of the lead and Kenya that both have confirmed.
func (w *world) agreed() *partnership.Detail {
	w.t.Helper()
	d := w.proposed()
	d, err := w.Partnership.Confirm(w.wanjiru, partnership.ConfirmInput{Partnership: d.ID, Organization: w.kenya.ID, Words: "We are in."})
	if err != nil || d.State != partnership.Confirmed {
		w.t.Fatalf("%v, %v", d, err)
	}
	return d
}

func (w *world) proposed() *partnership.Detail {
	w.t.Helper()
	d, err := w.Partnership.Propose(w.ada, partnership.ProposeInput{
		Cycle: w.cycle, Title: "Girls Design the World", Lead: w.lead.ID, Partners: []partnership.PartnerInput{{Organization: w.kenya.ID, Part: "Leads in Nairobi"}},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// award gives museums an award of a year, as the public record has it.
func (w *world) award(year int, with ...*people.Organization) {
	w.t.Helper()
	cycle, of := w.open(year), ident.NewPartnership()
	w.exec(`INSERT INTO partnerships (id, cycle_id, title, state, created_at) VALUES ($1, $2, 'Earlier', 'eligible', now())`, of.UUID(), cycle.UUID())
	for i, o := range with {
		side := "non_us"
		if o.US() {
			side = "us"
		}
		w.exec(`INSERT INTO partnership_members (id, partnership_id, organization_id, side, lead, confirmed_at) VALUES ($1, $2, $3, $4, $5, now())`,
			ident.NewMember().UUID(), of.UUID(), o.ID.UUID(), side, i == 0)
	}
	w.exec(`INSERT INTO awards (id, number, cycle_id, partnership_id, kind, title, subject, currency, state, version)
		VALUES ($1, $2, $3, $4, 'new', 'Earlier', '', 'USD', 'closed', 1)`, ident.NewAward().UUID(), of.String(), cycle.UUID(), of.UUID())
}

// count is what a statement counts.
func (w *world) count(text string, args ...any) int {
	w.t.Helper()
	var n int
	if err := w.World.DB.Pool.QueryRow(context.Background(), text, args...).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

// token is what the newest mail of a template carries, made as the mail makes it.
func (w *world) token(template string) string {
	w.t.Helper()
	var link string
	err := w.World.DB.Pool.QueryRow(context.Background(), `SELECT data->>'link' FROM messages WHERE template = $1 ORDER BY queued_at DESC, id DESC LIMIT 1`, template).Scan(&link)
	if err != nil {
		w.t.Fatalf("%s: %v", template, err)
	}
	return key.LinkToken(uuid.MustParse(link))
}

// post is a post of the directory by its name.
func (w *world) post(name string) *partnership.Post {
	w.t.Helper()
	posts, err := w.Partnership.Posts(w.officer)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, p := range posts {
		if strings.Contains(p.Name, name) {
			return p
		}
	}
	w.t.Fatalf("no post %s", name)
	return nil
}

// pdf is the least that says it is one.
func pdf() []byte { return bytes.Join([][]byte{[]byte("%PDF-1.7\n"), []byte("cable")}, nil) }

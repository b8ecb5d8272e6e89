package statement_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/response"
	"github.com/vitrine-grants/vitrine/internal/statement"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var update = flag.Bool("update", false, "write the golden file anew")

func TestStatesAreAsWrittenDown(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, m := range statement.Moves() {
		fmt.Fprintf(&b, "%-16s %-10s %-16s %s\n", m.From, m.Verb, m.To, m.By)
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

// world is one cycle that takes statements, a partnership of two museums, and the people who act.
type world struct {
	*pgtest.World
	t           *testing.T
	statements  *statement.Service
	answers     *response.Service
	cycle       ident.Cycle
	partnership ident.Partnership
	closes      time.Time

	officer, lead, partner, stranger, ownOfficer context.Context
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{World: pgtest.New(t), t: t, cycle: ident.NewCycle(), partnership: ident.NewPartnership(), closes: pgtest.Today.Add(48 * time.Hour)}
	d := w.Desk()
	forms := &form.Service{Desk: d, Store: postgres.Forms{DB: w.DB}}
	programs := &program.Service{Desk: d, Store: postgres.Programs{DB: w.DB}, Book: postgres.Ledger{DB: w.DB}}
	partners := &partnership.Service{Desk: d, Store: postgres.Partnerships{DB: w.DB}, Cycles: programs}
	w.answers = &response.Service{Desk: d, Store: postgres.Responses{DB: w.DB}, Forms: forms, Finders: map[string]response.Finder{}}
	w.statements = &statement.Service{Desk: d, Store: postgres.Statements{DB: w.DB}, Cycles: programs, Forms: forms, Partnerships: partners, Answers: w.answers}
	w.answers.Finders["sip"] = w.statements
	w.fill()
	return w
}

func (w *world) exec(text string, args ...any) {
	w.t.Helper()
	if _, err := w.DB.Pool.Exec(pgtest.Context(w.t), text, args...); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) person(name string, grants ...auth.Grant) context.Context {
	w.t.Helper()
	id := ident.NewPerson()
	w.exec(`INSERT INTO people (id, email, given_name, created_at) VALUES ($1, $2, $3, now())`, id, strings.ToLower(name)+"@example.org", name)
	for _, g := range grants {
		if g.Organization.IsZero() {
			w.exec(`INSERT INTO role_grants (id, person_id, role, program_id, granted_at) VALUES ($1, $2, $3, $4, now())`, ident.NewRoleGrant(), id, string(g.Role), g.Program)
		} else {
			w.exec(`INSERT INTO memberships (id, person_id, organization_id, role) VALUES ($1, $2, $3, $4)`, ident.NewMembership(), id, g.Organization, string(g.Role))
		}
	}
	return auth.As(pgtest.Context(w.t), auth.Actor{Person: id, Name: name, Grants: grants})
}

func (w *world) museum(name, country string) ident.Organization {
	w.t.Helper()
	id := ident.NewOrganization()
	w.exec(`INSERT INTO organizations (id, name, name_key, country, created_at) VALUES ($1, $2, lower($2), $3, now())`, id, name, country)
	return id
}

func definition() form.Definition {
	say := func(s string) map[string]string { return map[string]string{"en": s} }
	return form.Definition{Sections: []form.Section{
		{Key: "idea", Title: say("Idea"), Owner: form.Shared, Questions: []form.Question{
			{Key: "title", Kind: form.ShortText, Label: say("Title"), Required: true},
			{Key: "idea", Kind: form.LongText, Label: say("Idea"), Required: true, MaxWords: 100},
		}},
		{Key: "abroad", Title: say("Abroad"), Owner: form.ByPartner, Questions: []form.Question{{Key: "community", Kind: form.LongText, Label: say("Community"), Required: true}}},
	}}
}

func (w *world) fill() {
	w.t.Helper()
	funder, prog := ident.NewFunder(), ident.NewProgram()
	w.exec(`INSERT INTO funders (id, key, name, federal) VALUES ($1, 'state', 'State', true)`, funder)
	w.exec(`INSERT INTO programs (id, key, name, administrator, funder_id) VALUES ($1, 'museums_connect', 'Museums Connect', 'Alliance', $2)`, prog, funder)
	f := &form.Form{ID: ident.NewForm(), Key: "intent", Version: 1, Title: map[string]string{"en": "Intent"}, Definition: definition()}
	if err := (postgres.Forms{DB: w.DB}).AddForm(pgtest.Context(w.t), f); err != nil {
		w.t.Fatal(err)
	}
	w.exec(`UPDATE forms SET published_at = now() WHERE id = $1`, f.ID)
	w.exec(`INSERT INTO cycles (id, program_id, year, title, state, statement_form_id) VALUES ($1, $2, 2027, 'Museums Connect 2027', 'sip_open', $3)`, w.cycle, prog, f.ID)
	w.exec(`INSERT INTO phases (id, cycle_id, kind, opens_at, closes_at) VALUES ($1, $2, 'statement', $3, $4)`, ident.NewPhase(), w.cycle, pgtest.Today.Add(-time.Hour), w.closes)
	us, abroad := w.museum("Minneapolis", "US"), w.museum("Nairobi", "KE")
	w.exec(`INSERT INTO partnerships (id, cycle_id, title, created_at) VALUES ($1, $2, 'Water', now())`, w.partnership, w.cycle)
	w.exec(`INSERT INTO partnership_members (id, partnership_id, organization_id, side, lead) VALUES ($1, $2, $3, 'us', true)`, ident.NewMember(), w.partnership, us)
	w.exec(`INSERT INTO partnership_members (id, partnership_id, organization_id, side) VALUES ($1, $2, $3, 'non_us')`, ident.NewMember(), w.partnership, abroad)
	w.officer = w.person("Officer", auth.Grant{Role: auth.Officer, Program: prog})
	w.lead = w.person("Lead", auth.Grant{Role: auth.Coordinator, Organization: us})
	w.partner = w.person("Partner", auth.Grant{Role: auth.PartnerCoordinator, Organization: abroad})
	w.stranger = w.person("Stranger", auth.Grant{Role: auth.Coordinator, Organization: w.museum("Elsewhere", "US")})
	w.ownOfficer = w.person("Torn", auth.Grant{Role: auth.Officer, Program: prog}, auth.Grant{Role: auth.Official, Organization: us})
}

// write answers a question as somebody.
func (w *world) write(ctx context.Context, id ident.Statement, key, text string) error {
	d, err := w.answers.Response(ctx, id.String())
	if err != nil {
		return err
	}
	_, err = w.answers.Save(ctx, response.SaveInput{Subject: id.String(), Answers: []response.AnswerInput{{Key: key, Text: text, Saw: response.Stamp(d.Answers[key])}}})
	return err
}

// handedIn is a finished statement that was submitted.
func (w *world) handedIn() *statement.Detail {
	w.t.Helper()
	d, err := w.statements.Start(w.lead, statement.StartInput{Partnership: w.partnership})
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.write(w.lead, d.ID, "idea", "Two communities and their rivers."); err != nil {
		w.t.Fatal(err)
	}
	if err := w.write(w.partner, d.ID, "community", "Pupils."); err != nil {
		w.t.Fatal(err)
	}
	if d, err = w.statements.Submit(w.lead, statement.SubmitInput{Statement: d.ID}); err != nil {
		w.t.Fatal(err)
	}
	return d
}

func (w *world) told(template string) int {
	w.t.Helper()
	n := 0
	if err := w.DB.Pool.QueryRow(pgtest.Context(w.t), `SELECT count(*) FROM messages WHERE template = $1`, template).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

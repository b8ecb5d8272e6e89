package profile_test

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
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/profile"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/response"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var update = flag.Bool("update", false, "write the golden file anew")

func TestStatesAreAsWrittenDown(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, m := range profile.Moves() {
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

// world is a cycle that takes profiles with the one after it, two museums, and the people who act.
type world struct {
	*pgtest.World
	t           *testing.T
	profiles    *profile.Service
	answers     *response.Service
	cycle, next ident.Cycle
	us, abroad  ident.Organization
	alone, with time.Time // the two deadlines

	officer, lead, partner, stranger, ownOfficer context.Context
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{World: pgtest.New(t), t: t, cycle: ident.NewCycle(), next: ident.NewCycle(), alone: pgtest.Today.Add(48 * time.Hour), with: pgtest.Today.Add(96 * time.Hour)}
	d := w.Desk()
	forms := &form.Service{Desk: d, Store: postgres.Forms{DB: w.DB}}
	programs := &program.Service{Desk: d, Store: postgres.Programs{DB: w.DB}, Book: postgres.Ledger{DB: w.DB}}
	w.answers = &response.Service{Desk: d, Store: postgres.Responses{DB: w.DB}, Forms: forms, Finders: map[string]response.Finder{}}
	w.profiles = &profile.Service{
		Desk: d, Store: postgres.Profiles{DB: w.DB}, Cycles: programs, Forms: forms,
		Museums: &people.Service{Desk: d, Store: postgres.People{DB: w.DB}}, Answers: w.answers,
	}
	w.answers.Finders["pro"] = w.profiles
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
	option := func(keys ...string) (out []form.Option) {
		for _, k := range keys {
			out = append(out, form.Option{Key: k, Label: say(k)})
		}
		return out
	}
	return form.Definition{Sections: []form.Section{
		{Key: "museum", Title: say("Museum"), Owner: form.Shared, Questions: []form.Question{
			{Key: "founded", Kind: form.Number, Label: say("Founded")},
			{Key: "contact", Kind: form.Contact, Label: say("Contact")},
			{Key: "languages", Kind: form.ShortText, Label: say("Languages")},
		}},
		{Key: "wishes", Title: say("Wishes"), Owner: form.Shared, Questions: []form.Question{
			{Key: profile.IdeaKey, Kind: form.LongText, Label: say("Idea"), Required: true, MaxWords: 100},
			{Key: profile.ThemesKey, Kind: form.Several, Label: say("Themes"), Options: option("water", "youth")},
			{Key: profile.SeeksKey, Kind: form.YesNo, Label: say("Seeking"), Required: true},
		}},
	}}
}

func (w *world) fill() {
	w.t.Helper()
	funder, prog := ident.NewFunder(), ident.NewProgram()
	w.exec(`INSERT INTO funders (id, key, name, federal) VALUES ($1, 'state', 'State', true)`, funder)
	w.exec(`INSERT INTO programs (id, key, name, administrator, funder_id) VALUES ($1, 'museums_connect', 'Museums Connect', 'Alliance', $2)`, prog, funder)
	f := &form.Form{ID: ident.NewForm(), Key: "profile", Version: 1, Title: map[string]string{"en": "Profile"}, Definition: definition()}
	if err := (postgres.Forms{DB: w.DB}).AddForm(pgtest.Context(w.t), f); err != nil {
		w.t.Fatal(err)
	}
	w.exec(`UPDATE forms SET published_at = now() WHERE id = $1`, f.ID)
	for i, c := range []ident.Cycle{w.cycle, w.next} {
		w.exec(`INSERT INTO cycles (id, program_id, year, title, state, profile_form_id) VALUES ($1, $2, $3, $4, 'profiles_open', $5)`,
			c, prog, 2027+i, fmt.Sprint("Museums Connect ", 2027+i), f.ID)
	}
	opens := pgtest.Today.Add(-time.Hour)
	for i, c := range []ident.Cycle{w.cycle, w.next} {
		later := time.Duration(i) * 365 * 24 * time.Hour
		w.exec(`INSERT INTO phases (id, cycle_id, kind, opens_at, closes_at) VALUES ($1, $2, 'profile_alone', $3, $4)`, ident.NewPhase(), c, opens.Add(later), w.alone.Add(later))
		w.exec(`INSERT INTO phases (id, cycle_id, kind, opens_at, closes_at) VALUES ($1, $2, 'profile_with_partner', $3, $4)`, ident.NewPhase(), c, opens.Add(later), w.with.Add(later))
	}
	w.us, w.abroad = w.museum("Minneapolis", "US"), w.museum("Nairobi", "KE")
	w.officer = w.person("Officer", auth.Grant{Role: auth.Officer, Program: prog})
	w.lead = w.person("Lead", auth.Grant{Role: auth.Coordinator, Organization: w.us})
	w.partner = w.person("Partner", auth.Grant{Role: auth.PartnerCoordinator, Organization: w.abroad})
	w.stranger = w.person("Stranger", auth.Grant{Role: auth.Coordinator, Organization: w.museum("Elsewhere", "US")})
	w.ownOfficer = w.person("Torn", auth.Grant{Role: auth.Officer, Program: prog}, auth.Grant{Role: auth.Official, Organization: w.us})
}

// write answers a question as somebody.
func (w *world) write(ctx context.Context, id ident.Profile, key, text string) error {
	d, err := w.answers.Response(ctx, id.String())
	if err != nil {
		return err
	}
	_, err = w.answers.Save(ctx, response.SaveInput{Subject: id.String(), Answers: []response.AnswerInput{{Key: key, Text: text, Saw: response.Stamp(d.Answers[key])}}})
	return err
}

// written is the profile of Minneapolis, finished and not handed in.
func (w *world) written(seeks string) *profile.Detail {
	w.t.Helper()
	d, err := w.profiles.Start(w.lead, profile.StartInput{Cycle: w.cycle, Organization: w.us})
	if err != nil {
		w.t.Fatal(err)
	}
	for key, text := range map[string]string{profile.IdeaKey: "Two rivers.", profile.SeeksKey: seeks, profile.ThemesKey: "water", "contact": `{"given":"Ada","family":"N","title":"T","email":"ada@example.org","phone":"+1"}`} {
		if err := w.write(w.lead, d.ID, key, text); err != nil {
			w.t.Fatal(err)
		}
	}
	return d
}

// handedIn is the same, with the office.
func (w *world) handedIn(seeks string) *profile.Detail {
	w.t.Helper()
	d, err := w.profiles.Submit(w.lead, profile.SubmitInput{Profile: w.written(seeks).ID})
	if err != nil {
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

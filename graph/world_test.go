package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/graph"
	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/blob"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/program"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// world is an office with a draft cycle, two museums and everybody who acts, and its API.
type world struct {
	*pgtest.World
	t       testing.TB
	o       *office.Office
	h       http.Handler
	log     bytes.Buffer
	people  map[string]ident.Person
	ids     map[string]string // by the name stories give them
	program ident.Program
	cycle   ident.Cycle
	form    ident.Form
	funder  ident.Funder
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{World: pgtest.New(t), t: t, people: map[string]ident.Person{}, ids: map[string]string{}}
	folder, err := blob.Open(t.TempDir())
	w.must(err)
	w.o = office.New(office.Options{DB: w.DB, Sign: pgtest.SigningKey(), Blobs: folder, Seal: pgtest.Ring(), Demo: true, Log: slog.New(slog.DiscardHandler), BaseURL: "https://grants.example.org"})
	w.h = graph.Handler(w.o, graph.Options{
		Log: slog.New(slog.NewTextHandler(&w.log, nil)), Now: w.Clock.Now, CostPerMinute: -1, Watch: time.Hour, Heartbeat: time.Second,
	})
	w.fill()
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) system() context.Context { return auth.As(pgtest.Context(w.t), auth.System("test")) }

func (w *world) exec(text string, args ...any) {
	w.t.Helper()
	_, err := w.DB.Pool.Exec(pgtest.Context(w.t), text, args...)
	w.must(err)
}

func (w *world) fill() {
	w.t.Helper()
	ctx := w.system()
	w.must(w.o.Fund.Seed(ctx))
	w.funder, w.program, w.cycle, w.form = ident.NewFunder(), ident.NewProgram(), ident.NewCycle(), ident.NewForm()
	w.must(w.o.Fund.Store.AddFunder(ctx, &fund.Funder{ID: w.funder, Key: "state", Name: "Department of State", Federal: true}))
	w.must(w.o.Program.Store.AddProgram(ctx, &program.Program{
		ID: w.program, Key: "museums_connect", Name: "Museums Connect", Administrator: "Alliance", Funder: w.funder,
		Summary: program.Text{"en": "Museums together", "es": "Museos juntos"},
	}))
	w.staff()
	award, err := w.o.Fund.RecordAward(ctx, fund.RecordAwardInput{
		Funder: w.funder, Number: "SECAGD27CA0001", Title: "Museums Connect 2027", AssistanceListing: "19.415", Amount: "800000", Currency: "USD",
		StartsOn: calendar.On(2026, time.October, 1), EndsOn: calendar.On(2029, time.September, 30), RuleSet: fund.Rules2025,
	})
	w.must(err)
	now := pgtest.Today
	w.must(w.o.Form.Store.AddForm(ctx, &form.Form{
		ID: w.form, Key: "proposal", Version: 1, Title: map[string]string{"en": "Proposal", "es": "Propuesta"}, Definition: shortForm(), PublishedAt: &now,
	}))
	w.must(w.o.Program.Store.AddCycle(ctx, w.draftCycle(award.ID)))
	w.museum("lead", "Rio Grande Museum", "US", "lead", auth.Coordinator)
	w.must(w.o.People.Store.AddMembership(ctx, &people.Membership{
		ID: ident.NewMembership(), Person: w.person("official"), Organization: w.lead(), Role: auth.Official, Title: "Director", Since: calendar.On(2020, time.January, 1),
	}))
	w.museum("partner", "Museo del Norte", "MX", "partner", auth.PartnerCoordinator)
	w.museum("other", "Lake Museum", "US", "stranger", auth.Coordinator)
	w.ids["cycle"], w.ids["program"], w.ids["funder"], w.ids["form"] = w.cycle.String(), w.program.String(), w.funder.String(), w.form.String()
}

// staff are one person for each role that is not held at a museum, and readers without any.
func (w *world) staff() {
	registrar := w.person("registrar")
	for _, x := range []struct {
		name string
		role auth.Role
	}{
		{"director", auth.Director},
		{"officer", auth.Officer},
		{"grants", auth.Grants},
		{"finance", auth.Finance},
		{"funder", auth.FunderReader},
		{"admin", auth.Admin},
		{"auditor", auth.Auditor},
		{"fellow", auth.Fellow},
		{"chair", ""},
		{"reader1", ""},
		{"reader2", ""},
		{"reader3", ""},
	} {
		p := w.person(x.name)
		if x.role == "" {
			continue
		}
		g := &account.RoleGrant{ID: ident.NewRoleGrant(), Person: p, Role: x.role, Program: w.program, GrantedBy: registrar, GrantedAt: pgtest.Today}
		if x.role == auth.Admin || x.role == auth.Auditor {
			g.Program = ident.Program{}
		}
		w.must(w.o.Account.Store.AddRole(w.system(), g))
	}
}

func (w *world) person(name string) ident.Person {
	w.t.Helper()
	p := &people.Person{
		ID: ident.NewPerson(), Email: name + "@example.org", GivenName: strings.ToUpper(name[:1]) + name[1:], FamilyName: "Example",
		Locale: "en", Zone: "America/New_York", CreatedAt: pgtest.Today,
	}
	w.must(w.o.Account.Store.AddPerson(w.system(), p))
	w.people[name], w.ids[name] = p.ID, p.ID.String()
	return p.ID
}

func (w *world) museum(key, name string, country place.Country, speaker string, role auth.Role) {
	w.t.Helper()
	yes := true
	o := &people.Organization{
		ID: ident.NewOrganization(), Name: name, NameKey: people.NameKey(name), Kind: people.Museum, Country: country, City: "Springfield",
		Nonprofit: &yes, MuseumFunctions: &yes, OpenedOn: calendar.On(1990, time.May, 1), Version: 1, CreatedAt: pgtest.Today,
	}
	if country == place.UnitedStates {
		uei := fmt.Sprintf("ABCDEFGH%04d", len(w.ids))
		o.State, o.UEI = "NM", &uei
	}
	w.must(w.o.People.Store.AddOrganization(w.system(), o))
	w.ids[key+"Museum"] = o.ID.String()
	w.must(w.o.People.Store.AddMembership(w.system(), &people.Membership{
		ID: ident.NewMembership(), Person: w.person(speaker), Organization: o.ID, Role: role, Title: "Curator", Since: calendar.On(2020, time.January, 1),
	}))
}

// lead is the museum that leads.
func (w *world) lead() ident.Organization {
	id, err := ident.Parse[ident.OrganizationKind](w.ids["leadMuseum"])
	w.must(err)
	return id
}

func shortForm() form.Definition {
	en := func(s string) map[string]string { return map[string]string{"en": s, "es": "(" + s + ")"} }
	return form.Definition{Sections: []form.Section{
		{Key: "summary", Title: en("Summary"), Owner: form.ByLead, Questions: []form.Question{
			{Key: form.TitleKey, Kind: form.ShortText, Label: en("Title"), Required: true},
			{Key: form.AbstractKey, Kind: form.LongText, Label: en("Abstract"), Required: true, MaxWords: 50},
		}},
		{Key: "partner", Title: en("Partner"), Owner: form.ByPartner, Questions: []form.Question{{Key: "part", Kind: form.LongText, Label: en("Your part"), Required: true}}},
		{Key: "budget", Title: en("Budget"), Owner: form.Shared, Questions: []form.Question{{Key: "budget", Kind: form.Budget, Label: en("Budget")}}},
	}}
}

func (w *world) draftCycle(award ident.FunderAward) *program.Detail {
	d := &program.Detail{Cycle: program.Cycle{
		ID: w.cycle, Program: w.program, Year: 2027, Title: "Museums Connect 2027", State: program.Draft, Zone: "America/New_York", FunderAward: award,
		AppropriationMinor: 600_000_00, AdminReserveMinor: 60_000_00, Currency: money.USD, AwardMinMinor: 50_000_00, AwardMaxMinor: 100_000_00,
		CostShare: 5_000, YearsOpenMin: 2, ReapplyGapYears: 3, ThemeRule: program.AtLeastOne, ReviewsNeeded: 3, HalfPoints: true,
		CommentMinChars: 10, ConflictMonths: 24, ProposalForm: w.form, Version: 1,
		ProjectStartsOn: calendar.On(2027, time.September, 1), ProjectEndsOn: calendar.On(2028, time.August, 31),
	}}
	phase := &program.Phase{
		ID: ident.NewPhase(), Cycle: w.cycle, Kind: program.ProposalPhase, OpensAt: time.Date(2027, time.January, 4, 14, 0, 0, 0, time.UTC),
		ClosesAt: calendar.EndOfDay(calendar.On(2027, time.April, 6), "America/New_York").At,
	}
	theme := &program.Theme{ID: ident.NewTheme(), Cycle: w.cycle, Title: program.Text{"en": "Youth", "es": "Juventud"}, Ordinal: 1}
	d.Phases, d.Themes = []*program.Phase{phase}, []*program.Theme{theme}
	w.ids["phase"], w.ids["theme"] = phase.ID.String(), theme.ID.String()
	for i, key := range []string{"concept", "community"} {
		c := &program.Criterion{
			ID: ident.NewCriterion(), Cycle: w.cycle, Key: key, Title: program.Text{"en": strings.ToUpper(key)}, Meaning: program.Text{"en": "How good?"},
			Weight: []int{60, 40}[i], Ordinal: i + 1, TieBreak: i + 1,
		}
		d.Criteria = append(d.Criteria, c)
		w.ids[key] = c.ID.String()
	}
	return d
}

// as is the context of somebody by the name stories use; nobody is not signed in.
func (w *world) as(name string) context.Context {
	w.t.Helper()
	ctx := pgtest.Context(w.t)
	if name == "nobody" {
		return ctx
	}
	p, ok := w.people[name]
	if !ok {
		w.t.Fatalf("nobody is called %s", name)
	}
	a, err := w.o.Account.Actor(ctx, p, true, "test")
	w.must(err)
	return auth.As(ctx, a)
}

type answer struct {
	Data   json.RawMessage `json:"data"`
	Errors []struct {
		Message    string         `json:"message"`
		Path       []any          `json:"path"`
		Extensions map[string]any `json:"extensions"`
	} `json:"errors"`
	raw        []byte
	statements int64
}

func (a answer) code() string {
	if len(a.Errors) == 0 {
		return ""
	}
	s, _ := a.Errors[0].Extensions["code"].(string)
	return s
}

// ask sends an operation and counts the statements it runs.
func (w *world) ask(ctx context.Context, query string, vars any) answer {
	w.t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": vars})
	w.must(err)
	ctx, statements := postgres.Counting(ctx)
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/graphql-response+json")
	rec := httptest.NewRecorder()
	w.h.ServeHTTP(rec, r)
	a := answer{raw: rec.Body.Bytes(), statements: statements()}
	if err := json.Unmarshal(a.raw, &a); err != nil {
		w.t.Fatalf("answer is no JSON: %v\n%.300s", err, a.raw)
	}
	return a
}

// get asks for what cannot fail and reads it into a map.
func (w *world) get(who, query string, vars any) map[string]any {
	w.t.Helper()
	a := w.ask(w.as(who), query, vars)
	if len(a.Errors) > 0 {
		w.t.Fatalf("%s: %s\n%s", query, a.raw, w.log.String())
	}
	var data map[string]any
	w.must(json.Unmarshal(a.Data, &data))
	return data
}

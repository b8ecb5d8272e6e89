package application_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/blob"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/response"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

const zone = "America/New_York"

// closing is the last second of the proposal phase.
var closing = calendar.EndOfDay(calendar.On(2027, time.April, 6), zone).At

// world is an office with one open cycle, two museums and the people who act.
type world struct {
	*pgtest.World
	t            *testing.T
	funds        *fund.Service
	programs     *program.Service
	forms        *form.Service
	partnerships *partnership.Service
	budgets      *budget.Service
	applications *application.Service
	responses    *response.Service
	program      ident.Program
	cycle        *program.Detail
	lead         *people.Organization
	partner      *people.Organization

	director, officer, coordinator, abroad, stranger context.Context
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{World: pgtest.New(t), t: t}
	d := w.Desk()
	book := postgres.Ledger{DB: w.DB}
	w.funds = &fund.Service{Desk: d, Store: postgres.Funds{DB: w.DB}, Book: book}
	w.programs = &program.Service{Desk: d, Store: postgres.Programs{DB: w.DB}, Book: book}
	w.forms = &form.Service{Desk: d, Store: postgres.Forms{DB: w.DB}}
	w.partnerships = &partnership.Service{Desk: d, Store: postgres.Partnerships{DB: w.DB}, Cycles: w.programs}
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = blobs.Close() })
	answers := &response.Service{
		Desk: d, Store: postgres.Responses{DB: w.DB}, Forms: w.forms, Uploads: postgres.Uploads{DB: w.DB}, Vault: postgres.Documents{DB: w.DB, Blobs: blobs},
		Finders: map[string]response.Finder{},
	}
	w.responses = answers
	w.budgets = &budget.Service{Desk: d, Store: postgres.Budgets{DB: w.DB}, Forms: w.forms}
	w.applications = &application.Service{
		Desk: d, Store: postgres.Applications{DB: w.DB}, Cycles: w.programs, Forms: w.forms, Partnerships: w.partnerships, Answers: answers, Budgets: w.budgets,
	}
	answers.Finders["app"] = w.applications
	w.fill()
	return w
}

func (w *world) exec(text string, args ...any) {
	w.t.Helper()
	if _, err := w.DB.Pool.Exec(context.Background(), text, args...); err != nil {
		w.t.Fatal(err)
	}
}

// person makes somebody who acts with the grants given.
func (w *world) person(name string, grants ...auth.Grant) context.Context {
	w.t.Helper()
	id := ident.NewPerson()
	w.exec(`INSERT INTO people (id, email, given_name, created_at) VALUES ($1, $2, $3, now())`, id.UUID(), strings.ToLower(name)+"@example.org", name)
	for _, g := range grants {
		if !g.Organization.IsZero() {
			w.exec(`INSERT INTO memberships (id, person_id, organization_id, role) VALUES ($1, $2, $3, $4)`,
				ident.NewMembership().UUID(), id.UUID(), g.Organization.UUID(), string(g.Role))
		}
	}
	return auth.As(pgtest.Context(w.t), auth.Actor{Person: id, Name: name, Grants: grants, Via: "test"})
}

func (w *world) organization(name string, country place.Country) *people.Organization {
	w.t.Helper()
	yes := true
	o := &people.Organization{
		ID: ident.NewOrganization(), Name: name, NameKey: strings.ToLower(name), Kind: people.Museum, Country: country,
		Nonprofit: &yes, OpenedOn: calendar.On(1990, time.May, 1), Version: 1, CreatedAt: pgtest.Today,
	}
	if err := (postgres.People{DB: w.DB}).AddOrganization(context.Background(), o); err != nil {
		w.t.Fatal(err)
	}
	return o
}

func (w *world) at(role auth.Role, o *people.Organization) auth.Grant {
	return auth.Grant{Role: role, Organization: o.ID}
}

func (w *world) fill() {
	w.t.Helper()
	ctx := auth.As(pgtest.Context(w.t), auth.System("test"))
	must := func(err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
	}
	must(w.funds.Seed(ctx))
	state := &fund.Funder{ID: ident.NewFunder(), Key: "state", Name: "Department of State", Federal: true}
	must(postgres.Funds{DB: w.DB}.AddFunder(ctx, state))
	w.program = ident.NewProgram()
	must(postgres.Programs{DB: w.DB}.AddProgram(ctx, &program.Program{
		ID: w.program, Key: "museums_connect", Name: "Museums Connect", Administrator: "Alliance", Funder: state.ID, Summary: program.Text{"en": "Museums together"},
	}))
	w.director = w.person("Director", auth.Grant{Role: auth.Director, Program: w.program})
	w.officer = w.person("Officer", auth.Grant{Role: auth.Officer, Program: w.program})
	award, err := w.funds.RecordAward(w.director, fund.RecordAwardInput{
		Funder: state.ID, Number: "SECAGD27CA0001", Title: "Museums Connect 2027", AssistanceListing: "19.415", Amount: "800000", Currency: "USD",
		StartsOn: calendar.On(2026, time.October, 1), EndsOn: calendar.On(2029, time.September, 30), RuleSet: fund.Rules2025,
	})
	must(err)
	f, err := w.forms.Draft(w.director, form.DraftInput{Key: form.MuseumsConnectKey, Title: form.MuseumsConnectTitle(), Definition: form.MuseumsConnectProposal()})
	must(err)
	_, err = w.forms.Publish(w.director, form.PublishInput{Form: f.ID})
	must(err)
	w.cycle = w.newCycle(2027, award.ID, f.ID)
	must(postgres.Programs{DB: w.DB}.AddCycle(ctx, w.cycle))
	w.cycle, err = w.programs.Publish(w.director, program.PublishInput{Cycle: w.cycle.ID})
	must(err)
	w.lead, w.partner = w.organization("Lead Museum", "US"), w.organization("Museo Asociado", "MX")
	w.coordinator = w.person("Coordinator", w.at(auth.Coordinator, w.lead))
	w.abroad = w.person("Abroad", w.at(auth.PartnerCoordinator, w.partner))
	w.stranger = w.person("Stranger", w.at(auth.Coordinator, w.organization("Other Museum", "US")))
}

func (w *world) newCycle(year int, award ident.FunderAward, f ident.Form) *program.Detail {
	id := ident.NewCycle()
	d := &program.Detail{Cycle: program.Cycle{
		ID: id, Program: w.program, Year: year, Title: "Museums Connect 2027", State: program.Draft, Zone: zone, FunderAward: award,
		AppropriationMinor: 600_000_00, AdminReserveMinor: 60_000_00, Currency: money.USD, AwardMinMinor: 50_000_00, AwardMaxMinor: 100_000_00,
		CostShare: 5_000, YearsOpenMin: 2, ReapplyGapYears: 3, ThemeRule: program.AtLeastOne, ReviewsNeeded: 3, HalfPoints: true,
		CommentMinChars: 50, ConflictMonths: 24, ProposalForm: f, Version: 1,
	}}
	d.Phases = []*program.Phase{{
		ID: ident.NewPhase(), Cycle: id, Kind: program.ProposalPhase, OpensAt: time.Date(2027, time.January, 4, 14, 0, 0, 0, time.UTC), ClosesAt: closing,
	}}
	d.Themes = []*program.Theme{{ID: ident.NewTheme(), Cycle: id, Title: program.Text{"en": "Youth"}, Ordinal: 1}}
	for i, weight := range []int{60, 40} {
		d.Criteria = append(d.Criteria, &program.Criterion{
			ID: ident.NewCriterion(), Cycle: id, Key: []string{"concept", "community"}[i], Title: program.Text{"en": "T"}, Meaning: program.Text{"en": "M"}, Weight: weight, Ordinal: i + 1,
		})
	}
	return d
}

// ready is a draft that lacks nothing.
func (w *world) ready() *application.Detail {
	w.t.Helper()
	d := w.draft()
	w.answer(d.ID, w.coordinator, form.ByLead, form.Shared)
	w.answer(d.ID, w.abroad, form.ByPartner)
	if _, err := w.budgets.Replace(w.coordinator, budget.ReplaceInput{Application: d.ID, Lines: lines("80000", "40000")}); err != nil {
		w.t.Fatal(err)
	}
	d, err := w.applications.Application(w.coordinator, d.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

func (w *world) draft() *application.Detail {
	w.t.Helper()
	p := w.confirmed(w.lead, w.partner)
	d, err := w.applications.StartProposal(w.coordinator, application.StartInput{Partnership: p.ID})
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

func (w *world) confirmed(lead, partner *people.Organization) *partnership.Detail {
	w.t.Helper()
	p, err := w.partnerships.Propose(w.coordinator, partnership.ProposeInput{
		Cycle: w.cycle.ID, Title: "Our Rivers", Lead: lead.ID, Partners: []partnership.PartnerInput{{Organization: partner.ID, Part: "films"}},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	p, err = w.partnerships.Confirm(w.abroad, partnership.ConfirmInput{Partnership: p.ID, Organization: partner.ID, Words: "We take part."})
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// answer fills every question of the sections some owners write.
func (w *world) answer(id ident.Application, ctx context.Context, owners ...form.Owner) {
	w.t.Helper()
	in := application.SaveAnswersInput{Application: id}
	def := form.MuseumsConnectProposal()
	for _, s := range def.Sections {
		for _, o := range owners {
			if s.Owner == o {
				in.Answers = append(in.Answers, answers(s)...)
			}
		}
	}
	for _, o := range owners {
		if o == form.Shared {
			in.Theme = &w.cycle.Themes[0].ID
		}
	}
	if _, err := w.applications.SaveAnswers(ctx, in); err != nil {
		w.t.Fatal(err)
	}
	w.enclose(id, ctx, owners...)
}

// enclose gives a file to every question that has to have one in the sections some owners write, once.
func (w *world) enclose(id ident.Application, ctx context.Context, owners ...form.Owner) {
	w.t.Helper()
	d, err := w.applications.Application(ctx, id)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, s := range form.MuseumsConnectProposal().Sections {
		for _, q := range s.Questions {
			if q.Kind != form.File || !q.Required || !slices.Contains(owners, s.Owner) || d.Answers[q.Key] != "" {
				continue
			}
			name, pdf, err := q.SampleFile()
			if err != nil {
				w.t.Fatal(err)
			}
			in := response.AttachInput{Subject: id.String(), Key: q.Key, Name: name, Size: int64(len(pdf)), Bytes: bytes.NewReader(pdf)}
			if _, err := w.responses.Attach(ctx, in); err != nil {
				w.t.Fatal(err)
			}
		}
	}
}

func answers(s form.Section) []application.AnswerInput {
	var out []application.AnswerInput
	for _, q := range s.Questions {
		text := "Words."
		switch q.Kind {
		case form.Budget, form.File:
			continue
		case form.Outcomes, form.Table, form.Contact, form.Choice:
			text = q.SampleAnswer()
		case form.Number:
			text = "1990"
		case form.Several:
			text = q.Options[0].Key
		case form.YesNo:
			text = "yes"
		}
		if q.MinWords > 0 {
			text = strings.TrimSpace(strings.Repeat("word ", q.MinWords))
		}
		out = append(out, application.AnswerInput{Key: q.Key, Text: text})
	}
	return out
}

func lines(grant, share string) []budget.LineInput {
	return []budget.LineInput{
		{Category: budget.Travel, Side: partnership.US, Funding: budget.Grant, Description: "Travel", Unit: "trip", Quantity: "1", Rate: grant},
		{Category: budget.Personnel, Side: partnership.NonUS, Funding: budget.InKind, Description: "Staff", Unit: "month", Quantity: "1", Rate: share},
	}
}

func (w *world) balance(a ledger.Account) int64 {
	w.t.Helper()
	m, err := postgres.Ledger{DB: w.DB}.Balance(context.Background(), a, money.USD)
	if err != nil {
		w.t.Fatal(err)
	}
	return m.Minor
}

// must unwraps what a use case answers and fails the test where it refuses.
func must[T any](t *testing.T) func(T, error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

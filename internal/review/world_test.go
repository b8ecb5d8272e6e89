package review_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// houseKey makes the tokens of mailed links.
var houseKey = account.Key{7}

func TestMain(m *testing.M) { pgtest.Main(m) }

// house is a cycle in review with applications of two museums each, and nobody on a panel yet.
type house struct {
	*pgtest.World
	t        testing.TB
	ctx      context.Context
	review   *review.Service
	program  ident.Program
	cycle    ident.Cycle
	criteria []ident.Criterion
	apps     []ident.Application
	museums  []ident.Organization // the US lead of each application
	officer  ident.Person
	grants   ident.Person
}

func newHouse(t testing.TB, applications int) *house {
	w := pgtest.New(t)
	h := &house{
		World: w, t: t, ctx: pgtest.Context(t), review: &review.Service{
			Desk: w.Desk(), Store: postgres.Reviews{DB: w.DB}, Accounts: &account.Service{Desk: w.Desk(), Store: postgres.Accounts{DB: w.DB}, NewID: uuid.New}, LinkToken: houseKey.LinkToken,
		},
		program: ident.NewProgram(), cycle: ident.NewCycle(),
	}
	funder, form := ident.NewFunder(), ident.NewForm()
	h.exec(`INSERT INTO funders (id, key, name, federal) VALUES ($1, 'state', 'State', true)`, funder)
	h.exec(`INSERT INTO programs (id, key, name, administrator, funder_id) VALUES ($1, 'mc', 'Museums Connect', 'AAM', $2)`, h.program, funder)
	h.exec(`INSERT INTO forms (id, key, version, title, definition) VALUES ($1, 'p', 1, '{}', '{}')`, form)
	h.exec(`INSERT INTO cycles (id, program_id, year, title, state) VALUES ($1, $2, 2027, 'Museums Connect 2027', 'review')`, h.cycle, h.program)
	for i, weight := range []int{30, 30, 40} {
		id := ident.NewCriterion()
		h.exec(`INSERT INTO criteria (id, cycle_id, key, title, meaning, weight, ordinal, tie_break) VALUES ($1, $2, $3, jsonb_build_object('en', $3::text), '{}', $4, $5, $6)`,
			id, h.cycle, []string{"community", "outcomes", "budget"}[i], weight, i, []int{1, 2, 0}[i])
		h.criteria = append(h.criteria, id)
	}
	h.exec(`UPDATE cycles SET review_opened_at = $2 WHERE id = $1`, h.cycle, pgtest.Today)
	h.officer, h.grants = h.person("Olga Officer"), h.person("Greta Grants")
	for i := range applications {
		h.application(i+1, form)
	}
	return h
}

func (h *house) exec(text string, args ...any) {
	h.t.Helper()
	if err := h.try(text, args...); err != nil {
		h.t.Fatalf("%s: %v", text, err)
	}
}

func (h *house) try(text string, args ...any) error {
	_, err := h.DB.Pool.Exec(h.ctx, text, args...)
	return err
}

func (h *house) number(text string, args ...any) (n int) {
	h.t.Helper()
	if err := h.DB.Pool.QueryRow(h.ctx, text, args...).Scan(&n); err != nil {
		h.t.Fatalf("%s: %v", text, err)
	}
	return n
}

func (h *house) person(name string) ident.Person {
	id := ident.NewPerson()
	given, family, _ := strings.Cut(name, " ")
	h.exec(`INSERT INTO people (id, email, given_name, family_name, created_at) VALUES ($1, $2, $3, $4, $5)`,
		id, strings.ToLower(given+"."+family)+"@example.org", given, family, pgtest.Today)
	return id
}

func (h *house) museum(name, country string) ident.Organization {
	id := ident.NewOrganization()
	h.exec(`INSERT INTO organizations (id, name, name_key, country, created_at) VALUES ($1, $2, lower($2), $3, $4)`, id, name, country, pgtest.Today)
	return id
}

func (h *house) application(n int, form ident.Form) {
	lead, abroad := h.museum(fmt.Sprintf("Museum %d", n), "US"), h.museum(fmt.Sprintf("Museo %d", n), "PE")
	together, app := ident.NewPartnership(), ident.NewApplication()
	h.exec(`INSERT INTO partnerships (id, cycle_id, created_at) VALUES ($1, $2, $3)`, together, h.cycle, pgtest.Today)
	for _, m := range []ident.Organization{lead, abroad} {
		side := map[bool]string{true: "us", false: "non_us"}[m == lead]
		h.exec(`INSERT INTO partnership_members (id, partnership_id, organization_id, side, lead) VALUES ($1, $2, $3, $4, $5)`, ident.NewMember(), together, m, side, m == lead)
	}
	h.exec(`INSERT INTO applications (id, cycle_id, number, kind, partnership_id, lead_organization_id, form_id, title, state, requested_minor, created_at, updated_at, submitted_at)
		VALUES ($1, $2, $3, 'proposal', $4, $5, $6, $7, 'eligible', 5000000, $8, $8, $8)`,
		app, h.cycle, fmt.Sprintf("MC-2027-%03d", n), together, lead, form, fmt.Sprintf("Exchange %d", n), pgtest.Today)
	h.apps, h.museums = append(h.apps, app), append(h.museums, lead)
}

func (h *house) as(p ident.Person, grants ...auth.Grant) context.Context {
	return auth.As(h.ctx, auth.Actor{Person: p, Grants: grants})
}

func (h *house) asOfficer() context.Context {
	return h.as(h.officer, auth.Grant{Role: auth.Officer, Program: h.program})
}

func (h *house) asGrants() context.Context {
	return h.as(h.grants, auth.Grant{Role: auth.Grants, Program: h.program})
}

// bench is a panel whose first member chairs.
type bench struct {
	*house
	panel   *review.Panel
	members []ident.Person
}

func (h *house) bench(readers int) *bench {
	h.t.Helper()
	b := &bench{house: h}
	for i := range readers {
		b.members = append(b.members, h.person(fmt.Sprintf("Reader R%d", i)))
	}
	var err error
	b.panel, err = h.review.FormPanel(h.asOfficer(), review.FormPanelInput{Cycle: h.cycle, Name: "Panel A", Members: b.members, Chair: b.members[0]})
	if err != nil {
		h.t.Fatal(err)
	}
	return b
}

func (b *bench) reader(i int) context.Context {
	grants := []auth.Grant{{Role: auth.Reviewer, Panel: b.panel.ID}}
	if i == 0 {
		grants = append(grants, auth.Grant{Role: auth.Chair, Panel: b.panel.ID})
	}
	return b.as(b.members[i], grants...)
}

// assign gives every application to every reader; the result is by reader, then application.
func (b *bench) assign() [][]ident.Assignment {
	b.t.Helper()
	var pairs []review.Pairing
	for _, p := range b.members {
		for _, a := range b.apps {
			pairs = append(pairs, review.Pairing{Application: a, Reviewer: p})
		}
	}
	list, err := b.review.Assign(b.asOfficer(), review.AssignInput{Panel: b.panel.ID, Pairs: pairs})
	if err != nil {
		b.t.Fatal(err)
	}
	out := make([][]ident.Assignment, len(b.members))
	for i, a := range list {
		out[i/len(b.apps)] = append(out[i/len(b.apps)], a.ID)
	}
	return out
}

func (b *bench) ready(i int, ids ...ident.Assignment) context.Context {
	b.t.Helper()
	ctx := b.reader(i)
	if _, err := b.review.SignConfidentiality(ctx, review.SignConfidentialityInput{Panel: b.panel.ID}); err != nil {
		b.t.Fatal(err)
	}
	in := review.DeclareConflictsInput{}
	for _, id := range ids {
		in.Declarations = append(in.Declarations, review.Declaration{Assignment: id})
	}
	if _, err := b.review.DeclareConflicts(ctx, in); err != nil {
		b.t.Fatal(err)
	}
	return ctx
}

// signed is a member who has signed and declared nothing.
func signed(b *bench, i int) context.Context {
	b.t.Helper()
	if _, err := b.review.SignConfidentiality(b.reader(i), review.SignConfidentialityInput{Panel: b.panel.ID}); err != nil {
		b.t.Fatal(err)
	}
	return b.reader(i)
}

var comment = strings.Repeat("Well thought through. ", 4)

func (b *bench) score(ctx context.Context, id ident.Assignment, half int) {
	b.t.Helper()
	for _, c := range b.criteria {
		if _, err := b.review.SaveScore(ctx, review.SaveScoreInput{Assignment: id, Criterion: c, HalfPoints: half, Comment: comment}); err != nil {
			b.t.Fatal(err)
		}
	}
	if _, err := b.review.SaveOverall(ctx, review.SaveOverallInput{Assignment: id, Recommendation: review.Fund, Overall: "Yes."}); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) submit(ctx context.Context, id ident.Assignment, half int) *review.Review {
	b.t.Helper()
	b.score(ctx, id, half)
	r, err := b.review.SubmitReview(ctx, review.SubmitReviewInput{Assignment: id})
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

func (b *bench) lock() {
	b.t.Helper()
	for _, do := range []func(context.Context, review.MovePanelInput) (*review.Panel, error){b.review.ClosePreliminary, b.review.LockPanel} {
		if _, err := do(b.reader(0), review.MovePanelInput{Panel: b.panel.ID}); err != nil {
			b.t.Fatal(err)
		}
	}
}

func (h *house) queue(ctx context.Context) []*review.QueueRow {
	h.t.Helper()
	q, err := h.review.Queue(ctx, page.First(50))
	if err != nil {
		h.t.Fatal(err)
	}
	return q.Nodes
}

package agreement_test

import (
	"context"
	"crypto/md5"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/blob"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/paper"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// world is a cycle whose first award, of $100,000, was told to its museum.
type world struct {
	*pgtest.World
	t     *testing.T
	ctx   context.Context
	s     *agreement.Service
	book  postgres.Ledger
	award ident.Award
}

type words struct{}

func (words) Letter(_ context.Context, c award.LetterContent) ([]byte, error) {
	t, err := c.Text()
	return pgtest.PDF(fmt.Sprintf("%+v", t)), err
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{World: pgtest.New(t), t: t, ctx: pgtest.Context(t)}
	raw, err := os.ReadFile("../award/testdata/cycle.sql")
	ok(t, err)
	w.sql(strings.ReplaceAll(string(raw), ":n", "4"))
	w.book = postgres.Ledger{DB: w.DB}
	cycle := is[ident.Cycle]("cycle")
	ok(t, w.book.Post(w.ctx, ledger.Move(ledger.Appropriate, "given", cycle.String(), money.Dollars(360_000), ledger.OfFunder(is[ident.Funder]("funder")), ledger.FreeOf(cycle))))
	blobs, err := blob.Open(t.TempDir())
	ok(t, err)
	vault := postgres.Documents{DB: w.DB, Blobs: blobs}
	awards := &award.Service{
		Desk: w.Desk(), Store: postgres.Awards{DB: w.DB}, Book: w.book, Vault: vault, Printer: words{},
		Office:  award.Office{Email: "connect@example.org", Phone: "+1 202 555 0100", Origin: "https://grants.example.org"},
		Signing: w.Signing(),
	}
	w.decide(awards, cycle)
	w.s = &agreement.Service{Desk: w.Desk(), Store: postgres.Agreements{DB: w.DB}, Book: w.book, Vault: vault, Printer: paper.Press{}, Signing: w.Signing()}
	w.sql(`INSERT INTO rule_sets (key, effective_from, title) VALUES ('2cfr200-2025', '2025-10-01', '2 CFR 200');
INSERT INTO thresholds VALUES ('2cfr200-2025', 'subaward_reported', 3000000, 'minor_usd', '2 CFR 170');
UPDATE funder_awards SET rule_set = '2cfr200-2025', assistance_listing = '19.415';
INSERT INTO people (id, email, given_name, family_name, locale, created_at) VALUES (md5('official1')::uuid, 'official1@example.org', 'Odette', 'Example', 'en', now());
INSERT INTO memberships (id, person_id, organization_id, role) VALUES (md5('mo1')::uuid, md5('official1')::uuid, md5('us1')::uuid, 'authorized_official');`)
	return w
}

// decide takes the cycle from its ranking to the letters that left.
func (w *world) decide(s *award.Service, cycle ident.Cycle) {
	w.t.Helper()
	sl, err := s.DraftSlate(w.officer(), award.DraftSlateInput{Cycle: cycle})
	ok(w.t, err)
	_, err = s.ProposeSlate(w.officer(), award.ProposeSlateInput{Slate: sl.ID})
	ok(w.t, err)
	done, err := s.ApproveSlate(w.director(), award.ApproveSlateInput{Slate: sl.ID})
	ok(w.t, err)
	for _, a := range done.Awards {
		if a.Application == is[ident.Application]("app1") {
			w.award = a.ID
		}
	}
	w.tell(s, cycle)
}

func (w *world) tell(s *award.Service, cycle ident.Cycle) {
	w.t.Helper()
	_, err := s.PrepareLetters(w.as("grants2", auth.Grants), award.PrepareLettersInput{Cycle: cycle})
	ok(w.t, err)
	ok(w.t, s.DrawLetters(auth.As(w.ctx, auth.System("test")), award.DrawBatch{Cycle: cycle}))
	held, err := s.SendLetters(w.grants(), award.SendLettersInput{Cycle: cycle})
	ok(w.t, err)
	now := w.Clock.Now()
	w.Clock.Set(held.Release.LeavesAt)
	ok(w.t, s.LeaveDue(auth.As(w.ctx, auth.System("test")), award.LeaveDue{}))
	w.Clock.Set(now)
}

func (w *world) sql(text string) {
	w.t.Helper()
	ok(w.t, w.try(text))
}

func (w *world) try(text string) error {
	c, err := w.DB.Pool.Acquire(w.ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	_, err = c.Conn().PgConn().Exec(w.ctx, text).ReadAll()
	return err
}

func is[T any, P interface {
	*T
	Scan(any) error
}](name string) T {
	var id T
	if err := P(&id).Scan(uuid.UUID(md5.Sum([]byte(name))).String()); err != nil {
		panic(err)
	}
	return id
}

func (w *world) as(name string, roles ...auth.Role) context.Context {
	a := auth.Actor{Person: is[ident.Person](name), Name: name, Via: "test"}
	for _, r := range roles {
		a.Grants = append(a.Grants, auth.Grant{Role: r, Program: is[ident.Program]("program")})
	}
	return auth.As(w.ctx, a)
}

func (w *world) officer() context.Context  { return w.as("officer", auth.Officer) }
func (w *world) grants() context.Context   { return w.as("grants", auth.Grants) }
func (w *world) director() context.Context { return w.as("director", auth.Director) }

func (w *world) museum(name string, role auth.Role, of string) context.Context {
	return auth.As(w.ctx, auth.Actor{Person: is[ident.Person](name), Grants: []auth.Grant{{Role: role, Organization: is[ident.Organization](of)}}})
}

func (w *world) coordinator() context.Context {
	return w.museum("coordinator1", auth.Coordinator, "us1")
}
func (w *world) official() context.Context { return w.museum("official1", auth.Official, "us1") }

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, err error, k fault.Kind, code string) {
	t.Helper()
	if !fault.Is(err, k) || !fault.HasCode(err, code) {
		t.Errorf("answered with %v, want %s %s", err, k, code)
	}
}

// opened is the award with its agreement open.
func (w *world) opened() *agreement.File {
	w.t.Helper()
	f, err := w.s.Open(w.grants(), agreement.OpenInput{Award: w.award, StartsOn: calendar.On(2027, 8, 1), EndsOn: calendar.On(2028, 7, 31)})
	ok(w.t, err)
	return f
}

func (w *world) prepared() agreement.PrepareInput {
	return agreement.PrepareInput{
		Award: w.award, StartsOn: calendar.On(2027, 8, 1), EndsOn: calendar.On(2028, 7, 31), FunderAwardedOn: calendar.On(2026, 9, 28),
		ContactName: "Greta Grants", ContactEmail: "grants@example.org",
		ListingTitle: "Professional and Cultural Exchange Programs - Citizen Exchanges", Description: "Two museums and their neighbors trade stories.",
		Requirements: "The funder's standard terms apply.", Access: "Records are open to the administrator and its auditors.", Closeout: "Reports within 90 days.",
	}
}

func (w *world) answered() agreement.AnswerInput {
	return agreement.AnswerInput{Award: w.award, Payee: "US Museum 1", Payment: agreement.Advance, FirstNeed: "12500.00", Tickets: "A US carrier sells every ticket."}
}

// issued is the award with its agreement out to be signed.
func (w *world) issued() *agreement.File {
	w.t.Helper()
	w.opened()
	w.sql(`UPDATE organizations SET uei = 'ABCDEFGH1234' WHERE id = md5('us1')::uuid`)
	_, err := w.s.Prepare(w.grants(), w.prepared())
	ok(w.t, err)
	_, err = w.s.Answer(w.coordinator(), w.answered())
	ok(w.t, err)
	f, err := w.s.Issue(w.grants(), agreement.IssueInput{Award: w.award})
	ok(w.t, err)
	return f
}

// signed is the award with both names under its agreement.
func (w *world) signed() *agreement.File {
	w.t.Helper()
	hash := w.issued().Agreement.Hash()
	_, err := w.s.Sign(w.official(), agreement.SignInput{Award: w.award, Name: "Odette Example", Title: "Director", Hash: hash})
	ok(w.t, err)
	f, err := w.s.Countersign(w.director(), agreement.SignInput{Award: w.award, Name: "Dora Director", Title: "Program director", Hash: hash})
	ok(w.t, err)
	return f
}

// cleared gives the award all that comes from elsewhere: endorsement, exclusion checks and the budget.
func (w *world) cleared() {
	w.t.Helper()
	w.sql(`INSERT INTO endorsements (id, member_id, post, state, requested_at, answered_at) VALUES (md5('en1')::uuid, md5('pa1')::uuid, 'Embassy', 'endorsed', now(), now());
INSERT INTO exclusion_checks (id, organization_id, checked_on, result, note, checked_by, recorded_at)
SELECT md5('x' || o)::uuid, md5(o)::uuid, '` + calendar.Of(pgtest.Today, pgtest.Today.Location()).AddDays(-10).String() + `', 'clear', '', md5('officer')::uuid, now() FROM unnest(ARRAY['us1', 'abroad1']) o;
SET session_replication_role = replica;
INSERT INTO budget_lines (id, application_id, ordinal, category, item, side, funding, description, quantity_milli, rate_minor, amount_minor)
VALUES (md5('b1')::uuid, md5('app1')::uuid, 1, 'travel', 'colloquium', 'us', 'grant', 'Flights', 1000, 9000000, 9000000), (md5('b2')::uuid, md5('app1')::uuid, 2, 'indirect', 'indirect_costs', 'us', 'grant', 'Indirect', 1000, 1000000, 1000000);
INSERT INTO budget_rates (application_id, organization_id, kind, rate_bp) VALUES (md5('app1')::uuid, md5('us1')::uuid, 'de_minimis', 1500);
SET session_replication_role = origin;`)
}

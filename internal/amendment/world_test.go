package amendment_test

import (
	"context"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/amendment"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/blob"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/paper"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// world is an official award of 80,000 dollars with 40,000 of cost share, as in the example of transfers.
type world struct {
	*pgtest.Running
	t *testing.T
	s *amendment.Service
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{Running: pgtest.Official(t), t: t}
	w.SQL(`SET session_replication_role = replica;
UPDATE award_terms SET grant_minor = 8000000, share_minor = 4000000;
DELETE FROM award_term_lines;
INSERT INTO award_term_lines VALUES (md5('award1')::uuid, 1, 'personnel', 0, 3000000), (md5('award1')::uuid, 1, 'travel', 4000000, 0), (md5('award1')::uuid, 1, 'supplies', 1000000, 1000000),
	(md5('award1')::uuid, 1, 'contractual', 1500000, 0), (md5('award1')::uuid, 1, 'other', 500000, 0), (md5('award1')::uuid, 1, 'indirect', 1000000, 0);
SET session_replication_role = origin;
UPDATE funder_awards SET ends_on = '2028-12-31';`)
	ok(t, w.Book.Post(pgtest.Context(t), ledger.Move(ledger.Deobligate, "To 80,000", "x", money.Dollars(20_000), ledger.ObligatedTo(w.Award), ledger.FreeOf(cycle()))))
	blobs, err := blob.Open(t.TempDir())
	ok(t, err)
	vault := postgres.Documents{DB: w.DB, Blobs: blobs}
	store := postgres.Amendments{DB: w.DB}
	w.s = &amendment.Service{
		Desk: w.Desk(), Store: store, Book: w.Book, Vault: vault, Printer: paper.Amendments{Origin: "https://grants.example.org"}, Signing: w.Signing(),
		Awards: &agreement.Service{Desk: w.Desk(), Store: postgres.Agreements{DB: w.DB}, Book: w.Book, Vault: vault, Printer: paper.Press{}},
	}
	f, err := w.s.Awards.Running(w.grants(), w.Award, false)
	ok(t, err)
	ok(t, w.s.NameDirectors(w.grants(), f))
	return w
}

func (w *world) officer() context.Context { return w.Staff("officer", auth.Officer) }
func (w *world) grants() context.Context  { return w.Staff("grants", auth.Grants) }
func (w *world) coordinator() context.Context {
	return w.Museum("coordinator1", auth.Coordinator, "us1")
}
func (w *world) official() context.Context { return w.Museum("official1", auth.Official, "us1") }

// drafted is an amendment the museum's coordinator asked for.
func (w *world) drafted(k amendment.Kind, d amendment.DeltaInput) *amendment.Row {
	w.t.Helper()
	r, err := w.s.Begin(w.coordinator(), amendment.BeginInput{Award: w.Award, Kind: k, EffectiveOn: calendar.On(2027, 9, 1), Reason: "The plan changed.", Delta: d})
	ok(w.t, err)
	return r
}

// submitted is one its official certified.
func (w *world) submitted(k amendment.Kind, d amendment.DeltaInput) *amendment.Row {
	w.t.Helper()
	r, err := w.s.Submit(w.official(), amendment.SubmitInput{Amendment: w.drafted(k, d).ID, Name: "Odette Example", Title: "Director"})
	ok(w.t, err)
	return r
}

func (w *world) moved(as context.Context, r *amendment.Row, verbs ...amendment.Verb) *amendment.Row {
	w.t.Helper()
	for _, v := range verbs {
		var err error
		r, err = w.s.Move(as, amendment.MoveInput{Amendment: r.ID, Verb: v, Reason: "So it is."})
		ok(w.t, err)
	}
	return r
}

// approved is one the office approved.
func (w *world) approved(k amendment.Kind, d amendment.DeltaInput) *amendment.Row {
	w.t.Helper()
	return w.moved(w.grants(), w.moved(w.officer(), w.submitted(k, d), amendment.Review), amendment.Approve)
}

func (w *world) apply(r *amendment.Row) *amendment.Row {
	w.t.Helper()
	p := w.preview(r)
	r, err := w.s.Apply(w.grants(), amendment.ApplyInput{Amendment: r.ID, Hash: p.Hash})
	ok(w.t, err)
	return r
}

// applied is one that holds.
func (w *world) applied(k amendment.Kind, d amendment.DeltaInput) *amendment.Row {
	w.t.Helper()
	return w.apply(w.approved(k, d))
}

func (w *world) preview(r *amendment.Row) *amendment.Preview {
	w.t.Helper()
	p, err := w.s.Preview(w.grants(), r.ID)
	ok(w.t, err)
	return p
}

func (w *world) file() *agreement.File {
	w.t.Helper()
	f, err := w.s.Awards.Running(w.grants(), w.Award, false)
	ok(w.t, err)
	return f
}

func (w *world) holds(a ledger.Account, dollars int64) {
	w.t.Helper()
	got, err := w.Book.Balance(pgtest.Context(w.t), a, money.USD)
	ok(w.t, err)
	if got != money.Dollars(dollars) {
		w.t.Errorf("%s holds %s, want %d dollars", a.Kind, got.Decimal(), dollars)
	}
}

// triggers are what a preview needs approval for, and what bars it.
func triggers(p *amendment.Preview) string {
	var out []string
	for _, x := range p.Approvals {
		out = append(out, string(x.Trigger))
	}
	for _, x := range p.Barred {
		out = append(out, x.Code)
	}
	return strings.Join(out, " ")
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%+v", err)
	}
}

func refused(t *testing.T, err error, k fault.Kind, code string) {
	t.Helper()
	if !fault.Is(err, k) || !fault.HasCode(err, code) {
		t.Errorf("answered with %+v, want %s %s", err, k, code)
	}
}

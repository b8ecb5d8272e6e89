package closeout_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/closeout"
	"github.com/vitrine-grants/vitrine/internal/expense"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// world is an official award of 100,000 dollars with 50,000 of cost share, from August 2027 to July 2028.
type world struct {
	*pgtest.Running
	t *testing.T
	s *closeout.Service
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{Running: pgtest.Official(t), t: t}
	awards := &agreement.Service{Desk: w.Desk(), Store: postgres.Agreements{DB: w.DB}, Book: w.Book}
	w.s = &closeout.Service{
		Desk: w.Desk(), Store: postgres.Closeouts{DB: w.DB}, Awards: awards, Book: w.Book,
		Reports: &expense.Service{Desk: w.Desk(), Store: postgres.Expenses{DB: w.DB}, Awards: awards, Book: w.Book},
	}
	return w
}

func (w *world) officer() context.Context  { return w.Staff("officer", auth.Officer) }
func (w *world) grants() context.Context   { return w.Staff("grants", auth.Grants) }
func (w *world) director() context.Context { return w.Staff("director", auth.Director) }
func (w *world) finance() context.Context  { return w.Staff("finance", auth.Finance) }
func (w *world) official() context.Context { return w.Museum("official1", auth.Official, "us1") }

// on moves the clock to noon of a day in UTC and lets the timetable look.
func (w *world) on(y int, m time.Month, d int) {
	w.t.Helper()
	w.Clock.Set(time.Date(y, m, d, 12, 0, 0, 0, time.UTC))
	_, err := w.s.TendDue(auth.As(pgtest.Context(w.t), auth.System("timetable")))
	ok(w.t, err)
}

func (w *world) detail() *closeout.Detail {
	w.t.Helper()
	d, err := w.s.Closeout(w.grants(), w.Award)
	ok(w.t, err)
	return d
}

func (w *world) move(as context.Context, v closeout.Verb) (*closeout.Detail, error) {
	return w.s.Move(as, closeout.MoveInput{Award: w.Award, Verb: v, Reason: "So it is."})
}

func (w *world) moved(as context.Context, v closeout.Verb) *closeout.Detail {
	w.t.Helper()
	d, err := w.move(as, v)
	ok(w.t, err)
	return d
}

// spent is what was paid, spent and given beside it, in dollars, and a final report that was accepted.
func (w *world) spent(paid, spent, share int64) {
	w.t.Helper()
	post := func(k ledger.EntryKind, dollars int64, from, to ledger.Account) {
		w.t.Helper()
		ok(w.t, w.Book.Post(pgtest.Context(w.t), ledger.Move(k, "Test", w.Award.String(), money.Dollars(dollars), from, to).Dated(calendar.On(2028, 1, 15))))
	}
	post(ledger.Disburse, paid, ledger.ObligatedTo(w.Award), ledger.CashOf(w.Award))
	post(ledger.Spend, spent, ledger.CashOf(w.Award), ledger.SpentBy(w.Award, "travel"))
	post(ledger.Contribute, share, ledger.OutsideOf(w.Award), ledger.SharedBy(w.Award, "cash", "us", "travel"))
}

func (w *world) reported() {
	w.t.Helper()
	w.SQL(`SET session_replication_role = replica;
INSERT INTO filings (id, award_id, rule, parts, sequence, from_on, to_on, original_on, due_on, final, short, state, round, decided_round, accepted_round, planned_at, submitted_by, submitted_at)
VALUES (md5('final')::uuid, md5('award1')::uuid, 'final', '{narrative,financial}', 1, '2027-08-01', '2028-07-31', '2028-10-29', '2028-10-29', true, false, 'accepted', 1, 1, 1, now(), md5('official1')::uuid, '2028-10-01T12:00:00Z');
INSERT INTO filing_versions (filing_id, round, content, sha256, name, title, submitted_by, submitted_at)
VALUES (md5('final')::uuid, 1, '{}', sha256('{}'), 'Odette', 'Director', md5('official1')::uuid, '2028-10-01T12:00:00Z');
SET session_replication_role = origin;`)
}

func (w *world) holds(a ledger.Account, dollars int64) {
	w.t.Helper()
	got, err := w.Book.Balance(pgtest.Context(w.t), a, money.USD)
	ok(w.t, err)
	if got != money.Dollars(dollars) {
		w.t.Errorf("%s holds %s, want %d dollars", a.Kind, got.Decimal(), dollars)
	}
}

// closed is the award after everybody did their part on time.
func (w *world) closed() *closeout.Detail {
	w.t.Helper()
	w.on(2027, 8, 2)
	w.spent(90_000, 90_000, 50_000)
	w.on(2028, 8, 1)
	w.reported()
	w.Clock.Set(time.Date(2028, 10, 10, 12, 0, 0, 0, time.UTC))
	w.moved(w.officer(), closeout.TakeReports)
	w.moved(w.finance(), closeout.Liquidate)
	_, err := w.s.Declare(w.official(), closeout.DeclareInput{Award: w.Award})
	ok(w.t, err)
	w.moved(w.grants(), closeout.Reconcile)
	_, err = w.s.Certify(w.official(), closeout.CertifyInput{Award: w.Award, Name: "Odette Example", Title: "Director"})
	ok(w.t, err)
	w.moved(w.grants(), closeout.AskClose)
	return w.moved(w.director(), closeout.Close)
}

func (w *world) state() award.State { return w.detail().File.State }

// lacks are the codes of what is missing.
func lacks(d *closeout.Detail) string {
	var out []string
	for _, it := range d.Items {
		if !it.Done {
			out = append(out, it.Code)
		}
	}
	return strings.Join(out, " ")
}

func cycle() ident.Cycle { return pgtest.ID[ident.Cycle]("cycle") }

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

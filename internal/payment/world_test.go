package payment_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/blob"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/federalform"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/payment"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// world is an award of $100,000 on the day its period begins.
type world struct {
	*pgtest.Running
	t    *testing.T
	s    *payment.Service
	owed *owed
}

// owed are the reports that are due and not accepted, and how often they were planned anew.
type owed struct {
	names   []string
	planned int
}

func (o *owed) Overdue(context.Context, ident.Award) ([]string, error) { return o.names, nil }

// Paid is called for each payment that arrived or came back.
func (o *owed) Paid(context.Context, ident.Award) error { o.planned++; return nil }

type press struct{}

func (press) Advice(_ context.Context, c *payment.Card, locale string) ([]byte, error) {
	return fmt.Appendf(nil, "%s %s", locale, c.Amount()), nil
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{Running: pgtest.Official(t), t: t, owed: &owed{}}
	w.Clock.Set(time.Date(2027, 8, 2, 15, 0, 0, 0, time.UTC))
	blobs, err := blob.Open(t.TempDir())
	ok(t, err)
	vault := postgres.Documents{DB: w.DB, Blobs: blobs}
	w.s = &payment.Service{
		Desk: w.Desk(), Store: postgres.Payments{DB: w.DB}, Awards: &agreement.Service{Desk: w.Desk(), Store: postgres.Agreements{DB: w.DB}, Book: w.Book},
		Duties: w.owed, Book: w.Book, Vault: vault, Printer: press{}, Sheet: sheet,
	}
	return w
}

func sheet(head []string, rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	for _, r := range append([][]string{head}, rows...) {
		fmt.Fprintln(&b, r)
	}
	return b.Bytes(), nil
}

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

func (w *world) coordinator() context.Context {
	return w.Museum("coordinator1", auth.Coordinator, "us1")
}
func (w *world) official() context.Context { return w.Museum("official1", auth.Official, "us1") }
func (w *world) partner() context.Context {
	return w.Museum("partner1", auth.PartnerCoordinator, "abroad1")
}
func (w *world) officer() context.Context { return w.Staff("officer", auth.Officer) }
func (w *world) grants() context.Context  { return w.Staff("grants", auth.Grants) }
func (w *world) finance() context.Context { return w.Staff("finance", auth.Finance) }

// plan is 12,500 dollars for August and September 2027, as the agreement says.
func (w *world) plan() payment.Plan {
	return payment.Plan{On: calendar.On(2027, 9, 30), Month2: "5000.00", Month3: "7500.00", Share: "4000"}
}

func (w *world) begun() *payment.Card {
	w.t.Helper()
	c, err := w.s.Begin(w.coordinator(), payment.BeginInput{Award: w.Award, Kind: federalform.Advance, Plan: w.plan()})
	ok(w.t, err)
	return c
}

func (w *world) certify(c *payment.Card) *payment.Card {
	w.t.Helper()
	hash, err := c.Draft()
	ok(w.t, err)
	c, err = w.s.Certify(w.official(), payment.SignInput{Payment: c.ID, Name: "Odette Example", Title: "Director", Hash: hash})
	ok(w.t, err)
	return c
}

func (w *world) submitted() *payment.Card {
	w.t.Helper()
	c, err := w.s.Submit(w.coordinator(), payment.StepInput{Payment: w.certify(w.begun()).ID})
	ok(w.t, err)
	return c
}

func (w *world) approved() *payment.Card {
	w.t.Helper()
	c := w.submitted()
	_, err := w.s.Check(w.officer(), payment.StepInput{Payment: c.ID})
	ok(w.t, err)
	c, err = w.s.Approve(w.grants(), payment.StepInput{Payment: c.ID})
	ok(w.t, err)
	return c
}

func (w *world) released() *payment.Card {
	w.t.Helper()
	c := w.approved()
	_, err := w.s.SetPayee(w.finance(), payment.PayeeInput{Award: w.Award, Vendor: "V-10023"})
	ok(w.t, err)
	c, err = w.s.Release(w.finance(), payment.StepInput{Payment: c.ID})
	ok(w.t, err)
	return c
}

func (w *world) paid() *payment.Card {
	w.t.Helper()
	c, err := w.s.MarkPaid(w.finance(), payment.PaidInput{Payment: w.released().ID, On: calendar.On(2027, 8, 2), Reference: "ACH-1"})
	ok(w.t, err)
	return c
}

func (w *world) holds(a ledger.Account, want string) {
	w.t.Helper()
	got, err := w.Book.Balance(w.officer(), a, money.USD)
	ok(w.t, err)
	if got.Decimal() != want {
		w.t.Errorf("%s holds %s, want %s", a.Kind, got.Decimal(), want)
	}
}

package expense_test

import (
	"context"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/blob"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/expense"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// world is an official award in its fourth month.
type world struct {
	*pgtest.Running
	t *testing.T
	s *expense.Service
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{Running: pgtest.Official(t), t: t}
	blobs, err := blob.Open(t.TempDir())
	ok(t, err)
	w.Clock.Set(time.Date(2027, 11, 15, 12, 0, 0, 0, time.UTC))
	w.s = &expense.Service{
		Desk: w.Desk(), Store: postgres.Expenses{DB: w.DB}, Awards: &agreement.Service{Desk: w.Desk(), Store: postgres.Agreements{DB: w.DB}, Book: w.Book},
		Book: w.Book, Vault: postgres.Documents{DB: w.DB, Blobs: blobs},
	}
	return w
}

func (w *world) coordinator() context.Context {
	return w.Museum("coordinator1", auth.Coordinator, "us1")
}

func (w *world) partner() context.Context {
	return w.Museum("partner1", auth.PartnerCoordinator, "abroad1")
}
func (w *world) officer() context.Context { return w.Staff("officer", auth.Officer) }
func (w *world) grants() context.Context  { return w.Staff("grants", auth.Grants) }

func us() ident.Organization     { return pgtest.ID[ident.Organization]("us1") }
func abroad() ident.Organization { return pgtest.ID[ident.Organization]("abroad1") }

// flight is an expense that nothing is wrong with.
func (w *world) flight(number string) expense.SaveInput {
	return expense.SaveInput{
		Award: w.Award, Museum: us(), SpentOn: calendar.On(2027, 9, 20), Category: budget.Travel, Description: "Train to the port", Amount: "1250.50",
		Vendor: "Rail Co", ReceiptNumber: number,
	}
}

func (w *world) saved(in expense.SaveInput) *expense.Expense {
	w.t.Helper()
	e, err := w.s.SaveExpense(w.coordinator(), in)
	ok(w.t, err)
	return e
}

func (w *world) submitted(in expense.SaveInput) *expense.Expense {
	w.t.Helper()
	e, err := w.s.SubmitExpense(w.coordinator(), expense.SubmitInput{Expense: w.saved(in).ID})
	ok(w.t, err)
	return e
}

func (w *world) accepted(in expense.SaveInput) *expense.Expense {
	w.t.Helper()
	e, err := w.s.AcceptExpense(w.officer(), expense.AcceptInput{Expense: w.submitted(in).ID})
	ok(w.t, err)
	return e
}

func (w *world) holds(a ledger.Account, cents int64) {
	w.t.Helper()
	got, err := w.Book.Balance(w.coordinator(), a, money.USD)
	if err != nil || got.Minor != cents {
		w.t.Errorf("%s %s holds %d cents, want %d (%v)", a.Kind, a.Part, got.Minor, cents, err)
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t testing.TB, err error, k fault.Kind, code string) {
	t.Helper()
	if !fault.Is(err, k) || !fault.HasCode(err, code) {
		t.Errorf("answered with %v, want %s %s", err, k, code)
	}
}

func id[T any, P interface {
	*T
	Scan(any) error
}](name string,
) T {
	return pgtest.ID[T, P](name)
}

package postgres_test

import (
	"context"
	"errors"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func TestTheSchemaGoesUpAndDownAndUpAgain(t *testing.T) {
	t.Parallel()
	w, ctx := pgtest.New(t), pgtest.Context(t)
	all, err := w.DB.Migrations(ctx)
	if err != nil || len(all) == 0 {
		t.Fatalf("migrations: %v, %v", all, err)
	}
	for range all {
		if name, err := w.DB.MigrateDown(ctx); err != nil || name == "" {
			t.Fatalf("down %q: %v", name, err)
		}
	}
	names, err := w.DB.MigrateUp(ctx)
	if err != nil || len(names) != len(all) {
		t.Fatalf("up again took %d of %d: %v", len(names), len(all), err)
	}
}

func TestTheBookNeverOverdrawsAndNothingHalfIsKept(t *testing.T) {
	t.Parallel()
	w, ctx := pgtest.New(t), auth.As(pgtest.Context(t), auth.System("test"))
	book := postgres.Ledger{DB: w.DB}
	funder, cycle, award := ledger.OfFunder(ident.NewFunder()), ledger.FreeOf(ident.NewCycle()), ledger.CommittedTo(ident.NewAward())
	if err := book.Post(ctx, ledger.Move(ledger.Appropriate, "given", "x", money.Dollars(100), funder, cycle)); err != nil {
		t.Fatal(err)
	}
	if err := book.Post(ctx, ledger.Move(ledger.Commit, "offered", "x", money.Dollars(101), cycle, award)); !fault.HasCode(err, "money_short") {
		t.Fatalf("an overdraft was answered with %v", err)
	}
	if err := book.Post(ctx, ledger.Move(ledger.Commit, "offered", "x", money.Dollars(100), cycle, award)); err != nil {
		t.Fatal(err)
	}
	for a, want := range map[ledger.Account]int64{cycle: 0, award: 100, funder: -100} {
		got, err := book.Balance(ctx, a, money.USD)
		if err != nil || got != money.Dollars(want) {
			t.Errorf("%s holds %v, want %d dollars (%v)", a.Kind, got, want, err)
		}
	}
}

func TestAMuseumSpendsBeforeItIsPaidAndNeverMoreThanIsObligated(t *testing.T) {
	t.Parallel()
	w, ctx := pgtest.New(t), auth.As(pgtest.Context(t), auth.System("test"))
	book, id := postgres.Ledger{DB: w.DB}, ident.NewAward()
	owed, cash, spent := ledger.ObligatedTo(id), ledger.CashOf(id), ledger.SpentBy(id, "travel")
	move := func(k ledger.EntryKind, dollars int64, from, to ledger.Account) error {
		return book.Post(ctx, ledger.Move(k, "x", "x", money.Dollars(dollars), from, to).Dated(calendar.On(2027, 2, 3)))
	}
	holds := func(obligated, atMuseum, used int64) {
		t.Helper()
		for a, want := range map[ledger.Account]int64{owed: obligated, cash: atMuseum, spent: used} {
			if got, err := book.Balance(ctx, a, money.USD); err != nil || got != money.Dollars(want) {
				t.Errorf("%s holds %v, want %d dollars (%v)", a.Kind, got, want, err)
			}
		}
	}
	for _, step := range []struct {
		says                      string
		kind                      ledger.EntryKind
		dollars                   int64
		from, to                  ledger.Account
		short                     bool
		obligated, atMuseum, used int64
	}{
		{"the award is official", ledger.Obligate, 100, ledger.OfFunder(ident.NewFunder()), owed, false, 100, 0, 0},
		{"an expense before any payment is owed to the museum", ledger.Spend, 60, cash, spent, false, 100, -60, 60},
		{"more than is obligated is refused", ledger.Spend, 41, cash, spent, true, 100, -60, 60},
		{"all of it is not", ledger.Spend, 40, cash, spent, false, 100, -100, 100},
		{"what is spent is not taken back from the obligation", ledger.Deobligate, 1, owed, ledger.FreeOf(ident.NewCycle()), true, 100, -100, 100},
		{"the payment lifts what is owed", ledger.Disburse, 100, owed, cash, false, 0, 0, 100},
		{"nothing is left to pay", ledger.Disburse, 1, owed, cash, true, 0, 0, 100},
		{"an expense is reversed", ledger.Unspend, 40, spent, cash, false, 0, 40, 60},
		{"the cash goes back", ledger.Refund, 40, cash, owed, false, 40, 0, 60},
		{"what went back is taken back", ledger.Deobligate, 40, owed, ledger.FreeOf(ident.NewCycle()), false, 0, 0, 60},
	} {
		err := move(step.kind, step.dollars, step.from, step.to)
		if step.short != fault.HasCode(err, "money_short") || !step.short && err != nil {
			t.Fatalf("%s: %v", step.says, err)
		}
		holds(step.obligated, step.atMuseum, step.used)
	}
	var moved int64
	if err := w.DB.ReadInto(ctx, &moved, "SELECT sum(m.moved_minor)::bigint AS moved FROM ledger_months m JOIN ledger_accounts a ON a.id = m.account_id WHERE a.kind = 'expenditure' AND m.month = '2027-02-01'"); err != nil || moved != 6000 {
		t.Errorf("February moved %d: %v", moved, err)
	}
}

func TestTheAuditLogOnlyGrows(t *testing.T) {
	t.Parallel()
	w, ctx := pgtest.New(t), auth.As(pgtest.Context(t), auth.System("test"))
	id := ident.NewCycle()
	if err := w.Desk().Log.Record(ctx, "cycle.publish", id, "because", map[string]any{"b": 1, "a": "é"}); err != nil {
		t.Fatal(err)
	}
	events, err := postgres.Audit{DB: w.DB}.Events(ctx, id.String())
	if err != nil || len(events) != 1 {
		t.Fatalf("%v, %v", events, err)
	}
	if e := events[0]; string(e.Sum()) != string(e.Hash) {
		t.Errorf("the kept event hashes to %x, not %x", e.Sum(), e.Hash)
	}
	for _, s := range []string{"UPDATE audit_events SET reason = ''", "DELETE FROM audit_events", "TRUNCATE audit_events"} {
		if _, err := w.DB.Pool.Exec(ctx, s); err == nil {
			t.Errorf("%s was let through", s)
		}
	}
}

func TestARefusedTransactionLeavesNoMessageBehind(t *testing.T) {
	t.Parallel()
	w, ctx := pgtest.New(t), auth.As(pgtest.Context(t), auth.System("test"))
	person := ident.NewPerson()
	if _, err := w.DB.Pool.Exec(ctx, "INSERT INTO people (id, email, created_at) VALUES ($1, 'a@example.org', now())", person); err != nil {
		t.Fatal(err)
	}
	refuse := errors.New("no")
	desk := w.Desk()
	for name, keep := range map[string]error{"refused": refuse, "kept": nil} {
		err := desk.Tx(ctx, func(ctx context.Context) error {
			if err := desk.Outbox.Tell(ctx, "application.received", "app_x", map[string]any{"title": "x"}, person); err != nil {
				return err
			}
			return keep
		})
		if !errors.Is(err, keep) {
			t.Fatalf("%s: %v", name, err)
		}
	}
	var messages, jobs int
	if err := w.DB.Pool.QueryRow(ctx, "SELECT (SELECT count(*) FROM messages), (SELECT count(*) FROM river_job)").Scan(&messages, &jobs); err != nil {
		t.Fatal(err)
	}
	if messages != 1 || jobs != 1 {
		t.Errorf("%d messages and %d jobs were kept, want one of each", messages, jobs)
	}
}

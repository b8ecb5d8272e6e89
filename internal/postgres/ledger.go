package postgres

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Ledger is the book of grant money.
type Ledger struct{ *DB }

const (
	openAccount = `INSERT INTO ledger_accounts (id, kind, owner, part, currency) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`
	insertEntry = `INSERT INTO ledger_entries (id, kind, memo, subject, posted_by, posted_at, effective_on) VALUES ($1, $2, $3, $4, $5, $6, $7)`
	insertLine  = `INSERT INTO ledger_lines (entry_id, ordinal, account_id, amount_minor, currency)
SELECT $1, $2, a.id, $3, $4 FROM ledger_accounts a WHERE a.kind = $5 AND a.owner = $6 AND a.part = $7 AND a.currency = $4`
	balanceOf = `SELECT coalesce(sum(balance_minor), 0) FROM ledger_accounts WHERE kind = $1 AND owner = $2 AND part = $4 AND currency = $3`
)

// Post keeps a balanced entry; an account that would fall below zero is CONFLICT money_short.
func (b Ledger) Post(ctx context.Context, e ledger.Entry) error {
	if err := e.Check(); err != nil {
		return err
	}
	return b.InTx(ctx, func(ctx context.Context) error {
		if e.ID.IsZero() {
			e.ID = ident.NewEntry()
		}
		if e.On.IsZero() {
			e.On = calendar.Of(b.Now(), time.UTC)
		}
		if _, err := b.exec(ctx, insertEntry, e.ID, string(e.Kind), e.Memo, e.Subject, auth.Who(ctx).Person, b.Now(), e.On); err != nil {
			return err
		}
		lines := slices.Clone(e.Lines)
		// Every poster takes the row locks in the same order, so that two never wait for each other.
		slices.SortFunc(lines, func(x, y ledger.Line) int {
			return cmp.Or(cmp.Compare(x.Account.Kind, y.Account.Kind), slices.Compare(x.Account.Owner[:], y.Account.Owner[:]), cmp.Compare(x.Account.Part, y.Account.Part))
		})
		for i, l := range lines {
			if err := b.postLine(ctx, e, i, l); err != nil {
				return err
			}
		}
		return nil
	})
}

func (b Ledger) postLine(ctx context.Context, e ledger.Entry, ordinal int, l ledger.Line) error {
	c := string(l.Amount.Currency)
	if _, err := b.exec(ctx, openAccount, uuid.Must(uuid.NewV7()), string(l.Account.Kind), l.Account.Owner, l.Account.Part, c); err != nil {
		return err
	}
	_, err := b.exec(ctx, insertLine, e.ID, ordinal, l.Amount.Minor, c, string(l.Account.Kind), l.Account.Owner, l.Account.Part)
	if fault.HasCode(err, "money_short") {
		return fault.New(fault.Conflict, "money_short", "There is not enough money left: %s is needed.", l.Amount.Neg()).
			With("needed", l.Amount.Neg().Decimal())
	}
	return err
}

// Balance is what an account holds now.
func (b Ledger) Balance(ctx context.Context, a ledger.Account, c money.Currency) (money.Money, error) {
	var minor int64
	rows, err := b.conn(ctx).QueryContext(ctx, balanceOf, prepared([]any{string(a.Kind), a.Owner, string(c), a.Part})...)
	if err != nil {
		return money.Money{}, failure(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&minor); err != nil {
			return money.Money{}, failure(err)
		}
	}
	return money.New(minor, c), failure(rows.Err())
}

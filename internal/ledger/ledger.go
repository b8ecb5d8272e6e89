// Package ledger is the double-entry book of grant money: what is funded, set aside and promised.
package ledger

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Kind is what an account holds money for.
type Kind string

// The kinds of accounts, in the order in which money moves through them.
const (
	Funder        Kind = "funder"        // where money comes from; the only one that may fall below zero
	FunderAward   Kind = "funder_award"  // awarded to the administrator, not yet given to a cycle
	Appropriation Kind = "appropriation" // a cycle's money that is still free
	Reserve       Kind = "reserve"       // a cycle's administrative reserve
	Commitment    Kind = "commitment"    // offered to a museum, provisional
	Obligation    Kind = "obligation"    // owed under a signed agreement
	Disbursement  Kind = "disbursement"  // paid out
)

// Account is one pot of money: its kind, and whose it is.
type Account struct {
	Kind  Kind
	Owner uuid.UUID // of a funder, funder award, cycle or award, by kind
}

// OfFunder is where a funder's money comes from.
func OfFunder(id ident.Funder) Account { return Account{Funder, id.UUID()} }

// OfFunderAward is a funder award's money not yet given to a cycle.
func OfFunderAward(id ident.FunderAward) Account { return Account{FunderAward, id.UUID()} }

// FreeOf is a cycle's money that is still free to offer.
func FreeOf(id ident.Cycle) Account { return Account{Appropriation, id.UUID()} }

// ReserveOf is a cycle's administrative reserve.
func ReserveOf(id ident.Cycle) Account { return Account{Reserve, id.UUID()} }

// CommittedTo is what an award has been offered.
func CommittedTo(id ident.Award) Account { return Account{Commitment, id.UUID()} }

// ObligatedTo is what an award is owed under its signed agreement.
func ObligatedTo(id ident.Award) Account { return Account{Obligation, id.UUID()} }

// EntryKind is why money moved.
type EntryKind string

// The kinds of entries.
const (
	Fund        EntryKind = "fund"
	Appropriate EntryKind = "appropriate"
	SetAside    EntryKind = "reserve"
	Commit      EntryKind = "commit"
	Release     EntryKind = "release"
	Obligate    EntryKind = "obligate"
	Correct     EntryKind = "correct"
)

// Line moves an amount into an account, or out of it when negative.
type Line struct {
	Account Account
	Amount  money.Money
}

// Entry is one movement of money; its lines sum to zero.
type Entry struct {
	ID      ident.Entry
	Kind    EntryKind
	Memo    string
	Subject string // public id of what it is for
	By      ident.Person
	At      time.Time
	Lines   []Line
}

// Move makes an entry that takes an amount from one account to another.
func Move(k EntryKind, memo, subject string, amount money.Money, from, to Account) Entry {
	return Entry{Kind: k, Memo: memo, Subject: subject, Lines: []Line{{from, amount.Neg()}, {to, amount}}}
}

// Check refuses an entry that is empty, moves nothing, or does not sum to zero per currency.
func (e Entry) Check() error {
	sums := map[money.Currency]int64{}
	for _, l := range e.Lines {
		if l.Amount.IsZero() {
			return fault.New(fault.Invalid, "ledger.empty_line", "A ledger line moves no money.")
		}
		sums[l.Amount.Currency] += l.Amount.Minor
	}
	if len(e.Lines) < 2 {
		return fault.New(fault.Invalid, "ledger.one_sided", "A ledger entry has at least two lines.")
	}
	for c, s := range sums {
		if s != 0 {
			return fault.New(fault.Invalid, "ledger.unbalanced", "The entry is off by %s.", money.New(s, c))
		}
	}
	return nil
}

// Book posts entries and tells balances; an overdraft is CONFLICT with code money_short.
type Book interface {
	// Post keeps a balanced entry under the row locks of its accounts, in the context's transaction.
	Post(ctx context.Context, e Entry) error
	// Balance is what an account holds; an account never posted to holds nothing.
	Balance(ctx context.Context, a Account, c money.Currency) (money.Money, error)
}

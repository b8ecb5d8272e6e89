// Package ledger is the double-entry book of grant money, from the funder to the museum that spent it.
//
// The chart of accounts. Money of a grant moves down this list, and what all accounts of an award hold together is
// what the grant was made of:
//
//	funder          of a funder        where money comes from; may fall below zero
//	funder_award    of a funder award  awarded to the administrator, not yet given to a cycle
//	appropriation   of a cycle         free to offer
//	reserve         of a cycle         for the administrator's own costs
//	commitment      of an award        offered, provisional
//	obligation      of an award        owed under the signed agreement and not paid yet
//	disbursement    of an award        cash at the museum: paid, less accepted spending; below zero is owed to the museum
//	expenditure     of an award        accepted federal spending, one account for each category
//
// Money that is not the grant's comes from outside, so that it never mixes with it:
//
//	outside         of an award        donors, banks and visitors; may fall below zero
//	cost_share      of an award        verified, one account for each of cash or in kind, side and category
//	interest        of an award        earned on advances and not sent back
//	program_income  of an award        earned and not used yet
//
// A payment is obligation to disbursement (disburse; return_payment when the bank sends it back; refund when the museum
// pays back cash it did not need). An accepted expense is disbursement to expenditure (spend), whether or not the money
// was paid before: under reimbursement cash falls below zero by what the museum is owed, and the payment lifts it. The
// database holds that obligation and cash together never fall below zero, so spending never exceeds what is obligated.
// Hence obligated in all is obligation + disbursement + expenditure, and paid in all is disbursement + expenditure.
//
// Nothing is edited: a correction is an entry the other way (unspend, uncontribute). An entry counts on a day, which
// may be earlier than when it was posted; both are kept, so a report can say what was known when.
package ledger

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Kind is what an account holds money for.
type Kind string

// The kinds of accounts, in the order in which money moves through them.
const (
	Funder        Kind = "funder"         // where money comes from; the only one that may fall below zero
	FunderAward   Kind = "funder_award"   // awarded to the administrator, not yet given to a cycle
	Appropriation Kind = "appropriation"  // a cycle's money that is still free
	Reserve       Kind = "reserve"        // a cycle's administrative reserve
	Commitment    Kind = "commitment"     // offered to a museum, provisional
	Obligation    Kind = "obligation"     // owed under a signed agreement
	Disbursement  Kind = "disbursement"   // cash at the museum; below zero is owed to it
	Expenditure   Kind = "expenditure"    // accepted federal spending, by category
	CostShare     Kind = "cost_share"     // verified, by funding, side and category
	Interest      Kind = "interest"       // earned on advances and not sent back
	ProgramIncome Kind = "program_income" // earned and not used
	Outside       Kind = "outside"        // where money that is not the grant's comes from; may fall below zero
)

// Kinds are all kinds of accounts in the order of the chart.
func Kinds() []Kind {
	return []Kind{Funder, FunderAward, Appropriation, Reserve, Commitment, Obligation, Disbursement, Expenditure, CostShare, Interest, ProgramIncome, Outside}
}

// Account is one pot of money: its kind, and whose it is.
type Account struct {
	Kind  Kind
	Owner uuid.UUID // of a funder, funder award, cycle or award, by kind
	Part  string    // of kinds that are kept apart: a category, or "cash/us/travel"; empty otherwise
}

// OfFunder is where a funder's money comes from.
func OfFunder(id ident.Funder) Account { return Account{Kind: Funder, Owner: id.UUID()} }

// OfFunderAward is a funder award's money not yet given to a cycle.
func OfFunderAward(id ident.FunderAward) Account { return Account{Kind: FunderAward, Owner: id.UUID()} }

// FreeOf is a cycle's money that is still free to offer.
func FreeOf(id ident.Cycle) Account { return Account{Kind: Appropriation, Owner: id.UUID()} }

// ReserveOf is a cycle's administrative reserve.
func ReserveOf(id ident.Cycle) Account { return Account{Kind: Reserve, Owner: id.UUID()} }

// CommittedTo is what an award has been offered.
func CommittedTo(id ident.Award) Account { return Account{Kind: Commitment, Owner: id.UUID()} }

// ObligatedTo is what an award is owed under its signed agreement.
func ObligatedTo(id ident.Award) Account { return Account{Kind: Obligation, Owner: id.UUID()} }

// CashOf is the cash at the museum: paid, less accepted spending. Below zero it is owed to the museum.
func CashOf(id ident.Award) Account { return Account{Kind: Disbursement, Owner: id.UUID()} }

// SpentBy is accepted federal spending in a category such as travel.
func SpentBy(id ident.Award, category string) Account {
	return Account{Kind: Expenditure, Owner: id.UUID(), Part: category}
}

// SharedBy is verified cost share: cash or in_kind, us or non_us, and a category.
func SharedBy(id ident.Award, funding, side, category string) Account {
	return Account{Kind: CostShare, Owner: id.UUID(), Part: funding + "/" + side + "/" + category}
}

// InterestOf is interest earned on an award's advances and not sent back.
func InterestOf(id ident.Award) Account { return Account{Kind: Interest, Owner: id.UUID()} }

// IncomeOf is program income earned and not used.
func IncomeOf(id ident.Award) Account { return Account{Kind: ProgramIncome, Owner: id.UUID()} }

// OutsideOf is where money of an award comes from that is not the grant's.
func OutsideOf(id ident.Award) Account { return Account{Kind: Outside, Owner: id.UUID()} }

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
	Deobligate  EntryKind = "deobligate" // obligation back to the cycle
	Supplement  EntryKind = "supplement" // more from the cycle to the obligation
	Correct     EntryKind = "correct"

	Disburse      EntryKind = "disburse"       // obligation to cash at the museum
	ReturnPayment EntryKind = "return_payment" // the bank sent it back
	Refund        EntryKind = "refund"         // the museum paid cash back
	Spend         EntryKind = "spend"          // an expense was accepted
	Unspend       EntryKind = "unspend"        // an accepted expense was reversed
	Contribute    EntryKind = "contribute"     // cost share was verified
	Uncontribute  EntryKind = "uncontribute"   // verified cost share was reversed
	EarnInterest  EntryKind = "earn_interest"
	RemitInterest EntryKind = "remit_interest"
	EarnIncome    EntryKind = "earn_income"
	SpendIncome   EntryKind = "spend_income"
	Disallow      EntryKind = "disallow" // a cost taken back at the end of an award or after it: expenditure back to cash
	Recover       EntryKind = "recover"  // what was disallowed came back: cash to the cycle
)

// EntryKinds are all reasons for which money moves.
func EntryKinds() []EntryKind {
	return []EntryKind{
		Fund, Appropriate, SetAside, Commit, Release, Obligate, Deobligate, Supplement, Correct, Disburse, ReturnPayment, Refund,
		Spend, Unspend, Contribute, Uncontribute, EarnInterest, RemitInterest, EarnIncome, SpendIncome, Disallow, Recover,
	}
}

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
	On      calendar.Date // the day it counts on; absent is the day it is posted, in UTC
	Lines   []Line
}

// Move makes an entry that takes an amount from one account to another.
func Move(k EntryKind, memo, subject string, amount money.Money, from, to Account) Entry {
	return Entry{Kind: k, Memo: memo, Subject: subject, Lines: []Line{{from, amount.Neg()}, {to, amount}}}
}

// Dated is the entry counting on a day.
func (e Entry) Dated(on calendar.Date) Entry {
	e.On = on
	return e
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

package payment

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// Awards answers for awards in force; agreement does.
type Awards interface {
	// Running is the award if the actor may see it and it is official; lock keeps others from it.
	Running(ctx context.Context, id ident.Award, lock bool) (*agreement.File, error)
}

// Duties answers which reports of an award are due and not accepted.
type Duties interface {
	// Overdue names them, for people; nothing where none is owed.
	Overdue(ctx context.Context, id ident.Award) ([]string, error)
	// Paid plans the reports anew that count from the first payment; it is called when a payment arrived or came back.
	Paid(ctx context.Context, id ident.Award) error
}

// Store keeps requests, batches, payees and what was forwarded.
type Store interface {
	// AwardOf is the award of a request whose award the viewer may see.
	AwardOf(ctx context.Context, id ident.Payment, v auth.Filter) (ident.Award, error)
	// Requests are all requests of an award with their steps, forwards and batches, by number.
	Requests(ctx context.Context, id ident.Award) ([]*Request, error)
	// Books is what the ledger holds of an award, in one statement.
	Books(ctx context.Context, id ident.Award, c money.Currency) (Books, error)
	Payee(ctx context.Context, id ident.Organization) (*Payee, error)
	KeepPayee(ctx context.Context, p *Payee) error
	AddRequest(ctx context.Context, r *Request) error
	// KeepRequest writes a request under its version.
	KeepRequest(ctx context.Context, r *Request, expected int) error
	AddStep(ctx context.Context, s *Step) error
	AddForward(ctx context.Context, f *Forward) error
	KeepForward(ctx context.Context, f *Forward) error
	// Rows are the requests the viewer may see, by number of the award and request.
	Rows(ctx context.Context, f Filter, v auth.Filter, c page.Cut) ([]*Row, error)
	CountRows(ctx context.Context, f Filter, v auth.Filter) (int, error)
	// Waiting are the released requests that are in no batch yet, locked, with who is paid.
	Waiting(ctx context.Context, ids []ident.Payment, v auth.Filter) ([]*Order, error)
	AddBatch(ctx context.Context, b *Batch, items []*Item) error
	// Batch is a batch all whose payments the viewer may see, with its files.
	Batch(ctx context.Context, id ident.PaymentBatch, v auth.Filter) (*Batch, error)
	Batches(ctx context.Context, v auth.Filter, c page.Cut) ([]*Batch, error)
	CountBatches(ctx context.Context, v auth.Filter) (int, error)
	// BatchesOn is how many batches are made for a day already.
	BatchesOn(ctx context.Context, day calendar.Date) (int, error)
	// Hands are the people with a role at one of the museums.
	Hands(ctx context.Context, role auth.Role, museums []ident.Organization) ([]ident.Person, error)
}

// Printer draws the notice of a payment.
type Printer interface {
	// Advice is the PDF that tells a museum what was paid, in a language of the house.
	Advice(ctx context.Context, c *Card, locale string) ([]byte, error)
}

// Service is what museums and the office do with payments.
type Service struct {
	Desk    desk.Desk
	Store   Store
	Awards  Awards
	Duties  Duties
	Book    ledger.Book
	Vault   document.Vault
	Printer Printer
	// Sheet writes rows under a head as CSV that no spreadsheet program runs.
	Sheet func(head []string, rows [][]string) ([]byte, error)
}

func (s *Service) now() time.Time { return s.Desk.Now().UTC().Truncate(time.Microsecond) }

func (s *Service) today() calendar.Date { return calendar.Of(s.Desk.Now(), time.UTC) }

// Account is what was asked for and paid on one award.
type Account struct {
	File     *agreement.File
	Requests []*Request // by number
	Books    Books
	Payee    *Payee   // of the lead; nil before finance said which vendor it is
	Owed     []string // reports that are due and not accepted
}

// money is an amount in the currency of the award.
func (a *Account) money(minor int64) money.Money { return money.New(minor, a.File.Amount.Currency) }

// Obligated is what the award is obligated in all.
func (a *Account) Obligated() money.Money { return a.money(a.File.Current().GrantMinor) }

// Paid is what finance released and the bank did not send back.
func (a *Account) Paid() money.Money {
	sum := a.money(0)
	for _, r := range a.Requests {
		if r.State.out() {
			sum = sum.Add(r.Amount())
		}
	}
	return sum
}

// Promised is what was asked for and not released yet.
func (a *Account) Promised() money.Money {
	sum := a.money(0)
	for _, r := range a.Requests {
		if r.State.asked() && !r.State.out() && r.State != Returned {
			sum = sum.Add(r.Amount())
		}
	}
	return sum
}

// Left is what of the obligation nobody asked for yet.
func (a *Account) Left() money.Money { return a.money(a.Books.ObligatedMinor).Sub(a.Promised()) }

// OnHand is the cash at the museums: paid and not spent; below nothing is what they spent ahead.
func (a *Account) OnHand() money.Money { return a.money(a.Books.CashMinor) }

// Forwarded is what of all payments was passed on to partners.
func (a *Account) Forwarded() money.Money {
	sum := a.money(0)
	for _, r := range a.Requests {
		sum = sum.Add(r.Forwarded())
	}
	return sum
}

// Vendor is by which number the bank knows the payee; nil where nobody said.
func (a *Account) Vendor() *string {
	if a.Payee == nil {
		return nil
	}
	return &a.Payee.Vendor
}

// card is a request of the account with its form.
func (a *Account) card(id ident.Payment) (*Card, error) {
	c := &Card{File: a.File, Owed: a.Owed, Payee: a.Payee, books: a.Books}
	for _, r := range a.Requests {
		if r.ID == id {
			c.Request = r
		} else {
			c.other = append(c.other, r)
		}
	}
	if c.Request == nil {
		return nil, fault.Missing("payment")
	}
	return c, c.derive()
}

// open is the draft the museum works on; nil where it has none.
func (a *Account) open() *Request {
	i := slices.IndexFunc(a.Requests, func(r *Request) bool { return r.State == Draft || r.State == Certified })
	if i < 0 {
		return nil
	}
	return a.Requests[i]
}

// Account is the payments of one award, for its museums and the office.
func (s *Service) Account(ctx context.Context, id ident.Award) (*Account, error) {
	return s.account(ctx, id, false)
}

func (s *Service) account(ctx context.Context, id ident.Award, lock bool) (*Account, error) {
	f, err := s.Awards.Running(ctx, id, lock)
	if err != nil {
		return nil, err
	}
	if err := auth.Require(ctx, auth.ViewPayment, f.Target()); err != nil {
		return nil, fault.Missing("award")
	}
	a := &Account{File: f}
	if a.Requests, err = s.Store.Requests(ctx, id); err != nil {
		return nil, err
	}
	if a.Books, err = s.Store.Books(ctx, id, f.Amount.Currency); err != nil {
		return nil, err
	}
	if a.Payee, err = s.Store.Payee(ctx, f.Lead().Organization); err != nil {
		return nil, err
	}
	a.Owed, err = s.Duties.Overdue(ctx, id)
	return a, err
}

// Payment is one request with its form and what it still needs.
func (s *Service) Payment(ctx context.Context, id ident.Payment) (*Card, error) {
	return s.find(ctx, id, false)
}

func (s *Service) find(ctx context.Context, id ident.Payment, lock bool) (*Card, error) {
	award, err := s.Store.AwardOf(ctx, id, auth.Scope(ctx, auth.ViewPayment))
	if err != nil {
		return nil, err
	}
	a, err := s.account(ctx, award, lock)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Missing("payment")
	}
	if err != nil {
		return nil, err
	}
	return a.card(id)
}

// change loads a request with its award under lock, asks whether the actor may, checks the version and lets do change it.
func (s *Service) change(ctx context.Context, id ident.Payment, p auth.Permission, expected *int, do func(context.Context, *Card) error) (*Card, error) {
	var c *Card
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if c, err = s.find(ctx, id, true); err != nil {
			return err
		}
		if err := auth.Require(ctx, p, target(c.File, p)); err != nil {
			return err
		}
		if err := fault.Expected(expected, c.Version); err != nil {
			return err
		}
		return do(ctx, c)
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

// target is what a permission is asked for: the lead museum's own award, or the award of the office, which is nobody's own.
func target(f *agreement.File, p auth.Permission) auth.Target {
	if p == auth.AskPayment || p == auth.CertifyPayment || p == auth.ForwardPayment {
		return auth.Target{Organizations: []ident.Organization{f.Lead().Organization}}
	}
	return f.Target()
}

// take moves a request by a verb and keeps it with the step; who may not take it after an earlier one is refused.
func (s *Service) take(ctx context.Context, c *Card, verb, reason string, detail map[string]any) error {
	to, err := step(c.Request, verb, reason)
	if err != nil {
		return err
	}
	who := auth.Who(ctx).Person
	if err := parted(c.Request, verb, who); err != nil {
		return err
	}
	if err := c.pass(verb); err != nil {
		return err
	}
	c.State = to
	if err := s.Store.KeepRequest(ctx, c.Request, c.Version); err != nil {
		return err
	}
	return s.note(ctx, c, verb, reason, who, detail)
}

// note keeps the step and says in the log what was done.
func (s *Service) note(ctx context.Context, c *Card, verb, reason string, who ident.Person, detail map[string]any) error {
	x := &Step{Payment: c.ID, Ordinal: len(c.Steps) + 1, Verb: verb, To: c.State, By: who, At: s.now(), Reason: reason}
	if err := s.Store.AddStep(ctx, x); err != nil {
		return err
	}
	c.Steps = append(c.Steps, x)
	if detail == nil {
		detail = map[string]any{}
	}
	detail["payment"], detail["number"], detail["amount"] = c.ID, c.Number, c.Amount()
	return s.Desk.Log.Record(ctx, "payment."+verb, c.Award, reason, detail)
}

// tell sends word to those with a role at the lead museum.
func (s *Service) tell(ctx context.Context, c *Card, template string, data map[string]any, roles ...auth.Role) error {
	return s.tellAt(ctx, c, template, data, c.File.Lead().Organization, roles...)
}

func (s *Service) tellAt(ctx context.Context, c *Card, template string, data map[string]any, at ident.Organization, roles ...auth.Role) error {
	var to []ident.Person
	for _, r := range roles {
		found, err := s.Store.Hands(ctx, r, []ident.Organization{at})
		if err != nil {
			return err
		}
		to = append(to, found...)
	}
	if len(to) == 0 {
		return nil
	}
	data["Number"], data["Title"], data["Program"], data["Request"] = c.File.Number, c.File.Title, c.File.ProgramName, c.Number
	if data["Amount"] == nil {
		data["Amount"] = c.Amount().Format("en")
	}
	return s.Desk.Outbox.Tell(ctx, template, c.ID.String(), data, to...)
}

// plain trims words and refuses control characters and what is too long.
func plain(c *fault.Check, path, text string, most int) string {
	text = strings.TrimSpace(text)
	c.That(len([]rune(text)) <= most, path, "too_long", "At most %d characters.", most)
	c.That(!strings.ContainsFunc(text, func(r rune) bool { return r == 0 || (r < ' ' && r != '\n' && r != '\t' && r != '\r') || r == '\uFFFD' }),
		path, "bad_text", "It has characters that are no text.")
	return text
}

// cash reads an amount of nothing or more; empty is nothing.
func cash(c *fault.Check, path, text string, currency money.Currency) int64 {
	if text = strings.TrimSpace(text); text == "" {
		return 0
	}
	m, err := money.Parse(text, currency)
	c.That(err == nil && m.Minor >= 0, path, "bad_amount", "It is an amount such as 12500.00.")
	if err != nil || m.Minor < 0 {
		return 0
	}
	return m.Minor
}

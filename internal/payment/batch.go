package payment

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// Batch is a file of payments as the bank got it; its bytes never change.
type Batch struct {
	ID         ident.PaymentBatch `bun:"id,pk"`
	Number     string             `bun:"number"`  // PAY-20270115-1
	MadeOn     calendar.Date      `bun:"made_on"` // the day the bank is to pay
	Count      int                `bun:"count"`
	TotalMinor int64              `bun:"total_minor"`
	Currency   money.Currency     `bun:"currency"`
	CSV        []byte             `bun:"csv"`
	XML        []byte             `bun:"xml"` // ISO 20022, pain.001.001.09
	MadeBy     ident.Person       `bun:"made_by"`
	MadeAt     time.Time          `bun:"made_at"`
}

// Total is the sum of all payments of the batch.
func (b *Batch) Total() money.Money { return money.New(b.TotalMinor, b.Currency) }

// Item is one payment of a batch, by which of its releases it went.
type Item struct {
	Batch       ident.PaymentBatch `bun:"batch_id,pk"`
	Ordinal     int                `bun:"ordinal,pk"`
	Payment     ident.Payment      `bun:"payment_id"`
	Attempt     int                `bun:"attempt"`
	AmountMinor int64              `bun:"amount_minor"`
}

// Sent is a batch in which a request went to the bank.
type Sent struct {
	Payment ident.Payment      `bun:"payment_id"`
	Batch   ident.PaymentBatch `bun:"batch_id"`
	Number  string             `bun:"number"`
	MadeOn  calendar.Date      `bun:"made_on"`
	Attempt int                `bun:"attempt"`
}

// Order is a released request as the bank is told of it.
type Order struct {
	ID            ident.Payment  `bun:"id"`
	Award         string         `bun:"award_number"`
	Number        int            `bun:"number"`
	Attempt       int            `bun:"attempt"`
	AmountMinor   int64          `bun:"amount_minor"`
	Currency      money.Currency `bun:"currency"`
	Payee         string         `bun:"payee"`
	Vendor        string         `bun:"vendor"`
	Administrator string         `bun:"administrator"`
}

// Amount is what the bank is to pay.
func (o *Order) Amount() money.Money { return money.New(o.AmountMinor, o.Currency) }

// Reference is what the bank carries with the payment and gives back: award, request, and which try it is.
func (o *Order) Reference() string {
	r := o.Award + "-" + strconv.Itoa(o.Number)
	if o.Attempt > 1 {
		r += "-" + strconv.Itoa(o.Attempt)
	}
	return r
}

// mostOrders is how many payments one batch holds.
const mostOrders = 500

// BatchInput makes a batch of released requests.
type BatchInput struct {
	Payments []ident.Payment
	On       calendar.Date // the day the bank is to pay
}

// MakeBatch writes released requests that went to no bank yet into one file for it, once: as CSV and as ISO 20022. A
// request that is not released, or in a batch already, refuses the whole batch.
func (s *Service) MakeBatch(ctx context.Context, in BatchInput) (*Batch, error) {
	var b *Batch
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		if err := auth.Require(ctx, auth.ReleasePayment, auth.Target{}); err != nil {
			return err
		}
		var c fault.Check
		c.That(len(in.Payments) > 0, "payments", "required", "Choose at least one payment.")
		c.That(len(in.Payments) <= mostOrders, "payments", "too_many", "At most %d payments.", mostOrders)
		c.That(!in.On.IsZero(), "on", "required", "Say which day the bank is to pay.")
		c.That(in.On.IsZero() || !in.On.Before(s.today()), "on", "too_early", "That day is over.")
		c.That(!in.On.After(s.today().AddDays(30)), "on", "too_late", "The bank takes payments at most 30 days ahead.")
		if err := c.Err(); err != nil {
			return err
		}
		orders, err := s.Store.Waiting(ctx, in.Payments, auth.Scope(ctx, auth.ReleasePayment))
		if err != nil {
			return err
		}
		if len(orders) != len(unique(in.Payments)) {
			return fault.New(fault.Conflict, "not_waiting", "One of the payments does not wait for the bank any more. Read the list again.")
		}
		if b, err = s.batch(ctx, in.On, orders); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "payment.batch", b.ID, "", map[string]any{"number": b.Number, "payments": b.Count, "total": b.Total()})
	})
	if err != nil {
		return nil, err
	}
	return b, nil
}

func unique(ids []ident.Payment) map[ident.Payment]bool {
	out := map[ident.Payment]bool{}
	for _, id := range ids {
		out[id] = true
	}
	return out
}

// batch keeps the file of the orders, which are locked.
func (s *Service) batch(ctx context.Context, on calendar.Date, orders []*Order) (*Batch, error) {
	before, err := s.Store.BatchesOn(ctx, on)
	if err != nil {
		return nil, err
	}
	b := &Batch{
		ID: ident.NewPaymentBatch(), Number: fmt.Sprintf("PAY-%s-%d", on.Time().Format("20060102"), before+1), MadeOn: on, Count: len(orders), Currency: money.USD,
		MadeBy: auth.Who(ctx).Person, MadeAt: s.now(),
	}
	var rows [][]string
	var items []*Item
	for i, o := range orders {
		if o.Currency != b.Currency {
			return nil, fault.New(fault.Conflict, "other_currency", "A batch is in US dollars.")
		}
		b.TotalMinor += o.AmountMinor
		rows = append(rows, []string{b.Number, strconv.Itoa(i + 1), on.String(), o.Vendor, o.Payee, o.Amount().Decimal(), string(o.Currency), o.Reference(), o.Award})
		items = append(items, &Item{Batch: b.ID, Ordinal: i + 1, Payment: o.ID, Attempt: o.Attempt, AmountMinor: o.AmountMinor})
	}
	rows = append(rows, []string{b.Number, "total", on.String(), "", strconv.Itoa(b.Count), b.Total().Decimal(), string(b.Currency), "", ""})
	if b.CSV, err = s.Sheet([]string{"batch", "line", "pay_on", "vendor", "payee", "amount", "currency", "reference", "award"}, rows); err != nil {
		return nil, err
	}
	if b.XML, err = transfer(b, orders); err != nil {
		return nil, err
	}
	return b, s.Store.AddBatch(ctx, b, items)
}

// Batch is a batch with its files, for those who see the office's payments.
func (s *Service) Batch(ctx context.Context, id ident.PaymentBatch) (*Batch, error) {
	return s.Store.Batch(ctx, id, auth.Scope(ctx, auth.ViewBatch))
}

// Batches are all batches, newest first, without their files.
func (s *Service) Batches(ctx context.Context, a page.Args) (*page.Connection[*Batch], error) {
	cut, err := a.Check(2)
	if err != nil {
		return nil, err
	}
	v := auth.Scope(ctx, auth.ViewBatch)
	rows, err := s.Store.Batches(ctx, v, cut)
	if err != nil {
		return nil, err
	}
	return page.New(cut, rows, func(b *Batch) []string {
		return []string{b.MadeAt.UTC().Format(time.RFC3339Nano), b.ID.UUID().String()}
	}, func(ctx context.Context) (int, error) { return s.Store.CountBatches(ctx, v) }), nil
}

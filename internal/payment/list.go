package payment

import (
	"context"
	"strconv"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/federalform"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// Row is a request as the office's queue shows it.
type Row struct {
	ID          ident.Payment           `bun:"id"`
	Award       ident.Award             `bun:"award_id"`
	AwardNumber string                  `bun:"award_number"`
	Title       string                  `bun:"title"`
	Program     ident.Program           `bun:"program_id"`
	Lead        string                  `bun:"lead_name"`
	Number      int                     `bun:"number"`
	Kind        federalform.PaymentKind `bun:"kind"`
	FromOn      calendar.Date           `bun:"from_on"`
	ToOn        calendar.Date           `bun:"to_on"`
	AmountMinor int64                   `bun:"amount_minor"`
	Currency    money.Currency          `bun:"currency"`
	State       State                   `bun:"state"`
	PaidOn      calendar.Date           `bun:"paid_on"`
	Vendor      string                  `bun:"vendor"` // by which the bank knows the payee; empty where nobody said
	Batch       string                  `bun:"batch"`  // in which its last release went to the bank
}

// Amount is what is asked for.
func (r *Row) Amount() money.Money { return money.New(r.AmountMinor, r.Currency) }

// Waits tells whether it is released and went to no bank yet.
func (r *Row) Waits() bool { return r.State == Released && r.Batch == "" }

// Advice is the notice of a payment that was paid, as a PDF in a language of the house.
func (s *Service) Advice(ctx context.Context, id ident.Payment, locale string) ([]byte, error) {
	c, err := s.Payment(ctx, id)
	if err != nil {
		return nil, err
	}
	if c.State != Paid {
		return nil, fault.New(fault.Conflict, "not_paid", "There is a notice once it is paid.")
	}
	return s.Printer.Advice(ctx, c, locale)
}

// Filter narrows a list of requests.
type Filter struct {
	State State
	Award ident.Award
}

// Payments are the requests the viewer may see, by award and number.
func (s *Service) Payments(ctx context.Context, f Filter, a page.Args) (*page.Connection[*Row], error) {
	cut, err := a.Check(3)
	if err != nil {
		return nil, err
	}
	v := auth.Scope(ctx, auth.ViewPayment)
	rows, err := s.Store.Rows(ctx, f, v, cut)
	if err != nil {
		return nil, err
	}
	return page.New(cut, rows, func(r *Row) []string {
		return []string{r.AwardNumber, strconv.Itoa(r.Number), r.ID.UUID().String()}
	}, func(ctx context.Context) (int, error) { return s.Store.CountRows(ctx, f, v) }), nil
}

package review

import (
	"context"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// FeePer is what an honorarium is paid for.
type FeePer string

// What an honorarium is paid for.
const (
	PerPanel  FeePer = "panel"  // the whole work, to whoever sits on the panel at its end
	PerReview FeePer = "review" // each one that counts
)

// PanelTerms are how many sit on a panel at most and what the work is paid with.
type PanelTerms struct {
	Panel    ident.Panel    `bun:"panel_id,pk"`
	Seats    *int           `bun:"seats"` // nil is no limit
	FeeMinor int64          `bun:"fee_minor"`
	FeePer   FeePer         `bun:"fee_per"`
	Currency money.Currency `bun:"currency"`
	SetBy    ident.Person   `bun:"set_by"`
	SetAt    time.Time      `bun:"set_at"`
	Version  int            `bun:"version"` // 0 before any are set
}

// Fee is what one unit of the work is paid; zero where seats are unpaid.
func (t *PanelTerms) Fee() money.Money { return money.New(t.FeeMinor, t.Currency) }

func (s *Service) termsOf(ctx context.Context, id ident.Panel) (*PanelTerms, error) {
	t, err := s.Store.PanelTerms(ctx, id)
	if err == nil && t == nil {
		t = &PanelTerms{Panel: id, FeePer: PerPanel, Currency: money.USD}
	}
	return t, err
}

// PanelTerms are the terms of a panel; for its office.
func (s *Service) PanelTerms(ctx context.Context, id ident.Panel) (*PanelTerms, error) {
	if _, err := s.peoplePanel(ctx, id); err != nil {
		return nil, err
	}
	return s.termsOf(ctx, id)
}

// SetPanelTermsInput is a panel's seats and fee; the fee is decimal text in the currency, empty for none.
type SetPanelTermsInput struct {
	Panel           ident.Panel
	Seats           *int
	Fee             string
	FeePer          FeePer         // empty is the whole panel
	Currency        money.Currency // empty is USD
	ExpectedVersion *int           // 0 is none set yet
}

// SetPanelTerms sets them. A fee already paid to somebody does not change any more.
func (s *Service) SetPanelTerms(ctx context.Context, in SetPanelTermsInput) (*PanelTerms, error) {
	var t *PanelTerms
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		f, err := s.openPanel(ctx, in.Panel, auth.FormPanel)
		if err != nil {
			return err
		}
		if t, err = s.termsOf(ctx, f.ID); err != nil {
			return err
		}
		if err := fault.Expected(in.ExpectedVersion, t.Version); err != nil {
			return err
		}
		was := *t
		if err := t.take(in, len(f.people())); err != nil {
			return err
		}
		if was.Fee() != t.Fee() || was.FeePer != t.FeePer {
			list, err := s.Store.Honoraria(ctx, f.ID)
			if err != nil {
				return err
			}
			for _, h := range list {
				if h.Settlement != nil {
					return fault.New(fault.Conflict, "paid_already", "An honorarium of this panel is settled; its fee stays as it is.")
				}
			}
		}
		t.SetBy, t.SetAt = auth.Who(ctx).Person, s.Desk.Now()
		if err := s.Store.KeepPanelTerms(ctx, t, was.Version); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "review.set_terms", f.ID, "", map[string]any{"seats": t.Seats, "fee": t.Fee().String(), "per": t.FeePer})
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

func (t *PanelTerms) take(in SetPanelTermsInput, members int) error {
	per, currency, text := in.FeePer, money.Currency(strings.ToUpper(strings.TrimSpace(string(in.Currency)))), strings.TrimSpace(in.Fee)
	if per == "" {
		per = PerPanel
	}
	if currency == "" {
		currency = money.USD
	}
	if text == "" {
		text = "0"
	}
	var c fault.Check
	c.That(in.Seats == nil || *in.Seats > 0 && *in.Seats <= 200, "seats", "out_of_range", "A number from %d to %d is asked for.", 1, 200)
	c.That(in.Seats == nil || *in.Seats >= members, "seats", "panel_full", "%d sit on the panel already.", members)
	c.That(per == PerPanel || per == PerReview, "feePer", "bad_fee_per", "An honorarium is per panel or per review.")
	c.That(currency.Valid(), "currency", "bad_currency", "A currency has three letters, such as USD.")
	if currency.Valid() {
		fee, err := money.Parse(text, currency)
		c.That(err == nil && fee.Minor >= 0 && fee.Minor <= mostFee, "fee", "bad_amount", "An amount is decimal text, such as 50000.00.")
		t.FeeMinor = fee.Minor
	}
	t.Seats, t.FeePer, t.Currency = in.Seats, per, currency
	return c.Err()
}

// mostFee keeps what many reviews come to far from where a sum would not fit.
const mostFee = 1_000_000_000_00

// full tells whether nobody else can sit on the panel.
func (t *PanelTerms) full(members int) bool { return t.Seats != nil && members >= *t.Seats }

func fullPanel() error {
	return fault.New(fault.Conflict, "panel_full", "Every seat on this panel is taken.")
}

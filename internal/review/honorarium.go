package review

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Outcome is what became of an honorarium.
type Outcome string

// The outcomes; one that is neither is still owed.
const (
	HonorariumPaid Outcome = "paid"
	HonorariumLeft Outcome = "left" // not paid, with a reason
)

// Settlement is that an honorarium was paid, or left with a reason.
type Settlement struct {
	Member    ident.PanelMember `bun:"member_id,pk"`
	Outcome   Outcome           `bun:"outcome"`
	PaidMinor *int64            `bun:"paid_minor"`
	Currency  money.Currency    `bun:"currency"`
	PaidOn    calendar.Date     `bun:"paid_on"`
	Reference string            `bun:"reference"` // of the payment
	Reason    string            `bun:"reason"`    // why it was left, or why another amount was paid than was owed
	SettledBy ident.Person      `bun:"settled_by"`
	SettledAt time.Time         `bun:"settled_at"`
}

// Paid is what was paid, if it was.
func (x *Settlement) Paid() *money.Money {
	if x.PaidMinor == nil {
		return nil
	}
	paid := money.New(*x.PaidMinor, x.Currency)
	return &paid
}

// Honorarium is what a member of a panel is owed for the work; no other member ever sees it.
type Honorarium struct {
	Member     ident.PanelMember `bun:"member_id,pk"`
	Panel      ident.Panel       `bun:"panel_id"`
	PanelName  string            `bun:"panel_name"`
	PanelState PanelState        `bun:"panel_state"`
	Cycle      ident.Cycle       `bun:"cycle_id"`
	CycleTitle string            `bun:"cycle_title"`
	Program    ident.Program     `bun:"program_id"`
	Person     ident.Person      `bun:"person_id"`
	Name       string            `bun:"name"`
	LeftAt     *time.Time        `bun:"left_at"`
	FeeMinor   int64             `bun:"fee_minor"`
	FeePer     FeePer            `bun:"fee_per"`
	Currency   money.Currency    `bun:"currency"`
	Counted    *int              `bun:"counted"` // reviews that count; nil where the viewer is bound to something of the cycle
	Settlement *Settlement       `bun:"-"`
}

// Fee is what one unit of the work is paid.
func (h *Honorarium) Fee() money.Money { return money.New(h.FeeMinor, h.Currency) }

// Due tells whether the work is done: its panel is locked.
func (h *Honorarium) Due() bool { return h.PanelState == Locked || h.PanelState == Ranked }

// Owed is what the work comes to so far, whether it is settled or not: each review that counts, or the whole for
// whoever sits on the panel. Nil where the viewer may not count the reviews.
func (h *Honorarium) Owed() *money.Money {
	owed := h.Fee()
	switch {
	case h.FeePer == PerReview && h.Counted == nil:
		return nil
	case h.FeePer == PerReview:
		owed.Minor *= int64(*h.Counted)
	case h.LeftAt != nil:
		owed.Minor = 0
	}
	return &owed
}

// Outstanding tells whether something is owed, due and not settled.
func (h *Honorarium) Outstanding() bool {
	owed := h.Owed()
	return h.Settlement == nil && h.Due() && owed != nil && owed.Minor > 0
}

// Honoraria are what each who sits or sat on a panel is owed, by name; for the office and finance.
func (s *Service) Honoraria(ctx context.Context, id ident.Panel) ([]*Honorarium, error) {
	f, err := s.Store.PanelFile(ctx, id, sight(ctx, auth.ViewHonoraria))
	if err != nil {
		return nil, err
	}
	if !auth.May(ctx, auth.ViewHonoraria, auth.Target{Program: f.Program}) {
		return nil, fault.Missing("panel")
	}
	list, err := s.Store.Honoraria(ctx, id)
	if err != nil {
		return nil, err
	}
	return list, s.uncount(ctx, f.Cycle, list...)
}

// uncount takes the counts of reviews from whoever is bound to something of the cycle: they would tell of it.
func (s *Service) uncount(ctx context.Context, c ident.Cycle, list ...*Honorarium) error {
	hidden, err := s.Store.Hidden(ctx, c, auth.Who(ctx).Person)
	if err != nil || len(hidden) == 0 {
		return err
	}
	for _, h := range list {
		h.Counted = nil
	}
	return nil
}

// MyHonoraria are the actor's own, of all panels that pay one, newest first.
func (s *Service) MyHonoraria(ctx context.Context) ([]*Honorarium, error) {
	me := auth.Who(ctx).Person
	if err := auth.Require(ctx, auth.DeclareConflict, auth.Target{Person: me}); err != nil {
		return nil, err
	}
	return s.Store.HonorariaOf(ctx, me)
}

// FeePanel is a panel that pays honoraria, with how many are settled.
type FeePanel struct {
	Panel      ident.Panel    `bun:"panel_id"`
	Name       string         `bun:"name"`
	State      PanelState     `bun:"state"`
	Cycle      ident.Cycle    `bun:"cycle_id"`
	CycleTitle string         `bun:"cycle_title"`
	FeeMinor   int64          `bun:"fee_minor"`
	FeePer     FeePer         `bun:"fee_per"`
	Currency   money.Currency `bun:"currency"`
	Members    int            `bun:"members"`
	Settled    int            `bun:"settled"`
}

// Fee is what one unit of the work is paid.
func (p *FeePanel) Fee() money.Money { return money.New(p.FeeMinor, p.Currency) }

// FeePanels are the panels that pay honoraria, newest first, at most 500; for the office and finance.
func (s *Service) FeePanels(ctx context.Context) ([]*FeePanel, error) {
	v := sight(ctx, auth.ViewHonoraria)
	if v.Nothing() {
		return nil, nil
	}
	return s.Store.FeePanels(ctx, v)
}

// PayHonorariumInput marks what was paid, decimal text in the honorarium's currency, on which day and by which reference.
type PayHonorariumInput struct {
	Member    ident.PanelMember
	Amount    string // empty is what is owed
	On        calendar.Date
	Reference string
	Reason    string // asked for where the amount is another than what is owed
}

// PayHonorarium marks an honorarium as paid, once, after its panel is locked; never by whom it is for.
func (s *Service) PayHonorarium(ctx context.Context, in PayHonorariumInput) (*Honorarium, error) {
	return s.settle(ctx, in.Member, "review.pay_honorarium", func(h *Honorarium, x *Settlement) error {
		owed := h.Owed()
		if owed == nil {
			return fault.New(fault.Forbidden, "conflicted", "You have a conflict of interest in this panel; somebody else pays its reviews.")
		}
		paid, err := *owed, error(nil)
		if text := strings.TrimSpace(in.Amount); text != "" {
			paid, err = money.Parse(text, h.Currency)
		}
		x.Outcome, x.PaidMinor, x.PaidOn = HonorariumPaid, &paid.Minor, in.On
		x.Reference, x.Reason = strings.TrimSpace(in.Reference), strings.TrimSpace(in.Reason)
		var c fault.Check
		c.That(err == nil && paid.Minor > 0, "amount", "bad_amount", "An amount is decimal text, such as 50000.00.")
		// Somewhere it is tomorrow already.
		c.That(!in.On.IsZero() && !in.On.After(calendar.Of(s.Desk.Now().Add(14*time.Hour), time.UTC)), "on", "bad_paid_day", "Name the day on which it was paid, no later than today.")
		c.That(x.Reference != "" && utf8.RuneCountInString(x.Reference) <= 200, "reference", "required", "Name the payment, in at most 200 characters.")
		c.That(err != nil || paid == *owed || x.Reason != "", "reason", "required", "Say why another amount is paid than is owed.")
		c.That(utf8.RuneCountInString(x.Reason) <= mostReason, "reason", "too_long", "At most %d characters.", mostReason)
		return c.Err()
	})
}

// LeaveHonorariumInput says why an honorarium is not paid.
type LeaveHonorariumInput struct {
	Member ident.PanelMember
	Reason string
}

// LeaveHonorarium leaves an honorarium unpaid with a reason, such as that it was turned down; its member reads the reason.
func (s *Service) LeaveHonorarium(ctx context.Context, in LeaveHonorariumInput) (*Honorarium, error) {
	return s.settle(ctx, in.Member, "review.leave_honorarium", func(_ *Honorarium, x *Settlement) error {
		x.Outcome, x.Reason = HonorariumLeft, strings.TrimSpace(in.Reason)
		var c fault.Check
		c.That(x.Reason != "", "reason", "required", "Say why.")
		c.That(utf8.RuneCountInString(x.Reason) <= mostReason, "reason", "too_long", "At most %d characters.", mostReason)
		return c.Err()
	})
}

func (s *Service) settle(ctx context.Context, id ident.PanelMember, action string, do func(*Honorarium, *Settlement) error) (*Honorarium, error) {
	var h *Honorarium
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if h, err = s.Store.HonorariumForUpdate(ctx, id); err != nil {
			return err
		}
		if !auth.May(ctx, auth.ViewHonoraria, auth.Target{Program: h.Program}) {
			return fault.Missing("honorarium")
		}
		if err := auth.Require(ctx, auth.SettleHonoraria, auth.Target{Program: h.Program, Not: []ident.Person{h.Person}}); err != nil {
			return err
		}
		switch {
		case h.Settlement != nil:
			return fault.New(fault.Conflict, "paid_already", "An honorarium of this panel is settled; its fee stays as it is.")
		case h.FeeMinor == 0:
			return fault.New(fault.Conflict, "unpaid_panel", "This panel pays no honorarium.")
		case !h.Due():
			return fault.New(fault.Conflict, "panel_at_work", "Honoraria are settled once the panel is locked; until then what is owed can change.")
		}
		if err := s.uncount(ctx, h.Cycle, h); err != nil {
			return err
		}
		x := &Settlement{Member: h.Member, Currency: h.Currency, SettledBy: auth.Who(ctx).Person, SettledAt: s.Desk.Now()}
		if err := do(h, x); err != nil {
			return err
		}
		h.Settlement = x
		if err := s.Store.SettleHonorarium(ctx, x); err != nil {
			return err
		}
		if err := s.Desk.Outbox.Tell(ctx, "review.honorarium", h.Panel.String(), map[string]any{"panel": h.PanelName, "All": x.Outcome == HonorariumPaid, "Reason": x.Reason}, h.Person); err != nil {
			return err
		}
		detail := map[string]any{"member": h.Member, "outcome": x.Outcome, "reference": x.Reference}
		if paid := x.Paid(); paid != nil {
			detail["amount"] = paid.String()
		}
		return s.Desk.Log.Record(ctx, action, h.Panel, x.Reason, detail)
	})
	if err != nil {
		return nil, err
	}
	return h, nil
}

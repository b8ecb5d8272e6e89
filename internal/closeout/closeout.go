// Package closeout takes an award in force through its life to its end: begun, suspended and over by the clock or by
// hand, closed by two people after everything is in, paid, given back and certified, and kept as long as the law says.
//
// What is still missing is computed from the records of the other areas each time it is asked; only what people did and
// decided is kept here. A closed award never changes: what comes later is an adjustment of its own.
package closeout

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// State is how far the end of an award is.
type State string

// The states of a closeout (9.3).
const (
	NotDue             State = "not_due"
	Open               State = "open" // the period of performance is over
	ReportsIn          State = "reports_in"
	Liquidated         State = "liquidated" // nothing is left to be decided or paid
	RefundDue          State = "refund_due"
	Reconciled         State = "reconciled" // what was paid is what was spent
	Certified          State = "certified"  // by the museum's authorized official
	Closed             State = "closed"
	ClosedUnilaterally State = "closed_unilaterally" // after a year, on what there was
)

// States are all states in their order.
func States() []State {
	return []State{NotDue, Open, ReportsIn, Liquidated, RefundDue, Reconciled, Certified, Closed, ClosedUnilaterally}
}

// Over tells whether the award is closed.
func (s State) Over() bool { return s == Closed || s == ClosedUnilaterally }

// Closeout is the end of one award as it is kept; days are by the calendar of the cycle's zone.
type Closeout struct {
	Award            ident.Award    `bun:"award_id,pk"`
	State            State          `bun:"state"`
	Version          int            `bun:"version"`
	Currency         money.Currency `bun:"currency"`
	EndedOn          calendar.Date  `bun:"ended_on"`        // the last day of the period of performance
	DueOn            calendar.Date  `bun:"due_on"`          // the museum's last reports, and all it owes paid
	FunderDueOn      calendar.Date  `bun:"funder_due_on"`   // the administrator's
	UnilateralFrom   calendar.Date  `bun:"unilateral_from"` // from this day it closes on what there is
	OpenedAt         time.Time      `bun:"opened_at"`
	Equipment        []*Thing       `bun:"equipment,type:jsonb"`
	SuppliesMinor    int64          `bun:"supplies_minor"` // unused supplies, all together
	DeclaredBy       ident.Person   `bun:"declared_by"`
	DeclaredAt       *time.Time     `bun:"declared_at"`
	Instruction      string         `bun:"instruction"` // what becomes of what is left
	InstructedBy     ident.Person   `bun:"instructed_by"`
	InstructedAt     *time.Time     `bun:"instructed_at"`
	ClaimedMinor     int64          `bun:"claimed_minor"`
	ReceivedMinor    int64          `bun:"received_minor"`
	SignedBy         ident.Person   `bun:"signed_by"`
	SignedName       string         `bun:"signed_name"`
	SignedTitle      string         `bun:"signed_title"`
	SignedAt         *time.Time     `bun:"signed_at"`
	Proved           bool           `bun:"proved"`  // with a second factor in the same session
	Content          []byte         `bun:"content"` // canonical JSON of what was certified
	SHA256           []byte         `bun:"sha256"`
	FinalReportOn    calendar.Date  `bun:"final_report_on"`
	PaidMinor        int64          `bun:"paid_minor"` // the totals on the day it was closed
	SpentMinor       int64          `bun:"spent_minor"`
	ShareMinor       int64          `bun:"share_minor"`
	DeobligatedMinor int64          `bun:"deobligated_minor"`
	ClosedOn         calendar.Date  `bun:"closed_on"`
	ClosedBy         ident.Person   `bun:"closed_by"`
	ClosedAt         *time.Time     `bun:"closed_at"`
	KeepUntil        calendar.Date  `bun:"keep_until"` // the last day of its records; a hold keeps them longer
}

func (c *Closeout) cash(minor int64) money.Money { return money.New(minor, c.Currency) }

// Supplies is the value of unused supplies.
func (c *Closeout) Supplies() money.Money { return c.cash(c.SuppliesMinor) }

// Claimed is what was asked back of the museum.
func (c *Closeout) Claimed() money.Money { return c.cash(c.ClaimedMinor) }

// Received is what of it came.
func (c *Closeout) Received() money.Money { return c.cash(c.ReceivedMinor) }

// Paid is what was paid in all by the day it was closed.
func (c *Closeout) Paid() money.Money { return c.cash(c.PaidMinor) }

// Spent is the federal share of what was spent by the day it was closed.
func (c *Closeout) Spent() money.Money { return c.cash(c.SpentMinor) }

// Share is the cost share verified by the day it was closed.
func (c *Closeout) Share() money.Money { return c.cash(c.ShareMinor) }

// Deobligated is what was not spent and went back to the cycle when it was closed.
func (c *Closeout) Deobligated() money.Money { return c.cash(c.DeobligatedMinor) }

// Thing is a piece of equipment that is left when an award ends, with its fair market value in minor units.
type Thing struct {
	Name       string         `json:"name"`
	ValueMinor int64          `json:"valueMinor"`
	Currency   money.Currency `json:"currency"`
}

// Value is its fair market value.
func (t *Thing) Value() money.Money { return money.New(t.ValueMinor, t.Currency) }

// Step is one step somebody took, or the clock.
type Step struct {
	Award   ident.Award  `bun:"award_id,pk"`
	Ordinal int          `bun:"ordinal,pk"`
	Verb    string       `bun:"verb"`
	From    string       `bun:"from_state"`
	To      string       `bun:"to_state"`
	By      ident.Person `bun:"taken_by"` // zero is the clock
	At      time.Time    `bun:"taken_at"`
	Reason  string       `bun:"reason"`
}

// HoldKind is why records are held.
type HoldKind string

// The kinds of holds (2 CFR 200.334(a)).
const (
	Litigation HoldKind = "litigation"
	Claim      HoldKind = "claim"
	Audit      HoldKind = "audit"
)

// Hold keeps the records of an award as long as it stands, whatever their time.
type Hold struct {
	ID           ident.Hold    `bun:"id,pk"`
	Award        ident.Award   `bun:"award_id"`
	Kind         HoldKind      `bun:"kind"`
	Reason       string        `bun:"reason"`
	FromOn       calendar.Date `bun:"from_on"`
	SetBy        ident.Person  `bun:"set_by"`
	SetAt        time.Time     `bun:"set_at"`
	LiftedOn     calendar.Date `bun:"lifted_on"`
	LiftedBy     ident.Person  `bun:"lifted_by"`
	LiftedAt     *time.Time    `bun:"lifted_at"`
	LiftedReason string        `bun:"lifted_reason"`
}

// AdjustmentKind is what changes about the money.
type AdjustmentKind string

// The kinds of adjustments; a grant is reduced before its award is closed, all else comes after.
const (
	Reduce     AdjustmentKind = "reduce"   // the grant follows a cost share that was not met
	Disallowed AdjustmentKind = "disallow" // a cost is taken back, as after an audit
	Recovered  AdjustmentKind = "recover"  // what was taken back came
)

// AdjustmentState is where an adjustment is.
type AdjustmentState string

// The states of an adjustment; only a confirmed one moves money.
const (
	Asked     AdjustmentState = "asked"
	Confirmed AdjustmentState = "confirmed"
	Rejected  AdjustmentState = "rejected"
)

// Adjustment is one change to the money of an award at its end or after it, confirmed by another than who asked.
type Adjustment struct {
	ID            ident.Adjustment `bun:"id,pk"`
	Award         ident.Award      `bun:"award_id"`
	Number        int              `bun:"number"`
	Kind          AdjustmentKind   `bun:"kind"`
	Category      budget.Category  `bun:"category"` // whose spending is taken back; none for what came
	AmountMinor   int64            `bun:"amount_minor"`
	Currency      money.Currency   `bun:"currency"`
	Reason        string           `bun:"reason"`
	Reference     string           `bun:"reference"` // of the audit or the bank
	State         AdjustmentState  `bun:"state"`
	AskedBy       ident.Person     `bun:"asked_by"`
	AskedAt       time.Time        `bun:"asked_at"`
	DecidedBy     ident.Person     `bun:"decided_by"`
	DecidedAt     *time.Time       `bun:"decided_at"`
	DecidedReason string           `bun:"decided_reason"`
}

// Amount is how much it changes.
func (a *Adjustment) Amount() money.Money { return money.New(a.AmountMinor, a.Currency) }

// TakenFrom is the category whose spending is taken back; empty for money that came.
func (a *Adjustment) TakenFrom() string { return string(a.Category) }

// Row is the end of an award in a list.
type Row struct {
	Closeout
	AwardNumber string      `bun:"award_number"`
	AwardTitle  string      `bun:"award_title"`
	AwardState  award.State `bun:"award_state"`
	LeadName    string      `bun:"lead_name"`
	Zone        string      `bun:"zone"`
	Held        bool        `bun:"held"`
	Days        int         `bun:"-"` // left until it is due; below zero, days late
}

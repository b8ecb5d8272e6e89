// Package payment pays an award: what its museum asks for on the lines of SF-270, who certifies, checks, approves and
// releases it, what became of it at the bank, and what the lead museum passed on to its partners.
//
// It owns requests, the bank's batches and what was forwarded; how much is obligated is agreement's and amendments', what
// was spent is expense's, and which report is due is filing's.
package payment

import (
	"encoding/hex"
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/federalform"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// State is where a request is in its life (domain 9.3).
type State string

// The states of a request for payment.
const (
	Draft     State = "draft"
	Certified State = "certified"
	Submitted State = "submitted"
	Checked   State = "checked"
	Approved  State = "approved"
	Released  State = "released"
	Paid      State = "paid"
	Returned  State = "returned"
	Cancelled State = "cancelled"
)

// States are all states in the order in which a request goes through them.
func States() []State {
	return []State{Draft, Certified, Submitted, Checked, Approved, Released, Paid, Returned, Cancelled}
}

// Known tells whether a request can be in the state.
func (s State) Known() bool {
	for _, x := range States() {
		if x == s {
			return true
		}
	}
	return false
}

// asked tells whether the request counts as federal money asked for: it is out of the museum's hands and not cancelled.
func (s State) asked() bool { return s != Draft && s != Certified && s != Cancelled }

// out tells whether the request's money has left the obligation.
func (s State) out() bool { return s == Released || s == Paid }

// Request is one request for payment of an award, with what became of it.
type Request struct {
	ID     ident.Payment           `bun:"id,pk"`
	Award  ident.Award             `bun:"award_id"`
	Number int                     `bun:"number"` // within its award, from 1
	Kind   federalform.PaymentKind `bun:"kind"`
	Final  bool                    `bun:"final"`
	// FromOn and ToOn are the federal quarter, or the part of it that the award runs in.
	FromOn calendar.Date `bun:"from_on"`
	ToOn   calendar.Date `bun:"to_on"`
	// Month1Minor to Month3Minor are the grant money planned to be spent in each month of the quarter.
	Month1Minor int64          `bun:"month1_minor"`
	Month2Minor int64          `bun:"month2_minor"`
	Month3Minor int64          `bun:"month3_minor"`
	ShareMinor  int64          `bun:"share_minor"`  // cost share planned for the quarter
	AmountMinor int64          `bun:"amount_minor"` // line 11i; follows the books until it is certified
	Currency    money.Currency `bun:"currency"`
	Note        string         `bun:"note"`
	State       State          `bun:"state"`
	Version     int            `bun:"version"`
	Content     []byte         `bun:"content"` // canonical JSON of what was certified; nil in a draft
	SHA256      []byte         `bun:"sha256"`
	SignedName  string         `bun:"signed_name"`
	SignedTitle string         `bun:"signed_title"`
	Proved      bool           `bun:"proved"`  // with a second factor in the same session
	Attempt     int            `bun:"attempt"` // how often finance released it
	PaidOn      calendar.Date  `bun:"paid_on"`
	Reference   string         `bun:"reference"` // the bank's

	Steps    []*Step    `bun:"-"` // oldest first
	Forwards []*Forward `bun:"-"` // oldest first, withdrawn ones too
	Batches  []*Sent    `bun:"-"` // in which it went to the bank, oldest first
}

// Amount is what is asked for: line 11i of the form.
func (r *Request) Amount() money.Money { return money.New(r.AmountMinor, r.Currency) }

// Hash is the SHA-256 of what was certified, in hexadecimal; empty in a draft.
func (r *Request) Hash() string { return hex.EncodeToString(r.SHA256) }

// Planned is the grant money planned for each month of the quarter.
func (r *Request) Planned() [3]money.Money {
	return [3]money.Money{money.New(r.Month1Minor, r.Currency), money.New(r.Month2Minor, r.Currency), money.New(r.Month3Minor, r.Currency)}
}

// Share is the cost share planned for the quarter.
func (r *Request) Share() money.Money { return money.New(r.ShareMinor, r.Currency) }

// Forwarded is what of the payment the lead passed on.
func (r *Request) Forwarded() money.Money {
	sum := money.New(0, r.Currency)
	for _, f := range r.Forwards {
		if f.WithdrawnAt == nil {
			sum.Minor += f.AmountMinor
		}
	}
	return sum
}

// Last is the newest step by a verb; nil where nobody took it.
func (r *Request) Last(verb string) *Step {
	for i := len(r.Steps) - 1; i >= 0; i-- {
		if r.Steps[i].Verb == verb {
			return r.Steps[i]
		}
	}
	return nil
}

// Waits tells whether a released request has not gone to the bank in a batch yet.
func (r *Request) Waits() bool {
	if r.State != Released {
		return false
	}
	for _, b := range r.Batches {
		if b.Attempt == r.Attempt {
			return false
		}
	}
	return true
}

// Step is one move of a request by a person, with why where the move asks it.
type Step struct {
	Payment ident.Payment `bun:"payment_id,pk"`
	Ordinal int           `bun:"ordinal,pk"`
	Verb    string        `bun:"verb"`
	To      State         `bun:"to_state"`
	By      ident.Person  `bun:"taken_by"`
	At      time.Time     `bun:"taken_at"`
	Reason  string        `bun:"reason"`
}

// Forward is a sum the lead museum passed on to a partner, and whether the partner says it came.
type Forward struct {
	ID              ident.Forward      `bun:"id,pk"`
	Payment         ident.Payment      `bun:"payment_id"`
	Organization    ident.Organization `bun:"organization_id"`
	AmountMinor     int64              `bun:"amount_minor"`
	ForwardedOn     calendar.Date      `bun:"forwarded_on"`
	Reference       string             `bun:"reference"`
	Document        ident.Document     `bun:"document_id"` // the receipt; zero where none was kept
	RecordedBy      ident.Person       `bun:"recorded_by"`
	RecordedAt      time.Time          `bun:"recorded_at"`
	ConfirmedBy     ident.Person       `bun:"confirmed_by"`
	ConfirmedAt     *time.Time         `bun:"confirmed_at"`
	WithdrawnBy     ident.Person       `bun:"withdrawn_by"`
	WithdrawnAt     *time.Time         `bun:"withdrawn_at"`
	WithdrawnReason string             `bun:"withdrawn_reason"`

	Currency money.Currency `bun:"-"`
	Name     string         `bun:"name,scanonly"` // of the partner
}

// Amount is the sum that was passed on.
func (f *Forward) Amount() money.Money { return money.New(f.AmountMinor, f.Currency) }

// Kept tells whether a receipt is kept with it.
func (f *Forward) Kept() bool { return !f.Document.IsZero() }

// Payee is by which name the bank knows a museum's account; the account itself is kept at the bank.
type Payee struct {
	Organization ident.Organization `bun:"organization_id,pk"`
	Vendor       string             `bun:"vendor"`
	SetBy        ident.Person       `bun:"set_by"`
	SetAt        time.Time          `bun:"set_at"`
}

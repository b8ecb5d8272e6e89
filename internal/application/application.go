// Package application keeps proposals and fellowship applications from draft to decision.
package application

import (
	"encoding/json"
	"time"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Kind is what is applied for.
type Kind string

// The kinds of applications.
const (
	Proposal   Kind = "proposal"
	Fellowship Kind = "fellowship"
)

// State is where an application is in its life.
type State string

// The states of an application.
const (
	Draft          State = "draft"
	Signed         State = "signed"
	Submitted      State = "submitted"
	TechnicalCheck State = "technical_check"
	ReturnedOnce   State = "returned_once"
	Eligible       State = "eligible"
	Ineligible     State = "ineligible"
	InReview       State = "in_review"
	Triaged        State = "triaged"
	Discussed      State = "discussed"
	Recommended    State = "recommended"
	Alternate      State = "alternate"
	NotRecommended State = "not_recommended"
	Awarded        State = "awarded"
	Declined       State = "declined"
	Withdrawn      State = "withdrawn"
)

// Application is a proposal of a partnership, or a fellow's application.
type Application struct {
	ID               ident.Application  `bun:"id,pk"`
	Cycle            ident.Cycle        `bun:"cycle_id"`
	Number           string             `bun:"number"` // MC-2027-014, given when the draft is made
	Kind             Kind               `bun:"kind"`
	Partnership      ident.Partnership  `bun:"partnership_id"`
	Person           ident.Person       `bun:"person_id"`
	LeadOrganization ident.Organization `bun:"lead_organization_id"`
	Form             ident.Form         `bun:"form_id"`
	Theme            ident.Theme        `bun:"theme_id"`
	Title            string             `bun:"title"`
	Abstract         string             `bun:"abstract"`
	State            State              `bun:"state"`
	RequestedMinor   int64              `bun:"requested_minor"`
	CostShareMinor   int64              `bun:"cost_share_minor"`
	Currency         money.Currency     `bun:"currency"`
	ReviewCount      int                `bun:"review_count"`      // counted reviews; kept by who submits one
	ReviewMeanMilli  *int               `bun:"review_mean_milli"` // thousandths of a point of 100
	Version          int                `bun:"version"`
	CreatedBy        ident.Person       `bun:"created_by"`
	CreatedAt        time.Time          `bun:"created_at"`
	UpdatedAt        time.Time          `bun:"updated_at"`
	SubmittedBy      ident.Person       `bun:"submitted_by"`
	SubmittedAt      *time.Time         `bun:"submitted_at"`
	CheckedBy        ident.Person       `bun:"checked_by"`
	CheckedAt        *time.Time         `bun:"checked_at"`
	CheckNote        string             `bun:"check_note"`
	ReturnedUntil    *time.Time         `bun:"returned_until"` // by when a returned one comes back; it is returned once
	WithdrawnReason  string             `bun:"withdrawn_reason"`
}

// Requested is the grant money asked for, the sum of the budget's grant lines.
func (a *Application) Requested() money.Money { return money.New(a.RequestedMinor, a.Currency) }

// CostShare is the partners' own money and kind, the sum of the other lines.
func (a *Application) CostShare() money.Money { return money.New(a.CostShareMinor, a.Currency) }

// Total is the request and the cost share together.
func (a *Application) Total() money.Money { return a.Requested().Add(a.CostShare()) }

// Submission is what was handed in, frozen with its hash.
type Submission struct {
	ID          ident.Submission  `bun:"id,pk"`
	Application ident.Application `bun:"application_id"`
	Version     int               `bun:"version"`
	Content     json.RawMessage   `bun:"content,type:jsonb"`
	SHA256      []byte            `bun:"sha256"`
	ReceiptCode string            `bun:"receipt_code"`
	SubmittedBy ident.Person      `bun:"submitted_by"`
	SubmittedAt time.Time         `bun:"submitted_at"`
	Document    ident.Document    `bun:"document_id"`
}

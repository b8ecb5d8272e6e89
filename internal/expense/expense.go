// Package expense is what museums spend of an award and give beside it: expenses with their receipts, cost share with
// its seven tests, indirect costs under their cap, and the statement of account that follows from both.
//
// What was accepted or verified is posted to the ledger and never changes; a mistake is reversed by an entry the other
// way. Paying the museums is payment's.
package expense

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// State is where an expense is in its life.
type State string

// The states of an expense.
const (
	Draft     State = "draft"
	Submitted State = "submitted"
	Returned  State = "returned"  // to be mended, with a reason
	Withdrawn State = "withdrawn" // by its museum, before it was accepted
	Accepted  State = "accepted"
	Reversed  State = "reversed" // by a counter-entry, with a reason
)

// States are all states of an expense in the order of its life.
func States() []State { return []State{Draft, Submitted, Returned, Withdrawn, Accepted, Reversed} }

// Expense is one cost a museum claims on an award; indirect costs are one too, charged on a base instead of receipts.
type Expense struct {
	ID             ident.Expense        `bun:"id,pk"`
	Award          ident.Award          `bun:"award_id"`
	Museum         ident.Organization   `bun:"organization_id"` // whose cost it is
	SpentOn        calendar.Date        `bun:"spent_on"`
	Category       budget.Category      `bun:"category"`
	Description    string               `bun:"description"`
	PaidMinor      int64                `bun:"paid_minor"`
	PaidCurrency   money.Currency       `bun:"paid_currency"`
	RateMicro      int64                `bun:"rate_micro"` // millionths of that currency for one of the award's; nought where they are one
	RateOn         calendar.Date        `bun:"rate_on"`
	RateSource     string               `bun:"rate_source"`
	AmountMinor    int64                `bun:"amount_minor"` // in the award's currency
	Currency       money.Currency       `bun:"currency"`
	Declared       []string             `bun:"declared,array"` // keys of cost rules
	Excluded       ruleset.Exclusion    `bun:"excluded"`       // from the base of indirect costs
	Vendor         string               `bun:"vendor"`
	ReceiptNumber  string               `bun:"receipt_number"`
	ReceiptLine    int                  `bun:"receipt_line"`
	Document       ident.Document       `bun:"document_id"`
	Evidence       []string             `bun:"evidence,array"` // keys of its receipt line
	Trip           string               `bun:"trip"`
	Method         ruleset.TravelMethod `bun:"method"`
	Segments       []ruleset.Segment    `bun:"segments,type:jsonb"`
	Findings       []ruleset.Finding    `bun:"findings,type:jsonb"` // when it was submitted, and then when it was decided
	State          State                `bun:"state"`
	Version        int                  `bun:"version"`
	RecordedBy     ident.Person         `bun:"recorded_by"`
	RecordedAt     time.Time            `bun:"recorded_at"`
	SubmittedBy    ident.Person         `bun:"submitted_by"`
	SubmittedAt    *time.Time           `bun:"submitted_at"`
	DecidedBy      ident.Person         `bun:"decided_by"`
	DecidedAt      *time.Time           `bun:"decided_at"`
	Reason         string               `bun:"reason"` // of the decision
	ReversedBy     ident.Person         `bun:"reversed_by"`
	ReversedAt     *time.Time           `bun:"reversed_at"`
	ReversedReason string               `bun:"reversed_reason"`
	Number         string               `bun:"award_number,scanonly"` // of the award
	MuseumName     string               `bun:"museum_name,scanonly"`
}

// Amount is the cost in the award's currency.
func (e *Expense) Amount() money.Money { return money.New(e.AmountMinor, e.Currency) }

// Paid is the cost in the currency it was paid in.
func (e *Expense) Paid() money.Money { return money.New(e.PaidMinor, e.PaidCurrency) }

// Converted is the dated rate it was converted at; nil where it was paid in the award's currency.
func (e *Expense) Converted() *ruleset.Conversion {
	if e.PaidCurrency == e.Currency {
		return nil
	}
	return &ruleset.Conversion{Paid: e.Paid(), RateMicro: e.RateMicro, On: e.RateOn, Source: e.RateSource}
}

// Receipted tells whether a file of its receipt is kept.
func (e *Expense) Receipted() bool { return !e.Document.IsZero() }

// ShareState is where a piece of cost share is in its life.
type ShareState string

// The states of a contribution.
const (
	Claimed       ShareState = "claimed"
	Evidenced     ShareState = "evidenced"
	Verified      ShareState = "verified"
	Rejected      ShareState = "rejected"
	ShareReversed ShareState = "reversed"
)

// ShareStates are all states of a contribution in the order of its life.
func ShareStates() []ShareState {
	return []ShareState{Claimed, Evidenced, Verified, Rejected, ShareReversed}
}

// Contribution is one piece of cost share: what somebody gave beside the grant, in cash or in kind.
type Contribution struct {
	ID               ident.Contribution `bun:"id,pk"`
	Award            ident.Award        `bun:"award_id"`
	Museum           ident.Organization `bun:"organization_id"` // which claims it
	Donor            string             `bun:"donor"`
	Side             partnership.Side   `bun:"side"`
	Funding          budget.Funding     `bun:"funding"` // cash or in kind
	Category         budget.Category    `bun:"category"`
	GivenOn          calendar.Date      `bun:"given_on"`
	Valuation        ruleset.Valuation  `bun:"valuation"`
	Description      string             `bun:"description"`
	QuantityMilli    int64              `bun:"quantity_milli"`
	UnitMinor        int64              `bun:"unit_minor"` // the value of one unit
	UnitCurrency     money.Currency     `bun:"unit_currency"`
	AmountMinor      int64              `bun:"amount_minor"` // quantity times unit
	RateMicro        int64              `bun:"rate_micro"`
	RateOn           calendar.Date      `bun:"rate_on"`
	RateSource       string             `bun:"rate_source"`
	WorthMinor       int64              `bun:"worth_minor"` // in the award's currency
	Currency         money.Currency     `bun:"currency"`
	Declared         []string           `bun:"declared,array"`
	OtherAward       string             `bun:"other_award"` // a federal award it was counted on as well
	PaidByGovernment bool               `bun:"paid_by_government"`
	Statute          string             `bun:"statute"`   // that lets a government's payment count
	Reference        string             `bun:"reference"` // the number of the time sheet, receipt or appraisal
	Document         ident.Document     `bun:"document_id"`
	Evidence         []string           `bun:"evidence,array"` // keys of its evidence
	Certifier        string             `bun:"certifier"`
	Necessary        ruleset.Answer     `bun:"necessary"` // what the verifier said
	Conforms         ruleset.Answer     `bun:"conforms"`
	State            ShareState         `bun:"state"`
	Version          int                `bun:"version"`
	ClaimedBy        ident.Person       `bun:"claimed_by"`
	ClaimedAt        time.Time          `bun:"claimed_at"`
	EvidencedBy      ident.Person       `bun:"evidenced_by"`
	EvidencedAt      *time.Time         `bun:"evidenced_at"`
	DecidedBy        ident.Person       `bun:"decided_by"`
	DecidedAt        *time.Time         `bun:"decided_at"`
	Reason           string             `bun:"reason"`
	ReversedBy       ident.Person       `bun:"reversed_by"`
	ReversedAt       *time.Time         `bun:"reversed_at"`
	ReversedReason   string             `bun:"reversed_reason"`
	Number           string             `bun:"award_number,scanonly"` // of the award
	MuseumName       string             `bun:"museum_name,scanonly"`
}

// Worth is the contribution in the award's currency.
func (c *Contribution) Worth() money.Money { return money.New(c.WorthMinor, c.Currency) }

// Unit is the value of one unit.
func (c *Contribution) Unit() money.Money { return money.New(c.UnitMinor, c.UnitCurrency) }

// Amount is quantity times unit, in the unit's currency.
func (c *Contribution) Amount() money.Money { return money.New(c.AmountMinor, c.UnitCurrency) }

// Receipted tells whether a file of its evidence is kept.
func (c *Contribution) Receipted() bool { return !c.Document.IsZero() }

// The kinds of approvals beside the keys of cost rules.
const (
	PreAward            = "pre_award"            // costs before the period, 2 CFR 200.458
	UnrecoveredIndirect = "unrecovered_indirect" // as cost share, 2 CFR 200.306(c)
)

// Approval was given before a cost: of a kind of restricted cost, or of costs before the period.
type Approval struct {
	ID      ident.CostApproval `bun:"id,pk"`
	Award   ident.Award        `bun:"award_id"`
	Kind    string             `bun:"kind"`    // pre_award, unrecovered_indirect or the key of a cost rule
	FromOn  calendar.Date      `bun:"from_on"` // of costs before the period: from which day
	Reason  string             `bun:"reason"`
	GivenBy ident.Person       `bun:"given_by"`
	GivenAt time.Time          `bun:"given_at"`
}

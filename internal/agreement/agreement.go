// Package agreement takes an award from provisional to official: the terms the museum and the administrator
// agree on, the signatures under them, the disclosures federal law asks of a subaward, its risk and conditions.
//
// It owns what is agreed and when an award may count as official; deciding whom to fund is award's, and paying is not here.
package agreement

import (
	"encoding/hex"
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Payment is how a museum is paid.
type Payment string

// The two ways; an advance is sized to the need of the quarter (2 CFR 200.305).
const (
	Advance       Payment = "advance"
	Reimbursement Payment = "reimbursement"
)

// Known tells whether it is one of the two.
func (p Payment) Known() bool { return p == Advance || p == Reimbursement }

// Agreement is what the administrator and the lead museum agree on for one award.
type Agreement struct {
	ID    ident.Agreement `bun:"id,pk"`
	Award ident.Award     `bun:"award_id"`
	// StartsOn and EndsOn are the period of performance, both days in it.
	StartsOn calendar.Date `bun:"starts_on"`
	EndsOn   calendar.Date `bun:"ends_on"`
	// RuleSet is the version of 2 CFR 200 the funder award's terms name; it stays with the subaward.
	RuleSet         string        `bun:"rule_set"`
	FunderAwardedOn calendar.Date `bun:"funder_awarded_on"` // federal award date, 2 CFR 200.332(b)(1)
	ContactName     string        `bun:"contact_name"`      // of the administrator's awarding official
	ContactEmail    string        `bun:"contact_email"`
	ListingTitle    string        `bun:"listing_title"` // of the Assistance Listing
	Description     string        `bun:"description"`   // of the project, as FFATA publishes it
	Research        bool          `bun:"research"`      // whether the award is for research and development
	Requirements    string        `bun:"requirements"`  // passed down from the funder
	Access          string        `bun:"access"`        // to records and statements, 2 CFR 200.332(b)(5)
	Closeout        string        `bun:"closeout"`      // terms of closeout
	Payee           string        `bun:"payee"`         // the legal payee, as the museum says
	Payment         Payment       `bun:"payment"`
	FirstNeedMinor  int64         `bun:"first_need_minor"` // dollars needed between signing and the end of the first quarter
	Tickets         string        `bun:"tickets"`          // how tickets comply with 49 USC 40118 and who buys them
	Version         int           `bun:"version"`
	PreparedBy      ident.Person  `bun:"prepared_by"`
	PreparedAt      time.Time     `bun:"prepared_at"`
	IssuedBy        ident.Person  `bun:"issued_by"`
	IssuedAt        *time.Time    `bun:"issued_at"`
	Content         []byte        `bun:"content"` // canonical JSON of what is signed; nil until issued
	SHA256          []byte        `bun:"sha256"`
	OfficialBy      ident.Person  `bun:"official_by"`
	OfficialAt      *time.Time    `bun:"official_at"`
}

// Hash is the SHA-256 of what is signed, in hexadecimal; empty until issued.
func (a *Agreement) Hash() string { return hex.EncodeToString(a.SHA256) }

// FirstNeed is what the museum needs before the first quarter ends, in US dollars.
func (a *Agreement) FirstNeed() money.Money { return money.New(a.FirstNeedMinor, money.USD) }

// Side is who signs: the museum or the administrator.
type Side string

// The two sides of an agreement.
const (
	Museum        Side = "museum"
	Administrator Side = "administrator"
)

// Signature is a name typed under an agreement, over the hash of what was read.
type Signature struct {
	ID          ident.AgreementSignature `bun:"id,pk"`
	Agreement   ident.Agreement          `bun:"agreement_id"`
	Side        Side                     `bun:"side"`
	SignedBy    ident.Person             `bun:"signed_by"`
	Name        string                   `bun:"name"`
	Title       string                   `bun:"title"`
	SignedAt    time.Time                `bun:"signed_at"`
	SHA256      []byte                   `bun:"sha256"`
	Proved      bool                     `bun:"proved"`      // with a second factor in the same session
	Document    ident.Document           `bun:"document_id"` // the copy signed on paper; zero when signed here
	TakenBackAt *time.Time               `bun:"taken_back_at"`
}

// Copied tells whether a signed copy is kept with the signature.
func (g *Signature) Copied() bool { return !g.Document.IsZero() }

// Report is the duty to report a first-tier subaward to SAM.gov (2 CFR 170).
type Report struct {
	Award          ident.Award   `bun:"award_id,pk"`
	DueOn          calendar.Date `bun:"due_on"` // the end of the month after the obligation
	ObligatedMinor int64         `bun:"obligated_minor"`
	FiledOn        calendar.Date `bun:"filed_on"`
	FiledBy        ident.Person  `bun:"filed_by"`
	Reference      string        `bun:"reference"`
}

// Condition is a specific condition on an award (2 CFR 200.208), with why and until when.
type Condition struct {
	ID           ident.Condition `bun:"id,pk"`
	Award        ident.Award     `bun:"award_id"`
	Text         string          `bun:"text"`
	Why          string          `bun:"why"`
	SetBy        ident.Person    `bun:"set_by"`
	SetAt        time.Time       `bun:"set_at"`
	LiftedBy     ident.Person    `bun:"lifted_by"`
	LiftedAt     *time.Time      `bun:"lifted_at"`
	LiftedReason string          `bun:"lifted_reason"`
}

// Package award decides who is funded: the slate under the cycle's money, the
// awards it makes, and the letters that tell each applicant.
//
// It owns decisions, offers and letters as sent; agreements, payments and
// closeout are left to later rooms of the house.
package award

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// SlateState is where a slate is between the officer and the announcement.
type SlateState string

// The states of a slate; any change returns it to draft.
const (
	SlateDraft       SlateState = "draft"
	SlateRecommended SlateState = "recommended" // by the panel or its officer, where the cycle asks for it
	SlateProposed    SlateState = "proposed"
	SlateApproved    SlateState = "approved"
	SlateConcurred   SlateState = "concurred" // by the funder, where the cycle asks for it
	SlateAnnounced   SlateState = "announced"
)

// Decision is what a slate says of one application.
type Decision string

// The decisions, best first.
const (
	ToAward     Decision = "award"
	ToAlternate Decision = "alternate"
	ToDecline   Decision = "decline"
)

// order counts how good a decision is; a smaller number is better.
func (d Decision) order() int {
	switch d {
	case ToAward:
		return 0
	case ToAlternate:
		return 1
	}
	return 2
}

// Valid tells whether the word is one of the three decisions.
func (d Decision) Valid() bool { return d == ToAward || d == ToAlternate || d == ToDecline }

// Slate is what an officer proposes for award and a director approves.
type Slate struct {
	ID            ident.Slate   `bun:"id,pk"`
	Cycle         ident.Cycle   `bun:"cycle_id"`
	Ranking       ident.Ranking `bun:"ranking_id"`
	State         SlateState    `bun:"state"`
	RecommendedBy ident.Person  `bun:"recommended_by"`
	RecommendedAt *time.Time    `bun:"recommended_at"`
	ProposedBy    ident.Person  `bun:"proposed_by"`
	ProposedAt    *time.Time    `bun:"proposed_at"`
	ApprovedBy    ident.Person  `bun:"approved_by"`
	ApprovedAt    *time.Time    `bun:"approved_at"`
	ConcurredBy   ident.Person  `bun:"concurred_by"`
	ConcurredAt   *time.Time    `bun:"concurred_at"`
	AnnouncedAt   *time.Time    `bun:"announced_at"`
	Note          string        `bun:"note"`
	Version       int           `bun:"version"`
	Lines         []*SlateLine  `bun:"-"` // best place first, the unranked last
}

// SlateLine is the decision on one application, with its reason where it leaves the rank order.
type SlateLine struct {
	ID           ident.SlateLine   `bun:"id,pk"`
	Slate        ident.Slate       `bun:"slate_id"`
	Application  ident.Application `bun:"application_id"`
	Decision     Decision          `bun:"decision"`
	AmountMinor  int64             `bun:"amount_minor"`
	Currency     money.Currency    `bun:"currency"`
	Place        *int              `bun:"place"`   // in the ranking; nil when it could not be ranked
	Departs      bool              `bun:"departs"` // out of rank order, for the reason given
	Reason       string            `bun:"reason"`
	Why          string            `bun:"why"`              // what the funding line said of it
	Stood        application.State `bun:"stood"`            // the application's state when the slate was drafted
	Codes        []DeclineCode     `bun:"codes,type:jsonb"` // why it is declined, for statistics; at least one before the slate is proposed
	EditedBy     ident.Person      `bun:"edited_by"`        // who wrote the decision, where a person did
	Promoted     bool              `bun:"promoted"`         // an alternate offered an award after approval
	SupersededAt *time.Time        `bun:"superseded_at"`
}

// Amount is what the line awards; nothing unless its decision is award.
func (l *SlateLine) Amount() money.Money { return money.New(l.AmountMinor, l.Currency) }

// Kind tells new awards from renewals and supplements.
type Kind string

// The kinds of awards.
const (
	New        Kind = "new"
	Renewal    Kind = "renewal"
	Supplement Kind = "supplement"
)

// State is where an award is in its life.
type State string

// The states of an award; provisional is never shown as official.
const (
	Provisional      State = "provisional"
	Negotiating      State = "negotiating"
	AgreementSigned  State = "agreement_signed"
	Official         State = "official"
	Active           State = "active"
	Suspended        State = "suspended"
	PeriodEnded      State = "period_ended"
	Closing          State = "closing"
	Closed           State = "closed"
	DeclinedByMuseum State = "declined_by_museum"
	Rescinded        State = "rescinded"
	Terminated       State = "terminated"
)

// Live tells whether the award still holds money: neither rescinded nor declined.
func (s State) Live() bool { return s != Rescinded && s != DeclinedByMuseum }

// Award is the grant made to a partnership; amounts of past awards may be unknown.
type Award struct {
	ID              ident.Award       `bun:"id,pk"`
	Number          string            `bun:"number"`
	Cycle           ident.Cycle       `bun:"cycle_id"`
	Partnership     ident.Partnership `bun:"partnership_id"`
	Application     ident.Application `bun:"application_id"`
	SlateLine       ident.SlateLine   `bun:"slate_line_id"`
	Kind            Kind              `bun:"kind"`
	Title           string            `bun:"title"`
	Subject         string            `bun:"subject"`
	Theme           ident.Theme       `bun:"theme_id"`
	AmountMinor     *int64            `bun:"amount_minor"`
	RequestedMinor  *int64            `bun:"requested_minor"`
	CostShareMinor  *int64            `bun:"cost_share_minor"`
	Currency        money.Currency    `bun:"currency"`
	ExceptionReason string            `bun:"exception_reason"`
	StartsOn        calendar.Date     `bun:"starts_on"`
	EndsOn          calendar.Date     `bun:"ends_on"`
	State           State             `bun:"state"`
	Version         int               `bun:"version"`
	OfferedBy       ident.Person      `bun:"offered_by"`
	OfferedAt       *time.Time        `bun:"offered_at"`
	EndedReason     string            `bun:"ended_reason"`
}

// Amount is what was awarded; nil where the record does not say.
func (a *Award) Amount() *money.Money { return maybe(a.AmountMinor, a.Currency) }

// Requested is what was asked for; nil where the record does not say.
func (a *Award) Requested() *money.Money { return maybe(a.RequestedMinor, a.Currency) }

// CostShare is what the partners bring; nil where the record does not say.
func (a *Award) CostShare() *money.Money { return maybe(a.CostShareMinor, a.Currency) }

func maybe(minor *int64, c money.Currency) *money.Money {
	if minor == nil {
		return nil
	}
	m := money.New(*minor, c)
	return &m
}

// LetterState is where a letter is on its way.
type LetterState string

// The states of a letter; queued ones are not drawn yet, held ones have not left.
const (
	LetterQueued  LetterState = "queued"
	LetterHeld    LetterState = "held"
	LetterSent    LetterState = "sent"
	LetterRevoked LetterState = "revoked"
)

// Letter is the word to one applicant, kept as it was sent.
type Letter struct {
	ID            ident.Letter      `bun:"id,pk"`
	Cycle         ident.Cycle       `bun:"cycle_id"`
	Application   ident.Application `bun:"application_id"`
	SlateLine     ident.SlateLine   `bun:"slate_line_id"`
	Decision      Decision          `bun:"decision"`
	Award         ident.Award       `bun:"award_id"`
	Locale        string            `bun:"locale"`
	Addressee     string            `bun:"addressee"`
	Recipient     ident.Person      `bun:"recipient_id"`
	Code          string            `bun:"code"` // bare, as CodeText spaces it
	Content       LetterContent     `bun:"content,type:jsonb"`
	Document      ident.Document    `bun:"document_id"`
	SHA256        []byte            `bun:"sha256"`
	State         LetterState       `bun:"state"`
	PreparedBy    ident.Person      `bun:"prepared_by"`
	PreparedAt    time.Time         `bun:"prepared_at"`
	SentBy        ident.Person      `bun:"sent_by"`
	SentAt        *time.Time        `bun:"sent_at"`
	RevokedAt     *time.Time        `bun:"revoked_at"`
	RevokedReason string            `bun:"revoked_reason"`
	Release       ident.Release     `bun:"release_id"` // with which it leaves
}

package travel

import (
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// Traveler is somebody on a trip as far as rules and tables need them. Who they are is sealed; what stands here is
// computed from that and tells nobody from others of their age and country.
type Traveler struct {
	ID           ident.Traveler     `bun:"id,pk"`
	Trip         ident.Trip         `bun:"trip_id"`
	Organization ident.Organization `bun:"organization_id"`
	Ordinal      int                `bun:"ordinal"` // by which they are called: traveler 3
	Community    bool               `bun:"community"`
	KnownAt      *time.Time         `bun:"known_at"` // when the personal data came; nil before and after
	Minor        bool               `bun:"minor"`    // on the trip's first day; true until it is known
	AgeBand      exchange.AgeBand   `bun:"age_band"`
	Gender       exchange.Gender    `bun:"gender"`
	Country      place.Country      `bun:"country"` // of citizenship
	// PassportExpires goes with the personal data.
	PassportExpires   calendar.Date `bun:"passport_expires"`
	Missing           []string      `bun:"missing,array"` // boxes of the DS-2019 that are empty, by name
	InsuredFrom       calendar.Date `bun:"insured_from"`
	InsuredTo         calendar.Date `bun:"insured_to"`
	MedicalMinor      int64         `bun:"medical_minor"` // US cents
	EvacuationMinor   int64         `bun:"evacuation_minor"`
	RepatriationMinor int64         `bun:"repatriation_minor"`
	DeductibleMinor   int64         `bun:"deductible_minor"`
	ConsentAt         *time.Time    `bun:"consent_at"` // when a guardian's consent came
	LeftAt            *time.Time    `bun:"left_at"`    // does not travel any more
	LeftReason        string        `bun:"left_reason"`
	ErasedAt          *time.Time    `bun:"erased_at"`
	Visa              *Case         `bun:"-"` // the newest J-1 case; nil without one
	Particulars       *Particulars  `bun:"-"` // only where they were opened for a purpose just now
}

// Insured tells whether an insurance was entered, good or not.
func (t *Traveler) Insured() bool { return !t.InsuredFrom.IsZero() }

// Band is the age band as text.
func (t *Traveler) Band() string { return string(t.AgeBand) }

// CountryCode is the code of the country of citizenship as text; empty until it is known.
func (t *Traveler) CountryCode() string { return string(t.Country) }

// VisaState is where the J-1 case is; empty without one.
func (t *Traveler) VisaState() exchange.VisaState {
	if t.Visa == nil {
		return ""
	}
	return t.Visa.State
}

// Cover is what the traveler is insured for; nil without an insurance.
func (t *Traveler) Cover() *exchange.Insurance {
	if !t.Insured() {
		return nil
	}
	usd := func(minor int64) money.Money { return money.New(minor, money.USD) }
	return &exchange.Insurance{
		Policy: "sealed", From: t.InsuredFrom, To: t.InsuredTo,
		Medical: usd(t.MedicalMinor), Evacuation: usd(t.EvacuationMinor), Repatriation: usd(t.RepatriationMinor), Deductible: usd(t.DeductibleMinor),
	}
}

// Case is the J-1 case of a visitor; its numbers are sealed with the personal data.
type Case struct {
	ID           ident.VisaCase     `bun:"id,pk"`
	Traveler     ident.Traveler     `bun:"traveler_id"`
	State        exchange.VisaState `bun:"state"`
	Version      int                `bun:"version"`
	OpenedAt     time.Time          `bun:"opened_at"`
	SentOn       calendar.Date      `bun:"sent_on"` // to ECA
	FormIssuedOn calendar.Date      `bun:"form_issued_on"`
	InterviewOn  calendar.Date      `bun:"interview_on"`
	IssuedOn     calendar.Date      `bun:"issued_on"`
	EnteredOn    calendar.Date      `bun:"entered_on"`
	ValidatedOn  calendar.Date      `bun:"validated_on"` // in SEVIS
	DepartedOn   calendar.Date      `bun:"departed_on"`
	EndedOn      calendar.Date      `bun:"ended_on"` // refused or withdrawn
	EndedReason  string             `bun:"ended_reason"`
}

// ValidateBy is the last day to validate an arrival in SEVIS; zero where there is none to validate.
func (c *Case) ValidateBy() calendar.Date {
	if c.State != exchange.Entered || !c.ValidatedOn.IsZero() {
		return calendar.Date{}
	}
	return exchange.ValidateBy(c.EnteredOn)
}

// Rules is the trip as the rules of the exchange read it.
func (d *Detail) Rules() exchange.Trip {
	out := exchange.Trip{Key: d.ID.String(), Direction: d.Direction, From: d.StartsOn, To: d.EndsOn, Federal: d.Federal}
	for _, t := range d.Going() {
		out.Travelers = append(out.Travelers, d.rules(t))
	}
	for _, s := range d.Segments {
		out.Segments = append(out.Segments, s.Rules())
	}
	return out
}

// rules is a traveler as the rules read one: an adult is somebody who is 18 that day, since the day of birth is sealed.
func (d *Detail) rules(t *Traveler) exchange.Traveler {
	x := exchange.Traveler{
		Key: t.ID.String(), Side: partnership.US, Community: t.Community, Citizenship: t.Country,
		PassportExpires: t.PassportExpires, Visa: t.VisaState(), Insurance: t.Cover(),
	}
	if d.Museum(t.Organization).Abroad {
		x.Side = partnership.NonUS
	}
	if !t.Minor {
		x.BornOn = d.StartsOn.AddYears(-exchange.AdultAge)
	}
	if t.ConsentAt != nil {
		x.GuardianConsent = t.ID.String()
	}
	return x
}

// Rules is the flight as Fly America reads it.
func (s *Segment) Rules() ruleset.Segment {
	out := ruleset.Segment{
		From: s.From, To: s.To, Designator: s.Designator, Operator: s.Operator, OperatorOf: place.Country(s.OperatorOf),
		Exception: s.Exception, Minutes: s.Minutes, MinutesUSFlag: s.MinutesUSFlag,
	}
	if s.Documented() {
		out.Document = s.Document.String()
	}
	return out
}

// NeedsVisa tells whether a traveler of the trip needs a J-1.
func (d *Detail) NeedsVisa(t *Traveler) bool { return d.Rules().NeedsVisa(d.rules(t)) }

// Barriers are what keeps the trip from being cleared.
func (d *Detail) Barriers() []ruleset.Finding {
	if d.done() {
		return nil
	}
	return d.Rules().Barriers(exchange.InsuranceLimits())
}

// Warnings are what somebody should do about the trip as of a day; nothing once it is over.
func (d *Detail) Warnings(today calendar.Date) []ruleset.Finding {
	if d.done() && d.State != Cleared {
		return nil
	}
	return d.Rules().Warnings(exchange.InsuranceLimits(), today)
}

// done tells whether the trip was cleared, is over or will not be.
func (d *Detail) done() bool {
	return d.State == Cleared || d.State == Traveled || d.State == Reconciled || d.State == Cancelled
}

// Mask is why a traveler's particulars are not shown.
type Mask string

// The reasons.
const (
	Sealed  Mask = "sealed" // opened for a purpose alone
	Nothing Mask = "none"   // nothing was entered yet
	Erased  Mask = "erased"
)

// Masked is why the particulars are not shown; nil where they are.
func (t *Traveler) Masked() *Mask {
	m := Sealed
	switch {
	case t.Particulars != nil:
		return nil
	case t.ErasedAt != nil:
		m = Erased
	case t.KnownAt == nil:
		m = Nothing
	}
	return &m
}

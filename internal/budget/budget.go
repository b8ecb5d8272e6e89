// Package budget keeps what a proposal of several museums costs, line by line, and who pays for it.
//
// It owns the lines and their exchange rates, the rates of indirect costs, the narrative, the
// cost share meter and the federal form SF-424A that follows from them to the cent. Whether a
// proposal may be handed in is the application's to say; it asks the findings here.
package budget

import (
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
)

// Category is an object class of SF-424A section B.
type Category string

// The object classes; construction (6g) is never funded.
const (
	Personnel   Category = "personnel"
	Fringe      Category = "fringe"
	Travel      Category = "travel"
	Equipment   Category = "equipment"
	Supplies    Category = "supplies"
	Contractual Category = "contractual"
	Other       Category = "other"
	Indirect    Category = "indirect"
)

// Funding says who pays a line.
type Funding string

// The ways a line is paid.
const (
	Grant  Funding = "grant"
	Cash   Funding = "cash"
	InKind Funding = "in_kind"
)

// Line is one line of a budget; its amount is quantity times rate at its dated exchange rate, half a cent up.
type Line struct {
	ID             ident.BudgetLine   `bun:"id,pk"`
	Application    ident.Application  `bun:"application_id"`
	Ordinal        int                `bun:"ordinal"`
	Category       Category           `bun:"category"`
	Item           Item               `bun:"item"`
	Organization   ident.Organization `bun:"organization_id"` // the museum that bears it; none for a side as a whole
	Side           partnership.Side   `bun:"side"`
	Funding        Funding            `bun:"funding"`
	Description    string             `bun:"description"`
	Unit           string             `bun:"unit"`
	QuantityMilli  int64              `bun:"quantity_milli"` // thousandths of a unit
	RateMinor      int64              `bun:"rate_minor"`     // in the rate's own currency
	RateCurrency   money.Currency     `bun:"rate_currency"`
	RateShift      int                `bun:"rate_shift"`     // minor digits of the rate's currency beyond the budget's
	ExchangeMicro  int64              `bun:"exchange_micro"` // millionths of the rate's currency for one of the budget's
	ExchangeOn     calendar.Date      `bun:"exchange_on"`
	ExchangeSource string             `bun:"exchange_source"`
	AmountMinor    int64              `bun:"amount_minor"` // in the budget's currency
	Currency       money.Currency     `bun:"currency"`
	Participant    bool               `bun:"participant_support"`
	Justification  string             `bun:"justification"`
	Version        int                `bun:"version"`
}

// Rate is the price of one unit, in the currency it is paid in.
func (l *Line) Rate() money.Money { return money.New(l.RateMinor, l.RateCurrency) }

// Amount is quantity times rate in the budget's currency, half a cent up.
func (l *Line) Amount() money.Money { return money.New(l.AmountMinor, l.Currency) }

// Converted tells whether the line is priced in another currency than the budget's.
func (l *Line) Converted() bool { return l.RateCurrency != l.Currency }

// Categories are the object classes of SF-424A section B in the form's order.
func Categories() []Category {
	return []Category{Personnel, Fringe, Travel, Equipment, Supplies, Contractual, Other, Indirect}
}

// Fundings are the ways a line is paid, the grant first.
func Fundings() []Funding { return []Funding{Grant, Cash, InKind} }

// Item is a row of the two-museum budget, finer than an object class.
type Item string

// The rows of the budget of a partnership.
const (
	Salaries           Item = "salaries"
	Benefits           Item = "benefits"
	TravelToPartner    Item = "travel_us_partner"
	TravelToUS         Item = "travel_partner_us"
	Colloquium         Item = "colloquium"
	Materials          Item = "materials"
	Equipments         Item = "equipment"
	Consultants        Item = "consultants"
	Interpreters       Item = "interpreters"
	Outreach           Item = "outreach"
	Evaluation         Item = "evaluation"
	ParticipantSupport Item = "participant_support"
	OtherDirect        Item = "other_direct"
	IndirectCosts      Item = "indirect_costs"
)

// Kind says to which object class a row belongs, and what follows from being that row.
type Kind struct {
	Item        Item
	Category    Category
	Participant bool // its lines support participants unless one says otherwise
}

// Kinds are the rows of the budget in their order, each with its object class; the first of a class is its default.
func Kinds() []Kind {
	return []Kind{
		{Salaries, Personnel, false},
		{Benefits, Fringe, false},
		{TravelToPartner, Travel, false},
		{TravelToUS, Travel, false},
		{Colloquium, Travel, false},
		{Materials, Supplies, false},
		{Equipments, Equipment, false},
		{Consultants, Contractual, false},
		{Interpreters, Contractual, false},
		{Evaluation, Contractual, false},
		{OtherDirect, Other, false},
		{Outreach, Other, false},
		{ParticipantSupport, Other, true},
		{IndirectCosts, Indirect, false},
	}
}

// KindOf is the row of that name; false where there is none.
func KindOf(i Item) (Kind, bool) {
	for _, k := range Kinds() {
		if k.Item == i {
			return k, true
		}
	}
	return Kind{}, false
}

// usual is the row a line of an object class is in when none is named.
func usual(c Category, s partnership.Side) (Kind, bool) {
	if c == Travel && s == partnership.NonUS {
		return KindOf(TravelToUS)
	}
	for _, k := range Kinds() {
		if k.Category == c {
			return k, true
		}
	}
	return Kind{}, false
}

package budget

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
)

// MostLines is the largest number of lines a budget has.
const MostLines = 500

// LineInput is one line as typed; a stated amount must be what the line computes to.
type LineInput struct {
	Category           Category // follows from the item where one is named
	Item               Item
	Organization       ident.Organization // the museum that bears it; its side follows
	Side               partnership.Side
	Funding            Funding
	Description        string
	Unit               string
	Quantity           string        // decimal text with at most three digits after the point
	Rate               string        // decimal text in its currency
	Currency           string        // of the rate; empty is the budget's
	Exchange           string        // how much of it one unit of the budget's currency buys; at most six digits after the point
	ExchangeOn         calendar.Date // the day of that rate
	ExchangeSource     string        // who published it
	Amount             string        // optional; refused when it is not the product
	ParticipantSupport bool          // pays participants' costs, which bear no indirect costs
	Justification      string
}

// Frame is what lines are read against.
type Frame struct {
	Currency money.Currency
	Museums  []Museum      // whose costs there can be; none leaves lines to a side as a whole
	Today    calendar.Date // exchange rates are of this day or earlier; absent is not checked
}

// Museum is a member of the partnership as its budget sees it.
type Museum struct {
	Organization ident.Organization `bun:"organization_id"`
	Name         string             `bun:"name"`
	Side         partnership.Side   `bun:"side"`
	Lead         bool               `bun:"lead"`
}

// Lines computes a whole budget; every mistake is named by its line, as in lines.3.rate.
func Lines(in []LineInput, f Frame) ([]*Line, error) {
	if err := fits(len(in)); err != nil {
		return nil, err
	}
	var check fault.Check
	out := make([]*Line, len(in))
	for i, l := range in {
		out[i] = f.line(&check, fmt.Sprintf("lines.%d.", i), l)
		out[i].Ordinal = i + 1
	}
	if check.Err() == nil {
		tooMuch(&check, out)
	}
	return out, check.Err()
}

func fits(n int) error {
	if n > MostLines {
		return fault.BadField("lines", "too_many", "A budget has at most %d lines; this one has %d.", MostLines, n)
	}
	return nil
}

func tooMuch(c *fault.Check, lines []*Line) {
	var sum int64
	for _, l := range lines {
		if sum += l.AmountMinor; sum > money.Max {
			c.Refuse("lines", "amount_too_large", "The budget is larger than any form takes.")
			return
		}
	}
}

// Compute is one line as it would be kept; its mistakes are named by the field alone.
func Compute(in LineInput, f Frame) (*Line, error) {
	var check fault.Check
	l := f.line(&check, "", in)
	return l, check.Err()
}

func (f Frame) line(c *fault.Check, at string, in LineInput) *Line {
	out := &Line{
		ID: ident.NewBudgetLine(), Funding: in.Funding, Currency: f.Currency, Participant: in.ParticipantSupport, Version: 1,
		Description: plain(c, at+"description", in.Description, 300), Unit: plain(c, at+"unit", in.Unit, 60),
		Justification: plain(c, at+"justification", in.Justification, 2000),
	}
	c.That(out.Description != "" || strings.TrimSpace(in.Description) != "", at+"description", "required", "Say what the line is for.")
	c.That(slices.Contains(Fundings(), in.Funding), at+"funding", "unknown_funding", "Choose who pays.")
	f.bearer(c, at, in, out)
	kindOf(c, at, in, out)
	f.price(c, at, in, out)
	return out
}

// bearer finds the museum a line is of: the one named, or the only one of its side.
func (f Frame) bearer(c *fault.Check, at string, in LineInput, out *Line) {
	out.Side = in.Side
	if !in.Organization.IsZero() {
		i := slices.IndexFunc(f.Museums, func(m Museum) bool { return m.Organization == in.Organization })
		if i < 0 {
			c.Refuse(at+"organization", "unknown_museum", "Choose a museum of the partnership.")
			return
		}
		out.Organization, out.Side = in.Organization, f.Museums[i].Side
		c.That(in.Side == "" || in.Side == out.Side, at+"side", "other_side", "That museum is on the other side.")
		return
	}
	if in.Side != partnership.US && in.Side != partnership.NonUS {
		c.Refuse(at+"side", "unknown_side", "Choose whose cost it is.")
		return
	}
	var found []Museum
	for _, m := range f.Museums {
		if m.Side == in.Side {
			found = append(found, m)
		}
	}
	if len(found) == 1 || len(found) > 1 && found[0].Lead {
		out.Organization = found[0].Organization
	}
}

// kindOf settles row and object class; naming only one of them is enough.
func kindOf(c *fault.Check, at string, in LineInput, out *Line) {
	k, known := KindOf(in.Item)
	if in.Item == "" {
		k, known = usual(in.Category, out.Side)
		c.That(known, at+"category", "unknown_category", "Choose a category.")
	} else {
		c.That(known, at+"item", "unknown_item", "Choose a row of the budget.")
		c.That(!known || in.Category == "" || in.Category == k.Category, at+"category", "other_class", "That row belongs to another category.")
	}
	out.Item, out.Category = k.Item, k.Category
	out.Participant = out.Participant || k.Participant
	c.That(!out.Participant || k.Category != Indirect, at+"participantSupport", "indirect_support", "Indirect costs support no participants.")
}

// price reads quantity, rate and exchange, and computes the amount.
func (f Frame) price(c *fault.Check, at string, in LineInput, out *Line) {
	quantity, ok := milli(in.Quantity)
	c.That(ok, at+"quantity", "bad_quantity", "A quantity looks like 3 or 2.5, with at most three digits after the point.")
	out.RateCurrency = money.Currency(strings.ToUpper(strings.TrimSpace(in.Currency)))
	if out.RateCurrency == "" {
		out.RateCurrency = f.Currency
	}
	if !out.RateCurrency.Valid() {
		c.Refuse(at+"currency", "bad_currency", "That is not a currency such as USD or MXN.")
		return
	}
	rate, err := money.Parse(in.Rate, out.RateCurrency)
	sound := err == nil && rate.Minor >= 0
	c.That(sound, at+"rate", "bad_rate", "A rate looks like 1234.50 and is not below zero.")
	traded := f.exchange(c, at, in, out)
	if !ok || !sound || !traded {
		return
	}
	out.QuantityMilli, out.RateMinor = quantity, rate.Minor
	if out.AmountMinor, err = product(quantity, rate.Minor, out.ExchangeMicro, out.RateShift); err != nil {
		c.Refuse(at+"rate", "amount_too_large", "The line is larger than any form takes.")
		return
	}
	in.stated(c, at, out.Amount())
}

// exchange reads the dated rate a foreign price needs; a price in the budget's own currency has none.
func (f Frame) exchange(c *fault.Check, at string, in LineInput, out *Line) bool {
	out.ExchangeMicro = even
	given := strings.TrimSpace(in.Exchange)
	if !out.Converted() {
		c.That(given == "" || given == "1", at+"exchange", "no_exchange", "A price in %s needs no exchange rate.", f.Currency)
		return given == "" || given == "1"
	}
	out.RateShift = out.RateCurrency.Digits() - f.Currency.Digits()
	micro, ok := places(given, 6, 9)
	ok = ok && micro > 0
	c.That(ok, at+"exchange", "bad_exchange", "Say how much %s one %s buys, such as 18.25, with at most six digits after the point.", out.RateCurrency, f.Currency)
	out.ExchangeMicro, out.ExchangeOn = micro, in.ExchangeOn
	out.ExchangeSource = plain(c, at+"exchangeSource", in.ExchangeSource, 200)
	c.That(!in.ExchangeOn.IsZero(), at+"exchangeOn", "required", "Say of which day the exchange rate is.")
	c.That(f.Today.IsZero() || !in.ExchangeOn.After(f.Today), at+"exchangeOn", "in_the_future", "Nobody knows that day's exchange rate yet.")
	c.That(out.ExchangeSource != "", at+"exchangeSource", "required", "Say who published the exchange rate.")
	return ok
}

// stated refuses an amount that is not what the line computes to.
func (in LineInput) stated(c *fault.Check, at string, amount money.Money) {
	if strings.TrimSpace(in.Amount) == "" {
		return
	}
	said, err := money.Parse(in.Amount, amount.Currency)
	c.That(err == nil, at+"amount", "bad_amount", "An amount looks like 1234.50.")
	c.That(err != nil || said == amount, at+"amount", "does_not_add_up", "%s times %s is %s, not %s.",
		strings.TrimSpace(in.Quantity), strings.TrimSpace(in.Rate), amount.Decimal(), said.Decimal())
}

func plain(c *fault.Check, at, s string, most int) string {
	s = strings.TrimSpace(s)
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		c.Refuse(at, "bad_text", "The text has a character that cannot be kept.")
		return ""
	}
	c.That(utf8.RuneCountInString(s) <= most, at, "too_long", "At most %d characters.", most)
	return s
}

// Input is the line as it was typed, for changing it again.
func (l *Line) Input() LineInput {
	in := LineInput{
		Category: l.Category, Item: l.Item, Organization: l.Organization, Side: l.Side, Funding: l.Funding, Description: l.Description,
		Unit: l.Unit, Quantity: l.Quantity(), Rate: l.Rate().Decimal(), Currency: string(l.RateCurrency),
		ParticipantSupport: l.Participant, Justification: l.Justification,
	}
	if l.Converted() {
		in.Exchange, in.ExchangeOn, in.ExchangeSource = l.Exchange(), l.ExchangeOn, l.ExchangeSource
	}
	return in
}

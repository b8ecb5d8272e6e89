package application

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
)

// MostLines is the largest number of lines a budget has.
const MostLines = 500

// LineInput is one line as typed; a stated amount must be the product of quantity and rate.
type LineInput struct {
	Category      Category
	Side          partnership.Side
	Funding       Funding
	Description   string
	Unit          string
	Quantity      string // decimal text with at most three digits after the point
	Rate          string // decimal text in the budget's currency
	Amount        string // optional; refused when it is not the product
	Justification string
}

// Categories are the object classes of SF-424A section B in the form's order.
func Categories() []Category {
	return []Category{Personnel, Fringe, Travel, Equipment, Supplies, Contractual, Other, Indirect}
}

// Fundings are the ways a line is paid, the grant first.
func Fundings() []Funding { return []Funding{Grant, Cash, InKind} }

// Lines computes a whole budget; every mistake is named by its line, as in lines.3.rate.
func Lines(in []LineInput, c money.Currency) ([]*BudgetLine, error) {
	if len(in) > MostLines {
		return nil, fault.BadField("lines", "too_many", "A budget has at most %d lines; this one has %d.", MostLines, len(in))
	}
	var check fault.Check
	out := make([]*BudgetLine, len(in))
	var sum int64
	for i, l := range in {
		out[i] = l.line(&check, fmt.Sprintf("lines.%d.", i), c)
		out[i].Ordinal = i + 1
		if sum += out[i].AmountMinor; sum > money.Max {
			check.Refuse("lines", "amount_too_large", "The budget is larger than any form takes.")
			break
		}
	}
	if err := check.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

func (l LineInput) line(c *fault.Check, at string, currency money.Currency) *BudgetLine {
	c.That(slices.Contains(Categories(), l.Category), at+"category", "unknown_category", "Choose a category.")
	c.That(l.Side == partnership.US || l.Side == partnership.NonUS, at+"side", "unknown_side", "Choose whose cost it is.")
	c.That(slices.Contains(Fundings(), l.Funding), at+"funding", "unknown_funding", "Choose who pays.")
	description := plain(c, at+"description", l.Description, 300)
	c.That(description != "", at+"description", "required", "Say what the line is for.")
	quantity, ok := milli(l.Quantity)
	c.That(ok, at+"quantity", "bad_quantity", "A quantity looks like 3 or 2.5, with at most three digits after the point.")
	rate, err := money.Parse(l.Rate, currency)
	c.That(err == nil && rate.Minor >= 0, at+"rate", "bad_rate", "A rate looks like 1234.50 and is not below zero.")
	out := &BudgetLine{
		ID: ident.NewBudgetLine(), Category: l.Category, Side: l.Side, Funding: l.Funding, Description: description,
		Unit: plain(c, at+"unit", l.Unit, 60), QuantityMilli: quantity, RateMinor: rate.Minor, Currency: currency,
		Justification: plain(c, at+"justification", l.Justification, 2000),
	}
	if !ok || err != nil {
		return out
	}
	amount, err := rate.Times(quantity)
	if err != nil || amount.Minor > money.Max {
		c.Refuse(at+"rate", "amount_too_large", "The line is larger than any form takes.")
		return out
	}
	out.AmountMinor = amount.Minor
	l.stated(c, at, amount)
	return out
}

// stated refuses an amount that is not what the line computes to.
func (l LineInput) stated(c *fault.Check, at string, amount money.Money) {
	if strings.TrimSpace(l.Amount) == "" {
		return
	}
	said, err := money.Parse(l.Amount, amount.Currency)
	c.That(err == nil, at+"amount", "bad_amount", "An amount looks like 1234.50.")
	c.That(err != nil || said == amount, at+"amount", "does_not_add_up", "%s times %s is %s, not %s.",
		strings.TrimSpace(l.Quantity), strings.TrimSpace(l.Rate), amount.Decimal(), said.Decimal())
}

func plain(c *fault.Check, at, s string, most int) string {
	s = strings.TrimSpace(s)
	c.That(utf8.ValidString(s) && !strings.ContainsRune(s, 0), at, "bad_text", "The text has a character that cannot be kept.")
	c.That(utf8.RuneCountInString(s) <= most, at, "too_long", "At most %d characters.", most)
	return s
}

// mostQuantity keeps a line's product within what a form takes.
const mostQuantity = 1_000_000

// milli reads a quantity into thousandths.
func milli(s string) (int64, bool) {
	whole, frac, point := strings.Cut(strings.TrimSpace(s), ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	if !digits(whole) || len(whole) > 7 || (point && (!digits(frac) || len(frac) > 3)) {
		return 0, false
	}
	var n int64
	for _, r := range whole + frac + strings.Repeat("0", 3-len(frac)) {
		n = n*10 + int64(r-'0')
	}
	return n, n <= mostQuantity*1000
}

// Quantity is the line's quantity as decimal text.
func (l *BudgetLine) Quantity() string {
	s := fmt.Sprintf("%d.%03d", l.QuantityMilli/1000, l.QuantityMilli%1000)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// Rate is the price of one unit.
func (l *BudgetLine) Rate() money.Money { return money.New(l.RateMinor, l.Currency) }

// Amount is quantity times rate, half a cent up.
func (l *BudgetLine) Amount() money.Money { return money.New(l.AmountMinor, l.Currency) }

// Package money holds exact amounts in minor units with their currency, and splits them without losing a cent.
package money

import (
	"fmt"
	"math"
	"math/big"
	"strings"

	"github.com/bojanz/currency"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// Currency is an ISO 4217 code such as USD.
type Currency string

// USD is the currency of every federal award.
const USD Currency = "USD"

// Valid tells whether the code is an ISO 4217 currency.
func (c Currency) Valid() bool { return currency.IsValid(string(c)) }

// Digits is the number of minor digits, 2 for USD and 0 for JPY.
func (c Currency) Digits() int {
	d, _ := currency.GetDigits(string(c))
	return int(d)
}

// Money is an amount in minor units (cents) of one currency.
type Money struct {
	Minor    int64    `bun:"minor,notnull" json:"minor"`
	Currency Currency `bun:"currency,notnull" json:"currency"`
}

// New makes an amount of minor units.
func New(minor int64, c Currency) Money { return Money{minor, c} }

// Dollars makes an amount of whole US dollars.
func Dollars(n int64) Money { return Money{n * 100, USD} }

// Cents makes an amount of US cents.
func Cents(n int64) Money { return Money{n, USD} }

// Max is the largest amount any form takes: 99,999,999,999.99 as on SF-424A.
const Max int64 = 9_999_999_999_999

// Parse reads decimal text such as 1234.50; it refuses more minor digits than the currency has.
func Parse(s string, c Currency) (Money, error) {
	if !c.Valid() {
		return Money{}, fault.BadField("currency", "bad_currency", "%q is not a currency.", string(c))
	}
	clean := strings.TrimSpace(s)
	neg := strings.HasPrefix(clean, "-")
	whole, frac, _ := strings.Cut(strings.TrimPrefix(clean, "-"), ".")
	d := c.Digits()
	if whole == "" || len(whole) > 14 || len(frac) > d || strings.HasSuffix(clean, ".") || !digits(whole+frac) {
		return Money{}, fault.BadField("amount", "bad_amount", "An amount looks like 1234%s, with no more than %d digits after the point.", example(d), d)
	}
	var n int64
	for _, r := range whole + frac + strings.Repeat("0", d-len(frac)) {
		n = n*10 + int64(r-'0')
	}
	if n > Max {
		return Money{}, fault.BadField("amount", "amount_too_large", "The amount is larger than any form takes.")
	}
	if neg {
		n = -n
	}
	return Money{n, c}, nil
}

func example(d int) string {
	if d == 0 {
		return ""
	}
	return "." + strings.Repeat("5", d)
}

func digits(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// Decimal is the amount as plain decimal text, such as 1234.50.
func (m Money) Decimal() string {
	d := m.Currency.Digits()
	sign, n := "", m.Minor
	var u uint64
	if n < 0 {
		sign, u = "-", uint64(-(n+1))+1
	} else {
		u = uint64(n)
	}
	s := fmt.Sprintf("%0*d", d+1, u)
	if d == 0 {
		return sign + s
	}
	return sign + s[:len(s)-d] + "." + s[len(s)-d:]
}

// String is the amount and its code, such as 1234.50 USD.
func (m Money) String() string { return m.Decimal() + " " + string(m.Currency) }

// IsZero tells whether nothing is owed either way.
func (m Money) IsZero() bool { return m.Minor == 0 }

// Add sums two amounts; it panics on mixed currencies, which is a programming error.
func (m Money) Add(o Money) Money {
	if m.Currency == "" {
		m.Currency = o.Currency
	}
	if o.Currency == "" {
		o.Currency = m.Currency
	}
	if m.Currency != o.Currency {
		panic("money: adding " + string(o.Currency) + " to " + string(m.Currency))
	}
	return Money{m.Minor + o.Minor, m.Currency}
}

// Neg is the same amount the other way.
func (m Money) Neg() Money { return Money{-m.Minor, m.Currency} }

// Sub takes one amount from another.
func (m Money) Sub(o Money) Money { return m.Add(o.Neg()) }

// Less compares two amounts of one currency.
func (m Money) Less(o Money) bool { return m.Sub(o).Minor < 0 }

// Ratio is a share in basis points: 5,000 is one half.
type Ratio int64

// Of is the share of an amount, rounded half up to the minor unit.
func (r Ratio) Of(m Money) Money { return Money{mulDiv(m.Minor, int64(r), 10_000, true), m.Currency} }

// AtMost is the largest amount not above the share, rounded down.
func (r Ratio) AtMost(m Money) Money {
	n := new(big.Int).Mul(big.NewInt(m.Minor), big.NewInt(int64(r)))
	return Money{n.Div(n, big.NewInt(10_000)).Int64(), m.Currency} // Div rounds toward minus infinity
}

// AtLeast is the smallest amount not below the share, rounded up.
func (r Ratio) AtLeast(m Money) Money {
	n := new(big.Int).Mul(big.NewInt(m.Minor), big.NewInt(int64(r)))
	q, rem := new(big.Int).DivMod(n, big.NewInt(10_000), new(big.Int))
	if rem.Sign() > 0 {
		q.Add(q, big.NewInt(1))
	}
	return Money{q.Int64(), m.Currency}
}

// Times multiplies a unit rate by a quantity in thousandths, rounded half up; it refuses overflow.
func (m Money) Times(milli int64) (Money, error) {
	n := new(big.Int).Mul(big.NewInt(m.Minor), big.NewInt(milli))
	if n.Abs(n).Cmp(big.NewInt(math.MaxInt64/2)) > 0 {
		return Money{}, fault.BadField("amount", "amount_too_large", "The amount is larger than any form takes.")
	}
	return Money{mulDiv(m.Minor, milli, 1_000, true), m.Currency}, nil
}

func mulDiv(a, b, c int64, half bool) int64 {
	n := new(big.Int).Mul(big.NewInt(a), big.NewInt(b))
	neg := n.Sign() < 0
	n.Abs(n)
	if half {
		n.Add(n, big.NewInt(c/2))
	}
	n.Div(n, big.NewInt(c))
	if neg {
		n.Neg(n)
	}
	return n.Int64()
}

// Split divides an amount by weights; the parts always sum to the whole.
func (m Money) Split(weights ...int64) []Money {
	var total int64
	for _, w := range weights {
		total += w
	}
	parts := make([]Money, len(weights))
	var given, seen int64
	for i, w := range weights {
		seen += w
		upto := mulDiv(m.Minor, seen, max(total, 1), false)
		parts[i] = Money{upto - given, m.Currency}
		given = upto
	}
	return parts
}

// Format writes the amount for people in a language, with its symbol.
func (m Money) Format(locale string) string {
	a, err := currency.NewAmountFromInt64(m.Minor, string(m.Currency))
	if err != nil {
		return m.String()
	}
	f := currency.NewFormatter(currency.NewLocale(locale))
	return f.Format(a)
}

package ruleset

import (
	"fmt"
	"math/big"
	"strings"
	"unicode"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Receipt is one line of a receipt, as evidence of one cost.
type Receipt struct {
	Vendor string
	Number string // the receipt's or invoice's own number
	On     calendar.Date
	Line   int         // which line of it; 0 is the whole
	Amount money.Money // of the line, in the currency it was paid in
	SHA256 string      // of the file, hexadecimal; empty while there is none
}

// Evidence is the identity of a receipt line: two costs with one in common claim the same money twice.
type Evidence string

// Evidence are the identities of a receipt line: by the file and line, and by who issued it, its
// number (or day and amount where it has none) and line. Case, spaces and punctuation do not count,
// so a second photograph of the same receipt is found too.
func (r Receipt) Evidence() []Evidence {
	var out []Evidence
	if r.SHA256 != "" {
		out = append(out, Evidence(fmt.Sprintf("file:%s#%d", strings.ToLower(r.SHA256), r.Line)))
	}
	vendor, number := bare(r.Vendor), bare(r.Number)
	switch {
	case vendor == "":
	case number != "":
		out = append(out, Evidence(fmt.Sprintf("number:%s/%s#%d", vendor, number, r.Line)))
	case !r.On.IsZero() && !r.Amount.IsZero():
		out = append(out, Evidence(fmt.Sprintf("day:%s/%s/%s#%d", vendor, r.On, r.Amount, r.Line)))
	}
	return out
}

// exact tells whether the identity is a file's or a number's, and not merely a day's and an amount's.
func (e Evidence) exact() bool { return !strings.HasPrefix(string(e), "day:") }

func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// Claim is an evidence that a cost or contribution has claimed already, on whichever award.
type Claim struct {
	Evidence Evidence
	By       string // the cost or contribution that claims it
	Award    string
}

// Conversion is a price in another currency with the dated rate it is converted at (invariant 11).
type Conversion struct {
	Paid      money.Money   // in the currency it was paid in
	RateMicro int64         // millionths of that currency for one of the award's
	On        calendar.Date // the day of the rate
	Source    string        // who published it
}

// Into is the price in another currency, half a minor unit up; false for a rate that is not above zero.
func (c Conversion) Into(to money.Currency) (money.Money, bool) {
	if c.RateMicro <= 0 {
		return money.Money{}, false
	}
	// paid / 10^paid.digits / (rate / 10^6) * 10^to.digits
	n := new(big.Int).Mul(big.NewInt(c.Paid.Minor), big.NewInt(1_000_000))
	n.Mul(n, power(to.Digits()))
	d := new(big.Int).Mul(big.NewInt(c.RateMicro), power(c.Paid.Currency.Digits()))
	negative := n.Sign() < 0
	n.Abs(n)
	n.Mul(n, big.NewInt(2)).Add(n, d)
	n.Div(n, d.Mul(d, big.NewInt(2)))
	if !n.IsInt64() || n.Int64() > money.Max {
		return money.Money{}, false
	}
	if negative {
		n.Neg(n)
	}
	return money.New(n.Int64(), to), true
}

func power(digits int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)
}

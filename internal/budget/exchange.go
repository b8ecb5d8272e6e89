package budget

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// even is the exchange of a currency with itself.
const even = 1_000_000

// product is what a quantity at a rate comes to in the budget's currency. It is computed exactly
// and rounded once, half a cent up, so that whoever has the rate of the day finds the same figure.
func product(milli, rateMinor, exchangeMicro int64, shift int) (int64, error) {
	n := new(big.Int).Mul(big.NewInt(milli), big.NewInt(rateMinor))
	n.Mul(n, big.NewInt(even))
	d := new(big.Int).Mul(big.NewInt(1000), big.NewInt(exchangeMicro))
	if shift >= 0 {
		d.Mul(d, tens(shift))
	} else {
		n.Mul(n, tens(-shift))
	}
	n.Lsh(n, 1).Add(n, d)
	n.Div(n, d.Lsh(d, 1))
	if !n.IsInt64() || n.Int64() > money.Max {
		return 0, fault.BadField("amount", "amount_too_large", "The amount is larger than any form takes.")
	}
	return n.Int64(), nil
}

func tens(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// Exchange is how much of the rate's currency bought one of the budget's that day, as decimal text.
func (l *Line) Exchange() string { return decimal(l.ExchangeMicro, 6) }

// Quantity is the line's quantity as decimal text.
func (l *Line) Quantity() string { return decimal(l.QuantityMilli, 3) }

// unitMinor is what one unit costs in the budget's currency.
func (l *Line) unitMinor() int64 {
	n, err := product(1000, l.RateMinor, l.ExchangeMicro, l.RateShift)
	if err != nil {
		return money.Max
	}
	return n
}

// Recomputes tells whether the kept amount follows from what is kept beside it (invariant 11).
func (l *Line) Recomputes() bool {
	if l.ExchangeMicro <= 0 {
		return false
	}
	n, err := product(l.QuantityMilli, l.RateMinor, l.ExchangeMicro, l.RateShift)
	return err == nil && n == l.AmountMinor
}

// decimal writes a number of so many places without the zeros at its end.
func decimal(n int64, places int) string {
	s := fmt.Sprintf("%0*d", places+1, n)
	whole, frac := s[:len(s)-places], strings.TrimRight(s[len(s)-places:], "0")
	if frac == "" {
		return whole
	}
	return whole + "." + frac
}

// places reads plain decimal text of at most so many places into a whole number of the smallest.
func places(s string, most int, digitsBefore int) (int64, bool) {
	whole, frac, point := strings.Cut(strings.TrimSpace(s), ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	if !digits(whole) || len(whole) > digitsBefore || (point && (!digits(frac) || len(frac) > most)) {
		return 0, false
	}
	var n int64
	for _, r := range whole + frac + strings.Repeat("0", most-len(frac)) {
		n = n*10 + int64(r-'0')
	}
	return n, true
}

// mostQuantity keeps a line's product within what a form takes.
const mostQuantity = 1_000_000

// milli reads a quantity into thousandths.
func milli(s string) (int64, bool) {
	n, ok := places(s, 3, 7)
	return n, ok && n <= mostQuantity*1000
}

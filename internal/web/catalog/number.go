package catalog

import (
	"strconv"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/money"
)

// numbers is how a language groups digits and marks fractions (CLDR 48).
type numbers struct {
	group, point string
	least        int // digits before the first group when a number gets grouped at all
	percent      string
}

func numbersOf(locale string) numbers {
	if locale == Spanish {
		return numbers{group: ".", point: ",", least: 2, percent: "\u00a0%"}
	}
	return numbers{group: ",", point: ".", least: 1, percent: "%"}
}

// Number is a whole number with the language's grouping.
func (p Printer) Number(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "\u2212", s[1:]
	}
	return sign + p.own().numbers.grouped(s)
}

// Decimal is a number rounded to so many digits after the language's point.
func (p Printer) Decimal(f float64, digits int) string {
	whole, frac, _ := strings.Cut(strconv.FormatFloat(f, 'f', digits, 64), ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "\u2212", whole[1:]
	}
	s := sign + p.own().numbers.grouped(whole)
	if frac != "" {
		s += p.own().numbers.point + frac
	}
	return s
}

// Percent writes a ratio such as 0.5 as 50 %, rounded to so many digits.
func (p Printer) Percent(ratio float64, digits int) string {
	return p.Decimal(ratio*100, digits) + p.own().numbers.percent
}

// Money is an amount with its currency, as the language writes it.
func (p Printer) Money(m money.Money) string { return m.Format(p.Locale()) }

// Bytes is a file size to a reader's precision: 640 KB, 2.4 MB.
func (p Printer) Bytes(n int64) string {
	switch {
	case n < 1000:
		return p.Number(n) + "\u00a0B"
	case n < 1_000_000:
		return p.Number((n+500)/1000) + "\u00a0KB"
	}
	return p.Decimal(float64(n)/1e6, 1) + "\u00a0MB"
}

// List joins names the way the language does: a, b and c.
func (p Printer) List(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], p.T("date.comma")) + p.T("date.and") + items[last]
}

func (n numbers) grouped(digits string) string {
	if len(digits) < 3+n.least {
		return digits
	}
	head := len(digits) % 3
	parts := []string{}
	if head > 0 {
		parts = append(parts, digits[:head])
	}
	for i := head; i < len(digits); i += 3 {
		parts = append(parts, digits[i:i+3])
	}
	return strings.Join(parts, n.group)
}

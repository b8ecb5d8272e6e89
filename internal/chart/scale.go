package chart

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

// Ticks are round numbers from at or below low to at or above high, about n of
// them, in steps of 1, 2, 2.5 or 5 times a power of ten.
func Ticks(low, high float64, n int) []float64 {
	if !(high > low) || math.IsInf(high-low, 0) {
		high = low + 1
	}
	step := niceStep((high - low) / float64(max(n, 1)))
	first, last := math.Floor(low/step+1e-9), math.Ceil(high/step-1e-9)
	var out []float64
	for i := first; i <= last; i++ {
		out = append(out, i*step)
	}
	return out
}

func niceStep(raw float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 2.5, 5} {
		if raw <= m*power*(1+1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// axis maps values to places along a length of points.
type axis struct {
	low, high, from, length float64
	ticks                   []float64
}

func newAxis(low, high, from, length float64, n int) axis {
	ticks := Ticks(low, high, n)
	return axis{low: ticks[0], high: ticks[len(ticks)-1], from: from, length: length, ticks: ticks}
}

func (a axis) at(v float64) float64 {
	return a.from + (min(max(v, a.low), a.high)-a.low)/(a.high-a.low)*a.length
}

// Short writes a number for an axis: 1500000 as 1.5M, 0.25 as 0.25.
func Short(v float64) string {
	sign := ""
	if v < 0 {
		sign, v = "-", -v
	}
	unit := ""
	for _, u := range []string{"K", "M", "B", "T"} {
		if v < 999.95 {
			break
		}
		v, unit = v/1000, u
	}
	text := strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
	if text == "0" {
		sign = ""
	}
	return sign + text + unit
}

// textWidth estimates a text in points: no font is at hand for a page.
func textWidth(s string, size float64) float64 {
	w := 0.0
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Cf):
		case r >= 0x2E80:
			w += 1
		case strings.ContainsRune("ijlIt.,:;'|!()[] ", r):
			w += 0.3
		case r >= 'A' && r <= 'Z', r == 'm', r == 'w', r == '%', r == '&':
			w += 0.72
		default:
			w += 0.56
		}
	}
	return w * size
}

// fit shortens a label with an ellipsis and hands back the whole as its title.
func fit(s string, size, width float64) (short, title string) {
	if textWidth(s, size) <= width {
		return s, ""
	}
	runes := []rune(s)
	for len(runes) > 1 && textWidth(string(runes)+"…", size) > width {
		runes = runes[:len(runes)-1]
		for len(runes) > 1 && unicode.In(runes[len(runes)-1], unicode.Mn, unicode.Cf) {
			runes = runes[:len(runes)-1]
		}
	}
	return strings.TrimRight(string(runes), " ") + "…", s
}

// Package sheet writes lists as CSV that no spreadsheet program mistakes for formulas.
package sheet

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"
)

// CSV writes rows of text under a head; people's text never becomes a formula.
type CSV struct{ w *csv.Writer }

// NewCSV begins a file with its head, marked as UTF-8 for spreadsheet programs.
func NewCSV(w io.Writer, head ...string) (*CSV, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, err
	}
	c := &CSV{csv.NewWriter(w)}
	return c, c.Row(head...)
}

// Table is a whole file of rows under a head.
func Table(head []string, rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	c, err := NewCSV(&b, head...)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if err := c.Row(r...); err != nil {
			return nil, err
		}
	}
	err = c.End()
	return b.Bytes(), err
}

// Row writes one row.
func (c *CSV) Row(cells ...string) error {
	safe := make([]string, len(cells))
	for i, s := range cells {
		safe[i] = Safe(s)
	}
	return c.w.Write(safe)
}

// End writes what is left.
func (c *CSV) End() error {
	c.w.Flush()
	return c.w.Error()
}

// Safe puts an apostrophe before text that a spreadsheet would run; numbers stay numbers.
func Safe(s string) string {
	trimmed := strings.TrimLeft(s, " \u00a0\u200b\ufeff")
	if trimmed == "" || !strings.ContainsRune("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20", []rune(trimmed)[0]) || number(s) {
		return s
	}
	return "'" + s
}

// number tells whether the text is a plain decimal number such as -12.50.
func number(s string) bool {
	s = strings.TrimPrefix(s, "-")
	whole, frac, dot := strings.Cut(s, ".")
	digits := func(t string) bool {
		return t != "" && strings.IndexFunc(t, func(r rune) bool { return r < '0' || r > '9' }) < 0
	}
	return digits(whole) && (!dot || digits(frac))
}

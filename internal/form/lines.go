package form

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// OptionLines are options as an editor types them: key | English | Spanish | Chinese, one a line.
func OptionLines(options []Option) string {
	var lines []string
	for _, o := range options {
		lines = append(lines, joined(append([]string{o.Key}, texts(o.Label)...)))
	}
	return strings.Join(lines, "\n")
}

// ColumnLines are columns as an editor types them: key | kind, with ! where it is required | English |
// Spanish | Chinese | most characters | options as key=English/Spanish/Chinese; one column a line.
func ColumnLines(columns []Column) string {
	var lines []string
	for _, c := range columns {
		kind := string(c.Kind)
		if c.Required {
			kind += "!"
		}
		most := ""
		if c.MaxChars > 0 {
			most = strconv.Itoa(c.MaxChars)
		}
		var choices []string
		for _, o := range c.Options {
			choices = append(choices, o.Key+"="+strings.Join(trimmed(texts(o.Label)), "/"))
		}
		cells := append([]string{c.Key, kind}, texts(c.Label)...)
		lines = append(lines, joined(append(cells, most, strings.Join(choices, "; "))))
	}
	return strings.Join(lines, "\n")
}

// ParseOptions reads OptionLines; lines without text are left out.
func ParseOptions(text string) []Option {
	var out []Option
	for _, cells := range lines(text) {
		out = append(out, Option{Key: cells[0], Label: labels(cells[1:])})
	}
	return out
}

// ParseColumns reads ColumnLines onto the columns there were, whose limits that no line shows stay; it
// refuses a number that is none, by its line.
func ParseColumns(text string, was []Column) ([]Column, error) {
	var out []Column
	for n, cells := range lines(text) {
		cells = append(cells, make([]string, 7)...)[:7]
		c := Column{}
		if i := slices.IndexFunc(was, func(x Column) bool { return x.Key == cells[0] }); i >= 0 {
			c = was[i]
		}
		kind, required := strings.CutSuffix(cells[1], "!")
		c.Key, c.Kind, c.Required, c.Label, c.MaxChars, c.Options = cells[0], Kind(kind), required, labels(cells[2:5]), 0, nil
		if cells[5] != "" {
			most, err := strconv.Atoi(cells[5])
			if err != nil || most < 0 {
				return nil, fault.BadField("columns", "bad_number", "Line %d: the most characters are a number.", n+1)
			}
			c.MaxChars = most
		}
		for choice := range strings.SplitSeq(cells[6], ";") {
			if key, label, _ := strings.Cut(strings.TrimSpace(choice), "="); key != "" {
				c.Options = append(c.Options, Option{Key: strings.TrimSpace(key), Label: labels(strings.Split(label, "/"))})
			}
		}
		out = append(out, c)
	}
	return out, nil
}

func lines(text string) [][]string {
	var out [][]string
	for line := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		cells := strings.Split(line, "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		out = append(out, cells)
	}
	return out
}

func labels(cells []string) map[string]string {
	out := map[string]string{}
	for i, l := range languages() {
		if i < len(cells) && strings.TrimSpace(cells[i]) != "" {
			out[l] = strings.TrimSpace(cells[i])
		}
	}
	return out
}

func texts(label map[string]string) []string {
	var out []string
	for _, l := range languages() {
		out = append(out, label[l])
	}
	return out
}

func joined(cells []string) string { return strings.Join(trimmed(cells), " | ") }

// trimmed leaves out the empty cells at the end.
func trimmed(cells []string) []string {
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}

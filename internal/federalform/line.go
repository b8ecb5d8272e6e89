// Package federalform derives the forms of federal assistance line by line: SF-425, SF-270, SF-PPR with
// its pages B and F, the data set of a first-tier subaward (FFATA) and what a subaward must disclose.
//
// A line is either handed in with the rows it was summed from, or computed by a formula from other
// lines; it answers which. Amounts are exact, in minor units; nothing is rounded but where a form
// multiplies by a rate. What is wrong with a form are findings, each naming its line.
package federalform

import (
	"fmt"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// Source is one row a line was summed from: a posting, an expense, a report of a museum.
type Source struct {
	Key    string // public id, or a name where there is none
	Label  string
	Amount money.Money
}

// Term is one line in a formula, added or taken away.
type Term struct {
	Line  string
	Minus bool
}

// Line is one line of a form with where its value comes from.
type Line struct {
	No      string      // as on the form: 10c
	Name    string      // as on the form, English
	Value   money.Money // cumulative where the form says so
	Formula []Term      // of a computed line; empty for one that was handed in
	Sources []Source    // of a line that was handed in
}

// Computed tells whether a formula makes the line.
func (l Line) Computed() bool { return len(l.Formula) > 0 }

// Text writes the formula as people write it: 10a - 10b; empty for a line that was handed in.
func (l Line) Text() string {
	var b strings.Builder
	for i, t := range l.Formula {
		switch {
		case i > 0 && t.Minus:
			b.WriteString(" - ")
		case i > 0:
			b.WriteString(" + ")
		case t.Minus:
			b.WriteString("-")
		}
		b.WriteString(t.Line)
	}
	return b.String()
}

// Input is a value a line was made from: another line or a row.
type Input struct {
	From   string // the line's number, or the row's key
	Label  string
	Amount money.Money // as it goes in: below zero where it is taken away
}

// Explanation answers where a line comes from; the inputs sum to the value.
type Explanation struct {
	Line    Line
	Formula string // in words for a line that was handed in
	Inputs  []Input
}

// Sheet is the lines of a form in its order.
type Sheet []Line

// Line is the line of that number; false where the form has none.
func (s Sheet) Line(no string) (Line, bool) {
	for _, l := range s {
		if l.No == no {
			return l, true
		}
	}
	return Line{}, false
}

// Value is the amount on a line; asking for a line the form does not have is a programming error.
func (s Sheet) Value(no string) money.Money {
	l, ok := s.Line(no)
	if !ok {
		panic("federalform: no line " + no)
	}
	return l.Value
}

// Explain says what a line was made from; false where the form has none of the number.
func (s Sheet) Explain(no string) (Explanation, bool) {
	l, ok := s.Line(no)
	if !ok {
		return Explanation{}, false
	}
	e := Explanation{Line: l, Formula: l.Text()}
	if !l.Computed() {
		e.Formula = "sum of the rows"
		for _, r := range l.Sources {
			e.Inputs = append(e.Inputs, Input{r.Key, r.Label, r.Amount})
		}
		return e, true
	}
	for _, t := range l.Formula {
		of, _ := s.Line(t.Line)
		in := Input{t.Line, of.Name, of.Value}
		if t.Minus {
			in.Amount = in.Amount.Neg()
		}
		e.Inputs = append(e.Inputs, in)
	}
	return e, true
}

// compute fills the computed lines from those before them.
func (s Sheet) compute(c money.Currency) {
	for i := range s {
		if !s[i].Computed() {
			continue
		}
		s[i].Value = s.sum(s[i].Formula, c)
	}
}

func (s Sheet) sum(terms []Term, c money.Currency) money.Money {
	sum := money.New(0, c)
	for _, t := range terms {
		if v := s.Value(t.Line); t.Minus {
			sum = sum.Sub(v)
		} else {
			sum = sum.Add(v)
		}
	}
	return sum
}

// check recomputes every line: a computed one from its formula, another from its rows.
func (s Sheet) check(c money.Currency) []ruleset.Finding {
	var out []ruleset.Finding
	for _, l := range s {
		if l.Computed() {
			if want := s.sum(l.Formula, c); want != l.Value {
				out = append(out, deny("form_line_off", l.No, fmt.Sprintf("Line %s is %s; %s is %s.", l.No, l.Value, l.Text(), want),
					ruleset.Fact{Name: "formula", Value: l.Text()}, ruleset.Fact{Name: "value", Value: l.Value.String()}, ruleset.Fact{Name: "computed", Value: want.String()}))
			}
			continue
		}
		sum := money.New(0, c)
		for _, r := range l.Sources {
			sum = sum.Add(r.Amount)
		}
		if len(l.Sources) > 0 && sum != l.Value {
			out = append(out, deny("form_rows_off", l.No, fmt.Sprintf("Line %s is %s and its rows sum to %s.", l.No, l.Value, sum),
				ruleset.Fact{Name: "value", Value: l.Value.String()}, ruleset.Fact{Name: "computed", Value: sum.String()}))
		}
	}
	return out
}

func deny(code, at, message string, facts ...ruleset.Fact) ruleset.Finding {
	facts = append([]ruleset.Fact{{Name: "line", Value: at}}, facts...)
	return ruleset.Finding{Code: code, Effect: ruleset.Deny, At: at, Message: message, Facts: facts}
}

func warn(code, at, message string, facts ...ruleset.Fact) ruleset.Finding {
	f := deny(code, at, message, facts...)
	f.Effect = ruleset.Warn
	return f
}

package paper

import (
	"fmt"
	"strconv"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/pdf"
)

// budgetPart is every line with its reckoning and its reason, then what the museums bear.
func budgetPart(b *application.Booklet, w bookletWords) pdf.Section {
	s, x := pdf.Section{Heading: w.budget}, b.Sheet
	cash := func(m money.Money) string { return m.Format(b.Locale) }
	names := map[string]string{}
	for _, m := range x.Museums {
		names[m.Organization.String()] = m.Name
	}
	for _, c := range budget.Categories() {
		t := pdf.Table{Caption: w.classes[c], Columns: []pdf.Column{
			{Head: w.line}, {Head: w.museum}, {Head: w.payer}, {Head: w.reckoning, Align: pdf.Right}, {Head: w.amount, Align: pdf.Right},
		}}
		var why []pdf.Block
		sum := money.New(0, x.Currency)
		for _, l := range x.Lines {
			if l.Category != c {
				continue
			}
			bearer := names[l.Organization.String()]
			if bearer == "" {
				bearer = w.sides[l.Side]
			}
			t.Rows = append(t.Rows, []string{strconv.Itoa(l.Ordinal) + ". " + l.Description, bearer, w.payers[l.Funding], reckoned(l, w, cash), cash(l.Amount())})
			sum = sum.Add(l.Amount())
			if l.Justification != "" {
				why = append(why, pdf.Answer{Question: strconv.Itoa(l.Ordinal) + ". " + l.Description, Text: l.Justification})
			}
		}
		note := x.NoteOf(c).Words
		if len(t.Rows) == 0 && note == "" {
			continue
		}
		if len(t.Rows) > 0 {
			t.Totals = []string{w.total, "", "", "", cash(sum)}
			s.Body = append(s.Body, t)
		}
		if note != "" {
			s.Body = append(s.Body, pdf.Answer{Question: w.narrative + ": " + w.classes[c], Text: note})
		}
		s.Body = append(s.Body, why...)
	}
	if len(s.Body) == 0 {
		s.Body = append(s.Body, pdf.Paragraph(w.noLines))
	}
	return pdf.Section{Heading: s.Heading, Body: append(s.Body, bearsTable(b, w))}
}

// reckoned says how a line comes to its amount, with the dated rate where it was converted.
func reckoned(l *budget.Line, w bookletWords, cash func(money.Money) string) string {
	text := l.Quantity() + " × " + cash(l.Rate())
	if l.Unit != "" {
		text = l.Quantity() + " " + l.Unit + " × " + cash(l.Rate())
	}
	if l.Converted() {
		text += fmt.Sprintf(" ÷ %s (%s, %s)", l.Exchange(), l.ExchangeOn, l.ExchangeSource)
	}
	if l.Participant {
		text += " · " + w.support
	}
	return text
}

func bearsTable(b *application.Booklet, w bookletWords) pdf.Table {
	t := pdf.Table{Caption: w.byMuseum, Columns: []pdf.Column{
		{Head: w.museum},
		{Head: w.payers[budget.Grant], Align: pdf.Right},
		{Head: w.payers[budget.Cash], Align: pdf.Right},
		{Head: w.payers[budget.InKind], Align: pdf.Right},
		{Head: w.total, Align: pdf.Right},
	}}
	cash := func(m money.Money) string { return m.Format(b.Locale) }
	for _, x := range b.Sheet.ByMuseum() {
		name := x.Museum.Name
		if name == "" {
			name = w.sides[x.Museum.Side]
		}
		t.Rows = append(t.Rows, []string{name, cash(x.Grant), cash(x.Cash), cash(x.InKind), cash(x.Total)})
	}
	return t
}

// federalPart is SF-424A, sections A to F.
func federalPart(b *application.Booklet, w bookletWords) pdf.Section {
	f := b.Sheet.Form()
	cash := func(all ...money.Money) []string {
		var out []string
		for _, m := range all {
			out = append(out, m.Decimal())
		}
		return out
	}
	table := func(caption string, words int, heads ...string) pdf.Table {
		t := pdf.Table{Caption: caption}
		for i, h := range heads {
			c := pdf.Column{Head: h, Align: pdf.Right}
			if i < words {
				c.Align = pdf.Left
			}
			t.Columns = append(t.Columns, c)
		}
		return t
	}
	one := f.Summary[0]
	a := table("A", 2, w.program, w.listing, w.federal, w.other, w.total)
	a.Rows = [][]string{append([]string{one.Name, one.Listing}, cash(one.Federal, one.NonFederal, one.Total)...)}
	classes := table("B", 1, w.class, w.federal, w.other, w.total)
	for _, r := range append(append([]budget.ClassRow{}, f.Classes...), f.Direct, f.Indirect) {
		name := w.classes[r.Category]
		if r.Line == "6i" {
			name = w.direct
		}
		classes.Rows = append(classes.Rows, append([]string{r.Line + " " + name}, cash(r.Federal, r.NonFederal, r.Total)...))
	}
	classes.Totals = append([]string{"6k " + w.total}, cash(f.Totals.Federal, f.Totals.NonFederal, f.Totals.Total)...)
	c := table("C", 1, w.program, w.applicant, w.stateMoney, w.others, w.total)
	c.Rows = [][]string{append([]string{one.Name}, cash(f.Resource.Applicant, f.Resource.State, f.Resource.Other, f.Resource.Total)...)}
	d := table("D", 1, "", w.year, "1", "2", "3", "4")
	for i, n := range f.Cash {
		d.Rows = append(d.Rows, append([]string{n.Line + " " + []string{w.federal, w.other, w.total}[i]}, cash(append([]money.Money{n.Year}, n.Quarters...)...)...))
	}
	e := table("E", 1, w.program, "2", "3", "4", "5")
	e.Rows = [][]string{append([]string{one.Name}, cash(f.Years...)...)}
	last := table("F", 2, "", w.rate, w.base, w.amount)
	last.Rows = [][]string{{"21 " + w.direct, "", "", f.DirectAll.Decimal()}}
	for _, x := range f.Charges {
		rate := w.rates[x.Kind] + " " + strconv.FormatFloat(float64(x.Rate)/100, 'f', -1, 64) + "%"
		last.Rows = append(last.Rows, []string{"22 " + w.classes[budget.Indirect] + ": " + x.Museum, rate, x.Base.Decimal(), x.Amount.Decimal()})
	}
	return pdf.Section{Heading: "SF-424A (" + string(b.Sheet.Currency) + ")", Body: []pdf.Block{a, classes, c, d, e, last}}
}

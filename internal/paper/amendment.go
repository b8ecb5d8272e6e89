package paper

import (
	"bytes"
	"context"
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/amendment"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/pdf"
)

// Amendments draws the letters of amendments.
type Amendments struct {
	Press
	Origin string // where letters are verified
}

// amendmentTitles name what an amendment changes, as the letter's subject does.
var amendmentTitles = map[amendment.Kind]string{
	amendment.Supplement: "Supplement", amendment.Rebudget: "Revision of the budget", amendment.Extend: "Extension without cost", amendment.ChangePerson: "Change of key person",
	amendment.ChangeScope: "Change of scope", amendment.ChangeMuseum: "Change of partner", amendment.Terminate: "Termination",
}

// Amendment draws the letter of an amendment; the same letter gives the same bytes.
func (p Amendments) Amendment(_ context.Context, l *amendment.Letter) ([]byte, error) {
	subject := amendmentTitles[l.Kind] + ", award " + l.Award
	if l.Counter {
		subject = "Taken back: " + subject
	}
	doc := pdf.Letter{
		Meta:       pdf.Meta{Locale: "en", Title: subject, Author: l.Administrator, Subject: l.Name, Made: l.Date.Time()},
		Letterhead: pdf.Letterhead{Program: l.Program, Organization: l.Administrator},
		Date:       l.Date.Time().Format("January 2, 2006"), Reference: l.Name, Addressee: []string{l.Museum}, Subject: subject,
		Body: []pdf.Block{
			pdf.Paragraph("The agreement of award " + l.Award + ", \"" + l.Title + "\", is amended from " + l.Then.EffectiveOn.String() + " as set out below. Everything else stays as it was agreed."),
			pdf.Heading("Why"), pdf.Paragraph(l.Reason), pdf.Heading("What holds from then on"), amendmentFacts(l),
		},
		Signatory:    []string{l.Administrator},
		Verification: pdf.Verification{Code: award.CodeText(l.Code), URL: p.Origin + "/verify/" + l.Code, Note: "Anyone who holds this code can check this letter, and whether it was taken back since."},
	}
	if t := amendmentTable(l); len(t.Rows) > 0 {
		doc.Body = append(doc.Body, pdf.Heading("The budget by category"), t)
	}
	var b bytes.Buffer
	done, err := pdf.WriteLetter(&b, doc)
	if err != nil {
		return nil, fmt.Errorf("draw amendment %s: %w", l.Name, err)
	}
	p.note(l.Name, done.Missing)
	return b.Bytes(), nil
}

// amendmentFacts are the figures that hold, each beside what it was where it changed.
func amendmentFacts(l *amendment.Letter) pdf.Facts {
	beside := func(now, was string) string {
		if now == was {
			return now
		}
		return now + " (was " + was + ")"
	}
	out := pdf.Facts{
		{Label: "Award amount", Value: beside(l.Cash(l.Then.GrantMinor).Format("en"), l.Cash(l.Now.GrantMinor).Format("en"))},
		{Label: "Cost share", Value: beside(l.Cash(l.Then.ShareMinor).Format("en"), l.Cash(l.Now.ShareMinor).Format("en"))},
		{Label: "Period of performance", Value: l.Then.StartsOn.String() + " to " + beside(l.Then.EndsOn.String(), l.Now.EndsOn.String())},
		{Label: "Terms", Value: "number " + fmt.Sprint(l.Then.Number)},
	}
	if l.Funder != "" {
		out = append(out, pdf.Fact{Label: "The funder's approval", Value: l.Funder})
	}
	comes, goes := "Joins", "Leaves"
	if l.Counter {
		comes, goes = goes, comes
	}
	for _, x := range []pdf.Fact{{Label: goes, Value: personWas(l)}, {Label: comes, Value: personNew(l)}, {Label: "Scope", Value: scopeOf(l)}} {
		if x.Value != "" {
			out = append(out, x)
		}
	}
	return out
}

func personWas(l *amendment.Letter) string {
	switch d := l.Delta; {
	case d.Person != nil && d.Person.Leaves:
		return d.Person.Was
	case d.Partner != nil:
		return d.Partner.LeavesName
	}
	return ""
}

func personNew(l *amendment.Letter) string {
	switch d := l.Delta; {
	case d.Person != nil:
		return d.Person.Name
	case d.Partner != nil:
		return d.Partner.JoinsName
	}
	return ""
}

func scopeOf(l *amendment.Letter) string {
	if l.Delta.Scope == nil || l.Counter {
		return ""
	}
	return l.Delta.Scope.Changes
}

func amendmentTable(l *amendment.Letter) pdf.Table {
	t := pdf.Table{Columns: []pdf.Column{{Head: "Category"}, {Head: "Grant, was", Align: pdf.Right}, {Head: "Grant", Align: pdf.Right}, {Head: "Cost share, was", Align: pdf.Right}, {Head: "Cost share", Align: pdf.Right}}}
	for _, c := range budget.Categories() {
		was, now := l.Now.Line(c), l.Then.Line(c)
		if was.GrantMinor != now.GrantMinor || was.ShareMinor != now.ShareMinor {
			t.Rows = append(t.Rows, []string{
				string(c), l.Cash(was.GrantMinor).Format("en"), l.Cash(now.GrantMinor).Format("en"), l.Cash(was.ShareMinor).Format("en"), l.Cash(now.ShareMinor).Format("en"),
			})
		}
	}
	return t
}

var _ amendment.Printer = Amendments{}

package paper

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/pdf"
)

// Agreement draws an agreement with the signatures under it; the same agreement gives the same bytes.
func (p Press) Agreement(ctx context.Context, f *agreement.File) ([]byte, error) {
	a := f.Agreement
	var names []string
	for _, m := range f.Museums {
		names = append(names, m.Name)
	}
	r := Record{
		Locale: "en", Title: "Implementation agreement", About: f.ProgramName, Number: f.Number, Made: lastSigned(f),
		Facts: []pdf.Fact{
			{Label: "Award", Value: f.Number},
			{Label: "Project", Value: f.Title},
			{Label: "Museums", Value: list(names)},
			{Label: "Administrator", Value: f.Administrator},
			{Label: "Award amount", Value: f.Amount.Format("en"), Money: true},
			{Label: "Cost share", Value: f.CostShare.Format("en"), Money: true},
			{Label: "Period of performance", Value: a.StartsOn.String() + " to " + a.EndsOn.String()},
		},
		Parts: []RecordPart{
			{Heading: "The funder's award", Facts: funderFacts(f)},
			{Heading: "The project", Lines: said(a.Description)},
			{Heading: "Requirements passed down", Lines: said(a.Requirements)},
			{Heading: "Access to records", Lines: said(a.Access)},
			{Heading: "Closeout", Lines: said(a.Closeout)},
			{Heading: "Payment", Facts: paymentFacts(f)},
		},
	}
	if lines := f.InForce(); len(lines) > 0 {
		r.Parts = append(r.Parts, RecordPart{Heading: "Specific conditions", Lines: lines})
	}
	signed := RecordPart{Heading: "Signatures", Facts: []pdf.Fact{{Label: "SHA-256 of what is signed", Value: a.Hash()}}}
	for _, g := range f.Signatures {
		signed.Facts = append(signed.Facts, pdf.Fact{Label: sideOf(f, g.Side), Value: g.Name + ", " + g.Title + ", " + local(g.SignedAt, "UTC")})
	}
	r.Parts = append(r.Parts, signed)
	return p.Record(ctx, r)
}

func lastSigned(f *agreement.File) time.Time {
	at := f.Agreement.PreparedAt
	for _, g := range f.Signatures {
		if g.SignedAt.After(at) {
			at = g.SignedAt
		}
	}
	return at
}

func funderFacts(f *agreement.File) []pdf.Fact {
	a := f.Agreement
	out := []pdf.Fact{{Label: "Funder", Value: f.Funder.Funder}}
	for _, x := range []pdf.Fact{
		{Label: "Federal Award Identification Number", Value: f.Funder.Number},
		{Label: "Federal award date", Value: a.FunderAwardedOn.String()},
		{Label: "Awarding official", Value: list([]string{a.ContactName, a.ContactEmail})},
		{Label: "Assistance Listing", Value: f.Funder.Listing + " " + a.ListingTitle},
		{Label: "Rules", Value: a.RuleSet},
		{Label: "Unique Entity Identifier of the payee", Value: f.Lead().UEI},
		{Label: "Indirect costs in the award", Value: f.Indirect.Format("en"), Money: true},
		{Label: "Research and development", Value: map[bool]string{true: "Yes", false: "No"}[a.Research]},
	} {
		if f.Funder.Federal && x.Value != "" {
			out = append(out, x)
		}
	}
	return out
}

func paymentFacts(f *agreement.File) []pdf.Fact {
	a := f.Agreement
	out := []pdf.Fact{
		{Label: "Payee", Value: a.Payee},
		{Label: "Paid", Value: map[agreement.Payment]string{agreement.Advance: "In advance, each quarter", agreement.Reimbursement: "By reimbursement"}[a.Payment]},
	}
	if a.FirstNeedMinor > 0 {
		out = append(out, pdf.Fact{Label: "Needed before the first quarter ends", Value: a.FirstNeed().Format("en"), Money: true})
	}
	if a.Tickets != "" {
		out = append(out, pdf.Fact{Label: "Tickets (49 USC 40118)", Value: a.Tickets})
	}
	return out
}

func said(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

func sideOf(f *agreement.File, s agreement.Side) string {
	if s == agreement.Museum {
		return f.Lead().Name
	}
	return f.Administrator
}

var _ agreement.Printer = Press{}

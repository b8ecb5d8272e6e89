package paper

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/pdf"
)

// Receipts draws and files the receipts of submissions.
type Receipts struct {
	Vault  document.Vault
	Origin string // where receipts are verified
}

// PrintReceipt files the receipt in the transaction of the submission.
func (p Receipts) PrintReceipt(ctx context.Context, r *application.Receipt) (ident.Document, error) {
	x := r.Submission
	doc := pdf.Receipt{
		Meta:       pdf.Meta{Locale: "en", Title: "Receipt " + r.Number, Author: "Vitrine", Subject: r.CycleTitle, Made: x.SubmittedAt},
		Letterhead: pdf.Letterhead{Program: r.CycleTitle, Organization: "Receipt of a submission"},
		Heading:    "Your proposal was received", Intro: "What was submitted is frozen. Its hash proves that nothing in it has changed since.",
		Rows: []pdf.Fact{
			{Label: "Proposal", Value: r.Number},
			{Label: "Title", Value: r.Title},
			{Label: "Museums", Value: list(r.Museums)},
			{Label: "Received", Value: local(x.SubmittedAt, r.Zone)},
			{Label: "Requested", Value: r.Requested.Format("en"), Money: true},
			{Label: "Cost share", Value: r.CostShare.Format("en"), Money: true},
			{Label: "Version", Value: fmt.Sprint(x.Version)},
		},
		HashLabel: "SHA-256 of what was submitted", Hash: x.Hash(),
		Verification: pdf.Verification{Code: x.ReceiptCode, URL: p.Origin + "/verify/" + x.ReceiptCode, Note: "Anyone who holds this code can check when the proposal was received."},
	}
	if g := r.Signature; g != nil {
		doc.Rows = append(doc.Rows, pdf.Fact{Label: "Signed by", Value: g.Name + ", " + g.Title + ", " + local(g.At, r.Zone)})
	}
	if len(r.Contents) > 0 {
		doc.Rows = append(doc.Rows, pdf.Fact{Label: "What was in it", Value: strings.Join(r.Contents, "; ")})
	}
	if r.ExtendedUntil != nil {
		doc.Rows = append(doc.Rows, pdf.Fact{Label: "In time by extension until", Value: local(*r.ExtendedUntil, r.Zone)})
	}
	var b bytes.Buffer
	if _, err := pdf.WriteReceipt(&b, doc); err != nil {
		return ident.Document{}, fmt.Errorf("draw receipt: %w", err)
	}
	d, err := p.Vault.File(ctx, document.Receipt, r.Number+"-receipt.pdf", "application/pdf", x.Application.String(), &b)
	if err != nil {
		return ident.Document{}, err
	}
	return d.ID, nil
}

var _ application.Printer = Receipts{}

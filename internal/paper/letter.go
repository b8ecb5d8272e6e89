package paper

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/pdf"
)

// Letter draws a decision letter in its own language.
func (p Press) Letter(_ context.Context, c award.LetterContent) ([]byte, error) {
	t, err := c.Text()
	if err != nil {
		return nil, err
	}
	l := pdf.Letter{
		Meta:       pdf.Meta{Locale: c.Locale, Title: t.Subject, Author: c.Administrator, Subject: c.Subject(), Made: c.Date.Time()},
		Letterhead: pdf.Letterhead{Program: c.Program, Organization: c.Administrator, Address: []string{t.About}},
		Date:       t.Date, Reference: c.Number, Addressee: t.To, Subject: t.Subject, Salutation: t.Greeting, Body: body(t.Blocks),
		Closing: t.Closing, Signatory: t.Signature, Verification: pdf.Verification{Code: c.Code, URL: c.VerifyURL, Note: t.Verify},
	}
	var b bytes.Buffer
	done, err := pdf.WriteLetter(&b, l)
	if err != nil {
		return nil, fmt.Errorf("draw letter %s: %w", c.Number, err)
	}
	p.note(c.Number, done.Missing)
	return b.Bytes(), nil
}

func body(blocks []award.Block) []pdf.Block {
	var out []pdf.Block
	for _, b := range blocks {
		if b.Heading != "" {
			out = append(out, pdf.Heading(b.Heading))
		}
		if b.Text != "" {
			out = append(out, pdf.Paragraph(b.Text))
		}
		if len(b.Items) > 0 {
			out = append(out, pdf.Bullets(b.Items))
		}
	}
	return out
}

// local writes an instant on both clocks: the program's and UTC.
func local(t time.Time, zone string) string {
	z, err := time.LoadLocation(zone)
	if err != nil {
		z = time.UTC
	}
	return t.In(z).Format("January 2, 2006, 15:04:05 MST") + " (" + t.UTC().Format("15:04:05 UTC") + ")"
}

func list(names []string) string { return strings.Join(names, "; ") }

var _ award.Printer = Press{}

package paper

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/vitrine-grants/vitrine/internal/pdf"
)

// Record is a document of headed parts in the reader's own words, such as the minutes of a meeting.
type Record struct {
	Locale string
	Title  string
	About  string // what it is of
	Number string // at the foot of each page
	Made   time.Time
	Facts  []pdf.Fact
	Parts  []RecordPart
}

// RecordPart is one part of a record: what is known at a glance, then lines as they were said.
type RecordPart struct {
	Heading string
	Facts   []pdf.Fact
	Lines   []string
}

// Record draws a record; the same record gives the same bytes.
func (p Press) Record(_ context.Context, r Record) ([]byte, error) {
	doc := pdf.Booklet{
		Meta:   pdf.Meta{Locale: r.Locale, Title: r.Title, Author: "Vitrine", Subject: r.About, Made: r.Made},
		Kicker: r.About, Cover: r.Facts, Foot: r.Number,
	}
	for _, part := range r.Parts {
		s := pdf.Section{Heading: part.Heading}
		if len(part.Facts) > 0 {
			s.Body = append(s.Body, pdf.Facts(part.Facts))
		}
		if len(part.Lines) > 0 {
			s.Body = append(s.Body, pdf.Bullets(part.Lines))
		}
		doc.Parts = append(doc.Parts, s)
	}
	var b bytes.Buffer
	done, err := pdf.WriteBooklet(&b, doc)
	if err != nil {
		return nil, fmt.Errorf("draw record %s: %w", r.Number, err)
	}
	p.note(r.Number, done.Missing)
	return b.Bytes(), nil
}

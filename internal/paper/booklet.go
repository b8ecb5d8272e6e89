package paper

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/pdf"
)

// Booklet prints a whole proposal: who applies, every answer as it was typed, the budget, the federal form, the
// files with their hashes, and the receipt. The same proposal gives the same bytes.
func (p Press) Booklet(_ context.Context, b *application.Booklet) ([]byte, error) {
	w, d := bookletWordsFor(b.Locale), b.Detail
	doc := pdf.Booklet{
		Meta:   pdf.Meta{Locale: b.Locale, Title: titleOf(d, w), Author: "Vitrine", Subject: d.CycleTitle, Made: b.Made},
		Kicker: d.CycleTitle, Subtitle: d.Number, Cover: coverOf(b, w), Foot: d.Number,
	}
	if r := b.Receipt; r != nil {
		doc.Foot += " · SHA-256 " + r.Submission.Hash()
	}
	doc.Parts = append(doc.Parts, membersPart(b, w))
	if b.Eligibility != nil {
		doc.Parts = append(doc.Parts, eligibilityPart(b, w))
	}
	told := pdf.Section{}
	for _, s := range b.Form.Sections {
		part := answersPart(b, w, s)
		switch {
		case slices.ContainsFunc(s.Questions, func(q form.Question) bool { return q.Kind == form.Budget }):
			told.Body = append(told.Body, part.Body...) // stands with the lines
		case len(part.Body) > 0:
			doc.Parts = append(doc.Parts, part)
		}
	}
	costs := budgetPart(b, w)
	costs.Body = append(told.Body, costs.Body...)
	doc.Parts = append(doc.Parts, costs, federalPart(b, w), filesPart(b, w))
	if b.Receipt != nil {
		doc.Parts = append(doc.Parts, receiptPart(b, w))
	}
	var out bytes.Buffer
	done, err := pdf.WriteBooklet(&out, doc)
	if err != nil {
		return nil, fmt.Errorf("draw booklet %s: %w", d.Number, err)
	}
	p.note(d.Number, done.Missing)
	return out.Bytes(), nil
}

func titleOf(d *application.Detail, w bookletWords) string {
	if d.Title == "" {
		return w.untitled
	}
	return d.Title
}

func coverOf(b *application.Booklet, w bookletWords) []pdf.Fact {
	d := b.Detail
	var names []string
	for _, m := range d.Partners.Museums {
		names = append(names, m.Named())
	}
	out := []pdf.Fact{{Label: w.number, Value: d.Number}, {Label: w.museums, Value: list(names)}}
	if theme := d.ThemeTitle.In(b.Locale); theme != "" {
		out = append(out, pdf.Fact{Label: w.theme, Value: theme})
	}
	out = append(out,
		pdf.Fact{Label: w.requested, Value: d.Requested().Format(b.Locale), Money: true},
		pdf.Fact{Label: w.share, Value: d.CostShare().Format(b.Locale), Money: true},
		pdf.Fact{Label: w.total, Value: d.Total().Format(b.Locale), Money: true, Total: true},
	)
	if b.Receipt == nil {
		return append(out, pdf.Fact{Label: w.state, Value: w.draft})
	}
	return append(out, pdf.Fact{Label: w.received, Value: local(b.Receipt.Submission.SubmittedAt, d.Zone)})
}

func membersPart(b *application.Booklet, w bookletWords) pdf.Section {
	s := pdf.Section{Heading: w.members}
	for _, m := range b.Detail.Partners.Museums {
		o := m.Organization
		where := o.City + ", " + o.Country.Name(b.Locale)
		if o.US() {
			where = o.City + ", " + o.State.Name()
		}
		role := w.partner
		if m.Member.Lead {
			role = w.lead
		}
		facts := pdf.Facts{{Label: w.role, Value: role}, {Label: w.where, Value: where}}
		if o.NameLocal != "" {
			facts = append(facts, pdf.Fact{Label: w.local, Value: o.NameLocal})
		}
		if m.Member.ConfirmedAt != nil {
			facts = append(facts, pdf.Fact{Label: w.confirmed, Value: m.Member.ConfirmedAt.UTC().Format("2006-01-02")})
		}
		s.Body = append(s.Body, pdf.Heading(m.Named()), facts)
		if m.Member.Part != "" {
			s.Body = append(s.Body, pdf.Answer{Question: w.part, Text: m.Member.Part})
		}
		if m.Member.ConfirmedWords != "" {
			s.Body = append(s.Body, pdf.Answer{Question: w.words, Text: m.Member.ConfirmedWords})
		}
	}
	return s
}

func eligibilityPart(b *application.Booklet, w bookletWords) pdf.Section {
	t := pdf.Table{Columns: []pdf.Column{{Head: w.rule}, {Head: w.outcome}, {Head: w.why}}}
	for _, r := range b.Eligibility.Rules {
		outcome := map[partnership.Outcome]string{partnership.True: w.yes, partnership.False: w.no}[r.Outcome]
		if outcome == "" {
			outcome = w.unknown
		}
		why := r.Reason
		if r.Exception != nil {
			why += " " + w.exception + ": " + r.Exception.Reason
		}
		t.Rows = append(t.Rows, []string{strings.ToUpper(string(r.Rule)), outcome, why})
	}
	return pdf.Section{Heading: w.eligibility, Body: []pdf.Block{t}}
}

// answersPart is a section of the form with every answer; the budget and files have parts of their own.
func answersPart(b *application.Booklet, w bookletWords, s form.Section) pdf.Section {
	out := pdf.Section{Heading: inLocale(s.Title, b.Locale)}
	for _, q := range s.Questions {
		if q.Kind == form.Budget || q.Kind == form.File {
			continue
		}
		out.Body = append(out.Body, answerBlocks(b, w, q)...)
	}
	return out
}

func answerBlocks(b *application.Booklet, w bookletWords, q form.Question) []pdf.Block {
	text, label := b.Detail.Answers[q.Key], inLocale(q.Label, b.Locale)
	if strings.TrimSpace(text) == "" {
		return []pdf.Block{pdf.Answer{Question: label, Text: w.unanswered}}
	}
	switch q.Kind {
	case form.Choice, form.Several:
		return []pdf.Block{pdf.Answer{Question: label, Text: list(chosen(q.Options, text, b.Locale))}}
	case form.YesNo:
		return []pdf.Block{pdf.Answer{Question: label, Text: map[string]string{"yes": w.yes, "no": w.no}[text]}}
	case form.Organization:
		for _, m := range b.Detail.Partners.Museums {
			if m.Organization.ID.String() == strings.TrimSpace(text) {
				text = m.Organization.Name
			}
		}
	case form.Table, form.Outcomes, form.Contact:
		if rows, ok := q.Rows(text); ok {
			return rowBlocks(b, w, q, label, rows)
		}
	}
	return []pdf.Block{pdf.Answer{Question: label, Text: text}}
}

// rowBlocks print a table row by row and cell by cell, so that no cell is cut and each reads in order.
func rowBlocks(b *application.Booklet, w bookletWords, q form.Question, label string, rows []form.Row) []pdf.Block {
	out := []pdf.Block{pdf.Heading(label)}
	n := 0
	for _, row := range rows {
		if !row.Filled() {
			continue
		}
		if n++; q.Kind != form.Contact {
			out = append(out, pdf.Note(fmt.Sprintf(w.row, n)))
		}
		for _, c := range q.Cells() {
			text := row[c.Key]
			if strings.TrimSpace(text) == "" {
				continue
			}
			if c.Kind == form.Choice || c.Kind == form.Several {
				text = list(chosen(c.Options, text, b.Locale))
			}
			out = append(out, pdf.Answer{Question: inLocale(c.Label, b.Locale), Text: text})
		}
	}
	if n == 0 {
		return []pdf.Block{pdf.Answer{Question: label, Text: w.unanswered}}
	}
	return out
}

func chosen(options []form.Option, text, locale string) []string {
	var out []string
	for _, key := range form.Chosen(text) {
		i := slices.IndexFunc(options, func(o form.Option) bool { return o.Key == key })
		if i < 0 {
			out = append(out, key)
			continue
		}
		out = append(out, inLocale(options[i].Label, locale))
	}
	return out
}

func inLocale(text map[string]string, locale string) string {
	if s := text[locale]; s != "" {
		return s
	}
	return text["en"]
}

func filesPart(b *application.Booklet, w bookletWords) pdf.Section {
	s := pdf.Section{Heading: w.files}
	if len(b.Files) == 0 {
		s.Body = append(s.Body, pdf.Paragraph(w.noFiles))
	}
	for _, f := range b.Files {
		s.Body = append(s.Body, pdf.Answer{Question: inLocale(f.Question, b.Locale), Text: fmt.Sprintf("%s\n%d B\nSHA-256 %s", f.Name, f.Size, f.SHA256)})
	}
	return s
}

func receiptPart(b *application.Booklet, w bookletWords) pdf.Section {
	r := b.Receipt
	facts := pdf.Facts{
		{Label: w.received, Value: local(r.Submission.SubmittedAt, r.Zone)},
		{Label: w.version, Value: fmt.Sprint(r.Submission.Version)},
		{Label: w.code, Value: r.Submission.ReceiptCode},
		{Label: "SHA-256", Value: r.Submission.Hash()},
	}
	if g := r.Signature; g != nil {
		facts = append(facts, pdf.Fact{Label: w.signed, Value: g.Name + ", " + g.Title}, pdf.Fact{Label: w.signedAt, Value: local(g.At, r.Zone)})
	}
	if r.ExtendedUntil != nil {
		facts = append(facts, pdf.Fact{Label: w.extended, Value: local(*r.ExtendedUntil, r.Zone)})
	}
	s := pdf.Section{Heading: w.receipt, Body: []pdf.Block{facts}}
	if len(r.Contents) > 0 {
		s.Body = append(s.Body, pdf.Bullets(r.Contents))
	}
	return s
}

package web

import (
	"context"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// proposal is an application as those read it who did not write it.
type proposal struct {
	*application.Detail
	Form *form.Form
	Help answerHelp  // what its answers name
	Gone []form.Kept // answers that its form no longer asks
}

func (s *Site) proposal(ctx context.Context, id ident.Application) (proposal, error) {
	d, err := s.Application.Application(ctx, id)
	if err != nil {
		return proposal{}, err
	}
	f, err := s.Form.Form(ctx, d.Form)
	if err != nil {
		return proposal{}, err
	}
	gone, err := s.Form.Vanished(ctx, f, d.Answers)
	if err != nil {
		return proposal{}, err
	}
	if f, err = s.asked(ctx, d, f); err != nil {
		return proposal{}, err
	}
	h, err := s.namesIn(ctx, &f.Definition, d.Answers)
	if err != nil {
		return proposal{}, err
	}
	err = s.filesIn(ctx, d.ID.String(), "/applications/"+d.ID.String(), f.Definition.Sections, d.Answers, &h)
	return proposal{d, f, h, gone}, err
}

// asked is the form without the questions that these answers hide.
func (s *Site) asked(ctx context.Context, d *application.Detail, f *form.Form) (*form.Form, error) {
	if !f.Definition.Conditional() {
		return f, nil
	}
	in, err := s.Application.FormContext(ctx, d)
	if err != nil {
		return nil, err
	}
	out := *f
	out.Definition = f.Definition.Asked(d.Answers, in)
	return &out, nil
}

// inWords is the text of a locale, or the English one.
func inWords(text map[string]string, locale string) string {
	if s := text[locale]; s != "" {
		return s
	}
	return text["en"]
}

// facts are what a reader wants to know before the first sentence.
func (d proposal) facts(p view.Page) []view.Fact {
	out := []view.Fact{{Term: p.T("officer.proposal.number"), Value: view.Text(d.Number)}}
	if d.Partners != nil {
		for _, m := range d.Partners.Museums {
			term := p.T("officer.proposal.partner")
			if m.Member.Lead {
				term = p.T("officer.proposal.lead")
			}
			out = append(out, view.Fact{Term: term, Value: museumLine(p, m)})
		}
	}
	if title := d.ThemeTitle.In(p.Locale()); title != "" {
		out = append(out, view.Fact{Term: p.T("officer.proposal.theme"), Value: view.Text(title)})
	}
	return append(out,
		view.Fact{Term: p.T("officer.proposal.requested"), Value: view.Cash(p, d.Requested())},
		view.Fact{Term: p.T("officer.proposal.share"), Value: view.Cash(p, d.CostShare())},
		view.Fact{Term: p.T("officer.proposal.total"), Value: view.Cash(p, d.Total())},
	)
}

func museumLine(p view.Page, m partnership.Museum) templ.Component {
	o := m.Organization
	where := o.City
	if o.US() {
		where += ", " + o.State.Name()
	} else {
		where += ", " + o.Country.Name(p.Locale())
	}
	name := cell(institutionLine(o.Name, where))
	if o.NameLocal != "" {
		name = cell(name, view.Name(o.NameLocal, o.NameLang))
	}
	if m.Member.Part != "" {
		name = cell(name, view.Prose(m.Member.Part, ""))
	}
	return name
}

// answer is one answer as it reads.
func (d proposal) answer(p view.Page, q form.Question) templ.Component {
	return readAnswer(p, q, d.Answers[q.Key], d.Help)
}

// summary is the budget by object class: what the grant pays, what the partners bring.
func (d proposal) summary(p view.Page) view.BudgetTable {
	b := d.Budget()
	t := view.BudgetTable{
		Caption: p.T("officer.proposal.budget"), Currency: string(b.Currency),
		Columns: []string{p.T("officer.proposal.grant"), p.T("officer.proposal.share")},
	}
	for _, row := range b.Rows {
		if row.Total.IsZero() {
			continue
		}
		t.Lines = append(t.Lines, view.BudgetLine{
			Label: p.Choice("officer.category", string(row.Category)), Total: p.Money(row.Total),
			Cells: []view.BudgetCell{{Text: p.Money(row.Grant)}, {Text: p.Money(row.Share)}},
		})
	}
	t.Totals = []view.BudgetCell{{Text: p.Money(b.Total.Grant)}, {Text: p.Money(b.Total.Share)}, {Text: p.Money(b.Total.Total)}}
	return t
}

func chosenLabels(q form.Question, text, locale string) []string {
	var out []string
	for _, key := range form.Chosen(text) {
		for _, o := range q.Options {
			if o.Key == key {
				out = append(out, inWords(o.Label, locale))
			}
		}
	}
	return out
}

package filing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Content is a report as it was handed in, whole: it can be read without the rows it came from.
type Content struct {
	Award    string         `json:"award"` // its number
	Rule     string         `json:"rule"`
	From     calendar.Date  `json:"from"`
	To       calendar.Date  `json:"to"`
	Final    bool           `json:"final"`
	Round    int            `json:"round"`
	Terms    int            `json:"terms"` // number of the terms in force when it was handed in
	Currency money.Currency `json:"currency"`
	Parts    []*ContentPart `json:"parts"`
	Lines    []*Line        `json:"lines"` // the figures by category; none without a financial part
	Name     string         `json:"name"`  // of the official who certified it
	Title    string         `json:"title"`
}

// ContentPart is what was answered to one form.
type ContentPart struct {
	Part    duty.Part    `json:"part"`
	Form    string       `json:"form"` // public id
	Answers form.Answers `json:"answers"`
	Files   []*File      `json:"files"`
}

// File is a file that went with an answer.
type File struct {
	Document string `json:"document"` // public id
	Name     string `json:"name"`
	SHA256   string `json:"sha256"`
}

// Line is one category of the budget in a financial report, in minor units of the award's currency.
type Line struct {
	Category budget.Category `json:"category"`
	Grant    Column          `json:"grant"`
	Share    Column          `json:"share"`
}

// Column is what was approved of one kind of money, what was spent in the period and since the award began.
type Column struct {
	Approved int64 `json:"approved"`
	Now      int64 `json:"now"`
	Total    int64 `json:"total"`
}

// Left is what is not spent yet; below zero, overspent.
func (c Column) Left() int64 { return c.Approved - c.Total }

// answers are those of a part; of no content, none.
func (c *Content) answers(p duty.Part) form.Answers {
	if c != nil {
		for _, x := range c.Parts {
			if x.Part == p {
				return x.Answers
			}
		}
	}
	return nil
}

func (c *Content) line(cat budget.Category) *Line {
	if c != nil {
		for _, l := range c.Lines {
			if l.Category == cat {
				return l
			}
		}
	}
	return nil
}

// Read is the content of a version.
func (v *Version) Read() (*Content, error) {
	c := &Content{}
	if err := json.Unmarshal(v.Content, c); err != nil {
		return nil, fmt.Errorf("read report: %w", err)
	}
	return c, nil
}

// before is the newest version of the report before; nil where there is none.
func (s *Service) before(ctx context.Context, f *Filing) (*Content, error) {
	v, err := s.Store.Before(ctx, f)
	if err != nil || v == nil {
		return nil, err
	}
	return v.Read()
}

// content is the report as its answers are now, in canonical bytes.
func (s *Service) content(ctx context.Context, f *agreement.File, d *Detail, name, title string) (*Content, error) {
	t := f.Current()
	c := &Content{
		Award: f.Number, Rule: d.Rule, From: d.From, To: d.To, Final: d.Final, Round: d.Round + 1, Terms: t.Number, Currency: f.Currency(), Name: name, Title: title,
	}
	for _, p := range d.Written {
		x := &ContentPart{Part: p.Part.Part, Form: p.Form.String(), Answers: p.Answers, Files: []*File{}}
		files, err := s.Answers.Files(ctx, p.ID.String())
		if err != nil {
			return nil, err
		}
		for _, d := range files {
			x.Files = append(x.Files, &File{Document: d.ID.String(), Name: d.Name, SHA256: hex.EncodeToString(d.SHA256)})
		}
		c.Parts = append(c.Parts, x)
	}
	if slices.Contains(d.Parts, duty.Financial) {
		c.Lines = linesOf(t, c.answers(duty.Financial), f.Currency())
	}
	return c, nil
}

// version is content as it is kept, with its hash.
func version(c *Content) (*Version, error) {
	raw, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("write report: %w", err)
	}
	if raw, err = application.Canonical(raw); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(raw)
	return &Version{Round: c.Round, Content: raw, SHA256: sum[:], Name: c.Name, Title: c.Title}, nil
}

// linesOf are the figures that were typed, beside what the terms approve; amounts that are none count as nought.
func linesOf(t *agreement.Terms, a form.Answers, cur money.Currency) []*Line {
	amount := func(text string) int64 { return minor(text, cur) }
	typed := map[budget.Category]form.Row{}
	q := form.Question{Key: form.ReportLines, Kind: form.Table}
	rows, _ := q.Rows(a[form.ReportLines])
	for _, r := range rows {
		typed[budget.Category(r["category"])] = r
	}
	var out []*Line
	for _, cat := range budget.Categories() {
		approved, r := t.Line(cat), typed[cat]
		l := &Line{
			Category: cat, Grant: Column{approved.GrantMinor, amount(r["grant_now"]), amount(r["grant_total"])},
			Share: Column{approved.ShareMinor, amount(r["share_now"]), amount(r["share_total"])},
		}
		if l.Grant != (Column{}) || l.Share != (Column{}) {
			out = append(out, l)
		}
	}
	return out
}

// minor is a typed amount in minor units; what is none counts as nought.
func minor(text string, cur money.Currency) int64 {
	m, err := money.Parse(text, cur)
	if err != nil {
		return 0
	}
	return m.Minor
}

// linesText are lines as the answer of the form's table.
func linesText(lines []*Line, cur money.Currency) string {
	var rows []form.Row
	text := func(minor int64) string { return money.New(minor, cur).Decimal() }
	for _, l := range lines {
		rows = append(rows, form.Row{
			"category": string(l.Category), "grant_now": text(l.Grant.Now), "grant_total": text(l.Grant.Total), "share_now": text(l.Share.Now), "share_total": text(l.Share.Total),
		})
	}
	q := form.Question{Key: form.ReportLines, Kind: form.Table}
	return q.Join(rows)
}

// Unfinished is what of a part would be refused now, with the form it answers.
type Unfinished struct {
	Form   *form.Form
	Fields []fault.Field
}

// Missing names what still stands in the way of handing a report in, part by part; shown all along.
func (s *Service) Missing(ctx context.Context, d *Detail) (map[duty.Part]*Unfinished, error) {
	out := map[duty.Part]*Unfinished{}
	for _, p := range d.Written {
		x, err := s.unfinished(ctx, p)
		if err != nil {
			return nil, err
		}
		out[p.Part.Part] = x
	}
	return out, nil
}

func (s *Service) unfinished(ctx context.Context, p *PartAnswers) (*Unfinished, error) {
	asked, err := s.Forms.Form(ctx, p.Form)
	if err != nil {
		return nil, err
	}
	return &Unfinished{Form: asked, Fields: form.Check(&asked.Definition, p.Answers, true, form.Context{})}, nil
}

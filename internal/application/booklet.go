package application

import (
	"context"
	"encoding/hex"
	"slices"
	"strconv"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
)

// Files reads the records of files that answers name.
type Files interface {
	Document(ctx context.Context, id ident.Document) (*document.Document, error)
}

// Attached is a file of a proposal, as it is listed with what was handed in.
type Attached struct {
	Question map[string]string // the label of the question it answers, by locale
	Name     string
	Size     int64 // bytes
	SHA256   string
}

// Booklet is a whole proposal to be printed: everything reviewers read, and for whoever may know it the
// eligibility with its figures.
type Booklet struct {
	Locale      string
	Detail      *Detail
	Form        *form.Definition // without the questions that the answers hide
	Sheet       *budget.Sheet
	Eligibility *partnership.Eligibility // nil for those who only read
	Files       []Attached
	Receipt     *Receipt  // of the latest submission; nil while there is none
	Made        time.Time // when the content last changed; the paper's only clock
}

// Booklet gathers a proposal for print. It is scoped as reading is: what one may not see is not found.
func (s *Service) Booklet(ctx context.Context, id ident.Application, locale string) (*Booklet, error) {
	d, err := s.Application(ctx, id)
	if err != nil {
		return nil, err
	}
	if d.Partners == nil {
		return nil, fault.Missing("proposal")
	}
	p, err := s.proposed(ctx, d)
	if err != nil {
		return nil, err
	}
	asked := p.Form.Asked(d.Answers, p.Context())
	b := &Booklet{Locale: locale, Detail: d, Form: &asked, Sheet: p.Sheet, Files: p.Files, Made: d.UpdatedAt}
	if s.judges(ctx, d) {
		b.Eligibility = p.Eligibility
	}
	if d.SubmittedAt != nil {
		if b.Receipt, err = s.Receipt(ctx, id); err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		b.Made = *d.SubmittedAt
	}
	return b, nil
}

// judges tells whether the viewer reads the eligibility: its museums and the office, not the panel.
func (s *Service) judges(ctx context.Context, d *Detail) bool {
	target := auth.Target{Organizations: d.organizations(), Program: d.Program}
	return auth.May(ctx, auth.EditApplication, auth.Target{Organizations: d.organizations()}) || auth.May(ctx, auth.CheckApplication, target)
}

// attached are the files of the answers that are this application's own.
func (s *Service) attached(ctx context.Context, d *Detail, f *form.Definition) ([]Attached, error) {
	if s.Files == nil {
		return nil, nil
	}
	var out []Attached
	for _, section := range f.Sections {
		for _, q := range section.Questions {
			if q.Kind != form.File {
				continue
			}
			for _, key := range form.Chosen(d.Answers[q.Key]) {
				id, err := ident.Parse[ident.DocumentKind](key)
				if err != nil {
					continue
				}
				x, err := s.Files.Document(ctx, id)
				if fault.Is(err, fault.NotFound) {
					continue
				}
				if err != nil {
					return nil, err
				}
				if x.Subject == d.ID.String() {
					out = append(out, Attached{Question: q.Label, Name: x.Name, Size: x.Size, SHA256: hex.EncodeToString(x.SHA256)})
				}
			}
		}
	}
	return out, nil
}

// contents say in a few lines what was in a submission: each section with its answers, the budget, the files.
func contents(p *Proposed) []string {
	var out []string
	for _, section := range answeredSections(p) {
		out = append(out, section.Title["en"]+": "+counted(section.Answers, "answer"))
	}
	out = append(out, "Budget: "+counted(len(p.Detail.Lines), "line"))
	return slices.Clip(append(out, fileNames(p)...))
}

// answeredSection is one line of what a submission contained.
type answeredSection struct {
	Title   map[string]string
	Answers int
}

// answeredSections are the sections with how many questions of each are answered, titles in every language of the form.
func answeredSections(p *Proposed) []answeredSection {
	out := []answeredSection{}
	for _, section := range p.Form.Asked(p.Detail.Answers, p.Context()).Sections {
		n, all := 0, 0
		for _, q := range section.Questions {
			if q.Kind == form.Budget {
				continue
			}
			if all++; p.Detail.Answers[q.Key] != "" {
				n++
			}
		}
		if all > 0 {
			out = append(out, answeredSection{section.Title, n})
		}
	}
	return out
}

func fileNames(p *Proposed) []string {
	out := []string{}
	for _, f := range p.Files {
		out = append(out, f.Name+" ("+f.SHA256[:min(16, len(f.SHA256))]+")")
	}
	return out
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

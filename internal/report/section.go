package report

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// SectionKey is which part of a report's text a section is.
type SectionKey string

// The sections of a report, in the order they are printed (domain 7.1 and 7.2).
const (
	Summary     SectionKey = "summary"
	Narrative   SectionKey = "narrative"
	Problems    SectionKey = "problems"
	NextQuarter SectionKey = "next_quarter"
	Lessons     SectionKey = "lessons"
	Afterwards  SectionKey = "sustainability"
)

// SectionsOf are the sections that a kind of report has; a report of the cycle has none.
func SectionsOf(k Kind) []SectionKey {
	switch k {
	case Quarterly:
		return []SectionKey{Summary, Narrative, Problems, NextQuarter}
	case Final:
		return []SectionKey{Summary, Narrative, Problems, Lessons, Afterwards}
	}
	return nil
}

// Section is what the office writes in a report beside its figures, in Markdown.
type Section struct {
	Report    ident.Report `bun:"report_id,pk" json:"-"`
	Key       SectionKey   `bun:"key,pk" json:"key"`
	Text      string       `bun:"text" json:"text"`
	Version   int          `bun:"version" json:"-"`
	WrittenBy ident.Person `bun:"written_by" json:"-"`
	WrittenAt time.Time    `bun:"written_at" json:"writtenAt"`
}

// SectionStore keeps the text of reports.
type SectionStore interface {
	// Sections are a report's text in the order it is printed.
	Sections(ctx context.Context, r ident.Report) ([]*Section, error)
	AddSection(ctx context.Context, x *Section) error
	// KeepSection writes a section under its version.
	KeepSection(ctx context.Context, x *Section, expected int) error
}

// longestSection is in characters.
const longestSection = 20_000

// WriteSectionInput is the text of one section; empty text stands for nothing written yet.
type WriteSectionInput struct {
	Report ident.Report
	Key    SectionKey
	Text   string
	// ExpectedVersion is of the section; 0 is one that nobody has written.
	ExpectedVersion *int
}

// WriteSection keeps the text of a section while the report is assembled; once figures are frozen the text is too.
func (s *Service) WriteSection(ctx context.Context, in WriteSectionInput) (*Report, error) {
	return s.change(ctx, in.Report, auth.AssembleReport, nil, func(ctx context.Context, r *Report) error {
		if r.FrozenAt != nil {
			return frozen()
		}
		var c fault.Check
		known := false
		for _, k := range SectionsOf(r.Kind) {
			known = known || k == in.Key
		}
		c.That(known, "key", "bad_choice", "This report has no such section.")
		c.That(utf8.RuneCountInString(in.Text) <= longestSection, "text", "too_long", "The text has at most %d characters.", longestSection)
		if err := c.Err(); err != nil {
			return err
		}
		all, err := s.Store.Sections(ctx, r.ID)
		if err != nil {
			return err
		}
		x, fresh := &Section{Report: r.ID, Key: in.Key}, true
		for _, y := range all {
			if y.Key == in.Key {
				x, fresh = y, false
			}
		}
		if err := fault.Expected(in.ExpectedVersion, x.Version); err != nil {
			return err
		}
		was := x.Version
		x.Text, x.WrittenBy, x.WrittenAt = strings.TrimSpace(in.Text), auth.Who(ctx).Person, s.now()
		if fresh {
			x.Version = 1
			err = s.Store.AddSection(ctx, x)
		} else {
			err = s.Store.KeepSection(ctx, x, was)
		}
		if err != nil {
			return err
		}
		// A new version of the report, so that nobody freezes text they have not read.
		if err := s.Store.KeepReport(ctx, r, r.Version); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "report.write", r.ID, "", map[string]any{"section": in.Key, "characters": utf8.RuneCountInString(x.Text)})
	})
}

// Sections are the text of a report that the viewer may see.
func (s *Service) Sections(ctx context.Context, id ident.Report) ([]*Section, error) {
	if _, err := s.Store.Report(ctx, id, visible(ctx)); err != nil {
		return nil, err
	}
	return s.Store.Sections(ctx, id)
}

package report

import (
	"context"
	"fmt"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Told is one answer of a museum's report as it was accepted.
type Told struct {
	Filing ident.Filing  `bun:"filing_id"`
	Round  int           `bun:"round"` // the version that was accepted
	Award  ident.Award   `bun:"award_id"`
	Number string        `bun:"number"`
	Title  string        `bun:"title"`
	From   calendar.Date `bun:"from_on"`
	To     calendar.Date `bun:"to_on"`
	Key    string        `bun:"key"` // of the question
	Text   string        `bun:"text"`
}

// Source is one paragraph that a museum wrote, and where.
type Source struct {
	Filing    string `json:"filing"` // public id of the museum's report
	Round     int    `json:"round"`  // its version
	Award     string `json:"award"`  // public id
	Label     string `json:"label"`  // number and title of the award
	Question  string `json:"question"`
	Paragraph string `json:"paragraph"`
}

// Paragraph is one paragraph of a section with the museum's report it was taken from word by word; without one the office
// wrote it, or changed what the museum wrote.
type Paragraph struct {
	Text   string
	Source *Source
}

// Paragraphs are the text of a section, each with where it came from.
func (x *Section) Paragraphs() []Paragraph {
	var out []Paragraph
	for _, text := range strings.Split(x.Text, "\n\n") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		p := Paragraph{Text: text}
		for i := range x.Sources {
			if x.Sources[i].Paragraph == text {
				p.Source = &x.Sources[i]
				break
			}
		}
		out = append(out, p)
	}
	return out
}

// Untouched tells whether the text is still what museums wrote and nothing else.
func (x *Section) Untouched() bool { return len(x.Sources) > 0 && x.Text == joined(x.Sources) }

func joined(all []Source) string {
	out := make([]string, len(all))
	for i, x := range all {
		out[i] = x.Paragraph
	}
	return strings.Join(out, "\n\n")
}

// sectionFor is where an answer of a museum's report goes; empty where nowhere.
func sectionFor(k Kind, question string) SectionKey {
	switch question {
	case "activities", "outcomes":
		return Narrative
	case "changes":
		return Problems
	case "next_quarter":
		if k == Quarterly {
			return NextQuarter
		}
	case "lessons":
		if k == Final {
			return Lessons
		}
	case "lasting":
		if k == Final {
			return Afterwards
		}
	}
	return ""
}

// sources are the paragraphs that museums wrote for a section, award by award; what would make it longer than a section may
// be is left to the office.
func sources(k Kind, key SectionKey, all []*Told) []Source {
	var out []Source
	length, last := 0, ""
	for _, t := range all {
		if sectionFor(k, t.Key) != key {
			continue
		}
		label := t.Number + " " + t.Title
		for i, text := range strings.Split(t.Text, "\n\n") {
			if text = strings.TrimSpace(text); text == "" {
				continue
			}
			if i == 0 && t.Number != last {
				text, last = fmt.Sprintf("**%s.** %s", label, text), t.Number
			}
			if length += len(text) + 2; length > longestSection {
				return out
			}
			out = append(out, Source{Filing: t.Filing.String(), Round: t.Round, Award: t.Award.String(), Label: label, Question: t.Key, Paragraph: text})
		}
	}
	return out
}

// prefill writes the sections that nobody has written from the accepted reports of museums, and again those that are still
// nothing else; what the office has touched stays as it is.
func (s *Service) prefill(ctx context.Context, r *Report, p Period) error {
	if r.Kind == Cycle {
		return nil
	}
	told, err := s.Store.Accepted(ctx, r.Cycle, p)
	if err != nil {
		return err
	}
	kept, err := s.Store.Sections(ctx, r.ID)
	if err != nil {
		return err
	}
	for _, key := range SectionsOf(r.Kind) {
		found := sources(r.Kind, key, told)
		var was *Section
		for _, x := range kept {
			if x.Key == key {
				was = x
			}
		}
		switch {
		case was == nil && len(found) > 0:
			x := &Section{Report: r.ID, Key: key, Text: joined(found), Sources: found, Version: 1, WrittenBy: auth.Who(ctx).Person, WrittenAt: s.now()}
			err = s.Store.AddSection(ctx, x)
		case was != nil && was.Untouched() && was.Text != joined(found):
			was.Text, was.Sources, was.WrittenBy, was.WrittenAt = joined(found), found, auth.Who(ctx).Person, s.now()
			err = s.Store.KeepSection(ctx, was, was.Version)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

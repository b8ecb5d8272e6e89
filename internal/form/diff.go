package form

import (
	"strconv"
	"strings"
)

// Difference is what happened to one section or question between two versions.
type Difference struct {
	Section string // key of the section it is in now, or was in
	Key     string // of the question; empty for the section itself
	What    What
	Label   map[string]string
	Parts   []PartChange // what changed in it
}

// What happened between two versions.
type What string

// The kinds of differences; moved is to another section or another place in it.
const (
	Added   What = "added"
	Removed What = "removed"
	Changed What = "changed"
	Moved   What = "moved"
)

// PartChange is one property before and after.
type PartChange struct {
	Name     string // such as label.es or maxWords
	Was, Now string
}

// Compare names what differs between two definitions, in the order of the later one; what is gone comes last.
func Compare(was, now *Definition) []Difference {
	var out []Difference
	before, after := placed(was), placed(now)
	for _, s := range now.Sections {
		if old := sectionIn(was, s.Key); old == nil {
			out = append(out, Difference{Section: s.Key, What: Added, Label: s.Title})
		} else if parts := changes(old.parts(), s.parts()); len(parts) > 0 {
			out = append(out, Difference{s.Key, "", Changed, s.Title, parts})
		}
		for i := range s.Questions {
			q := &s.Questions[i]
			_, old, found := was.Find(q.Key)
			switch {
			case !found:
				out = append(out, Difference{Section: s.Key, Key: q.Key, What: Added, Label: q.Label})
				continue
			case before[q.Key] != after[q.Key]:
				out = append(out, Difference{Section: s.Key, Key: q.Key, What: Moved, Label: q.Label, Parts: []PartChange{{"section", before[q.Key], after[q.Key]}}})
			}
			if parts := changes(old.parts(), q.parts()); len(parts) > 0 {
				out = append(out, Difference{s.Key, q.Key, Changed, q.Label, parts})
			}
		}
	}
	return append(out, gone(was, now)...)
}

func gone(was, now *Definition) []Difference {
	var out []Difference
	for _, s := range was.Sections {
		for _, q := range s.Questions {
			if _, _, found := now.Find(q.Key); !found {
				out = append(out, Difference{Section: s.Key, Key: q.Key, What: Removed, Label: q.Label})
			}
		}
		if sectionIn(now, s.Key) == nil {
			out = append(out, Difference{Section: s.Key, What: Removed, Label: s.Title})
		}
	}
	return out
}

func placed(d *Definition) map[string]string {
	out := map[string]string{}
	for _, s := range d.Sections {
		for _, q := range s.Questions {
			out[q.Key] = s.Key
		}
	}
	return out
}

func sectionIn(d *Definition, key string) *Section {
	for i := range d.Sections {
		if d.Sections[i].Key == key {
			return &d.Sections[i]
		}
	}
	return nil
}

// part is one property of a section or question as text.
type part struct{ name, text string }

func changes(was, now []part) []PartChange {
	var out []PartChange
	old, seen := map[string]string{}, map[string]bool{}
	for _, p := range was {
		old[p.name] = p.text
	}
	for _, p := range now {
		seen[p.name] = true
		if old[p.name] != p.text {
			out = append(out, PartChange{p.name, old[p.name], p.text})
		}
	}
	for _, p := range was {
		if !seen[p.name] && p.text != "" {
			out = append(out, PartChange{p.name, p.text, ""})
		}
	}
	return out
}

func (s *Section) parts() []part {
	out := append(inLanguages("title", s.Title), inLanguages("help", s.Help)...)
	return append(out, part{"owner", string(s.Owner)}, part{"when", s.When})
}

func (q *Question) parts() []part {
	out := append(inLanguages("label", q.Label), inLanguages("heading", q.Heading)...)
	out = append(out, inLanguages("help", q.Help)...)
	out = append(out, inLanguages("example", q.Example)...)
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	out = append(out,
		part{"kind", string(q.Kind)}, part{"required", strconv.FormatBool(q.Required)},
		part{"minWords", number(q.MinWords)}, part{"maxWords", number(q.MaxWords)}, part{"maxChars", number(q.MaxChars)},
		part{"min", q.Min}, part{"max", q.Max}, part{"currency", string(q.Currency)},
		part{"minRows", number(q.MinRows)}, part{"maxRows", number(q.MaxRows)}, part{"maxFiles", number(q.MaxFiles)},
		part{"accept", strings.Join(q.Accept, ", ")}, part{"when", q.When},
		part{"options", OptionLines(q.Options)}, part{"columns", ColumnLines(q.Columns)},
	)
	for i, r := range q.Rules {
		at := "rule." + strconv.Itoa(i+1)
		out = append(out, part{at, r.Expr}, part{at + ".code", r.Code})
		out = append(out, inLanguages(at+".message", r.Message)...)
	}
	return out
}

// languages are the product's, in the order an editor shows them.
func languages() []string { return []string{"en", "es", "zh-Hans"} }

func inLanguages(name string, text map[string]string) []part {
	var out []part
	for _, l := range languages() {
		out = append(out, part{name + "." + l, text[l]})
	}
	return out
}

package form

import (
	"strings"
)

// Sample is an answer of the right shape to every question: rules are tried on it when a form is
// published, and a preview may show it.
func (d *Definition) Sample() Answers {
	out := Answers{}
	for _, s := range d.Sections {
		for i := range s.Questions {
			if q := &s.Questions[i]; q.Kind != Budget {
				out[q.Key] = q.sample()
			}
		}
	}
	return out
}

// SampleAnswer is an answer of the right shape and length; a file has none.
func (q *Question) SampleAnswer() string { return q.sample() }

func (q *Question) sample() string {
	switch q.Kind {
	case Number, Money:
		return orElse(q.Min, orElse(q.Max, "1"))
	case Day:
		return "2027-03-31"
	case Choice, Several:
		if len(q.Options) > 0 {
			return q.Options[0].Key
		}
		return ""
	case YesNo:
		return "yes"
	case Country:
		return "KE"
	case State:
		return "MN"
	case File:
		return ""
	case Contact:
		return q.Join([]Row{{"given": "Amina", "family": "Otieno", "title": "Curator", "email": "amina@example.org", "phone": "+254 20 1234567"}})
	case Table, Outcomes:
		return q.Join(q.sampleRows())
	}
	return strings.TrimSpace(strings.Repeat("word ", max(1, q.MinWords)))
}

func (q *Question) sampleRows() []Row {
	out := make([]Row, max(1, q.leastRows()))
	for i := range out {
		out[i] = Row{}
		for _, col := range q.Cells() {
			out[i][col.Key] = col.question().sample()
		}
	}
	return out
}

func orElse(s, otherwise string) string {
	if s != "" {
		return s
	}
	return otherwise
}

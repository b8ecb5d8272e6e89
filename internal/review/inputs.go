package review

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// Inputs is all a ranking is computed from; kept with it so that anyone can compute it again.
type Inputs struct {
	Needed  int                `json:"needed"`         // counted reviews that make a place
	Kind    program.ReviewKind `json:"kind,omitempty"` // empty is scored
	Entries []Entry            `json:"entries"`
}

// Entry is one application of the panel with its counted reviews.
type Entry struct {
	Application    ident.Application `json:"application"`
	Number         string            `json:"number"`
	RequestedMinor int64             `json:"requested"`
	Reviews        []Counted         `json:"reviews"`
	Title          string            `json:"-"` // what people call it, which ranks nothing
	LeadName       string            `json:"-"`
}

// Counted is one submitted review: base in thousandths, and half points of the two tie-breaking criteria.
type Counted struct {
	Reviewer  ident.Person `json:"by"`
	BaseMilli int          `json:"base"`
	Ties      [2]int       `json:"ties"`
	Bonus     *int         `json:"bonus,omitempty"` // thousandths of a point, added to nothing
}

// Ordered is a copy in the one order that is hashed: by number, and by reviewer within.
func (in Inputs) Ordered() Inputs {
	out := Inputs{Needed: in.Needed, Kind: in.Kind, Entries: slices.Clone(in.Entries)}
	for i := range out.Entries {
		e := &out.Entries[i]
		e.Reviews = slices.Clone(e.Reviews)
		if e.Reviews == nil {
			e.Reviews = []Counted{}
		}
		slices.SortFunc(e.Reviews, func(a, b Counted) int {
			return cmp.Or(compareIDs(a.Reviewer, b.Reviewer), cmp.Compare(a.BaseMilli, b.BaseMilli),
				cmp.Compare(a.Ties[0], b.Ties[0]), cmp.Compare(a.Ties[1], b.Ties[1]))
		})
	}
	slices.SortFunc(out.Entries, func(a, b Entry) int {
		return cmp.Or(byNumber(a.Number, b.Number), compareIDs(a.Application, b.Application))
	})
	return out
}

// Without leaves out some applications as if they had never been read.
func (in Inputs) Without(hidden []ident.Application) Inputs {
	out := Inputs{Needed: in.Needed, Kind: in.Kind}
	for _, e := range in.Entries {
		if !slices.Contains(hidden, e.Application) {
			out.Entries = append(out.Entries, e)
		}
	}
	return out
}

// canonical is the text that is hashed; ordered inputs give the same bytes always.
func (in Inputs) canonical(m Method) ([]byte, []byte, error) {
	text, err := json.Marshal(struct {
		Method Method `json:"method"`
		Inputs
	}{m, in})
	if err != nil {
		return nil, nil, fmt.Errorf("write inputs: %w", err)
	}
	sum := sha256.Sum256(text)
	return text, sum[:], nil
}

// ReadInputs reads what a ranking was frozen from.
func ReadInputs(raw []byte) (Inputs, error) {
	var in Inputs
	if err := json.Unmarshal(raw, &in); err != nil {
		return in, fmt.Errorf("read inputs: %w", err)
	}
	return in, nil
}

func compareIDs[K ident.Kind](a, b ident.ID[K]) int {
	x, y := a.UUID(), b.UUID()
	return slices.Compare(x[:], y[:])
}

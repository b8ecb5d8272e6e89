package form

import (
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// vars hands answers to CEL as typed values, each made when first asked for.
// What is hidden, empty or malformed has the zero value of its type.
type vars struct {
	d     *Definition
	a     Answers
	in    Context
	shown map[string]bool // nil where everything is asked
	made  map[string]any
}

func newVars(d *Definition, a Answers, in Context, shown map[string]bool) *vars {
	return &vars{d: d, a: a, in: in, shown: shown, made: map[string]any{}}
}

// Parent is none; ResolveName knows all names.
func (v *vars) Parent() cel.Activation { return nil }

// ResolveName is the value of a question or of what is known beside them.
func (v *vars) ResolveName(name string) (any, bool) {
	if x, ok := v.made[name]; ok {
		return x, true
	}
	x, ok := v.value(name)
	if ok {
		v.made[name] = x
	}
	return x, ok
}

// forget drops what was made of an answer that has turned out to be hidden.
func (v *vars) forget(key string) {
	delete(v.made, key)
	delete(v.made, answered)
}

func (v *vars) value(name string) (any, bool) {
	switch name {
	case answered:
		return v.answered(), true
	case "lead_country":
		return v.in.LeadCountry, true
	case "partner_countries":
		return append([]string{}, v.in.PartnerCountries...), true
	case "cycle_year":
		return types.Int(v.in.CycleYear), true
	case "requested":
		return ofMoney(v.in.Requested), true
	case "cost_share":
		return ofMoney(v.in.CostShare), true
	case "awarded_before":
		return v.in.AwardedBefore, true
	}
	_, q, ok := v.d.Find(name)
	if !ok {
		return nil, false
	}
	return q.typed(v.text(name)), true
}

// text is an answer as rules see it: none where the question is not asked.
func (v *vars) text(key string) string {
	if v.shown != nil && !v.shown[key] {
		return ""
	}
	return v.a[key]
}

func (v *vars) answered() []string {
	out := []string{}
	for key := range v.a {
		if strings.TrimSpace(v.text(key)) != "" {
			out = append(out, key)
		}
	}
	return out
}

// typed is an answer as a value of the question's type.
func (q *Question) typed(text string) any {
	switch q.Kind {
	case Number:
		return sound(double(text), types.Double(0))
	case Money:
		return sound(amount(text), types.Int(0))
	case Day:
		return sound(instant(text), instant(""))
	case YesNo:
		return strings.TrimSpace(text) == "yes"
	case Several, File:
		return append([]string{}, Chosen(text)...)
	case Contact:
		return q.whole(text)[0]
	case Table, Outcomes:
		rows := []map[string]string{}
		for _, r := range q.whole(text) {
			if Row(r).Filled() {
				rows = append(rows, r)
			}
		}
		return rows
	case Choice, Country, State:
		return strings.TrimSpace(text)
	}
	return text
}

func sound(v, otherwise ref.Val) ref.Val {
	if types.IsError(v) {
		return otherwise
	}
	return v
}

// whole are the rows with every column present, so that a rule may name any column.
func (q *Question) whole(text string) []map[string]string {
	rows, _ := q.Rows(text)
	if len(rows) > MostRows {
		rows = rows[:MostRows]
	}
	if len(rows) == 0 {
		rows = []Row{nil}
	}
	out := make([]map[string]string, len(rows))
	for i, r := range rows {
		out[i] = map[string]string{}
		for _, col := range q.Cells() {
			out[i][col.Key] = r[col.Key]
		}
	}
	return out
}

package ruleset

import (
	"strings"

	"github.com/vitrine-grants/vitrine/internal/money"
)

// Effect is what a finding means for the thing it is about.
type Effect string

// The effects, gravest first.
const (
	Deny Effect = "deny"           // not with federal money, whoever approves
	Ask  Effect = "needs_approval" // only with the approval named, given before
	Warn Effect = "warn"           // a person looks at it and decides
)

// Effects are all effects, gravest first.
func Effects() []Effect { return []Effect{Deny, Ask, Warn} }

// Finding is what a rule says of something, with the figures it was made from.
type Finding struct {
	Code    string // stable, such as expense_outside_period; never translated
	Effect  Effect
	Section string // where the rule stands, such as 2 CFR 200.403(h)
	At      string // which part it is about, such as segments.2; empty is the whole
	Message string // for people, English; catalogs translate by Words
	Facts   []Fact
}

// Fact is one figure of a finding, as text that loses nothing: 1234.50 USD, 2027-03-31, 15%.
type Fact struct{ Name, Value string }

// Words is the key under which catalogs say the finding, with the facts as its places.
func (f Finding) Words() string { return "finding." + f.Code }

// Fact is the value of a named figure; empty where the finding has none of the name.
func (f Finding) Fact(name string) string {
	for _, x := range f.Facts {
		if x.Name == name {
			return x.Value
		}
	}
	return ""
}

// Gravest is the worst effect of a list; empty when nothing was found.
func Gravest(found []Finding) Effect {
	for _, e := range Effects() {
		for _, f := range found {
			if f.Effect == e {
				return e
			}
		}
	}
	return ""
}

// Codes are the codes of a list in its order.
func Codes(found []Finding) []string {
	out := make([]string, len(found))
	for i, f := range found {
		out[i] = f.Code
	}
	return out
}

// Percent writes basis points for people: 1,083 is 10.83%, 1,500 is 15%.
func Percent(r money.Ratio) string {
	s := strings.TrimSuffix(money.New(int64(r), money.USD).Decimal(), ".00")
	return s + "%"
}

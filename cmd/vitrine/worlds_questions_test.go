package main

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	gql "github.com/vektah/gqlparser/v2/ast"

	"github.com/vitrine-grants/vitrine/graph/generated"
)

func contracted() *gql.Schema { return generated.NewExecutableSchema(generated.Config{}).Schema() }

// inquirer writes every question that the contract has, from the schema and the ids around an application.
type inquirer struct {
	t      *testing.T
	schema *gql.Schema
	ids    map[string][]string // by prefix
	words  []string            // to search for
	whole  bool                // inputs also with every id they can have
}

// argued are the arguments and fields of inputs that are ids, and of which kinds; one named "id" is of its field's kind.
func argued() map[string][]string {
	out := maps.Clone(parted())
	delete(out, "subject")
	for name, prefixes := range map[string]string{
		"organization": "org", "lead": "org", "partners": "org", "asker": "org", "asked": "org", "kept": "org", "gone": "org", "favored": "org", "first": "org", "second": "org", "other": "org", "replacement": "org", "enters": "org", "leaves": "org",
		"reviewer": "per", "chair": "per", "deputy": "per", "members": "per", "messages": "msg", "findings": "app", "admits": "app", "keepsOut": "app", "passed": "app", "proposal": "app", "applications": "app",
		"funder": "fnr", "funderAward": "fwd", "review": "rev", "ownReview": "rev", "criterion": "crt", "theme": "thm", "phase": "phs", "conflict": "coi", "item": "mti", "meeting": "mtg",
		"membership": "mem", "claim": "clm", "signal": "std", "site": "sit", "invitation": "inv piv", "member": "pmb pnm", "grant": "rol", "token": "tok", "release": "rls", "call": "sca", "affiliation": "afl", "file": "doc",
		"answers": "cmt", "from": "chg", "to": "chg", "endorsement": "end", "extension": "ext", "edit": "ced", "report": "rpt fil", "lineScenario": "lsc", "compareLineScenario": "lsc", "explainFigure": "fig",
		"project": "awd", "paste": "ppa", "participant": "ptc", "entry": "aud mda out", "indicator": "ind", "indicators": "ind", "survey": "svy", "story": "sto", "funderSlate": "slt", "subject": "app sip pro flp", "upload": "upl", "post": "pst", "plan": "apl", "condition": "cdn", "amendmentPreview": "amd", "museum": "org", "keyPerson": "kpn", "hold": "hld", "adjustment": "adj", "keyPersons": "awd", "museumLeaves": "org", "museumJoins": "org", "payments": "pay", "paymentBatch": "pbt", "offlineReceipt": "off", "parent": "org",
	} {
		out[name] = strings.Fields(prefixes)
	}
	return out
}

// given are values of arguments that are no ids, by their name; a kind of value that is not here fails the test.
func (q inquirer) given(name string, t *gql.Type) []any {
	switch name {
	case "token", "secret":
		return []any{"nothing"}
	case "code":
		return []any{"ZZZZZZZZZZZZ"}
	case "ruleSet":
		return []any{"2cfr200-2024"}
	case "key":
		return []any{"museums_connect", "title"}
	case "n", "number":
		return []any{1}
	case "text", "search", "words":
		return texts(q.words)
	}
	def := q.schema.Types[t.Name()]
	switch {
	case def.Kind == gql.Enum:
		var out []any
		for _, v := range def.EnumValues {
			out = append(out, v.Name)
		}
		return out
	case def.Kind == gql.InputObject:
		return q.inputs(def, name)
	}
	one := map[string]any{
		"Int": 20, "Float": 2.5, "Boolean": true, "String": "letters", "Words": map[string]any{"en": "Words"}, "Digest": strings.Repeat("0a", 32), "Date": "2027-03-01", "DateTime": "2027-05-01T12:00:00Z",
		"Country": "PE", "State": "NM", "Currency": "USD", "Decimal": "60000", "Locale": "es", "Base64": "bm90aGluZw==",
	}[def.Name]
	if one == nil {
		q.t.Errorf("nothing is known to stand for %s, which is %s", name, t)
	}
	return []any{one}
}

func texts(words []string) []any {
	var out []any
	for _, w := range words {
		out = append(out, w)
	}
	return out
}

// inputs are an input with only what it must have, and with each of its other fields in turn.
func (q inquirer) inputs(def *gql.Definition, name string) []any {
	base := map[string]any{}
	for _, f := range def.Fields {
		if f.Type.NonNull {
			if v := q.values(f.Type, f.Name, strings.TrimSuffix(name, "s")); len(v) > 0 {
				base[f.Name] = v[0]
			}
		}
	}
	out := []any{base}
	if strings.HasSuffix(def.Name, "Input") {
		if full := q.idsOf(def, base); q.whole && len(full) > len(base) {
			out = append(out, full)
		}
		return out
	}
	for _, f := range def.Fields {
		if f.Type.NonNull {
			continue
		}
		for _, v := range q.values(f.Type, f.Name, name) {
			one := maps.Clone(base)
			one[f.Name] = v
			out = append(out, one)
		}
	}
	return out
}

// idsOf is an input with every id it can have.
func (q inquirer) idsOf(def *gql.Definition, base map[string]any) map[string]any {
	full := maps.Clone(base)
	for _, f := range def.Fields {
		if !f.Type.NonNull && f.Type.Name() == "ID" {
			full[f.Name] = q.values(f.Type, f.Name, "")[0]
		}
	}
	return full
}

// values are what an argument can be; one of a list is a list of one.
func (q inquirer) values(t *gql.Type, name, of string) []any {
	if t.Elem != nil {
		var out []any
		for _, v := range q.values(t.Elem, name, of) {
			out = append(out, []any{v})
		}
		return out
	}
	if t.NamedType != "ID" {
		return q.given(name, t)
	}
	kinds := argued()
	prefixes := kinds[name]
	if name == "id" || name == "ids" {
		prefixes = kinds[of]
		if of == "input" { // of a token or a grant of a role, which are named by themselves
			prefixes = []string{"tok", "rol"}
		}
	}
	if of == "history" {
		prefixes = parted()["subject"]
	}
	var out []any
	for _, p := range prefixes {
		out = append(out, texts(q.ids[p])...)
	}
	if of == "node" {
		for _, p := range slices.Sorted(maps.Keys(q.ids)) {
			out = append(out, texts(q.ids[p])...)
		}
	}
	if len(out) == 0 {
		q.t.Errorf("nothing is known to stand for the id %s of %s; say in argued of which kind it is", name, of)
	}
	return out
}

// all are every way to ask one field.
func (q inquirer) all(operation string, f *gql.FieldDefinition) []asked {
	sets := []map[string]any{{}}
	var defs, args []string
	for _, a := range f.Arguments {
		if !a.Type.NonNull && a.Name != "first" && a.Name != "filter" {
			continue
		}
		defs, args = append(defs, fmt.Sprintf("$%s: %s", a.Name, a.Type)), append(args, fmt.Sprintf("%s: $%s", a.Name, a.Name))
		stand := []any{20} // of first
		if a.Name != "first" {
			stand = q.stands(a, f.Name)
		}
		var next []map[string]any
		for _, set := range sets {
			for _, v := range stand {
				one := maps.Clone(set)
				one[a.Name] = v
				next = append(next, one)
			}
		}
		sets = next
	}
	text := operation
	if len(defs) > 0 {
		text += "(" + strings.Join(defs, ", ") + ")"
	}
	text += " { " + f.Name
	if len(args) > 0 {
		text += "(" + strings.Join(args, ", ") + ")"
	}
	text += q.selection(f.Type.Name(), 3) + " }"
	var out []asked
	for _, vars := range sets {
		out = append(out, asked{http.MethodPost, "/graphql", map[string]any{"query": text, "variables": vars}})
	}
	return out
}

func (q inquirer) stands(a *gql.ArgumentDefinition, field string) []any {
	if whole := entire(q, field); whole != nil {
		return whole
	}
	return q.values(a.Type, a.Name, field)
}

// selection is every field that needs no argument, objects three levels down.
func (q inquirer) selection(name string, depth int) string {
	def := q.schema.Types[name]
	var out []string
	if def.Kind == gql.Interface {
		for _, of := range q.schema.PossibleTypes[name] {
			var plain []string // under names of their own: fields of one name are of different kinds
			for _, f := range of.Fields {
				if k := q.schema.Types[f.Type.Name()].Kind; !strings.HasPrefix(f.Name, "__") && !needs(f) && (k == gql.Scalar || k == gql.Enum) {
					plain = append(plain, of.Name+f.Name+": "+f.Name)
				}
			}
			out = append(out, "... on "+of.Name+" { "+strings.Join(plain, " ")+" }")
		}
		return " {\n __typename " + strings.Join(out, " ") + " }"
	}
	if def.Kind != gql.Object {
		return ""
	}
	for _, f := range def.Fields {
		object := q.schema.Types[f.Type.Name()].Kind == gql.Object
		if strings.HasPrefix(f.Name, "__") || needs(f) || object && depth == 1 || f.Name == "edges" {
			continue
		}
		out = append(out, f.Name+q.selection(f.Type.Name(), depth-1))
	}
	if len(out) == 0 {
		return " {\n __typename }"
	}
	return " {\n " + strings.Join(out, " ") + " }"
}

func needs(f *gql.FieldDefinition) bool {
	return slices.ContainsFunc(f.Arguments, func(a *gql.ArgumentDefinition) bool { return a.Type.NonNull })
}

// questions are every field of a root type, asked in every way.
func (q inquirer) questions(operation string, root *gql.Definition) []asked {
	var out []asked
	for _, f := range root.Fields {
		if !strings.HasPrefix(f.Name, "__") {
			out = append(out, q.all(operation, f)...)
		}
	}
	return out
}

// entire are the questions whose input has to make sense as a whole.
func entire(q inquirer, field string) []any {
	org, cycle := q.ids["org"], q.ids["cyc"][0]
	switch field {
	case "nodes":
		var all []any
		for _, p := range slices.Sorted(maps.Keys(q.ids)) {
			all = append(all, texts(q.ids[p][:1])...)
		}
		return []any{all}
	case "duplicatesOf":
		return []any{map[string]any{"name": q.words[0], "country": "US", "city": "Lincoln"}}
	case "mergePreview":
		return []any{map[string]any{"kept": org[0], "gone": org[len(org)-1]}}
	case "wouldBeEligible":
		return []any{map[string]any{"cycle": cycle, "lead": org[0], "partners": org[len(org)-1:]}}
	case "answerDiff":
		return []any{map[string]any{"subject": q.ids["app"][0], "from": q.ids["chg"][0], "to": q.ids["chg"][len(q.ids["chg"])-1]}}
	}
	return nil
}

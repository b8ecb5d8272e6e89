package wire_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/wire"
)

// doubling is a chain of n fragments, each spreading the next one twice as body says.
func doubling(n int, on, head, body, leaf string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "{%s}", strings.ReplaceAll(head, "NEXT", "...f0"))
	for i := range n {
		next := fmt.Sprintf("...f%d", i+1)
		if i == n-1 {
			next = leaf
		}
		fmt.Fprintf(&b, " fragment f%d on %s {%s}", i, on, strings.ReplaceAll(body, "NEXT", next))
	}
	return b.String()
}

func nested(n int, field, leaf string) string {
	return strings.Repeat("{"+field, n) + "{" + leaf + "}" + strings.Repeat("}", n)
}

func TestHostileDocuments(t *testing.T) {
	t.Parallel()
	b := setup(t)
	numbered := func(n int, format string) string {
		var s strings.Builder
		for i := range n {
			fmt.Fprintf(&s, format+" ", i)
		}
		return s.String()
	}
	tests := []struct {
		name, query, code string
	}{
		{"thirty fragments that double plain fields", doubling(30, "Query", "NEXT", "NEXT NEXT", "hello"), ""},
		{"thirteen fragments that double objects", doubling(13, "Query", "NEXT", "a:self{NEXT} b:self{NEXT}", "hello"), "COMPLEXITY_EXCEEDED"},
		{"thirty fragments that double and nest too deep", doubling(30, "Query", "NEXT", "a:self{NEXT} b:self{NEXT}", "hello"), "COMPLEXITY_EXCEEDED"},
		{"thirty fragments that double inside introspection", doubling(30, "__Type", "__schema{types{NEXT}}", "NEXT NEXT", "name"), ""},
		{"types of types under introspection", doubling(30, "__Type", "__schema{types{NEXT}}", "a:ofType{NEXT} b:ofType{NEXT}", "name"), "COMPLEXITY_EXCEEDED"},
		{"fields of fields under introspection", `{__schema{types{fields{type{fields{type{fields{name}}}}}}}}`, "COMPLEXITY_EXCEEDED"},
		{"a list field of ours may share a name with introspection", `{hello}`, ""},
		{"one field 20,000 times", "{" + strings.Repeat("hello ", 20_000) + "}", "COMPLEXITY_EXCEEDED"},
		{"one field 4,000 times", "{" + strings.Repeat("hello ", 4_000) + "}", "COMPLEXITY_EXCEEDED"},
		{"one field 1,000 times", "{" + strings.Repeat("hello ", 1_000) + "}", "COMPLEXITY_EXCEEDED"},
		{"one field 200 times", "{" + strings.Repeat("hello ", 200) + "}", ""},
		{"one field 150 times with nesting", "{" + strings.Repeat("self{hello}", 150) + "}", ""},
		{"101 fragments", "{hello}" + numbered(101, "fragment f%d on Query{hello}"), "COMPLEXITY_EXCEEDED"},
		{"aliases up to the limit", "{" + numbered(100, "a%d:hello") + "}", ""},
		{"101 aliases", "{" + numbered(101, "a%d:hello") + "}", "COMPLEXITY_EXCEEDED"},
		{"101 aliases of one mutation", "mutation{" + numbered(101, `a%d:touch(id:"1"){id}`) + "}", "COMPLEXITY_EXCEEDED"},
		{"101 aliases in a fragment", "{...f} fragment f on Query {" + numbered(101, "a%d:hello") + "}", "COMPLEXITY_EXCEEDED"},
		{"51 directives", "{" + strings.Repeat("hello @include(if:true) ", 51) + "}", "COMPLEXITY_EXCEEDED"},
		{"11 operations", numbered(11, "query q%d{hello}"), "COMPLEXITY_EXCEEDED"},
		{"15 levels", nested(14, "self", "hello"), ""},
		{"16 levels", nested(15, "self", "hello"), "COMPLEXITY_EXCEEDED"},
		{"2,000 levels", nested(2000, "self", "hello"), "COMPLEXITY_EXCEEDED"},
		{"2,000 levels of lists in a value", `{echo(input:{many:` + strings.Repeat("[", 2000) + strings.Repeat("]", 2000) + `}){text}}`, "GRAPHQL_VALIDATION_FAILED"},
		{"a fragment within itself", "{...a} fragment a on Query {self{...a}}", "GRAPHQL_VALIDATION_FAILED"},
		{"two fragments within each other", "{...a} fragment a on Query {self{...b}} fragment b on Query {self{...a}}", "GRAPHQL_VALIDATION_FAILED"},
		{"a cycle nobody spreads", "{hello} fragment a on Query {...a}", "GRAPHQL_VALIDATION_FAILED"},
		{"an unknown fragment", "{...nope}", "GRAPHQL_VALIDATION_FAILED"},
		{"a number beyond 64 bits", `{items(first:99999999999999999999){totalCount}}`, "BAD_USER_INPUT"},
		{"a number beyond any", `{echo(input:{ratio:1e999}){ratio}}`, "BAD_USER_INPUT"},
		{"a NUL in a literal", `{hello(name:"a\u0000b")}`, "BAD_USER_INPUT"},
		{"pages of pages", `{items(first:100){nodes{items(first:100){nodes{id parent{id}}}}}}`, "COMPLEXITY_EXCEEDED"},
		{"a page without size", `{items{nodes{items{nodes{id}}}}}`, "COMPLEXITY_EXCEEDED"},
		{"two conditions", `{hello @skip(if:false) self @include(if:true) {hello}}`, ""},
		{"a megabyte of spaces", "{" + strings.Repeat(" ", 1<<20-100) + "hello}", ""},
		{"half a megabyte of comments", "{" + strings.Repeat("#\n", 1<<18) + "hello}", "COMPLEXITY_EXCEEDED"},
		{"a megabyte of one name", "{" + strings.Repeat("x", 1<<20-100) + "}", "GRAPHQL_VALIDATION_FAILED"},
		{"a block text of a megabyte", `{hello(name:"""` + strings.Repeat("y\n", 1<<18) + `""")}`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := &bench{t: t, h: b.h}
			a := b.ask(tt.query)
			want(t, "code", a.code(), tt.code)
			if tt.code == "" && a.Code != 200 {
				t.Errorf("status %d: %.200s", a.Code, a.Body)
			}
			if n := a.Body.Len(); tt.code != "" && n > 20_000 {
				t.Errorf("the refusal has %d bytes", n)
			}
		})
	}
}

func TestErrorsAreCappedAndSuggestNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a := b.ask("{" + strings.Repeat("helo ", 200) + "}")
	want(t, "errors", len(a.Errors), 50)
	a = b.ask(`{helo items(frist:1){totalCount} kind(of:OEN) echo(input:{txt:""}){text} ...on Qury{hello}}`)
	if strings.Contains(a.Body.String(), "Did you mean") || len(a.Errors) < 5 {
		t.Errorf("suggestions: %s", a.Body)
	}
}

func TestIntrospectionIsOpen(t *testing.T) {
	t.Parallel()
	a := setup(t).ask(introspection)
	if a.code() != "" || a.Data["__schema"] == nil {
		t.Fatalf("%d %.300s", a.Code, a.Body)
	}
	cost := a.Extensions["cost"].(map[string]any)
	if n := cost["requested"].(float64); n > 5000 {
		t.Errorf("the usual introspection costs %v", n)
	}
}

func TestCost(t *testing.T) {
	t.Parallel()
	b := setup(t)
	three := map[string]any{"n": 3}
	tests := []struct {
		name, query string
		vars        map[string]any
		want        float64
	}{
		{"plain values are free, an operation is one", `{hello kind}`, nil, 1},
		{"an object is one", `{node(id:"1"){id name}}`, nil, 1},
		{"an object in an object is one more", `{node(id:"1"){parent{id}}}`, nil, 2},
		{"a page counts its nodes", `{items(first:50){nodes{id}}}`, nil, 51},
		{"edges are free", `{items(first:50){edges{cursor node{id}} pageInfo{hasNextPage} totalCount}}`, nil, 51},
		{"what hangs on a node counts for each", `{items(first:50){edges{node{parent{id}}}}}`, nil, 101},
		{"variables are read", `query($n:Int){items(first:$n){nodes{id}}}`, three, 4},
		{"last counts as well", `query($n:Int){items(last:$n){nodes{id}}}`, three, 4},
		{"a page without size is a full one", `{items{nodes{id}}}`, nil, 101},
		{"a page in a page multiplies", `{items(first:10){nodes{items(first:10){nodes{id}}}}}`, nil, 1 + 10*(1+1+10)},
		{"a list without size counts as five", `{tags{name}}`, nil, 5},
		{"a mutation is ten more", `mutation{touch(id:"1"){id}}`, nil, 11},
		{"mutations in fragments count each", `mutation{...f a:touch(id:"1"){id}} fragment f on Mutation {touch(id:"1"){id}}`, nil, 22},
		{"what is skipped is free", `{node(id:"1"){id} items(first:50) @skip(if:true) {nodes{id}}}`, nil, 1},
		{"a fragment counts for each page it is spread in", `{a:items(first:3){...f} b:items(first:7){...f}} fragment f on ItemConnection {nodes{id}}`, nil, 12},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := &bench{t: t, h: b.h}
			a := b.ask(tt.query, vars(tt.vars))
			cost, ok := a.Extensions["cost"].(map[string]any)
			if !ok {
				t.Fatalf("no cost: %s", a.Body)
			}
			want(t, "requested", cost["requested"].(float64), tt.want)
			want(t, "remaining", cost["remaining"].(float64), 10_000-tt.want)
			want(t, "header", a.Header().Get("RateLimit-Remaining"), fmt.Sprint(10_000-tt.want))
		})
	}
}

func TestLimitsMayBeChanged(t *testing.T) {
	t.Parallel()
	b := setup(t, func(c *wire.Config) { c.Limits = wire.Limits{Depth: 2, Cost: 3, Body: 200} })
	want(t, "depth", b.ask(`{self{self{hello}}}`).code(), "COMPLEXITY_EXCEEDED")
	want(t, "cost", b.ask(`{items(first:3){nodes{id}}}`).code(), "COMPLEXITY_EXCEEDED")
	want(t, "within", b.ask(`{self{hello}}`).code(), "")
	want(t, "body", b.ask(`{hello}`+strings.Repeat(" ", 200)).Code, 413)
}

const introspection = `query IntrospectionQuery { __schema { queryType { name } mutationType { name } subscriptionType { name }
  types { ...FullType } directives { name description locations args { ...InputValue } } } }
fragment FullType on __Type { kind name description
  fields(includeDeprecated: true) { name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
  inputFields { ...InputValue } interfaces { ...TypeRef }
  enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
  ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }`

package wire

import (
	"encoding/json"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

const (
	costMost     = 1_000_000_000 // where adding up stops, far above any limit
	costMutation = 10            // of each mutation, which locks and writes
	pageMost     = 100           // what a connection without a size counts as
)

// coster adds up an operation: one for each object it may return, ten for each mutation, nothing for plain
// values. A connection counts its lists as often as first or last says, nodes as often as there are ids, any
// other list ListSize times. Each fragment is added up once for each page size it is spread under.
type coster struct {
	vars      map[string]any
	fragments ast.FragmentDefinitionList
	listSize  int
	memo      map[spread]int
	problem   *Problem
}

type spread struct {
	fragment string
	page     int
}

func costOf(op *ast.OperationDefinition, doc *ast.QueryDocument, vars map[string]any, listSize int) (int, *Problem) {
	c := &coster{vars: vars, fragments: doc.Fragments, listSize: listSize, memo: map[spread]int{}}
	each := 0
	if op.Operation == ast.Mutation {
		each = costMutation
	}
	total := add(c.set(op.SelectionSet, 0), times(each, c.roots(op.SelectionSet)))
	return max(total, 1), c.problem
}

// roots counts the root fields; a mutation reached through fragments counts each time it is spread.
func (c *coster) roots(set ast.SelectionSet) int {
	n := 0
	for _, sel := range set {
		switch sel := sel.(type) {
		case *ast.Field:
			n++
		case *ast.InlineFragment:
			n = add(n, c.roots(sel.SelectionSet))
		case *ast.FragmentSpread:
			key := spread{sel.Name, -1}
			if _, ok := c.memo[key]; !ok {
				c.memo[key] = c.roots(c.fragments.ForName(sel.Name).SelectionSet)
			}
			n = add(n, c.memo[key])
		}
	}
	return n
}

// set adds up a selection; page is how many items the lists directly in it have, zero when unknown.
func (c *coster) set(set ast.SelectionSet, page int) int {
	total := 0
	for _, sel := range set {
		switch sel := sel.(type) {
		case *ast.Field:
			if c.included(sel.Directives) {
				total = add(total, c.field(sel, page))
			}
		case *ast.InlineFragment:
			if c.included(sel.Directives) {
				total = add(total, c.set(sel.SelectionSet, page))
			}
		case *ast.FragmentSpread:
			if c.included(sel.Directives) {
				total = add(total, c.fragment(sel.Name, page))
			}
		}
	}
	return total
}

func (c *coster) fragment(name string, page int) int {
	key := spread{name, page}
	if n, ok := c.memo[key]; ok {
		return n
	}
	n := c.set(c.fragments.ForName(name).SelectionSet, page)
	c.memo[key] = n
	return n
}

func (c *coster) field(f *ast.Field, page int) int {
	if len(f.SelectionSet) == 0 || f.Definition == nil {
		return 0
	}
	self, count, inner := 1, 1, 0
	size, sized := c.size(f)
	switch list := f.Definition.Type.Elem != nil; {
	case list && sized:
		count = size
	case list && page > 0:
		count = page
	case list:
		count = c.listSize
	case sized:
		inner = size
	}
	if page > 0 && (f.Name == "edges" || f.Name == "pageInfo") {
		self = 0
	}
	return times(count, add(self, c.set(f.SelectionSet, inner)))
}

// size is how many items a field was asked for: the greater of first and last, or the number of ids.
func (c *coster) size(f *ast.Field) (int, bool) {
	size, paged := 0, false
	for _, def := range f.Definition.Arguments {
		switch def.Name {
		case "first", "last":
			paged = true
			size = max(size, number(c.argument(f, def)))
		case "ids":
			if ids, ok := c.argument(f, def).([]any); ok {
				return len(ids), true
			}
		}
	}
	if paged && size <= 0 {
		size = pageMost
	}
	return size, paged
}

func (c *coster) argument(f *ast.Field, def *ast.ArgumentDefinition) any {
	value := def.DefaultValue
	if arg := f.Arguments.ForName(def.Name); arg != nil {
		value = arg.Value
	}
	v, err := value.Value(c.vars)
	if err != nil {
		return nil
	}
	return v
}

func number(v any) int {
	switch n := v.(type) {
	case int64:
		return int(min(n, costMost))
	case json.Number:
		i, _ := n.Int64()
		return int(min(i, costMost))
	}
	return 0
}

// included reads skip and include; a condition that is null is refused here because gqlgen panics on it.
func (c *coster) included(list ast.DirectiveList) bool {
	in := true
	for _, d := range list {
		if d.Name != "skip" && d.Name != "include" {
			continue
		}
		arg := d.Arguments.ForName("if")
		v, err := arg.Value.Value(c.vars)
		cond, ok := v.(bool)
		if err != nil || !ok {
			if c.problem == nil {
				c.problem = &Problem{
					Code: BadUserInput, Message: "The condition of @" + d.Name + " must be true or false.", locations: at(d.Position),
					Fields: []Field{{Path: strings.TrimPrefix(arg.Value.String(), "$"), Code: "not_boolean", Message: "This must be true or false."}},
				}
			}
			return false
		}
		in = in && cond == (d.Name == "include")
	}
	return in
}

func add(a, b int) int { return min(a+b, costMost) }

func times(a, b int) int {
	if a > 0 && b > costMost/a {
		return costMost
	}
	return a * b
}

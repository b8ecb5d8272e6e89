package wire

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Limits bound what one request may ask; a zero field means the published limit.
type Limits struct {
	Body          int64         // bytes of a request body, 1 MiB
	Tokens        int           // of the document, 5,000
	Fields        int           // written in the document, 1,000
	Fragments     int           // defined in the document, 100
	Operations    int           // in the document, 10
	Depth         int           // of nested fields, introspection exempt, 15
	Aliases       int           // 100
	Directives    int           // 50
	Cost          int           // of one operation, 10,000
	ListSize      int           // what a list without a size counts as, 5
	Errors        int           // in one answer, 50
	Subscriptions int           // open at once for one actor, 100
	Timeout       time.Duration // of a query or mutation, 10 s
}

func (l Limits) orPublished() Limits {
	return Limits{
		Body: cmp.Or(l.Body, 1<<20), Tokens: cmp.Or(l.Tokens, 5000), Fields: cmp.Or(l.Fields, 1000),
		Fragments: cmp.Or(l.Fragments, 100), Operations: cmp.Or(l.Operations, 10), Depth: cmp.Or(l.Depth, 15), Aliases: cmp.Or(l.Aliases, 100),
		Directives: cmp.Or(l.Directives, 50), Cost: cmp.Or(l.Cost, 10_000), ListSize: cmp.Or(l.ListSize, 5),
		Errors: cmp.Or(l.Errors, 50), Subscriptions: cmp.Or(l.Subscriptions, 100),
		Timeout: cmp.Or(l.Timeout, 10*time.Second),
	}
}

// repeatsMost bounds the rule that fields of one name must merge, which compares every two of them: it is the sum
// of the squares of how often each name is there, so 200 times one field still passes.
const repeatsMost = 50_000

// introspectionLists is how often lists of types may nest under introspection; more is only an attack.
const introspectionLists = 2

// inspector counts a parsed document before anything with worse than linear cost reads it.
type inspector struct {
	limits    Limits
	fragments map[string]*ast.FragmentDefinition
	spans     map[string]*span
	names     map[string]int // how often each name of an answer is written

	fields, aliases, directives int
	problem                     *Problem
}

// span is how deep a selection set goes and how many lists of an introspection it nests; busy while measured.
type span struct {
	depth, lists int
	busy         bool
}

func inspect(doc *ast.QueryDocument, limits Limits) *Problem {
	in := &inspector{
		limits: limits, fragments: map[string]*ast.FragmentDefinition{}, spans: map[string]*span{}, names: map[string]int{},
	}
	for _, f := range doc.Fragments {
		in.fragments[f.Name] = f
	}
	for _, op := range doc.Operations {
		in.annotate(op.Directives)
		for _, v := range op.VariableDefinitions {
			in.annotate(v.Directives)
			in.value(v.DefaultValue)
		}
		in.count(op.SelectionSet)
	}
	for _, f := range doc.Fragments {
		in.annotate(f.Directives)
		in.count(f.SelectionSet)
	}
	in.totals(doc)
	if in.problem == nil {
		in.measure(doc)
	}
	return in.problem
}

func tooMuch(what string, got, limit int) *Problem {
	return &Problem{
		Code: ComplexityExceeded, Message: fmt.Sprintf("The document has %d %s; the limit is %d.", got, what, limit),
		Extra: map[string]any{"requested": got, "limit": limit},
	}
}

func (in *inspector) totals(doc *ast.QueryDocument) {
	repeats := 0
	for _, n := range in.names {
		repeats += n * n
	}
	for _, t := range []struct {
		what       string
		got, limit int
	}{
		{"operations", len(doc.Operations), in.limits.Operations},
		{"fragments", len(doc.Fragments), in.limits.Fragments},
		{"fields", in.fields, in.limits.Fields},
		{"pairs of fields of one name", repeats, repeatsMost},
		{"aliases", in.aliases, in.limits.Aliases},
		{"directives", in.directives, in.limits.Directives},
	} {
		if t.got > t.limit {
			in.fail(tooMuch(t.what, t.got, t.limit))
		}
	}
}

func (in *inspector) fail(p *Problem) {
	if in.problem == nil {
		in.problem = p
	}
}

func (in *inspector) count(set ast.SelectionSet) {
	for _, sel := range set {
		switch sel := sel.(type) {
		case *ast.Field:
			in.fields++
			in.names[sel.Alias]++
			if sel.Alias != sel.Name {
				in.aliases++
			}
			for _, arg := range sel.Arguments {
				in.value(arg.Value)
			}
			in.annotate(sel.Directives)
			in.count(sel.SelectionSet)
		case *ast.InlineFragment:
			in.annotate(sel.Directives)
			in.count(sel.SelectionSet)
		case *ast.FragmentSpread:
			in.annotate(sel.Directives)
		}
	}
}

func (in *inspector) annotate(list ast.DirectiveList) {
	in.directives += len(list)
	for _, d := range list {
		if d.Name == "defer" {
			in.fail(&Problem{Code: ValidationFailed, Message: "Unknown directive \"@defer\".", locations: at(d.Position)})
		}
		for _, arg := range d.Arguments {
			in.value(arg.Value)
		}
	}
}

// value refuses literals that would make the executor panic or the database fail.
func (in *inspector) value(v *ast.Value) {
	if v == nil {
		return
	}
	why := ""
	switch v.Kind {
	case ast.IntValue:
		if _, err := strconv.ParseInt(v.Raw, 10, 64); err != nil {
			why = "This number is too large."
		}
	case ast.FloatValue:
		if f, err := strconv.ParseFloat(v.Raw, 64); err != nil || math.IsInf(f, 0) {
			why = "This number is too large."
		}
	case ast.StringValue, ast.BlockValue:
		if strings.IndexByte(v.Raw, 0) >= 0 {
			why = "This text holds a NUL character."
		}
	}
	if why != "" {
		in.fail(&Problem{Code: BadUserInput, Message: why, locations: at(v.Position)})
	}
	for _, child := range v.Children {
		in.value(child.Value)
	}
}

func at(pos *ast.Position) []gqlerror.Location {
	if pos == nil || pos.Line == 0 {
		return nil
	}
	return []gqlerror.Location{{Line: pos.Line, Column: pos.Column}}
}

func (in *inspector) measure(doc *ast.QueryDocument) {
	deepest := 0
	for _, op := range doc.Operations {
		deepest = max(deepest, in.span(op.SelectionSet).depth)
	}
	// fragments nobody spreads may hold a cycle too
	for name := range in.fragments {
		in.fragment(name, nil)
	}
	if deepest > in.limits.Depth {
		in.fail(&Problem{
			Code:    ComplexityExceeded,
			Message: fmt.Sprintf("The document is %d levels deep; the limit is %d.", deepest, in.limits.Depth),
			Extra:   map[string]any{"requested": deepest, "limit": in.limits.Depth},
		})
	}
}

func (in *inspector) span(set ast.SelectionSet) span {
	var out span
	for _, sel := range set {
		var s span
		switch sel := sel.(type) {
		case *ast.Field:
			s = in.span(sel.SelectionSet)
			switch sel.Name {
			case "__schema", "__type":
				if s.lists > introspectionLists {
					in.fail(&Problem{Code: ComplexityExceeded, Message: "The introspection asks for fields of fields too often.", locations: at(sel.Position)})
				}
				s = span{}
			case "fields", "interfaces", "possibleTypes", "inputFields":
				s.lists++
			}
			s.depth++
		case *ast.InlineFragment:
			s = in.span(sel.SelectionSet)
		case *ast.FragmentSpread:
			s = in.fragment(sel.Name, sel.Position)
		}
		out.depth, out.lists = max(out.depth, s.depth), max(out.lists, s.lists)
	}
	return out
}

// fragment measures each fragment once, however often it is spread.
func (in *inspector) fragment(name string, pos *ast.Position) span {
	def := in.fragments[name]
	if def == nil {
		return span{}
	}
	known := in.spans[name]
	if known != nil {
		if known.busy {
			in.fail(&Problem{
				Code: ValidationFailed, Message: "Cannot spread fragment \"" + clip(name, 60) + "\" within itself.", locations: at(pos),
			})
		}
		return *known
	}
	known = &span{busy: true}
	in.spans[name] = known
	*known = in.span(def.SelectionSet)
	return *known
}

package graph

import (
	"context"
	"reflect"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// prime reads every reference below the answer of a root field before its fields run: one statement for each
// kind of reference on each level, however many rows there are. It walks the answer along the selection, asks
// the resolvers of references what they want, reads it, and goes on in what was read.
func (r *Resolver) prime(ctx context.Context, answer any, field graphql.CollectedField) error {
	p := &primer{op: graphql.GetOperationContext(ctx), resolver: reflect.ValueOf(r)}
	level := p.branches(nil, field, flatten(nil, reflect.ValueOf(answer)))
	for len(level) > 0 {
		w := wanted{}
		for _, b := range level {
			p.collect(context.WithValue(ctx, wantedKey{}, w), b)
		}
		for _, wish := range w {
			if err := wish.fulfil(ctx); err != nil {
				return err
			}
		}
		next, err := p.descend(ctx, level)
		if err != nil {
			return err
		}
		level = next
	}
	return nil
}

type primer struct {
	op       *graphql.OperationContext
	resolver reflect.Value
}

// branch is values of one GraphQL type, and what is selected of each.
type branch struct {
	typ    string
	set    ast.SelectionSet
	values []reflect.Value // pointers to structs
}

// branches adds what a field holds: one branch, or one for each type where the field holds any node.
func (p *primer) branches(to []branch, f graphql.CollectedField, values []reflect.Value) []branch {
	typ := f.Definition.Type.Name()
	if typ != "Node" {
		if len(values) > 0 {
			to = append(to, branch{typ, f.Selections, values})
		}
		return to
	}
	names, at := nodeTypes(), map[string]int{}
	for _, v := range values {
		name := names[v.Type()]
		i, ok := at[name]
		if !ok {
			i = len(to)
			at[name] = i
			to = append(to, branch{typ: name, set: f.Selections})
		}
		to[i].values = append(to[i].values, v)
	}
	return to
}

// selected are the fields of a branch that are references or have some below them.
func (p *primer) selected(b branch) []graphql.CollectedField {
	var out []graphql.CollectedField
	for _, f := range graphql.CollectFields(p.op, b.set, []string{b.typ, "Node"}) {
		if len(f.Selections) == 0 || f.Definition == nil {
			continue
		}
		if _, ok := p.reference(b.typ, f.Name); ok || len(p.selected(branch{typ: f.Definition.Type.Name(), set: f.Selections})) > 0 {
			out = append(out, f)
		}
	}
	return out
}

// collect lets every reference note what it wants.
func (p *primer) collect(ctx context.Context, b branch) {
	for _, f := range p.selected(b) {
		if call, ok := p.reference(b.typ, f.Name); ok {
			for _, v := range b.values {
				_, _ = invoke(ctx, call, v)
			}
		}
	}
}

// descend steps from each branch into what its fields hold now.
func (p *primer) descend(ctx context.Context, level []branch) ([]branch, error) {
	var next []branch
	for _, b := range level {
		for _, f := range p.selected(b) {
			var values []reflect.Value
			call, isReference := p.reference(b.typ, f.Name)
			for _, v := range b.values {
				x := member(v, f.Name)
				if isReference {
					var err error
					if x, err = invoke(ctx, call, v); err != nil {
						return nil, err
					}
				}
				values = flatten(values, x)
			}
			next = p.branches(next, f, values)
		}
	}
	return next, nil
}

// reference finds the resolver of a reference: every resolver of an object's field is one.
func (p *primer) reference(typ, field string) (reflect.Value, bool) {
	of := p.resolver.MethodByName(typ)
	if !of.IsValid() || of.Type().NumIn() != 0 {
		return reflect.Value{}, false
	}
	m := of.Call(nil)[0].MethodByName(strings.ToUpper(field[:1]) + field[1:])
	return m, m.IsValid() && m.Type().NumIn() == 2
}

func invoke(ctx context.Context, call, v reflect.Value) (reflect.Value, error) {
	if !v.Type().AssignableTo(call.Type().In(1)) {
		return reflect.Value{}, nil
	}
	out := call.Call([]reflect.Value{reflect.ValueOf(ctx), v})
	err, _ := out[1].Interface().(error)
	return out[0], err
}

// member is the struct's field or plain method of a GraphQL name; none for what needs arguments.
func member(v reflect.Value, name string) reflect.Value {
	same := func(s string) bool { return strings.EqualFold(s, name) }
	if f := v.Elem().FieldByNameFunc(same); f.IsValid() {
		return f
	}
	for i := range v.NumMethod() {
		if m := v.Method(i); same(v.Type().Method(i).Name) && m.Type().NumIn() == 0 && m.Type().NumOut() == 1 {
			return m.Call(nil)[0]
		}
	}
	return reflect.Value{}
}

// flatten adds the structs of a value, a pointer or a list to the values.
func flatten(to []reflect.Value, v reflect.Value) []reflect.Value {
	switch v.Kind() {
	case reflect.Interface:
		return flatten(to, v.Elem())
	case reflect.Pointer:
		if !v.IsNil() && v.Elem().Kind() == reflect.Struct {
			to = append(to, v)
		}
	case reflect.Struct:
		if v.CanAddr() {
			return append(to, v.Addr())
		}
		p := reflect.New(v.Type())
		p.Elem().Set(v)
		to = append(to, p)
	case reflect.Slice:
		for i := range v.Len() {
			to = flatten(to, v.Index(i))
		}
	}
	return to
}

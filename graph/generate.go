//go:build ignore

// Generate writes graph/generated from schema.graphqls and gqlgen.yml. It is gqlgen with five things taught:
// an object field that the Go type keeps as an id is a reference with a resolver; each kind of id has its own
// marshalers, though all are one generic type; an absent code is null; null in an input is as good as nothing;
// and idempotencyKey never reaches a resolver.
package main

import (
	"fmt"
	"go/format"
	"go/token"
	"go/types"
	"os"
	"regexp"
	"strings"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen"
	"github.com/99designs/gqlgen/codegen/config"
	"github.com/vektah/gqlparser/v2/ast"
)

const (
	identPath    = "github.com/vitrine-grants/vitrine/internal/ident"
	wirePath     = "github.com/vitrine-grants/vitrine/internal/wire"
	contractPath = "github.com/vitrine-grants/vitrine/graph/contract"
)

func main() {
	cfg, err := config.LoadConfigFromDefaultLocations()
	if err == nil {
		err = api.Generate(cfg, api.AddPlugin(house{}))
	}
	if err == nil {
		err = straighten(cfg.Exec.Filename)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// plainField is a field that the generated code reads from its object: itself, or a method without arguments.
var plainField = regexp.MustCompile(`return graphql\.ResolveField\(
\t\tctx,
\t\tec\.OperationContext,
\t\tfield,
(\t\tfunc\(ctx context\.Context, field graphql\.CollectedField\) \(\*graphql\.FieldContext, error\) \{\n[^\n]*\n\t\t\},
)\t\tfunc\(ctx context\.Context\) \(any, error\) \{
\t\t\treturn (obj\.\w+(?:\(\))?), nil
\t\t\},
\t\tnil,
(\t\tfunc\(ctx context\.Context, selections ast\.SelectionSet, v ([^\n]*?)\) graphql\.Marshaler \{\n[^\n]*\n\t\t\},
)\t\ttrue,
\t\t(true|false),
\t\)`)

// objectEnd is where an object is handed on; without @defer its place in the answer is not needed.
var objectEnd = regexp.MustCompile(`(\tatomic\.AddInt32\(&ec\.Deferred, [^\n]*\n\n\tec\.ProcessDeferredGroup\(graphql\.DeferredGroup\{\n(?:[^\n]*\n){4}\t\}\)\n)\n\treturn out\n`)

// straighten spares plain fields the way through the middleware, rows their goroutines, and objects a map of names.
func straighten(file string) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	text := plainField.ReplaceAllStringFunc(string(b), func(whole string) string {
		m := plainField.FindStringSubmatch(whole)
		place, read, marshal, typ, required := m[1], m[2], m[3], m[4], m[5] == "true"
		if required && (typ[0] == '*' || typ[0] == '[' || strings.HasPrefix(typ, "map[")) {
			return whole // what may be nil but must not be needs its place to say so
		}
		return "return wire.Plain(\n\t\tctx,\n\t\tec.OperationContext,\n\t\tfield,\n" + place +
			"\t\tfunc() " + typ + " { return " + read + " },\n" + marshal + "\t)"
	})
	text = strings.ReplaceAll(text, "graphql.MarshalSliceConcurrently(", "wire.Slice(")
	text = objectEnd.ReplaceAllString(text, "\tif len(deferLabelToView) > 0 {\n$1\t}\n\n\treturn wire.Object(out, fields)\n")
	if b, err = format.Source([]byte(text)); err != nil {
		return err
	}
	return os.WriteFile(file, b, 0o644)
}

type house struct{}

// Name tells gqlgen what to call this in errors.
func (house) Name() string { return "house" }

// MutateConfig marks references as resolvers, before types are bound.
func (house) MutateConfig(cfg *config.Config) error {
	binder := cfg.NewBinder()
	for _, def := range cfg.Schema.Types {
		entry := cfg.Models[def.Name]
		if def.Kind != ast.Object || len(entry.Model) == 0 || cfg.IsRoot(def) {
			continue
		}
		t, err := binder.FindTypeFromName(entry.Model[0])
		if err != nil {
			return err
		}
		for _, f := range def.Fields {
			if cfg.Schema.Types[f.Type.Name()].Kind != ast.Object || !keepsID(t, f.Name) {
				continue
			}
			if entry.Fields == nil {
				entry.Fields = map[string]config.TypeMapField{}
			}
			x := entry.Fields[f.Name]
			x.Resolver = x.FieldName == ""
			entry.Fields[f.Name] = x
		}
		cfg.Models[def.Name] = entry
	}
	return nil
}

// keepsID tells whether the struct has an id under the name of the field, itself or embedded.
func keepsID(t types.Type, name string) bool {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	s, ok := t.Underlying().(*types.Struct)
	for i := 0; ok && i < s.NumFields(); i++ {
		f := s.Field(i)
		if strings.EqualFold(f.Name(), name) && !f.Embedded() {
			return kindOf(f.Type()) != ""
		}
	}
	for i := 0; ok && i < s.NumFields(); i++ {
		if f := s.Field(i); f.Embedded() && keepsID(f.Type(), name) {
			return true
		}
	}
	return false
}

// kindOf is the kind of an id, or of a pointer to or slice of ids; empty for every other type.
func kindOf(t types.Type) string {
	switch t := types.Unalias(t).(type) {
	case *types.Pointer:
		return kindOf(t.Elem())
	case *types.Slice:
		return kindOf(t.Elem())
	case *types.Named:
		if t.Obj().Pkg() != nil && t.Obj().Pkg().Path() == identPath && t.TypeArgs().Len() == 1 {
			return t.TypeArgs().At(0).(*types.Named).Obj().Name()
		}
	}
	return ""
}

// GenerateCode changes what was bound, before it is written.
func (house) GenerateCode(data *codegen.Data) error {
	seen := map[*config.TypeReference]bool{}
	for _, o := range data.Objects {
		for _, f := range o.Fields {
			if o.Definition == data.Schema.Mutation {
				f.Args = withoutKey(f.Args)
			}
			teach(data, seen, f.TypeReference)
			for _, a := range f.Args {
				teach(data, seen, a.TypeReference)
			}
		}
	}
	for _, in := range data.Inputs {
		for _, f := range in.Fields {
			teach(data, seen, f.TypeReference)
		}
	}
	for key, ref := range data.ReferencedTypes {
		if ref.UniquenessKey() != key || (kindOf(ref.GO) != "" && ref.Definition.Name == "ID") {
			delete(data.ReferencedTypes, key)
		}
	}
	return nil
}

func withoutKey(args []*codegen.FieldArgument) []*codegen.FieldArgument {
	var out []*codegen.FieldArgument
	for _, a := range args {
		if a.Name != "idempotencyKey" {
			out = append(out, a)
		}
	}
	return out
}

func teach(data *codegen.Data, seen map[*config.TypeReference]bool, ref *config.TypeReference) {
	if ref == nil || seen[ref] {
		return
	}
	seen[ref] = true
	if kind := kindOf(ref.GO); kind != "" && ref.Definition.Name == "ID" {
		def := *ref.Definition
		def.Name = "ID" + kind
		ref.Definition = &def
	}
	if ref.CastType != nil {
		p := types.NewPackage(contractPath, "contract")
		ref.Marshaler = types.NewFunc(token.NoPos, p, "MarshalCode", nil)
		ref.Unmarshaler = types.NewFunc(token.NoPos, p, "UnmarshalCode", nil)
	}
	if u := ref.Unmarshaler; u != nil && u.Pkg().Path() == wirePath && !ref.GQL.NonNull && !ref.IsNilable() {
		ref.Unmarshaler = types.NewFunc(token.NoPos, types.NewPackage(contractPath, "contract"), strings.Replace(u.Name(), "Unmarshal", "UnmarshalOptional", 1), nil)
	}
	for r := ref; r != nil; {
		data.ReferencedTypes[r.UniquenessKey()] = r
		if !r.IsSlice() && !r.IsPtrToSlice() && !r.IsPtrToPtr() && !r.IsPtrToIntf() {
			return
		}
		r = r.Elem()
	}
}

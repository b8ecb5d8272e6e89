package wire

import (
	"encoding/json"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// coercer reads variables as the specification says; gqlparser's own reader lets "1" be an Int and 1 a String.
type coercer struct {
	schema *ast.Schema
	fields []Field
	most   int
}

// coerce gives the variables of an operation, or one problem that names every refused input.
func coerce(schema *ast.Schema, op *ast.OperationDefinition, given map[string]any, most int) (map[string]any, *Problem) {
	c := &coercer{schema: schema, most: most}
	out := make(map[string]any, len(op.VariableDefinitions))
	for _, def := range op.VariableDefinitions {
		v, ok := given[def.Variable]
		switch {
		case ok:
			out[def.Variable] = c.value(def.Variable, def.Type, v)
		case def.DefaultValue != nil:
			if dv, err := def.DefaultValue.Value(nil); err == nil {
				out[def.Variable] = dv
			}
		case def.Type.NonNull:
			c.refuse(def.Variable, "required", "This is required.")
		}
	}
	if len(c.fields) == 0 {
		return out, nil
	}
	first := c.fields[0]
	return nil, &Problem{Code: BadUserInput, Message: "Variable \"$" + first.Path + "\": " + first.Message, Fields: c.fields}
}

func (c *coercer) refuse(path, code, format string, args ...any) {
	if len(c.fields) < c.most {
		c.fields = append(c.fields, Field{Path: clip(path, 200), Code: code, Message: fmt.Sprintf(format, args...)})
	}
}

func (c *coercer) value(path string, typ *ast.Type, v any) any {
	if v == nil {
		if typ.NonNull {
			c.refuse(path, "required", "This is required.")
		}
		return nil
	}
	if typ.Elem != nil {
		return c.list(path, typ.Elem, v)
	}
	def := c.schema.Types[typ.NamedType]
	switch def.Kind {
	case ast.Enum:
		return c.enum(path, def, v)
	case ast.InputObject:
		return c.object(path, def, v)
	}
	return c.scalar(path, def.Name, v)
}

// list reads a list; a single value is a list of one, as the specification says.
func (c *coercer) list(path string, elem *ast.Type, v any) any {
	items, ok := v.([]any)
	if !ok {
		return []any{c.value(path, elem, v)}
	}
	out := make([]any, len(items))
	for i, item := range items {
		out[i] = c.value(path+"."+strconv.Itoa(i), elem, item)
	}
	return out
}

func (c *coercer) enum(path string, def *ast.Definition, v any) any {
	s, ok := v.(string)
	if !ok || def.EnumValues.ForName(s) == nil {
		c.refuse(path, "not_listed", "This is not a value of %s.", def.Name)
	}
	return s
}

func (c *coercer) object(path string, def *ast.Definition, v any) any {
	given, ok := v.(map[string]any)
	if !ok {
		c.refuse(path, "not_object", "This must be an object of type %s.", def.Name)
		return nil
	}
	out := make(map[string]any, len(given))
	for _, field := range def.Fields {
		at := path + "." + field.Name
		if x, ok := given[field.Name]; ok {
			out[field.Name] = c.value(at, field.Type, x)
		} else if field.Type.NonNull && field.DefaultValue == nil {
			c.refuse(at, "required", "This is required.")
		}
	}
	if len(out) < len(given) {
		c.unknown(path, def, given)
	}
	if def.Directives.ForName("oneOf") != nil {
		c.oneOf(path, out)
	}
	return out
}

func (c *coercer) unknown(path string, def *ast.Definition, given map[string]any) {
	names := make([]string, 0, len(given))
	for name := range given {
		if def.Fields.ForName(name) == nil {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		c.refuse(path+"."+clip(name, 60), "unknown", "There is no such field in %s.", def.Name)
	}
}

func (c *coercer) oneOf(path string, out map[string]any) {
	for _, v := range out {
		if len(out) == 1 && v != nil {
			return
		}
	}
	c.refuse(path, "one_of", "Exactly one field must be given.")
}

func (c *coercer) scalar(path, name string, v any) any {
	var out any
	var err error
	switch name {
	case "Int":
		if _, ok := v.(string); ok {
			err = Refuse("not_int", "This must be a whole number.")
			break
		}
		out, err = UnmarshalInt64(v)
	case "Float":
		out, err = UnmarshalFloat(v)
	case "String":
		out, err = UnmarshalString(v)
	case "ID":
		out, err = UnmarshalID(v)
	case "Boolean":
		out, err = UnmarshalBoolean(v)
	default:
		out = v
		if holdsNUL(v) {
			err = Refuse("bad_text", "This text holds a NUL character.")
		}
	}
	if problem, ok := err.(*Problem); ok {
		c.refuse(path, problem.Fields[0].Code, "%s", problem.Message)
	}
	return out
}

func holdsNUL(v any) bool {
	switch v := v.(type) {
	case string:
		return strings.IndexByte(v, 0) >= 0
	case []any:
		for _, x := range v {
			if holdsNUL(x) {
				return true
			}
		}
	case map[string]any:
		for k, x := range v {
			if holdsNUL(k) || holdsNUL(x) {
				return true
			}
		}
	case json.Number, bool:
	}
	return false
}

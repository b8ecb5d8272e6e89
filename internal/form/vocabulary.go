package form

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/parser"

	"github.com/vitrine-grants/vitrine/internal/money"
)

// answered is the list of questions with an answer; no author can write its name.
const answered = "@answered"

// amountDigits are the digits after the point of an amount in rules: as many as any currency has.
const amountDigits = 4

// Variable is one name that rules can use, with its type in CEL.
type Variable struct{ Name, Type string }

// Variables are the names rules of this form can use: its questions, then what is known beside them.
// Text is a string, a number is a double, an amount is an int of ten-thousandths (compare it with
// money(50000)), several choices and files are lists of strings, rows are maps of strings.
func (d *Definition) Variables() []Variable {
	var out []Variable
	for _, s := range d.Sections {
		for i := range s.Questions {
			if t := s.Questions[i].celType(); t != nil {
				out = append(out, Variable{s.Questions[i].Key, t.String()})
			}
		}
	}
	known := surroundings()
	for _, name := range surroundingNames() {
		out = append(out, Variable{name, known[name].String()})
	}
	return out
}

func surroundingNames() []string {
	return []string{"lead_country", "partner_countries", "cycle_year", "requested", "cost_share", "awarded_before"}
}

func surroundings() map[string]*cel.Type {
	return map[string]*cel.Type{
		"lead_country": cel.StringType, "partner_countries": cel.ListType(cel.StringType), "cycle_year": cel.IntType,
		"requested": cel.IntType, "cost_share": cel.IntType, "awarded_before": cel.BoolType,
	}
}

// reserved are names with a meaning of their own in CEL or in our rules.
func reserved(key string) bool {
	words := "as bool break bytes const continue double duration dyn else false for function google if import in int let list loop map null null_type package namespace optional_type return string timestamp true type uint var void while"
	return slices.Contains(strings.Fields(words), key) || slices.Contains(surroundingNames(), key)
}

// celType is the type of a question's answer in rules; nil for the budget, which is no answer.
func (q *Question) celType() *cel.Type {
	switch q.Kind {
	case Budget:
		return nil
	case Number:
		return cel.DoubleType
	case Money:
		return cel.IntType
	case Day:
		return cel.TimestampType
	case YesNo:
		return cel.BoolType
	case Several, File:
		return cel.ListType(cel.StringType)
	case Contact:
		return cel.MapType(cel.StringType, cel.StringType)
	case Table, Outcomes:
		return cel.ListType(cel.MapType(cel.StringType, cel.StringType))
	}
	return cel.StringType
}

func environment(d *Definition) (*cel.Env, error) {
	options := []cel.EnvOption{
		cel.ParserRecursionLimit(mostExprDepth), cel.ParserExpressionSizeLimit(MostExprChars),
		cel.Macros(append(cel.StandardMacros, cel.GlobalMacro("filled", 1, filled))...),
		cel.Variable(answered, cel.ListType(cel.StringType)),
	}
	for _, s := range d.Sections {
		for i := range s.Questions {
			if t := s.Questions[i].celType(); t != nil {
				options = append(options, cel.Variable(s.Questions[i].Key, t))
			}
		}
	}
	for name, t := range surroundings() {
		options = append(options, cel.Variable(name, t))
	}
	return cel.NewEnv(append(options, functions()...)...)
}

// filled turns filled(x) into "x" in @answered, because an answer that is missing has a value all the same.
func filled(h parser.ExprHelper, _ ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
	if args[0].Kind() != ast.IdentKind {
		return nil, h.NewError(args[0].ID(), "filled takes the key of a question")
	}
	return h.NewCall(operators.In, h.NewLiteral(types.String(args[0].AsIdent())), h.NewIdent(answered)), nil
}

func functions() []cel.EnvOption {
	list := func(t *cel.Type) []*cel.Type { return []*cel.Type{cel.ListType(t)} }
	unary := func(name, overload string, args []*cel.Type, out *cel.Type, f func(ref.Val) ref.Val) cel.EnvOption {
		return cel.Function(name, cel.Overload(overload, args, out, cel.UnaryBinding(f)))
	}
	text := []*cel.Type{cel.StringType}
	return []cel.EnvOption{
		unary("words", "words_string", text, cel.IntType, func(v ref.Val) ref.Val { return types.Int(Words(plain(v))) }),
		unary("count", "count_list", list(cel.TypeParamType("T")), cel.IntType, func(v ref.Val) ref.Val { return v.(traits.Lister).Size() }),
		unary("number", "number_string", text, cel.DoubleType, func(v ref.Val) ref.Val { return double(plain(v)) }),
		unary("date", "date_string", text, cel.TimestampType, func(v ref.Val) ref.Val { return instant(plain(v)) }),
		unary("money", "money_string", text, cel.IntType, func(v ref.Val) ref.Val { return amount(plain(v)) }),
		unary("money", "money_int", []*cel.Type{cel.IntType}, cel.IntType, func(v ref.Val) ref.Val {
			return amount(strconv.FormatInt(int64(v.(types.Int)), 10))
		}),
		unary("money", "money_double", []*cel.Type{cel.DoubleType}, cel.IntType, func(v ref.Val) ref.Val {
			return amount(strconv.FormatFloat(float64(v.(types.Double)), 'f', -1, 64))
		}),
		unary("sum", "sum_int", list(cel.IntType), cel.IntType, func(v ref.Val) ref.Val { return sum(v, types.Int(0)) }),
		unary("sum", "sum_double", list(cel.DoubleType), cel.DoubleType, func(v ref.Val) ref.Val { return sum(v, types.Double(0)) }),
	}
}

func plain(v ref.Val) string {
	s, _ := v.Value().(string)
	return s
}

func sum(v, total ref.Val) ref.Val {
	l := v.(traits.Lister)
	for it := l.Iterator(); it.HasNext() == types.True; {
		total = total.(traits.Adder).Add(it.Next())
	}
	return total
}

// double is a number as rules compare it; no text is 0.
func double(text string) ref.Val {
	if text = strings.TrimSpace(text); text == "" {
		return types.Double(0)
	}
	if !isNumber(text) {
		return types.NewErr("%q is not a number", clip(text))
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return types.NewErr("%q is not a number", clip(text))
	}
	return types.Double(f)
}

// instant is a day as rules compare it, at midnight UTC; no text is the first day of the year 1.
func instant(text string) ref.Val {
	if text = strings.TrimSpace(text); text == "" {
		return types.Timestamp{Time: time.Time{}.UTC()}
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return types.NewErr("%q is not a date", clip(text))
	}
	return types.Timestamp{Time: t}
}

// amount is money as rules compare it: ten-thousandths of the unit, exactly; no text is 0.
func amount(text string) ref.Val {
	n, err := tenThousandths(strings.TrimSpace(text))
	if err != nil {
		return types.NewErr("%s", err)
	}
	return types.Int(n)
}

func tenThousandths(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	whole, frac, _ := strings.Cut(text, ".")
	if !isNumber(text) || len(frac) > amountDigits {
		return 0, fmt.Errorf("%q is not an amount", clip(text))
	}
	n, err := strconv.ParseInt(whole+frac+strings.Repeat("0", amountDigits-len(frac)), 10, 64)
	if err != nil {
		return 0, errors.New("the amount is too large")
	}
	return n, nil
}

func ofMoney(m money.Money) types.Int {
	if m.Currency == "" {
		return 0
	}
	return types.Int(m.Minor * int64(math.Pow10(amountDigits-m.Currency.Digits())))
}

// costs prices our functions by what they walk through, so that the limit bounds time.
type costs struct{}

// CallCost is the price of a call; nil leaves it to CEL.
func (costs) CallCost(function, _ string, args []ref.Val, _ ref.Val) *uint64 {
	switch function {
	case "words", "number", "date", "money":
		n := uint64(1)
		if len(args) == 1 {
			n += uint64(len(plain(args[0]))) / 10
		}
		return &n
	case "sum":
		n := uint64(1)
		if l, ok := args[0].(traits.Lister); ok {
			n += uint64(l.Size().(types.Int))
		}
		return &n
	}
	return nil
}

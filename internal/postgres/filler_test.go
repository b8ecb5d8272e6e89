package postgres_test

import (
	"database/sql"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"reflect"
	"time"

	"github.com/google/uuid"
)

var scanner = reflect.TypeFor[sql.Scanner]()

// filler draws values for the fields of a record: awkward ones, or as few as the columns allow.
type filler struct {
	*rand.Rand
	full bool
}

func newFiller(seed uint64, table string, full bool) *filler {
	h := fnv.New64a()
	_, _ = h.Write([]byte(table))
	return &filler{rand.New(rand.NewPCG(seed, h.Sum64())), full}
}

// record is a value of the model's type with every column drawn.
func (f *filler) record(model any, columns []column) any {
	v := reflect.New(reflect.TypeOf(model)).Elem()
	fields := kept(model)
	for _, c := range columns {
		if field, ok := fields[c.Name]; ok && numbered()[c.Table] != c.Name {
			f.column(v.FieldByIndex(field.Index), c)
		}
	}
	return v.Interface()
}

func (f *filler) column(v reflect.Value, c column) {
	if c.Nullable && !f.full {
		return
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	switch c.Type {
	case "uuid", "date", "timestamptz":
		f.scanned(v, c.Type)
	case "text":
		v.SetString(f.text())
	case "int2":
		v.SetInt(f.integer(math.MaxInt16))
	case "int4":
		v.SetInt(f.integer(math.MaxInt32))
	case "int8":
		v.SetInt(f.integer(math.MaxInt64))
	case "float8":
		v.SetFloat(f.NormFloat64() * 1e6)
	case "bool":
		v.SetBool(f.IntN(2) == 0)
	case "bytea":
		v.SetBytes(f.bytes())
	case "_text":
		v.Set(reflect.MakeSlice(v.Type(), 0, 5))
		for _, text := range []string{f.text(), `a "quoted", {braced}`, "", `back\slash`, "NULL"} {
			v.Set(reflect.Append(v, reflect.ValueOf(text).Convert(v.Type().Elem())))
		}
	case "_timestamptz":
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			f.scanned(v.Index(i), "timestamptz")
		}
	case "jsonb":
		f.jsonb(v)
	default:
		panic("no values for a column of type " + c.Type)
	}
}

// jsonb draws JSON; bytes are in the form Postgres prints, since it keeps the meaning and not the spelling.
func (f *filler) jsonb(v reflect.Value) {
	if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8 {
		v.SetBytes(fmt.Appendf(nil, `{"a": %d, "b": [true, null, "é"]}`, f.IntN(1000)))
		return
	}
	f.any(v)
}

// any draws what JSON can hold for a type.
func (f *filler) any(v reflect.Value) {
	if v.Addr().Type().Implements(scanner) || v.Type() == reflect.TypeFor[time.Time]() {
		f.scanned(v, kindOf(v.Type()))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.any(v.Elem())
	case reflect.String:
		v.SetString(f.named(v.Type()))
	case reflect.Int, reflect.Int64:
		v.SetInt(f.integer(math.MaxInt64))
	case reflect.Float64:
		v.SetFloat(f.NormFloat64())
	case reflect.Bool:
		v.SetBool(f.IntN(2) == 0)
	case reflect.Interface:
		v.Set(reflect.ValueOf(f.text()))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		f.any(v.Index(0))
		f.any(v.Index(1))
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range 2 {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			f.any(key)
			f.any(value)
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if sf := v.Type().Field(i); sf.IsExported() && sf.Tag.Get("json") != "-" {
				f.any(v.Field(i))
			}
		}
	default:
		panic("no values for " + v.Type().String())
	}
}

func kindOf(t reflect.Type) string {
	switch t.String() {
	case "time.Time":
		return "timestamptz"
	case "calendar.Date":
		return "date"
	}
	return "uuid"
}

// named draws a text of a type that reads itself, such as a country's code, from a few that it takes.
func (f *filler) named(t reflect.Type) string {
	reader, ok := reflect.New(t).Interface().(interface{ UnmarshalText([]byte) error })
	if !ok {
		return f.text()
	}
	for _, s := range []string{"US", "ES", "NY", "CA"} {
		if reader.UnmarshalText([]byte(s)) == nil {
			return s
		}
	}
	panic("no text that reads as " + t.String())
}

func (f *filler) scanned(v reflect.Value, kind string) {
	at := time.Unix(f.Int64N(4e9), f.Int64N(1e6)*1000).UTC()
	if v.Type() == reflect.TypeFor[time.Time]() {
		if kind == "date" {
			at = at.Truncate(24 * time.Hour)
		}
		v.Set(reflect.ValueOf(at))
		return
	}
	var from any = at
	if kind == "uuid" {
		from = uuid.UUID(f.bytes()[:16]).String()
	}
	if err := v.Addr().Interface().(sql.Scanner).Scan(from); err != nil {
		panic(err)
	}
}

func (f *filler) integer(most int64) int64 {
	return []int64{0, 1, -1, most, -most - 1, f.Int64N(most)}[f.IntN(6)]
}

func (f *filler) bytes() []byte {
	b := make([]byte, 32)
	for i := range b {
		b[i] = byte(f.UintN(256))
	}
	return b
}

// text draws words that break what was not quoted, folded or counted with care.
func (f *filler) text() string {
	awkward := []string{
		"Musée d'Orsay", "museo “El Prado”", `back\slash and "quote"`, "故宫博物院", "متحف", "🏛️ emoji", "a\tb\nc\r\nd",
		"? ?? $1 ?0 ?name", "{}", "null", "'; DROP TABLE people; --", "\u202eright to left", "\u0301combining", "", " spaced ", "<script>",
	}
	return fmt.Sprintf("%s%d", awkward[f.IntN(len(awkward))], f.IntN(1_000_000))
}

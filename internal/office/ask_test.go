package office_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// read is one read of one service with everything it is asked.
type read struct {
	name  string // service.Method
	calls func(h *house) []call
}

// call is one set of arguments after the context; a UUID becomes an id of the method's own kind.
type call []any

// nothing is an id of the right shape that no record has.
var nothing = uuid.MustParse("01900000-0000-7000-8000-00000000dead")

// each asks for records of a table by their ids, and first for one that is not there.
func each(table string) func(*house) []call {
	return func(h *house) []call {
		out := []call{{nothing}}
		for _, id := range h.any(`SELECT id FROM ` + table) {
			out = append(out, call{id})
		}
		return out
	}
}

// batch asks for every record of a table at once.
func batch(table string) func(*house) []call {
	return func(h *house) []call { return []call{{h.all(`SELECT id FROM ` + table + ` ORDER BY id`)}} }
}

// once asks without an argument.
func once(*house) []call { return []call{{}} }

// with asks with each of the arguments.
func with[T any](list ...T) func(*house) []call {
	return func(*house) []call {
		var out []call
		for _, a := range list {
			out = append(out, call{a})
		}
		return out
	}
}

// and adds the same arguments to every call.
func and(calls func(*house) []call, more ...any) func(*house) []call {
	return func(h *house) []call {
		out := calls(h)
		for i := range out {
			out[i] = append(out[i], more...)
		}
		return out
	}
}

// text asks with every text a statement answers.
func text(statement string) func(*house) []call {
	return func(h *house) []call {
		rows, err := h.DB.Pool.Query(h.ctx, statement)
		if err != nil {
			h.t.Fatal(err)
		}
		defer rows.Close()
		out := []call{{"ABCD-EFGH-0123"}}
		for rows.Next() {
			var s string
			if err := rows.Scan(&s); err != nil {
				h.t.Fatal(err)
			}
			out = append(out, call{s})
		}
		return out
	}
}

// hashes asks with the hash of every file kept, and of none.
func hashes(h *house) []call {
	docs, err := h.Vault.All(h.ctx)
	if err != nil || len(docs) == 0 {
		h.t.Fatalf("%d files, %v", len(docs), err)
	}
	none := sha256.Sum256(nil)
	out := []call{{none[:]}}
	for _, d := range docs {
		out = append(out, call{d.SHA256})
	}
	return out
}

// ask runs a read as somebody; the answers are by what was asked, as JSON.
func (h *house) ask(as context.Context, name string, calls []call) map[string]any {
	h.t.Helper()
	return answers(calls, func(c call) any { return h.answer(as, name, c) })
}

// answers are by what was asked.
func answers(calls []call, answer func(call) any) map[string]any {
	out := map[string]any{}
	for n, c := range calls {
		key := strconv.Itoa(n)
		if len(c) > 0 {
			key += fmt.Sprintf(" %.60s", fmt.Sprint(c[0]))
		}
		out[key] = answer(c)
	}
	return out
}

// answer is what a read says to somebody about one thing, as JSON.
func (h *house) answer(as context.Context, name string, c call) any {
	h.t.Helper()
	service, method, _ := strings.Cut(name, ".")
	m := reflect.ValueOf(h.Office).Elem().FieldByName(service).MethodByName(method)
	if !m.IsValid() {
		h.t.Fatalf("there is no %s", name)
	}
	in := []reflect.Value{reflect.ValueOf(as)}
	for i, a := range c {
		in = append(in, fit(m.Type().In(i+1), a))
	}
	out := said(as, m.Call(in))
	if list, ok := out.([]any); ok && len(c) > 0 && reflect.TypeOf(c[0]).Kind() == reflect.Slice {
		return sorted(list) // in no order, they say
	}
	return out
}

// sorted is a list in the order of its texts.
func sorted(list []any) any {
	type row struct {
		text string
		is   any
	}
	rows := make([]row, len(list))
	for i, x := range list {
		rows[i] = row{fmt.Sprint(x), x}
	}
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.text, b.text) })
	for i, r := range rows {
		list[i] = r.is
	}
	return list
}

// fit makes typed ids of UUIDs; everything else is as it is.
func fit(t reflect.Type, a any) reflect.Value {
	switch a := a.(type) {
	case uuid.UUID:
		v := reflect.New(t)
		if err := v.Interface().(sql.Scanner).Scan(a.String()); err != nil {
			panic(err)
		}
		return v.Elem()
	case []uuid.UUID:
		v := reflect.MakeSlice(t, 0, len(a))
		for _, id := range a {
			v = reflect.Append(v, fit(t.Elem(), id))
		}
		return v
	}
	return reflect.ValueOf(a).Convert(t)
}

// said is an answer as plain JSON: the value, with a list's count, or the fault as a caller reads it.
func said(as context.Context, results []reflect.Value) any {
	last := results[len(results)-1].Interface()
	if err, bad := last.(error); bad {
		var f *fault.Error
		if errors.As(err, &f) {
			return fmt.Sprintf("%s %s: %s %v %v", f.Kind, f.Code, f.Message, f.Fields, f.Facts)
		}
		return "INTERNAL " + err.Error()
	}
	v := results[0].Interface()
	if list, ok := v.(interface {
		TotalCount(context.Context) (int, error)
	}); ok {
		n, err := list.TotalCount(as)
		v = map[string]any{"list": v, "count": n, "error": fmt.Sprint(err)}
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return "INTERNAL " + err.Error()
	}
	var plain any
	if err := json.Unmarshal(raw, &plain); err != nil {
		return "INTERNAL " + err.Error()
	}
	return plain
}

// differ is the path of the first difference between two answers; empty when there is none.
func differ(path string, a, b any) string {
	if reflect.DeepEqual(a, b) {
		return ""
	}
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok {
			break
		}
		for k, v := range x {
			if d := differ(path+"/"+k, v, y[k]); d != "" {
				return d
			}
		}
		for k := range y {
			if _, ok := x[k]; !ok {
				return path + "/" + k + ": only in the second world"
			}
		}
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			break
		}
		for i := range x {
			if d := differ(fmt.Sprintf("%s/%d", path, i), x[i], y[i]); d != "" {
				return d
			}
		}
	}
	return fmt.Sprintf("%s: %.300v, then %.300v", path, a, b)
}

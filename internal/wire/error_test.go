package wire_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/wire"
)

func fieldsOf(a answer) string {
	if len(a.Errors) == 0 {
		return ""
	}
	var out []string
	list, _ := a.Errors[0].Extensions["fields"].([]any)
	for _, f := range list {
		m := f.(map[string]any)
		out = append(out, fmt.Sprint(m["path"], ":", m["code"]))
	}
	return strings.Join(out, " ")
}

func TestErrorsHaveCodesAndKeepSecrets(t *testing.T) {
	t.Parallel()
	b := setup(t, func(c *wire.Config) { c.Limits.Timeout = 50 * time.Millisecond })
	tests := []struct {
		name, query, code, fields string
	}{
		{"an unknown error", `{fail(how:PLAIN)}`, "INTERNAL", ""},
		{"a panic", `{fail(how:PANIC)}`, "INTERNAL", ""},
		{"a problem of the resolver", `{fail(how:CODED)}`, "BAD_USER_INPUT", "title:too_long lines.0:sum"},
		{"an error Present knows", `{fail(how:CONFLICT)}`, "CONFLICT", ""},
		{"a resolver that takes too long", `{fail(how:SLOW)}`, "COMPLEXITY_EXCEEDED", ""},
		{"a guarded field", `{guarded{id}}`, "FORBIDDEN", ""},
		{"an argument that cannot be read", `{echo(input:{at:"yesterday"}){text}}`, "BAD_USER_INPUT", "input.at:bad_datetime"},
		{"an argument deep down", `{echo(input:{nested:{nested:{count:99999999999}}}){text}}`, "BAD_USER_INPUT", "input.nested.nested.count:not_int"},
		{"an argument in a list", `{echo(input:{many:[1,2,99999999999]}){text}}`, "BAD_USER_INPUT", "input.many.2:not_int"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := &bench{t: t, h: b.h, log: b.log}
			a := b.ask(tt.query)
			want(t, "code", a.code(), tt.code)
			want(t, "status", a.Code, 200)
			want(t, "fields", fieldsOf(a), tt.fields)
			want(t, "length of path", len(a.Errors[0].Path), 1)
			for _, secret := range []string{"SQLSTATE", "secret", "deadline", "goroutine"} {
				if strings.Contains(a.Body.String(), secret) {
					t.Errorf("%q leaks: %s", secret, a.Body)
				}
			}
			if tt.code != "INTERNAL" {
				return
			}
			id, _ := a.Errors[0].Extensions["id"].(string)
			if id == "" || !strings.Contains(a.Errors[0].Message, id) || !strings.Contains(b.log.String(), id) {
				t.Errorf("the error id %q is not in message and log", id)
			}
		})
	}
	t.Cleanup(func() {
		for _, cause := range []string{"SQLSTATE 42P01", "a bug with a secret", "resolver.go"} {
			if !strings.Contains(b.log.String(), cause) {
				t.Errorf("the log lacks %q", cause)
			}
		}
	})
}

func TestConflictCarriesItsFacts(t *testing.T) {
	t.Parallel()
	a := setup(t).ask(`{fail(how:CONFLICT)}`)
	want(t, "version", a.Errors[0].Extensions["version"], any(3.0))
	want(t, "message", a.Errors[0].Message, "Someone was faster.")
	want(t, "line", a.Errors[0].Locations[0]["line"], 1)
}

func TestACodeOffTheListIsInternal(t *testing.T) {
	t.Parallel()
	b := setup(t, func(c *wire.Config) {
		c.Present = func(context.Context, error) (wire.Problem, bool) {
			return wire.Problem{Code: "TEAPOT", Message: "short and stout"}, true
		}
	})
	a := b.ask(`{fail(how:PLAIN)}`)
	want(t, "code", a.code(), "INTERNAL")
	if strings.Contains(a.Body.String(), "stout") {
		t.Error("the message of an unlisted code is shown")
	}
}

func TestVariables(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tests := []struct {
		name, typ string
		value     string
		fields    string
	}{
		{"text", "String", `"ü😀"`, ""},
		{"a number is no text", "String", `1`, "v:not_text"},
		{"true is no text", "String", `true`, "v:not_text"},
		{"NUL is no text", "String", `"a\u0000b"`, "v:bad_text"},
		{"an int", "Int", `-2147483648`, ""},
		{"text is no int", "Int", `"1"`, "v:not_int"},
		{"a fraction is no int", "Int", `1.5`, "v:not_int"},
		{"a large number is no int", "Int", `2147483648`, "v:not_int"},
		{"a float", "Float", `1`, ""},
		{"text is no float", "Float", `"1"`, "v:not_number"},
		{"a number beyond any", "Float", `1e999`, "v:not_number"},
		{"true", "Boolean", `true`, ""},
		{"one is not true", "Boolean", `1`, "v:not_boolean"},
		{"text is not true", "Boolean", `"true"`, "v:not_boolean"},
		{"an id may be a number", "ID", `7`, ""},
		{"an id is no fraction", "ID", `7.5`, "v:not_id"},
		{"an enum", "Kind", `"TWO"`, ""},
		{"an enum in small letters", "Kind", `"two"`, "v:not_listed"},
		{"an enum by number", "Kind", `1`, "v:not_listed"},
		{"null where nothing is needed", "Int", `null`, ""},
		{"null where something is needed", "Int!", `null`, "v:required"},
		{"a list", "[Int!]", `[1,2]`, ""},
		{"one value is a list of one", "[Int!]", `1`, ""},
		{"a wrong item", "[Int!]", `[1,"x",null]`, "v.1:not_int v.2:required"},
		{"an input", "EchoInput", `{"nested":{"count":1}}`, ""},
		{"all wrong fields of an input at once", "EchoInput", `{"text":1,"count":"1","nope":0,"nested":{"on":1}}`, "v.text:not_text v.count:not_int v.nested.on:not_boolean v.nope:unknown"},
		{"a list is no input", "EchoInput", `[]`, "v:not_object"},
		{"NUL in a scalar of ours", "DateTime", `"\u0000"`, "v:bad_text"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := &bench{t: t, h: b.h}
			use := map[string]string{
				"String": "echo(input:{text:$v}){text}", "Int": "echo(input:{count:$v}){text}", "Float": "echo(input:{ratio:$v}){text}",
				"Boolean": "echo(input:{on:$v}){text}", "ID": "echo(input:{id:$v}){text}", "Kind": "echo(input:{kind:$v}){text}",
				"Int!": "items(first:$v){totalCount}", "[Int!]": "echo(input:{many:$v}){many}", "EchoInput": "echo(input:{nested:$v}){text}",
				"DateTime": "echo(input:{at:$v}){text}",
			}[tt.typ]
			a := b.ask(fmt.Sprintf("query($v:%s){%s}", tt.typ, use), vars(map[string]any{"v": json.RawMessage(tt.value)}))
			want(t, "fields", fieldsOf(a), tt.fields)
			code, status := "", 200
			if tt.fields != "" {
				code, status = "BAD_USER_INPUT", 400
			}
			want(t, "code", a.code(), code)
			want(t, "status", a.Code, status)
		})
	}
}

func TestConditionsMustBeKnown(t *testing.T) {
	t.Parallel()
	b := setup(t)
	q := `query($b:Boolean = true){hello @include(if:$b)}`
	want(t, "default", b.ask(q).code(), "")
	a := b.ask(q, vars(map[string]any{"b": nil}))
	want(t, "null", a.code(), "BAD_USER_INPUT")
	want(t, "field", fieldsOf(a), "b:not_boolean")
}

func TestScalars(t *testing.T) {
	t.Parallel()
	a := setup(t).ask(`{echo(input:{text:"\" \\ \n ü", count:7, ratio:0.5, on:false, id:12, many:[1], at:"2026-11-21T17:00:00.5-05:00"})
		{text count ratio on id many at}}`)
	got, err := json.Marshal(a.Data["echo"])
	if err != nil {
		t.Fatal(err)
	}
	want(t, "echo", string(got),
		`{"at":"2026-11-21T17:00:00.5-05:00","count":7,"id":"12","many":[1],"on":false,"ratio":0.5,"text":"\" \\ \n ü"}`)
	for _, v := range []any{"", "2026-11-21", "2026-11-21T17:00:00", "2026-11-21 17:00:00Z", "2026-11-21T7:00:00Z", "2026-11-21T17:00:00,5Z", "0000-01-01T00:00:00Z", "2026-11-21T17:00:00+24:00", "2026-02-30T00:00:00Z", 5, nil, true} {
		if at, err := wire.UnmarshalDateTime(v); err == nil {
			t.Errorf("%v is read as %v", v, at)
		}
	}
	for _, v := range []any{nil, "\xff", "\x00", 1.5, json.Number("1")} {
		if s, err := wire.UnmarshalString(v); err == nil {
			t.Errorf("%v is read as %q", v, s)
		}
	}
	var p *wire.Problem
	if _, err := wire.UnmarshalBoolean(nil); !errors.As(err, &p) || p.Code != wire.BadUserInput {
		t.Errorf("a refusal is %v", err)
	}
}

package wire_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestHTTP(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const (
		jsonType  = "application/json; charset=utf-8"
		graphType = "application/graphql-response+json; charset=utf-8"
		hello     = `{"query":"{hello}"}`
	)
	query := func(q string) url.Values { return url.Values{"query": {q}} }
	raw := func(method, target, body string, headers ...string) *http.Request {
		return with(httptest.NewRequest(method, target, strings.NewReader(body)), headers...)
	}
	tests := []struct {
		name        string
		r           *http.Request
		status      int
		contentType string
		code        string
	}{
		{"post answers", post(hello), 200, graphType, ""},
		{"json is chosen when asked for", post(hello, "Accept", "application/json"), 200, jsonType, ""},
		{"json is chosen without Accept", post(hello, "Accept", ""), 200, jsonType, ""},
		{"json is chosen for anything", post(hello, "Accept", "*/*"), 200, jsonType, ""},
		{"json is chosen for any application type", post(hello, "Accept", "application/*"), 200, jsonType, ""},
		{"the newer type wins a tie", post(hello, "Accept", "application/json, application/graphql-response+json"), 200, graphType, ""},
		{"weights decide", post(hello, "Accept", "application/json;q=0.9, application/graphql-response+json;q=0.8"), 200, jsonType, ""},
		{"weights decide the other way", post(hello, "Accept", "application/json;q=0.3, application/graphql-response+json;q=0.8"), 200, graphType, ""},
		{"a weight of zero refuses", post(hello, "Accept", "*/*, application/json;q=0"), 200, graphType, ""},
		{"other types are not acceptable", post(hello, "Accept", "text/html"), 406, jsonType, "BAD_USER_INPUT"},
		{"other charsets are not acceptable", post(hello, "Accept", "application/json; charset=latin1"), 406, jsonType, "BAD_USER_INPUT"},
		{"get answers queries", get(query("{hello}")), 200, jsonType, ""},
		{"get takes variables", get(url.Values{"query": {"query($n:String!){hello(name:$n)}"}, "variables": {`{"n":"x"}`}}), 200, jsonType, ""},
		{"get refuses mutations", get(query(`mutation{touch(id:"1"){id}}`)), 405, jsonType, "BAD_USER_INPUT"},
		{"get refuses broken variables", get(url.Values{"query": {"{hello}"}, "variables": {"{"}}), 400, jsonType, "BAD_USER_INPUT"},
		{"get refuses a parameter given twice", get(url.Values{"query": {"{hello}", "{hello}"}}), 400, jsonType, "BAD_USER_INPUT"},
		{"get refuses invalid UTF-8", raw("GET", "/graphql?query=%7Bhello(name:%22%ff%22)%7D", ""), 400, jsonType, "BAD_USER_INPUT"},
		{"get refuses broken encoding", raw("GET", "/graphql?query=%zz", ""), 400, jsonType, "BAD_USER_INPUT"},
		{"get without a query", raw("GET", "/graphql", ""), 400, jsonType, "BAD_USER_INPUT"},
		{"put is no method of ours", raw("PUT", "/graphql", hello), 405, jsonType, "BAD_USER_INPUT"},
		{"delete is no method of ours", raw("DELETE", "/graphql", ""), 405, jsonType, "BAD_USER_INPUT"},
		{"options says what is allowed", raw("OPTIONS", "/graphql", ""), 204, "", ""},
		{"a form is no content type of ours", post("query={hello}", "Content-Type", "application/x-www-form-urlencoded"), 415, graphType, "BAD_USER_INPUT"},
		{"multipart is no content type of ours", post("", "Content-Type", "multipart/form-data; boundary=x"), 415, graphType, "BAD_USER_INPUT"},
		{"text is no content type of ours", post(hello, "Content-Type", "text/plain"), 415, graphType, "BAD_USER_INPUT"},
		{"no content type", post(hello, "Content-Type", ""), 415, graphType, "BAD_USER_INPUT"},
		{"another charset", post(hello, "Content-Type", "application/json; charset=iso-8859-1"), 415, graphType, "BAD_USER_INPUT"},
		{"utf-8 is named", post(hello, "Content-Type", "application/json; charset=UTF-8"), 200, graphType, ""},
		{"compressed bodies", post(hello, "Content-Encoding", "gzip"), 415, graphType, "BAD_USER_INPUT"},
		{"an empty body", post(""), 400, graphType, "BAD_USER_INPUT"},
		{"a broken body", post(`{"query":`), 400, graphType, "BAD_USER_INPUT"},
		{"text after the body", post(hello + "x"), 400, graphType, "BAD_USER_INPUT"},
		{"a body of null", post("null"), 400, graphType, "BAD_USER_INPUT"},
		{"a batch", post("[" + hello + "," + hello + "]"), 400, graphType, "BAD_USER_INPUT"},
		{"a body that is not UTF-8", post("{\"query\":\"{hello(name:\\\"\xff\\\")}\"}"), 400, graphType, "BAD_USER_INPUT"},
		{"half a character", post(`{"query":"{hello}","variables":{"x":"\ud83d"}}`), 400, graphType, "BAD_USER_INPUT"},
		{"a whole character in two halves", post(`{"query":"query($x:String!){hello(name:$x)}","variables":{"x":"\ud83d\ude00 \\ud83d"}}`), 200, graphType, ""},
		{"a body of 3 MB", post(`{"query":"` + strings.Repeat(" ", 3<<20) + `{hello}"}`), 413, graphType, "COMPLEXITY_EXCEEDED"},
		{"the name of a parameter is exact", post(`{"QUERY":"{hello}"}`), 400, graphType, "BAD_USER_INPUT"},
		{"unknown parameters are left alone", post(`{"query":"{hello}","mine":[1]}`), 200, graphType, ""},
		{"a query that is a number", post(`{"query":1}`), 400, graphType, "BAD_USER_INPUT"},
		{"variables that are a list", post(`{"query":"{hello}","variables":[]}`), 400, graphType, "BAD_USER_INPUT"},
		{"an operation name that is an object", post(`{"query":"{hello}","operationName":{}}`), 400, graphType, "BAD_USER_INPUT"},
		{"extensions that are text", post(`{"query":"{hello}","extensions":"x"}`), 400, graphType, "BAD_USER_INPUT"},
		{"a document that cannot be parsed", post(`{"query":"{"}`), 400, graphType, "GRAPHQL_PARSE_FAILED"},
		{"the same as json", post(`{"query":"{"}`, "Accept", "application/json"), 200, jsonType, "GRAPHQL_PARSE_FAILED"},
		{"a document without operation", post(`{"query":"fragment f on Query {hello}"}`), 400, graphType, "GRAPHQL_PARSE_FAILED"},
		{"an unknown field", post(`{"query":"{helo}"}`), 400, graphType, "GRAPHQL_VALIDATION_FAILED"},
		{"an unknown operation", post(`{"query":"query a{hello}","operationName":"b"}`), 400, graphType, "GRAPHQL_VALIDATION_FAILED"},
		{"a missing variable", post(`{"query":"query($n:ID!){node(id:$n){id}}"}`), 400, graphType, "BAD_USER_INPUT"},
		{"a subscription without a stream", post(`{"query":"subscription{ticks(upTo:1){n}}"}`), 406, graphType, "BAD_USER_INPUT"},
		{"defer is not offered", post(`{"query":"{... @defer {hello}}"}`), 400, graphType, "GRAPHQL_VALIDATION_FAILED"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := &bench{t: t, h: b.h}
			a := b.send(tt.r)
			want(t, "status", a.Code, tt.status)
			want(t, "content type", a.Header().Get("Content-Type"), tt.contentType)
			want(t, "code", a.code(), tt.code)
			want(t, "cache", a.Header().Get("Cache-Control"), "private, no-store")
			want(t, "nosniff", a.Header().Get("X-Content-Type-Options"), "nosniff")
			if _, data := a.keys["data"]; data && tt.code != "" {
				t.Error("a refused request has a data key")
			}
			if !strings.Contains(strings.Join(a.Header().Values("Vary"), ","), "Accept") {
				t.Error("Vary lacks Accept")
			}
			if (tt.status == 405 || tt.status == 204) && a.Header().Get("Allow") == "" {
				t.Error("no Allow")
			}
		})
	}
}

func TestRefusalsNeverEchoTheBody(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, body := range []string{
		`{"query":"{hello}","variables":"hunter2"}`, `hunter2`, `["hunter2"]`, `{"query":{"password":"hunter2"}}`,
		`{"query":"query($p:Int){hello}","variables":{"p":"hunter2"}}`,
	} {
		if a := b.send(post(body)); a.Code != 400 || strings.Contains(a.Body.String(), "hunter2") {
			t.Errorf("%s: %d %s", body, a.Code, a.Body)
		}
	}
	long := strings.Repeat("x", 100_000)
	if a := b.ask(`{` + long + `}`); len(a.Body.Bytes()) > 1000 {
		t.Errorf("a name of 100,000 letters is answered with %d bytes", a.Body.Len())
	}
}

func TestOtherSites(t *testing.T) {
	t.Parallel()
	b := setup(t)
	mutation := doc(`mutation{touch(id:"1"){id}}`)
	tests := []struct {
		name    string
		headers []string
		status  int
	}{
		{"our own page", []string{"Cookie", "s=1", "Sec-Fetch-Site", "same-origin"}, 200},
		{"another site with the visitor's cookie", []string{"Cookie", "s=1", "Sec-Fetch-Site", "cross-site"}, 403},
		{"another site by its origin", []string{"Cookie", "s=1", "Origin", "https://evil.example"}, 403},
		{"another site without cookie", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"a sibling of our site", []string{"Cookie", "s=1", "Sec-Fetch-Site", "same-site"}, 403},
		{"a program with a token", []string{"Authorization", "Bearer x", "Origin", "https://tool.example"}, 200},
		{"a token does not excuse a cookie", []string{"Authorization", "Bearer x", "Cookie", "s=1", "Sec-Fetch-Site", "cross-site"}, 403},
		{"a program that is no browser", nil, 200},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := &bench{t: t, h: b.h}
			a := b.send(post(mutation, tt.headers...))
			want(t, "status", a.Code, tt.status)
			if tt.status == 403 {
				want(t, "code", a.code(), "FORBIDDEN")
			}
		})
	}
}

func FuzzPost(f *testing.F) {
	for _, seed := range []string{
		`{"query":"{hello}"}`, `{"query":"query($v:[Int!]=[1]){echo(input:{many:$v}){many}}","variables":{"v":"\ud83d\ude00"}}`,
		`[{}]`, `{"query":"{...f} fragment f on Query {a:self{...f}}"}`, `{"query":"","extensions":{"persistedQuery":{"version":1}}}`,
		`{"query":"query($b:Boolean){items(first:-1){edges{node{id @skip(if:$b)}}}}","variables":{"b":null}}`,
		`{"query":"mutation{touch(id:1){id}}","operationName":"x"}`, `{"query":"{__schema{types{name}}}"}`, "\xff", `{"query":"\u0000"}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		a := setup(t).send(post(body))
		if a.Code >= 500 || a.code() == "INTERNAL" {
			t.Errorf("status %d: %s", a.Code, a.Body)
		}
		if len(a.Errors) > 0 && a.code() == "" {
			t.Errorf("an error without code: %s", a.Body)
		}
	})
}

func BenchmarkPost(b *testing.B) {
	h := setup(&testing.T{}).h
	for b.Loop() {
		h.ServeHTTP(httptest.NewRecorder(), post(`{"query":"query($n:Int){items(first:$n){edges{node{id name}}}}","variables":{"n":50}}`))
	}
}

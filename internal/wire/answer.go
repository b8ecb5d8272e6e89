package wire

import (
	"bytes"
	"encoding/json"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// encode writes a response as JSON; data is copied as it is, since compacting it again costs as much as making it.
func encode(resp *graphql.Response) []byte {
	var b bytes.Buffer
	b.Grow(len(resp.Data) + 256)
	b.WriteByte('{')
	if len(resp.Errors) > 0 {
		member(&b, "errors", resp.Errors)
	}
	if resp.Data != nil {
		separate(&b)
		b.WriteString(`"data":`)
		b.Write(resp.Data)
	}
	if len(resp.Extensions) > 0 {
		member(&b, "extensions", resp.Extensions)
	}
	b.WriteByte('}')
	return b.Bytes()
}

func separate(b *bytes.Buffer) {
	if b.Len() > 1 {
		b.WriteByte(',')
	}
}

func member(b *bytes.Buffer, name string, v any) {
	text, err := json.Marshal(v)
	if err != nil {
		return
	}
	separate(b)
	b.WriteString(`"` + name + `":`)
	b.Write(text)
}

func writeBody(w http.ResponseWriter, status int, kind string, resp *graphql.Response) {
	w.Header().Set("Content-Type", kind+"; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(encode(resp))
}

// writeRefusal answers in the body type the client takes, or as application/json.
func writeRefusal(w http.ResponseWriter, r *http.Request, no *refusal) {
	kind := negotiate(r.Header.Values("Accept")).body
	if kind == "" {
		kind = typeJSON
	}
	writeBody(w, no.status, kind, &graphql.Response{Errors: gqlerror.List{no.problem.gql()}})
}

// statusOf is 200 for application/json whatever happened, and tells a refused operation from an answered one
// for application/graphql-response+json.
func statusOf(kind string, resp *graphql.Response) int {
	if kind == typeJSON || resp.Data != nil || len(resp.Errors) == 0 {
		return http.StatusOK
	}
	switch codeOf(resp.Errors[0]) {
	case RateLimited:
		return http.StatusTooManyRequests
	case Internal:
		return http.StatusInternalServerError
	}
	return http.StatusBadRequest
}

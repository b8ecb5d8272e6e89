package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
)

// refusal is an answer to a request that is no GraphQL request, with its HTTP status.
type refusal struct {
	status  int
	problem Problem
}

func refuse(status int, code Code, message string) *refusal {
	return &refusal{status, Problem{Code: code, Message: message}}
}

func malformed(message string) *refusal {
	return refuse(http.StatusBadRequest, BadUserInput, message)
}

// readPost reads a JSON body of at most limit bytes; it never repeats the body in an answer.
func readPost(w http.ResponseWriter, r *http.Request, limit int64) (*graphql.RawParams, *refusal) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		p := refuse(http.StatusRequestEntityTooLarge, ComplexityExceeded, "The body is larger than "+strconv.FormatInt(limit, 10)+" bytes.")
		p.problem.Extra = map[string]any{"limit": limit}
		return nil, p
	case err != nil:
		return nil, malformed("The body could not be read to its end.")
	case !utf8.Valid(body):
		return nil, malformed("The body is not valid UTF-8.")
	}
	if first := bytes.TrimLeft(body, " \t\r\n"); len(first) > 0 && first[0] == '[' {
		return nil, malformed("Batches are not taken; send one operation at a time.")
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil || fields == nil {
		return nil, malformed("The body is not a JSON object.")
	}
	if loneSurrogate(body) {
		return nil, malformed("The body escapes half a character (a lone surrogate).")
	}
	return parameters(fields, r.Header)
}

// readGet reads the parameters of a query string; each may be there once.
func readGet(r *http.Request, limit int64) (*graphql.RawParams, *refusal) {
	if int64(len(r.URL.RawQuery)) > limit {
		return nil, refuse(http.StatusRequestURITooLong, ComplexityExceeded, "The address is too long.")
	}
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, malformed("The query string is not properly encoded.")
	}
	fields := map[string]json.RawMessage{}
	for _, name := range []string{"query", "operationName", "variables", "extensions"} {
		v, ok := values[name]
		switch {
		case !ok:
			continue
		case len(v) > 1:
			return nil, malformed("The parameter " + name + " is given more than once.")
		case !utf8.ValidString(v[0]):
			return nil, malformed("The parameter " + name + " is not valid UTF-8.")
		}
		if raw := json.RawMessage(v[0]); name == "variables" || name == "extensions" {
			if !json.Valid(raw) || loneSurrogate(raw) {
				return nil, malformed("The parameter " + name + " is not valid JSON.")
			}
			fields[name] = raw
			continue
		}
		if fields[name], err = json.Marshal(v[0]); err != nil {
			return nil, malformed("The parameter " + name + " cannot be read.")
		}
	}
	return parameters(fields, r.Header)
}

// parameters checks the types of the request parameters; unknown ones are left alone, as the specification says.
func parameters(fields map[string]json.RawMessage, header http.Header) (*graphql.RawParams, *refusal) {
	params := &graphql.RawParams{Headers: header}
	for _, p := range []struct {
		name string
		into any
		want string
	}{
		{"query", &params.Query, "a string"},
		{"operationName", &params.OperationName, "a string or null"},
		{"variables", &params.Variables, "an object or null"},
		{"extensions", &params.Extensions, "an object or null"},
	} {
		raw, ok := fields[p.name]
		if !ok {
			continue
		}
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.UseNumber()
		if dec.Decode(p.into) != nil {
			return nil, malformed("The parameter " + p.name + " must be " + p.want + ".")
		}
	}
	if params.Query == "" && params.Extensions["persistedQuery"] == nil {
		return nil, malformed("The parameter query is missing.")
	}
	return params, nil
}

// loneSurrogate finds \ud800 to \udfff without its other half in valid JSON; decoding would silently change it.
func loneSurrogate(doc []byte) bool {
	for i := 0; i < len(doc); i++ {
		if doc[i] != '\\' {
			continue
		}
		i++
		if doc[i] != 'u' {
			continue
		}
		switch unit := hex4(doc[i+1:]); {
		case unit >= 0xdc00 && unit <= 0xdfff:
			return true
		case unit >= 0xd800 && unit <= 0xdbff:
			rest := doc[i+5:]
			if len(rest) < 6 || rest[0] != '\\' || rest[1] != 'u' {
				return true
			}
			if low := hex4(rest[2:]); low < 0xdc00 || low > 0xdfff {
				return true
			}
			i += 6
		}
		i += 4
	}
	return false
}

func hex4(b []byte) int {
	n, err := strconv.ParseUint(string(b[:4]), 16, 32)
	if err != nil {
		return 0
	}
	return int(n)
}

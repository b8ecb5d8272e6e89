package wire

import (
	"maps"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Code is one of the closed list of error codes of the API; codes never change.
type Code string

// The codes; the first seven and Internal are the kinds an area package refuses with.
const (
	Unauthenticated        Code = "UNAUTHENTICATED"
	Forbidden              Code = "FORBIDDEN"
	NotFound               Code = "NOT_FOUND"
	BadUserInput           Code = "BAD_USER_INPUT"
	Conflict               Code = "CONFLICT"
	DeadlinePassed         Code = "DEADLINE_PASSED"
	RateLimited            Code = "RATE_LIMITED"
	ComplexityExceeded     Code = "COMPLEXITY_EXCEEDED"
	ParseFailed            Code = "GRAPHQL_PARSE_FAILED"
	ValidationFailed       Code = "GRAPHQL_VALIDATION_FAILED"
	PersistedQueryNotFound Code = "PERSISTED_QUERY_NOT_FOUND"
	Internal               Code = "INTERNAL"
)

// Known tells whether the code is on the closed list.
func (c Code) Known() bool {
	switch c {
	case Unauthenticated, Forbidden, NotFound, BadUserInput, Conflict, DeadlinePassed, RateLimited,
		ComplexityExceeded, ParseFailed, ValidationFailed, PersistedQueryNotFound, Internal:
		return true
	}
	return false
}

// Field names one refused input by its dotted path, such as "input.lines.3.amount".
type Field struct {
	Path    string `json:"path"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Problem is a refusal as a client sees it: nothing in it is secret.
type Problem struct {
	Code    Code
	Message string
	Fields  []Field        // the refused inputs, for BadUserInput
	Extra   map[string]any // further extensions, such as the current version of a conflict

	locations []gqlerror.Location
}

// Error is the message, so that a resolver or scalar may return a Problem.
func (p *Problem) Error() string { return p.Message }

// Refuse makes the error of a scalar or argument that cannot be read; the path is added later.
func Refuse(code, message string) error {
	return &Problem{Code: BadUserInput, Message: message, Fields: []Field{{Code: code, Message: message}}}
}

// messageMax is in bytes; a message that quotes a document must not grow with it.
const messageMax = 300

func (p *Problem) gql() *gqlerror.Error {
	ext := maps.Clone(p.Extra)
	if ext == nil {
		ext = map[string]any{}
	}
	ext["code"] = string(p.Code)
	if len(p.Fields) > 0 {
		ext["fields"] = p.Fields
	}
	return &gqlerror.Error{Message: clip(p.Message, messageMax), Locations: p.locations, Extensions: ext}
}

func (p *Problem) list() gqlerror.List { return gqlerror.List{p.gql()} }

// clip shortens a text to at most n bytes without cutting a character in two.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

func codeOf(err *gqlerror.Error) Code {
	s, _ := err.Extensions["code"].(string)
	return Code(s)
}

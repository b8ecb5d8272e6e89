// Package fault is the closed list of failures and what a caller can do about each.
package fault

import (
	"errors"
	"fmt"
)

// Kind says what a caller can do about a failure; the list is closed.
type Kind string

// The kinds; their values are the codes of the public API.
const (
	Unauthenticated Kind = "UNAUTHENTICATED" // sign in and try again
	Forbidden       Kind = "FORBIDDEN"       // someone else must do this
	NotFound        Kind = "NOT_FOUND"       // it is not there, or not yours to see
	Invalid         Kind = "BAD_USER_INPUT"  // mend the named fields
	Conflict        Kind = "CONFLICT"        // read again, then decide
	DeadlinePassed  Kind = "DEADLINE_PASSED" // too late; the draft stays
	RateLimited     Kind = "RATE_LIMITED"    // wait, then try again
	Internal        Kind = "INTERNAL"        // ours to mend
)

// Field names one input that was refused, by its path in the input.
type Field struct {
	Path    string // dotted, as in the input: "budget.lines.3.rate"
	Code    string // stable, never translated
	Message string // for people, English; catalogs translate by Code
}

// Error is a failure with a kind, a stable code and words for people.
type Error struct {
	Kind    Kind
	Code    string
	Message string
	Hint    string         // what to do next, when it is not plain
	Fields  []Field        // for Invalid
	Facts   map[string]any // the figures the message speaks of
}

// Error says the message and the refused fields, for people and logs.
func (e *Error) Error() string {
	s := e.Message
	for _, f := range e.Fields {
		s += " " + f.Path + ": " + f.Message
	}
	return s
}

// New makes an error of a kind with a stable code and a message.
func New(k Kind, code, format string, args ...any) *Error {
	return &Error{Kind: k, Code: code, Message: fmt.Sprintf(format, args...)}
}

// With adds a figure the message speaks of, for other languages and the API.
func (e *Error) With(name string, value any) *Error {
	if e.Facts == nil {
		e.Facts = map[string]any{}
	}
	e.Facts[name] = value
	return e
}

// Missing is the answer for what is not there or may not be seen.
func Missing(what string) *Error {
	return New(NotFound, "not_found", "There is no such %s.", what)
}

// Stale is the answer to a change of what somebody else changed meanwhile; it carries the version that is there.
func Stale(current int) *Error {
	return New(Conflict, "version", "Someone else changed this meanwhile. Read it again, then decide.").With("currentVersion", current)
}

// Expected refuses a change of another version than the one it was made upon; without an expectation it lets pass.
func Expected(expected *int, current int) error {
	if expected == nil || *expected == current {
		return nil
	}
	return Stale(current)
}

// BadField makes an Invalid error that names a single refused input.
func BadField(path, code, format string, args ...any) *Error {
	var c Check
	c.Refuse(path, code, format, args...)
	return c.fault()
}

// Under is the error with its refused fields below a path of the input: sections.0.key becomes definition.sections.0.key.
func Under(path string, err error) error {
	var f *Error
	if !errors.As(err, &f) || len(f.Fields) == 0 {
		return err
	}
	out := *f
	out.Fields = make([]Field, len(f.Fields))
	for i, x := range f.Fields {
		x.Path = path + "." + x.Path
		out.Fields[i] = x
	}
	return &out
}

// KindOf finds the kind of an error; what is not a fault is Internal.
func KindOf(err error) Kind {
	var f *Error
	if errors.As(err, &f) {
		return f.Kind
	}
	return Internal
}

// Is tells whether the error is a fault of this kind.
func Is(err error, k Kind) bool { return err != nil && KindOf(err) == k }

// HasCode tells whether the error, or one of its fields, carries this code.
func HasCode(err error, code string) bool {
	var f *Error
	if !errors.As(err, &f) {
		return false
	}
	if f.Code == code {
		return true
	}
	for _, x := range f.Fields {
		if x.Code == code {
			return true
		}
	}
	return false
}

// Check gathers refused fields so that a form hears of all at once.
type Check struct{ fields []Field }

// Refuse notes one refused input.
func (c *Check) Refuse(path, code, format string, args ...any) {
	c.fields = append(c.fields, Field{Path: path, Code: code, Message: fmt.Sprintf(format, args...)})
}

// That refuses the input unless the condition holds.
func (c *Check) That(ok bool, path, code, format string, args ...any) {
	if !ok {
		c.Refuse(path, code, format, args...)
	}
}

// Fields are the inputs refused so far.
func (c *Check) Fields() []Field { return c.fields }

// Err is nil when nothing was refused.
func (c *Check) Err() error {
	if len(c.fields) == 0 {
		return nil
	}
	return c.fault()
}

func (c *Check) fault() *Error {
	msg := "Some answers need another look."
	if len(c.fields) == 1 {
		msg = "One answer needs another look."
	}
	return &Error{Kind: Invalid, Code: "invalid", Message: msg, Fields: c.fields}
}

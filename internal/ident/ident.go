// Package ident gives every record a typed id: a prefix that says what it is, and a UUIDv7.
package ident

import (
	"database/sql/driver"
	"encoding/base32"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// Kind is what an id identifies; Prefix is its first three or so letters.
type Kind interface{ Prefix() string }

// ID is a UUIDv7 that knows its kind; the zero ID is absent.
type ID[K Kind] struct{ u uuid.UUID }

var text = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// New makes an id that sorts by the time it was made.
func New[K Kind]() ID[K] { return ID[K]{uuid.Must(uuid.NewV7())} }

// From makes an id from sixteen given bytes, for worlds that must repeat.
func From[K Kind](u uuid.UUID) ID[K] { return ID[K]{u} }

// Parse reads the public form and refuses another kind's prefix.
func Parse[K Kind](s string) (ID[K], error) {
	var k K
	body, ok := strings.CutPrefix(s, k.Prefix()+"_")
	if !ok || len(body) != 26 {
		return ID[K]{}, refuse(k, s)
	}
	b, err := text.DecodeString(body)
	if err != nil || text.EncodeToString(b) != body {
		return ID[K]{}, refuse(k, s)
	}
	return ID[K]{uuid.UUID(b)}, nil
}

func refuse(k Kind, s string) error {
	if len(s) > 40 {
		s = s[:40]
	}
	return fault.BadField("id", "bad_id", "%s is not an id that begins with %s_.", strconv.QuoteToASCII(s), k.Prefix())
}

// IsZero tells whether the id is absent.
func (id ID[K]) IsZero() bool { return id.u == uuid.Nil }

// UUID is the bare value, for code that stores it.
func (id ID[K]) UUID() uuid.UUID { return id.u }

// String is the public form, such as app_01jd...; absent ids are empty.
func (id ID[K]) String() string {
	if id.IsZero() {
		return ""
	}
	var k K
	return k.Prefix() + "_" + text.EncodeToString(id.u[:])
}

// MarshalText writes the public form.
func (id ID[K]) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads the public form; an empty text is an absent id.
func (id *ID[K]) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*id = ID[K]{}
		return nil
	}
	v, err := Parse[K](string(b))
	if err != nil {
		return err
	}
	*id = v
	return nil
}

// Value stores the bare UUID; an absent id is NULL.
func (id ID[K]) Value() (driver.Value, error) {
	if id.IsZero() {
		return nil, nil
	}
	return id.u.String(), nil
}

// Scan reads a UUID column; NULL is an absent id.
func (id *ID[K]) Scan(src any) error {
	if src == nil {
		*id = ID[K]{}
		return nil
	}
	return id.u.Scan(src)
}

// MarshalGQL writes the public form to an API answer; an absent id is null.
func (id ID[K]) MarshalGQL(w io.Writer) {
	if id.IsZero() {
		_, _ = io.WriteString(w, "null")
		return
	}
	_, _ = io.WriteString(w, strconv.Quote(id.String()))
}

// UnmarshalGQL reads the public form and refuses other kinds and types; null is absent.
func (id *ID[K]) UnmarshalGQL(v any) error {
	if v == nil {
		*id = ID[K]{}
		return nil
	}
	s, ok := v.(string)
	if !ok || s == "" {
		return fault.BadField("id", "bad_id", "An id is a text, not %T.", v)
	}
	x, err := Parse[K](s)
	if err != nil {
		return err
	}
	*id = x
	return nil
}

// Prefix is the part of a public id before its underscore.
func Prefix(s string) string {
	p, _, ok := strings.Cut(s, "_")
	if !ok {
		return ""
	}
	return p
}

var _ fmt.Stringer = ID[OrganizationKind]{}

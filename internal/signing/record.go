// Package signing signs what leaves the house: a record of each paper in one canonical form, under an Ed25519 key that
// is never in the database, carried inside the paper itself.
//
// It owns records, keys and how a file carries them; what a paper says, and whether it stands, is its area's own.
package signing

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Format names the form of a record; another program that reads it knows what to expect.
const Format = "vitrine-record/1"

// Kind is what a signed paper is.
type Kind string

// The kinds of signed papers.
const (
	AwardLetter     Kind = "award_letter"
	AlternateLetter Kind = "alternate_letter"
	Declination     Kind = "declination_letter"
	AgreementCopy   Kind = "agreement"
	AmendmentLetter Kind = "amendment"
)

// Kinds are the kinds of signed papers, in the order lists show them.
func Kinds() []Kind {
	return []Kind{AwardLetter, AlternateLetter, Declination, AgreementCopy, AmendmentLetter}
}

// Amount is a sum a paper names, as decimal text.
type Amount struct {
	Name     string `json:"name"`
	Value    string `json:"value"`
	Currency string `json:"currency"`
}

// Sum is an amount of money under its name.
func Sum(name string, m money.Money) Amount {
	return Amount{Name: name, Value: m.Decimal(), Currency: string(m.Currency)}
}

// Day is a date a paper names.
type Day struct {
	Name string        `json:"name"`
	On   calendar.Date `json:"on"`
}

// File is the paper as it was before the record was put into it.
type File struct {
	SHA256 string `json:"sha256"` // hexadecimal
	Bytes  int64  `json:"bytes"`
}

// Reference names another paper by its code and number.
type Reference struct {
	Code   string `json:"code"`
	Number string `json:"number"`
}

// Record is what is signed of a paper; a later edition of the same code says what became of it.
type Record struct {
	Format       string         `json:"format"`
	Edition      int            `json:"edition"` // 1 is the one the file carries
	Code         string         `json:"code"`    // bare, by which anyone asks for it
	Kind         Kind           `json:"kind"`
	Number       string         `json:"number"`
	Award        string         `json:"award,omitempty"` // its number
	Program      string         `json:"program"`
	Issuer       string         `json:"issuer"`
	Parties      []string       `json:"parties"` // to whom, the addressee first
	Amounts      []Amount       `json:"amounts,omitempty"`
	Dates        []Day          `json:"dates,omitempty"`
	Issued       calendar.Date  `json:"issued"`
	SignedAt     time.Time      `json:"signedAt"` // UTC, whole seconds
	File         File           `json:"file"`
	Revoked      *calendar.Date `json:"revoked,omitempty"` // the day it was taken back
	SupersededBy *Reference     `json:"supersededBy,omitempty"`
	Verify       string         `json:"verify"` // where anyone asks whether it still stands
}

// State is whether a paper stands.
type State string

// The states of a genuine paper.
const (
	Valid   State = "valid"
	Amended State = "amended"
	Revoked State = "revoked"
)

// State is what this edition says of the paper.
func (r *Record) State() State {
	switch {
	case r.Revoked != nil:
		return Revoked
	case r.SupersededBy != nil:
		return Amended
	}
	return Valid
}

// Canonical is the one form of a record that is signed (RFC 8785).
func (r *Record) Canonical() ([]byte, error) {
	raw, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("write record: %w", err)
	}
	return Canonical(raw)
}

// Complete refuses a record that leaves anything essential unsaid, naming the first.
func (r *Record) Complete() error {
	for _, f := range []struct{ name, value string }{
		{"code", r.Code},
		{"kind", string(r.Kind)},
		{"number", r.Number},
		{"program", r.Program},
		{"issuer", r.Issuer},
		{"parties", strings.Join(r.Parties, "")},
	} {
		if strings.TrimSpace(f.value) == "" {
			return fmt.Errorf("the record has no %s", f.name)
		}
	}
	if r.Issued.IsZero() {
		return errors.New("the record has no day of issue")
	}
	return nil
}

// Canonical writes JSON as RFC 8785 has it: keys by their UTF-16 units, no spaces, the shortest escapes. Numbers other
// than whole ones that every program reads alike are refused.
func Canonical(raw []byte) ([]byte, error) {
	in := json.NewDecoder(bytes.NewReader(raw))
	in.UseNumber()
	var v any
	if err := in.Decode(&v); err != nil {
		return nil, fmt.Errorf("read record: %w", err)
	}
	if in.More() {
		return nil, errors.New("read record: something follows it")
	}
	return value(nil, v)
}

func value(out []byte, v any) ([]byte, error) {
	var err error
	switch x := v.(type) {
	case nil:
		return append(out, "null"...), nil
	case bool:
		return strconv.AppendBool(out, x), nil
	case json.Number:
		n, err := strconv.ParseInt(x.String(), 10, 64)
		if err != nil || n > 1<<53 || n < -1<<53 || strconv.FormatInt(n, 10) != x.String() {
			return nil, fmt.Errorf("read record: %s is no whole number of at most 53 bits", x)
		}
		return append(out, x.String()...), nil
	case string:
		return text(out, x), nil
	case []any:
		out = append(out, '[')
		for i, e := range x {
			if i > 0 {
				out = append(out, ',')
			}
			if out, err = value(out, e); err != nil {
				return nil, err
			}
		}
		return append(out, ']'), nil
	case map[string]any:
		return object(out, x)
	}
	return nil, fmt.Errorf("read record: %T is no JSON", v)
}

func object(out []byte, x map[string]any) ([]byte, error) {
	keys := make([]string, 0, len(x))
	for k := range x {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int { return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b))) })
	out = append(out, '{')
	var err error
	for i, k := range keys {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(text(out, k), ':')
		if out, err = value(out, x[k]); err != nil {
			return nil, err
		}
	}
	return append(out, '}'), nil
}

// short are the escapes that have a letter of their own.
const short = "\b\t\n\f\r\"\\"

func text(out []byte, s string) []byte {
	out = append(out, '"')
	for _, r := range s {
		if i := strings.IndexRune(short, r); i >= 0 {
			out = append(out, '\\', `btnfr"\`[i])
		} else if r < ' ' {
			out = fmt.Appendf(out, `\u%04x`, r)
		} else {
			out = utf8.AppendRune(out, r)
		}
	}
	return append(out, '"')
}

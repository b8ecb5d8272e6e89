// Package page cuts long lists by key: stable while rows are added, at most a hundred at once.
package page

import (
	"context"
	"encoding/base64"
	"encoding/json"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// Most is the largest number of rows one page holds.
const Most = 100

// Args asks for a page: exactly one of First and Last, with a cursor beside it.
type Args struct {
	First  *int
	After  *string
	Last   *int
	Before *string
}

// First asks for the first n rows.
func First(n int) Args { return Args{First: &n} }

// Cut is a checked Args: how many rows, which way, from which key.
type Cut struct {
	Limit    int
	Backward bool
	Key      []string // the sort key of the row beside the page, then its id
}

// Check refuses a page without a size, too large, or with a foreign cursor; width is the number of key parts.
func (a Args) Check(width int) (Cut, error) {
	var c Cut
	n, cursor := a.First, a.After
	if a.Last != nil {
		n, cursor, c.Backward = a.Last, a.Before, true
	}
	if n == nil || (a.First != nil && a.Last != nil) || *n < 1 || *n > Most {
		return c, fault.BadField("first", "bad_page", "Ask for first or last, between 1 and %d.", Most)
	}
	c.Limit = *n
	if cursor == nil || *cursor == "" {
		return c, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(*cursor)
	if err != nil || json.Unmarshal(b, &c.Key) != nil || len(c.Key) != width {
		return c, fault.BadField("after", "bad_cursor", "This is not a cursor of this list.")
	}
	return c, nil
}

// Cursor makes the opaque cursor of a row from its key.
func Cursor(key ...string) string {
	b, _ := json.Marshal(key)
	return base64.RawURLEncoding.EncodeToString(b)
}

// Info tells what lies beside a page.
type Info struct {
	HasNextPage     bool
	HasPreviousPage bool
	StartCursor     *string
	EndCursor       *string
}

// Edge is a row with its cursor.
type Edge[T any] struct {
	Node T
	key  func() string
}

// Cursor is made only when asked for.
func (e *Edge[T]) Cursor() string { return e.key() }

// Connection is one page of a list.
type Connection[T any] struct {
	Nodes    []T
	PageInfo Info
	key      func(T) []string
	total    func(context.Context) (int, error)
}

// New makes a page of rows fetched with one more than the cut asks, in the direction of the cut.
func New[T any](c Cut, rows []T, key func(T) []string, total func(context.Context) (int, error)) *Connection[T] {
	more := len(rows) > c.Limit
	if more {
		rows = rows[:c.Limit]
	}
	p := Connection[T]{Nodes: rows, key: key, total: total}
	if c.Backward {
		for i, j := 0, len(rows)-1; i < j; i, j = i+1, j-1 {
			rows[i], rows[j] = rows[j], rows[i]
		}
		p.PageInfo.HasPreviousPage, p.PageInfo.HasNextPage = more, c.Key != nil
	} else {
		p.PageInfo.HasNextPage, p.PageInfo.HasPreviousPage = more, c.Key != nil
	}
	if len(rows) > 0 {
		s, e := Cursor(key(rows[0])...), Cursor(key(rows[len(rows)-1])...)
		p.PageInfo.StartCursor, p.PageInfo.EndCursor = &s, &e
	}
	return &p
}

// Edges are the rows with cursors.
func (p *Connection[T]) Edges() []*Edge[T] {
	out := make([]*Edge[T], len(p.Nodes))
	for i, n := range p.Nodes {
		out[i] = &Edge[T]{Node: n, key: func() string { return Cursor(p.key(n)...) }}
	}
	return out
}

// TotalCount counts the whole list as the viewer may see it; it costs a statement.
func (p *Connection[T]) TotalCount(ctx context.Context) (int, error) { return p.total(ctx) }

package bench

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/web"
)

// noSessions remember nothing: pages are measured without the cookie's look-up, which every page shares.
type noSessions struct{}

var _ web.Sessions = noSessions{}

// Begin signs nobody in.
func (noSessions) Begin(context.Context, ident.Person, bool) error { return nil }

// End has nothing to forget.
func (noSessions) End(context.Context) error { return nil }

// Person is nobody: the actor is in the context.
func (noSessions) Person(context.Context) (ident.Person, bool) { return ident.Person{}, false }

// Await remembers nobody.
func (noSessions) Await(context.Context, ident.Person) error { return nil }

// Awaited is nobody.
func (noSessions) Awaited(context.Context) ident.Person { return ident.Person{} }

// Prove notes nothing.
func (noSessions) Prove(context.Context) error { return nil }

// Note drops the words.
func (noSessions) Note(context.Context, string) {}

// Notice is never there.
func (noSessions) Notice(context.Context) string { return "" }

// Put remembers nothing.
func (noSessions) Put(context.Context, string, string) {}

// Take finds nothing.
func (noSessions) Take(context.Context, string) string { return "" }

// Peek finds nothing.
func (noSessions) Peek(context.Context, string) string { return "" }

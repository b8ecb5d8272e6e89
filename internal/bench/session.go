package bench

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/web"
)

// noSessions remember nothing: pages are measured without the cookie's look-up, which every page shares.
// Nobody signs in or out here, so all else is left to the nil it embeds.
type noSessions struct{ web.Sessions }

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

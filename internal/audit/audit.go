// Package audit keeps who changed what, when and why; what is kept never changes.
package audit

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Event is one change, as kept.
type Event struct {
	Seq       int64           `bun:"seq,autoincrement"`
	ID        ident.Event     `bun:"id,pk"`
	At        time.Time       `bun:"at"`
	Actor     ident.Person    `bun:"actor_id"`
	ActorName string          `bun:"actor_name"`
	Via       string          `bun:"via"`
	Action    string          `bun:"action"`
	Subject   string          `bun:"subject"` // public id of what changed
	Reason    string          `bun:"reason"`
	Detail    json.RawMessage `bun:"detail,type:jsonb"`
	Hash      []byte          `bun:"hash"`
}

// Sum is the SHA-256 over every kept field, which doctor recomputes.
func (e Event) Sum() []byte {
	var canon any
	_ = json.Unmarshal(e.Detail, &canon)
	detail, _ := json.Marshal(canon)
	h := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%s\n%s\n%s\n%s\n%s\n%q\n%s",
		e.ID, e.At.UTC().Format(time.RFC3339Nano), e.Actor, e.ActorName, e.Via, e.Action, e.Subject, e.Reason, detail))
	return h[:]
}

// Log records changes in the transaction of the change itself.
type Log interface {
	// Record notes the context's actor doing the action ("application.submit") to the subject.
	Record(ctx context.Context, action string, subject fmt.Stringer, reason string, detail any) error
}

// Package desk is what every use case has before it: one transaction, a clock, the audit log and the outbox.
package desk

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/audit"
	"github.com/vitrine-grants/vitrine/internal/notify"
)

// Desk is handed to every area; use cases run inside its transaction.
type Desk struct {
	// Tx runs the function in one transaction that rides in its context; a nested call joins it.
	Tx func(ctx context.Context, do func(ctx context.Context) error) error
	// Now is the clock; areas have no other.
	Now func() time.Time
	// Log records who changed what.
	Log audit.Log
	// Outbox queues messages that leave once the transaction is kept.
	Outbox notify.Outbox
	// Enqueue adds a job that runs once the transaction is kept.
	Enqueue func(ctx context.Context, j Job) error
}

// Job is work for later; its fields are its JSON, its kind names who does it.
type Job interface{ Kind() string }

// Waiting is what the queue or the outbox holds of one kind, by where it is on its way.
type Waiting struct {
	Kind  string `bun:"kind"`
	State string `bun:"state"` // available, running, retryable, completed, discarded; queued, sent, failed
	Jobs  int    `bun:"jobs"`
}

// Work is how the queue and the outbox are getting on.
type Work struct {
	Jobs  []*Waiting
	Mails []*Waiting
}

// Package notify queues messages to people in the transaction of what they tell of.
package notify

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// State is where a message is on its way.
type State string

// The states of a message.
const (
	Queued   State = "queued"
	Sent     State = "sent"
	Failed   State = "failed"
	Gathered State = "gathered" // waits for the person's next digest
	OnSite   State = "on_site"  // shown on the person's page only, by their choice
)

// Message is one mail and notice to one person, drawn from a template in their language.
type Message struct {
	ID        ident.Message  `bun:"id,pk"`
	Person    ident.Person   `bun:"person_id"`
	Email     string         `bun:"email"`
	Locale    string         `bun:"locale"`
	Template  string         `bun:"template"` // key of the mail catalog, such as application.received
	Data      map[string]any `bun:"data,type:jsonb"`
	Subject   string         `bun:"subject"` // public id of what it tells of
	State     State          `bun:"state"`
	QueuedAt  time.Time      `bun:"queued_at"`
	SentAt    *time.Time     `bun:"sent_at"`
	Attempts  int            `bun:"attempts"`
	LastError string         `bun:"last_error"`
	ReadAt    *time.Time     `bun:"read_at"`
	Digest    ident.Message  `bun:"digest_id"` // the mail it left in, where that is another one
}

// Outbox queues a message; nothing leaves unless the transaction is kept.
type Outbox interface {
	// Tell queues the template to each person, in each one's own language.
	Tell(ctx context.Context, template, subject string, data map[string]any, to ...ident.Person) error
	// TellAt queues the template to another address than the person's own, in the person's language.
	TellAt(ctx context.Context, email, template, subject string, data map[string]any, about ident.Person) error
}

// Deliver is the job that sends one message.
type Deliver struct {
	Message ident.Message `json:"message"`
}

// Kind names the job in the queue.
func (Deliver) Kind() string { return "notify.deliver" }

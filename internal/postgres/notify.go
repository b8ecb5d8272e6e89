package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/notify"
)

type outbox struct{ db *DB }

const addressees = `SELECT id, email, locale FROM people WHERE id = ANY($1::uuid[])`

// Tell queues one message and one delivery per person, in the context's transaction.
func (o outbox) Tell(ctx context.Context, template, subject string, data map[string]any, to ...ident.Person) error {
	if len(to) == 0 {
		return nil
	}
	return o.db.InTx(ctx, func(ctx context.Context) error {
		people, err := query[struct {
			ID     ident.Person `bun:"id"`
			Email  string       `bun:"email"`
			Locale string       `bun:"locale"`
		}](ctx, o.db, addressees, uuids(to))
		if err != nil {
			return err
		}
		if data == nil {
			data = map[string]any{}
		}
		for _, p := range people {
			m := notify.Message{
				ID: ident.NewMessage(), Person: p.ID, Email: p.Email, Locale: p.Locale, Template: template,
				Data: data, Subject: subject, State: notify.Queued, QueuedAt: o.db.Now(),
			}
			if err := o.db.insert(ctx, "messages", &m); err != nil {
				return err
			}
			if err := o.db.Enqueue(ctx, notify.Deliver{Message: m.ID}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Messages keeps what was queued and what became of it.
type Messages struct{ *DB }

// Message is one queued message, for the job that delivers it; a sent one is CONFLICT.
func (s Messages) Message(ctx context.Context, id ident.Message) (*notify.Message, error) {
	m, err := one[notify.Message](ctx, s.DB, "message", `SELECT * FROM messages WHERE id = $1 FOR UPDATE`, id)
	if err == nil && m.State == notify.Sent {
		return nil, fault.New(fault.Conflict, "already_sent", "This message has left already.")
	}
	return m, err
}

// Delivered notes that a message left, once.
func (s Messages) Delivered(ctx context.Context, id ident.Message) error {
	_, err := s.exec(ctx, `UPDATE messages SET state = 'sent', sent_at = $2, attempts = attempts + 1, last_error = '' WHERE id = $1 AND state <> 'sent'`, id, s.Now())
	return err
}

// Refused notes why a message did not leave this time.
func (s Messages) Refused(ctx context.Context, id ident.Message, why string) error {
	_, err := s.exec(ctx, `UPDATE messages SET attempts = attempts + 1, last_error = $2 WHERE id = $1 AND state <> 'sent'`, id, why)
	return err
}

// MessagesTo are a person's newest notices, at most fifty; none about what they have a conflict of interest with,
// unless it is what their own museum applies with.
func (s Messages) MessagesTo(ctx context.Context, p ident.Person) ([]*notify.Message, error) {
	hidden, err := s.withheld(ctx, p, true)
	if err != nil {
		return nil, err
	}
	return query[*notify.Message](ctx, s.DB, `SELECT * FROM messages WHERE person_id = $1 AND subject <> ALL($2::text[]) ORDER BY queued_at DESC, id DESC LIMIT 50`, p, []string(hidden))
}

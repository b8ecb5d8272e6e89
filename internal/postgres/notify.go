package postgres

import (
	"cmp"
	"context"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/notify"
)

type outbox struct{ db *DB }

const addressees = `SELECT p.id, p.email, p.locale, coalesce(n.cadence, 'now') AS cadence FROM people p
LEFT JOIN notice_preferences n ON n.person_id = p.id AND n.kind = $2 WHERE p.id = ANY($1::uuid[])`

// Tell queues one message per person, and its delivery where the person wants it at once, in the context's transaction.
func (o outbox) Tell(ctx context.Context, template, subject string, data map[string]any, to ...ident.Person) error {
	return o.tell(ctx, "", template, subject, data, to)
}

// TellAt queues one message to an address that need not be the person's own.
func (o outbox) TellAt(ctx context.Context, email, template, subject string, data map[string]any, about ident.Person) error {
	return o.tell(ctx, email, template, subject, data, []ident.Person{about})
}

func (o outbox) tell(ctx context.Context, email, template, subject string, data map[string]any, to []ident.Person) error {
	if len(to) == 0 {
		return nil
	}
	return o.db.InTx(ctx, func(ctx context.Context) error {
		people, err := query[struct {
			ID      ident.Person   `bun:"id"`
			Email   string         `bun:"email"`
			Locale  string         `bun:"locale"`
			Cadence notify.Cadence `bun:"cadence"`
		}](ctx, o.db, addressees, uuids(to), notify.KindOf(template))
		if err != nil {
			return err
		}
		if data == nil {
			data = map[string]any{}
		}
		for _, p := range people {
			m := notify.Message{
				ID: ident.NewMessage(), Person: p.ID, Email: cmp.Or(email, p.Email), Locale: p.Locale, Template: template,
				Data: data, Subject: subject, State: notify.Queued, QueuedAt: o.db.Now(),
			}
			if email == "" && !notify.Essential(template) {
				m.State = waitingFor(p.Cadence)
			}
			if err := o.db.insert(ctx, "messages", &m); err != nil {
				return err
			}
			if m.State != notify.Queued {
				continue
			}
			if err := o.db.Enqueue(ctx, notify.Deliver{Message: m.ID}); err != nil {
				return err
			}
		}
		return nil
	})
}

// waitingFor is the state of a message while its reader's own choice keeps it from leaving at once.
func waitingFor(c notify.Cadence) notify.State {
	switch c {
	case notify.Daily, notify.Weekly:
		return notify.Gathered
	case notify.Never:
		return notify.OnSite
	}
	return notify.Queued
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

// Delivered notes that a message left, once, and with a digest all that it carried.
func (s Messages) Delivered(ctx context.Context, id ident.Message) error {
	_, err := s.exec(ctx, `UPDATE messages SET state = 'sent', sent_at = $2, attempts = attempts + 1, last_error = ''
WHERE (id = $1 AND state <> 'sent') OR (digest_id = $1 AND state = 'gathered')`, id, s.Now())
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
	return query[*notify.Message](ctx, s.DB, `SELECT * FROM messages WHERE person_id = $1 AND subject <> ALL($2::text[]) AND template <> $3 ORDER BY queued_at DESC, id DESC LIMIT 50`, p, []string(hidden), notify.DigestTemplate)
}

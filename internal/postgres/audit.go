package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/vitrine-grants/vitrine/internal/audit"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

type auditLog struct{ db *DB }

const insertEvent = `INSERT INTO audit_events (id, at, actor_id, actor_name, via, action, subject, reason, detail, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`

// Record keeps one event with its hash, in the context's transaction.
func (l auditLog) Record(ctx context.Context, action string, subject fmt.Stringer, reason string, detail any) error {
	if detail == nil {
		detail = struct{}{}
	}
	raw, err := json.Marshal(detail)
	if err != nil {
		return fmt.Errorf("write audit detail of %s: %w", action, err)
	}
	who := auth.Who(ctx)
	e := audit.Event{
		ID: ident.NewEvent(), At: l.db.Now().UTC().Truncate(time.Microsecond), Actor: who.Person, ActorName: who.Name,
		Via: who.Via, Action: action, Subject: subject.String(), Reason: reason, Detail: raw,
	}
	e.Hash = e.Sum()
	_, err = l.db.exec(ctx, insertEvent, e.ID, e.At, e.Actor, e.ActorName, e.Via, e.Action, e.Subject, e.Reason, string(e.Detail), e.Hash)
	return err
}

// Audit reads what was recorded.
type Audit struct{ *DB }

// Events are the changes of a subject, newest first, at most a hundred.
func (s Audit) Events(ctx context.Context, subject string) ([]*audit.Event, error) {
	return query[*audit.Event](ctx, s.DB, `SELECT * FROM audit_events WHERE subject = $1 ORDER BY seq DESC LIMIT 100`, subject)
}

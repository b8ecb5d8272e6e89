package postgres

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/notice"
	"github.com/vitrine-grants/vitrine/internal/notify"
)

// Notices keeps how people want to be told, and the digests they are told by.
type Notices struct{ *DB }

// kindOf is the kind of a message's template: its area.
const kindOf = `split_part(template, '.', 1)`

// Unread counts what a person has not marked as read, without what a conflict of interest shuts to them.
func (s Notices) Unread(ctx context.Context, p ident.Person) (int, error) {
	hidden, err := s.withheld(ctx, p, true)
	if err != nil {
		return 0, err
	}
	n, err := one[struct {
		N int `bun:"n"`
	}](ctx, s.DB, "person", `SELECT count(*) AS n FROM messages WHERE person_id = $1 AND read_at IS NULL AND template <> $3 AND subject <> ALL($2::text[])`,
		p, []string(hidden), notify.DigestTemplate)
	if err != nil {
		return 0, err
	}
	return n.N, nil
}

// MarkRead marks the person's messages, or all of them when none is named.
func (s Notices) MarkRead(ctx context.Context, p ident.Person, ids []ident.Message, now time.Time) error {
	_, err := s.exec(ctx, `UPDATE messages SET read_at = $3 WHERE person_id = $1 AND read_at IS NULL AND (cardinality($2::uuid[]) = 0 OR id = ANY($2::uuid[]))`, p, uuids(ids), now)
	return err
}

// Preferences are what a person chose.
func (s Notices) Preferences(ctx context.Context, p ident.Person) ([]*notify.Preference, error) {
	return query[*notify.Preference](ctx, s.DB, `SELECT * FROM notice_preferences WHERE person_id = $1 ORDER BY kind`, p)
}

// SavePreference keeps one choice; what waits for a digest the person no longer wants stays on the site.
func (s Notices) SavePreference(ctx context.Context, x *notify.Preference) error {
	return s.InTx(ctx, func(ctx context.Context) error {
		if _, err := s.exec(ctx, `INSERT INTO notice_preferences (person_id, kind, cadence) VALUES ($1, $2, $3)
ON CONFLICT (person_id, kind) DO UPDATE SET cadence = EXCLUDED.cadence`, x.Person, x.Kind, string(x.Cadence)); err != nil {
			return err
		}
		if x.Cadence != notify.Never {
			return nil
		}
		_, err := s.exec(ctx, `UPDATE messages SET state = 'on_site' WHERE person_id = $1 AND state = 'gathered' AND digest_id IS NULL AND `+kindOf+` = $2`, x.Person, x.Kind)
		return err
	})
}

const gatherers = `SELECT p.id, p.zone,
	coalesce(array_agg(DISTINCT w.kind) FILTER (WHERE w.cadence <> 'weekly'), '{}') AS daily,
	coalesce(array_agg(DISTINCT w.kind) FILTER (WHERE w.cadence = 'weekly'), '{}') AS weekly
FROM (SELECT m.person_id, ` + kindOf + ` AS kind, coalesce(n.cadence, 'now') AS cadence
	FROM messages m LEFT JOIN notice_preferences n ON n.person_id = m.person_id AND n.kind = split_part(m.template, '.', 1)
	WHERE m.state = 'gathered' AND m.digest_id IS NULL) w
JOIN people p ON p.id = w.person_id GROUP BY p.id, p.zone ORDER BY p.id`

// Gatherers are the people for whom messages wait.
func (s Notices) Gatherers(ctx context.Context) ([]*notice.Gatherer, error) {
	return query[*notice.Gatherer](ctx, s.DB, gatherers)
}

// Digest queues one mail with what waits of these kinds and was queued before an instant, oldest first;
// it answers how many messages the mail carries. What is shut to the person meanwhile stays out of it.
func (s Notices) Digest(ctx context.Context, g *notice.Gatherer, kinds []string, until, now time.Time) (int, error) {
	items, err := query[*notify.Message](ctx, s.DB, `SELECT * FROM messages WHERE person_id = $1 AND state = 'gathered' AND digest_id IS NULL
AND `+kindOf+` = ANY($2::text[]) AND queued_at < $3 ORDER BY queued_at, id FOR UPDATE`, g.Person, kinds, until)
	if err != nil || len(items) == 0 {
		return 0, err
	}
	hidden, err := s.withheld(ctx, g.Person, true)
	if err != nil {
		return 0, err
	}
	who, err := one[struct {
		Email  string `bun:"email"`
		Locale string `bun:"locale"`
	}](ctx, s.DB, "person", `SELECT email, locale FROM people WHERE id = $1`, g.Person)
	if err != nil {
		return 0, err
	}
	var carried []any
	var ids, kept []ident.Message
	for _, m := range items {
		if hidden.has(m.Subject) {
			kept = append(kept, m.ID)
			continue
		}
		ids = append(ids, m.ID)
		carried = append(carried, map[string]any{"Template": m.Template, "Subject": m.Subject, "Data": m.Data})
	}
	if _, err := s.exec(ctx, `UPDATE messages SET state = 'on_site' WHERE id = ANY($1::uuid[])`, uuids(kept)); err != nil || len(ids) == 0 {
		return 0, err
	}
	mail := &notify.Message{
		ID: ident.NewMessage(), Person: g.Person, Email: who.Email, Locale: who.Locale, Template: notify.DigestTemplate,
		Data: map[string]any{"Items": carried, "Count": len(carried)}, State: notify.Queued, QueuedAt: now,
	}
	if err := s.insert(ctx, "messages", mail); err != nil {
		return 0, err
	}
	if _, err := s.exec(ctx, `UPDATE messages SET digest_id = $2 WHERE id = ANY($1::uuid[])`, uuids(ids), mail.ID); err != nil {
		return 0, err
	}
	return len(ids), s.Enqueue(ctx, notify.Deliver{Message: mail.ID})
}

// CalendarLink is a person's private address; nil where there is none.
func (s Notices) CalendarLink(ctx context.Context, p ident.Person) (*notice.CalendarLink, error) {
	x, err := one[notice.CalendarLink](ctx, s.DB, "link", `SELECT * FROM calendar_links WHERE person_id = $1`, p)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return x, err
}

// KeepCalendarLink replaces a person's private address.
func (s Notices) KeepCalendarLink(ctx context.Context, x *notice.CalendarLink) error {
	_, err := s.exec(ctx, `INSERT INTO calendar_links (person_id, token_hash, created_at) VALUES ($1, $2, $3)
ON CONFLICT (person_id) DO UPDATE SET token_hash = EXCLUDED.token_hash, created_at = EXCLUDED.created_at, last_used_on = NULL`, x.Person, x.TokenHash, x.CreatedAt)
	return err
}

// DropCalendarLink ends a person's private address.
func (s Notices) DropCalendarLink(ctx context.Context, p ident.Person) error {
	_, err := s.exec(ctx, `DELETE FROM calendar_links WHERE person_id = $1`, p)
	return err
}

// CalendarOwner is whose address has this hash; a suspended person's answers nothing. The day of use is noted once a day.
func (s Notices) CalendarOwner(ctx context.Context, hash []byte, now time.Time) (ident.Person, error) {
	x, err := one[notice.CalendarLink](ctx, s.DB, "calendar", `SELECT l.* FROM calendar_links l LEFT JOIN credentials c ON c.person_id = l.person_id
WHERE l.token_hash = $1 AND c.suspended_at IS NULL`, hash)
	if err != nil {
		return ident.Person{}, err
	}
	day := now.UTC().Truncate(24 * time.Hour)
	if x.LastUsedOn == nil || x.LastUsedOn.Before(day) {
		if _, err := s.exec(ctx, `UPDATE calendar_links SET last_used_on = $2 WHERE person_id = $1`, x.Person, day); err != nil {
			return ident.Person{}, err
		}
	}
	return x.Person, nil
}

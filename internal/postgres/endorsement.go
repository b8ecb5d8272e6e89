package postgres

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/notify"
	"github.com/vitrine-grants/vitrine/internal/partnership"
)

// Posts are the directory of posts by country and name.
func (s Partnerships) Posts(ctx context.Context) ([]*partnership.Post, error) {
	return query[*partnership.Post](ctx, s.DB, `SELECT id, name, kind, country, city, lat, lon, serves, email, version FROM posts ORDER BY country, name, id`)
}

// KeepPost writes a post of the directory; a change by others meanwhile is CONFLICT version.
func (s Partnerships) KeepPost(ctx context.Context, p *partnership.Post, isNew bool, expected int) error {
	if isNew {
		return s.insert(ctx, "posts", p)
	}
	return s.updateVersioned(ctx, "posts", p, expected, "name", "kind", "country", "city", "lat", "lon", "serves", "email")
}

// KeepEndorsement writes an endorsement.
func (s Partnerships) KeepEndorsement(ctx context.Context, e *partnership.Endorsement, isNew bool) error {
	if isNew {
		return s.insert(ctx, "endorsements", e)
	}
	return s.update(ctx, "endorsements", e, "post_id", "post", "email", "state", "reason", "note", "requested_by", "sent_at", "expires_at", "reminded_at",
		"answered_at", "officer_name", "officer_title", "recorded_by", "document_id")
}

const linkColumns = `token_hash, endorsement_id, link_id, made_at, expires_at, used_at, voided_at`

// AddLink keeps a mailed link by the hash of its token.
func (s Partnerships) AddLink(ctx context.Context, l *partnership.EndorsementLink) error {
	return s.insert(ctx, "endorsement_links", l)
}

// LinkByToken is the link with this hash; an unknown one is not found.
func (s Partnerships) LinkByToken(ctx context.Context, hash []byte) (*partnership.EndorsementLink, error) {
	return one[partnership.EndorsementLink](ctx, s.DB, "link", `SELECT `+linkColumns+` FROM endorsement_links WHERE token_hash = $1`, hash)
}

// NewestLink is the link of an endorsement that still works.
func (s Partnerships) NewestLink(ctx context.Context, id ident.Endorsement) (*partnership.EndorsementLink, error) {
	return one[partnership.EndorsementLink](ctx, s.DB, "link", `SELECT `+linkColumns+` FROM endorsement_links
WHERE endorsement_id = $1 AND used_at IS NULL AND voided_at IS NULL ORDER BY made_at DESC LIMIT 1`, id)
}

// UseLink notes that a link was used.
func (s Partnerships) UseLink(ctx context.Context, hash []byte, at time.Time) error {
	_, err := s.exec(ctx, `UPDATE endorsement_links SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL`, hash, at)
	return err
}

// VoidLinks ends the open links of one member, or of the whole partnership.
func (s Partnerships) VoidLinks(ctx context.Context, id ident.Partnership, of ident.Member, at time.Time) error {
	_, err := s.exec(ctx, `UPDATE endorsement_links l SET voided_at = $3 FROM endorsements e JOIN partnership_members m ON m.id = e.member_id
WHERE l.endorsement_id = e.id AND m.partnership_id = $1 AND ($2::uuid IS NULL OR m.id = $2) AND l.used_at IS NULL AND l.voided_at IS NULL`, id, nullable(of), at)
	return err
}

// OfEndorsement is the partnership an endorsement belongs to.
func (s Partnerships) OfEndorsement(ctx context.Context, id ident.Endorsement) (ident.Partnership, error) {
	r, err := one[struct {
		ID ident.Partnership `bun:"id"`
	}](ctx, s.DB, "endorsement", `SELECT m.partnership_id AS id FROM endorsements e JOIN partnership_members m ON m.id = e.member_id WHERE e.id = $1`, id)
	if err != nil {
		return ident.Partnership{}, err
	}
	return r.ID, nil
}

// Waiting are the endorsements that are with a post by a link, oldest deadline first.
func (s Partnerships) Waiting(ctx context.Context) ([]ident.Endorsement, error) {
	return idsOf[ident.Endorsement](ctx, s.DB, `SELECT id FROM endorsements WHERE state = 'sent_to_post' AND expires_at IS NOT NULL ORDER BY expires_at, id`)
}

// Write queues a mail to an address that is nobody's account, in the context's transaction.
func (s Partnerships) Write(ctx context.Context, email, locale, template, subject string, data map[string]any) error {
	return s.InTx(ctx, func(ctx context.Context) error {
		m := notify.Message{
			ID: ident.NewMessage(), Email: email, Locale: locale, Template: template, Data: data, Subject: subject, State: notify.Queued, QueuedAt: s.Now(),
		}
		if err := s.insert(ctx, "messages", &m); err != nil {
			return err
		}
		return s.Enqueue(ctx, notify.Deliver{Message: m.ID})
	})
}

package postgres

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/outreach"
	"github.com/vitrine-grants/vitrine/internal/page"
)

const (
	audienceLog = `SELECT n.id, 'audience' AS what, n.reach AS kind, n.place, '' AS country, coalesce(a.title, '') AS title, '' AS outlet, '' AS link,
	n.counted_on AS on_day, n.contacts, n.method, n.recorded_at FROM audience_counts n LEFT JOIN activities a ON a.id = n.activity_id WHERE n.award_id = $1 AND n.removed_at IS NULL`
	mediaLog = `SELECT n.id, 'media' AS what, n.medium AS kind, '' AS place, n.country, n.title, n.outlet, n.link,
	n.published_on AS on_day, n.circulation AS contacts, '' AS method, n.recorded_at FROM media_hits n WHERE n.award_id = $1 AND n.removed_at IS NULL`
	outputLog = `SELECT n.id, 'output' AS what, n.kind, '' AS place, '' AS country, n.title, '' AS outlet, n.link,
	n.finished_on AS on_day, 0::bigint AS contacts, '' AS method, n.recorded_at FROM outputs n WHERE n.award_id = $1 AND n.removed_at IS NULL`
	logAfter  = ` AND ($2::uuid IS NULL OR n.id < $2) ORDER BY n.id DESC LIMIT $3`
	logBefore = ` AND ($2::uuid IS NULL OR n.id > $2) ORDER BY n.id LIMIT $3`
)

func logOf(what outreach.Entry) (text, table string) {
	switch what {
	case outreach.AudienceEntry:
		return audienceLog, "audience_counts"
	case outreach.MediaEntry:
		return mediaLog, "media_hits"
	}
	return outputLog, "outputs"
}

// Log is one page of what was counted, of one kind, the newest first.
func (s Outreach) Log(ctx context.Context, id ident.Award, what outreach.Entry, c page.Cut) ([]*outreach.LogRow, error) {
	var beside any
	if c.Key != nil {
		key, err := what.Parse(c.Key[0])
		if err != nil {
			return nil, err
		}
		beside = key
	}
	text, _ := logOf(what)
	if c.Backward {
		text += logBefore
	} else {
		text += logAfter
	}
	return query[*outreach.LogRow](ctx, s.DB, text, id, beside, c.Limit+1)
}

// CountLog counts what stands of one kind.
func (s Outreach) CountLog(ctx context.Context, id ident.Award, what outreach.Entry) (int, error) {
	_, table := logOf(what)
	n, err := s.count(ctx, `SELECT count(*) AS n FROM `+table+` WHERE award_id = $1 AND removed_at IS NULL`, id)
	return int(n), err
}

// TakeOff removes one entry of the award; what is gone or of another award is not found.
func (s Outreach) TakeOff(ctx context.Context, id ident.Award, what outreach.Entry, key string, by ident.Person, at time.Time) error {
	entry, err := what.Parse(key)
	if err != nil {
		return fault.Missing("entry")
	}
	_, table := logOf(what)
	n, err := s.exec(ctx, `UPDATE `+table+` SET removed_by = $3, removed_at = $4 WHERE id = $1 AND award_id = $2 AND removed_at IS NULL`, entry, id, by, at)
	if err == nil && n == 0 {
		return fault.Missing("entry")
	}
	return err
}

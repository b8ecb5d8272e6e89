package postgres

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

const releaseColumns = `r.id, r.cycle_id, r.letters, r.people, r.state, r.released_by, r.released_at, r.leaves_at, r.left_at, r.undone_by, r.undone_at, r.undone_reason`

const (
	releaseJoin = `UPDATE letters SET release_id = $2 WHERE id = ANY($1::uuid[]) AND state = 'held' AND release_id IS NULL`
	releaseDue  = `SELECT ` + releaseColumns + ` FROM letter_releases r WHERE r.state = 'waiting' AND r.leaves_at <= $2 AND ($1::uuid IS NULL OR r.cycle_id = $1)
ORDER BY r.leaves_at, r.id LIMIT 1 FOR UPDATE SKIP LOCKED`
	releaseLetters = `SELECT ` + letterColumns + ` FROM letters l WHERE l.release_id = $1 AND l.state = 'held' ORDER BY l.id FOR UPDATE`
	releaseLocked  = `SELECT ` + releaseColumns + ` FROM letter_releases r JOIN cycles c ON c.id = r.cycle_id WHERE ` + staffSeen + ` AND r.id = $3 FOR UPDATE OF r`
	releaseEmpty   = `UPDATE letters SET release_id = NULL WHERE release_id = $1 AND state = 'held'`
	// Who is bound to an application of the cycle is told the letters they may see, and of an undone release none.
	releaseNewest = `SELECT r.id, r.cycle_id, r.state, r.released_by, r.released_at, r.leaves_at, r.left_at, r.undone_by, r.undone_at,
	CASE WHEN x.held THEN '' ELSE r.undone_reason END AS undone_reason,
	CASE WHEN x.held THEN x.letters ELSE r.letters END AS letters, CASE WHEN x.held THEN x.people ELSE r.people END AS people
FROM letter_releases r JOIN cycles c ON c.id = r.cycle_id, LATERAL (
	SELECT count(*) FILTER (WHERE NOT y.hidden) AS letters, count(DISTINCT y.recipient_id) FILTER (WHERE NOT y.hidden) AS people,
		EXISTS (SELECT FROM applications a WHERE a.cycle_id = r.cycle_id AND ` + bound + `($4::uuid, a.id))) AS held
	FROM (SELECT l.recipient_id, ` + bound + `($4::uuid, l.application_id)) AS hidden FROM letters l WHERE l.release_id = r.id) y) x
WHERE ` + staffSeen + ` AND r.cycle_id = $3 ORDER BY r.released_at DESC, r.id DESC LIMIT 1`
	letterAt = `SELECT ` + letterColumns + letterFrom + ` AND l.cycle_id = $7 AND l.state = 'held' ORDER BY a.number, l.id LIMIT 1 OFFSET $8`
)

// AddRelease keeps a release and puts held letters into it; one that is no longer held is CONFLICT.
func (s Awards) AddRelease(ctx context.Context, r *award.Release, ids []ident.Letter) error {
	if err := s.insert(ctx, "letter_releases", r); err != nil {
		return err
	}
	n, err := s.exec(ctx, releaseJoin, uuids(ids), r.ID)
	if err == nil && int(n) != len(ids) {
		return fault.New(fault.Conflict, "letters_moved", "%d of the letters are no longer held.", len(ids)-int(n))
	}
	return err
}

// DueRelease locks a waiting release whose time has come; nil when there is none that nobody else holds.
func (s Awards) DueRelease(ctx context.Context, c ident.Cycle, now time.Time) (*award.Release, error) {
	rows, err := query[*award.Release](ctx, s.DB, releaseDue, c, now)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}

// LettersOfRelease locks the held letters of a release.
func (s Awards) LettersOfRelease(ctx context.Context, id ident.Release) ([]*award.Letter, error) {
	return query[*award.Letter](ctx, s.DB, releaseLetters, id)
}

// ReleaseForUpdate locks one release within the filter.
func (s Awards) ReleaseForUpdate(ctx context.Context, id ident.Release, f auth.Filter) (*award.Release, error) {
	return one[award.Release](ctx, s.DB, "release", releaseLocked, staffArgs(f, id)...)
}

// KeepRelease writes what became of a release; undone lets its letters go.
func (s Awards) KeepRelease(ctx context.Context, r *award.Release) error {
	if r.State == award.ReleaseUndone {
		if _, err := s.exec(ctx, releaseEmpty, r.ID); err != nil {
			return err
		}
	}
	return s.update(ctx, "letter_releases", r, "state", "left_at", "undone_by", "undone_at", "undone_reason")
}

// NewestRelease is the cycle's last release within the filter, counted as the viewer may see its letters.
func (s Awards) NewestRelease(ctx context.Context, c ident.Cycle, f auth.Filter) (*award.Release, error) {
	return one[award.Release](ctx, s.DB, "release", releaseNewest, staffArgs(f, c, viewer(ctx))...)
}

// LetterAt is the n-th held letter of a cycle, counted from 1, as the viewer may see them.
func (s Awards) LetterAt(ctx context.Context, c ident.Cycle, n int, v award.Visible) (*award.Letter, error) {
	return one[award.Letter](ctx, s.DB, "letter", letterAt, awardArgs(ctx, v, c, n-1)...)
}

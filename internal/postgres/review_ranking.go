package postgres

import (
	"context"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

const (
	// A panel reads only applications of its cycle; saying so lets Postgres begin from them.
	rankedApplications = `SELECT a.id, a.number, a.requested_minor, a.title, coalesce(o.name, '') AS lead_name
FROM applications a LEFT JOIN organizations o ON o.id = a.lead_organization_id
WHERE a.cycle_id = (SELECT p.cycle_id FROM panels p WHERE p.id = $1) AND a.id IN (SELECT s.application_id FROM assignments s WHERE s.panel_id = $1 AND s.state NOT IN ('declined', 'voided'))
	AND a.state NOT IN ('draft', 'signed', 'returned_once', 'ineligible', 'withdrawn')`

	countedReviews = `SELECT r.application_id, r.reviewer_id, coalesce(r.base_milli, 0) AS base_milli, r.bonus_milli, coalesce(r.tie1_half, 0) AS tie1_half, coalesce(r.tie2_half, 0) AS tie2_half
FROM reviews r WHERE r.panel_id = $1 AND r.state IN ('submitted', 'locked')`

	readings = `SELECT r.application_id, a.number, a.title, a.requested_minor, r.reviewer_id, ` + nameOfPerson + ` AS reviewer_name, r.base_milli,
	s.reading_order, s.id AS assignment_id, coalesce(m.marks, '[]') AS marks
FROM (` + rankedApplications + `) a JOIN reviews r ON r.application_id = a.id AND r.panel_id = $1 AND r.state IN ('submitted', 'locked') AND r.base_milli IS NOT NULL
JOIN assignments s ON s.id = r.assignment_id JOIN people h ON h.id = r.reviewer_id
CROSS JOIN LATERAL (SELECT jsonb_agg(coalesce(n.half_points + 1, 0) ORDER BY k.ordinal, k.id) AS marks
	FROM criteria k LEFT JOIN LATERAL (SELECT half_points FROM scores WHERE review_id = r.id AND criterion_id = k.id ORDER BY version DESC LIMIT 1) n ON true
	WHERE k.kind <> 'comment' AND k.cycle_id = (SELECT p.cycle_id FROM panels p WHERE p.id = $1)) m`

	hiddenFrom = `SELECT DISTINCT a.id FROM (` + binds + `) k JOIN applications a ON a.id = k.application_id WHERE k.person_id = $2 AND a.cycle_id = $1`

	ownUnsubmitted = `SELECT count(*) AS n FROM assignments s WHERE s.panel_id = $1 AND s.reviewer_id = $2 AND s.state NOT IN ` + assignmentEnds + `
	AND NOT EXISTS (SELECT FROM reviews r WHERE r.assignment_id = s.id AND r.state IN ('submitted', 'locked'))`

	lastRanking = `SELECT k.id, k.sha256 FROM rankings k WHERE k.panel_id = $1 AND k.method = $2 ORDER BY k.frozen_at DESC, k.id DESC LIMIT 1`

	addRanking = `INSERT INTO rankings (id, cycle_id, panel_id, method, inputs, sha256, panel_mean_milli, panel_sd_milli, frozen_by, frozen_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`

	rankingList = `SELECT k.id, k.cycle_id, k.panel_id, k.method, k.frozen_by, k.frozen_at, CASE WHEN b.blind THEN NULL ELSE k.sha256 END AS sha256,
	CASE WHEN b.blind THEN NULL ELSE k.panel_mean_milli END AS panel_mean_milli, CASE WHEN b.blind THEN NULL ELSE k.panel_sd_milli END AS panel_sd_milli
FROM rankings k JOIN panels p ON p.id = k.panel_id JOIN cycles y ON y.id = k.cycle_id
CROSS JOIN (SELECT EXISTS (SELECT FROM (` + binds + `) c JOIN applications a ON a.id = c.application_id
	WHERE c.person_id = $4::uuid AND a.cycle_id = $5) AS blind) b
WHERE ` + panelSeen + ` AND k.cycle_id = $5 ORDER BY k.frozen_at DESC, k.id DESC LIMIT 200`

	rankingRead = `SELECT k.id, k.cycle_id, k.panel_id, k.method, k.inputs, k.sha256, k.panel_mean_milli, k.panel_sd_milli, k.frozen_by, k.frozen_at
FROM rankings k JOIN panels p ON p.id = k.panel_id JOIN cycles y ON y.id = k.cycle_id WHERE ` + panelSeen + ` AND k.id = $4`

	placesRead = `SELECT l.ranking_id, l.application_id, l.place, l.counted, l.raw_milli, l.normalized_milli, l.z_micro, l.bonus_milli, l.why
FROM ranking_places l JOIN applications a ON a.id = l.application_id WHERE l.ranking_id = $1 ORDER BY l.place, a.number, l.application_id`

	placesNamed = `SELECT a.id AS application_id, a.number, a.title, a.requested_minor, coalesce(o.name, '') AS lead_name
FROM applications a LEFT JOIN organizations o ON o.id = a.lead_organization_id WHERE a.id = ANY($1::uuid[])`
)

// Inputs are the panel's applications with their counted reviews: two narrow reads.
func (s Reviews) Inputs(ctx context.Context, id ident.Panel) (review.Inputs, error) {
	var (
		in      review.Inputs
		app, by bare
		e       review.Entry
		c       review.Counted
		at      = map[uuid.UUID]int{}
	)
	err := s.each(ctx, rankedApplications, []any{id.UUID()}, []any{&app, &e.Number, &e.RequestedMinor, &e.Title, &e.LeadName}, func() error {
		at[app.UUID] = len(in.Entries)
		in.Entries = append(in.Entries, e)
		return in.Entries[len(in.Entries)-1].Application.Scan(app.UUID[:])
	})
	if err != nil {
		return in, err
	}
	return in, s.each(ctx, countedReviews, []any{id.UUID()}, []any{&app, &by, &c.BaseMilli, &c.Bonus, &c.Ties[0], &c.Ties[1]}, func() error {
		i, ok := at[app.UUID]
		if !ok {
			return nil
		}
		in.Entries[i].Reviews = append(in.Entries[i].Reviews, c)
		return in.Entries[i].Reviews[len(in.Entries[i].Reviews)-1].Reviewer.Scan(by.UUID[:])
	})
}

// Readings are the counted reviews of the applications that Inputs has, one statement.
func (s Reviews) Readings(ctx context.Context, id ident.Panel) ([]*review.Marked, error) {
	return query[*review.Marked](ctx, s.DB, readings, id)
}

// Hidden are the applications of a cycle that a person has a conflict with, or that a museum of theirs applies with.
func (s Reviews) Hidden(ctx context.Context, c ident.Cycle, from ident.Person) ([]ident.Application, error) {
	return idsOf[ident.Application](ctx, s.DB, hiddenFrom, c, from)
}

// OwnUnsubmitted counts what a person has still to hand in for a panel.
func (s Reviews) OwnUnsubmitted(ctx context.Context, id ident.Panel, me ident.Person) (int, error) {
	return s.number(ctx, ownUnsubmitted, id, me)
}

// LastRanking is the newest of a panel by a method, its id and hash only; nil when there is none.
func (s Reviews) LastRanking(ctx context.Context, id ident.Panel, m review.Method) (*review.Ranking, error) {
	rows, err := query[review.Ranking](ctx, s.DB, lastRanking, id, string(m))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// AddRanking keeps a frozen order with its inputs and places.
func (s Reviews) AddRanking(ctx context.Context, r *review.Ranking) error {
	_, err := s.exec(ctx, addRanking, r.ID, r.Cycle, r.Panel, string(r.Method), string(r.Inputs), r.SHA256, r.PanelMeanMilli, r.PanelSDMilli, r.FrozenBy, r.FrozenAt)
	if err != nil {
		return err
	}
	return s.insert(ctx, "ranking_places", &r.Places)
}

// Rankings are the frozen orders of a cycle within sight, newest first, without places.
func (s Reviews) Rankings(ctx context.Context, c ident.Cycle, v review.Sight) ([]*review.Ranking, error) {
	return query[*review.Ranking](ctx, s.DB, rankingList, sightArgs(v, person(v.Viewer), c)...)
}

// Ranking is a frozen order with its inputs and all its places, as kept.
func (s Reviews) Ranking(ctx context.Context, id ident.Ranking, v review.Sight) (*review.Ranking, error) {
	r, err := one[review.Ranking](ctx, s.DB, "ranking", rankingRead, sightArgs(v, id)...)
	if err != nil {
		return nil, err
	}
	r.Places, err = query[*review.Place](ctx, s.DB, placesRead, id)
	return r, err
}

// NamePlaces fills in what people call the applications of the places.
func (s Reviews) NamePlaces(ctx context.Context, places []*review.Place) error {
	by, ids := make(map[uuid.UUID]*review.Place, len(places)), make([]uuid.UUID, len(places))
	for i, p := range places {
		ids[i] = p.Application.UUID()
		by[ids[i]] = p
	}
	var (
		app bare
		n   review.Place
	)
	return s.each(ctx, placesNamed, []any{ids}, []any{&app, &n.Number, &n.Title, &n.RequestedMinor, &n.LeadName}, func() error {
		p := by[app.UUID]
		p.Number, p.Title, p.LeadName, p.RequestedMinor = n.Number, n.Title, n.LeadName, n.RequestedMinor
		return nil
	})
}

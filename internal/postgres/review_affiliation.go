package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/review"
)

const (
	affiliationColumns = `f.id, f.person_id, f.bond, f.organization_id, f.name, f.email, f.name_key, f.since, f.until, f.declared_at, f.withdrawn_at, coalesce(o.name, '') AS organization_name`

	affiliationsOf = `SELECT ` + affiliationColumns + ` FROM affiliations f LEFT JOIN organizations o ON o.id = f.organization_id
WHERE f.person_id = $1 AND f.withdrawn_at IS NULL ORDER BY f.until DESC NULLS FIRST, f.since DESC NULLS LAST, f.id`

	affiliationForUpdate = `SELECT ` + affiliationColumns + ` FROM affiliations f LEFT JOIN organizations o ON o.id = f.organization_id WHERE f.id = $1 AND f.person_id = $2 FOR UPDATE OF f`

	seatsIn = `SELECT m.id, m.panel_id, m.person_id, m.chair, m.confidentiality_at, m.load_limit, m.left_at, m.skills FROM panel_members m JOIN panels p ON p.id = m.panel_id
WHERE p.cycle_id = $1 AND m.person_id = $2 AND m.left_at IS NULL AND p.state NOT IN ('locked', 'ranked') ORDER BY m.id`

	peopleAt = `SELECT DISTINCT x.person_id AS id FROM (SELECT person_id FROM memberships WHERE organization_id = $1
	UNION ALL SELECT person_id FROM affiliations WHERE organization_id = $1 AND withdrawn_at IS NULL) x ORDER BY 1`

	familySeats = `WITH RECURSIVE up AS (
	SELECT o.id, o.parent_id FROM organizations o WHERE o.id = $1 UNION SELECT o.id, o.parent_id FROM organizations o JOIN up ON o.id = up.parent_id
), kin AS (SELECT id FROM up UNION SELECT o.id FROM organizations o JOIN kin ON o.parent_id = kin.id)
SELECT DISTINCT p.cycle_id, m.person_id FROM panel_members m JOIN panels p ON p.id = m.panel_id AND p.state <> 'ranked'
WHERE m.left_at IS NULL AND EXISTS (SELECT FROM applications a JOIN partnership_members x ON x.partnership_id = a.partnership_id JOIN kin ON kin.id = x.organization_id
	WHERE a.cycle_id = p.cycle_id) ORDER BY 1, 2`

	// Whoever a tie of the people names is found by address or name, as it was typed.
	concernedSeats = `SELECT DISTINCT p.cycle_id, m.person_id FROM panel_members m JOIN panels p ON p.id = m.panel_id AND p.state <> 'ranked' JOIN people h ON h.id = m.person_id
WHERE m.left_at IS NULL AND (m.person_id = ANY($1::uuid[])
	OR EXISTS (SELECT FROM affiliations f WHERE f.person_id = m.person_id AND f.withdrawn_at IS NULL AND (f.email = ANY($2::text[]) OR (f.email = '' AND f.name_key = ANY($3::text[]))))
	OR h.email = ANY(ARRAY(SELECT f.email FROM affiliations f WHERE f.person_id = ANY($1::uuid[]) AND f.withdrawn_at IS NULL AND f.email <> ''))
	OR EXISTS (SELECT FROM affiliations f WHERE f.person_id = ANY($1::uuid[]) AND f.withdrawn_at IS NULL AND f.email = '' AND f.name_key <> ''
		AND f.name_key = (SELECT string_agg(w, ' ' ORDER BY w COLLATE "C") FROM regexp_split_to_table(` + foldedName + `, '[^[:alnum:]]+') w WHERE w <> '')))
ORDER BY p.cycle_id, m.person_id`

	// foldedName is the name of h as the application folds what people type.
	foldedName = `lower(regexp_replace(normalize(h.given_name || ' ' || h.family_name, NFKD), '[\u0300-\u036f]', '', 'g') COLLATE "und-x-icu")`
)

// AddAffiliation keeps what somebody declared.
func (s Reviews) AddAffiliation(ctx context.Context, a *review.Affiliation) error {
	return s.insert(ctx, "affiliations", a)
}

// AffiliationForUpdate locks one of one's own; anybody else's is missing.
func (s Reviews) AffiliationForUpdate(ctx context.Context, id ident.Affiliation, me ident.Person) (*review.Affiliation, error) {
	return one[review.Affiliation](ctx, s.DB, "affiliation", affiliationForUpdate, id, me)
}

// KeepAffiliation keeps its end or that it was a mistake.
func (s Reviews) KeepAffiliation(ctx context.Context, a *review.Affiliation) error {
	return s.update(ctx, "affiliations", a, "until", "withdrawn_at")
}

// Affiliations are a person's own, those that last first.
func (s Reviews) Affiliations(ctx context.Context, me ident.Person) ([]*review.Affiliation, error) {
	return query[*review.Affiliation](ctx, s.DB, affiliationsOf, me)
}

// SeatsIn are where a person sits on panels of the cycle that are not locked.
func (s Reviews) SeatsIn(ctx context.Context, c ident.Cycle, who ident.Person) ([]*review.PanelMember, error) {
	return query[*review.PanelMember](ctx, s.DB, seatsIn, c, who)
}

// PeopleAt are all who have or had a role at a museum, or declared to be tied to it.
func (s Reviews) PeopleAt(ctx context.Context, id ident.Organization) ([]ident.Person, error) {
	return idsOf[ident.Person](ctx, s.DB, peopleAt, id)
}

// FamilySeats are who sits on the panels at work of the cycles in which an organization's family proposes.
func (s Reviews) FamilySeats(ctx context.Context, id ident.Organization) ([]*review.Seat, error) {
	return query[*review.Seat](ctx, s.DB, familySeats, id)
}

// Concerned are who of the panels at work is one of the people, tied to one, or named by one.
func (s Reviews) Concerned(ctx context.Context, ids []ident.Person) ([]*review.Seat, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	list, err := query[interestPerson](ctx, s.DB, interestPeople, uuids(ids))
	if err != nil {
		return nil, err
	}
	mails, names := nameKeys(list)
	return query[*review.Seat](ctx, s.DB, concernedSeats, uuids(ids), mails, names)
}

package postgres

import (
	"context"
	"errors"
	"io"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/place"
)

// People keeps persons, the register of organizations and who works where.
type People struct{ *DB }

const registerColumns = `o.id, o.name, o.name_local, o.name_lang, o.name_key, o.kind, o.discipline, o.country, o.state, o.city, o.street,
	o.postal_code, o.website, o.phone, o.lat, o.lon, o.nonprofit, o.opened_on, o.museum_functions, o.uei, o.ein, o.source, o.source_key,
	o.version, o.created_at, o.edited_at, o.languages, o.founded_year, o.staff_size, o.merged_into, o.parent_id, o.stem_key, o.local_key, o.domain, o.phone_key`

const inForce = `(m.since IS NULL OR m.since <= $2::date) AND (m.until IS NULL OR m.until >= $2::date)`

const (
	// Parameters: who is asked for; today; whether all may be seen; who asks.
	peopleSeen = `SELECT p.id, p.given_name, p.family_name, p.locale, p.created_at,
	CASE WHEN k.known THEN p.email ELSE '' END AS email, CASE WHEN k.known THEN p.zone ELSE '' END AS zone
FROM people p CROSS JOIN LATERAL (SELECT $3::boolean OR p.id = $4::uuid OR EXISTS (
	SELECT FROM memberships m JOIN memberships v ON v.organization_id = m.organization_id AND v.person_id = $4::uuid
		AND (v.since IS NULL OR v.since <= $2::date) AND (v.until IS NULL OR v.until >= $2::date)
	WHERE m.person_id = p.id AND ` + inForce + `) AS known) k
WHERE p.id = ANY($1::uuid[])`
	organizationsByID     = `SELECT ` + registerColumns + ` FROM organizations o WHERE o.id = ANY($1::uuid[])`
	organizationForUpdate = `SELECT ` + registerColumns + ` FROM organizations o WHERE o.id = $1 FOR UPDATE`
	namesakes             = `SELECT ` + registerColumns + ` FROM organizations o WHERE o.name_key = $1 AND o.country = $2 AND o.state = $3 AND o.merged_into IS NULL ORDER BY o.id`
	affiliations          = `SELECT ` + registerColumns + `, m.id AS membership_id, m.role, m.title
FROM memberships m JOIN organizations o ON o.id = m.organization_id
WHERE m.person_id = $1 AND ` + inForce + ` ORDER BY o.name, o.id, m.role`
	members = `SELECT p.id, p.email, p.given_name, p.family_name, p.locale, p.zone, p.created_at, m.id AS membership_id, m.role, m.title
FROM memberships m JOIN people p ON p.id = m.person_id
WHERE m.organization_id = $1 AND ` + inForce + ` ORDER BY p.family_name, p.given_name, p.id, m.role`
)

// PeopleByID are the named persons; whoever the filter hides is a name only.
func (s People) PeopleByID(ctx context.Context, f auth.Filter, ids []ident.Person, today calendar.Date) ([]*people.Person, error) {
	all := f.Everything || len(f.Programs) > 0
	return query[*people.Person](ctx, s.DB, peopleSeen, uuids(ids), today, all, person(f.Person))
}

// OrganizationsByID are the named organizations.
func (s People) OrganizationsByID(ctx context.Context, ids []ident.Organization) ([]*people.Organization, error) {
	return query[*people.Organization](ctx, s.DB, organizationsByID, uuids(ids))
}

// OrganizationForUpdate is one organization, locked until the transaction ends.
func (s People) OrganizationForUpdate(ctx context.Context, id ident.Organization) (*people.Organization, error) {
	return one[people.Organization](ctx, s.DB, "organization", organizationForUpdate, id)
}

// Namesakes are the organizations of a name in a country and state; others who ask for the name wait.
func (s People) Namesakes(ctx context.Context, key string, country place.Country, state place.State) ([]*people.Organization, error) {
	if _, err := s.exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('organization ' || $1::text, 0))`, key); err != nil {
		return nil, err
	}
	return query[*people.Organization](ctx, s.DB, namesakes, key, string(country), string(state))
}

// AddOrganization keeps a new organization with the keys it is found by.
func (s People) AddOrganization(ctx context.Context, o *people.Organization) error {
	o.Index()
	return s.insert(ctx, "organizations", o)
}

// KeepOrganization writes what is told of an organization and its next version.
func (s People) KeepOrganization(ctx context.Context, o *people.Organization, expected int) error {
	o.Index()
	return s.updateVersioned(ctx, "organizations", o, expected, "name", "name_local", "name_lang", "name_key", "kind", "discipline",
		"country", "state", "city", "street", "postal_code", "website", "phone", "lat", "lon", "nonprofit", "opened_on", "museum_functions", "uei", "ein",
		"languages", "founded_year", "staff_size", "stem_key", "local_key", "domain", "phone_key", "edited_at")
}

// family walks up to the parents and down to what is part of it; eight steps are more than anybody has.
const family = `WITH RECURSIVE up AS (
	SELECT o.parent_id AS id, 1 AS steps FROM organizations o WHERE o.id = $1 AND o.parent_id IS NOT NULL
	UNION ALL SELECT o.parent_id, up.steps + 1 FROM up JOIN organizations o ON o.id = up.id AND o.parent_id IS NOT NULL WHERE up.steps < 8
), down AS (
	SELECT o.id, -1 AS steps FROM organizations o WHERE o.parent_id = $1
	UNION ALL SELECT o.id, down.steps - 1 FROM down JOIN organizations o ON o.parent_id = down.id WHERE down.steps > -8
)
SELECT x.id, o.name, x.steps FROM (SELECT * FROM up UNION ALL SELECT * FROM down) x JOIN organizations o ON o.id = x.id
ORDER BY x.steps < 0, abs(x.steps), o.name, x.id`

// Family are an organization's parents and what is part of it.
func (s People) Family(ctx context.Context, id ident.Organization) ([]*people.Relative, error) {
	return query[*people.Relative](ctx, s.DB, family, id)
}

// KeepParent writes what an organization is part of.
func (s People) KeepParent(ctx context.Context, o *people.Organization, expected int) error {
	return s.updateVersioned(ctx, "organizations", o, expected, "parent_id")
}

// AddMembership keeps a new role of a person at an organization.
func (s People) AddMembership(ctx context.Context, m *people.Membership) error {
	return s.insert(ctx, "memberships", m)
}

// Membership is one role of a person at an organization.
func (s People) Membership(ctx context.Context, id ident.Membership) (*people.Membership, error) {
	return one[people.Membership](ctx, s.DB, "membership", `SELECT * FROM memberships WHERE id = $1 FOR UPDATE`, id)
}

// EndMembership writes the last day of a role that has none yet.
func (s People) EndMembership(ctx context.Context, id ident.Membership, until calendar.Date) error {
	_, err := s.exec(ctx, `UPDATE memberships SET until = $2 WHERE id = $1 AND until IS NULL`, id, until)
	return err
}

// Affiliations are the roles a person holds on a day, with the organizations.
func (s People) Affiliations(ctx context.Context, p ident.Person, today calendar.Date) ([]*people.Affiliation, error) {
	return query[*people.Affiliation](ctx, s.DB, affiliations, p, today)
}

// Members are who holds roles at an organization on a day.
func (s People) Members(ctx context.Context, o ident.Organization, today calendar.Date) ([]*people.Member, error) {
	return query[*people.Member](ctx, s.DB, members, o, today)
}

// AddImport keeps the record of one run of an import.
func (s People) AddImport(ctx context.Context, i *people.Import) error {
	return s.insert(ctx, "imports", i)
}

const (
	incomingColumns = `id, name, name_key, kind, discipline, country, state, city, street, postal_code, website, phone, lat, lon, ein, source_key, created_at, stem_key, domain, phone_key`
	incomingTable   = `CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS SELECT ` + incomingColumns + ` FROM organizations WITH NO DATA`
	mergeIncoming   = `WITH merged AS (
	INSERT INTO organizations AS o (` + incomingColumns + `, source)
	SELECT ` + incomingColumns + `, $1 FROM incoming
	ON CONFLICT (source, source_key) WHERE source <> '' DO UPDATE SET
		name = excluded.name, name_key = excluded.name_key, kind = excluded.kind, discipline = excluded.discipline,
		country = excluded.country, state = excluded.state, city = excluded.city, street = excluded.street,
		postal_code = excluded.postal_code, website = excluded.website, phone = excluded.phone,
		lat = excluded.lat, lon = excluded.lon, ein = excluded.ein, stem_key = excluded.stem_key, domain = excluded.domain,
		phone_key = excluded.phone_key, version = o.version + 1
	WHERE o.edited_at IS NULL AND (o.name, o.kind, o.discipline, o.country, o.state, o.city, o.street, o.postal_code, o.website, o.phone, o.lat, o.lon, o.ein)
		IS DISTINCT FROM (excluded.name, excluded.kind, excluded.discipline, excluded.country, excluded.state, excluded.city, excluded.street,
			excluded.postal_code, excluded.website, excluded.phone, excluded.lat, excluded.lon, excluded.ein)
	RETURNING xmax = 0 AS added)
SELECT count(*) FILTER (WHERE added) AS added, count(*) FILTER (WHERE NOT added) AS changed FROM merged`
)

// MergeOrganizations streams a source beside the register and merges it in one statement.
func (s People) MergeOrganizations(ctx context.Context, source string, next func() (*people.Organization, error)) (people.Merged, error) {
	var merged people.Merged
	if _, err := s.exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('import ' || $1::text, 0))`, source); err != nil {
		return merged, err
	}
	if _, err := s.conn(ctx).ExecContext(ctx, incomingTable); err != nil {
		return merged, failure(err)
	}
	columns := []string{"id", "name", "name_key", "kind", "discipline", "country", "state", "city", "street", "postal_code", "website", "phone", "lat", "lon", "ein", "source_key", "created_at", "stem_key", "domain", "phone_key"}
	_, err := s.copyIn(ctx, "incoming", columns, func() ([]any, error) {
		o, err := next()
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		return []any{
			o.ID.UUID(), o.Name, o.NameKey, string(o.Kind), o.Discipline, string(o.Country), string(o.State), o.City, o.Street,
			o.PostalCode, o.Website, o.Phone, o.Lat, o.Lon, o.EIN, o.SourceKey, o.CreatedAt, o.StemKey, o.Domain, o.PhoneKey,
		}, nil
	})
	if err != nil {
		return merged, err
	}
	rows, err := s.conn(ctx).QueryContext(ctx, mergeIncoming, source)
	if err != nil {
		return merged, failure(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&merged.Added, &merged.Changed); err != nil {
			return merged, err
		}
	}
	if err := rows.Err(); err != nil {
		return merged, failure(err)
	}
	// The planner knows nothing of a register that was empty a moment ago.
	_, err = s.conn(ctx).ExecContext(ctx, `ANALYZE organizations`)
	return merged, failure(err)
}

package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/amendment"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// Amendments keeps the amendments of awards and the people awards name.
type Amendments struct{ *DB }

var amendmentFaults = map[string]faultOf{
	"amendments_explained":        {fault.Invalid, "required", "Say why.", "reason"},
	"amendments_signed":           {fault.Invalid, "required", "Type your name.", "name"},
	"amendments_answered":         {fault.Invalid, "required", "Give the reference of the answer.", "reference"},
	"amendments_number_once":      {fault.Conflict, "version", "Somebody amended this award meanwhile. Read it again.", ""},
	"amendments_terms_once":       {fault.Conflict, "version", "Somebody amended this award meanwhile. Read it again.", ""},
	"amendments_undone_once":      {fault.Conflict, "undone_already", "It is being taken back already.", ""},
	"amendments_kept":             {fault.Conflict, "append_only", "An amendment is never deleted.", ""},
	"amendments_ended":            {fault.Conflict, "amendment_ended", "What was applied or ended stays as it was.", ""},
	"amendments_award_closed":     {fault.Conflict, "award_closed", "A closed award is not amended.", ""},
	"amendments_submitted_fixed":  {fault.Conflict, "amendment_submitted", "What was handed in goes back before it changes.", ""},
	"amendment_steps_two_persons": {fault.Forbidden, "same_person", "Who handed it in does not approve it.", ""},
	"amendment_steps_append_only": {fault.Conflict, "append_only", "The steps of an amendment stay as they were taken.", ""},
	"award_terms_closed":          {fault.Conflict, "award_closed", "A closed award is not amended.", ""},
}

const (
	amendmentFrom = `
FROM amendments m JOIN awards w ON w.id = m.award_id JOIN cycles c ON c.id = w.cycle_id JOIN programs p ON p.id = c.program_id
LEFT JOIN partnership_members lm ON lm.partnership_id = w.partnership_id AND lm.lead LEFT JOIN organizations o ON o.id = lm.organization_id
WHERE ` + awardSeen
	amendmentRead = `SELECT m.*, w.number AS award_number, w.title AS award_title, o.id AS lead_id, coalesce(o.name, '') AS lead_name, p.name AS program_name,
	(SELECT u.id FROM amendments u WHERE u.undoes_id = m.id AND u.state = 'applied') AS undone_by`
	amendmentOne = amendmentRead + `,
	(SELECT jsonb_agg(to_jsonb(s) ORDER BY s.ordinal) FROM amendment_steps s WHERE s.amendment_id = m.id) AS log` + amendmentFrom + ` AND m.id = $7`
	amendmentFilter = ` AND ($7::uuid IS NULL OR m.award_id = $7) AND ($8 = '' OR m.state = $8)
	AND (NOT $9::boolean OR m.state NOT IN ('draft', 'withdrawn', 'rejected', 'eca_rejected', 'applied'))`
	amendmentsForward  = amendmentRead + amendmentFrom + amendmentFilter + ` AND ($10::uuid IS NULL OR m.id < $10) ORDER BY m.id DESC LIMIT $11`
	amendmentsBackward = amendmentRead + amendmentFrom + amendmentFilter + ` AND ($10::uuid IS NULL OR m.id > $10) ORDER BY m.id LIMIT $11`
	amendmentsCount    = `SELECT count(*) AS n` + amendmentFrom + amendmentFilter
	amendmentsNumbered = `SELECT * FROM amendments WHERE award_id = $1 ORDER BY number`
	keyPersonsOf       = `SELECT * FROM key_persons WHERE award_id = $1 ORDER BY since, id`
	directorsOf        = `SELECT DISTINCT ON (m.lead, o.name, o.id) o.id AS organization_id, e.id AS person_id, e.given_name || ' ' || e.family_name AS name
FROM awards w JOIN partnership_members m ON m.partnership_id = w.partnership_id AND m.left_on IS NULL JOIN organizations o ON o.id = m.organization_id
JOIN memberships s ON s.organization_id = o.id AND s.until IS NULL AND s.role = CASE WHEN m.side = 'us' THEN 'applicant_coordinator' ELSE 'partner_coordinator' END
JOIN people e ON e.id = s.person_id WHERE w.id = $1 ORDER BY m.lead DESC, o.name, o.id, s.id`
	amendmentBounds = `SELECT award_max_minor AS most_minor, cost_share_bp AS share_bp FROM cycles WHERE id = $1`
	museumAtGate    = `SELECT o.id AS organization_id, o.name, o.country, o.state, o.city, o.country <> 'US' AS abroad, coalesce(o.uei, '') AS uei, x.checked_on, coalesce(x.result, '') AS result
FROM organizations o LEFT JOIN LATERAL (SELECT * FROM exclusion_checks x WHERE x.organization_id = o.id ORDER BY x.checked_on DESC, x.id DESC LIMIT 1) x ON true WHERE o.id = $1`
	joinAward = `INSERT INTO partnership_members (id, partnership_id, organization_id, side, part, confirmed_words)
SELECT $3, w.partnership_id, $2, CASE WHEN o.country = 'US' THEN 'us' ELSE 'non_us' END, $4, '' FROM awards w, organizations o WHERE w.id = $1 AND o.id = $2
ON CONFLICT (partnership_id, organization_id) DO UPDATE SET left_on = NULL`
	leaveAward = `UPDATE partnership_members SET left_on = $3 WHERE organization_id = $2 AND partnership_id = (SELECT partnership_id FROM awards WHERE id = $1)`
	// What the holder of a code learns.
	amendmentVerified = `SELECT p.name AS program, coalesce(o.name, '') AS organization, w.number AS award_number, m.number, m.kind, (m.applied_at AT TIME ZONE 'UTC')::date AS date, d.sha256,
	(SELECT u.applied_at FROM amendments u WHERE u.undoes_id = m.id AND u.state = 'applied') AS undone_at
FROM amendments m JOIN awards w ON w.id = m.award_id JOIN cycles c ON c.id = w.cycle_id JOIN programs p ON p.id = c.program_id JOIN documents d ON d.id = m.document_id
LEFT JOIN partnership_members lm ON lm.partnership_id = w.partnership_id AND lm.lead LEFT JOIN organizations o ON o.id = lm.organization_id WHERE m.code = $1`
)

// Amendment is one amendment with its steps; what the viewer may not see is not found.
func (s Amendments) Amendment(ctx context.Context, id ident.Amendment, v award.Visible) (*amendment.Row, error) {
	type logged struct {
		amendment.Row
		Steps []byte `bun:"log"`
	}
	r, err := one[logged](ctx, s.DB, "amendment", amendmentOne, awardArgs(ctx, v, id)...)
	if err != nil {
		return nil, err
	}
	var n nested
	r.Log = nestedRows[amendment.Step](&n, r.Steps)
	return &r.Row, n.err
}

// Amendments are a page of amendments, the newest first.
func (s Amendments) Amendments(ctx context.Context, f amendment.Filter, v award.Visible, c page.Cut) ([]*amendment.Row, error) {
	text := amendmentsForward
	if c.Backward {
		text = amendmentsBackward
	}
	var key any
	if c.Key != nil {
		if err := keyOf(c.Key, anID); err != nil {
			return nil, err
		}
		key = c.Key[0]
	}
	return query[*amendment.Row](ctx, s.DB, text, awardArgs(ctx, v, f.Award, string(f.State), f.Open, key, c.Limit+1)...)
}

// CountAmendments counts the whole list as the viewer may see it.
func (s Amendments) CountAmendments(ctx context.Context, f amendment.Filter, v award.Visible) (int, error) {
	return s.count(ctx, amendmentsCount, awardArgs(ctx, v, f.Award, string(f.State), f.Open)...)
}

// Numbered are all amendments of an award, oldest first.
func (s Amendments) Numbered(ctx context.Context, id ident.Award) ([]*amendment.Amendment, error) {
	return query[*amendment.Amendment](ctx, s.DB, amendmentsNumbered, id)
}

// AddAmendment keeps a new amendment.
func (s Amendments) AddAmendment(ctx context.Context, a *amendment.Amendment) error {
	return s.insert(ctx, "amendments", a)
}

// KeepAmendment writes an amendment under its version.
func (s Amendments) KeepAmendment(ctx context.Context, a *amendment.Amendment, expected int) error {
	return s.updateVersioned(ctx, "amendments", a, expected, "state", "effective_on", "reason", "delta", "submitted_on", "signer_name", "signer_title", "triggers", "resets",
		"answered_on", "answer_reference", "terms_number", "applied_by", "applied_at", "code", "content", "document_id")
}

// AddStep keeps a step that was taken.
func (s Amendments) AddStep(ctx context.Context, x *amendment.Step) error {
	return s.insert(ctx, "amendment_steps", x)
}

// KeyPersons are the people an award names, in the order they were named.
func (s Amendments) KeyPersons(ctx context.Context, id ident.Award) ([]*amendment.KeyPerson, error) {
	return query[*amendment.KeyPerson](ctx, s.DB, keyPersonsOf, id)
}

// AddKeyPersons names people.
func (s Amendments) AddKeyPersons(ctx context.Context, all []*amendment.KeyPerson) error {
	return s.insert(ctx, "key_persons", &all)
}

// EndKeyPerson writes that somebody left.
func (s Amendments) EndKeyPerson(ctx context.Context, k *amendment.KeyPerson) error {
	return s.update(ctx, "key_persons", k, "ended_on", "ended_by")
}

// Directors are who coordinates for each museum of an award.
func (s Amendments) Directors(ctx context.Context, id ident.Award) ([]*amendment.KeyPerson, error) {
	return query[*amendment.KeyPerson](ctx, s.DB, directorsOf, id)
}

// Bounds are what the call asks of an award.
func (s Amendments) Bounds(ctx context.Context, id ident.Cycle) (*amendment.Bounds, error) {
	return one[amendment.Bounds](ctx, s.DB, "cycle", amendmentBounds, id)
}

// Museum is a museum as the gates of an award see it.
func (s Amendments) Museum(ctx context.Context, id ident.Organization) (*agreement.Party, error) {
	return one[agreement.Party](ctx, s.DB, "organization", museumAtGate, id)
}

// Join takes a museum into the partnership of an award, or back into it.
func (s Amendments) Join(ctx context.Context, id ident.Award, m *agreement.Party, part string) error {
	_, err := s.exec(ctx, joinAward, id, m.Organization, ident.NewMember(), part)
	return err
}

// Leave writes that a museum is none of the award's any more.
func (s Amendments) Leave(ctx context.Context, id ident.Award, m ident.Organization, on calendar.Date) error {
	_, err := s.exec(ctx, leaveAward, id, m, on)
	return err
}

// Verification is what the holder of a code learns of an amendment's letter.
func (s Amendments) Verification(ctx context.Context, code string) (*amendment.Verification, error) {
	return one[amendment.Verification](ctx, s.DB, "letter", amendmentVerified, code)
}

var _ amendment.Store = Amendments{}

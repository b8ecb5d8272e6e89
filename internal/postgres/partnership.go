package postgres

import (
	"context"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
)

// Partnerships keeps partnerships, their members, endorsements and exceptions.
type Partnerships struct{ *DB }

var partnershipFaults = map[string]faultOf{
	"partnership_members_once":                 {fault.Conflict, "museum_twice", "This museum is in the partnership already.", "organization"},
	"partnership_members_one_lead":             {fault.Conflict, "lead_twice", "A partnership has one lead.", "lead"},
	"partnership_members_lead_us":              {fault.Invalid, "lead_not_us", "Only a US museum leads.", "lead"},
	"partnership_members_side_of_country":      {fault.Invalid, "wrong_side", "The side of a museum is that of its country.", "organization"},
	"partnership_members_organization_id_fkey": {fault.NotFound, "not_found", "There is no such organization.", "organization"},
	"partnerships_dissolved_why":               {fault.Invalid, "required", "Say why it is dissolved.", "reason"},
	"endorsements_once":                        {fault.Conflict, "endorsement_taken", "An endorsement of this museum is under way.", "member"},
	"endorsements_decline_why":                 {fault.Invalid, "required", "A refusal has a reason.", "reason"},
	"eligibility_exceptions_pkey":              {fault.Conflict, "exception_taken", "There is an exception to this rule already.", "rule"},
	"eligibility_exceptions_once":              {fault.Conflict, "exception_taken", "There is an exception to this rule already.", "rule"},
	"eligibility_exceptions_reason_given":      {fault.Invalid, "required", "An exception has a reason.", "reason"},
	"eligibility_exceptions_revoked_why":       {fault.Invalid, "required", "An exception has a reason, and so has taking it back.", "reason"},
	"partnership_members_site_id_fkey":         {fault.NotFound, "not_found", "There is no such place.", "site"},
	"partnership_members_shares_positive":      {fault.Invalid, "negative", "A share is not below zero.", "parts"},
	"partnership_invitations_token_once":       {fault.Conflict, "invitation_taken", "This invitation is there already.", ""},
	"partnership_changes_append_only":          {fault.Conflict, "append_only", "What happened is not rewritten.", ""},
	"cycle_rules_rule_known":                   {fault.Invalid, "unknown_rule", "There is no such rule.", "rule"},
	"posts_name_once":                          {fault.Conflict, "post_taken", "The directory has a post of this name.", "name"},
	"posts_kind_known":                         {fault.Invalid, "bad_kind", "There is no such kind of post.", "kind"},
	"posts_country_shape":                      {fault.Invalid, "bad_country", "There is no such country.", "country"},
	"posts_email_shape":                        {fault.Invalid, "bad_email", "This is not an e-mail address.", "email"},
}

const (
	partnershipColumns = `p.id, p.cycle_id, p.title, p.state, p.version, p.created_by, p.created_at, p.dissolved_reason`
	memberColumns      = `m.id, m.partnership_id, m.organization_id, m.side, m.lead, m.confirmed_by, m.confirmed_at, m.confirmed_words, m.part, m.site_id, m.grant_minor, m.share_minor`

	// Parameters $1 to $5 are those of visibleApplications; the viewer sees no partnership whose application
	// they have an active conflict with, unless it is one of their own museums'.
	partnershipSeen = `($1::boolean
	OR p.cycle_id = ANY(ARRAY(SELECT vc.id FROM cycles vc WHERE vc.program_id = ANY($2::uuid[])))
	OR p.id = ANY(ARRAY(SELECT vm.partnership_id FROM partnership_members vm WHERE vm.organization_id = ANY($3::uuid[]))))
	AND NOT EXISTS (SELECT FROM applications va JOIN conflicts vx ON vx.application_id = va.id AND vx.lifted_at IS NULL AND vx.person_id = $5::uuid
		WHERE va.partnership_id = p.id
			AND NOT EXISTS (SELECT FROM partnership_members vm WHERE vm.partnership_id = p.id AND vm.organization_id = ANY($3::uuid[])))
	AND $4::uuid[] IS NOT NULL`

	membersOf = `(SELECT jsonb_agg(x ORDER BY x.lead DESC, x.id) FROM (SELECT ` + memberColumns + `
		FROM partnership_members m WHERE m.partnership_id = p.id) x) AS members_json`
	organizationsOf = `(SELECT jsonb_agg(x) FROM (SELECT ` + registerColumns + `, (SELECT t.name FROM sites t WHERE t.id = m.site_id) AS site_name
		FROM partnership_members m JOIN organizations o ON o.id = m.organization_id WHERE m.partnership_id = p.id) x) AS organizations_json`

	partnershipRead = `SELECT ` + partnershipColumns + `, c.program_id, a.id AS proposal_id, a.requested_minor, a.cost_share_minor, a.currency,
	` + membersOf + `, ` + organizationsOf + `,
	(SELECT jsonb_agg(e ORDER BY e.requested_at) FROM endorsements e JOIN partnership_members m ON m.id = e.member_id WHERE m.partnership_id = p.id) AS endorsements_json,
	(SELECT jsonb_agg(e ORDER BY e.rule, e.at) FROM eligibility_exceptions e WHERE e.partnership_id = p.id) AS exceptions_json
FROM partnerships p JOIN cycles c ON c.id = p.cycle_id
LEFT JOIN applications a ON a.cycle_id = p.cycle_id AND a.partnership_id = p.id AND a.state <> 'withdrawn'
WHERE ` + partnershipSeen + ` AND p.id = $6`

	partnershipsByID = `SELECT ` + partnershipColumns + `, ` + membersOf + ` FROM partnerships p WHERE ` + partnershipSeen + ` AND p.id = ANY($6::uuid[])`

	partnershipRows = `SELECT p.id, p.cycle_id, c.title AS cycle_title, p.title, p.state,
	l.organization_id AS lead_id, coalesce(lo.name, '') AS lead_name, coalesce(x.names, '') AS partner_names, coalesce(x.countries, '') AS partner_countries,
	coalesce(x.members, 0) AS members, coalesce(x.confirmed, 0) AS confirmed, coalesce(x.unconfirmed, '') AS unconfirmed,
	coalesce(x.abroad, 0) AS abroad, coalesce(x.endorsed, 0) AS endorsed, coalesce(x.declined, 0) AS declined, coalesce(x.asked, 0) AS asked,
	a.id AS proposal_id, coalesce(a.number, '') AS proposal_number, coalesce(` + shownState + `, '') AS proposal_state, coalesce(a.requested_minor, 0) AS proposal_requested
FROM (SELECT p.* FROM partnerships p WHERE ` + partnershipSeen + `
	AND ($6::uuid IS NULL OR p.cycle_id = $6) AND ($7::uuid IS NULL OR EXISTS (SELECT FROM partnership_members m WHERE m.partnership_id = p.id AND m.organization_id = $7))
	AND ($8::text = '' OR p.state = $8)
	AND (NOT $9::boolean OR p.state <> 'dissolved' AND EXISTS (SELECT FROM partnership_members m WHERE m.partnership_id = p.id AND m.confirmed_at IS NULL))
	AND (NOT $10::boolean OR p.state <> 'dissolved' AND EXISTS (SELECT FROM partnership_members m WHERE m.partnership_id = p.id AND m.side = 'non_us'
		AND NOT EXISTS (SELECT FROM endorsements e WHERE e.member_id = m.id AND e.state = 'endorsed')))
	ORDER BY p.created_at DESC, p.id DESC LIMIT 200) p
JOIN cycles c ON c.id = p.cycle_id
LEFT JOIN partnership_members l ON l.partnership_id = p.id AND l.lead
LEFT JOIN organizations lo ON lo.id = l.organization_id
LEFT JOIN applications a ON a.cycle_id = p.cycle_id AND a.partnership_id = p.id AND a.state <> 'withdrawn'
CROSS JOIN LATERAL (SELECT string_agg(o.name, '; ' ORDER BY m.id) FILTER (WHERE NOT m.lead) AS names,
	string_agg(DISTINCT o.country, ' ') FILTER (WHERE NOT m.lead) AS countries, count(*) AS members, count(m.confirmed_at) AS confirmed,
	string_agg(o.name, '; ' ORDER BY m.id) FILTER (WHERE m.confirmed_at IS NULL) AS unconfirmed, count(*) FILTER (WHERE m.side = 'non_us') AS abroad,
	count(*) FILTER (WHERE e.state = 'endorsed') AS endorsed, count(*) FILTER (WHERE e.state = 'declined') AS declined,
	count(*) FILTER (WHERE e.state IN ('requested', 'sent_to_post')) AS asked
	FROM partnership_members m JOIN organizations o ON o.id = m.organization_id LEFT JOIN endorsements e ON e.member_id = m.id AND e.state <> 'expired' WHERE m.partnership_id = p.id) x
ORDER BY p.created_at DESC, p.id DESC`

	// An award counts for every museum of its partnership, in the same program only; one that was never taken up does not,
	// and museums do not learn of one from here before its letter: $3 and $4 are what of the untold the viewer sees.
	pastAwards = `SELECT mine.organization_id, w.number, w.title, pc.year,
	ARRAY(SELECT om.organization_id::text FROM partnership_members om WHERE om.partnership_id = w.partnership_id AND om.organization_id <> mine.organization_id ORDER BY om.id) AS partners
FROM cycles nc JOIN partnership_members mine ON mine.organization_id = ANY($2::uuid[])
JOIN awards w ON w.partnership_id = mine.partnership_id AND w.kind <> 'supplement' AND w.state NOT IN ('declined_by_museum', 'rescinded')
	AND ($3::boolean OR nc.program_id = ANY($4::uuid[])
		OR w.slate_line_id IS NULL OR EXISTS (SELECT FROM letters vl WHERE vl.award_id = w.id AND vl.sent_at IS NOT NULL))
JOIN cycles pc ON pc.id = w.cycle_id AND pc.program_id = nc.program_id AND pc.year < nc.year
WHERE nc.id = $1 ORDER BY pc.year DESC, w.number`

	speakersOf = `SELECT DISTINCT person_id AS id FROM memberships WHERE organization_id = ANY($1::uuid[]) AND until IS NULL
	AND role IN ('applicant_coordinator', 'authorized_official', 'partner_coordinator') ORDER BY person_id`

	spokenFor = `SELECT DISTINCT organization_id AS id FROM memberships WHERE organization_id = ANY($1::uuid[]) AND until IS NULL
	AND role IN ('applicant_coordinator', 'authorized_official', 'partner_coordinator') ORDER BY organization_id`
)

type partnershipRow struct {
	partnership.Partnership
	Program       ident.Program     `bun:"program_id"`
	Proposal      ident.Application `bun:"proposal_id"`
	Requested     *int64            `bun:"requested_minor"`
	Share         *int64            `bun:"cost_share_minor"`
	Currency      *string           `bun:"currency"`
	MembersJSON   []byte            `bun:"members_json"`
	Organizations []byte            `bun:"organizations_json"`
	Endorsements  []byte            `bun:"endorsements_json"`
	Exceptions    []byte            `bun:"exceptions_json"`
}

func seenPartnership(ctx context.Context, f auth.Filter, more ...any) []any {
	return append([]any{f.Everything, uuids(f.Programs), uuids(f.Organizations), uuids(f.Panels), viewer(ctx)}, more...)
}

// Partnership is one partnership with its museums, in one statement.
func (s Partnerships) Partnership(ctx context.Context, f auth.Filter, id ident.Partnership) (*partnership.Detail, error) {
	r, err := one[partnershipRow](ctx, s.DB, "partnership", partnershipRead, seenPartnership(ctx, f, id)...)
	if err != nil {
		return nil, err
	}
	var j nested
	r.Members = nestedRows[partnership.Member](&j, r.MembersJSON)
	d := &partnership.Detail{Partnership: r.Partnership, Program: r.Program, Proposal: r.Proposal}
	d.Museums = museums(&j, r.Members, r.Organizations, r.Endorsements)
	for _, x := range nestedRows[partnership.Exception](&j, r.Exceptions) {
		d.Exceptions = append(d.Exceptions, *x)
	}
	if r.Requested != nil {
		cur := money.Currency(*r.Currency)
		d.Budget = &partnership.Figures{Requested: money.New(*r.Requested, cur), Share: money.New(*r.Share, cur)}
	}
	return d, j.err
}

// placed is a museum with the name of its place that takes part.
type placed struct {
	Organization ident.Organization `bun:"id"`
	Site         string             `bun:"site_name"`
}

func museums(j *nested, members []*partnership.Member, orgs, endorsements []byte) []partnership.Museum {
	known := map[ident.Organization]*people.Organization{}
	for _, o := range nestedRows[people.Organization](j, orgs) {
		known[o.ID] = o
	}
	sites := map[ident.Organization]string{}
	for _, o := range nestedRows[placed](j, orgs) {
		sites[o.Organization] = o.Site
	}
	word := map[ident.Member]*partnership.Endorsement{}
	for _, e := range nestedRows[partnership.Endorsement](j, endorsements) {
		word[e.Member] = e
	}
	out := make([]partnership.Museum, len(members))
	for i, m := range members {
		out[i] = partnership.Museum{Member: m, Organization: known[m.Organization], Endorsement: word[m.ID], Site: sites[m.Organization]}
	}
	return out
}

// PartnershipsByID are the named partnerships with their members.
func (s Partnerships) PartnershipsByID(ctx context.Context, f auth.Filter, ids []ident.Partnership) ([]*partnership.Partnership, error) {
	rows, err := query[struct {
		partnership.Partnership
		MembersJSON []byte `bun:"members_json"`
	}](ctx, s.DB, partnershipsByID, seenPartnership(ctx, f, uuids(ids))...)
	if err != nil {
		return nil, err
	}
	var j nested
	out := make([]*partnership.Partnership, len(rows))
	for i := range rows {
		out[i] = &rows[i].Partnership
		out[i].Members = nestedRows[partnership.Member](&j, rows[i].MembersJSON)
	}
	return out, j.err
}

// Rows are the newest partnerships with names, at most two hundred, in one statement.
func (s Partnerships) Rows(ctx context.Context, f auth.Filter, in partnership.ListInput) ([]*partnership.Row, error) {
	return query[*partnership.Row](ctx, s.DB, partnershipRows, seenPartnership(ctx, f, nullable(in.Cycle), nullable(in.Organization), string(in.State), in.Unconfirmed, in.Unendorsed)...)
}

// LockPartnership takes the row lock until the transaction ends; what is not there is refused by whoever reads it next.
func (s Partnerships) LockPartnership(ctx context.Context, id ident.Partnership) error {
	_, err := s.exec(ctx, `SELECT id FROM partnerships WHERE id = $1 FOR UPDATE`, id)
	return err
}

// OfMember is the partnership a member belongs to; nobody's, which is not found, for one that is not there.
func (s Partnerships) OfMember(ctx context.Context, id ident.Member) (ident.Partnership, error) {
	r, err := query[struct {
		ID ident.Partnership `bun:"id"`
	}](ctx, s.DB, `SELECT partnership_id AS id FROM partnership_members WHERE id = $1`, id)
	if err != nil || len(r) == 0 {
		return ident.Partnership{}, err
	}
	return r[0].ID, nil
}

// PastAwards are earlier awards of the museums in the cycle's program, newest first; those no letter told of, only within the filter.
func (s Partnerships) PastAwards(ctx context.Context, untold auth.Filter, cycle ident.Cycle, of []ident.Organization) ([]partnership.PastAward, error) {
	rows, err := query[struct {
		Organization ident.Organization `bun:"organization_id"`
		Number       string             `bun:"number"`
		Title        string             `bun:"title"`
		Year         int                `bun:"year"`
		Partners     []string           `bun:"partners,array"`
	}](ctx, s.DB, pastAwards, cycle, uuids(of), untold.Everything, uuids(untold.Programs))
	out := make([]partnership.PastAward, len(rows))
	for i, r := range rows {
		out[i] = partnership.PastAward{Organization: r.Organization, Number: r.Number, Title: r.Title, Year: r.Year}
		for _, p := range r.Partners {
			var id ident.Organization
			if err := id.Scan(p); err != nil {
				return nil, err
			}
			out[i].Partners = append(out[i].Partners, id)
		}
	}
	return out, err
}

// Organizations are the named organizations; their public facts are anyone's.
func (s Partnerships) Organizations(ctx context.Context, ids []ident.Organization) ([]*people.Organization, error) {
	return query[*people.Organization](ctx, s.DB, `SELECT `+registerColumns+` FROM organizations o WHERE o.id = ANY($1::uuid[])`, uuids(ids))
}

// Speakers are the people who speak for the museums, each once.
func (s Partnerships) Speakers(ctx context.Context, orgs []ident.Organization) ([]ident.Person, error) {
	return idsOf[ident.Person](ctx, s.DB, speakersOf, uuids(orgs))
}

// AddPartnership keeps a new partnership with its members.
func (s Partnerships) AddPartnership(ctx context.Context, p *partnership.Partnership) error {
	return s.InTx(ctx, func(ctx context.Context) error {
		if err := s.insert(ctx, "partnerships", p); err != nil {
			return err
		}
		return s.insert(ctx, "partnership_members", &p.Members)
	})
}

// KeepState writes the state with its reason and the next version.
func (s Partnerships) KeepState(ctx context.Context, p *partnership.Partnership) error {
	return s.updateVersioned(ctx, "partnerships", p, p.Version, "state", "dissolved_reason")
}

// KeepConfirmation writes a museum's yes.
func (s Partnerships) KeepConfirmation(ctx context.Context, m *partnership.Member) error {
	return s.update(ctx, "partnership_members", m, "confirmed_by", "confirmed_at", "confirmed_words")
}

// Proposed tells whether the partnership has a proposal that is not withdrawn.
func (s Partnerships) Proposed(ctx context.Context, id ident.Partnership) (bool, error) {
	r, err := one[struct {
		Live bool `bun:"live"`
	}](ctx, s.DB, "partnership", `SELECT EXISTS (SELECT FROM applications WHERE partnership_id = $1 AND state <> 'withdrawn') AS live`, id)
	if err != nil {
		return false, err
	}
	return r.Live, nil
}

// nullable is a uuid parameter that is NULL for an absent id.
func nullable[K ident.Kind](id ident.ID[K]) any {
	if id.IsZero() {
		return nil
	}
	return uuid.UUID(id.UUID())
}

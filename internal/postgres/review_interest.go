package postgres

import (
	"context"
	"slices"
	"strconv"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/interest"
	"github.com/vitrine-grants/vitrine/internal/review"
)

const (
	handedInOf = `a.cycle_id = $1 AND a.state NOT IN ('draft', 'signed', 'withdrawn')`

	interestProposals = `SELECT a.id, a.number, o.id AS organization_id, coalesce(o.name, '') AS name, coalesce(o.domain, '') AS domain
FROM applications a LEFT JOIN partnership_members m ON m.partnership_id = a.partnership_id LEFT JOIN organizations o ON o.id = m.organization_id
WHERE ` + handedInOf + ` ORDER BY a.number, a.id, m.lead DESC NULLS LAST, o.name, o.id`

	interestHands = `SELECT x.application_id, x.person_id, x.did FROM (
	SELECT a.id AS application_id, v.person AS person_id, v.did FROM applications a
		CROSS JOIN LATERAL (VALUES (a.created_by, 'wrote'), (a.submitted_by, 'handed_in'), (a.person_id, 'applies')) v(person, did) WHERE ` + handedInOf + `
	UNION SELECT a.id, g.signed_by, 'signed' FROM applications a JOIN signatures g ON g.application_id = a.id AND g.taken_back_at IS NULL WHERE ` + handedInOf + `
	) x WHERE x.person_id IS NOT NULL ORDER BY 1, 3, 2`

	interestTexts = `SELECT x.application_id, x.place, x.words FROM (
	SELECT a.id AS application_id, v.place, v.words FROM applications a CROSS JOIN LATERAL (VALUES ('title', a.title), ('abstract', a.abstract)) v(place, words) WHERE ` + handedInOf + `
	UNION ALL SELECT a.id, e.key, e.value FROM applications a JOIN responses r ON r.id = a.id CROSS JOIN LATERAL jsonb_each_text(r.answers) e WHERE ` + handedInOf + `
	UNION ALL SELECT a.id, 'budget', concat_ws(' ', l.description, l.justification) FROM applications a JOIN budget_lines l ON l.application_id = a.id WHERE ` + handedInOf + `
	UNION ALL SELECT a.id, 'part', m.part FROM applications a JOIN partnership_members m ON m.partnership_id = a.partnership_id WHERE ` + handedInOf + `
	) x WHERE x.words <> '' ORDER BY 1, 2, 3`

	interestFiles = `SELECT d.subject, d.name, coalesce(g.number, 0) AS page, coalesce(g.text, '') AS words FROM documents d
LEFT JOIN reviewer_copies y ON y.document_id = d.id LEFT JOIN LATERAL jsonb_to_recordset(y.pages) g(number int, text text) ON g.text <> ''
WHERE d.kind = 'attachment' AND d.subject = ANY($1::text[]) ORDER BY d.subject, d.id, g.number`

	interestParents = `WITH RECURSIVE up AS (
	SELECT o.id, o.parent_id FROM organizations o WHERE o.id = ANY($1::uuid[]) AND o.parent_id IS NOT NULL
	UNION SELECT o.id, o.parent_id FROM up JOIN organizations o ON o.id = up.parent_id AND o.parent_id IS NOT NULL
) SELECT up.id AS organization_id, o.id AS parent_id, o.name FROM up JOIN organizations o ON o.id = up.parent_id ORDER BY up.id`

	interestEndorsers = `SELECT a.id AS application_id, e.officer_name, e.email, e.post FROM applications a
JOIN partnership_members m ON m.partnership_id = a.partnership_id JOIN endorsements e ON e.member_id = m.id AND e.state = 'endorsed' WHERE ` + handedInOf + ` ORDER BY a.id, e.id`

	interestPeople = `SELECT id, given_name, family_name, email FROM people WHERE id = ANY($1::uuid[]) ORDER BY id`

	// The names people typed are folded as the application folds them; addresses are exact.
	interestOthers = `SELECT h.id, h.given_name, h.family_name, h.email FROM people h WHERE NOT h.id = ANY($1::uuid[]) AND (h.email = ANY($2::text[])
	OR (cardinality($3::text[]) > 0 AND (SELECT string_agg(w, ' ' ORDER BY w COLLATE "C") FROM regexp_split_to_table(` + foldedName + `, '[^[:alnum:]]+') w WHERE w <> '') = ANY($3::text[]))
	OR h.id IN (SELECT f.person_id FROM affiliations f WHERE f.withdrawn_at IS NULL AND (f.email = ANY($4::text[]) OR (f.email = '' AND f.name_key = ANY($5::text[])))))
ORDER BY h.id`

	interestTies = `SELECT x.person_id, x.bond, x.organization_id, x.name, x.email, x.until, x.member FROM (
	SELECT m.person_id, CASE m.role WHEN 'board' THEN 'board' ELSE 'employment' END AS bond, m.organization_id, o.name, '' AS email, m.until, true AS member
		FROM memberships m JOIN organizations o ON o.id = m.organization_id WHERE m.person_id = ANY($1::uuid[])
	UNION ALL SELECT f.person_id, f.bond, coalesce(o.merged_into, o.id), coalesce(o.name, f.name), f.email, f.until, false
		FROM affiliations f LEFT JOIN organizations o ON o.id = f.organization_id WHERE f.person_id = ANY($1::uuid[]) AND f.withdrawn_at IS NULL
	) x ORDER BY x.person_id, x.bond, x.name, x.email, x.until`

	interestPast = `SELECT w.number, coalesce(w.ends_on, y.project_ends_on) AS ended, o.id AS organization_id, o.name FROM awards w JOIN cycles y ON y.id = w.cycle_id
JOIN partnership_members m ON m.partnership_id = w.partnership_id JOIN organizations o ON o.id = m.organization_id
WHERE w.cycle_id <> $1 AND w.state NOT IN ('provisional', 'negotiating', 'declined_by_museum', 'rescinded') AND coalesce(w.ends_on, y.project_ends_on) >= $2::date
	AND EXISTS (SELECT FROM partnership_members pm JOIN partnership_members am ON am.organization_id = pm.organization_id JOIN applications a ON a.partnership_id = am.partnership_id
		WHERE pm.partnership_id = w.partnership_id AND ` + handedInOf + `)
ORDER BY w.number, w.id, o.name, o.id`

	knownConflicts = `SELECT ` + conflictColumns + ` FROM conflicts k JOIN applications a ON a.id = k.application_id WHERE a.cycle_id = $1 AND k.person_id = ANY($2::uuid[]) ORDER BY k.found_at, k.id`
)

// Records reads what ties the people to the cycle's applications and to each other.
func (s Reviews) Records(ctx context.Context, c ident.Cycle, who []ident.Person, on calendar.Date) (*review.Records, error) {
	rules, err := one[struct {
		Months int  `bun:"conflict_months"`
		Strict bool `bun:"conflict_strict"`
	}](ctx, s.DB, "cycle", `SELECT conflict_months, conflict_strict FROM cycles WHERE id = $1`, c)
	if err != nil {
		return nil, err
	}
	r := &review.Records{Strict: rules.Strict}
	r.On, r.Months = on, rules.Months
	if err := s.interestPeople(ctx, r, who); err != nil {
		return nil, err
	}
	if err := s.interestProposals(ctx, r, c); err != nil {
		return nil, err
	}
	if err := s.interestParents(ctx, r); err != nil {
		return nil, err
	}
	return r, s.interestPast(ctx, r, c)
}

type interestPerson struct {
	ID     ident.Person `bun:"id"`
	Given  string       `bun:"given_name"`
	Family string       `bun:"family_name"`
	Email  string       `bun:"email"`
}

func someone(list []interestPerson) []interest.Someone {
	out := make([]interest.Someone, len(list))
	for i, p := range list {
		out[i] = interest.Someone{ID: p.ID, Given: p.Given, Family: p.Family, Email: p.Email}
	}
	return out
}

// interestPeople reads the people, and all whom their ties or whose ties lead to one of them.
func (s Reviews) interestPeople(ctx context.Context, r *review.Records, who []ident.Person) error {
	found, err := query[interestPerson](ctx, s.DB, interestPeople, uuids(who))
	if err != nil {
		return err
	}
	r.People = someone(found)
	if err := s.interestTies(ctx, r.People); err != nil {
		return err
	}
	toMail, toName := []string{}, []string{}
	mails, names := nameKeys(found)
	for _, p := range r.People {
		for _, t := range p.Ties {
			switch {
			case !t.ToPerson():
			case t.Email != "":
				toMail = append(toMail, t.Email)
			default:
				toName = append(toName, interest.NameKey(t.Name))
			}
		}
	}
	others, err := query[interestPerson](ctx, s.DB, interestOthers, uuids(who), toMail, toName, mails, names)
	if err != nil {
		return err
	}
	r.Others = someone(others)
	return s.interestTies(ctx, r.Others)
}

func (s Reviews) interestTies(ctx context.Context, list []interest.Someone) error {
	if len(list) == 0 {
		return nil
	}
	at, ids := map[ident.Person]int{}, make([]ident.Person, len(list))
	for i, p := range list {
		at[p.ID], ids[i] = i, p.ID
	}
	rows, err := query[struct {
		Person       ident.Person       `bun:"person_id"`
		Bond         interest.Bond      `bun:"bond"`
		Organization ident.Organization `bun:"organization_id"`
		Name         string             `bun:"name"`
		Email        string             `bun:"email"`
		Until        calendar.Date      `bun:"until"`
		Member       bool               `bun:"member"`
	}](ctx, s.DB, interestTies, uuids(ids))
	for _, x := range rows {
		p := &list[at[x.Person]]
		p.Ties = append(p.Ties, interest.Tie{Bond: x.Bond, Museum: x.Organization, Name: x.Name, Email: x.Email, Until: x.Until, Member: x.Member})
	}
	return err
}

func (s Reviews) interestProposals(ctx context.Context, r *review.Records, c ident.Cycle) error {
	rows, err := query[struct {
		ID           ident.Application  `bun:"id"`
		Number       string             `bun:"number"`
		Organization ident.Organization `bun:"organization_id"`
		Name         string             `bun:"name"`
		Domain       string             `bun:"domain"`
	}](ctx, s.DB, interestProposals, c)
	if err != nil {
		return err
	}
	at, subjects := map[ident.Application]int{}, []string{}
	for _, x := range rows {
		if _, seen := at[x.ID]; !seen {
			at[x.ID] = len(r.Proposals)
			r.Proposals = append(r.Proposals, interest.Proposal{ID: x.ID, Number: x.Number})
			subjects = append(subjects, x.ID.String())
		}
		if !x.Organization.IsZero() {
			p := &r.Proposals[at[x.ID]]
			p.Museums = append(p.Museums, interest.Museum{ID: x.Organization, Name: x.Name, Domain: x.Domain})
		}
	}
	if err := s.interestDeeds(ctx, r, c, at); err != nil {
		return err
	}
	return s.interestTexts(ctx, r, c, at, subjects)
}

func (s Reviews) interestDeeds(ctx context.Context, r *review.Records, c ident.Cycle, at map[ident.Application]int) error {
	hands, err := query[struct {
		Application ident.Application `bun:"application_id"`
		Person      ident.Person      `bun:"person_id"`
		Did         interest.Relation `bun:"did"`
	}](ctx, s.DB, interestHands, c)
	if err != nil {
		return err
	}
	for _, x := range hands {
		p := &r.Proposals[at[x.Application]]
		p.Hands = append(p.Hands, interest.Hand{Person: x.Person, Did: x.Did})
	}
	posts, err := query[struct {
		Application ident.Application `bun:"application_id"`
		Name        string            `bun:"officer_name"`
		Email       string            `bun:"email"`
		Post        string            `bun:"post"`
	}](ctx, s.DB, interestEndorsers, c)
	for _, x := range posts {
		p := &r.Proposals[at[x.Application]]
		p.Endorsers = append(p.Endorsers, interest.Endorser{Name: x.Name, Email: x.Email, Post: x.Post})
	}
	return err
}

func (s Reviews) interestTexts(ctx context.Context, r *review.Records, c ident.Cycle, at map[ident.Application]int, subjects []string) error {
	texts, err := query[struct {
		Application ident.Application `bun:"application_id"`
		Place       string            `bun:"place"`
		Words       string            `bun:"words"`
	}](ctx, s.DB, interestTexts, c)
	if err != nil {
		return err
	}
	for _, x := range texts {
		p := &r.Proposals[at[x.Application]]
		p.Texts = append(p.Texts, interest.Text{Where: x.Place, Words: x.Words})
	}
	files, err := query[struct {
		Subject string `bun:"subject"`
		Name    string `bun:"name"`
		Page    int    `bun:"page"`
		Words   string `bun:"words"`
	}](ctx, s.DB, interestFiles, subjects)
	before := ""
	for _, x := range files {
		id, err := ident.Parse[ident.ApplicationKind](x.Subject)
		if err != nil {
			return err
		}
		p := &r.Proposals[at[id]]
		if file := x.Subject + x.Name; file != before {
			p.Texts, before = append(p.Texts, interest.Text{Where: "files", Words: x.Name}), file
		}
		if x.Words != "" {
			p.Texts = append(p.Texts, interest.Text{Where: x.Name + ", p. " + strconv.Itoa(x.Page), Words: x.Words})
		}
	}
	return err
}

// interestParents reads who owns or runs the partners and whatever the people are tied to.
func (s Reviews) interestParents(ctx context.Context, r *review.Records) error {
	var ids []ident.Organization
	for _, p := range r.Proposals {
		for _, m := range p.Museums {
			ids = append(ids, m.ID)
		}
	}
	for _, p := range slices.Concat(r.People, r.Others) {
		for _, t := range p.Ties {
			if !t.Museum.IsZero() {
				ids = append(ids, t.Museum)
			}
		}
	}
	rows, err := query[struct {
		Of     ident.Organization `bun:"organization_id"`
		Parent ident.Organization `bun:"parent_id"`
		Name   string             `bun:"name"`
	}](ctx, s.DB, interestParents, uuids(ids))
	for _, x := range rows {
		r.Parents = append(r.Parents, interest.Parent{Of: x.Of, Parent: interest.Museum{ID: x.Parent, Name: x.Name}})
	}
	return err
}

func (s Reviews) interestPast(ctx context.Context, r *review.Records, c ident.Cycle) error {
	since := calendar.Of(r.On.Time().AddDate(0, -r.Months, 0), r.On.Time().Location())
	rows, err := query[struct {
		Number       string             `bun:"number"`
		Ended        calendar.Date      `bun:"ended"`
		Organization ident.Organization `bun:"organization_id"`
		Name         string             `bun:"name"`
	}](ctx, s.DB, interestPast, c, since)
	for _, x := range rows {
		n := len(r.Past)
		if n == 0 || r.Past[n-1].Number != x.Number {
			r.Past = append(r.Past, interest.Past{Number: x.Number, Ended: x.Ended})
			n++
		}
		r.Past[n-1].Museums = append(r.Past[n-1].Museums, interest.Museum{ID: x.Organization, Name: x.Name})
	}
	return err
}

// KnownConflicts are the people's conflicts within the cycle, lifted ones too, oldest first.
func (s Reviews) KnownConflicts(ctx context.Context, c ident.Cycle, who []ident.Person) ([]*review.Conflict, error) {
	return query[*review.Conflict](ctx, s.DB, knownConflicts, c, uuids(who))
}

// nameKeys are the names by which other people's ties may mean these.
func nameKeys(list []interestPerson) (mails, names []string) {
	mails, names = []string{}, []string{}
	for _, p := range list {
		mails = append(mails, p.Email)
		if key := interest.NameKey(p.Given + " " + p.Family); key != "" {
			names = append(names, key)
		}
	}
	return mails, names
}

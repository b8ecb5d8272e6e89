package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/profile"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// Profiles keeps what museums say of themselves, and the directory of it.
type Profiles struct{ *DB }

var profileFaults = map[string]faultOf{
	"profiles_once":                 {fault.Conflict, "profile_taken", "This museum has a profile in the cycle already.", "organization"},
	"profiles_in_time":              {fault.DeadlinePassed, "deadline_passed", "Profiles are not taken at this moment. Your draft is kept.", ""},
	"profiles_lister_not_submitter": {fault.Forbidden, "same_person", "This step needs another person than the step before.", ""},
	"profiles_returned_why":         {fault.Invalid, "required", "Say what is missing; the museum will read it.", "words"},
}

const (
	profileColumns = `f.id, f.cycle_id, f.organization_id, f.form_id, f.state, f.rolled_from, f.seeking, f.themes, f.types, f.countries, f.projects, f.idea, f.version,
	CASE WHEN ` + profileInside + ` THEN f.created_by END AS created_by, f.created_at, CASE WHEN ` + profileInside + ` THEN f.submitted_by END AS submitted_by, f.submitted_at,
	CASE WHEN ` + profileInside + ` THEN f.decided_by END AS decided_by, f.decided_at, CASE WHEN ` + profileInside + ` THEN f.words ELSE '' END AS words`

	// profileInside is whether the viewer is of its museum or its program's office; others read no persons' names.
	profileInside = `($1::boolean OR c.program_id = ANY($2::uuid[]) OR f.organization_id = ANY($3::uuid[]))`

	// profileSeen is which profiles a viewer meets: what is listed in a public cycle is everybody's; the others are
	// their museum's and the program's office's. $1 all of it, $2 the programs, $3 the museums.
	profileSeen = `(` + profileInside + ` OR (f.state = 'listed' AND c.state <> 'draft'))`

	profileRead = `SELECT ` + profileColumns + `, c.program_id, c.title AS cycle_title, c.year AS cycle_year, c.zone, o.name AS museum, o.country,
	coalesce(x.answers, '{}') AS answers
FROM profiles f JOIN cycles c ON c.id = f.cycle_id JOIN organizations o ON o.id = f.organization_id LEFT JOIN responses x ON x.id = f.id
WHERE ` + profileSeen + ` AND f.id = $4`

	profileWritten = `SELECT f.id, o.name AS museum, f.state, f.form_id, f.organization_id
FROM profiles f JOIN cycles c ON c.id = f.cycle_id JOIN organizations o ON o.id = f.organization_id WHERE ` + profileInside + ` AND f.id = $4`

	profilesByID = `SELECT ` + profileColumns + ` FROM profiles f JOIN cycles c ON c.id = f.cycle_id WHERE ` + profileSeen + ` AND f.id = ANY($4::uuid[])`

	profileOf = `SELECT ` + profileColumns + ` FROM profiles f JOIN cycles c ON c.id = f.cycle_id WHERE ` + profileSeen + ` AND f.cycle_id = $4 AND f.organization_id = $5`

	latestProfileAnswers = `SELECT x.answers FROM profiles f JOIN responses x ON x.id = f.id WHERE f.organization_id = $1 AND f.submitted_at IS NOT NULL
ORDER BY f.submitted_at DESC, f.id DESC LIMIT 1`

	profileRows = `SELECT f.id, f.cycle_id, c.title AS cycle_title, f.organization_id, o.name AS museum, o.name_local AS museum_local, o.name_lang AS museum_lang,
	o.country, o.state AS us_state, o.city, coalesce(nullif(o.discipline, ''), o.kind) AS type, o.languages, f.form_id, f.seeking, f.themes, left(f.idea, 400) AS idea, f.state, f.submitted_at
FROM profiles f JOIN cycles c ON c.id = f.cycle_id JOIN organizations o ON o.id = f.organization_id
WHERE ` + profileSeen + ` AND ($4::uuid IS NULL OR f.cycle_id = $4) AND ($5 = '' OR f.state = $5) AND (NOT $6::boolean OR f.seeking)
	AND ($7::boolean IS NULL OR (o.country = 'US') = $7) AND ($8 = '' OR o.country = $8) AND ($9 = '' OR o.state = $9)
	AND ($10 = '' OR o.discipline = $10 OR o.kind = $10) AND ($11 = '' OR $11 = ANY(f.themes)) AND ($12 = '' OR $12 = ANY(o.languages))
	AND ($13 = '' OR o.search @@ plainto_tsquery('simple', $13) OR to_tsvector('simple', f.idea) @@ plainto_tsquery('simple', $13))`
)

// profileArgs are the parameters of profileSeen, then a statement's own.
func profileArgs(f auth.Filter, more ...any) []any {
	return append([]any{f.Everything, uuids(f.Programs), uuids(f.Organizations)}, more...)
}

// Profile is one profile with its answers.
func (s Profiles) Profile(ctx context.Context, f auth.Filter, id ident.Profile) (*profile.Detail, error) {
	r, err := one[struct {
		profile.Profile
		Program    ident.Program `bun:"program_id"`
		CycleTitle string        `bun:"cycle_title"`
		CycleYear  int           `bun:"cycle_year"`
		Zone       string        `bun:"zone"`
		Museum     string        `bun:"museum"`
		Country    place.Country `bun:"country"`
		Answers    form.Answers  `bun:"answers,type:jsonb"`
	}](ctx, s.DB, "profile", profileRead, profileArgs(f, id)...)
	if err != nil {
		return nil, err
	}
	return &profile.Detail{
		Profile: r.Profile, Program: r.Program, CycleTitle: r.CycleTitle, CycleYear: r.CycleYear, Zone: r.Zone, Museum: r.Museum,
		Country: r.Country, Answers: r.Answers,
	}, nil
}

// Written is what writing a profile depends on, and answers kept in the same statement where some are given.
func (s Profiles) Written(ctx context.Context, f auth.Filter, id ident.Profile, k *response.Keep) (*profile.Written, error) {
	return written[profile.Written](ctx, s.DB, "profile", profileWritten, profileArgs(f, id), k)
}

// ProfilesByID are profiles by their ids.
func (s Profiles) ProfilesByID(ctx context.Context, f auth.Filter, ids []ident.Profile) ([]*profile.Profile, error) {
	return query[*profile.Profile](ctx, s.DB, profilesByID, profileArgs(f, uuids(ids))...)
}

// ProfileOf is a museum's profile in a cycle; nil where there is none.
func (s Profiles) ProfileOf(ctx context.Context, f auth.Filter, c ident.Cycle, o ident.Organization) (*profile.Profile, error) {
	x, err := one[profile.Profile](ctx, s.DB, "profile", profileOf, profileArgs(f, c, o)...)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return x, err
}

// LatestAnswers are what a museum last handed in, in whichever cycle; nil where it never did.
func (s Profiles) LatestAnswers(ctx context.Context, o ident.Organization) (form.Answers, error) {
	rows, err := query[struct {
		Answers form.Answers `bun:"answers,type:jsonb"`
	}](ctx, s.DB, latestProfileAnswers, o)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0].Answers, nil
}

// Rows are the directory of profiles, those of the newest first, in one statement.
func (s Profiles) Rows(ctx context.Context, f auth.Filter, in profile.ListInput, a page.Args) (*page.Connection[*profile.Row], error) {
	cut, err := a.Check(1)
	if err != nil {
		return nil, err
	}
	args := profileArgs(f, nullable(in.Cycle), string(in.State), in.Seeking, in.US, string(in.Country), string(in.USState), in.Type, in.Theme, in.Language, in.Words)
	total := func(ctx context.Context) (int, error) {
		r, err := one[struct {
			N int `bun:"n"`
		}](ctx, s.DB, "count", `SELECT count(*) AS n FROM (`+profileRows+`) x`, args...)
		if err != nil {
			return 0, err
		}
		return r.N, nil
	}
	order, compare := " DESC", " < "
	if cut.Backward {
		order, compare = " ASC", " > "
	}
	text, with := profileRows, args
	if cut.Key != nil {
		beside, err := ident.Parse[ident.ProfileKind](cut.Key[0])
		if err != nil {
			return nil, err
		}
		text, with = text+" AND f.id"+compare+"$14", append(slices.Clone(args), beside)
	}
	rows, err := query[*profile.Row](ctx, s.DB, text+" ORDER BY f.id"+order+fmt.Sprintf(" LIMIT %d", cut.Limit+1), with...)
	if err != nil {
		return nil, err
	}
	return page.New(cut, rows, func(r *profile.Row) []string { return []string{r.ID.String()} }, total), nil
}

// LockProfile takes the row lock until the transaction ends.
func (s Profiles) LockProfile(ctx context.Context, id ident.Profile) error {
	_, err := one[struct {
		ID ident.Profile `bun:"id"`
	}](ctx, s.DB, "profile", `SELECT id FROM profiles WHERE id = $1 FOR UPDATE`, id)
	return err
}

// AddProfile keeps a new draft.
func (s Profiles) AddProfile(ctx context.Context, p *profile.Profile) error {
	return s.insert(ctx, "profiles", p)
}

// KeepProfile writes the state with what goes with it, and the next version.
func (s Profiles) KeepProfile(ctx context.Context, p *profile.Profile) error {
	return s.updateVersioned(ctx, "profiles", p, p.Version, "cycle_id", "state", "rolled_from", "seeking", "themes", "types", "countries", "projects", "idea",
		"submitted_by", "submitted_at", "decided_by", "decided_at", "words")
}

// Archive puts away the profiles of cycles that are announced or over.
func (s Profiles) Archive(ctx context.Context, _ time.Time) ([]ident.Profile, error) {
	return idsOf[ident.Profile](ctx, s.DB, `UPDATE profiles f SET state = 'archived', version = f.version + 1 FROM cycles c
WHERE c.id = f.cycle_id AND c.state IN ('announced', 'active', 'closed') AND f.state <> 'archived' RETURNING f.id`)
}

// Speakers are the people who speak for the museums.
func (s Profiles) Speakers(ctx context.Context, orgs []ident.Organization) ([]ident.Person, error) {
	return idsOf[ident.Person](ctx, s.DB, speakersOf, uuids(orgs))
}

// Listers are the program's officers.
func (s Profiles) Listers(ctx context.Context, p ident.Program) ([]ident.Person, error) {
	return idsOf[ident.Person](ctx, s.DB, officersOf, p)
}

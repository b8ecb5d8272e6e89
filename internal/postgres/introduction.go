package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/matching"
	"github.com/vitrine-grants/vitrine/internal/page"
)

var matchingFaults = map[string]faultOf{
	"introductions_one_live":            {fault.Conflict, "introduction_taken", "These museums have an introduction that waits or goes on.", ""},
	"introductions_of_two":              {fault.Invalid, "not_a_pair", "Introductions are between two museums of one call.", "asked"},
	"introductions_declined_why":        {fault.Invalid, "required", "Say why; the other museum will read it.", "reason"},
	"introduction_messages_text_length": {fault.Invalid, "too_long", "Write at most 5000 characters.", "text"},
	"silences_of_two":                   {fault.Invalid, "not_a_pair", "Introductions are between two museums of one call.", "other"},
	"silences_other_id_fkey":            {fault.NotFound, "not_found", "There is no such organization.", "other"},
}

const (
	introductionRead = `SELECT i.id, i.cycle_id, i.asker_id, i.asked_id, i.asker_organization_id, i.asked_organization_id, i.words, i.state, i.version, i.asked_by, i.asked_at,
	i.by_office, i.asker_agreed_at, i.asked_agreed_at, i.ended_at, i.reason, i.report, i.report_side, c.program_id, c.title AS cycle_title, a.name AS asker_museum, b.name AS asked_museum
FROM introductions i JOIN cycles c ON c.id = i.cycle_id JOIN organizations a ON a.id = i.asker_organization_id JOIN organizations b ON b.id = i.asked_organization_id`

	// introductionSeen is which a viewer meets: those of their museums, and of the office's what it introduced and what
	// was reported to it. $1 all of it, $2 the programs, $3 the museums.
	introductionSeen = ` WHERE (i.asker_organization_id = ANY($3::uuid[]) OR i.asked_organization_id = ANY($3::uuid[])
	OR (($1::boolean OR c.program_id = ANY($2::uuid[])) AND (i.by_office OR i.report <> '')))`

	introductionNarrow = ` AND ($4::uuid IS NULL OR i.cycle_id = $4) AND ($5 = '' OR i.state = $5) AND (NOT $6::boolean OR i.report <> '')`

	introductionMessages = `SELECT id, introduction_id, side, text, written_by, written_at FROM introduction_messages WHERE introduction_id = $1 ORDER BY id`

	willing = `SELECT NOT EXISTS (SELECT FROM silences s JOIN profiles a ON a.id = $1 JOIN profiles b ON b.id = $2
		WHERE (s.organization_id, s.other_id) IN ((a.organization_id, b.organization_id), (b.organization_id, a.organization_id)))
	AND NOT EXISTS (SELECT FROM introductions i WHERE i.state = 'declined' AND (
		(i.asker_id = $1 AND i.asked_id = $2 AND i.asked_agreed_at IS NULL) OR (i.asker_id = $2 AND i.asked_id = $1 AND i.asker_agreed_at IS NULL))) AS yes`
)

type introductionRow struct {
	matching.Introduction
	Program     ident.Program `bun:"program_id"`
	CycleTitle  string        `bun:"cycle_title"`
	AskerMuseum string        `bun:"asker_museum"`
	AskedMuseum string        `bun:"asked_museum"`
}

func (s Matching) meetings(ctx context.Context, text string, args ...any) ([]*matching.Meeting, error) {
	rows, err := query[introductionRow](ctx, s.DB, text, args...)
	var out []*matching.Meeting
	for _, r := range rows {
		out = append(out, &matching.Meeting{Introduction: r.Introduction, Program: r.Program, CycleTitle: r.CycleTitle, AskerMuseum: r.AskerMuseum, AskedMuseum: r.AskedMuseum})
	}
	return out, err
}

// Introductions are those a viewer meets, newest first, without messages.
func (s Matching) Introductions(ctx context.Context, f auth.Filter, in matching.ListInput, a page.Args) (*page.Connection[*matching.Meeting], error) {
	cut, err := a.Check(1)
	if err != nil {
		return nil, err
	}
	text, args := introductionRead+introductionSeen+introductionNarrow, profileArgs(f, nullable(in.Cycle), string(in.State), in.Reported)
	total := func(ctx context.Context) (int, error) {
		r, err := one[struct {
			N int `bun:"n"`
		}](ctx, s.DB, "count", `SELECT count(*) AS n FROM (`+text+`) x`, args...)
		if err != nil {
			return 0, err
		}
		return r.N, nil
	}
	order, compare := " DESC", " < "
	if cut.Backward {
		order, compare = " ASC", " > "
	}
	beginning, with := text, args
	if cut.Key != nil {
		beside, err := ident.Parse[ident.IntroductionKind](cut.Key[0])
		if err != nil {
			return nil, err
		}
		beginning, with = text+" AND i.id"+compare+"$7", append(slices.Clone(args), beside)
	}
	rows, err := s.meetings(ctx, beginning+" ORDER BY i.id"+order+fmt.Sprintf(" LIMIT %d", cut.Limit+1), with...)
	if err != nil {
		return nil, err
	}
	return page.New(cut, rows, func(m *matching.Meeting) []string { return []string{m.ID.String()} }, total), nil
}

// Introduction is one with its messages, oldest first.
func (s Matching) Introduction(ctx context.Context, f auth.Filter, id ident.Introduction) (*matching.Meeting, error) {
	all, err := s.meetings(ctx, introductionRead+introductionSeen+` AND i.id = $4`, profileArgs(f, id)...)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fault.Missing("introduction")
	}
	all[0].Messages, err = query[*matching.Message](ctx, s.DB, introductionMessages, id)
	return all[0], err
}

// Waiting are those asked before an instant and not answered, locked until the transaction ends.
func (s Matching) Waiting(ctx context.Context, before time.Time) ([]*matching.Meeting, error) {
	return s.meetings(ctx, introductionRead+` WHERE i.state = 'asked' AND i.asked_at <= $1 ORDER BY i.id FOR UPDATE OF i`, before)
}

// Silent are the pairs of museums with a profile in the cycle of which one never wants the other suggested.
func (s Matching) Silent(ctx context.Context, c ident.Cycle) ([]matching.Pair, error) {
	return query[matching.Pair](ctx, s.DB, `SELECT s.organization_id, s.other_id FROM silences s
WHERE EXISTS (SELECT FROM profiles f WHERE f.cycle_id = $1 AND f.organization_id = s.organization_id)
	AND EXISTS (SELECT FROM profiles f WHERE f.cycle_id = $1 AND f.organization_id = s.other_id)`, c)
}

// Willing tells whether neither museum is silent to the other, nor declined the other in this cycle.
func (s Matching) Willing(ctx context.Context, asker, asked ident.Profile) (bool, error) {
	r, err := one[struct {
		Yes bool `bun:"yes"`
	}](ctx, s.DB, "profile", willing, asker, asked)
	if err != nil {
		return false, err
	}
	return r.Yes, nil
}

// LockIntroduction takes the row lock until the transaction ends.
func (s Matching) LockIntroduction(ctx context.Context, id ident.Introduction) error {
	_, err := one[struct {
		ID ident.Introduction `bun:"id"`
	}](ctx, s.DB, "introduction", `SELECT id FROM introductions WHERE id = $1 FOR UPDATE`, id)
	return err
}

// AddIntroduction keeps a new one; a pair has one live one in a cycle.
func (s Matching) AddIntroduction(ctx context.Context, i *matching.Introduction) error {
	return s.insert(ctx, "introductions", i)
}

// KeepIntroduction writes the state with what goes with it, and the next version.
func (s Matching) KeepIntroduction(ctx context.Context, i *matching.Introduction) error {
	return s.updateVersioned(ctx, "introductions", i, i.Version, "state", "asker_agreed_at", "asked_agreed_at", "ended_at", "reason", "report", "report_side")
}

// AddMessage keeps what was written; it never changes.
func (s Matching) AddMessage(ctx context.Context, m *matching.Message) error {
	return s.insert(ctx, "introduction_messages", m)
}

// KeepSilence keeps a museum's wish; an older one stays as it is.
func (s Matching) KeepSilence(ctx context.Context, x *matching.Silence) error {
	_, err := s.exec(ctx, `INSERT INTO silences (organization_id, other_id, set_by, set_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, x.Organization, x.Other, person(x.SetBy), x.SetAt)
	return err
}

// EndSilence takes a wish back and tells whether there was one.
func (s Matching) EndSilence(ctx context.Context, o, other ident.Organization) (bool, error) {
	n, err := s.exec(ctx, `DELETE FROM silences WHERE organization_id = $1 AND other_id = $2`, o, other)
	return n > 0, err
}

// Silences are what museums wished, by the names of the others.
func (s Matching) Silences(ctx context.Context, orgs []ident.Organization) ([]*matching.Silenced, error) {
	rows, err := query[struct {
		matching.Silence
		Museum      string `bun:"museum"`
		OtherMuseum string `bun:"other_museum"`
	}](ctx, s.DB, `SELECT s.organization_id, s.other_id, s.set_by, s.set_at, a.name AS museum, b.name AS other_museum
FROM silences s JOIN organizations a ON a.id = s.organization_id JOIN organizations b ON b.id = s.other_id WHERE s.organization_id = ANY($1::uuid[]) ORDER BY b.name, s.other_id`, uuids(orgs))
	out := make([]*matching.Silenced, len(rows))
	for i, r := range rows {
		out[i] = &matching.Silenced{Silence: r.Silence, Museum: r.Museum, OtherMuseum: r.OtherMuseum}
	}
	return out, err
}

// Speakers are the people who speak for the museums.
func (s Matching) Speakers(ctx context.Context, orgs []ident.Organization) ([]ident.Person, error) {
	return idsOf[ident.Person](ctx, s.DB, speakersOf, uuids(orgs))
}

// Advisers are the program's officers.
func (s Matching) Advisers(ctx context.Context, p ident.Program) ([]ident.Person, error) {
	return idsOf[ident.Person](ctx, s.DB, officersOf, p)
}

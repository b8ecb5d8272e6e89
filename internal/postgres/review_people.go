package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
)

var panelPeopleFaults = map[string]faultOf{
	"confidentiality_statements_program_id_fkey": {fault.NotFound, "not_found", "There is no such program.", "program"},
	"confidentiality_statements_words_given":     {fault.Invalid, "required", "The statement is written in every language of the house.", "en"},
	"confidentiality_statements_append_only":     {fault.Conflict, "append_only", "What was signed stays as it was.", ""},
	"confidentiality_signatures_append_only":     {fault.Conflict, "append_only", "What was signed stays as it was.", ""},
	"confidentiality_statements_of_program":      {fault.Conflict, "busy", "Someone else is changing this right now. Try again.", ""},
	"confidentiality_statements_of_cycle":        {fault.Conflict, "busy", "Someone else is changing this right now. Try again.", ""},
	"reviewer_profiles_load_positive":            {fault.Invalid, "bad_load", "A load limit is at least one.", "loadLimit"},
	"reviewer_profiles_in_order":                 {fault.Invalid, "before_start", "It ended before it began.", "availableUntil"},
	"reviewer_profiles_note_short":               {fault.Invalid, "too_long", "A note has at most 2,000 characters.", "note"},
	"reviewer_pool_person_id_fkey":               {fault.NotFound, "not_found", "There is no such person.", "person"},
	"reviewer_pool_program_id_fkey":              {fault.NotFound, "not_found", "There is no such program.", "program"},
	"panel_terms_seats_positive":                 {fault.Invalid, "out_of_range", "A panel has at least one seat.", "seats"},
	"panel_terms_fee_not_negative":               {fault.Invalid, "bad_amount", "An amount is decimal text, such as 50000.00.", "fee"},
	"panel_terms_fee_per_known":                  {fault.Invalid, "bad_fee_per", "An honorarium is per panel or per review.", "feePer"},
	"panel_terms_pkey":                           {fault.Conflict, "busy", "Someone else is changing this right now. Try again.", ""},
	"panel_invitations_email_shape":              {fault.Invalid, "bad_email", "This is not an e-mail address.", "email"},
	"panel_invitations_load_positive":            {fault.Invalid, "bad_load", "A load limit is at least one.", "loadLimit"},
	"panel_invitations_words_short":              {fault.Invalid, "too_long", "A note has at most 2,000 characters.", "note"},
	"panel_invitations_declined_why":             {fault.Invalid, "required", "Say why, in a few words.", "reason"},
	"panel_invitations_in_order":                 {fault.Invalid, "out_of_range", "A link works for at least one day.", "days"},
	"panel_invitations_once":                     {fault.Conflict, "busy", "Someone else is changing this right now. Try again.", ""},
	"honoraria_pkey":                             {fault.Conflict, "paid_already", "This honorarium is settled.", ""},
	"honoraria_paid_positive":                    {fault.Invalid, "bad_amount", "An amount is decimal text, such as 50000.00.", "amount"},
	"honoraria_left_why":                         {fault.Invalid, "required", "Say why.", "reason"},
	"honoraria_words_short":                      {fault.Invalid, "too_long", "A reason has at most 2,000 characters.", "reason"},
}

const (
	poolRead = `SELECT h.id AS person_id, w.program_id, ` + nameOfPerson + ` AS name, h.email, w.added_at,
	coalesce(f.country, '') AS country, coalesce(f.skills, '[]') AS skills, f.load_limit, f.available_from, f.available_until, coalesce(f.unavailable, false) AS unavailable,
	coalesce(f.note, '') AS note, coalesce(f.version, 0) AS version, coalesce(f.updated_at, w.added_at) AS updated_at,
	(SELECT count(*) FROM panel_members m JOIN panels p ON p.id = m.panel_id JOIN cycles y ON y.id = p.cycle_id WHERE m.person_id = h.id AND y.program_id = $1) AS panels,
	EXISTS (SELECT FROM panel_members m WHERE m.person_id = h.id AND m.panel_id = $2 AND m.left_at IS NULL) AS seated,
	coalesce((SELECT CASE WHEN i.state = 'sent' AND i.expires_at <= $3 THEN 'expired' ELSE i.state END FROM panel_invitations i
		WHERE i.panel_id = $2 AND (i.person_id = h.id OR i.email = h.email) ORDER BY i.invited_at DESC, i.id DESC LIMIT 1), '') AS asked
FROM reviewer_pool w JOIN people h ON h.id = w.person_id LEFT JOIN reviewer_profiles f ON f.person_id = h.id
WHERE w.program_id = $1 ORDER BY ` + nameOfPerson + ` COLLATE "und-x-icu", h.id LIMIT 1000`

	keepReviewerProfile = `INSERT INTO reviewer_profiles (person_id, country, skills, load_limit, available_from, available_until, unavailable, note, version, updated_at)
VALUES ($1, $2, $3::jsonb, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (person_id) DO UPDATE SET country = EXCLUDED.country, skills = EXCLUDED.skills, load_limit = EXCLUDED.load_limit, available_from = EXCLUDED.available_from,
	available_until = EXCLUDED.available_until, unavailable = EXCLUDED.unavailable, note = EXCLUDED.note, version = EXCLUDED.version, updated_at = EXCLUDED.updated_at
WHERE reviewer_profiles.version = EXCLUDED.version - 1`

	// A theme of a call in the making is not known to anybody yet.
	themesKnown = `SELECT DISTINCT ON (lower(t.title ->> 'en')) t.id, t.cycle_id, t.title, t.master, t.ordinal FROM themes t JOIN cycles y ON y.id = t.cycle_id
WHERE y.state <> 'draft' ORDER BY lower(t.title ->> 'en'), y.year DESC, t.id LIMIT 500`

	themesIn = `SELECT id, cycle_id, title, master, ordinal FROM themes WHERE cycle_id = $1 ORDER BY ordinal, id`

	termsRead = `SELECT panel_id, seats, fee_minor, fee_per, currency, set_by, set_at, version FROM panel_terms WHERE panel_id = $1`
)

// Pool are the possible reviewers of a program, and where each stands with a panel.
func (s Reviews) Pool(ctx context.Context, p ident.Program, panel ident.Panel) ([]*review.PoolEntry, error) {
	return query[*review.PoolEntry](ctx, s.DB, poolRead, p, panel, s.Now())
}

// AddToPool keeps somebody as a possible reviewer, once.
func (s Reviews) AddToPool(ctx context.Context, p ident.Program, who, by ident.Person, at time.Time) error {
	_, err := s.exec(ctx, `INSERT INTO reviewer_pool (program_id, person_id, added_by, added_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, p, who, person(by), at)
	return err
}

// RemoveFromPool takes somebody off the list; who is not on it is missing.
func (s Reviews) RemoveFromPool(ctx context.Context, p ident.Program, who ident.Person) error {
	n, err := s.exec(ctx, `DELETE FROM reviewer_pool WHERE program_id = $1 AND person_id = $2`, p, who)
	if err == nil && n == 0 {
		err = fault.Missing("person")
	}
	return err
}

// ReviewerProfiles are what the people said of themselves as reviewers.
func (s Reviews) ReviewerProfiles(ctx context.Context, ids []ident.Person) ([]*review.ReviewerProfile, error) {
	return query[*review.ReviewerProfile](ctx, s.DB, `SELECT person_id, country, skills, load_limit, available_from, available_until, unavailable, note, version, updated_at
FROM reviewer_profiles WHERE person_id = ANY($1::uuid[])`, uuids(ids))
}

// KeepReviewerProfile keeps it under its version; another one kept meanwhile is a conflict.
func (s Reviews) KeepReviewerProfile(ctx context.Context, p *review.ReviewerProfile) error {
	skills, err := json.Marshal(p.Skills)
	if err != nil {
		return fmt.Errorf("write skills: %w", err)
	}
	n, err := s.exec(ctx, keepReviewerProfile, p.Person, string(p.Country), string(skills), p.LoadLimit, p.AvailableFrom, p.AvailableUntil, p.Unavailable, p.Note, p.Version, p.UpdatedAt)
	if err == nil && n == 0 {
		err = fault.Stale(p.Version)
	}
	return err
}

// ThemesKnown are the themes of published cycles, once each by their English titles.
func (s Reviews) ThemesKnown(ctx context.Context) ([]*program.Theme, error) {
	return query[*program.Theme](ctx, s.DB, themesKnown)
}

// ThemesIn are a cycle's own.
func (s Reviews) ThemesIn(ctx context.Context, c ident.Cycle) ([]*program.Theme, error) {
	return query[*program.Theme](ctx, s.DB, themesIn, c)
}

// PanelTerms are a panel's seats and fee; nil before any are set.
func (s Reviews) PanelTerms(ctx context.Context, id ident.Panel) (*review.PanelTerms, error) {
	return maybe(query[*review.PanelTerms](ctx, s.DB, termsRead, id))
}

// maybe is the one row there is, or nil.
func maybe[T any](rows []*T, err error) (*T, error) {
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}

// KeepPanelTerms keeps them under the next version; 0 keeps the first.
func (s Reviews) KeepPanelTerms(ctx context.Context, t *review.PanelTerms, expected int) error {
	t.Version = expected + 1
	if expected == 0 {
		return s.insert(ctx, "panel_terms", t)
	}
	return s.updateVersioned(ctx, "panel_terms", t, expected, "seats", "fee_minor", "fee_per", "currency", "set_by", "set_at")
}

// PersonOf is whose address it is; zero for nobody.
func (s Reviews) PersonOf(ctx context.Context, email string) (ident.Person, error) {
	found, err := idsOf[ident.Person](ctx, s.DB, `SELECT id FROM people WHERE email = $1`, email)
	if err != nil || len(found) == 0 {
		return ident.Person{}, err
	}
	return found[0], nil
}

// WriteTo queues a mail to an address in the language of whose it is; to nobody's account in the language named.
func (s Reviews) WriteTo(ctx context.Context, email, locale, template, subject string, data map[string]any) error {
	found, err := query[struct {
		Locale string `bun:"locale"`
	}](ctx, s.DB, `SELECT locale FROM people WHERE email = $1`, email)
	if err != nil {
		return err
	}
	if len(found) > 0 {
		locale = cmp.Or(found[0].Locale, locale)
	}
	return Partnerships(s).Write(ctx, email, locale, template, subject, data)
}

package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// Responses keeps answers to forms with their changes, remarks and who is around.
type Responses struct{ *DB }

var responseFaults = map[string]faultOf{
	"responses_content_frozen":            {fault.Conflict, "content_frozen", "What was submitted does not change.", ""},
	"responses_kind_known":                {fault.Invalid, "bad_kind", "There is no such kind of response.", "kind"},
	"responses_form_id_fkey":              {fault.Invalid, "unknown_form", "There is no such form.", "form"},
	"responses_pkey":                      {fault.Conflict, "answers_taken", "It has answers already.", ""},
	"answer_changes_differ":               {fault.Invalid, "no_change", "The text is as it was.", ""},
	"answer_changes_request_key_length":   {fault.Invalid, "too_long", "A request key has at most 200 bytes.", "requestKey"},
	"answer_changes_request_once":         {fault.Conflict, "key_taken", "This request key was used for something else.", ""},
	"answer_changes_append_only":          {fault.Conflict, "append_only", "History does not change.", ""},
	"answer_changes_response_id_fkey":     {fault.NotFound, "not_found", "There is no such response.", ""},
	"answer_comments_words_given":         {fault.Invalid, "required", "A remark has between 1 and 4000 characters.", "words"},
	"answer_comments_resolved_by_someone": {fault.Invalid, "resolved_by", "Somebody settles a remark.", ""},
	"answer_comments_response_id_fkey":    {fault.NotFound, "not_found", "There is no such response.", ""},
	"answer_comments_answers_id_fkey":     {fault.NotFound, "not_found", "There is no such remark.", "answers"},
	"answer_comments_person_id_fkey":      {fault.NotFound, "not_found", "There is no such person.", ""},
	"answer_changes_person_id_fkey":       {fault.NotFound, "not_found", "There is no such person.", ""},
}

const (
	responseRead = `SELECT id, kind, form_id, answers, version, frozen, updated_at FROM responses WHERE id = $1`

	addResponse = `INSERT INTO responses (id, kind, form_id, answers, version, frozen, updated_at) VALUES ($1, $2, $3, $4::jsonb, $5, $6, $7)`

	changeColumns = `SELECT c.id, c.response_id, c.key, c.was, c.now, c.person_id, c.at, c.version, c.request_key`

	personName = `coalesce(nullif(btrim(concat_ws(' ', p.given_name, p.family_name)), ''), '') AS person_name`

	changesRead = changeColumns + `, ` + personName + ` FROM answer_changes c LEFT JOIN people p ON p.id = c.person_id
WHERE c.response_id = $1 AND ($2 = '' OR c.key = $2)`

	commentColumns = `SELECT c.id, c.response_id, c.section, c.key, c.answers_id, c.words, c.person_id, c.at, c.resolved_by, c.resolved_at`

	commentsRead = commentColumns + `, ` + personName + ` FROM answer_comments c JOIN people p ON p.id = c.person_id WHERE c.response_id = $1 ORDER BY c.id`

	seePresence = `INSERT INTO presences (response_id, person_id, section, seen_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (response_id, person_id) DO UPDATE SET section = excluded.section, seen_at = excluded.seen_at`

	seenRead = `SELECT c.response_id, c.person_id, c.section, c.seen_at, ` + personName + ` FROM presences c JOIN people p ON p.id = c.person_id
WHERE c.response_id = $1 AND c.seen_at > $2 ORDER BY c.person_id`
)

// Response is the answers of one subject.
func (s Responses) Response(ctx context.Context, id ident.Response) (*response.Response, error) {
	return one[response.Response](ctx, s.DB, "response", responseRead, id)
}

// AddResponse keeps the first answers of a subject.
func (s Responses) AddResponse(ctx context.Context, r *response.Response) error {
	raw, err := json.Marshal(r.Answers)
	if err != nil {
		return fmt.Errorf("write answers: %w", err)
	}
	_, err = s.exec(ctx, addResponse, r.ID, string(r.Kind), r.Form, string(raw), r.Version, r.Frozen, r.UpdatedAt)
	return err
}

// FreezeResponse closes answers to every writer, or opens them again.
func (s Responses) FreezeResponse(ctx context.Context, id ident.Response, frozen bool) error {
	n, err := s.exec(ctx, `UPDATE responses SET frozen = $2 WHERE id = $1`, id, frozen)
	if err == nil && n == 0 {
		return fault.Missing("response")
	}
	return err
}

// written reads what writing depends on by the statement given, and keeps answers in the same one: a subject that is
// not found is not written. $1 and on are the reading's parameters.
func written[T any](ctx context.Context, db *DB, what, read string, args []any, k *response.Keep) (*T, error) {
	if k == nil {
		return one[T](ctx, db, what, read, args...)
	}
	more, err := keepArgs(k)
	if err != nil {
		return nil, err
	}
	n := len(args)
	text := fmt.Sprintf(`WITH w AS MATERIALIZED (%s)
SELECT w.*, to_jsonb(k) AS kept FROM w, save_answers(w.id, $%d, $%d::jsonb, $%d::jsonb, $%d, $%d, $%d) k`, read, n+1, n+2, n+3, n+4, n+5, n+6)
	return one[T](ctx, db, what, text, append(args, more...)...)
}

func keepArgs(k *response.Keep) ([]any, error) {
	type given struct {
		ID uuid.UUID `json:"id"`
		response.KeepChange
	}
	all := make([]given, len(k.Changes))
	for i, c := range k.Changes {
		all[i] = given{c.ID.UUID(), c}
	}
	changes, err := json.Marshal(all)
	if err != nil {
		return nil, fmt.Errorf("write answers: %w", err)
	}
	head, err := json.Marshal(k.Head)
	if err != nil {
		return nil, fmt.Errorf("write answers: %w", err)
	}
	return []any{k.Form, string(changes), string(head), nullable(k.Person), k.At, k.RequestKey}, nil
}

// Changes are one page of a history in one statement, newest first.
func (s Responses) Changes(ctx context.Context, id ident.Response, key string, a page.Args) (*page.Connection[*response.ChangeRow], error) {
	cut, err := a.Check(1)
	if err != nil {
		return nil, err
	}
	text, args := changesRead, []any{id, key}
	order := " DESC"
	compare := " < "
	if cut.Backward {
		order, compare = " ASC", " > "
	}
	if cut.Key != nil {
		beside, err := ident.Parse[ident.ChangeKind](cut.Key[0])
		if err != nil {
			return nil, err
		}
		text, args = text+" AND c.id"+compare+"$3", append(args, beside)
	}
	rows, err := query[*response.ChangeRow](ctx, s.DB, text+" ORDER BY c.id"+order+fmt.Sprintf(" LIMIT %d", cut.Limit+1), args...)
	if err != nil {
		return nil, err
	}
	total := func(ctx context.Context) (int, error) { return s.countChanges(ctx, id, key) }
	return page.New(cut, rows, func(c *response.ChangeRow) []string { return []string{c.ID.String()} }, total), nil
}

func (s Responses) countChanges(ctx context.Context, id ident.Response, key string) (int, error) {
	r, err := one[struct {
		N int `bun:"n"`
	}](ctx, s.DB, "count", `SELECT count(*) AS n FROM answer_changes WHERE response_id = $1 AND ($2 = '' OR key = $2)`, id, key)
	if err != nil {
		return 0, err
	}
	return r.N, nil
}

// Change is one change of a response.
func (s Responses) Change(ctx context.Context, id ident.Response, change ident.Change) (*response.Change, error) {
	return one[response.Change](ctx, s.DB, "change", changeColumns+` FROM answer_changes c WHERE c.response_id = $1 AND c.id = $2`, id, change)
}

// AddComment keeps a remark.
func (s Responses) AddComment(ctx context.Context, c *response.Comment) error {
	return s.insert(ctx, "answer_comments", c)
}

// ResolveComment notes that a remark is settled, or open again.
func (s Responses) ResolveComment(ctx context.Context, c *response.Comment) error {
	return s.update(ctx, "answer_comments", c, "resolved_by", "resolved_at")
}

// Comment is one remark.
func (s Responses) Comment(ctx context.Context, id ident.Comment) (*response.Comment, error) {
	return one[response.Comment](ctx, s.DB, "comment", commentColumns+` FROM answer_comments c WHERE c.id = $1`, id)
}

// Comments are all remarks on a response, oldest first.
func (s Responses) Comments(ctx context.Context, id ident.Response) ([]*response.CommentRow, error) {
	return query[*response.CommentRow](ctx, s.DB, commentsRead, id)
}

// See notes where somebody is.
func (s Responses) See(ctx context.Context, p *response.Presence) error {
	_, err := s.exec(ctx, seePresence, p.Response, p.Person, p.Section, p.SeenAt)
	return err
}

// Seen are those seen since an instant.
func (s Responses) Seen(ctx context.Context, id ident.Response, since time.Time) ([]*response.PresenceRow, error) {
	return query[*response.PresenceRow](ctx, s.DB, seenRead, id, since)
}

// Speakers are the people who speak for museums, each once.
func (s Responses) Speakers(ctx context.Context, orgs []ident.Organization) ([]ident.Person, error) {
	return idsOf[ident.Person](ctx, s.DB, speakersOf, uuids(orgs))
}

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
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/response"
	"github.com/vitrine-grants/vitrine/internal/statement"
)

// Statements keeps statements of intent with what was said to them.
type Statements struct{ *DB }

var statementFaults = map[string]faultOf{
	"statements_one_live":               {fault.Conflict, "statement_taken", "This partnership has a statement of intent in the cycle already.", "partnership"},
	"statements_in_time":                {fault.DeadlinePassed, "deadline_passed", "Statements are not taken at this moment. Your draft is kept.", ""},
	"statements_inviter_not_submitter":  {fault.Forbidden, "same_person", "This step needs another person than the step before.", ""},
	"statements_withdrawn_why":          {fault.Invalid, "required", "Say why it is withdrawn.", "reason"},
	"statements_kept":                   {fault.Conflict, "append_only", "A statement stays what it is of.", ""},
	"statement_submissions_pkey":        {fault.Conflict, "submitted_already", "It was submitted already.", ""},
	"statement_submissions_append_only": {fault.Conflict, "content_frozen", "What was submitted does not change.", ""},
	"statement_feedback_kept":           {fault.Conflict, "feedback_sent", "Feedback stays as it was sent.", ""},
	"statement_calls_one_live":          {fault.Conflict, "call_taken", "A call is offered or booked already.", ""},
	"statement_calls_booked_offered":    {fault.Invalid, "not_offered", "Choose one of the times that are offered.", "at"},
	"statement_calls_cancelled_why":     {fault.Invalid, "required", "Say why the call does not take place.", "reason"},
}

const (
	statementColumns = `s.id, s.cycle_id, s.partnership_id, s.form_id, s.state, s.round, s.version, s.created_by, s.created_at, s.submitted_by, s.submitted_at,
	s.answered_at, s.invited_by, s.invited_at, s.withdrawn_reason`

	statementTitle = `coalesce(nullif(btrim(x.answers->>'title'), ''), p.title)`

	statementRead = `SELECT ` + statementColumns + `, c.program_id, c.title AS cycle_title, c.year AS cycle_year, c.zone, ` + statementTitle + ` AS title,
	coalesce(x.answers, '{}') AS answers, to_jsonb(p) AS partnership_json, ` + membersOf + `,
	(SELECT jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name, 'country', o.country, 'lead', m.lead) ORDER BY m.lead DESC, m.id)
		FROM partnership_members m JOIN organizations o ON o.id = m.organization_id WHERE m.partnership_id = p.id) AS names_json,
	(SELECT jsonb_agg(jsonb_build_object('statement_id', b.statement_id, 'round', b.round, 'content', b.content, 'sha256', encode(b.sha256, 'base64'),
		'submitted_by', b.submitted_by, 'submitted_at', b.submitted_at) ORDER BY b.round) FROM statement_submissions b WHERE b.statement_id = s.id) AS submissions_json,
	(SELECT jsonb_agg(f ORDER BY f.round, f.section) FROM statement_feedback f WHERE f.statement_id = s.id) AS feedback_json
FROM statements s JOIN cycles c ON c.id = s.cycle_id JOIN partnerships p ON p.id = s.partnership_id LEFT JOIN responses x ON x.id = s.id
WHERE ` + partnershipSeen + ` AND s.id = $6`

	statementWritten = `SELECT s.id, ` + statementTitle + ` AS title, s.state, s.form_id, c.state AS cycle_state, c.zone, h.opens_at, h.closes_at,
	coalesce(h.grace_seconds, 0) AS grace_seconds,
	(SELECT coalesce(jsonb_agg(jsonb_build_object('organization', m.organization_id, 'lead', m.lead) ORDER BY m.lead DESC, m.id), '[]')
		FROM partnership_members m WHERE m.partnership_id = s.partnership_id) AS members
FROM statements s JOIN cycles c ON c.id = s.cycle_id JOIN partnerships p ON p.id = s.partnership_id LEFT JOIN responses x ON x.id = s.id
LEFT JOIN phases h ON h.cycle_id = s.cycle_id AND h.kind = 'statement'
WHERE ` + partnershipSeen + ` AND s.id = $6`

	statementCalls = `SELECT id, statement_id, state, offers, minutes, place, at, sequence, offered_by, offered_at, booked_by, reason
FROM statement_calls WHERE statement_id = $1 ORDER BY offered_at DESC, id DESC`

	statementsByID = `SELECT ` + statementColumns + ` FROM statements s JOIN partnerships p ON p.id = s.partnership_id WHERE ` + partnershipSeen + ` AND s.id = ANY($6::uuid[])`

	statementOf = `SELECT ` + statementColumns + ` FROM statements s JOIN partnerships p ON p.id = s.partnership_id
WHERE ` + partnershipSeen + ` AND s.partnership_id = $6 AND s.state <> 'withdrawn'`

	statementRows = `SELECT s.id, s.cycle_id, c.title AS cycle_title, s.partnership_id, ` + statementTitle + ` AS title,
	coalesce(n.lead, '') AS lead_name, coalesce(n.partners, '') AS partner_names, s.state, s.round, s.created_at, s.submitted_at,
	coalesce(k.state, '') AS call_state, k.at AS call_at
FROM statements s JOIN cycles c ON c.id = s.cycle_id JOIN partnerships p ON p.id = s.partnership_id LEFT JOIN responses x ON x.id = s.id
LEFT JOIN statement_calls k ON k.statement_id = s.id AND k.state <> 'cancelled'
CROSS JOIN LATERAL (SELECT string_agg(o.name, '; ' ORDER BY m.id) FILTER (WHERE m.lead) AS lead, string_agg(o.name, '; ' ORDER BY m.id) FILTER (WHERE NOT m.lead) AS partners
	FROM partnership_members m JOIN organizations o ON o.id = m.organization_id WHERE m.partnership_id = p.id) n
WHERE ` + partnershipSeen + ` AND ($6::uuid IS NULL OR s.cycle_id = $6) AND ($7 = '' OR s.state = $7) AND (NOT $8::boolean OR s.state = 'submitted')`
)

// officersOf are the officers of the program $1.
const officersOf = `SELECT DISTINCT person_id AS id FROM role_grants WHERE role = 'program_officer' AND revoked_at IS NULL AND (program_id IS NULL OR program_id = $1) ORDER BY 1`

type statementRow struct {
	statement.Statement
	Program     ident.Program `bun:"program_id"`
	CycleTitle  string        `bun:"cycle_title"`
	CycleYear   int           `bun:"cycle_year"`
	Zone        string        `bun:"zone"`
	Title       string        `bun:"title"`
	Answers     form.Answers  `bun:"answers,type:jsonb"`
	Partners    []byte        `bun:"partnership_json"`
	Members     []byte        `bun:"members_json"`
	Names       []byte        `bun:"names_json"`
	Submissions []byte        `bun:"submissions_json"`
	Feedback    []byte        `bun:"feedback_json"`
}

// Statement is one statement with its museums, versions, feedback and calls, in two statements of SQL.
func (s Statements) Statement(ctx context.Context, f auth.Filter, id ident.Statement) (*statement.Detail, error) {
	r, err := one[statementRow](ctx, s.DB, "statement", statementRead, seenPartnership(ctx, f, id)...)
	if err != nil {
		return nil, err
	}
	var j nested
	d := &statement.Detail{Statement: r.Statement, Program: r.Program, CycleTitle: r.CycleTitle, CycleYear: r.CycleYear, Zone: r.Zone, Title: r.Title, Answers: r.Answers}
	d.Partners = nestedOne[partnership.Partnership](&j, r.Partners)
	if d.Partners != nil {
		d.Partners.Members = nestedRows[partnership.Member](&j, r.Members)
	}
	for _, m := range nestedRows[statement.Museum](&j, r.Names) {
		d.Names = append(d.Names, *m)
	}
	d.Submissions = nestedRows[statement.Submission](&j, r.Submissions)
	d.Feedback = nestedRows[statement.Feedback](&j, r.Feedback)
	if j.err != nil {
		return nil, j.err
	}
	d.Calls, err = query[*statement.Call](ctx, s.DB, statementCalls, id)
	return d, err
}

// Written is what writing a statement depends on, and answers kept in the same SQL where some are given.
func (s Statements) Written(ctx context.Context, f auth.Filter, id ident.Statement, k *response.Keep) (*statement.Written, error) {
	return written[statement.Written](ctx, s.DB, "statement", statementWritten, seenPartnership(ctx, f, id), k)
}

// StatementsByID are statements by their ids.
func (s Statements) StatementsByID(ctx context.Context, f auth.Filter, ids []ident.Statement) ([]*statement.Statement, error) {
	return query[*statement.Statement](ctx, s.DB, statementsByID, seenPartnership(ctx, f, uuids(ids))...)
}

// StatementOf is a partnership's live statement; nil where there is none.
func (s Statements) StatementOf(ctx context.Context, f auth.Filter, p ident.Partnership) (*statement.Statement, error) {
	x, err := one[statement.Statement](ctx, s.DB, "statement", statementOf, seenPartnership(ctx, f, p)...)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return x, err
}

// LockStatement takes the row lock until the transaction ends.
func (s Statements) LockStatement(ctx context.Context, id ident.Statement) error {
	_, err := one[struct {
		ID ident.Statement `bun:"id"`
	}](ctx, s.DB, "statement", `SELECT id FROM statements WHERE id = $1 FOR UPDATE`, id)
	return err
}

// OfCall is the statement a call is about.
func (s Statements) OfCall(ctx context.Context, id ident.StatementCall) (ident.Statement, error) {
	r, err := one[struct {
		ID ident.Statement `bun:"id"`
	}](ctx, s.DB, "call", `SELECT statement_id AS id FROM statement_calls WHERE id = $1`, id)
	if err != nil {
		return ident.Statement{}, err
	}
	return r.ID, nil
}

// AddStatement keeps a new draft.
func (s Statements) AddStatement(ctx context.Context, x *statement.Statement) error {
	return s.insert(ctx, "statements", x)
}

// KeepStatement writes the state with what goes with it, and the next version.
func (s Statements) KeepStatement(ctx context.Context, x *statement.Statement) error {
	return s.updateVersioned(ctx, "statements", x, x.Version, "state", "round", "submitted_by", "submitted_at", "answered_at", "invited_by", "invited_at", "withdrawn_reason")
}

// AddSubmission keeps what was handed in; it never changes.
func (s Statements) AddSubmission(ctx context.Context, x *statement.Submission) error {
	return s.insert(ctx, "statement_submissions", x)
}

// KeepFeedback writes staff's words to one section; what was sent does not change.
func (s Statements) KeepFeedback(ctx context.Context, f *statement.Feedback) error {
	_, err := s.exec(ctx, `INSERT INTO statement_feedback (statement_id, round, section, words, written_by, written_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (statement_id, round, section) DO UPDATE SET words = EXCLUDED.words, written_by = EXCLUDED.written_by, written_at = EXCLUDED.written_at`,
		f.Statement, f.Round, f.Section, f.Words, f.WrittenBy, f.WrittenAt)
	return err
}

// SendFeedback shows the museums what was written to a round; empty words are taken out.
func (s Statements) SendFeedback(ctx context.Context, id ident.Statement, round int, at time.Time) error {
	if _, err := s.exec(ctx, `DELETE FROM statement_feedback WHERE statement_id = $1 AND round = $2 AND words = ''`, id, round); err != nil {
		return err
	}
	_, err := s.exec(ctx, `UPDATE statement_feedback SET sent_at = $3 WHERE statement_id = $1 AND round = $2`, id, round, at)
	return err
}

// AddCall keeps a new offer.
func (s Statements) AddCall(ctx context.Context, c *statement.Call) error {
	return s.insert(ctx, "statement_calls", c)
}

// KeepCall writes what became of a call.
func (s Statements) KeepCall(ctx context.Context, c *statement.Call) error {
	return s.update(ctx, "statement_calls", c, "state", "offers", "minutes", "place", "at", "sequence", "offered_by", "offered_at", "booked_by", "reason")
}

// Speakers are the people who speak for the museums.
func (s Statements) Speakers(ctx context.Context, orgs []ident.Organization) ([]ident.Person, error) {
	return idsOf[ident.Person](ctx, s.DB, speakersOf, uuids(orgs))
}

// Advisers are the program's officers.
func (s Statements) Advisers(ctx context.Context, p ident.Program) ([]ident.Person, error) {
	return idsOf[ident.Person](ctx, s.DB, officersOf, p)
}

// Rows are statements in the order they were begun, in one statement.
func (s Statements) Rows(ctx context.Context, f auth.Filter, in statement.ListInput, a page.Args) (*page.Connection[*statement.Row], error) {
	cut, err := a.Check(1)
	if err != nil {
		return nil, err
	}
	args := seenPartnership(ctx, f, nullable(in.Cycle), string(in.State), in.Waiting)
	total := func(ctx context.Context) (int, error) {
		r, err := one[struct {
			N int `bun:"n"`
		}](ctx, s.DB, "count", `SELECT count(*) AS n FROM (`+statementRows+`) x`, args...)
		if err != nil {
			return 0, err
		}
		return r.N, nil
	}
	order, compare := " ASC", " > "
	if cut.Backward {
		order, compare = " DESC", " < "
	}
	text, with := statementRows, args
	if cut.Key != nil {
		beside, err := ident.Parse[ident.StatementKind](cut.Key[0])
		if err != nil {
			return nil, err
		}
		text, with = text+" AND s.id"+compare+"$9", append(slices.Clone(args), beside)
	}
	rows, err := query[*statement.Row](ctx, s.DB, text+" ORDER BY s.id"+order+fmt.Sprintf(" LIMIT %d", cut.Limit+1), with...)
	if err != nil {
		return nil, err
	}
	return page.New(cut, rows, func(r *statement.Row) []string { return []string{r.ID.String()} }, total), nil
}

package postgres

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// Applications keeps applications with their answers, budgets and submissions.
type Applications struct{ *DB }

var applicationFaults = map[string]faultOf{
	"applications_number_once":               {fault.Conflict, "number_taken", "Another application has this number; try again.", ""},
	"applications_one_live_per_partnership":  {fault.Conflict, "proposal_taken", "This partnership has a proposal in the cycle already.", "partnership"},
	"applications_one_live_per_lead":         {fault.Conflict, "lead_taken", "This museum leads another proposal in the cycle already.", "partnership"},
	"applications_has_applicant":             {fault.Invalid, "no_applicant", "A proposal has a partnership, a fellowship a person.", ""},
	"applications_checker_not_submitter":     {fault.Forbidden, "same_person", "This step needs another person than the step before.", ""},
	"applications_budget_adds_up":            {fault.Invalid, "does_not_add_up", "The budget lines do not sum to the totals.", "budget"},
	"applications_request_within_limits":     {fault.Invalid, "request_outside_limits", "The request is outside the limits of the cycle.", "budget"},
	"applications_cost_share_enough":         {fault.Invalid, "cost_share_missing", "The cost share is below what the cycle asks.", "budget"},
	"applications_partnership_whole":         {fault.Invalid, "both_sides_false", "A partnership has a US lead and a museum abroad.", "partnership"},
	"applications_partners_confirmed":        {fault.Invalid, "partners_unconfirmed", "A partner has not confirmed.", "partnership"},
	"extensions_reason_given":                {fault.Invalid, "required", "Say why.", "reason"},
	"extensions_in_advance":                  {fault.Invalid, "in_the_past", "An extension ends in the future.", "until"},
	"extensions_append_only":                 {fault.Conflict, "append_only", "What was granted does not change.", ""},
	"extensions_application_id_fkey":         {fault.NotFound, "not_found", "There is no such application.", ""},
	"extensions_granted_by_fkey":             {fault.NotFound, "not_found", "There is no such person.", ""},
	"applications_in_time":                   {fault.DeadlinePassed, "deadline_passed", "Proposals are not taken at this moment. Your draft is kept.", ""},
	"applications_content_frozen":            {fault.Conflict, "content_frozen", "What was submitted does not change.", ""},
	"applications_sums_not_negative":         {fault.Invalid, "bad_amount", "A budget is not below zero.", "budget"},
	"applications_form_id_fkey":              {fault.Invalid, "unknown_form", "There is no such form.", "form"},
	"applications_submitted_when":            {fault.Conflict, "state", "It was not submitted yet.", ""},
	"submissions_append_only":                {fault.Conflict, "content_frozen", "What was submitted does not change.", ""},
	"signatures_one_live":                    {fault.Conflict, "busy", "Someone else is signing this right now. Try again.", ""},
	"submissions_version_once":               {fault.Conflict, "submitted_already", "It was submitted already.", ""},
	"applications_lead_organization_id_fkey": {fault.NotFound, "not_found", "There is no such organization.", "lead"},
	"applications_partnership_id_fkey":       {fault.NotFound, "not_found", "There is no such partnership.", "partnership"},
}

const (
	applicationColumns = `a.id, a.cycle_id, a.number, a.kind, a.partnership_id, a.person_id, a.lead_organization_id, a.form_id, a.theme_id, a.title, a.abstract,
	` + shownState + ` AS state, a.requested_minor, a.cost_share_minor, a.currency,
	CASE WHEN ` + ofOffice + ` THEN a.review_count ELSE 0 END AS review_count, CASE WHEN ` + ofOffice + ` THEN a.review_mean_milli END AS review_mean_milli, a.version, a.created_by, a.created_at, a.updated_at,
	a.submitted_by, a.submitted_at, a.checked_by, a.checked_at, ` + shownNote + ` AS check_note, a.returned_until, a.withdrawn_reason`

	applicationRead = `SELECT ` + applicationColumns + `, a.state <> ` + shownState + ` AS held, c.program_id, c.title AS cycle_title, c.year AS cycle_year, c.zone, t.title AS theme_title, x.answers,
	(SELECT max(e.until) FROM extensions e WHERE e.application_id = a.id) AS extended_until,
	(SELECT h.closes_at + h.grace_seconds * interval '1 second' FROM phases h WHERE h.cycle_id = a.cycle_id AND h.kind = 'proposal') AS due_at,
	(SELECT jsonb_agg(l ORDER BY l.ordinal) FROM budget_lines l WHERE l.application_id = a.id) AS lines_json,
	(SELECT jsonb_build_object('id', g.id, 'application_id', g.application_id, 'asked_by', g.asked_by, 'asked_at', g.asked_at, 'note', g.note, 'signed_by', g.signed_by,
		'name', g.name, 'title', g.title, 'signed_at', g.signed_at, 'sha256', encode(g.sha256, 'base64')) FROM signatures g
		WHERE g.application_id = a.id AND g.taken_back_at IS NULL) AS signature_json,
	p.partnership_json, p.members_json, p.organizations_json, p.endorsements_json, p.exceptions_json
FROM applications a JOIN cycles c ON c.id = a.cycle_id
LEFT JOIN themes t ON t.id = a.theme_id
LEFT JOIN responses x ON x.id = a.id
LEFT JOIN LATERAL (SELECT to_jsonb(p) AS partnership_json, ` + membersOf + `, ` + organizationsOf + `,
	(SELECT jsonb_agg(e ORDER BY e.requested_at) FROM endorsements e JOIN partnership_members m ON m.id = e.member_id WHERE m.partnership_id = p.id) AS endorsements_json,
	(SELECT jsonb_agg(e ORDER BY e.rule) FROM eligibility_exceptions e WHERE e.partnership_id = p.id) AS exceptions_json
	FROM partnerships p WHERE p.id = a.partnership_id) p ON true
WHERE ` + visibleApplications + ` AND a.id = $6`

	applicationsByID = `SELECT ` + applicationColumns + ` FROM applications a JOIN cycles c ON c.id = a.cycle_id WHERE ` + visibleApplications + ` AND a.id = ANY($6::uuid[])`

	// The row of a counter is the lock; counting the cycle's applications makes up for those that were loaded in bulk.
	nextNumber = `INSERT INTO application_numbers AS n (cycle_id, last) VALUES ($1, 1 + (SELECT count(*) FROM applications WHERE cycle_id = $1))
ON CONFLICT (cycle_id) DO UPDATE SET last = greatest(n.last + 1, excluded.last) RETURNING last`

	// What saving an answer depends on, and nothing else.
	writtenRead = `SELECT a.id, a.number, a.title, ` + shownState + ` AS state, a.form_id, a.person_id, a.lead_organization_id, a.returned_until, h.closes_at,
	coalesce(h.grace_seconds, 0) AS grace_seconds, c.zone, (SELECT max(e.until) FROM extensions e WHERE e.application_id = a.id) AS extended_until,
	(SELECT coalesce(jsonb_agg(jsonb_build_object('organization', m.organization_id, 'lead', m.lead) ORDER BY m.lead DESC, m.id), '[]')
		FROM partnership_members m WHERE m.partnership_id = a.partnership_id) AS members,
	NOT (` + visibleToStaff + ` OR ` + visibleToApplicants + `) AS copies
FROM applications a JOIN cycles c ON c.id = a.cycle_id LEFT JOIN phases h ON h.cycle_id = a.cycle_id AND h.kind = 'proposal'
WHERE ` + visibleApplications + ` AND a.id = $6`

	addSubmission = `INSERT INTO submissions (id, application_id, version, content, sha256, receipt_code, submitted_by, submitted_at, document_id)
VALUES ($1, $2, $3, $4::jsonb, $5, $6, $7, $8, $9)`

	keepSignature = `INSERT INTO signatures (id, application_id, asked_by, asked_at, note, signed_by, name, title, signed_at, sha256, taken_back_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO UPDATE SET asked_by = excluded.asked_by, asked_at = excluded.asked_at, note = excluded.note,
	signed_by = excluded.signed_by, name = excluded.name, title = excluded.title, signed_at = excluded.signed_at, sha256 = excluded.sha256, taken_back_at = excluded.taken_back_at`

	submissionColumns = `SELECT id, application_id, version, content, sha256, receipt_code, submitted_by, submitted_at, document_id FROM submissions `
)

type applicationRow struct {
	application.Application
	Held          bool          `bun:"held"`
	Program       ident.Program `bun:"program_id"`
	CycleTitle    string        `bun:"cycle_title"`
	CycleYear     int           `bun:"cycle_year"`
	Zone          string        `bun:"zone"`
	ThemeTitle    program.Text  `bun:"theme_title,type:jsonb"`
	Answers       form.Answers  `bun:"answers,type:jsonb"`
	ExtendedUntil *time.Time    `bun:"extended_until"`
	DueAt         *time.Time    `bun:"due_at"`
	Lines         []byte        `bun:"lines_json"`
	Signature     []byte        `bun:"signature_json"`
	Partners      []byte        `bun:"partnership_json"`
	Members       []byte        `bun:"members_json"`
	Organizations []byte        `bun:"organizations_json"`
	Endorsements  []byte        `bun:"endorsements_json"`
	Exceptions    []byte        `bun:"exceptions_json"`
}

// Application is one application with everything in it, in one statement.
func (s Applications) Application(ctx context.Context, f auth.Filter, viewer ident.Person, id ident.Application) (*application.Detail, error) {
	r, err := one[applicationRow](ctx, s.DB, "application", applicationRead, visibleArgs(f, viewer, id)...)
	if err != nil {
		return nil, err
	}
	d := &application.Detail{
		Application: r.Application, Program: r.Program, CycleTitle: r.CycleTitle, CycleYear: r.CycleYear, Zone: r.Zone,
		ThemeTitle: r.ThemeTitle, Answers: r.Answers, Held: r.Held, ExtendedUntil: r.ExtendedUntil, DueAt: r.DueAt,
	}
	var j nested
	d.Signature = nestedOne[application.Signature](&j, r.Signature)
	d.Lines = nestedRows[budget.Line](&j, r.Lines)
	if p := nestedOne[partnership.Partnership](&j, r.Partners); p != nil {
		p.Members = nestedRows[partnership.Member](&j, r.Members)
		d.Partners = &partnership.Detail{Partnership: *p, Program: r.Program, Proposal: d.ID}
		d.Partners.Museums = museums(&j, p.Members, r.Organizations, r.Endorsements)
		for _, x := range nestedRows[partnership.Exception](&j, r.Exceptions) {
			d.Partners.Exceptions = append(d.Partners.Exceptions, *x)
		}
	}
	return d, j.err
}

// ApplicationsByID are the named applications that may be seen.
func (s Applications) ApplicationsByID(ctx context.Context, f auth.Filter, viewer ident.Person, ids []ident.Application) ([]*application.Application, error) {
	return query[*application.Application](ctx, s.DB, applicationsByID, visibleArgs(f, viewer, uuids(ids))...)
}

// LockApplication takes the row lock until the transaction ends. What is not there is refused by whoever reads it next, as
// what is hidden is: as many statements, so that no time tells which.
func (s Applications) LockApplication(ctx context.Context, id ident.Application) error {
	_, err := s.exec(ctx, `SELECT id FROM applications WHERE id = $1 FOR UPDATE`, id)
	return err
}

// NextNumber allots the cycle's next number; a transaction that fails gives it back.
func (s Applications) NextNumber(ctx context.Context, cycle ident.Cycle) (int, error) {
	r, err := one[struct {
		Last int `bun:"last"`
	}](ctx, s.DB, "cycle", nextNumber, cycle)
	if err != nil {
		return 0, err
	}
	return r.Last, nil
}

// Written is what writing a proposal depends on, and answers kept in the same statement where some are given.
func (s Applications) Written(ctx context.Context, f auth.Filter, viewer ident.Person, id ident.Application, k *response.Keep) (*application.Written, error) {
	return written[application.Written](ctx, s.DB, "application", writtenRead, visibleArgs(f, viewer, id), k)
}

// AddDraft keeps a new draft.
func (s Applications) AddDraft(ctx context.Context, a *application.Application) error {
	return s.insert(ctx, "applications", a)
}

// AddExtension keeps a later deadline for one application.
func (s Applications) AddExtension(ctx context.Context, x *application.Extension) error {
	return s.insert(ctx, "extensions", x)
}

// Extensions are the later deadlines one application was granted, oldest first.
func (s Applications) Extensions(ctx context.Context, id ident.Application) ([]*application.Extension, error) {
	return query[*application.Extension](ctx, s.DB, `SELECT id, application_id, until, reason, granted_by, granted_at FROM extensions WHERE application_id = $1 ORDER BY granted_at, id`, id)
}

// KeepTheme writes the chosen theme and the next version.
func (s Applications) KeepTheme(ctx context.Context, a *application.Application) error {
	return s.updateVersioned(ctx, "applications", a, a.Version, "theme_id", "updated_at")
}

// KeepState writes the state with what goes with it, and the next version. Who checked and what they noted
// is written with the check's own findings only: whoever takes another step may not have read it.
func (s Applications) KeepState(ctx context.Context, a *application.Application) error {
	columns := []string{"state", "updated_at", "submitted_by", "submitted_at", "returned_until", "withdrawn_reason"}
	switch a.State {
	case application.ReturnedOnce, application.Eligible, application.Ineligible:
		columns = append(columns, "checked_by", "checked_at", "check_note")
	}
	return s.updateVersioned(ctx, "applications", a, a.Version, columns...)
}

// AddSubmission keeps what was handed in; it never changes.
func (s Applications) AddSubmission(ctx context.Context, x *application.Submission) error {
	_, err := s.exec(ctx, addSubmission, x.ID, x.Application, x.Version, string(x.Content), x.SHA256, x.ReceiptCode, x.SubmittedBy, x.SubmittedAt, nullable(x.Document))
	return err
}

// LatestSubmission is what was handed in last; a draft has none.
func (s Applications) LatestSubmission(ctx context.Context, id ident.Application) (*application.Submission, error) {
	return one[application.Submission](ctx, s.DB, "submission", submissionColumns+`WHERE application_id = $1 ORDER BY version DESC LIMIT 1`, id)
}

// SubmissionByCode is the submission with a receipt code.
func (s Applications) SubmissionByCode(ctx context.Context, code string) (*application.Submission, error) {
	return one[application.Submission](ctx, s.DB, "receipt", submissionColumns+`WHERE receipt_code = $1`, code)
}

// NumberOf is an application's number, which is on every receipt.
func (s Applications) NumberOf(ctx context.Context, id ident.Application) (string, error) {
	r, err := one[struct {
		Number string `bun:"number"`
	}](ctx, s.DB, "application", `SELECT number FROM applications WHERE id = $1`, id)
	if err != nil {
		return "", err
	}
	return r.Number, nil
}

// KeepSignature writes a signature as it is now; there is one live one of an application.
func (s Applications) KeepSignature(ctx context.Context, g *application.Signature) error {
	_, err := s.exec(ctx, keepSignature, g.ID, g.Application, person(g.AskedBy), g.AskedAt, g.Note, person(g.SignedBy), g.Name, g.Title, g.SignedAt, g.SHA256, g.TakenBackAt)
	return err
}

// Officials are the people who may sign for the museums, each once.
func (s Applications) Officials(ctx context.Context, orgs []ident.Organization) ([]ident.Person, error) {
	return idsOf[ident.Person](ctx, s.DB, handsOf, string(auth.Official), uuids(orgs))
}

// Speakers are the people who speak for the museums, each once.
func (s Applications) Speakers(ctx context.Context, orgs []ident.Organization) ([]ident.Person, error) {
	return idsOf[ident.Person](ctx, s.DB, speakersOf, uuids(orgs))
}

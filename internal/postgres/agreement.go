package postgres

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Agreements keeps the agreements of awards.
type Agreements struct{ *DB }

var agreementFaults = map[string]faultOf{
	"agreements_one_per_award":          {fault.Conflict, "opened", "The agreement of this award is open already.", ""},
	"agreements_period_runs":            {fault.Invalid, "ends_before_start", "The work ends after it begins.", "endsOn"},
	"agreements_payment_known":          {fault.Invalid, "bad_choice", "Payment is in advance or by reimbursement.", "payment"},
	"agreements_need":                   {fault.Invalid, "no_advance", "Under reimbursement nothing is paid ahead.", "firstNeed"},
	"agreements_kept":                   {fault.Conflict, "agreement_official", "An official agreement stays as it was signed.", ""},
	"agreements_issued_fixed":           {fault.Conflict, "issued", "It is out to be signed. Withdraw it first, with a reason.", ""},
	"agreement_signatures_once":         {fault.Conflict, "signed_already", "It is signed already.", ""},
	"agreement_signatures_kept":         {fault.Conflict, "append_only", "A signature stays as it was given.", ""},
	"agreement_signatures_of_issued":    {fault.Conflict, "version", "Something changed since you read it. Read it again, then sign.", ""},
	"agreement_signatures_two_persons":  {fault.Forbidden, "same_person", "Who gave the agreement out does not sign it too.", ""},
	"agreement_signatures_museum_first": {fault.Conflict, "museum_first", "The museum signs first.", ""},
	"awards_signed_by_both":             {fault.Conflict, "not_signed", "An agreement is signed when both sides have signed.", ""},
	"awards_official_by_agreement":      {fault.Conflict, "not_ready", "An award is official by its agreement.", ""},
	"awards_official_cleared":           {fault.Conflict, "not_cleared", "Every museum is clear of exclusions within 30 days.", ""},
	"subaward_reports_filed_whole":      {fault.Invalid, "required", "Give the reference of the report.", "reference"},
	"risk_assessments_explained":        {fault.Invalid, "required", "Say what the review found and how the award will be watched.", "why"},
	"risk_assessments_append_only":      {fault.Conflict, "append_only", "A review of risk stays; make another.", ""},
	"award_terms_period_runs":           {fault.Invalid, "ends_before_start", "The work ends after it begins.", "endsOn"},
	"award_terms_add_up":                {fault.Conflict, "budget_off", "The budget by category adds up to the award and its cost share.", ""},
	"award_terms_consecutive":           {fault.Conflict, "version", "The terms changed since you read them. Read them again.", ""},
	"award_terms_append_only":           {fault.Conflict, "append_only", "Terms stay as they were; an amendment adds new ones.", ""},
	"award_term_lines_append_only":      {fault.Conflict, "append_only", "Terms stay as they were; an amendment adds new ones.", ""},
	"award_conditions_explained":        {fault.Invalid, "required", "Say what the condition is and why.", "text"},
	"award_conditions_lifted_why":       {fault.Invalid, "required", "Say why.", "reason"},
}

const (
	agreementFile = `SELECT w.id, w.number, w.title, w.state, w.version, coalesce(w.amount_minor, 0) AS amount_minor, coalesce(w.cost_share_minor, 0) AS cost_share_minor,
	w.currency, c.id AS cycle_id, coalesce(c.title, '') AS cycle_title, p.id AS program_id, p.name AS program_name, p.administrator,
	EXISTS (SELECT FROM letters l WHERE l.award_id = w.id AND l.state = 'sent') AS letter_sent,
	coalesce(b.grant_minor, 0) AS budgeted_minor, coalesce(b.indirect_minor, 0) AS indirect_minor,
	coalesce(rt.kind, '') AS rate_kind, coalesce(rt.rate_bp, 0) AS rate_bp,
	coalesce(n.name, '') AS funder_name, coalesce(n.federal, false) AS federal, coalesce(fa.number, '') AS funder_number, coalesce(fa.title, '') AS funder_title,
	coalesce(fa.assistance_listing, '') AS listing, coalesce(fa.rule_set, '') AS funder_rules, fa.starts_on AS funder_starts, fa.ends_on AS funder_ends,
	coalesce((SELECT t.value FROM thresholds t WHERE t.rule_set = coalesce(nullif(g.rule_set, ''), fa.rule_set) AND t.name = 'subaward_reported'), 0) AS reported_from,
	CASE WHEN g.id IS NOT NULL THEN to_jsonb(g) || jsonb_build_object('sha256', encode(g.sha256, 'base64'), 'content', encode(g.content, 'base64')) END AS agreement,
	(SELECT jsonb_agg(to_jsonb(s) || jsonb_build_object('sha256', encode(s.sha256, 'base64')) ORDER BY s.signed_at, s.id)
		FROM agreement_signatures s WHERE s.agreement_id = g.id AND s.taken_back_at IS NULL) AS signatures,
	(SELECT to_jsonb(r) FROM subaward_reports r WHERE r.award_id = w.id) AS report,
	(SELECT jsonb_agg(to_jsonb(x) ORDER BY x.set_at, x.id) FROM award_conditions x WHERE x.award_id = w.id) AS conditions,
	(SELECT to_jsonb(k) FROM risk_assessments k WHERE k.award_id = w.id ORDER BY k.assessed_at DESC, k.id DESC LIMIT 1) AS risk,
	(SELECT jsonb_agg(jsonb_build_object('organization_id', o.id, 'name', o.name, 'country', o.country, 'state', o.state, 'city', o.city, 'lead', m.lead,
		'abroad', m.side = 'non_us', 'uei', coalesce(o.uei, ''), 'endorsement', coalesce(e.state, ''), 'post', coalesce(e.post, ''),
		'checked_on', x.checked_on, 'result', coalesce(x.result, '')) ORDER BY m.lead DESC, o.name, o.id)
		FROM partnership_members m JOIN organizations o ON o.id = m.organization_id
		LEFT JOIN LATERAL (SELECT * FROM endorsements e WHERE e.member_id = m.id ORDER BY e.requested_at DESC, e.id DESC LIMIT 1) e ON true
		LEFT JOIN LATERAL (SELECT * FROM exclusion_checks x WHERE x.organization_id = o.id ORDER BY x.checked_on DESC, x.id DESC LIMIT 1) x ON true
		WHERE m.partnership_id = w.partnership_id AND m.left_on IS NULL) AS museums,
	(SELECT jsonb_agg(to_jsonb(l)) FROM (SELECT w.id AS award_id, 1 AS number, category, coalesce(sum(amount_minor) FILTER (WHERE funding = 'grant'), 0) AS grant_minor,
		coalesce(sum(amount_minor) FILTER (WHERE funding <> 'grant'), 0) AS share_minor FROM budget_lines WHERE application_id = w.application_id GROUP BY category) l) AS planned,
	(SELECT jsonb_agg(to_jsonb(t) ORDER BY t.number) FROM award_terms t WHERE t.award_id = w.id) AS terms,
	(SELECT jsonb_agg(to_jsonb(l) ORDER BY l.number) FROM award_term_lines l WHERE l.award_id = w.id) AS term_lines
FROM awards w JOIN cycles c ON c.id = w.cycle_id JOIN programs p ON p.id = c.program_id
LEFT JOIN funder_awards fa ON fa.id = c.funder_award_id LEFT JOIN funders n ON n.id = coalesce(fa.funder_id, p.funder_id)
LEFT JOIN agreements g ON g.award_id = w.id
LEFT JOIN LATERAL (SELECT sum(amount_minor) AS grant_minor, sum(amount_minor) FILTER (WHERE category = 'indirect') AS indirect_minor
	FROM budget_lines WHERE application_id = w.application_id AND funding = 'grant') b ON true
LEFT JOIN applications ap ON ap.id = w.application_id
LEFT JOIN budget_rates rt ON rt.application_id = ap.id AND rt.organization_id = ap.lead_organization_id
WHERE ` + awardSeen + ` AND w.application_id IS NOT NULL AND w.id = $7`

	lockAward = `SELECT FROM awards WHERE id = $1 FOR UPDATE`
	handsOf   = `SELECT DISTINCT person_id AS id FROM memberships WHERE role = $1 AND until IS NULL AND organization_id = ANY($2::uuid[]) ORDER BY person_id`
	takeBack  = `UPDATE agreement_signatures SET taken_back_at = $2 WHERE agreement_id = $1 AND taken_back_at IS NULL`
	keepAward = `UPDATE awards SET state = $3, version = version + 1 WHERE id = $1 AND version = $2`
)

type agreementRow struct {
	ID             ident.Award    `bun:"id"`
	Number         string         `bun:"number"`
	Title          string         `bun:"title"`
	State          award.State    `bun:"state"`
	Version        int            `bun:"version"`
	AmountMinor    int64          `bun:"amount_minor"`
	CostShareMinor int64          `bun:"cost_share_minor"`
	Currency       money.Currency `bun:"currency"`
	Cycle          ident.Cycle    `bun:"cycle_id"`
	CycleTitle     string         `bun:"cycle_title"`
	Program        ident.Program  `bun:"program_id"`
	ProgramName    string         `bun:"program_name"`
	Administrator  string         `bun:"administrator"`
	LetterSent     bool           `bun:"letter_sent"`
	BudgetedMinor  int64          `bun:"budgeted_minor"`
	IndirectMinor  int64          `bun:"indirect_minor"`
	RateKind       string         `bun:"rate_kind"`
	RateBP         int64          `bun:"rate_bp"`
	FunderName     string         `bun:"funder_name"`
	Federal        bool           `bun:"federal"`
	FunderNumber   string         `bun:"funder_number"`
	FunderTitle    string         `bun:"funder_title"`
	Listing        string         `bun:"listing"`
	FunderRules    string         `bun:"funder_rules"`
	FunderStarts   calendar.Date  `bun:"funder_starts"`
	FunderEnds     calendar.Date  `bun:"funder_ends"`
	ReportedFrom   int64          `bun:"reported_from"`
	Agreement      []byte         `bun:"agreement"`
	Signatures     []byte         `bun:"signatures"`
	Report         []byte         `bun:"report"`
	Conditions     []byte         `bun:"conditions"`
	Risk           []byte         `bun:"risk"`
	Museums        []byte         `bun:"museums"`
	Planned        []byte         `bun:"planned"`
	Terms          []byte         `bun:"terms"`
	TermLines      []byte         `bun:"term_lines"`
}

// File reads an award with all around its agreement in one statement; what the viewer may not see is not found.
func (s Agreements) File(ctx context.Context, id ident.Award, v award.Visible, lock bool) (*agreement.File, error) {
	if lock {
		if _, err := s.exec(ctx, lockAward, id); err != nil {
			return nil, err
		}
	}
	r, err := one[agreementRow](ctx, s.DB, "award", agreementFile, awardArgs(ctx, v, id)...)
	if err != nil {
		return nil, err
	}
	return r.file()
}

func (r *agreementRow) file() (*agreement.File, error) {
	var n nested
	cash := func(minor int64) money.Money { return money.New(minor, r.Currency) }
	f := &agreement.File{
		Award: r.ID, Number: r.Number, Title: r.Title, State: r.State, AwardVersion: r.Version, Amount: cash(r.AmountMinor), CostShare: cash(r.CostShareMinor),
		Cycle: r.Cycle, CycleTitle: r.CycleTitle, Program: r.Program, ProgramName: r.ProgramName, Administrator: r.Administrator, LetterSent: r.LetterSent,
		Budgeted: cash(r.BudgetedMinor), Indirect: cash(r.IndirectMinor), Rate: budget.RateKind(r.RateKind), RateShare: money.Ratio(r.RateBP),
		Funder: agreement.FunderAward{
			Funder: r.FunderName, Number: r.FunderNumber, Title: r.FunderTitle, Listing: r.Listing, RuleSet: r.FunderRules,
			Starts: r.FunderStarts, Ends: r.FunderEnds, Federal: r.Federal, ReportedFrom: r.ReportedFrom,
		},
		Agreement: nestedOne[agreement.Agreement](&n, r.Agreement), Signatures: nestedRows[agreement.Signature](&n, r.Signatures),
		Report: nestedOne[agreement.Report](&n, r.Report), Conditions: nestedRows[agreement.Condition](&n, r.Conditions),
		Risk: nestedOne[agreement.Assessment](&n, r.Risk), Museums: nestedRows[agreement.Party](&n, r.Museums),
		Planned: inOrder(nestedRows[agreement.TermLine](&n, r.Planned)), Terms: nestedRows[agreement.Terms](&n, r.Terms),
	}
	for _, l := range inOrder(nestedRows[agreement.TermLine](&n, r.TermLines)) {
		t := f.Terms[l.Number-1]
		t.Lines = append(t.Lines, l)
	}
	return f, n.err
}

// inOrder sorts lines by their terms and as the form has its categories.
func inOrder(all []*agreement.TermLine) []*agreement.TermLine {
	form := budget.Categories()
	slices.SortFunc(all, func(a, b *agreement.TermLine) int {
		return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(slices.Index(form, a.Category), slices.Index(form, b.Category)))
	})
	return all
}

// AddTerms keeps new terms with their lines.
func (s Agreements) AddTerms(ctx context.Context, t *agreement.Terms) error {
	if err := s.insert(ctx, "award_terms", t); err != nil {
		return err
	}
	return s.insert(ctx, "award_term_lines", &t.Lines)
}

// AddAgreement keeps a new agreement.
func (s Agreements) AddAgreement(ctx context.Context, a *agreement.Agreement) error {
	return s.insert(ctx, "agreements", a)
}

// KeepAgreement writes an agreement under its version.
func (s Agreements) KeepAgreement(ctx context.Context, a *agreement.Agreement, expected int) error {
	return s.updateVersioned(ctx, "agreements", a, expected, "starts_on", "ends_on", "funder_awarded_on", "contact_name", "contact_email", "listing_title", "description", "research", "requirements",
		"access", "closeout", "payee", "payment", "first_need_minor", "tickets", "issued_by", "issued_at", "content", "sha256", "official_by", "official_at")
}

// KeepState moves the award under its own version.
func (s Agreements) KeepState(ctx context.Context, f *agreement.File) error {
	n, err := s.exec(ctx, keepAward, f.Award, f.AwardVersion, string(f.State))
	if err != nil {
		return err
	}
	if n == 0 {
		return staleVersion
	}
	f.AwardVersion++
	return nil
}

// AddSignature keeps a signature.
func (s Agreements) AddSignature(ctx context.Context, g *agreement.Signature) error {
	return s.insert(ctx, "agreement_signatures", g)
}

// TakeBack ends the signatures under an agreement; they stay on the record.
func (s Agreements) TakeBack(ctx context.Context, id ident.Agreement, at time.Time) error {
	_, err := s.exec(ctx, takeBack, id, at)
	return err
}

// AddReport keeps the duty to report a subaward.
func (s Agreements) AddReport(ctx context.Context, r *agreement.Report) error {
	return s.insert(ctx, "subaward_reports", r)
}

// KeepReport writes that a subaward was reported.
func (s Agreements) KeepReport(ctx context.Context, r *agreement.Report) error {
	return s.update(ctx, "subaward_reports", r, "filed_on", "filed_by", "reference")
}

// AddAssessment keeps a review of risk.
func (s Agreements) AddAssessment(ctx context.Context, a *agreement.Assessment) error {
	return s.insert(ctx, "risk_assessments", a)
}

// AddCondition keeps a condition.
func (s Agreements) AddCondition(ctx context.Context, c *agreement.Condition) error {
	return s.insert(ctx, "award_conditions", c)
}

// KeepCondition writes that a condition was lifted.
func (s Agreements) KeepCondition(ctx context.Context, c *agreement.Condition) error {
	return s.update(ctx, "award_conditions", c, "lifted_by", "lifted_at", "lifted_reason")
}

// Hands are the people with a role at one of the museums.
func (s Agreements) Hands(ctx context.Context, role auth.Role, museums []ident.Organization) ([]ident.Person, error) {
	return idsOf[ident.Person](ctx, s.DB, handsOf, string(role), uuids(museums))
}

var _ agreement.Store = Agreements{}

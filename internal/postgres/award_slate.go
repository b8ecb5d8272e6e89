package postgres

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// staffSeen lets the staff of a cycle's program through: $1 everything, $2 programs.
const staffSeen = `($1::boolean OR c.program_id = ANY($2::uuid[]))`

const slateColumns = `s.id, s.cycle_id, s.ranking_id, s.state, s.recommended_by, s.recommended_at, s.proposed_by, s.proposed_at, s.approved_by, s.approved_at,
	s.concurred_by, s.concurred_at, s.announced_at, s.note, s.version`

const lineColumns = `l.id, l.slate_id, l.application_id, l.decision, l.amount_minor, l.currency, l.place, l.departs, l.reason, l.why, l.stood, l.codes, l.edited_by, l.promoted, l.superseded_at`

const (
	cycleLocked  = `SELECT ` + cycleColumns + ` FROM cycles c WHERE ` + staffSeen + ` AND c.id = $3 FOR NO KEY UPDATE`
	slateRead    = `SELECT ` + slateColumns + ` FROM slates s JOIN cycles c ON c.id = s.cycle_id WHERE ` + staffSeen + ` AND s.id = $3`
	slateLocked  = slateRead + ` FOR UPDATE OF s`
	slateOfCycle = `SELECT ` + slateColumns + ` FROM slates s JOIN cycles c ON c.id = s.cycle_id WHERE ` + staffSeen + ` AND s.cycle_id = $3`
	slateOfLine  = `SELECT slate_id AS id FROM slate_lines WHERE id = $1`
	slateLines   = `SELECT ` + lineColumns + ` FROM slate_lines l WHERE l.slate_id = $1 AND l.superseded_at IS NULL
	AND NOT ` + bound + `($2::uuid, l.application_id)) ORDER BY l.place NULLS LAST, l.id`
	newestRanking   = `SELECT id FROM rankings WHERE cycle_id = $1 ORDER BY frozen_at DESC, id DESC LIMIT 1`
	slateCandidates = `SELECT a.id, a.number, a.state, a.requested_minor, a.currency, p.place
FROM applications a LEFT JOIN ranking_places p ON p.ranking_id = $2 AND p.application_id = a.id
WHERE a.cycle_id = $1 AND a.state = ANY($3)`
	slateRows = `SELECT ` + lineColumns + `, a.number, a.title, a.partnership_id, a.theme_id, a.requested_minor, a.cost_share_minor,
	o.id AS lead_id, coalesce(o.name, '') AS lead_name, coalesce(o.state, '') AS lead_state,
	coalesce((SELECT string_agg(po.name || ' (' || po.country || ')', ', ' ORDER BY po.name)
		FROM partnership_members pm JOIN organizations po ON po.id = pm.organization_id
		WHERE pm.partnership_id = a.partnership_id AND NOT pm.lead), '') AS partners,
	p.raw_milli, p.normalized_milli, w.id AS award_id, coalesce(w.number, '') AS award_number
FROM slate_lines l JOIN slates s ON s.id = l.slate_id JOIN applications a ON a.id = l.application_id
LEFT JOIN organizations o ON o.id = a.lead_organization_id
LEFT JOIN ranking_places p ON p.ranking_id = s.ranking_id AND p.application_id = a.id
LEFT JOIN awards w ON w.slate_line_id = l.id
WHERE l.slate_id = $1 AND l.superseded_at IS NULL AND NOT ` + bound + `($2::uuid, l.application_id)) ORDER BY l.place NULLS LAST, a.number`
	slateWithheld = `SELECT l.application_id, l.place, w.id AS award_id FROM slate_lines l LEFT JOIN awards w ON w.slate_line_id = l.id
WHERE l.slate_id = $1 AND l.superseded_at IS NULL AND ` + bound + `($2::uuid, l.application_id))`
	conflictsIn  = `SELECT count(*) AS n FROM applications a WHERE a.cycle_id = $1 AND ` + bound + `($2::uuid, a.id))`
	slateMuseums = `SELECT DISTINCT pm.organization_id AS id FROM slate_lines l JOIN applications a ON a.id = l.application_id
JOIN partnership_members pm ON pm.partnership_id = a.partnership_id WHERE l.slate_id = $1`
	supersedeLine = `UPDATE slate_lines SET superseded_at = $2 WHERE id = $1 AND superseded_at IS NULL`
	countChange   = `UPDATE slates SET version = version + 1 WHERE id = $1`
	// Neither version nor time of change move: museums read both, and learn of a decision from its letter.
	decideThem   = `UPDATE applications SET state = $1 WHERE id = ANY($2::uuid[]) AND state = ANY($3)`
	advanceCycle = `UPDATE cycles SET state = $3, version = version + 1 WHERE id = $1 AND state = $2`
)

// undecided are the states of an application that can still be decided.
func undecided() []string {
	var out []string
	for _, s := range []application.State{
		application.Eligible, application.InReview, application.Triaged, application.Discussed,
		application.Recommended, application.Alternate, application.NotRecommended,
	} {
		out = append(out, string(s))
	}
	return out
}

func staffArgs(f auth.Filter, more ...any) []any {
	return append([]any{f.Everything, uuids(f.Programs)}, more...)
}

// CycleForUpdate locks the cycle's row, and with it the cycle's money.
func (s Awards) CycleForUpdate(ctx context.Context, id ident.Cycle, f auth.Filter) (*program.Cycle, error) {
	return one[program.Cycle](ctx, s.DB, "cycle", cycleLocked, staffArgs(f, id)...)
}

// NewestRanking is the cycle's last frozen ranking with every application still to be decided.
func (s Awards) NewestRanking(ctx context.Context, c ident.Cycle) (ident.Ranking, []award.Candidate, error) {
	r, err := query[struct {
		ID ident.Ranking `bun:"id"`
	}](ctx, s.DB, newestRanking, c)
	if err != nil {
		return ident.Ranking{}, nil, err
	}
	if len(r) == 0 {
		return ident.Ranking{}, nil, fault.New(fault.Conflict, "no_ranking", "The ranking of this cycle is not frozen yet.")
	}
	rows, err := query[struct {
		ID        ident.Application `bun:"id"`
		Number    string            `bun:"number"`
		State     application.State `bun:"state"`
		Requested int64             `bun:"requested_minor"`
		Currency  money.Currency    `bun:"currency"`
		Place     *int              `bun:"place"`
	}](ctx, s.DB, slateCandidates, c, r[0].ID, undecided())
	out := make([]award.Candidate, len(rows))
	for i, x := range rows {
		out[i] = award.Candidate{Application: x.ID, Number: x.Number, Place: x.Place, Requested: money.New(x.Requested, x.Currency), Stood: x.State}
	}
	return r[0].ID, out, err
}

// Slate is a slate with its live lines; lock keeps others from it until the transaction ends.
func (s Awards) Slate(ctx context.Context, id ident.Slate, f auth.Filter, lock bool) (*award.Slate, error) {
	text := slateRead
	if lock {
		text = slateLocked
	}
	return s.withLines(ctx, text, staffArgs(f, id))
}

// SlateOfCycle is the cycle's slate with its live lines.
func (s Awards) SlateOfCycle(ctx context.Context, c ident.Cycle, f auth.Filter) (*award.Slate, error) {
	return s.withLines(ctx, slateOfCycle, staffArgs(f, c))
}

func (s Awards) withLines(ctx context.Context, text string, args []any) (*award.Slate, error) {
	sl, err := one[award.Slate](ctx, s.DB, "slate", text, args...)
	if err != nil {
		return nil, err
	}
	sl.Lines, err = query[*award.SlateLine](ctx, s.DB, slateLines, sl.ID, viewer(ctx))
	return sl, err
}

// SlateOfLine is the slate a line is on.
func (s Awards) SlateOfLine(ctx context.Context, id ident.SlateLine) (ident.Slate, error) {
	r, err := one[struct {
		ID ident.Slate `bun:"id"`
	}](ctx, s.DB, "slate", slateOfLine, id)
	if err != nil {
		return ident.Slate{}, err
	}
	return r.ID, nil
}

// SlateRows are the live lines with their applications, best place first, in one statement;
// those the viewer has a conflict with, or whose museum is theirs, are not among them.
func (s Awards) SlateRows(ctx context.Context, id ident.Slate) ([]*award.SlateRow, error) {
	return query[*award.SlateRow](ctx, s.DB, slateRows, id, viewer(ctx))
}

// Withheld are the lines that SlateRows leaves out, with their place and award only.
func (s Awards) Withheld(ctx context.Context, id ident.Slate) ([]award.Withheld, error) {
	return query[award.Withheld](ctx, s.DB, slateWithheld, id, viewer(ctx))
}

// ConflictsIn counts the applications of a cycle that the viewer has an active conflict with, or whose museum is theirs.
func (s Awards) ConflictsIn(ctx context.Context, c ident.Cycle) (int, error) {
	return s.count(ctx, conflictsIn, c, viewer(ctx))
}

// Museums are the organizations of every application on the slate.
func (s Awards) Museums(ctx context.Context, id ident.Slate) ([]ident.Organization, error) {
	return idsOf[ident.Organization](ctx, s.DB, slateMuseums, id)
}

// AddSlate keeps a new slate with its lines.
func (s Awards) AddSlate(ctx context.Context, sl *award.Slate) error {
	if err := s.insert(ctx, "slates", sl); err != nil {
		return err
	}
	return s.insert(ctx, "slate_lines", &sl.Lines)
}

// KeepSlate writes the slate's own columns under its version.
func (s Awards) KeepSlate(ctx context.Context, sl *award.Slate, expected int) error {
	return s.updateVersioned(ctx, "slates", sl, expected, "state", "recommended_by", "recommended_at", "proposed_by", "proposed_at", "approved_by", "approved_at", "concurred_by", "concurred_at", "announced_at", "note")
}

// KeepLines writes decisions of a draft slate.
func (s Awards) KeepLines(ctx context.Context, lines ...*award.SlateLine) error {
	for _, l := range lines {
		if err := s.update(ctx, "slate_lines", l, "decision", "amount_minor", "currency", "departs", "reason", "codes", "edited_by"); err != nil {
			return err
		}
	}
	return nil
}

// Promote supersedes an alternate's line by the award it becomes.
func (s Awards) Promote(ctx context.Context, old, line *award.SlateLine) error {
	n, err := s.exec(ctx, supersedeLine, old.ID, s.Now().UTC().Truncate(time.Microsecond))
	if err != nil {
		return err
	}
	if n != 1 {
		return fault.New(fault.Conflict, "not_alternate", "Only a waiting alternate can be offered an award.")
	}
	if err := s.insert(ctx, "slate_lines", line); err != nil {
		return err
	}
	_, err = s.exec(ctx, countChange, line.Slate)
	return err
}

// Decide moves applications that can still be decided to the state, and counts them.
func (s Awards) Decide(ctx context.Context, to application.State, ids []ident.Application) (int, error) {
	n, err := s.exec(ctx, decideThem, string(to), uuids(ids), undecided())
	return int(n), err
}

// AdvanceCycle moves the cycle if it is in that state, and not otherwise.
func (s Awards) AdvanceCycle(ctx context.Context, c ident.Cycle, from, to program.State) error {
	_, err := s.exec(ctx, advanceCycle, c, string(from), string(to))
	return err
}

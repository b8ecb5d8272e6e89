package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/filing"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// The list of reports is sorted by the date that counts; one without any comes after all.
const (
	filingBy = `coalesce(f.extended_on, f.due_on, '9999-12-31'::date)`

	filingFilter = ` AND f.dropped_at IS NULL AND ($7::uuid IS NULL OR f.award_id = $7) AND ($8::uuid IS NULL OR w.cycle_id = $8) AND ($9 = '' OR f.state = $9)
	AND (NOT $10::boolean OR f.state IN ('scheduled', 'open', 'draft', 'returned') AND coalesce(f.extended_on, f.due_on) < ($12::timestamptz AT TIME ZONE c.zone)::date)
	AND (NOT $11::boolean OR CASE WHEN $13::boolean THEN f.state IN ('submitted', 'under_review') OR f.state = 'amended' AND f.round > f.decided_round
		ELSE f.state IN ('open', 'draft', 'returned') OR f.state = 'amended' AND f.round = f.decided_round OR f.state = 'scheduled' AND f.to_on < ($12::timestamptz AT TIME ZONE c.zone)::date END)`

	filingRows = `SELECT ` + filingColumns + `, w.number AS award_number, w.title AS award_title, c.title AS cycle_title, c.zone, coalesce(f.extended_on, f.due_on) AS by_on,
	coalesce((SELECT o.name FROM partnership_members m JOIN organizations o ON o.id = m.organization_id WHERE m.partnership_id = w.partnership_id AND m.lead), '') AS lead_name` +
		filingFrom + filingFilter

	filingsForward  = filingRows + ` AND ($14::date IS NULL OR (` + filingBy + `, f.id) > ($14, $15::uuid)) ORDER BY ` + filingBy + `, f.id LIMIT $16`
	filingsBackward = filingRows + ` AND ($14::date IS NULL OR (` + filingBy + `, f.id) < ($14, $15::uuid)) ORDER BY ` + filingBy + ` DESC, f.id DESC LIMIT $16`
	filingsCount    = `SELECT count(*) AS n` + filingFrom + filingFilter
)

// Rows are one page of reports in one statement.
func (s Filings) Rows(ctx context.Context, v award.Visible, in filing.Filter, now time.Time, a page.Args) (*page.Connection[*filing.Row], error) {
	cut, err := a.Check(2)
	if err != nil {
		return nil, err
	}
	args := awardArgs(ctx, v, nullable(in.Award), nullable(in.Cycle), string(in.State), in.Overdue, in.Waiting, now, filing.ForOffice(ctx))
	text, day, id := filingsForward, any(nil), any(nil)
	if cut.Backward {
		text = filingsBackward
	}
	if cut.Key != nil {
		if err := keyOf(cut.Key, aDay, anID); err != nil {
			return nil, err
		}
		day, id = cut.Key[0], uuid.MustParse(cut.Key[1])
	}
	rows, err := query[*filing.Row](ctx, s.DB, text, append(slices.Clone(args), day, id, cut.Limit+1)...)
	if err != nil {
		return nil, err
	}
	return page.New(cut, rows, filingKey, func(ctx context.Context) (int, error) { return s.count(ctx, filingsCount, args...) }), nil
}

func filingKey(r *filing.Row) []string {
	by := r.ByOn.String()
	if r.ByOn.IsZero() {
		by = "9999-12-31"
	}
	return []string{by, r.ID.UUID().String()}
}

func aDay(s string) error {
	_, err := calendar.Parse(s)
	return err
}

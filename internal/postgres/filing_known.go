package postgres

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/filing"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

const (
	// What a museum handed in counts before the office decided on it: the report is of what was spent, and the ledger of what
	// was accepted. $1 is the award, $2 and $3 the first and last day.
	filingRecords = `WITH entered AS (
	SELECT 'grant' AS funding, category, spent_on AS on_day, amount_minor AS minor, vendor AS payee, description AS what, id
	FROM expenses WHERE award_id = $1 AND state IN ('submitted', 'accepted') AND spent_on <= $3::date
	UNION ALL SELECT 'share', category, given_on, worth_minor, donor, description, id
	FROM contributions WHERE award_id = $1 AND state IN ('claimed', 'evidenced', 'verified') AND given_on <= $3::date
), spent AS (
	SELECT category, coalesce(sum(minor) FILTER (WHERE funding = 'grant' AND on_day >= $2::date), 0) AS grant_now, coalesce(sum(minor) FILTER (WHERE funding = 'grant'), 0) AS grant_total,
		coalesce(sum(minor) FILTER (WHERE funding = 'share' AND on_day >= $2::date), 0) AS share_now, coalesce(sum(minor) FILTER (WHERE funding = 'share'), 0) AS share_total
	FROM entered GROUP BY 1
), joined AS (
	SELECT role, side, count(*) AS people FROM participants WHERE award_id = $1 AND removed_at IS NULL AND joined_on BETWEEN $2::date AND $3::date GROUP BY 1, 2
), went AS (
	SELECT from_place AS "from", to_place AS "to", starts_on AS begins, ends_on AS ends, (SELECT count(*) FROM travelers v WHERE v.trip_id = t.id AND v.left_at IS NULL) AS people, id
	FROM trips t WHERE award_id = $1 AND state IN ('travelled', 'reconciled') AND starts_on BETWEEN $2::date AND $3::date
)
SELECT (SELECT jsonb_agg(to_jsonb(spent)) FROM spent) AS spent,
	(SELECT jsonb_agg(jsonb_build_object('on', on_day, 'payee', payee, 'what', what, 'category', category, 'funding', funding, 'minor', minor) ORDER BY on_day, id)
		FROM entered WHERE on_day >= $2::date AND category <> 'indirect') AS receipts,
	(SELECT jsonb_agg(to_jsonb(joined) ORDER BY role, side) FROM joined) AS participants,
	(SELECT coalesce(sum(contacts), 0)::bigint FROM audience_counts WHERE award_id = $1 AND removed_at IS NULL AND counted_on BETWEEN $2::date AND $3::date) AS contacts,
	(SELECT jsonb_agg(to_jsonb(went) ORDER BY begins, id) FROM went WHERE people > 0) AS trips,
	(SELECT jsonb_agg(jsonb_build_object('what', title, 'where', outlet, 'on', published_on, 'link', link) ORDER BY published_on, id)
		FROM media_hits WHERE award_id = $1 AND removed_at IS NULL AND published_on BETWEEN $2::date AND $3::date) AS media`

	filingFirstPaid = `SELECT min(paid_on) AS day FROM payments WHERE award_id = $1 AND state = 'paid'`
)

// Records are what the museums of an award entered through a day, in one statement.
func (s Filings) Records(ctx context.Context, id ident.Award, from, to calendar.Date) (*filing.Records, error) {
	r, err := one[struct {
		Spent        []byte `bun:"spent"`
		Receipts     []byte `bun:"receipts"`
		Participants []byte `bun:"participants"`
		Contacts     int64  `bun:"contacts"`
		Trips        []byte `bun:"trips"`
		Media        []byte `bun:"media"`
	}](ctx, s.DB, "award", filingRecords, id, from, to)
	if err != nil {
		return nil, err
	}
	var n nested
	return &filing.Records{
		Spent: nestedRows[filing.Spent](&n, r.Spent), Receipts: nestedRows[filing.Receipt](&n, r.Receipts), Participants: nestedRows[filing.Participants](&n, r.Participants),
		Contacts: r.Contacts, Trips: nestedRows[filing.Trip](&n, r.Trips), Media: nestedRows[filing.Media](&n, r.Media),
	}, n.err
}

// FirstPaid is the day the first payment reached an award's museums; absent before.
func (s Filings) FirstPaid(ctx context.Context, id ident.Award) (calendar.Date, error) {
	r, err := one[struct {
		Day calendar.Date `bun:"day"`
	}](ctx, s.DB, "award", filingFirstPaid, id)
	if err != nil {
		return calendar.Date{}, err
	}
	return r.Day, nil
}

package postgres

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/payment"
)

const (
	paymentFrom = `FROM payments x JOIN awards w ON w.id = x.award_id JOIN cycles c ON c.id = w.cycle_id JOIN programs p ON p.id = c.program_id
LEFT JOIN partnership_members lm ON lm.partnership_id = w.partnership_id AND lm.lead
LEFT JOIN organizations o ON o.id = lm.organization_id
LEFT JOIN payees y ON y.organization_id = o.id
WHERE (` + awardSeen + `) AND ($7 = '' OR x.state = $7) AND ($8::uuid IS NULL OR x.award_id = $8)`
	paymentRows = `SELECT x.id, x.award_id, w.number AS award_number, w.title, c.program_id, coalesce(o.name, '') AS lead_name, x.number, x.kind, x.from_on, x.to_on,
	x.amount_minor, x.currency, x.state, x.paid_on, coalesce(y.vendor, '') AS vendor,
	coalesce((SELECT b.number FROM payment_batch_items i JOIN payment_batches b ON b.id = i.batch_id WHERE i.payment_id = x.id AND i.attempt = x.attempt), '') AS batch
` + paymentFrom
	paymentsForward  = paymentRows + ` AND ($9::text IS NULL OR (w.number, x.number, x.id) > ($9 COLLATE by_number, $10, $11::uuid)) ORDER BY w.number, x.number, x.id LIMIT $12`
	paymentsBackward = paymentRows + ` AND ($9::text IS NULL OR (w.number, x.number, x.id) < ($9 COLLATE by_number, $10, $11::uuid)) ORDER BY w.number DESC, x.number DESC, x.id DESC LIMIT $12`
	paymentsCount    = `SELECT count(*) AS n ` + paymentFrom

	// The rows stay locked until the batch is kept, so that two who batch the same payment wait for each other.
	paymentsWaiting = `SELECT x.id, w.number AS award_number, x.number, x.attempt, x.amount_minor, x.currency, coalesce(nullif(g.payee, ''), o.name) AS payee, y.vendor, p.administrator
FROM payments x JOIN awards w ON w.id = x.award_id JOIN cycles c ON c.id = w.cycle_id JOIN programs p ON p.id = c.program_id
JOIN partnership_members lm ON lm.partnership_id = w.partnership_id AND lm.lead JOIN organizations o ON o.id = lm.organization_id
JOIN payees y ON y.organization_id = o.id LEFT JOIN agreements g ON g.award_id = w.id
WHERE x.id = ANY($1::uuid[]) AND x.state = 'released' AND ($2::boolean OR c.program_id = ANY($3::uuid[]))
	AND NOT EXISTS (SELECT FROM payment_batch_items i WHERE i.payment_id = x.id AND i.attempt = x.attempt)
ORDER BY w.number, x.number FOR UPDATE OF x`

	batchSeen = ` WHERE ($1::boolean OR NOT EXISTS (SELECT FROM payment_batch_items i JOIN payments x ON x.id = i.payment_id JOIN awards w ON w.id = x.award_id
	JOIN cycles c ON c.id = w.cycle_id WHERE i.batch_id = b.id AND NOT c.program_id = ANY($2::uuid[])))`
	batchOne        = `SELECT b.* FROM payment_batches b` + batchSeen + ` AND b.id = $3`
	batchRows       = `SELECT b.id, b.number, b.made_on, b.count, b.total_minor, b.currency, b.made_by, b.made_at FROM payment_batches b` + batchSeen
	batchesForward  = batchRows + ` AND ($3::timestamptz IS NULL OR (b.made_at, b.id) < ($3, $4::uuid)) ORDER BY b.made_at DESC, b.id DESC LIMIT $5`
	batchesBackward = batchRows + ` AND ($3::timestamptz IS NULL OR (b.made_at, b.id) > ($3, $4::uuid)) ORDER BY b.made_at, b.id LIMIT $5`
	batchesCount    = `SELECT count(*) AS n FROM payment_batches b` + batchSeen
	batchesOn       = `SELECT count(*) AS n FROM payment_batches WHERE made_on = $1`
)

func paymentArgs(ctx context.Context, f payment.Filter, v auth.Filter, more ...any) []any {
	return awardArgs(ctx, award.Visible{Told: v}, append([]any{string(f.State), f.Award}, more...)...)
}

// Rows are the requests the viewer may see.
func (s Payments) Rows(ctx context.Context, f payment.Filter, v auth.Filter, c page.Cut) ([]*payment.Row, error) {
	var of, number, id any
	if c.Key != nil {
		if err := keyOf(c.Key, aText, aYear, anID); err != nil {
			return nil, err
		}
		of, number, id = c.Key[0], c.Key[1], c.Key[2]
	}
	text := paymentsForward
	if c.Backward {
		text = paymentsBackward
	}
	return query[*payment.Row](ctx, s.DB, text, paymentArgs(ctx, f, v, of, number, id, c.Limit+1)...)
}

// CountRows counts the requests the viewer may see.
func (s Payments) CountRows(ctx context.Context, f payment.Filter, v auth.Filter) (int, error) {
	return s.count(ctx, paymentsCount, paymentArgs(ctx, f, v)...)
}

// Waiting are released requests that are in no batch yet, locked.
func (s Payments) Waiting(ctx context.Context, ids []ident.Payment, v auth.Filter) ([]*payment.Order, error) {
	return query[*payment.Order](ctx, s.DB, paymentsWaiting, uuids(ids), v.Everything, uuids(v.Programs))
}

// AddBatch keeps a batch with its payments.
func (s Payments) AddBatch(ctx context.Context, b *payment.Batch, items []*payment.Item) error {
	if err := s.insert(ctx, "payment_batches", b); err != nil {
		return err
	}
	return s.insert(ctx, "payment_batch_items", &items)
}

// Batch is a batch with its files.
func (s Payments) Batch(ctx context.Context, id ident.PaymentBatch, v auth.Filter) (*payment.Batch, error) {
	if v.Nothing() {
		return nil, fault.Missing("batch")
	}
	return one[payment.Batch](ctx, s.DB, "batch", batchOne, v.Everything, uuids(v.Programs), id)
}

func aTime(s string) error { _, err := time.Parse(time.RFC3339Nano, s); return err }

// Batches are batches without their files, newest first.
func (s Payments) Batches(ctx context.Context, v auth.Filter, c page.Cut) ([]*payment.Batch, error) {
	if v.Nothing() {
		return nil, nil
	}
	var at, id any
	if c.Key != nil {
		if err := keyOf(c.Key, aTime, anID); err != nil {
			return nil, err
		}
		at, id = c.Key[0], c.Key[1]
	}
	text := batchesForward
	if c.Backward {
		text = batchesBackward
	}
	rows, err := query[*payment.Batch](ctx, s.DB, text, v.Everything, uuids(v.Programs), at, id, c.Limit+1)
	for _, b := range rows {
		b.CSV, b.XML = []byte{}, []byte{}
	}
	return rows, err
}

// CountBatches counts the batches the viewer may see.
func (s Payments) CountBatches(ctx context.Context, v auth.Filter) (int, error) {
	if v.Nothing() {
		return 0, nil
	}
	return s.count(ctx, batchesCount, v.Everything, uuids(v.Programs))
}

// BatchesOn is how many batches a day has.
func (s Payments) BatchesOn(ctx context.Context, day calendar.Date) (int, error) {
	return s.count(ctx, batchesOn, day)
}

package postgres

import "context"

const (
	settleMessages = `UPDATE messages SET state = 'sent', sent_at = queued_at, attempts = 1 WHERE state = 'queued'`
	settleJobs     = `DELETE FROM river_job WHERE state = 'available'`
)

// Settle notes every waiting message as sent when it was queued and forgets the waiting jobs,
// so that a history that was told, not lived, mails nobody.
func (s Messages) Settle(ctx context.Context) error {
	return s.InTx(ctx, func(ctx context.Context) error {
		if _, err := s.exec(ctx, settleMessages); err != nil {
			return err
		}
		_, err := s.exec(ctx, settleJobs)
		return err
	})
}

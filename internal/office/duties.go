package office

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/filing"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// duties answers for the reports that hold a payment back.
type duties struct{ reports *filing.Service }

// Overdue names the reports of an award that are due and neither accepted nor waived, by the period they are on.
func (d duties) Overdue(ctx context.Context, id ident.Award) ([]string, error) {
	all, err := d.reports.Overdue(ctx, id)
	out := make([]string, len(all))
	for i, f := range all {
		out[i] = f.From.String() + "/" + f.To.String()
	}
	return out, err
}

// Paid plans the reports anew that count from the first payment.
func (d duties) Paid(ctx context.Context, id ident.Award) error {
	_, err := d.reports.Replan(ctx, id)
	return err
}

package office

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/ident"
)

// noDuties answers for reports as long as the house plans none: none is due.
type noDuties struct{}

// Overdue names no report.
func (noDuties) Overdue(context.Context, ident.Award) ([]string, error) { return nil, nil }

package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/desk"
)

func (q query) Work(ctx context.Context) (*desk.Work, error) { return q.r.office.Work(ctx) }

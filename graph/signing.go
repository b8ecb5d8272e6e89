package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/signing"
)

func (q query) VerifyPaper(ctx context.Context, code string) (*signing.Paper, error) {
	bare, err := award.ParseCode(code)
	if err != nil {
		return nil, err
	}
	return q.r.office.Signing.Paper(ctx, bare)
}

func (q query) SigningKeys(ctx context.Context) ([]*signing.Public, error) {
	return q.r.office.Signing.Keys(ctx)
}

package statement

import (
	"context"
	"maps"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/partnership"
)

// Shown is a statement as an embassy reads it: what was last handed in without people's addresses, and the form it answers.
type Shown struct {
	Detail  *Detail
	Form    *form.Form
	Answers form.Answers
}

// ShownTo is the statement that goes with what a post was asked, as it was last handed in; nil where none was.
// The link the post holds is the leave to read it, so only what that link opened is taken.
func (s *Service) ShownTo(ctx context.Context, asked *partnership.Asked) (*Shown, error) {
	ctx = auth.As(ctx, auth.System("endorsement"))
	live, err := s.Store.StatementOf(ctx, auth.Scope(ctx, auth.ViewStatement), asked.Detail.ID)
	if err != nil || live == nil || live.Round == 0 {
		return nil, err
	}
	x := &Shown{}
	if x.Detail, err = s.Statement(ctx, live.ID); err != nil {
		return nil, err
	}
	if x.Answers, err = x.Detail.Submission(live.Round).Answers(); err != nil {
		return nil, err
	}
	if x.Form, err = s.Forms.Form(ctx, live.Form); err != nil {
		return nil, err
	}
	maps.DeleteFunc(x.Answers, func(key, _ string) bool {
		_, q, ok := x.Form.Definition.Find(key)
		return !ok || q.Kind == form.Contact
	})
	return x, nil
}

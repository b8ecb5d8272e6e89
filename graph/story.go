package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/outreach"
	"github.com/vitrine-grants/vitrine/internal/page"
)

func (q query) Stories(ctx context.Context, award string, first *int, after *string, last *int, before *string) (*page.Connection[*outreach.Story], error) {
	return by(ctx, award, func(ctx context.Context, id ident.Award) (*page.Connection[*outreach.Story], error) {
		return q.r.office.Outreach.Stories(ctx, id, args(first, after, last, before))
	})
}

func (q query) Story(ctx context.Context, id string) (*outreach.Story, error) {
	return by(ctx, id, q.r.office.Outreach.Story)
}

func (q query) PublicStories(ctx context.Context, project string) ([]*outreach.Told, error) {
	return by(ctx, project, q.r.office.Outreach.PublicStories)
}

func storied(x *outreach.Story, err error) (*contract.StoryPayload, error) {
	return &contract.StoryPayload{Story: x}, err
}

func (m mutation) WriteStory(ctx context.Context, in outreach.StoryInput) (*contract.StoryPayload, error) {
	return storied(m.r.office.Outreach.WriteStory(ctx, in))
}

func (m mutation) GiveStoryPhoto(ctx context.Context, in outreach.StoryPhotoInput) (*contract.StoryPayload, error) {
	return storied(m.r.office.Outreach.GiveStoryPhoto(ctx, in))
}

func (m mutation) GiveStoryConsent(ctx context.Context, in outreach.StoryConsentInput) (*contract.StoryPayload, error) {
	return storied(m.r.office.Outreach.GiveStoryConsent(ctx, in))
}

func (m mutation) ReadStoryConsent(ctx context.Context, in outreach.ReadConsentInput) (*contract.StoryConsentPayload, error) {
	f, err := m.r.office.Outreach.ReadConsent(ctx, in)
	if err != nil {
		return nil, err
	}
	return &contract.StoryConsentPayload{Media: f.Media, File: f.Bytes}, nil
}

func (m mutation) SubmitStory(ctx context.Context, in outreach.SubmitStoryInput) (*contract.StoryPayload, error) {
	return storied(m.r.office.Outreach.SubmitStory(ctx, in))
}

func (m mutation) ApproveStory(ctx context.Context, in outreach.ApproveStoryInput) (*contract.StoryPayload, error) {
	return storied(m.r.office.Outreach.ApproveStory(ctx, in))
}

func (m mutation) ReturnStory(ctx context.Context, in outreach.ReturnStoryInput) (*contract.StoryPayload, error) {
	return storied(m.r.office.Outreach.ReturnStory(ctx, in))
}

func (m mutation) WithdrawStory(ctx context.Context, in outreach.WithdrawStoryInput) (*contract.StoryPayload, error) {
	return storied(m.r.office.Outreach.WithdrawStory(ctx, in))
}

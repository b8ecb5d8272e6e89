package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/internal/notice"
)

func (q query) NoticeChoices(ctx context.Context) ([]*notice.Choice, error) {
	return pointers(q.r.office.Notice.Choices(ctx))
}

func (q query) UnreadNotices(ctx context.Context) (*int, error) {
	return refer(q.r.office.Notice.Unread(ctx))
}

func (q query) CalendarLink(ctx context.Context) (*notice.CalendarLink, error) {
	return q.r.office.Notice.MyCalendarLink(ctx)
}

func (q query) MyDates(ctx context.Context) ([]*notice.Date, error) {
	return q.r.office.Notice.MyDates(ctx)
}

func (m mutation) ChooseNotices(ctx context.Context, in notice.ChooseInput) (*contract.NoticeChoicesPayload, error) {
	x, err := m.r.office.Notice.Choose(ctx, in)
	return &contract.NoticeChoicesPayload{Choices: x}, err
}

func (m mutation) MarkRead(ctx context.Context, in notice.MarkReadInput) (*contract.UnreadPayload, error) {
	x, err := m.r.office.Notice.MarkRead(ctx, in)
	return &contract.UnreadPayload{Unread: x}, err
}

func (m mutation) SetCalendarLink(ctx context.Context, in contract.SetCalendarLinkInput) (*contract.CalendarLinkPayload, error) {
	if in.Change == notice.EndLink {
		return &contract.CalendarLinkPayload{}, m.r.office.Notice.RevokeCalendarLink(ctx)
	}
	x, err := m.r.office.Notice.RenewCalendarLink(ctx)
	if err != nil {
		return &contract.CalendarLinkPayload{}, err
	}
	return &contract.CalendarLinkPayload{Link: x.Link, Secret: &x.Secret}, nil
}

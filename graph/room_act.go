package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/internal/meeting"
)

func (m mutation) OpenMeeting(ctx context.Context, in meeting.OpenMeetingInput) (*contract.PanelRoomPayload, error) {
	return roomPayload(m.r.office.Meeting.OpenMeeting(ctx, in))
}

func (m mutation) JoinMeeting(ctx context.Context, in meeting.RoomInput) (*contract.PanelRoomPayload, error) {
	return roomPayload(m.r.office.Meeting.JoinMeeting(ctx, in))
}

func (m mutation) UpdateAgenda(ctx context.Context, in meeting.RoomInput) (*contract.PanelRoomPayload, error) {
	return roomPayload(m.r.office.Meeting.UpdateAgenda(ctx, in))
}

func (m mutation) LeaveMeeting(ctx context.Context, in meeting.RoomInput) (*contract.PanelRoomPayload, error) {
	return roomPayload(m.r.office.Meeting.LeaveMeeting(ctx, in))
}

func (m mutation) NameDeputy(ctx context.Context, in meeting.NameDeputyInput) (*contract.PanelRoomPayload, error) {
	return roomPayload(m.r.office.Meeting.NameDeputy(ctx, in))
}

func (m mutation) CallItem(ctx context.Context, in meeting.ItemInput) (*contract.PanelRoomPayload, error) {
	return roomPayload(m.r.office.Meeting.CallItem(ctx, in))
}

func (m mutation) CloseItem(ctx context.Context, in meeting.ItemInput) (*contract.PanelRoomPayload, error) {
	return roomPayload(m.r.office.Meeting.CloseItem(ctx, in))
}

func (m mutation) AddMeetingNote(ctx context.Context, in meeting.AddNoteInput) (*contract.PanelRoomPayload, error) {
	return roomPayload(m.r.office.Meeting.AddNote(ctx, in))
}

func (m mutation) RevealScores(ctx context.Context, in meeting.ItemInput) (*contract.PanelRoomPayload, error) {
	return roomPayload(m.r.office.Meeting.RevealScores(ctx, in))
}

func (m mutation) OpenItemRescoring(ctx context.Context, in meeting.ItemInput) (*contract.PanelRoomPayload, error) {
	return roomPayload(m.r.office.Meeting.OpenItemRescoring(ctx, in))
}

func (m mutation) MoveMotion(ctx context.Context, in meeting.MoveMotionInput) (*contract.PanelRoomPayload, error) {
	return roomPayload(m.r.office.Meeting.MoveMotion(ctx, in))
}

func (m mutation) SecondMotion(ctx context.Context, in meeting.MotionInput) (*contract.PanelRoomPayload, error) {
	return roomPayload(m.r.office.Meeting.SecondMotion(ctx, in))
}

func (m mutation) DropMotion(ctx context.Context, in meeting.MotionInput) (*contract.PanelRoomPayload, error) {
	return roomPayload(m.r.office.Meeting.DropMotion(ctx, in))
}

func (m mutation) OpenVote(ctx context.Context, in meeting.MotionInput) (*contract.PanelRoomPayload, error) {
	return roomPayload(m.r.office.Meeting.OpenVote(ctx, in))
}

func (m mutation) CastVote(ctx context.Context, in meeting.CastVoteInput) (*contract.PanelRoomPayload, error) {
	return roomPayload(m.r.office.Meeting.CastVote(ctx, in))
}

func (m mutation) CloseVote(ctx context.Context, in meeting.MotionInput) (*contract.PanelRoomPayload, error) {
	return roomPayload(m.r.office.Meeting.CloseVote(ctx, in))
}

func (m mutation) CloseMeeting(ctx context.Context, in meeting.RoomInput) (*contract.PanelRoomPayload, error) {
	return roomPayload(m.r.office.Meeting.CloseMeeting(ctx, in))
}

func (m mutation) CorrectMinutes(ctx context.Context, in meeting.CorrectMinutesInput) (*contract.PanelRoomPayload, error) {
	return roomPayload(m.r.office.Meeting.CorrectMinutes(ctx, in))
}

func (m mutation) SignMinutes(ctx context.Context, in meeting.SignMinutesInput) (*contract.PanelRoomPayload, error) {
	return roomPayload(m.r.office.Meeting.SignMinutes(ctx, in))
}

func (m mutation) RescoreItem(ctx context.Context, in meeting.RescoreItemInput) (*contract.ReviewPayload, error) {
	x, err := m.r.office.Meeting.RescoreItem(ctx, in)
	return &contract.ReviewPayload{Review: x}, err
}

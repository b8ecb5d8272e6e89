package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/outreach"
	"github.com/vitrine-grants/vitrine/internal/page"
)

func (q query) Participants(ctx context.Context, award string, first *int, after *string, last *int, before *string) (*page.Connection[*outreach.Participant], error) {
	return by(ctx, award, func(ctx context.Context, id ident.Award) (*page.Connection[*outreach.Participant], error) {
		return q.r.office.Outreach.Participants(ctx, id, args(first, after, last, before))
	})
}

func (q query) ParticipantPastes(ctx context.Context, award string) ([]*outreach.Paste, error) {
	return by(ctx, award, q.r.office.Outreach.Pastes)
}

func (q query) PreviewPaste(ctx context.Context, of outreach.PasteInput) (*outreach.PasteOutcome, error) {
	return q.r.office.Outreach.PreviewPaste(ctx, of)
}

func (q query) OutreachTables(ctx context.Context, of outreach.TablesInput) (*outreach.AwardTables, error) {
	return q.r.office.Outreach.Tables(ctx, of)
}

func (q query) BehindFigure(ctx context.Context, of outreach.BehindInput) ([]string, error) {
	return q.r.office.Outreach.Behind(ctx, of)
}

func (q query) Activities(ctx context.Context, award string, first *int, after *string, last *int, before *string) (*page.Connection[*outreach.ActivityRow], error) {
	return by(ctx, award, func(ctx context.Context, id ident.Award) (*page.Connection[*outreach.ActivityRow], error) {
		return q.r.office.Outreach.Activities(ctx, id, args(first, after, last, before))
	})
}

func (q query) Activity(ctx context.Context, id string) (*outreach.Activity, error) {
	return by(ctx, id, q.r.office.Outreach.Activity)
}

func (q query) DoorCode(ctx context.Context, activity string) (*string, error) {
	code, err := by(ctx, activity, q.r.office.Outreach.DoorCode)
	if err != nil {
		return nil, err
	}
	return &code, nil
}

func (q query) Door(ctx context.Context, code string) (*outreach.Door, error) {
	return q.r.office.Outreach.Door(ctx, code)
}

func (q query) Counted(ctx context.Context, award string, what outreach.Entry, first *int, after *string, last *int, before *string) (*page.Connection[*outreach.LogRow], error) {
	return by(ctx, award, func(ctx context.Context, id ident.Award) (*page.Connection[*outreach.LogRow], error) {
		return q.r.office.Outreach.Counted(ctx, id, what, args(first, after, last, before))
	})
}

func (m mutation) PasteParticipants(ctx context.Context, in outreach.PasteInput) (*contract.PasteOutcomePayload, error) {
	came, err := m.r.office.Outreach.PasteParticipants(ctx, in)
	return &contract.PasteOutcomePayload{Outcome: came}, err
}

func (m mutation) UndoPaste(ctx context.Context, in outreach.UndoPasteInput) (*contract.ParticipantPastePayload, error) {
	p, err := m.r.office.Outreach.UndoPaste(ctx, in)
	return &contract.ParticipantPastePayload{Paste: p}, err
}

func (m mutation) RemoveParticipant(ctx context.Context, in outreach.RemoveParticipantInput) (*contract.ParticipantPayload, error) {
	p, err := m.r.office.Outreach.RemoveParticipant(ctx, in)
	return &contract.ParticipantPayload{Participant: p}, err
}

func (m mutation) PlanActivity(ctx context.Context, in outreach.ActivityInput) (*contract.ExchangeActivityPayload, error) {
	a, err := m.r.office.Outreach.PlanActivity(ctx, in)
	return &contract.ExchangeActivityPayload{Activity: a}, err
}

func (m mutation) HoldActivity(ctx context.Context, in outreach.HoldActivityInput) (*contract.ExchangeActivityPayload, error) {
	a, err := m.r.office.Outreach.HoldActivity(ctx, in)
	return &contract.ExchangeActivityPayload{Activity: a}, err
}

func (m mutation) CallOffActivity(ctx context.Context, in outreach.CallOffInput) (*contract.ExchangeActivityPayload, error) {
	a, err := m.r.office.Outreach.CallOffActivity(ctx, in)
	return &contract.ExchangeActivityPayload{Activity: a}, err
}

func (m mutation) CheckIn(ctx context.Context, in outreach.CheckInInput) (*contract.ActivityDoorPayload, error) {
	d, err := m.r.office.Outreach.CheckIn(ctx, in)
	return &contract.ActivityDoorPayload{Door: d}, err
}

func (m mutation) CountAudience(ctx context.Context, in outreach.AudienceInput) (*contract.CountedPayload, error) {
	a, err := m.r.office.Outreach.CountAudience(ctx, in)
	if err != nil {
		return nil, err
	}
	return &contract.CountedPayload{Entry: a.ID.String()}, nil
}

func (m mutation) RecordMedia(ctx context.Context, in outreach.MediaInput) (*contract.CountedPayload, error) {
	h, err := m.r.office.Outreach.RecordMedia(ctx, in)
	if err != nil {
		return nil, err
	}
	return &contract.CountedPayload{Entry: h.ID.String()}, nil
}

func (m mutation) RecordOutput(ctx context.Context, in outreach.OutputInput) (*contract.CountedPayload, error) {
	o, err := m.r.office.Outreach.RecordOutput(ctx, in)
	if err != nil {
		return nil, err
	}
	return &contract.CountedPayload{Entry: o.ID.String()}, nil
}

func (m mutation) TakeOffCounted(ctx context.Context, in outreach.TakeOffInput) (*contract.CountedPayload, error) {
	return &contract.CountedPayload{Entry: in.Entry}, m.r.office.Outreach.TakeOff(ctx, in)
}

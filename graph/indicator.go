package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/internal/outreach"
)

func (q query) Indicators(ctx context.Context, program string) ([]*outreach.Indicator, error) {
	return by(ctx, program, q.r.office.Outreach.Indicators)
}

func (q query) TakenUpIndicators(ctx context.Context, award string) ([]*outreach.TakenUp, error) {
	return by(ctx, award, q.r.office.Outreach.Targets)
}

func (q query) IndicatorTable(ctx context.Context, of outreach.TablesInput) ([]*outreach.IndicatorRow, error) {
	rows, err := q.r.office.Outreach.IndicatorTable(ctx, of)
	out := make([]*outreach.IndicatorRow, len(rows))
	for i := range rows {
		out[i] = &rows[i]
	}
	return out, err
}

func (q query) Surveys(ctx context.Context, award string) ([]*outreach.Survey, error) {
	return by(ctx, award, q.r.office.Outreach.Surveys)
}

func (q query) SurveyCodes(ctx context.Context, survey string) ([]string, error) {
	return by(ctx, survey, q.r.office.Outreach.SurveyCodes)
}

func (q query) SurveySheet(ctx context.Context, code string) (*outreach.Sheet, error) {
	return q.r.office.Outreach.Sheet(ctx, code)
}

func (m mutation) AddIndicator(ctx context.Context, in outreach.AddIndicatorInput) (*contract.IndicatorPayload, error) {
	i, err := m.r.office.Outreach.AddIndicator(ctx, in)
	return &contract.IndicatorPayload{Indicator: i}, err
}

func (m mutation) SetIndicatorTarget(ctx context.Context, in outreach.SetTargetInput) (*contract.IndicatorTargetPayload, error) {
	t, err := m.r.office.Outreach.SetTarget(ctx, in)
	return &contract.IndicatorTargetPayload{Target: t}, err
}

func (m mutation) RecordMeasure(ctx context.Context, in outreach.MeasureInput) (*contract.IndicatorMeasurePayload, error) {
	v, err := m.r.office.Outreach.RecordMeasure(ctx, in)
	return &contract.IndicatorMeasurePayload{Measure: v}, err
}

func (m mutation) OpenSurvey(ctx context.Context, in outreach.OpenSurveyInput) (*contract.SurveyPayload, error) {
	x, err := m.r.office.Outreach.OpenSurvey(ctx, in)
	return &contract.SurveyPayload{Survey: x}, err
}

func (m mutation) CloseSurvey(ctx context.Context, in outreach.CloseSurveyInput) (*contract.SurveyPayload, error) {
	x, err := m.r.office.Outreach.CloseSurvey(ctx, in)
	return &contract.SurveyPayload{Survey: x}, err
}

func (m mutation) AnswerSurvey(ctx context.Context, in outreach.AnswerSurveyInput) (*contract.SurveySheetPayload, error) {
	x, err := m.r.office.Outreach.AnswerSurvey(ctx, in)
	return &contract.SurveySheetPayload{Sheet: x}, err
}

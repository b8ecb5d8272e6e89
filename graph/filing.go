package graph

import (
	"context"
	"encoding/json"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/filing"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
)

func (q query) MuseumReport(ctx context.Context, id string) (*filing.Detail, error) {
	return by(ctx, id, q.r.office.Filing.Filing)
}

func (q query) MuseumReports(ctx context.Context, filter *filing.Filter, first *int, after *string, last *int, before *string) (*page.Connection[*filing.Row], error) {
	return q.r.office.Filing.Filings(ctx, orAll(filter), args(first, after, last, before))
}

func (q query) MuseumReportVersion(ctx context.Context, id string, round int) (*filing.Version, error) {
	return by(ctx, id, func(ctx context.Context, x ident.Filing) (*filing.Version, error) {
		return q.r.office.Filing.Handed(ctx, x, round)
	})
}

func (q query) MuseumReportAnomalies(ctx context.Context, id string) ([]*filing.Anomaly, error) {
	return by(ctx, id, q.r.office.Filing.Anomalies)
}

func (q query) ReportingSchedule(ctx context.Context, id string) (*filing.Schedule, error) {
	return by(ctx, id, q.r.office.Filing.Schedule)
}

func (q query) PreviewReportingPeriod(ctx context.Context, id string, starts, ends calendar.Date) ([]*duty.Shift, error) {
	return pointers(by(ctx, id, func(ctx context.Context, x ident.Award) ([]duty.Shift, error) {
		return q.r.office.Filing.PreviewPeriod(ctx, x, starts, ends)
	}))
}

func (q query) DueRules(ctx context.Context, id string) (*filing.RuleSet, error) {
	return by(ctx, id, q.r.office.Filing.Rules)
}

func (q query) PreviewDueRules(ctx context.Context, in filing.SetRulesInput) (*filing.RulesChange, error) {
	return q.r.office.Filing.PreviewRules(ctx, in)
}

func owed(d *filing.Detail, err error) (*contract.MuseumReportPayload, error) {
	return &contract.MuseumReportPayload{Report: d}, err
}

func (m mutation) BeginMuseumReport(ctx context.Context, in filing.BeginInput) (*contract.MuseumReportPayload, error) {
	return owed(m.r.office.Filing.Begin(ctx, in))
}

func (m mutation) SubmitMuseumReport(ctx context.Context, in filing.SubmitInput) (*contract.MuseumReportPayload, error) {
	return owed(m.r.office.Filing.Submit(ctx, in))
}

func (m mutation) TakeUpMuseumReport(ctx context.Context, in filing.TakeUpInput) (*contract.MuseumReportPayload, error) {
	return owed(m.r.office.Filing.TakeUp(ctx, in))
}

func (m mutation) AcceptMuseumReport(ctx context.Context, in filing.AcceptInput) (*contract.MuseumReportPayload, error) {
	return owed(m.r.office.Filing.Accept(ctx, in))
}

func (m mutation) ReturnMuseumReport(ctx context.Context, in filing.ReturnInput) (*contract.MuseumReportPayload, error) {
	return owed(m.r.office.Filing.Return(ctx, in))
}

func (m mutation) CorrectMuseumReport(ctx context.Context, in filing.CorrectInput) (*contract.MuseumReportPayload, error) {
	return owed(m.r.office.Filing.Correct(ctx, in))
}

func (m mutation) ExtendMuseumReport(ctx context.Context, in filing.ExtendInput) (*contract.MuseumReportPayload, error) {
	return owed(m.r.office.Filing.Extend(ctx, in))
}

func (m mutation) WaiveMuseumReport(ctx context.Context, in filing.WaiveInput) (*contract.MuseumReportPayload, error) {
	return owed(m.r.office.Filing.Waive(ctx, in))
}

func (m mutation) SetDueRules(ctx context.Context, in filing.SetRulesInput) (*contract.DueRulesPayload, error) {
	x, err := m.r.office.Filing.SetRules(ctx, in)
	return &contract.DueRulesPayload{Change: x}, err
}

type museumReportRefs struct{ *Resolver }

// MuseumReport answers the references of this type.
func (r *Resolver) MuseumReport() generated.MuseumReportResolver { return museumReportRefs{r} }

func (museumReportRefs) Award(ctx context.Context, d *filing.Detail) (*award.Award, error) {
	return batchesOf(ctx).awards.load(ctx, d.Award)
}

// Gaps are the answers that are missing, under the name of their part.
func (x museumReportRefs) Gaps(ctx context.Context, d *filing.Detail) ([]*fault.Field, error) {
	missing, err := x.office.Filing.Missing(ctx, d)
	if err != nil {
		return nil, err
	}
	out := []*fault.Field{}
	for _, p := range d.Written {
		for _, f := range missing[p.Part.Part].Fields {
			f.Path = string(p.Part.Part) + "." + f.Path
			out = append(out, &f)
		}
	}
	return out, nil
}

type museumReportRowRefs struct{}

// MuseumReportRow answers the references of this type.
func (*Resolver) MuseumReportRow() generated.MuseumReportRowResolver { return museumReportRowRefs{} }

func (museumReportRowRefs) Award(ctx context.Context, r *filing.Row) (*award.Award, error) {
	return batchesOf(ctx).awards.load(ctx, r.Award)
}

type museumReportDocumentRefs struct{}

// MuseumReportDocument answers the references of this type.
func (*Resolver) MuseumReportDocument() generated.MuseumReportDocumentResolver {
	return museumReportDocumentRefs{}
}

func (museumReportDocumentRefs) Content(_ context.Context, v *filing.Version) (json.RawMessage, error) {
	return json.RawMessage(v.Content), nil
}

type museumReportPartRefs struct{}

// MuseumReportPartAnswers answers the references of this type.
func (*Resolver) MuseumReportPartAnswers() generated.MuseumReportPartAnswersResolver {
	return museumReportPartRefs{}
}

func (museumReportPartRefs) Part(_ context.Context, p *filing.PartAnswers) (duty.Part, error) {
	return p.Part.Part, nil
}

func (museumReportPartRefs) Form(ctx context.Context, p *filing.PartAnswers) (*form.Form, error) {
	return batchesOf(ctx).forms.load(ctx, p.Form)
}

func (museumReportPartRefs) Answers(_ context.Context, p *filing.PartAnswers) (json.RawMessage, error) {
	return json.Marshal(p.Answers)
}

type museumReportVersionRefs struct{}

// MuseumReportVersion answers the references of this type.
func (*Resolver) MuseumReportVersion() generated.MuseumReportVersionResolver {
	return museumReportVersionRefs{}
}

func (museumReportVersionRefs) SubmittedBy(ctx context.Context, v *filing.Version) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, v.SubmittedBy)
}

type museumReportReviewRefs struct{}

// MuseumReportReview answers the references of this type.
func (*Resolver) MuseumReportReview() generated.MuseumReportReviewResolver {
	return museumReportReviewRefs{}
}

func (museumReportReviewRefs) ReviewedBy(ctx context.Context, r *filing.Review) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, r.ReviewedBy)
}

type dueDateRecordRefs struct{}

// DueDateRecord answers the references of this type.
func (*Resolver) DueDateRecord() generated.DueDateRecordResolver { return dueDateRecordRefs{} }

func (dueDateRecordRefs) SetBy(ctx context.Context, d *filing.Dates) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, d.SetBy)
}

type dueRulesRefs struct{}

// DueRules answers the references of this type.
func (*Resolver) DueRules() generated.DueRulesResolver { return dueRulesRefs{} }

func (dueRulesRefs) SetBy(ctx context.Context, r *filing.RuleSet) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, r.SetBy)
}

type reportAnomalyRefs struct{}

// ReportAnomaly answers the references of this type.
func (*Resolver) ReportAnomaly() generated.ReportAnomalyResolver { return reportAnomalyRefs{} }

func (reportAnomalyRefs) Category(_ context.Context, a *filing.Anomaly) (*budget.Category, error) {
	if a.Category == "" {
		return nil, nil
	}
	return &a.Category, nil
}

type reportingScheduleRefs struct{}

// ReportingSchedule answers the references of this type.
func (*Resolver) ReportingSchedule() generated.ReportingScheduleResolver {
	return reportingScheduleRefs{}
}

func (reportingScheduleRefs) Funder(_ context.Context, s *filing.Schedule) ([]*duty.Owed, error) {
	out := make([]*duty.Owed, len(s.Funder))
	for i, d := range s.Funder {
		out[i] = &duty.Owed{Due: d, State: duty.Scheduled}
	}
	return out, nil
}

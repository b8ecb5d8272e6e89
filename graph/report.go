package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/report"
)

func (q query) Report(ctx context.Context, id string) (*report.Report, error) {
	return by(ctx, id, q.r.office.Report.Report)
}

func (q query) ReportProjects(ctx context.Context, id string) ([]*report.Project, error) {
	return by(ctx, id, q.r.office.Report.Projects)
}

func (q query) Reports(ctx context.Context, cycle string) ([]*report.Report, error) {
	return by(ctx, cycle, q.r.office.Report.Reports)
}

func (q query) ExplainFigure(ctx context.Context, id string) (*report.Explanation, error) {
	return by(ctx, id, q.r.office.Report.Explain)
}

func (q query) Portfolio(ctx context.Context) (*report.Portfolio, error) {
	return q.r.office.Report.Portfolio(ctx)
}

func (m mutation) AssembleReport(ctx context.Context, in report.AssembleInput) (*contract.ReportPayload, error) {
	x, err := m.r.office.Report.Assemble(ctx, in)
	return &contract.ReportPayload{Report: x}, err
}

func (m mutation) FreezeReport(ctx context.Context, in report.FreezeInput) (*contract.ReportPayload, error) {
	x, err := m.r.office.Report.Freeze(ctx, in)
	return &contract.ReportPayload{Report: x}, err
}

func (q query) ReportSections(ctx context.Context, id string) ([]*report.Section, error) {
	return by(ctx, id, q.r.office.Report.Sections)
}

func (q query) ReportTables(ctx context.Context, id string) ([]*report.Table, error) {
	return by(ctx, id, q.r.office.Report.Tables)
}

func (q query) ReportChanges(ctx context.Context, id string) ([]*report.Change, error) {
	return by(ctx, id, q.r.office.Report.Changed)
}

func (m mutation) WriteReportSection(ctx context.Context, in report.WriteSectionInput) (*contract.ReportPayload, error) {
	x, err := m.r.office.Report.WriteSection(ctx, in)
	return &contract.ReportPayload{Report: x}, err
}

func (m mutation) ReviewReport(ctx context.Context, in report.ReviewReportInput) (*contract.ReportPayload, error) {
	x, err := m.r.office.Report.Review(ctx, in)
	return &contract.ReportPayload{Report: x}, err
}

func (m mutation) SendReport(ctx context.Context, in report.SendReportInput) (*contract.ReportPayload, error) {
	x, err := m.r.office.Report.Send(ctx, in)
	return &contract.ReportPayload{Report: x}, err
}

func (m mutation) AnswerReport(ctx context.Context, in report.AnswerReportInput) (*contract.ReportPayload, error) {
	x, err := m.r.office.Report.RecordAnswer(ctx, in)
	return &contract.ReportPayload{Report: x}, err
}

type reportRefs struct{}

// Report answers the references of this type.
func (*Resolver) Report() generated.ReportResolver { return reportRefs{} }

// DocumentURL is where the report is downloaded.
func (reportRefs) DocumentURL(_ context.Context, x *report.Report) (*string, error) {
	return download("/reports/"+x.ID.String()+".pdf", x.Document)
}

// DataURL is where the report's data is downloaded.
func (reportRefs) DataURL(_ context.Context, x *report.Report) (*string, error) {
	return download("/reports/"+x.ID.String()+".json", x.Document)
}

func (reportRefs) Cycle(ctx context.Context, x *report.Report) (*program.Cycle, error) {
	return batchesOf(ctx).cycles.load(ctx, x.Cycle)
}

func (reportRefs) Funder(ctx context.Context, x *report.Report) (*fund.Funder, error) {
	return batchesOf(ctx).funders.load(ctx, x.Funder)
}

func (reportRefs) AssembledBy(ctx context.Context, x *report.Report) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.AssembledBy)
}

func (reportRefs) FrozenBy(ctx context.Context, x *report.Report) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.FrozenBy)
}

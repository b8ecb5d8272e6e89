package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/people"
)

func (q query) Agreement(ctx context.Context, award string) (*agreement.File, error) {
	return by(ctx, award, q.r.office.Agreement.Agreement)
}

func filed(f *agreement.File, err error) (*contract.AwardFilePayload, error) {
	return &contract.AwardFilePayload{File: f}, err
}

func (m mutation) OpenAgreement(ctx context.Context, in agreement.OpenInput) (*contract.AwardFilePayload, error) {
	return filed(m.r.office.Agreement.Open(ctx, in))
}

func (m mutation) PrepareAgreement(ctx context.Context, in agreement.PrepareInput) (*contract.AwardFilePayload, error) {
	return filed(m.r.office.Agreement.Prepare(ctx, in))
}

func (m mutation) AnswerAgreement(ctx context.Context, in agreement.AnswerInput) (*contract.AwardFilePayload, error) {
	return filed(m.r.office.Agreement.Answer(ctx, in))
}

func (m mutation) IssueAgreement(ctx context.Context, in agreement.IssueInput) (*contract.AwardFilePayload, error) {
	return filed(m.r.office.Agreement.Issue(ctx, in))
}

func (m mutation) WithdrawAgreement(ctx context.Context, in agreement.WithdrawInput) (*contract.AwardFilePayload, error) {
	return filed(m.r.office.Agreement.Withdraw(ctx, in))
}

func (m mutation) SignAgreement(ctx context.Context, in agreement.SignInput) (*contract.AwardFilePayload, error) {
	return filed(m.r.office.Agreement.Sign(ctx, in))
}

func (m mutation) CountersignAgreement(ctx context.Context, in agreement.SignInput) (*contract.AwardFilePayload, error) {
	return filed(m.r.office.Agreement.Countersign(ctx, in))
}

func (m mutation) RecordPaperSignature(ctx context.Context, in agreement.PaperInput) (*contract.AwardFilePayload, error) {
	return filed(m.r.office.Agreement.SignedOnPaper(ctx, in))
}

func (m mutation) MakeAwardOfficial(ctx context.Context, in agreement.OfficialInput) (*contract.AwardFilePayload, error) {
	return filed(m.r.office.Agreement.MakeOfficial(ctx, in))
}

func (m mutation) FileSubawardReport(ctx context.Context, in agreement.FileReportInput) (*contract.AwardFilePayload, error) {
	return filed(m.r.office.Agreement.FileReport(ctx, in))
}

func (m mutation) AssessRisk(ctx context.Context, in agreement.AssessInput) (*contract.AwardFilePayload, error) {
	return filed(m.r.office.Agreement.AssessRisk(ctx, in))
}

func (m mutation) SetCondition(ctx context.Context, in agreement.ConditionInput) (*contract.AwardFilePayload, error) {
	return filed(m.r.office.Agreement.SetCondition(ctx, in))
}

func (m mutation) LiftCondition(ctx context.Context, in agreement.LiftInput) (*contract.AwardFilePayload, error) {
	return filed(m.r.office.Agreement.LiftCondition(ctx, in))
}

type awardFileRefs struct{ *Resolver }

// AwardFile answers the references of this type.
func (r *Resolver) AwardFile() generated.AwardFileResolver { return awardFileRefs{r} }

func (x awardFileRefs) Pieces(_ context.Context, f *agreement.File) ([]*agreement.Piece, error) {
	all := x.office.Agreement.Pieces(f)
	out := make([]*agreement.Piece, len(all))
	for i := range all {
		out[i] = &all[i]
	}
	return out, nil
}

type agreementSignatureRefs struct{}

// AgreementSignature answers the references of this type.
func (*Resolver) AgreementSignature() generated.AgreementSignatureResolver {
	return agreementSignatureRefs{}
}

func (agreementSignatureRefs) SignedBy(ctx context.Context, g *agreement.Signature) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, g.SignedBy)
}

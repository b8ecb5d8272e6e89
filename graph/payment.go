package graph

import (
	"context"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/graph/generated"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/payment"
	"github.com/vitrine-grants/vitrine/internal/people"
)

func (q query) PaymentAccount(ctx context.Context, award string) (*payment.Account, error) {
	return by(ctx, award, q.r.office.Payment.Account)
}

func (q query) Payment(ctx context.Context, id string) (*payment.Card, error) {
	return by(ctx, id, q.r.office.Payment.Payment)
}

func (q query) Payments(ctx context.Context, filter *payment.Filter, first *int, after *string, last *int, before *string) (*page.Connection[*payment.Row], error) {
	return q.r.office.Payment.Payments(ctx, orAll(filter), args(first, after, last, before))
}

func (q query) PaymentBatch(ctx context.Context, id string) (*payment.Batch, error) {
	return by(ctx, id, q.r.office.Payment.Batch)
}

func (q query) PaymentBatches(ctx context.Context, first *int, after *string, last *int, before *string) (*page.Connection[*payment.Batch], error) {
	return q.r.office.Payment.Batches(ctx, args(first, after, last, before))
}

func asked(c *payment.Card, err error) (*contract.PaymentPayload, error) {
	return &contract.PaymentPayload{Payment: c}, err
}

func (m mutation) BeginPayment(ctx context.Context, in payment.BeginInput) (*contract.PaymentPayload, error) {
	return asked(m.r.office.Payment.Begin(ctx, in))
}

func (m mutation) UpdatePayment(ctx context.Context, in payment.UpdateInput) (*contract.PaymentPayload, error) {
	return asked(m.r.office.Payment.Update(ctx, in))
}

func (m mutation) CertifyPayment(ctx context.Context, in payment.SignInput) (*contract.PaymentPayload, error) {
	return asked(m.r.office.Payment.Certify(ctx, in))
}

func (m mutation) ReopenPayment(ctx context.Context, in payment.StepInput) (*contract.PaymentPayload, error) {
	return asked(m.r.office.Payment.Reopen(ctx, in))
}

func (m mutation) SubmitPayment(ctx context.Context, in payment.StepInput) (*contract.PaymentPayload, error) {
	return asked(m.r.office.Payment.Submit(ctx, in))
}

func (m mutation) CancelPayment(ctx context.Context, in payment.StepInput) (*contract.PaymentPayload, error) {
	return asked(m.r.office.Payment.Cancel(ctx, in))
}

func (m mutation) CheckPayment(ctx context.Context, in payment.StepInput) (*contract.PaymentPayload, error) {
	return asked(m.r.office.Payment.Check(ctx, in))
}

func (m mutation) SendBackPayment(ctx context.Context, in payment.StepInput) (*contract.PaymentPayload, error) {
	return asked(m.r.office.Payment.SendBack(ctx, in))
}

func (m mutation) ApprovePayment(ctx context.Context, in payment.StepInput) (*contract.PaymentPayload, error) {
	return asked(m.r.office.Payment.Approve(ctx, in))
}

func (m mutation) RetryPayment(ctx context.Context, in payment.StepInput) (*contract.PaymentPayload, error) {
	return asked(m.r.office.Payment.Retry(ctx, in))
}

func (m mutation) ReleasePayment(ctx context.Context, in payment.StepInput) (*contract.PaymentPayload, error) {
	return asked(m.r.office.Payment.Release(ctx, in))
}

func (m mutation) MarkPaymentPaid(ctx context.Context, in payment.PaidInput) (*contract.PaymentPayload, error) {
	return asked(m.r.office.Payment.MarkPaid(ctx, in))
}

func (m mutation) ReturnPayment(ctx context.Context, in payment.ReturnInput) (*contract.PaymentPayload, error) {
	return asked(m.r.office.Payment.Return(ctx, in))
}

func (m mutation) ForwardPayment(ctx context.Context, in payment.ForwardInput) (*contract.PaymentPayload, error) {
	return asked(m.r.office.Payment.Forward(ctx, in))
}

func (m mutation) ConfirmForward(ctx context.Context, in payment.ForwardedInput) (*contract.PaymentPayload, error) {
	return asked(m.r.office.Payment.ConfirmForward(ctx, in))
}

func (m mutation) WithdrawForward(ctx context.Context, in payment.ForwardedInput) (*contract.PaymentPayload, error) {
	return asked(m.r.office.Payment.WithdrawForward(ctx, in))
}

func (m mutation) SetPayee(ctx context.Context, in payment.PayeeInput) (*contract.PaymentAccountPayload, error) {
	a, err := m.r.office.Payment.SetPayee(ctx, in)
	return &contract.PaymentAccountPayload{Account: a}, err
}

func (m mutation) MakePaymentBatch(ctx context.Context, in payment.BatchInput) (*contract.PaymentBatchPayload, error) {
	b, err := m.r.office.Payment.MakeBatch(ctx, in)
	return &contract.PaymentBatchPayload{Batch: b}, err
}

type paymentStepRefs struct{}

// PaymentStep answers the references of this type.
func (*Resolver) PaymentStep() generated.PaymentStepResolver { return paymentStepRefs{} }

func (paymentStepRefs) By(ctx context.Context, x *payment.Step) (*people.Person, error) {
	return batchesOf(ctx).people.load(ctx, x.By)
}

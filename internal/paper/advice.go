package paper

import (
	"context"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/payment"
	"github.com/vitrine-grants/vitrine/internal/pdf"
)

// adviceWords are the words of the notice of a payment.
type adviceWords struct {
	title, award, project, request, kind, payee, vendor, period, amount, paid, day, reference, batch, released string
	award2, obligated, before, after, left, lines, duty, spend, partner                                        string

	kinds map[string]string
}

func adviceIn(locale string) adviceWords {
	switch {
	case strings.HasPrefix(locale, "es"):
		return adviceWords{
			title: "Aviso de pago", award: "Subvención", project: "Proyecto", request: "Solicitud", kind: "Clase", payee: "Beneficiario", vendor: "Número de proveedor en el banco", period: "Período", amount: "Importe pagado",
			paid: "El pago", day: "Pagado el", reference: "Referencia del banco", batch: "Lote", released: "Autorizado",
			award2: "La subvención después de este pago", obligated: "Obligado en total", before: "Pagado antes", after: "Pagado hasta ahora", left: "Queda por pagar", lines: "Líneas del SF-270", duty: "Lo que le corresponde",
			spend: "El dinero se gasta en el proyecto y dentro del período de ejecución; guarde cada recibo.", partner: "Lo que transfiere a un museo socio se registra con su recibo, y el socio lo confirma.",
			kinds: map[string]string{"advance": "Anticipo", "reimbursement": "Reembolso"},
		}
	case strings.HasPrefix(locale, "zh"):
		return adviceWords{
			title: "付款通知", award: "资助", project: "项目", request: "申请", kind: "类别", payee: "收款方", vendor: "银行供应商编号", period: "期间", amount: "付款金额",
			paid: "付款", day: "付款日期", reference: "银行参考号", batch: "批次", released: "放款",
			award2: "本次付款后的资助", obligated: "承付总额", before: "此前已付", after: "累计已付", left: "尚未支付", lines: "SF-270 各行", duty: "贵馆须知",
			spend: "款项须用于本项目，并在执行期内支出；请保留每张收据。", partner: "转付合作馆的款项须登记并附收据，由合作馆确认。",
			kinds: map[string]string{"advance": "预付", "reimbursement": "报销"},
		}
	}
	return adviceWords{
		title: "Payment advice", award: "Award", project: "Project", request: "Request", kind: "Kind", payee: "Payee", vendor: "Vendor number at the bank", period: "Period", amount: "Amount paid",
		paid: "The payment", day: "Paid on", reference: "The bank's reference", batch: "Batch", released: "Released",
		award2: "The award after this payment", obligated: "Obligated in all", before: "Paid before", after: "Paid so far", left: "Left to be paid", lines: "Lines of SF-270", duty: "What is yours to do",
		spend: "The money is spent on the project and within the period of performance; keep every receipt.", partner: "What you pass on to a partner museum is recorded with its receipt, and the partner confirms it.",
		kinds: map[string]string{"advance": "Advance", "reimbursement": "Reimbursement"},
	}
}

// Advice draws the notice of a payment in a language of the house; the same payment gives the same bytes.
func (p Press) Advice(ctx context.Context, c *payment.Card, locale string) ([]byte, error) {
	w := adviceIn(locale)
	cash := func(label string, minor int64) pdf.Fact {
		m := c.Amount()
		m.Minor = minor
		return pdf.Fact{Label: label, Value: m.Format(locale), Money: true}
	}
	before := c.PaidBefore().Minor
	all := c.File.Current().GrantMinor
	r := Record{
		Locale: locale, Title: w.title, About: c.File.ProgramName, Number: c.Reference, Made: adviceMade(c),
		Facts: []pdf.Fact{
			{Label: w.award, Value: c.File.Number},
			{Label: w.project, Value: c.File.Title},
			{Label: w.payee, Value: c.PayeeName()},
			cash(w.amount, c.AmountMinor),
			{Label: w.day, Value: c.PaidOn.String()},
			{Label: w.reference, Value: c.Reference},
		},
	}
	paid := RecordPart{Heading: w.paid, Facts: []pdf.Fact{
		{Label: w.request, Value: c.Title()},
		{Label: w.kind, Value: w.kinds[string(c.Kind)]},
		{Label: w.period, Value: c.FromOn.String() + " – " + c.ToOn.String()},
	}}
	if c.Payee != nil {
		paid.Facts = append(paid.Facts, pdf.Fact{Label: w.vendor, Value: c.Payee.Vendor})
	}
	if x := c.Last("release"); x != nil {
		paid.Facts = append(paid.Facts, pdf.Fact{Label: w.released, Value: calendar.Of(x.At, time.UTC).String()})
	}
	if n := len(c.Batches); n > 0 {
		paid.Facts = append(paid.Facts, pdf.Fact{Label: w.batch, Value: c.Batches[n-1].Number})
	}
	lines := RecordPart{Heading: w.lines}
	for _, no := range []string{"11g", "11h", "11i"} {
		l, _ := c.Form.Total.Line(no)
		lines.Facts = append(lines.Facts, pdf.Fact{Label: l.No + " " + l.Name, Value: l.Value.Format(locale), Money: true})
	}
	r.Parts = []RecordPart{
		paid,
		{Heading: w.award2, Facts: []pdf.Fact{cash(w.obligated, all), cash(w.before, before), cash(w.after, before+c.AmountMinor), cash(w.left, all-before-c.AmountMinor)}},
		lines,
		{Heading: w.duty, Lines: []string{w.spend, w.partner}},
	}
	return p.Record(ctx, r)
}

func adviceMade(c *payment.Card) time.Time {
	if x := c.Last("pay"); x != nil {
		return x.At
	}
	return c.PaidOn.Time()
}

var _ payment.Printer = Press{}

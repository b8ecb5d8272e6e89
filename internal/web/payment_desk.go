package web

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/payment"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// paydesk is the office's list of requests, what waits for the bank, and the batches it got.
type paydesk struct {
	state   payment.State
	rows    []*payment.Row
	pages   view.Pager
	waits   []*payment.Row // released and in no batch
	batches []*payment.Batch
	sends   bool // may make a batch
	today   calendar.Date
	again
}

func (s *Site) paymentQueue(w http.ResponseWriter, r *http.Request) error {
	return s.drawQueue(w, r, again{})
}

func (s *Site) drawQueue(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewPayment); err != nil {
		return err
	}
	p := s.page(r, "payment.queue")
	d := paydesk{state: payment.State(r.URL.Query().Get("state")), again: a}
	if d.state != "" && !d.state.Known() {
		return fault.Missing("page")
	}
	list, err := s.Payment.Payments(ctx, payment.Filter{State: d.state}, pageArgs(r, listed))
	if err != nil {
		return lost(err)
	}
	d.rows, d.pages = list.Nodes, pager(r, list.PageInfo)
	if len(d.rows) > 0 {
		n, err := list.TotalCount(ctx)
		if err != nil {
			return err
		}
		d.pages.Showing = p.N("payment.total", n)
	}
	if !auth.Scope(ctx, auth.ViewBatch).Nothing() {
		if err := s.forBank(r, &d); err != nil {
			return err
		}
	}
	d.today = calendar.Of(s.Now(), p.Zone())
	p.Lead = p.T("payment.queue.lead")
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return paymentQueue(p, d) })
}

func (s *Site) forBank(r *http.Request, d *paydesk) error {
	ctx := r.Context()
	batches, err := s.Payment.Batches(ctx, page.First(20))
	if err != nil {
		return err
	}
	d.batches = batches.Nodes
	if d.sends = !auth.Scope(ctx, auth.ReleasePayment).Nothing(); !d.sends {
		return nil
	}
	released, err := s.Payment.Payments(ctx, payment.Filter{State: payment.Released}, page.First(page.Most))
	if err != nil {
		return err
	}
	for _, x := range released.Nodes {
		if x.Waits() {
			d.waits = append(d.waits, x)
		}
	}
	return nil
}

func (s *Site) makeBatch(w http.ResponseWriter, r *http.Request) error {
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		on, err := dayTyped(q, "on")
		if err != nil {
			return "", "", err
		}
		in := payment.BatchInput{On: on}
		for _, text := range q["payments"] {
			id, err := ident.Parse[ident.PaymentKind](text)
			if err != nil {
				return "", "", fault.BadField("payments", "required", "Choose at least one payment.")
			}
			in.Payments = append(in.Payments, id)
		}
		b, err := s.Payment.MakeBatch(r.Context(), in)
		if err != nil {
			return "", "", err
		}
		p := s.page(r, "payment.queue")
		return "/payments", p.T("payment.did.batch", "number", b.Number, "total", p.Money(b.Total())), nil
	}, func(a again) error { return s.drawQueue(w, r, a) })
}

func (s *Site) batchCSV(w http.ResponseWriter, r *http.Request) error {
	return s.batchFile(w, r, "text/csv; charset=utf-8", ".csv", func(b *payment.Batch) []byte { return b.CSV })
}

func (s *Site) batchXML(w http.ResponseWriter, r *http.Request) error {
	return s.batchFile(w, r, "application/xml", ".xml", func(b *payment.Batch) []byte { return b.XML })
}

// batchFile hands out a batch as the bank got it, byte for byte.
func (s *Site) batchFile(w http.ResponseWriter, r *http.Request, mediaType, ending string, of func(*payment.Batch) []byte) error {
	id, err := param[ident.PaymentBatchKind](r, "batch")
	if err != nil {
		return err
	}
	if err := need(r.Context(), auth.ViewBatch); err != nil {
		return err
	}
	b, err := s.Payment.Batch(r.Context(), id)
	if err != nil {
		return err
	}
	return download(w, mediaType, b.Number+ending, of(b))
}

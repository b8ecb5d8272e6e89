package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/payment"
)

// paymentAct does what one form of a request's page asks for.
type paymentAct func(r *http.Request, id ident.Payment, q url.Values) error

// paymentPost does what a form asks for; what it refuses is drawn again under the form's own fields.
func (s *Site) paymentPost(verb string, do paymentAct) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := param[ident.PaymentKind](r, "payment")
		if err != nil {
			return err
		}
		return s.posted(w, r, func(q url.Values) (string, string, error) {
			err := do(r, id, bare(q, verb+"."))
			return paymentURL(id), s.page(r, "payment.one").Choice("payment.did", verb), under(withoutGates(err), verb+".")
		}, func(a again) error { return s.drawPayment(w, r, a) })
	}
}

// withoutGates tells a shut gate as a notice: the page lists the gates with their figures itself.
func withoutGates(err error) error {
	if f := faultFields(err); len(f) > 0 && payment.Gated(f[0].Code) {
		return fault.New(fault.Conflict, "gate_shut", "Something it needs is still missing: see what it needs.")
	}
	return err
}

func (s *Site) planPayment(r *http.Request, id ident.Payment, q url.Values) error {
	plan, err := plannedIn(q)
	if err != nil {
		return err
	}
	_, err = s.Payment.Update(r.Context(), payment.UpdateInput{Payment: id, Plan: plan, ExpectedVersion: versionOf(q)})
	return err
}

func (s *Site) certifyPayment(r *http.Request, id ident.Payment, q url.Values) error {
	if q.Get("read") != "on" {
		return fault.BadField("read", "not_certified", "Certify that you have read it and may sign for your museum.")
	}
	_, err := s.Payment.Certify(r.Context(), payment.SignInput{Payment: id, Name: q.Get("name"), Title: q.Get("title"), Hash: q.Get("hash")})
	return err
}

// paymentStep takes a step that asks for a reason at most.
func paymentStep(take func(context.Context, payment.StepInput) (*payment.Card, error)) paymentAct {
	return func(r *http.Request, id ident.Payment, q url.Values) error {
		_, err := take(r.Context(), payment.StepInput{Payment: id, Reason: q.Get("reason"), ExpectedVersion: versionOf(q)})
		return err
	}
}

func (s *Site) payPayment(r *http.Request, id ident.Payment, q url.Values) error {
	on, err := dayTyped(q, "on")
	if err != nil {
		return err
	}
	_, err = s.Payment.MarkPaid(r.Context(), payment.PaidInput{Payment: id, On: on, Reference: q.Get("reference")})
	return err
}

func (s *Site) returnPayment(r *http.Request, id ident.Payment, q url.Values) error {
	_, err := s.Payment.Return(r.Context(), payment.ReturnInput{Payment: id, Reason: q.Get("reason")})
	return err
}

// forwardPayment records what was passed on, with its receipt.
func (s *Site) forwardPayment(w http.ResponseWriter, r *http.Request) error {
	_, file, err := fileOf(w, r, "forward.file", 10<<20)
	if err != nil {
		return s.drawPayment(w, r, after(r, err))
	}
	return s.paymentPost("forward", func(r *http.Request, id ident.Payment, q url.Values) error {
		on, err := dayTyped(q, "on")
		if err != nil {
			return err
		}
		to, err := idOf[ident.OrganizationKind](q, "organization")
		if err != nil {
			return err
		}
		_, err = s.Payment.Forward(r.Context(), payment.ForwardInput{Payment: id, Organization: to, Amount: q.Get("amount"), On: on, Reference: q.Get("reference"), File: file})
		return err
	})(w, r)
}

func forwardTyped(id ident.Payment, q url.Values) (payment.ForwardedInput, error) {
	f, err := idOf[ident.ForwardKind](q, "forward")
	if err != nil {
		return payment.ForwardedInput{}, fault.Missing("forwarded sum")
	}
	return payment.ForwardedInput{Payment: id, Forward: f, Reason: q.Get(f.String())}, nil
}

func (s *Site) confirmForward(r *http.Request, id ident.Payment, q url.Values) error {
	in, err := forwardTyped(id, q)
	if err == nil {
		_, err = s.Payment.ConfirmForward(r.Context(), in)
	}
	return err
}

func (s *Site) withdrawForward(r *http.Request, id ident.Payment, q url.Values) error {
	in, err := forwardTyped(id, q)
	if err == nil {
		_, err = s.Payment.WithdrawForward(r.Context(), in)
	}
	return renamed(err, func(string) string { return in.Forward.String() })
}

// download sends bytes to be saved under a name.
func download(w http.ResponseWriter, mediaType, name string, body []byte) error {
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Cache-Control", "private, no-store")
	_, err := w.Write(body)
	return err
}

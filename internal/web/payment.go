package web

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/federalform"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/payment"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// paymentRoutes take money from a museum's request to the bank and on to its partners.
func (s *Site) paymentRoutes(r chi.Router) {
	r.Get("/awards/{award}/payments", s.do(s.paymentsPage))
	r.Post("/awards/{award}/payments", s.do(s.beginPayment))
	r.Post("/awards/{award}/payments/payee", s.do(s.setPayee))
	r.Get("/payments", s.do(s.paymentQueue))
	r.Post("/payments/batches", s.do(s.makeBatch))
	r.Get("/payments/batches/{batch}.csv", s.do(s.batchCSV))
	r.Get("/payments/batches/{batch}.xml", s.do(s.batchXML))
	r.Get("/payments/{payment}", s.do(s.paymentPage))
	r.Get("/payments/{payment}/advice.pdf", s.do(s.paymentAdvice))
	r.Get("/payments/{payment}/receipts/{forward}", s.do(s.forwardReceipt))
	for verb, do := range map[string]paymentAct{
		"plan": s.planPayment, "certify": s.certifyPayment, "reopen": paymentStep(s.Payment.Reopen), "submit": paymentStep(s.Payment.Submit), "cancel": paymentStep(s.Payment.Cancel),
		"check": paymentStep(s.Payment.Check), "send_back": paymentStep(s.Payment.SendBack), "approve": paymentStep(s.Payment.Approve), "retry": paymentStep(s.Payment.Retry), "release": paymentStep(s.Payment.Release),
		"pay": s.payPayment, "return": s.returnPayment, "confirm": s.confirmForward, "withdraw": s.withdrawForward,
	} {
		r.Post("/payments/{payment}/"+verb, s.do(s.paymentPost(verb, do)))
	}
	r.Post("/payments/{payment}/forward", s.do(s.forwardPayment))
}

func paymentsURL(id ident.Award) string { return "/awards/" + id.String() + "/payments" }

func paymentURL(id ident.Payment) string { return "/payments/" + id.String() }

// till is the payments of one award before somebody who may see them.
type till struct {
	*payment.Account
	today  calendar.Date
	asks   bool // may draft requests
	office bool // may say which vendor the payee is
	again
}

func (s *Site) paymentsPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawPayments(w, r, again{})
}

func (s *Site) drawPayments(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	id, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return err
	}
	if err := need(ctx, auth.ViewPayment); err != nil {
		return err
	}
	d := till{again: a}
	if d.Account, err = s.Payment.Account(ctx, id); err != nil {
		return err
	}
	d.asks = auth.May(ctx, auth.AskPayment, auth.Target{Organizations: []ident.Organization{d.File.Lead().Organization}})
	d.office = auth.May(ctx, auth.ReleasePayment, d.File.Target())
	p := s.page(r, "payment.title")
	d.today = calendar.Of(s.Now(), p.Zone())
	p.Eyebrow, p.Lead = d.File.Number+" · "+d.File.Title, p.T("payment.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("award.awards"), URL: "/awards"}, {Label: d.File.Number, URL: "/awards/" + id.String()}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return paymentsPage(p, d) })
}

func (s *Site) beginPayment(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		q = bare(q, "begin.")
		plan, err := plannedIn(q)
		if err != nil {
			return "", "", under(err, "begin.")
		}
		c, err := s.Payment.Begin(r.Context(), payment.BeginInput{Award: id, Kind: federalform.PaymentKind(q.Get("kind")), Plan: plan})
		if err != nil {
			return "", "", under(err, "begin.")
		}
		return paymentURL(c.ID), s.page(r, "payment.title").T("payment.did.begin"), nil
	}, func(a again) error { return s.drawPayments(w, r, a) })
}

func plannedIn(q url.Values) (payment.Plan, error) {
	on, err := dayTyped(q, "on")
	return payment.Plan{
		On: on, Month1: q.Get("month1"), Month2: q.Get("month2"), Month3: q.Get("month3"), Share: q.Get("share"), Final: q.Get("final") == "on", Note: q.Get("note"),
	}, err
}

func (s *Site) setPayee(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		_, err := s.Payment.SetPayee(r.Context(), payment.PayeeInput{Award: id, Vendor: q.Get("payee.vendor")})
		return paymentsURL(id), s.page(r, "payment.title").T("payment.did.payee"), under(err, "payee.")
	}, func(a again) error { return s.drawPayments(w, r, a) })
}

// sheet270 is one request before somebody who may see it.
type sheet270 struct {
	*payment.Card
	hash    string
	today   calendar.Date
	names   map[ident.Person]string
	may     func(verb string) bool
	asks    bool // may draft requests
	passes  bool // may record what is passed on
	partner func(ident.Organization) bool
	again
}

func (d sheet270) url(verb string) string { return paymentURL(d.ID) + "/" + verb }

func (s *Site) paymentPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawPayment(w, r, again{})
}

func (s *Site) paymentOf(r *http.Request) (*payment.Card, error) {
	id, err := param[ident.PaymentKind](r, "payment")
	if err != nil {
		return nil, err
	}
	if err := need(r.Context(), auth.ViewPayment); err != nil {
		return nil, err
	}
	return s.Payment.Payment(r.Context(), id)
}

func (s *Site) drawPayment(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	c, err := s.paymentOf(r)
	if err != nil {
		return err
	}
	d := sheet270{Card: c, again: a}
	if d.hash, err = c.Draft(); err != nil {
		return err
	}
	var ids []ident.Person
	for _, x := range c.Steps {
		ids = append(ids, x.By)
	}
	if d.names, err = s.names(ctx, ids...); err != nil {
		return err
	}
	d.may = func(verb string) bool { return c.May(ctx, verb) }
	lead := auth.Target{Organizations: []ident.Organization{c.File.Lead().Organization}}
	d.asks, d.passes = auth.May(ctx, auth.AskPayment, lead), auth.May(ctx, auth.ForwardPayment, lead)
	d.partner = func(o ident.Organization) bool {
		return auth.May(ctx, auth.ConfirmForward, auth.Target{Organizations: []ident.Organization{o}})
	}
	p := s.page(r, "payment.one")
	d.today = calendar.Of(s.Now(), p.Zone())
	p.Title = p.T("payment.one.of", "number", c.Number)
	p.Eyebrow = c.File.Number + " · " + c.File.Title
	p.Crumbs = []view.Crumb{{Label: p.T("award.awards"), URL: "/awards"}, {Label: c.File.Number, URL: "/awards/" + c.Award.String()}, {Label: p.T("payment.title"), URL: paymentsURL(c.Award)}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return paymentPage(p, d) })
}

// paymentAdvice draws the notice of a payment in the reader's language.
func (s *Site) paymentAdvice(w http.ResponseWriter, r *http.Request) error {
	c, err := s.paymentOf(r)
	if err != nil {
		return err
	}
	body, err := s.Payment.Advice(r.Context(), c.ID, s.page(r, "payment.one").Locale())
	if fault.HasCode(err, "not_paid") {
		return fault.Missing("document")
	}
	if err != nil {
		return err
	}
	return download(w, "application/pdf", c.Title()+"-advice.pdf", body)
}

// forwardReceipt hands out the receipt kept with what was passed on.
func (s *Site) forwardReceipt(w http.ResponseWriter, r *http.Request) error {
	c, err := s.paymentOf(r)
	if err != nil {
		return err
	}
	id, err := param[ident.ForwardKind](r, "forward")
	if err != nil {
		return err
	}
	for _, f := range c.Forwards {
		if f.ID == id && f.Kept() {
			return s.sendFile(w, r, f.Document)
		}
	}
	return fault.Missing("document")
}

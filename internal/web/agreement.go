package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// agreementRoutes take an award from its letter to official.
func (s *Site) agreementRoutes(r chi.Router) {
	r.Get("/awards/{award}/agreement", s.do(s.agreementPage))
	r.Get("/awards/{award}/agreement/ffata.csv", s.do(s.ffataFile))
	r.Get("/awards/{award}/agreement/ffata.json", s.do(s.ffataFile))
	r.Get("/awards/{award}/agreement/copies/{signature}.pdf", s.do(s.agreementCopy))
	for verb, do := range map[string]agreementAct{
		"open": s.openAgreement, "prepare": s.prepareAgreement, "answer": s.answerAgreement, "issue": s.issueAgreement, "withdraw": s.withdrawAgreement,
		"sign": s.signAgreement, "countersign": s.countersignAgreement, "official": s.makeOfficial,
		"report": s.reportSubaward, "risk": s.assessRisk, "conditions": s.setCondition, "lift": s.liftCondition,
	} {
		r.Post("/awards/{award}/agreement/"+verb, s.do(s.agreementPost(verb, do)))
	}
	r.Post("/awards/{award}/agreement/paper", s.do(s.paperAgreement))
}

// agreementAct does what one form of the page asks for.
type agreementAct func(r *http.Request, id ident.Award, q url.Values) error

// deal is the agreement of an award before somebody who may see it.
type deal struct {
	*agreement.File
	pieces []agreement.Piece
	begins calendar.Date // as the cycle has it, for the first draft
	ends   calendar.Date
	viewer func(auth.Permission) bool
	again
}

func agreementURL(id ident.Award) string { return "/awards/" + id.String() + "/agreement" }

func (d deal) url(verb string) string { return agreementURL(d.Award) + "/" + verb }

// may tells whether the viewer may do it, and the table of moves lets the award take the step now.
func (d deal) may(p auth.Permission, verb string) bool {
	return d.viewer(p) && slices.ContainsFunc(agreement.Moves(), func(m award.Move) bool { return m.From == string(d.State) && m.Verb == verb })
}

func (d deal) out() bool { return d.Agreement != nil && d.Agreement.IssuedAt != nil }

func (d deal) version() string {
	if d.Agreement == nil {
		return ""
	}
	return strconv.Itoa(d.Agreement.Version)
}

// unwritten are the terms and disclosures that keep the agreement from being given out.
func (d deal) unwritten() []agreement.Piece {
	return slices.DeleteFunc(agreement.Missing(d.pieces), func(x agreement.Piece) bool {
		return !strings.HasPrefix(x.Code, "terms.") && x.Code != "disclosure"
	})
}

func (s *Site) agreementPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawAgreement(w, r, again{})
}

func (s *Site) agreementOf(r *http.Request) (deal, error) {
	ctx := r.Context()
	id, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return deal{}, err
	}
	if err := need(ctx, auth.ViewAgreement); err != nil {
		return deal{}, err
	}
	d := deal{}
	if d.File, err = s.Agreement.Agreement(ctx, id); err != nil {
		return d, err
	}
	d.pieces = s.Agreement.Pieces(d.File)
	lead := auth.Target{Organizations: []ident.Organization{d.Lead().Organization}}
	office := auth.Target{Program: d.Program}
	d.viewer = func(p auth.Permission) bool {
		if p == auth.AnswerAgreement || p == auth.SignAgreement {
			return auth.May(ctx, p, lead)
		}
		return auth.May(ctx, p, office)
	}
	return d, nil
}

func (s *Site) drawAgreement(w http.ResponseWriter, r *http.Request, a again) error {
	d, err := s.agreementOf(r)
	if err != nil {
		return err
	}
	d.again = a
	if d.Agreement == nil && d.viewer(auth.PrepareAgreement) {
		row, err := s.Award.Award(r.Context(), d.Award)
		if err != nil {
			return err
		}
		d.begins, d.ends = row.StartsOn, row.EndsOn
	}
	p := s.page(r, "agreement.title")
	p.Eyebrow, p.Lead = d.Number+" · "+d.Title, p.T("agreement.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("award.awards"), URL: "/awards"}, {Label: d.Number, URL: "/awards/" + d.Award.String()}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return agreementPage(p, d) })
}

// agreementPost does what a form asks for; what it refuses is drawn again under the form's own fields.
func (s *Site) agreementPost(verb string, do agreementAct) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := param[ident.AwardKind](r, "award")
		if err != nil {
			return err
		}
		return s.posted(w, r, func(q url.Values) (string, string, error) {
			err := do(r, id, bare(q, verb+"."))
			return agreementURL(id), s.page(r, "agreement.title").Choice("agreement.did", verb), under(withoutPieces(err), verb+".")
		}, func(a again) error { return s.drawAgreement(w, r, a) })
	}
}

// withoutPieces tells a missing piece as a notice: the page lists the pieces themselves.
func withoutPieces(err error) error {
	if len(faultFields(err)) > 0 && faultFields(err)[0].Code == "piece_missing" {
		return fault.New(fault.Conflict, "piece_missing", "Something it needs is still missing.")
	}
	return err
}

func (s *Site) openAgreement(r *http.Request, id ident.Award, q url.Values) error {
	from, to, err := periodTyped(q)
	if err != nil {
		return err
	}
	_, err = s.Agreement.Open(r.Context(), agreement.OpenInput{Award: id, StartsOn: from, EndsOn: to})
	return err
}

func (s *Site) prepareAgreement(r *http.Request, id ident.Award, q url.Values) error {
	from, to, err := periodTyped(q)
	if err != nil {
		return err
	}
	awarded, err := dayTyped(q, "funderAwardedOn")
	if err != nil {
		return err
	}
	_, err = s.Agreement.Prepare(r.Context(), agreement.PrepareInput{
		Award: id, StartsOn: from, EndsOn: to, FunderAwardedOn: awarded, ContactName: q.Get("contactName"), ContactEmail: q.Get("contactEmail"),
		ListingTitle: q.Get("listingTitle"), Description: q.Get("description"), Research: q.Get("research") == "on", Requirements: q.Get("requirements"),
		Access: q.Get("access"), Closeout: q.Get("closeout"), ExpectedVersion: versionOf(q),
	})
	return err
}

func (s *Site) answerAgreement(r *http.Request, id ident.Award, q url.Values) error {
	_, err := s.Agreement.Answer(r.Context(), agreement.AnswerInput{
		Award: id, Payee: q.Get("payee"), Payment: agreement.Payment(q.Get("payment")), FirstNeed: strings.TrimSpace(q.Get("firstNeed")),
		Tickets: q.Get("tickets"), ExpectedVersion: versionOf(q),
	})
	return err
}

func (s *Site) issueAgreement(r *http.Request, id ident.Award, q url.Values) error {
	_, err := s.Agreement.Issue(r.Context(), agreement.IssueInput{Award: id, ExpectedVersion: versionOf(q)})
	return err
}

func (s *Site) withdrawAgreement(r *http.Request, id ident.Award, q url.Values) error {
	_, err := s.Agreement.Withdraw(r.Context(), agreement.WithdrawInput{Award: id, Reason: q.Get("reason"), ExpectedVersion: versionOf(q)})
	return err
}

func (s *Site) signAgreement(r *http.Request, id ident.Award, q url.Values) error {
	return underSigned(id, q, func(in agreement.SignInput) error {
		_, err := s.Agreement.Sign(r.Context(), in)
		return err
	})
}

func (s *Site) countersignAgreement(r *http.Request, id ident.Award, q url.Values) error {
	return underSigned(id, q, func(in agreement.SignInput) error {
		_, err := s.Agreement.Countersign(r.Context(), in)
		return err
	})
}

// underSigned asks that whoever signs says that they have read it; the hash of what was read travels in the form.
func underSigned(id ident.Award, q url.Values, do func(agreement.SignInput) error) error {
	if q.Get("read") != "on" {
		return fault.BadField("read", "not_certified", "Certify that you have read it and may sign for your museum.")
	}
	return do(agreement.SignInput{Award: id, Name: q.Get("name"), Title: q.Get("title"), Hash: q.Get("hash")})
}

// bare are the fields of one form of a page with several, without the name before them.
func bare(q url.Values, prefix string) url.Values {
	out := url.Values{}
	for name, values := range q {
		out[strings.TrimPrefix(name, prefix)] = values
	}
	return out
}

func periodTyped(q url.Values) (from, to calendar.Date, err error) {
	if from, err = dayTyped(q, "startsOn"); err == nil {
		to, err = dayTyped(q, "endsOn")
	}
	return from, to, err
}

package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func (s *Site) submitForm(w http.ResponseWriter, r *http.Request) error {
	return s.submitPage(w, r, again{})
}

// submitPage shows everything that would be handed in and what stands in the way; after the deadline, both clocks.
func (s *Site) submitPage(w http.ResponseWriter, r *http.Request, a again) error {
	d, err := s.written(r)
	if err != nil {
		return err
	}
	if !d.Editable() {
		to := applicationURL(d.ID)
		if d.SubmittedAt != nil {
			to += "/receipt"
		}
		return s.goTo(w, r, to, "")
	}
	p := partOf(s.writingPage(r, d), d, "")
	if fault.Is(a.err, fault.DeadlinePassed) {
		return s.late(w, r, p, d)
	}
	p.Title, p.Lead = p.T("applicant.submit"), p.T("applicant.submit.lead")
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return submitPage(p, d) })
}

// late says that the deadline is over, on the reader's clock and the program's, and that the draft stays.
func (s *Site) late(w http.ResponseWriter, r *http.Request, p view.Page, d writing) error {
	p.Title, p.Lead = p.T("applicant.late"), p.T("applicant.late.lead")
	due := time.Time{}
	if x, ok := d.Cycle.Deadline(program.ProposalPhase); ok {
		due = x.At
	}
	if d.State == application.ReturnedOnce && d.ReturnedUntil != nil {
		due = *d.ReturnedUntil
	}
	if d.ExtendedUntil != nil && d.ExtendedUntil.After(due) {
		due = *d.ExtendedUntil
	}
	return s.show(w, r, http.StatusConflict, p, latePage(p, d, due, s.Now()))
}

// submit hands the proposal in; pressed twice it is one submission with one receipt.
func (s *Site) submit(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.ApplicationKind](r, "application")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		if q.Get("certify") != "on" {
			return "", "", fault.BadField("certify", "certify", "Certify that the proposal is true and that you may submit it.")
		}
		_, err := s.Application.Submit(r.Context(), application.SubmitInput{Application: id, ExpectedVersion: versionOf(q)})
		return applicationURL(id) + "/receipt", s.page(r, "applicant.untitled").T("applicant.submitted"), asNotice(err)
	}, func(a again) error { return s.submitPage(w, r, a) })
}

// asNotice takes the fields from a refusal whose page lists them already, each with its link.
func asNotice(err error) error {
	var f *fault.Error
	if !errors.As(err, &f) || f.Code != "not_ready" {
		return err
	}
	told := *f
	told.Fields = nil
	return &told
}

func (s *Site) receipt(w http.ResponseWriter, r *http.Request) error {
	d, err := s.written(r)
	if err != nil {
		return err
	}
	x, err := s.Application.Receipt(r.Context(), d.ID)
	if err != nil {
		return err
	}
	p := partOf(s.writingPage(r, d), d, "")
	p.Title, p.Lead = p.T("applicant.receipt"), p.T("applicant.receipt.lead")
	return s.show(w, r, http.StatusOK, p, receiptPage(p, d, x))
}

// receiptFile is the receipt as it was filed with the submission.
func (s *Site) receiptFile(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.ApplicationKind](r, "application")
	if err != nil {
		return err
	}
	x, err := s.Application.Receipt(r.Context(), id)
	if err != nil {
		return err
	}
	if x.Submission.Document.IsZero() {
		return fault.Missing("receipt")
	}
	doc, err := s.Vault.Document(r.Context(), x.Submission.Document)
	if err != nil {
		return err
	}
	file, err := s.Vault.Open(r.Context(), doc.ID)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	h := w.Header()
	h.Set("Content-Type", doc.MediaType)
	h.Set("Content-Length", strconv.FormatInt(doc.Size, 10))
	h.Set("Content-Disposition", fmt.Sprintf("inline; filename=%q", doc.Name))
	_, err = io.Copy(w, file)
	return err
}

func (s *Site) withdrawForm(w http.ResponseWriter, r *http.Request) error {
	return s.withdrawPage(w, r, again{})
}

func (s *Site) withdrawPage(w http.ResponseWriter, r *http.Request, a again) error {
	d, err := s.written(r)
	if err != nil {
		return err
	}
	if !d.Submit || d.State == application.Withdrawn {
		return fault.Missing("page")
	}
	p := partOf(s.writingPage(r, d), d, "")
	p.Title, p.Lead = p.T("applicant.withdraw"), p.T("applicant.withdraw.lead")
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return withdrawPage(p, d, a) })
}

func (s *Site) withdraw(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.ApplicationKind](r, "application")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		_, err := s.Application.Withdraw(r.Context(), application.WithdrawInput{Application: id, Reason: q.Get("reason"), ExpectedVersion: versionOf(q)})
		return applicationURL(id), s.page(r, "applicant.untitled").T("applicant.withdrawn"), err
	}, func(a again) error { return s.withdrawPage(w, r, a) })
}

func receiptFacts(p view.Page, d writing, x *application.Receipt) []view.Fact {
	sub := x.Submission
	out := []view.Fact{
		{Term: p.T("applicant.receipt.number"), Value: view.Text(x.Number)},
		{Term: p.T("applicant.col.title"), Value: view.Name(x.Title, "")},
		{Term: p.T("applicant.col.call"), Value: view.Name(x.CycleTitle, "en")},
		{Term: p.T("applicant.col.museums"), Value: nameList(x.Museums)},
		{Term: p.T("applicant.receipt.at"), Value: view.Moment(p, sub.SubmittedAt, zoneOf(x.Zone))},
		{Term: p.T("applicant.requested"), Value: view.Cash(p, x.Requested)},
		{Term: p.T("applicant.share"), Value: view.Cash(p, x.CostShare)},
		{Term: p.T("applicant.receipt.version"), Value: view.Text(p.Number(int64(sub.Version)))},
		{Term: p.T("applicant.receipt.code"), Value: view.Link(sub.ReceiptCode, "/verify/"+sub.ReceiptCode)},
		{Term: p.T("applicant.receipt.hash"), Value: codeLine(sub.Hash())},
	}
	if g := x.Signature; g != nil {
		out = append(out, view.Fact{Term: p.T("sign.stands"), Value: view.Name(g.Name+", "+g.Title, "")})
	}
	if len(x.Contents) > 0 {
		out = append(out, view.Fact{Term: p.T("booklet.in_it"), Value: nameList(x.Contents)})
	}
	if x.ExtendedUntil != nil {
		out = append(out, view.Fact{Term: p.T("response.extend.until"), Value: view.Moment(p, *x.ExtendedUntil, zoneOf(x.Zone))})
	}
	return out
}

package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/amendment"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// amendmentRoutes change an award in force.
func (s *Site) amendmentRoutes(r chi.Router) {
	r.Get("/awards/{award}/amendments", s.do(s.amendmentsPage))
	r.Get("/awards/{award}/amendments/{kind}", s.do(s.askAmendment))
	r.Post("/awards/{award}/amendments/{kind}", s.do(s.beginAmendment))
	r.Get("/amendments", s.do(s.amendmentQueue))
	r.Get("/amendments/{amendment}", s.do(s.amendmentPage))
	r.Get("/amendments/{amendment}/letter.pdf", s.do(s.amendmentLetter))
	r.Get("/amendments/{amendment}/change", s.do(s.changePage))
	r.Post("/amendments/{amendment}/change", s.do(s.changeAmendment))
	r.Post("/amendments/{amendment}/undo", s.do(s.undoAmendment))
	for verb, do := range map[string]amendmentAct{
		"submit": s.submitAmendment, "answer": s.answerAmendment, "apply": s.applyAmendment,
		"withdraw": s.moveAmendment(amendment.Withdraw), "return": s.moveAmendment(amendment.Return), "review": s.moveAmendment(amendment.Review),
		"approve": s.moveAmendment(amendment.Approve), "reject": s.moveAmendment(amendment.Reject), "refer": s.moveAmendment(amendment.Refer), "give_up": s.moveAmendment(amendment.GiveUp),
	} {
		r.Post("/amendments/{amendment}/"+verb, s.do(s.amendmentPost(verb, do)))
	}
}

func amendmentURL(id ident.Amendment) string { return "/amendments/" + id.String() }

func amendmentsURL(id ident.Award) string { return "/awards/" + id.String() + "/amendments" }

// amended is the page of an award's amendments.
type amended struct {
	*agreement.File
	rows   []*amendment.Row
	pager  view.Pager
	people []*amendment.KeyPerson
	asks   bool // the viewer may ask for one
}

func (s *Site) amendmentsPage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return err
	}
	if err := need(ctx, auth.ViewAmendment); err != nil {
		return err
	}
	d := amended{}
	if d.File, err = s.Agreement.Running(ctx, id, false); err != nil {
		return err
	}
	if d.people, err = s.Amendment.KeyPersons(ctx, id); err != nil {
		return err
	}
	c, err := s.Amendment.Amendments(ctx, amendment.Filter{Award: id}, pageArgs(r, listed))
	if err != nil {
		return lost(err)
	}
	d.rows, d.pager, d.asks = c.Nodes, pager(r, c.PageInfo), auth.May(ctx, auth.DraftAmendment, leadTarget(d.File))
	p := s.page(r, "amendment.title")
	p.Eyebrow, p.Lead, p.Crumbs = d.Number+" · "+d.Title, p.T("amendment.lead"), amendmentCrumbs(p, d.File)
	return s.show(w, r, http.StatusOK, p, amendmentsPage(p, d))
}

// leadTarget is what an award's own lead museum and the office are asked for.
func leadTarget(f *agreement.File) auth.Target {
	return auth.Target{Program: f.Program, Organizations: []ident.Organization{f.Lead().Organization}}
}

func amendmentCrumbs(p view.Page, f *agreement.File) []view.Crumb {
	return []view.Crumb{{Label: p.T("award.awards"), URL: "/awards"}, {Label: f.Number, URL: "/awards/" + f.Award.String()}}
}

// amendmentQueue lists what was handed in and is not at its end, for the office; others find their own there too.
func (s *Site) amendmentQueue(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewAmendment); err != nil {
		return err
	}
	f := amendment.Filter{State: amendment.State(r.URL.Query().Get("state"))}
	f.Open = f.State == ""
	if f.State != "" && !slices.Contains(amendmentStates(), f.State) {
		return fault.Missing("page")
	}
	c, err := s.Amendment.Amendments(ctx, f, pageArgs(r, listed))
	if err != nil {
		return lost(err)
	}
	p := s.page(r, "amendment.queue")
	p.Lead, p.Crumbs = p.T("amendment.queue.lead"), []view.Crumb{{Label: p.T("award.awards"), URL: "/awards"}}
	g := pager(r, c.PageInfo)
	return s.show(w, r, http.StatusOK, p, amendmentQueuePage(p, f, c.Nodes, g))
}

func amendmentStates() []amendment.State {
	return []amendment.State{
		amendment.Draft, amendment.Submitted, amendment.InReview, amendment.NeedsFunder, amendment.Approved, amendment.FunderApproved, amendment.Applied,
		amendment.Rejected, amendment.FunderRejected, amendment.Withdrawn,
	}
}

// change is one amendment before somebody who may see it.
type oneAmendment struct {
	*amendment.Row
	file    *agreement.File
	preview *amendment.Preview
	names   map[ident.Person]string
	viewer  func(auth.Permission) bool
	office  bool
	last    bool // the terms it made are in force
	again
}

func (d oneAmendment) url(verb string) string { return amendmentURL(d.ID) + "/" + verb }

func (d oneAmendment) version() string { return strconv.Itoa(d.Version) }

// may tells whether the viewer may take a step and the table of moves lets the amendment take it now.
func (d oneAmendment) may(p auth.Permission, verb string) bool {
	_, err := ruleset.AmendmentMoves().Step(string(d.State), verb)
	return err == nil && d.viewer(p)
}

func (s *Site) amendmentPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawAmendment(w, r, again{})
}

func (s *Site) amendmentOf(r *http.Request) (d oneAmendment, err error) {
	ctx := r.Context()
	id, err := param[ident.AmendmentKind](r, "amendment")
	if err != nil {
		return d, err
	}
	if err := need(ctx, auth.ViewAmendment); err != nil {
		return d, err
	}
	if d.Row, err = s.Amendment.Amendment(ctx, id); err != nil {
		return d, err
	}
	if d.file, err = s.Agreement.Running(ctx, d.Award, false); err != nil {
		return d, err
	}
	if d.preview, err = s.Amendment.Preview(ctx, id); err != nil {
		return d, err
	}
	who := []ident.Person{}
	for _, x := range d.Log {
		who = append(who, x.By)
	}
	if d.names, err = s.names(ctx, who...); err != nil {
		return d, err
	}
	d.viewer = func(p auth.Permission) bool { return auth.May(ctx, p, leadTarget(d.file)) }
	d.office = auth.May(ctx, auth.DraftAmendment, auth.Target{Program: d.file.Program})
	d.last = d.TermsNumber != nil && *d.TermsNumber == d.file.Current().Number
	return d, nil
}

func (s *Site) drawAmendment(w http.ResponseWriter, r *http.Request, a again) error {
	d, err := s.amendmentOf(r)
	if err != nil {
		return err
	}
	d.again = a
	p := s.page(r, "amendment.title")
	p.Title = p.Choice("amendment.kind", string(d.Kind)) + " · " + d.Name()
	if d.Counter() {
		p.Title = p.T("amendment.counter", "kind", p.Choice("amendment.kind", string(d.Kind))) + " · " + d.Name()
	}
	p.Eyebrow = d.AwardTitle
	p.Crumbs = append(amendmentCrumbs(p, d.file), view.Crumb{Label: p.T("amendment.title"), URL: amendmentsURL(d.Award)})
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return amendmentPage(p, d) })
}

// amendmentAct does what one form of an amendment's page asks for.
type amendmentAct func(r *http.Request, id ident.Amendment, q url.Values) error

func (s *Site) amendmentPost(verb string, do amendmentAct) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := param[ident.AmendmentKind](r, "amendment")
		if err != nil {
			return err
		}
		return s.posted(w, r, func(q url.Values) (string, string, error) {
			err := do(r, id, bare(q, verb+"."))
			return amendmentURL(id), s.page(r, "amendment.title").Choice("amendment.did", verb), under(withoutBars(err), verb+".")
		}, func(a again) error { return s.drawAmendment(w, r, a) })
	}
}

// withoutBars tells what rules forbid as a notice: the page lists the findings themselves.
func withoutBars(err error) error {
	if f := faultFields(err); len(f) > 0 && f[0].Path == f[0].Code {
		return fault.New(fault.Conflict, "amendment_barred", "Rules forbid it as it is; see what stands in the way.")
	}
	return err
}

func (s *Site) submitAmendment(r *http.Request, id ident.Amendment, q url.Values) error {
	if q.Get("read") != "on" {
		return fault.BadField("read", "not_certified", "Certify that you have read it and may sign for your museum.")
	}
	_, err := s.Amendment.Submit(r.Context(), amendment.SubmitInput{Amendment: id, Name: q.Get("name"), Title: q.Get("title"), ExpectedVersion: versionOf(q)})
	return err
}

func (s *Site) moveAmendment(v amendment.Verb) amendmentAct {
	return func(r *http.Request, id ident.Amendment, q url.Values) error {
		_, err := s.Amendment.Move(r.Context(), amendment.MoveInput{Amendment: id, Verb: v, Reason: q.Get("reason"), ExpectedVersion: versionOf(q)})
		return err
	}
}

func (s *Site) answerAmendment(r *http.Request, id ident.Amendment, q url.Values) error {
	on, err := dayTyped(q, "on")
	if err != nil {
		return err
	}
	_, err = s.Amendment.RecordAnswer(r.Context(), amendment.AnswerInput{
		Amendment: id, Approved: q.Get("answer") == "approved", On: on, Reference: q.Get("reference"), Reason: q.Get("reason"), ExpectedVersion: versionOf(q),
	})
	return err
}

func (s *Site) applyAmendment(r *http.Request, id ident.Amendment, q url.Values) error {
	_, err := s.Amendment.Apply(r.Context(), amendment.ApplyInput{Amendment: id, Hash: q.Get("hash")})
	return err
}

// undoAmendment drafts the counter-amendment and goes to it.
func (s *Site) undoAmendment(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.AmendmentKind](r, "amendment")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		row, err := s.Amendment.Undo(r.Context(), amendment.UndoInput{Amendment: id, Reason: q.Get("undo.reason")})
		if err != nil {
			return "", "", under(err, "undo.")
		}
		return amendmentURL(row.ID), s.page(r, "amendment.title").Choice("amendment.did", "undo"), nil
	}, func(a again) error { return s.drawAmendment(w, r, a) })
}

// amendmentLetter hands out the letter of an applied amendment to whoever may see it.
func (s *Site) amendmentLetter(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.AmendmentKind](r, "amendment")
	if err != nil {
		return err
	}
	if err := need(r.Context(), auth.ViewAmendment); err != nil {
		return err
	}
	row, err := s.Amendment.File(r.Context(), id)
	if err != nil {
		return err
	}
	return s.sendFile(w, r, row.Document)
}

// verifyAmendment answers for the letter of an amendment: what it is, and whether it was taken back since.
func (s *Site) verifyAmendment(w http.ResponseWriter, r *http.Request, typed string) error {
	found, err := s.Amendment.Verify(r.Context(), typed)
	if fault.Is(err, fault.NotFound) {
		return s.verifySigned(w, r, typed)
	}
	if err != nil {
		return err
	}
	paper, err := s.signedPaper(r.Context(), typed)
	if err != nil {
		return err
	}
	p := s.page(r, "public.verified.title")
	p.Crumbs = []view.Crumb{{Label: p.T("public.verify.title"), URL: "/verify"}}
	return s.show(w, r, http.StatusOK, p, verifiedAmendment(p, typed, found, paper))
}

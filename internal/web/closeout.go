package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/closeout"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// closeoutRoutes end an award, and list those that end.
func (s *Site) closeoutRoutes(r chi.Router) {
	r.Get("/closeouts", s.do(s.closeoutList))
	r.Get("/awards/{award}/closeout", s.do(s.closeoutPage))
	for verb, do := range map[string]closeoutAct{
		"suspend": s.suspendAward, "resume": s.resumeAward, "declare": s.declareProperty, "instruct": s.instructProperty, "receive_refund": s.receiveRefund,
		"certify": s.certifyCloseout, "hold": s.holdRecords, "lift": s.liftHold, "adjust": s.adjustAward, "decide": s.decideAdjustment,
	} {
		r.Post("/awards/{award}/closeout/"+verb, s.do(s.closeoutPost(verb, do)))
	}
	for _, v := range closeout.Verbs() {
		r.Post("/awards/{award}/closeout/"+string(v), s.do(s.closeoutPost(string(v), s.moveCloseout(v))))
	}
}

func closeoutURL(id ident.Award) string { return "/awards/" + id.String() + "/closeout" }

// closeoutList lists the awards that end or ended, for the office; others find their own there too.
func (s *Site) closeoutList(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewCloseout); err != nil {
		return err
	}
	q := r.URL.Query()
	f := closeout.Filter{State: closeout.State(q.Get("state")), Held: q.Get("held") == "on"}
	f.UnderWay = f.State == "" && !f.Held
	if f.State != "" && !slices.Contains(closeout.States(), f.State) {
		return fault.Missing("page")
	}
	c, err := s.Closeout.Closeouts(ctx, f, pageArgs(r, listed))
	if err != nil {
		return lost(err)
	}
	p := s.page(r, "closeout.queue")
	p.Lead, p.Crumbs = p.T("closeout.queue.lead"), []view.Crumb{{Label: p.T("award.awards"), URL: "/awards"}}
	g := pager(r, c.PageInfo)
	return s.show(w, r, http.StatusOK, p, closeoutListPage(p, f, c.Nodes, g))
}

// ending is the end of an award before somebody who may see it.
type ending struct {
	*closeout.Detail
	names  map[ident.Person]string
	viewer func(auth.Permission) bool
	own    func(auth.Permission) bool // of the lead museum
	who    ident.Person
	again
}

func (d ending) url(verb string) string { return closeoutURL(d.File.Award) + "/" + verb }

func (d ending) version() string {
	if d.Closeout == nil {
		return ""
	}
	return strconv.Itoa(d.Closeout.Version)
}

// may tells whether the viewer may take a step and the table of moves lets the award take it now.
func (d ending) may(p auth.Permission, verb string) bool {
	if d.Closeout == nil || !d.viewer(p) {
		return false
	}
	_, err := duty.CloseoutMoves().Step(string(d.Closeout.State), verb)
	return err == nil
}

// lives tells whether the award itself can take a step now.
func (d ending) lives(verb string) bool {
	_, err := closeout.LifeMoves().Step(string(d.File.State), verb)
	return err == nil && d.viewer(auth.SuspendAward)
}

// confirms tells whether a closing was asked for that the viewer may confirm: somebody else asked.
func (d ending) confirms(verb string) bool {
	return d.Waits() == verb && d.may(auth.ConfirmClose, verb) && d.Steps[len(d.Steps)-1].By != d.who
}

func (s *Site) closeoutPage(w http.ResponseWriter, r *http.Request) error {
	return s.drawCloseout(w, r, again{})
}

func (s *Site) drawCloseout(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	id, err := param[ident.AwardKind](r, "award")
	if err != nil {
		return err
	}
	if err := need(ctx, auth.ViewCloseout); err != nil {
		return err
	}
	d := ending{again: a, who: auth.Who(ctx).Person}
	if d.Detail, err = s.Closeout.Closeout(ctx, id); err != nil {
		return err
	}
	who := []ident.Person{}
	for _, x := range slices.Concat(d.Steps, d.Life) {
		if !x.By.IsZero() {
			who = append(who, x.By)
		}
	}
	for _, x := range d.Holds {
		who = append(who, x.SetBy)
	}
	if d.names, err = s.names(ctx, who...); err != nil {
		return err
	}
	d.viewer = func(p auth.Permission) bool { return auth.May(ctx, p, d.File.Target()) }
	d.own = func(p auth.Permission) bool {
		return auth.May(ctx, p, auth.Target{Organizations: []ident.Organization{d.File.Lead().Organization}})
	}
	p := s.page(r, "closeout.title")
	p.Eyebrow, p.Lead, p.Crumbs = d.File.Number+" · "+d.File.Title, p.T("closeout.lead"), awardCrumbs(p, d.File)
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return closeoutPage(p, d) })
}

// closeoutAct does what one form of the page asks for.
type closeoutAct func(r *http.Request, id ident.Award, q url.Values) error

func (s *Site) closeoutPost(verb string, do closeoutAct) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := param[ident.AwardKind](r, "award")
		if err != nil {
			return err
		}
		return s.posted(w, r, func(q url.Values) (string, string, error) {
			err := do(r, id, bare(q, verb+"."))
			return closeoutURL(id), s.page(r, "closeout.title").Choice("closeout.did", verb), under(withoutItems(err), verb+".")
		}, func(a again) error { return s.drawCloseout(w, r, a) })
	}
}

// withoutItems tells what is missing as a notice: the page lists the items themselves.
func withoutItems(err error) error {
	if f := faultFields(err); len(f) > 0 && strings.HasPrefix(f[0].Code, "closeout_") {
		return fault.New(fault.Conflict, "closeout_missing", "Something is still missing; see what.")
	}
	return err
}

func (s *Site) moveCloseout(v closeout.Verb) closeoutAct {
	return func(r *http.Request, id ident.Award, q url.Values) error {
		_, err := s.Closeout.Move(r.Context(), closeout.MoveInput{Award: id, Verb: v, Reason: q.Get("reason"), ExpectedVersion: versionOf(q)})
		return err
	}
}

func (s *Site) suspendAward(r *http.Request, id ident.Award, q url.Values) error {
	_, err := s.Closeout.Suspend(r.Context(), closeout.SuspendInput{Award: id, Reason: q.Get("reason")})
	return err
}

func (s *Site) resumeAward(r *http.Request, id ident.Award, q url.Values) error {
	_, err := s.Closeout.Resume(r.Context(), closeout.SuspendInput{Award: id, Reason: q.Get("reason")})
	return err
}

// equipmentRows is how many rows of equipment the form shows at least beside those that are filled in.
const equipmentRows = 3

func (s *Site) declareProperty(r *http.Request, id ident.Award, q url.Values) error {
	in := closeout.DeclareInput{Award: id, Supplies: q.Get("supplies"), ExpectedVersion: versionOf(q)}
	var rows []string // of the form, by the order in which they are filled in
	for i := 1; q.Has("equipment." + strconv.Itoa(i) + ".name"); i++ {
		at := "equipment." + strconv.Itoa(i)
		name, value := strings.TrimSpace(q.Get(at+".name")), strings.TrimSpace(q.Get(at+".value"))
		if name != "" || value != "" {
			rows = append(rows, at)
			in.Equipment = append(in.Equipment, closeout.ThingInput{Name: name, Value: value})
		}
	}
	_, err := s.Closeout.Declare(r.Context(), in)
	return renamed(err, func(path string) string {
		for i, at := range rows {
			if after, is := strings.CutPrefix(path, "equipment."+strconv.Itoa(i+1)+"."); is {
				return at + "." + after
			}
		}
		return path
	})
}

func (s *Site) instructProperty(r *http.Request, id ident.Award, q url.Values) error {
	_, err := s.Closeout.Instruct(r.Context(), closeout.InstructInput{Award: id, Instruction: q.Get("instruction"), ExpectedVersion: versionOf(q)})
	return err
}

func (s *Site) receiveRefund(r *http.Request, id ident.Award, q url.Values) error {
	on, err := dayTyped(q, "on")
	if err != nil {
		return err
	}
	_, err = s.Closeout.ReceiveRefund(r.Context(), closeout.SettleInput{Award: id, Amount: q.Get("amount"), On: on, Reference: q.Get("reference"), ExpectedVersion: versionOf(q)})
	return err
}

func (s *Site) certifyCloseout(r *http.Request, id ident.Award, q url.Values) error {
	if q.Get("read") != "on" {
		return fault.BadField("read", "not_certified", "Certify that you have read it and may sign for your museum.")
	}
	_, err := s.Closeout.Certify(r.Context(), closeout.CertifyInput{Award: id, Name: q.Get("name"), Title: q.Get("title"), ExpectedVersion: versionOf(q)})
	return err
}

func (s *Site) holdRecords(r *http.Request, id ident.Award, q url.Values) error {
	from, err := dayTyped(q, "from")
	if err != nil {
		return err
	}
	_, err = s.Closeout.PlaceHold(r.Context(), closeout.HoldInput{Award: id, Kind: closeout.HoldKind(q.Get("kind")), Reason: q.Get("reason"), From: from})
	return err
}

func (s *Site) liftHold(r *http.Request, _ ident.Award, q url.Values) error {
	id, err := ident.Parse[ident.HoldKind](q.Get("hold"))
	if err != nil {
		return fault.Missing("hold")
	}
	_, err = s.Closeout.LiftHold(r.Context(), closeout.LiftInput{Hold: id, Reason: q.Get("reason")})
	return err
}

func (s *Site) adjustAward(r *http.Request, id ident.Award, q url.Values) error {
	_, err := s.Closeout.Adjust(r.Context(), closeout.AdjustInput{
		Award: id, Kind: closeout.AdjustmentKind(q.Get("kind")), Category: budget.Category(q.Get("category")), Amount: q.Get("amount"), Reason: q.Get("reason"), Reference: q.Get("reference"),
	})
	return err
}

func (s *Site) decideAdjustment(r *http.Request, _ ident.Award, q url.Values) error {
	id, err := ident.Parse[ident.AdjustmentKind](q.Get("adjustment"))
	if err != nil {
		return fault.Missing("adjustment")
	}
	_, err = s.Closeout.Decide(r.Context(), closeout.DecideInput{Adjustment: id, Confirm: q.Get("answer") == "confirm", Reason: q.Get("reason")})
	return err
}

package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// slateDesk is the funding line of a cycle; view is nil before a slate was drafted.
type slateDesk struct {
	cycle    *program.Detail
	view     *award.SlateView
	rankings []*review.Ranking
	rule     *award.DecisionRule
	answers  []*award.Concurrence // of the funder
	minority []*award.MinorityReport
	plan     *award.Approval // what approving would do, for who may
	names    map[ident.Person]string
	may      func(auth.Permission) bool
	reads    bool // may open the proposals themselves
	again
}

func (s *Site) slatePage(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	return s.drawSlate(w, r, id, again{})
}

func (s *Site) drawSlate(w http.ResponseWriter, r *http.Request, id ident.Cycle, a again) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewSlate); err != nil {
		return err
	}
	d, err := s.slateDesk(ctx, id)
	if err != nil {
		return err
	}
	d.again = a
	p := s.page(r, "award.slate.title")
	p.Eyebrow, p.Wide = d.cycle.Title, true
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}, {Label: d.cycle.Title, URL: cycleURL(id)}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return slateDeskPage(p, d) })
}

func (s *Site) slateDesk(ctx context.Context, id ident.Cycle) (d slateDesk, err error) {
	if d.cycle, err = s.Program.Cycle(ctx, id); err != nil {
		return d, err
	}
	d.may = func(perm auth.Permission) bool { return auth.May(ctx, perm, auth.Target{Program: d.cycle.Program}) }
	d.reads = d.may(auth.ViewApplication)
	d.view, err = s.Award.SlateOf(ctx, id)
	if fault.Is(err, fault.NotFound) {
		d.rankings, err = s.Review.Rankings(ctx, id)
		return d, err
	}
	if err != nil {
		return d, err
	}
	sl := d.view.Slate
	if d.names, err = s.names(ctx, sl.RecommendedBy, sl.ProposedBy, sl.ApprovedBy, sl.ConcurredBy); err != nil {
		return d, err
	}
	if d.rule, err = s.Award.DecisionRule(ctx, id); err != nil {
		return d, err
	}
	if d.answers, err = s.Award.Concurrences(ctx, sl.ID); err != nil {
		return d, err
	}
	if d.may(auth.ReadMinority) {
		if d.minority, err = s.Award.MinorityReports(ctx, id); err != nil {
			return d, err
		}
		who := []ident.Person{sl.RecommendedBy, sl.ProposedBy, sl.ApprovedBy, sl.ConcurredBy}
		for _, m := range d.minority {
			who = append(who, m.Author)
		}
		if d.names, err = s.names(ctx, who...); err != nil {
			return d, err
		}
	}
	if sl.State == award.SlateProposed && d.may(auth.ApproveSlate) {
		d.plan, err = s.Award.ApproveSlate(ctx, award.ApproveSlateInput{Slate: sl.ID, DryRun: true})
		if fault.Is(err, fault.Forbidden) || fault.Is(err, fault.Conflict) {
			return d, nil // the button is not theirs; pressing it would say why
		}
	}
	return d, err
}

// url is the address of a part of the slate's page.
func (d slateDesk) url(part string) string { return cycleURL(d.cycle.ID) + "/slate" + part }

func (d slateDesk) version() string { return strconv.Itoa(d.view.Slate.Version) }

// money is the funding line as a meter: what is committed of what there is.
func (d slateDesk) money(p view.Page) view.Share {
	all := d.view.Free
	if d.made() {
		all = all.Add(d.view.Committed)
	}
	return view.Share{
		Label: p.T("award.money"), Value: float64(d.view.Committed.Minor), Max: float64(max(all.Minor, d.view.Committed.Minor, 1)),
		Text: p.T("award.money.of", "committed", p.Money(d.view.Committed), "all", p.Money(all), "left", p.Money(all.Sub(d.view.Committed))),
	}
}

// made tells whether the slate's awards are made.
func (d slateDesk) made() bool { return d.view.Slate.ApprovedAt != nil && !d.waitsForFunder() }

// waitsForFunder tells whether the slate is approved and the funder has not answered.
func (d slateDesk) waitsForFunder() bool {
	return d.view.Slate.State == award.SlateApproved && d.rule.Concurrence
}

// proposable tells whether the slate can go to the director now, by this reader.
func (d slateDesk) proposable() bool {
	if d.rule.Recommendation {
		return d.view.Slate.State == award.SlateRecommended && d.may(auth.ProposeSlate)
	}
	return d.editable()
}

// returnable tells whether this reader can put the slate back to draft.
func (d slateDesk) returnable() bool {
	return d.view.Slate.State == award.SlateProposed && d.may(auth.ApproveSlate) || d.view.Slate.State == award.SlateRecommended && d.may(auth.ProposeSlate)
}

// short tells whether the slate promises more than there is.
func (d slateDesk) short() bool {
	return !d.made() && d.view.Free.Less(d.view.Committed)
}

func decisionTone(d award.Decision) view.Tone {
	switch d {
	case award.ToAward:
		return view.Good
	case award.ToAlternate:
		return view.Waiting
	}
	return view.Neutral
}

// table is the slate in rank order; while it is a draft each line can be changed.
func (d slateDesk) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("award.slate.title"), HideCaption: true, Stacked: true,
		Columns: []view.Column{
			{Title: p.T("officer.placed")},
			{Title: p.T("award.museums")},
			{Title: p.T("award.mean"), Numeric: true},
			{Title: p.T("award.requested"), Numeric: true},
			{Title: p.T("award.decision")},
			{Title: p.T("award.amount"), Numeric: true},
			{Title: p.T("award.why")},
		},
		Foot: []view.Row{{Cells: []templ.Component{
			view.Text(p.T("award.total")), view.Text(""), view.Text(""), view.Text(""), view.Text(""), view.Cash(p, d.view.Committed), view.Text(""),
		}}},
	}
	for _, r := range d.view.Rows {
		if r.SupersededAt == nil {
			t.Rows = append(t.Rows, d.row(p, r))
		}
	}
	return t
}

func (d slateDesk) row(p view.Page, r *award.SlateRow) view.Row {
	amount := view.Text("–")
	if r.Decision == award.ToAward {
		amount = view.Cash(p, r.Amount())
	}
	out := view.Row{Key: r.ID.String(), Cells: []templ.Component{
		cell(placed(r.Place), d.title(r), quietLine(r.Number)),
		cell(institutionLine(r.LeadName, r.LeadState.Name()), view.Quiet(r.Partners)), milli(p, first(r.NormalizedMilli, r.RawMilli)),
		view.Cash(p, r.Requested()), slateDecision(p, d, r), amount, slateReason(p, r, d.view.Reasons),
	}}
	if r.Departs {
		out.Mark = view.Warning
	}
	return out
}

// title leads to the proposal, for who may open it.
func (d slateDesk) title(r *award.SlateRow) templ.Component {
	if !d.reads {
		return view.Name(r.Title, "")
	}
	return view.NameLink(r.Title, "", "/office/applications/"+r.Application.String())
}

func first(n ...*int) *int {
	for _, one := range n {
		if one != nil {
			return one
		}
	}
	return nil
}

// editable tells whether lines can be changed now, by this reader.
func (d slateDesk) editable() bool {
	return d.view.Slate.State == award.SlateDraft && d.may(auth.ProposeSlate)
}

// offerable tells whether an alternate can be offered what is left.
func (d slateDesk) offerable(r *award.SlateRow) bool {
	return d.made() && r.Decision == award.ToAlternate && d.may(auth.OfferAward)
}

func decisions(p view.Page) []view.Option {
	return worded(p, "award.decision", []award.Decision{award.ToAward, award.ToAlternate, award.ToDecline})
}

// onSlate runs one form of the slate's page and comes back to it.
func (s *Site) onSlate(w http.ResponseWriter, r *http.Request, do func(context.Context, view.Page, *award.Slate, url.Values) (string, error)) error {
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		found, err := s.Award.SlateOf(r.Context(), id)
		if err != nil {
			return "", "", err
		}
		words, err := do(r.Context(), s.page(r, "award.slate.title"), found.Slate, q)
		return cycleURL(id) + "/slate", words, err
	}, func(a again) error { return s.drawSlate(w, r, id, a) })
}

func (s *Site) draftSlate(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.CycleKind](r, "cycle")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		in := award.DraftSlateInput{Cycle: id}
		if n, ok := number(q.Get("alternates")); ok {
			in.Alternates = &n
		}
		if q.Get("scenario") != "" {
			var err error
			if in.Scenario, err = idOf[ident.LineScenarioKind](q, "scenario"); err != nil {
				return "", "", err
			}
		}
		_, err := s.Award.DraftSlate(r.Context(), in)
		return cycleURL(id) + "/slate", s.page(r, "award.slate.title").T("award.drafted"), err
	}, func(a again) error { return s.drawSlate(w, r, id, a) })
}

func (s *Site) editSlateLine(w http.ResponseWriter, r *http.Request) error {
	return s.onSlate(w, r, func(ctx context.Context, p view.Page, _ *award.Slate, q url.Values) (string, error) {
		line, err := param[ident.SlateLineKind](r, "line")
		if err != nil {
			return "", err
		}
		suffix := "." + line.String()
		_, err = s.Award.EditSlateLine(ctx, award.EditSlateLineInput{
			Line: line, Decision: award.Decision(q.Get("decision" + suffix)), Amount: q.Get("amount" + suffix), Reason: q.Get("reason" + suffix), Codes: codesOf(q["codes"+suffix]), ExpectedVersion: versionOf(q),
		})
		return p.T("award.edited"), renamed(err, func(path string) string { return path + suffix })
	})
}

func (s *Site) offerAlternate(w http.ResponseWriter, r *http.Request) error {
	return s.onSlate(w, r, func(ctx context.Context, p view.Page, _ *award.Slate, q url.Values) (string, error) {
		line, err := param[ident.SlateLineKind](r, "line")
		if err != nil {
			return "", err
		}
		suffix := "." + line.String()
		made, err := s.Award.Offer(ctx, award.OfferInput{Line: line, Amount: q.Get("amount" + suffix), Reason: q.Get("reason" + suffix), ExpectedVersion: versionOf(q)})
		if err != nil {
			return "", renamed(err, func(path string) string { return path + suffix })
		}
		return p.T("award.offered", "number", made.Number, "amount", p.Money(*made.Amount())), nil
	})
}

func (s *Site) proposeSlate(w http.ResponseWriter, r *http.Request) error {
	return s.onSlate(w, r, func(ctx context.Context, p view.Page, sl *award.Slate, q url.Values) (string, error) {
		_, err := s.Award.ProposeSlate(ctx, award.ProposeSlateInput{Slate: sl.ID, Note: q.Get("note"), ExpectedVersion: versionOf(q)})
		return p.T("award.proposed"), renamed(err, func(path string) string {
			if line, ok := strings.CutPrefix(path, "lines."); ok {
				if id, ok := strings.CutSuffix(line, ".codes"); ok {
					return "codes." + id
				}
				return "reason." + strings.TrimSuffix(line, ".reason")
			}
			return path
		})
	})
}

func (s *Site) approveSlate(w http.ResponseWriter, r *http.Request) error {
	return s.onSlate(w, r, func(ctx context.Context, p view.Page, sl *award.Slate, q url.Values) (string, error) {
		done, err := s.Award.ApproveSlate(ctx, award.ApproveSlateInput{Slate: sl.ID, ExpectedVersion: versionOf(q)})
		if err != nil {
			return "", err
		}
		return p.N("award.approved", len(done.Awards), "committed", p.Money(done.Committed), "free", p.Money(done.Free)), nil
	})
}

func (s *Site) returnSlate(w http.ResponseWriter, r *http.Request) error {
	return s.onSlate(w, r, func(ctx context.Context, p view.Page, sl *award.Slate, q url.Values) (string, error) {
		_, err := s.Award.ReturnSlate(ctx, award.ReturnSlateInput{Slate: sl.ID, Reason: q.Get("return.reason"), ExpectedVersion: versionOf(q)})
		return p.T("award.returned"), under(err, "return.")
	})
}

// usual is the amount a line would award when nothing else is typed.
func usual(r *award.SlateRow) string {
	if r.Decision == award.ToAward {
		return r.Amount().Decimal()
	}
	return money.New(r.RequestedMinor, r.Currency).Decimal()
}

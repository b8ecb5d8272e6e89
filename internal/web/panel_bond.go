package web

import (
	"context"
	"net/http"
	"net/mail"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/chart"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/interest"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// bonds is what ties people to proposals, as a picture and a table.
type bonds struct {
	panel     *review.Panel
	cycle     *program.Detail
	proposals []*review.GraphProposal
	edges     []*review.GraphEdge
	names     map[ident.Person]string
	order     []ident.Person
	candidate *review.CandidateConflicts // on the page of somebody who is not on the panel
	typed     string                     // who was asked for
	email     string                     // of the candidate, or of somebody nobody knows
	terms     *review.PanelTerms
	record    *review.Record // of the candidate on earlier panels
	again
}

func (d bonds) url(part string) string { return "/office/panels/" + d.panel.ID.String() + part }

func (s *Site) panelBonds(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	d, err := s.bondsOf(ctx, r)
	if err != nil {
		return err
	}
	g, err := s.Review.ConflictGraph(ctx, d.panel.ID)
	if err != nil {
		return err
	}
	d.proposals, d.edges = g.Proposals, g.Edges
	for _, m := range g.Members {
		d.order, d.names[m.Person] = append(d.order, m.Person), m.Name
	}
	p := s.page(r, "bonds.title")
	p.Eyebrow, p.Lead = d.panel.Name, p.T("bonds.lead")
	p.Crumbs = d.crumbs(p)
	return s.show(w, r, http.StatusOK, p, bondsPage(p, d))
}

func (s *Site) bondsOf(ctx context.Context, r *http.Request) (d bonds, err error) {
	if err := need(ctx, auth.ViewConflicts); err != nil {
		return d, err
	}
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return d, err
	}
	if d.panel, err = s.Review.Panel(ctx, id); err != nil {
		return d, err
	}
	d.names = map[ident.Person]string{}
	d.cycle, err = s.Program.Cycle(ctx, d.panel.Cycle)
	return d, err
}

func (d bonds) crumbs(p view.Page) []view.Crumb {
	return []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}, {Label: d.cycle.Title, URL: cycleURL(d.cycle.ID)}, {Label: d.panel.Name, URL: d.url("")}}
}

// panelCandidate says what would bind somebody before they are asked.
func (s *Site) panelCandidate(w http.ResponseWriter, r *http.Request) error {
	return s.drawCandidate(w, r, r.URL.Query().Get("person"), again{})
}

func (s *Site) drawCandidate(w http.ResponseWriter, r *http.Request, who string, a again) error {
	ctx := r.Context()
	d, err := s.bondsOf(ctx, r)
	if err != nil {
		return err
	}
	p := s.page(r, "bonds.candidate")
	p.Eyebrow, p.Lead = d.panel.Name, p.T("bonds.candidate.lead")
	p.Crumbs = d.crumbs(p)
	if d.typed, d.again = strings.TrimSpace(who), a; d.typed == "" {
		return s.draw(w, r, p, a, func(p view.Page) templ.Component { return candidatePage(p, d) })
	}
	if err := s.candidate(ctx, &d); err != nil {
		if k := fault.KindOf(err); k != fault.Invalid {
			return err
		}
		if a.err == nil {
			a = after(r, err)
			a.typed = url.Values{"person": {d.typed}}
		}
		return s.draw(w, r, p, a, func(p view.Page) templ.Component { return candidatePage(p, d) })
	}
	if p.Title = d.email; d.candidate != nil {
		p.Title = d.candidate.Name
	}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return candidatePage(p, d) })
}

// candidate is somebody known, or an address that nobody is known by.
func (s *Site) candidate(ctx context.Context, d *bonds) (err error) {
	if d.terms, err = s.Review.PanelTerms(ctx, d.panel.ID); err != nil {
		return err
	}
	who, err := s.personTyped(ctx, url.Values{"person": {d.typed}}, "person")
	if fault.HasCode(err, "no_person") && address(d.typed) {
		d.email = strings.ToLower(d.typed)
		return nil
	}
	if err != nil {
		return err
	}
	c, err := s.Review.Candidate(ctx, review.CandidateInput{Panel: d.panel.ID, Person: who})
	if err != nil {
		return err
	}
	if d.record, err = s.Review.RecordOf(ctx, who); err != nil {
		return err
	}
	d.candidate, d.proposals, d.edges, d.email = c, c.Proposals, c.Edges, c.Email
	d.order, d.names[who] = []ident.Person{who}, c.Name
	return nil
}

// mayInvite tells whether the reader forms the panel and somebody could still join it.
func (d bonds) mayInvite(ctx context.Context) bool {
	return d.panel.State != review.Locked && d.panel.State != review.Ranked && auth.May(ctx, auth.FormPanel, auth.Target{Program: d.cycle.Program, Panel: d.panel.ID})
}

// address tells whether a text is one plain e-mail address.
func address(text string) bool {
	a, err := mail.ParseAddress(text)
	return err == nil && a.Name == "" && strings.EqualFold(a.Address, text)
}

// onPanel tells whether the candidate sits on the panel already.
func (d bonds) onPanel() bool {
	return slices.ContainsFunc(d.panel.Members, func(m *review.PanelMember) bool { return m.Person == d.candidate.Person && m.LeftAt == nil })
}

// picture is who and what has a bond, with a curve for each.
func (d bonds) picture(p view.Page) view.Chart {
	var people []ident.Person
	var apps []ident.Application
	var left, right []string
	for _, who := range d.order {
		if slices.ContainsFunc(d.edges, func(e *review.GraphEdge) bool { return e.Person == who }) {
			people, left = append(people, who), append(left, d.names[who])
		}
	}
	for _, x := range d.proposals {
		if slices.ContainsFunc(d.edges, func(e *review.GraphEdge) bool { return e.Application == x.Application }) {
			apps, right = append(apps, x.Application), append(right, x.Number)
		}
	}
	var links []chart.Bond
	for _, e := range d.edges {
		links = append(links, chart.Bond{From: slices.Index(people, e.Person), To: slices.Index(apps, e.Application), Broken: e.Lifted, Title: d.names[e.Person] + ": " + edgeText(p, e)})
	}
	links = slices.DeleteFunc(links, func(b chart.Bond) bool { return b.From < 0 || b.To < 0 })
	title := p.T("bonds.picture")
	return view.Chart{Title: title, Note: p.T("bonds.picture.note"), Table: d.table(p), Open: true, SVG: chart.Bonds(720, left, right, links).SVG("bonds", title, p.T("bonds.picture.note"))}
}

func (d bonds) number(id ident.Application) string {
	i := slices.IndexFunc(d.proposals, func(x *review.GraphProposal) bool { return x.Application == id })
	if i < 0 {
		return ""
	}
	return d.proposals[i].Number
}

func (d bonds) table(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("bonds.table"), Stacked: true,
		Columns: []view.Column{{Title: p.T("bonds.person")}, {Title: p.T("bonds.proposal")}, {Title: p.T("bonds.kind")}, {Title: p.T("bonds.path")}, {Title: p.T("bonds.state")}},
		Empty:   view.Empty{Title: p.T("bonds.none"), Text: p.T("bonds.none.text")},
	}
	for _, e := range d.edges {
		state := view.Status(view.Badge{Label: p.T("bonds.binds"), Tone: view.Warning})
		if e.Lifted {
			state = view.Status(view.Badge{Label: p.T("bonds.lifted")})
		}
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			view.Name(d.names[e.Person], ""), view.Link(d.number(e.Application), "/office/applications/"+e.Application.String()),
			cell(view.Text(p.Choice("bonds.kind", string(e.Kind))), quietLine(p.Choice("bonds.source", string(e.Source)))), view.Text(edgeText(p, e)), state,
		}})
	}
	return t
}

// edgeText is how somebody is bound, in the reader's language; what somebody wrote stays as it was written.
func edgeText(p view.Page, e *review.GraphEdge) string {
	if len(e.Path) == 0 {
		return e.Words
	}
	return pathText(p, e.Path)
}

func pathText(p view.Page, path []interest.Step) string {
	out := make([]string, len(path))
	for i, x := range path {
		out[i] = p.T(stepKeys()[x.Is], "to", x.To, "where", x.Where)
		if !x.Until.IsZero() {
			out[i] = p.T("bonds.until", "what", out[i], "day", p.Date(x.Until))
		}
	}
	return strings.Join(out, " → ")
}

// stepKeys are the words of each relation of a path.
func stepKeys() map[interest.Relation]catalog.Key {
	return map[interest.Relation]catalog.Key{
		interest.WorksAt:    "bonds.step.employment",
		interest.OnBoardOf:  "bonds.step.board",
		interest.PaidBy:     "bonds.step.paid_work",
		interest.InvestedIn: "bonds.step.financial",
		interest.KinOf:      "bonds.step.family",
		interest.WroteWith:  "bonds.step.co_author",
		interest.TaughtOf:   "bonds.step.teaching",
		interest.PartnerIn:  "bonds.step.partner_in",
		interest.PartnerOf:  "bonds.step.past_partner",
		interest.ParentOf:   "bonds.step.parent_of",
		interest.PartOf:     "bonds.step.part_of",
		interest.Wrote:      "bonds.step.wrote",
		interest.HandedIn:   "bonds.step.handed_in",
		interest.Applies:    "bonds.step.applies",
		interest.Signed:     "bonds.step.signed",
		interest.Spoke:      "bonds.step.endorsed",
		interest.NamedIn:    "bonds.step.named_in",
		interest.MailIn:     "bonds.step.mail_in",
		interest.MailOf:     "bonds.step.mail_of",
		interest.DomainIn:   "bonds.step.domain_in",
	}
}

// reliability is the figures of somebody's record on panels.
func reliability(p view.Page, x *review.Record) []view.Fact {
	figure := func(term string, n int) view.Fact { return view.Fact{Term: term, Value: view.Text(p.Number(int64(n)))} }
	return []view.Fact{
		figure(p.T("bonds.record.panels"), x.Panels), figure(p.T("bonds.record.assigned"), x.Assigned), figure(p.T("bonds.record.handed_in"), x.HandedIn),
		figure(p.T("bonds.record.on_time"), x.OnTime), figure(p.T("bonds.record.late_days"), x.LateDays), figure(p.T("bonds.record.missing"), x.Missing),
		figure(p.T("bonds.record.late_found"), x.LateFound),
	}
}

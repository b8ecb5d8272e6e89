package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// peopleRoutes are who is asked to sit on panels, what they sign and what they are paid.
func (s *Site) peopleRoutes(r chi.Router) {
	r.Get("/office/panels/{panel}/people", s.do(s.panelPeople))
	r.Post("/office/panels/{panel}/terms", s.do(s.setTerms))
	r.Post("/office/panels/{panel}/invitations", s.do(s.inviteToPanel))
	r.Post("/office/panels/{panel}/invitations/withdraw", s.do(s.withdrawSeat))
	r.Get("/office/panels/{panel}/honoraria", s.do(s.panelHonoraria))
	r.Post("/office/panels/{panel}/honoraria/pay", s.do(s.payHonorarium))
	r.Post("/office/panels/{panel}/honoraria/leave", s.do(s.leaveHonorarium))
	r.Get("/office/honoraria", s.do(s.feePanels))
	r.Get("/office/cycles/{cycle}/pool", s.do(s.reviewerPool))
	r.Post("/office/cycles/{cycle}/pool", s.do(s.addToPool))
	r.Post("/office/cycles/{cycle}/pool/remove", s.do(s.removeFromPool))
	r.Get("/office/cycles/{cycle}/confidentiality", s.do(s.statements))
	r.Post("/office/cycles/{cycle}/confidentiality", s.do(s.publishStatement))
	r.Get("/seats/{token}", s.do(s.seatPage))
	r.Post("/seats/{token}", s.do(s.answerSeat))
	r.Get(reviewingURL, s.do(s.reviewing))
	r.Post(reviewingURL, s.do(s.setReviewing))
	r.Post(reviewingURL+"/invitations", s.do(s.answerOwn))
}

func poolURL(c ident.Cycle) string { return cycleURL(c) + "/pool" }

func promiseURL(c ident.Cycle) string { return cycleURL(c) + "/confidentiality" }

// peopleDesk is who sits on a panel and who was asked, with its terms.
type peopleDesk struct {
	panel   *review.Panel
	cycle   *program.Detail
	asked   []*review.PanelInvitation
	terms   *review.PanelTerms
	signed  []*review.ConfidentialitySignature // newest first
	current *review.ConfidentialityStatement
	may     bool // form the panel
	again
}

func (d peopleDesk) url(part string) string { return "/office/panels/" + d.panel.ID.String() + part }

func (s *Site) panelPeople(w http.ResponseWriter, r *http.Request) error {
	return s.drawPeople(w, r, again{})
}

func (s *Site) drawPeople(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	if err := need(ctx, auth.ViewPool); err != nil {
		return err
	}
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	d, err := s.peopleDesk(ctx, id)
	if err != nil {
		return err
	}
	d.again = a
	p := s.page(r, "pool.people")
	p.Eyebrow, p.Lead = d.panel.Name, p.T("pool.people.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("officer.home"), URL: "/office"}, {Label: d.cycle.Title, URL: cycleURL(d.cycle.ID)}, {Label: d.panel.Name, URL: d.url("")}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return panelPeoplePage(p, d) })
}

func (s *Site) peopleDesk(ctx context.Context, id ident.Panel) (d peopleDesk, err error) {
	if d.panel, err = s.Review.Panel(ctx, id); err != nil {
		return d, err
	}
	if d.cycle, err = s.Program.Cycle(ctx, d.panel.Cycle); err != nil {
		return d, err
	}
	if d.asked, err = s.Review.PanelInvitations(ctx, id); err != nil {
		return d, err
	}
	if d.terms, err = s.Review.PanelTerms(ctx, id); err != nil {
		return d, err
	}
	if d.signed, err = s.Review.Signatures(ctx, id); err != nil {
		return d, err
	}
	if d.current, err = s.Review.StatementFor(ctx, id); err != nil {
		return d, err
	}
	d.may = d.panel.State != review.Locked && d.panel.State != review.Ranked && auth.May(ctx, auth.FormPanel, auth.Target{Program: d.cycle.Program, Panel: id})
	return d, nil
}

// signature is what a member signed last; nil for nothing.
func (d peopleDesk) signature(who ident.Person) *review.ConfidentialitySignature {
	i := slices.IndexFunc(d.signed, func(g *review.ConfidentialitySignature) bool { return g.Person == who })
	if i < 0 {
		return nil
	}
	return d.signed[i]
}

func (d peopleDesk) members(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("officer.panel.members"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("officer.person")}, {Title: p.T("pool.load"), Numeric: true}, {Title: p.T("pool.knows")}, {Title: p.T("pool.signed")}},
		Empty:   view.Empty{Title: p.T("pool.members.none"), Text: p.T("pool.members.none.text")},
	}
	for _, m := range d.panel.Members {
		if m.LeftAt != nil {
			continue
		}
		name := view.Name(m.Name, "")
		if m.Chair {
			name = cell(name, quietLine(p.T("officer.member.chair")))
		}
		t.Rows = append(t.Rows, view.Row{Key: m.ID.String(), Cells: []templ.Component{
			name, view.Text(loadText(p, m.LoadLimit)), view.Text(skillList(p, d.cycle, m.Skills)), signedCell(p, d.signature(m.Person)),
		}})
	}
	return t
}

func loadText(p view.Page, n *int) string {
	if n == nil {
		return p.T("pool.load.any")
	}
	return p.Number(int64(*n))
}

// signedCell is the version a member signed and when, or that they have not signed what is in force.
func signedCell(p view.Page, g *review.ConfidentialitySignature) templ.Component {
	switch {
	case g == nil:
		return view.Status(view.Badge{Label: p.T("pool.signed.not"), Tone: view.Waiting})
	case !g.InForce:
		return cell(view.Status(view.Badge{Label: p.T("pool.signed.again"), Tone: view.Waiting}), quietLine(p.T("pool.signed.was", "version", g.Version)))
	}
	return cell(view.Text(p.T("pool.version", "n", g.Version)), signedAt(p, g))
}

func (d peopleDesk) invitations(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("pool.asked"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("pool.whom")}, {Title: p.T("pool.state")}, {Title: p.T("pool.sent")}, {Title: p.T("pool.until")}, {Title: p.T("pool.words")}, {Title: p.T("pool.change"), Hidden: true}},
		Empty:   view.Empty{Title: p.T("pool.asked.none"), Text: p.T("pool.asked.none.text")},
	}
	for _, i := range d.asked {
		whom, sent := view.Text(i.Email), view.Moment(p, i.InvitedAt, nil)
		if i.Name != "" {
			whom = cell(view.Name(i.Name, ""), quietLine(i.Email))
		}
		if i.RemindedAt != nil {
			sent = cell(sent, quietLine(p.T("pool.reminded", "day", p.Day(*i.RemindedAt))))
		}
		act := view.Text("")
		if d.may && i.State == review.InvitationSent {
			act = withdrawSeat(p, d, i)
		}
		t.Rows = append(t.Rows, view.Row{Key: i.ID.String(), Cells: []templ.Component{
			whom, view.Status(seatBadge(p, i.State)), sent, view.Moment(p, i.ExpiresAt, nil), view.Name(i.Reason, ""), act,
		}})
	}
	return t
}

func seatBadge(p view.Page, s review.InvitationState) view.Badge {
	tone := view.Neutral
	switch s {
	case review.InvitationSent:
		tone = view.Waiting
	case review.InvitationAccepted:
		tone = view.Good
	case review.InvitationDeclined, review.InvitationExpired:
		tone = view.Warning
	}
	return view.Badge{Label: p.Choice("pool.state", string(s)), Tone: tone}
}

// feeText is what the work is paid, in words.
func feeText(p view.Page, fee money.Money, per review.FeePer) string {
	if fee.IsZero() {
		return p.T("pool.unpaid")
	}
	return p.T("pool.fee.of", "money", p.Money(fee), "per", p.Choice("pool.per", string(per)))
}

func feePers(p view.Page) []view.Option {
	return []view.Option{{Value: string(review.PerPanel), Label: p.Choice("pool.per", string(review.PerPanel))}, {Value: string(review.PerReview), Label: p.Choice("pool.per", string(review.PerReview))}}
}

func (d peopleDesk) seats() string {
	if d.terms.Seats == nil {
		return ""
	}
	return strconv.Itoa(*d.terms.Seats)
}

func (d peopleDesk) fee() string {
	if d.terms.FeeMinor == 0 {
		return ""
	}
	return d.terms.Fee().Decimal()
}

// peoplePosted runs one form of the page and comes back to it.
func (s *Site) peoplePosted(w http.ResponseWriter, r *http.Request, do func(context.Context, view.Page, ident.Panel, url.Values) (string, error)) error {
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		words, err := do(r.Context(), s.page(r, "pool.people"), id, q)
		return "/office/panels/" + id.String() + "/people", words, err
	}, func(a again) error { return s.drawPeople(w, r, a) })
}

func (s *Site) setTerms(w http.ResponseWriter, r *http.Request) error {
	return s.peoplePosted(w, r, func(ctx context.Context, p view.Page, id ident.Panel, q url.Values) (string, error) {
		seats, err := countTyped(q, "seats")
		if err != nil {
			return "", err
		}
		_, err = s.Review.SetPanelTerms(ctx, review.SetPanelTermsInput{
			Panel: id, Seats: seats, Fee: q.Get("fee"), FeePer: review.FeePer(q.Get("feePer")), Currency: money.Currency(q.Get("currency")), ExpectedVersion: versionOf(q),
		})
		return p.T("pool.terms.kept"), err
	})
}

// countTyped is a whole number that may be left out.
func countTyped(q url.Values, name string) (*int, error) {
	text := strings.TrimSpace(q.Get(name))
	if text == "" {
		return nil, nil
	}
	n, ok := number(text)
	if !ok || n < 1 {
		return nil, fault.BadField(name, "out_of_range", "A number from %d to %d is asked for.", 1, 999_999_999)
	}
	return &n, nil
}

func (s *Site) withdrawSeat(w http.ResponseWriter, r *http.Request) error {
	return s.peoplePosted(w, r, func(ctx context.Context, p view.Page, _ ident.Panel, q url.Values) (string, error) {
		id, err := idOf[ident.PanelInvitationKind](q, "invitation")
		if err != nil {
			return "", err
		}
		i, err := s.Review.WithdrawPanelInvitation(ctx, review.WithdrawPanelInvitationInput{Invitation: id, Reason: q.Get("reason." + id.String())})
		if err != nil {
			return "", renamed(err, func(path string) string { return path + "." + id.String() })
		}
		return p.T("pool.withdrawn", "address", i.Email), nil
	})
}

// inviteToPanel sends the link from the page that shows what would bind the person.
func (s *Site) inviteToPanel(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.PanelKind](r, "panel")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		load, err := countTyped(q, "loadLimit")
		if err != nil {
			return "", "", err
		}
		days, err := countTyped(q, "days")
		if err != nil {
			return "", "", fault.BadField("days", "out_of_range", "A number from %d to %d is asked for.", 1, 90)
		}
		i, err := s.Review.InviteToPanel(r.Context(), review.InviteToPanelInput{Panel: id, Email: q.Get("email"), LoadLimit: load, Note: q.Get("note"), Locale: q.Get("locale"), Days: days})
		if err != nil {
			return "", "", renamed(err, func(path string) string {
				if path == "email" {
					return "person"
				}
				return path
			})
		}
		return "/office/panels/" + id.String() + "/people#" + i.ID.String(), s.page(r, "pool.people").T("pool.invited", "address", i.Email), nil
	}, func(a again) error { return s.drawCandidate(w, r, r.PostForm.Get("email"), a) })
}

package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/assignment"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// reviewingURL is where people say what they know, when they can, answer invitations and see what they are owed.
const reviewingURL = "/account/reviewing"

// reviewing is what somebody says of themselves as a reviewer, with what is theirs.
type reviewing struct {
	said    *review.ReviewerProfile
	asked   []*review.PanelInvitation
	owed    []*review.Honorarium
	options []view.Option
	again
}

func (s *Site) reviewing(w http.ResponseWriter, r *http.Request) error {
	return s.drawReviewing(w, r, again{})
}

func (s *Site) drawReviewing(w http.ResponseWriter, r *http.Request, a again) error {
	ctx := r.Context()
	if !auth.Who(ctx).SignedIn() {
		return fault.New(fault.Unauthenticated, "sign_in", "Sign in first.")
	}
	p := s.page(r, "pool.reviewing")
	d := reviewing{again: a}
	var err error
	if d.said, err = s.Review.MyReviewerProfile(ctx); err != nil {
		return err
	}
	if d.asked, err = s.Review.MyPanelInvitations(ctx); err != nil {
		return err
	}
	if d.owed, err = s.Review.MyHonoraria(ctx); err != nil {
		return err
	}
	if d.options, err = s.knowledge(ctx, p); err != nil {
		return err
	}
	d.options = withKept(p, d.options, d.said.Skills)
	p.Lead = p.T("pool.reviewing.lead")
	p.Crumbs = []view.Crumb{{Label: p.T("account.title"), URL: "/account"}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return reviewingPage(p, d) })
}

// withKept adds what somebody said already and the lists do not offer, such as a language no museum speaks.
func withKept(p view.Page, options []view.Option, kept []assignment.Skill) []view.Option {
	for _, k := range kept {
		value := k.Kind + ":" + k.Value
		if !slices.ContainsFunc(options, func(o view.Option) bool { return o.Value == value }) {
			options = append(options, view.Option{Value: value, Label: topicName(p, &program.Detail{}, k.Kind, k.Value)})
		}
	}
	return options
}

// open are the invitations that wait for an answer; over are the others.
func (d reviewing) open() (open, over []*review.PanelInvitation) {
	for _, i := range d.asked {
		if i.State == review.InvitationSent {
			open = append(open, i)
		} else {
			over = append(over, i)
		}
	}
	return open, over
}

func (d reviewing) knowing() knowing {
	return knowing{member: &review.PanelMember{Skills: d.said.Skills}, options: d.options, again: d.again}
}

func (d reviewing) load() string {
	if d.said.LoadLimit == nil {
		return ""
	}
	return strconv.Itoa(*d.said.LoadLimit)
}

func (d reviewing) checked() string {
	switch {
	case d.typed != nil:
		return d.typed.Get("unavailable")
	case d.said.Unavailable:
		return "on"
	}
	return ""
}

func (d reviewing) honoraria(p view.Page) view.Table {
	t := view.Table{
		Caption: p.T("pool.own"), HideCaption: true, Stacked: true,
		Columns: []view.Column{{Title: p.T("officer.panel")}, {Title: p.T("pool.work")}, {Title: p.T("pool.fee")}, {Title: p.T("pool.owed"), Numeric: true}, {Title: p.T("pool.state")}},
		Empty:   view.Empty{Title: p.T("pool.own.none"), Text: p.T("pool.own.none.text")},
	}
	for _, h := range d.owed {
		t.Rows = append(t.Rows, view.Row{Cells: []templ.Component{
			cell(view.Name(h.PanelName, ""), quietLine(h.CycleTitle)), view.Text(honoraria{}.work(p, h)), view.Text(feeText(p, h.Fee(), h.FeePer)), view.Text(owedText(p, h)), settled(p, h),
		}})
	}
	return t
}

func (s *Site) setReviewing(w http.ResponseWriter, r *http.Request) error {
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		typed, lines := skillsTyped(q)
		in := review.SetReviewerProfileInput{
			Country: place.Country(q.Get("country")), Skills: typed.Skills, Unavailable: q.Get("unavailable") == "on", Note: q.Get("note"), ExpectedVersion: versionOf(q),
		}
		var err error
		if in.LoadLimit, err = countTyped(q, "loadLimit"); err != nil {
			return "", "", err
		}
		if in.AvailableFrom, err = dayTyped(q, "availableFrom"); err != nil {
			return "", "", err
		}
		if in.AvailableUntil, err = dayTyped(q, "availableUntil"); err != nil {
			return "", "", err
		}
		_, err = s.Review.SetReviewerProfile(r.Context(), in)
		return reviewingURL, s.page(r, "pool.reviewing").T("pool.said"), renamed(err, skillPath(lines))
	}, func(a again) error { return s.drawReviewing(w, r, a) })
}

func (s *Site) answerOwn(w http.ResponseWriter, r *http.Request) error {
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		id, err := idOf[ident.PanelInvitationKind](q, "invitation")
		if err != nil {
			return "", "", err
		}
		i, err := s.Review.AnswerPanelInvitation(r.Context(), review.AnswerPanelInvitationInput{Invitation: id, Accept: q.Get("answer") == "accept", Reason: q.Get("reason." + id.String())})
		if err != nil {
			return "", "", renamed(err, func(path string) string { return path + "." + id.String() })
		}
		to, words := reviewingURL, s.page(r, "pool.reviewing").T("pool.declined")
		if i.State == review.InvitationAccepted {
			to, words = "/reviews", s.page(r, "pool.reviewing").T("pool.accepted", "panel", i.PanelName)
		}
		return to, words, nil
	}, func(a again) error { return s.drawReviewing(w, r, a) })
}

// seatPage is what somebody reads behind the link of an invitation to a panel; looking uses nothing up.
func (s *Site) seatPage(w http.ResponseWriter, r *http.Request) error {
	secretly(w)
	return s.drawSeatPage(w, r, again{})
}

func (s *Site) drawSeatPage(w http.ResponseWriter, r *http.Request, a again) error {
	token := chi.URLParam(r, "token")
	i, err := s.Review.InvitedToPanel(r.Context(), token)
	if err != nil {
		return s.deadSeat(w, r, err)
	}
	p := s.page(r, "pool.seat")
	p.Title, p.Lead = p.T("pool.seat.of", "cycle", i.CycleTitle), p.T("pool.seat.lead")
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return seatInvitationPage(p, i, token, a) })
}

// deadSeat says plainly why a link does nothing: used, taken back, too late, or never made.
func (s *Site) deadSeat(w http.ResponseWriter, r *http.Request, err error) error {
	state, status := "unknown", http.StatusGone
	switch {
	case fault.HasCode(err, "link_used"):
		state = "used"
	case fault.HasCode(err, "invitation_withdrawn"):
		state = "withdrawn"
	case fault.HasCode(err, "link_expired"):
		state = "expired"
	case fault.Is(err, fault.NotFound):
		status = http.StatusNotFound
	default:
		return err
	}
	p := s.page(r, "pool.seat")
	p.Title = p.Choice("pool.dead", state)
	return s.show(w, r, status, p, deadSecretPage(p.Choice("pool.dead.text", state)))
}

// answerSeat takes the answer once; who accepts is signed in and goes on to the statement.
func (s *Site) answerSeat(w http.ResponseWriter, r *http.Request) error {
	secretly(w)
	if err := parse(w, r); err != nil {
		return s.drawSeatPage(w, r, after(r, err))
	}
	q, p := r.PostForm, s.page(r, "pool.seat")
	answer := q.Get("answer")
	i, err := s.Review.AnswerPanelInvitation(r.Context(), review.AnswerPanelInvitationInput{
		Token: chi.URLParam(r, "token"), Accept: answer == "accept", Reason: q.Get("reason"), Locale: p.Locale(),
	})
	switch {
	case fault.Is(err, fault.Invalid) || fault.HasCode(err, "panel_full") || fault.HasCode(err, "seat_refused") || fault.HasCode(err, "state"):
		return s.drawSeatPage(w, r, after(r, err))
	case err != nil:
		return s.deadSeat(w, r, err)
	case i.State == review.InvitationDeclined:
		p.Title, p.Lead = p.T("pool.seat.thanks"), p.T("pool.declined")
		return s.show(w, r, http.StatusOK, p, deadSecretPage(p.T("pool.seat.thanks.text")))
	}
	s.Sessions.Put(r.Context(), "after", "/reviews")
	return s.enter(w, r, i.Person, p.T("pool.accepted", "panel", i.PanelName))
}

// skillPath puts what is refused of a skill at the line in which it was typed.
func skillPath(lines []string) func(string) string {
	return func(path string) string {
		parts := strings.Split(path, ".")
		if i, ok := number(parts[min(1, len(parts)-1)]); ok && i < len(lines) {
			if parts[len(parts)-1] == "level" {
				return "level." + lines[i]
			}
			return "topic." + lines[i]
		}
		return path
	}
}

package web

import (
	"context"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// applicantRoutes are the pages of museums that apply together.
func (s *Site) applicantRoutes(r chi.Router) {
	r.Get("/applicant", s.do(s.applicant))
	r.Get("/applicant/museums/new", s.do(s.newMuseum))
	r.Post("/applicant/museums", s.do(s.addMuseum))
	r.Get("/applicant/museums/{org}", s.do(s.editMuseumForm))
	r.Post("/applicant/museums/{org}", s.do(s.editMuseum))
	r.Get("/applicant/partnerships/new", s.do(s.newPartnership))
	r.Post("/applicant/partnerships/new", s.do(s.proposePartnership))
	s.partnershipRoutes(r)
	s.uploadRoutes(r)
	r.Route("/applications/{application}", func(r chi.Router) {
		r.Get("/", s.do(s.application))
		r.Get("/print", s.do(s.printApplication))
		s.answerRoutes(r, s.proposalPages())
		s.extensionRoutes(r)
		s.budgetRoutes(r)
		r.Get("/sign", s.do(s.signForm))
		r.Post("/sign", s.do(s.sign))
		r.Post("/sign/ask", s.do(s.askSignature))
		r.Get("/booklet.pdf", s.do(s.booklet))
		r.Get("/submit", s.do(s.submitForm))
		r.Post("/submit", s.do(s.submit))
		r.Get("/receipt", s.do(s.receipt))
		r.Get("/receipt.pdf", s.do(s.receiptFile))
		r.Get("/withdraw", s.do(s.withdrawForm))
		r.Post("/withdraw", s.do(s.withdraw))
	})
}

// applicantHome is what a museum's person has before them.
type applicantHome struct {
	Museums []*people.Affiliation
	Rows    []*partnership.Row
	Open    []*program.Call
	Calls   map[ident.Cycle]*program.Call
	Letters []*award.LetterRow
	Awards  []*award.Row                         // told to the viewer's museums, newest first
	Asked   map[ident.Partnership]bool           // waits for the yes of a museum of mine
	Blocked map[ident.Application]int            // what still stands in a draft's way
	ToSign  map[ident.Application]bool           // waits for the signature the viewer was asked for
	Told    map[ident.Application]award.Decision // decisions whose letters were sent
	Intents []step                               // what statements and profiles ask of the viewer
	Claims  []*people.ClaimRow                   // of the viewer: waiting, or answered lately without a museum
	ahead
}

func (s *Site) applicant(w http.ResponseWriter, r *http.Request) error {
	if !auth.Who(r.Context()).SignedIn() {
		return fault.New(fault.Unauthenticated, "sign_in", "Sign in first.")
	}
	h, err := s.applicantHome(r.Context())
	if err != nil {
		return err
	}
	p := s.page(r, "applicant.title")
	p.Lead = p.T("applicant.lead")
	if len(h.Museums) == 0 {
		p.Title, p.Lead = p.T("begin.title"), p.T("begin.lead")
	}
	if h.ahead, err = s.ahead(r.Context()); err != nil {
		return err
	}
	var museums []ident.Organization
	for _, o := range h.Museums {
		museums = append(museums, o.ID)
	}
	if h.Intents, err = s.intents(r.Context(), p, museums); err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, p, applicantPage(p, h))
}

func (s *Site) applicantHome(ctx context.Context) (h applicantHome, err error) {
	h.Calls, h.Told = map[ident.Cycle]*program.Call{}, map[ident.Application]award.Decision{}
	if h.Museums, err = s.People.MyOrganizations(ctx); err != nil {
		return h, err
	}
	if h.Claims, err = s.ownClaims(ctx); err != nil || len(h.Museums) == 0 {
		return h, err
	}
	calls, err := s.Program.Calls(ctx)
	if err != nil {
		return h, err
	}
	for _, c := range calls {
		h.Calls[c.ID] = c
		if c.OpenAt(s.Now()) {
			h.Open = append(h.Open, c)
		}
	}
	if h.Rows, err = s.Partnership.Partnerships(ctx, partnership.ListInput{}); err != nil {
		return h, err
	}
	if h.Awards, err = s.ownAwards(ctx, h.Museums); err != nil {
		return h, err
	}
	if h.Letters, h.Told, err = s.lettersToMe(ctx, award.LetterFilter{}); err != nil {
		return h, err
	}
	if h.Asked, err = s.askedOfMe(ctx, h.Rows); err != nil {
		return h, err
	}
	if h.Blocked, err = s.blocked(ctx, h.Rows); err != nil {
		return h, err
	}
	h.ToSign, err = s.toSign(ctx, h.Rows, h.Blocked)
	return h, err
}

// toSign are the drafts whose officials were asked to sign, where the viewer is one and nothing else is in the way.
// A draft with more in its way than the signature is not looked into again.
func (s *Site) toSign(ctx context.Context, rows []*partnership.Row, blocked map[ident.Application]int) (map[ident.Application]bool, error) {
	out := map[ident.Application]bool{}
	for _, x := range rows {
		if x.Proposal.IsZero() || !writable(application.State(x.ProposalState)) || len(out) == mostDrafts || blocked[x.Proposal] > 1 ||
			!auth.May(ctx, auth.SignApplication, auth.Target{Organizations: []ident.Organization{x.Lead}}) {
			continue
		}
		g, err := s.Application.Signable(ctx, x.Proposal)
		if err != nil {
			return nil, err
		}
		out[x.Proposal] = g.Signature != nil && g.Signature.AskedAt != nil && !g.Stands && len(g.Blocking) == 0
	}
	return out, nil
}

// lettersToMe are the letters that were sent to the viewer's museums, and what they decided.
func (s *Site) lettersToMe(ctx context.Context, f award.LetterFilter) ([]*award.LetterRow, map[ident.Application]award.Decision, error) {
	f.State = award.LetterSent
	told := map[ident.Application]award.Decision{}
	list, err := s.Award.Letters(ctx, f, page.First(page.Most))
	if err != nil {
		return nil, told, err
	}
	for _, l := range list.Nodes {
		told[l.Application] = l.Decision
	}
	return list.Nodes, told, nil
}

// askedOfMe are the partnerships that wait for the yes of a museum the viewer speaks for.
func (s *Site) askedOfMe(ctx context.Context, rows []*partnership.Row) (map[ident.Partnership]bool, error) {
	var open []ident.Partnership
	for _, x := range rows {
		if x.State == partnership.Proposed {
			open = append(open, x.ID)
		}
	}
	out := map[ident.Partnership]bool{}
	if len(open) == 0 {
		return out, nil
	}
	found, err := s.Partnership.PartnershipsByID(ctx, open)
	for _, x := range found {
		out[x.ID] = slices.ContainsFunc(x.Members, func(m *partnership.Member) bool { return m.ConfirmedAt == nil && mayConfirm(ctx, m) })
	}
	return out, err
}

func mayConfirm(ctx context.Context, m *partnership.Member) bool {
	return auth.May(ctx, auth.ConfirmPartnership, auth.Target{Organizations: []ident.Organization{m.Organization}})
}

// mostDrafts is how many drafts the home looks into; people have one or two.
const mostDrafts = 10

// blocked counts for each draft what submitting would be refused for.
func (s *Site) blocked(ctx context.Context, rows []*partnership.Row) (map[ident.Application]int, error) {
	out := map[ident.Application]int{}
	for _, x := range rows {
		if x.Proposal.IsZero() || !writable(application.State(x.ProposalState)) || len(out) == mostDrafts {
			continue
		}
		checks, err := s.Application.Checks(ctx, x.Proposal)
		if err != nil {
			return nil, err
		}
		out[x.Proposal] = len(application.Blocking(checks))
	}
	return out, nil
}

// writable tells whether a proposal in this state still changes.
func writable(st application.State) bool { return (&application.Application{State: st}).Editable() }

// shownState is what museums may know: until their letter was sent, all of review and decision is "in review".
func shownState(st application.State, told award.Decision) string {
	switch st {
	case application.InReview, application.Triaged, application.Discussed, application.Recommended,
		application.Alternate, application.NotRecommended, application.Awarded, application.Declined:
		if told == "" {
			return string(application.InReview)
		}
		return "told_" + string(told)
	}
	return string(st)
}

func stateBadge(p view.Page, st application.State, told award.Decision) view.Badge {
	shown := shownState(st, told)
	tone := view.Waiting
	switch shown {
	case string(application.Draft), string(application.Withdrawn), "told_alternate", "told_decline":
		tone = view.Neutral
	case string(application.ReturnedOnce):
		tone = view.Warning
	case string(application.Ineligible):
		tone = view.Bad
	case string(application.Submitted), string(application.Eligible):
		tone = view.Info
	case "told_award":
		tone = view.Good
	}
	return view.Badge{Label: p.Choice("applicant.state", shown), Tone: tone}
}

func partnershipBadge(p view.Page, st partnership.State) view.Badge {
	tone := view.Waiting
	switch st {
	case partnership.Confirmed:
		tone = view.Info
	case partnership.Eligible:
		tone = view.Good
	case partnership.Ineligible:
		tone = view.Bad
	case partnership.Dissolved:
		tone = view.Neutral
	}
	return view.Badge{Label: p.Choice("applicant.partnership", string(st)), Tone: tone}
}

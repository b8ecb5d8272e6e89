package web

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/notice"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/profile"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/statement"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// waitingMuseums gathers what museums wait for before they propose: claims, profiles, statements, confirmations and posts.
func (s *Site) waitingMuseums(ctx context.Context, p view.Page, e *exceptions) error {
	if err := s.waitingClaims(ctx, p, e); err != nil {
		return err
	}
	if err := s.waitingProfiles(ctx, p, e); err != nil {
		return err
	}
	statements, err := s.Statement.Statements(ctx, statement.ListInput{Waiting: true}, page.First(1))
	if err != nil {
		return err
	}
	if len(statements.Nodes) > 0 {
		n, err := statements.TotalCount(ctx)
		if err != nil {
			return err
		}
		e.put(ctx, auth.AdviseStatement, view.Task{Title: p.N("home.wait.statements", n), URL: "/office/statements?state=submitted", Status: view.Badge{Label: p.T("home.badge.answer"), Tone: view.Waiting}})
	}
	return s.waitingPartners(ctx, p, e)
}

func (s *Site) waitingProfiles(ctx context.Context, p view.Page, e *exceptions) error {
	if !auth.May(ctx, auth.ListProfile, auth.Target{}) {
		return nil
	}
	profiles, err := s.Profile.Profiles(ctx, profile.ListInput{State: profile.Submitted}, page.First(1))
	if err != nil || len(profiles.Nodes) == 0 {
		return err
	}
	n, err := profiles.TotalCount(ctx)
	if err != nil {
		return err
	}
	e.put(ctx, auth.ListProfile, view.Task{Title: p.N("home.wait.profiles", n), URL: "/office/profiles", Status: view.Badge{Label: p.T("home.badge.read"), Tone: view.Waiting}})
	return nil
}

func (s *Site) waitingClaims(ctx context.Context, p view.Page, e *exceptions) error {
	if !auth.May(ctx, auth.DecideClaim, auth.Target{}) {
		return nil
	}
	claims, err := s.People.ClaimQueue(ctx)
	if err != nil || len(claims) == 0 {
		return err
	}
	e.put(ctx, auth.DecideClaim, view.Task{Title: p.N("home.wait.claims", len(claims)), URL: "/office/claims", Status: view.Badge{Label: p.T("officer.wait.badge.decide"), Tone: view.Waiting}})
	return nil
}

// waitingPartners are partnerships of open calls that a museum or a post holds up.
func (s *Site) waitingPartners(ctx context.Context, p view.Page, e *exceptions) error {
	open := map[ident.Cycle]bool{}
	for _, c := range e.calls {
		open[c.ID] = c.TakesWork() && c.State != program.Published
	}
	rows, err := s.Partnership.Partnerships(ctx, partnership.ListInput{Unconfirmed: true})
	if err != nil {
		return err
	}
	alone := 0
	for _, x := range rows {
		if open[x.Cycle] && x.State == partnership.Proposed {
			alone++
		}
	}
	if alone > 0 {
		e.put(ctx, auth.RecordEndorsement, view.Task{Title: p.N("home.wait.unconfirmed", alone), URL: "/office/partnerships?waits=confirmation", Status: view.Badge{Label: p.T("home.badge.wait"), Tone: view.Info}})
	}
	if rows, err = s.Partnership.Partnerships(ctx, partnership.ListInput{Unendorsed: true}); err != nil {
		return err
	}
	asked, unasked := 0, 0
	for _, x := range rows {
		switch {
		case !open[x.Cycle] || x.State == partnership.Dissolved || x.State == partnership.Ineligible:
		case x.AskedMembers > 0:
			asked++
		case x.State != partnership.Proposed:
			unasked++
		}
	}
	if unasked > 0 {
		e.put(ctx, auth.RecordEndorsement, view.Task{Title: p.N("home.wait.unasked", unasked), URL: "/office/partnerships?waits=endorsement", Status: view.Badge{Label: p.T("home.badge.ask"), Tone: view.Warning}})
	}
	if asked > 0 {
		e.put(ctx, auth.RecordEndorsement, view.Task{Title: p.N("home.wait.asked", asked), URL: "/office/partnerships?waits=endorsement", Status: view.Badge{Label: p.T("home.badge.wait"), Tone: view.Info}})
	}
	return nil
}

// put is add for what belongs to no single call.
func (e *exceptions) put(ctx context.Context, perm auth.Permission, t view.Task) {
	if auth.May(ctx, perm, auth.Target{}) {
		e.mine = append(e.mine, t)
		return
	}
	e.others = append(e.others, t)
}

// ahead is what a person's home shows beside the work itself.
type ahead struct {
	Unread int
	Dates  []*notice.Date
}

// soon is how many dates a home shows.
const soon = 4

func (s *Site) ahead(ctx context.Context) (h ahead, err error) {
	if h.Unread, err = s.Notice.Unread(ctx); err != nil {
		return h, err
	}
	h.Dates, err = s.Notice.MyDates(ctx)
	if len(h.Dates) > soon {
		h.Dates = h.Dates[:soon]
	}
	return h, err
}

// intents are what the statements and profiles of the viewer's museums ask of them now.
func (s *Site) intents(ctx context.Context, p view.Page, museums []ident.Organization) ([]step, error) {
	mine := map[ident.Organization]bool{}
	for _, o := range museums {
		mine[o] = true
	}
	var out []step
	for _, state := range []profile.State{profile.Returned, profile.Draft} {
		rows, err := s.Profile.Profiles(ctx, profile.ListInput{State: state}, page.First(20))
		if err != nil {
			return nil, err
		}
		for _, x := range rows.Nodes {
			if mine[x.Organization] {
				out = append(out, step{
					title: x.Museum, url: "/profiles/" + x.ID.String(), hint: p.Choice("home.profile", string(state)) + " · " + x.CycleTitle,
					badge: view.Badge{Label: p.T("home.badge.profile"), Tone: map[profile.State]view.Tone{profile.Returned: view.Warning, profile.Draft: view.Info}[state]},
				})
			}
		}
	}
	rows, err := s.Statement.Statements(ctx, statement.ListInput{}, page.Args{Last: new(page.Most)})
	if err != nil {
		return nil, err
	}
	for _, x := range rows.Nodes {
		one := step{title: x.Title, url: statementURL(x.ID), hint: p.T("statement.title") + " · " + x.CycleTitle}
		switch {
		case x.State == statement.Withdrawn:
			continue
		case x.CallState == statement.Offered:
			one.badge = view.Badge{Label: p.T("home.badge.time"), Tone: view.Warning}
		case x.State == statement.Answered:
			one.badge = view.Badge{Label: p.T("home.badge.answered"), Tone: view.Warning}
		case x.State == statement.Draft:
			one.badge = view.Badge{Label: p.T("home.badge.hand_in"), Tone: view.Info}
		default:
			continue
		}
		out = append(out, one)
	}
	return out, nil
}

package web

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// answeredLately is how long an answer to a claim stays on its person's home.
const answeredLately = 30 * 24 * time.Hour

// ownClaims are the viewer's claims that wait, and those that came to nothing lately.
func (s *Site) ownClaims(ctx context.Context) ([]*people.ClaimRow, error) {
	if !auth.May(ctx, auth.ClaimOrganization, auth.Target{Person: auth.Who(ctx).Person}) {
		return nil, nil
	}
	all, err := s.People.MyClaims(ctx)
	if err != nil {
		return nil, err
	}
	var out []*people.ClaimRow
	for _, c := range all {
		lately := c.DecidedAt != nil && s.Now().Sub(*c.DecidedAt) < answeredLately
		if c.State == people.Claimed || c.State != people.Verified && lately {
			out = append(out, c)
		}
	}
	return out, nil
}

// claimNext says what happens next to a claim, and through whom.
func claimNext(p view.Page, c *people.ClaimRow) []string {
	switch {
	case c.State == people.Declined:
		return []string{p.T("begin.next.declined", "reason", trimStop(c.Reason))}
	case c.State == people.Expired:
		return []string{p.T("begin.next.expired")}
	}
	var out []string
	if !c.Membership.IsZero() {
		out = append(out, p.T("begin.next.added"))
	}
	switch {
	case c.ObjectedAt != nil:
		out = append(out, p.T("begin.next.objected", "words", trimStop(c.Objection)))
	case c.ProvedAt == nil && c.Email != "" && c.LinkUntil != nil && !p.Now().Before(*c.LinkUntil):
		return append(out, p.T("begin.next.late", "email", c.Email))
	case c.ProvedAt == nil && c.Email != "":
		return append(out, p.T("begin.next.link", "email", c.Email))
	case c.Speakers > 0 && c.Membership.IsZero():
		out = append(out, p.T("begin.next.colleague"))
	case c.Membership.IsZero():
		out = append(out, p.T("begin.next.office"))
	}
	return append(out, p.T("begin.next.told"))
}

// trimStop takes the full stop off words that stand inside a sentence.
func trimStop(s string) string {
	for _, stop := range []string{".", "。"} {
		if n := len(s) - len(stop); n > 0 && s[n:] == stop {
			return s[:n]
		}
	}
	return s
}

// begin is one thing that somebody can do before there is anything of theirs.
type begin struct{ title, text, url string }

// begins are the first steps of a newcomer; who speaks for a museum needs no first two.
func (h applicantHome) begins(p view.Page) []begin {
	steps := []begin{
		{p.T("begin.partners"), p.T("begin.partners.text"), "/partners"},
		{p.T("begin.eligibility"), p.T("begin.eligibility.text"), "/eligibility"},
	}
	if len(h.Museums) > 0 {
		return steps
	}
	first := []begin{
		{p.T("begin.claim"), p.T("begin.claim.text"), "/museums"},
		{p.T("begin.add"), p.T("begin.add.text"), "/applicant/museums/new"},
	}
	return append(append(first, steps...), begin{p.T("begin.calls"), p.T("begin.calls.text"), "/calls"})
}

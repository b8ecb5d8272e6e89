package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/statement"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// partnershipView is a partnership with its rules and what the viewer may do.
type partnershipView struct {
	*partnership.Detail
	Cycle    *program.Detail
	Rules    *partnership.Eligibility
	Proposal *application.Application // nil before there is one
	Told     award.Decision           // of its proposal, once its letter was sent
	Mine     []partnership.Museum     // museums whose yes the viewer may give and has not
	Start    bool                     // the proposal can begin now
	End      bool                     // the viewer may end the partnership

	Statement *statement.Statement // its live one
	Intend    bool                 // a statement of intent can begin now

	Own         []ident.Organization // members the viewer speaks for
	Change      bool                 // the viewer leads, and members and terms may still change
	Leave       bool                 // a partner museum of the viewer may still go
	Office      bool                 // the viewer sends endorsements and admits whom a museum named
	Except      bool                 // the viewer grants exceptions
	Spoken      []ident.Organization // members for which somebody speaks
	Invitations []*partnership.Invitation
	History     []*partnership.Change
	Sites       map[ident.Organization][]*people.Site // of museums with a chosen place; of all whose part is written
	again
}

func (s *Site) partnership(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.PartnershipKind](r, "partnership")
	if err != nil {
		return err
	}
	return s.partnershipPage(w, r, id, again{})
}

func (s *Site) partnershipPage(w http.ResponseWriter, r *http.Request, id ident.Partnership, a again) error {
	if err := need(r.Context(), auth.ViewPartnership); err != nil {
		return err
	}
	v, err := s.partnershipView(r.Context(), id)
	if err != nil {
		return err
	}
	v.again = a
	p := s.page(r, "applicant.partnership")
	p.Title, p.Eyebrow, p.Wide = v.Title, v.Cycle.Title, true
	p.Crumbs = []view.Crumb{{Label: p.T("applicant.title"), URL: "/applicant"}}
	return s.draw(w, r, p, a, func(p view.Page) templ.Component { return partnershipPage(p, v) })
}

func (s *Site) partnershipView(ctx context.Context, id ident.Partnership) (v partnershipView, err error) {
	if v.Detail, err = s.Partnership.Partnership(ctx, id); err != nil {
		return v, err
	}
	if v.Cycle, err = s.Program.Cycle(ctx, v.Detail.Cycle); err != nil {
		return v, err
	}
	if v.Rules, err = s.Partnership.EligibilityOf(ctx, v.Detail, v.Cycle); err != nil {
		return v, err
	}
	live := v.State != partnership.Dissolved && v.State != partnership.Ineligible
	for _, m := range v.Museums {
		if live && m.Member.ConfirmedAt == nil && mayConfirm(ctx, m.Member) {
			v.Mine = append(v.Mine, m)
		}
	}
	v.End = live && slices.ContainsFunc(v.Members, func(m *partnership.Member) bool { return mayConfirm(ctx, m) })
	if lead := v.Lead(); lead != nil && v.Detail.Proposal.IsZero() && live {
		v.Start = auth.May(ctx, auth.EditApplication, auth.Target{Organizations: []ident.Organization{lead.Organization}}) &&
			v.Cycle.CheckOpen(program.ProposalPhase, s.Now()) == nil
	}
	if err := s.placesOf(ctx, &v, func(m partnership.Museum) bool { return !m.Member.Site.IsZero() }); err != nil {
		return v, err
	}
	if err := s.partnershipWork(ctx, &v, live); err != nil {
		return v, err
	}
	if v.Statement, v.Intend, err = s.statementOfPartnership(ctx, v.Detail, v.Cycle); err != nil {
		return v, err
	}
	if v.Detail.Proposal.IsZero() {
		return v, nil
	}
	found, err := s.Application.ApplicationsByID(ctx, []ident.Application{v.Detail.Proposal})
	if err != nil || len(found) == 0 {
		return v, err
	}
	v.Proposal = found[0]
	_, told, err := s.lettersToMe(ctx, award.LetterFilter{Application: v.Proposal.ID})
	v.Told = told[v.Proposal.ID]
	if !writable(v.Proposal.State) {
		v.Change, v.Leave = false, false
	}
	return v, err
}

// partnershipWork is who may do what on the page, who is still to be invited, and what happened.
func (s *Site) partnershipWork(ctx context.Context, v *partnershipView, live bool) (err error) {
	for _, m := range v.Members {
		if mayConfirm(ctx, m) {
			v.Own = append(v.Own, m.Organization)
			v.Leave = v.Leave || (live && !m.Lead)
		}
	}
	target := auth.Target{Program: v.Program, Organizations: v.Organizations()}
	if lead := v.Lead(); lead != nil {
		v.Change = v.State != partnership.Dissolved && auth.May(ctx, auth.EditPartnership, auth.Target{Organizations: []ident.Organization{lead.Organization}})
	}
	v.Office = v.State != partnership.Dissolved && auth.May(ctx, auth.RecordEndorsement, target)
	v.Except = v.State != partnership.Dissolved && auth.May(ctx, auth.ExceptEligibility, target)
	if v.Spoken, err = s.Partnership.SpokenFor(ctx, v.ID); err != nil {
		return err
	}
	if v.Invitations, err = s.Partnership.Invitations(ctx, v.ID); err != nil {
		return err
	}
	v.History, err = s.Partnership.History(ctx, v.ID)
	return err
}

// exceptRule grants an exception or takes one back, as the button says.
func (s *Site) exceptRule(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.PartnershipKind](r, "partnership")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		p := s.page(r, "applicant.partnership")
		rule := partnership.Rule(q.Get("rule"))
		if q.Get("do") == "revoke" {
			_, err := s.Partnership.RevokeException(r.Context(), partnership.RevokeExceptionInput{Partnership: id, Rule: rule, Reason: q.Get("revoke." + string(rule))})
			return partnershipURL(id) + "#eligibility", p.T("partnership.except.revoked"), renamed(err, func(string) string { return "revoke." + string(rule) })
		}
		_, err := s.Partnership.Except(r.Context(), partnership.ExceptInput{Partnership: id, Rule: rule, Reason: q.Get("except.reason")})
		return partnershipURL(id) + "#eligibility", p.T("partnership.except.done"), under(err, "except.")
	}, func(a again) error { return s.partnershipPage(w, r, id, a) })
}

func (s *Site) confirmPartnership(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.PartnershipKind](r, "partnership")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		org, err := idOf[ident.OrganizationKind](q, "organization")
		if err != nil {
			return "", "", err
		}
		_, err = s.Partnership.Confirm(r.Context(), partnership.ConfirmInput{Partnership: id, Organization: org, Words: q.Get("words")})
		return partnershipURL(id), s.page(r, "applicant.partnership").T("applicant.confirm.done"), renamed(err, func(string) string { return wordsField(org) })
	}, func(a again) error { return s.partnershipPage(w, r, id, a) })
}

// wordsField names the words of one museum among several on the page.
func wordsField(org ident.Organization) string { return "words-" + org.String() }

func (s *Site) dissolvePartnership(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.PartnershipKind](r, "partnership")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		_, err := s.Partnership.Dissolve(r.Context(), partnership.DissolveInput{Partnership: id, Reason: q.Get("reason"), ExpectedVersion: versionOf(q)})
		return partnershipURL(id), s.page(r, "applicant.partnership").T("applicant.dissolve.done"), err
	}, func(a again) error { return s.partnershipPage(w, r, id, a) })
}

func (s *Site) startProposal(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.PartnershipKind](r, "partnership")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(url.Values) (string, string, error) {
		d, err := s.Application.StartProposal(r.Context(), application.StartInput{Partnership: id})
		if err != nil {
			return "", "", err
		}
		return applicationURL(d.ID), s.page(r, "applicant.partnership").T("applicant.start.done", "number", d.Number), nil
	}, func(a again) error { return s.partnershipPage(w, r, id, a) })
}

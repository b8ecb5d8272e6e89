package web

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

// invitationPage shows what a museum without an account is asked; looking uses nothing up.
func (s *Site) invitationPage(w http.ResponseWriter, r *http.Request) error {
	secretly(w)
	token := chi.URLParam(r, "token")
	x, err := s.Partnership.Invited(r.Context(), token)
	if err != nil {
		return s.deadSecret(w, r, true, err)
	}
	p := s.page(r, "endorse.invitation.title")
	p.Title = p.T("endorse.invitation.of", "museum", x.Museum.Organization.Name)
	p.Lead = p.T("endorse.invitation.lead")
	return s.show(w, r, http.StatusOK, p, invitationPage(p, x, token))
}

// takeInvitation uses the link up: the reader has an account now and goes to what is asked of the museum.
func (s *Site) takeInvitation(w http.ResponseWriter, r *http.Request) error {
	secretly(w)
	if err := parse(w, r); err != nil {
		return err
	}
	p := s.page(r, "endorse.invitation.title")
	x, err := s.Partnership.TakeInvitation(r.Context(), partnership.TakeInvitationInput{Token: chi.URLParam(r, "token"), Locale: p.Locale()})
	if err != nil {
		return s.deadSecret(w, r, true, err)
	}
	words := p.T("endorse.invitation.taken")
	s.Sessions.Put(r.Context(), "after", partnershipURL(x.Detail.ID))
	if x.Invitation.State == partnership.InvitationWaits {
		words = p.T("endorse.invitation.waits")
		s.Sessions.Put(r.Context(), "after", "/applicant")
	}
	return s.enter(w, r, x.Invitation.Person, words)
}

func (s *Site) inviteMuseum(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.PartnershipKind](r, "partnership")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(q url.Values) (string, string, error) {
		org, err := idOf[ident.OrganizationKind](q, "organization")
		if err != nil {
			return "", "", err
		}
		i, err := s.Partnership.Invite(r.Context(), partnership.InviteInput{Partnership: id, Organization: org, Email: q.Get("email-" + org.String())})
		if err != nil {
			return "", "", renamed(err, func(path string) string { return path + "-" + org.String() })
		}
		return partnershipURL(id), s.page(r, "partnership.members.title").T("partnership.invited", "address", i.Email), nil
	}, func(a again) error { return s.drawMembers(w, r, id, a) })
}

func (s *Site) admitInvitation(w http.ResponseWriter, r *http.Request) error {
	id, err := param[ident.PartnershipKind](r, "partnership")
	if err != nil {
		return err
	}
	invitation, err := param[ident.InvitationKind](r, "invitation")
	if err != nil {
		return err
	}
	return s.posted(w, r, func(url.Values) (string, string, error) {
		_, err := s.Partnership.AdmitInvitation(r.Context(), partnership.AdmitInvitationInput{Invitation: invitation})
		return partnershipURL(id), s.page(r, "partnership.members.title").T("partnership.admitted"), err
	}, func(a again) error { return s.partnershipPage(w, r, id, a) })
}

// invitationBadge is where a museum's invitation is.
func invitationBadge(p view.Page, i *partnership.Invitation) templ.Component {
	tone := view.Waiting
	switch i.State {
	case partnership.InvitationUsed:
		tone = view.Good
	case partnership.InvitationVoid:
		tone = view.Neutral
	case partnership.InvitationWaits:
		tone = view.Warning
	}
	return badge(p.Choice("partnership.invitation", string(i.State)), tone)
}

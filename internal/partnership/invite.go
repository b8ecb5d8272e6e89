package partnership

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
)

// InvitationState is where a museum's invitation is.
type InvitationState string

// The states of an invitation; one that waits was taken by an address the museum's website does not vouch for.
const (
	InvitationSent  InvitationState = "sent"
	InvitationWaits InvitationState = "waits"
	InvitationUsed  InvitationState = "taken"
	InvitationVoid  InvitationState = "void"
)

// Invitation asks a museum that has no account to take part, by a mailed link that works once.
type Invitation struct {
	ID           ident.Invitation   `bun:"id,pk"`
	Partnership  ident.Partnership  `bun:"partnership_id"`
	Organization ident.Organization `bun:"organization_id"`
	Email        string             `bun:"email"`
	TokenHash    []byte             `bun:"token_hash"`
	InvitedBy    ident.Person       `bun:"invited_by"`
	InvitedAt    time.Time          `bun:"invited_at"`
	ExpiresAt    time.Time          `bun:"expires_at"`
	State        InvitationState    `bun:"state"`
	Person       ident.Person       `bun:"person_id"` // who took it
	TakenAt      *time.Time         `bun:"taken_at"`
}

// invitationLife is how long a mailed invitation works.
const invitationLife = 30 * 24 * time.Hour

func (i *Invitation) check(now time.Time) error {
	switch {
	case i.State == InvitationVoid:
		return fault.New(fault.Conflict, "link_replaced", "A newer link has taken the place of this one, or the answer came another way.").With("at", i.ExpiresAt)
	case i.State != InvitationSent:
		return fault.New(fault.Conflict, "link_used", "This link has been used: the answer is with the office.").With("at", i.ExpiresAt)
	case !now.Before(i.ExpiresAt):
		return fault.New(fault.Conflict, "link_expired", "The time of this link is over. The office can send another.").With("at", i.ExpiresAt)
	}
	return nil
}

// InviteInput asks a member museum for which nobody speaks yet, at an address of it.
type InviteInput struct {
	Partnership  ident.Partnership
	Organization ident.Organization
	Email        string
}

// Invite mails a museum without an account a link with which somebody of it can take part and confirm. The lead or an
// officer invites; a museum for which somebody speaks is refused, because those people are asked already.
func (s *Service) Invite(ctx context.Context, in InviteInput) (*Invitation, error) {
	var i *Invitation
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		d, err := s.forUpdate(ctx, in.Partnership)
		if err != nil {
			return err
		}
		m, err := s.invitable(ctx, d, in)
		if err != nil {
			return err
		}
		if err := s.Store.VoidInvitations(ctx, d.ID, in.Organization); err != nil {
			return err
		}
		now, link := s.Desk.Now(), uuid.New()
		i = &Invitation{
			ID: ident.NewInvitation(), Partnership: d.ID, Organization: in.Organization, Email: tidy(in.Email), TokenHash: s.digest(s.Key.LinkToken(link)),
			InvitedBy: auth.Who(ctx).Person, InvitedAt: now, ExpiresAt: now.Add(invitationLife), State: InvitationSent,
		}
		if err := s.Store.AddInvitation(ctx, i); err != nil {
			return err
		}
		if err := s.note(ctx, d, WasInvited, m, ""); err != nil {
			return err
		}
		if err := s.Desk.Log.Record(ctx, "partnership.invite", d.ID, "", map[string]any{"organization": in.Organization.String(), "email": i.Email}); err != nil {
			return err
		}
		data := map[string]any{
			"link": link.String(), "Title": d.Title, "Museum": m.Organization.Name, "Lead": d.leadName(),
			"Until": i.ExpiresAt.UTC().Format(time.RFC3339), "Zone": "UTC",
		}
		return s.outside(i.Email).tell(ctx, "invitation.asked", i.ID.String(), data)
	})
	if err != nil {
		return nil, err
	}
	return i, nil
}

func (s *Service) invitable(ctx context.Context, d *Detail, in InviteInput) (*Museum, error) {
	m := d.Museum(in.Organization)
	if m == nil {
		return nil, fault.Missing("member")
	}
	office := auth.May(ctx, auth.RecordEndorsement, auth.Target{Program: d.Program, Organizations: d.Organizations()})
	if !office {
		if err := auth.Require(ctx, auth.EditPartnership, auth.Target{Organizations: []ident.Organization{d.Lead().Organization}}); err != nil {
			return nil, err
		}
	}
	if _, err := d.after(VerbChange); err != nil {
		return nil, err
	}
	if m.Member.ConfirmedAt != nil {
		return nil, fault.New(fault.Conflict, "already_confirmed", "This museum has confirmed already.")
	}
	spoken, err := s.Store.Spoken(ctx, []ident.Organization{in.Organization})
	if err != nil {
		return nil, err
	}
	if len(spoken) > 0 {
		return nil, fault.New(fault.Conflict, "has_speakers", "Somebody speaks for this museum already and has been asked.")
	}
	if !goodAddress(tidy(in.Email)) {
		return nil, fault.BadField("email", "bad_email", "This is not an e-mail address.")
	}
	return m, nil
}

// Invited is what stands behind an invitation's link.
type Invited struct {
	Invitation *Invitation
	Detail     *Detail
	Museum     *Museum
}

// Invited is what an invitation asks, for whoever holds its link; used, replaced and expired ones are CONFLICT as links to posts are.
func (s *Service) Invited(ctx context.Context, token string) (*Invited, error) {
	i, err := s.Store.InvitationByToken(ctx, s.digest(token))
	if err != nil {
		return nil, err
	}
	if err := i.check(s.Desk.Now()); err != nil {
		return nil, err
	}
	return s.invitedBy(ctx, i)
}

func (s *Service) invitedBy(ctx context.Context, i *Invitation) (*Invited, error) {
	d, err := s.Partnership(auth.As(ctx, auth.System("invitation")), i.Partnership)
	if err != nil {
		return nil, err
	}
	m := d.Museum(i.Organization)
	if m == nil {
		return nil, fault.Missing("member")
	}
	return &Invited{i, d, m}, nil
}

// TakeInvitationInput is the token of an invitation's link and the language of who follows it.
type TakeInvitationInput struct {
	Token  string
	Locale string
}

// TakeInvitation uses an invitation up: its reader has proved the address, gets an account, and speaks for the museum
// at once when the address is of the museum's own website; otherwise an officer is to say so first.
func (s *Service) TakeInvitation(ctx context.Context, in TakeInvitationInput) (*Invited, error) {
	var x *Invited
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		i, err := s.Store.InvitationByToken(ctx, s.digest(in.Token))
		if err != nil {
			return err
		}
		if err := i.check(s.Desk.Now()); err != nil {
			return err
		}
		if x, err = s.invitedBy(ctx, i); err != nil {
			return err
		}
		ctx = auth.As(ctx, auth.System("invitation"))
		if i.Person, err = s.Accounts.Welcome(ctx, i.Email, in.Locale); err != nil {
			return err
		}
		now := s.Desk.Now()
		i.TakenAt, i.State = &now, InvitationWaits
		// A record that somebody typed in, perhaps the inviting museum itself, vouches for nobody.
		if x.Museum.Organization.Source != "" && vouched(i.Email, x.Museum.Organization.Website) {
			if err := s.speakFor(ctx, x); err != nil {
				return err
			}
		}
		if err := s.Store.KeepInvitation(ctx, i); err != nil {
			return err
		}
		if err := s.note(ctx, x.Detail, InvitationTaken, x.Museum, ""); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "partnership.take_invitation", x.Detail.ID, "", map[string]any{"organization": i.Organization.String(), "person": i.Person.String(), "state": string(i.State)})
	})
	if err != nil {
		return nil, err
	}
	return x, nil
}

// speakFor gives whoever took the invitation the role of a coordinator at the museum.
func (s *Service) speakFor(ctx context.Context, x *Invited) error {
	role := auth.PartnerCoordinator
	if x.Member().Side == US {
		role = auth.Coordinator
	}
	x.Invitation.State = InvitationUsed
	_, err := s.Roles.AddMembership(ctx, people.AddMembershipInput{Person: x.Invitation.Person, Organization: x.Invitation.Organization, Role: role})
	if fault.HasCode(err, "already_member") {
		return nil
	}
	return err
}

// Member is the museum's place in the partnership.
func (x *Invited) Member() *Member { return x.Museum.Member }

// AdmitInvitationInput names an invitation that waits for the office.
type AdmitInvitationInput struct{ Invitation ident.Invitation }

// AdmitInvitation is an officer's word that who took the invitation speaks for the museum; it refuses one that does not wait.
func (s *Service) AdmitInvitation(ctx context.Context, in AdmitInvitationInput) (*Invitation, error) {
	var i *Invitation
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if i, err = s.Store.Invitation(ctx, in.Invitation); err != nil {
			return err
		}
		d, err := s.forUpdate(ctx, i.Partnership)
		if err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.RecordEndorsement, auth.Target{Program: d.Program, Organizations: d.Organizations()}); err != nil {
			return err
		}
		m := d.Museum(i.Organization)
		if i.State != InvitationWaits || m == nil {
			return fault.New(fault.Conflict, "state", "This invitation does not wait for the office.").With("state", string(i.State))
		}
		if err := s.speakFor(auth.As(ctx, auth.System("invitation")), &Invited{i, d, m}); err != nil {
			return err
		}
		if err := s.Store.KeepInvitation(ctx, i); err != nil {
			return err
		}
		if err := s.Desk.Log.Record(ctx, "partnership.admit_invitation", d.ID, "", map[string]any{"organization": i.Organization.String(), "person": i.Person.String()}); err != nil {
			return err
		}
		return s.tell(ctx, "partnership.admitted", &d.Partnership, map[string]any{"Museum": m.Organization.Name}, []ident.Organization{i.Organization})
	})
	if err != nil {
		return nil, err
	}
	return i, nil
}

// Invitations are those of a partnership, newest first, for its museums and the office; only the lead's people and
// officers, who invite, read to which address.
func (s *Service) Invitations(ctx context.Context, id ident.Partnership) ([]*Invitation, error) {
	d, err := s.Partnership(ctx, id)
	if err != nil {
		return nil, err
	}
	all, err := s.Store.Invitations(ctx, id)
	if !d.invites(ctx) {
		for _, i := range all {
			i.Email = ""
		}
	}
	return all, err
}

// invites tells whether the actor is one of those who invite.
func (d *Detail) invites(ctx context.Context) bool {
	if auth.May(ctx, auth.RecordEndorsement, auth.Target{Program: d.Program, Organizations: d.Organizations()}) {
		return true
	}
	lead := d.Lead()
	return lead != nil && auth.May(ctx, auth.EditPartnership, auth.Target{Organizations: []ident.Organization{lead.Organization}})
}

// SpokenFor are the museums of a partnership for which somebody speaks; the others are to be invited.
func (s *Service) SpokenFor(ctx context.Context, id ident.Partnership) ([]ident.Organization, error) {
	d, err := s.Partnership(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.Store.Spoken(ctx, d.Organizations())
}

// vouched tells whether an address is of the domain of the museum's own website; a host that many share vouches for nobody.
func vouched(email, website string) bool {
	_, domain, _ := strings.Cut(email, "@")
	host := strings.ToLower(strings.TrimSpace(website))
	for _, prefix := range []string{"https://", "http://"} {
		host = strings.TrimPrefix(host, prefix)
	}
	host, _, _ = strings.Cut(host, "/")
	host, _, _ = strings.Cut(host, ":")
	host = strings.TrimPrefix(host, "www.")
	if !strings.Contains(host, ".") || slices.Contains(sharedHosts(), host) {
		return false
	}
	return domain == host || strings.HasSuffix(domain, "."+host)
}

// sharedHosts give pages and mail to anyone.
func sharedHosts() []string {
	return []string{
		"facebook.com", "instagram.com", "google.com", "sites.google.com", "gmail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "wordpress.com",
		"blogspot.com", "wixsite.com", "weebly.com", "tripod.com", "github.io", "linktr.ee", "squarespace.com", "webs.com", "angelfire.com", "aol.com", "qq.com", "163.com",
	}
}

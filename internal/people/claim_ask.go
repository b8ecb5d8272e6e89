package people

import (
	"context"
	"crypto/sha256"
	"net/mail"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// ClaimInput asks to speak for a museum.
type ClaimInput struct {
	Organization ident.Organization
	Official     bool   // signs for the museum; otherwise coordinates
	Title        string // the person's there
	Email        string // in the domain of the museum's website; empty asks the office to decide
	Words        string // to the office: how it can see that the person works there
}

// ClaimOrganization asks to coordinate or sign for a museum of the register. With an address in the museum's own domain
// a link goes there; without one an officer decides. Who speaks for the museum already is told and answers.
func (s *Service) ClaimOrganization(ctx context.Context, in ClaimInput) (*Claim, error) {
	who := auth.Who(ctx)
	if err := auth.Require(ctx, auth.ClaimOrganization, auth.Target{Person: who.Person}); err != nil {
		return nil, err
	}
	in, err := in.trimmed()
	if err != nil {
		return nil, err
	}
	var c *Claim
	err = s.Desk.Tx(ctx, func(ctx context.Context) error {
		o, err := s.Store.OrganizationForUpdate(ctx, in.Organization)
		if err != nil {
			return err
		}
		if !o.MergedInto.IsZero() {
			return merged(o)
		}
		if err := s.mayClaim(ctx, who, o, in); err != nil {
			return err
		}
		now := s.Desk.Now()
		until := now.Add(claimLife)
		c = &Claim{
			ID: ident.NewClaim(), Organization: o.ID, Person: who.Person, Role: in.role(o), Title: in.Title, Words: in.Words,
			State: Claimed, CreatedAt: now, ExpiresAt: &until,
		}
		if in.Email != "" {
			if err := s.addressOf(ctx, o, in.Email); err != nil {
				return err
			}
			if err := s.mailClaim(ctx, c, o, who.Name, in.Email); err != nil {
				return err
			}
		}
		return s.openClaim(ctx, c, o, who.Name)
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

func (in ClaimInput) trimmed() (ClaimInput, error) {
	var c fault.Check
	in.Title, in.Words = strings.TrimSpace(in.Title), strings.TrimSpace(in.Words)
	in.Email = strings.ToLower(strings.TrimSpace(in.Email))
	c.That(in.Title != "", "title", "required", "Say what you are there.")
	c.That(utf8.RuneCountInString(in.Title) <= 200, "title", "too_long", "At most %d characters.", 200)
	c.That(in.Email != "" || in.Words != "", "words", "required", "Say how the office can see that you work there, or give an address there.")
	c.That(utf8.RuneCountInString(in.Words) <= 2000, "words", "too_long", "At most %d characters.", 2000)
	return in, c.Err()
}

func (in ClaimInput) role(o *Organization) auth.Role {
	if in.Official {
		return auth.Official
	}
	return coordinatorOf(o)
}

// mayClaim refuses who holds the role already, who works at the office's side, and who claims too many museums at once.
func (s *Service) mayClaim(ctx context.Context, who auth.Actor, o *Organization, in ClaimInput) error {
	if slices.Contains(who.Organizations(in.role(o)), o.ID) {
		return fault.New(fault.Conflict, "already_member", "This person has that role there already.")
	}
	mine, err := s.Store.Claims(ctx, ClaimQuery{Person: who.Person, Waiting: true})
	if err != nil {
		return err
	}
	if len(mine) >= mostClaims {
		return fault.New(fault.RateLimited, "too_many_claims", "You have %d claims waiting. More can follow once they are answered.", len(mine))
	}
	return nil
}

// addressOf refuses an address that proves nothing of the museum: not in its website's domain, open to anybody, or
// in a domain that many museums share.
func (s *Service) addressOf(ctx context.Context, o *Organization, email string) error {
	if a, err := mail.ParseAddress(email); err != nil || a.Address != email || len(email) > 254 {
		return fault.BadField("email", "bad_email", "This is not an e-mail address.")
	}
	_, host, _ := strings.Cut(email, "@")
	switch {
	case o.Domain == "":
		return fault.BadField("email", "no_domain", "The register knows no website of this museum's own. Leave the address out and tell the office how it can see that you work there.")
	case FreeMail(registrable(host)):
		return fault.BadField("email", "free_mail", "Anybody can have an address there. Give one at the museum's own domain, %s.", o.Domain)
	case MailDomain(email) != o.Domain:
		return fault.BadField("email", "other_domain", "This address is not at the domain of the museum's website, %s.", o.Domain)
	}
	n, err := s.Store.CountDomain(ctx, o.Domain)
	if err == nil && n > mostPerDomain {
		return fault.BadField("email", "shared_domain", "%d museums share this domain, so an address there does not say which one. Tell the office instead how it can see that you work there.", n)
	}
	return err
}

func linkHash(token string) []byte {
	h := sha256.Sum256([]byte(token))
	return h[:]
}

// mailClaim sends a single-use link to an address of the museum; the link before it works no more.
func (s *Service) mailClaim(ctx context.Context, c *Claim, o *Organization, who, email string) error {
	if s.LinkToken == nil {
		return fault.New(fault.Conflict, "no_links", "This house sends no links.")
	}
	now, id := s.Desk.Now(), uuid.New()
	until := now.Add(claimLinkLife)
	c.Email, c.LinkHash, c.LinkSentAt, c.LinkUntil = email, linkHash(s.LinkToken(id)), &now, &until
	return s.Desk.Outbox.TellAt(ctx, email, "claim.link", o.ID.String(), map[string]any{"link": id.String(), "Museum": o.Name, "Who": who}, c.Person)
}

// openClaim keeps a new claim and tells who speaks for the museum already.
func (s *Service) openClaim(ctx context.Context, c *Claim, o *Organization, who string) error {
	if err := s.Store.AddClaim(ctx, c); err != nil {
		return err
	}
	speakers, err := s.Store.Speakers(ctx, o.ID, s.today())
	if err != nil {
		return err
	}
	others := slices.DeleteFunc(speakers, func(p ident.Person) bool { return p == c.Person })
	if err := s.Desk.Outbox.Tell(ctx, "people.claim_asked", o.ID.String(), map[string]any{"Museum": o.Name, "Who": who}, others...); err != nil {
		return err
	}
	return s.Desk.Log.Record(ctx, "people.claim", o.ID, "", map[string]any{"claim": c.ID, "role": c.Role, "email": c.Email})
}

// claimFirst opens the claim of who added a museum. Their own address is asked at once where it is of the museum's
// domain; otherwise the office decides, or they name an address there later.
func (s *Service) claimFirst(ctx context.Context, who auth.Actor, o *Organization, m *Membership) error {
	c := &Claim{ID: ident.NewClaim(), Organization: o.ID, Person: who.Person, Role: m.Role, State: Claimed, Membership: m.ID, CreatedAt: s.Desk.Now()}
	if s.LinkToken != nil && s.addressOf(ctx, o, who.Email) == nil {
		if err := s.mailClaim(ctx, c, o, who.Name, who.Email); err != nil {
			return err
		}
	}
	return s.openClaim(ctx, c, o, who.Name)
}

// SendClaimLinkInput names where a claim's link goes.
type SendClaimLinkInput struct {
	Claim ident.Claim
	Email string // in the domain of the museum's website
}

// SendClaimLink sends the link of one's own claim, again or for the first time; at most one in ten minutes.
func (s *Service) SendClaimLink(ctx context.Context, in SendClaimLinkInput) error {
	in.Email = strings.ToLower(strings.TrimSpace(in.Email))
	return s.Desk.Tx(ctx, func(ctx context.Context) error {
		c, err := s.ownClaim(ctx, in.Claim)
		if err != nil {
			return err
		}
		o, err := s.Store.OrganizationForUpdate(ctx, c.Organization)
		if err != nil {
			return err
		}
		if err := s.addressOf(ctx, o, in.Email); err != nil {
			return err
		}
		if c.LinkSentAt != nil && s.Desk.Now().Before(c.LinkSentAt.Add(claimLinkRest)) {
			return fault.New(fault.RateLimited, "link_just_sent", "A link was sent a moment ago. Wait ten minutes before the next.")
		}
		if err := s.mailClaim(ctx, &c.Claim, o, c.Who(), in.Email); err != nil {
			return err
		}
		if err := s.Store.KeepClaim(ctx, &c.Claim); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "people.claim_link", c.Organization, "", map[string]any{"claim": c.ID, "email": c.Email})
	})
}

// ownClaim is the signed-in person's own waiting claim, locked.
func (s *Service) ownClaim(ctx context.Context, id ident.Claim) (*ClaimRow, error) {
	c, err := s.Store.ClaimForUpdate(ctx, id)
	if err != nil {
		return nil, err
	}
	if auth.Require(ctx, auth.ClaimOrganization, auth.Target{Person: c.Person}) != nil {
		return nil, fault.Missing("claim")
	}
	return c, c.waiting()
}

package account

import (
	"context"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/people"
)

// How long mailed links live, and how many wrong passwords close an account for a while.
const (
	linkLife     = 30 * time.Minute
	verifyLife   = 48 * time.Hour
	mostFailures = 10
	closedFor    = 15 * time.Minute
)

// SignUpInput is what someone new tells; the password may be empty, links then do.
type SignUpInput struct {
	Email      string
	GivenName  string
	FamilyName string
	Password   string
	Locale     string
	Zone       string
}

// SignUp mails a link that verifies the address; the answer is the same whether it was known.
func (s *Service) SignUp(ctx context.Context, in SignUpInput) error {
	in.Email = tidy(in.Email)
	if err := checkSignUp(in); err != nil {
		return err
	}
	hash := s.Hasher.Hash(in.Password)
	return s.Desk.Tx(ctx, func(ctx context.Context) error {
		known, err := s.Store.PersonByEmail(ctx, in.Email)
		if err == nil {
			return s.mailLink(ctx, known.ID, SignInLink, "account.already_known")
		}
		if !fault.Is(err, fault.NotFound) {
			return err
		}
		p := &people.Person{
			ID: ident.NewPerson(), Email: in.Email, GivenName: in.GivenName, FamilyName: in.FamilyName,
			Locale: localeOr(in.Locale), Zone: in.Zone, CreatedAt: s.Desk.Now(),
		}
		if err := s.Store.AddPerson(ctx, p); err != nil {
			return err
		}
		c := &Credential{Person: p.ID, ChangedAt: s.Desk.Now()}
		if in.Password != "" {
			c.PasswordHash = &hash
		}
		if err := s.Store.SaveCredential(ctx, c); err != nil {
			return err
		}
		if err := s.mailLink(ctx, p.ID, VerifyLink, "account.verify"); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "account.sign_up", p.ID, "", nil)
	})
}

func isAddress(email string) bool {
	_, err := mail.ParseAddress(email)
	return err == nil && len(email) <= 254
}

func checkSignUp(in SignUpInput) error {
	var c fault.Check
	c.That(isAddress(in.Email), "email", "bad_email", "This is not an e-mail address.")
	c.That(in.Password == "" || utf8.RuneCountInString(in.Password) >= 12, "password", "short_password", "A password has at least 12 characters.")
	c.That(len(in.Password) <= 1024, "password", "long_password", "A password has at most 1,024 bytes.")
	c.That(utf8.RuneCountInString(in.GivenName) <= 100, "givenName", "too_long", "A name has at most 100 characters.")
	c.That(utf8.RuneCountInString(in.FamilyName) <= 100, "familyName", "too_long", "A name has at most 100 characters.")
	if in.Zone != "" {
		_, err := time.LoadLocation(in.Zone)
		c.That(err == nil, "zone", "bad_zone", "This is not a time zone.")
	}
	return c.Err()
}

func tidy(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

func localeOr(l string) string {
	switch l {
	case "es", "zh-Hans":
		return l
	}
	return "en"
}

func (s *Service) newID() uuid.UUID {
	if s.NewID != nil {
		return s.NewID()
	}
	return uuid.New()
}

// credential is what a person proves themselves by, empty for one who never had any.
func (s *Service) credential(ctx context.Context, p ident.Person) (*Credential, error) {
	c, err := s.Store.Credential(ctx, p)
	if fault.Is(err, fault.NotFound) {
		return &Credential{Person: p, ChangedAt: s.Desk.Now()}, nil
	}
	return c, err
}

func (s *Service) mailLink(ctx context.Context, p ident.Person, purpose Purpose, template string) error {
	id := s.newID()
	life := linkLife
	if purpose == VerifyLink {
		life = verifyLife
	}
	l := &Link{TokenHash: digest(s.Key.LinkToken(id)), Person: p, Purpose: purpose, ExpiresAt: s.Desk.Now().Add(life)}
	if err := s.Store.AddLink(ctx, l); err != nil {
		return err
	}
	return s.Desk.Outbox.Tell(ctx, template, p.String(), map[string]any{"link": id.String(), "purpose": string(purpose)}, p)
}

// RequestLink mails a link to sign in or to choose a new password; unknown addresses get the same answer and no mail,
// and what is no address at all is refused.
func (s *Service) RequestLink(ctx context.Context, email string, purpose Purpose) error {
	if purpose != SignInLink && purpose != ResetLink {
		return fault.BadField("purpose", "bad_purpose", "A link is for signing in or for a new password.")
	}
	if !isAddress(strings.TrimSpace(email)) {
		return fault.BadField("address", "bad_email", "This is not an e-mail address.")
	}
	return s.Desk.Tx(ctx, func(ctx context.Context) error {
		p, err := s.Store.PersonByEmail(ctx, tidy(email))
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		return s.mailLink(ctx, p.ID, purpose, "account."+string(purpose))
	})
}

// UseLink takes a mailed link once and answers whose it is and what it was for.
func (s *Service) UseLink(ctx context.Context, token string) (ident.Person, Purpose, error) {
	var who ident.Person
	var purpose Purpose
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		l, err := s.Store.TakeLink(ctx, digest(token), s.Desk.Now())
		if err != nil {
			return err
		}
		who, purpose = l.Person, l.Purpose
		c, err := s.credential(ctx, l.Person)
		if err != nil {
			return err
		}
		if c.SuspendedAt != nil {
			return badCredentials()
		}
		now := s.Desk.Now()
		if c.VerifiedAt == nil {
			c.VerifiedAt = &now
			if l.Purpose != VerifyLink {
				// Whoever chose this password never proved that the address is theirs.
				c.PasswordHash = nil
			}
		}
		c.Failures = 0
		if err := s.Store.SaveCredential(ctx, c); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "account.use_link", l.Person, "", map[string]any{"purpose": purpose})
	})
	return who, purpose, err
}

func badCredentials() error {
	return fault.New(fault.Unauthenticated, "bad_credentials", "The address or the password is not right, or the address is not verified yet.")
}

// SignIn checks a password; every refusal has the same words and takes the same time.
func (s *Service) SignIn(ctx context.Context, email, password string) (ident.Person, error) {
	p, err := s.Store.PersonByEmail(ctx, tidy(email))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return ident.Person{}, err
	}
	var c *Credential
	if err == nil {
		if c, err = s.Store.Credential(ctx, p.ID); err != nil && !fault.Is(err, fault.NotFound) {
			return ident.Person{}, err
		}
	}
	hash := ""
	if c != nil && c.PasswordHash != nil {
		hash = *c.PasswordHash
	}
	right := s.Hasher.Check(password, hash)
	if c == nil {
		return ident.Person{}, badCredentials()
	}
	if err := s.noteAttempt(ctx, p.ID, right); err != nil {
		return ident.Person{}, err
	}
	return p.ID, nil
}

func (s *Service) noteAttempt(ctx context.Context, p ident.Person, right bool) error {
	refused := badCredentials()
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		c, err := s.Store.Credential(ctx, p)
		if err != nil {
			return err
		}
		now := s.Desk.Now()
		closed := c.Failures >= mostFailures && now.Before(c.ChangedAt.Add(closedFor))
		switch {
		case !right && !closed:
			c.Failures++
			c.ChangedAt = now
		case right && !closed && c.VerifiedAt != nil && c.SuspendedAt == nil:
			c.Failures, refused = 0, nil
		}
		if err := s.Store.SaveCredential(ctx, c); err != nil {
			return err
		}
		action := "account.sign_in"
		if refused != nil {
			action = "account.sign_in_refused"
		}
		return s.Desk.Log.Record(ctx, action, p, "", nil)
	})
	if err != nil {
		return err
	}
	return refused
}

// SetPassword chooses a new password for the signed-in person and ends their other sessions.
func (s *Service) SetPassword(ctx context.Context, password string) error {
	who := auth.Who(ctx)
	if err := auth.Require(ctx, auth.ManageOwnAccount, auth.Target{Person: who.Person}); err != nil {
		return err
	}
	if err := checkSignUp(SignUpInput{Email: "a@b", Password: password}); err != nil {
		return err
	}
	if password == "" {
		return fault.BadField("password", "short_password", "A password has at least 12 characters.")
	}
	hash := s.Hasher.Hash(password)
	return s.Desk.Tx(ctx, func(ctx context.Context) error {
		c, err := s.credential(ctx, who.Person)
		if err != nil {
			return err
		}
		c.PasswordHash, c.ChangedAt, c.Failures = &hash, s.Desk.Now(), 0
		if err := s.Store.SaveCredential(ctx, c); err != nil {
			return err
		}
		if err := s.Store.EndSessions(ctx, who.Person); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "account.set_password", who.Person, "", nil)
	})
}

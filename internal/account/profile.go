package account

import (
	"context"
	"encoding/base32"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pquerna/otp/totp"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// EditProfileInput is how a person is called, in which language and zone.
type EditProfileInput struct {
	GivenName  string
	FamilyName string
	Locale     string // en, es or zh-Hans
	Zone       string // IANA name; empty follows the device
}

func (in EditProfileInput) check() error {
	var c fault.Check
	c.That(in.GivenName != "" || in.FamilyName != "", "givenName", "required", "Say how you are called.")
	c.That(utf8.RuneCountInString(in.GivenName) <= 100, "givenName", "too_long", "A name has at most 100 characters.")
	c.That(utf8.RuneCountInString(in.FamilyName) <= 100, "familyName", "too_long", "A name has at most 100 characters.")
	c.That(slices.Contains([]string{"en", "es", "zh-Hans"}, in.Locale), "locale", "bad_locale", "Choose one of the languages.")
	_, err := time.LoadLocation(in.Zone)
	c.That(err == nil && in.Zone != "Local", "zone", "bad_zone", "This is not a time zone.")
	return c.Err()
}

// EditProfile changes the signed-in person's own name, language and zone.
func (s *Service) EditProfile(ctx context.Context, in EditProfileInput) error {
	who := auth.Who(ctx)
	if err := auth.Require(ctx, auth.ManageOwnAccount, auth.Target{Person: who.Person}); err != nil {
		return err
	}
	in.GivenName, in.FamilyName, in.Zone = strings.TrimSpace(in.GivenName), strings.TrimSpace(in.FamilyName), strings.TrimSpace(in.Zone)
	if err := in.check(); err != nil {
		return err
	}
	return s.Desk.Tx(ctx, func(ctx context.Context) error {
		p, err := s.Store.PersonByEmail(ctx, who.Email)
		if err != nil {
			return err
		}
		p.GivenName, p.FamilyName, p.Locale, p.Zone = in.GivenName, in.FamilyName, in.Locale, in.Zone
		if err := s.Store.KeepPerson(ctx, p); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "account.edit_profile", p.ID, "", map[string]any{"locale": p.Locale, "zone": p.Zone})
	})
}

// SignInAs lets anyone in as anyone, in demo mode only; elsewhere there is no such person.
func (s *Service) SignInAs(ctx context.Context, email string) (ident.Person, error) {
	if s.StaffNeedSecondFactor {
		return ident.Person{}, fault.Missing("person")
	}
	p, err := s.Store.PersonByEmail(ctx, tidy(email))
	if err != nil {
		return ident.Person{}, err
	}
	return p.ID, s.Desk.Log.Record(ctx, "account.sign_in_demo", p.ID, "", nil)
}

// NeedsFactor tells whether a person holds a staff role that stays shut until they have a second factor.
func (s *Service) NeedsFactor(ctx context.Context, p ident.Person) (bool, error) {
	if !s.StaffNeedSecondFactor {
		return false, nil
	}
	has, err := s.HasFactor(ctx, p)
	if has || err != nil {
		return false, err
	}
	a, err := s.Store.Actor(ctx, p)
	return slices.ContainsFunc(a.Grants, func(g auth.Grant) bool { return g.Role.Staff() }), err
}

// Enrollment shows an offered second factor again, from what EnrollFactor sealed.
func (s *Service) Enrollment(ctx context.Context, sealed []byte) (*Enrollment, error) {
	who := auth.Who(ctx)
	if err := auth.Require(ctx, auth.ManageOwnAccount, auth.Target{Person: who.Person}); err != nil {
		return nil, err
	}
	secret, err := s.Key.Open(who.Person.String(), sealed)
	if err != nil {
		return nil, fault.BadField("code", "bad_enrollment", "Start the second factor again.")
	}
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(string(secret))
	if err != nil {
		return nil, fault.BadField("code", "bad_enrollment", "Start the second factor again.")
	}
	k, err := totp.Generate(totp.GenerateOpts{Issuer: "Vitrine", AccountName: who.Email, Period: totpPeriod, Secret: raw})
	if err != nil {
		return nil, err
	}
	return &Enrollment{k.Secret(), k.URL(), sealed}, nil
}

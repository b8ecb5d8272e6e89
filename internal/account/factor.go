package account

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

const totpPeriod = 30 // seconds a code lives

// Enrollment is a second factor offered but not yet proved.
type Enrollment struct {
	Secret string // base32, shown once
	URL    string // otpauth, for the QR
	Sealed []byte // what Confirm takes back
}

// EnrollFactor offers a new second factor; nothing is kept until it is confirmed.
func (s *Service) EnrollFactor(ctx context.Context) (*Enrollment, error) {
	who := auth.Who(ctx)
	if err := auth.Require(ctx, auth.ManageOwnAccount, auth.Target{Person: who.Person}); err != nil {
		return nil, err
	}
	k, err := totp.Generate(totp.GenerateOpts{Issuer: "Vitrine", AccountName: who.Email, Period: totpPeriod, Rand: rand.Reader})
	if err != nil {
		return nil, err
	}
	sealed, err := s.Key.Seal(who.Person.String(), []byte(k.Secret()))
	return &Enrollment{k.Secret(), k.URL(), sealed}, err
}

// ConfirmFactor keeps an offered factor once a code from it is right.
func (s *Service) ConfirmFactor(ctx context.Context, sealed []byte, code string) error {
	who := auth.Who(ctx)
	if err := auth.Require(ctx, auth.ManageOwnAccount, auth.Target{Person: who.Person}); err != nil {
		return err
	}
	secret, err := s.Key.Open(who.Person.String(), sealed)
	if err != nil {
		return fault.BadField("code", "bad_enrollment", "Start the second factor again.")
	}
	return s.Desk.Tx(ctx, func(ctx context.Context) error {
		c, err := s.credential(ctx, who.Person)
		if err != nil {
			return err
		}
		if c.TOTPSecret != nil && !who.SecondFactor {
			return fault.New(fault.Forbidden, "prove_first", "Sign in again with the second factor you have; then set up another.")
		}
		step, ok := matchingStep(string(secret), code, s.Desk.Now(), 0)
		if !ok {
			return wrongCode()
		}
		c.TOTPSecret, c.TOTPLastStep, c.ChangedAt = sealed, step, s.Desk.Now()
		if err := s.Store.SaveCredential(ctx, c); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "account.confirm_factor", who.Person, "", nil)
	})
}

func wrongCode() error {
	return fault.BadField("code", "wrong_code", "This code is not right, or was used already.")
}

// ProveFactor checks a code of the second factor; each code is taken once.
func (s *Service) ProveFactor(ctx context.Context, p ident.Person, code string) error {
	refused := wrongCode()
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		c, err := s.Store.Credential(ctx, p)
		if err != nil || c.TOTPSecret == nil {
			return err
		}
		now := s.Desk.Now()
		if c.Failures >= mostFailures && now.Before(c.ChangedAt.Add(closedFor)) {
			return nil
		}
		secret, err := s.Key.Open(p.String(), c.TOTPSecret)
		if err != nil {
			return err
		}
		if step, ok := matchingStep(string(secret), code, now, c.TOTPLastStep); ok {
			c.TOTPLastStep, c.Failures, refused = step, 0, nil
		} else {
			c.Failures++
			c.ChangedAt = now
		}
		return s.Store.SaveCredential(ctx, c)
	})
	if err != nil {
		return err
	}
	return refused
}

// matchingStep allows one step either way, and only steps after the last one taken.
func matchingStep(secret, code string, now time.Time, after int64) (int64, bool) {
	if _, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret); err != nil {
		return 0, false
	}
	opts := hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}
	current := now.Unix() / totpPeriod
	for step := current - 1; step <= current+1; step++ {
		if ok, err := hotp.ValidateCustom(code, uint64(step), secret, opts); err == nil && ok && step > after {
			return step, true
		}
	}
	return 0, false
}

// HasFactor tells whether the person has a second factor.
func (s *Service) HasFactor(ctx context.Context, p ident.Person) (bool, error) {
	c, err := s.Store.Credential(ctx, p)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil && c.TOTPSecret != nil, err
}

// Actor is the person with every role in force; staff without a proved second factor keep none of their staff roles.
func (s *Service) Actor(ctx context.Context, p ident.Person, proved bool, via string) (auth.Actor, error) {
	a, err := s.Store.Actor(ctx, p)
	if err != nil {
		return auth.Actor{}, err
	}
	a.SecondFactor, a.Via = proved, via
	if s.StaffNeedSecondFactor && !proved {
		kept := a.Grants[:0]
		for _, g := range a.Grants {
			if !g.Role.Staff() {
				kept = append(kept, g)
			}
		}
		a.Grants = kept
	}
	return a, nil
}

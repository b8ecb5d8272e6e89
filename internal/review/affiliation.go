package review

import (
	"context"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/interest"
)

// Affiliation is what somebody declared to be tied to: an organization, or a person named as it was typed.
// Only whoever declared it reads it; the office reads the conflicts that are found by it.
type Affiliation struct {
	ID               ident.Affiliation  `bun:"id,pk"`
	Person           ident.Person       `bun:"person_id"`
	Bond             interest.Bond      `bun:"bond"`
	Organization     ident.Organization `bun:"organization_id"` // none where the register does not have it
	Name             string             `bun:"name"`
	Email            string             `bun:"email"` // of the person it is a tie to, lower case
	NameKey          string             `bun:"name_key"`
	Since            calendar.Date      `bun:"since"`
	Until            calendar.Date      `bun:"until"` // absent while it lasts
	DeclaredAt       time.Time          `bun:"declared_at"`
	WithdrawnAt      *time.Time         `bun:"withdrawn_at"`
	OrganizationName string             `bun:"organization_name,scanonly"`
}

// DeclareAffiliationInput is one tie of the actor: to an organization by its id or name, or to a person by name or address.
type DeclareAffiliationInput struct {
	Bond         interest.Bond
	Organization ident.Organization
	Name         string
	Email        string
	Since        calendar.Date
	Until        calendar.Date
}

func (in *DeclareAffiliationInput) check() error {
	in.Name, in.Email = strings.TrimSpace(in.Name), strings.ToLower(strings.TrimSpace(in.Email))
	known := false
	for _, b := range interest.Bonds() {
		known = known || b == in.Bond
	}
	var c fault.Check
	c.That(known, "bond", "bad_bond", "There is no such tie.")
	c.That(utf8.RuneCountInString(in.Name) <= 300, "name", "too_long", "A name has at most 300 characters.")
	c.That(in.Until.IsZero() || in.Since.IsZero() || !in.Until.Before(in.Since), "until", "before_start", "It ended before it began.")
	if in.Bond.ToPerson() {
		c.That(in.Organization.IsZero(), "organization", "to_person", "This is a tie to a person.")
		c.That(in.Name != "" || in.Email != "", "name", "required", "Say who it is, by name or e-mail address.")
	} else {
		c.That(in.Email == "", "email", "to_organization", "This is a tie to an organization.")
		c.That(in.Name != "" || !in.Organization.IsZero(), "name", "required", "Say which organization it is.")
	}
	if in.Email != "" {
		a, err := mail.ParseAddress(in.Email)
		c.That(err == nil && a.Address == in.Email && len(in.Email) <= 254, "email", "bad_email", "This is not an e-mail address.")
	}
	return c.Err()
}

// MyAffiliations are the actor's own, those that last first; ones withdrawn are left out.
func (s *Service) MyAffiliations(ctx context.Context) ([]*Affiliation, error) {
	me := auth.Who(ctx).Person
	if err := auth.Require(ctx, auth.DeclareConflict, auth.Target{Person: me}); err != nil {
		return nil, err
	}
	return s.Store.Affiliations(ctx, me)
}

// DeclareAffiliation keeps a tie of the actor, and in the same instant voids readings of theirs that it shows to be a conflict.
func (s *Service) DeclareAffiliation(ctx context.Context, in DeclareAffiliationInput) (*Affiliation, error) {
	me := auth.Who(ctx).Person
	if err := auth.Require(ctx, auth.DeclareConflict, auth.Target{Person: me}); err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	a := &Affiliation{
		ID: ident.NewAffiliation(), Person: me, Bond: in.Bond, Organization: in.Organization, Name: in.Name, Email: in.Email,
		Since: in.Since, Until: in.Until, DeclaredAt: s.Desk.Now(),
	}
	if in.Bond.ToPerson() {
		a.NameKey = interest.NameKey(in.Name)
	}
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		if err := s.Store.AddAffiliation(ctx, a); err != nil {
			return err
		}
		return s.tied(ctx, "review.declare_affiliation", a)
	})
	if err != nil {
		return nil, err
	}
	return s.own(ctx, a.ID)
}

// EndAffiliationInput says when a tie of the actor ended.
type EndAffiliationInput struct {
	Affiliation ident.Affiliation
	Until       calendar.Date
}

// EndAffiliation dates the end of a tie; it goes on to bind within the window of each cycle.
func (s *Service) EndAffiliation(ctx context.Context, in EndAffiliationInput) (*Affiliation, error) {
	return s.changeAffiliation(ctx, in.Affiliation, "review.end_affiliation", func(a *Affiliation) error {
		var c fault.Check
		c.That(!in.Until.IsZero(), "until", "required", "Say when it ended.")
		c.That(a.Since.IsZero() || in.Until.IsZero() || !in.Until.Before(a.Since), "until", "before_start", "It ended before it began.")
		a.Until = in.Until
		return c.Err()
	})
}

// WithdrawAffiliationInput names a tie that the actor declared by mistake.
type WithdrawAffiliationInput struct {
	Affiliation ident.Affiliation
}

// WithdrawAffiliation takes back what was declared by mistake. Conflicts that were found by it stay until another person lifts them.
func (s *Service) WithdrawAffiliation(ctx context.Context, in WithdrawAffiliationInput) (*Affiliation, error) {
	return s.changeAffiliation(ctx, in.Affiliation, "review.withdraw_affiliation", func(a *Affiliation) error {
		now := s.Desk.Now()
		a.WithdrawnAt = &now
		return nil
	})
}

func (s *Service) changeAffiliation(ctx context.Context, id ident.Affiliation, action string, do func(*Affiliation) error) (*Affiliation, error) {
	me := auth.Who(ctx).Person
	if err := auth.Require(ctx, auth.DeclareConflict, auth.Target{Person: me}); err != nil {
		return nil, err
	}
	var out *Affiliation
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		a, err := s.Store.AffiliationForUpdate(ctx, id, me)
		if err != nil {
			return err
		}
		if a.WithdrawnAt != nil {
			return fault.Missing("affiliation")
		}
		if err := do(a); err != nil {
			return err
		}
		if err := s.Store.KeepAffiliation(ctx, a); err != nil {
			return err
		}
		out = a
		return s.tied(ctx, action, a)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// tied says so in the log, without whom it is about, and looks for conflicts again.
func (s *Service) tied(ctx context.Context, action string, a *Affiliation) error {
	if err := s.Desk.Log.Record(ctx, action, a.ID, "", map[string]any{"person": a.Person}); err != nil {
		return err
	}
	return s.PeopleChanged(ctx, a.Person)
}

func (s *Service) own(ctx context.Context, id ident.Affiliation) (*Affiliation, error) {
	return s.Store.AffiliationForUpdate(ctx, id, auth.Who(ctx).Person)
}

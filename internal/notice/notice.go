// Package notice is what a person is told: their messages, how soon each kind is mailed, and their own calendar of dates.
package notice

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/notify"
)

// Store keeps choices, read marks and calendar links; reads are of one person.
type Store interface {
	Unread(ctx context.Context, p ident.Person) (int, error)
	MarkRead(ctx context.Context, p ident.Person, ids []ident.Message, now time.Time) error
	Preferences(ctx context.Context, p ident.Person) ([]*notify.Preference, error)
	SavePreference(ctx context.Context, x *notify.Preference) error
	Gatherers(ctx context.Context) ([]*Gatherer, error)
	Digest(ctx context.Context, g *Gatherer, kinds []string, until, now time.Time) (int, error)
	CalendarLink(ctx context.Context, p ident.Person) (*CalendarLink, error) // nil where there is none
	KeepCalendarLink(ctx context.Context, x *CalendarLink) error
	DropCalendarLink(ctx context.Context, p ident.Person) error
	CalendarOwner(ctx context.Context, hash []byte, now time.Time) (ident.Person, error)
	// Happenings are the trips and activities of awards that a person's museums carry out, from an instant on.
	Happenings(ctx context.Context, p ident.Person, from time.Time) ([]*Date, error)
	Dates(ctx context.Context, p ident.Person, from time.Time) ([]*Date, error)
}

// Service is what a person does with what they are told.
type Service struct {
	Desk  desk.Desk
	Store Store
	Key   account.Key
}

// Choice is how soon messages of a kind are mailed to a person.
type Choice struct {
	Kind    string
	Cadence notify.Cadence
}

// Choices are the signed-in person's cadence for every kind, at once where nothing was chosen.
func (s *Service) Choices(ctx context.Context) ([]Choice, error) {
	who, err := oneself(ctx)
	if err != nil {
		return nil, err
	}
	kept, err := s.Store.Preferences(ctx, who)
	if err != nil {
		return nil, err
	}
	out := make([]Choice, 0, len(notify.Kinds()))
	for _, kind := range notify.Kinds() {
		c := Choice{kind, notify.AtOnce}
		for _, x := range kept {
			if x.Kind == kind {
				c.Cadence = x.Cadence
			}
		}
		out = append(out, c)
	}
	return out, nil
}

// oneself is the signed-in person; what they are told is nobody else's.
func oneself(ctx context.Context) (ident.Person, error) {
	who := auth.Who(ctx).Person
	return who, auth.Require(ctx, auth.ManageOwnAccount, auth.Target{Person: who})
}

// ChooseInput are the kinds whose cadence changes; the others stay.
type ChooseInput struct{ Choices []Choice }

// Choose keeps how soon each kind is mailed; an unknown kind or cadence is refused.
func (s *Service) Choose(ctx context.Context, in ChooseInput) ([]Choice, error) {
	who, err := oneself(ctx)
	if err != nil {
		return nil, err
	}
	var c fault.Check
	for _, x := range in.Choices {
		c.That(slices.Contains(notify.Kinds(), x.Kind), "choices."+clip(x.Kind), "unknown_kind", "There is no such kind of message.")
		c.That(x.Cadence.Known(), "choices."+clip(x.Kind), "unknown_cadence", "Choose at once, daily, weekly or only on the site.")
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	err = s.Desk.Tx(ctx, func(ctx context.Context) error {
		for _, x := range in.Choices {
			if err := s.Store.SavePreference(ctx, &notify.Preference{Person: who, Kind: x.Kind, Cadence: x.Cadence}); err != nil {
				return err
			}
		}
		return s.Desk.Log.Record(ctx, "notice.choose", who, "", map[string]any{"choices": len(in.Choices)})
	})
	if err != nil {
		return nil, err
	}
	return s.Choices(ctx)
}

func clip(s string) string {
	s = strings.ToValidUTF8(s, "?")
	if r := []rune(s); len(r) > 40 {
		return string(r[:40])
	}
	return s
}

// Leave stops mail of one kind for the person a mailed link was made for; no sign-in is asked, as RFC 8058 wants.
// A link we did not make is not found.
func (s *Service) Leave(ctx context.Context, token string) (string, error) {
	id, kind, ok := s.Key.ReadLeaveToken(token)
	if !ok || !slices.Contains(notify.Kinds(), kind) {
		return "", fault.Missing("link")
	}
	p := ident.From[ident.PersonKind](id)
	return kind, s.Desk.Tx(ctx, func(ctx context.Context) error {
		if err := s.Store.SavePreference(ctx, &notify.Preference{Person: p, Kind: kind, Cadence: notify.Never}); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "notice.leave", p, "", map[string]any{"kind": kind})
	})
}

// Leaving tells which kind a mailed link would stop.
func (s *Service) Leaving(token string) (string, error) {
	_, kind, ok := s.Key.ReadLeaveToken(token)
	if !ok || !slices.Contains(notify.Kinds(), kind) {
		return "", fault.Missing("link")
	}
	return kind, nil
}

// Unread counts what the signed-in person has not marked as read.
func (s *Service) Unread(ctx context.Context) (int, error) {
	who, err := oneself(ctx)
	if err != nil {
		return 0, err
	}
	return s.Store.Unread(ctx, who)
}

// MarkReadInput names messages that were read; none means all.
type MarkReadInput struct{ Messages []ident.Message }

// MarkRead marks the signed-in person's messages as read; those of others are left alone.
func (s *Service) MarkRead(ctx context.Context, in MarkReadInput) (int, error) {
	who, err := oneself(ctx)
	if err != nil {
		return 0, err
	}
	if err := s.Store.MarkRead(ctx, who, in.Messages, s.Desk.Now()); err != nil {
		return 0, err
	}
	return s.Store.Unread(ctx, who)
}

// CalendarLink is the private address of a person's dates; the secret is shown when it is made and kept nowhere.
type CalendarLink struct {
	Person     ident.Person `bun:"person_id,pk"`
	TokenHash  []byte       `bun:"token_hash"`
	CreatedAt  time.Time    `bun:"created_at"`
	LastUsedOn *time.Time   `bun:"last_used_on"`
}

// NewCalendarLink is a link with its secret.
type NewCalendarLink struct {
	Link   *CalendarLink
	Secret string
}

// MyCalendarLink is the signed-in person's link; nil where there is none.
func (s *Service) MyCalendarLink(ctx context.Context) (*CalendarLink, error) {
	who, err := oneself(ctx)
	if err != nil {
		return nil, err
	}
	return s.Store.CalendarLink(ctx, who)
}

// LinkChange is what becomes of a private address for a person's dates.
type LinkChange string

// The changes of a private address.
const (
	RenewLink LinkChange = "renew"
	EndLink   LinkChange = "end"
)

// RenewCalendarLink makes a private address for the person's dates; an older one stops working.
func (s *Service) RenewCalendarLink(ctx context.Context) (*NewCalendarLink, error) {
	who, err := oneself(ctx)
	if err != nil {
		return nil, err
	}
	b := make([]byte, 24)
	_, _ = rand.Read(b)
	secret := base64.RawURLEncoding.EncodeToString(b)
	link := &CalendarLink{Person: who, TokenHash: digest(secret), CreatedAt: s.Desk.Now()}
	err = s.Desk.Tx(ctx, func(ctx context.Context) error {
		if err := s.Store.KeepCalendarLink(ctx, link); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "notice.renew_calendar", who, "", nil)
	})
	if err != nil {
		return nil, err
	}
	return &NewCalendarLink{link, secret}, nil
}

// RevokeCalendarLink ends the person's private address; having none is fine.
func (s *Service) RevokeCalendarLink(ctx context.Context) error {
	who, err := oneself(ctx)
	if err != nil {
		return err
	}
	return s.Desk.Tx(ctx, func(ctx context.Context) error {
		if err := s.Store.DropCalendarLink(ctx, who); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "notice.revoke_calendar", who, "", nil)
	})
}

func digest(secret string) []byte {
	h := sha256.Sum256([]byte(secret))
	return h[:]
}

// Date is one instant a person has to know, and what it is about.
type Date struct {
	Key     string    `bun:"key"`     // stable, for calendars
	Kind    string    `bun:"kind"`    // profile_alone, statement, proposal ..., review, endorsement, call, return
	Title   string    `bun:"title"`   // of the cycle, the proposal or the panel
	At      time.Time `bun:"at"`      // when it is due or begins
	Days    int       `bun:"days"`    // whole days from that day on, as trips have them; 0 is an instant
	Zone    string    `bun:"zone"`    // the program's
	Subject string    `bun:"subject"` // public id
	Moves   int       `bun:"moves"`   // how often it moved
}

// MyDates are what lies ahead of the signed-in person, soonest first.
func (s *Service) MyDates(ctx context.Context) ([]*Date, error) {
	who, err := oneself(ctx)
	if err != nil {
		return nil, err
	}
	return s.Store.Dates(ctx, who, s.Desk.Now())
}

// Calendar are the dates, trips and activities of whoever a private address belongs to, from a month ago on; an ended address is not found.
func (s *Service) Calendar(ctx context.Context, secret string) ([]*Date, error) {
	now := s.Desk.Now()
	p, err := s.Store.CalendarOwner(ctx, digest(secret), now)
	if err != nil {
		return nil, err
	}
	since := now.AddDate(0, -1, 0)
	due, err := s.Store.Dates(ctx, p, since)
	if err != nil {
		return nil, err
	}
	held, err := s.Store.Happenings(ctx, p, since)
	if err != nil {
		return nil, err
	}
	all := append(due, held...)
	slices.SortStableFunc(all, func(a, b *Date) int { return a.At.Compare(b.At) })
	return all, nil
}

package review

import (
	"context"
	"crypto/sha256"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// InvitationState is where an invitation to a panel is.
type InvitationState string

// The states of an invitation; only one that is sent can still be answered.
const (
	InvitationSent      InvitationState = "sent"
	InvitationAccepted  InvitationState = "accepted"
	InvitationDeclined  InvitationState = "declined"
	InvitationExpired   InvitationState = "expired"
	InvitationWithdrawn InvitationState = "withdrawn"
)

// PanelInvitation asks somebody to sit on a panel, by a mailed link that works until its day.
type PanelInvitation struct {
	ID         ident.PanelInvitation `bun:"id,pk"`
	Panel      ident.Panel           `bun:"panel_id"`
	Email      string                `bun:"email"`
	Person     ident.Person          `bun:"person_id"` // whose address it is known to be, or who accepted
	Locale     string                `bun:"locale"`    // of the mail, where nobody is known by the address
	TokenHash  []byte                `bun:"token_hash"`
	LinkID     string                `bun:"link_id"`
	LoadLimit  *int                  `bun:"load_limit"` // most applications they are asked to read
	Note       string                `bun:"note"`       // what the officer writes; it names no proposal
	State      InvitationState       `bun:"state"`
	Reason     string                `bun:"reason"` // why it was declined or withdrawn
	InvitedBy  ident.Person          `bun:"invited_by"`
	InvitedAt  time.Time             `bun:"invited_at"`
	ExpiresAt  time.Time             `bun:"expires_at"`
	RemindedAt *time.Time            `bun:"reminded_at"`
	EndedAt    *time.Time            `bun:"ended_at"`
	PanelName  string                `bun:"panel_name,scanonly"`
	CycleTitle string                `bun:"cycle_title,scanonly"`
	Zone       string                `bun:"zone,scanonly"`
	DueAt      *time.Time            `bun:"due_at,scanonly"`
	FeeMinor   int64                 `bun:"fee_minor,scanonly"`
	FeePer     FeePer                `bun:"fee_per,scanonly"`
	Currency   money.Currency        `bun:"currency,scanonly"`
	Name       string                `bun:"name,scanonly"` // of the person, if known
}

// Fee is what the panel pays; zero where seats are unpaid.
func (i *PanelInvitation) Fee() money.Money { return money.New(i.FeeMinor, i.Currency) }

// overdue shows one whose time is over as expired before the timetable has closed it.
func (i *PanelInvitation) overdue(now time.Time) {
	if i.State == InvitationSent && !now.Before(i.ExpiresAt) {
		i.State, i.EndedAt = InvitationExpired, &i.ExpiresAt
	}
}

// InviteToPanelInput asks an address to sit on a panel.
type InviteToPanelInput struct {
	Panel     ident.Panel
	Email     string
	LoadLimit *int   // nil leaves it to what they said of themselves
	Note      string // mailed with it
	Locale    string // of the mail, where nobody is known by the address; empty is English
	Days      *int   // how long the link works; nil is 14
}

const inviteDays = 14

func (in *InviteToPanelInput) check() error {
	in.Email, in.Note = strings.ToLower(strings.TrimSpace(in.Email)), strings.TrimSpace(in.Note)
	if in.Locale == "" {
		in.Locale = "en"
	}
	var c fault.Check
	a, err := mail.ParseAddress(in.Email)
	c.That(err == nil && a.Name == "" && a.Address == in.Email && len(in.Email) <= 254, "email", "bad_email", "This is not an e-mail address.")
	c.That(in.LoadLimit == nil || *in.LoadLimit > 0, "loadLimit", "bad_load", "A load limit is at least one.")
	c.That(in.Days == nil || *in.Days >= 1 && *in.Days <= 90, "days", "out_of_range", "A number from %d to %d is asked for.", 1, 90)
	c.That(slices.Contains(languages(), in.Locale), "locale", "bad_locale", "The language is none of en, es and zh-Hans.")
	c.That(utf8.RuneCountInString(in.Note) <= mostReason, "note", "too_long", "At most %d characters.", mostReason)
	return c.Err()
}

// InviteToPanel mails somebody a link with which they accept or decline a seat; one of theirs that waits is replaced.
// Staff of the program, members, those who asked not to be invited and people a strict cycle keeps off its panels are
// refused, and so is everybody while no seat is free.
func (s *Service) InviteToPanel(ctx context.Context, in InviteToPanelInput) (*PanelInvitation, error) {
	var out *PanelInvitation
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		f, err := s.openPanel(ctx, in.Panel, auth.FormPanel)
		if err != nil {
			return err
		}
		if err := in.check(); err != nil {
			return err
		}
		who, err := s.Store.PersonOf(ctx, in.Email)
		if err != nil {
			return err
		}
		if err := s.inviteable(ctx, f, who); err != nil {
			return err
		}
		if err := s.replaceInvitation(ctx, f.ID, in.Email); err != nil {
			return err
		}
		days := inviteDays
		if in.Days != nil {
			days = *in.Days
		}
		now, link := s.Desk.Now(), uuid.New()
		i := &PanelInvitation{
			ID: ident.NewPanelInvitation(), Panel: f.ID, Email: in.Email, Person: who, Locale: in.Locale, TokenHash: digest(s.LinkToken(link)), LinkID: link.String(),
			LoadLimit: in.LoadLimit, Note: in.Note, State: InvitationSent, InvitedBy: auth.Who(ctx).Person, InvitedAt: now, ExpiresAt: now.AddDate(0, 0, days),
		}
		if err := s.Store.AddInvitation(ctx, i); err != nil {
			return err
		}
		if out, err = s.Store.InvitationForUpdate(ctx, i.ID); err != nil {
			return err
		}
		if err := s.tell(ctx, "seat.invited", out); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "review.invite", f.ID, "", map[string]any{"invitation": i.ID, "email": i.Email})
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (s *Service) inviteable(ctx context.Context, f *File, who ident.Person) error {
	if err := f.joinable(); err != nil {
		return err
	}
	t, err := s.termsOf(ctx, f.ID)
	if err != nil {
		return err
	}
	if t.full(len(f.people())) {
		return fullPanel()
	}
	if who.IsZero() {
		return nil
	}
	found, err := s.Store.Candidates(ctx, f.Program, []ident.Person{who})
	if err != nil {
		return err
	}
	barred, err := s.barred(ctx, f.Cycle, []ident.Person{who})
	if err != nil {
		return err
	}
	p, err := s.profileOf(ctx, who)
	if err != nil {
		return err
	}
	var c fault.Check
	refuseCandidate(&c, "email", who, found)
	c.That(f.member(who) == nil, "email", "already_member", "This person is on the panel already.")
	c.That(len(barred) == 0, "email", "barred", barredWords)
	c.That(!p.Unavailable, "email", "unavailable", "This person asks not to be invited at present.")
	return c.Err()
}

// joinable refuses a panel whose work is done.
func (f *File) joinable() error {
	if f.State == Locked || f.State == Ranked {
		return fault.New(fault.Conflict, "state", "The panel is %s; nobody joins it.", f.State).With("state", f.State)
	}
	return nil
}

func (s *Service) replaceInvitation(ctx context.Context, panel ident.Panel, email string) error {
	old, err := s.Store.OpenInvitation(ctx, panel, email)
	if err != nil || old == nil {
		return err
	}
	now := s.Desk.Now()
	old.State, old.EndedAt = InvitationWithdrawn, &now
	return s.Store.KeepInvitation(ctx, old)
}

func digest(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// tell writes to the address that was asked; the link itself is made when the mail leaves. Nothing in it is of a proposal.
func (s *Service) tell(ctx context.Context, template string, i *PanelInvitation) error {
	fee, load := "", 0
	if i.FeeMinor > 0 {
		fee = i.Fee().String()
	}
	if i.LoadLimit != nil {
		load = *i.LoadLimit
	}
	return s.Store.WriteTo(ctx, i.Email, i.Locale, template, i.ID.String(), map[string]any{
		"link": i.LinkID, "panel": i.PanelName, "Cycle": i.CycleTitle, "Until": i.ExpiresAt.UTC().Format(time.RFC3339), "Zone": i.Zone,
		"Fee": fee, "All": i.FeePer == PerPanel, "count": load, "Note": i.Note,
	})
}

// PanelInvitations are who was asked to sit on a panel and what they said, newest first; for its office.
func (s *Service) PanelInvitations(ctx context.Context, id ident.Panel) ([]*PanelInvitation, error) {
	if _, err := s.peoplePanel(ctx, id); err != nil {
		return nil, err
	}
	return s.standing(s.Store.PanelInvitations(ctx, id))
}

func (s *Service) standing(list []*PanelInvitation, err error) ([]*PanelInvitation, error) {
	for _, i := range list {
		i.overdue(s.Desk.Now())
	}
	return list, err
}

// WithdrawPanelInvitationInput takes back an invitation that waits.
type WithdrawPanelInvitationInput struct {
	Invitation ident.PanelInvitation
	Reason     string // for the office; who was asked is not told it
}

// WithdrawPanelInvitation makes the link of an invitation void.
func (s *Service) WithdrawPanelInvitation(ctx context.Context, in WithdrawPanelInvitationInput) (*PanelInvitation, error) {
	var i *PanelInvitation
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if i, err = s.Store.InvitationForUpdate(ctx, in.Invitation); err != nil {
			return err
		}
		if _, err := s.openPanel(ctx, i.Panel, auth.FormPanel); fault.Is(err, fault.NotFound) {
			return fault.Missing("invitation")
		} else if err != nil {
			return err
		}
		now := s.Desk.Now()
		if i.overdue(now); i.State != InvitationSent {
			return fault.New(fault.Conflict, "state", "The invitation is %s.", i.State).With("state", i.State)
		}
		i.State, i.EndedAt, i.Reason = InvitationWithdrawn, &now, strings.TrimSpace(in.Reason)
		if utf8.RuneCountInString(i.Reason) > mostReason {
			return fault.BadField("reason", "too_long", "At most %d characters.", mostReason)
		}
		if err := s.Store.KeepInvitation(ctx, i); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "review.withdraw_invitation", i.Panel, i.Reason, map[string]any{"invitation": i.ID})
	})
	if err != nil {
		return nil, err
	}
	return i, nil
}

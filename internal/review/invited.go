package review

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// open refuses an invitation that cannot be answered any more, each in its own words.
func (i *PanelInvitation) open(now time.Time) error {
	i.overdue(now)
	switch i.State {
	case InvitationWithdrawn:
		return fault.New(fault.Conflict, "invitation_withdrawn", "The office has taken this invitation back, or sent a newer one.").With("at", *i.EndedAt)
	case InvitationAccepted, InvitationDeclined:
		return fault.New(fault.Conflict, "link_used", "This link has been used: the answer is with the office.").With("at", *i.EndedAt)
	case InvitationExpired:
		return fault.New(fault.Conflict, "link_expired", "The time of this link is over. The office can send another.").With("at", i.ExpiresAt)
	}
	return nil
}

// InvitedToPanel is what the holder of a link is asked; one used, withdrawn or expired is CONFLICT. It names no proposal.
func (s *Service) InvitedToPanel(ctx context.Context, token string) (*PanelInvitation, error) {
	i, err := s.Store.InvitationByToken(ctx, digest(token))
	if err != nil {
		return nil, err
	}
	return i, i.open(s.Desk.Now())
}

// MyPanelInvitations are those to the actor's own address, newest first.
func (s *Service) MyPanelInvitations(ctx context.Context) ([]*PanelInvitation, error) {
	me := auth.Who(ctx).Person
	if err := auth.Require(ctx, auth.DeclareConflict, auth.Target{Person: me}); err != nil {
		return nil, err
	}
	list, err := s.standing(s.Store.InvitationsOf(ctx, me))
	for _, i := range list {
		if i.State == InvitationWithdrawn {
			i.Reason = "" // the office's own
		}
	}
	return list, err
}

// AnswerPanelInvitationInput is the word of whoever holds the link, who has proved the address by it, or of a person
// signed in whose address was asked.
type AnswerPanelInvitationInput struct {
	Token      string
	Invitation ident.PanelInvitation // instead of the token
	Accept     bool
	Reason     string // why it is declined
	Locale     string // of the reader, for a new account
}

// AnswerPanelInvitation takes the answer once. Who accepts gets an account if they had none and a seat on the panel, their
// conflicts are looked for at once, and they are among the program's possible reviewers from then on; who asked is told.
func (s *Service) AnswerPanelInvitation(ctx context.Context, in AnswerPanelInvitationInput) (*PanelInvitation, error) {
	var i *PanelInvitation
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if i, err = s.asked(ctx, in); err != nil {
			return err
		}
		now := s.Desk.Now()
		if err := i.open(now); err != nil {
			return err
		}
		ctx = auth.As(ctx, auth.System("invitation"))
		i.EndedAt, i.Reason = &now, strings.TrimSpace(in.Reason)
		if utf8.RuneCountInString(i.Reason) > mostReason {
			return fault.BadField("reason", "too_long", "At most %d characters.", mostReason)
		}
		if in.Accept {
			err = s.take(ctx, i, in.Locale)
		} else {
			err = s.decline(ctx, i)
		}
		if err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "review.answer_invitation", i.Panel, i.Reason, map[string]any{"invitation": i.ID, "state": i.State, "person": i.Person})
	})
	if err != nil {
		return nil, err
	}
	return i, nil
}

// asked finds the invitation by its link, or by its id for the one whose address it went to.
func (s *Service) asked(ctx context.Context, in AnswerPanelInvitationInput) (*PanelInvitation, error) {
	if in.Token != "" {
		return s.Store.InvitationByToken(ctx, digest(in.Token))
	}
	me := auth.Who(ctx).Person
	if err := auth.Require(ctx, auth.DeclareConflict, auth.Target{Person: me}); err != nil {
		return nil, err
	}
	i, err := s.Store.InvitationForUpdate(ctx, in.Invitation)
	if err == nil && i.Person != me {
		err = fault.Missing("invitation")
	}
	return i, err
}

func (s *Service) decline(ctx context.Context, i *PanelInvitation) error {
	if i.Reason == "" {
		return fault.BadField("reason", "required", "Say why, in a few words.")
	}
	i.State = InvitationDeclined
	if err := s.Store.KeepInvitation(ctx, i); err != nil || i.InvitedBy.IsZero() {
		return err
	}
	return s.Desk.Outbox.Tell(ctx, "review.invitation_declined", i.Panel.String(), map[string]any{"Name": i.called(), "panel": i.PanelName, "Reason": i.Reason}, i.InvitedBy)
}

func (i *PanelInvitation) called() string {
	if i.Name != "" {
		return i.Name
	}
	return i.Email
}

func (s *Service) take(ctx context.Context, i *PanelInvitation, locale string) error {
	who, err := s.Accounts.Welcome(ctx, i.Email, locale)
	if err != nil {
		return err
	}
	f, err := s.openPanel(ctx, i.Panel, auth.FormPanel)
	if err != nil {
		return err
	}
	if f.member(who) == nil {
		if _, err := s.AddMember(ctx, AddMemberInput{Panel: i.Panel, Person: who, LoadLimit: i.LoadLimit}); err != nil {
			return refusedSeat(err)
		}
	}
	i.Person, i.State, i.Reason = who, InvitationAccepted, ""
	if err := s.Store.AddToPool(ctx, f.Program, who, i.InvitedBy, s.Desk.Now()); err != nil {
		return err
	}
	if err := s.Store.KeepInvitation(ctx, i); err != nil || i.InvitedBy.IsZero() {
		return err
	}
	return s.Desk.Outbox.Tell(ctx, "review.invitation_accepted", i.Panel.String(), map[string]any{"Name": i.called(), "panel": i.PanelName}, i.InvitedBy)
}

// refusedSeat turns what an officer is told at a field into words for who accepts.
func refusedSeat(err error) error {
	if fault.HasCode(err, "staff") || fault.HasCode(err, "barred") {
		return fault.New(fault.Conflict, "seat_refused", "The rules of this call keep you off its panels. The office can say more.")
	}
	return err
}

// Tend is the job that reminds those who were asked to sit on a panel, and closes invitations whose time is over.
type Tend struct{}

// Kind names the job in the queue.
func (Tend) Kind() string { return "review.tend" }

// TendInvitations reminds once after two thirds of the time, by the same link, and closes what has expired.
func (s *Service) TendInvitations(ctx context.Context) (reminded, expired int, err error) {
	ctx = auth.As(ctx, auth.System("review.tend"))
	waiting, err := s.Store.InvitationsWaiting(ctx)
	if err != nil {
		return 0, 0, err
	}
	for _, id := range waiting {
		err := s.Desk.Tx(ctx, func(ctx context.Context) error {
			r, x, err := s.tendInvitation(ctx, id)
			reminded, expired = reminded+r, expired+x
			return err
		})
		if err != nil {
			return reminded, expired, err
		}
	}
	return reminded, expired, nil
}

func (s *Service) tendInvitation(ctx context.Context, id ident.PanelInvitation) (reminded, expired int, err error) {
	i, err := s.Store.InvitationForUpdate(ctx, id)
	if err != nil || i.State != InvitationSent {
		return 0, 0, err
	}
	now := s.Desk.Now()
	if i.overdue(now); i.State == InvitationExpired {
		if err := s.Store.KeepInvitation(ctx, i); err != nil || i.InvitedBy.IsZero() {
			return 0, 1, err
		}
		return 0, 1, s.Desk.Outbox.Tell(ctx, "review.invitation_expired", i.Panel.String(), map[string]any{"Name": i.called(), "panel": i.PanelName}, i.InvitedBy)
	}
	if i.RemindedAt != nil || now.Before(i.InvitedAt.Add(i.ExpiresAt.Sub(i.InvitedAt)*2/3)) {
		return 0, 0, nil
	}
	i.RemindedAt = &now
	if err := s.tell(ctx, "seat.reminder", i); err != nil {
		return 0, 0, err
	}
	return 1, 0, s.Store.KeepInvitation(ctx, i)
}

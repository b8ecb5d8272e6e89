package partnership

import (
	"context"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// Asked is what a post reads before it answers.
type Asked struct {
	Endorsement *Endorsement
	Detail      *Detail
	Museum      *Museum // the one it is asked about
	Cycle       *program.Detail
}

// Asked is what stands behind a mailed link, for whoever holds it; nobody signs in. A link that was used, replaced or
// kept too long is CONFLICT link_used, link_replaced or link_expired, one that never was is NOT_FOUND.
func (s *Service) Asked(ctx context.Context, token string) (*Asked, error) {
	l, err := s.Store.LinkByToken(ctx, s.digest(token))
	if err != nil {
		return nil, err
	}
	if err := l.check(s.Desk.Now()); err != nil {
		return nil, err
	}
	return s.askedBy(ctx, l)
}

// askedBy reads what the link is about as the house itself: the link is the leave to read it.
func (s *Service) askedBy(ctx context.Context, l *EndorsementLink) (*Asked, error) {
	ctx = auth.As(ctx, auth.System("endorsement"))
	id, err := s.Store.OfEndorsement(ctx, l.Endorsement)
	if err != nil {
		return nil, err
	}
	a := &Asked{}
	if a.Detail, err = s.Partnership(ctx, id); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(a.Detail.Museums, func(m Museum) bool { return m.Endorsement != nil && m.Endorsement.ID == l.Endorsement })
	if i < 0 {
		return nil, fault.Missing("endorsement")
	}
	a.Museum = &a.Detail.Museums[i]
	a.Endorsement = a.Museum.Endorsement
	a.Cycle, err = s.Cycles.Cycle(ctx, a.Detail.Cycle)
	return a, err
}

// AnswerEndorsementInput is a post's word, typed behind its link.
type AnswerEndorsementInput struct {
	Token        string
	Endorse      bool
	Reason       string // why not; with a yes it may be empty
	OfficerName  string
	OfficerTitle string
}

// AnswerEndorsement takes the post's word once: yes, or no with a reason, with the name and title of who says so.
// Two who answer at once give one answer; the other reads that the link has been used.
func (s *Service) AnswerEndorsement(ctx context.Context, in AnswerEndorsementInput) (*Asked, error) {
	var a *Asked
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		hash := s.digest(in.Token)
		l, err := s.Store.LinkByToken(ctx, hash)
		if err != nil {
			return err
		}
		id, err := s.Store.OfEndorsement(ctx, l.Endorsement)
		if err != nil {
			return err
		}
		if err := s.Store.LockPartnership(ctx, id); err != nil {
			return err
		}
		// Read again behind the lock: another may have answered meanwhile.
		if l, err = s.Store.LinkByToken(ctx, hash); err != nil {
			return err
		}
		if err := l.check(s.Desk.Now()); err != nil {
			return err
		}
		if a, err = s.askedBy(ctx, l); err != nil {
			return err
		}
		return s.answer(ctx, a, l, in)
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

func (s *Service) answer(ctx context.Context, a *Asked, l *EndorsementLink, in AnswerEndorsementInput) error {
	e, now := a.Endorsement, s.Desk.Now()
	name, title, reason := strings.TrimSpace(in.OfficerName), strings.TrimSpace(in.OfficerTitle), strings.TrimSpace(in.Reason)
	var c fault.Check
	c.That(name != "" && len(name) <= 200, "officerName", "required", "Type your name; it is kept with the answer.")
	c.That(title != "" && len(title) <= 200, "officerTitle", "required", "Type your title; it is kept with the answer.")
	c.That(in.Endorse || reason != "", "reason", "required", "A refusal has a reason.")
	c.That(len(reason) <= mostWords, "reason", "too_long", "At most %d characters.", mostWords)
	if err := c.Err(); err != nil {
		return err
	}
	to, kind := Endorsed, WasEndorsed
	if !in.Endorse {
		to, kind = EndorsementDeclined, WasDeclined
	}
	if err := endorsementMay(e.State, to, VerbAnswer); err != nil {
		return err
	}
	e.State, e.Reason, e.OfficerName, e.OfficerTitle, e.AnsweredAt, e.RecordedBy = to, reason, name, title, &now, ident.Person{}
	if err := s.Store.UseLink(ctx, l.TokenHash, now); err != nil {
		return err
	}
	if err := s.Store.KeepEndorsement(ctx, e, false); err != nil {
		return err
	}
	// Nobody is signed in: the post is who acts, by the name it gave.
	ctx = auth.As(ctx, auth.Actor{Name: name + ", " + e.Post, Via: "link"})
	if err := s.note(ctx, a.Detail, kind, a.Museum, reason); err != nil {
		return err
	}
	if err := s.Desk.Log.Record(ctx, "partnership.answer_endorsement", a.Detail.ID, reason, endorsementDetail(a.Museum, e)); err != nil {
		return err
	}
	return s.tellAnswer(ctx, a.Detail, a.Museum)
}

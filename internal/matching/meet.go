package matching

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// ListInput narrows the list of introductions; absent parts do not narrow.
type ListInput struct {
	Cycle    ident.Cycle
	State    State
	Reported bool // only those a museum reported to the officers
}

// Introductions are those of the actor's museums, and for officers what they introduced and what was reported, newest first.
func (s *Service) Introductions(ctx context.Context, in ListInput, a page.Args) (*page.Connection[*Meeting], error) {
	c, err := s.Store.Introductions(ctx, auth.Scope(ctx, auth.ViewIntroduction), in, a)
	if err != nil {
		return nil, err
	}
	for _, m := range c.Nodes {
		s.cover(ctx, m)
	}
	return c, nil
}

// Introduction is one with its messages; what is neither of one's own museum nor the office's to see is not found.
func (s *Service) Introduction(ctx context.Context, id ident.Introduction) (*Meeting, error) {
	m, err := s.Store.Introduction(ctx, auth.Scope(ctx, auth.ViewIntroduction), id)
	if err != nil {
		return nil, err
	}
	s.cover(ctx, m)
	return m, nil
}

// cover hides a report from the side it is about, and messages from officers until a museum reports.
func (s *Service) cover(ctx context.Context, m *Meeting) {
	own := m.Sides(ctx)
	if len(own) == 0 {
		if m.Report == "" {
			m.Messages = nil
		}
		return
	}
	if len(own) == 1 && m.ReportSide != own[0] {
		m.Report, m.ReportSide = "", ""
	}
}

// Sides are those of the actor's own museums; none for the office.
func (m *Meeting) Sides(ctx context.Context) []Side {
	var out []Side
	for _, side := range []Side{AskedSide, AskerSide} {
		if auth.Who(ctx).IsSystem() || auth.May(ctx, auth.SeekPartner, auth.Target{Organizations: []ident.Organization{m.Of(side)}}) {
			out = append(out, side)
		}
	}
	return out
}

// act is one use case of one side: lock, load, find whom the actor speaks for, do, keep.
func (s *Service) act(ctx context.Context, id ident.Introduction, v Verb, as func(*Meeting, Side) bool, do func(context.Context, *Meeting, Side) error) (*Meeting, error) {
	var m *Meeting
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if err = s.Store.LockIntroduction(ctx, id); err != nil {
			return err
		}
		if m, err = s.Introduction(ctx, id); err != nil {
			return err
		}
		own := m.Sides(ctx)
		if len(own) == 0 {
			return auth.Require(ctx, auth.SeekPartner, auth.Target{Organizations: m.Museums()})
		}
		if _, err = m.after(v); err != nil {
			return err
		}
		for _, side := range own {
			if as(m, side) {
				return do(ctx, m, side)
			}
		}
		return fault.New(fault.Forbidden, "theirs_to_answer", "This is for the other museum to do.")
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

func anySide(*Meeting, Side) bool { return true }

// waitedFor is the side whose answer is missing.
func waitedFor(m *Meeting, s Side) bool { return !m.Agreed(s) }

// mayClose tells whether a side may end it: who was asked declines instead.
func mayClose(m *Meeting, s Side) bool { return m.State == Accepted || m.Agreed(s) }

func (s *Service) keep(ctx context.Context, m *Meeting, v Verb, reason string) error {
	if err := s.Store.KeepIntroduction(ctx, &m.Introduction); err != nil {
		return err
	}
	return s.Desk.Log.Record(ctx, "matching."+string(v), m.ID, reason, map[string]any{"state": string(m.State)})
}

func (s *Service) now() *time.Time {
	at := s.Desk.Now().UTC().Truncate(time.Microsecond)
	return &at
}

// AcceptInput names an introduction that a museum wants.
type AcceptInput struct{ Introduction ident.Introduction }

// Accept agrees for the side that was asked; once both sides have, they can write to each other and are told.
func (s *Service) Accept(ctx context.Context, in AcceptInput) (*Meeting, error) {
	return s.act(ctx, in.Introduction, VerbAccept, waitedFor, func(ctx context.Context, m *Meeting, side Side) error {
		m.agree(side, *s.now())
		if err := s.keep(ctx, m, VerbAccept, ""); err != nil || m.State != Accepted {
			return err
		}
		if m.ByOffice {
			if err := s.tell(ctx, "matching.accepted", m, side, ""); err != nil {
				return err
			}
		}
		return s.tell(ctx, "matching.accepted", m, side.Other(), "")
	})
}

// DeclineInput names an introduction that a museum does not want, and why.
type DeclineInput struct {
	Introduction ident.Introduction
	Reason       string // the other museum reads it
}

// Decline says no for the side that was asked, with a reason; the asker does not ask again in this call.
func (s *Service) Decline(ctx context.Context, in DeclineInput) (*Meeting, error) {
	return s.act(ctx, in.Introduction, VerbDecline, waitedFor, func(ctx context.Context, m *Meeting, side Side) (err error) {
		if m.Reason, err = said(in.Reason, "reason", true); err != nil {
			return err
		}
		m.State, m.EndedAt = Declined, s.now()
		if err := s.keep(ctx, m, VerbDecline, m.Reason); err != nil {
			return err
		}
		return s.tell(ctx, "matching.declined", m, side.Other(), m.Reason)
	})
}

// WriteInput is one message to the museum across.
type WriteInput struct {
	Introduction ident.Introduction
	Text         string // at most 5,000 characters
}

// Write relays a message: the other museum's people get it by mail with a link to the page, and no address.
func (s *Service) Write(ctx context.Context, in WriteInput) (*Meeting, error) {
	return s.act(ctx, in.Introduction, VerbWrite, anySide, func(ctx context.Context, m *Meeting, side Side) error {
		text, err := said(in.Text, "text", true)
		if err != nil {
			return err
		}
		x := &Message{ID: ident.NewIntroductionMessage(), Introduction: m.ID, Side: side, Text: text, WrittenBy: auth.Who(ctx).Person, WrittenAt: *s.now()}
		if err := s.Store.AddMessage(ctx, x); err != nil {
			return err
		}
		m.Messages = append(m.Messages, x)
		if err := s.Desk.Log.Record(ctx, "matching.write", m.ID, "", nil); err != nil {
			return err
		}
		return s.tell(ctx, "matching.message", m, side.Other(), text)
	})
}

// CloseInput ends an introduction, with a report to the officers where something was not right.
type CloseInput struct {
	Introduction ident.Introduction
	Report       string // the officers read it, the other museum does not; empty reports nothing
}

// Close stops an introduction for good and takes back one that waits; the other side is told that it is over. With a
// report the program's officers are told too, and may read the messages from then on.
func (s *Service) Close(ctx context.Context, in CloseInput) (*Meeting, error) {
	return s.act(ctx, in.Introduction, VerbClose, mayClose, func(ctx context.Context, m *Meeting, side Side) (err error) {
		if m.Report, err = said(in.Report, "report", false); err != nil {
			return err
		}
		m.State, m.EndedAt = Closed, s.now()
		if m.Report != "" {
			m.ReportSide = side
		}
		if err := s.keep(ctx, m, VerbClose, ""); err != nil {
			return err
		}
		if err := s.tell(ctx, "matching.closed", m, side.Other(), ""); err != nil || m.Report == "" {
			return err
		}
		officers, err := s.Store.Advisers(ctx, m.Program)
		if err != nil {
			return err
		}
		data := map[string]any{"Museum": m.Name(side), "Lead": m.Name(side.Other()), "Cycle": m.CycleTitle}
		return s.Desk.Outbox.Tell(ctx, "matching.reported", m.ID.String(), data, officers...)
	})
}

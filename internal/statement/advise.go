package statement

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// longestFeedback is how much staff write to one section, in characters.
const longestFeedback = 10_000

// SectionWords is what staff say to a section; an empty key speaks of the whole statement.
type SectionWords struct {
	Section string
	Words   string
}

// WriteFeedbackInput are words to sections of the statement as it was last handed in; other sections stay.
type WriteFeedbackInput struct {
	Statement ident.Statement
	Sections  []SectionWords
}

// WriteFeedback keeps staff's words as a draft nobody else reads; the office answers what was handed in, never a draft.
func (s *Service) WriteFeedback(ctx context.Context, in WriteFeedbackInput) (*Detail, error) {
	return s.change(ctx, in.Statement, func(ctx context.Context, d *Detail) error {
		if err := s.advising(ctx, d); err != nil {
			return err
		}
		f, err := s.Forms.Form(ctx, d.Form)
		if err != nil {
			return err
		}
		var c fault.Check
		for _, w := range in.Sections {
			known := w.Section == "" || slices.ContainsFunc(f.Definition.Sections, func(x formSection) bool { return x.Key == w.Section })
			c.That(known, "sections", "unknown_section", "The form has no such section.")
			c.That(utf8.ValidString(w.Words) && !strings.ContainsRune(w.Words, 0), "sections."+w.Section, "bad_text", "The text has a character that cannot be kept.")
			c.That(utf8.RuneCountInString(w.Words) <= longestFeedback, "sections."+w.Section, "too_long", "At most %d characters.", longestFeedback)
		}
		if err := c.Err(); err != nil {
			return err
		}
		for _, w := range in.Sections {
			x := &Feedback{Statement: d.ID, Round: d.Round, Section: w.Section, Words: strings.TrimSpace(w.Words), WrittenBy: auth.Who(ctx).Person, WrittenAt: s.Desk.Now()}
			if err := s.Store.KeepFeedback(ctx, x); err != nil {
				return err
			}
			d.Feedback = slices.DeleteFunc(d.Feedback, func(f *Feedback) bool { return f.Round == x.Round && f.Section == x.Section })
			d.Feedback = append(d.Feedback, x)
		}
		return s.Desk.Log.Record(ctx, "statement.write_feedback", d.ID, "", map[string]any{"round": d.Round, "sections": len(in.Sections)})
	})
}

// advising refuses whoever may not advise, and a statement that is not with the office.
func (s *Service) advising(ctx context.Context, d *Detail) error {
	if err := auth.Require(ctx, auth.AdviseStatement, auth.Target{Program: d.Program, Organizations: d.Partners.Organizations()}); err != nil {
		return err
	}
	if d.State != Submitted {
		return fault.New(fault.Conflict, "state", "Only a statement that was handed in is answered.").With("state", string(d.State))
	}
	return nil
}

// SendFeedbackInput names the statement whose museums are answered.
type SendFeedbackInput struct{ Statement ident.Statement }

// SendFeedback shows the museums what staff wrote and opens the statement for another version; it refuses to send nothing.
func (s *Service) SendFeedback(ctx context.Context, in SendFeedbackInput) (*Detail, error) {
	return s.change(ctx, in.Statement, func(ctx context.Context, d *Detail) (err error) {
		if err := s.advising(ctx, d); err != nil {
			return err
		}
		if !slices.ContainsFunc(d.Feedback, func(f *Feedback) bool { return f.Round == d.Round && f.Words != "" }) {
			return fault.BadField("sections", "required", "Write something to at least one section first.")
		}
		now := s.Desk.Now().UTC().Truncate(time.Microsecond)
		if err := s.Store.SendFeedback(ctx, d.ID, d.Round, now); err != nil {
			return err
		}
		for _, f := range d.Feedback {
			if f.Round == d.Round {
				f.SentAt = &now
			}
		}
		if d.State, err = d.after(VerbAnswer); err != nil {
			return err
		}
		d.AnsweredAt = &now
		if err := s.Answers.Freeze(ctx, response.Of(d.ID), false); err != nil {
			return err
		}
		if err := s.keep(ctx, d, VerbAnswer, "", map[string]any{"round": d.Round}); err != nil {
			return err
		}
		return s.tell(ctx, "statement.answered", d, nil)
	})
}

// InviteInput names the statement whose partnership is invited to propose.
type InviteInput struct {
	Statement ident.Statement
	Words     string // optional, for the museums
}

// Invite asks the partnership for a proposal; the statement is closed. It is encouragement, not a decision.
func (s *Service) Invite(ctx context.Context, in InviteInput) (*Detail, error) {
	return s.change(ctx, in.Statement, func(ctx context.Context, d *Detail) (err error) {
		if err := auth.Require(ctx, auth.AdviseStatement, auth.Target{Program: d.Program, Organizations: d.Partners.Organizations()}); err != nil {
			return err
		}
		if d.State == Invited {
			return nil
		}
		words := strings.TrimSpace(in.Words)
		if utf8.RuneCountInString(words) > longestFeedback {
			return fault.BadField("words", "too_long", "At most %d characters.", longestFeedback)
		}
		if d.State, err = d.after(VerbInvite); err != nil {
			return err
		}
		now := s.Desk.Now().UTC().Truncate(time.Microsecond)
		d.InvitedAt, d.InvitedBy = &now, auth.Who(ctx).Person
		if err := s.Answers.Freeze(ctx, response.Of(d.ID), true); err != nil {
			return err
		}
		if err := s.keep(ctx, d, VerbInvite, words, nil); err != nil {
			return err
		}
		return s.tell(ctx, "statement.invited", d, map[string]any{"Words": words})
	})
}

// OfferCall offers the museums times to speak with staff; a call that is offered or booked gives way to the new offer.
func (s *Service) OfferCall(ctx context.Context, in OfferCallInput) (*Detail, error) {
	return s.change(ctx, in.Statement, func(ctx context.Context, d *Detail) error {
		if err := auth.Require(ctx, auth.AdviseStatement, auth.Target{Program: d.Program, Organizations: d.Partners.Organizations()}); err != nil {
			return err
		}
		if d.State == Draft || d.State == Withdrawn {
			return fault.New(fault.Conflict, "state", "A call is about a statement that was handed in.").With("state", string(d.State))
		}
		now := s.Desk.Now()
		times, err := in.offers(now)
		if err != nil {
			return err
		}
		if live := d.Live(); live != nil {
			moved := live.State == Booked
			live.State, live.Offers, live.Minutes, live.Place, live.At = Offered, times, in.Minutes, strings.TrimSpace(in.Place), nil
			live.OfferedBy, live.OfferedAt = auth.Who(ctx).Person, now
			if moved {
				live.Sequence++
			}
			err = s.Store.KeepCall(ctx, live)
		} else {
			c := &Call{ID: ident.NewStatementCall(), Statement: d.ID, State: Offered, Offers: times, Minutes: in.Minutes, Place: strings.TrimSpace(in.Place), OfferedBy: auth.Who(ctx).Person, OfferedAt: now}
			d.Calls = append([]*Call{c}, d.Calls...)
			err = s.Store.AddCall(ctx, c)
		}
		if err != nil {
			return err
		}
		if err := s.Desk.Log.Record(ctx, "statement.offer_call", d.ID, "", map[string]any{"times": len(times)}); err != nil {
			return err
		}
		return s.tell(ctx, "statement.call_offered", d, map[string]any{"Count": len(times)})
	})
}

// BookCallInput is the time the museums picked.
type BookCallInput struct {
	Call ident.StatementCall
	At   time.Time
}

// BookCall fixes an offered time; everyone who takes part gets an invitation for their calendar.
func (s *Service) BookCall(ctx context.Context, in BookCallInput) (*Detail, error) {
	id, err := s.Store.OfCall(ctx, in.Call)
	if err != nil {
		return nil, err
	}
	return s.change(ctx, id, func(ctx context.Context, d *Detail) error {
		if err := auth.Require(ctx, auth.EditStatement, auth.Target{Organizations: d.Partners.Organizations()}); err != nil {
			return err
		}
		c := d.Live()
		if c == nil || c.ID != in.Call || c.State == Booked && !c.At.Equal(in.At) {
			return fault.New(fault.Conflict, "call_moved", "This offer has changed; choose among the times that are offered now.")
		}
		if c.State == Booked {
			return nil
		}
		if !c.offered(in.At) || !in.At.After(s.Desk.Now()) {
			return fault.BadField("at", "not_offered", "Choose one of the times that are offered and still to come.")
		}
		at := in.At.UTC()
		c.State, c.At, c.BookedBy = Booked, &at, auth.Who(ctx).Person
		if err := s.Store.KeepCall(ctx, c); err != nil {
			return err
		}
		if err := s.Desk.Log.Record(ctx, "statement.book_call", d.ID, "", map[string]any{"at": at}); err != nil {
			return err
		}
		return s.summon(ctx, "statement.call_booked", d, c, "")
	})
}

// CancelCallInput names a call that does not take place, and why.
type CancelCallInput struct {
	Call   ident.StatementCall
	Reason string
}

// CancelCall ends an offer or a booked call; calendars that have it take it out.
func (s *Service) CancelCall(ctx context.Context, in CancelCallInput) (*Detail, error) {
	id, err := s.Store.OfCall(ctx, in.Call)
	if err != nil {
		return nil, err
	}
	return s.change(ctx, id, func(ctx context.Context, d *Detail) error {
		if !auth.May(ctx, auth.EditStatement, auth.Target{Organizations: d.Partners.Organizations()}) {
			if err := auth.Require(ctx, auth.AdviseStatement, auth.Target{Program: d.Program, Organizations: d.Partners.Organizations()}); err != nil {
				return err
			}
		}
		if c := d.Live(); c == nil || c.ID != in.Call {
			return fault.New(fault.Conflict, "call_moved", "This call is over already.")
		}
		reason, err := given(in.Reason, "reason", "Say why; the others will read it.")
		if err != nil {
			return err
		}
		if err := s.cancel(ctx, d, reason); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "statement.cancel_call", d.ID, reason, nil)
	})
}

// cancel ends the call there is, if any.
func (s *Service) cancel(ctx context.Context, d *Detail, reason string) error {
	c := d.Live()
	if c == nil {
		return nil
	}
	booked := c.State == Booked
	c.State, c.Reason = Cancelled, reason
	if booked {
		c.Sequence++
	}
	if err := s.Store.KeepCall(ctx, c); err != nil || !booked {
		return err
	}
	return s.summon(ctx, "statement.call_cancelled", d, c, reason)
}

// summon tells all who take part in a booked call, with what their calendars need.
func (s *Service) summon(ctx context.Context, template string, d *Detail, c *Call, reason string) error {
	museums, err := s.Store.Speakers(ctx, d.Partners.Organizations())
	if err != nil {
		return err
	}
	to := museums
	if !slices.Contains(to, c.OfferedBy) && !c.OfferedBy.IsZero() {
		to = append(slices.Clone(to), c.OfferedBy)
	}
	return s.send(ctx, template, d, map[string]any{
		"At": c.At.UTC(), "Zone": d.Zone, "Place": c.Place, "Minutes": c.Minutes, "Reason": reason,
		"Calendar": map[string]any{
			"UID": c.UID(), "Start": c.At.UTC(), "End": c.End().UTC(), "Sequence": c.Sequence, "Place": c.Place,
			"Summary": d.Title, "Cancelled": c.State == Cancelled,
		},
	}, to)
}

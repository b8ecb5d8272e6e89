package award

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// SendLettersInput releases the held letters of a cycle.
type SendLettersInput struct {
	Cycle  ident.Cycle
	DryRun bool // tell the numbers, send nothing
}

// Sending tells what sending does, or would do.
type Sending struct {
	Letters int
	People  int // who is told by mail
	// Release is the act, which can be undone until the letters leave; absent in a dry run.
	Release *Release
	LetterProgress
	DryRun bool
}

// SendLetters releases all held letters in one act. They leave together when the hold of the cycle's rule is over, and each
// coordinator is told then; until then the act can be undone. Without a hold they leave at once.
// Who prepared any of them cannot; while one is still queued it is CONFLICT letters_not_drawn.
func (s *Service) SendLetters(ctx context.Context, in SendLettersInput) (*Sending, error) {
	out := &Sending{DryRun: in.DryRun}
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		f := auth.Scope(ctx, auth.ViewSlate)
		found, err := s.Store.SlateOfCycle(ctx, in.Cycle, f)
		if err != nil {
			return err
		}
		sl, err := s.Store.Slate(ctx, found.ID, f, true)
		if err != nil {
			return err
		}
		c, err := s.Store.CycleForUpdate(ctx, in.Cycle, f)
		if err != nil {
			return err
		}
		letters, err := s.Store.HeldLetters(ctx, in.Cycle)
		if err != nil {
			return err
		}
		if err := s.maySend(ctx, c, letters); err != nil {
			return err
		}
		out.tally(letters)
		if in.DryRun {
			return nil
		}
		return s.send(ctx, sl, letters, out)
	})
	return out, err
}

func (s *Service) maySend(ctx context.Context, c *program.Cycle, letters []*Letter) error {
	t := auth.Target{Program: c.Program}
	waiting := 0
	for _, l := range letters {
		t.Not = append(t.Not, l.PreparedBy)
		if l.State == LetterQueued {
			waiting++
		}
	}
	if err := auth.Require(ctx, auth.SendLetters, t); err != nil {
		return err
	}
	if err := s.unbound(ctx, c.ID); err != nil {
		return err
	}
	if waiting > 0 {
		return fault.New(fault.Conflict, "letters_not_drawn", "%d letters are still being drawn; they leave together.", waiting).With("queued", waiting)
	}
	if slices.ContainsFunc(letters, func(l *Letter) bool { return !l.Release.IsZero() }) {
		return fault.New(fault.Conflict, "release_waiting", "The letters are released already and leave when their hold is over.")
	}
	if len(letters) == 0 {
		return fault.New(fault.Conflict, "no_letters", "No letter is held for this cycle.")
	}
	return nil
}

func (out *Sending) tally(letters []*Letter) {
	people := map[ident.Person]bool{}
	out.count(letters)
	for _, l := range letters {
		people[l.Recipient] = true
	}
	out.Held, out.Queued = len(letters), 0
	out.Letters, out.People = len(letters), len(people)
}

func (s *Service) send(ctx context.Context, sl *Slate, letters []*Letter, out *Sending) error {
	rule, err := s.Store.DecisionRule(ctx, sl.Cycle)
	if err != nil {
		return err
	}
	now := s.now()
	r := &Release{
		ID: ident.NewRelease(), Cycle: sl.Cycle, Letters: out.Letters, People: out.People, State: ReleaseWaiting,
		ReleasedBy: auth.Who(ctx).Person, ReleasedAt: now, LeavesAt: now.Add(rule.Hold()),
	}
	out.Release = r
	ids := make([]ident.Letter, len(letters))
	for i, l := range letters {
		ids[i] = l.ID
	}
	if err := s.Store.AddRelease(ctx, r, ids); err != nil {
		return err
	}
	if err := s.Desk.Log.Record(ctx, "letters.release", sl.ID, "", map[string]any{"release": r.ID, "letters": r.Letters, "people": r.People, "leavesAt": r.LeavesAt}); err != nil {
		return err
	}
	if rule.HoldMinutes > 0 {
		return nil
	}
	out.Sent, out.Held = len(letters), 0
	return s.leave(ctx, r)
}

// retainDeclined begins the time that files are still kept of those who are told no.
func (s *Service) retainDeclined(ctx context.Context, letters []*Letter, now time.Time) error {
	var over []document.Retention
	for _, l := range letters {
		if l.Decision == ToDecline {
			over = append(over, document.Retain(l.Application, document.Declined, now))
		}
	}
	return s.Store.Retain(ctx, over...)
}

// announce moves the slate and its cycle when its first letters leave; for drafts nobody handed in the cycle is over.
func (s *Service) announce(ctx context.Context, sl *Slate, now time.Time) error {
	if sl.State == SlateAnnounced {
		return nil
	}
	sl.State, sl.AnnouncedAt = SlateAnnounced, &now
	if err := s.Store.KeepSlate(ctx, sl, sl.Version); err != nil {
		return err
	}
	if err := s.Store.AdvanceCycle(ctx, sl.Cycle, program.SlateState, program.Announced); err != nil {
		return err
	}
	drafts, err := s.Store.NeverSubmitted(ctx, sl.Cycle)
	if err != nil {
		return err
	}
	over := make([]document.Retention, len(drafts))
	for i, id := range drafts {
		over[i] = document.Retain(id, document.NeverSubmitted, now)
	}
	return s.Store.Retain(ctx, over...)
}

// RevokeLetterInput withdraws a letter that should not stand.
type RevokeLetterInput struct {
	Letter ident.Letter
	Reason string
}

// RevokeLetter withdraws a letter with a reason; it stays as it was, and its code says it was revoked.
func (s *Service) RevokeLetter(ctx context.Context, in RevokeLetterInput) (*Letter, error) {
	var out *Letter
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		l, err := s.Store.LetterForUpdate(ctx, in.Letter, visible(ctx, auth.ViewLetter))
		if err != nil {
			return err
		}
		c, err := s.Store.CycleForUpdate(ctx, l.Cycle, auth.Filter{Everything: true})
		if err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.SendLetters, auth.Target{Program: c.Program}); err != nil {
			return err
		}
		if err := step(LetterMoves(), "letter", string(l.State), "revoke"); err != nil {
			return err
		}
		if strings.TrimSpace(in.Reason) == "" {
			return fault.BadField("reason", "required", "Say why.")
		}
		out = l
		return s.revoke(ctx, l, strings.TrimSpace(in.Reason))
	})
	return out, err
}

func (s *Service) revoke(ctx context.Context, l *Letter, reason string) error {
	now := s.now()
	l.State, l.RevokedAt, l.RevokedReason = LetterRevoked, &now, reason
	if err := s.Store.KeepLetter(ctx, l); err != nil {
		return err
	}
	if err := s.Signing.Revoke(ctx, l.Code, calendar.Of(now, time.UTC)); err != nil {
		return err
	}
	if l.Decision == ToDecline { // no decision stands: the files are kept until one does
		if err := s.Store.RetainOn(ctx, l.Application); err != nil {
			return err
		}
	}
	return s.Desk.Log.Record(ctx, "letter.revoke", l.ID, reason, map[string]any{"number": l.Content.Number})
}

package award

import (
	"context"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// ReleaseState is where released letters are on their way.
type ReleaseState string

// The states of a release; what has left or was undone stays so.
const (
	ReleaseWaiting ReleaseState = "waiting"
	ReleaseLeft    ReleaseState = "left"
	ReleaseUndone  ReleaseState = "undone"
)

// Release is the held letters of a cycle that leave in one act, after a while in which the act can be undone.
type Release struct {
	ID           ident.Release `bun:"id,pk"`
	Cycle        ident.Cycle   `bun:"cycle_id"`
	Letters      int           `bun:"letters"`
	People       int           `bun:"people"`
	State        ReleaseState  `bun:"state"`
	ReleasedBy   ident.Person  `bun:"released_by"`
	ReleasedAt   time.Time     `bun:"released_at"`
	LeavesAt     time.Time     `bun:"leaves_at"`
	LeftAt       *time.Time    `bun:"left_at"`
	UndoneBy     ident.Person  `bun:"undone_by"`
	UndoneAt     *time.Time    `bun:"undone_at"`
	UndoneReason string        `bun:"undone_reason"`
}

// ReleaseMoves are the steps of a release.
func ReleaseMoves() []Move {
	return []Move{
		{"", "waiting", "release", auth.SendLetters},
		{"waiting", "left", "leave", ""}, // the queue, when its time has come
		{"waiting", "undone", "undo", auth.SendLetters},
	}
}

// ReleaseStore keeps releases and the letters in them.
type ReleaseStore interface {
	// AddRelease keeps a release and puts the letters into it; a second one that waits is CONFLICT.
	AddRelease(ctx context.Context, r *Release, ids []ident.Letter) error
	// DueRelease locks a waiting release whose time has come, one that nobody else holds; nil when there is none.
	DueRelease(ctx context.Context, c ident.Cycle, now time.Time) (*Release, error)
	// LettersOfRelease locks the held letters of a release.
	LettersOfRelease(ctx context.Context, id ident.Release) ([]*Letter, error)
	ReleaseForUpdate(ctx context.Context, id ident.Release, f auth.Filter) (*Release, error)
	// KeepRelease writes what became of it; undone lets its letters go back to being held.
	KeepRelease(ctx context.Context, r *Release) error
	// NewestRelease is the cycle's last release, counted as the viewer may see its letters.
	NewestRelease(ctx context.Context, c ident.Cycle, f auth.Filter) (*Release, error)
	// LetterAt is the n-th held letter of a cycle by application number, counted from 1, as the viewer may see them.
	LetterAt(ctx context.Context, c ident.Cycle, n int, v Visible) (*Letter, error)
}

// LeaveDue is the job that sends released letters whose time has come.
type LeaveDue struct {
	Cycle ident.Cycle `json:"cycle"` // of this cycle only; absent of every one
}

// Kind names the job in the queue.
func (LeaveDue) Kind() string { return "award.leave_due" }

// LeaveDue sends each release whose time has come, in one transaction: a crash leaves it waiting, whole, for the next try,
// and two who try at once send it once. Only the system does this.
func (s *Service) LeaveDue(ctx context.Context, j LeaveDue) error {
	if !auth.Who(ctx).IsSystem() {
		return fault.New(fault.Forbidden, "forbidden", "Letters are sent by the queue.")
	}
	for {
		done := false
		err := s.Desk.Tx(ctx, func(ctx context.Context) error {
			r, err := s.Store.DueRelease(ctx, j.Cycle, s.now())
			if err != nil || r == nil {
				done = true
				return err
			}
			return s.leave(ctx, r)
		})
		if err != nil || done {
			return err
		}
	}
}

// leave sends what of a release still stands, tells each coordinator and announces the slate.
func (s *Service) leave(ctx context.Context, r *Release) error {
	all := auth.Filter{Everything: true}
	found, err := s.Store.SlateOfCycle(ctx, r.Cycle, all)
	if err != nil {
		return err
	}
	sl, err := s.Store.Slate(ctx, found.ID, all, true)
	if err != nil {
		return err
	}
	letters, err := s.Store.LettersOfRelease(ctx, r.ID)
	if err != nil {
		return err
	}
	now := s.now()
	ids := make([]ident.Letter, len(letters))
	for i, l := range letters {
		ids[i] = l.ID
	}
	if err := s.Store.MarkSent(ctx, ids, Letter{State: LetterSent, SentBy: r.ReleasedBy, SentAt: &now}); err != nil {
		return err
	}
	for _, l := range letters {
		data := map[string]any{"number": l.Content.Number, "title": l.Content.Title, "program": l.Content.Program, "year": l.Content.Year}
		if err := s.Desk.Outbox.Tell(ctx, "letter.sent", l.ID.String(), data, l.Recipient); err != nil {
			return err
		}
	}
	if err := s.retainDeclined(ctx, letters, now); err != nil {
		return err
	}
	r.State, r.LeftAt = ReleaseLeft, &now
	if err := s.Store.KeepRelease(ctx, r); err != nil {
		return err
	}
	if len(letters) > 0 {
		if err := s.announce(ctx, sl, now); err != nil {
			return err
		}
	}
	return s.Desk.Log.Record(ctx, "letters.send", sl.ID, "", map[string]any{"release": r.ID, "letters": len(letters), "released": r.Letters})
}

// UndoReleaseInput takes released letters back before they leave.
type UndoReleaseInput struct {
	Release ident.Release
	Reason  string
}

// UndoRelease puts the letters of a waiting release back to being held; it needs a reason. What has left can only be revoked.
func (s *Service) UndoRelease(ctx context.Context, in UndoReleaseInput) (*Release, error) {
	var out *Release
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		f := auth.Scope(ctx, auth.ViewSlate)
		r, err := s.Store.ReleaseForUpdate(ctx, in.Release, f)
		if err != nil {
			return err
		}
		c, err := s.Store.CycleSeen(ctx, r.Cycle, f)
		if err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.SendLetters, auth.Target{Program: c.Program}); err != nil {
			return err
		}
		if err := s.unbound(ctx, c.ID); err != nil {
			return err
		}
		if r.State != ReleaseWaiting {
			return fault.New(fault.Conflict, "release_over", "These letters are not waiting any more.").With("state", string(r.State))
		}
		reason := strings.TrimSpace(in.Reason)
		if reason == "" || len(reason) > 2000 {
			return fault.BadField("reason", "required", "Say why.")
		}
		now := s.now()
		r.State, r.UndoneBy, r.UndoneAt, r.UndoneReason = ReleaseUndone, auth.Who(ctx).Person, &now, reason
		if err := s.Store.KeepRelease(ctx, r); err != nil {
			return err
		}
		out = r
		return s.Desk.Log.Record(ctx, "letters.undo", r.ID, reason, map[string]any{"letters": r.Letters, "leavesAt": r.LeavesAt})
	})
	return out, err
}

// LetterRelease is the cycle's last release of letters, for staff of its program; none is NOT_FOUND.
func (s *Service) LetterRelease(ctx context.Context, c ident.Cycle) (*Release, error) {
	return s.Store.NewestRelease(ctx, c, auth.Scope(ctx, auth.ViewSlate))
}

// LetterPreview is one held letter of a cycle as it will leave, the n-th of all.
type LetterPreview struct {
	Letter *Letter
	N      int
	Total  int
}

// PreviewLetter is the n-th held letter of a cycle, counted from 1, to be read before all of them leave.
func (s *Service) PreviewLetter(ctx context.Context, c ident.Cycle, n int) (*LetterPreview, error) {
	v := visible(ctx, auth.ViewLetter)
	v.Told = auth.Filter{} // what is held is the office's alone
	if n < 1 || n > 100_000 {
		return nil, fault.Missing("letter")
	}
	l, err := s.Store.LetterAt(ctx, c, n, v)
	if err != nil {
		return nil, err
	}
	total, err := s.Store.CountLetters(ctx, LetterFilter{Cycle: c, State: LetterHeld}, v)
	return &LetterPreview{Letter: l, N: n, Total: total}, err
}

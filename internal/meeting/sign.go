package meeting

import (
	"context"
	"slices"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Minutes are the minutes of a panel's newest meeting as the viewer may read them, as they stand now.
func (s *Service) Minutes(ctx context.Context, id ident.Panel) (*Minutes, error) {
	l, err := s.Store.Log(ctx, id)
	if err != nil {
		return nil, err
	}
	if _, err := s.See(ctx, l); err != nil {
		return nil, err
	}
	return MinutesOf(l, auth.Who(ctx).Person), nil
}

// CorrectMinutesInput is what the minutes should say.
type CorrectMinutesInput struct {
	Panel ident.Panel
	Item  ident.MeetingItem // absent for the whole
	Words string
}

// CorrectMinutes adds a correction to the minutes of a closed meeting; what was written stays beside it.
// After the first signature nothing is corrected.
func (s *Service) CorrectMinutes(ctx context.Context, in CorrectMinutesInput) (*Room, error) {
	return s.change(ctx, in.Panel, func(ctx context.Context, a *act) error {
		if !in.Item.IsZero() && (a.item(in.Item) == nil || a.bound(a.me, in.Item)) {
			return fault.Missing("item")
		}
		if err := a.mayRun(ctx, in.Item); err != nil {
			return err
		}
		if a.room.State != Closed || len(a.signers()) > 0 {
			return fault.New(fault.Conflict, "not_correctable", "Minutes are corrected after the meeting and before they are signed.").With("state", a.room.State)
		}
		text := strings.TrimSpace(in.Words)
		if err := words("words", text, longest); err != nil {
			return err
		}
		if err := a.append(ctx, Event{Kind: Corrected, Item: in.Item, Words: text}); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "review.correct_minutes", a.Log.Panel, "", map[string]any{"meeting": a.ID})
	})
}

// SignMinutesInput names what is signed by its hash, so that nobody signs what they have not read.
type SignMinutesInput struct {
	Panel  ident.Panel
	SHA256 string
}

// SignMinutes signs the minutes of a closed meeting. The chair signs what they may read; where an item was run by the
// deputy because the chair is bound to it, the deputy signs too, and only then are the minutes signed.
func (s *Service) SignMinutes(ctx context.Context, in SignMinutesInput) (*Room, error) {
	return s.change(ctx, in.Panel, func(ctx context.Context, a *act) error {
		if err := a.maySign(ctx); err != nil {
			return err
		}
		if err := allowed("meeting", string(a.room.State), MinutesSigned); err != nil {
			return err
		}
		signed := a.signers()
		if slices.Contains(signed, a.me) {
			return fault.New(fault.Conflict, "already_signed", "You have signed these minutes.")
		}
		m := MinutesOf(a.Log, a.me)
		if in.SHA256 != m.SHA256 {
			return fault.New(fault.Conflict, "minutes_changed", "The minutes have changed since you read them.").With("sha256", m.SHA256)
		}
		e := Event{Kind: MinutesSigned, Words: m.SHA256, Minuted: len(signed)+1 >= a.signatures()}
		if err := a.append(ctx, e); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "review.sign_minutes", a.Log.Panel, "", map[string]any{"meeting": a.ID, "sha256": m.SHA256})
	})
}

// maySign lets the chair sign, and the deputy where the chair could not run everything.
func (l *Log) maySign(ctx context.Context) error {
	err := l.mayRun(ctx, ident.MeetingItem{})
	for _, e := range l.Events {
		if err != nil && e.Kind == ItemCalled && l.chairBound(e.Item) {
			return l.mayRun(ctx, e.Item)
		}
	}
	return err
}

// signatures is how many the minutes need.
func (l *Log) signatures() int {
	if slices.ContainsFunc(l.Events, func(e *Event) bool { return e.Kind == ItemCalled && l.chairBound(e.Item) }) {
		return 2
	}
	return 1
}

func (l *Log) chairBound(item ident.MeetingItem) bool {
	return slices.ContainsFunc(l.Members, func(m *Member) bool { return m.Chair && l.bound(m.Person, item) })
}

func (l *Log) signers() (out []ident.Person) {
	for _, e := range l.Events {
		if e.Kind == MinutesSigned {
			out = append(out, e.By)
		}
	}
	return out
}

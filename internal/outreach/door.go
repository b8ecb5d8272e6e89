package outreach

import (
	"context"
	"crypto/sha256"
	"encoding/base32"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// Door is what the host of an activity sees: what it is and how many have come.
type Door struct {
	Activity
	Project string      `bun:"project"`
	Running award.State `bun:"award_state"`
	Arrived int64       `bun:"arrived"`
}

// Open tells whether the door still counts.
func (d *Door) Open() bool { return d.State == Planned && open(d.Running) }

// activityCode is the code in the link of an activity's host; it is derived, so that no table holds it.
func (s *Service) activityCode(id ident.Activity) string { return s.code("door", id.String()) }

func (s *Service) code(about, text string) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(s.Mark(about, text)[:15])
}

func hashOf(code string) []byte {
	sum := sha256.Sum256([]byte(code))
	return sum[:]
}

// DoorCode is the code of an activity's host link, for who may enter what the exchange does.
func (s *Service) DoorCode(ctx context.Context, id ident.Activity) (string, error) {
	a, err := s.Store.Activity(ctx, id, false)
	if err != nil {
		return "", err
	}
	f, err := s.see(ctx, a.Award)
	if err != nil {
		return "", fault.Missing("activity")
	}
	if err := auth.Require(ctx, auth.EnterOutreach, f.Target()); err != nil {
		return "", err
	}
	return s.activityCode(a.ID), nil
}

// Door is the activity of a host's link; who has the code needs no account.
func (s *Service) Door(ctx context.Context, code string) (*Door, error) {
	return s.Store.ActivityByCode(ctx, hashOf(code))
}

// CheckInInput is what a host counted since the last entry.
type CheckInInput struct {
	Code string
	// Entry is chosen by the page that sends it: the same entry sent twice counts once.
	Entry   string
	Arrived int // negative takes back
}

// CheckIn adds arrivals at the door and answers with the sum; an entry sent again changes nothing, and a door that is
// closed, or a sum below nothing, is refused.
func (s *Service) CheckIn(ctx context.Context, in CheckInInput) (*Door, error) {
	var d *Door
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if d, err = s.Door(ctx, in.Code); err != nil {
			return err
		}
		if !d.Open() {
			return fault.New(fault.Conflict, "door_closed", "This activity is over; the door counts no more.")
		}
		var c fault.Check
		entry, bad := uuid.Parse(in.Entry)
		c.That(bad == nil, "entry", "bad_entry", "Load the page again.")
		c.That(in.Arrived != 0 && in.Arrived >= -mostArrived && in.Arrived <= mostArrived, "arrived", "out_of_range", "From 1 to %d at once.", mostArrived)
		if err := c.Err(); err != nil {
			return err
		}
		d.Arrived, err = s.Store.CheckIn(ctx, &CheckIn{ID: ident.From[ident.CheckInKind](entry), Activity: d.ID, Arrived: in.Arrived, CountedAt: s.now()})
		if err == nil && d.Arrived < 0 {
			err = fault.BadField("arrived", "out_of_range", "Fewer than nobody cannot have come.")
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// mostArrived is the most that one entry at the door counts.
const mostArrived = 500

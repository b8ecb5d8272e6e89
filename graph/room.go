package graph

import (
	"context"
	"reflect"
	"time"

	"github.com/vitrine-grants/vitrine/graph/contract"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/meeting"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/wire"
)

func (q query) PanelRoom(ctx context.Context, panel string) (*meeting.Room, error) {
	return by(ctx, panel, q.r.office.Meeting.Room)
}

func (q query) PanelMinutes(ctx context.Context, panel string) (*meeting.Minutes, error) {
	return by(ctx, panel, q.r.office.Meeting.Minutes)
}

// beatEvery is how often an open stream says that its reader is there.
const beatEvery = 10 * time.Second

// PanelRoom tells what happens in a meeting from where the viewer's events end, by the rights they have at each event.
func (s subscription) PanelRoom(ctx context.Context, panel string, after *string) (<-chan *meeting.Update, error) {
	id, err := ident.Parse[ident.PanelKind](panel)
	if err != nil {
		return nil, err
	}
	cursor := wire.LastEventID(ctx)
	if after != nil && cursor == "" {
		cursor = *after
	}
	newest, changed, leave, err := s.r.office.Hall.Watch(ctx, id)
	if err != nil {
		return nil, err
	}
	topics := []string{postgres.PanelNews + id.UUID().String()}
	if p := auth.Who(ctx).Person; !p.IsZero() {
		topics = append(topics, postgres.PersonNews+p.UUID().String())
	}
	rights, unfollow := s.r.office.DB.Follow(topics...)
	first, err := s.r.office.Meeting.See(ctx, newest())
	if err != nil {
		unfollow()
		leave()
		return nil, err
	}
	out := make(chan *meeting.Update, 1)
	out <- first.Since(cursor)
	go func() {
		defer close(out)
		defer unfollow()
		defer leave()
		s.tellRoom(ctx, id, first, newest, changed, rights, out)
	}()
	return out, nil
}

// tellRoom sends what differs from what was sent last; for whom nothing differs, nothing is sent.
func (s subscription) tellRoom(ctx context.Context, id ident.Panel, last *meeting.Room, newest func() *meeting.Log, changed, rights <-chan struct{}, out chan<- *meeting.Update) {
	beat := time.NewTicker(beatEvery)
	defer beat.Stop()
	now := s.r.again(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
			now = s.r.again(ctx)
			if s.r.office.Meeting.Beat(now, id) != nil {
				return
			}
		case <-rights:
			now = s.r.again(ctx)
		case <-changed:
		}
		room, err := s.r.office.Meeting.See(now, newest())
		if err != nil {
			return
		}
		if !reflect.DeepEqual(room, last) {
			update := room.Since(last.Cursor)
			last = room
			select {
			case <-ctx.Done():
				return
			case out <- update:
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(calm):
		}
	}
}

func roomPayload(r *meeting.Room, err error) (*contract.PanelRoomPayload, error) {
	return &contract.PanelRoomPayload{Room: r}, err
}

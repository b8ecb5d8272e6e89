package office

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/meeting"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

// Hall reads the log of each meeting that is watched once for everybody who watches it; who may see what of it is
// asked for each of them.
type Hall struct {
	db    *postgres.DB
	store postgres.Meetings
	mu    sync.Mutex
	rooms map[ident.Panel]*room
}

// room is a meeting that somebody watches.
type room struct {
	log      atomic.Pointer[meeting.Log]
	watchers map[chan struct{}]bool
	stop     context.CancelFunc
}

const (
	hallCalm = 50 * time.Millisecond // the least time between two looks
	hallTick = 5 * time.Second       // for those who fall silent, which nothing tells of
)

// Watch follows a panel's meeting: newest is its log as of the last look, changed signals that there is a newer one.
// Leave must be called; it may be called twice.
func (h *Hall) Watch(ctx context.Context, id ident.Panel) (newest func() *meeting.Log, changed <-chan struct{}, leave func(), err error) {
	c := make(chan struct{}, 1)
	h.mu.Lock()
	r := h.rooms[id]
	if r == nil {
		r = &room{watchers: map[chan struct{}]bool{}}
		h.rooms[id] = r
	}
	r.watchers[c] = true
	if r.stop == nil {
		h.follow(id, r)
	}
	h.mu.Unlock()
	leave = sync.OnceFunc(func() { h.leave(id, r, c) })
	if r.log.Load() == nil {
		l, err := h.store.Log(ctx, id)
		if err != nil {
			leave()
			return nil, nil, nil, err
		}
		r.log.CompareAndSwap(nil, l)
	}
	return r.log.Load, c, leave, nil
}

func (h *Hall) leave(id ident.Panel, r *room, c chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if delete(r.watchers, c); len(r.watchers) == 0 {
		r.stop()
		delete(h.rooms, id)
	}
}

// follow looks again whenever there is news of the room, until nobody watches it.
func (h *Hall) follow(id ident.Panel, r *room) {
	ctx, stop := context.WithCancel(context.Background())
	r.stop = stop
	heard, leave := h.db.Follow(postgres.RoomNews+id.UUID().String(), postgres.PanelNews+id.UUID().String())
	go func() {
		defer leave()
		tick := time.NewTicker(hallTick)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-heard:
			case <-tick.C:
			}
			if l, err := h.store.Log(ctx, id); err == nil { // a lost database is no failure: the next look catches up
				r.log.Store(l)
				h.wake(r)
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(hallCalm):
			}
		}
	}()
}

func (h *Hall) wake(r *room) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range r.watchers {
		select {
		case c <- struct{}{}:
		default: // woken already
		}
	}
}

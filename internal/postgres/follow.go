package postgres

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// newsChannel is the one channel of NOTIFY; its words are a topic each, told by triggers.
const newsChannel = "vitrine"

// Topics of news: a kind and the bare UUID, as the triggers write them.
const (
	PanelNews  = "panel "  // assignments, reviews or members of a panel
	CycleNews  = "cycle "  // letters of a cycle
	PersonNews = "person " // rights, sessions or tokens of a person
)

const (
	newsPause = 500 * time.Millisecond // before a lost connection is tried again
	newsCheck = time.Minute            // how long a silent connection is trusted
)

// news hears for all followers of this process on one connection, open while anybody follows.
type news struct {
	config    *pgx.ConnConfig
	mu        sync.Mutex
	followers map[string]map[chan struct{}]bool
	open      int // followings, by topic
	stop      context.CancelFunc
	ended     chan struct{}
}

// Follow signals when one of the topics may have changed, and whenever the listening connection begins anew, since
// something may have been missed. Signals that nobody has taken are one. Leave must be called; it may be called twice.
func (db *DB) Follow(topics ...string) (heard <-chan struct{}, leave func()) {
	return db.news.follow(topics)
}

// Notify tells followers of a topic when the context's transaction is kept, and at once without one. Triggers tell
// most; it is for what no table of ours shows.
func (db *DB) Notify(ctx context.Context, topic string) error {
	_, err := db.exec(ctx, "SELECT pg_notify('"+newsChannel+"', $1::text)", topic)
	return err
}

func (n *news) follow(topics []string) (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, t := range topics {
		if n.followers[t] == nil {
			n.followers[t] = map[chan struct{}]bool{}
		}
		n.followers[t][c] = true
	}
	if n.open++; n.stop == nil {
		n.begin()
	}
	return c, sync.OnceFunc(func() { n.leave(c, topics) })
}

func (n *news) leave(c chan struct{}, topics []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, t := range topics {
		if delete(n.followers[t], c); len(n.followers[t]) == 0 {
			delete(n.followers, t)
		}
	}
	if n.open--; n.open == 0 && n.stop != nil {
		n.stop()
		n.stop = nil
	}
}

// begin listens after whoever listened before has ended, so that there is one connection at a time.
func (n *news) begin() {
	ctx, stop := context.WithCancel(context.Background())
	before, ended := n.ended, make(chan struct{})
	n.stop, n.ended = stop, ended
	go func() {
		defer close(ended)
		if before != nil {
			<-before
		}
		for ctx.Err() == nil {
			_ = n.listen(ctx) // a lost connection is no failure: the next one catches up
			select {
			case <-ctx.Done():
			case <-time.After(newsPause):
			}
		}
	}()
}

// close ends the connection for good, whoever follows, and waits for it.
func (n *news) close() {
	n.mu.Lock()
	if n.stop != nil {
		n.stop()
	}
	ended := n.ended
	n.mu.Unlock()
	if ended != nil {
		<-ended
	}
}

// listen hears until the context ends or the connection is lost.
func (n *news) listen(ctx context.Context) error {
	c, err := pgx.ConnectConfig(ctx, n.config)
	if err != nil {
		return err
	}
	defer func() {
		bye, stop := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer stop()
		_ = c.Close(bye)
	}()
	if _, err := c.Exec(ctx, "LISTEN "+newsChannel); err != nil {
		return err
	}
	n.wakeAll()
	for ctx.Err() == nil {
		err := n.hear(ctx, c)
		if err != nil && ctx.Err() == nil {
			err = c.Ping(ctx) // silence is no loss
		}
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (n *news) hear(ctx context.Context, c *pgx.Conn) error {
	ctx, stop := context.WithTimeout(ctx, newsCheck)
	defer stop()
	said, err := c.WaitForNotification(ctx)
	if err != nil {
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for f := range n.followers[said.Payload] {
		wake(f)
	}
	return nil
}

func (n *news) wakeAll() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, all := range n.followers {
		for f := range all {
			wake(f)
		}
	}
}

func wake(f chan struct{}) {
	select {
	case f <- struct{}{}:
	default: // woken already
	}
}

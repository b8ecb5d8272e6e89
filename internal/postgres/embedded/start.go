//go:build unix

package embedded

import (
	"context"
	"fmt"
	"time"
)

// Start runs the cluster in Options.Dir, made at first, or attaches to its owner's server.
func Start(ctx context.Context, o Options) (*Server, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	l, err := prepare(o.Dir)
	if err != nil {
		return nil, err
	}
	for {
		held, err := tryLock(l.lock)
		if err != nil {
			return nil, err
		}
		if held != nil {
			return own(ctx, o, l, held)
		}
		if socket := announced(l.lock); socket != "" && probe(ctx, socket) == up {
			o.Log.Info("attached to the running postgres", "dir", l.dir)
			return &Server{socket: socket, attached: true}, nil
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("another process holds %s but its server does not answer: %w", l.dir, ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// own keeps the lock for as long as the server lives, and lets go of it on any failure.
func own(ctx context.Context, o Options, l layout, held *lock) (*Server, error) {
	w, err := newKeeper(ctx, o, l, held)
	if err != nil {
		held.release()
		return nil, err
	}
	if err := w.boot(ctx); err != nil {
		held.release()
		return nil, err
	}
	if err := held.announce(w.l.run); err != nil {
		w.proc.end()
		held.release()
		return nil, err
	}
	o.Log.Info("started postgres", "version", w.programs.Version, "dir", w.l.dir)
	go w.watch()
	return &Server{socket: w.l.run, done: w.done, stop: w.stop}, nil
}

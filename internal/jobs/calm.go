package jobs

import (
	"context"
	"log/slog"
	"strings"
)

// calm tells as news what the queue calls an error when it is only being stopped, perhaps while it still starts.
type calm struct{ slog.Handler }

// Handle lowers an error that is a canceled context to news.
func (c calm) Handle(ctx context.Context, r slog.Record) error {
	if r.Level >= slog.LevelWarn && canceled(r) {
		r.Level = slog.LevelInfo
		if !c.Enabled(ctx, r.Level) {
			return nil
		}
	}
	return c.Handler.Handle(ctx, r)
}

// WithAttrs keeps the calm.
func (c calm) WithAttrs(attrs []slog.Attr) slog.Handler { return calm{c.Handler.WithAttrs(attrs)} }

// WithGroup keeps the calm.
func (c calm) WithGroup(name string) slog.Handler { return calm{c.Handler.WithGroup(name)} }

func canceled(r slog.Record) bool {
	found := false
	r.Attrs(func(a slog.Attr) bool {
		found = (a.Key == "error" || a.Key == "err") && strings.HasSuffix(a.Value.String(), context.Canceled.Error())
		return !found
	})
	return found
}

package jobs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestBeingStoppedIsNoError(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  any
		want string
	}{
		"as a text":     {"context canceled", "INFO"},
		"as an error":   {fmt.Errorf("begin: %w", context.Canceled), "INFO"},
		"another error": {errors.New("connection refused"), "ERROR"},
	} {
		var b bytes.Buffer
		slog.New(calm{slog.NewTextHandler(&b, nil)}).With("queue", "default").ErrorContext(t.Context(), "Error starting transaction", "error", c.err)
		if !strings.Contains(b.String(), "level="+c.want) || !strings.Contains(b.String(), "queue=default") {
			t.Errorf("%s: %s", name, b.String())
		}
		b.Reset()
		slog.New(calm{slog.NewTextHandler(&b, &slog.HandlerOptions{Level: slog.LevelWarn})}).Error("x", "error", c.err)
		if (b.Len() == 0) != (c.want == "INFO") {
			t.Errorf("%s, when only warnings are kept: %s", name, b.String())
		}
	}
}

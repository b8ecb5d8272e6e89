//go:build unix

package embedded

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
)

// tailSize is enough for the reason a server gave before it ended.
const tailSize = 8 << 10

// tail keeps the end of what a program wrote and logs it line by line.
type tail struct {
	log  *slog.Logger
	mu   sync.Mutex
	kept []byte
	line []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, p...)
	if over := len(t.kept) - tailSize; over > 0 {
		t.kept = append(t.kept[:0], t.kept[over:]...)
	}
	t.line = append(t.line, p...)
	for {
		line, rest, found := bytes.Cut(t.line, []byte("\n"))
		if !found {
			break
		}
		t.log.Debug("postgres", "line", string(line))
		t.line = append(t.line[:0], rest...)
	}
	if len(t.line) > tailSize {
		t.line = t.line[:0]
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(string(t.kept))
}

//go:build unix

package embedded

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
)

// lock is held by the owner; its file tells attaching processes where the socket is.
type lock struct{ file *os.File }

// tryLock answers nil without an error when somebody else holds the directory.
func tryLock(path string) (*lock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open lock: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	switch {
	case err == nil:
		l := &lock{file: f}
		if err := l.announce(""); err != nil {
			l.release()
			return nil, err
		}
		return l, nil
	case errors.Is(err, syscall.EWOULDBLOCK), errors.Is(err, syscall.EINTR):
		f.Close()
		return nil, nil
	default:
		f.Close()
		return nil, fmt.Errorf("lock %s, whose file system must support flock: %w", path, err)
	}
}

func (l *lock) announce(socketDir string) error {
	if err := l.file.Truncate(0); err != nil {
		return fmt.Errorf("clear lock: %w", err)
	}
	if socketDir == "" {
		return nil
	}
	if _, err := l.file.WriteAt([]byte(socketDir+"\n"), 0); err != nil {
		return fmt.Errorf("write lock: %w", err)
	}
	return nil
}

func (l *lock) release() {
	// Closing drops the flock; nothing was buffered, so the error says nothing.
	_ = l.file.Close()
}

func announced(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	dir, whole := strings.CutSuffix(string(text), "\n")
	if !whole {
		return ""
	}
	return dir
}

//go:build unix

package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// settle ends a server that its killed owner left behind. It answers the number of
// an unrelated process that now bears the number in the pid file, or 0.
func (l layout) settle(ctx context.Context) (stranger int, err error) {
	pid, socket := l.readPid()
	switch {
	case pid == 0 || !alive(pid):
		return 0, nil
	case !l.runsOn(pid):
		return pid, nil
	case socket != l.run && socket != anchorPath+"/run":
		return 0, fmt.Errorf("process %d already serves %s and was not started by vitrine: stop it, or set DATABASE_URL to it", pid, l.data)
	}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		for alive(pid) && l.runsOn(pid) {
			time.Sleep(10 * time.Millisecond)
		}
	}()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		endProcess(pid, gone)
	}()
	select {
	case <-ended:
		return 0, nil
	case <-ctx.Done():
		return 0, fmt.Errorf("wait for the earlier server to stop: %w", ctx.Err())
	}
}

// readPid takes the number from line 1 and the socket folder from line 5 of postmaster.pid.
func (l layout) readPid() (pid int, socket string) {
	text, err := os.ReadFile(filepath.Join(l.data, "postmaster.pid"))
	if err != nil {
		return 0, ""
	}
	lines := strings.Split(string(text), "\n")
	pid, err = strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil || pid <= 1 {
		return 0, ""
	}
	if len(lines) > 4 {
		socket = strings.TrimSpace(lines[4])
	}
	return pid, socket
}

func alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}

//go:build unix && !linux

package embedded

import (
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// dieWithUs has no counterpart here: the next start ends a server left behind.
func dieWithUs(*syscall.SysProcAttr, syscall.Signal) {}

func canAnchor() bool { return false }

// runsOn reads the command line: a postmaster is started with the cluster's full path.
func (l layout) runsOn(pid int) bool {
	out, err := exec.Command("ps", "-ww", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && strings.Contains(string(out), l.data)
}

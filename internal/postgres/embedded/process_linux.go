package embedded

import (
	"os"
	"strconv"
	"syscall"
)

// dieWithUs has the kernel signal the child when the thread that started it ends.
func dieWithUs(attr *syscall.SysProcAttr, death syscall.Signal) {
	attr.Pdeathsig = death
}

func canAnchor() bool {
	_, err := os.Stat("/proc/self/fd")
	return err == nil
}

// runsOn compares the process's working directory: a postmaster moves into its cluster.
func (l layout) runsOn(pid int) bool {
	cwd, err := os.Stat("/proc/" + strconv.Itoa(pid) + "/cwd")
	if err != nil {
		return false
	}
	data, err := os.Stat(l.data)
	return err == nil && os.SameFile(cwd, data)
}

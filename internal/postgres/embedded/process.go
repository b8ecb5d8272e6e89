//go:build unix

package embedded

import (
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// process is a child whose end is awaited by the thread that started it.
type process struct {
	cmd  *exec.Cmd
	said *tail
	done chan struct{}
	err  error
}

type launch struct {
	path  string
	args  []string
	env   []string
	death syscall.Signal
}

func (l layout) start(r launch, log *slog.Logger) (*process, error) {
	p := &process{said: &tail{log: log}, done: make(chan struct{})}
	p.cmd = exec.Command(r.path, r.args...)
	p.cmd.Env = environment(r.env...)
	p.cmd.Dir = "/"
	p.cmd.Stderr = p.said
	p.cmd.WaitDelay = 2 * time.Second
	attr := &syscall.SysProcAttr{Setpgid: true}
	dieWithUs(attr, r.death)
	if l.as.drop {
		attr.Credential = &syscall.Credential{Uid: uint32(l.as.uid), Gid: uint32(l.as.gid)}
	}
	p.cmd.SysProcAttr = attr
	if l.anchored {
		dir, err := os.Open(l.dir)
		if err != nil {
			return nil, fmt.Errorf("open data directory: %w", err)
		}
		defer dir.Close()
		p.cmd.ExtraFiles = []*os.File{dir}
	}
	return p, p.run()
}

func (p *process) run() error {
	started := make(chan error)
	go func() {
		// The parent-death signal follows this thread, so the thread must outlive the child.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			p.err = p.cmd.Wait()
			close(p.done)
		}
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("start %s: %w", p.cmd.Path, err)
	}
	return nil
}

// end asks ever less politely and tells whether the child had to be killed.
func (p *process) end() (killed bool) {
	return endProcess(p.cmd.Process.Pid, p.done)
}

func endProcess(pid int, gone <-chan struct{}) (killed bool) {
	for _, step := range []struct {
		signal syscall.Signal
		wait   time.Duration
	}{{syscall.SIGINT, 30 * time.Second}, {syscall.SIGQUIT, 5 * time.Second}} {
		// A failure means that it is gone already, which the wait then sees.
		_ = syscall.Kill(pid, step.signal)
		select {
		case <-gone:
			return false
		case <-time.After(step.wait):
		}
	}
	_ = syscall.Kill(pid, syscall.SIGKILL)
	<-gone
	return true
}

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/account"
	"github.com/vitrine-grants/vitrine/internal/auth"
)

// cli is the actor of the command line: who holds the machine holds the house.
func cli(ctx context.Context) context.Context { return auth.As(ctx, auth.System("command line")) }

type migrateCmd struct {
	Up     migrateUp     `cmd:"" help:"Take every missing step."`
	Down   migrateDown   `cmd:"" help:"Take back the newest step; its records are gone."`
	Status migrateStatus `cmd:"" help:"List the steps."`
}

type (
	migrateUp     struct{}
	migrateDown   struct{}
	migrateStatus struct{}
)

// Run takes every missing step.
func (migrateUp) Run(w *world) error {
	h, err := w.openBare()
	if err != nil {
		return err
	}
	defer h.close()
	names, err := h.db.MigrateUp(w.ctx)
	for _, n := range names {
		fmt.Fprintln(w.stdout, "up", n)
	}
	if err == nil && len(names) == 0 {
		fmt.Fprintln(w.stdout, "nothing to do")
	}
	return err
}

// Run takes back one step.
func (migrateDown) Run(w *world) error {
	h, err := w.openBare()
	if err != nil {
		return err
	}
	defer h.close()
	name, err := h.db.MigrateDown(w.ctx)
	if err != nil {
		return err
	}
	fmt.Fprintln(w.stdout, or("down "+name, "nothing to do"))
	return nil
}

// Run lists the steps.
func (migrateStatus) Run(w *world) error {
	h, err := w.openBare()
	if err != nil {
		return err
	}
	defer h.close()
	steps, err := h.db.Migrations(w.ctx)
	if err != nil {
		return err
	}
	for _, s := range steps {
		state := "missing"
		if s.Applied {
			state = "applied"
		}
		fmt.Fprintf(w.stdout, "%-8s %s\n", state, s.Name)
	}
	return nil
}

type tokenCmd struct {
	Person string   `help:"E-mail address of the person." required:""`
	Name   string   `help:"What the token is for." default:"command line"`
	Scopes []string `help:"What it may do: areas such as application, or all." default:"all"`
	Days   int      `help:"How many days it lives." default:"30"`
}

// Run prints a token once; it is kept by its hash only.
func (c tokenCmd) Run(w *world) error {
	h, err := w.open(w.ctx, openHow{})
	if err != nil {
		return err
	}
	defer h.close()
	ctx := cli(w.ctx)
	p, err := h.Account.Store.PersonByEmail(ctx, strings.ToLower(c.Person))
	if err != nil {
		return fmt.Errorf("find %s: %w", c.Person, err)
	}
	t, err := h.Account.TokenFor(ctx, p.ID, account.CreateTokenInput{Name: c.Name, Scopes: c.Scopes, Days: c.Days})
	if err != nil {
		return err
	}
	fmt.Fprintln(w.stdout, t.Secret)
	return nil
}

type backupCmd struct {
	File string `arg:"" help:"Where to write."`
}

// Run writes beside the file first: a backup is whole or not there.
func (c backupCmd) Run(w *world) (err error) {
	h, err := w.open(w.ctx, openHow{})
	if err != nil {
		return err
	}
	defer h.close()
	part, err := os.CreateTemp(filepath.Dir(c.File), ".vitrine-backup-")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(part.Name())
		}
	}()
	key, err := houseKey(w.data)
	if err != nil {
		return err
	}
	err = h.db.Backup(w.ctx, part, h.blobs, key[:])
	if err = errors.Join(err, part.Sync(), part.Close()); err != nil {
		return err
	}
	if err = os.Rename(part.Name(), c.File); err != nil {
		return err
	}
	info, err := os.Stat(c.File)
	if err == nil {
		fmt.Fprintf(w.stdout, "wrote %s, %d bytes\n", c.File, info.Size())
	}
	return err
}

type restoreCmd struct {
	File string `arg:"" type:"existingfile" help:"A file written by backup."`
}

// Run restores into an empty place and takes over the key the backup carries.
func (c restoreCmd) Run(w *world) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	h, err := w.open(w.ctx, openHow{migrate: true})
	if err != nil {
		return err
	}
	defer h.close()
	if err := h.db.Restore(w.ctx, f, h.blobs, func(key []byte) error { return replaceKey(w.data, key) }); err != nil {
		return err
	}
	fmt.Fprintln(w.stdout, "restored; now run: vitrine doctor")
	return nil
}

type eraseCmd struct {
	DryRun bool `help:"Only tell what would be erased."`
}

// Run erases what the timetable would erase today.
func (c eraseCmd) Run(w *world) error {
	h, err := w.open(w.ctx, openHow{})
	if err != nil {
		return err
	}
	defer h.close()
	out, err := h.EraseFiles(cli(w.ctx), c.DryRun)
	if err != nil {
		return err
	}
	what := "erased"
	if c.DryRun {
		what = "would erase"
	}
	fmt.Fprintf(w.stdout, "%s %d files of %d bytes, and the personal data of %d travelers\n", what, out.Files, out.Bytes, out.Travelers)
	return nil
}

type doctorCmd struct{}

// Run recomputes everything; anything off is listed and the exit status is 1.
func (doctorCmd) Run(w *world) error {
	h, err := w.open(w.ctx, openHow{})
	if err != nil {
		return err
	}
	defer h.close()
	findings, err := h.Doctor(cli(w.ctx))
	if err != nil {
		return err
	}
	off := 0
	for _, f := range findings {
		if len(f.Off) == 0 {
			fmt.Fprintf(w.stdout, "ok    %s (%d)\n", f.Check, f.Looked)
			continue
		}
		off += len(f.Off)
		for _, o := range f.Off {
			fmt.Fprintf(w.stdout, "OFF   %s: %s\n", f.Check, o)
		}
	}
	if off > 0 {
		return fmt.Errorf("%d things are off", off)
	}
	return nil
}

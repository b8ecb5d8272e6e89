package main

import (
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/people/registry"
)

type importCmd struct {
	Museums importMuseums `cmd:"" help:"Load the federal registry of US museums."`
}

type importMuseums struct {
	File string `arg:"" type:"existingfile" help:"The registry as CSV, or a zip that holds it."`
}

// Run takes in the whole file or nothing; bad lines go to FILE.rejected.csv with their reason.
func (c importMuseums) Run(w *world) error {
	house, err := w.open(w.ctx, openHow{migrate: true})
	if err != nil {
		return err
	}
	defer house.close()
	return c.into(w, house)
}

func (c importMuseums) into(w *world, house *house) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	size, err := io.Copy(h, f)
	if err != nil {
		return err
	}
	reader, err := registry.Open(filepath.Base(c.File), f, size)
	if err != nil {
		return err
	}
	rejects := &rejects{path: c.File + ".rejected.csv", otherwise: w.data, columns: reader.Columns()}
	bar := newBar(w, reader.Progress)
	next := func() (*people.Organization, error) {
		o, err := reader.Organization()
		if errors.Is(err, io.EOF) {
			bar.keeping()
		}
		return o, err
	}
	begun := w.now()
	done, err := house.People.ImportOrganizations(cli(w.ctx), people.ImportInput{
		Source: "imls-mudf-2014q3", FileName: filepath.Base(c.File), SHA256: h.Sum(nil),
		Next: next, Progress: bar.show, Reject: rejects.add,
	})
	bar.end()
	if err = errors.Join(err, rejects.close(err == nil)); err != nil {
		return err
	}
	fmt.Fprintf(w.stdout, "%d museums read, %d added, %d changed, %d unchanged, %d rejected, in %s\n",
		done.Read, done.Added, done.Changed, done.Unchanged(), done.Rejected, w.now().Sub(begun).Round(10*time.Millisecond))
	if done.Rejected > 0 {
		fmt.Fprintf(w.stdout, "the rejected lines and why: %s\n", rejects.path)
	}
	return nil
}

// rejects writes bad lines beside the file, and only keeps them when the import was kept.
type rejects struct {
	path      string
	otherwise string // the folder for them where the file's own takes none
	columns   []string
	file      *os.File
	out       *csv.Writer
}

func (r *rejects) open() (err error) {
	if r.file, err = os.CreateTemp(filepath.Dir(r.path), ".rejected-"); err != nil {
		r.path = filepath.Join(r.otherwise, filepath.Base(r.path))
		if r.file, err = os.CreateTemp(r.otherwise, ".rejected-"); err != nil {
			return fmt.Errorf("keep rejected lines: %w", err)
		}
	}
	r.out = csv.NewWriter(r.file)
	return r.out.Write(append([]string{"line", "reason"}, r.columns...))
}

func (r *rejects) add(bad people.Rejected) error {
	if r.file == nil {
		if err := r.open(); err != nil {
			return err
		}
	}
	var fields []string
	reason := bad.Error()
	var line *registry.RejectedError
	if errors.As(bad, &line) {
		fields, reason = line.Fields, line.Reason
	}
	return r.out.Write(append([]string{strconv.Itoa(bad.RejectedLine()), reason}, fields...))
}

func (r *rejects) close(keep bool) error {
	if r.file == nil {
		return nil
	}
	r.out.Flush()
	err := errors.Join(r.out.Error(), r.file.Close())
	if !keep || err != nil {
		return errors.Join(err, os.Remove(r.file.Name()))
	}
	return os.Rename(r.file.Name(), r.path)
}

// bar is a progress bar on a terminal and a plain line now and then elsewhere.
type bar struct {
	w        *world
	of       func() (read, total int64)
	terminal bool
	shown    time.Time
}

func newBar(w *world, of func() (int64, int64)) *bar {
	b := &bar{w: w, of: of}
	if f, ok := w.stderr.(*os.File); ok {
		info, err := f.Stat()
		b.terminal = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return b
}

func (b *bar) show(rows int64) {
	now := b.w.now()
	read, total := b.of()
	percent := int64(100)
	if total > 0 {
		percent = min(100, read*100/total)
	}
	if b.terminal {
		if now.Sub(b.shown) < 100*time.Millisecond {
			return
		}
		b.shown = now
		full := int(percent) * 30 / 100
		fmt.Fprintf(b.w.stderr, "\r[%s%s] %3d %%  %d museums", strings.Repeat("=", full), strings.Repeat(" ", 30-full), percent, rows)
		return
	}
	if now.Sub(b.shown) >= time.Second {
		b.shown = now
		fmt.Fprintf(b.w.stderr, "%d museums read, %d %%\n", rows, percent)
	}
}

// keeping says that all is read and the records are being written, which takes as long again.
func (b *bar) keeping() {
	if b.terminal {
		fmt.Fprint(b.w.stderr, "\r\x1b[K[==============================] 100 %  keeping them ...")
	}
}

func (b *bar) end() {
	if b.terminal {
		fmt.Fprint(b.w.stderr, "\r\x1b[K")
	}
}

package main

import (
	"fmt"
	"path/filepath"
	"time"

	"github.com/vitrine-grants/vitrine/internal/bench"
	"github.com/vitrine-grants/vitrine/internal/sample"
)

type benchCmd struct {
	Applications int      `help:"How many applications the world has when it is first made." default:"100000"`
	Runs         int      `help:"Turns of each measurement." default:"60"`
	Seconds      int      `help:"How long each throughput is measured." default:"5"`
	Letters      int      `help:"How many letters the batch has." default:"1000"`
	People       int      `help:"How many people save in the deadline hour." default:"500"`
	Museums      string   `help:"A registry of museums to load before the first measurement, as CSV or a zip." type:"existingfile"`
	Plans        bool     `help:"Print how Postgres runs each statement."`
	Only         []string `help:"Parts of names of what to measure (directory, list, search, queue, score, ranking, report, requests a second, autosave, deadline hour, last ten seconds, letters)." placeholder:"NAME"`
}

// Run measures over a database of its own, made on the first run and found again on the next.
func (c benchCmd) Run(w *world) error {
	if w.config.DatabaseURL == "" {
		w.data = filepath.Join(w.data, "bench")
	}
	h, err := w.open(w.ctx, openHow{migrate: true})
	if err != nil {
		return err
	}
	defer h.close()
	if err := c.fill(w, h); err != nil {
		return err
	}
	return bench.Run(cli(w.ctx), bench.Options{
		Office: h.Office, Now: w.now, Out: w.stdout, Runs: max(c.Runs, 1), Each: time.Duration(max(c.Seconds, 1)) * time.Second, Letters: c.Letters, People: max(c.People, 1), Plans: c.Plans, Only: c.Only,
	})
}

// fill makes the world when there is none yet.
func (c benchCmd) fill(w *world, h *house) error {
	var filled bool
	if err := h.db.Pool.QueryRow(w.ctx, "SELECT EXISTS (SELECT FROM applications)").Scan(&filled); err != nil {
		return err
	}
	if filled {
		return c.museums(w, h)
	}
	begun := w.now()
	if err := sample.Bulk(cli(w.ctx), h.db, sample.Size{Applications: c.Applications}); err != nil {
		return fmt.Errorf("fill the database: %w", err)
	}
	fmt.Fprintf(w.stdout, "The world was made in %s.\n", w.now().Sub(begun).Round(100*time.Millisecond))
	return c.museums(w, h)
}

// museums loads the registry, which changes nothing where it is there already.
func (c benchCmd) museums(w *world, h *house) error {
	if c.Museums == "" {
		return nil
	}
	return importMuseums{File: c.Museums}.into(w, h)
}

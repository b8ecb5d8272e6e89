package main

import (
	"fmt"
	"time"

	"github.com/vitrine-grants/vitrine/internal/sample"
)

type sampleCmd struct {
	Applications int `help:"How many applications." default:"1000"`
}

// Run fills an empty database; the same number gives the same records.
func (c sampleCmd) Run(w *world) error {
	h, err := w.open(w.ctx, openHow{migrate: true})
	if err != nil {
		return err
	}
	defer h.close()
	begun := w.now()
	if err := sample.Bulk(cli(w.ctx), h.db, sample.Size{Applications: c.Applications}); err != nil {
		return fmt.Errorf("fill the database: %w", err)
	}
	fmt.Fprintf(w.stdout, "%d applications in %s\n", c.Applications, w.now().Sub(begun).Round(100*time.Millisecond))
	return nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/people"
	"github.com/vitrine-grants/vitrine/internal/sheet"
)

type exportCmd struct {
	List string `arg:"" enum:"museums,applications,awards,360giving,iati" help:"Which list: museums, applications or awards as CSV; 360giving or iati for the public awards as open data."`
	File string `arg:"" help:"Where to write; - is the standard output."`
}

// Run writes the list a page at a time, so that any length fits.
func (c exportCmd) Run(w *world) (err error) {
	h, err := w.open(w.ctx, openHow{})
	if err != nil {
		return err
	}
	defer h.close()
	out := w.stdout
	if c.File != "-" {
		f, err := os.CreateTemp(filepath.Dir(c.File), ".vitrine-export-")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(f.Name())) }()
		if err := c.write(cli(w.ctx), h, f); err != nil {
			return errors.Join(err, f.Close())
		}
		if err := f.Close(); err != nil {
			return err
		}
		return os.Rename(f.Name(), c.File)
	}
	return c.write(cli(w.ctx), h, out)
}

type writer interface{ Write([]byte) (int, error) }

func (c exportCmd) write(ctx context.Context, h *house, out writer) error {
	switch c.List {
	case "360giving":
		return whole(out, func() ([]byte, error) { return h.Standard.Giving360(ctx) })
	case "iati":
		return whole(out, func() ([]byte, error) { return h.Standard.IATI(ctx) })
	case "museums":
		return export(out, []string{"id", "name", "local name", "kind", "discipline", "city", "state", "country", "website", "uei"},
			func(a page.Args) (*page.Connection[*people.Organization], error) {
				return h.People.Organizations(ctx, people.Filter{}, a)
			}, museumCells)
	case "applications":
		return export(out, []string{"id", "number", "cycle", "state", "title", "lead museum", "partner", "country", "requested", "cost share", "currency", "submitted"},
			func(a page.Args) (*page.Connection[*application.Row], error) {
				return h.Application.Applications(ctx, application.Filter{}, a)
			}, applicationCells)
	}
	return export(out, []string{"id", "number", "program", "year", "state", "title", "lead museum", "partners", "amount", "cost share", "currency"},
		func(a page.Args) (*page.Connection[*award.Row], error) { return h.Award.Awards(ctx, award.Filter{}, a) }, awardCells)
}

// whole writes what is made at once.
func whole(out writer, text func() ([]byte, error)) error {
	b, err := text()
	if err != nil {
		return err
	}
	_, err = out.Write(b)
	return err
}

// export walks a list from its first page to its last.
func export[T any](out writer, head []string, fetch func(page.Args) (*page.Connection[T], error), cells func(T) []string) error {
	s, err := sheet.NewCSV(out, head...)
	if err != nil {
		return err
	}
	args := page.First(page.Most)
	for {
		p, err := fetch(args)
		if err != nil {
			return fmt.Errorf("read the list: %w", err)
		}
		for _, n := range p.Nodes {
			if err := s.Row(cells(n)...); err != nil {
				return err
			}
		}
		if !p.PageInfo.HasNextPage {
			return s.End()
		}
		args.After = p.PageInfo.EndCursor
	}
}

func museumCells(o *people.Organization) []string {
	uei := ""
	if o.UEI != nil {
		uei = *o.UEI
	}
	return []string{o.ID.String(), o.Name, o.NameLocal, string(o.Kind), o.Discipline, o.City, string(o.State), string(o.Country), o.Website, uei}
}

func applicationCells(r *application.Row) []string {
	submitted := ""
	if r.SubmittedAt != nil {
		submitted = r.SubmittedAt.UTC().Format(time.RFC3339)
	}
	return []string{
		r.ID.String(), r.Number, r.CycleTitle, string(r.State), r.Title, r.LeadName, r.PartnerName, string(r.PartnerCountry),
		r.Requested().Decimal(), r.CostShare().Decimal(), string(r.Currency), submitted,
	}
}

func awardCells(r *award.Row) []string {
	return []string{
		r.ID.String(), r.Number, r.Program, strconv.Itoa(r.Year), string(r.State), r.Title, r.LeadName, r.Partners,
		minor(r.AmountMinor), minor(r.CostShareMinor), string(r.Currency),
	}
}

// minor writes hundredths as decimal text; unknown amounts are empty.
func minor(m *int64) string {
	if m == nil {
		return ""
	}
	return fmt.Sprintf("%d.%02d", *m/100, *m%100)
}

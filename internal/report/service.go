package report

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// Service is the use cases of reports to funders.
type Service struct {
	Desk    desk.Desk
	Store   Store
	Vault   document.Vault
	Printer Printer
}

// Printer draws a report on paper; the same report gives the same bytes.
type Printer interface {
	// Report is the PDF of a frozen report, from its snapshot alone.
	Report(ctx context.Context, r *Report) ([]byte, error)
}

// Visible is which reports the viewer sees: frozen ones, and also those being assembled.
type Visible struct {
	Frozen auth.Filter
	Open   auth.Filter
}

func visible(ctx context.Context) Visible {
	return Visible{Frozen: auth.Scope(ctx, auth.ViewReport), Open: auth.Scope(ctx, auth.ViewSlate)}
}

// Store keeps reports and reads the records they count.
type Store interface {
	// Facts are the records of a cycle in three statements.
	Facts(ctx context.Context, c ident.Cycle, f auth.Filter) (*Facts, error)
	// ProgramOf is the program of a cycle.
	ProgramOf(ctx context.Context, c ident.Cycle) (ident.Program, error)
	// Tally counts the same figures in one statement of aggregates.
	Tally(ctx context.Context, c ident.Cycle) ([]*Tally, error)
	// OpenReport locks the report of the kind that is still assembling.
	OpenReport(ctx context.Context, c ident.Cycle, k Kind) (*Report, error)
	LastNumber(ctx context.Context, c ident.Cycle, k Kind) (int, error)
	AddReport(ctx context.Context, r *Report) error
	KeepReport(ctx context.Context, r *Report, expected int) error
	ReplaceFigures(ctx context.Context, r ident.Report, figures []*Figure) error
	ReportForUpdate(ctx context.Context, id ident.Report, v Visible) (*Report, error)
	Report(ctx context.Context, id ident.Report, v Visible) (*Report, error)
	// Whole is a report with all that its snapshot says.
	Whole(ctx context.Context, id ident.Report, v Visible) (*Report, error)
	Reports(ctx context.Context, c ident.Cycle, v Visible) ([]*Report, error)
	// Readers are the people of the funder who read a program's reports.
	Readers(ctx context.Context, p ident.Program) ([]ident.Person, error)
	// Before is the report of the same cycle and kind that was frozen last before one.
	Before(ctx context.Context, id ident.Report, v Visible) (*Report, error)
	RunningStore
	SectionStore
	// Projects are the awarded projects of a report, without those the viewer may not see.
	Projects(ctx context.Context, id ident.Report, v Visible) ([]*Project, error)
	// Figures are a report's figures, with their rows when asked for.
	Figures(ctx context.Context, id ident.Report, rows bool) ([]*Figure, error)
	Explain(ctx context.Context, id ident.Figure, v Visible) (*Explanation, error)
	// Portfolio are the museums of all past and official awards.
	Portfolio(ctx context.Context) ([]*MuseumFact, error)
}

// Move is one step of a report's life.
type Move struct {
	From, To, Verb string
	Permission     auth.Permission
}

// Moves are the steps of a report.
func Moves() []Move {
	return []Move{
		{"", "assembling", "assemble", auth.AssembleReport},
		{"assembling", "assembling", "assemble", auth.AssembleReport},
		{"assembling", "assembling", "write", auth.AssembleReport},
		{"assembling", "figures_frozen", "freeze", auth.FreezeReport},
		{"figures_frozen", "director_review", "review", auth.ReviewReport},
		{"director_review", "sent", "send", auth.SendReport},
		{"sent", "accepted", "take acceptance", auth.SendReport},
		{"sent", "queries", "take queries", auth.SendReport},
		{"queries", "resent", "send", auth.SendReport},
		{"resent", "accepted", "take acceptance", auth.SendReport},
		{"resent", "queries", "take queries", auth.SendReport},
	}
}

// AssembleInput asks for the report of a cycle.
type AssembleInput struct {
	Cycle ident.Cycle
	Kind  Kind
	// Through is the last day of the federal quarter a quarterly report covers; absent is the one that ended last.
	Through calendar.Date
}

// Assemble computes the figures of a cycle from records; until frozen it can be done again.
func (s *Service) Assemble(ctx context.Context, in AssembleInput) (*Report, error) {
	var out *Report
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		f, err := s.Store.Facts(ctx, in.Cycle, auth.Scope(ctx, auth.ViewSlate))
		if err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.AssembleReport, auth.Target{Program: f.Cycle.Program}); err != nil {
			return err
		}
		if in.Kind != Cycle && in.Kind != Quarterly && in.Kind != Final {
			return fault.BadField("kind", "bad_kind", "A report is of the cycle, quarterly or final.")
		}
		if err := f.inDollars(); err != nil {
			return err
		}
		p, err := s.period(ctx, in, calendar.Of(s.Desk.Now(), time.UTC))
		if err != nil {
			return err
		}
		if out, err = s.openReport(ctx, f, in.Kind, p); err != nil {
			return err
		}
		if err := s.Store.ReplaceFigures(ctx, out.ID, out.Figures); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "report.assemble", out.ID, "", map[string]any{"figures": len(out.Figures), "asOf": out.AsOf})
	})
	return out, err
}

// inDollars refuses money of another currency, which the report would add up wrongly.
func (f *Facts) inDollars() error {
	if f.Cycle.Currency != money.USD {
		return fault.New(fault.Conflict, "report.currency", "The cycle's money is in %s; this report is in USD.", f.Cycle.Currency)
	}
	for _, a := range f.Applications {
		if a.Currency != money.USD {
			return fault.New(fault.Conflict, "report.currency", "%s asks in %s; this report is in USD.", a.Number, a.Currency)
		}
	}
	for _, m := range f.Museums {
		if m.Currency != money.USD {
			return fault.New(fault.Conflict, "report.currency", "%s is in %s; this report is in USD.", m.Number, m.Currency)
		}
	}
	return nil
}

func (s *Service) openReport(ctx context.Context, f *Facts, k Kind, p Period) (*Report, error) {
	r, err := s.Store.OpenReport(ctx, f.Cycle.ID, k)
	fresh := fault.Is(err, fault.NotFound)
	if err != nil && !fresh {
		return nil, err
	}
	if fresh {
		n, err := s.Store.LastNumber(ctx, f.Cycle.ID, k)
		if err != nil {
			return nil, err
		}
		r = &Report{ID: ident.NewReport(), Cycle: f.Cycle.ID, Kind: k, Number: n + 1, State: Assembling, Version: 1}
	}
	now := s.Desk.Now().UTC().Truncate(time.Microsecond)
	r.Funder, r.AsOf, r.AssembledAt, r.AssembledBy = f.Cycle.Funder, now, now, auth.Who(ctx).Person
	r.Title, r.From, r.Through = title(f.Cycle, k, r.Number), p.From, p.Through
	r.Snapshot = Snapshot{
		Report: r.ID.String(), Program: f.Cycle.ProgramName, Funder: f.Cycle.FunderName, Year: f.Cycle.Year,
		Kind: k, Number: r.Number, AsOf: now, Rules: Rules(), Projects: projects(f.Museums),
	}
	r.Figures = Figures(f)
	if k != Cycle {
		counted, err := s.Store.Running(ctx, f.Cycle.ID, p)
		if err != nil {
			return nil, err
		}
		r.Snapshot.Period, r.Snapshot.Rules = &p, append(r.Snapshot.Rules, runningRules()...)
		r.Figures = append(r.Figures, RunningFigures(counted)...)
	}
	number(r)
	if fresh {
		return r, s.Store.AddReport(ctx, r)
	}
	return r, s.Store.KeepReport(ctx, r, r.Version)
}

// number gives figures and rows their order and their ids.
func number(r *Report) {
	ordered(r.Figures)
	for _, x := range r.Figures {
		x.ID, x.Report = ident.NewFigure(), r.ID
		for _, row := range x.Rows {
			row.Figure = x.ID
		}
	}
}

func title(c CycleFacts, k Kind, n int) string {
	what := "report of the cycle"
	switch k {
	case Quarterly:
		what = fmt.Sprintf("quarterly report %d", n)
	case Final:
		what = "final report"
	}
	return fmt.Sprintf("%s %d: %s to %s", c.ProgramName, c.Year, what, c.FunderName)
}

// FreezeInput fixes the figures of a report.
type FreezeInput struct {
	Report          ident.Report
	ExpectedVersion *int
}

// Freeze fixes figures that reconcile and still equal the records, with their hash and PDF.
// Who assembled the report cannot; what does not reconcile is CONFLICT and names each figure.
func (s *Service) Freeze(ctx context.Context, in FreezeInput) (*Report, error) {
	var out *Report
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		r, err := s.Store.ReportForUpdate(ctx, in.Report, visible(ctx))
		if err != nil {
			return err
		}
		if err := s.mayFreeze(ctx, r, in.ExpectedVersion); err != nil {
			return err
		}
		if r.Figures, err = s.Store.Figures(ctx, r.ID, true); err != nil {
			return err
		}
		if err := Reconcile(r.Figures); err != nil {
			return err
		}
		tallies, err := s.Store.Tally(ctx, r.Cycle)
		if err != nil {
			return err
		}
		if r.Kind != Cycle {
			more, err := s.Store.RunningTally(ctx, r.Cycle, Period{r.From, r.Through})
			if err != nil {
				return err
			}
			tallies = append(tallies, more...)
		}
		if err := Current(r.Figures, tallies); err != nil {
			return err
		}
		if r.Snapshot.Sections, err = s.Store.Sections(ctx, r.ID); err != nil {
			return err
		}
		out = r
		return s.freeze(ctx, r)
	})
	return out, err
}

func (s *Service) mayFreeze(ctx context.Context, r *Report, expected *int) error {
	program, err := s.Store.ProgramOf(ctx, r.Cycle)
	if err != nil {
		return err
	}
	if err := auth.Require(ctx, auth.FreezeReport, auth.Target{Program: program, Not: []ident.Person{r.AssembledBy}}); err != nil {
		return err
	}
	if r.FrozenAt != nil {
		return frozen()
	}
	if err := r.over(calendar.Of(s.Desk.Now(), time.UTC)); err != nil {
		return err
	}
	return fault.Expected(expected, r.Version)
}

func (s *Service) freeze(ctx context.Context, r *Report) error {
	r.Snapshot.Figures = r.Figures
	r.SHA256 = r.Snapshot.Sum()
	now := s.Desk.Now().UTC().Truncate(time.Microsecond)
	r.State, r.FrozenAt, r.FrozenBy = FiguresFrozen, &now, auth.Who(ctx).Person
	pdf, err := s.Printer.Report(ctx, r)
	if err != nil {
		return fmt.Errorf("draw report %s: %w", r.ID, err)
	}
	file := strings.ReplaceAll(strings.ToLower(r.Snapshot.Program), " ", "-") + fmt.Sprintf("-%d-%s-%d.pdf", r.Snapshot.Year, r.Kind, r.Number)
	d, err := s.Vault.File(ctx, document.FunderReport, file, "application/pdf", r.ID.String(), bytes.NewReader(pdf))
	if err != nil {
		return err
	}
	r.Document = d.ID
	if err := s.Store.KeepReport(ctx, r, r.Version); err != nil {
		return err
	}
	return s.Desk.Log.Record(ctx, "report.freeze", r.ID, "", map[string]any{"sha256": fmt.Sprintf("%x", r.SHA256)})
}

// Canonical is the snapshot's JSON, always the same bytes for the same figures.
func (s *Snapshot) Canonical() []byte {
	b, err := json.Marshal(s)
	if err != nil {
		panic(fmt.Sprintf("report: snapshot does not marshal: %v", err)) // plain fields only
	}
	return b
}

// Sum is the SHA-256 of the canonical snapshot, which doctor recomputes.
func (s *Snapshot) Sum() []byte {
	h := sha256.Sum256(s.Canonical())
	return h[:]
}

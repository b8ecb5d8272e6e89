package program

import (
	"context"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// ComposeProgramInput is a new program; the staff of the one it is modeled on come along.
type ComposeProgramInput struct {
	From          *ident.Program // whose staff and names it takes; nil takes the composer's own roles
	Key           string         // lower-case words, such as museums_connect
	Name          string
	Administrator string
	Funder        ident.Funder
	Applicant     Applicant
	SummaryEn     string
	SummaryEs     string
	SummaryZh     string
}

// ComposeProgram keeps a new program without cycles; roles of the model program are given in it too.
func (s *Service) ComposeProgram(ctx context.Context, in ComposeProgramInput) (*Program, error) {
	if err := auth.Require(ctx, auth.ComposeProgram, auth.Target{}); err != nil {
		return nil, err
	}
	p := &Program{
		ID: ident.NewProgram(), Key: strings.TrimSpace(in.Key), Name: strings.TrimSpace(in.Name), Administrator: strings.TrimSpace(in.Administrator),
		Funder: in.Funder, Applicant: in.Applicant, Summary: textOf(in.SummaryEn, in.SummaryEs, in.SummaryZh), Version: 1,
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		var from ident.Program
		if in.From != nil {
			if err := auth.Require(ctx, auth.ComposeProgram, auth.Target{Program: *in.From}); err != nil {
				return err
			}
			from = *in.From
		}
		if err := s.Store.AddProgram(ctx, p); err != nil {
			return err
		}
		given, err := s.Store.CarryStaff(ctx, from, p.ID, auth.Who(ctx).Person, s.Desk.Now())
		if err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "program.compose", p.ID, "", map[string]any{"key": p.Key, "roles": given, "model": from.String()})
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// ChangeProgramInput is what a program says of itself; its key stays.
type ChangeProgramInput struct {
	Program         ident.Program
	Name            string
	Administrator   string
	Funder          ident.Funder
	Applicant       Applicant
	SummaryEn       string
	SummaryEs       string
	SummaryZh       string
	ExpectedVersion *int
}

// ChangeProgram writes a program's names; once a cycle is public only the director may, and funder and applicants stay.
func (s *Service) ChangeProgram(ctx context.Context, in ChangeProgramInput) (*Program, error) {
	var p *Program
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		found, err := s.Store.Programs(ctx, []ident.Program{in.Program})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return fault.Missing("program")
		}
		was := *found[0]
		live, err := s.Store.Public(ctx, in.Program)
		if err != nil {
			return err
		}
		perm := auth.ComposeProgram
		if live {
			perm = auth.EditProgram
		}
		if err := auth.Require(ctx, perm, auth.Target{Program: in.Program}); err != nil {
			return err
		}
		p = found[0]
		if in.ExpectedVersion != nil && *in.ExpectedVersion != p.Version {
			return fault.Stale(p.Version)
		}
		p.Name, p.Administrator, p.Funder, p.Applicant = strings.TrimSpace(in.Name), strings.TrimSpace(in.Administrator), in.Funder, in.Applicant
		p.Summary = textOf(in.SummaryEn, in.SummaryEs, in.SummaryZh)
		if live && (p.Funder != was.Funder || p.Applicant != was.Applicant) {
			return fault.New(fault.Conflict, "program_fixed", "The funder and who applies stay once a cycle is public.")
		}
		if err := p.check(); err != nil {
			return err
		}
		if err := s.Store.KeepProgram(ctx, p); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "program.change", p.ID, "", map[string]any{"name": p.Name})
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

func (p *Program) check() error {
	var c fault.Check
	c.That(keyed(p.Key), "key", "bad_key", "A key is 2 to 40 lower-case letters, digits and underscores.")
	c.That(p.Name != "", "name", "required", "The program has a name.")
	c.That(len([]rune(p.Name)) <= 120, "name", "too_long", "A name has at most 120 characters.")
	c.That(p.Administrator != "", "administrator", "required", "Say who administers the program.")
	c.That(!p.Funder.IsZero(), "funder", "required", "Choose who pays for it.")
	c.That(p.Applicant == ByPartnership || p.Applicant == ByPerson, "applicant", "required", "Say who applies.")
	c.That(p.Summary["en"] != "", "summaryEn", "required", "Say in English what the program is.")
	return c.Err()
}

// keyed tells whether a text can stand in addresses and files.
func keyed(s string) bool {
	return len(s) >= 2 && len(s) <= 40 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == "" && !strings.HasPrefix(s, "_")
}

func textOf(en, es, zh string) Text {
	t := Text{}
	for locale, s := range map[string]string{"en": en, "es": es, "zh-Hans": zh} {
		if s = strings.TrimSpace(s); s != "" {
			t[locale] = s
		}
	}
	return t
}

// ComposeCycleInput begins a draft cycle: a copy of another with its dates moved by whole years, or a bare one.
type ComposeCycleInput struct {
	Program ident.Program
	From    *ident.Cycle // nil begins with the usual figures and nothing else
	Year    int
	Title   string
}

// ComposeCycle keeps a new draft cycle; money is never copied, since each appropriation is decided anew.
func (s *Service) ComposeCycle(ctx context.Context, in ComposeCycleInput) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		if err := auth.Require(ctx, auth.ComposeProgram, auth.Target{Program: in.Program}); err != nil {
			return err
		}
		var c fault.Check
		c.That(in.Year >= 1990 && in.Year <= 2200, "year", "bad_year", "A year has four digits.")
		c.That(strings.TrimSpace(in.Title) != "", "title", "required", "The cycle has a title.")
		if err := c.Err(); err != nil {
			return err
		}
		from := bare(in.Program)
		if in.From != nil {
			var err error
			if from, err = s.Cycle(ctx, *in.From); err != nil {
				return err
			}
		}
		d = from.Copy(in.Program, in.Year, strings.TrimSpace(in.Title))
		if err := s.Store.AddCycle(ctx, d); err != nil {
			return err
		}
		detail := map[string]any{"year": in.Year}
		if in.From != nil {
			if err := s.Store.CarryRules(ctx, *in.From, d.ID); err != nil {
				return err
			}
			detail["model"] = in.From.String()
		}
		return s.Desk.Log.Record(ctx, "program.compose_cycle", d.ID, "", detail)
	})
	if err != nil {
		return nil, err
	}
	return s.Cycle(ctx, d.ID)
}

// bare is a cycle with the usual figures.
func bare(p ident.Program) *Detail {
	return &Detail{Cycle: Cycle{
		Program: p, Zone: "America/New_York", Currency: money.USD, AwardMinMinor: 50_000_00, AwardMaxMinor: 100_000_00, CostShare: 5_000,
		YearsOpenMin: 2, ReapplyGapYears: 3, ThemeRule: ThemesFree, ReviewsNeeded: 3, HalfPoints: true, CommentMinChars: 50, ConflictMonths: 24,
		ReviewKind: Scored, ScaleLowest: 1, ScaleHighest: 5,
	}}
}

// DropCycleInput names a draft cycle that is not wanted.
type DropCycleInput struct {
	Cycle           ident.Cycle
	ExpectedVersion *int
}

// DropCycle takes a draft cycle away; a published one stays for good.
func (s *Service) DropCycle(ctx context.Context, in DropCycleInput) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if d, err = s.draft(ctx, in.Cycle, in.ExpectedVersion); err != nil {
			return err
		}
		if err := s.Store.DropCycle(ctx, d.ID); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "program.drop_cycle", d.ID, "", map[string]any{"title": d.Title})
	})
	return orNil(d, err)
}

// draft is a cycle locked for composing; what is public is fixed.
func (s *Service) draft(ctx context.Context, id ident.Cycle, expected *int) (*Detail, error) {
	d, err := s.forUpdate(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := auth.Require(ctx, auth.ComposeProgram, auth.Target{Program: d.Program}); err != nil {
		return nil, err
	}
	if d.State != Draft {
		return nil, fault.New(fault.Conflict, "cycle_fixed", "What a published call says stays as it is; only its deadlines move.").With("state", string(d.State))
	}
	return d, checkVersion(d, expected)
}

// compose is one change of a draft cycle: lock, change, keep the cycle's row with its next version, say so.
func (s *Service) compose(ctx context.Context, id ident.Cycle, expected *int, part Part, do func(context.Context, *Detail) error) (*Detail, error) {
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		d, err := s.draft(ctx, id, expected)
		if err != nil {
			return err
		}
		if err := do(ctx, d); err != nil {
			return err
		}
		if err := s.Store.KeepCycle(ctx, &d.Cycle); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "program.edit_draft", d.ID, "", map[string]any{"part": string(part)})
	})
	if err != nil {
		return nil, err
	}
	return s.Cycle(ctx, id)
}

// SetFrameInput is a draft cycle's title, year, zone of its deadlines, and project dates.
type SetFrameInput struct {
	Cycle           ident.Cycle
	Title           string
	Year            int
	Zone            string // IANA name; deadlines keep their local time of day when it changes
	ProjectStartsOn calendar.Date
	ProjectEndsOn   calendar.Date
	ExpectedVersion *int
}

// SetFrame writes a draft cycle's frame; a new zone keeps each deadline's local date and time.
func (s *Service) SetFrame(ctx context.Context, in SetFrameInput) (*Detail, error) {
	return s.compose(ctx, in.Cycle, in.ExpectedVersion, PartFrame, func(ctx context.Context, d *Detail) error {
		var c fault.Check
		c.That(strings.TrimSpace(in.Title) != "", "title", "required", "The cycle has a title.")
		c.That(in.Year >= 1990 && in.Year <= 2200, "year", "bad_year", "A year has four digits.")
		_, known := zone(in.Zone)
		c.That(known, "zone", "bad_zone", "Choose a time zone by its name.")
		c.That(in.ProjectEndsOn.IsZero() || in.ProjectStartsOn.IsZero() || in.ProjectEndsOn.After(in.ProjectStartsOn), "projectEndsOn", "bad_period", "The projects end after they begin.")
		if err := c.Err(); err != nil {
			return err
		}
		rezoned := in.Zone != d.Zone
		if rezoned {
			d.rezone(in.Zone)
		}
		d.Title, d.Year, d.ProjectStartsOn, d.ProjectEndsOn = strings.TrimSpace(in.Title), in.Year, in.ProjectStartsOn, in.ProjectEndsOn
		if rezoned {
			return s.Store.KeepPhases(ctx, d.ID, d.Phases)
		}
		return nil
	})
}

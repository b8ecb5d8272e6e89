package amendment

import (
	"context"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/lifecycle"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// BeginInput drafts an amendment of an award in force.
type BeginInput struct {
	Award       ident.Award
	Kind        Kind
	EffectiveOn calendar.Date // the day from which it holds
	Reason      string
	Delta       DeltaInput
}

// Begin drafts an amendment, by the lead museum or the office; a closed or ended award refuses it, and so does a day
// outside the period of performance.
func (s *Service) Begin(ctx context.Context, in BeginInput) (*Row, error) {
	var c *change
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		f, err := s.Awards.Running(ctx, in.Award, true)
		if err != nil {
			return err
		}
		c = &change{file: f, row: &Row{AwardNumber: f.Number, AwardTitle: f.Title, Lead: f.Lead().Organization, LeadName: f.Lead().Name, ProgramName: f.ProgramName}}
		if err := c.may(ctx, auth.DraftAmendment); err != nil {
			return err
		}
		if err := amendable(f, in.Kind, false); err != nil {
			return err
		}
		c.row.Amendment = Amendment{ID: ident.NewAmendment(), Award: f.Award, Kind: in.Kind}
		if err := s.write(ctx, c, in.EffectiveOn, in.Reason, in.Delta); err != nil {
			return err
		}
		return s.add(ctx, c)
	})
	if err != nil {
		return nil, err
	}
	return c.row, nil
}

// add keeps a new draft under the next number of its award.
func (s *Service) add(ctx context.Context, c *change) error {
	a := &c.row.Amendment
	all, err := s.Store.Numbered(ctx, a.Award)
	if err != nil {
		return err
	}
	a.Number, a.State, a.Version, a.Triggers = len(all)+1, Draft, 1, []string{}
	a.BegunBy, a.BegunAt, a.ByOffice = auth.Who(ctx).Person, s.now(), office(ctx, c.file)
	if err := s.Store.AddAmendment(ctx, a); err != nil {
		return err
	}
	return s.took(ctx, c, "begin", "", a.Reason)
}

// office tells whether the actor works for the program, not for the museum.
func office(ctx context.Context, f *agreement.File) bool {
	return auth.May(ctx, auth.DraftAmendment, auth.Target{Program: f.Program})
}

// amendable refuses an award whose money and text no longer change.
func amendable(f *agreement.File, k Kind, counter bool) error {
	open := []award.State{award.Official, award.Active, award.Suspended, award.PeriodEnded}
	if counter && k == Terminate {
		open = append(open, award.Terminated)
	}
	if f.State == award.Closed {
		return fault.New(fault.Conflict, "award_closed", "A closed award is not amended.")
	}
	if !slices.Contains(open, f.State) {
		return fault.New(fault.Conflict, "wrong_state", "An award is amended while it is in force; it is %s.", f.State).With("state", string(f.State))
	}
	return nil
}

// write reads what is asked into the amendment; every mistake is named by its field.
func (s *Service) write(ctx context.Context, c *change, on calendar.Date, reason string, in DeltaInput) error {
	people, err := s.Store.KeyPersons(ctx, c.file.Award)
	if err != nil {
		return err
	}
	var k fault.Check
	a, now := &c.row.Amendment, c.file.Current()
	a.Reason, a.EffectiveOn = plain(&k, "reason", reason, 4000), on
	k.That(a.Reason != "", "reason", "required", "Say why.")
	k.That(!on.IsZero(), "effectiveOn", "required", "Say from which day it holds.")
	k.That(on.IsZero() || now.Covers(on), "effectiveOn", "outside_work", "It holds from a day between %s and %s.", now.StartsOn, now.EndsOn)
	d, err := in.read(a.Kind, c.file, people)
	if err != nil {
		if f, is := err.(*fault.Error); is {
			for _, x := range f.Fields {
				k.Refuse(x.Path, x.Code, "%s", x.Message)
			}
		}
	}
	if err := k.Err(); err != nil {
		return err
	}
	if d.Partner != nil && !d.Partner.Joins.IsZero() {
		m, err := s.Store.Museum(ctx, d.Partner.Joins)
		if err != nil {
			return fault.BadField("museumJoins", "unknown_organization", "There is no such organization.")
		}
		d.Partner.JoinsName = m.Name
	}
	a.Delta = d
	return nil
}

// ChangeInput rewrites a draft.
type ChangeInput struct {
	Amendment       ident.Amendment
	EffectiveOn     calendar.Date
	Reason          string
	Delta           DeltaInput
	ExpectedVersion *int
}

// Change rewrites a draft; a counter-amendment's delta is that of what it takes back and does not change.
func (s *Service) Change(ctx context.Context, in ChangeInput) (*Row, error) {
	return s.act(ctx, in.Amendment, func(ctx context.Context, c *change) error {
		if err := c.may(ctx, auth.DraftAmendment); err != nil {
			return err
		}
		if err := fault.Expected(in.ExpectedVersion, c.row.Version); err != nil {
			return err
		}
		if c.row.State != Draft || c.row.Counter() {
			return fault.New(fault.Conflict, "wrong_state", "Only a draft is rewritten; it is %s.", c.row.State).With("state", string(c.row.State))
		}
		if err := s.write(ctx, c, in.EffectiveOn, in.Reason, in.Delta); err != nil {
			return err
		}
		return s.keep(ctx, c, lifecycle.Move{Verb: "change", To: string(Draft)}, "")
	})
}

// act loads an amendment under the lock of its award and lets do take a step.
func (s *Service) act(ctx context.Context, id ident.Amendment, do func(context.Context, *change) error) (*Row, error) {
	var c *change
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if c, err = s.load(ctx, id, true); err != nil {
			return err
		}
		return do(ctx, c)
	})
	if err != nil {
		return nil, err
	}
	return c.row, nil
}

// SubmitInput hands a draft in, under the name of who certifies it.
type SubmitInput struct {
	Amendment       ident.Amendment
	Name            string
	Title           string
	ExpectedVersion *int
}

// Submit hands a draft in: the museum's under the name of its authorized official. What rules forbid is refused with
// the finding, such as an extension asked for fewer than ten days before the end.
func (s *Service) Submit(ctx context.Context, in SubmitInput) (*Row, error) {
	return s.act(ctx, in.Amendment, func(ctx context.Context, c *change) error {
		m, err := s.takes(ctx, c, "submit", in.ExpectedVersion)
		if err != nil {
			return err
		}
		a := &c.row.Amendment
		if !a.ByOffice && office(ctx, c.file) {
			return fault.New(fault.Forbidden, "museums_own", "The museum hands in what it asked for.")
		}
		if err := amendable(c.file, a.Kind, a.Counter()); err != nil {
			return err
		}
		var k fault.Check
		a.SignerName, a.SignerTitle = plain(&k, "name", in.Name, 200), plain(&k, "title", in.Title, 200)
		k.That(a.SignerName != "", "name", "required", "Type your name.")
		k.That(a.SignerTitle != "", "title", "required", "Type the title by which you sign.")
		if err := k.Err(); err != nil {
			return err
		}
		a.SubmittedOn = s.today()
		p, err := s.preview(ctx, c)
		if err != nil {
			return err
		}
		if err := barred(p.Barred, "exclusions_"); err != nil {
			return err
		}
		return s.keep(ctx, c, m, "")
	})
}

// barred refuses with every finding that forbids the change, by its own code; findings of a family may wait.
func barred(found []ruleset.Finding, later string) error {
	var c fault.Check
	for _, f := range found {
		if later == "" || len(f.Code) < len(later) || f.Code[:len(later)] != later {
			c.Refuse(f.Code, f.Code, "%s", f.Message)
		}
	}
	return c.Err()
}

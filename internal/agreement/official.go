package agreement

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// OfficialInput makes a signed award official.
type OfficialInput struct {
	Award           ident.Award
	ExpectedVersion *int
}

// MakeOfficial obligates the money of an award whose every piece is there; what is missing is named, piece by piece.
// A federal subaward that reaches the reporting threshold gets its duty to report with the day it is due (2 CFR 170).
func (s *Service) MakeOfficial(ctx context.Context, in OfficialInput) (*File, error) {
	return s.change(ctx, in.Award, auth.PrepareAgreement, in.ExpectedVersion, func(ctx context.Context, f *File) error {
		if err := opened(f, "make official"); err != nil {
			return err
		}
		if err := refuse(Missing(s.Pieces(f))); err != nil {
			return err
		}
		now := s.now()
		f.Agreement.OfficialBy, f.Agreement.OfficialAt = auth.Who(ctx).Person, &now
		if err := s.Store.KeepAgreement(ctx, f.Agreement, f.Agreement.Version); err != nil {
			return err
		}
		if err := s.obligate(ctx, f); err != nil {
			return err
		}
		f.Terms = append(f.Terms, f.first(auth.Who(ctx).Person, now))
		if err := s.Store.AddTerms(ctx, f.Current()); err != nil {
			return err
		}
		if err := s.move(ctx, f, "make official"); err != nil {
			return err
		}
		if f.Report = reportDue(f, s.today()); f.Report != nil {
			if err := s.Store.AddReport(ctx, f.Report); err != nil {
				return err
			}
		}
		for _, do := range s.Officially {
			if err := do(ctx, f); err != nil {
				return err
			}
		}
		if err := s.Desk.Log.Record(ctx, "agreement.official", f.Award, "", map[string]any{"obligated": f.Amount, "sha256": f.Agreement.Hash()}); err != nil {
			return err
		}
		return s.tell(ctx, f, "agreement.official", map[string]any{"Starts": f.Agreement.StartsOn.String(), "Ends": f.Agreement.EndsOn.String()},
			auth.Coordinator, auth.Official, auth.FiscalAgent)
	})
}

// obligate moves the award's money from what was offered to what is owed.
func (s *Service) obligate(ctx context.Context, f *File) error {
	held, err := s.Book.Balance(ctx, ledger.CommittedTo(f.Award), f.Amount.Currency)
	if err != nil {
		return err
	}
	if held != f.Amount {
		return fault.New(fault.Conflict, "money_short", "%s is set aside for this award of %s.", held.Format("en"), f.Amount.Format("en"))
	}
	return s.Book.Post(ctx, ledger.Move(ledger.Obligate, "Award "+f.Number+" official", f.Award.String(), f.Amount, ledger.CommittedTo(f.Award), ledger.ObligatedTo(f.Award)))
}

// reportDue is the duty to report a subaward obligated that day: by the end of the month after the month of the
// obligation. Awards below the threshold and awards without federal money have none.
func reportDue(f *File, on calendar.Date) *Report {
	if !f.Funder.Federal || f.Funder.ReportedFrom == 0 || f.Amount.Currency != money.USD || f.Amount.Minor < f.Funder.ReportedFrom {
		return nil
	}
	return &Report{Award: f.Award, DueOn: on.AddMonths(1).MonthEnd(), ObligatedMinor: f.Amount.Minor}
}

// FileReportInput says that a subaward was reported.
type FileReportInput struct {
	Award     ident.Award
	FiledOn   calendar.Date
	Reference string // as SAM.gov gave it
}

// FileReport records the report of a subaward; one that is not due and one filed twice are refused.
func (s *Service) FileReport(ctx context.Context, in FileReportInput) (*File, error) {
	return s.change(ctx, in.Award, auth.PrepareAgreement, nil, func(ctx context.Context, f *File) error {
		r := f.Report
		if r == nil {
			return fault.New(fault.Conflict, "not_due", "No report is asked for this award.")
		}
		if !r.FiledOn.IsZero() {
			return fault.New(fault.Conflict, "filed_already", "It was reported on %s.", r.FiledOn)
		}
		var c fault.Check
		c.That(!in.FiledOn.IsZero(), "filedOn", "required", "Say when it was reported.")
		c.That(!in.FiledOn.After(s.today()), "filedOn", "in_future", "That day has not come yet.")
		r.Reference = plain(&c, "reference", in.Reference, 100)
		c.That(r.Reference != "", "reference", "required", "Give the reference of the report.")
		if err := c.Err(); err != nil {
			return err
		}
		r.FiledOn, r.FiledBy = in.FiledOn, auth.Who(ctx).Person
		if err := s.Store.KeepReport(ctx, r); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "agreement.file_report", f.Award, "", map[string]any{"filedOn": r.FiledOn, "reference": r.Reference})
	})
}

// AssessInput is a review of an award's risk.
type AssessInput struct {
	Award   ident.Award
	Factors []Factor
	Why     string
	Plan    string
}

// AssessRisk keeps a review of risk; earlier ones stay. A medium or high risk needs a plan of monitoring.
func (s *Service) AssessRisk(ctx context.Context, in AssessInput) (*File, error) {
	return s.change(ctx, in.Award, auth.AssessRisk, nil, func(ctx context.Context, f *File) error {
		points, err := weigh(in.Factors)
		if err != nil {
			return err
		}
		var c fault.Check
		a := &Assessment{
			ID: ident.NewRisk(), Award: f.Award, Factors: in.Factors, Points: points, Level: LevelOf(points),
			Why: plain(&c, "why", in.Why, 4000), Plan: plain(&c, "plan", in.Plan, 4000), AssessedBy: auth.Who(ctx).Person, AssessedAt: s.now(),
		}
		c.That(a.Why != "", "why", "required", "Say what the review found.")
		c.That(a.Level == Low || a.Plan != "", "plan", "required", "Say how the award will be watched.")
		if err := c.Err(); err != nil {
			return err
		}
		if err := s.Store.AddAssessment(ctx, a); err != nil {
			return err
		}
		f.Risk = a
		return s.Desk.Log.Record(ctx, "agreement.assess_risk", f.Award, a.Why, map[string]any{"points": points, "level": a.Level})
	})
}

// ConditionInput sets a specific condition on an award.
type ConditionInput struct {
	Award ident.Award
	Text  string
	Why   string
}

// SetCondition puts a specific condition on an award and tells the museum its reason (2 CFR 200.208(c)).
func (s *Service) SetCondition(ctx context.Context, in ConditionInput) (*File, error) {
	return s.change(ctx, in.Award, auth.AssessRisk, nil, func(ctx context.Context, f *File) error {
		if f.Agreement != nil && f.Agreement.IssuedAt != nil && f.State != "official" {
			return unissued(f)
		}
		var c fault.Check
		x := &Condition{
			ID: ident.NewCondition(), Award: f.Award, Text: plain(&c, "text", in.Text, 2000), Why: plain(&c, "why", in.Why, 2000),
			SetBy: auth.Who(ctx).Person, SetAt: s.now(),
		}
		c.That(x.Text != "", "text", "required", "Say what the condition is.")
		c.That(x.Why != "", "why", "required", "Say why.")
		if err := c.Err(); err != nil {
			return err
		}
		if err := s.Store.AddCondition(ctx, x); err != nil {
			return err
		}
		f.Conditions = append(f.Conditions, x)
		if err := s.Desk.Log.Record(ctx, "agreement.set_condition", f.Award, x.Why, map[string]any{"condition": x.ID}); err != nil {
			return err
		}
		return s.tell(ctx, f, "agreement.condition", map[string]any{"Condition": x.Text, "Reason": x.Why}, auth.Coordinator, auth.Official)
	})
}

// LiftInput ends a condition.
type LiftInput struct {
	Award     ident.Award
	Condition ident.Condition
	Reason    string
}

// LiftCondition ends a condition with a reason; it stays on the record.
func (s *Service) LiftCondition(ctx context.Context, in LiftInput) (*File, error) {
	return s.change(ctx, in.Award, auth.AssessRisk, nil, func(ctx context.Context, f *File) error {
		x := find(f.Conditions, in.Condition)
		if x == nil {
			return fault.Missing("condition")
		}
		if x.LiftedAt != nil {
			return fault.New(fault.Conflict, "lifted_already", "The condition was lifted already.")
		}
		var c fault.Check
		x.LiftedReason = plain(&c, "reason", in.Reason, 2000)
		c.That(x.LiftedReason != "", "reason", "required", "Say why.")
		if err := c.Err(); err != nil {
			return err
		}
		now := s.now()
		x.LiftedBy, x.LiftedAt = auth.Who(ctx).Person, &now
		if err := s.Store.KeepCondition(ctx, x); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "agreement.lift_condition", f.Award, x.LiftedReason, map[string]any{"condition": x.ID})
	})
}

func find(all []*Condition, id ident.Condition) *Condition {
	for _, c := range all {
		if c.ID == id {
			return c
		}
	}
	return nil
}

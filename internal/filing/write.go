package filing

import (
	"context"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// BeginInput names a report whose museums begin to write it, or to mend what was returned.
type BeginInput struct {
	Filing          ident.Filing
	ExpectedVersion *int
}

// Begin opens the answers of a report: the first time filled in with what the house knows, after a return as they were.
// A report whose period still runs is CONFLICT not_due_yet.
func (s *Service) Begin(ctx context.Context, in BeginInput) (*Detail, error) {
	return s.change(ctx, in.Filing, auth.WriteFiling, in.ExpectedVersion, func(ctx context.Context, f *agreement.File, d *Detail) error {
		if d.State == duty.Draft {
			return nil
		}
		if d.State == duty.Scheduled {
			if err := s.open(ctx, d); err != nil {
				return err
			}
		}
		if err := d.step("write"); err != nil {
			return err
		}
		if err := s.keep(ctx, d, "begin", "", nil); err != nil {
			return err
		}
		if len(d.Written) > 0 {
			return s.freeze(ctx, d, false)
		}
		return s.start(ctx, f, d)
	})
}

// open moves a report whose period is over from the plan to the museums' desk.
func (s *Service) open(ctx context.Context, d *Detail) error {
	if d.To.IsZero() || !today(s.Desk.Now(), zoneOf(d.Zone)).After(d.To) {
		return fault.New(fault.Conflict, "not_due_yet", "This report is written once its period is over.").With("to", d.To.String())
	}
	if err := d.step("open"); err != nil {
		return err
	}
	now := s.now()
	d.OpenedAt = &now
	return nil
}

// start makes the parts of a report with their first answers.
func (s *Service) start(ctx context.Context, f *agreement.File, d *Detail) error {
	r, err := s.rulesOf(ctx, f)
	if err != nil {
		return err
	}
	known, err := s.known(ctx, f, d)
	if err != nil {
		return err
	}
	for _, part := range d.Parts {
		id, err := s.Store.FormOf(ctx, r.Forms.of(part, d.Final))
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.Conflict, "no_form", "The form of this report is not published yet.").With("form", r.Forms.of(part, d.Final))
		}
		if err != nil {
			return err
		}
		p := &Part{ID: ident.NewFilingPart(), Filing: d.ID, Part: part, Form: id}
		if err := s.Store.AddPart(ctx, p); err != nil {
			return err
		}
		asked, err := s.Forms.Form(ctx, id)
		if err != nil {
			return err
		}
		first := form.Answers{}
		for key, text := range known {
			if _, q, ok := asked.Definition.Find(key); ok && q.Fits(text) {
				first[key] = q.Canonical(text)
			}
		}
		if err := s.Answers.Start(ctx, response.StartInput{ID: response.Of(p.ID), Kind: response.Report, Form: id, Answers: first}); err != nil {
			return err
		}
	}
	return nil
}

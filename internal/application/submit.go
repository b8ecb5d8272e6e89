package application

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
)

// SubmitInput names the proposal that is handed in.
type SubmitInput struct {
	Application     ident.Application
	ExpectedVersion *int
}

// Submit hands a proposal in: it freezes the content with its hash and answers with the receipt.
// Late is DEADLINE_PASSED and keeps the draft; what is not ready is named part by part; and a
// second call answers with the submission there is, so that a double click submits once.
func (s *Service) Submit(ctx context.Context, in SubmitInput) (*Submission, error) {
	var out *Submission
	_, err := s.change(ctx, in.Application, func(ctx context.Context, d *Detail) (err error) {
		if err := auth.Require(ctx, auth.SubmitApplication, auth.Target{Organizations: d.lead(), Person: d.Person}); err != nil {
			return err
		}
		if !d.Editable() && d.State != Withdrawn {
			out, err = s.Store.LatestSubmission(ctx, d.ID)
			return err
		}
		to, err := d.After(VerbSubmit)
		if err != nil {
			return err
		}
		if err := fault.Expected(in.ExpectedVersion, d.Version); err != nil {
			return err
		}
		p, err := s.ready(ctx, d)
		if err != nil {
			return err
		}
		now := p.Now.UTC().Truncate(time.Microsecond)
		d.State, d.SubmittedAt, d.SubmittedBy, d.UpdatedAt = to, &now, auth.Who(ctx).Person, now
		out, err = s.freeze(ctx, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// ready refuses what is late before what is unfinished, because only the first cannot be mended.
func (s *Service) ready(ctx context.Context, d *Detail) (*Proposed, error) {
	if d.Kind != Proposal || d.Partners == nil {
		return nil, fault.New(fault.Conflict, "not_a_proposal", "Only a partnership's proposal is submitted this way.")
	}
	p, err := s.proposed(ctx, d)
	if err != nil {
		return nil, err
	}
	if err := p.open(); err != nil {
		return nil, err
	}
	if blocking := Blocking(Checks(*p)); len(blocking) > 0 {
		return nil, refusal(blocking)
	}
	return p, nil
}

// freeze keeps the submission, then the state that makes its content unchangeable.
func (s *Service) freeze(ctx context.Context, p *Proposed) (*Submission, error) {
	d := p.Detail
	x, err := newSubmission(p)
	if err != nil {
		return nil, err
	}
	if s.Printer != nil {
		if x.Document, err = s.Printer.PrintReceipt(ctx, receiptOf(d, x)); err != nil {
			return nil, err
		}
	}
	if err := s.Store.AddSubmission(ctx, x); err != nil {
		return nil, err
	}
	if err := s.Store.KeepState(ctx, &d.Application); err != nil {
		return nil, err
	}
	detail := map[string]any{"version": x.Version, "sha256": x.Hash(), "receipt": x.ReceiptCode}
	if err := s.Desk.Log.Record(ctx, "application.submit", d.ID, "", detail); err != nil {
		return nil, err
	}
	data := map[string]any{"Receipt": x.ReceiptCode, "At": *d.SubmittedAt, "Zone": d.Zone, "Hash": x.Hash()}
	data["Sections"], data["Lines"], data["Files"] = answeredSections(p), len(d.Lines), fileNames(p)
	return x, s.tell(ctx, "application.received", d, data)
}

// WithdrawInput names an application its museums take back, and why.
type WithdrawInput struct {
	Application     ident.Application
	Reason          string
	ExpectedVersion *int
}

// Withdraw takes an application back at any time before it is awarded; what was submitted is kept, its files for
// three years.
func (s *Service) Withdraw(ctx context.Context, in WithdrawInput) (*Detail, error) {
	return s.change(ctx, in.Application, func(ctx context.Context, d *Detail) error {
		if err := auth.Require(ctx, auth.SubmitApplication, auth.Target{Organizations: d.lead(), Person: d.Person}); err != nil {
			return err
		}
		if err := fault.Expected(in.ExpectedVersion, d.Version); err != nil {
			return err
		}
		reason, err := given(in.Reason, "reason", "Say why; the other museums will read it.")
		if err != nil {
			return err
		}
		if d.Held {
			// What was decided is neither undone nor given away by trying.
			return fault.New(fault.Conflict, "deciding", "The office is deciding on this application; write to it if you want to take it back.")
		}
		d.WithdrawnReason = reason
		if err := s.step(ctx, d, VerbWithdraw, reason); err != nil {
			return err
		}
		if err := s.Store.Retain(ctx, document.Retain(d.ID, document.Withdrawn, s.Desk.Now())); err != nil {
			return err
		}
		return s.tell(ctx, "application.withdrawn", d, map[string]any{"Reason": reason})
	})
}

// step moves the application, keeps it, and says so.
func (s *Service) step(ctx context.Context, d *Detail, v Verb, reason string) error {
	to, err := d.After(v)
	if err != nil {
		return err
	}
	was := d.State
	d.State, d.UpdatedAt = to, s.Desk.Now()
	if err := s.Store.KeepState(ctx, &d.Application); err != nil {
		return err
	}
	return s.Desk.Log.Record(ctx, "application."+string(v), d.ID, reason, map[string]any{"from": string(was), "to": string(to)})
}

// Eligibility is what the records say of the application's partnership, rule by rule.
func (s *Service) Eligibility(ctx context.Context, id ident.Application) (*partnership.Eligibility, error) {
	d, err := s.Application(ctx, id)
	if err != nil {
		return nil, err
	}
	if d.Partners == nil {
		return nil, fault.Missing("partnership")
	}
	p, err := s.proposed(ctx, d)
	if err != nil {
		return nil, err
	}
	return p.Eligibility, nil
}

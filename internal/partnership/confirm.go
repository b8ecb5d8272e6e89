package partnership

import (
	"context"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
)

// ConfirmInput is one museum's own yes, with the words it says it in.
type ConfirmInput struct {
	Partnership  ident.Partnership
	Organization ident.Organization
	Words        string
}

// Confirm records that a museum takes part; only its own people can, and once all have, the lead is told.
// A second yes of the same museum changes nothing.
func (s *Service) Confirm(ctx context.Context, in ConfirmInput) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if d, err = s.forUpdate(ctx, in.Partnership); err != nil {
			return err
		}
		m := d.Museum(in.Organization)
		if m == nil {
			return fault.Missing("member")
		}
		if err := s.speaks(ctx, m); err != nil {
			return err
		}
		if m.Member.ConfirmedAt != nil {
			return nil
		}
		words := strings.TrimSpace(in.Words)
		if words == "" || len(words) > 2000 {
			return fault.BadField("words", "required", "Confirm in a sentence of your own; it is kept.")
		}
		if _, err := d.after(VerbConfirm); err != nil {
			return err
		}
		now := s.Desk.Now()
		m.Member.ConfirmedBy, m.Member.ConfirmedAt, m.Member.ConfirmedWords = auth.Who(ctx).Person, &now, words
		return s.keepConfirmed(ctx, d, m)
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// speaks refuses whoever does not speak for the museum: no museum confirms for another.
func (s *Service) speaks(ctx context.Context, m *Museum) error {
	err := auth.Require(ctx, auth.ConfirmPartnership, auth.Target{Organizations: []ident.Organization{m.Member.Organization}})
	if fault.HasCode(err, "forbidden") {
		return fault.New(fault.Forbidden, "other_museum", "Only people of %s confirm for it.", m.Organization.Name).With("museum", m.Organization.Name)
	}
	return err
}

func (s *Service) keepConfirmed(ctx context.Context, d *Detail, m *Museum) error {
	if err := s.Store.KeepConfirmation(ctx, m.Member); err != nil {
		return err
	}
	if err := s.Desk.Log.Record(ctx, "partnership.confirm", d.ID, "", map[string]any{"organization": m.Organization.ID.String(), "words": m.Member.ConfirmedWords}); err != nil {
		return err
	}
	if err := s.note(ctx, d, WasConfirmed, m, m.Member.ConfirmedWords); err != nil {
		return err
	}
	if d.Whole() {
		d.State = Confirmed
	}
	// The version moves with every yes, so that pages that show the members notice.
	if err := s.Store.KeepState(ctx, &d.Partnership); err != nil {
		return err
	}
	data := map[string]any{"Museum": m.Organization.Name, "All": d.Whole()}
	return s.tell(ctx, "partnership.confirmed", &d.Partnership, data, []ident.Organization{d.Lead().Organization})
}

// DissolveInput names a partnership that ends and why.
type DissolveInput struct {
	Partnership     ident.Partnership
	Reason          string
	ExpectedVersion *int
}

// Dissolve ends a partnership for all; one with a live proposal withdraws that first.
func (s *Service) Dissolve(ctx context.Context, in DissolveInput) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if d, err = s.forUpdate(ctx, in.Partnership); err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.ConfirmPartnership, auth.Target{Organizations: d.Organizations()}); err != nil {
			return err
		}
		if err := fault.Expected(in.ExpectedVersion, d.Version); err != nil {
			return err
		}
		reason := strings.TrimSpace(in.Reason)
		if reason == "" {
			return fault.BadField("reason", "required", "Say why; the other museums will read it.")
		}
		live, err := s.Store.Proposed(ctx, d.ID)
		if err != nil {
			return err
		}
		if live {
			return fault.New(fault.Conflict, "proposal_live", "Withdraw the proposal first.")
		}
		if d.State, err = d.after(VerbDissolve); err != nil {
			return err
		}
		d.DissolvedReason = reason
		if err := s.Store.KeepState(ctx, &d.Partnership); err != nil {
			return err
		}
		if err := s.Desk.Log.Record(ctx, "partnership.dissolve", d.ID, reason, nil); err != nil {
			return err
		}
		if err := s.note(ctx, d, WasDissolved, nil, reason); err != nil {
			return err
		}
		if err := s.Store.VoidInvitations(ctx, d.ID, ident.Organization{}); err != nil {
			return err
		}
		if err := s.Store.VoidLinks(ctx, d.ID, ident.Member{}, s.Desk.Now()); err != nil {
			return err
		}
		return s.tell(ctx, "partnership.dissolved", &d.Partnership, map[string]any{"Reason": reason}, d.Organizations())
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// FindInput is the office's finding on a partnership.
type FindInput struct {
	Partnership ident.Partnership
	Eligible    bool
	Reason      string
}

// Find records whether the office finds the partnership eligible; the same finding again changes nothing.
func (s *Service) Find(ctx context.Context, in FindInput) (*Detail, error) {
	var d *Detail
	err := s.Desk.Tx(ctx, func(ctx context.Context) (err error) {
		if d, err = s.forUpdate(ctx, in.Partnership); err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.CheckApplication, auth.Target{Program: d.Program, Organizations: d.Organizations()}); err != nil {
			return err
		}
		verb, want := VerbAccept, Eligible
		if !in.Eligible {
			verb, want = VerbRefuse, Ineligible
		}
		if d.State == want {
			return nil
		}
		if d.State, err = d.after(verb); err != nil {
			return err
		}
		if err := s.Store.KeepState(ctx, &d.Partnership); err != nil {
			return err
		}
		kind := FoundEligible
		if !in.Eligible {
			kind = FoundIneligible
		}
		// The office's note stays in the office: the history is read by museums.
		if err := s.note(ctx, d, kind, nil, ""); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "partnership."+string(verb), d.ID, in.Reason, nil)
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

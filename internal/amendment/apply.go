package amendment

import (
	"bytes"
	"context"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/signing"
)

// ApplyInput makes an approved amendment hold; the hash is that of the preview that was read.
type ApplyInput struct {
	Amendment ident.Amendment
	Hash      string
}

// Apply makes an amendment hold in one act: new terms, the ledger, the people and museums of the award, the duty to
// report a subaward, what moves with the period, and the letter. What changed since the preview was read is CONFLICT,
// and so is an approval that the change needs by now and does not have.
func (s *Service) Apply(ctx context.Context, in ApplyInput) (*Row, error) {
	return s.act(ctx, in.Amendment, func(ctx context.Context, c *change) error {
		m, err := s.takes(ctx, c, "apply", nil)
		if err != nil {
			return err
		}
		a := &c.row.Amendment
		if err := amendable(c.file, a.Kind, a.Counter()); err != nil {
			return err
		}
		if a.Counter() && c.undone != c.file.Current().Number {
			return fault.New(fault.Conflict, "not_last", "A later amendment holds; take that back first.")
		}
		p, err := s.preview(ctx, c)
		if err != nil {
			return err
		}
		if in.Hash != p.Hash {
			return fault.New(fault.Conflict, "version", "Something changed since you read it. Read it again.").With("hash", p.Hash)
		}
		if err := barred(p.Barred, ""); err != nil {
			return err
		}
		for _, t := range p.triggers() {
			if !slices.Contains(a.Triggers, t) {
				return fault.New(fault.Conflict, "not_approved_for", "It needs approval by now for what it was not approved for: %s.", t).With("trigger", t)
			}
		}
		if err := s.enact(ctx, c, p); err != nil {
			return err
		}
		if err := s.letter(ctx, c, p); err != nil {
			return err
		}
		if err := s.keep(ctx, c, m, ""); err != nil {
			return err
		}
		for _, then := range s.Applied {
			if err := then(ctx, c.file.Award); err != nil {
				return err
			}
		}
		return s.tell(ctx, c, "amendment.applied", map[string]any{"On": a.EffectiveOn.String()}, auth.Coordinator, auth.Official, auth.FiscalAgent)
	})
}

// enact writes new terms and what follows from them.
func (s *Service) enact(ctx context.Context, c *change, p *Preview) error {
	f, a, now := c.file, &c.row.Amendment, s.now()
	p.Then.RecordedAt, p.Then.RecordedBy = now, auth.Who(ctx).Person
	if err := s.Awards.Store.AddTerms(ctx, p.Then); err != nil {
		return err
	}
	if err := s.post(ctx, c, p); err != nil {
		return err
	}
	f.Terms = append(f.Terms, p.Then)
	a.TermsNumber, a.AppliedBy, a.AppliedAt = &p.Then.Number, p.Then.RecordedBy, &now
	if p.Report != nil {
		f.Report = &agreement.Report{Award: f.Award, DueOn: p.Report.DueOn, ObligatedMinor: p.Report.Total.Minor}
		if err := s.Awards.Store.AddReport(ctx, f.Report); err != nil {
			return err
		}
	}
	if err := s.ended(ctx, c); err != nil {
		return err
	}
	if err := s.persons(ctx, c); err != nil {
		return err
	}
	return s.museums(ctx, c)
}

// post moves the money: more comes out of what is free in the cycle, less goes back to it.
func (s *Service) post(ctx context.Context, c *change, p *Preview) error {
	f, name, subject := c.file, c.row.Name(), c.row.ID.String()
	was, will := p.Grant()
	rise := will.Sub(was)
	if rise.IsZero() {
		return nil
	}
	if rise.Minor < 0 {
		return s.Book.Post(ctx, ledger.Move(ledger.Deobligate, "Amendment "+name, subject, rise.Neg(), ledger.ObligatedTo(f.Award), ledger.FreeOf(f.Cycle)))
	}
	if err := s.Book.Post(ctx, ledger.Move(ledger.Supplement, "Amendment "+name, subject, rise, ledger.FreeOf(f.Cycle), ledger.CommittedTo(f.Award))); err != nil {
		return err
	}
	return s.Book.Post(ctx, ledger.Move(ledger.Obligate, "Amendment "+name, subject, rise, ledger.CommittedTo(f.Award), ledger.ObligatedTo(f.Award)))
}

// ended takes an award out of force with its termination, and back with what undoes it.
func (s *Service) ended(ctx context.Context, c *change) error {
	if c.row.Kind != Terminate {
		return nil
	}
	f, today := c.file, s.today()
	f.State = award.Terminated
	if c.row.Counter() {
		switch now := f.Current(); {
		case today.Before(now.StartsOn):
			f.State = award.Official
		case today.After(now.EndsOn):
			f.State = award.PeriodEnded
		default:
			f.State = award.Active
		}
	}
	return s.Awards.Store.KeepState(ctx, f)
}

// persons ends and names people; a change of effort ends one entry and begins another of the same person.
func (s *Service) persons(ctx context.Context, c *change) error {
	d, a := c.row.Delta.Person, &c.row.Amendment
	if d == nil {
		return nil
	}
	if a.Counter() {
		return s.personsBack(ctx, c)
	}
	var added []*KeyPerson
	for _, k := range c.people {
		if k.ID != d.Who || !k.EndedOn.IsZero() || (!d.Leaves && d.Effort == 0) {
			continue
		}
		if err := s.end(ctx, k, a); err != nil {
			return err
		}
		if !d.Leaves {
			again := c.named(k.Organization, k.Name, k.Role, d.Effort)
			again.Person = k.Person
			added = append(added, again)
		}
	}
	if d.Name != "" {
		added = append(added, c.named(d.Organization, d.Name, d.Role, d.NewEffort))
	}
	if len(added) == 0 {
		return nil
	}
	return s.Store.AddKeyPersons(ctx, added)
}

// personsBack names again whom the amendment ended, and ends whom it named.
func (s *Service) personsBack(ctx context.Context, c *change) error {
	var back []*KeyPerson
	for _, k := range c.people {
		switch {
		case k.EndedBy == c.row.Undoes:
			again := c.named(k.Organization, k.Name, k.Role, k.Effort)
			again.Person = k.Person
			back = append(back, again)
		case k.Source == c.row.Undoes.String() && k.EndedOn.IsZero():
			if err := s.end(ctx, k, &c.row.Amendment); err != nil {
				return err
			}
		}
	}
	if len(back) == 0 {
		return nil
	}
	return s.Store.AddKeyPersons(ctx, back)
}

func (s *Service) end(ctx context.Context, k *KeyPerson, a *Amendment) error {
	k.EndedOn, k.EndedBy = a.EffectiveOn, a.ID
	return s.Store.EndKeyPerson(ctx, k)
}

func (c *change) named(o ident.Organization, name string, r KeyRole, effort money.Ratio) *KeyPerson {
	a := &c.row.Amendment
	return &KeyPerson{ID: ident.NewKeyPerson(), Award: a.Award, Organization: o, Name: name, Role: r, Effort: effort, Since: a.EffectiveOn, Source: a.ID.String()}
}

// museums lets a museum go and another in; what undoes it does the reverse.
func (s *Service) museums(ctx context.Context, c *change) error {
	d, a := c.row.Delta.Partner, &c.row.Amendment
	if d == nil {
		return nil
	}
	leaves, joins := d.Leaves, d.Joins
	if a.Counter() {
		leaves, joins = joins, leaves
	}
	if !leaves.IsZero() {
		if err := s.Store.Leave(ctx, a.Award, leaves, a.EffectiveOn); err != nil {
			return err
		}
	}
	if joins.IsZero() {
		return nil
	}
	m, err := s.Store.Museum(ctx, joins)
	if err != nil {
		return err
	}
	return s.Store.Join(ctx, a.Award, m, d.Part)
}

// letter draws what holds from now on and keeps it with the code by which anyone checks it.
func (s *Service) letter(ctx context.Context, c *change, p *Preview) error {
	a := &c.row.Amendment
	code, err := award.NewCode(nil)
	if err != nil {
		return err
	}
	a.Code = &code
	l, err := c.letter(p, *a.AppliedAt)
	if err != nil {
		return err
	}
	a.Content = l.Content
	drawn, err := s.Printer.Amendment(ctx, l)
	if err != nil {
		return err
	}
	if drawn, err = s.Signing.Seal(ctx, l.record(), drawn); err != nil {
		return err
	}
	d, err := s.Vault.File(ctx, document.Amendment, c.row.Name()+".pdf", "application/pdf", a.ID.String(), bytes.NewReader(drawn))
	if err != nil {
		return err
	}
	a.Document = d.ID
	return s.Signing.Supersede(ctx, l.Award, signing.Reference{Code: l.Code, Number: l.Name})
}

// UndoInput takes back what was applied.
type UndoInput struct {
	Amendment ident.Amendment
	Reason    string
}

// Undo drafts the counter-amendment that restores what stood before; only the newest is taken back, and by another
// person than who applied it. It goes the way of every amendment.
func (s *Service) Undo(ctx context.Context, in UndoInput) (*Row, error) {
	var out *change
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		c, err := s.load(ctx, in.Amendment, true)
		if err != nil {
			return err
		}
		if err := s.undoable(ctx, c); err != nil {
			return err
		}
		var k fault.Check
		reason := plain(&k, "reason", in.Reason, 4000)
		k.That(reason != "", "reason", "required", "Say why.")
		if err := k.Err(); err != nil {
			return err
		}
		of := c.row.Amendment
		out = &change{file: c.file, row: &Row{AwardNumber: c.row.AwardNumber, AwardTitle: c.row.AwardTitle, Lead: c.row.Lead, LeadName: c.row.LeadName, ProgramName: c.row.ProgramName}}
		out.row.Amendment = Amendment{
			ID: ident.NewAmendment(), Award: of.Award, Kind: of.Kind, Undoes: of.ID, EffectiveOn: s.effective(c.file, of.EffectiveOn), Reason: reason, Delta: of.Delta,
		}
		return s.add(ctx, out)
	})
	if err != nil {
		return nil, err
	}
	return out.row, nil
}

// effective is today, or where that is outside the period the day from which what is taken back held.
func (s *Service) effective(f *agreement.File, held calendar.Date) calendar.Date {
	if today := s.today(); f.Current().Covers(today) {
		return today
	}
	return held
}

func (s *Service) undoable(ctx context.Context, c *change) error {
	if err := auth.Require(ctx, auth.ReviewAmendment, auth.Target{Program: c.file.Program}); err != nil {
		return err
	}
	a := &c.row.Amendment
	if err := amendable(c.file, a.Kind, true); err != nil {
		return err
	}
	switch {
	case a.State != Applied || a.Counter():
		return fault.New(fault.Conflict, "not_applied", "Only an amendment that holds is taken back.")
	case *a.TermsNumber != c.file.Current().Number:
		return fault.New(fault.Conflict, "not_last", "A later amendment holds; take that back first.")
	case a.AppliedBy == auth.Who(ctx).Person:
		return fault.New(fault.Forbidden, "same_person", "Whoever applied an amendment does not take it back.")
	}
	return nil
}

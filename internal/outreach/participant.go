package outreach

import (
	"cmp"
	"context"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/exchange"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// PasteInput is a list of participants as it came from a spreadsheet.
type PasteInput struct {
	Award ident.Award
	Rows  string // tabs or commas, with or without a heading; exchange.Columns is the order without one
}

// PasteOutcome is what came of a list; the refused rows come back with their reasons and nothing of them is kept.
type PasteOutcome struct {
	Paste *Paste // nil for a preview, and where nothing was loaded
	// Loaded are the rows that were kept, or would be.
	Loaded int
	Bad    []exchange.BadRow
	Same   []exchange.SameRow
}

// PreviewPaste says what a list would come to and keeps nothing of it.
func (s *Service) PreviewPaste(ctx context.Context, in PasteInput) (*PasteOutcome, error) {
	f, err := s.see(ctx, in.Award)
	if err != nil {
		return nil, err
	}
	if err := auth.Require(ctx, auth.EnterOutreach, f.Target()); err != nil {
		return nil, err
	}
	p, _, err := s.read(ctx, f, in.Rows)
	if err != nil {
		return nil, err
	}
	return &PasteOutcome{Loaded: len(p.Good), Bad: p.Bad, Same: p.Same}, nil
}

// PasteParticipants keeps the good rows of a list and gives the others back with reasons; who is there already
// is told and not counted again. Of a name only its mark is kept.
func (s *Service) PasteParticipants(ctx context.Context, in PasteInput) (*PasteOutcome, error) {
	var out *PasteOutcome
	err := s.change(ctx, in.Award, auth.EnterOutreach, func(ctx context.Context, f *agreement.File) error {
		p, marks, err := s.read(ctx, f, in.Rows)
		if err != nil {
			return err
		}
		out = &PasteOutcome{Loaded: len(p.Good), Bad: p.Bad, Same: p.Same}
		if len(p.Good) == 0 {
			return nil
		}
		who, now := auth.Who(ctx).Person, s.now()
		out.Paste = &Paste{
			ID: ident.NewParticipantPaste(), Award: f.Award, Loaded: len(p.Good), Refused: len(p.Bad), Same: len(p.Same), PastedBy: who, PastedAt: now,
		}
		if err := s.Store.AddPaste(ctx, out.Paste); err != nil {
			return err
		}
		rows := make([]*Participant, len(p.Good))
		for i, r := range p.Good {
			rows[i] = participant(f.Award, r.Participant, marks[i])
			rows[i].Paste, rows[i].Row, rows[i].AddedBy, rows[i].AddedAt = out.Paste.ID, r.Number, who, now
		}
		if err := s.Store.AddParticipants(ctx, rows); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "outreach.participants.paste", f.Award, "", map[string]any{"paste": out.Paste.ID, "loaded": out.Loaded, "refused": len(p.Bad), "same": len(p.Same)})
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// read reads a list, refuses days outside the award, and sets apart who is kept already; the marks are of the good rows.
func (s *Service) read(ctx context.Context, f *agreement.File, text string) (*exchange.Pasted, [][]byte, error) {
	p, err := exchange.Paste(text, nil, s.today())
	if err != nil {
		return nil, nil, err
	}
	if len(p.Good)+len(p.Bad) == 0 {
		return nil, nil, fault.BadField("rows", "required", "Paste at least one row.")
	}
	good, bad := p.Good[:0:0], p.Bad
	for _, r := range p.Good {
		var c fault.Check
		withinAward(&c, f, "joinedOn", r.JoinedOn)
		if why := c.Fields(); len(why) > 0 {
			bad = append(bad, exchange.BadRow{Number: r.Number, Cells: []string{r.Name, r.JoinedOn.String()}, Why: why})
			continue
		}
		good = append(good, r)
	}
	marks := make([][]byte, len(good))
	for i, r := range good {
		marks[i] = s.mark(f.Award, r.Participant)
	}
	kept, err := s.Store.Marked(ctx, f.Award, marks)
	if err != nil {
		return nil, nil, err
	}
	there := map[string]bool{}
	for _, m := range kept {
		there[string(m)] = true
	}
	slices.SortStableFunc(bad, func(a, b exchange.BadRow) int { return cmp.Compare(a.Number, b.Number) })
	p.Good, p.Bad = good[:0:0], bad
	left := marks[:0:0]
	for i, r := range good {
		if there[string(marks[i])] {
			p.Same = append(p.Same, exchange.SameRow{Number: r.Number, Participant: r.Participant})
			continue
		}
		p.Good, left = append(p.Good, r), append(left, marks[i])
	}
	return p, left, nil
}

// mark is what tells a participant from the others of an award without saying who it is.
func (s *Service) mark(id ident.Award, p exchange.Participant) []byte {
	return s.Mark("participant:"+id.String(), p.Identity())
}

func participant(id ident.Award, p exchange.Participant, mark []byte) *Participant {
	return &Participant{
		ID: ident.NewParticipant(), Award: id, Mark: mark, Country: p.Country, Gender: p.Gender, Role: p.Role, Side: p.Side, Band: p.Band(), JoinedOn: p.JoinedOn,
	}
}

// UndoPasteInput takes back one pasted list.
type UndoPasteInput struct {
	Paste ident.ParticipantPaste
}

// UndoPaste takes off everybody who came with a list and still stands; undone twice is CONFLICT.
func (s *Service) UndoPaste(ctx context.Context, in UndoPasteInput) (*Paste, error) {
	p, err := s.Store.Paste(ctx, in.Paste)
	if err != nil {
		return nil, err
	}
	err = s.change(ctx, p.Award, auth.EnterOutreach, func(ctx context.Context, f *agreement.File) (err error) {
		if p, err = s.Store.Paste(ctx, in.Paste); err != nil {
			return err
		}
		if p.UndoneAt != nil {
			return fault.New(fault.Conflict, "undone", "This list was taken back already.")
		}
		now := s.now()
		p.UndoneBy, p.UndoneAt = auth.Who(ctx).Person, &now
		n, err := s.Store.UndoPaste(ctx, p)
		if err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "outreach.participants.undo", f.Award, "", map[string]any{"paste": p.ID, "removed": n})
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// RemoveParticipantInput takes one participant off, with a reason.
type RemoveParticipantInput struct {
	Participant ident.Participant
	Reason      string
}

// RemoveParticipant takes somebody off who does not belong there; the row stays behind earlier figures.
func (s *Service) RemoveParticipant(ctx context.Context, in RemoveParticipantInput) (*Participant, error) {
	p, err := s.Store.Participant(ctx, in.Participant)
	if err != nil {
		return nil, err
	}
	err = s.change(ctx, p.Award, auth.EnterOutreach, func(ctx context.Context, f *agreement.File) error {
		var c fault.Check
		reason := words(&c, "reason", in.Reason, 500, true)
		if err := c.Err(); err != nil {
			return err
		}
		if p.RemovedAt != nil {
			return fault.New(fault.Conflict, "taken_off", "It was taken off already.")
		}
		now := s.now()
		p.RemovedBy, p.RemovedAt = auth.Who(ctx).Person, &now
		if err := s.Store.RemoveParticipant(ctx, p); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "outreach.participants.remove", f.Award, reason, map[string]any{"participant": p.ID})
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// Participants are those who stand, the newest first.
func (s *Service) Participants(ctx context.Context, id ident.Award, a page.Args) (*page.Connection[*Participant], error) {
	if _, err := s.see(ctx, id); err != nil {
		return nil, err
	}
	cut, err := a.Check(1)
	if err != nil {
		return nil, err
	}
	rows, err := s.Store.Participants(ctx, id, cut)
	if err != nil {
		return nil, err
	}
	total := func(ctx context.Context) (int, error) { return s.Store.CountParticipants(ctx, id) }
	return page.New(cut, rows, func(p *Participant) []string { return []string{p.ID.String()} }, total), nil
}

// Pastes are the lists that were pasted, the newest first, undone ones too.
func (s *Service) Pastes(ctx context.Context, id ident.Award) ([]*Paste, error) {
	if _, err := s.see(ctx, id); err != nil {
		return nil, err
	}
	return s.Store.Pastes(ctx, id)
}

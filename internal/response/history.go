package response

import (
	"context"
	"time"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/page"
)

// ChangeRow is a change in a list, with the name of who made it.
type ChangeRow struct {
	Change
	PersonName string `bun:"person_name"`
}

// HistoryInput asks for the changes of a subject, newest first; a key narrows to one answer.
type HistoryInput struct {
	Subject string
	Key     string
	Page    page.Args
}

// History is who changed what and when, newest first, for those who write it together; for others it is not found.
func (s *Service) History(ctx context.Context, in HistoryInput) (*page.Connection[*ChangeRow], error) {
	x, err := s.within(ctx, in.Subject)
	if err != nil {
		return nil, err
	}
	return s.Store.Changes(ctx, x.ID, in.Key, in.Page)
}

// Sitting is what one person wrote without a longer break; changes of the same answer are taken together.
type Sitting struct {
	Person     ident.Person
	PersonName string
	From, To   time.Time
	Edits      []Edit
}

// Edit is one answer before and after a sitting.
type Edit struct {
	Key   string
	Was   string
	Now   string
	First ident.Change
	Last  ident.Change // restoring it brings Now back
}

// Pause is the break after which writing on is another sitting.
const Pause = 30 * time.Minute

// Sittings groups changes, newest first, into who wrote what in one go; what came back to where it was is left out.
func Sittings(changes []*ChangeRow) []*Sitting {
	var out []*Sitting
	var now *Sitting
	for _, c := range changes {
		if now == nil || now.Person != c.Person || now.From.Sub(c.At) > Pause {
			now = &Sitting{Person: c.Person, PersonName: c.PersonName, To: c.At}
			out = append(out, now)
		}
		now.From = c.At
		now.add(c)
	}
	for _, s := range out {
		kept := s.Edits[:0]
		for _, e := range s.Edits {
			if e.Was != e.Now {
				kept = append(kept, e)
			}
		}
		s.Edits = kept
	}
	return out
}

// add takes an older change into the sitting.
func (s *Sitting) add(c *ChangeRow) {
	for i := range s.Edits {
		if s.Edits[i].Key == c.Key {
			s.Edits[i].Was, s.Edits[i].First = c.Was, c.ID
			return
		}
	}
	s.Edits = append(s.Edits, Edit{Key: c.Key, Was: c.Was, Now: c.Now, First: c.ID, Last: c.ID})
}

// RestoreInput names the change whose text comes back.
type RestoreInput struct {
	Subject    string
	Change     ident.Change
	Before     bool // the text before that change instead of the one after it
	RequestKey string
}

// Restore brings an old text of an answer back as a new change; nothing that was written since is lost.
func (s *Service) Restore(ctx context.Context, in RestoreInput) (*Saved, error) {
	x, err := s.within(ctx, in.Subject)
	if err != nil {
		return nil, err
	}
	c, err := s.Store.Change(ctx, x.ID, in.Change)
	if err != nil {
		return nil, err
	}
	text := c.Now
	if in.Before {
		text = c.Was
	}
	return s.Save(ctx, SaveInput{Subject: in.Subject, Answers: []AnswerInput{{Key: c.Key, Text: text}}, RequestKey: in.RequestKey})
}

// DiffInput names two texts of the same answer by the changes that made them.
type DiffInput struct {
	Subject  string
	From, To ident.Change
}

// Diff compares the text before one change with the text after another, word by word.
func (s *Service) Diff(ctx context.Context, in DiffInput) ([]Piece, error) {
	x, err := s.within(ctx, in.Subject)
	if err != nil {
		return nil, err
	}
	a, err := s.Store.Change(ctx, x.ID, in.From)
	if err != nil {
		return nil, err
	}
	b, err := s.Store.Change(ctx, x.ID, in.To)
	if err != nil {
		return nil, err
	}
	if a.Key != b.Key {
		return nil, fault.BadField("to", "other_answer", "Both changes are of the same answer.")
	}
	return Compare(a.Was, b.Now), nil
}

package award

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/signing"
)

// alternateLetter is neither an award's letter nor a declination.
const alternateLetter document.Kind = "alternate_letter"

func (d Decision) documentKind() document.Kind {
	switch d {
	case ToAward:
		return document.AwardLetter
	case ToAlternate:
		return alternateLetter
	}
	return document.Declination
}

// PrepareLettersInput asks for the letters of a cycle's approved slate.
type PrepareLettersInput struct {
	Cycle  ident.Cycle
	DryRun bool // check and count, queue nothing
}

// LetterProgress counts a cycle's letters by state, and by decision those not revoked.
type LetterProgress struct {
	Queued     int `bun:"queued"`
	Held       int `bun:"held"`
	Sent       int `bun:"sent"`
	Revoked    int `bun:"revoked"`
	Awards     int `bun:"awards"`
	Alternates int `bun:"alternates"`
	Declined   int `bun:"declined"`
}

// Total is the number of letters that stand.
func (p LetterProgress) Total() int { return p.Queued + p.Held + p.Sent }

// PrepareLetters queues one letter for each decision that has none, and the job that draws them.
// A letter with anything left unsaid stops all of them before anything is kept.
func (s *Service) PrepareLetters(ctx context.Context, in PrepareLettersInput) (*LetterProgress, error) {
	out := &LetterProgress{}
	err := s.Desk.Tx(ctx, func(ctx context.Context) error {
		sl, err := s.Store.SlateOfCycle(ctx, in.Cycle, auth.Scope(ctx, auth.ViewSlate))
		if err != nil {
			return err
		}
		c, err := s.Store.CycleForUpdate(ctx, in.Cycle, auth.Scope(ctx, auth.ViewSlate))
		if err != nil {
			return err
		}
		if err := auth.Require(ctx, auth.PrepareLetters, auth.Target{Program: c.Program}); err != nil {
			return err
		}
		if err := s.unbound(ctx, c.ID); err != nil {
			return err
		}
		if last, err := s.lastStep(ctx, sl); err != nil {
			return err
		} else if !last {
			return fault.New(fault.Conflict, "wrong_state", "Letters are prepared once the last step of the slate is taken.").With("state", string(sl.State))
		}
		letters, err := s.compose(ctx, c)
		if err != nil {
			return err
		}
		out.count(letters)
		if in.DryRun || len(letters) == 0 {
			return nil
		}
		if err := s.Store.AddLetters(ctx, letters); err != nil {
			return err
		}
		if err := s.Desk.Enqueue(ctx, DrawBatch{Cycle: c.ID}); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "letters.prepare", sl.ID, "", out)
	})
	return out, err
}

func (p *LetterProgress) count(letters []*Letter) {
	for _, l := range letters {
		p.Queued++
		switch l.Decision {
		case ToAward:
			p.Awards++
		case ToAlternate:
			p.Alternates++
		default:
			p.Declined++
		}
	}
}

func (s *Service) compose(ctx context.Context, c *program.Cycle) ([]*Letter, error) {
	facts, err := s.Store.LetterFacts(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	comments, err := s.comments(ctx, c.ID, facts)
	if err != nil {
		return nil, err
	}
	rule, err := s.Store.DecisionRule(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	now := s.now()
	date := calendar.Of(now, calendar.Deadline{Zone: c.Zone}.Location())
	letters := make([]*Letter, 0, len(facts))
	var check fault.Check
	for _, f := range facts {
		code, err := NewCode(s.Random)
		if err != nil {
			return nil, err
		}
		l := &Letter{
			ID: ident.NewLetter(), Cycle: c.ID, Application: f.Application, SlateLine: f.SlateLine, Decision: f.Decision, Award: f.Award,
			Locale: f.Locale, Addressee: f.Organization, Recipient: f.Recipient, Code: code, State: LetterQueued,
			Content: f.Content(date, code, s.Office, comments[f.Application]), PreparedBy: auth.Who(ctx).Person, PreparedAt: now,
		}
		l.Content.rule(f, rule)
		l.Content.Check("letters."+f.Number, &check)
		check.That(!f.Recipient.IsZero(), "letters."+f.Number+".recipient", "missing", "The letter has nobody to go to.")
		letters = append(letters, l)
	}
	return letters, check.Err()
}

// comments are what letters quote; one that names a reviewer or a score stops them all until someone has seen to it.
func (s *Service) comments(ctx context.Context, c ident.Cycle, facts []*LetterFacts) (map[ident.Application][]*Comment, error) {
	var ids []ident.Application
	for _, f := range facts {
		if f.Decision != ToAward {
			ids = append(ids, f.Application)
		}
	}
	all, err := s.flagged(ctx, c, ids)
	if err != nil {
		return nil, err
	}
	if err := ready(all); err != nil {
		return nil, err
	}
	out := make(map[ident.Application][]*Comment, len(ids))
	for _, x := range all {
		out[x.Application] = append(out[x.Application], x)
	}
	return out, nil
}

// drawAtOnce letters are kept together, so that progress shows and little is redone after a crash.
const drawAtOnce = 25

// DrawLetters draws what is queued, stores each letter with its hash and holds it; only the system does this.
// A letter that cannot be drawn stays queued and is named in the error; the others are held.
func (s *Service) DrawLetters(ctx context.Context, b DrawBatch) error {
	if !auth.Who(ctx).IsSystem() {
		return fault.New(fault.Forbidden, "forbidden", "Letters are drawn by the queue.")
	}
	var after ident.Letter
	var failed []error
	for {
		var got int
		err := s.Desk.Tx(ctx, func(ctx context.Context) error {
			letters, err := s.Store.QueuedLetters(ctx, b.Cycle, after, drawAtOnce)
			if err != nil {
				return err
			}
			got = len(letters)
			for d := range s.drawn(ctx, letters) {
				after = d.letter.ID
				if d.err != nil {
					failed = append(failed, fmt.Errorf("draw letter %s: %w", d.letter.Content.Number, d.err))
					continue
				}
				if err := s.hold(ctx, d.letter, d.pdf); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || got < drawAtOnce {
			return errors.Join(append(failed, err)...)
		}
	}
}

// drawing is a letter with its pages, or why there are none.
type drawing struct {
	letter *Letter
	pdf    []byte
	err    error
}

// drawn draws letters in their order, each while the one before is stored: drawing wants the processor, storing the disk.
func (s *Service) drawn(ctx context.Context, letters []*Letter) <-chan drawing {
	out := make(chan drawing, len(letters)) // whoever stops listening leaves nobody waiting
	go func() {
		defer close(out)
		for _, l := range letters {
			out <- s.draw(ctx, l)
		}
	}()
	return out
}

// draw makes the pages of one letter; a crash of the printer is that letter's failure alone.
func (s *Service) draw(ctx context.Context, l *Letter) (d drawing) {
	d.letter = l
	defer func() {
		if r := recover(); r != nil {
			d.err = fmt.Errorf("printer crashed: %v", r)
		}
	}()
	d.pdf, d.err = s.Printer.Letter(ctx, l.Content)
	return d
}

// record is what is signed of a letter.
func (l *Letter) record() signing.Record {
	c := &l.Content
	r := signing.Record{
		Code: l.Code, Kind: signing.Kind(l.Decision.documentKind()), Number: c.Number, Award: c.AwardNumber, Program: c.Program, Issuer: c.Administrator,
		Parties: []string{c.Organization}, Issued: c.Date,
	}
	if l.Decision == ToAward {
		r.Parties = c.Museums()
		r.Amounts = []signing.Amount{signing.Sum("award", c.Amount), signing.Sum("cost_share", c.CostShare)}
		r.Dates = []signing.Day{{Name: "starts_on", On: c.StartsOn}, {Name: "ends_on", On: c.EndsOn}}
	}
	return r
}

func (s *Service) hold(ctx context.Context, l *Letter, pdf []byte) error {
	name := l.Content.Number + "-" + string(l.Decision) + ".pdf"
	pdf, err := s.Signing.Seal(ctx, l.record(), pdf)
	if err != nil {
		return err
	}
	d, err := s.Vault.File(ctx, l.Decision.documentKind(), name, "application/pdf", l.ID.String(), bytes.NewReader(pdf))
	if err != nil {
		return err
	}
	l.Document, l.SHA256, l.State = d.ID, d.SHA256, LetterHeld
	return s.Store.KeepDrawn(ctx, l)
}

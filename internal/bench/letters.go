package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/desk"
	"github.com/vitrine-grants/vitrine/internal/document"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

// batch is how many letters a run draws unless told otherwise.
const batch = 1000

// some hands the first few of a cycle's decisions to the use case, so that a batch has the size asked for.
type some struct {
	award.Store
	n int
}

// LetterFacts are the first few decisions that have no letter yet.
func (s some) LetterFacts(ctx context.Context, c ident.Cycle) ([]*award.LetterFacts, error) {
	all, err := s.Store.LetterFacts(ctx, c)
	return all[:min(s.n, len(all))], err
}

// letters prints how fast letters are drawn on one core, and a batch through the use cases with its files.
func (b *bench) letters(ctx context.Context) error {
	if !b.wanted("letters") {
		return nil
	}
	if b.Letters == 0 {
		b.Letters = batch
	}
	s, err := b.subjects(ctx)
	if err != nil {
		return err
	}
	c, err := b.unwritten(ctx, s)
	if err != nil {
		return err
	}
	if c.IsZero() {
		b.printf("\nEvery decision of this world has its letter; begin with a fresh data directory to draw letters again.\n")
		return nil
	}
	service := *b.Office.Award
	service.Store = some{service.Store, b.Letters}
	service.Desk.Enqueue = func(context.Context, desk.Job) error { return nil } // they are drawn here, not by the queue
	made, err := service.PrepareLetters(auth.As(ctx, s.officer), award.PrepareLettersInput{Cycle: c})
	if err != nil {
		return fmt.Errorf("prepare letters: %w", err)
	}
	b.printf("\nLetters: %d awards, %d alternates, %d declinations.\n\n", made.Awards, made.Alternates, made.Declined)
	if err := b.onOneCore(ctx, &service, c); err != nil {
		return err
	}
	return b.drawn(ctx, &service, c, s.officer)
}

// unwritten is the first cycle with enough decisions that have no letter; none is zero.
func (b *bench) unwritten(ctx context.Context, s *subjects) (ident.Cycle, error) {
	for _, c := range s.decided {
		facts, err := b.Office.Award.Store.LetterFacts(ctx, c)
		if err != nil {
			return c, fmt.Errorf("find decisions: %w", err)
		}
		if len(facts) >= min(b.Letters, 5) {
			return c, nil
		}
	}
	return ident.Cycle{}, nil
}

// onOneCore prints letters a second of one processor, in English as decided and in the three languages by turns.
func (b *bench) onOneCore(ctx context.Context, s *award.Service, c ident.Cycle) error {
	letters, err := s.Store.HeldLetters(ctx, c)
	if err != nil {
		return fmt.Errorf("read letters: %w", err)
	}
	letters = letters[max(0, len(letters)-b.Letters):]
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, m := range []struct {
		name    string
		locales []string
	}{{"as decided", nil}, {"in three languages by turns", []string{"en", "es", "zh-Hans"}}} {
		begun, size := b.Now(), 0
		for i, l := range letters {
			content := l.Content
			if m.locales != nil {
				content.Locale = m.locales[i%len(m.locales)]
			}
			pdf, err := s.Printer.Letter(ctx, content)
			if err != nil {
				return fmt.Errorf("draw letter: %w", err)
			}
			size += len(pdf)
		}
		took := b.Now().Sub(begun)
		b.printf("%-42s %6.0f a second on one core, %d KB each\n", m.name, rate(took/time.Duration(len(letters))), size/len(letters)/1024)
	}
	return nil
}

// stopwatch tells how long storing bytes took in all.
type stopwatch struct {
	document.Blobs
	now  func() time.Time
	took atomic.Int64
}

// Put stores the bytes and adds the time.
func (w *stopwatch) Put(ctx context.Context, r io.Reader) (string, []byte, int64, error) {
	begun := w.now()
	defer func() { w.took.Add(int64(w.now().Sub(begun))) }()
	return w.Blobs.Put(ctx, r)
}

// drawn prints a batch through the use case with its files, while somebody watches, and draws each letter again.
func (b *bench) drawn(ctx context.Context, s *award.Service, c ident.Cycle, viewer auth.Actor) error {
	files := &stopwatch{Blobs: b.Office.Blobs, now: b.Now}
	s.Vault = postgres.Documents{DB: b.Office.DB, Blobs: files}
	letters, err := s.Store.HeldLetters(ctx, c)
	if err != nil {
		return fmt.Errorf("read letters: %w", err)
	}
	before := len(letters)
	letters = slices.DeleteFunc(letters, func(l *award.Letter) bool { return l.State != award.LetterQueued })
	before -= len(letters)
	begun, ended := b.Now(), make(chan error, 1)
	go func() { ended <- s.DrawLetters(auth.As(ctx, auth.System("bench")), award.DrawBatch{Cycle: c}) }()
	b.printf("%-42s", "a batch, held:")
	if err := b.watch(auth.As(ctx, viewer), s, c, before, ended); err != nil {
		return err
	}
	took := b.Now().Sub(begun)
	b.printf("%-42s %6.0f a second, %d letters in %.2f s, of it %.0f%% storing files\n", "with documents and hashes kept", rate(took/time.Duration(len(letters))),
		len(letters), took.Seconds(), 100*float64(files.took.Load())/float64(took))
	differ, err := redrawn(ctx, s, c, letters)
	if err != nil {
		return err
	}
	b.printf("%-42s %6d of %d differ\n", "drawn again", differ, len(letters))
	return nil
}

// redrawn draws each letter of the batch again and counts those that differ from what was kept.
func redrawn(ctx context.Context, s *award.Service, c ident.Cycle, batch []*award.Letter) (differ int, err error) {
	held, err := s.Store.HeldLetters(ctx, c)
	if err != nil {
		return 0, fmt.Errorf("read letters: %w", err)
	}
	kept := map[ident.Letter]ident.Document{}
	for _, l := range held {
		kept[l.ID] = l.Document
	}
	for _, l := range batch {
		pdf, err := s.Printer.Letter(ctx, l.Content)
		if err != nil {
			return 0, fmt.Errorf("draw letter again: %w", err)
		}
		was, err := s.Vault.Open(ctx, kept[l.ID])
		if err != nil {
			return 0, fmt.Errorf("open letter: %w", err)
		}
		drawn, err := io.ReadAll(was)
		if err = errors.Join(err, was.Close()); err != nil {
			return 0, fmt.Errorf("read letter: %w", err)
		}
		if !bytes.HasPrefix(drawn, pdf) { // its signature follows, which is of its own moment
			differ++
		}
	}
	return differ, nil
}

// watch prints how many letters more are held as they are drawn, as the page shows it, until the batch has ended.
func (b *bench) watch(ctx context.Context, s *award.Service, c ident.Cycle, before int, ended <-chan error) error {
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		var err error
		over := false
		select {
		case err = <-ended:
			over = true
		case <-tick.C:
		}
		if err != nil {
			return fmt.Errorf("draw letters: %w", err)
		}
		p, err := s.LetterProgress(ctx, c)
		if err != nil {
			return fmt.Errorf("watch letters: %w", err)
		}
		b.printf(" %d", p.Held-before)
		if over {
			b.printf("\n")
			return nil
		}
	}
}

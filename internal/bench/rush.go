package bench

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/response"
)

// writer is a person with one answer of one proposal that is only theirs.
type writer struct {
	actor auth.Actor
	app   ident.Application
	key   string
	last  string // what was last acknowledged
	saved int
	took  []time.Duration
	err   error
}

// perProposal is how many people write in one proposal at once, each in another answer.
const perProposal = 10

// The names under which the measurements of a deadline are asked for.
const (
	autosaves = "autosave"
	theHour   = "deadline hour"
	lastOnes  = "last ten seconds"
)

// rush prints what happens when many write and submit at once. A write that was acknowledged and is not there,
// or a receipt that the records do not know, is an error; a slow machine never is.
func (b *bench) rush(ctx context.Context) error {
	if !slices.ContainsFunc([]string{autosaves, theHour, lastOnes}, b.wanted) {
		return nil
	}
	if b.People == 0 {
		b.People = 500
	}
	b.printf("\nMany at once, %d connections of the house's own database.\n\n", b.Office.DB.Pool.Config().MaxConns)
	c, err := b.crowd(ctx)
	if err != nil {
		return err
	}
	for _, part := range []struct {
		name string
		do   func(context.Context, *crowd) error
	}{{autosaves, b.autosave}, {theHour, b.hour}, {lastOnes, b.last}} {
		if !b.wanted(part.name) {
			continue
		}
		if err := part.do(ctx, c); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}

// writers are n people in as few proposals as each can have an answer of their own in.
func (c *crowd) writers(ctx context.Context, n int) ([]*writer, error) {
	drafts, err := c.couples(ctx, (n+perProposal-1)/perProposal, false)
	if err != nil {
		return nil, err
	}
	type place struct {
		key    string
		abroad bool
	}
	var places []place
	for _, s := range form.MuseumsConnectProposal().Sections {
		for _, q := range s.Questions {
			if q.Kind == form.LongText && q.Key != form.AbstractKey {
				places = append(places, place{q.Key, s.Owner == form.ByPartner})
			}
		}
	}
	out := make([]*writer, n)
	for i := range n {
		d, at := drafts[i/perProposal], places[i%perProposal]
		g := auth.Grant{Role: auth.Coordinator, Organization: d.lead}
		if at.abroad {
			g = auth.Grant{Role: auth.PartnerCoordinator, Organization: d.abroad}
		}
		who, err := c.person(ctx, g)
		if err != nil {
			return nil, err
		}
		out[i] = &writer{actor: who, app: d.app, key: at.key}
	}
	return out, nil
}

// save keeps one more text and notes how long it took.
func (w *writer) save(ctx context.Context, b *bench, n int) {
	text := fmt.Sprintf("%s Version %d, written by %s.", words, n, w.actor.Person)
	took, err := b.timed(func() error {
		_, err := b.Office.Response.Save(auth.As(ctx, w.actor), response.SaveInput{
			Subject: w.app.String(), RequestKey: fmt.Sprintf("%s-%d", w.actor.Person, n), Answers: []response.AnswerInput{{Key: w.key, Text: text}},
		})
		return err
	})
	w.took = append(w.took, took)
	if err != nil {
		w.err = cmp.Or(w.err, err)
		return
	}
	w.last, w.saved = text, w.saved+1
}

// autosave lets 200 people save without a pause, each as soon as the last one was acknowledged.
func (b *bench) autosave(ctx context.Context, c *crowd) error {
	n := max(b.People*2/5, 1)
	all, err := c.writers(ctx, n)
	if err != nil {
		return err
	}
	sent, err := b.oneSave(ctx, all[0])
	if err != nil {
		return err
	}
	var done sync.WaitGroup
	begun := b.Now()
	for _, w := range all {
		done.Go(func() {
			for i := range max(b.Runs/4, 2) {
				w.save(ctx, b, i)
			}
		})
	}
	done.Wait()
	span := b.Now().Sub(begun)
	if err := b.kept(ctx, all); err != nil {
		return err
	}
	took := times(all)
	b.printf("autosave, %d writers without a pause: one save sends %s\n", n, strings.Join(sent, ", "))
	b.printf("  %s, p99 is %.1f times the median; %.0f a second, none lost\n", spread(took), ratio(quantile(took, 99), quantile(took, 50)), float64(len(took))/span.Seconds())
	return nil
}

// oneSave names the statements of one autosave, edges of the transaction aside.
func (b *bench) oneSave(ctx context.Context, w *writer) ([]string, error) {
	w.save(ctx, b, -2) // the first on this server asks for the form too
	ctx, sent := postgres.Recording(ctx)
	w.save(ctx, b, -1)
	var out []string
	for _, s := range sent() {
		if !edge(s) {
			out = append(out, gist(s.Text))
		}
	}
	return out, w.err
}

// gist is the verb of a statement and what it is about.
func gist(text string) string {
	if strings.Contains(text, "save_answers(") {
		return "select save_answers"
	}
	fields := strings.Fields(text)
	for i, f := range fields[:max(len(fields)-1, 0)] {
		if up := strings.ToUpper(f); up == "FROM" || up == "INTO" || up == "UPDATE" {
			return strings.ToLower(fields[0]) + " " + strings.Trim(fields[i+1], `"(`)
		}
	}
	return strings.ToLower(strings.Join(fields[:min(len(fields), 2)], " "))
}

const (
	countChanges = `SELECT count(*) FROM answer_changes WHERE response_id = $1 AND person_id = $2`
	keptText     = `SELECT coalesce(answers->>$2, '') FROM responses WHERE id = $1`
)

// kept holds each writer's last acknowledged text and the number of their saves against the records.
func (b *bench) kept(ctx context.Context, all []*writer) error {
	for _, w := range all {
		if w.err != nil {
			return fmt.Errorf("a save was refused: %w", w.err)
		}
		var n int
		var text string
		if err := b.Office.DB.Pool.QueryRow(ctx, countChanges, w.app.UUID(), w.actor.Person.UUID()).Scan(&n); err != nil {
			return fmt.Errorf("count changes: %w", err)
		}
		if err := b.Office.DB.Pool.QueryRow(ctx, keptText, w.app.UUID(), w.key).Scan(&text); err != nil {
			return fmt.Errorf("read answer: %w", err)
		}
		if n != w.saved || text != w.last {
			return fmt.Errorf("%d saves were acknowledged and %d are kept, the last as %q", w.saved, n, text)
		}
	}
	return nil
}

func times(all []*writer) []time.Duration {
	var out []time.Duration
	for _, w := range all {
		out = append(out, w.took...)
	}
	return out
}

// quantile is the time within which so many of a hundred were done.
func quantile(all []time.Duration, percent int) time.Duration {
	if len(all) == 0 {
		return 0
	}
	return slices.Sorted(slices.Values(all))[min(len(all)*percent/100, len(all)-1)]
}

func spread(took []time.Duration) string {
	return fmt.Sprintf("%d times: median %s ms, p95 %s, p99 %s, most %s", len(took),
		millis(quantile(took, 50)), millis(quantile(took, 95)), millis(quantile(took, 99)), millis(quantile(took, 100)))
}

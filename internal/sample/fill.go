package sample

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/people"
)

// Demo makes the world on the first start and finds it again on the next; the clock then runs with the real one.
func Demo(ctx context.Context, o *office.Office, clock *Clock, told func(step string)) (made bool, err error) {
	ctx = auth.As(ctx, auth.System("sample"))
	_, err = o.Account.Store.PersonByEmail(ctx, Roles()[0].Email)
	if err == nil || !fault.Is(err, fault.NotFound) {
		return false, err
	}
	clock.mu.RLock()
	run := clock.real
	clock.mu.RUnlock()
	if run == nil {
		run = clock.Now
	}
	defer clock.Release(run)
	return true, Fill(ctx, o, clock, run(), told)
}

// Fill tells the history of the sample world through the use cases, in one transaction, up to now.
// The database's clock is the one given; it is moved, and left standing at now.
func Fill(ctx context.Context, o *office.Office, clock *Clock, now time.Time, told ...func(step string)) error {
	t := &telling{
		o: o, clock: clock, now: now, r: newRand(), people: map[string]ident.Person{}, museums: map[string]*people.Organization{}, speaking: map[string]bool{},
		told: func(step string) {
			for _, f := range told {
				f(step)
			}
		},
	}
	defer clock.Set(now)
	return o.DB.InTx(auth.As(ctx, auth.System("sample")), func(ctx context.Context) error {
		t.ctx = ctx
		for _, chapter := range []struct {
			step string
			tell func() error
		}{
			{"funders, programs and the people of the office", t.begin},
			{"the partnerships of 2008 to 2016", t.past},
			{"the cycle before: proposals, panel, awards, letters, report", t.decidedCycle},
			{"the live cycle: proposals, panel, first reviews", t.liveCycle},
			{"the register of museums: sites, standing, a claim, a duplicate", t.register},
			{"the mail of all these years", t.settle},
		} {
			t.told(chapter.step)
			if err := errors.Join(chapter.tell(), t.err); err != nil {
				return fmt.Errorf("tell %s: %w", chapter.step, err)
			}
		}
		return nil
	})
}

// newRand draws the same values every time the world is told.
func newRand() *rand.Rand { return rand.New(rand.NewPCG(2027, 10)) }

// telling is the history as it is told.
type telling struct {
	ctx     context.Context // of the transaction, as the system
	o       *office.Office
	clock   *Clock
	now     time.Time
	r       *rand.Rand
	told    func(string)
	err     error // the first that as could not answer
	people  map[string]ident.Person
	museums map[string]*people.Organization // by name

	speaking map[string]bool // who speaks for which museum already

	program                    ident.Program
	funderAward                ident.FunderAward
	form                       ident.Form // of proposals
	profileForm, statementForm ident.Form
}

// liveYear is the year of the cycle that takes proposals: in summer the next one is announced.
func (t *telling) liveYear() int { return t.now.AddDate(0, 6, 0).Year() }

// ago sets the clock to some days before now, at an hour of the office's day.
func (t *telling) ago(days int, hour float64) {
	day := t.now.AddDate(0, 0, -days)
	z := calendar.Deadline{Zone: zone}.Location()
	y, m, d := day.In(z).Date()
	at := time.Date(y, m, d, 0, 0, 0, 0, z).Add(time.Duration(hour * float64(time.Hour)))
	if at.After(t.now) {
		at = t.now
	}
	t.clock.Set(at)
}

// endOf is the last second of a day so many days from now, where the office is.
func (t *telling) endOf(days int) time.Time {
	z := calendar.Deadline{Zone: zone}.Location()
	return calendar.EndOfDay(calendar.Of(t.now.AddDate(0, 0, days), z), zone).At
}

// pass lets a few minutes go by.
func (t *telling) pass(minutes int) {
	if at := t.clock.Now().Add(time.Duration(minutes) * time.Minute); !at.After(t.now) {
		t.clock.Set(at)
	}
}

// as is the context in which somebody acts, with every role they hold at that moment.
func (t *telling) as(key string) context.Context {
	a, err := t.o.Account.Store.Actor(t.ctx, t.people[key])
	if err != nil {
		t.err = errors.Join(t.err, fmt.Errorf("act as %s: %w", key, err))
	}
	a.Via, a.SecondFactor = "web", true
	return auth.As(t.ctx, a)
}

// settle marks the mail of the history as sent; none of it leaves now.
func (t *telling) settle() error { return t.o.Messages.Settle(t.ctx) }

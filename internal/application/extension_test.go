package application_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/fault"
)

func TestALateExtension(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.ready()
	until := closing.Add(48 * time.Hour)
	extend := application.ExtendInput{Application: d.ID, Until: until, Reason: "A storm closed the coast."}

	t.Run("only the office grants it", func(t *testing.T) {
		if _, err := w.applications.Extend(w.coordinator, extend); !fault.Is(err, fault.Forbidden) {
			t.Errorf("answered %v", err)
		}
	})
	for name, in := range map[string]application.ExtendInput{
		"without a reason":     {Application: d.ID, Until: until, Reason: " "},
		"no later than it is":  {Application: d.ID, Until: closing, Reason: "x"},
		"in the past":          {Application: d.ID, Until: w.Clock.Now().Add(-time.Hour), Reason: "x"},
		"longer than a month":  {Application: d.ID, Until: closing.Add(application.LongestExtension), Reason: "x"},
		"with a NUL in reason": {Application: d.ID, Until: until, Reason: "a\x00"},
	} {
		w.Clock.Set(closing.Add(-time.Hour))
		t.Run("it is refused "+name, func(t *testing.T) {
			if _, err := w.applications.Extend(w.officer, in); !fault.Is(err, fault.Invalid) {
				t.Errorf("answered %v", err)
			}
		})
	}
	w.Clock.Set(closing.Add(time.Hour))
	t.Run("it is granted after the deadline too, and the museums are told", func(t *testing.T) {
		if _, err := w.applications.Extend(w.officer, extend); err != nil {
			t.Fatal(err)
		}
		var told int
		if err := w.DB.Pool.QueryRow(t.Context(), `SELECT count(*) FROM messages WHERE template = 'application.extended'`).Scan(&told); err != nil || told != 2 {
			t.Errorf("%d messages, %v", told, err)
		}
		if all, err := w.applications.Extensions(w.coordinator, d.ID); err != nil || len(all) != 1 || !all[0].Until.Equal(until) {
			t.Errorf("%v, %v", all, err)
		}
	})
	t.Run("what was granted does not change", func(t *testing.T) {
		if _, err := w.DB.Pool.Exec(t.Context(), `UPDATE extensions SET until = until + interval '1 day'`); err == nil {
			t.Error("it was changed")
		}
	})
	t.Run("the draft is written again", func(t *testing.T) {
		w.saved(w.coordinator, one(d, "concept", "Longer.", "", ""))
	})
	t.Run("a microsecond after it is late, in Go and in Postgres", func(t *testing.T) {
		late := until.Add(time.Microsecond)
		w.Clock.Set(late)
		if _, err := w.applications.Submit(w.coordinator, application.SubmitInput{Application: d.ID}); !fault.Is(err, fault.DeadlinePassed) {
			t.Errorf("answered %v", err)
		}
		if _, err := w.DB.Pool.Exec(t.Context(), `UPDATE applications SET state = 'submitted', submitted_at = $2 WHERE id = $1`, d.ID.UUID(), late); err == nil {
			t.Error("the database took it")
		}
	})
	t.Run("within it a submission is in time and the receipt says so", func(t *testing.T) {
		w.Clock.Set(until)
		if _, err := w.applications.Submit(w.coordinator, application.SubmitInput{Application: d.ID}); err != nil {
			t.Fatal(err)
		}
		r, err := w.applications.Receipt(w.coordinator, d.ID)
		if err != nil || r.ExtendedUntil == nil || !r.ExtendedUntil.Equal(until) {
			t.Errorf("%+v, %v", r, err)
		}
	})
	t.Run("nothing is granted to what was handed in", func(t *testing.T) {
		extend.Until = until.Add(time.Hour)
		if _, err := w.applications.Extend(w.director, extend); !fault.HasCode(err, "content_frozen") {
			t.Errorf("answered %v", err)
		}
	})
}

// pair is two more museums in the same world, with people of their own.
func (w *world) pair(i int) *world {
	w.t.Helper()
	x := *w
	x.lead, x.partner = w.organization(fmt.Sprintf("Lead %d", i), "US"), w.organization(fmt.Sprintf("Socio %d", i), "MX")
	x.coordinator = w.person(fmt.Sprintf("Coordinator%d", i), w.at(auth.Coordinator, x.lead))
	x.abroad = w.person(fmt.Sprintf("Abroad%d", i), w.at(auth.PartnerCoordinator, x.partner))
	return &x
}

// another is a second pair with a proposal that lacks nothing.
func (w *world) another(i int) (*world, *application.Detail) {
	w.t.Helper()
	x := w.pair(i)
	return x, x.ready()
}

// Two hundred hand in twenty proposals while the deadline passes: each is clearly in or clearly late,
// all who hold a receipt of a proposal hold the same, and receipts agree with rows.
func TestTheLastTenSecondsBeforeTheDeadline(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const proposals, callers = 20, 10
	worlds, drafts := make([]*world, proposals), make([]*application.Detail, proposals)
	for i := range proposals {
		worlds[i], drafts[i] = w.another(i)
	}
	begin := closing.Add(-9 * time.Second)
	w.Clock.Set(begin)
	const step = 1500 * time.Millisecond // six are answered in time beside the twelve at work: fewer than the proposals
	var all sync.WaitGroup
	var tick atomic.Int64
	in, late := make([]*application.Submission, proposals*callers), make([]error, proposals*callers)
	for i := range proposals * callers {
		all.Go(func() {
			p := i % proposals
			in[i], late[i] = worlds[p].applications.Submit(worlds[p].coordinator, application.SubmitInput{Application: drafts[p].ID})
			w.Clock.Set(begin.Add(time.Duration(tick.Add(1)) * step))
		})
	}
	all.Wait()
	ins, lates := 0, 0
	for p, d := range drafts {
		taken, code := w.submission(d)
		if code != "" && taken.After(closing) {
			t.Errorf("proposal %d was taken at %v", p, taken)
		}
		for i := p; i < proposals*callers; i += proposals {
			switch {
			case in[i] != nil && (in[i].ReceiptCode != code || !in[i].SubmittedAt.Equal(taken)):
				t.Errorf("caller %d holds a receipt that is not the row's: %+v", i, in[i])
			case in[i] == nil && !fault.Is(late[i], fault.DeadlinePassed):
				t.Errorf("caller %d is neither in nor late: %v", i, late[i])
			}
		}
		if code == "" {
			lates++
		} else {
			ins++
		}
	}
	if ins == 0 || lates == 0 {
		t.Errorf("%d proposals are in and %d late: the deadline passed beside the test", ins, lates)
	}
}

// submission is what the rows say of a proposal: when it was taken and the code of its receipt; empty where it was not.
func (w *world) submission(d *application.Detail) (taken time.Time, code string) {
	w.t.Helper()
	err := w.DB.Pool.QueryRow(w.t.Context(), `SELECT coalesce(max(submitted_at), 'epoch'), coalesce(max(receipt_code), '') FROM submissions WHERE application_id = $1`, d.ID.UUID()).Scan(&taken, &code)
	if err != nil {
		w.t.Fatal(err)
	}
	return taken, code
}

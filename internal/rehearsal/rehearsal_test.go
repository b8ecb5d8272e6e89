package rehearsal_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/blob"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/rehearsal"
	"github.com/vitrine-grants/vitrine/internal/sample"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// house is the demonstration world.
type house struct {
	*office.Office
	world *pgtest.World
	ctx   context.Context
}

func newHouse(t *testing.T) *house {
	t.Helper()
	w := pgtest.New(t)
	clock := sample.NewClock(w.Clock.Now)
	w.DB.Now = clock.Now
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = blobs.Close() })
	o := office.New(office.Options{DB: w.DB, Sign: pgtest.SigningKey(), Blobs: blobs, Seal: pgtest.Ring(), Demo: true, BaseURL: "https://vitrine.example.org"})
	ctx := pgtest.Context(t)
	if _, err := sample.Demo(ctx, o, clock, func(string) {}); err != nil {
		t.Fatal(err)
	}
	return &house{o, w, ctx}
}

// as is the context of somebody of the demonstration.
func (h *house) as(t *testing.T, role string) context.Context {
	t.Helper()
	p, err := h.Account.Store.PersonByEmail(h.ctx, role+"@example.org")
	if err != nil {
		t.Fatal(err)
	}
	a, err := h.Account.Store.Actor(h.ctx, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	a.SecondFactor = true
	return auth.As(h.ctx, a)
}

// live is the newest cycle, which takes proposals.
func (h *house) live(t *testing.T) *program.Call {
	t.Helper()
	calls, err := h.Program.Calls(h.ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range calls {
		if c.State == program.InReview {
			return c
		}
	}
	t.Fatal("no live cycle")
	return nil
}

// composed is the draft of the year after, which the demonstration's officer is at work on.
func (h *house) composed(t *testing.T) *program.Call {
	t.Helper()
	calls, err := h.Program.Calls(h.as(t, "officer"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range calls {
		if c.State == program.Draft {
			return c
		}
	}
	t.Fatal("no draft")
	return nil
}

// next is a draft of the year after the composed one, copied from the live one, with a little money.
func (h *house) next(t *testing.T) *program.Detail {
	t.Helper()
	ctx, live := h.as(t, "director"), h.live(t)
	from := live.ID
	d, err := h.Program.ComposeCycle(ctx, program.ComposeCycleInput{Program: live.Program, From: &from, Year: h.composed(t).Year + 1, Title: "Museums Connect next"})
	if err != nil {
		t.Fatal(err)
	}
	award := live.FunderAward
	d, err = h.Program.SetMoney(ctx, program.SetMoneyInput{Cycle: d.ID, FunderAward: &award, Appropriation: "200000.00", AdminReserve: "10000.00"})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// picture is how many rows each table has, and a hash of them all.
func (h *house) picture(t *testing.T) map[string]string {
	t.Helper()
	rows, err := h.world.DB.Pool.Query(h.ctx, `SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			t.Fatal(err)
		}
		names = append(names, n)
	}
	rows.Close()
	out := map[string]string{}
	for _, n := range names {
		var count int
		var sum *string
		text := fmt.Sprintf(`SELECT count(*), md5(string_agg(md5(x::text), '' ORDER BY md5(x::text))) FROM %q x`, n)
		if err := h.world.DB.Pool.QueryRow(h.ctx, text).Scan(&count, &sum); err != nil {
			t.Fatal(err)
		}
		hash := ""
		if sum != nil {
			hash = *sum
		}
		out[n] = fmt.Sprintf("%d %s", count, hash)
	}
	return out
}

func digest(m map[string]string) string {
	h := sha256.New()
	for _, k := range slices.Sorted(maps.Keys(m)) {
		_, _ = fmt.Fprintln(h, k, m[k])
	}
	return hex.EncodeToString(h.Sum(nil))
}

func TestARehearsal(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	d := h.next(t)
	t.Run("plays a draft to its end and keeps nothing", func(t *testing.T) { playsToTheEnd(t, h, d.ID) })
	t.Run("plays a public cycle as well", func(t *testing.T) { playsToTheEnd(t, h, h.live(t).ID) })
	t.Run("plays the demonstration's own draft beside it", func(t *testing.T) { playsToTheEnd(t, h, h.composed(t).ID) })
	t.Run("stops where somebody is missing and says who", func(t *testing.T) { stopsWithoutAnOwner(t, h, d) })
	t.Run("is not for those who do not compose", func(t *testing.T) { notForEverybody(t, h, d.ID) })
}

func playsToTheEnd(t *testing.T, h *house, id ident.Cycle) {
	before := h.picture(t)
	line, err := rehearsal.Run(h.as(t, "officer"), h.Office, id)
	if err != nil {
		t.Fatal(err)
	}
	after := h.picture(t)
	for n, was := range before {
		if after[n] != was {
			t.Errorf("%s was %s and is %s", n, was, after[n])
		}
	}
	if digest(before) != digest(after) {
		t.Error("something was kept")
	}
	for _, s := range line.Steps {
		t.Log(s.At.Format("2006-01-02 15:04"), s.Act, s.By, s.Who, s.Count, s.State, s.Told, s.Due)
	}
	if line.Failed != nil {
		t.Fatalf("stopped at %s on %s: %v", line.Failed.Act, line.Failed.At, line.Failed.Reason)
	}
	for _, act := range []rehearsal.Act{rehearsal.Describe, rehearsal.ListProfiles, rehearsal.Pair, rehearsal.Intend, rehearsal.Advise, rehearsal.Write} {
		if !slices.ContainsFunc(line.Steps, func(s rehearsal.Step) bool { return s.Act == act && s.Count >= 4 }) {
			t.Errorf("nobody came to %s", act)
		}
	}
	last := line.Steps[len(line.Steps)-1]
	if last.Act != rehearsal.Close || last.State != program.Closed {
		t.Errorf("ended with %s in %s", last.Act, last.State)
	}
	told := 0
	for i, s := range line.Steps {
		if i > 0 && s.At.Before(line.Steps[i-1].At) {
			t.Errorf("%s comes before what was before it", s.Act)
		}
		for _, x := range s.Told {
			told += x.People
		}
	}
	if told == 0 {
		t.Error("nobody would be told anything")
	}
}

func stopsWithoutAnOwner(t *testing.T, h *house, d *program.Detail) {
	director := h.as(t, "director")
	p, err := h.Program.ComposeProgram(director, program.ComposeProgramInput{
		Key: "alone", Name: "Alone", Administrator: "Nobody much", Funder: d.Of.Funder, Applicant: program.ByPartnership, SummaryEn: "A program of one person.",
	})
	if err != nil {
		t.Fatal(err)
	}
	director = h.as(t, "director") // who has a role in the new program now
	from := d.ID
	alone, err := h.Program.ComposeCycle(director, program.ComposeCycleInput{Program: p.ID, From: &from, Year: d.Year, Title: "Alone"})
	if err != nil {
		t.Fatal(err)
	}
	line, err := rehearsal.Run(director, h.Office, alone.ID)
	if err != nil {
		t.Fatal(err)
	}
	if line.Failed == nil || line.Failed.Act != rehearsal.Publish || !fault.HasCode(line.Failed.Reason, "owners") {
		t.Fatalf("stopped at %+v", line.Failed)
	}
	if len(line.Steps) != 0 {
		t.Errorf("%d steps were played", len(line.Steps))
	}
}

func notForEverybody(t *testing.T, h *house, id ident.Cycle) {
	for _, role := range []string{"applicant", "reviewer", "finance", "auditor", "admin"} {
		if _, err := rehearsal.Run(h.as(t, role), h.Office, id); !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.NotFound) {
			t.Errorf("%s rehearses: %v", role, err)
		}
	}
	if _, err := rehearsal.Run(h.ctx, h.Office, id); !fault.Is(err, fault.NotFound) {
		t.Errorf("nobody rehearses a draft: %v", err)
	}
	err := h.DB.InTx(h.as(t, "officer"), func(ctx context.Context) error {
		_, err := rehearsal.Run(ctx, h.Office, id)
		return err
	})
	if err == nil {
		t.Error("a rehearsal inside of a transaction could not be taken back")
	}
}

package sample

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/application"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/blob"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/form"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/matching"
	"github.com/vitrine-grants/vitrine/internal/office"
	"github.com/vitrine-grants/vitrine/internal/page"
	"github.com/vitrine-grants/vitrine/internal/partnership"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/program"
	"github.com/vitrine-grants/vitrine/internal/review"
)

// demoWorld is a filled office whose clock has stopped at the instant the demo begins.
type demoWorld struct {
	*telling
	t     *testing.T
	world *pgtest.World
}

func newDemo(t *testing.T) *demoWorld {
	t.Helper()
	w := pgtest.New(t)
	clock := NewClock(func() time.Time { return pgtest.Today })
	w.DB.Now = clock.Now
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = blobs.Close() })
	o := office.New(office.Options{DB: w.DB, Sign: pgtest.SigningKey(), Blobs: blobs, Seal: pgtest.Ring(), Demo: true, BaseURL: "https://vitrine.example.org"})
	ctx := pgtest.Context(t)
	steps := 0
	made, err := Demo(ctx, o, clock, func(string) { steps++ })
	if err != nil || !made || steps == 0 {
		t.Fatalf("made is %v after %d steps: %v", made, steps, err)
	}
	if !clock.Now().Equal(pgtest.Today) {
		t.Fatalf("the clock shows %s", clock.Now())
	}
	d := &demoWorld{telling: &telling{o: o, clock: clock, now: pgtest.Today, ctx: ctx, people: map[string]ident.Person{}}, t: t, world: w}
	for _, r := range Roles() {
		if d.people[r.Key], err = o.Account.SignIn(ctx, r.Email, Password); err != nil {
			t.Errorf("%s cannot sign in: %v", r.Email, err)
		}
	}
	return d
}

// count answers one number about the world.
func (d *demoWorld) count(what string) (n int) {
	d.t.Helper()
	if err := d.world.DB.Pool.QueryRow(d.ctx, "SELECT count(*) FROM "+what).Scan(&n); err != nil {
		d.t.Fatalf("%s: %v", what, err)
	}
	return n
}

func (d *demoWorld) cycleOf(year int) *program.Detail {
	d.t.Helper()
	calls, err := d.o.Program.Calls(d.as("officer"))
	if err != nil {
		d.t.Fatal(err)
	}
	i := slices.IndexFunc(calls, func(c *program.Call) bool { return c.Year == year })
	if i < 0 {
		d.t.Fatalf("there is no cycle %d", year)
	}
	c, err := d.o.Program.Cycle(d.as("officer"), calls[i].ID)
	if err != nil {
		d.t.Fatal(err)
	}
	return c
}

func TestTheDemoWorldIsSoundAndFull(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	found, err := d.o.Doctor(d.ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		if len(f.Off) > 0 {
			t.Errorf("%s: %s", f.Check, f.Off)
		}
		// No file of it is old enough, no award of it is over, and its slate follows the ranking.
		if f.Looked == 0 && f.Check != "what was erased is gone" && !ofTheEnd(f.Check) && f.Check != "a decision out of rank order has a second person" {
			t.Errorf("%s: the world has nothing of it", f.Check)
		}
	}
	const before, live = "(SELECT id FROM cycles WHERE title = 'Museums Connect 2026')", "(SELECT id FROM cycles WHERE title = 'Museums Connect 2027')"
	for what, want := range map[string]int{
		"cycles WHERE state = 'closed' AND year BETWEEN 2008 AND 2016": 9,
		"awards WHERE application_id IS NULL":                          22,
		"awards WHERE kind = 'renewal' AND amount_minor = 7800000":     1,
		"awards WHERE application_id IS NULL AND amount_minor IS NULL": 19,
		"deadline_changes": 2,
		"applications WHERE submitted_at IS NOT NULL AND cycle_id = " + before:                                10,
		"awards WHERE cycle_id = " + before:                                                                   5,
		"awards WHERE state IN ('official', 'active') AND cycle_id = " + before:                               2,
		"awards WHERE state = 'negotiating' AND cycle_id = " + before:                                         2,
		"letters WHERE state = 'sent' AND cycle_id = " + before:                                               10,
		"reports WHERE state = 'figures_frozen' AND document_id IS NOT NULL AND cycle_id = " + before:         1,
		"applications WHERE state = 'in_review' AND cycle_id = " + live:                                       10,
		"meetings m JOIN panels p ON p.id = m.panel_id WHERE p.cycle_id = " + live:                            1,
		"applications WHERE state = 'submitted' AND cycle_id = " + live:                                       2,
		"applications WHERE state = 'draft' AND cycle_id = " + live:                                           2,
		"signatures WHERE signed_at IS NULL AND taken_back_at IS NULL":                                        1,
		"introductions WHERE state = 'asked'":                                                                 1,
		"introductions i JOIN introduction_messages m ON m.introduction_id = i.id WHERE i.state = 'accepted'": 3,
		"cycles WHERE state = 'draft' AND year = 2028":                                                        1,
		"assignments s JOIN panels p ON p.id = s.panel_id WHERE p.cycle_id = " + live:                         30,
		"reviews r JOIN panels p ON p.id = r.panel_id WHERE r.state = 'submitted' AND p.cycle_id = " + live:   18,
		"messages WHERE state = 'queued'":                                                                     0,
		"river_job":                                                                                           0,
	} {
		if got := d.count(what); got != want {
			t.Errorf("%s: %d, want %d", what, got, want)
		}
	}
	again, err := Demo(d.ctx, d.o, d.clock, func(string) {})
	if err != nil || again {
		t.Errorf("a second start made the world again: %v, %v", again, err)
	}
}

func TestEachRoleFindsItsWorkInTheDemoWorld(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	n := 50
	queue, err := d.o.Review.Queue(d.as("reviewer"), page.Args{First: &n})
	if err != nil {
		t.Fatal(err)
	}
	states := map[review.AssignmentState]int{}
	for _, e := range queue.Edges() {
		if e.Node.PanelState == review.Reading {
			states[e.Node.State]++
		}
	}
	if states[review.Offered] != 4 || states[review.Conflicted] != 1 || states[review.SubmittedIt] != 2 {
		t.Errorf("the reviewer's queue: %v", states)
	}
	seat := ` JOIN applications a ON a.id = x.application_id JOIN memberships m ON m.organization_id = a.lead_organization_id AND m.role = 'board'`
	if n := d.count(`assignments x` + seat + ` AND m.person_id = x.reviewer_id WHERE x.state = 'offered'`); n != 0 {
		t.Errorf("%d waiting assignments are of a museum the reader has a seat on the board of", n)
	}
	if n := d.count(`conflicts x` + seat + ` AND m.person_id = x.person_id WHERE x.source = 'detected' AND x.kind = 'board' AND x.lifted_at IS NULL`); n != 1 {
		t.Errorf("%d seats on a board were found by themselves", n)
	}
	rows, err := d.o.Partnership.Partnerships(d.as("partner"), partnership.ListInput{})
	if err != nil || len(rows) != 2 || rows[0].State != partnership.Proposed || rows[1].State != partnership.Confirmed || rows[1].ProposalState != "draft" {
		t.Errorf("the partner's partnerships: %+v, %v", rows, err)
	}
	if met, err := d.o.Matching.Introductions(d.as("official"), matching.ListInput{}, page.Args{First: &n}); err != nil || len(met.Nodes) != 2 || met.Nodes[0].State != matching.Asked || met.Nodes[1].State != matching.Accepted {
		t.Errorf("the official's introductions: %+v, %v", met, err)
	}
	apps, err := d.o.Application.Applications(d.as("official"), application.Filter{}, page.Args{First: &n})
	if err != nil || len(apps.Nodes) != 1 {
		t.Fatalf("the official reads %+v, %v", apps, err)
	}
	sign, err := d.o.Application.Signable(d.as("official"), apps.Nodes[0].ID)
	if err != nil || len(sign.Blocking) > 0 || sign.Signature == nil || sign.Signature.Given() {
		t.Fatalf("what waits for the signature: %+v, %v", sign, err)
	}
	in := application.SignInput{Application: apps.Nodes[0].ID, Name: "Ngozi Okafor", Title: "Executive director", Hash: sign.SHA256}
	if _, err := d.o.Application.Sign(d.as("official"), in); err != nil {
		t.Errorf("the official cannot sign: %v", err)
	}
	if open, err := d.o.Program.OpenCalls(d.ctx); err != nil || len(open) != 1 || open[0].Year != 2027 {
		t.Errorf("open calls: %v, %v", open, err)
	}
}

func TestTheLiveCycleCanBeWalkedToItsSlateByHand(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	c := d.cycleOf(2027)
	id := d.finishOwn(c)
	if _, err := d.o.Application.TakeUp(d.as("officer"), application.TakeUpInput{Application: id}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.o.Application.MarkEligible(d.as("officer"), application.FindInput{Application: id, Note: "In order."}); err != nil {
		t.Fatal(err)
	}
	panels, err := d.o.Review.Panels(d.as("officer"), c.ID)
	if err != nil || len(panels) != 2 {
		t.Fatalf("%v, %v", panels, err)
	}
	panels = slices.DeleteFunc(panels, func(p *review.Panel) bool { return p.State != review.Reading }) // the other is in its meeting
	plan, err := d.o.Review.AssignEvenly(d.as("officer"), review.AssignEvenlyInput{Panel: panels[0].ID, Applications: []ident.Application{id}})
	if err != nil || len(plan.Assigned) != 3 {
		t.Fatalf("%+v, %v", plan, err)
	}
	for _, step := range []func(context.Context, review.MovePanelInput) (*review.Panel, error){d.o.Review.ClosePreliminary, d.o.Review.LockPanel} {
		if _, err := step(d.as("chair"), review.MovePanelInput{Panel: panels[0].ID}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.o.Review.FreezeRanking(d.as("grants"), review.FreezeRankingInput{Panel: panels[0].ID, Method: review.Normalized}); err != nil {
		t.Fatal(err)
	}
	slate, err := d.o.Award.DraftSlate(d.as("officer"), award.DraftSlateInput{Cycle: c.ID})
	if err != nil || len(slate.Lines) == 0 {
		t.Fatalf("%+v, %v", slate, err)
	}
	if err := d.err; err != nil {
		t.Fatal(err)
	}
}

// finishOwn writes what the applicant's draft lacks and hands it in while the cycle is in review.
func (d *demoWorld) finishOwn(c *program.Detail) ident.Application {
	d.t.Helper()
	rows, err := d.o.Partnership.Partnerships(d.as("applicant"), partnership.ListInput{Cycle: c.ID})
	if err != nil || len(rows) != 1 {
		d.t.Fatalf("%v, %v", rows, err)
	}
	own := ownPair()
	p := &proposal{pair: own, lead: "applicant", partner: "partner", title: "Night Shift", id: rows[0].Proposal}
	d.r = newRand()
	if err := errors.Join(d.write(p, own.answers(nightTopic(), p.title)), d.enclose(p)); err != nil {
		d.t.Fatal(err)
	}
	if _, err := d.o.Application.Submit(d.as("applicant"), application.SubmitInput{Application: p.id}); err == nil {
		d.t.Error("a budget without enough cost share was taken")
	}
	if _, err := d.o.Budget.Replace(d.as("applicant"), budget.ReplaceInput{Application: p.id, Lines: p.budget(nightTopic(), 76_000, 41_000)}); err != nil {
		d.t.Fatal(err)
	}
	if _, err := d.o.Application.Submit(d.as("applicant"), application.SubmitInput{Application: p.id}); err != nil {
		d.t.Fatal(err)
	}
	return p.id
}

func TestEveryProposalFitsItsForm(t *testing.T) {
	t.Parallel()
	definition := form.MuseumsConnectProposal()
	for edition, pairs := range [][]pair{decidedPairs(), livePairs(), {ownPair()}} {
		for i, p := range pairs {
			topic := nightTopic()
			if edition < 2 {
				topic = topics()[i]
			}
			answers := p.answers(topic, topic.titles[edition%2])
			for _, x := range (&proposal{pair: p}).papers() {
				answers[x.key] = ident.NewDocument().String()
			}
			for _, f := range form.Check(&definition, answers, true, form.Context{}) {
				t.Errorf("%s, %s: %s: %s", p.us.name, topic.titles[0], f.Path, f.Message)
			}
		}
	}
}

func TestBudgetsSumToWhatIsAskedAndShared(t *testing.T) {
	t.Parallel()
	for i, p := range livePairs() {
		asked, share := int64(50_000+4_321*i), int64(25_000+3_333*i)
		lines, err := budget.Lines(p.budget(topics()[i], asked, share), budget.Frame{Currency: "USD"})
		if err != nil {
			t.Fatal(err)
		}
		sum := budget.Sum(lines, "USD")
		if sum.Requested().Minor != asked*100 || sum.CostShare().Minor != share*100 {
			t.Errorf("%s and %s, want %d and %d", sum.Requested(), sum.CostShare(), asked, share)
		}
	}
}

func TestCommentsAreLongEnoughForTheCycle(t *testing.T) {
	t.Parallel()
	for key, v := range verdicts() {
		for _, level := range v {
			for _, words := range level {
				if n := form.Chars(words); n < 50 {
					t.Errorf("%s: %d characters: %s", key, n, words)
				}
			}
		}
	}
}

// ofTheEnd tells what the doctor asks of awards that are over.
func ofTheEnd(check string) bool {
	return strings.Contains(check, "closed award") || strings.Contains(check, "closeout") || strings.Contains(check, "the end of an award")
}

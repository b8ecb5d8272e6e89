package report_test

import (
	"context"
	"crypto/md5"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/award"
	"github.com/vitrine-grants/vitrine/internal/blob"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ledger"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
	"github.com/vitrine-grants/vitrine/internal/report"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

type world struct {
	*pgtest.World
	t      *testing.T
	ctx    context.Context
	s      *report.Service
	awards *award.Service
	cycle  ident.Cycle
}

// newWorld is the cycle of package award's tests with its slate approved: three awards of $290,000.
func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{World: pgtest.New(t), t: t, ctx: pgtest.Context(t), cycle: is[ident.Cycle]("cycle")}
	raw, err := os.ReadFile("../award/testdata/cycle.sql")
	if err != nil {
		t.Fatal(err)
	}
	w.sql(strings.ReplaceAll(string(raw), ":n", "8"))
	book := postgres.Ledger{DB: w.DB}
	move := ledger.Move(ledger.Appropriate, "given", w.cycle.String(), money.Dollars(360_000), ledger.OfFunder(is[ident.Funder]("funder")), ledger.FreeOf(w.cycle))
	if err := book.Post(w.ctx, move); err != nil {
		t.Fatal(err)
	}
	w.s = &report.Service{Desk: w.Desk(), Store: postgres.Reports{DB: w.DB}, Vault: postgres.Documents{DB: w.DB, Blobs: must[*blob.Folder](t)(blob.Open(t.TempDir()))}, Printer: printer{}}
	w.awards = &award.Service{
		Desk: w.Desk(), Store: postgres.Awards{DB: w.DB}, Book: book, Vault: w.s.Vault, Printer: printer{},
		Office: award.Office{Email: "connect@example.org", Phone: "+1 202 555 0100", Origin: "https://grants.example.org"},
	}
	sl := must[*award.Slate](t)(w.awards.DraftSlate(w.as("officer", auth.Officer), award.DraftSlateInput{Cycle: w.cycle}))
	must[*award.Slate](t)(w.awards.ProposeSlate(w.as("officer", auth.Officer), award.ProposeSlateInput{Slate: sl.ID}))
	must[*award.Approval](t)(w.awards.ApproveSlate(w.as("director", auth.Director), award.ApproveSlateInput{Slate: sl.ID}))
	return w
}

func (w *world) sql(text string) {
	w.t.Helper()
	c, err := w.DB.Pool.Acquire(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	defer c.Release()
	if _, err := c.Conn().PgConn().Exec(w.ctx, text).ReadAll(); err != nil {
		w.t.Fatal(err)
	}
}

func is[T any, P interface {
	*T
	Scan(any) error
}](name string) T {
	var id T
	if err := P(&id).Scan(uuid.UUID(md5.Sum([]byte(name))).String()); err != nil {
		panic(err)
	}
	return id
}

func (w *world) as(name string, r auth.Role) context.Context {
	return auth.As(w.ctx, auth.Actor{Person: is[ident.Person](name), Grants: []auth.Grant{{Role: r, Program: is[ident.Program]("program")}}})
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func refused(t *testing.T, err error, k fault.Kind, code string) {
	t.Helper()
	if !fault.Is(err, k) || !fault.HasCode(err, code) {
		t.Errorf("answered with %v, want %s %s", err, k, code)
	}
}

type printer struct{}

func (printer) Report(_ context.Context, r *report.Report) ([]byte, error) {
	return r.Snapshot.Canonical(), nil
}

func (printer) Letter(_ context.Context, c award.LetterContent) ([]byte, error) {
	return []byte(c.Number), nil
}

// announce sends the letters of the cycle, so that its museums know what the funder will read.
func (w *world) announce() {
	w.t.Helper()
	must[*award.LetterProgress](w.t)(w.awards.PrepareLetters(w.as("officer", auth.Officer), award.PrepareLettersInput{Cycle: w.cycle}))
	if err := w.awards.DrawLetters(auth.As(w.ctx, auth.System("test")), award.DrawBatch{Cycle: w.cycle}); err != nil {
		w.t.Fatal(err)
	}
	at := 0
	must[*award.DecisionRule](w.t)(w.awards.SetDecisionRule(w.as("director", auth.Director), award.SetDecisionRuleInput{Cycle: w.cycle, HoldMinutes: &at}))
	must[*award.Sending](w.t)(w.awards.SendLetters(w.as("grants", auth.Grants), award.SendLettersInput{Cycle: w.cycle}))
}

func (w *world) assemble() *report.Report {
	w.t.Helper()
	return must[*report.Report](w.t)(w.s.Assemble(w.as("officer", auth.Officer), report.AssembleInput{Cycle: w.cycle, Kind: report.Cycle}))
}

func value(r *report.Report, key, part string) int64 {
	for _, f := range r.Figures {
		if f.Key == key && f.Part == part {
			return f.Value
		}
	}
	return -1
}

func TestTheFiguresEqualAnIndependentCount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := must[*report.Report](t)(w.s.Report(w.as("grants", auth.Grants), w.assemble().ID))
	for key, text := range map[string]string{
		"applications_received": "SELECT count(*) FROM applications",
		"applications_reviewed": "SELECT count(DISTINCT application_id) FROM reviews",
		"applications_awarded":  "SELECT count(*) FROM applications WHERE state = 'awarded'",
		"partnerships_awarded":  "SELECT count(*) FROM awards",
		"money_requested":       "SELECT sum(requested_minor) FROM applications",
		"money_awarded":         "SELECT sum(amount_minor) FROM slate_lines",
		"cost_share_offered":    "SELECT sum(cost_share_minor) FROM applications WHERE state = 'awarded'",
		"money_available":       "SELECT sum(balance_minor) FROM ledger_accounts WHERE kind IN ('appropriation', 'commitment')",
		"museums":               "SELECT count(*) FROM partnership_members m JOIN applications a USING (partnership_id) WHERE a.state = 'awarded'",
	} {
		var want int64
		if err := w.DB.Pool.QueryRow(w.ctx, text).Scan(&want); err != nil {
			t.Fatal(err)
		}
		if got := value(r, key, ""); got != want {
			t.Errorf("%s is %d, counted otherwise %d", key, got, want)
		}
	}
	for key, want := range map[string]int64{"states_reached": 2, "district_reached": 0, "countries_reached": 2, "leverage": 5000} {
		if got := value(r, key, ""); got != want {
			t.Errorf("%s is %d, want %d", key, got, want)
		}
	}
	if value(r, "awarded_by_state", "NY") != 19_000_000 || value(r, "awarded_by_theme", report.Undisclosed) != 9_000_000 || value(r, "partners_by_region", "WHA") != 2 {
		t.Errorf("a part is wrong: %d, %d, %d", value(r, "awarded_by_state", "NY"), value(r, "awarded_by_theme", report.Undisclosed), value(r, "partners_by_region", "WHA"))
	}
}

func TestEachFigureExplainsItselfInOneStatement(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, f := range w.assemble().Figures {
		ctx, statements := postgres.Counting(w.as("officer", auth.Officer))
		e := must[*report.Explanation](t)(w.s.Explain(ctx, f.ID))
		var sum int64
		for _, r := range e.Rows {
			sum += r.Value
		}
		if f.Unit != report.BasisPoints && sum != f.Value || len(e.Rows) != len(f.Rows) || len(e.Rules) == 0 {
			t.Errorf("%s %s is %d, its %d rows sum to %d", f.Key, f.Part, f.Value, len(e.Rows), sum)
		}
		if statements() != 1 {
			t.Fatalf("explaining %s took %d statements", f.Key, statements())
		}
		_, err := w.s.Explain(w.as("funder", auth.FunderReader), f.ID)
		refused(t, err, fault.NotFound, "not_found")
	}
}

func TestAssemblingAgainReplacesUntilFrozen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.assemble()
	w.Clock.Set(pgtest.Today.Add(time.Hour))
	second := w.assemble()
	if first.ID != second.ID || second.Version != 2 || !second.AsOf.After(first.AsOf) {
		t.Errorf("the second is %s, version %d, as of %s", second.ID, second.Version, second.AsOf)
	}
	must[*report.Report](t)(w.s.Freeze(w.as("director", auth.Director), report.FreezeInput{Report: second.ID}))
	third := w.assemble()
	if third.ID == second.ID || third.Number != 2 {
		t.Errorf("after the freeze the next is %s, number %d", third.ID, third.Number)
	}
	if all := must[[]*report.Report](t)(w.s.Reports(w.as("funder", auth.FunderReader), w.cycle)); len(all) != 0 {
		t.Errorf("before the letters the funder sees %d reports", len(all))
	}
	w.announce()
	if all := must[[]*report.Report](t)(w.s.Reports(w.as("funder", auth.FunderReader), w.cycle)); len(all) != 1 || all[0].ID != second.ID {
		t.Errorf("the funder sees %d reports", len(all))
	}
	if all := must[[]*report.Report](t)(w.s.Reports(w.as("grants", auth.Grants), w.cycle)); len(all) != 2 {
		t.Errorf("staff see %d reports", len(all))
	}
}

func TestOnlyAnotherPersonFreezesAndNothingChangesAfter(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.assemble()
	both := auth.As(w.ctx, auth.Actor{Person: is[ident.Person]("officer"), Grants: []auth.Grant{{Role: auth.Director}}})
	_, err := w.s.Freeze(both, report.FreezeInput{Report: r.ID})
	refused(t, err, fault.Forbidden, "same_person")
	_, err = w.s.Freeze(w.as("grants", auth.Finance), report.FreezeInput{Report: r.ID})
	refused(t, err, fault.Forbidden, "forbidden")
	frozen := must[*report.Report](t)(w.s.Freeze(w.as("director", auth.Director), report.FreezeInput{Report: r.ID}))
	_, err = w.s.Freeze(w.as("director", auth.Director), report.FreezeInput{Report: r.ID})
	refused(t, err, fault.Conflict, "report.frozen")
	for _, text := range []string{
		"UPDATE reports SET snapshot = '{}'", "UPDATE reports SET sha256 = sha256('x')", "DELETE FROM reports",
		"UPDATE report_figures SET value = value + 1", "DELETE FROM report_figures", "UPDATE report_figure_rows SET value = 0", "DELETE FROM report_figure_rows",
	} {
		if _, err := w.DB.Pool.Exec(w.ctx, text); err == nil || !strings.Contains(err.Error(), "frozen figures do not change") {
			t.Errorf("%s was answered with %v", text, err)
		}
	}
	_, err = w.s.Report(w.as("funder", auth.FunderReader), r.ID)
	refused(t, err, fault.NotFound, "not_found")
	w.announce()
	kept := must[*report.Report](t)(w.s.Report(w.as("funder", auth.FunderReader), r.ID))
	var snapshot report.Snapshot
	if err := w.DB.Pool.QueryRow(w.ctx, "SELECT snapshot FROM reports WHERE id = $1", r.ID).Scan(&snapshot); err != nil {
		t.Fatal(err)
	}
	if string(snapshot.Sum()) != string(frozen.SHA256) || string(kept.SHA256) != string(frozen.SHA256) || kept.Document.IsZero() {
		t.Errorf("the kept report hashes to %x, not %x", snapshot.Sum(), frozen.SHA256)
	}
	if len(snapshot.Projects) != 3 || len(snapshot.Figures) != len(kept.Figures) {
		t.Errorf("the snapshot has %d projects and %d figures", len(snapshot.Projects), len(snapshot.Figures))
	}
	if kept.Snapshot.Figures != nil || kept.Snapshot.Projects != nil || len(kept.Snapshot.Rules) == 0 {
		t.Errorf("a report is read with %d figures and %d projects of its snapshot, and %d rules", len(kept.Snapshot.Figures), len(kept.Snapshot.Projects), len(kept.Snapshot.Rules))
	}
	if p := must[[]*report.Project](t)(w.s.Projects(w.as("funder", auth.FunderReader), r.ID)); len(p) != 3 {
		t.Errorf("the map has %d projects", len(p))
	}
}

func TestRecordsThatChangedSinceStopTheFreeze(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.assemble()
	a := must[*award.Row](t)(w.awards.Award(w.as("grants", auth.Grants), w.firstAward()))
	must[*award.Award](t)(w.awards.Rescind(w.as("grants", auth.Grants), award.RescindInput{Award: a.ID, Reason: "The museum closed."}))
	_, err := w.s.Freeze(w.as("director", auth.Director), report.FreezeInput{Report: r.ID})
	refused(t, err, fault.Conflict, "report.stale")
	for _, figure := range []string{"money_awarded", "partnerships_awarded", "museums_by_state.TX", "partners_by_country.FR"} {
		if !strings.Contains(fmt.Sprint(err), figure) {
			t.Errorf("the refusal does not name %s: %v", figure, err)
		}
	}
	r = w.assemble()
	must[*report.Report](t)(w.s.Freeze(w.as("director", auth.Director), report.FreezeInput{Report: r.ID}))
}

func TestAFigureThatIsNotTheSumOfItsRowsStopsTheFreezeTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.assemble()
	w.sql("UPDATE report_figures SET value = value + 1 WHERE key = 'money_awarded'")
	_, err := w.s.Freeze(w.as("director", auth.Director), report.FreezeInput{Report: r.ID})
	refused(t, err, fault.Conflict, "report.unreconciled")
	_, err = w.DB.Pool.Exec(w.ctx, "UPDATE reports SET state = 'figures_frozen', frozen_at = now(), sha256 = sha256('x')")
	if err == nil || !strings.Contains(err.Error(), "not the sum of the rows") {
		t.Errorf("the database answered with %v", err)
	}
}

func TestThePublicMapShowsThePastAndTheOfficialButNothingProvisional(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if p := must[*report.Portfolio](t)(w.s.Portfolio(w.ctx)); len(p.Projects) != 0 {
		t.Errorf("%d provisional projects are shown", len(p.Projects))
	}
	w.sql(`INSERT INTO awards (id, number, cycle_id, partnership_id, title, state)
SELECT gen_random_uuid(), 'past-' || p.title, p.cycle_id, p.id, p.title, 'closed' FROM partnerships p WHERE p.title IN ('Project 4', 'Project 5')`)
	p := must[*report.Portfolio](t)(w.s.Portfolio(w.ctx))
	if len(p.Projects) != 2 || p.States != 0 || !p.District || p.Territories != 1 || len(p.Countries) != 2 {
		t.Errorf("the map shows %d projects, %d states, DC %v, %d territories, %v", len(p.Projects), p.States, p.District, p.Territories, p.Countries)
	}
	w.sql("SET session_replication_role = replica; UPDATE awards SET state = 'official' WHERE number = 'MC-2027-A01'; SET session_replication_role = origin")
	if now := must[*report.Portfolio](t)(w.s.Portfolio(w.ctx)); len(now.Projects) != 3 || now.States != 1 {
		t.Errorf("once official, the map shows %d projects in %d states", len(now.Projects), now.States)
	}
	if lead := p.Projects[0].Lead; lead.State != "DC" || lead.Lat < 38 || lead.Lat > 40 {
		t.Errorf("the lead stands at %+v", lead)
	}
}

func (w *world) firstAward() (id ident.Award) {
	w.t.Helper()
	if err := w.DB.Pool.QueryRow(w.ctx, "SELECT id FROM awards ORDER BY number LIMIT 1").Scan(&id); err != nil {
		w.t.Fatal(err)
	}
	return id
}

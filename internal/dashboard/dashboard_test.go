package dashboard_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/dashboard"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/pgtest"
	"github.com/vitrine-grants/vitrine/internal/postgres"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func TestBurnIsSpendingAheadOfTime(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		s     dashboard.Standing
		burn  int64
		share int64
	}{
		"half the money at half the time":  {dashboard.Standing{Granted: 9_000_000, Spent: 4_500_000, Elapsed: 5000, ShareDue: 4_500_000, Shared: 900_000}, 0, 2000},
		"nothing spent at the end":         {dashboard.Standing{Granted: 9_000_000, Elapsed: 10_000, ShareDue: 4_500_000, Shared: 4_500_000}, -10_000, 10_000},
		"all spent on the first day":       {dashboard.Standing{Granted: 9_000_000, Spent: 9_000_000, Elapsed: 27}, 9973, 0},
		"a grant of nothing is not spent":  {dashboard.Standing{Elapsed: 100}, -100, 0},
		"cost share beyond what was asked": {dashboard.Standing{Granted: 1, ShareDue: 100, Shared: 150}, 0, 15_000},
	} {
		if b, p := x.s.Burn(), x.s.SharePoints(); b != x.burn || p != x.share {
			t.Errorf("%s: burn %d, share %d", name, b, p)
		}
	}
}

func TestWhatIsOutOfOrderIsListedForWhoMaySeeIt(t *testing.T) {
	t.Parallel()
	w := pgtest.Official(t)
	w.Clock.Set(time.Date(2028, 2, 12, 15, 0, 0, 0, time.UTC)) // half of its time is over and nothing is spent
	s := &dashboard.Service{Store: postgres.Dashboards{DB: w.DB}, Now: w.Clock.Now}
	id := pgtest.ID[ident.Program]("program")
	for n, due := range []string{"2027-11-01", "2028-02-11", "2028-02-12", "2028-05-01"} {
		w.SQL(fmt.Sprintf(`INSERT INTO filings (id, award_id, rule, parts, sequence, from_on, to_on, original_on, due_on, final, short, state, planned_at)
			VALUES (gen_random_uuid(), '%s', 'test%d', '{narrative}', 1, (DATE '2027-08-01' + %d), '2027-09-30', '%s', '%s', false, false, 'open', now())`, w.Award.UUID(), n, n, due, due))
	}
	kinds := func(r auth.Role) map[dashboard.Kind][]*dashboard.Exception {
		t.Helper()
		list, err := s.Exceptions(w.Staff("someone "+string(r), r), id)
		if err != nil {
			t.Fatal(err)
		}
		out := map[dashboard.Kind][]*dashboard.Exception{}
		for _, e := range list {
			out[e.Kind] = append(out[e.Kind], e)
		}
		return out
	}
	seen := kinds(auth.Officer)
	late := seen[dashboard.ReportOverdue]
	if len(late) != 2 || late[0].On != calendar.On(2027, 11, 1) || late[1].On != calendar.On(2028, 2, 11) || late[0].Of != 2 || late[0].URL() != "/awards/"+w.Award.String()+"/reports" {
		t.Errorf("overdue are %+v", late)
	}
	if slow := seen[dashboard.BurnSlow]; len(slow) != 1 || slow[0].Points > -4000 || len(seen[dashboard.BurnFast]) != 0 {
		t.Errorf("behind time are %+v", slow)
	}
	open := len(seen[dashboard.AgreementOpen])
	if funder := kinds(auth.FunderReader); len(funder[dashboard.AgreementOpen]) != 0 || len(funder[dashboard.ReportOverdue]) != len(kinds(auth.Auditor)[dashboard.ReportOverdue]) {
		t.Errorf("the funder sees %v, the office %d agreements", funder, open)
	}
	all, err := s.Standings(w.Staff("director", auth.Director), id)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 1 || all[0].Award != w.Award || all[0].Late != 2 || all[0].Spent != 0 || all[0].Granted == 0 || all[0].Elapsed < 4000 || all[0].Elapsed > 6000 {
		t.Errorf("standing: %+v", all[0])
	}
	q, err := s.Quarters(w.Staff("auditor", auth.Auditor), id)
	if err != nil {
		t.Fatal(err)
	}
	if len(q) != 8 || q[7].From != calendar.On(2028, 1, 1) || q[7].Never != 1 || q[7].Due != 2 || q[6].Never != 1 {
		t.Errorf("quarters: %+v %+v", q[6], q[7])
	}
	for _, who := range []auth.Role{auth.Reviewer, auth.Admin} {
		if _, err := s.Standings(w.Staff("other "+string(who), who), id); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s opens the dashboard: %v", who, err)
		}
	}
	if _, err := s.Exceptions(w.Museum("coordinator1", auth.Coordinator, "us1"), id); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a museum opens it: %v", err)
	}
}

package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
)

// ran is two awards after a quarter: the first spends and travels, the second owes a report.
func ran() []*Counted {
	one, two := "A01 Reel Stories", "A02 Water"
	c := func(key, part, subject, label string, value int64) *Counted {
		return &Counted{key, part, subject, label, value}
	}
	return []*Counted{
		c("a_amount", "", "awd_1", one, 80_000_00), c("a_amount", "", "awd_2", two, 60_000_00),
		c("a_spent", "", "awd_1", one, 31_250_40), c("a_spent", "", "awd_2", two, 0),
		c("a_days", "", "awd_1", one, 365), c("a_days", "", "awd_2", two, 365), c("a_elapsed", "", "awd_1", one, 153), c("a_elapsed", "", "awd_2", two, 153),
		c("a_reports_due", "", "awd_1", one, 2), c("a_reports_due", "", "awd_2", two, 2), c("a_reports_accepted", "", "awd_1", one, 2), c("a_reports_accepted", "", "awd_2", two, 1),
		c("participants", "", "awd_1", one, 5), c("participants", "", "awd_2", two, 3), c("participants_new", "", "awd_1", one, 2),
		c("participants_by_gender", "female", "awd_1", one, 5), c("participants_by_gender", "undisclosed", "awd_2", two, 3),
		c("b_country", "US/us/female", "awd_1", one, 5), c("b_country", "KE/non_us/other", "awd_2", two, 3),
		c("b_age", "13_17/us/female", "awd_1", one, 5), c("b_age", "undisclosed/non_us/other", "awd_2", two, 3),
		c("b_role", "community/us/female", "awd_1", one, 5), c("b_role", "educator/non_us/other", "awd_2", two, 3),
		c("trips", "", "trp_1", "Dearborn – Nairobi", 1), c("travelers", "", "trp_1", "Dearborn – Nairobi", 9), c("travelers_minors", "", "trp_1", "Dearborn – Nairobi", 7),
		c("travel_grant", "", "trp_1", "Dearborn – Nairobi", 12_000_00), c("travel_share", "", "trp_1", "Dearborn – Nairobi", 100_00),
		c("audience", "attendance/us", "awd_1", one, 140), c("audience", "attendance/online", "awd_2", two, 60),
		c("f_approved", "travel", "awd_1", one, 80_000_00), c("f_approved", "travel", "awd_2", two, 60_000_00),
		c("f_spent", "travel", "awd_1", one, 31_250_40), c("f_period", "travel", "awd_1", one, 1_250_40),
		c("f_share_approved", "travel", "awd_1", one, 40_000_00), c("f_share_cash", "travel", "awd_1", one, 10_000_00), c("f_share_in_kind", "travel", "awd_1", one, 8_600_00),
	}
}

func print(t *Table) string {
	var b strings.Builder
	fmt.Fprintln(&b, t.Letter, t.Key, t.Columns)
	for _, l := range append(slices.Clone(t.Rows), t.Foot) {
		if l == nil {
			continue
		}
		fmt.Fprint(&b, "  ", l.Subject, " ", l.Label, ":")
		for _, c := range l.Cells {
			if c.Word != "" {
				fmt.Fprint(&b, " ", c.Word)
				continue
			}
			fmt.Fprint(&b, " ", c.Value)
		}
		fmt.Fprintln(&b)
	}
	return b.String()
}

func TestTheTablesOfAQuarter(t *testing.T) {
	t.Parallel()
	figures := RunningFigures(ran())
	var b strings.Builder
	for _, x := range Tables(figures) {
		b.WriteString(print(x))
	}
	for _, f := range figures {
		fmt.Fprintf(&b, "%s %s: %d %s, %d rows\n", f.Key, f.Part, f.Value, f.Unit, len(f.Rows))
	}
	golden(t, "quarter", b.String())
}

func TestAQuarterReconciles(t *testing.T) {
	t.Parallel()
	all := append(Figures(world()), RunningFigures(ran())...)
	if err := Reconcile(all); err != nil {
		t.Fatal(err)
	}
	for key, part := range map[string]string{"participants_by_gender": "female", "b_country": "US/us/female", "b_age": "13_17/us/female", "b_role": "educator/non_us/other", "f_spent": "travel"} {
		broken := append(Figures(world()), RunningFigures(ran())...)
		i := slices.IndexFunc(broken, func(f *Figure) bool { return f.Key == key && f.Part == part })
		broken[i].Value, broken[i].Rows[0].Value = broken[i].Value+1, broken[i].Rows[0].Value+1
		if err := Reconcile(broken); !fault.HasCode(err, "report.unreconciled") || !strings.Contains(fmt.Sprint(err.(*fault.Error).Fields), key) {
			t.Errorf("one more of %s passes: %v", key, err)
		}
	}
}

func TestAnyCountIsTheSumOfItsRows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		keys := []string{"participants", "audience", "f_spent", "f_approved", "trips"}
		var all []*Counted
		total := map[string]int64{}
		for i := range rapid.IntRange(0, 40).Draw(t, "n") {
			c := &Counted{Key: rapid.SampledFrom(keys).Draw(t, "key"), Part: rapid.SampledFrom([]string{"", "travel", "x/y"}).Draw(t, "part"), Subject: fmt.Sprint(i), Value: rapid.Int64Range(0, 1_000_000).Draw(t, "value")}
			total[c.Key] += c.Value
			all = append(all, c)
		}
		for _, f := range RunningFigures(all) {
			var rows int64
			for _, r := range f.Rows {
				rows += r.Value
			}
			if rows != f.Value {
				t.Fatalf("%s %s is %d of rows %d", f.Key, f.Part, f.Value, rows)
			}
			total[f.Key] -= f.Value
		}
		for _, k := range keys {
			if total[k] != 0 {
				t.Fatalf("%d of %s were lost", total[k], k)
			}
		}
	})
}

func TestStatusSaysWhatAnOfficerWould(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		elapsed, spent, due, accepted int64
		want                          string
	}{{50_00, 45_00, 2, 2, OnTrack}, {50_00, 24_99, 2, 2, AtRisk}, {50_00, 25_00, 2, 2, OnTrack}, {10_00, 90_00, 2, 1, Late}} {
		if got := Statused(x.elapsed, x.spent, x.due, x.accepted); got != x.want {
			t.Errorf("%+v is %s", x, got)
		}
	}
}

func TestTheLastQuarterIsTheOneThatEnded(t *testing.T) {
	t.Parallel()
	for today, want := range map[string]string{"2027-01-01": "2026-12-31", "2027-02-10": "2026-12-31", "2027-03-31": "2026-12-31", "2027-04-01": "2027-03-31", "2027-12-31": "2027-09-30"} {
		d, err := calendar.Parse(today)
		if err != nil {
			t.Fatal(err)
		}
		if got := lastQuarter(d).String(); got != want {
			t.Errorf("on %s the last quarter ended %s, want %s", today, got, want)
		}
	}
}

func TestWhatChangedSinceTheLastReport(t *testing.T) {
	t.Parallel()
	before, after := RunningFigures(ran()), RunningFigures(append(ran()[:len(ran())-1], &Counted{"audience", "web_social/online", "awd_1", "A", 9}))
	var got []string
	for _, c := range Changes(before, after) {
		value := func(v *int64) string {
			if v == nil {
				return "none"
			}
			return fmt.Sprint(*v)
		}
		got = append(got, c.Key+" "+c.Part+": "+value(c.Before)+" to "+value(c.After))
	}
	if want := []string{"audience web_social/online: none to 9", "f_share_in_kind travel: 860000 to none"}; !slices.Equal(got, want) {
		t.Errorf("changed %q, want %q", got, want)
	}
	if len(Changes(before, before)) != 0 {
		t.Error("a report differs from itself")
	}
}

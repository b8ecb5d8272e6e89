package report

import (
	"fmt"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/fault"
)

// Tally is one figure counted a second way, by the database alone.
type Tally struct {
	Key   string `bun:"key"`
	Part  string `bun:"part"`
	Value int64  `bun:"value"`
}

// sum adds the parts of a broken-down figure, and counts them without the undisclosed.
func sum(figures []*Figure, key string) (total int64, parts int64) {
	for _, f := range figures {
		if f.Key == key {
			total += f.Value
			if f.Part != Undisclosed {
				parts++
			}
		}
	}
	return total, parts
}

// Reconcile refuses figures that are not the sum of their rows, or parts that do not
// sum to their whole (invariant 29); the fault names every one of them.
func Reconcile(figures []*Figure) error {
	var check fault.Check
	for _, f := range figures {
		var rows int64
		for _, r := range f.Rows {
			rows += r.Value
		}
		check.That(f.Unit == BasisPoints || rows == f.Value, name(f.Key, f.Part), "rows", "The figure is %d and its rows sum to %d.", f.Value, rows)
	}
	value := func(key string) int64 { v, _ := sum(figures, key); return v }
	same := func(a string, x int64, b string, y int64) {
		check.That(x == y, a, "unreconciled", "%s is %d, but %s is %d.", a, x, b, y)
	}
	for _, p := range []struct{ parts, whole string }{
		{"partnerships_by_theme", "partnerships_awarded"},
		{"awarded_by_theme", "money_awarded"},
		{"partners_by_region", "museums_abroad"},
		{"partners_by_country", "museums_abroad"},
		{"museums_by_state", "museums_us"},
		{"awarded_by_state", "money_awarded"},
	} {
		same("sum of "+p.parts, value(p.parts), p.whole, value(p.whole))
	}
	same("US museums and museums abroad", value("museums_us")+value("museums_abroad"), "museums", value("museums"))
	_, places := sum(figures, "museums_by_state")
	same("states, district and territories", value("states_reached")+value("district_reached")+value("territories_reached"), "places of museums_by_state", places)
	_, countries := sum(figures, "partners_by_country")
	same("countries_reached", value("countries_reached"), "countries of partners_by_country", countries)
	same("leverage", value("leverage"), "cost share / money awarded", ratio(value("cost_share_offered"), value("money_awarded")))
	for _, part := range []string{"applications_eligible", "applications_reviewed", "applications_awarded"} {
		check.That(value(part) <= value("applications_received"), part, "unreconciled", "%s is more than applications_received.", part)
	}
	reconcileRunning(figures, same)
	return refusal(&check, "report.unreconciled", "The figures do not reconcile, so they cannot be frozen.")
}

// Current refuses figures that differ from a second count of the records as they are now.
func Current(figures []*Figure, tallies []*Tally) error {
	var check fault.Check
	for _, t := range tallies {
		i := slices.IndexFunc(figures, func(f *Figure) bool { return f.Key == t.Key && f.Part == t.Part })
		switch {
		case i < 0:
			check.That(t.Value == 0, name(t.Key, t.Part), "stale", "The records now give %d; the report has no such figure.", t.Value)
		default:
			check.That(figures[i].Value == t.Value, name(t.Key, t.Part), "stale", "The records now give %d; the report says %d.", t.Value, figures[i].Value)
		}
	}
	for _, f := range figures {
		counted := slices.ContainsFunc(tallies, func(t *Tally) bool { return t.Key == f.Key && t.Part == f.Part })
		check.That(counted || f.Unit == BasisPoints || f.Value == 0 || f.Key == "partners_by_region" || derived(f.Key), name(f.Key, f.Part), "stale", "The records no longer give this figure.")
	}
	return refusal(&check, "report.stale", "The records have changed since the report was assembled. Assemble it again.")
}

func name(key, part string) string {
	if part == "" {
		return key
	}
	return fmt.Sprintf("%s.%s", key, part)
}

func refusal(check *fault.Check, code, message string) error {
	if check.Err() == nil {
		return nil
	}
	e := fault.New(fault.Conflict, code, "%s", message)
	e.Fields = check.Fields()
	return e
}

package duty_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/duty"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/golden"
	"github.com/vitrine-grants/vitrine/internal/lifecycle"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

func day(s string) calendar.Date {
	if s == "" {
		return calendar.Date{}
	}
	d, err := calendar.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func rules(t testing.TB) *ruleset.Set {
	t.Helper()
	s, ok := ruleset.Known().Named(fund.Rules2025)
	if !ok {
		t.Fatal("no rules")
	}
	return s
}

func span(start, end string) duty.Span { return duty.Span{Start: day(start), End: day(end)} }

// told prints duties as rule from..to by date, in lines.
func told(due []duty.Due) string {
	var b strings.Builder
	for _, d := range due {
		fmt.Fprintf(&b, "%s %s..%s %s", d.Rule, d.From, d.To, d.On)
		if d.Short {
			b.WriteString(" short")
		}
		if d.Free != nil {
			fmt.Fprintf(&b, " free until %s", d.Free.Next)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func only(due []duty.Due, who duty.Debtor) (out []duty.Due) {
	for _, d := range due {
		if d.Debtor == who {
			out = append(out, d)
		}
	}
	return out
}

func TestTheCalendarOfASubawardFromAugustToJuly(t *testing.T) {
	t.Parallel()
	plan := duty.Plan(duty.Standard(rules(t)), span("2026-08-01", "2027-07-31"))
	if got, want := told(only(plan, duty.Museum)), `museum_quarterly 2026-08-01..2026-09-30 2026-10-15 short
museum_quarterly 2026-10-01..2026-12-31 2027-01-15
museum_quarterly 2027-01-01..2027-03-31 2027-04-15
museum_quarterly 2027-04-01..2027-06-30 2027-07-15
museum_final 2026-08-01..2027-07-31 2027-10-29
`; got != want {
		t.Errorf("the museum owes\n%s", got)
	}
	if got, want := told(only(plan, duty.Administrator)), `funder_quarterly 2026-08-01..2026-09-30 2026-10-30 short
funder_quarterly 2026-10-01..2026-12-31 2027-01-30 free until 2027-02-01
funder_quarterly 2027-01-01..2027-03-31 2027-04-30
funder_quarterly 2027-04-01..2027-06-30 2027-07-30
funder_final 2026-08-01..2027-07-31 2027-11-28 free until 2027-11-29
`; got != want {
		t.Errorf("the administrator owes\n%s", got)
	}
	if got := duty.Keep(rules(t), day("2027-11-28"), nil, nil).Until.String(); got != "2030-11-28" {
		t.Errorf("records are kept until %s", got)
	}
}

func TestOtherRhythmsAndAnchors(t *testing.T) {
	t.Parallel()
	both := []duty.Part{duty.Narrative}
	rule := func(e duty.Every, a duty.Anchor, days, months int, with bool) duty.Rule {
		return duty.Rule{Key: "r", Debtor: duty.Museum, Parts: both, Every: e, Anchor: a, Days: days, Months: months, WithEnd: with, Source: "program"}
	}
	paid := duty.Span{Start: day("2026-08-01"), End: day("2027-07-31"), FirstPayment: day("2026-09-10")}
	for name, c := range map[string]struct {
		rule duty.Rule
		span duty.Span
		want string
	}{
		"half years of the federal calendar": {
			rule(duty.HalfYear, duty.FederalCalendar, 30, 0, false), span("2026-08-01", "2027-07-31"),
			"r 2026-08-01..2026-09-30 2026-10-30 short\nr 2026-10-01..2027-03-31 2027-04-30\n",
		},
		"a federal year": {
			rule(duty.Year, duty.FederalCalendar, 90, 0, false), span("2026-08-01", "2028-07-31"),
			"r 2026-08-01..2026-09-30 2026-12-29 short\nr 2026-10-01..2027-09-30 2027-12-29\n",
		},
		"quarters from the first day": {
			rule(duty.Quarter, duty.AwardStart, 15, 0, false), span("2026-08-15", "2027-02-28"),
			"r 2026-08-15..2026-11-14 2026-11-29 free until 2026-11-30\nr 2026-11-15..2027-02-14 2027-03-01\n",
		},
		"months from the last day of January": {
			rule(duty.Month, duty.AwardStart, 0, 0, false), span("2027-01-31", "2027-04-15"),
			"r 2027-01-31..2027-02-27 2027-02-27 free until 2027-03-01\nr 2027-02-28..2027-03-30 2027-03-30\n",
		},
		"the last business day of the month after": {
			rule(duty.Quarter, duty.FederalCalendar, 0, 1, false), span("2026-10-01", "2027-04-30"),
			"r 2026-10-01..2026-12-31 2027-01-29\nr 2027-01-01..2027-03-31 2027-04-30\n",
		},
		"the last business day of a month that ends with a holiday": {
			rule(duty.Month, duty.FederalCalendar, 0, 1, false), span("2027-04-01", "2027-05-15"),
			"r 2027-04-01..2027-04-30 2027-05-28\n",
		},
		"a month after the first payment": {
			rule(duty.Once, duty.FirstPayment, 30, 0, false), paid,
			"r 2026-09-10..2026-09-10 2026-10-10 free until 2026-10-13\n",
		},
		"quarters from the first payment": {
			rule(duty.Quarter, duty.FirstPayment, 10, 0, false), paid,
			"r 2026-09-10..2026-12-09 2026-12-19 free until 2026-12-21\nr 2026-12-10..2027-03-09 2027-03-19\nr 2027-03-10..2027-06-09 2027-06-19 free until 2027-06-21\n",
		},
		"nothing dated before the first payment":                   {rule(duty.Once, duty.FirstPayment, 30, 0, false), span("2026-08-01", "2027-07-31"), "r .. \n"},
		"rhythms wait for the first payment too":                   {rule(duty.Quarter, duty.FirstPayment, 30, 0, false), span("2026-08-01", "2027-07-31"), "r .. \n"},
		"a quarter that ends with the award is the final report's": {rule(duty.Quarter, duty.FederalCalendar, 30, 0, false), span("2026-10-01", "2026-12-31"), ""},
		"unless it is asked for beside it": {
			rule(duty.Quarter, duty.FederalCalendar, 30, 0, true), span("2026-10-01", "2026-12-31"),
			"r 2026-10-01..2026-12-31 2027-01-30 free until 2027-02-01\n",
		},
		"a period that ends before it begins owes nothing": {rule(duty.Quarter, duty.FederalCalendar, 30, 0, true), span("2026-10-01", "2026-09-30"), ""},
		"an award of one day":                              {rule(duty.Once, duty.AwardEnd, 90, 0, false), span("2026-10-01", "2026-10-01"), "r 2026-10-01..2026-10-01 2026-12-30\n"},
	} {
		if wrong := c.rule.Check(); len(wrong) > 0 {
			t.Errorf("%s: %q", name, wrong)
		}
		if got := told(duty.Plan([]duty.Rule{c.rule}, c.span)); got != c.want {
			t.Errorf("%s:\n%s", name, got)
		}
	}
}

func TestAnUnsoundRuleIsNamedAndOwesNothing(t *testing.T) {
	t.Parallel()
	sound := duty.Rule{Key: "r", Debtor: duty.Museum, Parts: []duty.Part{duty.Narrative}, Every: duty.Quarter, Anchor: duty.FederalCalendar, Days: 30, Source: "program"}
	for what, spoil := range map[string]func(*duty.Rule){
		"has no debtor":                       func(r *duty.Rule) { r.Debtor = "" },
		"asks for nothing":                    func(r *duty.Rule) { r.Parts = nil },
		"has no rhythm":                       func(r *duty.Rule) { r.Every = "fortnight" },
		"is counted from nothing":             func(r *duty.Rule) { r.Anchor = "" },
		"counts periods from the award's end": func(r *duty.Rule) { r.Anchor = duty.AwardEnd },
		"is due once, after nothing":          func(r *duty.Rule) { r.Every = duty.Once },
		"is due both by days and by months":   func(r *duty.Rule) { r.Months = 1 },
		"has no source":                       func(r *duty.Rule) { r.Source = "" },
		"has no key":                          func(r *duty.Rule) { r.Key = "" },
	} {
		r := sound
		spoil(&r)
		if got := strings.Join(r.Check(), "\n"); !strings.Contains(got, what) {
			t.Errorf("%s: %q", what, got)
		}
		if got := duty.Plan([]duty.Rule{r}, span("2026-08-01", "2027-07-31")); len(got) > 0 {
			t.Errorf("%s: owes %d", what, len(got))
		}
	}
	for _, r := range duty.Standard(rules(t)) {
		for _, wrong := range r.Check() {
			t.Error(wrong)
		}
	}
}

func TestPeriodsFollowEachOtherWithoutGapOrOverlap(t *testing.T) {
	t.Parallel()
	standard := duty.Standard(rules(t))
	rapid.Check(t, func(t *rapid.T) {
		start := day("2024-01-01").AddDays(rapid.IntRange(0, 1_000).Draw(t, "start"))
		s := duty.Span{Start: start, End: start.AddDays(rapid.IntRange(0, 1_500).Draw(t, "days")), FirstPayment: start.AddDays(rapid.IntRange(0, 60).Draw(t, "paid"))}
		r := standard[0]
		r.Every = rapid.SampledFrom([]duty.Every{duty.Month, duty.Quarter, duty.HalfYear, duty.Year}).Draw(t, "every")
		r.Anchor = rapid.SampledFrom([]duty.Anchor{duty.FederalCalendar, duty.AwardStart, duty.FirstPayment}).Draw(t, "anchor")
		r.WithEnd = rapid.Bool().Draw(t, "with")
		next := s.Start
		if r.Anchor == duty.FirstPayment {
			next = s.FirstPayment
		}
		for i, d := range duty.Plan([]duty.Rule{r}, s) {
			if d.From != next || d.To.Before(d.From) || d.To.After(s.End) || d.Sequence != i+1 || d.On != d.To.AddDays(r.Days) {
				t.Fatalf("%+v begins not on %s in %+v", d, next, s)
			}
			if (d.Free == nil) != duty.BusinessDay(d.On) || d.Free != nil && !duty.BusinessDay(d.Free.Next) {
				t.Fatalf("%s: %+v", d.On, d.Free)
			}
			next = d.To.AddDays(1)
		}
	})
}

func TestFederalHolidaysAreThoseOfTheLaw(t *testing.T) {
	t.Parallel()
	for year, want := range map[int]string{
		2026: "2026-01-01 2026-01-19 2026-02-16 2026-05-25 2026-06-19 2026-07-03 2026-09-07 2026-10-12 2026-11-11 2026-11-26 2026-12-25",
		2027: "2027-01-01 2027-01-18 2027-02-15 2027-05-31 2027-06-18 2027-07-05 2027-09-06 2027-10-11 2027-11-11 2027-11-25 2027-12-24",
		2028: "2027-12-31 2028-01-17 2028-02-21 2028-05-29 2028-06-19 2028-07-04 2028-09-04 2028-10-09 2028-11-10 2028-11-23 2028-12-25",
		2020: "2020-01-01 2020-01-20 2020-02-17 2020-05-25 2020-07-03 2020-09-07 2020-10-12 2020-11-11 2020-11-26 2020-12-25",
	} {
		var got []string
		for _, h := range duty.Holidays(year) {
			got = append(got, h.Observed.String())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%d: %s", year, strings.Join(got, " "))
		}
	}
	if h, ok := duty.HolidayOn(day("2027-12-31")); !ok || h.Key != "new_year" {
		t.Errorf("New Year's Eve of 2027: %+v", h)
	}
	if got := duty.NextBusinessDay(day("2027-12-31")).String(); got != "2028-01-03" {
		t.Errorf("after it people work on %s", got)
	}
	if got := len(duty.Holidays(1985)); got != 9 {
		t.Errorf("1985 had %d holidays", got)
	}
}

func owed(state duty.State, due ...duty.Due) (out []duty.Owed) {
	for _, d := range due {
		out = append(out, duty.Owed{Due: d, State: state})
	}
	return out
}

func TestHowADutyStandsAtAnInstant(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	first := only(duty.Plan(duty.Standard(rules(t)), span("2026-08-01", "2027-07-31")), duty.Museum)[0]
	for name, c := range map[string]struct {
		state    duty.State
		extended string
		now      string
		want     duty.Standing
		days     int
		blocks   bool
	}{
		"long before":                                  {duty.Scheduled, "", "2026-08-15T12:00:00Z", duty.Later, 61, false},
		"near, while the period runs":                  {duty.Scheduled, "", "2026-09-20T12:00:00Z", duty.Upcoming, 25, false},
		"the period is over":                           {duty.Opened, "", "2026-10-01T12:00:00Z", duty.DueNow, 14, false},
		"the last minute of the day in Washington":     {duty.Draft, "", "2026-10-16T03:59:00Z", duty.DueNow, 0, false},
		"a minute later":                               {duty.Draft, "", "2026-10-16T04:00:00Z", duty.Overdue, -1, true},
		"returned is owed again":                       {duty.Returned, "", "2026-10-20T12:00:00Z", duty.Overdue, -5, true},
		"handed in, yet not accepted, holds the money": {duty.Submitted, "", "2026-10-20T12:00:00Z", duty.Done, -5, true},
		"accepted":                             {duty.Accepted, "", "2026-10-20T12:00:00Z", duty.Done, -5, false},
		"being corrected it was accepted once": {duty.Amended, "", "2026-10-20T12:00:00Z", duty.Done, -5, false},
		"waived":                               {duty.Waived, "", "2026-10-20T12:00:00Z", duty.Done, -5, false},
		"extended by approval":                 {duty.Draft, "2026-10-31", "2026-10-20T12:00:00Z", duty.DueNow, 11, false},
		"and late even so":                     {duty.Draft, "2026-10-31", "2026-11-01T12:00:00Z", duty.Overdue, -1, true},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		o := duty.Owed{Due: first, State: c.state, Extended: day(c.extended)}
		got := duty.At([]duty.Owed{o}, now, zone, 30)[0]
		if got.Standing != c.want || got.Days != c.days {
			t.Errorf("%s: %s, %d days", name, got.Standing, got.Days)
		}
		if blocks := len(duty.Blocking([]duty.Owed{o}, duty.Museum, now, zone)) == 1; blocks != c.blocks {
			t.Errorf("%s: blocks %v", name, blocks)
		}
		if len(duty.Blocking([]duty.Owed{o}, duty.Administrator, now, zone)) > 0 {
			t.Errorf("%s: the museum's report is held against the administrator", name)
		}
		if got.On != first.On {
			t.Errorf("%s: the legal date is lost", name)
		}
	}
	waiting := duty.At([]duty.Owed{{Due: duty.Due{Rule: "r"}, State: duty.Scheduled}}, time.Unix(0, 0), zone, 30)
	if waiting[0].Standing != duty.Waiting {
		t.Errorf("%+v", waiting[0])
	}
}

func TestAChangeOfThePeriodMovesOnlyWhatIsNotAccepted(t *testing.T) {
	t.Parallel()
	standard := duty.Standard(rules(t))
	plan := only(duty.Plan(standard, span("2026-08-01", "2027-07-31")), duty.Museum)
	have := append(owed(duty.Accepted, plan[:2]...), owed(duty.Draft, plan[2])...)
	have = append(have, owed(duty.Scheduled, plan[3:]...)...)
	have[2].Extended = day("2027-05-31")
	told := func(shifts []duty.Shift) string {
		var b strings.Builder
		for _, s := range shifts {
			switch {
			case s.Before == nil:
				fmt.Fprintf(&b, "%s %s %s\n", s.Why, s.After.Key(), s.After.By())
			case s.After == nil:
				fmt.Fprintf(&b, "%s %s %s\n", s.Why, s.Before.Key(), s.Before.By())
			default:
				fmt.Fprintf(&b, "%s %s %s -> %s %s\n", s.Why, s.Before.Key(), s.Before.By(), s.After.By(), s.After.State)
			}
		}
		return b.String()
	}
	museum := standard[:2]
	for name, c := range map[string]struct {
		span duty.Span
		want string
	}{
		"nothing changes": {span("2026-08-01", "2027-07-31"), `settled museum_quarterly/2026-09-30 2026-10-15 -> 2026-10-15 accepted
settled museum_quarterly/2026-12-31 2027-01-15 -> 2027-01-15 accepted
stays museum_quarterly/2027-03-31 2027-05-31 -> 2027-05-31 draft
stays museum_quarterly/2027-06-30 2027-07-15 -> 2027-07-15 scheduled
stays museum_final 2027-10-29 -> 2027-10-29 scheduled
`},
		"three months more move the final report and add a quarter": {span("2026-08-01", "2027-10-31"), `settled museum_quarterly/2026-09-30 2026-10-15 -> 2026-10-15 accepted
settled museum_quarterly/2026-12-31 2027-01-15 -> 2027-01-15 accepted
stays museum_quarterly/2027-03-31 2027-05-31 -> 2027-05-31 draft
stays museum_quarterly/2027-06-30 2027-07-15 -> 2027-07-15 scheduled
moves museum_final 2027-10-29 -> 2028-01-29 scheduled
added museum_quarterly/2027-09-30 2027-10-15
`},
		"a termination in February drops what is after it": {span("2026-08-01", "2027-02-28"), `settled museum_quarterly/2026-09-30 2026-10-15 -> 2026-10-15 accepted
settled museum_quarterly/2026-12-31 2027-01-15 -> 2027-01-15 accepted
dropped museum_quarterly/2027-03-31 2027-05-31
dropped museum_quarterly/2027-06-30 2027-07-15
moves museum_final 2027-10-29 -> 2027-05-29 scheduled
`},
		"a termination inside an accepted quarter leaves it accepted": {span("2026-08-01", "2026-11-30"), `settled museum_quarterly/2026-09-30 2026-10-15 -> 2026-10-15 accepted
settled museum_quarterly/2026-12-31 2027-01-15 -> 2027-01-15 accepted
dropped museum_quarterly/2027-03-31 2027-05-31
dropped museum_quarterly/2027-06-30 2027-07-15
moves museum_final 2027-10-29 -> 2027-02-28 scheduled
`},
	} {
		if got := told(duty.Replan(have, museum, c.span)); got != c.want {
			t.Errorf("%s:\n%s", name, got)
		}
	}
	closed := owed(duty.Accepted, plan...)
	if got := told(duty.Replan(closed, museum, span("2026-08-01", "2027-08-31"))); !strings.Contains(got, "added museum_final 2027-11-29") {
		t.Errorf("a later end asks for another final report:\n%s", got)
	}
	wait := duty.Rule{Key: "start", Debtor: duty.Museum, Parts: plan[0].Parts, Every: duty.Once, Anchor: duty.FirstPayment, Days: 10, Source: "program"}
	waiting := owed(duty.Scheduled, duty.Plan([]duty.Rule{wait}, span("2026-08-01", "2027-07-31"))...)
	paid := duty.Span{Start: day("2026-08-01"), End: day("2027-07-31"), FirstPayment: day("2026-09-01")}
	if got := told(duty.Replan(waiting, []duty.Rule{wait}, paid)); got != "moves start  -> 2026-09-11 scheduled\n" {
		t.Errorf("the first payment dates what waited for it: %q", got)
	}
}

func TestSettledDutiesAreNeverTouched(t *testing.T) {
	t.Parallel()
	standard := duty.Standard(rules(t))
	states := []duty.State{duty.Scheduled, duty.Opened, duty.Draft, duty.Submitted, duty.Returned, duty.Accepted, duty.Amended, duty.Waived}
	rapid.Check(t, func(t *rapid.T) {
		start := day("2026-01-01").AddDays(rapid.IntRange(0, 300).Draw(t, "start"))
		at := func(name string) duty.Span {
			return duty.Span{Start: start, End: start.AddDays(rapid.IntRange(30, 900).Draw(t, name))}
		}
		var have []duty.Owed
		for _, d := range duty.Plan(standard, at("before")) {
			have = append(have, duty.Owed{Due: d, State: rapid.SampledFrom(states).Draw(t, "state")})
		}
		after := at("after")
		shifts := duty.Replan(have, standard, after)
		keys := map[string]int{}
		for i, s := range shifts {
			if i < len(have) && have[i].State.Settled() && (s.Why != duty.ShiftSettled || s.After.On != have[i].On || s.After.To != have[i].To) {
				t.Fatalf("%+v", s)
			}
			if s.After != nil {
				keys[s.After.Key()+s.After.To.String()]++
			}
		}
		for _, d := range duty.Plan(standard, after) {
			if n := keys[d.Key()+d.To.String()]; n != 1 {
				t.Fatalf("%s is owed %d times", d.Key(), n)
			}
		}
	})
}

func TestTheLadderRingsEachRungOnce(t *testing.T) {
	t.Parallel()
	plan := only(duty.Plan(duty.Standard(rules(t)), span("2026-08-01", "2027-07-31")), duty.Museum)
	due := owed(duty.Draft, plan[0]) // by 2026-10-15
	for name, c := range map[string]struct {
		since, today string
		want         string
	}{
		"nothing far away":                   {"2026-09-01", "2026-09-30", ""},
		"a fortnight before":                 {"2026-09-30", "2026-10-01", "fortnight"},
		"told the day before, not again":     {"2026-10-01", "2026-10-02", ""},
		"the eve":                            {"2026-10-13", "2026-10-14", "eve"},
		"the day itself says nothing more":   {"2026-10-14", "2026-10-15", ""},
		"a day late":                         {"2026-10-15", "2026-10-16", "late"},
		"a month late the director hears":    {"2026-11-13", "2026-11-14", "month_late"},
		"after ten days of silence one word": {"2026-10-07", "2026-10-17", "late skipping [week eve]"},
	} {
		got := ""
		for _, r := range duty.Reminders(duty.Ladder(), due, day(c.since), day(c.today)) {
			got = r.Rung.Key
			if len(r.Skipped) > 0 {
				got += fmt.Sprintf(" skipping %v", r.Skipped)
			}
			if r.Hold != (r.Days > 0) {
				t.Errorf("%s: holds %v", name, r.Hold)
			}
		}
		if got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
	seen := map[string]int{}
	for d := day("2026-08-01"); d.Before(day("2027-01-01")); d = d.AddDays(1) {
		for _, r := range duty.Reminders(duty.Ladder(), due, d.AddDays(-1), d) {
			seen[r.Rung.Key]++
		}
		if len(duty.Reminders(duty.Ladder(), owed(duty.Submitted, plan[0]), d.AddDays(-1), d)) > 0 {
			t.Fatal("what was handed in is asked for")
		}
	}
	for _, r := range duty.Ladder() {
		if seen[r.Key] != 1 || len(r.To) == 0 {
			t.Errorf("%s rang %d times for %v", r.Key, seen[r.Key], r.To)
		}
	}
	if last := duty.Ladder()[len(duty.Ladder())-1]; last.To[len(last.To)-1] != auth.Director {
		t.Errorf("the last rung is for %v", last.To)
	}
}

func TestRecordsAreKeptThreeYearsAndUnderHolds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		submitted string
		disposed  []calendar.Date
		holds     []duty.Hold
		until     string
		on        string
		erasable  bool
	}{
		"before the final report nothing is erased": {"", nil, nil, "", "2040-01-01", false},
		"the last day of three years":               {"2027-11-28", nil, nil, "2030-11-28", "2030-11-28", false},
		"the day after":                             {"2027-11-28", nil, nil, "2030-11-28", "2030-11-29", true},
		"equipment sold later":                      {"2027-11-28", []calendar.Date{day("2027-12-31"), day("2027-01-01")}, nil, "2030-12-31", "2030-12-01", false},
		"an audit that is open":                     {"2027-11-28", nil, []duty.Hold{{Reason: "audit", From: day("2030-01-01")}}, "2030-11-28", "2035-01-01", false},
		"an audit that ended after":                 {"2027-11-28", nil, []duty.Hold{{Reason: "audit", From: day("2030-01-01"), Lifted: day("2031-06-01")}}, "2031-06-01", "2031-06-02", true},
		"a claim that ended before changes nothing": {"2027-11-28", nil, []duty.Hold{{Reason: "claim", From: day("2028-01-01"), Lifted: day("2028-06-01")}}, "2030-11-28", "2030-11-29", true},
	} {
		got := duty.Keep(rules(t), day(c.submitted), c.disposed, c.holds)
		if got.Until.String() != c.until || got.Erasable(day(c.on)) != c.erasable {
			t.Errorf("%s: until %s, erasable %v", name, got.Until, got.Erasable(day(c.on)))
		}
	}
}

func TestStatesAreAsWrittenDown(t *testing.T) {
	t.Parallel()
	for file, table := range map[string]lifecycle.Table{"report": duty.ReportMoves(), "closeout": duty.CloseoutMoves()} {
		for _, wrong := range table.Sound() {
			t.Error(wrong)
		}
		golden.Check(t, "testdata/"+file+".golden", table.String())
	}
	for _, s := range []duty.State{duty.Scheduled, duty.Opened, duty.Draft, duty.Submitted, duty.UnderReview, duty.Returned, duty.Accepted, duty.Amended, duty.Waived} {
		if !slices.Contains(duty.ReportMoves().States(), string(s)) {
			t.Errorf("no report is ever %s", s)
		}
	}
	for _, state := range []string{"open", "reports_in", "liquidated", "refund_due", "reconciled"} {
		if _, err := duty.CloseoutMoves().Step(state, "close"); err == nil {
			t.Errorf("%s is closed without certificate", state)
		}
	}
}

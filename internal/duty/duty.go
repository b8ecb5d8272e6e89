// Package duty says which reports an award owes, for which period and by which day, and what follows
// while one is not there: reminders, an escalation by steps, a hold on payments.
//
// Rules are data; the days they name come from the rule set the award is under. The legal date is
// kept even where it is a weekend or a federal holiday: that is a warning, never another date. A change
// of the period of performance moves only what is not accepted. Nothing here knows a clock: instants,
// zones and dates are handed in.
package duty

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fund"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// Debtor is who owes a report.
type Debtor string

// The debtors.
const (
	Museum        Debtor = "museum"        // the subrecipient owes the administrator
	Administrator Debtor = "administrator" // the recipient owes the funder
)

// Part is what a report has to say.
type Part string

// The parts of reports.
const (
	Narrative Part = "narrative"
	Financial Part = "financial"
)

// Every is how often a report is due.
type Every string

// The rhythms; once is a single report.
const (
	Month    Every = "month"
	Quarter  Every = "quarter"
	HalfYear Every = "half_year"
	Year     Every = "year"
	Once     Every = "once"
)

func (e Every) months() int {
	return map[Every]int{Month: 1, Quarter: 3, HalfYear: 6, Year: 12}[e]
}

// Anchor is what the periods of a rule are counted from.
type Anchor string

// The anchors.
const (
	FederalCalendar Anchor = "federal_calendar" // quarters end with March, June, September, December; years with September
	AwardStart      Anchor = "award_start"      // whole months from the first day
	FirstPayment    Anchor = "first_payment"    // whole months from the day of the first payment; once, that day itself
	AwardEnd        Anchor = "award_end"        // the whole award, once: the final report
)

// Rule is one duty to report, as data.
type Rule struct {
	Key     string `json:"key"`
	Debtor  Debtor `json:"debtor"`
	Parts   []Part `json:"parts"`
	Every   Every  `json:"every"`
	Anchor  Anchor `json:"anchor"`
	Days    int    `json:"days"`    // calendar days after the period's last day
	Months  int    `json:"months"`  // instead of days: the last business day of so many months after the period's last day
	WithEnd bool   `json:"withEnd"` // also for a period that ends with the award, beside the final report
	Source  string `json:"source"`  // where the days come from: 2 CFR 200.328, or the program's own rule
}

// MuseumDays is how many days a museum has after a quarter, so that the administrator can consolidate
// before its own thirty are over: the program's own rule.
const MuseumDays = 15

// Standard are the duties of an award and of the funder award above it under a rule set.
func Standard(s *ruleset.Set) []Rule {
	both := []Part{Narrative, Financial}
	return []Rule{
		{Key: "museum_quarterly", Debtor: Museum, Parts: both, Every: Quarter, Anchor: FederalCalendar, Days: MuseumDays, Source: "program"},
		{Key: "museum_final", Debtor: Museum, Parts: both, Every: Once, Anchor: AwardEnd, Days: s.Days(fund.FinalReportSubrecipient), Source: s.Source(fund.FinalReportSubrecipient)},
		{Key: "funder_quarterly", Debtor: Administrator, Parts: both, Every: Quarter, Anchor: FederalCalendar, Days: s.Days(fund.QuarterlyReportDue), Source: s.Source(fund.QuarterlyReportDue)},
		{Key: "funder_final", Debtor: Administrator, Parts: both, Every: Once, Anchor: AwardEnd, Days: s.Days(fund.FinalReportRecipient), Source: s.Source(fund.FinalReportRecipient)},
	}
}

// Span is the period of performance, and the first payment once there was one.
type Span struct {
	Start, End   calendar.Date
	FirstPayment calendar.Date // absent while nothing was paid
}

// Due is one report that is owed.
type Due struct {
	Rule     string
	Debtor   Debtor
	Parts    []Part
	Sequence int           // of its rule, from 1
	From, To calendar.Date // the period it reports on, both days included
	On       calendar.Date // the legal date; absent while it waits for the first payment
	Final    bool
	Short    bool // the period is shorter than the rhythm, since the award began or ended in it
	Free     *Free
}

// Free warns that a legal date is no working day.
type Free struct {
	Weekend bool
	Holiday string        // key of the holiday; empty for a weekend alone
	Next    calendar.Date // the working day after it
}

// Waits tells whether the date is unknown until the first payment.
func (d Due) Waits() bool { return d.On.IsZero() }

// Key is the same for the same duty whenever it is planned: the rule and the period's last day; a
// single report has its rule alone, since the end it waits for may move.
func (d Due) Key() string {
	if d.Final || d.To.IsZero() {
		return d.Rule
	}
	return d.Rule + "/" + d.To.String()
}

// Check refuses nothing a person could mean and everything that has no sense, by name of the rule.
func (r Rule) Check() []string {
	var wrong []string
	bad := func(is bool, what string) {
		if is {
			wrong = append(wrong, fmt.Sprintf("%s: %s", r.Key, what))
		}
	}
	bad(r.Key == "", "has no key")
	bad(r.Debtor != Museum && r.Debtor != Administrator, "has no debtor")
	bad(len(r.Parts) == 0, "asks for nothing")
	bad(r.Every != Once && r.Every.months() == 0, "has no rhythm")
	bad(!slices.Contains([]Anchor{FederalCalendar, AwardStart, FirstPayment, AwardEnd}, r.Anchor), "is counted from nothing")
	bad((r.Anchor == AwardEnd) && r.Every != Once, "counts periods from the award's end")
	bad(r.Every == Once && (r.Anchor == FederalCalendar || r.Anchor == AwardStart), "is due once, after nothing")
	bad(r.Days < 0 || r.Months < 0 || r.Days > 0 && r.Months > 0, "is due both by days and by months")
	bad(r.Source == "", "has no source")
	return wrong
}

// Plan is the preview of all that a period of performance owes, by date; an unsound rule or a period
// that ends before it begins owes nothing.
func Plan(rules []Rule, s Span) []Due {
	var out []Due
	for _, r := range rules {
		if len(r.Check()) > 0 || s.Start.IsZero() || s.End.Before(s.Start) {
			continue
		}
		out = append(out, r.plan(s)...)
	}
	slices.SortStableFunc(out, func(a, b Due) int {
		if a.Waits() != b.Waits() {
			return cmp.Compare(on(a.Waits()), on(b.Waits()))
		}
		return cmp.Or(cmp.Compare(a.On.String(), b.On.String()), cmp.Compare(a.To.String(), b.To.String()))
	})
	return out
}

func on(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (r Rule) plan(s Span) []Due {
	if r.Every == Once {
		d := Due{Rule: r.Key, Debtor: r.Debtor, Parts: r.Parts, Sequence: 1, From: s.Start, To: s.End, Final: r.Anchor == AwardEnd}
		if r.Anchor == FirstPayment {
			d.From, d.To = s.FirstPayment, s.FirstPayment
		}
		return []Due{r.dated(d)}
	}
	if r.Anchor == FirstPayment && s.FirstPayment.IsZero() {
		return []Due{{Rule: r.Key, Debtor: r.Debtor, Parts: r.Parts, Sequence: 1}}
	}
	var out []Due
	begin := s.Start
	if r.Anchor == FirstPayment {
		begin = s.FirstPayment
	}
	for from, n := begin, 1; !from.After(s.End); n++ {
		end, full := r.ends(begin, from, n)
		if end.After(s.End) || end == s.End && !r.WithEnd {
			break // the final report covers what is left
		}
		out = append(out, r.dated(Due{Rule: r.Key, Debtor: r.Debtor, Parts: r.Parts, Sequence: n, From: from, To: end, Short: !full}))
		from = end.AddDays(1)
	}
	return out
}

// ends is the last day of the nth period, and whether the period has its full length.
func (r Rule) ends(begin, from calendar.Date, n int) (calendar.Date, bool) {
	months := r.Every.months()
	if r.Anchor != FederalCalendar {
		return begin.AddMonths(months * n).AddDays(-1), true
	}
	end := from.MonthEnd()
	for (int(end.Month())+3)%months != 0 { // counted from October, where the federal year begins
		end = end.AddDays(1).MonthEnd()
	}
	return end, from == end.AddDays(1).AddMonths(-months)
}

// dated gives a duty its legal date, with the warning where nobody works on it.
func (r Rule) dated(d Due) Due {
	if d.To.IsZero() {
		return d
	}
	d.On = d.To.AddDays(r.Days)
	if r.Months > 0 {
		d.On = LastBusinessDay(calendar.On(d.To.Year(), d.To.Month(), 1).AddMonths(r.Months))
	}
	d.Free = FreeOn(d.On)
	return d
}

// FreeOn is the warning that nobody works on a day; nil on a working day.
func FreeOn(d calendar.Date) *Free {
	if BusinessDay(d) {
		return nil
	}
	f := &Free{Weekend: Weekend(d), Next: NextBusinessDay(d)}
	if h, ok := HolidayOn(d); ok {
		f.Holiday = h.Key
	}
	return f
}

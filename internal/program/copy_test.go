package program_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
	"github.com/vitrine-grants/vitrine/internal/program"
)

// single is a cycle with one phase that ends at an instant.
func single(year int, zone string, opens, closes time.Time) *program.Detail {
	d := &program.Detail{Cycle: program.Cycle{ID: ident.NewCycle(), Year: year, Zone: zone, AppropriationMinor: 5, AdminReserveMinor: 1, Currency: money.USD}}
	d.Phases = []*program.Phase{{ID: ident.NewPhase(), Cycle: d.ID, Kind: program.ProposalPhase, OpensAt: opens, ClosesAt: closes, GraceSeconds: 60}}
	return d
}

func TestACopyMovesDatesByWholeYearsOnTheClockOfItsZone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		zone, closes string // local
		from, to     int
		want         string
	}{
		"a deadline keeps its last second":                                  {"America/New_York", "2027-03-05 23:59:59", 2027, 2028, "2028-03-05 23:59:59"},
		"where clocks change on another day the time of day stays":          {"America/New_York", "2026-03-10 23:59:59", 2026, 2028, "2028-03-10 23:59:59"},
		"summer time in one year and winter time in the next":               {"America/New_York", "2027-03-14 12:00:00", 2027, 2029, "2029-03-14 12:00:00"},
		"29 February becomes the 28th where there is none":                  {"Africa/Nairobi", "2028-02-29 17:00:00", 2028, 2029, "2029-02-28 17:00:00"},
		"29 February stays where there is one":                              {"Africa/Nairobi", "2028-02-29 17:00:00", 2028, 2032, "2032-02-29 17:00:00"},
		"a cycle can be copied into the past":                               {"Asia/Kolkata", "2027-12-31 23:59:59", 2027, 2015, "2015-12-31 23:59:59"},
		"a copy for the same year keeps everything":                         {"America/New_York", "2027-11-07 01:30:00", 2027, 2027, "2027-11-07 01:30:00"},
		"a zone that has since left summer time still shows the time typed": {"America/Sao_Paulo", "2018-11-10 23:59:59", 2018, 2027, "2027-11-10 23:59:59"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			z, err := time.LoadLocation(c.zone)
			if err != nil {
				t.Fatal(err)
			}
			closes, err := time.ParseInLocation(time.DateTime, c.closes, z)
			if err != nil {
				t.Fatal(err)
			}
			d := single(c.from, c.zone, closes.AddDate(0, -3, 0), closes)
			got := d.Copy(ident.NewProgram(), c.to, "Next")
			if at := got.Phases[0].ClosesAt.In(z).Format(time.DateTime); at != c.want {
				t.Errorf("closes %s, want %s", at, c.want)
			}
			if got.Phases[0].ClosesAt.Location() != time.UTC || got.Phases[0].GraceSeconds != 60 {
				t.Error("an instant is kept in UTC with its grace")
			}
		})
	}
}

func TestACopySharesNothingWithItsModel(t *testing.T) {
	t.Parallel()
	at := time.Date(2027, time.March, 5, 4, 59, 59, 0, time.UTC)
	d := single(2027, "America/New_York", at.AddDate(0, -2, 0), at)
	d.State, d.ReviewOpenedAt, d.Version = program.Closed, &at, 9
	d.ProjectStartsOn, d.ProjectEndsOn = calendar.On(2027, time.August, 1), calendar.On(2028, time.July, 31)
	d.Themes = []*program.Theme{{ID: ident.NewTheme(), Cycle: d.ID, Title: program.Text{"en": "Water"}, Master: true, Ordinal: 1}}
	d.Criteria = []*program.Criterion{{ID: ident.NewCriterion(), Cycle: d.ID, Key: "concept", Weight: 100, Ordinal: 1}}
	d.Deadlines = []*program.DeadlineChange{{Phase: d.Phases[0].ID}}
	got := d.Copy(d.Program, 2030, "Museums Connect 2030")
	if got.State != program.Draft || got.ReviewOpenedAt != nil || got.Version != 1 || got.AppropriationMinor != 0 || got.AdminReserveMinor != 0 || len(got.Deadlines) != 0 {
		t.Errorf("a copy is a bare draft: %+v", got.Cycle)
	}
	if got.ID == d.ID || got.Phases[0].ID == d.Phases[0].ID || got.Themes[0].ID == d.Themes[0].ID || got.Criteria[0].ID == d.Criteria[0].ID {
		t.Error("a copy has ids of its own")
	}
	if got.Phases[0].Cycle != got.ID || got.Themes[0].Cycle != got.ID || got.Criteria[0].Cycle != got.ID {
		t.Error("parts belong to the copy")
	}
	if got.ProjectStartsOn != calendar.On(2030, time.August, 1) || got.ProjectEndsOn != calendar.On(2031, time.July, 31) {
		t.Errorf("projects from %s to %s", got.ProjectStartsOn, got.ProjectEndsOn)
	}
	if d.AppropriationMinor != 5 || d.State != program.Closed {
		t.Error("the model changed")
	}
}

// Whatever the zone and the years, the local month, day and time of day stay, but for 29 February and a gap of the clock.
func TestCopiedDeadlinesKeepTheirLocalTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"America/New_York", "Europe/Madrid", "Asia/Shanghai", "Africa/Nairobi", "Pacific/Apia", "UTC"}).Draw(t, "zone")
		z, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		year, by := rapid.IntRange(2005, 2035).Draw(t, "year"), rapid.IntRange(-10, 10).Draw(t, "by")
		closes := time.Date(year, time.Month(rapid.IntRange(1, 12).Draw(t, "month")), rapid.IntRange(1, 28).Draw(t, "day"), rapid.IntRange(4, 23).Draw(t, "hour"), 59, 59, 0, z)
		got := single(year, name, closes.Add(-time.Hour), closes).Copy(ident.NewProgram(), year+by, "x").Phases[0].ClosesAt.In(z)
		want := time.Date(year+by, closes.Month(), closes.Day(), closes.Hour(), 59, 59, 0, z)
		if !got.Equal(want) || got.Year() != year+by || (want.Hour() == closes.Hour() && got.Hour() != closes.Hour()) {
			t.Fatalf("%s by %d years is %s, want %s", closes, by, got, want)
		}
	})
}

package place_test

import (
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/place"
)

func TestIncomeGroupCounts(t *testing.T) {
	t.Parallel()
	// The Bank lists 217 economies in fiscal year 2026. Here the Channel
	// Islands are two and Taiwan is added, so high income has 88, not 86; the
	// 31 places it does not list join its own two unclassified economies.
	for fy, want := range map[int]map[place.IncomeGroup]int{
		2026: {place.LowIncome: 25, place.LowerMiddleIncome: 50, place.UpperMiddleIncome: 54, place.HighIncome: 88, place.Unclassified: 33},
		2027: {place.LowIncome: 24, place.LowerMiddleIncome: 46, place.UpperMiddleIncome: 59, place.HighIncome: 88, place.Unclassified: 33},
		2025: {place.Unclassified: 250},
		2028: {place.Unclassified: 250},
	} {
		got := map[place.IncomeGroup]int{}
		for _, c := range place.All() {
			got[c.IncomeGroup(fy)]++
		}
		for _, g := range place.IncomeGroups() {
			if got[g] != want[g] {
				t.Errorf("%d: %d %s, want %d", fy, got[g], g, want[g])
			}
		}
	}
}

func TestIncomeGroupOf(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		c    place.Country
		fy   int
		want place.IncomeGroup
	}{
		{"Namibia, whose code is not a null", "NA", 2026, place.LowerMiddleIncome},
		{"Guadeloupe, which the Bank does not list", "GP", 2026, place.Unclassified},
		{"Western Sahara, which the Bank does not list", "EH", 2027, place.Unclassified},
		{"Vatican City, which the Bank does not list", "VA", 2026, place.Unclassified},
		{"Ethiopia, left unclassified by the Bank", "ET", 2026, place.Unclassified},
		{"Venezuela, left unclassified by the Bank", "VE", 2026, place.Unclassified},
		{"Taiwan", "TW", 2026, place.HighIncome},
		{"Jersey, half of the Channel Islands", "JE", 2026, place.HighIncome},
		{"Costa Rica, moved up in 2026", "CR", 2026, place.HighIncome},
		{"Cabo Verde, moved up in 2026", "CV", 2026, place.UpperMiddleIncome},
		{"Samoa, moved up in 2026", "WS", 2026, place.UpperMiddleIncome},
		{"Kosovo", "XK", 2026, place.UpperMiddleIncome},
		{"Jordan before its move", "JO", 2026, place.LowerMiddleIncome},
		{"Jordan after its move", "JO", 2027, place.UpperMiddleIncome},
		{"Micronesia after its move", "FM", 2027, place.UpperMiddleIncome},
		{"Philippines after its move", "PH", 2027, place.UpperMiddleIncome},
		{"Sri Lanka after its move", "LK", 2027, place.UpperMiddleIncome},
		{"Vietnam after its move", "VN", 2027, place.UpperMiddleIncome},
		{"Togo before its move", "TG", 2026, place.LowIncome},
		{"Togo after its move", "TG", 2027, place.LowerMiddleIncome},
		{"no country", "", 2026, place.Unclassified},
		{"an unknown code", "ZZ", 2026, place.Unclassified},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := tc.c.IncomeGroup(tc.fy); got != tc.want {
				t.Errorf("%s in %d is %s, want %s", tc.c, tc.fy, got, tc.want)
			}
		})
	}
}

func TestExactlySixCountriesMovedIn2027(t *testing.T) {
	t.Parallel()
	moved := 0
	for _, c := range place.All() {
		if c.IncomeGroup(2026) != c.IncomeGroup(2027) {
			moved++
		}
	}
	if moved != 6 {
		t.Errorf("%d countries moved, want 6", moved)
	}
}

func TestFiscalYearTurnsOnTheFirstOfJuly(t *testing.T) {
	t.Parallel()
	tokyo := time.FixedZone("Tokyo", 9*3600)
	for _, tc := range []struct {
		day  time.Time
		want int
	}{
		{time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC), 2026},
		{time.Date(2026, 6, 30, 23, 59, 59, 0, time.UTC), 2026},
		{time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC), 2027},
		{time.Date(2026, 7, 1, 0, 0, 0, 0, tokyo), 2027},
		{time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC), 2027},
		{time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), 2027},
	} {
		if got := place.FiscalYear(tc.day); got != tc.want {
			t.Errorf("%s is in fiscal year %d, want %d", tc.day, got, tc.want)
		}
	}
}

func TestThresholdsSplitWithoutGaps(t *testing.T) {
	t.Parallel()
	for _, fy := range place.FiscalYears() {
		th, ok := place.ThresholdsOf(fy)
		if !ok {
			t.Fatalf("no thresholds for %d", fy)
		}
		for income, want := range map[int]place.IncomeGroup{
			0: place.LowIncome, th.Low: place.LowIncome, th.Low + 1: place.LowerMiddleIncome,
			th.LowerMiddle: place.LowerMiddleIncome, th.LowerMiddle + 1: place.UpperMiddleIncome,
			th.UpperMiddle: place.UpperMiddleIncome, th.UpperMiddle + 1: place.HighIncome,
		} {
			if got := th.Group(income); got != want {
				t.Errorf("%d: $%d is %s, want %s", fy, income, got, want)
			}
		}
	}
	if th, _ := place.ThresholdsOf(2026); th != (place.Thresholds{Low: 1135, LowerMiddle: 4495, UpperMiddle: 13935}) {
		t.Errorf("2026: %+v", th)
	}
	if th, _ := place.ThresholdsOf(2027); th != (place.Thresholds{Low: 1175, LowerMiddle: 4635, UpperMiddle: 14375}) {
		t.Errorf("2027: %+v", th)
	}
	if _, ok := place.ThresholdsOf(2024); ok {
		t.Error("2024 has thresholds out of nowhere")
	}
}

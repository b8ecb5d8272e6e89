package postgres

import (
	"encoding/json"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/place"
	"github.com/vitrine-grants/vitrine/internal/report"
)

func TestProjectsOfAReportAreReadAsEncodingJSONReadsThem(t *testing.T) {
	t.Parallel()
	texts := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{`"`, `\"}`, "a, {b: [c]", "музей", "null", ""}))
	rapid.Check(t, func(t *rapid.T) {
		stop := func() report.Stop {
			return report.Stop{
				Organization: ident.NewOrganization(), Name: texts.Draw(t, "name"), City: texts.Draw(t, "city"), State: rapid.SampledFrom([]place.State{"", "IL"}).Draw(t, "state"),
				Country: rapid.SampledFrom([]place.Country{"US", "KE"}).Draw(t, "country"), Lat: rapid.Float64Range(-90, 90).Draw(t, "lat"), Lon: rapid.Float64Range(-180, 180).Draw(t, "lon"),
			}
		}
		var want []*report.Project
		for range rapid.IntRange(0, 3).Draw(t, "projects") {
			p := &report.Project{Partnership: ident.NewPartnership(), Title: texts.Draw(t, "title"), Year: rapid.IntRange(1990, 2090).Draw(t, "year"), Lead: stop()}
			for range rapid.IntRange(0, 3).Draw(t, "partners") {
				p.Partners = append(p.Partners, stop())
			}
			want = append(want, p)
		}
		raw, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(raw, &want); err != nil { // what is no UTF-8 is replaced
			t.Fatal(err)
		}
		got, err := reportProjects(raw)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s is read as %+v, not %+v", raw, got, want)
		}
	})
}

// TestEveryFieldOfAProjectIsRead fails when a field is added that the reader does not know.
func TestEveryFieldOfAProjectIsRead(t *testing.T) {
	t.Parallel()
	stop := report.Stop{Organization: ident.NewOrganization(), Name: "a", City: "b", State: "IL", Country: "US", Lat: 1, Lon: 2}
	whole := &report.Project{Partnership: ident.NewPartnership(), Title: "c", Year: 2027, Lead: stop, Partners: []report.Stop{stop}}
	raw, err := json.Marshal([]*report.Project{whole})
	if err != nil {
		t.Fatal(err)
	}
	got, err := reportProjects(raw)
	if err != nil || len(got) != 1 {
		t.Fatalf("%v, %v", got, err)
	}
	for _, v := range []reflect.Value{reflect.ValueOf(*got[0]), reflect.ValueOf(got[0].Lead), reflect.ValueOf(got[0].Partners[0])} {
		for i := range v.NumField() {
			if v.Field(i).IsZero() {
				t.Errorf("%s.%s is not read, or not filled by this test", v.Type(), v.Type().Field(i).Name)
			}
		}
	}
}

package chart_test

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/chart"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestScenesAreDrawnAsBefore(t *testing.T) {
	t.Parallel()
	for name, scene := range scenes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := scene().SVG("c-"+name, "Title of "+name, "What it says & shows")
			wellFormed(t, got)
			path := filepath.Join("testdata", name+".svg")
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("drawing changed (-want +got):\n%s", diff)
			}
		})
	}
}

// wellFormed reads every token and refuses what a strict content policy would.
func wellFormed(t interface {
	Helper()
	Fatalf(string, ...any)
}, svg string,
) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		el, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if el.Name.Local == "script" || el.Name.Local == "style" {
			t.Fatalf("element %s is not allowed", el.Name.Local)
		}
		for _, a := range el.Attr {
			if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") {
				t.Fatalf("attribute %s is not allowed", a.Name.Local)
			}
		}
	}
}

func TestEveryClassUsedHasARuleInTheStylesheet(t *testing.T) {
	t.Parallel()
	for name, scene := range scenes {
		for _, part := range strings.Split(scene().SVG("x", "", ""), `class="`)[1:] {
			class, _, _ := strings.Cut(part, `"`)
			if !strings.Contains(chart.Stylesheet(), "."+class+" ") && !strings.Contains(chart.Stylesheet(), "."+class+",") {
				t.Errorf("%s: class %s has no rule", name, class)
			}
		}
	}
}

func TestAnyTextStaysInsideItsElement(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		label, value := rapid.String().Draw(t, "label"), rapid.Float64().Draw(t, "value")
		wellFormed(t, chart.Bars(200, []chart.Datum{{Label: label, Value: value, Text: label}}).SVG("a", label, label))
		wellFormed(t, chart.Lines(200, []string{label}, []chart.Series{{Name: label, Values: []float64{value}}}).SVG("a", label, label))
	})
}

func TestTicksCoverTheRangeInEvenSteps(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(-1e9, 1e9).Draw(t, "low")
		high := low + rapid.Float64Range(0.001, 1e9).Draw(t, "span")
		ticks := chart.Ticks(low, high, 5)
		step := ticks[1] - ticks[0]
		if ticks[0] > low+step*1e-6 || ticks[len(ticks)-1] < high-step*1e-6 {
			t.Fatalf("%v does not cover %v to %v", ticks, low, high)
		}
		if len(ticks) < 3 || len(ticks) > 8 {
			t.Fatalf("%d ticks for five", len(ticks))
		}
	})
}

func TestTicksOf(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		low, high float64
		want      []float64
	}{
		"scores from one to five":     {1, 5, []float64{1, 2, 3, 4, 5}},
		"an empty range spans one":    {0, 0, []float64{0, 0.2, 0.4, 0.6000000000000001, 0.8, 1}},
		"money up to 1.3 million":     {0, 1.3e6, []float64{0, 500000, 1000000, 1500000}},
		"an infinite range is as one": {0, math.Inf(1), []float64{0, 0.2, 0.4, 0.6000000000000001, 0.8, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, chart.Ticks(tc.low, tc.high, 5)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestShortNumbers(t *testing.T) {
	t.Parallel()
	for v, want := range map[float64]string{
		0: "0", 0.25: "0.25", 999: "999", 1000: "1K", 1.5e6: "1.5M", -2500: "-2.5K", 3e12: "3T", -0.001: "0",
	} {
		if got := chart.Short(v); got != want {
			t.Errorf("Short(%v) = %q, want %q", v, got, want)
		}
	}
}

func TestTheMapKnowsTheCountriesOfPastPartnerships(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, code := range chart.Countries() {
		if known[code] || len(code) != 2 {
			t.Errorf("code %q is repeated or malformed", code)
		}
		known[code] = true
	}
	for _, code := range strings.Fields("US ZA CN MX AF MA FR NO TW IN BR PK XK") {
		if !known[code] {
			t.Errorf("no outline for %s", code)
		}
	}
}

func TestPlacesLandInsideTheMap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := chart.Place{North: rapid.Float64Range(-55, 80).Draw(t, "north"), East: rapid.Float64Range(-180, 180).Draw(t, "east")}
		s := chart.World(500, chart.WorldMap{Places: []chart.Place{p}})
		dot, ok := s.Items[len(s.Items)-1].(chart.Circle)
		if !ok || dot.X < 0 || dot.X > s.W || dot.Y < 0 || dot.Y > s.H {
			t.Fatalf("%+v is drawn at %+v", p, dot)
		}
	})
}

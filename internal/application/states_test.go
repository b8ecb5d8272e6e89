package application_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/application"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestStatesAreAsWrittenDown(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, m := range application.Moves() {
		fmt.Fprintf(&b, "%-16s %-16s %-16s %s\n", m.From, m.Verb, m.To, m.By)
	}
	const file = "testdata/states.golden"
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the life of an application changed:\n%s", b.String())
	}
}

func TestNothingLeavesItsEnd(t *testing.T) {
	t.Parallel()
	for _, end := range []application.State{application.Awarded, application.Declined, application.Withdrawn} {
		for _, m := range application.Moves() {
			if m.From == end {
				t.Errorf("%s leaves %s", m.Verb, end)
			}
		}
	}
}

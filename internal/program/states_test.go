package program_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/program"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestStatesAreAsWrittenDown(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, m := range program.Moves() {
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
		t.Errorf("the life of a cycle changed:\n%s", b.String())
	}
}

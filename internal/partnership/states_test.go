package partnership_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/partnership"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestStatesAreAsWrittenDown(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, m := range partnership.Moves() {
		fmt.Fprintf(&b, "%-16s %-16s %-16s %s\n", m.From, m.Verb, m.To, m.By)
	}
	golden(t, "testdata/states.golden", b.String())
}

func TestStatesOfAnEndorsementAreAsWrittenDown(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, m := range partnership.EndorsementMoves() {
		from, by := m.From, string(m.By)
		if from == "" {
			from = "-"
		}
		if by == "" {
			by = map[partnership.EndorsementVerb]string{partnership.VerbAnswer: "the post, by its link", partnership.VerbExpire: "the clock"}[m.Verb]
		}
		fmt.Fprintf(&b, "%-16s %-16s %-16s %s\n", from, m.Verb, m.To, by)
	}
	golden(t, "testdata/endorsement.golden", b.String())
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s changed:\n%s", file, got)
	}
}

package review_test

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/review"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestTheLifeCyclesAreTheseAndNoOthers(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, table := range []struct {
		name  string
		moves []review.Move
	}{{"panel", review.PanelMoves()}, {"assignment", review.AssignmentMoves()}} {
		fmt.Fprintf(&b, "%s\n", table.name)
		for _, m := range table.moves {
			fmt.Fprintf(&b, "  %-24s %-24s %-18s %s\n", m.From, m.To, m.Verb, m.By)
		}
	}
	golden(t, "testdata/states.golden", b.String())
}

func TestEndsHaveNoWayOut(t *testing.T) {
	t.Parallel()
	for _, m := range review.AssignmentMoves() {
		if review.AssignmentState(m.From).Over() {
			t.Errorf("%s leads from %s to %s", m.Verb, m.From, m.To)
		}
	}
}

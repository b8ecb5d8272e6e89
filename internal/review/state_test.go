package review_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/golden"
	"github.com/vitrine-grants/vitrine/internal/review"
)

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
	golden.Check(t, "testdata/states.golden", b.String())
}

func TestEndsHaveNoWayOut(t *testing.T) {
	t.Parallel()
	for _, m := range review.AssignmentMoves() {
		if review.AssignmentState(m.From).Over() {
			t.Errorf("%s leads from %s to %s", m.Verb, m.From, m.To)
		}
	}
}

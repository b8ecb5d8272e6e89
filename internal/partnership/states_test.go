package partnership_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/golden"
	"github.com/vitrine-grants/vitrine/internal/partnership"
)

func TestStatesAreAsWrittenDown(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, m := range partnership.Moves() {
		fmt.Fprintf(&b, "%-16s %-16s %-16s %s\n", m.From, m.Verb, m.To, m.By)
	}
	golden.Check(t, "testdata/states.golden", b.String())
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
	golden.Check(t, "testdata/endorsement.golden", b.String())
}

package assignment

import (
	"fmt"
	"testing"
)

func BenchmarkSolve(b *testing.B) {
	for _, size := range []struct{ proposals, reviewers int }{{60, 12}, {300, 40}, {1000, 150}} {
		b.Run(fmt.Sprintf("%d proposals, %d reviewers, 4 each", size.proposals, size.reviewers), func(b *testing.B) {
			in := world(size.proposals, size.reviewers, 4, 3)
			for b.Loop() {
				plan, err := Solve(in)
				if err != nil || len(plan.Pairs) != 4*size.proposals {
					b.Fatal(err, len(plan.Pairs))
				}
			}
		})
	}
}

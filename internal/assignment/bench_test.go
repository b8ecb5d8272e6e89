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

func BenchmarkSolveWithRoomForHalf(b *testing.B) {
	in, few := world(1000, 150, 4, 3), 13
	limit(&in, func(int) *int { return &few })
	for b.Loop() {
		if plan, err := Solve(in); err != nil || len(plan.Gaps) == 0 {
			b.Fatal(err)
		}
	}
}

func BenchmarkWhy(b *testing.B) {
	in := world(1000, 150, 4, 3)
	plan, err := Solve(in)
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		if _, err := plan.Why(in.Proposals[i%1000].ID, in.Reviewers[i%149].ID); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkArrange(b *testing.B) {
	plan, err := Solve(world(1000, 150, 4, 3))
	if err != nil {
		b.Fatal(err)
	}
	shelves := plan.Shelves()
	for b.Loop() {
		orders, err := Arrange(3, shelves)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(orders.Drawn.Deviation), "drawn-sd-thousandths")
		b.ReportMetric(float64(orders.Balanced.Deviation), "balanced-sd-thousandths")
	}
}

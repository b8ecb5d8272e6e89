package calibration

import "testing"

// cycle is the issue's: 5,000 proposals, 150 reviewers, 15,000 reviews of eight criteria.
func cycle() Input {
	p := maker{proposals: 5000, reviewers: 150, each: 3, quality: 9000, leniency: 6000, error: 7000, seed: 1}.make()
	return p.in
}

func BenchmarkCalibrateACycle(b *testing.B) {
	in := cycle()
	b.Run("points", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			calibrate(b, in)
		}
	})
	in.Criteria = []string{"a", "b", "c", "d", "e", "f", "g", "h"}
	for i := range in.Scores {
		in.Scores[i].Marks = make([]int, 8)
		for k := range in.Scores[i].Marks {
			in.Scores[i].Marks[k] = 2 + int(in.Scores[i].Points+int64(k)*7919)%9
		}
	}
	b.Run("points and eight criteria", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			calibrate(b, in)
		}
	})
}

func BenchmarkDrawACycleAThousandTimes(b *testing.B) {
	c := calibrate(b, cycle())
	for b.Loop() {
		if _, err := c.Draw(Bootstrap{Draws: 1000, Top: 300, Seed: 1}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAdviseOnACycle(b *testing.B) {
	c := calibrate(b, cycle())
	for b.Loop() {
		if _, err := c.Advise(Line{Places: 300, Most: 3}); err != nil {
			b.Fatal(err)
		}
	}
}

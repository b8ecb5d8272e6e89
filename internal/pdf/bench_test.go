package pdf_test

import (
	"io"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/pdf"
)

// BenchmarkLetter says how many letters a second one core writes.
func BenchmarkLetter(b *testing.B) {
	for name, l := range map[string]pdf.Letter{"en": english(), "es": spanish(), "zh-Hans": chinese(), "arabic addressee": arabic()} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := pdf.WriteLetter(io.Discard, l); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "letters/s")
		})
	}
	run := make([]pdf.Letter, 100)
	for i := range run {
		run[i] = english()
	}
	b.Run("print run of 100", func(b *testing.B) {
		for b.Loop() {
			if _, err := pdf.Letters(io.Discard, run); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N*len(run))/b.Elapsed().Seconds(), "letters/s")
	})
}

package sheet_test

import (
	"io"
	"runtime"
	"strconv"
	"testing"

	"github.com/vitrine-grants/vitrine/internal/sheet"
)

// BenchmarkABookOfManyRows says how much more memory four hundred thousand rows hold than a hundred thousand do.
func BenchmarkABookOfManyRows(b *testing.B) {
	held := func(rows int) float64 {
		book, err := sheet.NewBook(io.Discard, "Bench", "Number", "Name", "Amount", "Day")
		if err != nil {
			b.Fatal(err)
		}
		most := uint64(0)
		look := func() {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse)
		}
		look()
		before := most
		for i := range rows {
			if err := book.Cells(sheet.Cell{Text: strconv.Itoa(i), Kind: sheet.Number}, sheet.Cell{Text: "A museum of some length, number " + strconv.Itoa(i)},
				sheet.Cell{Text: "1234.56", Kind: sheet.Number, Unit: "USD"}, sheet.Cell{Text: "2027-08-01", Kind: sheet.Day}); err != nil {
				b.Fatal(err)
			}
			if i%5_000 == 4_999 {
				look()
			}
		}
		if err := book.End(); err != nil {
			b.Fatal(err)
		}
		look()
		return float64(most-before) / (1 << 20)
	}
	small, big := held(100_000), held(400_000)
	b.ReportMetric(small, "MB-100k")
	b.ReportMetric(big, "MB-400k")
	b.ReportMetric(big/small, "400k/100k")
}

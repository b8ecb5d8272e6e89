package web

import (
	"testing"
	"time"

	"github.com/vitrine-grants/vitrine/internal/web/catalog"
	"github.com/vitrine-grants/vitrine/internal/web/view"
)

func TestFiguresInASentenceAreWrittenAsTheReaderWritesThem(t *testing.T) {
	t.Parallel()
	p := view.Page{Printer: catalog.For("en").At(time.Date(2027, 2, 10, 0, 0, 0, 0, time.UTC), time.UTC)}
	for said, want := range map[string]string{
		"opened 1979-06-15, 2 years on":               "opened June 15, 1979, 2 years on",
		"asks for 86300.00 USD; only 26000.50 USD is": "asks for $86,300.00; only $26,000.50 is",
		"MC-2026-001 of 2026-13-40, 12.50 XQZ":        "MC-2026-001 of 2026-13-40, 12.50 XQZ",
	} {
		if got := asRead(p, said); got != want {
			t.Errorf("%q is read as %q, not %q", said, got, want)
		}
	}
}

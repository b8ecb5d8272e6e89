package sheet_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vitrine-grants/vitrine/internal/sheet"
)

func TestNoCellBecomesAFormula(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "+44 20": "'+44 20", "-12.50": "-12.50", "-": "'-", "@SUM(A1)": "'@SUM(A1)", "\t=x": "'\t=x", "  =cmd": "'  =cmd",
		"＝1": "'＝1", "Kano": "Kano", "": "", "1,5": "1,5", "-1-1": "'-1-1", "12": "12",
	} {
		if got := sheet.Safe(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cells := rapid.SliceOfN(rapid.String(), 1, 6).Draw(t, "cells")
		var b strings.Builder
		c, err := sheet.NewCSV(&b, "a")
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Row(cells...); err != nil {
			t.Fatal(err)
		}
		if err := c.End(); err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff")))
		r.FieldsPerRecord = -1
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) == 1 { // a single empty cell is an empty line, which readers skip
			return
		}
		for i, s := range cells {
			// A reader of CSV folds \r\n into \n; nothing else changes.
			if got, want := rows[1][i], strings.ReplaceAll(sheet.Safe(s), "\r\n", "\n"); got != want {
				t.Fatalf("%q was read as %q", want, got)
			}
		}
	})
}

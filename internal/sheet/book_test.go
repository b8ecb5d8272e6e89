package sheet_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/vitrine-grants/vitrine/internal/sheet"
)

func TestABookIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	w, err := sheet.NewBook(&b, "Awards", "Number", "Amount", "Due")
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("x", excelize.TotalCellChars+9)
	for _, row := range [][]sheet.Cell{
		{{Text: "=1+1"}, {Text: "80000.05", Kind: sheet.Number}, {Text: "2027-10-29", Kind: sheet.Day}},
		{{Text: "a\x00b\x0bc"}, {Text: "12345678901234567.89", Kind: sheet.Number}, {Text: "never", Kind: sheet.Day}},
		{{Text: long}},
	} {
		if err := w.Cells(row...); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.End(); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	at := func(cell string) string {
		v, err := f.GetCellValue("Sheet1", cell)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for cell, want := range map[string]string{
		"A1": "Number", "A2": "=1+1", "B2": "80000.05", "C2": "2027-10-29", "A3": "abc", "B3": "12345678901234567.89", "C3": "never",
		"A4": long[:excelize.TotalCellChars-1] + "…",
	} {
		if got := at(cell); got != want {
			t.Errorf("%s reads %.40q, want %.40q", cell, got, want)
		}
	}
	if k, err := f.GetCellType("Sheet1", "B2"); err != nil || k == excelize.CellTypeInlineString {
		t.Errorf("money is no number: %v %v", k, err)
	}
	for _, cell := range []string{"A2", "B2"} {
		if formula, err := f.GetCellFormula("Sheet1", cell); err != nil || formula != "" {
			t.Errorf("%s became the formula %q (%v)", cell, formula, err)
		}
	}
}

func TestACSVLeavesNumbersAndGuardsWords(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	w, err := sheet.NewCSV(&b, "Museum", "Change")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Cells(sheet.Cell{Text: "@SUM"}, sheet.Cell{Text: "-12.50", Kind: sheet.Number}); err != nil {
		t.Fatal(err)
	}
	if err := w.End(); err != nil {
		t.Fatal(err)
	}
	if want := "\ufeffMuseum,Change\n'@SUM,-12.50\n"; b.String() != want {
		t.Errorf("wrote %q, want %q", b.String(), want)
	}
}

func TestAWorkbookOfManySheetsIsTheSameBytesEachTime(t *testing.T) {
	t.Parallel()
	made := func() string {
		var out bytes.Buffer
		b, err := sheet.NewBook(&out, "Many", "A")
		if err != nil {
			t.Fatal(err)
		}
		for i := range 8 {
			if err := b.Sheet("Sheet "+strconv.Itoa(i+2), "B"); err != nil {
				t.Fatal(err)
			}
			if err := b.Cells(sheet.Cell{Text: strconv.Itoa(i), Kind: sheet.Number}); err != nil {
				t.Fatal(err)
			}
		}
		if err := b.End(); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	first := made()
	if got, err := excelize.OpenReader(strings.NewReader(first)); err != nil || got.SheetCount != 9 {
		t.Fatalf("read again: %v, %v", got, err)
	}
	for range 9 {
		if made() != first {
			t.Fatal("the same rows are other bytes")
		}
	}
}

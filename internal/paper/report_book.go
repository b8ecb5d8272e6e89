package paper

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/vitrine-grants/vitrine/internal/report"
	"github.com/vitrine-grants/vitrine/internal/sheet"
)

// ReportBook writes a frozen report's data as a workbook: its cover and text, each table, every figure with its formula, and
// the records behind each. It is in English, as the funder reads it; the same data gives the same cells.
func ReportBook(w io.Writer, data []byte) error {
	var s report.Snapshot
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("read report: %w", err)
	}
	b, err := sheet.NewBook(w, s.Program+" "+string(s.Kind), "Report", "")
	if err != nil {
		return err
	}
	if err := bookCover(b, s); err != nil {
		return err
	}
	named := captions()
	for _, t := range report.Tables(s.Figures) {
		if err := bookTable(b, t, named[t.Key]); err != nil {
			return err
		}
	}
	if err := bookFigures(b, s.Figures); err != nil {
		return err
	}
	return b.End()
}

func words(text ...string) []sheet.Cell {
	out := make([]sheet.Cell, len(text))
	for i, t := range text {
		out[i] = sheet.Cell{Text: t}
	}
	return out
}

func bookCover(b *sheet.Book, s report.Snapshot) error {
	rows := [][]sheet.Cell{
		words("Funder", s.Funder), words("Program and cycle", fmt.Sprintf("%s %d", s.Program, s.Year)), words("Period", covered(s)),
		words("Records as of", s.AsOf.UTC().Format("2006-01-02 15:04 UTC")), words("Report", s.Report),
	}
	if s.Federal != nil {
		rows = append(rows, words("Award", s.Federal.Number+", "+s.Federal.Title), words("Recipient", s.Federal.Recipient), words("SF-425, 12. Remarks", s.Federal.Remarks425()))
	}
	for _, x := range s.Sections {
		for _, p := range x.Paragraphs() {
			from := ""
			if p.Source != nil {
				from = fmt.Sprintf("Award %s, %s version %d", p.Source.Label, p.Source.Filing, p.Source.Round)
			}
			rows = append(rows, words(sectionName(x.Key), plainText(p.Text), from))
		}
	}
	for _, r := range s.Rules {
		rows = append(rows, words("Counting rule", r))
	}
	for _, r := range rows {
		if err := b.Cells(r...); err != nil {
			return err
		}
	}
	return nil
}

// plain is a figure as a spreadsheet adds it: money as its decimal number, shares in percent.
func plain(u report.Unit, value int64) sheet.Cell {
	switch u {
	case report.MinorUSD:
		f := report.Figure{Unit: u, Value: value}
		return sheet.Cell{Text: f.Money().Decimal(), Kind: sheet.Number, Unit: "USD"}
	case report.BasisPoints:
		return sheet.Cell{Text: strconv.FormatFloat(float64(value)/100, 'f', 2, 64), Kind: sheet.Number}
	}
	return sheet.Cell{Text: strconv.FormatInt(value, 10), Kind: sheet.Number}
}

func bookTable(b *sheet.Book, t *report.Table, name string) error {
	heads := columns()
	head := []string{""}
	for _, c := range t.Columns {
		head = append(head, heads[c])
	}
	if err := b.Sheet(name, head...); err != nil {
		return err
	}
	lines := t.Rows
	if t.Foot != nil {
		lines = append(lines[:len(lines):len(lines)], t.Foot)
	}
	for _, l := range lines {
		row := words("Total")
		if l != t.Foot {
			row = words(lineLabel(t, l))
		}
		for _, c := range l.Cells {
			switch {
			case c.Word != "":
				row = append(row, sheet.Cell{Text: spelled(c.Word)})
			case c.Unit == "":
				row = append(row, sheet.Cell{})
			default:
				row = append(row, plain(c.Unit, c.Value))
			}
		}
		if err := b.Cells(row...); err != nil {
			return err
		}
	}
	return nil
}

func bookFigures(b *sheet.Book, all []*report.Figure) error {
	if err := b.Sheet("Figures", "Figure", "Part", "Unit", "Value", "Formula", "Records"); err != nil {
		return err
	}
	for _, f := range all {
		row := append(words(f.Key, f.Part, string(f.Unit)), plain(f.Unit, f.Value), sheet.Cell{Text: f.Formula}, sheet.Cell{Text: strconv.Itoa(len(f.Rows)), Kind: sheet.Number})
		if err := b.Cells(row...); err != nil {
			return err
		}
	}
	if err := b.Sheet("Records", "Figure", "Part", "Record", "Name", "Adds"); err != nil {
		return err
	}
	for _, f := range all {
		unit := f.Unit
		if unit == report.BasisPoints {
			unit = report.MinorUSD
		}
		for _, r := range f.Rows {
			if err := b.Cells(append(words(f.Key, f.Part, r.Subject, r.Label), plain(unit, r.Value))...); err != nil {
				return err
			}
		}
	}
	return nil
}

package sheet

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// Kind is how a spreadsheet program is to take a cell.
type Kind string

// The kinds of cells.
const (
	Words  Kind = ""       // text, never a formula
	Number Kind = "number" // a plain decimal number
	Day    Kind = "day"    // a calendar day, ISO 8601
)

// Cell is one value as text; money is its plain decimal number.
type Cell struct {
	Text string
	Kind Kind
	Unit string // the currency of an amount
}

// Rows takes a list row by row; nothing of it is kept in memory for longer than it must.
type Rows interface {
	Cells(row ...Cell) error
	End() error
}

// Cells writes one row; numbers and days stay as they are, words never become a formula.
func (c *CSV) Cells(row ...Cell) error {
	out := make([]string, len(row))
	for i, x := range row {
		if out[i] = x.Text; x.Kind == Words {
			out[i] = Safe(x.Text)
		}
	}
	return c.w.Write(out)
}

// Book writes an XLSX workbook, sheet after sheet; rows beyond a few megabytes wait in a file, not in memory.
type Book struct {
	out  io.Writer
	file *excelize.File
	rows *excelize.StreamWriter
	bold int
	day  int
	next int
}

const sheetName = "Sheet1" // as excelize names the first

// NewBook begins a workbook with its head in bold, which stays in sight when one scrolls.
func NewBook(w io.Writer, title string, head ...string) (*Book, error) {
	f := excelize.NewFile()
	if err := f.SetDocProps(&excelize.DocProperties{Title: title, Creator: "Vitrine"}); err != nil {
		return nil, err
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, err
	}
	format := "yyyy-mm-dd"
	day, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		return nil, err
	}
	b := &Book{out: w, file: f, bold: bold, day: day}
	return b, b.begin(sheetName, head)
}

// Sheet ends the sheet that is written and begins another with its head; a name is kept to what a workbook takes.
func (b *Book) Sheet(name string, head ...string) error {
	if err := b.rows.Flush(); err != nil {
		return err
	}
	if name = strings.NewReplacer("[", "(", "]", ")", ":", "", "*", "", "?", "", "/", "-", "\\", "-").Replace(clean(name)); len([]rune(name)) > excelize.MaxSheetNameLength {
		name = string([]rune(name)[:excelize.MaxSheetNameLength])
	}
	if _, err := b.file.NewSheet(name); err != nil {
		return err
	}
	return b.begin(name, head)
}

func (b *Book) begin(name string, head []string) error {
	s, err := b.file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	b.rows, b.next = s, 1
	if err := s.SetColWidth(1, max(len(head), 1), 18); err != nil {
		return err
	}
	if err := s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	top := make([]any, len(head))
	for i, h := range head {
		top[i] = excelize.Cell{StyleID: b.bold, Value: clean(h)}
	}
	return b.add(top)
}

// Cells writes one row.
func (b *Book) Cells(row ...Cell) error {
	out := make([]any, len(row))
	for i, c := range row {
		out[i] = b.value(c)
	}
	return b.add(out)
}

func (b *Book) value(c Cell) any {
	switch c.Kind {
	case Number:
		if f, err := strconv.ParseFloat(c.Text, 64); err == nil && len(strings.TrimLeft(c.Text, "-0.")) <= 15 { // what a spreadsheet keeps exactly
			return f
		}
	case Day:
		if d, err := time.Parse(time.DateOnly, c.Text); err == nil {
			return excelize.Cell{StyleID: b.day, Value: d}
		}
	}
	return clean(c.Text)
}

func (b *Book) add(row []any) error {
	err := b.rows.SetRow("A"+strconv.Itoa(b.next), row)
	b.next++
	return err
}

// End writes the whole file.
func (b *Book) End() error {
	if err := b.rows.Flush(); err != nil {
		return err
	}
	if b.file.SheetCount == 1 {
		if _, err := b.file.WriteTo(b.out); err != nil {
			return err
		}
		return b.file.Close()
	}
	var whole bytes.Buffer
	if _, err := b.file.WriteTo(&whole); err != nil {
		return err
	}
	if err := inOrder(b.out, whole.Bytes()); err != nil {
		return err
	}
	return b.file.Close()
}

// inOrder writes the parts of a workbook by their names: the library writes several sheets in any order, and the same
// rows are to be the same bytes.
func inOrder(out io.Writer, whole []byte) error {
	z, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		return err
	}
	slices.SortFunc(z.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	w := zip.NewWriter(out)
	for _, f := range z.File {
		if err := w.Copy(f); err != nil {
			return err
		}
	}
	return w.Close()
}

// clean takes away what no XML may have, and what is beyond the longest cell of a spreadsheet.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if r := []rune(s); len(r) > excelize.TotalCellChars {
		return string(r[:excelize.TotalCellChars-1]) + "…"
	}
	return s
}

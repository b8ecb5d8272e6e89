package pdf

import "github.com/vitrine-grants/vitrine/internal/chart"

// Block is a piece of a letter's body or of a report's section: Paragraph,
// Heading, Bullets, Facts, Table, Figures, Plot or Note.
type Block interface{ flowInto(*flow) }

// Paragraph is running text; line ends in it are kept.
type Paragraph string

// Heading is a title within the body, kept with what follows.
type Heading string

// Note is small quiet text, such as how something was counted.
type Note string

// Bullets is a list without order.
type Bullets []string

// Facts is two columns, a name and a value; a rule closes it.
type Facts []Fact

// Fact is one line of Facts. Money is set flush right; Total is set bold under
// a rule.
type Fact struct {
	Label, Value string
	Money, Total bool
}

// Align says at which edge of its column a cell stands.
type Align int

// Left is for words, Right for figures.
const (
	Left Align = iota
	Right
)

// Column is the head of a table's column.
type Column struct {
	Head  string
	Align Align
}

// Table is rows under heads that are repeated on each page; Totals, when there
// are any, close it. Rows shorter than the columns are filled with nothing.
type Table struct {
	Caption string
	Columns []Column
	Rows    [][]string
	Totals  []string
}

// Figures is a grid of key figures, three in a row.
type Figures []Figure

// Figure is a number with its name; Ref points to where it comes from.
type Figure struct{ Label, Value, Ref string }

// Plot is a drawing scaled to the width of the text.
type Plot struct {
	Scene   chart.Scene
	Caption string
}

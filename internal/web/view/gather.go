package view

import (
	"bytes"
	"context"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"github.com/vitrine-grants/vitrine/internal/sheet"
)

// Gathered is a table of a page as a spreadsheet takes it: what the reader would see, without marks and buttons.
type Gathered struct {
	Caption  string
	Head     []string
	Currency []string // of the columns that hold money of one currency, else empty
	Rows     [][]sheet.Cell
	Foot     [][]sheet.Cell
	Next     string // the address of the list's next page; empty on the last

	cash []map[string]bool // the currencies seen in each column; "" is a cell that holds no money
}

type gathering struct{ tables []*Gathered }

type gatherKey struct{}

// Gathering is a context in which drawing a page gathers its tables; the function tells them in the page's order.
func Gathering(ctx context.Context) (context.Context, func() []*Gathered) {
	g := &gathering{}
	return context.WithValue(ctx, gatherKey{}, g), func() []*Gathered { return g.tables }
}

// IsGathering tells whether a page is drawn for its tables alone.
func IsGathering(ctx context.Context) bool { return ctx.Value(gatherKey{}) != nil }

// gather keeps what a table holds where tables are gathered.
func gather(ctx context.Context, p Page, t Table) error {
	g, ok := ctx.Value(gatherKey{}).(*gathering)
	if !ok {
		return nil
	}
	x := &Gathered{Caption: t.Caption}
	for _, c := range t.Columns {
		if !c.Hidden {
			x.Head = append(x.Head, c.Title)
			x.Currency = append(x.Currency, "")
			x.cash = append(x.cash, map[string]bool{})
		}
	}
	for _, r := range t.Rows {
		row, err := x.row(ctx, p, t, r, true)
		if err != nil {
			return err
		}
		x.Rows = append(x.Rows, row)
	}
	for _, r := range t.Foot {
		row, err := x.row(ctx, p, t, r, false)
		if err != nil {
			return err
		}
		x.Foot = append(x.Foot, row)
	}
	for i, seen := range x.cash {
		for c := range seen {
			if len(seen) == 1 {
				x.Currency[i] = c
			}
		}
	}
	g.tables = append(g.tables, x)
	return nil
}

func (x *Gathered) row(ctx context.Context, p Page, t Table, r Row, counts bool) ([]sheet.Cell, error) {
	var out []sheet.Cell
	for i, c := range r.Cells {
		if t.column(i).Hidden {
			continue
		}
		var b bytes.Buffer
		if err := c.Render(ctx, &b); err != nil {
			return nil, err
		}
		cell := read(&b)
		if cell.Kind == sheet.Words && t.column(i).Numeric {
			cell = p.figure(cell)
		}
		if n := len(out); counts && n < len(x.cash) && cell.Text != "" && cell.Text != "–" && cell.Text != "—" {
			x.cash[n][cell.Unit] = true
		}
		out = append(out, cell)
	}
	return out, nil
}

// figure turns what the reader's language writes as a whole number back into one.
func (p Page) figure(c sheet.Cell) sheet.Cell {
	var n int64
	for _, r := range c.Text {
		if r >= '0' && r <= '9' && n < 1<<52 {
			n = n*10 + int64(r-'0')
		}
	}
	if p.Number(n) == c.Text {
		return sheet.Cell{Text: strings.Map(digit, c.Text), Kind: sheet.Number}
	}
	return c
}

func digit(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

// gatherNext keeps where the list that was gathered last goes on.
func gatherNext(ctx context.Context, next string) {
	if g, ok := ctx.Value(gatherKey{}).(*gathering); ok && len(g.tables) > 0 {
		g.tables[len(g.tables)-1].Next = next
	}
}

// unread are elements whose text is no part of what a cell says.
func unread(n html.Token) bool {
	switch n.Data {
	case "form", "button", "script", "style", "svg", "template":
		return true
	}
	for _, a := range n.Attr {
		if a.Key == "aria-hidden" && a.Val == "true" {
			return true
		}
	}
	return false
}

// value is what an element stands for: an amount with its currency, or a day.
func value(n html.Token) (sheet.Cell, bool) {
	at := map[string]string{}
	for _, a := range n.Attr {
		at[a.Key] = a.Val
	}
	switch {
	case n.Data == "data" && at["data-currency"] != "":
		return sheet.Cell{Text: at["value"], Kind: sheet.Number, Unit: at["data-currency"]}, true
	case n.Data == "time" && len(at["datetime"]) == len(time.DateOnly):
		return sheet.Cell{Text: at["datetime"], Kind: sheet.Day}, true
	case n.Data == "time" && at["datetime"] != "":
		return sheet.Cell{Text: at["datetime"]}, true
	}
	return sheet.Cell{}, false
}

func void(element string) bool {
	switch element {
	case "br", "img", "input", "wbr", "hr":
		return true
	}
	return false
}

// reader walks the HTML of one cell.
type reader struct {
	all, beside strings.Builder // every word, and those outside an amount or a day
	typed       []sheet.Cell
	skipped     int    // elements that are open and not read
	inside      string // the element whose words are its value
}

func (c *reader) open(t html.Token) {
	if c.skipped > 0 || unread(t) {
		if !void(t.Data) {
			c.skipped++
		}
		return
	}
	if v, ok := value(t); ok && c.inside == "" {
		c.typed, c.inside = append(c.typed, v), t.Data
	}
	c.gap(t.Data)
}

func (c *reader) end(t html.Token) {
	if c.skipped > 0 {
		c.skipped--
		return
	}
	if t.Data == c.inside {
		c.inside = ""
	}
	c.gap(t.Data)
}

// gap keeps the words of two blocks apart.
func (c *reader) gap(element string) {
	switch element {
	case "span", "a", "bdi", "b", "strong", "em", "i", "abbr", "code", "data", "time":
	default:
		c.all.WriteByte(' ')
	}
}

func (c *reader) text(words string) {
	if c.skipped > 0 {
		return
	}
	c.all.WriteString(words)
	if c.inside == "" {
		c.beside.WriteString(words)
	}
}

// read is what a cell says: the value of an amount or a day that stands alone, else its words.
func read(r io.Reader) sheet.Cell {
	var c reader
	z := html.NewTokenizer(r)
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(c.typed) == 1 && strings.TrimSpace(c.beside.String()) == "" {
				return c.typed[0]
			}
			return sheet.Cell{Text: strings.Join(strings.Fields(c.all.String()), " ")}
		case html.StartTagToken:
			c.open(z.Token())
		case html.EndTagToken:
			c.end(z.Token())
		case html.TextToken:
			c.text(html.UnescapeString(string(z.Text())))
		}
	}
}

// Names of what an address says of a list that is wanted as a file.
const (
	AsFile = "as"   // csv or xlsx
	OfList = "list" // the table's caption
)

// sheetURL is where a table of this page is had as a file.
func (p Page) sheetURL(as, caption string) templ.SafeURL {
	at, query, _ := strings.Cut(p.Path, "?")
	q, err := url.ParseQuery(query)
	if err != nil {
		q = url.Values{}
	}
	q.Set(AsFile, as)
	q.Set(OfList, caption)
	return templ.SafeURL(at + "?" + q.Encode())
}

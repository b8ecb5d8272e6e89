package budget

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/partnership"
)

// Columns of the file in which lines travel, in the order they are written; they are read in any.
func heads() []string {
	return []string{
		"item", "category", "museum", "side", "funding", "description", "unit", "quantity", "rate", "currency",
		"exchange", "exchange_on", "exchange_source", "amount", "participant_support", "justification",
	}
}

// Records are the lines as rows of text under a head, for writing to a file that ReadLines reads again.
func (s *Sheet) Records() [][]string {
	out := [][]string{heads()}
	for _, l := range s.Lines {
		in := l.Input()
		name := ""
		if i := slices.IndexFunc(s.Museums, func(m Museum) bool { return m.Organization == l.Organization }); i >= 0 {
			name = s.Museums[i].Name
		}
		support := "no"
		if l.Participant {
			support = "yes"
		}
		out = append(out, []string{
			string(l.Item), string(l.Category), name, string(l.Side), string(l.Funding), l.Description, l.Unit, in.Quantity, in.Rate, in.Currency,
			in.Exchange, in.ExchangeOn.String(), in.ExchangeSource, l.Amount().Decimal(), support, l.Justification,
		})
	}
	return out
}

// ImportInput is a file of lines, as comma or semicolon separated text with a head.
type ImportInput struct {
	Application     ident.Application
	CSV             string
	Replace         bool // the lines there are go; otherwise the file's are added
	ExpectedVersion *int // of the application
}

// Import keeps all lines of a file or none: each mistake is named by the file's own line, as in
// rows.12.rate, so that the file can be mended and sent again without any line twice.
func (s *Service) Import(ctx context.Context, in ImportInput) (*Sheet, error) {
	return s.change(ctx, in.Application, func(ctx context.Context, x *Sheet) error {
		if err := fault.Expected(in.ExpectedVersion, x.Version); err != nil {
			return err
		}
		kept := x.Lines
		if in.Replace {
			kept = nil
		}
		lines, err := ReadLines(strings.NewReader(in.CSV), x.Frame(s.today()))
		if err != nil {
			return err
		}
		lines = append(slices.Clone(kept), lines...)
		if err := fits(len(lines)); err != nil {
			return err
		}
		for i, l := range lines {
			l.Ordinal = i + 1
		}
		if err := whole(lines); err != nil {
			return err
		}
		return s.replace(ctx, x, lines, "budget.import")
	})
}

// ReadLines reads lines from a file; it refuses a file without a head, one with unknown columns, and
// every line that could not be kept.
func ReadLines(r io.Reader, f Frame) ([]*Line, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read budget: %w", err)
	}
	text := strings.TrimPrefix(string(raw), "\ufeff")
	in := csv.NewReader(strings.NewReader(text))
	in.FieldsPerRecord = -1
	first, _, _ := strings.Cut(text, "\n")
	if strings.Count(first, ";") > strings.Count(first, ",") {
		in.Comma = ';'
	}
	at, err := columns(in)
	if err != nil {
		return nil, err
	}
	var check fault.Check
	var out []*Line
	rows := 0
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, torn(err)
		}
		if blank(cells) {
			continue
		}
		if rows++; rows > MostLines {
			continue // counted, so that the refusal says how many there are
		}
		n, _ := in.FieldPos(0)
		out = append(out, f.line(&check, "rows."+strconv.Itoa(n)+".", f.typed(&check, n, at, cells)))
	}
	if err := fits(rows); err != nil {
		return nil, err
	}
	if rows == 0 {
		return nil, fault.BadField("csv", "no_lines", "The file has no lines under its head.")
	}
	return out, check.Err()
}

func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}

func torn(err error) error {
	var p *csv.ParseError
	if errors.As(err, &p) {
		return fault.BadField(fmt.Sprintf("rows.%d", p.Line), "bad_csv", "Line %d of the file cannot be read: %v.", p.Line, p.Err)
	}
	return fmt.Errorf("read budget: %w", err)
}

// columns finds where each column of the file is.
func columns(in *csv.Reader) (map[string]int, error) {
	cells, err := in.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, torn(err)
	}
	at := map[string]int{}
	var check fault.Check
	for i, c := range cells {
		name := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(c)), " ", "_")
		_, twice := at[name]
		check.That(!twice, "csv", "column_twice", "The column %s is there twice.", name)
		check.That(name == "" || slices.Contains(heads(), name), "csv", "unknown_column", "There is no column %.40q; the columns are %s.", c, strings.Join(heads(), ", "))
		at[name] = i
	}
	for _, name := range []string{"funding", "description", "quantity", "rate"} {
		_, ok := at[name]
		check.That(ok, "csv", "column_missing", "The column %s is missing.", name)
	}
	return at, check.Err()
}

func (f Frame) typed(c *fault.Check, n int, at map[string]int, cells []string) LineInput {
	cell := func(name string) string {
		i, ok := at[name]
		if !ok || i >= len(cells) {
			return ""
		}
		return unsafe(strings.TrimSpace(cells[i]))
	}
	in := LineInput{
		Item: Item(cell("item")), Category: Category(cell("category")), Side: partnership.Side(cell("side")), Funding: Funding(cell("funding")),
		Description: cell("description"), Unit: cell("unit"), Quantity: cell("quantity"), Rate: cell("rate"), Currency: cell("currency"),
		Exchange: cell("exchange"), ExchangeSource: cell("exchange_source"), Amount: cell("amount"), Justification: cell("justification"),
	}
	path := func(name string) string { return "rows." + strconv.Itoa(n) + "." + name }
	if day := cell("exchange_on"); day != "" {
		d, err := calendar.Parse(day)
		c.That(err == nil, path("exchangeOn"), "bad_date", "A day looks like 2027-06-30.")
		in.ExchangeOn = d
	}
	support := strings.ToLower(cell("participant_support"))
	in.ParticipantSupport = slices.Contains([]string{"yes", "true", "1"}, support)
	c.That(in.ParticipantSupport || slices.Contains([]string{"", "no", "false", "0"}, support), path("participantSupport"), "bad_yes_no", "Write yes or no.")
	if name := cell("museum"); name != "" {
		i := slices.IndexFunc(f.Museums, func(m Museum) bool { return m.Name == name || m.Organization.String() == name })
		if i < 0 {
			c.Refuse(path("organization"), "unknown_museum", "%.60q is not a museum of the partnership.", name)
			return in
		}
		in.Organization = f.Museums[i].Organization
	}
	return in
}

// unsafe takes off the apostrophe that kept a spreadsheet program from running a text.
func unsafe(s string) string {
	if len(s) > 1 && s[0] == '\'' && strings.ContainsRune("=+-@\uff1d\uff0b\uff0d\uff20", []rune(s)[1]) {
		return s[1:]
	}
	return s
}

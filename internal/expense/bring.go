package expense

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/vitrine-grants/vitrine/internal/agreement"
	"github.com/vitrine-grants/vitrine/internal/auth"
	"github.com/vitrine-grants/vitrine/internal/budget"
	"github.com/vitrine-grants/vitrine/internal/calendar"
	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/ruleset"
)

// Columns are those of a pasted list in the order they are offered; the first row names the ones that are there.
func Columns() []string {
	return []string{"spent_on", "category", "description", "amount", "currency", "rate", "rate_on", "rate_source", "vendor", "receipt_number", "receipt_line", "excluded", "declared"}
}

// ImportInput is many expenses of one museum as comma- or tab-separated text, its first row the names of the columns.
type ImportInput struct {
	Award  ident.Award
	Museum ident.Organization
	Text   string
}

// Refused is a row that was not taken, as it came, with why.
type Refused struct {
	Row    int // as a spreadsheet counts, the names being row 1
	Text   string
	Fields []fault.Field
}

// Imported is what became of a pasted list.
type Imported struct {
	Taken   int
	Refused []*Refused
}

// ImportExpenses writes down many drafts at once: rows that are wrong come back with reasons, the rest are kept. At most
// 500 rows; a list without names of columns, or with unknown ones, is refused whole.
func (s *Service) ImportExpenses(ctx context.Context, in ImportInput) (*Imported, error) {
	rows, err := table(in.Text)
	if err != nil {
		return nil, err
	}
	out := &Imported{Refused: []*Refused{}}
	err = s.Desk.Tx(ctx, func(ctx context.Context) error {
		f, err := s.running(ctx, in.Award, auth.RecordExpense, in.Museum)
		if err != nil {
			return err
		}
		if _, err := museumOf(f, in.Museum); err != nil {
			return err
		}
		kept, err := s.sift(ctx, f, in, rows, out)
		if err != nil || len(kept) == 0 {
			return err
		}
		if err := s.Store.AddExpenses(ctx, kept); err != nil {
			return err
		}
		out.Taken = len(kept)
		return s.Desk.Log.Record(ctx, "expense.import", f.Award, "", map[string]any{"taken": out.Taken, "refused": len(out.Refused)})
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// sift reads every row and judges it with those before it, so that a receipt that is there twice is taken once.
func (s *Service) sift(ctx context.Context, f *agreement.File, in ImportInput, rows [][]string, out *Imported) ([]*Expense, error) {
	var read []*Expense
	var evidence []string
	at := map[*Expense]int{}
	for i, cells := range rows[1:] {
		e, err := row(f, in, rows[0], cells)
		var no *fault.Error
		if errors.As(err, &no) {
			out.Refused = append(out.Refused, &Refused{Row: i + 2, Text: strings.Join(cells, ", "), Fields: no.Fields})
			continue
		}
		if err != nil {
			return nil, err
		}
		e.ID, e.RecordedBy, e.RecordedAt, e.State, e.Version = ident.NewExpense(), auth.Who(ctx).Person, s.now(), Draft, 1
		read, evidence, at[e] = append(read, e), append(evidence, e.Evidence...), i
	}
	h, err := s.Store.Held(ctx, f.Award, evidence)
	if err != nil {
		return nil, err
	}
	var kept []*Expense
	for _, e := range read {
		e.Findings = Judge(f, h, e, s.today())
		var no *fault.Error
		if errors.As(denied(atOnce(e.Findings)), &no) {
			out.Refused = append(out.Refused, &Refused{Row: at[e] + 2, Text: strings.Join(rows[at[e]+1], ", "), Fields: no.Fields})
			continue
		}
		for _, k := range e.Evidence {
			h.Claims = append(h.Claims, ruleset.Claim{Evidence: ruleset.Evidence(k), By: e.ID.String(), Award: f.Number})
		}
		kept = append(kept, e)
	}
	slices.SortFunc(out.Refused, func(a, b *Refused) int { return a.Row - b.Row })
	return kept, nil
}

// table reads pasted text into rows; a spreadsheet pastes tabs.
func table(text string) ([][]string, error) {
	bad := func(code, format string, args ...any) error { return fault.BadField("text", code, format, args...) }
	r := csv.NewReader(strings.NewReader(strings.TrimSpace(strings.TrimPrefix(text, "\ufeff"))))
	r.FieldsPerRecord, r.TrimLeadingSpace = -1, true
	if first, _, _ := strings.Cut(text, "\n"); strings.Contains(first, "\t") {
		r.Comma, r.LazyQuotes, r.TrimLeadingSpace = '\t', true, false
	}
	var rows [][]string
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, bad("bad_table", "The list cannot be read: %v.", err)
		}
		rows = append(rows, cells)
	}
	switch {
	case len(rows) < 2:
		return nil, bad("required", "Paste the names of the columns and at least one row.")
	case len(rows) > Most+1:
		return nil, bad("too_many", "At most %d rows at once.", Most)
	}
	for i, name := range rows[0] {
		name = strings.ToLower(strings.TrimSpace(name))
		if rows[0][i] = name; !slices.Contains(Columns(), name) || slices.Index(rows[0], name) != i {
			return nil, bad("unknown_column", "%q is no column of this list, or is there twice.", name)
		}
	}
	return rows, nil
}

// row is one pasted row as an expense; what is wrong with its cells is named by column.
func row(f *agreement.File, in ImportInput, names, cells []string) (*Expense, error) {
	get := func(name string) string {
		if i := slices.Index(names, name); i >= 0 && i < len(cells) {
			return strings.TrimSpace(cells[i])
		}
		return ""
	}
	var c fault.Check
	day := func(name, path string) calendar.Date {
		text := get(name)
		d, err := calendar.Parse(text)
		c.That(text == "" || err == nil, path, "bad_date", "A date looks like 2027-03-31.")
		return d
	}
	c.That(len(cells) <= len(names), "text", "too_many_cells", "The row has more cells than there are columns.")
	save := SaveInput{
		Award: in.Award, Museum: in.Museum, SpentOn: day("spent_on", "spentOn"), Category: budget.Category(strings.ToLower(get("category"))), Description: get("description"),
		Amount: strings.ReplaceAll(get("amount"), ",", ""), Currency: get("currency"), Rate: get("rate"), RateOn: day("rate_on", "rateOn"), RateSource: get("rate_source"),
		Vendor: get("vendor"), ReceiptNumber: get("receipt_number"), Excluded: ruleset.Exclusion(get("excluded")), Declared: strings.Fields(get("declared")),
	}
	if text := get("receipt_line"); text != "" {
		n, err := strconv.Atoi(text)
		c.That(err == nil, "receiptLine", "out_of_range", "A line of a receipt is between 0 and 1,000.")
		save.ReceiptLine = n
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	e, err := read(f, save)
	if err != nil {
		return nil, err
	}
	if e.Category != budget.Indirect {
		e.Evidence = keys(ruleset.Receipt{Vendor: e.Vendor, Number: e.ReceiptNumber, Line: e.ReceiptLine, On: e.SpentOn, Amount: e.Paid()}.Evidence())
	}
	return e, nil
}

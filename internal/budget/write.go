package budget

import (
	"context"
	"slices"

	"github.com/vitrine-grants/vitrine/internal/fault"
	"github.com/vitrine-grants/vitrine/internal/ident"
	"github.com/vitrine-grants/vitrine/internal/money"
)

// AddLineInput is one new line of a budget.
type AddLineInput struct {
	Application ident.Application
	Line        LineInput
}

// AddLine puts a line at the end of a budget; it refuses the 501st and names each mistaken field.
func (s *Service) AddLine(ctx context.Context, in AddLineInput) (*Line, error) {
	var out *Line
	_, err := s.change(ctx, in.Application, func(ctx context.Context, x *Sheet) error {
		if err := fits(len(x.Lines) + 1); err != nil {
			return err
		}
		l, err := Compute(in.Line, x.Frame(s.today()))
		if err != nil {
			return err
		}
		l.Application, l.Ordinal = x.Application, 1
		if n := len(x.Lines); n > 0 {
			l.Ordinal = x.Lines[n-1].Ordinal + 1
		}
		x.Lines, out = append(x.Lines, l), l
		if err := whole(x.Lines); err != nil {
			return err
		}
		if err := s.Store.AddLine(ctx, l); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "budget.add_line", x.Application, "", l.said())
	})
	return out, err
}

// said is what the log keeps of a line.
func (l *Line) said() map[string]any {
	return map[string]any{"line": l.ID.String(), "what": l.Description, "amount": l.Amount().String(), "funding": string(l.Funding), "item": string(l.Item)}
}

func whole(lines []*Line) error {
	var c fault.Check
	tooMuch(&c, lines)
	return c.Err()
}

// ChangeLineInput is one line as it is now; only this line must not have changed since it was read.
type ChangeLineInput struct {
	Application     ident.Application
	ID              ident.BudgetLine
	Line            LineInput
	ExpectedVersion *int // of the line
}

// ChangeLine keeps a changed line. Who changes another line meanwhile is in nobody's way; the same
// line changed by two is CONFLICT for the second, who keeps what they typed.
func (s *Service) ChangeLine(ctx context.Context, in ChangeLineInput) (*Line, error) {
	var out *Line
	_, err := s.change(ctx, in.Application, func(ctx context.Context, x *Sheet) error {
		was := x.Line(in.ID)
		if was == nil {
			return fault.Missing("line")
		}
		if err := fault.Expected(in.ExpectedVersion, was.Version); err != nil {
			return err
		}
		l, err := Compute(in.Line, x.Frame(s.today()))
		if err != nil {
			return err
		}
		l.ID, l.Application, l.Ordinal, l.Version = was.ID, was.Application, was.Ordinal, was.Version
		x.Lines[slices.Index(x.Lines, was)], out = l, l
		if err := whole(x.Lines); err != nil {
			return err
		}
		if err := s.Store.KeepLine(ctx, l, was.Version); err != nil {
			return err
		}
		said := l.said()
		said["was"] = was.Amount().String()
		return s.Desk.Log.Record(ctx, "budget.change_line", x.Application, "", said)
	})
	return out, err
}

// RemoveLineInput names a line to take off.
type RemoveLineInput struct {
	Application     ident.Application
	ID              ident.BudgetLine
	ExpectedVersion *int // of the line
}

// RemoveLine takes a line off a budget; one that is gone already is not found.
func (s *Service) RemoveLine(ctx context.Context, in RemoveLineInput) (*Sheet, error) {
	return s.change(ctx, in.Application, func(ctx context.Context, x *Sheet) error {
		was := x.Line(in.ID)
		if was == nil {
			return fault.Missing("line")
		}
		if err := fault.Expected(in.ExpectedVersion, was.Version); err != nil {
			return err
		}
		x.Lines = slices.DeleteFunc(x.Lines, func(l *Line) bool { return l.ID == was.ID })
		if err := s.Store.RemoveLine(ctx, was.ID); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "budget.remove_line", x.Application, "", was.said())
	})
}

// ReplaceInput is a whole budget; it replaces the one before.
type ReplaceInput struct {
	Application     ident.Application
	Lines           []LineInput
	ExpectedVersion *int // of the application
}

// Replace computes and keeps a whole budget; a mistake names its line, as in lines.3.rate, and changes nothing.
func (s *Service) Replace(ctx context.Context, in ReplaceInput) (*Sheet, error) {
	return s.change(ctx, in.Application, func(ctx context.Context, x *Sheet) error {
		if err := fault.Expected(in.ExpectedVersion, x.Version); err != nil {
			return err
		}
		lines, err := Lines(in.Lines, x.Frame(s.today()))
		if err != nil {
			return err
		}
		return s.replace(ctx, x, lines, "budget.replace")
	})
}

func (s *Service) replace(ctx context.Context, x *Sheet, lines []*Line, action string) error {
	for _, l := range lines {
		l.Application = x.Application
	}
	x.Lines = lines
	if err := s.Store.ReplaceLines(ctx, x.Application, lines); err != nil {
		return err
	}
	b := x.Table()
	return s.Desk.Log.Record(ctx, action, x.Application, "", map[string]any{
		"lines": len(lines), "requested": b.Requested().String(), "costShare": b.CostShare().String(),
	})
}

// SaveNoteInput is the narrative of one object class.
type SaveNoteInput struct {
	Application     ident.Application
	Category        Category
	Words           string
	ExpectedVersion *int // of the narrative; 0 is one nobody wrote yet
}

// mostWords is the length of one narrative in characters.
const mostWords = 5000

// SaveNote keeps the narrative of an object class; an empty one takes it back.
func (s *Service) SaveNote(ctx context.Context, in SaveNoteInput) (*Note, error) {
	var out *Note
	_, err := s.change(ctx, in.Application, func(ctx context.Context, x *Sheet) error {
		var c fault.Check
		c.That(slices.Contains(Categories(), in.Category), "category", "unknown_category", "Choose a category.")
		words := plain(&c, "words", in.Words, mostWords)
		if err := c.Err(); err != nil {
			return err
		}
		n := x.NoteOf(in.Category)
		if err := fault.Expected(in.ExpectedVersion, n.Version); err != nil {
			return err
		}
		n.Words, n.Version, out = words, n.Version+1, n
		if err := s.Store.KeepNote(ctx, n); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "budget.save_note", x.Application, "", map[string]any{"category": string(in.Category)})
	})
	return out, err
}

// SetRateInput says how a museum charges its indirect costs; rate and level are decimal text.
type SetRateInput struct {
	Application     ident.Application
	Organization    ident.Organization
	Kind            RateKind
	Rate            string // percent, such as 15 or 26.5; a de minimis rate may be left out
	Agreement       string // who negotiated it, and when
	ValidUntil      string // a day such as 2027-06-30; empty is open
	Capitalization  string // the museum's own level for equipment; empty is none
	ExpectedVersion *int
}

// SetRate keeps how a museum charges indirect costs. A de minimis rate above the rule set's, or one
// beside a negotiated agreement, is refused; a negotiated one names its agreement.
func (s *Service) SetRate(ctx context.Context, in SetRateInput) (*Rate, error) {
	var out *Rate
	_, err := s.change(ctx, in.Application, func(ctx context.Context, x *Sheet) error {
		r, err := in.rate(x)
		if err != nil {
			return err
		}
		was := x.RateOf(in.Organization)
		if was == nil {
			was = &Rate{}
		}
		if err := fault.Expected(in.ExpectedVersion, was.Version); err != nil {
			return err
		}
		r.Version, out = was.Version+1, r
		if err := s.Store.KeepRate(ctx, r); err != nil {
			return err
		}
		return s.Desk.Log.Record(ctx, "budget.set_rate", x.Application, "", map[string]any{
			"organization": in.Organization.String(), "kind": string(r.Kind), "rate": percent(r.Rate),
		})
	})
	return out, err
}

func (in SetRateInput) rate(x *Sheet) (*Rate, error) {
	var c fault.Check
	c.That(slices.Contains(x.Organizations(), in.Organization), "organization", "unknown_museum", "Choose a museum of the partnership.")
	c.That(slices.Contains(RateKinds(), in.Kind), "kind", "unknown_rate_kind", "Choose where the rate comes from.")
	r := &Rate{Application: x.Application, Organization: in.Organization, Kind: in.Kind, Agreement: plain(&c, "agreement", in.Agreement, 300)}
	r.Rate = ratio(&c, in, x.Rules)
	if in.ValidUntil != "" {
		c.That(r.ValidUntil.UnmarshalText([]byte(in.ValidUntil)) == nil, "validUntil", "bad_date", "A day looks like 2027-06-30.")
	}
	c.That(in.Kind != Negotiated || r.Agreement != "", "agreement", "required", "Say who negotiated the rate, and when.")
	c.That(in.Kind == Negotiated || r.Agreement == "", "agreement", "rate_negotiated", "Who has a negotiated rate uses it; the de minimis rate is for those without.")
	if in.Capitalization != "" {
		m, err := money.Parse(in.Capitalization, x.Currency)
		c.That(err == nil && m.Minor >= 0, "capitalization", "bad_amount", "An amount looks like 5000.00.")
		r.CapitalizationMinor = m.Minor
	}
	return r, c.Err()
}

// ratio reads the percent; without one a de minimis rate is the whole of the rule set's.
func ratio(c *fault.Check, in SetRateInput, rules Rules) money.Ratio {
	if in.Kind == NoRate {
		return 0
	}
	if in.Rate == "" && in.Kind == DeMinimis {
		return rules.DeMinimis
	}
	bp, ok := places(in.Rate, 2, 3)
	c.That(ok && bp <= 20_000, "rate", "bad_rate_percent", "A rate is a percentage such as 15 or 26.5.")
	c.That(in.Kind != DeMinimis || !ok || money.Ratio(bp) <= rules.DeMinimis, "rate", "rate_above_de_minimis", "The de minimis rate is at most %s%%.", percent(rules.DeMinimis))
	return money.Ratio(bp)
}
